//! The JSON other tools read (invariant I3): extended, never broken. The words are those of the command-line contract.

mod accounts;
mod analysis;
mod backup;
mod comparison;
mod flat;
mod method_sheet;
mod models;
mod problem;
mod program;
mod quote;
mod quote_list;
mod recognition;
mod records;
mod rfq;
mod schema;
mod similar;
mod view;

pub use accounts::{
    AccountChangeJson, AccountJson, AccountListJson, AuditEntryJson, AuditListJson, KeyJson, KeyListJson, LogInJson, MadeKeyJson,
    NewAccountJson, NewKeyJson, NewPasswordJson, OwnPasswordJson, RestrictionJson, RestrictionsJson, RoleJson, SessionJson, SetupJson,
    SetupStateJson,
};
pub use analysis::AnalysisJson;
pub use backup::{BackupManifest, UpdateManifest};
pub use comparison::ComparisonJson;
pub use method_sheet::PartSheetsJson;
pub use models::{ModelListJson, ModelVersionJson, model_answer};
pub use problem::ProblemJson;
pub use program::ProgramJson;
pub use quote::{KeptQuoteJson, QuoteJson, SimilarOfLines};
pub use quote_list::{QuoteListJson, QuoteSummaryJson};
pub use records::{CustomerData, DemoJson, RecordHistoryJson, RecordJson, RecordListJson, RecordStateJson, ToolData, TradesData};
pub use rfq::{RfqJson, RfqListJson, RfqSummaryJson};
pub use schema::{AnalysisSchema, QuoteSchema};
pub use similar::{AskedPartJson, SimilarPartJson, SimilarPartsJson};

/// A number for JSON: rounded so that the noise of binary fractions is not printed, `None` when it is not finite.
fn rounded(value: f64, decimals: i32) -> Option<f64> {
    let scale = 10_f64.powi(decimals);
    value.is_finite().then(|| (value * scale).round() / scale)
}

/// A box for JSON, mm to a hundredth.
fn box_json(sheet_box: Option<trusquin_domain::SheetBox>) -> Option<[f64; 4]> {
    let sheet_box = sheet_box?;
    let corner = |value| rounded(value, 2);
    Some([corner(sheet_box.x0)?, corner(sheet_box.y0)?, corner(sheet_box.x1)?, corner(sheet_box.y1)?])
}
