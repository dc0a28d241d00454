//! `trusquin-generate`: writes the sample RFQ, or random parts from a seed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use trusquin_generator::sample_rfq;

#[derive(Parser)]
#[command(about = "Writes sample parts with ground truth")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The six plans of datasets/sample_rfq.
    SampleRfq {
        /// Folder to write into.
        #[arg(long, default_value = "datasets/sample_rfq")]
        out: PathBuf,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::SampleRfq { out } => write(&out, sample_rfq::make()?.0),
    }
}

fn write(folder: &Path, files: BTreeMap<String, Vec<u8>>) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    for (name, bytes) in files {
        let path = folder.join(&name);
        std::fs::write(&path, &bytes).with_context(|| path.display().to_string())?;
        println!("{} {}", bytes.len(), path.display());
    }
    Ok(())
}
