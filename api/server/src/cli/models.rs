//! `trusquin models`: the shop's trained versions, which one answers, and whether it still should.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use trusquin_domain::TimeEstimator;
use trusquin_intake::ActiveTimes;
use trusquin_registry::{Action, Decision, Registry};
use trusquin_retraining::{CYCLE_TIME, Comparison, Drift, LearnedTimes, Manifest, Wanted, compare, drift, load, read_model};

use super::bookings::MappingArgs;
use crate::contract::{ModelListJson, ModelVersionJson, model_answer};

/// What to do with models.
#[derive(Debug, Args)]
pub struct ModelsArgs {
    #[command(subcommand)]
    command: ModelsCommand,
}

#[derive(Debug, Subcommand)]
enum ModelsCommand {
    /// Every version with its status and figures, and what happened.
    List(ListArgs),
    /// Take a trained folder in as a candidate.
    Add(AddArgs),
    /// Compare a version with what answers now, slice by slice.
    Compare(VersionArgs),
    /// Let a version answer; refused where a slice got worse, unless --force with a reason.
    Promote(PromoteArgs),
    /// Let the version that answered before answer again.
    Rollback(DecisionArgs),
    /// Hold the active version against recent bookings or operations.
    Drift(DriftArgs),
}

#[derive(Debug, Args)]
struct ShopArgs {
    /// Folder of the shop's data.
    #[arg(long, env = "TRUSQUIN_DATA")]
    data: PathBuf,
}

#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    shop: ShopArgs,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct AddArgs {
    /// Folder that `trusquin train cycle-time --out` wrote.
    folder: PathBuf,
    #[command(flatten)]
    decision: DecisionArgs,
}

#[derive(Debug, Args)]
struct VersionArgs {
    /// Version, or the beginning of one.
    version: String,
    #[command(flatten)]
    shop: ShopArgs,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct DecisionArgs {
    #[command(flatten)]
    shop: ShopArgs,
    /// Who decides; kept in the history.
    #[arg(long, default_value = "command line")]
    by: String,
    /// Why; kept in the history.
    #[arg(long)]
    reason: Option<String>,
}

#[derive(Debug, Args)]
struct PromoteArgs {
    /// Version, or the beginning of one.
    version: String,
    #[command(flatten)]
    decision: DecisionArgs,
    /// Promote although a slice got worse; needs --reason.
    #[arg(long, requires = "reason")]
    force: bool,
}

#[derive(Debug, Args)]
struct DriftArgs {
    /// Bookings, or operations with their measured times, as they were learned from; those after the model's cut-off count.
    file: PathBuf,
    #[command(flatten)]
    shop: ShopArgs,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    mapping: MappingArgs,
}

impl DecisionArgs {
    fn decision(&self) -> Decision {
        Decision {
            at: jiff::Zoned::now().datetime().round(jiff::Unit::Second).map_or_else(|_| String::new(), |at| at.to_string()),
            by: self.by.clone(),
            reason: self.reason.clone(),
        }
    }
}

/// Runs a command on models.
///
/// # Errors
/// The registry or a file cannot be used, or refuses.
pub fn run(args: &ModelsArgs) -> Result<ExitCode> {
    match &args.command {
        ModelsCommand::List(args) => list(args),
        ModelsCommand::Add(args) => {
            let (_, manifest) = read_model(&args.folder)?;
            registry(&args.decision.shop).add(&args.folder, &manifest.version, &args.decision.decision())?;
            say(&format!("{} is a candidate; compare it with: trusquin models compare {}", manifest.version, manifest.version))
        }
        ModelsCommand::Compare(args) => {
            let found = compared(&registry(&args.shop), &args.version)?;
            if args.json { json(model_answer(&found)) } else { say(&comparison_text(&found)) }
        }
        ModelsCommand::Promote(args) => promote(args),
        ModelsCommand::Rollback(args) => {
            let version = registry(&args.shop).roll_back(&args.decision())?;
            say(&format!("{version} answers again"))
        }
        ModelsCommand::Drift(args) => drifted(args),
    }
}

fn registry(shop: &ShopArgs) -> Registry {
    Registry::open(&shop.data, CYCLE_TIME)
}

fn list(args: &ListArgs) -> Result<ExitCode> {
    let registry = registry(&args.shop);
    let ledger = registry.ledger()?;
    let active = ledger.active().map(|version| version.version.clone());
    let mut versions = Vec::new();
    for version in ledger.versions {
        let (_, manifest) = read_model(&registry.folder_of(&version.version)?.1)?;
        versions.push(ModelVersionJson { version, manifest });
    }
    let listing = ModelListJson { model: CYCLE_TIME, active, versions, history: ledger.history };
    if args.json {
        return json(model_answer(&listing));
    }
    let mut text = String::new();
    for listed in &listing.versions {
        let figures = &listed.manifest.backtest;
        text += &format!(
            "{}  {:<9}  added {}  {} rows, {}: within 15 % {:.3}, mean |log ratio| {:.3}{}\n",
            listed.version.version,
            listed.version.status.name(),
            listed.version.added_at,
            listed.manifest.data.rows_used,
            listed.manifest.winner,
            figures.within_15_percent,
            figures.mean_log_ratio,
            listed.manifest.remark.as_ref().map_or_else(String::new, |remark| format!("; {remark}")),
        );
    }
    if listing.versions.is_empty() {
        text += "no model yet: train one with trusquin train cycle-time, then trusquin models add\n";
    }
    for event in &listing.history {
        let action = match event.action {
            Action::Added => "added",
            Action::Promoted => "promoted",
            Action::RolledBack => "rolled back to",
        };
        let after = event.before.as_ref().map_or_else(String::new, |before| format!(" after {before}"));
        let spite = if event.in_spite_of.is_empty() { String::new() } else { format!(", in spite of {} slices", event.in_spite_of.len()) };
        let reason = event.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        text += &format!("{}  {action} {}{after} by {}{spite}{reason}\n", event.at, event.version, event.by);
    }
    say(text.trim_end())
}

fn compared(registry: &Registry, version: &str) -> Result<Comparison> {
    let (name, folder) = registry.folder_of(version)?;
    let active = registry.active()?.filter(|(active, _)| *active != name);
    Ok(compare(&folder, active.as_ref().map(|(_, folder)| folder.as_path()))?)
}

fn promote(args: &PromoteArgs) -> Result<ExitCode> {
    let registry = registry(&args.decision.shop);
    let found = compared(&registry, &args.version)?;
    registry.promote(&args.version, &found.against, &found.worse(), args.force, &args.decision.decision())?;
    say(&format!("{} answers from now on; take it back with: trusquin models rollback", found.candidate))
}

fn comparison_text(found: &Comparison) -> String {
    let mut text = format!("{} against {}: mean |log ratio|\n", found.candidate, found.against);
    for slice in &found.slices {
        let mark = if slice.worse { "  WORSE" } else { "" };
        text += &format!("  {:<40} {:>5} rows  {:.3} after {:.3}{mark}\n", slice.name, slice.rows, slice.candidate, slice.against);
    }
    text + &format!("{} of {} slices got worse by more than luck", found.worse().len(), found.slices.len())
}

fn drifted(args: &DriftArgs) -> Result<ExitCode> {
    let Some((_, folder)) = registry(&args.shop).active()? else { return say("no model is active: there is nothing that could drift") };
    let (model, manifest) = read_model(&folder)?;
    let wanted = asked_like(&manifest);
    let dataset = load(&args.file, &wanted, &args.mapping.load()?)?;
    let found = drift(&model, &manifest, &dataset);
    if args.json { json(model_answer(&found)) } else { say(&drift_text(&found)) }
}

/// The columns a recent file is read with: those of the training.
fn asked_like(manifest: &Manifest) -> Wanted {
    let own = manifest.data.schema == "rows/1";
    Wanted {
        target: own.then(|| manifest.columns.target.clone()),
        baseline: manifest.columns.baseline.clone().filter(|_| own),
        group: manifest.columns.group.clone().filter(|_| own),
        setup: manifest.columns.target.starts_with("setup"),
        ..Wanted::default()
    }
}

fn drift_text(found: &Drift) -> String {
    let mut text = format!(
        "{} on {} recent rows: mean |log ratio| {:.3} ({:.3} in the backtest), middle shift {:+.3}, verdict {}",
        found.version, found.rows, found.recent.mean_log_ratio, found.backtest.mean_log_ratio, found.shift.0, found.verdict
    );
    for reason in &found.reasons {
        text += &format!("\n  {reason}");
    }
    text
}

fn say(text: &str) -> Result<ExitCode> {
    writeln!(std::io::stdout().lock(), "{text}")?;
    Ok(ExitCode::SUCCESS)
}

fn json(text: serde_json::Result<String>) -> Result<ExitCode> {
    say(&text.context("the answer cannot be written")?)
}

/// The shop's active model of times, for a quote.
///
/// # Errors
/// The registry cannot be read.
pub fn active_times(data: Option<&Path>) -> Result<Option<LearnedTimes>> {
    Ok(data.map(LearnedTimes::active).transpose()?.flatten())
}

/// The same for a service: looked up anew at every quote; what cannot be read is logged, and the physics answers.
pub fn times_of_service(data: &Path) -> ActiveTimes {
    let data = data.to_path_buf();
    Arc::new(move || match LearnedTimes::active(&data) {
        Ok(times) => times.map(|times| Arc::new(times) as Arc<dyn TimeEstimator>),
        Err(error) => {
            tracing::error!(%error, "the active model of times cannot be read: quotes stand on the physics");
            None
        }
    })
}
