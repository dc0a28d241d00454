//! Bookings to closed operations: minutes of running per good piece of each work order, part and operation. Every booking that is left
//! out of training is counted under its reason; good work is not thrown away because a shift ended before a piece did.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use serde::Deserialize;
use trusquin_domain::{BookingFlag, BookingKind, TimeBooking};

/// Limits.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CleaningRules {
    /// Longest booking that is believed, minutes, where the work centre has none of its own.
    pub longest_min: f64,
    /// The same per machine or work centre.
    pub work_centres: BTreeMap<String, f64>,
}

/// Why a booking, or a whole operation, is not learned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exclusion {
    /// Flagged rework.
    Rework,
    /// Flagged training.
    Training,
    /// Flagged first part.
    FirstPart,
    /// Typed and not yet validated.
    Unvalidated,
    /// No time, or less than none.
    NoDuration,
    /// The end lies before the start.
    EndsBeforeStart,
    /// Longer than the work centre's limit.
    TooLong,
    /// The same booking twice.
    SameTwice,
    /// No booking of the operation counted any good piece.
    NoGoodPiece,
    /// Nobody counted on any booking of the operation.
    UnknownQuantity,
}

impl Exclusion {
    /// English text for reports.
    pub fn text(self) -> &'static str {
        match self {
            Self::Rework => "flagged rework",
            Self::Training => "flagged training",
            Self::FirstPart => "flagged first part",
            Self::Unvalidated => "typed by hand and not yet validated",
            Self::NoDuration => "no duration",
            Self::EndsBeforeStart => "ends before it starts",
            Self::TooLong => "longer than the work centre's limit",
            Self::SameTwice => "the same booking twice",
            Self::NoGoodPiece => "operation without a good piece in all its bookings",
            Self::UnknownQuantity => "operation whose pieces nobody counted",
        }
    }
}

/// One operation of one work order, its bookings summed.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosedOperation {
    /// Work order.
    pub work_order: String,
    /// Part.
    pub part: String,
    /// Operation.
    pub operation: String,
    /// The machine most of the time was booked on.
    pub machine: String,
    /// Pieces the order asks for.
    pub order_quantity: Option<f64>,
    /// Running, minutes.
    pub run_min: f64,
    /// Setting up, minutes: apart, never in the run.
    pub setup_min: f64,
    /// Good pieces.
    pub good: f64,
    /// Bookings of running that were summed.
    pub bookings: usize,
    /// Earliest start.
    pub first_at: Option<DateTime>,
    /// Latest end.
    pub last_at: Option<DateTime>,
}

impl ClosedOperation {
    /// Minutes of running per good piece.
    pub fn run_min_per_piece(&self) -> f64 {
        self.run_min / self.good
    }
}

/// What cleaning gave.
#[derive(Debug, Clone, Default)]
pub struct Cleaned {
    /// Operations to learn from, ordered by work order, part, operation.
    pub operations: Vec<ClosedOperation>,
    /// Bookings of running read.
    pub runs: usize,
    /// Of these, learned from.
    pub runs_used: usize,
    /// Bookings of running left out, by reason.
    pub excluded: BTreeMap<Exclusion, usize>,
    /// Reason per booking, in the order given; `None` where it is used or is no run.
    pub reasons: Vec<Option<Exclusion>>,
    /// Runs that rules on single bookings (no piece in it, ends on another day) would have thrown away and that are used.
    pub kept_from_naive_rules: usize,
}

/// Sums bookings into operations.
pub fn clean(bookings: &[TimeBooking], rules: &CleaningRules) -> Cleaned {
    let mut out = Cleaned { reasons: vec![None; bookings.len()], ..Cleaned::default() };
    let mut seen = BTreeSet::new();
    let mut groups: BTreeMap<(&str, &str, &str), Vec<usize>> = BTreeMap::new();
    let mut setups: BTreeMap<(&str, &str, &str), f64> = BTreeMap::new();
    for (at, booking) in bookings.iter().enumerate() {
        let key = (booking.work_order.as_str(), booking.part.as_str(), booking.operation.as_str());
        match booking.kind {
            BookingKind::Run => out.runs += 1,
            BookingKind::Setup => {
                if booking.flags.is_empty() && booking.duration_min > 0.0 {
                    *setups.entry(key).or_default() += booking.duration_min;
                }
                continue;
            }
            BookingKind::Breakdown | BookingKind::Pause => continue,
        }
        match own_reason(booking, rules).or_else(|| (!seen.insert(identity(at, booking))).then_some(Exclusion::SameTwice)) {
            Some(reason) => out.reasons[at] = Some(reason),
            None => groups.entry(key).or_default().push(at),
        }
    }
    for (key, members) in groups {
        let counted: Vec<f64> = members.iter().filter_map(|at| bookings[*at].quantity_good).collect();
        let good: f64 = counted.iter().sum();
        if good <= 0.0 {
            let reason = if counted.is_empty() { Exclusion::UnknownQuantity } else { Exclusion::NoGoodPiece };
            members.iter().for_each(|at| out.reasons[*at] = Some(reason));
            continue;
        }
        let mut machines: BTreeMap<&str, f64> = BTreeMap::new();
        for at in &members {
            *machines.entry(bookings[*at].machine.as_str()).or_default() += bookings[*at].duration_min;
        }
        let machine = machines.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0))).map_or("", |found| found.0);
        out.runs_used += members.len();
        out.kept_from_naive_rules += members.iter().filter(|at| naive_rules_drop(&bookings[**at])).count();
        out.operations.push(ClosedOperation {
            work_order: key.0.to_owned(),
            part: key.1.to_owned(),
            operation: key.2.to_owned(),
            machine: machine.to_owned(),
            order_quantity: members.iter().find_map(|at| bookings[*at].order_quantity),
            run_min: members.iter().map(|at| bookings[*at].duration_min).sum(),
            setup_min: setups.get(&key).copied().unwrap_or(0.0),
            good,
            bookings: members.len(),
            first_at: members.iter().filter_map(|at| bookings[*at].started_at).min(),
            last_at: members.iter().filter_map(|at| bookings[*at].ended_at).max(),
        });
    }
    for reason in out.reasons.iter().flatten() {
        *out.excluded.entry(*reason).or_default() += 1;
    }
    out
}

/// Reasons a booking carries in itself.
fn own_reason(booking: &TimeBooking, rules: &CleaningRules) -> Option<Exclusion> {
    let flag = booking.flags.iter().min().map(|flag| match flag {
        BookingFlag::Rework => Exclusion::Rework,
        BookingFlag::Training => Exclusion::Training,
        BookingFlag::FirstPart => Exclusion::FirstPart,
        BookingFlag::Unvalidated => Exclusion::Unvalidated,
    });
    let limit = rules.work_centres.get(&booking.machine).copied().unwrap_or(rules.longest_min);
    flag.or_else(|| booking.scanned_min().is_some_and(|minutes| minutes < 0.0).then_some(Exclusion::EndsBeforeStart))
        .or_else(|| (booking.duration_min.is_nan() || booking.duration_min <= 0.0).then_some(Exclusion::NoDuration))
        .or_else(|| (limit > 0.0 && booking.duration_min > limit).then_some(Exclusion::TooLong))
}

/// All that tells two bookings apart; without scanned times nothing does, and each counts.
type Identity<'a> = ([&'a str; 5], Option<(DateTime, DateTime)>, [String; 2], Option<usize>);

fn identity(at: usize, booking: &TimeBooking) -> Identity<'_> {
    let times = booking.started_at.zip(booking.ended_at);
    (
        [&booking.work_order, &booking.part, &booking.operation, &booking.machine, &booking.operator],
        times,
        [format!("{:?}", booking.quantity_good), booking.duration_min.to_string()],
        times.is_none().then_some(at),
    )
}

/// What a rule that looks at one booking at a time would refuse: no piece in it, or an end on another day than the start.
fn naive_rules_drop(booking: &TimeBooking) -> bool {
    let other_day = booking.started_at.zip(booking.ended_at).is_some_and(|(start, end)| start.date() != end.date());
    booking.quantity_good.is_none_or(|good| good <= 0.0) || other_day
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn run(order: &str, minutes: f64, good: Option<f64>) -> TimeBooking {
        TimeBooking {
            work_order: order.into(),
            part: "A".into(),
            operation: "10".into(),
            machine: "M1".into(),
            operator: "X".into(),
            kind: BookingKind::Run,
            started_at: None,
            ended_at: None,
            duration_min: minutes,
            duration_typed: true,
            quantity_good: good,
            quantity_review: None,
            order_quantity: Some(20.0),
            flags: Vec::new(),
        }
    }

    fn rules() -> CleaningRules {
        CleaningRules { longest_min: 1440.0, work_centres: BTreeMap::from([("LASER".to_owned(), 5000.0)]) }
    }

    #[test]
    fn pieces_are_summed_per_operation_and_a_run_without_any_is_normal() {
        let cleaned = clean(&[run("W1", 300.0, Some(0.0)), run("W1", 100.0, Some(20.0))], &rules());
        assert_eq!(cleaned.operations.len(), 1);
        assert_eq!(cleaned.operations[0].run_min_per_piece(), 20.0);
        assert_eq!((cleaned.runs, cleaned.runs_used, cleaned.kept_from_naive_rules), (2, 2, 1));
    }

    #[test]
    fn each_reason_is_counted() {
        let mut rework = run("W1", 10.0, Some(1.0));
        rework.flags.push(BookingFlag::Rework);
        let mut twice = run("W2", 60.0, Some(2.0));
        twice.started_at = Some(date(2012, 1, 1).at(23, 0, 0, 0));
        twice.ended_at = Some(date(2012, 1, 2).at(0, 0, 0, 0));
        let mut backwards = twice.clone();
        backwards.ended_at = Some(date(2012, 1, 1).at(22, 0, 0, 0));
        let mut unattended = run("W3", 3000.0, Some(4.0));
        unattended.machine = "LASER".into();
        let all = [
            rework,
            twice.clone(),
            twice,
            backwards,
            unattended,
            run("W4", 3000.0, Some(1.0)),
            run("W5", 0.0, Some(1.0)),
            run("W6", 5.0, Some(0.0)),
            run("W7", 5.0, None),
        ];
        let cleaned = clean(&all, &rules());
        let count = |reason| cleaned.excluded.get(&reason).copied().unwrap_or(0);
        for reason in [
            Exclusion::Rework,
            Exclusion::SameTwice,
            Exclusion::EndsBeforeStart,
            Exclusion::TooLong,
            Exclusion::NoDuration,
            Exclusion::NoGoodPiece,
            Exclusion::UnknownQuantity,
        ] {
            assert_eq!(count(reason), 1, "{reason:?}");
        }
        assert_eq!(cleaned.operations.iter().map(|operation| operation.work_order.as_str()).collect::<Vec<_>>(), vec!["W2", "W3"]);
        assert_eq!(cleaned.runs_used + cleaned.excluded.values().sum::<usize>(), cleaned.runs);
    }

    #[test]
    fn setting_up_is_kept_apart() {
        let mut setup = run("W1", 50.0, Some(0.0));
        setup.kind = BookingKind::Setup;
        let cleaned = clean(&[setup, run("W1", 10.0, Some(5.0))], &rules());
        assert_eq!((cleaned.operations[0].run_min_per_piece(), cleaned.operations[0].setup_min), (2.0, 50.0));
    }
}
