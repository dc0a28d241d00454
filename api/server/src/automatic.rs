//! Backups that the service writes by itself, into the data folder; the oldest go.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use jiff::Timestamp;
use trusquin_store::Store;

use crate::backup::back_up;

/// Where they are kept, below the data folder. Copy them elsewhere: a disk that fails takes both.
const FOLDER: &str = "backups";

/// What their names begin with; others in the folder are left alone.
const PREFIX: &str = "automatic-";

/// A service that was just started has better things to do.
const REST: Duration = Duration::from_secs(600);

/// How often it is looked whether one is due.
const LOOK: Duration = Duration::from_secs(300);

/// How often, and how many.
#[derive(Debug, Clone, Copy)]
pub struct Backups {
    /// Time between two.
    pub every: Duration,
    /// The newest so many are kept.
    pub kept: usize,
}

/// Writes backups until it is dropped. One that fails is logged and tried again at the next look.
pub async fn keep_backups(store: Store, data: PathBuf, backups: Backups) {
    tokio::time::sleep(REST).await;
    loop {
        if let Err(error) = keep_one(&store, &data, backups).await {
            tracing::error!("the automatic backup failed: {error:#}");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Writes a backup when the newest is too old, and removes those that are too many. True when one was written.
async fn keep_one(store: &Store, data: &Path, backups: Backups) -> Result<bool> {
    let folder = data.join(FOLDER);
    let there = backups_in(&folder)?;
    let age = there.last().and_then(|newest| newest.metadata().ok()?.modified().ok()?.elapsed().ok());
    if age.is_some_and(|age| age < backups.every) {
        return Ok(false);
    }
    let target = folder.join(format!("{PREFIX}{}.zip", Timestamp::now().strftime("%Y%m%dT%H%M%SZ")));
    let (store, data, written) = (store.clone(), data.to_path_buf(), target.clone());
    // Packing takes a core: beside the service's own threads.
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || runtime.block_on(back_up(&store, &data, &written))).await.context("the backup panicked")??;
    tracing::info!(file = %target.display(), "an automatic backup is written and checked");
    let there = backups_in(&folder)?;
    for old in there.iter().take(there.len().saturating_sub(backups.kept.max(1))) {
        std::fs::remove_file(old).with_context(|| format!("{} cannot be removed", old.display()))?;
    }
    Ok(true)
}

/// Our backups, oldest first: their names are their moments.
fn backups_in(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with(PREFIX) && name.ends_with(".zip") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_newest_are_kept_and_one_is_written_when_it_is_due() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_at(folder.path(), None).await.unwrap();
        let backups = Backups { every: Duration::from_secs(3600), kept: 2 };
        let own = folder.path().join(FOLDER);
        std::fs::create_dir_all(&own).unwrap();
        std::fs::write(own.join("mine.zip"), "mine").unwrap();
        let yesterday = std::time::SystemTime::now() - Duration::from_secs(86_400);
        for day in ["20200101", "20200102", "20200103"] {
            let file = std::fs::File::create(own.join(format!("{PREFIX}{day}T000000Z.zip"))).unwrap();
            file.set_modified(yesterday).unwrap();
        }
        assert!(keep_one(&store, folder.path(), backups).await.unwrap());
        assert!(!keep_one(&store, folder.path(), backups).await.unwrap(), "the newest is new");
        let names: Vec<String> =
            backups_in(&own).unwrap().iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!((names.len(), names[0].as_str()), (2, "automatic-20200103T000000Z.zip"));
        assert!(own.join("mine.zip").is_file());
    }
}
