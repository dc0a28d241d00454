//! Bookings joined to the operations they were quoted as: the rows a corrector of the physics learns from.

use std::collections::{BTreeMap, BTreeSet};

use trusquin_cycle_time::{Column, Table};
use trusquin_domain::{MEASURED_RUN, MEASURED_SETUP, PHYSICS_RUN};
use trusquin_shop_floor::{ClosedOperation, plain_text};

use crate::RetrainingError;

/// What the join gave.
#[derive(Debug, Clone)]
pub struct Joined {
    /// One row a closed operation that was quoted: the canonical columns, the work order and the measured times.
    pub table: Table,
    /// Closed operations without a quoted one, by reason.
    pub left_out: BTreeMap<String, usize>,
}

/// Joins closed operations to a table of quoted ones (canonical columns) by part and operation number; of several quotes of a part the last
/// row counts.
///
/// # Errors
/// The table of quoted operations has no part, operation or physics' time.
pub fn join(file: &str, closed: &[ClosedOperation], quoted: &Table) -> Result<Joined, RetrainingError> {
    for name in ["part", "operation", PHYSICS_RUN] {
        if quoted.column(name).is_none() {
            return Err(RetrainingError::NotOperations { file: file.to_owned(), missing: name.to_owned() });
        }
    }
    let texts = |name: &str, row: usize| quoted.column(name).map_or("", |column| column.texts[row].as_str());
    let mut known: BTreeMap<(String, u32), usize> = BTreeMap::new();
    let mut parts: BTreeSet<String> = BTreeSet::new();
    for row in 0..quoted.rows() {
        let part = plain_text(texts("part", row));
        if let Some(op) = number(texts("operation", row)).filter(|_| !part.is_empty()) {
            parts.insert(part.clone());
            known.insert((part, op), row);
        }
    }
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows: Vec<(&ClosedOperation, usize)> = Vec::new();
    for operation in closed {
        let part = plain_text(&operation.part);
        match number(&operation.operation).and_then(|op| known.get(&(part.clone(), op))) {
            Some(row) => rows.push((operation, *row)),
            None if !parts.contains(&part) => *left_out.entry("part that was never quoted".to_owned()).or_default() += 1,
            None => *left_out.entry("operation that is not in the quoted routing".to_owned()).or_default() += 1,
        }
    }
    rows.sort_by(|a, b| a.0.last_at.cmp(&b.0.last_at).then(a.1.cmp(&b.1)));
    Ok(Joined { table: table(&rows, quoted), left_out })
}

/// The number of an operation as shops write it: `OP20`, `20`, `020 Tournage`.
fn number(text: &str) -> Option<u32> {
    let digits: String = text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|number| *number > 0)
}

fn table(rows: &[(&ClosedOperation, usize)], quoted: &Table) -> Table {
    let places: Vec<usize> = rows.iter().map(|(_, row)| *row).collect();
    let mut columns = quoted.pick(&places).columns().to_vec();
    let own = ["work_order", "order_qty", MEASURED_RUN, MEASURED_SETUP, "closed_at"];
    columns.retain(|column| !own.contains(&column.name.as_str()));
    let mut add = |name: &str, of: &dyn Fn(&ClosedOperation) -> String| {
        let texts: Vec<String> = rows.iter().map(|(operation, _)| of(operation)).collect();
        columns.push(Column { name: name.to_owned(), numbers: texts.iter().map(|text| text.parse().unwrap_or(f64::NAN)).collect(), texts });
    };
    add("work_order", &|operation| operation.work_order.clone());
    add("order_qty", &|operation| operation.order_quantity.map_or_else(String::new, |quantity| quantity.to_string()));
    add(MEASURED_RUN, &|operation| (operation.run_min_per_piece() * 60.0).to_string());
    add(MEASURED_SETUP, &|operation| if operation.setup_min > 0.0 { (operation.setup_min * 60.0).to_string() } else { String::new() });
    add("closed_at", &|operation| operation.last_at.map_or_else(String::new, |moment| moment.to_string()));
    Table::new(columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Wanted, table_of};

    #[test]
    fn bookings_find_the_operation_they_were_quoted_as() {
        let text = "part,operation,process,machine,physics_run_s,physics_setup_s\nAX-12 b,OP20,turning,T1,90,900\nAX-12 b,OP20,turning,T1,100,900\n";
        let quoted = table_of(&trusquin_shop_floor::sheet_from_bytes("operations.csv", text.as_bytes()).unwrap());
        let closed = |part: &str, operation: &str| ClosedOperation {
            work_order: "W1".into(),
            part: part.into(),
            operation: operation.into(),
            machine: "T1".into(),
            order_quantity: Some(10.0),
            run_min: 20.0,
            setup_min: 15.0,
            good: 10.0,
            bookings: 2,
            first_at: None,
            last_at: None,
        };
        let all = [closed("ax 12 B", "OP20"), closed("AX-12 b", "020 Tournage"), closed("AX-12 b", "Tournage"), closed("B", "20")];
        let joined = join("operations.csv", &all, &quoted).unwrap();
        assert_eq!(joined.table.numbers(MEASURED_RUN), [120.0, 120.0]);
        assert_eq!(joined.table.numbers(PHYSICS_RUN), [100.0, 100.0]);
        assert_eq!(joined.table.numbers(MEASURED_SETUP), [900.0, 900.0]);
        assert_eq!(joined.left_out["operation that is not in the quoted routing"], 1);
        assert_eq!(joined.left_out["part that was never quoted"], 1);
        let set = crate::of_joined(joined, &Wanted::default(), "bookings.csv").set;
        assert_eq!(
            (set.roles.target.as_str(), set.roles.baseline.as_deref(), set.in_order_of_time),
            (MEASURED_RUN, Some(PHYSICS_RUN), true)
        );
        let said = join("x.csv", &[], &Table::new(Vec::new())).unwrap_err().to_string();
        assert!(said.contains("x.csv") && said.contains("'part'"), "{said}");
    }
}
