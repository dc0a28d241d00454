//! An RFQ as the API shows it: where it stands, its files, the problem it ended with.

use serde::Serialize;
use trusquin_domain::{Diagnostic, FileKind, Severity};
use trusquin_store::{FileRow, RfqRow};
use utoipa::ToSchema;

/// An RFQ with its files.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(title = "Rfq")]
pub struct RfqJson {
    #[serde(flatten)]
    head: RfqHeadJson,
    /// Members of archives stand after their archive.
    files: Vec<RfqFileJson>,
}

/// An RFQ in the list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(title = "RfqSummary")]
pub struct RfqSummaryJson {
    #[serde(flatten)]
    head: RfqHeadJson,
    /// Members of archives included.
    file_count: u32,
}

/// A page of the list of RFQs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "RfqList")]
pub struct RfqListJson {
    /// Newest first.
    pub items: Vec<RfqSummaryJson>,
    /// What to ask for as `before` to go on; null at the end.
    #[schema(required = true)]
    pub next_before: Option<i64>,
}

/// What an RFQ and its line in the list share.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(title = "RfqHead")]
pub struct RfqHeadJson {
    id: i64,
    /// ISO 8601, UTC.
    #[schema(format = "date-time")]
    received_at: String,
    status: RfqStatusJson,
    #[schema(required = true)]
    customer: Option<String>,
    /// Day, ISO 8601.
    #[schema(required = true, format = "date")]
    requested_date: Option<String>,
    quantities: Vec<u32>,
    quantities_source: QuantitiesSourceJson,
    /// Number of its quote.
    #[schema(required = true)]
    quote: Option<String>,
    #[schema(required = true)]
    problem: Option<RfqProblemJson>,
    /// Marks that restrict who may read it: `itar`, `ear`, `diffusion_restreinte`, `special_france`.
    restrictions: Vec<String>,
}

/// Where an RFQ stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(title = "RfqStatus")]
#[allow(missing_docs)]
pub enum RfqStatusJson {
    Queued,
    Reading,
    Pricing,
    Done,
    Failed,
}

/// Who named the quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(title = "QuantitiesSource")]
#[allow(missing_docs)]
pub enum QuantitiesSourceJson {
    Form,
    Email,
    Default,
}

/// Where a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(title = "FileStatus")]
#[allow(missing_docs)]
pub enum FileStatusJson {
    Waiting,
    Reading,
    Read,
    Failed,
}

/// Kind by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(title = "FileKind")]
#[allow(missing_docs)]
pub enum FileKindJson {
    Pdf,
    Image,
    Dxf,
    Dwg,
    Step,
    Iges,
    Archive,
    Unknown,
}

/// Why an RFQ was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(title = "RfqProblem")]
pub struct RfqProblemJson {
    code: String,
    message: String,
}

/// A file of an RFQ.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(title = "RfqFile")]
pub struct RfqFileJson {
    /// Its number in the RFQ; it never changes.
    position: i64,
    /// `plan.pdf`, `lot.zip!/plan.pdf`.
    name: String,
    #[schema(required = true)]
    sha256: Option<String>,
    bytes: u64,
    kind: FileKindJson,
    status: FileStatusJson,
    pages: u32,
    /// The line of the quote it belongs to.
    #[schema(required = true)]
    line: Option<u32>,
    diagnostics: Vec<DiagnosticJson>,
}

/// A remark about a file.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(title = "Diagnostic")]
pub struct DiagnosticJson {
    /// Stable code, see docs/diagnostics.
    #[schema(pattern = "^[A-Z]{3}-[0-9]{3}$")]
    code: String,
    severity: SeverityJson,
    message: String,
    #[schema(required = true)]
    page: Option<u32>,
}

/// How much a remark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(title = "Severity")]
#[allow(missing_docs)]
pub enum SeverityJson {
    Info,
    Warning,
    Error,
}

impl RfqJson {
    /// The RFQ as it stands.
    pub fn new(row: RfqRow, files: Vec<FileRow>) -> Self {
        Self { head: row.into(), files: files.into_iter().map(RfqFileJson::from).collect() }
    }

    /// Number of files.
    pub fn file_count(&self) -> u32 {
        u32::try_from(self.files.len()).unwrap_or(u32::MAX)
    }

    /// True when nothing more will change.
    pub fn is_final(&self) -> bool {
        matches!(self.head.status, RfqStatusJson::Done | RfqStatusJson::Failed)
    }
}

impl From<RfqRow> for RfqSummaryJson {
    fn from(row: RfqRow) -> Self {
        Self { file_count: row.file_count, head: row.into() }
    }
}

impl From<RfqRow> for RfqHeadJson {
    fn from(row: RfqRow) -> Self {
        use trusquin_store::{QuantitiesSource, RfqStatus};
        Self {
            id: row.id,
            received_at: row.received_at,
            status: match row.status {
                RfqStatus::Queued => RfqStatusJson::Queued,
                RfqStatus::Reading => RfqStatusJson::Reading,
                RfqStatus::Pricing => RfqStatusJson::Pricing,
                RfqStatus::Done => RfqStatusJson::Done,
                RfqStatus::Failed => RfqStatusJson::Failed,
            },
            customer: row.customer,
            requested_date: row.requested_date,
            quantities: row.quantities,
            quantities_source: match row.quantities_source {
                QuantitiesSource::Form => QuantitiesSourceJson::Form,
                QuantitiesSource::Email => QuantitiesSourceJson::Email,
                QuantitiesSource::Default => QuantitiesSourceJson::Default,
            },
            quote: row.quote,
            problem: row.problem.map(|(code, message)| RfqProblemJson { code, message }),
            restrictions: row.restrictions,
        }
    }
}

impl From<FileRow> for RfqFileJson {
    fn from(row: FileRow) -> Self {
        use trusquin_store::FileStatus;
        Self {
            position: row.position,
            name: row.name,
            sha256: Some(row.sha256).filter(|hash| !hash.is_empty()),
            bytes: row.bytes,
            kind: match row.kind {
                FileKind::Pdf => FileKindJson::Pdf,
                FileKind::Image => FileKindJson::Image,
                FileKind::Dxf => FileKindJson::Dxf,
                FileKind::Dwg => FileKindJson::Dwg,
                FileKind::Step => FileKindJson::Step,
                FileKind::Iges => FileKindJson::Iges,
                FileKind::Archive => FileKindJson::Archive,
                FileKind::Unknown => FileKindJson::Unknown,
            },
            status: match row.status {
                FileStatus::Waiting => FileStatusJson::Waiting,
                FileStatus::Reading => FileStatusJson::Reading,
                FileStatus::Read => FileStatusJson::Read,
                FileStatus::Failed => FileStatusJson::Failed,
            },
            pages: row.pages,
            line: row.line,
            diagnostics: row.diagnostics.into_iter().map(DiagnosticJson::from).collect(),
        }
    }
}

impl From<Diagnostic> for DiagnosticJson {
    fn from(it: Diagnostic) -> Self {
        let severity = match it.severity {
            Severity::Info => SeverityJson::Info,
            Severity::Warning => SeverityJson::Warning,
            Severity::Error => SeverityJson::Error,
        };
        Self { code: it.code, severity, message: it.message, page: it.page }
    }
}
