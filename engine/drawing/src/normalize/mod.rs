//! What the wordings of a title block mean: material, treatments, general tolerance. The wording itself is always kept.

mod general_tolerance;
mod material;
mod squeezed;
mod title_block;
mod treatment;

pub use general_tolerance::{NormalizedGeneralTolerance, iso2768_linear_mm, normalize_general_tolerance};
pub use material::{NormalizedMaterial, normalize_material};
pub use title_block::normalize_title_block;
pub use treatment::{NormalizedTreatment, NormalizedTreatments, TreatmentKind, normalize_treatment};
