//! Tables that come, go and come again, and data of older versions that stay.

use std::collections::BTreeMap;

use trusquin_store::{FileStatus, RfqStatus, Store, StoreError};

use crate::arrival::rfq;
use crate::bench::{Bench, Raw, Which, bench, on_runtime};
use crate::keeping::keep;
use crate::postgres::{create_database, drop_database};

/// Version of the last migration: the number its file begins with.
fn last_version(which: Which) -> i64 {
    ups(which).into_iter().map(|(version, _)| version).max().unwrap()
}

/// Version and text of every migration up, in order.
fn ups(which: Which) -> Vec<(i64, String)> {
    let folder = format!("{}/../../migrations/{}", env!("CARGO_MANIFEST_DIR"), format!("{which:?}").to_lowercase());
    let mut found: Vec<(i64, String)> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            assert!(name.ends_with(".up.sql") || name.ends_with(".down.sql"), "{name}: a migration goes up and down");
            let version = name.split('_').next()?.parse().ok()?;
            name.ends_with(".up.sql").then(|| (version, std::fs::read_to_string(entry.path()).unwrap()))
        })
        .collect();
    found.sort();
    found
}

/// Columns of every table of ours.
async fn tables(bench: &Bench) -> BTreeMap<String, Vec<String>> {
    let all = match bench.which {
        Which::Sqlite => {
            "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT IN ('Jobs', 'Workers')"
        }
        Which::Postgres => {
            "SELECT CAST(table_name || '.' || column_name AS TEXT) FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in bench.raw.texts(all).await {
        let (table, column) = row.split_once('.').unwrap();
        if !table.starts_with('_') {
            tables.entry(table.to_owned()).or_default().push(column.to_owned());
        }
    }
    tables.values_mut().for_each(|columns| columns.sort());
    tables
}

pub async fn up_down_and_up_again(bench: Bench) {
    let id = bench.store.receive_rfq(&rfq(&["a.pdf"])).await.unwrap();
    let before = tables(&bench).await;
    // Every step down alone, so that none needs what a later one left.
    for version in (0..last_version(bench.which)).rev() {
        bench.store.migrate_down(version).await.unwrap();
    }
    assert_eq!(tables(&bench).await, BTreeMap::new(), "a migration down leaves something");
    let again = bench.another().await;
    assert_eq!(tables(&bench).await, before);
    assert!(again.rfq(id).await.unwrap().is_none());
    again.receive_rfq(&rfq(&["a.pdf"])).await.unwrap();
}

pub async fn a_newer_database_is_refused(bench: Bench) {
    let row = match bench.which {
        Which::Sqlite => {
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, x'00', 0)"
        }
        Which::Postgres => {
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, '\\x00', 0)"
        }
    };
    bench.raw.run(row).await;
    let error = Store::open_at(bench.folder(), bench.url.as_deref()).await.unwrap_err();
    assert!(matches!(error, StoreError::Migration(_)) && error.to_string().contains("newer Trusquin"), "{error}");
}

/// Twice: the queue's migrations and ours must not take each other's for damage.
pub async fn the_queue_and_the_tables_do_not_mix(bench: Bench) {
    for _ in 0..2 {
        let store = bench.another().await;
        store.migrate_queue().await.unwrap();
        store.take_back_jobs().await.unwrap();
        store.close().await;
    }
}

pub async fn both_have_the_same_tables() {
    let url = create_database().await;
    let (sqlite, postgres) = (bench(Which::Sqlite, None).await, bench(Which::Postgres, Some(url.clone())).await);
    assert_eq!(tables(&sqlite).await, tables(&postgres).await);
    assert_eq!(last_version(Which::Sqlite), last_version(Which::Postgres));
    drop_database(&url).await;
}

/// A folder with the tables as the first version made them.
async fn first_version(folder: &std::path::Path) -> Raw {
    let raw = Raw::of_file(&folder.join("trusquin.sqlite")).await;
    let all = sqlx::migrate!("../../migrations/sqlite");
    let first = all.iter().filter(|migration| migration.version == 1).cloned().collect();
    raw.migrate(sqlx::migrate::Migrator::with_migrations(first)).await;
    raw
}

pub fn the_first_version_goes_on_counting() {
    on_runtime(async {
        let folder = tempfile::tempdir().unwrap();
        let raw = first_version(folder.path()).await;
        for number in ["DEV-2026-0001", "DEV-2025-0007", "DEV-2026-0041"] {
            raw.run(&format!("INSERT INTO rfq (fingerprint, received_on, quantities) VALUES ('{number}', '', '')")).await;
            raw.run(&format!(
                "INSERT INTO quote (rfq_id, number, quoted_on, document, shop) SELECT id, '{number}', '', '', '' FROM rfq WHERE fingerprint = '{number}'"
            ))
            .await;
        }
        let store = Store::open_at(folder.path(), None).await.unwrap();
        assert_eq!(keep(&store, "b", 2026).await, "DEV-2026-0042");
        assert_eq!(keep(&store, "c", 2025).await, "DEV-2025-0008");
        assert_eq!(keep(&store, "d", 2030).await, "DEV-2030-0001");
    });
}

pub fn the_first_version_is_brought_up_to_date() {
    on_runtime(async {
        let folder = tempfile::tempdir().unwrap();
        let raw = first_version(folder.path()).await;
        raw.run("INSERT INTO rfq (fingerprint, received_on, quantities) VALUES ('f', '2026-11-01', '[5]')").await;
        raw.run("INSERT INTO rfq_file (rfq_id, position, name, sha256) VALUES (1, 0, 'a.pdf', '00')").await;
        let store = Store::open_at(folder.path(), None).await.unwrap();
        store.migrate_queue().await.unwrap();
        let row = store.rfq(1).await.unwrap().unwrap();
        assert_eq!((row.status, row.received_at.as_str(), row.quantities), (RfqStatus::Done, "2026-11-01T00:00:00Z", vec![5]));
        assert_eq!(store.rfq_files(1).await.unwrap()[0].status, FileStatus::Read);
    });
}
