//! A bookings file to bookings: a row that cannot be read is told with its line, never a failure of the file.

use std::collections::BTreeMap;

use trusquin_domain::{BookingFlag, TimeBooking};

use crate::instant::{DayOrder, instant};
use crate::{ColumnMapping, Sheet, ShopFloorError, parse_number};

/// A row that is not a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong and what to do.
    pub problem: String,
}

/// What a file gave.
#[derive(Debug, Clone, Default)]
pub struct Bookings {
    /// Line and booking, in order of the file.
    pub bookings: Vec<(u64, TimeBooking)>,
    /// Rows that are none.
    pub problems: Vec<RowProblem>,
    /// Remarks about the file as a whole.
    pub remarks: Vec<String>,
}

/// Reads bookings out of a sheet.
///
/// # Errors
/// Columns that nothing can be learned without are missing.
pub fn read_bookings(sheet: &Sheet, mapping: &ColumnMapping) -> Result<Bookings, ShopFloorError> {
    let columns = mapping.columns(sheet)?;
    let missing = ColumnMapping::missing(&columns);
    if let Some(first) = missing.first() {
        return Err(ShopFloorError::MissingColumns {
            file: sheet.name.clone(),
            missing: missing.join(", "),
            first_missing: (*first).to_owned(),
            present: sheet.header.join(", "),
        });
    }
    let mut out = Bookings::default();
    let orders: Vec<Option<DayOrder>> =
        ["started_at", "ended_at"].into_iter().filter_map(|name| columns.get(name)).map(|at| DayOrder::of(sheet.texts(*at))).collect();
    let order = if orders.contains(&None) {
        None
    } else if orders.contains(&Some(DayOrder::MonthFirst)) {
        Some(DayOrder::MonthFirst)
    } else {
        Some(DayOrder::DayFirst)
    };
    if order.is_none() {
        out.remarks
            .push("some dates have the day first and some the month first: the day is taken first where both are possible".to_owned());
    }
    for (line, fields) in &sheet.uneven {
        out.problems.push(RowProblem {
            line: *line,
            problem: format!("{fields} fields where the header has {}: check its delimiters and quotes", sheet.header.len()),
        });
    }
    let uneven: Vec<u64> = sheet.uneven.iter().map(|row| row.0).collect();
    for row in &sheet.rows {
        if uneven.contains(&row.line) {
            continue;
        }
        match booking(&row.fields, &columns, mapping, order.unwrap_or(DayOrder::DayFirst)) {
            Ok(booking) => out.bookings.push((row.line, booking)),
            Err(problem) => out.problems.push(RowProblem { line: row.line, problem }),
        }
    }
    out.problems.sort_by_key(|problem| problem.line);
    Ok(out)
}

fn booking(
    fields: &[String],
    columns: &BTreeMap<&'static str, usize>,
    mapping: &ColumnMapping,
    order: DayOrder,
) -> Result<TimeBooking, String> {
    let text = |name: &str| columns.get(name).and_then(|at| fields.get(*at)).and_then(|text| mapping.told(text));
    let need = |name: &str| text(name).map(str::to_owned).ok_or_else(|| format!("{name} is empty: fill it in"));
    let number = |name: &str| match text(name) {
        None => Ok(None),
        Some(written) => match parse_number(written) {
            Some(value) => Ok(Some(value)),
            None => Err(format!("{name} '{written}' is no number: write 12.5 or 12,5")),
        },
    };
    let moment = |name: &str| match text(name) {
        None => Ok(None),
        Some(written) => {
            instant(written, order).map(Some).ok_or_else(|| format!("{name} '{written}' is no date and time: write 2026-11-21 14:30"))
        }
    };
    let kind_text = need("kind")?;
    let kind = mapping.kind(&kind_text).ok_or_else(|| {
        format!("kind '{kind_text}' is neither run, setup, breakdown nor pause: name the word in [kinds] of a --mapping file")
    })?;
    let mut booking = TimeBooking {
        work_order: need("work_order")?,
        part: need("part")?,
        operation: need("operation")?,
        machine: text("machine").unwrap_or_default().to_owned(),
        operator: text("operator").unwrap_or_default().to_owned(),
        kind,
        started_at: moment("started_at")?,
        ended_at: moment("ended_at")?,
        duration_min: 0.0,
        duration_typed: false,
        quantity_good: number("qty_completed")?,
        quantity_review: number("qty_review")?,
        order_quantity: number("order_qty")?,
        flags: Vec::new(),
    };
    let typed = number("duration_min")?.map(|value| value * mapping.minutes_a_unit());
    let scanned = booking.scanned_min();
    booking.duration_min = typed.or(scanned).ok_or("neither a duration nor a start and an end: fill in one of them")?;
    // Scanned durations are rounded by some exporters: a minute apart is still the scan.
    booking.duration_typed = typed.is_some_and(|typed| scanned.is_none_or(|scanned| (typed - scanned).abs() > 1.0));
    for (column, flag) in [
        ("rework", BookingFlag::Rework),
        ("training", BookingFlag::Training),
        ("first_part", BookingFlag::FirstPart),
        ("unvalidated", BookingFlag::Unvalidated),
    ] {
        if text(column).is_some_and(|text| mapping.is_yes(text)) {
            booking.flags.push(flag);
        }
    }
    Ok(booking)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet_from_bytes;

    #[test]
    fn rows_become_bookings_and_bad_rows_are_told_with_their_line() {
        let text = "work_order;part;operation;machine;kind;started_at;ended_at;duration_min;qty_completed;order_qty;rework\n\
                    W1;A;10;M1;run;02/01/2012 20:00;03/01/2012 07:00;660,0;52;320;missing\n\
                    W1;A;10;M1;run;;;75;0;320;Y\n\
                    W1;;10;M1;run;;;75;0;320;\n\
                    W1;A;10;M1;sing;;;75;0;320;\n\
                    W1;A;10;M1;run;;;long;0;320;\n\
                    W1;A\n";
        let read = read_bookings(&sheet_from_bytes("t", text.as_bytes()).unwrap(), &ColumnMapping::new(None, &[]).unwrap()).unwrap();
        assert_eq!(read.bookings.len(), 2);
        let (line, first) = &read.bookings[0];
        assert_eq!((*line, first.duration_min, first.duration_typed, first.quantity_good), (2, 660.0, false, Some(52.0)));
        assert_eq!(read.bookings[1].1.flags, vec![BookingFlag::Rework]);
        assert!(read.bookings[1].1.duration_typed);
        let lines: Vec<u64> = read.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, vec![4, 5, 6, 7]);
    }

    #[test]
    fn missing_columns_are_named_with_a_remedy() {
        let sheet = sheet_from_bytes("f.csv", b"work_order,part,operation\n1,2,3\n").unwrap();
        let said = read_bookings(&sheet, &ColumnMapping::new(None, &[]).unwrap()).unwrap_err().to_string();
        assert!(
            said.contains("f.csv, line 1") && said.contains("kind, qty_completed, duration_min") && said.contains("--map kind="),
            "{said}"
        );
    }
}
