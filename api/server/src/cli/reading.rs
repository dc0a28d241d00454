//! Options of every command that reads files, and the worker command line made from them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use trusquin_intake::{Limits, WorkerCommand};

/// Readers' version in the store: an analysis made by an older reader is kept beside the new one.
pub const READER_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Limits of reading.
#[derive(Debug, Clone, Args)]
pub struct ReadingArgs {
    /// Memory of one reading process, MiB.
    #[arg(long, env = "TRUSQUIN_WORKER_MEMORY_MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(128..=65_536))]
    pub worker_memory_mb: u64,
    /// Seconds one file may take.
    #[arg(long, env = "TRUSQUIN_FILE_SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub file_seconds: u64,
    /// Largest file that is read, MiB.
    #[arg(long, env = "TRUSQUIN_FILE_MB", default_value_t = 256, value_parser = clap::value_parser!(u64).range(1..=4_096))]
    pub file_mb: u64,
}

impl ReadingArgs {
    /// The limits these options mean.
    pub fn limits(&self) -> Limits {
        Limits {
            worker_memory_bytes: self.worker_memory_mb << 20,
            file_time: Duration::from_secs(self.file_seconds),
            file_bytes: self.file_mb << 20,
            ..Limits::default()
        }
    }

    /// This very binary as a worker with these limits.
    ///
    /// # Errors
    /// The system does not say where the binary is.
    pub fn worker_command(&self, home: &Path) -> Result<WorkerCommand> {
        let program = std::env::current_exe().context("the program's own path cannot be found")?;
        let arguments = vec![
            "--home".to_owned(),
            home.to_string_lossy().into_owned(),
            "worker".to_owned(),
            format!("--worker-memory-mb={}", self.worker_memory_mb),
            format!("--file-seconds={}", self.file_seconds),
            format!("--file-mb={}", self.file_mb),
        ];
        Ok(WorkerCommand { program, arguments })
    }
}

/// Number of reading processes when nobody says: one a core, at most eight.
pub fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().min(8))
}

/// Stops with usage (exit 2) when none of the named paths exists; a single missing one becomes a line with its diagnostic.
pub fn any_exists(paths: &[PathBuf]) -> bool {
    let exists = paths.iter().any(|path| path.exists());
    if !exists {
        eprintln!(
            "trusquin: none of the named files or folders exists: {}",
            paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
        );
    }
    exists
}
