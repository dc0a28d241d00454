//! `trusquin-generate`: writes the sample RFQ, random parts from a seed, or batches with degraded copies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use trusquin_generator::batch::{self, Batch};
use trusquin_generator::machined;
use trusquin_generator::order::Language;
use trusquin_generator::part::{self, Format};
use trusquin_generator::random_part::{self, FamilyName, TextMode, Wish};
use trusquin_generator::sample_rfq;
use trusquin_generator::scan::recipe::Severity;
use trusquin_generator::sheet::lettering::Lettering;
use trusquin_generator::sheet::stroke;
use trusquin_generator::sheet::title_block::TitleBlockLayout;

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
        /// First seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many parts; seeds follow on.
        #[arg(long, default_value_t = 1)]
        count: u64,
        /// What is fixed for all of them.
        #[command(flatten)]
        choice: Choice,
        /// Folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
    /// Models without drawings for feature recognition, with features.jsonl: every hole, cut and turned step.
    Features {
        /// First seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many parts; seeds follow on.
        #[arg(long, default_value_t = 10)]
        count: u64,
        /// Folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
    /// Many sheets under neutral names, with truth tables, and degraded copies when asked.
    Batch {
        /// First seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many sheets; seeds follow on.
        #[arg(long, default_value_t = 10)]
        count: u64,
        /// What is fixed for all of them.
        #[command(flatten)]
        choice: Choice,
        /// Degraded copies of every sheet too.
        #[arg(long)]
        scans: bool,
        /// How many copies of each.
        #[arg(long, default_value_t = 1)]
        copies: u32,
        /// How bad they are; by chance without.
        #[arg(long)]
        severity: Option<Severity>,
        /// Stroke letters from a file in place of the Hershey ones.
        #[arg(long)]
        alphabet: Option<PathBuf>,
        /// Folder to write into.
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Args)]
struct Choice {
    /// Family; by chance without.
    #[arg(long)]
    family: Option<FamilyName>,
    /// Language of the sheets; by chance without.
    #[arg(long)]
    language: Option<Language>,
    /// Title block; by chance without.
    #[arg(long)]
    layout: Option<TitleBlockLayout>,
    /// Texts as fonts or as strokes; by chance without.
    #[arg(long)]
    text: Option<TextMode>,
    /// Face of all texts; by chance without.
    #[arg(long)]
    lettering: Option<Lettering>,
    /// Callouts of every sort added around the views.
    #[arg(long, default_value_t = 0)]
    callouts: u32,
    /// Formats to write.
    #[arg(long, value_delimiter = ',', default_value = "pdf,step,dxf")]
    formats: Vec<Format>,
}

impl Choice {
    fn wish(self) -> Wish {
        Wish {
            family: self.family,
            language: self.language,
            layout: self.layout,
            text: self.text,
            lettering: self.lettering,
            callouts: self.callouts,
            formats: self.formats,
        }
    }
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::SampleRfq { out } => write(&out, sample_rfq::make()?.0),
        Command::Parts { seed, count, choice, out } => {
            let wish = choice.wish();
            let parts: Vec<_> = (seed..seed.saturating_add(count)).map(|seed| random_part::order(seed, &wish)).collect();
            write(&out, part::make_all(&parts)?.0)
        }
        Command::Features { seed, count, out } => {
            machined::write(seed, count, &out)?;
            println!("{count} models in {}", out.display());
            Ok(())
        }
        Command::Batch { seed, count, choice, scans, copies, severity, alphabet, out } => {
            if let Some(path) = alphabet {
                stroke::install(&std::fs::read_to_string(&path).with_context(|| path.display().to_string())?);
            }
            let copies = if scans { copies } else { 0 };
            let made = batch::run(&Batch { seed, count, wish: choice.wish(), copies, severity }, &out)?;
            println!("{made} sheets in {}", out.display());
            Ok(())
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
