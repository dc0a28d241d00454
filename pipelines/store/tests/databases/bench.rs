//! An empty store on one of the two databases, with a way past it to look at the tables.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;

#[cfg(feature = "postgres")]
use sqlx::PgPool;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, SqlitePool};
use tempfile::TempDir;
use trusquin_store::Store;

use crate::postgres::{create_database, drop_database};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Sqlite,
    Postgres,
}

pub struct Bench {
    pub store: Store,
    pub which: Which,
    pub url: Option<String>,
    pub raw: Raw,
    folder: TempDir,
}

/// The tables without the store.
#[derive(Clone)]
pub enum Raw {
    Sqlite(SqlitePool),
    #[cfg(feature = "postgres")]
    Postgres(PgPool),
}

impl Raw {
    pub async fn run(&self, sql: &str) -> u64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query(sql).execute(pool).await.unwrap().rows_affected(),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => sqlx::query(sql).execute(pool).await.unwrap().rows_affected(),
        }
    }

    /// The first column of every row.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        let rows: Vec<(String,)> = match self {
            Self::Sqlite(pool) => sqlx::query_as(sql).fetch_all(pool).await.unwrap(),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => sqlx::query_as(sql).fetch_all(pool).await.unwrap(),
        };
        rows.into_iter().map(|(text,)| text).collect()
    }

    pub async fn number(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        let (number,): (i64,) = match self {
            Self::Sqlite(pool) => sqlx::query_as(sql).fetch_one(pool).await.unwrap(),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => sqlx::query_as(sql).fetch_one(pool).await.unwrap(),
        };
        number
    }

    pub async fn migrate(&self, migrator: sqlx::migrate::Migrator) {
        match self {
            Self::Sqlite(pool) => migrator.run(pool).await.unwrap(),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => migrator.run(pool).await.unwrap(),
        }
    }

    pub async fn of_file(file: &Path) -> Self {
        Self::Sqlite(SqlitePool::connect_with(SqliteConnectOptions::new().filename(file).create_if_missing(true)).await.unwrap())
    }
}

impl Bench {
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Another store on the same data, as another process would have.
    pub async fn another(&self) -> Store {
        Store::open_at(self.folder(), self.url.as_deref()).await.unwrap()
    }

    /// The queue's table of jobs.
    pub fn jobs(&self) -> &'static str {
        match self.which {
            Which::Sqlite => "Jobs",
            Which::Postgres => "apalis.jobs",
        }
    }
}

pub fn on_runtime(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work);
}

/// Runs a check on an empty store.
pub fn run(which: Which, check: fn(Bench) -> Pin<Box<dyn Future<Output = ()>>>) {
    on_runtime(async move {
        let database = match which {
            Which::Sqlite => None,
            Which::Postgres => Some(create_database().await),
        };
        check(bench(which, database.clone()).await).await;
        if let Some(url) = database {
            drop_database(&url).await;
        }
    });
}

pub async fn bench(which: Which, url: Option<String>) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_at(folder.path(), url.as_deref()).await.unwrap();
    let raw = match &url {
        None => Raw::of_file(&folder.path().join("trusquin.sqlite")).await,
        #[cfg(feature = "postgres")]
        Some(url) => Raw::Postgres(PgPool::connect(url).await.unwrap()),
        #[cfg(not(feature = "postgres"))]
        Some(_) => unreachable!("this build knows no PostgreSQL"),
    };
    Bench { store, which, url, raw, folder }
}
