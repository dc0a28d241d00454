//! An RFQ arrives: rows and jobs in one transaction.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{NewFile, NewRfq, RfqStatus, word};
use crate::audit::note;
use crate::database::values;
use crate::jobs::{Job, ask};
use crate::{Store, StoreError};

/// What is older belongs to nobody who still works on it.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 3600);

/// A name no other process on any machine has at the same time.
fn own_name() -> String {
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}-{}", machine.trim(), std::process::id())
}

fn remove_old(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let is_old = entry.metadata()?.modified()?.elapsed().is_ok_and(|age| age > LEFT_BEHIND);
        if is_old && entry.path().is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

impl Store {
    /// Moves a finished temporary file of the data folder under its hash. Twice the same bytes are one file.
    ///
    /// # Errors
    /// Disk or rights.
    pub fn adopt_file(&self, from: &Path, sha256: &str) -> Result<(), StoreError> {
        let target = self.file_path(sha256);
        let move_there = || {
            if target.is_file() {
                return std::fs::remove_file(from);
            }
            std::fs::create_dir_all(target.parent().unwrap_or(&self.folder))?;
            std::fs::File::open(from)?.sync_all()?;
            std::fs::rename(from, &target)
        };
        move_there().map_err(|source| StoreError::Folder { folder: target.clone(), source })
    }

    /// The folder for what is not complete yet; what a kill left there is removed when a service starts. Processes that share the data
    /// have one each.
    ///
    /// # Errors
    /// Disk or rights.
    pub fn incoming_folder(&self) -> Result<PathBuf, StoreError> {
        let incoming = self.folder.join("incoming");
        let folder = if self.is_shared() { incoming.join(own_name()) } else { incoming };
        std::fs::create_dir_all(&folder).map_err(|source| StoreError::Folder { folder: folder.clone(), source })?;
        Ok(folder)
    }

    /// Empties the folder of what is not complete. Call it with the folder's lock held; where other processes share the data, only what
    /// is a day old goes.
    ///
    /// # Errors
    /// Disk or rights.
    pub fn clear_incoming(&self) -> Result<(), StoreError> {
        let folder = self.folder.join("incoming");
        let gone = if self.is_shared() { remove_old(&folder) } else { std::fs::remove_dir_all(&folder) };
        match gone {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(StoreError::Folder { folder, source }),
            _ => Ok(()),
        }
    }

    /// Records an RFQ with its files and a job to read each; returns its id, the same one when its fingerprint is there already.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn receive_rfq(&self, rfq: &NewRfq) -> Result<i64, StoreError> {
        let mut transaction = self.database.begin().await?;
        let today = rfq.received_at.get(..10).unwrap_or(&rfq.received_at);
        // Whoever brings the same one at the same moment waits here, then finds it.
        let added: Option<(i64,)> = transaction
            .optional(
                "INSERT INTO rfq (fingerprint, received_on, quantities, received_at, status, customer, requested_date, quantities_source)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (fingerprint) DO NOTHING RETURNING id",
                values![
                    &rfq.fingerprint,
                    today,
                    serde_json::to_string(&rfq.quantities)?,
                    &rfq.received_at,
                    word(RfqStatus::Queued)?,
                    &rfq.customer,
                    &rfq.requested_date,
                    word(rfq.quantities_source)?
                ],
            )
            .await?;
        let Some((id,)) = added else {
            let (id,) = transaction.one("SELECT id FROM rfq WHERE fingerprint = $1", values![&rfq.fingerprint]).await?;
            return Ok(id);
        };
        // In the order of their hashes: two requests with the same files in another order would else wait for each other for ever.
        let mut hashes: Vec<&NewFile> = rfq.files.iter().collect();
        hashes.sort_by(|a, b| a.sha256.cmp(&b.sha256));
        for file in hashes {
            super::read::know_file(&mut transaction, file, today).await?;
        }
        for (index, file) in rfq.files.iter().enumerate() {
            let position = i64::try_from(index).unwrap_or(i64::MAX);
            super::read::add_file(&mut transaction, id, position, &format!("{index:04}"), file).await?;
            ask(&mut transaction, Job::ReadFile { rfq: id, position }).await?;
        }
        let names: Vec<&str> = rfq.files.iter().map(|file| file.name.as_str()).collect();
        let new = serde_json::json!({ "customer": rfq.customer, "quantities": rfq.quantities, "files": names }).to_string();
        note(&mut transaction, "create", "rfq", id, None, Some(new)).await?;
        transaction.commit().await?;
        Ok(id)
    }
}
