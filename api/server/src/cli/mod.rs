//! The command line: one file per command, options shared by the commands that read files.

mod accounts;
mod analyze;
mod backup;
mod bookings;
mod compare;
mod demo;
mod learn;
mod learn_layout;
mod mesh;
mod models;
mod program;
mod quote;
mod reading;
mod sample;
mod serve;
mod settings;
mod sheets;
mod similar;
mod tools;
mod worker;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::doctor;

pub(crate) use backup::{over, set_aside};
pub use compare::reason as compare_reason;
pub use settings::demo_shop;

/// Drawings to quotes, shop-floor actuals to better quotes.
#[derive(Debug, Parser)]
#[command(name = "trusquin", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Staged libraries and models (default: .trusquin here or above, else ~/.local/share/trusquin).
    #[arg(long, env = "TRUSQUIN_HOME", global = true)]
    home: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read drawings and models: one JSON object per file and line, as each is done.
    Analyze(analyze::AnalyzeArgs),
    /// Quote an RFQ: one line per plan, three scenarios.
    Quote(quote::QuoteArgs),
    /// Tell what changed between two issues of a drawing or of a model.
    Compare(compare::CompareArgs),
    /// Learn where a customer's sheet format keeps its fields, from one corrected drawing.
    Learn(learn_layout::LearnArgs),
    /// Turn a STEP model into triangles for a viewer (binary glTF).
    Mesh(mesh::MeshArgs),
    /// Find the parts quoted before that are nearest to one, with their times and prices.
    Similar(similar::SimilarArgs),
    /// Make the method sheets of parts: steps, tools, cutting conditions with their reasons, how to program them.
    Sheets(sheets::SheetsArgs),
    /// Read programs of machines: time, tools, operations, what is not understood.
    Program(program::ProgramArgs),
    /// Write the post-processor configurations of the shop's machines, and sample programs to try them with.
    Post(program::PostArgs),
    /// Cutting tools: import a supplier's catalogue, list the stock.
    Tools(tools::ToolsArgs),
    /// Time bookings of the shop floor.
    Bookings(bookings::BookingsArgs),
    /// Trained versions of the time model: list, compare, promote, roll back, watch.
    Models(models::ModelsArgs),
    /// Learn a model from a file of measured times or bookings.
    Train(learn::TrainArgs),
    /// Ask a model about the rows of a file.
    Predict(learn::PredictArgs),
    /// Judge what would be learned from a file, by repeated splits.
    Evaluate(learn::EvaluateArgs),
    /// Serve the web application and its API: RFQs in, read and priced in the background, quotes out.
    Serve(serve::ServeArgs),
    /// Read and price RFQs without serving: several of these share one PostgreSQL server (DATABASE_URL) and one data folder.
    Work(serve::WorkArgs),
    /// Bring the tables of a data folder, or of the server that DATABASE_URL names, up to date.
    Migrate(serve::MigrateArgs),
    /// Load the demo shop with two years of invented bookings, an account and the sample RFQ into a data folder, or take the shop away.
    Demo(demo::DemoArgs),
    /// Accounts and keys, from the terminal of the machine.
    Accounts(accounts::AccountsArgs),
    /// Write all data into one file while the service runs, and check it by restoring it.
    Backup(backup::BackupArgs),
    /// Put the data of a backup back.
    Restore(backup::RestoreArgs),
    /// Install the next program from a file: backup first, everything as before when it fails.
    Update(backup::UpdateArgs),
    /// Tell what is installed and what is missing.
    Doctor,
    /// Read files for a parent process (internal).
    #[command(hide = true)]
    Worker(worker::WorkerArgs),
}

/// Where the shop's data live.
#[derive(Debug, Clone, Args)]
pub struct DataArgs {
    /// Folder of the shop's data: database, files, documents.
    #[arg(long, env = "TRUSQUIN_DATA")]
    data: PathBuf,
}

/// Runs one command. The exit code is 0 when it did its work, 2 on bad usage; an error is 1.
///
/// # Errors
/// The command could not work at all.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    // A service tells what it does, a command only what goes wrong.
    let usual =
        if matches!(cli.command, Command::Serve(_) | Command::Work(_)) { "warn,trusquin_server=info,trusquin_intake=info" } else { "warn" };
    let filter = EnvFilter::try_from_env("TRUSQUIN_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).init();
    let home = settings::home(cli.home);
    match cli.command {
        Command::Analyze(args) => analyze::run(&args, &home),
        Command::Compare(args) => compare::run(&args, &home),
        Command::Learn(args) => learn_layout::run(&args, &home),
        Command::Mesh(args) => mesh::run(&args, &home),
        Command::Similar(args) => similar::run(&args, &home),
        Command::Quote(args) => quote::run(&args, &home),
        Command::Sheets(args) => sheets::run(&args, &home),
        Command::Program(args) => program::run(&args),
        Command::Post(args) => program::post(&args),
        Command::Tools(args) => tools::run(&args),
        Command::Bookings(args) => bookings::run(&args),
        Command::Models(args) => models::run(&args),
        Command::Train(args) => learn::train(&args),
        Command::Predict(args) => learn::predict(&args),
        Command::Evaluate(args) => learn::evaluate(&args),
        Command::Serve(args) => serve::run(&args, &home),
        Command::Work(args) => serve::work(&args, &home),
        Command::Migrate(args) => serve::migrate(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Accounts(args) => accounts::run(&args),
        Command::Backup(args) => backup::backup(&args),
        Command::Restore(args) => backup::restore(&args),
        Command::Update(args) => backup::update(&args),
        Command::Doctor => doctor::run(&home),
        Command::Worker(args) => worker::run(&args, &home),
    }
}
