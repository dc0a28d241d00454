//! RFQs that arrive over HTTP: rows as the API shows them, and their way from `queued` to `done`.
//!
//! Every step is one transaction that also writes the jobs it needs, so that a kill between two steps loses and doubles nothing.

mod arrive;
mod list;
mod priced;
mod read;
mod restrict;

use serde::{Deserialize, Serialize};
use trusquin_domain::{Analysis, Diagnostic, FileKind};

pub use priced::QuoteEntry;

/// Where an RFQ stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RfqStatus {
    /// Nothing was begun.
    Queued,
    /// Its files are being read.
    Reading,
    /// Every file is read; it is being priced.
    Pricing,
    /// It has a quote.
    Done,
    /// It was given up; the problem says why.
    Failed,
}

/// Where one file of an RFQ stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileStatus {
    /// Not begun.
    Waiting,
    /// In a reading process.
    Reading,
    /// Read, perhaps with remarks.
    Read,
    /// Nothing could be read from it; its diagnostics say why.
    Failed,
}

/// Who named the quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuantitiesSource {
    /// The person who sent the files.
    Form,
    /// An e-mail among the files.
    Email,
    /// Nobody: one piece.
    Default,
}

/// An RFQ on its way into the store; its files are there already, under their hash.
#[derive(Debug, Clone)]
pub struct NewRfq {
    /// Unique: one arrival is one RFQ.
    pub fingerprint: String,
    /// Moment, ISO 8601 in UTC.
    pub received_at: String,
    /// Quantities to price.
    pub quantities: Vec<u32>,
    /// Who named them.
    pub quantities_source: QuantitiesSource,
    /// Customer, as typed.
    pub customer: Option<String>,
    /// Day the customer asks for, ISO 8601.
    pub requested_date: Option<String>,
    /// The files, in the order they were sent, with names that differ.
    pub files: Vec<NewFile>,
}

/// A file of a new RFQ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Label, never a path.
    pub name: String,
    /// Hash of its bytes.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
}

/// A member found while its archive was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// Place in the archive, from 0.
    pub index: usize,
    /// The file.
    pub file: NewFile,
}

/// What reading one file gave.
#[derive(Debug, Clone)]
pub struct FileReport {
    /// The analysis, under the file's name in the RFQ.
    pub analysis: Analysis,
    /// [`FileStatus::Read`] or [`FileStatus::Failed`].
    pub status: FileStatus,
    /// Members, when it is an archive.
    pub members: Vec<NewMember>,
}

/// An RFQ as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct RfqRow {
    /// Identifier, rising.
    pub id: i64,
    /// Moment it arrived, ISO 8601.
    pub received_at: String,
    /// Where it stands.
    pub status: RfqStatus,
    /// Customer, as typed.
    pub customer: Option<String>,
    /// Day asked for.
    pub requested_date: Option<String>,
    /// Quantities.
    pub quantities: Vec<u32>,
    /// Who named them.
    pub quantities_source: QuantitiesSource,
    /// Number of its quote.
    pub quote: Option<String>,
    /// Code and English sentence, when it was given up.
    pub problem: Option<(String, String)>,
    /// Number of files, members of archives included.
    pub file_count: u32,
    /// Marks that restrict who may read it.
    pub restrictions: Vec<String>,
}

/// A file of an RFQ as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FileRow {
    /// Its number in the RFQ; it never changes.
    pub position: i64,
    /// Label, `archive.zip!/member` for a member.
    pub name: String,
    /// Hash of its bytes.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Kind by content, `unknown` until it is read.
    pub kind: FileKind,
    /// Where it stands.
    pub status: FileStatus,
    /// Pages, 0 where there are none.
    pub pages: u32,
    /// Line of the quote it belongs to.
    pub line: Option<u32>,
    /// Remarks of its analysis.
    pub diagnostics: Vec<Diagnostic>,
    /// Place among the files, `0003.0001` for the second member of the fourth file sent; empty where a command line wrote it.
    pub order_key: String,
}

impl FileRow {
    /// Archives around it.
    pub fn depth(&self) -> u32 {
        u32::try_from(self.order_key.matches('.').count()).unwrap_or(u32::MAX)
    }
}

/// A word of ours as the text of a column.
fn word<T: Serialize>(value: T) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().to_owned())
}

/// A word of a column as ours.
fn from_word<T: serde::de::DeserializeOwned>(text: String) -> Result<T, serde_json::Error> {
    serde_json::from_value(serde_json::Value::String(text))
}
