//! Views and drawing rules of a sheet as the contract has them.

use serde_json::{Value, json};
use trusquin_domain::{Convention, SheetSign, View};

use super::{box_json, rounded};

pub(super) fn view_json(view: &View) -> Value {
    json!({
        "kind": view.kind, "name": view.name, "label": view.label, "label_box": box_json(view.label_box),
        "scale": view.scale.and_then(|scale| rounded(scale, 6)), "page": view.page, "box": box_json(Some(view.sheet_box)),
        "confidence": rounded(view.confidence, 3),
    })
}

pub(super) fn convention_json(convention: &Convention) -> Value {
    json!({
        "standard": convention.standard, "standard_evidence": signs_json(&convention.standard_evidence),
        "projection": convention.projection, "projection_basis": convention.projection_basis,
        "projection_evidence": signs_json(&convention.projection_evidence),
    })
}

fn signs_json(signs: &[SheetSign]) -> Value {
    signs.iter().map(|sign| json!({"reason": sign.reason, "text": sign.text, "box": box_json(sign.sheet_box)})).collect()
}
