//! Databases of their own on the PostgreSQL server of the tests.
#![cfg_attr(not(feature = "postgres"), allow(unused_imports))]

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

#[cfg(feature = "postgres")]
use sqlx::{AssertSqlSafe, PgPool};

/// Names of the databases the tests make begin with this.
const PREFIX: &str = "trusquin_test_";

/// Address of the server's superuser.
fn server() -> String {
    std::env::var("TRUSQUIN_TEST_POSTGRES").unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".to_owned())
}

/// True when something listens at the server's address.
pub fn is_there() -> bool {
    if cfg!(not(feature = "postgres")) {
        return false;
    }
    let url = server();
    let host = url.rsplit('@').next().and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
    host.parse::<SocketAddr>().is_ok_and(|address| TcpStream::connect_timeout(&address, Duration::from_secs(2)).is_ok())
}

/// True where a missing server is a failure.
pub fn must_run() -> bool {
    cfg!(feature = "postgres") && std::env::var("CI").is_ok_and(|value| value == "true")
}

/// A new database on the server; those of tests that were killed go.
#[cfg(feature = "postgres")]
pub async fn create_database() -> String {
    static TURN: AtomicU32 = AtomicU32::new(0);
    let pool = PgPool::connect(&server()).await.expect("the PostgreSQL server of the tests (TRUSQUIN_TEST_POSTGRES) does not answer");
    let rows: Vec<(String,)> = sqlx::query_as("SELECT datname FROM pg_database").fetch_all(&pool).await.unwrap();
    for (name,) in rows {
        let process = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next());
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            // Another test may be faster.
            let _ = sqlx::query(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).execute(&pool).await;
        }
    }
    let name = format!("{PREFIX}{}_{}", std::process::id(), TURN.fetch_add(1, Ordering::Relaxed));
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await.unwrap();
    let address = server();
    let (base, _) = address.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

#[cfg(feature = "postgres")]
pub async fn drop_database(url: &str) {
    let pool = PgPool::connect(&server()).await.unwrap();
    let name = url.rsplit('/').next().unwrap();
    sqlx::query(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).execute(&pool).await.unwrap();
}

/// There is none in a build without PostgreSQL, and nobody asks.
#[cfg(not(feature = "postgres"))]
pub async fn create_database() -> String {
    panic!("this build knows no PostgreSQL")
}

/// The same.
#[cfg(not(feature = "postgres"))]
pub async fn drop_database(_: &str) {}

/// A database for a test without a runtime; it goes with the value.
pub struct Fresh {
    pub url: String,
    runtime: tokio::runtime::Runtime,
}

impl Fresh {
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let url = runtime.block_on(create_database());
        Self { url, runtime }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        self.runtime.block_on(drop_database(&self.url));
    }
}
