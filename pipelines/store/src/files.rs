//! Files under their hash: written once, never changed.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::database::values;
use crate::{Store, StoreError};

/// Bytes copied at a time.
const COPIED_AT_ONCE: usize = 1 << 17;

impl Store {
    /// Where the bytes of this hash live.
    pub fn file_path(&self, sha256: &str) -> PathBuf {
        self.folder.join("files").join(sha256.get(..2).unwrap_or("00")).join(sha256)
    }

    /// Copies a file under its hash and records it. The bytes are hashed as they are copied: what is kept is what was read.
    ///
    /// # Errors
    /// The file changed since it was hashed, disk full, no rights, or the database refuses.
    pub async fn keep_file(&self, from: &Path, sha256: &str, bytes: u64, kind: &str, today: &str) -> Result<(), StoreError> {
        let target = self.file_path(sha256);
        if !target.is_file() {
            copy_checked(from, &target, sha256)?;
        }
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let insert = "INSERT INTO file (sha256, bytes, kind, stored_at) VALUES ($1, $2, $3, $4) ON CONFLICT (sha256) DO NOTHING";
        self.database.run(insert, values![sha256, bytes, kind, today]).await?;
        Ok(())
    }

    /// Writes a document of ours (a quote PDF) beside the database and returns its path.
    ///
    /// # Errors
    /// Disk full or no rights.
    pub fn keep_document(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let target = self.folder.join("documents").join(name);
        write_atomically(&target, |file| file.write_all(bytes)).map_err(|source| StoreError::Folder { folder: target.clone(), source })?;
        Ok(target)
    }

    /// Keeps a picture of a page under a name made from the hash of its file; it can always be made again.
    ///
    /// # Errors
    /// Disk full or no rights.
    pub fn keep_picture(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let target = self.picture_path(name);
        write_atomically(&target, |file| file.write_all(bytes)).map_err(|source| StoreError::Folder { folder: target.clone(), source })
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

/// Copies under a temporary name while hashing what is written; only bytes of the promised hash get the final name.
fn copy_checked(from: &Path, target: &Path, sha256: &str) -> Result<(), StoreError> {
    let failed = |source| StoreError::Folder { folder: target.to_path_buf(), source };
    let mut source = File::open(from).map_err(|source| StoreError::Source { file: from.to_path_buf(), source })?;
    let mut hash = Sha256::new();
    let written = write_atomically(target, |file| {
        let mut piece = vec![0; COPIED_AT_ONCE];
        loop {
            let length = match source.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            hash.update(&piece[..length]);
            file.write_all(&piece[..length])?;
        }
        let found: String = hash.finalize_reset().iter().map(|byte| format!("{byte:02x}")).collect();
        if found == sha256 { Ok(()) } else { Err(Error::new(ErrorKind::InvalidData, found)) }
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::InvalidData => StoreError::Changed { file: from.to_path_buf() },
        _ => failed(error),
    })
}

/// Writes under a temporary name, brings it to the disk, renames it, and brings the folder to the disk: after a power cut there
/// is the whole file or none. Nothing is left behind when it fails.
fn write_atomically(target: &Path, write: impl FnOnce(&mut File) -> std::io::Result<()>) -> std::io::Result<()> {
    static TURN: AtomicU64 = AtomicU64::new(0);
    let parent = target.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent)?;
    let temporary = target.with_extension(format!("{}-{}.part", std::process::id(), TURN.fetch_add(1, Ordering::Relaxed)));
    let written = File::create(&temporary).and_then(|mut file| {
        write(&mut file)?;
        file.sync_all()
    });
    let renamed = written.and_then(|()| std::fs::rename(&temporary, target));
    if renamed.is_err() {
        // What failed is told; that its leftover could not be removed either adds nothing.
        let _ = std::fs::remove_file(&temporary);
        return renamed;
    }
    sync_folder(parent)?;
    // The folder may be new itself: its own entry stands in the one above.
    parent.parent().filter(|above| !above.as_os_str().is_empty()).map_or(Ok(()), sync_folder)
}

/// Brings the entries of a folder to the disk. Only Unix opens folders; elsewhere the file system keeps its own order.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
