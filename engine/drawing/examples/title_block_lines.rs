//! Prints the title blocks of PDF files as contract JSON lines: `title_block_lines LIBPDFIUM FILE...`.

use std::error::Error;

use pdfium_render::prelude::Pdfium;
use serde_json::{Map, Value, json};
use trusquin_documents::pdf::read_pdf;
use trusquin_domain::{Diagnostic, TitleBlock};
use trusquin_drawing::title_block::read_title_block;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let library = arguments.next().ok_or("usage: title_block_lines LIBPDFIUM FILE...")?;
    let pdfium = Pdfium::new(Pdfium::bind_to_library(library)?);
    for file in arguments {
        let started = std::time::Instant::now();
        let line = match read_pdf(&pdfium, &std::fs::read(&file)?) {
            Err(error) => json!({ "file": file, "error": error.to_string() }),
            Ok(reading) => {
                let mut diagnostics = reading.diagnostics;
                let mut sheets: Vec<Value> = Vec::new();
                for page in &reading.value {
                    let block = read_title_block(page);
                    diagnostics.extend(block.diagnostics);
                    sheets.push(json!({ "page": page.page, "title_block": contract(&block.value) }));
                }
                let first = if sheets.is_empty() { json!({}) } else { sheets.remove(0)["title_block"].take() };
                let said: Vec<&Diagnostic> = diagnostics.iter().collect();
                json!({ "file": file, "title_block": first, "sheets": sheets, "diagnostics": said, "timing_ms": { "total": started.elapsed().as_secs_f64() * 1e3 } })
            }
        };
        println!("{line}");
    }
    Ok(())
}

fn contract(block: &TitleBlock) -> Value {
    let mut fields = Map::new();
    for (field, found) in block {
        let Ok(Value::String(name)) = serde_json::to_value(field) else { continue };
        let area = found.sheet_box.map(|area| [area.x0, area.y0, area.x1, area.y1].map(|edge| (edge * 100.0).round() / 100.0));
        let value = json!({ "value": found.value, "normalized": found.normalized, "confidence": found.confidence, "source": found.source, "page": found.page, "box": area });
        fields.insert(name, value);
    }
    Value::Object(fields)
}
