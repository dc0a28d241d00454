//! An RFQ goes its way once, whatever is killed and repeated on it.

use std::collections::BTreeSet;

use jiff::civil::date;
use trusquin_domain::{Analysis, Diagnostic, FileKind, Part, Quote, QuoteLine, Shop};

use super::*;
use crate::{Job, Store};

const NOW: &str = "2026-11-21T11:40:00Z";
const TODAY: &str = "2026-11-21";
const READER: &str = "1";

fn rfq(names: &[&str]) -> NewRfq {
    NewRfq {
        fingerprint: format!("upload:{names:?}"),
        received_at: NOW.to_owned(),
        quantities: vec![10, 50],
        quantities_source: QuantitiesSource::Form,
        customer: Some("Client".to_owned()),
        requested_date: Some("2026-12-24".to_owned()),
        files: names.iter().map(|name| file(name)).collect(),
    }
}

fn file(name: &str) -> NewFile {
    NewFile { name: name.to_owned(), sha256: format!("{:0>64}", name.len()), bytes: 3 }
}

fn report(name: &str, members: &[&str]) -> FileReport {
    let kind = if members.is_empty() { FileKind::Pdf } else { FileKind::Archive };
    let analysis = Analysis {
        file: name.to_owned(),
        sha256: file(name).sha256,
        kind,
        diagnostics: vec![Diagnostic::info("TXT-003", "a remark")],
        ..Analysis::default()
    };
    let members = members.iter().enumerate().map(|(index, member)| NewMember { index, file: file(&format!("{name}!/{member}")) }).collect();
    FileReport { analysis, status: FileStatus::Read, members }
}

/// Jobs that wait in the outbox, then it is empty.
async fn asked(store: &Store) -> BTreeSet<String> {
    let rows: Vec<(String,)> = sqlx::query_as("DELETE FROM outbox RETURNING job_key").fetch_all(&store.pool).await.unwrap();
    rows.into_iter().map(|(key,)| key).collect()
}

fn keys(keys: &[&str]) -> BTreeSet<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

#[tokio::test]
async fn an_rfq_is_read_then_priced_and_a_repeat_of_any_step_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let id = store.receive_rfq(&rfq(&["a.pdf", "lot.zip"])).await.unwrap();
    assert_eq!(store.receive_rfq(&rfq(&["a.pdf", "lot.zip"])).await.unwrap(), id);
    assert_eq!(asked(&store).await, keys(&["read:1:0", "read:1:1"]));
    assert_eq!(store.rfq(id).await.unwrap().unwrap().status, RfqStatus::Queued);

    for _ in 0..2 {
        store.begin_file(id, 1).await.unwrap();
        store.finish_file(id, 1, &report("lot.zip", &["b.step", "c.dxf"]), READER, TODAY).await.unwrap();
    }
    assert_eq!(asked(&store).await, keys(&["read:1:2", "read:1:3"]));
    assert_eq!(store.rfq(id).await.unwrap().unwrap().status, RfqStatus::Reading);
    assert!(!store.begin_file(id, 1).await.unwrap(), "a file that is read is not read again");
    let files = store.rfq_files(id).await.unwrap();
    assert_eq!(store.unpacked(id, &files[2]).await.unwrap(), (2, 6));

    for position in [0, 2, 3, 3] {
        let name = &store.rfq_file(id, position).await.unwrap().unwrap().name;
        store.finish_file(id, position, &report(name, &[]), READER, TODAY).await.unwrap();
    }
    assert_eq!(asked(&store).await, keys(&["price:1"]));
    let row = store.rfq(id).await.unwrap().unwrap();
    assert_eq!((row.status, row.file_count, row.quote), (RfqStatus::Pricing, 4, None));
    let files = store.rfq_files(id).await.unwrap();
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["a.pdf", "lot.zip", "lot.zip!/b.step", "lot.zip!/c.dxf"]);
    assert_eq!(files.iter().map(FileRow::depth).collect::<Vec<_>>(), [0, 0, 1, 1]);
    assert_eq!(store.analysis(&files[0], READER).await.unwrap().unwrap().diagnostics, files[0].diagnostics);
    assert_eq!(store.analysis(&files[0], "another version").await.unwrap().map(|it| it.file), Some("a.pdf".to_owned()));

    let line = QuoteLine { line: 1, part: Part { files: vec!["a.pdf".to_owned()], ..Part::default() }, ..QuoteLine::default() };
    let quote = Quote { date: date(2026, 11, 21), valid_until: date(2026, 12, 21), lines: vec![line], ..Quote::default() };
    let shop = Shop::from_toml(include_str!("../../../../datasets/demo_shop/shop.toml")).unwrap();
    let number = store.keep_quote(id, &quote, &shop).await.unwrap();
    assert_eq!(store.quote_of_rfq(id).await.unwrap().unwrap().number, number);
    store.finish_rfq(id, &quote).await.unwrap();
    store.fail_rfq(id, "JOB-001", "too late").await.unwrap();
    let row = store.rfq(id).await.unwrap().unwrap();
    assert_eq!((row.status, row.quote, row.problem), (RfqStatus::Done, Some(number.clone()), None));
    assert_eq!(store.rfq_file(id, 0).await.unwrap().unwrap().line, Some(1));
    assert_eq!(store.quotes(10, None).await.unwrap().iter().map(|it| it.rfq_id).collect::<Vec<_>>(), [id]);
    assert!(store.quotes(10, Some(&number)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_list_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    for name in ["a", "b", "c"] {
        store.receive_rfq(&rfq(&[name])).await.unwrap();
    }
    for (limit, before, expected) in [(2, None, vec![3, 2]), (2, Some(2), vec![1]), (2, Some(1), vec![])] {
        let ids: Vec<i64> = store.rfqs(limit, before).await.unwrap().iter().map(|row| row.id).collect();
        assert_eq!(ids, expected);
    }
}

#[tokio::test]
async fn jobs_reach_the_queue_once_and_come_back_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    store.migrate_queue().await.unwrap();
    store.receive_rfq(&rfq(&["a.pdf", "b.pdf"])).await.unwrap();
    assert_eq!((store.relay_outbox().await.unwrap(), store.relay_outbox().await.unwrap()), (2, 0));
    let count = |status: &'static str| {
        let pool = store.pool.clone();
        async move { sqlx::query_as::<_, (i64,)>("SELECT count(*) FROM Jobs WHERE status = $1").bind(status).fetch_one(&pool).await.unwrap().0 }
    };
    // Asked again after it was handed over (a relay that was killed): still one job each.
    let mut transaction = store.pool.begin().await.unwrap();
    crate::jobs::ask(&mut transaction, Job::ReadFile { rfq: 1, position: 0 }).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(store.relay_outbox().await.unwrap(), 1);
    assert_eq!(count("Pending").await, 2);
    // A service takes both and is killed; the next one gets them back.
    sqlx::query("INSERT INTO Workers (id, worker_type, storage_name) VALUES ('gone', 'trusquin', 'x')").execute(&store.pool).await.unwrap();
    sqlx::query("UPDATE Jobs SET status = 'Running', lock_by = 'gone'").execute(&store.pool).await.unwrap();
    store.take_back_jobs().await.unwrap();
    assert_eq!((count("Pending").await, count("Running").await), (2, 0));
    let payload: Vec<(Vec<u8>,)> = sqlx::query_as("SELECT job FROM Jobs ORDER BY job").fetch_all(&store.pool).await.unwrap();
    let jobs: Vec<Job> = payload.iter().map(|(job,)| serde_json::from_slice(job).unwrap()).collect();
    assert_eq!(jobs, [Job::ReadFile { rfq: 1, position: 0 }, Job::ReadFile { rfq: 1, position: 1 }]);
}

#[tokio::test]
async fn a_folder_of_the_version_before_is_brought_up_to_date_with_what_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let old = sqlx::SqlitePool::connect_with(
        sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("trusquin.sqlite")).create_if_missing(true),
    )
    .await
    .unwrap();
    let first = tempfile::tempdir().unwrap();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/sqlite/0001_rfq_to_quote.sql");
    std::fs::copy(source, first.path().join("0001_rfq_to_quote.sql")).unwrap();
    sqlx::migrate::Migrator::new(first.path()).await.unwrap().run(&old).await.unwrap();
    sqlx::query("INSERT INTO rfq (fingerprint, received_on, quantities) VALUES ('f', '2026-11-01', '[5]')").execute(&old).await.unwrap();
    sqlx::query("INSERT INTO rfq_file (rfq_id, position, name, sha256) VALUES (1, 0, 'a.pdf', '00')").execute(&old).await.unwrap();
    old.close().await;
    // Twice: the queue's migrations and ours must not take each other's for damage.
    for _ in 0..2 {
        let store = Store::open(folder.path()).await.unwrap();
        store.migrate_queue().await.unwrap();
        store.take_back_jobs().await.unwrap();
        let row = store.rfq(1).await.unwrap().unwrap();
        assert_eq!((row.status, row.received_at.as_str(), row.quantities), (RfqStatus::Done, "2026-11-01T00:00:00Z", vec![5]));
        assert_eq!(store.rfq_files(1).await.unwrap()[0].status, FileStatus::Read);
        store.close().await;
    }
}
