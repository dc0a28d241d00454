//! An RFQ goes its way once, whatever is killed and repeated on it, and whoever else works on it.

use std::collections::BTreeSet;

use jiff::civil::date;
use trusquin_domain::{Analysis, Diagnostic, FileKind, Part, Quote, QuoteLine, Shop};
use trusquin_store::{FileReport, FileRow, FileStatus, NewFile, NewMember, NewRfq, QuantitiesSource, RfqStatus, Store};

use crate::bench::Bench;

const NOW: &str = "2026-11-21T11:40:00Z";
const TODAY: &str = "2026-11-21";
const READER: &str = "1";

pub fn rfq(names: &[&str]) -> NewRfq {
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

/// One file of an RFQ is read, as a reader would.
pub async fn report_read(store: &Store, rfq: i64, position: i64) {
    store.begin_file(rfq, position).await.unwrap();
    let name = store.rfq_file(rfq, position).await.unwrap().unwrap().name;
    store.finish_file(rfq, position, &report(&name, &[]), READER, TODAY).await.unwrap();
}

/// Jobs that wait in the outbox, then it is empty.
pub async fn asked(bench: &Bench) -> BTreeSet<String> {
    let keys = bench.raw.texts("SELECT job_key FROM outbox").await;
    bench.raw.run("DELETE FROM outbox").await;
    keys.into_iter().collect()
}

fn keys(keys: &[&str]) -> BTreeSet<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

pub async fn an_rfq_is_read_then_priced_and_a_repeat_of_any_step_changes_nothing(bench: Bench) {
    let store = &bench.store;
    let id = store.receive_rfq(&rfq(&["a.pdf", "lot.zip"])).await.unwrap();
    assert_eq!(store.receive_rfq(&rfq(&["a.pdf", "lot.zip"])).await.unwrap(), id);
    assert_eq!(asked(&bench).await, keys(&["read:1:0", "read:1:1"]));
    assert_eq!(store.rfq(id).await.unwrap().unwrap().status, RfqStatus::Queued);

    for _ in 0..2 {
        store.begin_file(id, 1).await.unwrap();
        store.finish_file(id, 1, &report("lot.zip", &["b.step", "c.dxf"]), READER, TODAY).await.unwrap();
    }
    assert_eq!(asked(&bench).await, keys(&["read:1:2", "read:1:3"]));
    assert_eq!(store.rfq(id).await.unwrap().unwrap().status, RfqStatus::Reading);
    assert!(!store.begin_file(id, 1).await.unwrap(), "a file that is read is not read again");
    let files = store.rfq_files(id).await.unwrap();
    assert_eq!(store.unpacked(id, &files[2]).await.unwrap(), (2, 6));

    for position in [0, 2, 3, 3] {
        let name = store.rfq_file(id, position).await.unwrap().unwrap().name;
        store.finish_file(id, position, &report(&name, &[]), READER, TODAY).await.unwrap();
    }
    assert_eq!(asked(&bench).await, keys(&["price:1"]));
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

pub async fn a_list_goes_on_where_it_stopped(bench: Bench) {
    let store = &bench.store;
    for name in ["a", "b", "c"] {
        store.receive_rfq(&rfq(&[name])).await.unwrap();
    }
    for (limit, before, expected) in [(2, None, vec![3, 2]), (2, Some(2), vec![1]), (2, Some(1), vec![])] {
        let ids: Vec<i64> = store.rfqs(limit, before).await.unwrap().iter().map(|row| row.id).collect();
        assert_eq!(ids, expected);
    }
}

/// Two readers finish the last two files at the same moment: on a server neither sees the other's file as read.
pub async fn the_last_two_files_read_at_once_ask_for_one_price(bench: Bench) {
    for turn in 0..20 {
        let names = [format!("a{turn}.pdf"), format!("b{turn}.pdf")];
        let id = bench.store.receive_rfq(&rfq(&[&names[0], &names[1]])).await.unwrap();
        let stores = [bench.store.clone(), bench.store.clone()];
        let reads = stores.into_iter().zip(names).enumerate().map(|(position, (store, name))| {
            let position = i64::try_from(position).unwrap();
            tokio::spawn(async move {
                store.begin_file(id, position).await.unwrap();
                store.finish_file(id, position, &report(&name, &[]), READER, TODAY).await.unwrap();
            })
        });
        for read in reads.collect::<Vec<_>>() {
            read.await.unwrap();
        }
        assert!(asked(&bench).await.contains(&format!("price:{id}")), "turn {turn}");
        assert_eq!(bench.store.rfq(id).await.unwrap().unwrap().status, RfqStatus::Pricing);
    }
}

pub async fn the_same_rfq_brought_by_many_is_one(bench: Bench) {
    let other = bench.another().await;
    let arrivals = (0..16).map(|turn| {
        let store = if turn % 2 == 0 { bench.store.clone() } else { other.clone() };
        // The same files in another order: whoever waits for whom, nobody waits for ever.
        let mut sent = rfq(&["a.pdf", "bb.pdf", "ccc.pdf"]);
        sent.files.rotate_left(turn % 3);
        tokio::spawn(async move { store.receive_rfq(&sent).await.unwrap() })
    });
    let mut ids = BTreeSet::new();
    for arrival in arrivals.collect::<Vec<_>>() {
        ids.insert(arrival.await.unwrap());
    }
    assert_eq!(ids.len(), 1);
    assert_eq!(asked(&bench).await.len(), 3);
    assert_eq!(bench.raw.number("SELECT count(*) FROM rfq_file").await, 3);
}
