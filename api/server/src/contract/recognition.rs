//! Features, part class, clampings and limits of a model as the contract has them; only what means something is there.

use serde::Serialize;
use serde_json::{Map, Value, json};
use trusquin_domain::{ClassifiedPart, Feature, Pattern, ProfileStep, Recognition, Setup};

use super::rounded;

/// The part of an analysis that its faces gave.
#[derive(Debug, Serialize)]
pub(super) struct RecognitionJson {
    features: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part_class: Option<ClassifiedPart>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    setups: Vec<Setup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet_metal: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinnest_wall_mm: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    smallest_inside_radius_mm: Option<f64>,
}

impl RecognitionJson {
    pub(super) fn new(found: &Recognition) -> Self {
        let direction = |d: [f64; 3]| d.map(|part| rounded(part, 6).unwrap_or_default());
        Self {
            features: found.features.iter().map(feature_json).collect(),
            part_class: found.part_class.clone(),
            setups: found.setups.iter().map(|s| Setup { direction: direction(s.direction), features: s.features.clone() }).collect(),
            sheet_metal: found.sheet.as_ref().map(|sheet| {
                with_sizes(
                    json!({"bends": sheet.bends}),
                    &[
                        ("thickness_mm", Some(sheet.thickness_mm)),
                        ("k_factor", sheet.k_factor),
                        ("flat_length_mm", sheet.flat_length_mm),
                        ("flat_width_mm", sheet.flat_width_mm),
                    ],
                )
            }),
            thinnest_wall_mm: found.thinnest_wall_mm.and_then(|x| rounded(x, 4)),
            smallest_inside_radius_mm: found.smallest_inside_radius_mm.and_then(|x| rounded(x, 4)),
        }
    }
}

fn with_sizes(value: Value, sizes: &[(&str, Option<f64>)]) -> Value {
    let mut object = match value {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    for (name, size) in sizes {
        if let Some(size) = size {
            object.insert((*name).to_owned(), json!(rounded(*size, 4)));
        }
    }
    Value::Object(object)
}

/// Only the sizes that mean something for its kind are there.
fn feature_json(feature: &Feature) -> Value {
    let mut value = with_sizes(
        json!({"kind": feature.kind, "faces": feature.faces, "count": feature.count}),
        &[
            ("diameter_mm", feature.diameter_mm),
            ("second_diameter_mm", feature.second_diameter_mm),
            ("depth_mm", feature.depth_mm),
            ("length_mm", feature.length_mm),
            ("width_mm", feature.width_mm),
            ("radius_mm", feature.radius_mm),
            ("angle_deg", feature.angle_deg),
            ("thickness_mm", feature.thickness_mm),
            ("depth_ratio", feature.depth_ratio),
        ],
    );
    let direction = |d: &[f64; 3]| json!(d.map(|part| rounded(part, 6)));
    if let Some(through) = feature.through {
        value["through"] = json!(through);
    }
    if let Some(axis) = &feature.axis {
        value["axis"] = direction(axis);
    }
    if !feature.access.is_empty() {
        value["access"] = feature.access.iter().map(direction).collect();
    }
    if !feature.steps.is_empty() {
        value["steps"] = feature.steps.iter().map(step_json).collect();
    }
    if !feature.patterns.is_empty() {
        value["patterns"] = feature.patterns.iter().map(pattern_json).collect();
    }
    if !feature.crosses.is_empty() {
        value["crosses"] = json!(feature.crosses);
    }
    value
}

fn step_json(step: &ProfileStep) -> Value {
    with_sizes(
        json!({"kind": step.kind, "inside": step.inside}),
        &[
            ("at_mm", Some(step.at_mm)),
            ("length_mm", Some(step.length_mm)),
            ("diameter_mm", Some(step.diameter_mm)),
            ("end_diameter_mm", Some(step.end_diameter_mm)),
        ],
    )
}

fn pattern_json(pattern: &Pattern) -> Value {
    match pattern {
        Pattern::Linear { count, pitch_mm } => json!({"kind": "linear", "count": count, "pitch_mm": rounded(*pitch_mm, 3)}),
        Pattern::Grid { counts, pitches_mm } => {
            json!({"kind": "grid", "counts": counts, "pitches_mm": pitches_mm.map(|pitch| rounded(pitch, 3))})
        }
        Pattern::Circular { count, diameter_mm, pitch_deg } => {
            json!({"kind": "circular", "count": count, "diameter_mm": rounded(*diameter_mm, 3), "pitch_deg": rounded(*pitch_deg, 3)})
        }
    }
}
