//! Prints the text runs of PDF files: `pdf_dump LIBPDFIUM FILE...`.

use std::error::Error;

use pdfium_render::prelude::Pdfium;
use trusquin_documents::pdf::read_pdf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let library = arguments.next().ok_or("usage: pdf_dump LIBPDFIUM FILE...")?;
    let pdfium = Pdfium::new(Pdfium::bind_to_library(library)?);
    for file in arguments {
        let started = std::time::Instant::now();
        match read_pdf(&pdfium, &std::fs::read(&file)?) {
            Err(error) => println!("{file}: {error}"),
            Ok(reading) => {
                println!("{file}: {} pages, {:.0} ms", reading.value.len(), started.elapsed().as_secs_f64() * 1e3);
                for page in &reading.value {
                    println!(
                        "  page {} {:.1?} mm, {} spans, {} segments, {} images",
                        page.page,
                        page.size_mm,
                        page.spans.len(),
                        page.segments.len(),
                        page.images.len()
                    );
                    for span in &page.spans {
                        let area = span.sheet_box;
                        println!(
                            "    [{:.1} {:.1} {:.1} {:.1}] r{:.0} h{:.2} {:?}",
                            area.x0, area.y0, area.x1, area.y1, span.rotation_deg, span.font_size_mm, span.text
                        );
                    }
                }
                for diagnostic in &reading.diagnostics {
                    println!("  {} {:?} {}", diagnostic.code, diagnostic.severity, diagnostic.message);
                }
            }
        }
    }
    Ok(())
}
