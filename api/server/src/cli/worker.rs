//! `trusquin worker`: the child process that parses untrusted bytes.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use pdfium_render::prelude::Pdfium;
use trusquin_intake::{LazyReader, Libraries, serve_stdin};
use trusquin_ocr::{OnnxSettings, SheetReader, load_models};

use super::reading::ReadingArgs;

/// Serves stdin until it closes.
///
/// # Errors
/// The limits cannot be set or the parent is gone.
pub fn run(args: &ReadingArgs, home: &Path) -> Result<ExitCode> {
    let library = home.join("lib").join("libpdfium.so");
    let home = home.to_owned();
    serve_stdin(&args.limits(), move || {
        let pdfium = Pdfium::bind_to_library(&library).map(Pdfium::new).map_err(|error| format!("{}: {error}", library.display()));
        let ocr: LazyReader = LazyReader::new(Box::new(move || {
            load_models(&home, OnnxSettings::default()).map(SheetReader::new).map_err(|error| error.to_string())
        }));
        Libraries { pdfium, ocr }
    })?;
    Ok(ExitCode::SUCCESS)
}
