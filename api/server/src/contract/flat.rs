//! `geometry` of a flat file (DXF, DWG) as the contract has it.

use serde_json::{Map, Value, json};
use trusquin_domain::{FlatCutting, FlatGap, FlatGeometry};

use super::rounded;

/// Counts, envelope, lengths, and what cutting takes.
pub fn flat_json(flat: &FlatGeometry) -> Value {
    json!({
        "version": flat.version, "unit": flat.unit, "entities": flat.entities,
        "bbox_mm": flat.bbox_mm.map(|size| size.map(|side| rounded(side, 4))),
        "cut_bbox_mm": flat.cut_bbox_mm.map(|size| size.map(|side| rounded(side, 4))),
        "cut_length_mm": rounded(flat.cut_length_mm, 3), "closed_contours": flat.contours.len(),
        "cutting": cutting_json(&flat.cutting),
    })
}

fn cutting_json(cutting: &FlatCutting) -> Value {
    let lengths: Map<String, Value> =
        cutting.length_by_layer_mm.iter().map(|(layer, length)| (layer.clone(), json!(rounded(*length, 3)))).collect();
    let holes: Vec<Value> =
        cutting.holes.iter().map(|hole| json!({"diameter_mm": rounded(hole.diameter_mm, 4), "count": hole.count})).collect();
    let pieces = cutting.pieces.iter().map(|piece| {
        json!({
            "rectangle_mm": piece.rectangle_mm.map(|side| rounded(side, 3)), "angle_deg": rounded(piece.angle_deg, 4),
            "area_mm2": rounded(piece.area_mm2, 3), "net_area_mm2": rounded(piece.net_area_mm2, 3),
            "cut_length_mm": rounded(piece.cut_length_mm, 3), "openings": piece.openings,
        })
    });
    let bends = cutting.bends.iter().map(|bend| {
        json!({
            "from_mm": place(bend.from_mm), "to_mm": place(bend.to_mm), "length_mm": rounded(bend.length_mm, 3), "layer": bend.layer,
            "direction": bend.direction, "angle_deg": bend.angle_deg.map(|angle| rounded(angle, 3)),
            "radius_mm": bend.radius_mm.map(|radius| rounded(radius, 3)), "evidence": bend.evidence,
            "confidence": rounded(bend.confidence, 3),
        })
    });
    let thickness = cutting.thickness.iter().map(|hint| {
        json!({
            "value_mm": rounded(hint.value_mm, 4), "text": hint.text, "ref": hint.reference, "confidence": rounded(hint.confidence, 3),
        })
    });
    json!({
        "length_by_layer_mm": lengths, "pierces": cutting.pierces, "marking_length_mm": rounded(cutting.marking_length_mm, 3),
        "holes": holes, "piece_count": cutting.piece_count, "pieces": pieces.collect::<Vec<Value>>(),
        "bends": bends.collect::<Vec<Value>>(), "thickness": thickness.collect::<Vec<Value>>(),
        "open_count": cutting.open_count, "open": gaps(&cutting.open), "bridged": gaps(&cutting.bridged),
        "doubled_length_mm": rounded(cutting.doubled_length_mm, 3), "doubled_curves": cutting.doubled_curves,
    })
}

fn place(at: [f64; 2]) -> [Option<f64>; 2] {
    at.map(|value| rounded(value, 3))
}

fn gaps(gaps: &[FlatGap]) -> Vec<Value> {
    gaps.iter()
        .map(|gap| {
            json!({
                "length_mm": rounded(gap.length_mm, 3), "gap_mm": gap.gap_mm.map(|width| rounded(width, 4)), "at_mm": place(gap.at_mm),
            })
        })
        .collect()
}
