//! The files of the checkout that the rules look at.

use std::path::{Path, PathBuf};

use crate::rust_text::RustText;

/// Top-level folders that hold crates.
pub const ROOMS: &[&str] = &["engine", "models", "pipelines", "api", "datasets", "tests"];

pub fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// One Rust file: its path from the checkout, its text, and the text apart by sort.
pub struct RustFile {
    pub path: String,
    pub text: String,
    pub parts: RustText,
}

impl RustFile {
    /// In a folder of tests, benches or examples, or a file of tests beside the code.
    pub fn is_test(&self) -> bool {
        ["/tests/", "/benches/", "/examples/", "/invariants/"].iter().any(|folder| self.path.contains(folder))
            || self.path.ends_with("tests.rs")
            || self.path.starts_with("tests/")
    }

    pub fn line_of(&self, offset: usize) -> usize {
        self.text.get(..offset).unwrap_or(&self.text).lines().count().max(1)
    }
}

/// Every Rust file below the given folders of the checkout, in order.
pub fn rust_files(folders: &[&str]) -> Vec<RustFile> {
    let mut waiting: Vec<PathBuf> = folders.iter().map(|folder| checkout().join(folder)).collect();
    let mut files = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !name.starts_with('.') && name != "target" && name != "node_modules" {
                    waiting.push(path);
                }
            } else if name.ends_with(".rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let parts = RustText::new(&text);
                let path = path.strip_prefix(checkout()).unwrap().to_string_lossy().into_owned();
                files.push(RustFile { path, text, parts });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!files.is_empty(), "no Rust file below {folders:?}: a rule that looks at nothing guards nothing");
    files
}

/// Fails with every breach, one a line.
pub fn hold(rule: &str, breaches: &[String]) {
    assert!(breaches.is_empty(), "{rule}\n{}", breaches.join("\n"));
}
