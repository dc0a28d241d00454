//! All tables out of one database and into another, of the same sort and of the other.

use std::collections::BTreeSet;

use trusquin_store::{Store, StoreError};

use crate::arrival::{asked, report_read, rfq};
use crate::bench::{Bench, Which};
use crate::keeping::{keep, shop};
use crate::people::data;
use crate::postgres::{create_database, drop_database, is_there};

/// Rows in every sort of table: finished, under way, bytes, reals, texts that are odd.
async fn fill(bench: &Bench) {
    let store = &bench.store;
    store.import_shop(&shop(), "x").await.unwrap();
    store.add_account(&data("marie", "admin"), "hash", true).await.unwrap();
    let odd = rfq(&["a \"b\" \\ \n é \u{1f600}.pdf", "bb.pdf"]);
    let id = store.receive_rfq(&odd).await.unwrap();
    report_read(store, id, 0).await;
    let number = keep(store, "quoted", 2026).await;
    store.keep_descriptors(&number, 1, &[(1, vec![0, 255, 10]), (2, Vec::new())]).await.unwrap();
    store.keep_bookings("b.csv", &[crate::keeping::booking(0.1 + 0.2), crate::keeping::booking(400.0)]).await.unwrap();
}

async fn dumped(store: &Store) -> String {
    let mut lines = Vec::new();
    store.dump(&mut lines).await.unwrap();
    String::from_utf8(lines).unwrap()
}

/// Lines without their order inside a table, which is the database's own.
fn sorted(dump: &str) -> BTreeSet<String> {
    dump.lines().map(str::to_owned).collect()
}

pub async fn a_dump_restores_into_either_database(bench: Bench) {
    fill(&bench).await;
    // Jobs of the outbox are handed over: the queue is not in a dump.
    asked(&bench).await;
    let dump = dumped(&bench.store).await;
    assert!(dump.lines().count() > 100 && dump.contains("\"booking\"") && dump.contains("00ff0a"), "{} lines", dump.lines().count());
    let mut targets = vec![(Which::Sqlite, None)];
    if is_there() {
        targets.push((Which::Postgres, Some(create_database().await)));
    }
    for (which, url) in targets {
        let folder = tempfile::tempdir().unwrap();
        let (store, summary) = Store::restore(folder.path(), url.as_deref(), &mut dump.as_bytes()).await.unwrap();
        assert_eq!(summary.rows["booking"], 2);
        let restored = dumped(&store).await;
        let waiting: Vec<&str> = restored.lines().filter(|line| line.contains("read:1:1")).collect();
        assert_eq!(waiting.len(), 1, "{which:?}: what was under way is asked again");
        let without: String = restored.lines().filter(|line| !line.contains("read:1:1")).map(|line| format!("{line}\n")).collect();
        assert_eq!(sorted(&without), sorted(&dump), "{which:?}");
        // Counters go on after what was brought along.
        assert_eq!(keep(&store, "another", 2026).await, "DEV-2026-0002");
        assert!(matches!(Store::restore(folder.path(), url.as_deref(), &mut dump.as_bytes()).await, Err(StoreError::NotEmpty)));
        if let Some(url) = url {
            Store::clear_at(folder.path(), &url).await.unwrap();
            let (again, _) = Store::restore(folder.path(), Some(&url), &mut dump.as_bytes()).await.unwrap();
            again.close().await;
            store.close().await;
            drop_database(&url).await;
        }
    }
}

pub async fn a_dump_is_of_one_moment(bench: Bench) {
    let store = bench.store.clone();
    let writing = tokio::spawn(async move {
        for turn in 0..60 {
            store.receive_rfq(&rfq(&[&format!("{turn:03}.pdf")])).await.unwrap();
        }
    });
    let other = bench.another().await;
    for _ in 0..5 {
        let dump = dumped(&other).await;
        let count = |table: &str| {
            let mut lines = dump.lines().skip_while(|line| !line.starts_with(&format!("{{\"table\":\"{table}\"")));
            lines.next();
            lines.take_while(|line| line.starts_with('[')).count()
        };
        assert_eq!((count("rfq_file"), count("outbox")), (count("rfq"), count("rfq")), "an RFQ without its file or its job");
    }
    writing.await.unwrap();
}

pub async fn a_dump_that_is_damaged_or_newer_is_refused(bench: Bench) {
    fill(&bench).await;
    let dump = dumped(&bench.store).await;
    let newer = dump.replacen("{\"schema\":", "{\"schema\":9", 1);
    let cut: String = dump.chars().take(dump.len() / 2).collect();
    let strange = dump.replacen("{\"table\":\"account\"", "{\"table\":\"nonsense\"", 1);
    for damaged in [newer.as_str(), cut.as_str(), strange.as_str(), "", "no dump"] {
        let (folder, url) = match bench.which {
            Which::Sqlite => (tempfile::tempdir().unwrap(), None),
            Which::Postgres => (tempfile::tempdir().unwrap(), Some(create_database().await)),
        };
        assert!(Store::restore(folder.path(), url.as_deref(), &mut damaged.as_bytes()).await.is_err());
        if let Some(url) = url {
            drop_database(&url).await;
        } else {
            let raw = crate::bench::Raw::of_file(&folder.path().join("trusquin.sqlite")).await;
            let filled = raw.texts("SELECT name FROM sqlite_master WHERE name = 'rfq'").await;
            assert!(filled.is_empty() || raw.number("SELECT count(*) FROM rfq").await == 0, "half of a dump is left");
        }
    }
}
