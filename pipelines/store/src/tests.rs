//! The store keeps what it was given, once, through kills and repeats.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use jiff::civil::date;
use sqlx::SqlitePool;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use trusquin_domain::{Analysis, FileKind, Quote, Shop};

use crate::{RfqFile, Store, rfq_fingerprint};

fn shop() -> Shop {
    Shop::from_toml(include_str!("../../../datasets/demo_shop/shop.toml")).unwrap()
}

fn quote() -> Quote {
    Quote { date: date(2026, 11, 21), valid_until: date(2026, 12, 21), ..Quote::default() }
}

fn analysis(name: &str) -> Analysis {
    Analysis { file: name.to_owned(), sha256: format!("{:064x}", name.len()), kind: FileKind::Pdf, ..Analysis::default() }
}

fn fingerprint(name: &str) -> String {
    rfq_fingerprint(&[RfqFile { name: name.to_owned(), sha256: "00".to_owned() }], &[1, 10], "shop", "2026-11-21")
}

#[tokio::test]
async fn the_same_rfq_twice_is_one_rfq_and_one_number() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let id =
            store.keep_rfq(&fingerprint("a.pdf"), "2026-11-21", &[1, 10], &[analysis("a.pdf"), analysis("bb.step")], "1").await.unwrap();
        numbers.push(store.keep_quote(id, &quote(), &shop()).await.unwrap());
        assert_eq!(store.analyses_of(id, "1").await.unwrap(), [analysis("a.pdf"), analysis("bb.step")]);
    }
    let other = store.keep_rfq(&fingerprint("b.pdf"), "2026-11-21", &[1], &[], "1").await.unwrap();
    numbers.push(store.keep_quote(other, &quote(), &shop()).await.unwrap());
    assert_eq!(numbers, ["DEV-2026-0001", "DEV-2026-0001", "DEV-2026-0002"]);
    assert_eq!(store.quotes(10, None).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_quote_is_frozen_with_its_shop_and_survives_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let id = store.keep_rfq(&fingerprint("a.pdf"), "2026-11-21", &[1], &[], "1").await.unwrap();
    let number = store.keep_quote(id, &quote(), &shop()).await.unwrap();
    store.close().await;
    let kept = Store::open(folder.path()).await.unwrap().quote_by_number(&number).await.unwrap().unwrap();
    assert_eq!((kept.quote, kept.shop), (quote(), shop()));
}

#[tokio::test]
async fn a_file_is_kept_once_under_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("data")).await.unwrap();
    let from = folder.path().join("x.pdf");
    std::fs::write(&from, b"%PDF-1.7").unwrap();
    // printf '%%PDF-1.7' | sha256sum
    let sha256 = "86edbaa24831badfa0a8b04bb410141e2ee4182b6d0014493fe262a7a331c20b";
    for _ in 0..2 {
        store.keep_file(&from, sha256, 8, "pdf", "2026-11-21").await.unwrap();
    }
    assert_eq!(std::fs::read(store.file_path(sha256)).unwrap(), b"%PDF-1.7");
}

#[tokio::test]
async fn a_file_that_changed_since_it_was_read_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("data")).await.unwrap();
    let from = folder.path().join("x.pdf");
    std::fs::write(&from, b"another revision").unwrap();
    let sha256 = "0".repeat(64);
    let error = store.keep_file(&from, &sha256, 8, "pdf", "2026-11-21").await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("x.pdf changed while it was being quoted"), "{error}");
    let left: Vec<_> = std::fs::read_dir(store.file_path(&sha256).parent().unwrap()).unwrap().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
}

/// A quote of the year under its own RFQ.
async fn keep(store: &Store, rfq: &str, year: i16) -> String {
    let id = store.keep_rfq(rfq, "2026-11-21", &[1], &[], "1").await.unwrap();
    store.keep_quote(id, &Quote { date: date(year, 11, 21), ..quote() }, &shop()).await.unwrap()
}

#[tokio::test]
async fn numbers_rise_for_ever_and_are_never_given_twice() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    assert_eq!(keep(&store, "a", 2026).await, "DEV-2026-0001");
    assert_eq!(keep(&store, "b", 2026).await, "DEV-2026-0002");
    assert_eq!(keep(&store, "c", 2027).await, "DEV-2027-0001");
    sqlx::query("DELETE FROM quote WHERE number = 'DEV-2026-0002'").execute(&store.pool).await.unwrap();
    assert_eq!(keep(&store, "b", 2026).await, "DEV-2026-0003");
    sqlx::query("UPDATE quote_number SET last = 9999 WHERE year = 2026").execute(&store.pool).await.unwrap();
    assert_eq!(keep(&store, "d", 2026).await, "DEV-2026-10000");
    assert_eq!(keep(&store, "e", 2026).await, "DEV-2026-10001");
    assert_eq!(keep(&store, "d", 2026).await, "DEV-2026-10000");
}

#[tokio::test]
async fn a_failed_quote_takes_no_number() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    assert!(store.keep_quote(404, &quote(), &shop()).await.is_err());
    assert_eq!(keep(&store, "a", 2026).await, "DEV-2026-0001");
}

#[tokio::test]
async fn two_at_a_time_get_two_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let other = Store::open(folder.path()).await.unwrap();
    let tasks = (0..20).map(|rank| {
        let store = if rank % 2 == 0 { store.clone() } else { other.clone() };
        tokio::spawn(async move { keep(&store, &format!("rfq {rank}"), 2026).await })
    });
    let mut numbers = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        numbers.push(task.await.unwrap());
    }
    numbers.sort();
    assert_eq!(numbers, (1..=20).map(|rank| format!("DEV-2026-{rank:04}")).collect::<Vec<_>>());
}

/// The tables as the first version left them, with quotes in them.
#[tokio::test]
async fn a_folder_of_the_first_version_goes_on_counting() {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteConnectOptions::new().filename(folder.path().join("trusquin.sqlite")).create_if_missing(true);
    let first = SqlitePool::connect_with(options).await.unwrap();
    let all = sqlx::migrate!("../../migrations/sqlite");
    Migrator::with_migrations(all.iter().filter(|migration| migration.version == 1).cloned().collect()).run(&first).await.unwrap();
    for number in ["DEV-2026-0001", "DEV-2025-0007", "DEV-2026-0041"] {
        sqlx::query("INSERT INTO rfq (fingerprint, received_on, quantities) VALUES ($1, '', '')")
            .bind(number)
            .execute(&first)
            .await
            .unwrap();
        let insert =
            "INSERT INTO quote (rfq_id, number, quoted_on, document, shop) SELECT id, $1, '', '', '' FROM rfq WHERE fingerprint = $1";
        sqlx::query(insert).bind(number).execute(&first).await.unwrap();
    }
    first.close().await;
    let store = Store::open(folder.path()).await.unwrap();
    assert_eq!(keep(&store, "b", 2026).await, "DEV-2026-0042");
    assert_eq!(keep(&store, "c", 2025).await, "DEV-2025-0008");
    assert_eq!(keep(&store, "d", 2030).await, "DEV-2030-0001");
}

#[test]
fn a_file_has_one_name_from_wherever_it_is_named() {
    for (path, arguments, expect) in [
        ("a.pdf", &["a.pdf"][..], "a.pdf"),
        ("./a.pdf", &["./a.pdf"], "a.pdf"),
        ("/home/me/plans/a.pdf", &["/home/me/plans/a.pdf"], "a.pdf"),
        ("plans/a.pdf", &["plans"], "a.pdf"),
        ("./a.pdf", &["."], "a.pdf"),
        ("/home/me/plans/sub/a.pdf", &["/home/me/plans"], "sub/a.pdf"),
        ("plans/sub/a.pdf", &["other.pdf", "plans/"], "sub/a.pdf"),
        ("plans/all.zip!/sub/a.pdf", &["plans/all.zip"], "all.zip!/sub/a.pdf"),
        ("plans/all.zip!/sub/a.pdf", &["plans"], "all.zip!/sub/a.pdf"),
    ] {
        let arguments: Vec<std::path::PathBuf> = arguments.iter().map(std::path::PathBuf::from).collect();
        assert_eq!(RfqFile::new(path, "00", &arguments).name, expect, "{path}");
    }
}

#[tokio::test]
async fn an_unwritable_folder_is_named_with_its_remedy() {
    let error = Store::open(std::path::Path::new("/proc/none")).await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("/proc/none") && error.contains("--data"), "{error}");
}

#[tokio::test]
async fn descriptors_replace_those_of_their_quote_and_go_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let mut numbers = Vec::new();
    for name in ["a.pdf", "b.pdf"] {
        let id = store.keep_rfq(&fingerprint(name), "2026-11-21", &[1], &[], "1").await.unwrap();
        numbers.push(store.keep_quote(id, &quote(), &shop()).await.unwrap());
    }
    assert_eq!(store.quotes_to_describe(1).await.unwrap(), numbers, "quotes made before there were descriptors are found");
    for lines in [vec![(1, vec![1_u8, 2]), (2, vec![3])], vec![(2, vec![4])]] {
        store.keep_descriptors(&numbers[0], 1, &lines).await.unwrap();
    }
    store.keep_descriptors(&numbers[1], 1, &[(7, vec![5])]).await.unwrap();
    let kept = |parts: Vec<crate::QuotedPart>| parts.into_iter().map(|part| (part.quote, part.line, part.descriptor)).collect::<Vec<_>>();
    let expect = vec![(numbers[1].clone(), 7, vec![5]), (numbers[0].clone(), 2, vec![4])];
    assert_eq!(kept(store.quoted_parts(1).await.unwrap()), expect, "newest quote first");
    assert!(store.quotes_to_describe(1).await.unwrap().is_empty());
    // Another version reads none of them, and has to make its own.
    assert!(store.quoted_parts(2).await.unwrap().is_empty());
    assert_eq!(store.quotes_to_describe(2).await.unwrap(), numbers);
}

/// Not a check: prints how long reading the descriptors of docs/adr/0011 takes here.
#[tokio::test]
#[ignore = "prints a time, checks nothing"]
async fn reading_a_hundred_thousand_descriptors_is_timed() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let id = store.keep_rfq(&fingerprint("a.pdf"), "2026-11-21", &[1], &[], "1").await.unwrap();
    let number = store.keep_quote(id, &quote(), &shop()).await.unwrap();
    let lines: Vec<(u32, Vec<u8>)> = (1..=100_000).map(|line| (line, vec![0; 172])).collect();
    store.keep_descriptors(&number, 1, &lines).await.unwrap();
    let start = std::time::Instant::now();
    let read = store.quoted_parts(1).await.unwrap().len();
    println!("{read} descriptors in {:?}", start.elapsed());
}
