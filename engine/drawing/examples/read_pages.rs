//! Prints what is read on pages given as JSON lines (`{"file": ..., "pages": [...]}`), one contract line per file.

use std::io::{BufRead, Write};

use serde::Deserialize;
use trusquin_domain::{Dimension, DocumentPage, SheetBox, SheetReading};

#[derive(Deserialize)]
struct Document {
    file: String,
    pages: Vec<DocumentPage>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let document: Document = serde_json::from_str(&line?)?;
        let reading = trusquin_drawing::read_drawing(&document.pages);
        let mut sheets = reading.value.sheets.iter().map(sheet);
        let mut first = sheets.next().unwrap_or_else(|| serde_json::json!({}));
        first["file"] = document.file.into();
        first["sheets"] = sheets.collect();
        first["diagnostics"] = serde_json::to_value(&reading.diagnostics)?;
        writeln!(out, "{first}")?;
    }
    Ok(())
}

fn corners(place: Option<SheetBox>) -> serde_json::Value {
    place.map_or(serde_json::Value::Null, |b| serde_json::json!([b.x0, b.y0, b.x1, b.y1]))
}

fn dimension(d: &Dimension) -> serde_json::Value {
    serde_json::json!({ "text": d.text, "kind": d.kind, "nominal_mm": d.nominal_mm, "nominal_deg": d.nominal_deg, "upper_mm": d.upper_mm,
        "lower_mm": d.lower_mm, "fit": d.fit, "depth_mm": d.depth_mm, "thread": d.thread, "count": d.count, "page": d.page,
        "box": corners(d.sheet_box), "confidence": d.confidence, "critical": d.critical })
}

fn sheet(s: &SheetReading) -> serde_json::Value {
    let block: serde_json::Map<String, serde_json::Value> = s
        .title_block
        .iter()
        .filter_map(|(field, v)| {
            let name = serde_json::to_value(field).ok()?.as_str()?.to_owned();
            Some((name, serde_json::json!({ "value": v.value, "normalized": v.normalized, "confidence": v.confidence, "source": v.source, "page": v.page, "box": corners(v.sheet_box) })))
        })
        .collect();
    serde_json::json!({
        "page": s.page,
        "title_block": block,
        "dimensions": s.dimensions.iter().map(dimension).collect::<Vec<_>>(),
        "geometric_tolerances": s.geometric_tolerances.iter().map(|g| serde_json::json!({ "text": g.text, "characteristic": g.characteristic,
            "value_mm": g.value_mm, "modifiers": g.modifiers, "datums": g.datums, "page": g.page, "box": corners(g.sheet_box), "confidence": g.confidence })).collect::<Vec<_>>(),
        "roughness": s.roughness.iter().map(|r| serde_json::json!({ "text": r.text, "parameter": r.parameter, "value_um": r.value_um, "page": r.page, "box": corners(r.sheet_box) })).collect::<Vec<_>>(),
        "notes": s.notes.iter().map(|n| serde_json::json!({ "text": n.text, "page": n.page, "box": corners(n.sheet_box) })).collect::<Vec<_>>(),
    })
}
