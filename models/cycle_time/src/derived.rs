//! Columns made of the columns of a table: what several of them say together.

use crate::model::Task;
use crate::table::{Column, Table};

/// Column made from `operation`: what is done, without the machine it is done on.
pub const OPERATION_FAMILY: &str = "operation family";

/// Adds what the columns say together. Bookings: the operation's family, "Turning & Milling" of "Turning & Milling - Machine 4".
/// Operations: how far the tool goes along an axis instead of where it begins and ends, which is only where the part was clamped.
pub fn with_derived(task: Task, table: &Table) -> Table {
    let mut columns = table.columns().to_vec();
    match task {
        Task::Bookings => {
            if let Some(operation) = table.column("operation") {
                let texts: Vec<String> = operation.texts.iter().map(|text| family(text)).collect();
                columns.push(Column { name: OPERATION_FAMILY.to_owned(), numbers: vec![f64::NAN; texts.len()], texts });
            }
        }
        Task::Operations => {
            for (axis, highest, lowest) in ends(&columns) {
                let numbers: Vec<f64> = (0..table.rows()).map(|row| columns[highest].numbers[row] - columns[lowest].numbers[row]).collect();
                let texts = numbers.iter().map(|value| if value.is_finite() { value.to_string() } else { String::new() }).collect();
                columns.push(Column { name: format!("extent {axis}"), texts, numbers });
            }
            let gone: Vec<usize> = ends(&columns).into_iter().flat_map(|(_, highest, lowest)| [highest, lowest]).collect();
            let mut at = 0;
            columns.retain(|_| {
                at += 1;
                !gone.contains(&(at - 1))
            });
        }
    }
    Table::new(columns)
}

/// Pairs `Max_X`, `Min_X`: what they share, and where they are.
fn ends(columns: &[Column]) -> Vec<(String, usize, usize)> {
    let without = |name: &str, word: &str| {
        let words = crate::names::words(name);
        let rest: Vec<&str> = words.iter().map(String::as_str).filter(|found| *found != word).collect();
        (rest.len() + 1 == words.len() && !rest.is_empty()).then(|| rest.join(" "))
    };
    let mut out = Vec::new();
    for (highest, column) in columns.iter().enumerate() {
        let Some(axis) = without(&column.name, "max") else { continue };
        let lowest = columns.iter().position(|other| without(&other.name, "min").as_deref() == Some(axis.as_str()));
        out.extend(lowest.map(|lowest| (axis, highest, lowest)));
    }
    out
}

fn family(operation: &str) -> String {
    let head = operation.split(" - ").next().unwrap_or(operation);
    let words = head.split_whitespace().filter(|word| !word.chars().any(|c| c.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}
