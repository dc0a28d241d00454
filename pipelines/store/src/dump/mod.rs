//! All tables as lines of JSON, from one moment, and back into an empty database: of the same sort or of the other.
//!
//! The first line is the version of the tables. Then every table: a line with its name and columns, and a line for every row, as a list.
//! Parents stand before children. Whole numbers are numbers; reals are texts, so that not a bit is lost; bytes are hexadecimal texts. The
//! queue is not in it: what was under way is asked again.

mod tables;
mod write;

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::database::{Database, Transaction, Value, values};
use crate::{Store, StoreError};
use tables::{Kind, tables};

/// First line of a dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    /// Version of the tables: the last migration that made them.
    schema: i64,
}

/// Line before the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct TableHead {
    table: String,
    columns: Vec<(String, Kind)>,
}

/// What is in a dump.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DumpSummary {
    /// Version of the tables.
    pub schema: i64,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
}

impl Store {
    /// Fills an empty database with a dump, brings its tables up to date, and asks again for what was under way.
    ///
    /// # Errors
    /// The database is not empty, the dump is damaged or newer than this program, or the database refuses; nothing is then left in it but
    /// empty tables.
    pub async fn restore(folder: &Path, url: Option<&str>, dump: &mut (dyn BufRead + Send)) -> Result<(Self, DumpSummary), StoreError> {
        let store = Self::connect(folder, url).await?;
        let mut lines = dump.lines().map(|line| line.map_err(|error| StoreError::Dump(error.to_string())));
        let head: Head = serde_json::from_str(&lines.next().ok_or_else(|| StoreError::Dump("it is empty".to_owned()))??)?;
        if head.schema > store.database.last_version() {
            return Err(StoreError::Dump(format!(
                "its tables are of version {}, this program knows {}",
                head.schema,
                store.database.last_version()
            )));
        }
        if !tables(&mut store.database.snapshot().await?).await?.is_empty() {
            return Err(StoreError::NotEmpty);
        }
        store.database.migrate_to(head.schema).await?;
        let mut transaction = store.database.begin().await?;
        // A migration may have written rows of its own.
        let known = tables(&mut transaction).await?;
        for table in known.iter().rev() {
            transaction.run(sqlx::AssertSqlSafe(format!("DELETE FROM \"{}\"", table.name)), values![]).await?;
        }
        let mut summary = DumpSummary { schema: head.schema, rows: BTreeMap::new() };
        let mut current: Option<(TableHead, String)> = None;
        for line in lines {
            let line = line?;
            if line.starts_with('{') {
                let table: TableHead = serde_json::from_str(&line)?;
                if !known.iter().any(|known| known.name == table.table) {
                    return Err(StoreError::Dump(format!("there is no table {}", table.table)));
                }
                summary.rows.insert(table.table.clone(), 0);
                current = Some((table.clone(), insert(&table)));
                continue;
            }
            let Some((table, statement)) = &current else { return Err(StoreError::Dump("a row stands before its table".to_owned())) };
            let cells: Vec<Json> = serde_json::from_str(&line)?;
            if cells.len() != table.columns.len() {
                return Err(StoreError::Dump(format!("a row of {} has {} values", table.table, cells.len())));
            }
            let values = cells.into_iter().zip(&table.columns).map(|(cell, (_, kind))| kind.value(cell)).collect::<Result<Vec<_>, _>>()?;
            transaction.run(sqlx::AssertSqlSafe(statement.clone()), values).await?;
            if let Some(count) = summary.rows.get_mut(&table.table) {
                *count += 1;
            }
        }
        count_on(&mut transaction, &known).await?;
        transaction.commit().await?;
        store.database.migrate().await?;
        store.ask_for_unfinished().await?;
        Ok((store, summary))
    }

    /// Removes every table of ours from a server with what is in it, and the jobs that wait; also those of a newer program.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn clear_at(folder: &Path, url: &str) -> Result<(), StoreError> {
        let store = Self::connect(folder, Some(url)).await?;
        store.migrate_queue().await?;
        let mut transaction = store.database.begin().await?;
        transaction.run("DELETE FROM apalis.jobs", values![]).await?;
        for table in tables(&mut transaction).await?.iter().rev() {
            transaction.run(sqlx::AssertSqlSafe(format!("DROP TABLE \"{}\" CASCADE", table.name)), values![]).await?;
        }
        transaction.run("DROP TABLE IF EXISTS _sqlx_migrations", values![]).await?;
        transaction.commit().await?;
        store.close().await;
        Ok(())
    }

    /// Writes the job of every RFQ that is not finished into the outbox. A job that is there already is not doubled.
    async fn ask_for_unfinished(&self) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        let files = "SELECT rfq_id, position FROM rfq_file WHERE status IN ('waiting', 'reading') ORDER BY rfq_id, position";
        let files: Vec<(i64, i64)> = transaction.all(files, values![]).await?;
        for (rfq, position) in files {
            crate::jobs::ask(&mut transaction, crate::Job::ReadFile { rfq, position }).await?;
        }
        let priced: Vec<(i64,)> = transaction.all("SELECT id FROM rfq WHERE status = 'pricing' ORDER BY id", values![]).await?;
        for (rfq,) in priced {
            crate::jobs::ask(&mut transaction, crate::Job::Price { rfq }).await?;
        }
        transaction.commit().await
    }
}

fn insert(table: &TableHead) -> String {
    let names: Vec<String> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let places: Vec<String> = (1..=names.len()).map(|place| format!("${place}")).collect();
    format!("INSERT INTO \"{}\" ({}) VALUES ({})", table.table, names.join(", "), places.join(", "))
}

/// PostgreSQL gives the next identifier from a counter, which knows nothing of rows that brought theirs along.
async fn count_on(transaction: &mut Transaction, tables: &[tables::Table]) -> Result<(), StoreError> {
    if matches!(transaction, Transaction::Sqlite(_)) {
        return Ok(());
    }
    for table in tables {
        for (column, _) in table.columns.iter().filter(|(_, kind)| *kind == Kind::Integer) {
            let (name, sequence) = (&table.name, "SELECT pg_get_serial_sequence($1, $2)");
            let found: (Option<String>,) = transaction.one(sequence, values![format!("\"{name}\""), column]).await?;
            if let Some(sequence) = found.0 {
                let next = format!("SELECT setval($1::regclass, (SELECT coalesce(max(\"{column}\"), 0) + 1 FROM \"{name}\"), false)");
                let _: (i64,) = transaction.one(sqlx::AssertSqlSafe(next), values![sequence]).await?;
            }
        }
    }
    Ok(())
}

impl Kind {
    /// A cell of a line as a value to bind.
    fn value(self, cell: Json) -> Result<Value, StoreError> {
        let wrong = |cell: &Json| StoreError::Dump(format!("{cell} is no {self:?}"));
        Ok(match (self, cell) {
            (Self::Text, Json::Null) => Value::Text(None),
            (Self::Integer, Json::Null) => Value::Integer(None),
            (Self::Real, Json::Null) => Value::Real(None),
            (Self::Bytes, Json::Null) => Value::Bytes(None),
            (Self::Text, Json::String(text)) => Value::Text(Some(text)),
            (Self::Integer, cell) => Value::Integer(Some(cell.as_i64().ok_or_else(|| wrong(&cell))?)),
            (Self::Real, Json::String(text)) => Value::Real(Some(text.parse().map_err(|_| wrong(&Json::String(text)))?)),
            (Self::Bytes, Json::String(text)) => Value::Bytes(Some(bytes(&text).ok_or_else(|| wrong(&Json::Null))?)),
            (_, cell) => return Err(wrong(&cell)),
        })
    }
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    if !hexadecimal.len().is_multiple_of(2) {
        return None;
    }
    (0..hexadecimal.len()).step_by(2).map(|at| u8::from_str_radix(hexadecimal.get(at..at + 2)?, 16).ok()).collect()
}

impl Database {
    /// A transaction that only reads and sees one moment, however long it takes.
    async fn snapshot(&self) -> Result<Transaction, StoreError> {
        Ok(match self {
            // Nothing is held until the first look; from there on it is this moment's state (WAL).
            Self::Sqlite(pool) => Transaction::Sqlite(pool.begin().await?),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => Transaction::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?),
        })
    }
}
