//! An RFQ arrives: rows and jobs in one transaction.

use std::path::Path;

use super::{NewRfq, RfqStatus, word};
use crate::jobs::{Job, ask};
use crate::{Store, StoreError};

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

    /// The folder for what is not complete yet; what a kill left there is removed when a service starts.
    ///
    /// # Errors
    /// Disk or rights.
    pub fn incoming_folder(&self) -> Result<std::path::PathBuf, StoreError> {
        let folder = self.folder.join("incoming");
        std::fs::create_dir_all(&folder).map_err(|source| StoreError::Folder { folder: folder.clone(), source })?;
        Ok(folder)
    }

    /// Empties the folder of what is not complete. Call it with the folder's lock held.
    ///
    /// # Errors
    /// Disk or rights.
    pub fn clear_incoming(&self) -> Result<(), StoreError> {
        let folder = self.folder.join("incoming");
        match std::fs::remove_dir_all(&folder) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(StoreError::Folder { folder, source }),
            _ => Ok(()),
        }
    }

    /// Records an RFQ with its files and a job to read each; returns its id, the same one when its fingerprint is there already.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn receive_rfq(&self, rfq: &NewRfq) -> Result<i64, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let known: Option<(i64,)> =
            sqlx::query_as("SELECT id FROM rfq WHERE fingerprint = $1").bind(&rfq.fingerprint).fetch_optional(&mut *transaction).await?;
        if let Some((id,)) = known {
            return Ok(id);
        }
        let today = rfq.received_at.get(..10).unwrap_or(&rfq.received_at);
        let (id,): (i64,) = sqlx::query_as(
            "INSERT INTO rfq (fingerprint, received_on, quantities, received_at, status, customer, requested_date, quantities_source)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        )
        .bind(&rfq.fingerprint)
        .bind(today)
        .bind(serde_json::to_string(&rfq.quantities)?)
        .bind(&rfq.received_at)
        .bind(word(RfqStatus::Queued)?)
        .bind(&rfq.customer)
        .bind(&rfq.requested_date)
        .bind(word(rfq.quantities_source)?)
        .fetch_one(&mut *transaction)
        .await?;
        for (index, file) in rfq.files.iter().enumerate() {
            let position = i64::try_from(index).unwrap_or(i64::MAX);
            super::read::add_file(&mut transaction, id, position, &format!("{index:04}"), file, today).await?;
            ask(&mut transaction, Job::ReadFile { rfq: id, position }).await?;
        }
        transaction.commit().await?;
        Ok(id)
    }
}
