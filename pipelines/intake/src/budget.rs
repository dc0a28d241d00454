//! What one archive a person gave may still unpack, however deeply its archives are nested.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::limits::Limits;

/// Bytes and members left to one archive; shared by everything inside it.
#[derive(Debug)]
pub struct Budget {
    bytes: AtomicU64,
    members: AtomicU64,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { bytes: AtomicU64::new(limits.archive_bytes), members: AtomicU64::new(limits.archive_members as u64) }
    }

    /// What is left to an archive that a service unpacks in several jobs, of which these members and bytes are spent.
    pub(crate) fn after(limits: &Limits, members: u64, bytes: u64) -> Self {
        Self {
            bytes: AtomicU64::new(limits.archive_bytes.saturating_sub(bytes)),
            members: AtomicU64::new((limits.archive_members as u64).saturating_sub(members)),
        }
    }

    /// False when no member is left.
    pub(crate) fn spend_member(&self) -> bool {
        spend(&self.members, 1)
    }

    /// False when there are not that many bytes left.
    pub(crate) fn spend_bytes(&self, bytes: u64) -> bool {
        spend(&self.bytes, bytes)
    }

    /// What an attempt had unpacked that is made again.
    pub(crate) fn give_back(&self, members: u64, bytes: u64) {
        self.members.fetch_add(members, Ordering::SeqCst);
        self.bytes.fetch_add(bytes, Ordering::SeqCst);
    }
}

/// False when there is not that much left; what is left is then spent, so that nothing after it unpacks either.
fn spend(left: &AtomicU64, amount: u64) -> bool {
    let before = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(amount)));
    before.is_ok_and(|before| before >= amount)
}
