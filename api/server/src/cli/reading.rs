//! Options of every command that reads files, and the worker command line made from them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use trusquin_domain::LearnedLayout;
use trusquin_drawing::CriticalRule;
use trusquin_intake::{Limits, MemoryShare, TaughtLayouts, WorkerCommand, share_memory, total_memory};

/// Readers' version in the store: an analysis made by an older reader is kept beside the new one.
pub const READER_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Limits of reading.
#[derive(Debug, Clone, Args)]
pub struct ReadingArgs {
    /// Memory of all reading processes together, MiB (default: 1536, or three quarters of what is free when that is less).
    #[arg(long, env = "TRUSQUIN_MEMORY_MB", value_parser = clap::value_parser!(u64).range(128..=1_048_576))]
    pub memory_mb: Option<u64>,
    /// Memory of one reading process, MiB (default: its share of --memory-mb).
    #[arg(long, env = "TRUSQUIN_WORKER_MEMORY_MB", value_parser = clap::value_parser!(u64).range(128..=65_536))]
    pub worker_memory_mb: Option<u64>,
    /// Seconds of computing one file may take; by the clock at most five times that.
    #[arg(long, env = "TRUSQUIN_FILE_SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub file_seconds: u64,
    /// Layouts of title blocks that were taught (see `trusquin learn`).
    #[arg(long, env = "TRUSQUIN_LAYOUTS")]
    pub layouts: Option<PathBuf>,
    /// The shop's own rule for what is watched ("critical"): a TOML file that names what differs from the shipped rule.
    #[arg(long, env = "TRUSQUIN_CRITICAL_RULE")]
    pub critical_rule: Option<PathBuf>,
    /// Largest file that is read, MiB.
    #[arg(long, env = "TRUSQUIN_FILE_MB", default_value_t = 256, value_parser = clap::value_parser!(u64).range(1..=4_096))]
    pub file_mb: u64,
}

impl ReadingArgs {
    /// How many reading processes, and the limits of each; `jobs` is what a person asked for.
    pub fn share(&self, jobs: Option<usize>) -> (usize, Limits) {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let total = self.memory_mb.map_or_else(|| total_memory(available_memory()), |mib| mib << 20);
        let MemoryShare { jobs: given, worker_bytes } = share_memory(total, cores, jobs, self.worker_memory_mb.map(|mib| mib << 20));
        if jobs.is_some_and(|jobs| jobs > given) {
            tracing::warn!("{given} reading processes instead of the number asked for: --memory-mb {} is not enough for more", total >> 20);
        }
        (given, Limits { memory_bytes: total, worker_memory_bytes: worker_bytes, ..self.limits() })
    }

    /// The limits of one process, as its parent told them.
    pub fn limits(&self) -> Limits {
        let default = Limits::default();
        Limits {
            worker_memory_bytes: self.worker_memory_mb.map_or(default.worker_memory_bytes, |mib| mib << 20),
            file_time: Duration::from_secs(self.file_seconds),
            file_bytes: self.file_mb << 20,
            ..default
        }
    }

    /// This very binary as a worker with these limits; its memory is told by the pool.
    ///
    /// # Errors
    /// The system does not say where the binary is.
    pub fn worker_command(&self, home: &Path) -> Result<WorkerCommand> {
        let program = std::env::current_exe().context("the program's own path cannot be found")?;
        let arguments = vec![
            "--home".to_owned(),
            home.to_string_lossy().into_owned(),
            "worker".to_owned(),
            format!("--file-seconds={}", self.file_seconds),
            format!("--file-mb={}", self.file_mb),
        ];
        let layouts = match &self.layouts {
            Some(path) => TaughtLayouts::new(read_layouts(path)?),
            None => TaughtLayouts::default(),
        };
        let critical = self.critical_rule.as_deref().map(read_critical_rule).transpose()?.map(Arc::new);
        Ok(WorkerCommand { program, arguments, layouts, critical })
    }
}

/// The layouts of a file that `trusquin learn` writes.
///
/// # Errors
/// The file cannot be read or is none of ours.
pub fn read_layouts(path: &Path) -> Result<Vec<LearnedLayout>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} holds no layouts: give a file that 'trusquin learn' wrote", path.display()))
}

fn read_critical_rule(path: &Path) -> Result<CriticalRule> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    CriticalRule::of_shop(&text).map_err(|why| anyhow::anyhow!("{}: {why}; the shipped rule names what it may hold", path.display()))
}

/// Memory this process may still fill, bytes: the machine's, or what is left to its container.
fn available_memory() -> Option<u64> {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let machine = read("/proc/meminfo").as_deref().and_then(mem_available);
    let number = |path: &str| read(path).and_then(|text| text.trim().parse::<u64>().ok());
    let container = number("/sys/fs/cgroup/memory.max").zip(number("/sys/fs/cgroup/memory.current"));
    let container = container.map(|(most, used)| most.saturating_sub(used));
    machine.into_iter().chain(container).min()
}

/// `MemAvailable` of `/proc/meminfo`, bytes.
fn mem_available(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib << 10)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn available_memory_is_read() {
        assert_eq!(mem_available("MemTotal:        8000000 kB\nMemAvailable:    2048 kB\n"), Some(2 << 20));
        assert_eq!(mem_available("MemTotal:        8000000 kB\n"), None);
    }
}
