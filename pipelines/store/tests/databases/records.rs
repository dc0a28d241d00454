//! What the shop has, kept so that it always makes a shop.

use serde_json::Value;
use trusquin_store::{Changed, ONLY, RecordChange, RecordFilter};

use crate::bench::Bench;
use crate::keeping::shop;

async fn documents(bench: &Bench, noun: &str) -> Vec<Value> {
    let rows = bench.store.records(noun, &RecordFilter::default(), 10_000).await.unwrap();
    rows.iter().map(|row| serde_json::from_str(&row.document).unwrap()).collect()
}

pub async fn a_shop_file_becomes_records_and_they_the_same_shop(bench: Bench) {
    assert_eq!(bench.store.shop().await.unwrap(), None);
    assert!(bench.store.import_shop(&shop(), "first").await.unwrap());
    assert_eq!(bench.store.shop().await.unwrap(), Some(shop()));
    let machines = documents(&bench, "machine").await;
    let ids: Vec<&str> = machines.iter().map(|machine| machine["id"].as_str().unwrap()).collect();
    assert_eq!(ids, shop().machine.iter().map(|machine| machine.id.as_str()).collect::<Vec<_>>(), "in the order of the file");
    // What was changed stays until the file is another one.
    let mut rates: Value = serde_json::from_str(&bench.store.record("rates", ONLY).await.unwrap().unwrap().document).unwrap();
    rates["currency"] = "CHF".into();
    let changed = bench.store.change_record("rates", ONLY, Some(1), &rates.to_string()).await.unwrap();
    assert!(matches!(changed, RecordChange::As(Changed::Done(_))));
    assert!(!bench.store.import_shop(&shop(), "first").await.unwrap());
    assert_eq!(bench.store.shop().await.unwrap().unwrap().rates.currency, "CHF");
    assert!(bench.store.import_shop(&shop(), "second").await.unwrap());
    assert_eq!(bench.store.shop().await.unwrap(), Some(shop()));
    bench.store.forget_shop().await.unwrap();
    assert_eq!(bench.store.shop().await.unwrap(), None);
}

pub async fn a_change_that_breaks_the_shop_is_refused(bench: Bench) {
    let store = &bench.store;
    store.import_shop(&shop(), "x").await.unwrap();
    let item = shop().stock[0].clone();
    let mut nowhere = serde_json::to_value(&item).unwrap();
    nowhere["material"] = "unobtainium".into();
    let refused = [
        store.change_record("stock", &item.id, None, &nowhere.to_string()).await.unwrap(),
        store.remove_record("material", &item.material, None).await.unwrap(),
        store.change_record("machine", &shop().machine[0].id, None, "{\"id\":\"x\"}").await.unwrap(),
        store.add_record("material", "new", "{\"id\":\"new\",\"colour\":\"red\"}").await.unwrap(),
    ];
    for (index, end) in refused.iter().enumerate() {
        assert!(matches!(end, RecordChange::Refused(why) if !why.is_empty()), "{index}: {end:?}");
    }
    assert_eq!(store.shop().await.unwrap(), Some(shop()), "nothing was changed");
    nowhere["material"] = item.material.clone().into();
    nowhere["count"] = 99.into();
    let RecordChange::As(Changed::Done(row)) = store.change_record("stock", &item.id, Some(1), &nowhere.to_string()).await.unwrap() else {
        panic!()
    };
    assert_eq!(row.version, 2);
    assert_eq!(store.shop().await.unwrap().unwrap().stock[0].count, 99);
    assert_eq!(store.change_record("stock", &item.id, Some(1), &nowhere.to_string()).await.unwrap(), RecordChange::As(Changed::Stale));
    assert_eq!(store.remove_record("stock", "none", None).await.unwrap(), RecordChange::As(Changed::Missing));
    assert!(matches!(store.remove_record("stock", &item.id, Some(2)).await.unwrap(), RecordChange::As(Changed::Done(_))));
}

pub async fn records_are_listed_in_order_and_searched(bench: Bench) {
    for name in ["Zoé 100 %", "Mécanique_du_Giffre", "alpha"] {
        let document = serde_json::json!({ "id": name, "name": name }).to_string();
        assert!(matches!(bench.store.add_record("customers", name, &document).await.unwrap(), RecordChange::As(Changed::Done(_))));
        assert_eq!(bench.store.add_record("customers", name, &document).await.unwrap(), RecordChange::As(Changed::Taken));
    }
    let ids = async |words: Option<&str>, after: Option<i64>, limit: u32| {
        let filter = RecordFilter { words: words.map(str::to_owned), after };
        let rows = bench.store.records("customers", &filter, limit).await.unwrap();
        (rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), rows.last().map(|row| row.place))
    };
    let (first, place) = ids(None, None, 2).await;
    assert_eq!(first, ["Zoé 100 %", "Mécanique_du_Giffre"]);
    assert_eq!(ids(None, place, 2).await.0, ["alpha"]);
    assert_eq!(ids(Some("ALPHA"), None, 9).await.0, ["alpha"]);
    assert_eq!(ids(Some("100 %"), None, 9).await.0, ["Zoé 100 %"]);
    assert_eq!(ids(Some("_du_"), None, 9).await.0, ["Mécanique_du_Giffre"], "a sign of LIKE is a sign");
    assert_eq!(ids(Some("%"), None, 9).await.0, ["Zoé 100 %"]);
}
