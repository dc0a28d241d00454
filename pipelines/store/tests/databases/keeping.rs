//! The store keeps what it was given, once, through kills and repeats.

use std::path::Path;

use jiff::civil::date;
use trusquin_domain::{Analysis, BookingKind, FileKind, LearnedLayout, Quote, Shop, TimeBooking};
use trusquin_store::{Correction, KeptBookings, NewBooking, RfqFile, Store, rfq_fingerprint};

use crate::bench::{Bench, on_runtime};

pub fn shop() -> Shop {
    Shop::from_toml(include_str!("../../../../datasets/demo_shop/shop.toml")).unwrap()
}

pub fn quote() -> Quote {
    Quote { date: date(2026, 11, 21), valid_until: date(2026, 12, 21), ..Quote::default() }
}

fn analysis(name: &str) -> Analysis {
    Analysis { file: name.to_owned(), sha256: format!("{:064x}", name.len()), kind: FileKind::Pdf, ..Analysis::default() }
}

pub fn fingerprint(name: &str) -> String {
    rfq_fingerprint(&[RfqFile { name: name.to_owned(), sha256: "00".to_owned() }], &[1, 10], "shop", "2026-11-21")
}

pub async fn the_same_rfq_twice_is_one_rfq_and_one_number(bench: Bench) {
    let store = &bench.store;
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

pub async fn a_quote_is_frozen_with_its_shop_and_survives_reopening(bench: Bench) {
    let store = &bench.store;
    let id = store.keep_rfq(&fingerprint("a.pdf"), "2026-11-21", &[1], &[], "1").await.unwrap();
    let number = store.keep_quote(id, &quote(), &shop()).await.unwrap();
    store.clone().close().await;
    let kept = bench.another().await.quote_by_number(&number).await.unwrap().unwrap();
    assert_eq!((kept.quote, kept.shop), (quote(), shop()));
}

pub async fn a_file_is_kept_once_under_its_hash(bench: Bench) {
    let store = &bench.store;
    let from = bench.folder().join("x.pdf");
    std::fs::write(&from, b"%PDF-1.7").unwrap();
    // printf '%%PDF-1.7' | sha256sum
    let sha256 = "86edbaa24831badfa0a8b04bb410141e2ee4182b6d0014493fe262a7a331c20b";
    for _ in 0..2 {
        store.keep_file(&from, sha256, 8, "pdf", "2026-11-21").await.unwrap();
    }
    assert_eq!(std::fs::read(store.file_path(sha256)).unwrap(), b"%PDF-1.7");
}

pub async fn a_file_that_changed_since_it_was_read_is_not_kept(bench: Bench) {
    let store = &bench.store;
    let from = bench.folder().join("x.pdf");
    std::fs::write(&from, b"another revision").unwrap();
    let sha256 = "0".repeat(64);
    let error = store.keep_file(&from, &sha256, 8, "pdf", "2026-11-21").await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("x.pdf changed while it was being quoted"), "{error}");
    let left: Vec<_> = std::fs::read_dir(store.file_path(&sha256).parent().unwrap()).unwrap().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
}

/// A quote of the year under its own RFQ.
pub async fn keep(store: &Store, rfq: &str, year: i16) -> String {
    let id = store.keep_rfq(rfq, "2026-11-21", &[1], &[], "1").await.unwrap();
    store.keep_quote(id, &Quote { date: date(year, 11, 21), ..quote() }, &shop()).await.unwrap()
}

pub async fn numbers_rise_for_ever_and_are_never_given_twice(bench: Bench) {
    let store = &bench.store;
    assert_eq!(keep(store, "a", 2026).await, "DEV-2026-0001");
    assert_eq!(keep(store, "b", 2026).await, "DEV-2026-0002");
    assert_eq!(keep(store, "c", 2027).await, "DEV-2027-0001");
    bench.raw.run("DELETE FROM quote WHERE number = 'DEV-2026-0002'").await;
    assert_eq!(keep(store, "b", 2026).await, "DEV-2026-0003");
    bench.raw.run("UPDATE quote_number SET last = 9999 WHERE year = 2026").await;
    assert_eq!(keep(store, "d", 2026).await, "DEV-2026-10000");
    assert_eq!(keep(store, "e", 2026).await, "DEV-2026-10001");
    assert_eq!(keep(store, "d", 2026).await, "DEV-2026-10000");
}

pub async fn a_failed_quote_takes_no_number(bench: Bench) {
    let store = &bench.store;
    assert!(store.keep_quote(404, &quote(), &shop()).await.is_err());
    assert_eq!(keep(store, "a", 2026).await, "DEV-2026-0001");
}

pub async fn two_at_a_time_get_two_numbers(bench: Bench) {
    let store = &bench.store;
    let other = bench.another().await;
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

pub fn a_file_has_one_name_from_wherever_it_is_named() {
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

pub fn an_unwritable_folder_is_named_with_its_remedy() {
    on_runtime(async {
        let opened = Store::open_at(Path::new("/proc/none"), None).await;
        let error = opened.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("/proc/none") && error.contains("--data"), "{error}");
    });
}

pub fn a_server_that_is_not_there_is_told() {
    let unreachable = if cfg!(feature = "postgres") { "cannot be reached" } else { "without PostgreSQL" };
    on_runtime(async {
        let folder = tempfile::tempdir().unwrap();
        for (url, said) in [("postgres://nobody@127.0.0.1:1/none", unreachable), ("mysql://somewhere/else", "postgres://")] {
            let error = Store::open_at(folder.path(), Some(url)).await.err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains("DATABASE_URL") && error.contains(said), "{error}");
        }
    });
}

pub async fn descriptors_replace_those_of_their_quote_and_go_with_it(bench: Bench) {
    let store = &bench.store;
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
    let kept =
        |parts: Vec<trusquin_store::QuotedPart>| parts.into_iter().map(|part| (part.quote, part.line, part.descriptor)).collect::<Vec<_>>();
    let expect = vec![(numbers[1].clone(), 7, vec![5]), (numbers[0].clone(), 2, vec![4])];
    assert_eq!(kept(store.quoted_parts(1).await.unwrap()), expect, "newest quote first");
    assert!(store.quotes_to_describe(1).await.unwrap().is_empty());
    // Another version reads none of them, and has to make its own.
    assert!(store.quoted_parts(2).await.unwrap().is_empty());
    assert_eq!(store.quotes_to_describe(2).await.unwrap(), numbers);
}

pub fn booking(minutes: f64) -> NewBooking {
    let booking = TimeBooking {
        work_order: "OF1".to_owned(),
        part: "P".to_owned(),
        operation: "10".to_owned(),
        machine: "M".to_owned(),
        operator: String::new(),
        kind: BookingKind::Run,
        started_at: Some(date(2026, 11, 2).at(8, 0, 0, 0)),
        ended_at: None,
        duration_min: minutes,
        duration_typed: true,
        quantity_good: Some(4.0),
        quantity_review: None,
        order_quantity: Some(5.0),
        flags: Vec::new(),
    };
    NewBooking { line: 2, booking, excluded: (minutes > 100.0).then(|| "too long".to_owned()) }
}

pub async fn bookings_are_kept_once(bench: Bench) {
    let all = [booking(12.5), booking(12.5), booking(400.0)];
    let first = bench.store.keep_bookings("a.csv", &all).await.unwrap();
    let again = bench.store.keep_bookings("a.csv", &all).await.unwrap();
    assert_eq!((first, again), (KeptBookings { new: 3, known: 0 }, KeptBookings { new: 0, known: 3 }), "two alike in one file are two");
    assert_eq!(bench.store.count_bookings().await.unwrap(), (3, 1));
}

pub async fn a_taught_layout_takes_the_place_of_its_namesake(bench: Bench) {
    let layout = |lines: Vec<[f64; 4]>| LearnedLayout { name: "plan".to_owned(), marks: Vec::new(), lines, fields: Vec::new() };
    let correction = |corrected: Option<&str>| Correction {
        sha256: "00".to_owned(),
        page: 1,
        field: "material".to_owned(),
        was: None,
        corrected: corrected.map(str::to_owned),
    };
    for (corrected, taught) in [(None, layout(Vec::new())), (Some("C45"), layout(vec![[0.0, 1.0, 2.0, 3.5]]))] {
        bench.store.keep_corrections(&[correction(corrected)], Some(&taught), "2026-11-21T11:40:00Z").await.unwrap();
    }
    assert_eq!(bench.store.layouts().await.unwrap(), [layout(vec![[0.0, 1.0, 2.0, 3.5]])]);
    assert_eq!(bench.store.corrections("00").await.unwrap(), [correction(None), correction(Some("C45"))]);
}

/// Not a check: prints how long reading the descriptors of docs/adr/0011 takes here, on SQLite.
pub async fn reading_a_hundred_thousand_descriptors_is_timed(bench: Bench) {
    let store = &bench.store;
    let id = store.keep_rfq(&fingerprint("a.pdf"), "2026-11-21", &[1], &[], "1").await.unwrap();
    let number = store.keep_quote(id, &quote(), &shop()).await.unwrap();
    let lines: Vec<(u32, Vec<u8>)> = (1..=100_000).map(|line| (line, vec![0; 172])).collect();
    store.keep_descriptors(&number, 1, &lines).await.unwrap();
    let start = std::time::Instant::now();
    let read = store.quoted_parts(1).await.unwrap().len();
    println!("{read} descriptors in {:?}", start.elapsed());
}
