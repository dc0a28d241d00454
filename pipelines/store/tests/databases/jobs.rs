//! Jobs on their way from the outbox into the queue.

use std::time::Duration;

use trusquin_store::{Job, Notice};

use crate::arrival::rfq;
use crate::bench::{Bench, Which};

async fn waiting(bench: &Bench, status: &str) -> i64 {
    bench.raw.number(&format!("SELECT count(*) FROM {} WHERE status = '{status}'", bench.jobs())).await
}

async fn ask_again(bench: &Bench, rfq: i64) {
    let job = serde_json::to_string(&Job::ReadFile { rfq, position: 0 }).unwrap();
    bench.raw.run(&format!("INSERT INTO outbox (job_key, job, priority) VALUES ('read:{rfq}:0', '{job}', 0)")).await;
}

pub async fn jobs_reach_the_queue_once(bench: Bench) {
    let store = &bench.store;
    store.migrate_queue().await.unwrap();
    let id = store.receive_rfq(&rfq(&["a.pdf", "b.pdf"])).await.unwrap();
    assert_eq!((store.relay_outbox().await.unwrap(), store.relay_outbox().await.unwrap()), (2, 0));
    // Asked again after it was handed over (a relay that was killed): still one job each.
    ask_again(&bench, id).await;
    assert_eq!(store.relay_outbox().await.unwrap(), 1);
    assert_eq!(waiting(&bench, "Pending").await, 2);
    let payload = match bench.which {
        Which::Sqlite => "SELECT CAST(job AS TEXT) FROM Jobs ORDER BY job",
        Which::Postgres => "SELECT convert_from(job, 'UTF8') FROM apalis.jobs ORDER BY job",
    };
    let jobs: Vec<Job> = bench.raw.texts(payload).await.iter().map(|job| serde_json::from_str(job).unwrap()).collect();
    assert_eq!(jobs, [Job::ReadFile { rfq: id, position: 0 }, Job::ReadFile { rfq: id, position: 1 }]);
    if bench.which == Which::Sqlite {
        // A service takes both and is killed; the next one gets them back at once. (On a server the library gives back what a silent
        // worker had: tests/service/crash.rs kills such workers.)
        bench.raw.run("INSERT INTO Workers (id, worker_type, storage_name) VALUES ('gone', 'trusquin', 'x')").await;
        bench.raw.run("UPDATE Jobs SET status = 'Running', lock_by = 'gone'").await;
        store.take_back_jobs().await.unwrap();
        assert_eq!((waiting(&bench, "Pending").await, waiting(&bench, "Running").await), (2, 0));
    }
}

pub async fn a_job_that_was_done_can_be_asked_again(bench: Bench) {
    let store = &bench.store;
    store.migrate_queue().await.unwrap();
    let id = store.receive_rfq(&rfq(&["a.pdf"])).await.unwrap();
    store.relay_outbox().await.unwrap();
    bench.raw.run(&format!("UPDATE {} SET status = 'Done'", bench.jobs())).await;
    ask_again(&bench, id).await;
    store.relay_outbox().await.unwrap();
    assert_eq!((waiting(&bench, "Pending").await, waiting(&bench, "Done").await), (1, 0));
}

pub async fn many_relays_hand_a_job_over_once(bench: Bench) {
    bench.store.migrate_queue().await.unwrap();
    let other = bench.another().await;
    let names: Vec<String> = (0..40).map(|index| format!("{index}.pdf")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    bench.store.receive_rfq(&rfq(&names)).await.unwrap();
    let relays = (0..8).map(|turn| {
        let store = if turn % 2 == 0 { bench.store.clone() } else { other.clone() };
        tokio::spawn(async move { store.relay_outbox().await.unwrap() })
    });
    let mut handed = 0;
    for relay in relays.collect::<Vec<_>>() {
        handed += relay.await.unwrap();
    }
    assert_eq!((handed, waiting(&bench, "Pending").await), (40, 40));
}

pub async fn processes_hear_of_each_other(bench: Bench) {
    let other = bench.another().await;
    match bench.store.listen().await.unwrap() {
        None => assert_eq!((bench.which, bench.store.is_shared()), (Which::Sqlite, false)),
        Some(mut notices) => {
            for notice in [Notice::Changed(7), Notice::Jobs, Notice::Taught] {
                other.tell(notice).await.unwrap();
                let heard = tokio::time::timeout(Duration::from_secs(20), notices.next()).await.expect("nothing was heard");
                assert_eq!(heard.unwrap(), notice);
            }
        }
    }
}
