//! Runs the jobs: the queue's worker (apalis) with our doorbell, retries, and giving up.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use apalis::prelude::{Attempt, BackendExt, BoxDynError, Data, WorkerBuilder, WorkerBuilderExt, WorkerError};
use futures_util::{FutureExt, Stream};
use tokio::sync::mpsc;
use trusquin_store::{Job, JobQueue, MOST_ATTEMPTS, Notice};

use super::{RfqService, ServiceError, now};

/// Jobs that could not be handed over, or were left by a relay that was killed, are looked for this often.
const RELAY_ROUND: Duration = Duration::from_secs(5);

/// Longest wait before a job that failed is tried again.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Wait before a worker that the database failed is replaced.
const WORKER_PAUSE: Duration = Duration::from_secs(1);

impl RfqService {
    /// Runs jobs until `stop` resolves, then finishes those that were begun. What is not finished is done after the next start.
    ///
    /// # Errors
    /// The database refuses before anything runs.
    pub async fn run(self: Arc<Self>, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServiceError> {
        self.store.take_back_jobs().await?;
        let rounds = tokio::spawn(relay_rounds(Arc::clone(&self)));
        let hearing = tokio::spawn(hear(Arc::clone(&self)));
        let stop = stop.shared();
        // The library's worker ends at the first statement that the database refuses, a full disk for instance: another one goes on.
        for turn in 0_u64.. {
            let outcome = self.work_until(turn, stop.clone()).await;
            match outcome {
                Ok(()) => break,
                Err(error) => tracing::error!(%error, "the worker of the queue ended and is replaced"),
            }
            tokio::select! {
                () = stop.clone() => break,
                () = tokio::time::sleep(WORKER_PAUSE) => {}
            }
            if let Err(error) = self.store.take_back_jobs().await {
                tracing::error!(%error, "jobs that were begun wait for the next worker");
            }
        }
        rounds.abort();
        hearing.abort();
        Ok(())
    }

    async fn work_until(self: &Arc<Self>, turn: u64, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), WorkerError> {
        // The name is new every time: the library refuses one that was seen a moment ago.
        let name = format!("{}-{}-{}-{turn}", machine(), std::process::id(), now());
        let doorbell = Doorbell { rung: Arc::clone(&self.rung) };
        // The two storages are of different types, and so is everything built on them.
        macro_rules! run {
            ($storage:expr) => {{
                let worker = WorkerBuilder::new(name)
                    .backend($storage.poll_with_stream(doorbell))
                    .data(Arc::clone(self))
                    .concurrency(self.settings.seats + 1)
                    .build(work);
                self.relay().await;
                worker.run_until(stop.map(Ok::<(), std::io::Error>)).await
            }};
        }
        match self.store.queue() {
            JobQueue::Sqlite(storage) => run!(storage),
            #[cfg(feature = "postgres")]
            JobQueue::Postgres(storage) => run!(storage),
        }
    }

    async fn give_up(&self, job: Job, error: &ServiceError) -> Result<(), ServiceError> {
        tracing::error!(?job, %error, "a job is given up");
        self.store.fail_rfq(job.rfq(), error.code(), &error.to_string()).await?;
        self.announce(job.rfq()).await;
        Ok(())
    }
}

async fn relay_rounds(service: Arc<RfqService>) {
    let mut round = tokio::time::interval(RELAY_ROUND);
    loop {
        round.tick().await;
        service.relay().await;
    }
}

/// Tells our own listeners what other processes on the same server did, until it is aborted. Nothing to hear on SQLite.
async fn hear(service: Arc<RfqService>) {
    loop {
        let failed = match service.store.listen().await {
            Ok(None) => return,
            Ok(Some(mut notices)) => loop {
                match notices.next().await {
                    // Nobody listening is no error.
                    Ok(Notice::Changed(rfq)) => {
                        let _ = service.changes.send(rfq);
                    }
                    // A bell that rings already is heard once.
                    Ok(Notice::Jobs) => {
                        let _ = service.bell.try_send(());
                    }
                    Ok(Notice::Taught) => match service.store.layouts().await {
                        Ok(layouts) => service.layouts().replace(layouts),
                        Err(error) => break error,
                    },
                    Err(error) => break error,
                }
            },
            Err(error) => error,
        };
        tracing::warn!(error = %failed, "other processes are not heard; listening begins again");
        tokio::time::sleep(WORKER_PAUSE).await;
    }
}

/// The name of this machine among those that share a server.
fn machine() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname").map_or_else(|_| "machine".to_owned(), |name| name.trim().to_owned())
}

/// One run of one job. An error puts it back into the queue.
async fn work(job: Job, attempt: Attempt, service: Data<Arc<RfqService>>) -> Result<(), BoxDynError> {
    let done = match job {
        Job::ReadFile { rfq, position } => service.read_file(rfq, position).await,
        Job::Price { rfq } => service.price(rfq).await,
    };
    match done {
        Ok(()) => Ok(()),
        Err(error) if error.is_final() || attempt.current() + 1 >= MOST_ATTEMPTS => Ok(service.give_up(job, &error).await?),
        Err(error) => {
            tracing::warn!(?job, attempt = attempt.current(), %error, "a job failed and is tried again");
            let pause = Duration::from_millis(100 << attempt.current().min(10)).min(LONGEST_PAUSE);
            tokio::time::sleep(pause).await;
            // A failed job is ready at once: somebody has to look.
            let _ = service.bell.try_send(());
            Err(error.into())
        }
    }
}

/// Wakes the worker when there are new jobs.
struct Doorbell {
    rung: Arc<Mutex<mpsc::Receiver<()>>>,
}

impl Stream for Doorbell {
    type Item = ();

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<()>> {
        let polled = self.rung.lock().unwrap_or_else(PoisonError::into_inner).poll_recv(context);
        if polled.is_ready() {
            // The library polls the bell once a round and may be in the middle of a look at the table that began before the ring:
            // another round makes sure that the new jobs are seen, and that the next ring is heard.
            context.waker().wake_by_ref();
        }
        polled
    }
}
