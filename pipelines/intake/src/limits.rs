//! What one untrusted file may cost.

use std::time::Duration;

/// Limits of one worker process and of one archive. Deployment settings; the defaults suit a 4-core, 8 GB machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Address space of a worker process, bytes (RLIMIT_AS).
    pub worker_memory_bytes: u64,
    /// Wall time for one file.
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

impl Default for Limits {
    fn default() -> Self {
        Self {
            worker_memory_bytes: 1 << 30,
            file_time: Duration::from_secs(60),
            file_bytes: 256 << 20,
            archive_members: 2_000,
            archive_bytes: 1 << 30,
            archive_ratio: 200,
            archive_depth: 3,
        }
    }
}
