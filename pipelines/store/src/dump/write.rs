//! The tables as lines.

use std::collections::BTreeMap;
use std::io::Write;

use futures_util::TryStreamExt;
use serde_json::Value as Json;
#[cfg(feature = "postgres")]
use sqlx::Postgres;
use sqlx::{AssertSqlSafe, Row, Sqlite};

use super::tables::{Kind, tables};
use super::{DumpSummary, Head, TableHead};
use crate::database::Transaction;
use crate::{Store, StoreError};

/// A row as a list of JSON values.
macro_rules! cells {
    ($row:expr, $columns:expr) => {
        $columns
            .iter()
            .enumerate()
            .map(|(place, (_, kind))| {
                Ok(match kind {
                    Kind::Text => $row.try_get::<Option<String>, usize>(place)?.map_or(Json::Null, Json::from),
                    Kind::Integer => $row.try_get::<Option<i64>, usize>(place)?.map_or(Json::Null, Json::from),
                    Kind::Real => $row.try_get::<Option<f64>, usize>(place)?.map_or(Json::Null, |value| Json::from(format!("{value:?}"))),
                    Kind::Bytes => {
                        $row.try_get::<Option<Vec<u8>>, usize>(place)?.map_or(Json::Null, |bytes| Json::from(hexadecimal(&bytes)))
                    }
                })
            })
            .collect::<Result<Vec<Json>, sqlx::Error>>()?
    };
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Store {
    /// Writes all tables as they are at one moment, while others go on working.
    ///
    /// # Errors
    /// The database refuses, or the lines cannot be written.
    pub async fn dump(&self, out: &mut (dyn Write + Send)) -> Result<DumpSummary, StoreError> {
        let failed = |error: std::io::Error| StoreError::Dump(error.to_string());
        let mut snapshot = self.database.snapshot().await?;
        let schema = self.database.last_version();
        writeln!(out, "{}", serde_json::to_string(&Head { schema })?).map_err(failed)?;
        let mut rows = BTreeMap::new();
        for table in tables(&mut snapshot).await? {
            let head = TableHead { table: table.name, columns: table.columns };
            writeln!(out, "{}", serde_json::to_string(&head)?).map_err(failed)?;
            let names: Vec<String> = head.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
            let select = AssertSqlSafe(format!("SELECT {} FROM \"{}\"", names.join(", "), head.table));
            let mut count = 0_u64;
            let mut write = |cells: Vec<Json>| -> Result<(), StoreError> {
                count += 1;
                writeln!(out, "{}", Json::Array(cells)).map_err(failed)
            };
            match &mut snapshot {
                Transaction::Sqlite(transaction) => {
                    let mut found = sqlx::query::<Sqlite>(select).fetch(&mut **transaction);
                    while let Some(row) = found.try_next().await? {
                        write(cells!(row, head.columns))?;
                    }
                }
                #[cfg(feature = "postgres")]
                Transaction::Postgres(transaction) => {
                    let mut found = sqlx::query::<Postgres>(select).fetch(&mut **transaction);
                    while let Some(row) = found.try_next().await? {
                        write(cells!(row, head.columns))?;
                    }
                }
            }
            rows.insert(head.table, count);
        }
        Ok(DumpSummary { schema, rows })
    }
}
