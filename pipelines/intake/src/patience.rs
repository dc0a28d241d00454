//! How long the reading of one file may take.
//!
//! The limit counts computing time: on a machine that is busy with other work a sheet takes longer on the clock, not in work, and must
//! not become unreadable for that. A process that hardly computes while its time goes by is stuck; the clock has the last word on both.

use std::fs;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

/// The clock may run this many times the limit: a process that gets less than a fifth of a core is stopped all the same.
const CLOCK_FACTOR: u32 = 5;
/// Computing time per time by the clock under which a process past its limit is stuck, not slow.
const STUCK_SHARE: u32 = 20;
/// Clock ticks a second in /proc (USER_HZ): 100 on every Linux that runs this.
const TICKS_A_SECOND: u64 = 100;

/// True when a process that has computed for `computed` since `elapsed` ago is to be stopped.
fn is_over(computed: Duration, elapsed: Duration, limit: Duration) -> bool {
    computed >= limit || elapsed >= limit * CLOCK_FACTOR || (elapsed >= limit && computed < elapsed / STUCK_SHARE)
}

/// Computing time of this process so far, all its threads together.
fn own_computing_time() -> Option<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    let micros = |value: nix::sys::time::TimeVal| u64::try_from(value.tv_sec() * 1_000_000 + value.tv_usec()).unwrap_or(0);
    Some(Duration::from_micros(micros(usage.user_time()) + micros(usage.system_time())))
}

/// Computing time of another process so far, from /proc; `None` when it is gone.
fn computing_time_of(process: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in parentheses may hold spaces: user and system time are fields 14 and 15, the 12th and 13th after it.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * 1000 / TICKS_A_SECOND))
}

/// What a process allows itself for a part of its work.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    started: Instant,
    computed_before: Duration,
    limit: Duration,
}

impl Patience {
    /// From now on, this process may compute for `limit`.
    pub fn new(limit: Duration) -> Self {
        Self { started: Instant::now(), computed_before: own_computing_time().unwrap_or_default(), limit }
    }

    /// False when it is over.
    pub fn lasts(&self) -> bool {
        let elapsed = self.started.elapsed();
        let computed = own_computing_time().map_or(elapsed, |now| now.saturating_sub(self.computed_before));
        // Being stuck is what the other side watches for: here something computes.
        computed < self.limit && elapsed < self.limit * CLOCK_FACTOR
    }
}

/// What is allowed to a process that is watched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch {
    process: u32,
    started: Instant,
    computed_before: Duration,
    limit: Duration,
}

impl Watch {
    /// From now on, `process` may compute for `limit`.
    pub(crate) fn new(process: u32, limit: Duration) -> Self {
        Self { process, started: Instant::now(), computed_before: computing_time_of(process).unwrap_or_default(), limit }
    }

    /// How long to wait before looking again.
    pub(crate) fn pause(&self) -> Duration {
        (self.limit / 10).clamp(Duration::from_millis(10), Duration::from_secs(1))
    }

    /// True when it is to be stopped.
    pub(crate) fn is_over(&self) -> bool {
        let elapsed = self.started.elapsed();
        let computed = computing_time_of(self.process).map_or(elapsed, |now| now.saturating_sub(self.computed_before));
        is_over(computed, elapsed, self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_counts_not_the_clock() {
        let seconds = Duration::from_secs;
        let limit = seconds(60);
        for (computed, elapsed, over) in [
            (10, 10, false),
            (60, 60, true),
            (20, 100, false),
            (59, 299, false),
            (59, 300, true),
            (2, 59, false),
            (2, 60, true),
            (0, 60, true),
        ] {
            assert_eq!(is_over(seconds(computed), seconds(elapsed), limit), over, "{computed} s of work in {elapsed} s");
        }
    }

    #[test]
    fn computing_is_seen_from_inside_and_outside() {
        let patience = Patience::new(Duration::from_millis(150));
        let watch = Watch::new(std::process::id(), Duration::from_millis(150));
        assert!(patience.lasts() && !watch.is_over());
        let started = Instant::now();
        let mut sum = 0_u64;
        while patience.lasts() && started.elapsed() < Duration::from_secs(60) {
            sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(7));
        }
        assert!(!patience.lasts());
        while !watch.is_over() && started.elapsed() < Duration::from_secs(60) {
            sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(7));
        }
        assert!(watch.is_over() && started.elapsed() < Duration::from_secs(60), "{sum}");
    }
}
