//! Prints one JSON line per DXF file of the folders given: `{"file": ..., "geometry": {...}, "diagnostics": [...]}`.

use std::io::Write;
use std::path::PathBuf;

use serde_json::json;
use trusquin_documents::dxf::read_dxf;

fn main() -> std::io::Result<()> {
    let mut files: Vec<PathBuf> = Vec::new();
    for argument in std::env::args_os().skip(1) {
        let path = PathBuf::from(argument);
        if path.is_dir() {
            files.extend(std::fs::read_dir(path)?.filter_map(|entry| Some(entry.ok()?.path())));
        } else {
            files.push(path);
        }
    }
    files.sort();
    let mut out = std::io::stdout().lock();
    let mut bytes_read = 0;
    let mut seconds = 0.0;
    for file in files {
        let bytes = std::fs::read(&file)?;
        let start = std::time::Instant::now();
        let reading = read_dxf(&bytes);
        let took = start.elapsed().as_secs_f64();
        seconds += took;
        bytes_read += bytes.len();
        let line = match reading {
            Ok(reading) => json!({
                "file": file, "ms": took * 1e3, "texts": reading.value.texts, "diagnostics": reading.diagnostics,
                "geometry": reading.value.geometry, "closed_contours": reading.value.geometry.contours.len(),
            }),
            Err(error) => json!({ "file": file, "geometry": {}, "diagnostics": [{ "message": error.to_string() }] }),
        };
        writeln!(out, "{line}")?;
    }
    eprintln!("{bytes_read} bytes in {seconds:.3} s: {:.1} MB/s", bytes_read as f64 / seconds / 1e6);
    Ok(())
}
