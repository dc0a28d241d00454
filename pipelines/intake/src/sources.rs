//! From what a person names on the command line to the files to read.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::pool::{Source, Task};

/// A path that holds nothing to read.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct SourceError {
    /// As given.
    pub path: PathBuf,
    /// Why, and what to do.
    pub reason: String,
}

/// Files under the given paths, folders walked in name order, links not followed, hidden files left out.
///
/// # Errors
/// A folder cannot be listed.
pub fn tasks(paths: &[PathBuf]) -> Result<Vec<Task>, SourceError> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut found)?;
        } else {
            // A name that is not there becomes a line with its diagnostic: the other files go on.
            found.push(path.clone());
        }
    }
    Ok(found
        .into_iter()
        .enumerate()
        .map(|(index, path)| Task {
            order: vec![index],
            display: path.to_string_lossy().into_owned(),
            source: Source::Path(path),
            depth: 0,
            budget: None,
            lesson: None,
        })
        .collect())
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), SourceError> {
    let hidden = |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => found.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_path_buf();
                return Err(SourceError { path, reason: format!("cannot be listed ({error}); check its rights") });
            }
        }
    }
    Ok(())
}
