//! One service on one data folder: a lock file that the system releases when its process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::StoreError;

/// Holds the data folder for one service until it is dropped.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

impl DataLock {
    /// Takes the folder.
    ///
    /// # Errors
    /// Another service has it (the message says which), or the folder cannot be written.
    pub fn take(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("serve.lock");
        let failed = |source| StoreError::Folder { folder: path.clone(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // What the holder wrote is only for the message.
                let _ = (&mut file).take(100).read_to_string(&mut holder);
                return Err(StoreError::Busy { folder: folder.to_path_buf(), holder: holder.trim().to_owned() });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "process {}", std::process::id()));
        written.map_err(failed)?;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_holder_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = DataLock::take(folder.path()).unwrap();
        let error = DataLock::take(folder.path()).unwrap_err().to_string();
        assert!(error.contains(&format!("process {}", std::process::id())) && error.contains("--data"), "{error}");
        drop(first);
        DataLock::take(folder.path()).unwrap();
    }
}
