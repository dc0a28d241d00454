//! `trusquin`, the one binary: parses the command line and calls the command.

use std::process::ExitCode;

use clap::Parser;
use trusquin_server::cli::{Cli, run};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("trusquin: {error:#}");
            ExitCode::from(1)
        }
    }
}
