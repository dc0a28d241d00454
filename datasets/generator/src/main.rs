//! `trusquin-generate`: writes the sample RFQ, or random parts from a seed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use trusquin_generator::order::Language;
use trusquin_generator::part::{self, Format};
use trusquin_generator::random_part::{self, FamilyName};
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
    /// Random parts, one per seed, with a truth.json for all.
    Parts {
        /// Family.
        #[arg(long)]
        family: FamilyName,
        /// First seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many parts; seeds follow on.
        #[arg(long, default_value_t = 1)]
        count: u64,
        /// Language of the sheets.
        #[arg(long, default_value = "fr")]
        language: Language,
        /// Formats to write.
        #[arg(long, value_delimiter = ',', default_value = "pdf,step,dxf")]
        formats: Vec<Format>,
        /// Folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::SampleRfq { out } => write(&out, sample_rfq::make()?.0),
        Command::Parts { family, seed, count, language, formats, out } => {
            let parts: Vec<_> =
                (seed..seed.saturating_add(count)).map(|seed| random_part::order(family, seed, language, &formats)).collect();
            write(&out, part::make_all(&parts)?.0)
        }
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
