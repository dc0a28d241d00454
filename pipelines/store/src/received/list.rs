//! RFQs and their files as they stand.

use sqlx::{AssertSqlSafe, FromRow};
use trusquin_domain::Analysis;

use super::{FileRow, RfqRow, from_word};
use crate::database::values;
use crate::{Store, StoreError};

/// Columns of an RFQ; the day stands in for the moment where a command line wrote it.
const RFQ: &str = "SELECT r.id, coalesce(r.received_at, r.received_on || 'T00:00:00Z') AS received_at, r.status, r.customer,
    r.requested_date, r.quantities, r.quantities_source, q.number AS quote, r.problem_code, r.problem_message, r.restrictions,
    (SELECT count(*) FROM rfq_file f WHERE f.rfq_id = r.id) AS file_count
    FROM rfq r LEFT JOIN quote q ON q.rfq_id = r.id";

const FILES: &str =
    "SELECT position, name, sha256, bytes, kind, status, pages, line, diagnostics, order_key FROM rfq_file WHERE rfq_id = $1";

#[derive(FromRow)]
struct RawRfq {
    id: i64,
    received_at: String,
    status: String,
    customer: Option<String>,
    requested_date: Option<String>,
    quantities: String,
    quantities_source: String,
    quote: Option<String>,
    problem_code: Option<String>,
    problem_message: Option<String>,
    file_count: i64,
    restrictions: String,
}

#[derive(FromRow)]
struct RawFile {
    position: i64,
    name: String,
    sha256: String,
    bytes: i64,
    kind: String,
    status: String,
    pages: i64,
    line: Option<i64>,
    diagnostics: String,
    order_key: Option<String>,
}

impl RawRfq {
    fn row(self) -> Result<RfqRow, StoreError> {
        Ok(RfqRow {
            id: self.id,
            received_at: self.received_at,
            status: from_word(self.status)?,
            customer: self.customer,
            requested_date: self.requested_date,
            quantities: serde_json::from_str(&self.quantities)?,
            quantities_source: from_word(self.quantities_source)?,
            quote: self.quote,
            problem: self.problem_code.map(|code| (code, self.problem_message.unwrap_or_default())),
            file_count: u32::try_from(self.file_count).unwrap_or(u32::MAX),
            restrictions: serde_json::from_str(&self.restrictions)?,
        })
    }
}

impl RawFile {
    fn row(self) -> Result<FileRow, StoreError> {
        Ok(FileRow {
            position: self.position,
            name: self.name,
            sha256: self.sha256,
            bytes: u64::try_from(self.bytes).unwrap_or(0),
            kind: from_word(self.kind)?,
            status: from_word(self.status)?,
            pages: u32::try_from(self.pages).unwrap_or(0),
            line: self.line.and_then(|line| u32::try_from(line).ok()),
            diagnostics: serde_json::from_str(&self.diagnostics)?,
            order_key: self.order_key.unwrap_or_default(),
        })
    }
}

impl Store {
    /// An RFQ.
    ///
    /// # Errors
    /// The database refuses or a row does not read.
    pub async fn rfq(&self, id: i64) -> Result<Option<RfqRow>, StoreError> {
        let row: Option<RawRfq> = self.database.optional(AssertSqlSafe(format!("{RFQ} WHERE r.id = $1")), values![id]).await?;
        row.map(RawRfq::row).transpose()
    }

    /// RFQs, newest first, from the one before `before` on.
    ///
    /// # Errors
    /// The database refuses or a row does not read.
    pub async fn rfqs(&self, limit: u32, before: Option<i64>) -> Result<Vec<RfqRow>, StoreError> {
        let rows: Vec<RawRfq> = self
            .database
            .all(AssertSqlSafe(format!("{RFQ} WHERE r.id < $1 ORDER BY r.id DESC LIMIT $2")), values![before.unwrap_or(i64::MAX), limit])
            .await?;
        rows.into_iter().map(RawRfq::row).collect()
    }

    /// The files of an RFQ, members after their archive.
    ///
    /// # Errors
    /// The database refuses or a row does not read.
    pub async fn rfq_files(&self, rfq: i64) -> Result<Vec<FileRow>, StoreError> {
        let rows: Vec<RawFile> = self.database.all(AssertSqlSafe(format!("{FILES} ORDER BY order_key, position")), values![rfq]).await?;
        rows.into_iter().map(RawFile::row).collect()
    }

    /// One file of an RFQ.
    ///
    /// # Errors
    /// The database refuses or the row does not read.
    pub async fn rfq_file(&self, rfq: i64, position: i64) -> Result<Option<FileRow>, StoreError> {
        let row: Option<RawFile> =
            self.database.optional(AssertSqlSafe(format!("{FILES} AND position = $2")), values![rfq, position]).await?;
        row.map(RawFile::row).transpose()
    }

    /// The analysis of one file by this reader, else by another version that read it.
    ///
    /// # Errors
    /// The database refuses or the document does not read.
    pub async fn analysis(&self, file: &FileRow, reader_version: &str) -> Result<Option<Analysis>, StoreError> {
        let document: Option<(String,)> = self
            .database
            .optional(
                "SELECT document FROM analysis WHERE sha256 = $1 AND name = $2
             ORDER BY CASE WHEN reader_version = $3 THEN 0 ELSE 1 END, reader_version DESC LIMIT 1",
                values![&file.sha256, &file.name, reader_version],
            )
            .await?;
        Ok(document.map(|(document,)| serde_json::from_str(&document)).transpose()?)
    }

    /// The analysis of a content whatever its names, by this reader, else by another version that read it.
    ///
    /// # Errors
    /// The database refuses or the document does not read.
    pub async fn analysis_of_content(&self, sha256: &str, reader_version: &str) -> Result<Option<Analysis>, StoreError> {
        let document: Option<(String,)> = self
            .database
            .optional(
                "SELECT document FROM analysis WHERE sha256 = $1
             ORDER BY CASE WHEN reader_version = $2 THEN 0 ELSE 1 END, reader_version DESC, name LIMIT 1",
                values![sha256, reader_version],
            )
            .await?;
        Ok(document.map(|(document,)| serde_json::from_str(&document)).transpose()?)
    }
}
