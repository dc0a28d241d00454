//! What `trusquin models` answers with `--json`.

use serde::Serialize;
use trusquin_registry::{Event, Version};
use trusquin_retraining::Manifest;

/// A version with what its folder says of itself.
#[derive(Debug, Serialize)]
pub struct ModelVersionJson {
    /// Its line in the registry.
    #[serde(flatten)]
    pub version: Version,
    /// Its manifest.
    pub manifest: Manifest,
}

/// The versions of one model of the shop.
#[derive(Debug, Serialize)]
pub struct ModelListJson {
    /// `cycle-time`.
    pub model: &'static str,
    /// The version that answers, if any.
    pub active: Option<String>,
    /// All of them.
    pub versions: Vec<ModelVersionJson>,
    /// What was done with them.
    pub history: Vec<Event>,
}

/// An answer of `trusquin models` as text: a list, a comparison, a watch of the drift.
///
/// # Errors
/// A value that JSON has no words for.
pub fn model_answer(value: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string_pretty(value)
}
