//! Prints what is read on PDF drawings, one contract line per file: `read_pdf LIBPDFIUM FILE...`.

use std::io::Write;

use pdfium_render::prelude::Pdfium;
use trusquin_domain::{Dimension, SheetBox, SheetReading};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let library = arguments.next().ok_or("usage: read_pdf LIBPDFIUM FILE...")?;
    let pdfium = Pdfium::new(Pdfium::bind_to_library(library)?);
    let mut out = std::io::stdout().lock();
    for file in arguments {
        let pages = match trusquin_documents::pdf::read_pdf(&pdfium, &std::fs::read(&file)?) {
            Ok(pages) => pages,
            Err(error) => {
                eprintln!("{file}: {error}");
                continue;
            }
        };
        let start = std::time::Instant::now();
        let reading = trusquin_drawing::read_drawing(&pages.value);
        let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
        let mut sheets = reading.value.sheets.iter().map(sheet);
        let mut first = sheets.next().unwrap_or_else(|| serde_json::json!({}));
        first["file"] = file.into();
        first["sheets"] = sheets.collect();
        first["diagnostics"] = serde_json::to_value(&reading.diagnostics)?;
        first["timing_ms"] = serde_json::json!({ "drawing": milliseconds });
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
