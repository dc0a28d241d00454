//! What the wordings of a title block mean: material, treatments, general tolerance. The wording itself is always kept.

mod general_tolerance;
mod material;
mod squeezed;
mod title_block;
mod tolerance_table;
mod treatment;

pub use general_tolerance::{NormalizedGeneralTolerance, normalize_general_tolerance};
pub use material::{NormalizedMaterial, normalize_material};
pub(crate) use title_block::general_tolerance_json;
pub use title_block::normalize_title_block;
pub use tolerance_table::{ToleranceRow, ToleranceTable, general_linear_mm, tolerance_table};
pub use treatment::{NormalizedTreatment, NormalizedTreatments, TreatmentKind, normalize_treatment};
