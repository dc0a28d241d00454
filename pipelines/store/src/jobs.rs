//! Jobs: the outbox they are written to with the row that needs them, and the queue (apalis) they are handed to.
//!
//! Not here: what a job does.

use apalis::prelude::TaskBuilder;
use apalis_sqlite::{Config, SqliteStorage};
use serde::{Deserialize, Serialize};
use sqlx::{Sqlite, Transaction};
use std::time::Duration;

use crate::{Store, StoreError};

/// Name of the queue.
const QUEUE: &str = "trusquin";

/// The queue keeps its own list of migrations, so that neither side takes the other's for a damaged database.
const QUEUE_MIGRATIONS: &str = "_queue_migrations";

/// A worker tells that it lives this often. A service that starts takes back what its predecessor left at once (it holds the folder's
/// lock), so this matters only for several services on one database.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// Heartbeats missed before a worker is taken for dead: 15 s, the library's own default is 60 s.
const MISSED_HEARTBEATS: usize = 3;

/// Jobs taken from the queue at a time.
const BATCH: usize = 4;

/// Runs of one job before its RFQ is given up. Killed runs count, so this is generous.
pub const MOST_ATTEMPTS: usize = 20;

/// The queue as a source of jobs for the library's workers.
pub type JobQueue = SqliteStorage<Job>;

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
pub(crate) async fn ask(transaction: &mut Transaction<'_, Sqlite>, job: Job) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO outbox (job_key, job, priority) VALUES ($1, $2, $3) ON CONFLICT (job_key) DO NOTHING")
        .bind(job.key())
        .bind(serde_json::to_string(&job)?)
        .bind(job.priority())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

impl Store {
    /// Brings the queue's tables up to date.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn migrate_queue(&self) -> Result<(), StoreError> {
        // Not the library's own set-up: it switches `synchronous` off, and a power cut would then lose what was promised.
        let mut migrations = SqliteStorage::migrations();
        migrations.dangerous_set_table_name(QUEUE_MIGRATIONS);
        migrations.run(&self.pool).await?;
        Ok(())
    }

    /// Takes back every job a worker that is gone had begun. Call it with the folder's lock held and no worker running.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn take_back_jobs(&self) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        // The idempotency key of a finished job must not stand in the way of asking for it again.
        sqlx::query("DELETE FROM Jobs WHERE status IN ('Done', 'Killed')").execute(&mut *transaction).await?;
        sqlx::query("UPDATE Jobs SET status = 'Pending', lock_by = NULL, lock_at = NULL WHERE status IN ('Queued', 'Running')")
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM Workers WHERE id NOT IN (SELECT lock_by FROM Jobs WHERE lock_by IS NOT NULL)")
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The queue as a source of jobs.
    pub fn queue(&self) -> JobQueue {
        let config = Config::default().queue(QUEUE).heartbeat_interval(HEARTBEAT).missed_heartbeats(MISSED_HEARTBEATS).batch_size(BATCH);
        SqliteStorage::new(&self.pool).with_config(config)
    }

    /// Hands every job of the outbox to the queue; returns how many. A job that is there already is not added again.
    ///
    /// # Errors
    /// The database refuses; nothing is then handed over.
    pub async fn relay_outbox(&self) -> Result<usize, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let rows: Vec<(i64, String, String, i64)> =
            sqlx::query_as("SELECT id, job_key, job, priority FROM outbox ORDER BY id").fetch_all(&mut *transaction).await?;
        let tasks: Vec<_> = rows
            .iter()
            .map(|(_, key, job, priority)| {
                TaskBuilder::new(job.clone().into_bytes())
                    .idempotency_key(key)
                    .priority(usize::try_from(*priority).unwrap_or(0))
                    .max_attempts(MOST_ATTEMPTS)
                    .build()
            })
            .collect();
        apalis_sqlite::queries::push_tasks(&mut *transaction, QUEUE, &tasks).await?;
        for (id, ..) in &rows {
            sqlx::query("DELETE FROM outbox WHERE id = $1").bind(id).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(rows.len())
    }
}
