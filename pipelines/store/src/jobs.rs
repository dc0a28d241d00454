//! Jobs: the outbox they are written to with the row that needs them, and the queue (apalis) they are handed to.
//!
//! Not here: what a job does.

use apalis::prelude::TaskBuilder;
#[cfg(feature = "postgres")]
use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::database::{Database, Transaction, values};
use crate::{Notice, Store, StoreError};

/// Name of the queue.
const QUEUE: &str = "trusquin";

/// The queue keeps its own list of migrations, so that neither side takes the other's for a damaged database.
const QUEUE_MIGRATIONS: &str = "_queue_migrations";

/// A worker tells that it lives this often. On SQLite a service that starts takes back what its predecessor left at once (it holds the
/// folder's lock), so this matters only for several processes on one server.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// Heartbeats missed before a worker is taken for dead: 15 s, the library's own default is 60 s.
const MISSED_HEARTBEATS: usize = 3;

/// Jobs taken from the queue at a time.
const BATCH: usize = 4;

/// Runs of one job before its RFQ is given up. Killed runs count, so this is generous.
pub const MOST_ATTEMPTS: usize = 20;

/// The queue as a source of jobs for the library's workers.
pub enum JobQueue {
    /// In the file of the data folder.
    Sqlite(SqliteStorage<Job>),
    /// On the server that several processes share.
    #[cfg(feature = "postgres")]
    Postgres(PostgresStorage<Job>),
}

/// One thing to do. Every job may be run twice: the second run changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Read one file of an RFQ.
    ReadFile {
        /// RFQ.
        rfq: i64,
        /// Position of the file.
        position: i64,
    },
    /// Price an RFQ whose files are all read.
    Price {
        /// RFQ.
        rfq: i64,
    },
}

impl Job {
    /// The RFQ it works on.
    pub fn rfq(self) -> i64 {
        match self {
            Self::ReadFile { rfq, .. } | Self::Price { rfq } => rfq,
        }
    }

    fn key(self) -> String {
        match self {
            Self::ReadFile { rfq, position } => format!("read:{rfq}:{position}"),
            Self::Price { rfq } => format!("price:{rfq}"),
        }
    }

    /// An RFQ that only waits for its price goes before files of the next one.
    fn priority(self) -> i64 {
        match self {
            Self::ReadFile { .. } => 0,
            Self::Price { .. } => 1,
        }
    }
}

/// Writes a job into the outbox, in the transaction of the row that needs it.
pub(crate) async fn ask(transaction: &mut Transaction, job: Job) -> Result<(), StoreError> {
    let insert = "INSERT INTO outbox (job_key, job, priority) VALUES ($1, $2, $3) ON CONFLICT (job_key) DO NOTHING";
    transaction.run(insert, values![job.key(), serde_json::to_string(&job)?, job.priority()]).await?;
    Ok(())
}

impl Store {
    /// Brings the queue's tables up to date.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn migrate_queue(&self) -> Result<(), StoreError> {
        // Not the library's own set-up: on SQLite it switches `synchronous` off, and a power cut would then lose what was promised.
        let mut migrations = match self.database {
            Database::Sqlite(_) => SqliteStorage::migrations(),
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => PostgresStorage::migrations(),
        };
        migrations.dangerous_set_table_name(QUEUE_MIGRATIONS);
        migrations.set_ignore_missing(true);
        match &self.database {
            Database::Sqlite(pool) => migrations.run(pool).await?,
            #[cfg(feature = "postgres")]
            Database::Postgres(pool) => migrations.run(pool).await?,
        }
        Ok(())
    }

    /// Takes back every job a worker that is gone had begun. On SQLite: call it with the folder's lock held and no worker running. On a
    /// server other workers live; theirs come back when they were silent for three heartbeats, which every worker looks after.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn take_back_jobs(&self) -> Result<(), StoreError> {
        if self.is_shared() {
            return Ok(());
        }
        let mut transaction = self.database.begin().await?;
        transaction.run("DELETE FROM Jobs WHERE status IN ('Done', 'Killed')", values![]).await?;
        let back = "UPDATE Jobs SET status = 'Pending', lock_by = NULL, lock_at = NULL WHERE status IN ('Queued', 'Running')";
        transaction.run(back, values![]).await?;
        let gone = "DELETE FROM Workers WHERE id NOT IN (SELECT lock_by FROM Jobs WHERE lock_by IS NOT NULL)";
        transaction.run(gone, values![]).await?;
        transaction.commit().await
    }

    /// The queue as a source of jobs.
    pub fn queue(&self) -> JobQueue {
        match &self.database {
            Database::Sqlite(pool) => {
                let config = apalis_sqlite::Config::default().queue(QUEUE).heartbeat_interval(HEARTBEAT);
                let config = config.missed_heartbeats(MISSED_HEARTBEATS).batch_size(BATCH);
                JobQueue::Sqlite(SqliteStorage::new(pool).with_config(config))
            }
            #[cfg(feature = "postgres")]
            Database::Postgres(pool) => {
                let config = apalis_postgres::Config::default().queue(QUEUE).heartbeat_interval(HEARTBEAT);
                let config = config.missed_heartbeats(MISSED_HEARTBEATS).batch_size(BATCH);
                JobQueue::Postgres(PostgresStorage::new(pool).with_config(config))
            }
        }
    }

    /// Hands every job of the outbox to the queue; returns how many. A job that is there already and not done is not added again.
    ///
    /// # Errors
    /// The database refuses; nothing is then handed over.
    pub async fn relay_outbox(&self) -> Result<usize, StoreError> {
        let mut transaction = self.database.begin().await?;
        // Taken out first: two relays on one server never hold the same row.
        let mut rows: Vec<(i64, String, String, i64)> =
            transaction.all("DELETE FROM outbox RETURNING id, job_key, job, priority", values![]).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        rows.sort();
        let table = if self.is_shared() { "apalis.jobs" } else { "Jobs" };
        let mut tasks = Vec::with_capacity(rows.len());
        for (_, key, job, priority) in &rows {
            // The key of a finished job must not stand in the way of asking for it again.
            let done = format!("DELETE FROM {table} WHERE job_type = $1 AND idempotency_key = $2 AND status IN ('Done', 'Killed')");
            transaction.run(sqlx::AssertSqlSafe(done), values![QUEUE, key]).await?;
            let known = format!("SELECT count(*) FROM {table} WHERE job_type = $1 AND idempotency_key = $2");
            let (known,): (i64,) = transaction.one(sqlx::AssertSqlSafe(known), values![QUEUE, key]).await?;
            if known == 0 {
                let task = TaskBuilder::new(job.clone().into_bytes()).idempotency_key(key);
                let priority = usize::try_from(*priority).unwrap_or(0);
                tasks.push(task.priority(priority).max_attempts(MOST_ATTEMPTS).build());
            }
        }
        match &mut transaction {
            Transaction::Sqlite(transaction) => apalis_sqlite::queries::push_tasks(&mut **transaction, QUEUE, &tasks).await?,
            #[cfg(feature = "postgres")]
            Transaction::Postgres(transaction) => apalis_postgres::queries::push_tasks(&mut **transaction, QUEUE, tasks).await?,
        }
        transaction.commit().await?;
        self.tell(Notice::Jobs).await?;
        Ok(rows.len())
    }
}
