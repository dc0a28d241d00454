//! `trusquin demo`: the demo shop into a data folder, with two years of invented bookings, an account and the sample RFQ.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use jiff::civil::Date;
use trusquin_domain::Shop;
use trusquin_shop_floor::{bookings_csv, demo_bookings};

use super::sample;
use super::settings::DEMO_SHOP;

/// Name of the bookings file in the data folder.
const BOOKINGS: &str = "demo_bookings.csv";

/// What to load.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder of the shop's data: it gets shop.toml and the bookings file, never over a shop.toml that is there.
    #[arg(long, env = "TRUSQUIN_DATA")]
    data: PathBuf,
    /// Day the bookings end before (default: today).
    #[arg(long)]
    until: Option<Date>,
    /// The same seed gives the same bookings.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Take the demo shop and its bookings away again.
    #[arg(long)]
    remove: bool,
}

/// Writes the demo shop and its bookings, or removes them.
///
/// # Errors
/// The folder cannot be used, or holds another shop.
pub fn run(args: &DemoArgs) -> Result<ExitCode> {
    let (shop_file, bookings_file) = (args.data.join("shop.toml"), args.data.join(BOOKINGS));
    let there = std::fs::read_to_string(&shop_file).ok();
    if there.as_deref().is_some_and(|text| text != DEMO_SHOP) {
        bail!("{} is a shop file of your own: name another data folder with --data", shop_file.display());
    }
    let mut output = std::io::stdout().lock();
    if args.remove {
        for file in [&shop_file, &bookings_file] {
            match std::fs::remove_file(file) {
                Ok(()) => writeln!(output, "{} is removed", file.display())?,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| format!("{} cannot be removed", file.display())),
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    let shop = Shop::from_toml(DEMO_SHOP)?;
    let until = args.until.unwrap_or_else(|| jiff::Zoned::now().date());
    let bookings = demo_bookings(&shop, until, args.seed).map_err(|problem| anyhow!(problem))?;
    std::fs::create_dir_all(&args.data).with_context(|| format!("{} cannot be made", args.data.display()))?;
    for (file, text) in [(&shop_file, DEMO_SHOP.to_owned()), (&bookings_file, bookings_csv(&bookings))] {
        std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    writeln!(
        output,
        "{}: {} machines, {} materials, {} treatments, {} instruments",
        shop_file.display(),
        shop.machine.len(),
        shop.material.len(),
        shop.treatment.len(),
        shop.instrument.len()
    )?;
    writeln!(output, "{}: {} bookings of two years before {until}, seed {}", bookings_file.display(), bookings.len(), args.seed)?;
    writeln!(output, "next: trusquin bookings import {} --data {}", bookings_file.display(), args.data.display())?;
    drop(output);
    sample::load(&args.data, true)?;
    Ok(ExitCode::SUCCESS)
}
