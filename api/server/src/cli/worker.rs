//! `trusquin worker`: the child process that parses untrusted bytes.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use pdfium_render::prelude::Pdfium;
use trusquin_intake::{LazyReader, Libraries, serve_stdin};
use trusquin_ocr::{LetteringReader, OnnxSettings, SheetReader, load_models};

use super::reading::ReadingArgs;

/// Limits, and what to do besides reading.
#[derive(Debug, Args)]
pub struct WorkerArgs {
    /// Label the machining feature of every face.
    #[arg(long)]
    faces: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// Serves stdin until it closes.
///
/// # Errors
/// The limits cannot be set or the parent is gone.
pub fn run(args: &WorkerArgs, home: &Path) -> Result<ExitCode> {
    let library = home.join("lib").join("libpdfium.so");
    let label_faces = args.faces;
    let home = home.to_owned();
    serve_stdin(&args.reading.limits(), move || {
        let pdfium = Pdfium::bind_to_library(&library).map(Pdfium::new).map_err(|error| format!("{}: {error}", library.display()));
        let ocr: LazyReader = LazyReader::new(Box::new(move || {
            let models = load_models(&home, OnnxSettings::default()).map_err(|error| error.to_string())?;
            let lettering = LetteringReader::shipped().map_err(|error| error.to_string())?;
            Ok(SheetReader::new(models).with_lettering(lettering))
        }));
        Libraries { pdfium, ocr, label_faces }
    })?;
    Ok(ExitCode::SUCCESS)
}
