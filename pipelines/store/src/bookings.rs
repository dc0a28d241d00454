//! Time bookings as they came in. Which are learned from is decided elsewhere; the reason is kept here.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use trusquin_domain::{BookingFlag, BookingKind, TimeBooking};

use crate::database::values;
use crate::{Store, StoreError};

/// A booking with its place and the reason it is not learned from.
#[derive(Debug, Clone, PartialEq)]
pub struct NewBooking {
    /// Line of the file.
    pub line: u64,
    /// The booking.
    pub booking: TimeBooking,
    /// Why it is not learned from.
    pub excluded: Option<String>,
}

/// What an import changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeptBookings {
    /// Bookings that were not there yet.
    pub new: u64,
    /// Bookings that were.
    pub known: u64,
}

impl Store {
    /// Keeps bookings in one transaction; those that are there already stay as they are.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep_bookings(&self, file: &str, bookings: &[NewBooking]) -> Result<KeptBookings, StoreError> {
        let mut transaction = self.database.begin().await?;
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let mut kept = KeptBookings::default();
        for new in bookings {
            let booking = &new.booking;
            let own = serde_json::to_string(booking)?;
            let before = seen.entry(own.clone()).or_default();
            let fingerprint: String = Sha256::digest(format!("{own}\n{before}").as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
            *before += 1;
            let flags = booking.flags.iter().map(|flag| flag_word(*flag)).collect::<Vec<_>>().join(",");
            let done = transaction.run("INSERT INTO booking (fingerprint, file, line, work_order, part, operation, machine, operator, kind, started_at, ended_at,
                 duration_min, duration_typed, quantity_good, quantity_review, order_quantity, flags, excluded)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
                 ON CONFLICT (fingerprint) DO NOTHING", values![fingerprint, file, i64::try_from(new.line).unwrap_or(0), &booking.work_order, &booking.part, &booking.operation, &booking.machine, &booking.operator, kind_word(booking.kind), booking.started_at.map(|moment| moment.to_string()), booking.ended_at.map(|moment| moment.to_string()), booking.duration_min, booking.duration_typed, booking.quantity_good, booking.quantity_review, booking.order_quantity, flags, &new.excluded]).await?;
            if done == 0 {
                kept.known += 1;
            } else {
                kept.new += 1;
            }
        }
        transaction.commit().await?;
        Ok(kept)
    }

    /// Number of bookings kept, and of those not learned from.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn count_bookings(&self) -> Result<(u64, u64), StoreError> {
        let (all, excluded): (i64, i64) = self.database.one("SELECT COUNT(*), COUNT(excluded) FROM booking", values![]).await?;
        Ok((u64::try_from(all).unwrap_or(0), u64::try_from(excluded).unwrap_or(0)))
    }
}

/// Names in the tables.
fn kind_word(kind: BookingKind) -> &'static str {
    match kind {
        BookingKind::Setup => "setup",
        BookingKind::Run => "run",
        BookingKind::Breakdown => "breakdown",
        BookingKind::Pause => "pause",
    }
}

fn flag_word(flag: BookingFlag) -> &'static str {
    match flag {
        BookingFlag::Training => "training",
        BookingFlag::Rework => "rework",
        BookingFlag::FirstPart => "first_part",
        BookingFlag::Unvalidated => "unvalidated",
    }
}
