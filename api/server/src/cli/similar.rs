//! `trusquin similar`: the parts quoted before that are nearest to one, with their times and prices.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use trusquin_domain::{Analysis, Part};
use trusquin_intake::{EarlierPart, EarlierParts, parts_to_quote, read_all, tasks};
use trusquin_store::Store;

use super::DataArgs;
use super::reading::{ReadingArgs, any_exists};
use super::settings::shop;
use crate::contract::{AskedPartJson, SimilarPartsJson};
use crate::terminal_similar::similar_text;

/// The part, and where to look.
#[derive(Debug, Args)]
pub struct SimilarArgs {
    /// Files of one part (drawing, model), or of several.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
    /// How many earlier parts to tell.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    top: u32,
    /// Print JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Shop file (default: shop.toml of the data folder, else the demo shop).
    #[arg(long, env = "TRUSQUIN_SHOP")]
    shop: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// Reads the files and searches the quotes of the data folder.
///
/// # Errors
/// The shop file or the data folder cannot be used.
pub fn run(args: &SimilarArgs, home: &Path) -> Result<ExitCode> {
    if !any_exists(&args.paths) {
        return Ok(ExitCode::from(2));
    }
    let shop = shop(args.shop.as_deref(), Some(&args.data.data))?;
    let parts = parts_to_quote(&read(args, home)?, &shop.shop);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("the asynchronous runtime cannot start")?;
    let found = runtime.block_on(search(args, parts))?;
    let mut output = std::io::stdout().lock();
    if args.json {
        let answer = SimilarPartsJson { parts: found.iter().map(|(part, similar)| AskedPartJson::new(part, similar)).collect() };
        serde_json::to_writer_pretty(&mut output, &answer).context("the answer cannot be written")?;
        writeln!(output)?;
        return Ok(ExitCode::SUCCESS);
    }
    for (part, similar) in &found {
        writeln!(output, "{}", similar_text(part, similar))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn search(args: &SimilarArgs, parts: Vec<Part>) -> Result<Vec<(Part, Vec<EarlierPart>)>> {
    let store = Store::open(&args.data.data).await?;
    let earlier = EarlierParts::load(&store).await?;
    let mut found = Vec::new();
    for part in parts {
        let similar = earlier.like(&store, &part, args.top as usize, None).await?;
        found.push((part, similar));
    }
    store.close().await;
    Ok(found)
}

fn read(args: &SimilarArgs, home: &Path) -> Result<Vec<Analysis>> {
    let mut answers = BTreeMap::new();
    let (jobs, limits) = args.reading.share(None);
    read_all(tasks(&args.paths)?, jobs, &args.reading.worker_command(home)?, &limits, |order, analysis| {
        answers.insert(order, analysis);
    });
    Ok(answers.into_values().collect())
}
