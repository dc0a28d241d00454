//! Files under their hash: written once, never changed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Store, StoreError};

impl Store {
    /// Where the bytes of this hash live.
    pub fn file_path(&self, sha256: &str) -> PathBuf {
        self.folder.join("files").join(sha256.get(..2).unwrap_or("00")).join(sha256)
    }

    /// Copies a file under its hash (temporary name, then rename, so that a kill leaves nothing half-written) and records it.
    ///
    /// # Errors
    /// Disk full, no rights, or the database refuses.
    pub async fn keep_file(&self, from: &Path, sha256: &str, bytes: u64, kind: &str, today: &str) -> Result<(), StoreError> {
        let target = self.file_path(sha256);
        if !target.is_file() {
            copy_atomically(from, &target).map_err(|source| StoreError::Folder { folder: target.clone(), source })?;
        }
        sqlx::query("INSERT INTO file (sha256, bytes, kind, stored_at) VALUES ($1, $2, $3, $4) ON CONFLICT (sha256) DO NOTHING")
            .bind(sha256)
            .bind(i64::try_from(bytes).unwrap_or(i64::MAX))
            .bind(kind)
            .bind(today)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Writes a document of ours (a quote PDF) beside the database and returns its path.
    ///
    /// # Errors
    /// Disk full or no rights.
    pub fn keep_document(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let target = self.folder.join("documents").join(name);
        write_atomically(&target, bytes).map_err(|source| StoreError::Folder { folder: target.clone(), source })?;
        Ok(target)
    }

    /// Keeps a picture of a page under a name made from the hash of its file; it can always be made again.
    ///
    /// # Errors
    /// Disk full or no rights.
    pub fn keep_picture(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let target = self.picture_path(name);
        write_atomically(&target, bytes).map_err(|source| StoreError::Folder { folder: target.clone(), source })
    }

    /// The path of a picture of a page.
    pub fn picture_path(&self, name: &str) -> PathBuf {
        self.folder.join("pictures").join(name.get(..2).unwrap_or("00")).join(name)
    }

    /// The path of a document of ours.
    pub fn document_path(&self, name: &str) -> PathBuf {
        self.folder.join("documents").join(name)
    }
}

fn copy_atomically(from: &Path, target: &Path) -> std::io::Result<()> {
    let parent = target.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent)?;
    let temporary = temporary_beside(target);
    std::fs::copy(from, &temporary)?;
    std::fs::File::open(&temporary)?.sync_all()?;
    std::fs::rename(&temporary, target)
}

/// A name of its own for every write: two of the same file may run at once.
fn temporary_beside(target: &Path) -> PathBuf {
    static WRITES: AtomicU64 = AtomicU64::new(0);
    target.with_extension(format!("{}-{}.part", std::process::id(), WRITES.fetch_add(1, Ordering::Relaxed)))
}

fn write_atomically(target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let parent = target.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent)?;
    let temporary = temporary_beside(target);
    let mut file = std::fs::File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&temporary, target)
}
