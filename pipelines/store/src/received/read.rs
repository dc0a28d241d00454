//! A file of an RFQ is read: its analysis, the members found in it, and the job that follows.

use sqlx::{Sqlite, Transaction};

use super::{FileReport, FileRow, FileStatus, NewFile, RfqStatus, word};
use crate::jobs::{Job, ask};
use crate::{Store, StoreError};

/// Adds a file to an RFQ under its place; a place that is taken keeps what it has. True when it was added.
pub(super) async fn add_file(
    transaction: &mut Transaction<'_, Sqlite>,
    rfq: i64,
    position: i64,
    order_key: &str,
    file: &NewFile,
    today: &str,
) -> Result<bool, StoreError> {
    let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
    sqlx::query("INSERT INTO file (sha256, bytes, kind, stored_at) VALUES ($1, $2, 'unknown', $3) ON CONFLICT (sha256) DO NOTHING")
        .bind(&file.sha256)
        .bind(bytes)
        .bind(today)
        .execute(&mut **transaction)
        .await?;
    let added = sqlx::query(
        "INSERT INTO rfq_file (rfq_id, position, name, sha256, bytes, status, order_key) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (rfq_id, order_key) DO NOTHING",
    )
    .bind(rfq)
    .bind(position)
    .bind(&file.name)
    .bind(&file.sha256)
    .bind(bytes)
    .bind(word(FileStatus::Waiting)?)
    .bind(order_key)
    .execute(&mut **transaction)
    .await?;
    Ok(added.rows_affected() > 0)
}

impl Store {
    /// Marks a file, and its RFQ, as being read. False when the file is read already: the job has nothing to do.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn begin_file(&self, rfq: i64, position: i64) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let begun = sqlx::query("UPDATE rfq_file SET status = $3 WHERE rfq_id = $1 AND position = $2 AND status IN ('waiting', 'reading')")
            .bind(rfq)
            .bind(position)
            .bind(word(FileStatus::Reading)?)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE rfq SET status = $2 WHERE id = $1 AND status = 'queued'")
            .bind(rfq)
            .bind(word(RfqStatus::Reading)?)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(begun.rows_affected() > 0)
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
        let (analysis, mut transaction) = (&report.analysis, self.pool.begin_with("BEGIN IMMEDIATE").await?);
        let kind = word(analysis.kind)?;
        let finished: Option<(String, String, String)> = sqlx::query_as(
            "UPDATE rfq_file SET status = $3, kind = $4, pages = $5, diagnostics = $6
             WHERE rfq_id = $1 AND position = $2 AND status IN ('waiting', 'reading') RETURNING name, sha256, order_key",
        )
        .bind(rfq)
        .bind(position)
        .bind(word(report.status)?)
        .bind(&kind)
        .bind(i64::try_from(analysis.pages.len()).unwrap_or(0))
        .bind(serde_json::to_string(&analysis.diagnostics)?)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((name, sha256, order_key)) = finished else { return Ok(()) };
        sqlx::query("UPDATE file SET kind = $2 WHERE sha256 = $1").bind(&sha256).bind(&kind).execute(&mut *transaction).await?;
        sqlx::query(
            "INSERT INTO analysis (sha256, name, reader_version, document) VALUES ($1, $2, $3, $4)
             ON CONFLICT (sha256, name, reader_version) DO UPDATE SET document = excluded.document",
        )
        .bind(&sha256)
        .bind(&name)
        .bind(reader_version)
        .bind(serde_json::to_string(analysis)?)
        .execute(&mut *transaction)
        .await?;
        let (mut next,): (i64,) = sqlx::query_as("SELECT coalesce(max(position), -1) + 1 FROM rfq_file WHERE rfq_id = $1")
            .bind(rfq)
            .fetch_one(&mut *transaction)
            .await?;
        for member in &report.members {
            if add_file(&mut transaction, rfq, next, &format!("{order_key}.{:04}", member.index), &member.file, today).await? {
                ask(&mut transaction, Job::ReadFile { rfq, position: next }).await?;
                next += 1;
            }
        }
        let (open,): (i64,) = sqlx::query_as("SELECT count(*) FROM rfq_file WHERE rfq_id = $1 AND status IN ('waiting', 'reading')")
            .bind(rfq)
            .fetch_one(&mut *transaction)
            .await?;
        if open == 0 {
            sqlx::query("UPDATE rfq SET status = $2 WHERE id = $1 AND status IN ('queued', 'reading')")
                .bind(rfq)
                .bind(word(RfqStatus::Pricing)?)
                .execute(&mut *transaction)
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
        let (members, bytes): (i64, i64) =
            sqlx::query_as("SELECT count(*), coalesce(sum(bytes), 0) FROM rfq_file WHERE rfq_id = $1 AND order_key LIKE $2 || '.%'")
                .bind(rfq)
                .bind(sent)
                .fetch_one(&self.pool)
                .await?;
        Ok((u64::try_from(members).unwrap_or(0), u64::try_from(bytes).unwrap_or(0)))
    }
}
