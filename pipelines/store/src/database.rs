//! One SQL text on two databases: a pool of SQLite or of PostgreSQL, values to bind, rows to read.
//!
//! The statements keep to the dialect both share (`$1`, `RETURNING`, `ON CONFLICT`, `BIGINT`). SQLite has one writer at a time, so a
//! transaction there begins as one; PostgreSQL has many, so whoever counts rows of an RFQ holds its row first
//! ([`Transaction::hold`]).

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous};
use sqlx::{FromRow, SqlSafeStr, Sqlite, SqlitePool};
#[cfg(feature = "postgres")]
use sqlx::{
    PgPool, Postgres,
    postgres::{PgPoolOptions, PgRow},
};

use crate::StoreError;

/// The tables for SQLite.
static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");

/// The same tables for PostgreSQL.
#[cfg(feature = "postgres")]
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Connections of one process to SQLite: one writes, the others read.
const SQLITE_CONNECTIONS: u32 = 4;

/// Connections of one process to PostgreSQL, whose usual limit is 100 for all processes.
#[cfg(feature = "postgres")]
const POSTGRES_CONNECTIONS: u32 = 10;

/// A writer waits this long for another one.
const PATIENCE: Duration = Duration::from_secs(30);

/// The database behind a store.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    /// A file in the data folder.
    Sqlite(SqlitePool),
    /// A server that several processes share.
    #[cfg(feature = "postgres")]
    Postgres(PgPool),
}

/// Statements that hold together: all are kept, or none.
pub(crate) enum Transaction {
    /// Of SQLite.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// Of PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// A value for a `$n`; `None` is NULL.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// TEXT.
    Text(Option<String>),
    /// BIGINT.
    Integer(Option<i64>),
    /// DOUBLE PRECISION.
    Real(Option<f64>),
    /// BLOB or BYTEA.
    Bytes(Option<Vec<u8>>),
}

/// PostgreSQL keeps no NUL in a text: it stands as the character for what cannot be shown, on both.
fn storable(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// A row that reads the same from both.
#[cfg(feature = "postgres")]
pub(crate) trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

#[cfg(feature = "postgres")]
impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Row for T {}

/// A row of the one database this build knows.
#[cfg(not(feature = "postgres"))]
pub(crate) trait Row: for<'r> FromRow<'r, SqliteRow> + Send + Unpin {}

#[cfg(not(feature = "postgres"))]
impl<T: for<'r> FromRow<'r, SqliteRow> + Send + Unpin> Row for T {}

/// The values of a statement, in the order of their numbers.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::database::Value::from($value)),*] };
}
pub(crate) use values;

macro_rules! bind {
    ($query:expr, $values:expr) => {
        $values.into_iter().fold($query, |query, value| match value {
            Value::Text(it) => query.bind(it.map(storable)),
            Value::Integer(it) => query.bind(it),
            Value::Real(it) => query.bind(it),
            Value::Bytes(it) => query.bind(it),
        })
    };
}

/// The four ways to run a statement, on whatever `$executor` makes of the thing at hand.
macro_rules! statements {
    ($own:ty, $it:ident => $executor:expr) => {
        /// Every row.
        pub(crate) async fn all<T: Row>(self: $own, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Vec<T>, StoreError> {
            Ok(match self {
                Self::Sqlite($it) => bind!(sqlx::query_as::<Sqlite, T>(sql), values).fetch_all($executor).await?,
                #[cfg(feature = "postgres")]
                Self::Postgres($it) => bind!(sqlx::query_as::<Postgres, T>(sql), values).fetch_all($executor).await?,
            })
        }

        /// The first row, if there is one.
        pub(crate) async fn optional<T: Row>(self: $own, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Option<T>, StoreError> {
            Ok(match self {
                Self::Sqlite($it) => bind!(sqlx::query_as::<Sqlite, T>(sql), values).fetch_optional($executor).await?,
                #[cfg(feature = "postgres")]
                Self::Postgres($it) => bind!(sqlx::query_as::<Postgres, T>(sql), values).fetch_optional($executor).await?,
            })
        }

        /// The one row there must be.
        pub(crate) async fn one<T: Row>(self: $own, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<T, StoreError> {
            Ok(match self {
                Self::Sqlite($it) => bind!(sqlx::query_as::<Sqlite, T>(sql), values).fetch_one($executor).await?,
                #[cfg(feature = "postgres")]
                Self::Postgres($it) => bind!(sqlx::query_as::<Postgres, T>(sql), values).fetch_one($executor).await?,
            })
        }

        /// Runs it and tells how many rows it changed.
        pub(crate) async fn run(self: $own, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64, StoreError> {
            Ok(match self {
                Self::Sqlite($it) => bind!(sqlx::query::<Sqlite>(sql), values).execute($executor).await?.rows_affected(),
                #[cfg(feature = "postgres")]
                Self::Postgres($it) => bind!(sqlx::query::<Postgres>(sql), values).execute($executor).await?.rows_affected(),
            })
        }
    };
}

impl Database {
    statements!(&Self, pool => pool);

    /// The embedded database in a file.
    pub(crate) async fn sqlite(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        Ok(Self::Sqlite(SqlitePoolOptions::new().max_connections(SQLITE_CONNECTIONS).connect_with(options).await?))
    }

    /// The server at an address (`postgres://user:password@host/database`).
    #[cfg(feature = "postgres")]
    pub(crate) async fn postgres(url: &str) -> Result<Self, StoreError> {
        let connected = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(PATIENCE).connect(url).await;
        connected.map(Self::Postgres).map_err(|source| StoreError::Server { source })
    }

    /// Brings our own tables up to date.
    pub(crate) async fn migrate(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(pool) => SQLITE.run(pool).await?,
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => POSTGRES.run(pool).await?,
        }
        Ok(())
    }

    /// Brings our own tables to a version and no further.
    pub(crate) async fn migrate_to(&self, version: i64) -> Result<(), StoreError> {
        let upto = |all: &Migrator| Migrator::with_migrations(all.iter().filter(|it| it.version <= version).cloned().collect());
        match self {
            Self::Sqlite(pool) => upto(&SQLITE).run(pool).await?,
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => upto(&POSTGRES).run(pool).await?,
        }
        Ok(())
    }

    /// The newest version of the tables that this program knows.
    pub(crate) fn last_version(&self) -> i64 {
        let all = match self {
            Self::Sqlite(_) => &SQLITE,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => &POSTGRES,
        };
        all.iter().map(|migration| migration.version).max().unwrap_or(0)
    }

    /// Takes our own tables back to a version; 0 removes them all.
    pub(crate) async fn migrate_down(&self, version: i64) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(pool) => SQLITE.undo(pool, version).await?,
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => POSTGRES.undo(pool, version).await?,
        }
        Ok(())
    }

    /// Begins a transaction that will write.
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        Ok(match self {
            Self::Sqlite(pool) => Transaction::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    /// Closes every connection.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Transaction {
    statements!(&mut Self, transaction => &mut **transaction);

    /// Keeps everything.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            #[cfg(feature = "postgres")]
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Holds an RFQ until the end: whoever else changes it or its files waits here. Without it two last files, read at the same moment
    /// on PostgreSQL, would each see the other as open, and nobody would ask for the price.
    pub(crate) async fn hold(&mut self, rfq: i64) -> Result<(), StoreError> {
        self.run("UPDATE rfq SET status = status WHERE id = $1", values![rfq]).await?;
        Ok(())
    }
}

macro_rules! value_from {
    ($($from:ty => $variant:ident($it:ident) $some:expr, $option:expr;)*) => {
        $(impl From<$from> for Value {
            fn from($it: $from) -> Self {
                Self::$variant(Some($some))
            }
        }
        impl From<Option<$from>> for Value {
            fn from($it: Option<$from>) -> Self {
                Self::$variant($option)
            }
        })*
    };
}

value_from! {
    &str => Text(it) it.to_owned(), it.map(str::to_owned);
    String => Text(it) it, it;
    &String => Text(it) it.clone(), it.cloned();
    i64 => Integer(it) it, it;
    u32 => Integer(it) i64::from(it), it.map(i64::from);
    i16 => Integer(it) i64::from(it), it.map(i64::from);
    bool => Integer(it) i64::from(it), it.map(i64::from);
    f64 => Real(it) it, it;
    Vec<u8> => Bytes(it) it, it;
    &Vec<u8> => Bytes(it) it.clone(), it.cloned();
}

impl From<&Option<String>> for Value {
    fn from(it: &Option<String>) -> Self {
        Self::Text(it.clone())
    }
}
