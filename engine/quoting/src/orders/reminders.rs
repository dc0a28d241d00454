//! When a customer who has not answered is asked again.

use jiff::ToSpan;
use jiff::civil::Date;
use trusquin_domain::{Gates, Quote, QuoteStatus};

/// A reminder that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reminder {
    /// Some days after sending.
    First,
    /// Shortly before the validity ends.
    Last,
    /// The validity is over: the quote expires.
    Over,
}

/// The reminder due on a day for a quote sent on another; `done` is the last one that was made.
pub fn reminder(status: QuoteStatus, quote: &Quote, sent: Date, done: Option<Reminder>, gates: &Gates, today: Date) -> Option<Reminder> {
    if status != QuoteStatus::Sent {
        return None;
    }
    let days = |count: u32| i64::from(count.min(3650)).days();
    let due = if today > quote.valid_until {
        Reminder::Over
    } else if today >= quote.valid_until.saturating_sub(days(gates.last_reminder_days)) {
        Reminder::Last
    } else if today >= sent.saturating_add(days(gates.first_reminder_days)) {
        Reminder::First
    } else {
        return None;
    };
    done.is_none_or(|done| due > done).then_some(due)
}
