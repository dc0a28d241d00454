//! Accounts, sessions, keys, and the trail beside every change.

use trusquin_store::{AccountData, AccountRow, Actor, AuditFilter, Changed, FirstAnswer, NewKey, Repeat, acting_as};

use crate::arrival::rfq;
use crate::bench::Bench;

const NOON: &str = "2026-11-28T12:00:00Z";
const EVENING: &str = "2026-11-28T20:00:00Z";

pub fn data(login: &str, role: &str) -> AccountData {
    AccountData { login: login.to_owned(), name: login.to_owned(), role: role.to_owned(), clearances: Vec::new(), active: true }
}

async fn add(bench: &Bench, login: &str, role: &str) -> AccountRow {
    bench.store.add_account(&data(login, role), "hash", false).await.unwrap().unwrap()
}

pub async fn one_of_many_is_the_first(bench: Bench) {
    assert!(!bench.store.has_accounts().await.unwrap());
    let other = bench.another().await;
    let attempts = (0..8).map(|turn| {
        let store = if turn % 2 == 0 { bench.store.clone() } else { other.clone() };
        tokio::spawn(async move { store.add_account(&data(&format!("a{turn}"), "admin"), "hash", true).await.unwrap().is_some() })
    });
    let mut first = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        first += u32::from(attempt.await.unwrap());
    }
    assert_eq!((first, bench.raw.number("SELECT count(*) FROM account").await), (1, 1));
}

pub async fn two_admins_who_demote_each_other_leave_one(bench: Bench) {
    let (a, b) = (add(&bench, "a", "admin").await, add(&bench, "b", "admin").await);
    let other = bench.another().await;
    let (demoted_a, demoted_b) = (data("a", "quality"), data("b", "quality"));
    let (first, second) = tokio::join!(bench.store.change_account(a.id, None, &demoted_a), other.change_account(b.id, None, &demoted_b));
    let ends = [first.unwrap(), second.unwrap()];
    assert_eq!(ends.iter().filter(|end| matches!(end, Changed::Done(_))).count(), 1, "{ends:?}");
    assert_eq!(ends.iter().filter(|end| matches!(end, Changed::LastAdmin)).count(), 1, "{ends:?}");
}

pub async fn a_change_names_the_version_it_starts_from(bench: Bench) {
    add(&bench, "root", "admin").await;
    let account = add(&bench, "marie", "estimator").await;
    let Changed::Done(changed) = bench.store.change_account(account.id, Some(1), &data("marie", "methods")).await.unwrap() else {
        panic!()
    };
    assert_eq!((changed.version, changed.role.as_str()), (2, "methods"));
    let ends = [
        bench.store.change_account(account.id, Some(1), &data("marie", "quality")).await.unwrap(),
        bench.store.change_account(account.id, Some(2), &data("root", "quality")).await.unwrap(),
        bench.store.change_account(99, None, &data("x", "quality")).await.unwrap(),
    ];
    assert_eq!(ends, [Changed::Stale, Changed::Taken, Changed::Missing]);
    assert!(bench.store.add_account(&data("marie", "admin"), "hash", false).await.unwrap().is_none());
}

pub async fn sessions_and_keys_end(bench: Bench) {
    let (admin, account) = (add(&bench, "root", "admin").await, add(&bench, "marie", "estimator").await);
    let store = &bench.store;
    store.open_session(account.id, "one", "2099-01-01T00:00:00Z").await.unwrap();
    store.open_session(account.id, "two", "2099-01-01T00:00:00Z").await.unwrap();
    let is_open = async |hash: &str, moment: &str, idle: &str| store.session(hash, moment, idle).await.unwrap().is_some();
    assert!(is_open("one", NOON, "2000-01-01T00:00:00Z").await);
    assert!(!is_open("one", NOON, "2098-01-01T00:00:00Z").await, "nobody used it since");
    assert!(!is_open("one", "2100-01-01T00:00:00Z", "2000-01-01T00:00:00Z").await, "it is over");
    assert!(!is_open("three", NOON, "2000-01-01T00:00:00Z").await);
    store.change_password(account.id, "another", Some("two")).await.unwrap();
    assert!(!is_open("one", NOON, "2000-01-01T00:00:00Z").await && is_open("two", NOON, "2000-01-01T00:00:00Z").await);
    let scopes = ["quotes:read".to_owned()];
    let new =
        |key_hash: &'static str, ends_at| NewKey { account_id: account.id, name: "k", key_hash, hint: "tqk_", scopes: &scopes, ends_at };
    let key = store.add_key(&new("k1", None)).await.unwrap();
    store.add_key(&new("k2", Some(NOON))).await.unwrap();
    let works = async |hash: &str, moment: &str| store.key(hash, moment).await.unwrap().is_some();
    assert!(works("k1", EVENING).await && !works("k2", EVENING).await && !works("k3", EVENING).await);
    assert_eq!(store.keys(10, None).await.unwrap()[0].used_at.as_deref(), Some("2026-11-28"));
    // A closed account has neither.
    let closed = AccountData { active: false, ..data("marie", "estimator") };
    assert!(matches!(store.change_account(account.id, None, &closed).await.unwrap(), Changed::Done(_)));
    assert!(!works("k1", EVENING).await && !is_open("two", NOON, "2000-01-01T00:00:00Z").await);
    assert!(store.revoke_key(key.id).await.unwrap() && store.revoke_key(key.id).await.unwrap() && !store.revoke_key(99).await.unwrap());
    assert_eq!(admin.version, 1);
}

pub async fn every_change_is_in_the_trail_with_who_made_it(bench: Bench) {
    let actor = Actor { account: Some(7), name: "Marie".to_owned(), request: "r-1".to_owned() };
    let id = acting_as(actor, bench.store.receive_rfq(&rfq(&["a.pdf"]))).await.unwrap();
    bench.store.add_restrictions(id, &["itar".to_owned()]).await.unwrap();
    bench.store.add_restrictions(id, &["itar".to_owned()]).await.unwrap();
    assert_eq!(bench.store.rfq(id).await.unwrap().unwrap().restrictions, ["itar"]);
    assert!(bench.store.restrict_rfq(id, &[]).await.unwrap() && !bench.store.restrict_rfq(99, &[]).await.unwrap());
    let filter = AuditFilter { noun: Some("rfq".to_owned()), record: Some(id.to_string()), ..AuditFilter::default() };
    let trail = bench.store.audit(&filter, 10).await.unwrap();
    let told: Vec<(&str, &str, Option<&str>)> =
        trail.iter().map(|row| (row.action.as_str(), row.actor.as_str(), row.old_value.as_deref())).collect();
    assert_eq!(told, [("restrict", "service", Some("[\"itar\"]")), ("restrict", "service", Some("[]")), ("create", "Marie", None)]);
    assert_eq!((trail[2].account_id, trail[2].request.as_str()), (Some(7), "r-1"));
    let older = AuditFilter { before: Some(trail[1].id), ..filter };
    assert_eq!(bench.store.audit(&older, 10).await.unwrap().len(), 1);
    assert!(bench.store.audit(&AuditFilter { account: Some(8), ..AuditFilter::default() }, 10).await.unwrap().is_empty());
}

pub async fn a_request_with_a_key_is_answered_once(bench: Bench) {
    let store = &bench.store;
    let begin = async |key: &str, request: &str, now: &str, given_up: &str, forgotten: &str| {
        store.begin_once(1, key, request, now, given_up, forgotten).await.unwrap()
    };
    let long_ago = "2000-01-01T00:00:00Z";
    assert_eq!(begin("k", "r", NOON, long_ago, long_ago).await, Repeat::First);
    assert_eq!(begin("k", "r", NOON, long_ago, long_ago).await, Repeat::Busy);
    assert_eq!(begin("k", "other", NOON, long_ago, long_ago).await, Repeat::Other);
    let answer = FirstAnswer { status: 201, headers: vec![("etag".to_owned(), "\"v1\"".to_owned())], body: b"{}\0".to_vec() };
    store.finish_once(1, "k", &answer).await.unwrap();
    assert_eq!(begin("k", "r", NOON, NOON, long_ago).await, Repeat::Again(answer));
    assert_eq!(begin("k", "r", EVENING, EVENING, EVENING).await, Repeat::First, "forgotten after its time");
    assert_eq!(begin("k", "r", EVENING, "2099-01-01T00:00:00Z", long_ago).await, Repeat::First, "begun and never answered: again");
    store.forget_once(1, "k").await.unwrap();
    assert_eq!(begin("k", "r", EVENING, long_ago, long_ago).await, Repeat::First);
}
