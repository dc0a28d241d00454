//! Prints one JSON line per STEP file: its measured geometry, what was remarked, and how long it took.

use std::time::Instant;

fn main() {
    for path in std::env::args().skip(1) {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let start = Instant::now();
        let line = match trusquin_documents::step::read_step(&bytes) {
            Ok(mut reading) => {
                if std::env::var_os("FACES").is_none() {
                    reading.value.face_summaries.clear();
                }
                serde_json::json!({"file": path, "seconds": start.elapsed().as_secs_f64(), "geometry": reading.value, "diagnostics": reading.diagnostics})
            }
            Err(error) => serde_json::json!({"file": path, "error": error.to_string()}),
        };
        println!("{line}");
    }
}
