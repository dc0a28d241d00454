//! A file of an RFQ is read: its analysis, the members found in it, and the job that follows.

use super::{FileReport, FileRow, FileStatus, NewFile, RfqStatus, word};
use crate::database::{Transaction, values};
use crate::jobs::{Job, ask};
use crate::{Store, StoreError};

/// Records a content that is in the folder of files; one that is known stays as it is.
pub(super) async fn know_file(transaction: &mut Transaction, file: &NewFile, today: &str) -> Result<(), StoreError> {
    let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
    let insert = "INSERT INTO file (sha256, bytes, kind, stored_at) VALUES ($1, $2, 'unknown', $3) ON CONFLICT (sha256) DO NOTHING";
    transaction.run(insert, values![&file.sha256, bytes, today]).await?;
    Ok(())
}

/// Adds a file to an RFQ under its place; a place that is taken keeps what it has. True when it was added.
pub(super) async fn add_file(
    transaction: &mut Transaction,
    rfq: i64,
    position: i64,
    order_key: &str,
    file: &NewFile,
) -> Result<bool, StoreError> {
    let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
    let insert = "INSERT INTO rfq_file (rfq_id, position, name, sha256, bytes, status, order_key) VALUES ($1, $2, $3, $4, $5, $6, $7)
                  ON CONFLICT (rfq_id, order_key) DO NOTHING";
    let waiting = word(FileStatus::Waiting)?;
    Ok(transaction.run(insert, values![rfq, position, &file.name, &file.sha256, bytes, waiting, order_key]).await? > 0)
}

impl Store {
    /// Marks a file, and its RFQ, as being read. False when the file is read already: the job has nothing to do.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn begin_file(&self, rfq: i64, position: i64) -> Result<bool, StoreError> {
        let mut transaction = self.database.begin().await?;
        transaction.hold(rfq).await?;
        let begun = transaction
            .run(
                "UPDATE rfq_file SET status = $3 WHERE rfq_id = $1 AND position = $2 AND status IN ('waiting', 'reading')",
                values![rfq, position, word(FileStatus::Reading)?],
            )
            .await?;
        transaction.run("UPDATE rfq SET status = $2 WHERE id = $1 AND status = 'queued'", values![rfq, word(RfqStatus::Reading)?]).await?;
        transaction.commit().await?;
        Ok(begun > 0)
    }

    /// Keeps what reading a file gave, adds its members with a job each, and asks for the price when it was the last. A second call
    /// for the same file changes nothing.
    ///
    /// # Errors
    /// The database refuses; nothing is then kept.
    pub async fn finish_file(
        &self,
        rfq: i64,
        position: i64,
        report: &FileReport,
        reader_version: &str,
        today: &str,
    ) -> Result<(), StoreError> {
        let (analysis, mut transaction) = (&report.analysis, self.database.begin().await?);
        let kind = word(analysis.kind)?;
        transaction.hold(rfq).await?;
        let finished: Option<(String, String, String)> = transaction
            .optional(
                "UPDATE rfq_file SET status = $3, kind = $4, pages = $5, diagnostics = $6
             WHERE rfq_id = $1 AND position = $2 AND status IN ('waiting', 'reading') RETURNING name, sha256, order_key",
                values![
                    rfq,
                    position,
                    word(report.status)?,
                    &kind,
                    i64::try_from(analysis.pages.len()).unwrap_or(0),
                    serde_json::to_string(&analysis.diagnostics)?
                ],
            )
            .await?;
        let Some((name, sha256, order_key)) = finished else { return Ok(()) };
        transaction.run("UPDATE file SET kind = $2 WHERE sha256 = $1", values![&sha256, &kind]).await?;
        transaction
            .run(
                "INSERT INTO analysis (sha256, name, reader_version, document) VALUES ($1, $2, $3, $4)
             ON CONFLICT (sha256, name, reader_version) DO UPDATE SET document = excluded.document",
                values![&sha256, &name, reader_version, serde_json::to_string(analysis)?],
            )
            .await?;
        let (mut next,): (i64,) =
            transaction.one("SELECT coalesce(max(position), -1) + 1 FROM rfq_file WHERE rfq_id = $1", values![rfq]).await?;
        for member in &report.members {
            know_file(&mut transaction, &member.file, today).await?;
            if add_file(&mut transaction, rfq, next, &format!("{order_key}.{:04}", member.index), &member.file).await? {
                ask(&mut transaction, Job::ReadFile { rfq, position: next }).await?;
                next += 1;
            }
        }
        let (open,): (i64,) =
            transaction.one("SELECT count(*) FROM rfq_file WHERE rfq_id = $1 AND status IN ('waiting', 'reading')", values![rfq]).await?;
        if open == 0 {
            transaction
                .run(
                    "UPDATE rfq SET status = $2 WHERE id = $1 AND status IN ('queued', 'reading')",
                    values![rfq, word(RfqStatus::Pricing)?],
                )
                .await?;
            ask(&mut transaction, Job::Price { rfq }).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// What the archive a person sent, the one around this file, unpacked so far: members and their bytes.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn unpacked(&self, rfq: i64, file: &FileRow) -> Result<(u64, u64), StoreError> {
        let sent = file.order_key.split('.').next().unwrap_or_default();
        let (members, bytes): (i64, i64) = self
            .database
            .one(
                "SELECT count(*), CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM rfq_file WHERE rfq_id = $1 AND order_key LIKE $2 || '.%'",
                values![rfq, sent],
            )
            .await?;
        Ok((u64::try_from(members).unwrap_or(0), u64::try_from(bytes).unwrap_or(0)))
    }
}
