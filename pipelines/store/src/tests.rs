//! The store keeps what it was given, once, through kills and repeats.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use jiff::civil::date;
use trusquin_domain::{Analysis, FileKind, Quote, Shop};

use crate::{RfqFile, Store, rfq_fingerprint};

fn shop() -> Shop {
    Shop::from_toml(include_str!("../../../datasets/demo_shop/shop.toml")).unwrap()
}

fn quote() -> Quote {
    Quote { date: date(2026, 11, 21), valid_until: date(2026, 12, 21), lines: Vec::new(), scenarios: Vec::new() }
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
    assert_eq!(store.latest_quotes(10).await.unwrap().len(), 2);
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
    for _ in 0..2 {
        store.keep_file(&from, "abcd", 8, "pdf", "2026-11-21").await.unwrap();
    }
    assert_eq!(std::fs::read(store.file_path("abcd")).unwrap(), b"%PDF-1.7");
}

#[tokio::test]
async fn an_unwritable_folder_is_named_with_its_remedy() {
    let error = Store::open(std::path::Path::new("/proc/none")).await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("/proc/none") && error.contains("--data"), "{error}");
}
