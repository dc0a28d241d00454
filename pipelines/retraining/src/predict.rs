//! Rows in, the same rows with their answers out, in order.

use trusquin_cycle_time::{Model, Prediction, Table, Task};
use trusquin_shop_floor::{ColumnMapping, Sheet};

use crate::{RetrainingError, table_of};

/// A row with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerRow {
    /// The row's fields as they were.
    pub fields: Vec<String>,
    /// The answer.
    pub prediction: Prediction,
}

/// Answers every row of a sheet.
///
/// # Errors
/// A column named in the mapping is not there.
pub fn predict_sheet(model: &Model, sheet: &Sheet, mapping: &ColumnMapping) -> Result<Vec<AnswerRow>, RetrainingError> {
    let mut table = table_of(sheet);
    if model.task == Task::Bookings {
        // Columns under other names are taken by the mapping; what is not there is answered for as untold.
        let found = mapping.columns(sheet)?;
        let canonical = |at: usize| found.iter().find(|(_, column)| **column == at).map(|(name, _)| (*name).to_owned());
        let columns = table.columns().iter().enumerate().map(|(at, column)| {
            let mut column = column.clone();
            if let Some(name) = canonical(at) {
                column.name = name;
            }
            column
        });
        table = Table::new(columns.collect());
    }
    let rows = sheet.rows.iter().zip(model.predict(&table));
    Ok(rows.map(|(row, prediction)| AnswerRow { fields: row.fields.clone(), prediction }).collect())
}
