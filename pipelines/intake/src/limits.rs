//! What one untrusted file may cost, and how memory is shared between reading processes.

use std::time::Duration;

/// The environment variable that tells a worker its memory, MiB.
pub const WORKER_MEMORY_VARIABLE: &str = "TRUSQUIN_WORKER_MEMORY_MB";

/// Memory of all reading processes together when nobody says, bytes. With the parent's own (some 30 MiB, plus one answer of at most
/// [`LARGEST_ANSWER`](crate::protocol::LARGEST_ANSWER) a worker) a command stays under 2 GB.
pub const TOTAL_MEMORY_BYTES: u64 = 1536 << 20;
/// Least memory that is worth a process of its own when nobody says how many, bytes: an A1 scan at 200 dpi fills 433 MiB with the models of
/// the recogniser (docs/adr/0005).
/// A larger file fails in it and is read again alone with [`TOTAL_MEMORY_BYTES`].
pub const COMFORTABLE_WORKER_BYTES: u64 = 512 << 20;
/// Below this a reading process cannot even load its libraries, bytes.
pub const LEAST_WORKER_BYTES: u64 = 128 << 20;
/// Most reading processes when nobody says: more wait for the disk.
const MOST_WORKERS: usize = 8;
/// Address space a worker may reserve beyond the memory it may fill, bytes: allocators and libraries map much more than they touch.
pub const ADDRESS_SPACE_RESERVE_BYTES: u64 = 2 << 30;

/// Limits of one worker process and of one archive. Deployment settings; the defaults suit a 4-core, 8 GB machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Memory of all worker processes together, bytes: what a file that failed is given, alone.
    pub memory_bytes: u64,
    /// Memory a worker process may fill, bytes (RLIMIT_DATA; RLIMIT_AS is [`ADDRESS_SPACE_RESERVE_BYTES`] above it).
    pub worker_memory_bytes: u64,
    /// Computing time for one file (see [`crate::patience`]); by the clock at most five times that, sending included.
    pub file_time: Duration,
    /// Largest file that is opened, bytes.
    pub file_bytes: u64,
    /// Most members of one archive.
    pub archive_members: usize,
    /// Most bytes unpacked from one archive.
    pub archive_bytes: u64,
    /// A member above 16 MiB that unpacks to more than this many times its packed size is a bomb.
    pub archive_ratio: u64,
    /// Archives inside archives.
    pub archive_depth: u32,
}

impl Limits {
    /// Memory of a worker that reads alone, bytes.
    pub(crate) fn largest_worker_bytes(&self) -> u64 {
        self.memory_bytes.max(self.worker_memory_bytes)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: TOTAL_MEMORY_BYTES,
            worker_memory_bytes: COMFORTABLE_WORKER_BYTES,
            file_time: Duration::from_secs(60),
            file_bytes: 256 << 20,
            archive_members: 5_000,
            archive_bytes: 1 << 30,
            archive_ratio: 200,
            archive_depth: 3,
        }
    }
}

/// How many reading processes at a time, and what each may fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryShare {
    /// Processes.
    pub jobs: usize,
    /// Memory of each, bytes.
    pub worker_bytes: u64,
}

/// Shares `total` bytes between reading processes, so that their sum never exceeds it.
///
/// Said by nobody: one process a core, at most eight, each with at least [`COMFORTABLE_WORKER_BYTES`]. A number of processes that was asked
/// for divides the total, down to [`LEAST_WORKER_BYTES`] each. A memory per process that was asked for decides how many fit. Only a
/// person who asks for both, or for one process above the total, can exceed it: that is what was asked.
pub fn share_memory(total: u64, cores: usize, jobs: Option<usize>, worker_bytes: Option<u64>) -> MemoryShare {
    let fit = |each: u64| usize::try_from(total / each.max(1)).unwrap_or(usize::MAX).max(1);
    match (jobs.map(|jobs| jobs.max(1)), worker_bytes) {
        (Some(jobs), Some(worker_bytes)) => MemoryShare { jobs, worker_bytes },
        (None, Some(worker_bytes)) => MemoryShare { jobs: cores.clamp(1, MOST_WORKERS).min(fit(worker_bytes)), worker_bytes },
        (jobs, None) => {
            let jobs = match jobs {
                Some(jobs) => jobs.min(fit(LEAST_WORKER_BYTES)),
                None => cores.clamp(1, MOST_WORKERS).min(fit(COMFORTABLE_WORKER_BYTES)),
            };
            MemoryShare { jobs, worker_bytes: total / jobs as u64 }
        }
    }
}

/// Memory for all reading processes when nobody says: [`TOTAL_MEMORY_BYTES`], or three quarters of what the machine has to spare when that
/// is less, but enough for one small process.
pub fn total_memory(available_bytes: Option<u64>) -> u64 {
    available_bytes.map_or(TOTAL_MEMORY_BYTES, |available| (available / 4 * 3).min(TOTAL_MEMORY_BYTES)).max(LEAST_WORKER_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn the_sum_stays_within_the_total_whatever_the_cores() {
        for (total_mib, cores, jobs, worker_mib, expected) in [
            (1536, 1, None, None, (1, 1536)),
            (1536, 2, None, None, (2, 768)),
            (1536, 4, None, None, (3, 512)),
            (1536, 64, None, None, (3, 512)),
            (8192, 64, None, None, (8, 1024)),
            (200, 4, None, None, (1, 200)),
            (1536, 2, Some(3), None, (3, 512)),
            (1536, 2, Some(100), None, (12, 128)),
            (1536, 2, Some(0), None, (1, 1536)),
            (1536, 8, None, Some(700), (2, 700)),
            (1536, 1, None, Some(700), (1, 700)),
            (1536, 8, None, Some(4096), (1, 4096)),
            (1536, 8, Some(4), Some(1024), (4, 1024)),
        ] {
            let share = share_memory(total_mib * MIB, cores, jobs, worker_mib.map(|mib: u64| mib * MIB));
            assert_eq!((share.jobs, share.worker_bytes / MIB), expected, "{total_mib} MiB, {cores} cores, {jobs:?}, {worker_mib:?}");
            if jobs.is_none() && worker_mib.is_none() {
                assert!(share.jobs as u64 * share.worker_bytes <= total_mib * MIB);
            }
        }
        for cores in 1..200 {
            let share = share_memory(TOTAL_MEMORY_BYTES, cores, None, None);
            assert!(share.jobs as u64 * share.worker_bytes <= TOTAL_MEMORY_BYTES, "{cores}");
        }
    }

    #[test]
    fn a_small_machine_gives_less() {
        for (available_mib, total_mib) in [(None, 1536), (Some(24_000), 1536), (Some(1024), 768), (Some(10), 128)] {
            assert_eq!(total_memory(available_mib.map(|mib: u64| mib * MIB)) / MIB, total_mib, "{available_mib:?}");
        }
    }
}
