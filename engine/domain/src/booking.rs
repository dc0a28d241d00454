//! A time booking (pointage): who worked how long on which operation of which work order, and what came out of it.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// What was done in the booked time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingKind {
    /// Setting up the machine.
    Setup,
    /// Making pieces.
    Run,
    /// The machine was down.
    Breakdown,
    /// Waiting or resting.
    Pause,
}

/// A mark on a booking that keeps it out of training (but never out of the books).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingFlag {
    /// Somebody was being taught.
    Training,
    /// Pieces were made good again.
    Rework,
    /// The first piece, with its checks.
    FirstPart,
    /// Typed after the fact and not yet validated by a manager.
    Unvalidated,
}

/// One booking, as canonical columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimeBooking {
    /// Work order.
    pub work_order: String,
    /// Part number or name.
    pub part: String,
    /// Operation of the routing.
    pub operation: String,
    /// Machine or work centre.
    pub machine: String,
    /// Operator; empty when not told. Models never see it.
    pub operator: String,
    /// What was done.
    pub kind: BookingKind,
    /// Start, in the shop's own time.
    pub started_at: Option<DateTime>,
    /// End, in the shop's own time.
    pub ended_at: Option<DateTime>,
    /// Labour or machine time booked, minutes.
    pub duration_min: f64,
    /// True when the duration was typed, false when it is the distance between two scans.
    pub duration_typed: bool,
    /// Good pieces; `None` when nobody counted.
    pub quantity_good: Option<f64>,
    /// Pieces set aside for review or scrapped.
    pub quantity_review: Option<f64>,
    /// Pieces the work order asks for.
    pub order_quantity: Option<f64>,
    /// Marks.
    pub flags: Vec<BookingFlag>,
}

impl TimeBooking {
    /// Minutes between the two scans; `None` without both. A shift that crosses midnight with times of day only counts past midnight.
    pub fn scanned_min(&self) -> Option<f64> {
        let (start, end) = (self.started_at?, self.ended_at?);
        let span = start.until((jiff::Unit::Second, end)).ok()?;
        Some(span.get_seconds() as f64 / 60.0)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_shift_past_midnight_is_measured_by_its_dates() {
        let booking = TimeBooking {
            work_order: "1".into(),
            part: "A".into(),
            operation: "10".into(),
            machine: "M".into(),
            operator: String::new(),
            kind: BookingKind::Run,
            started_at: Some(date(2012, 1, 2).at(20, 0, 0, 0)),
            ended_at: Some(date(2012, 1, 3).at(7, 0, 0, 0)),
            duration_min: 660.0,
            duration_typed: false,
            quantity_good: Some(52.0),
            quantity_review: None,
            order_quantity: None,
            flags: Vec::new(),
        };
        assert_eq!(booking.scanned_min(), Some(660.0));
    }
}
