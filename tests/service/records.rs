//! What the shop has, edited through the API; requests sent twice; RFQs that not everybody may read.

use serde_json::{Value, json};

use crate::http::{Answer, Form, get, send};
use crate::server::{Server, sample_form, sample_pdf};

fn ask(server: &Server, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
    let mut all = headers.to_vec();
    all.push(("content-type", "application/json"));
    send(server.address, method, path, &all, body.to_string().as_bytes())
}

fn code(answer: &Answer) -> String {
    answer.json()["code"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn an_edited_rate_prices_the_next_quote_and_leaves_the_last_one() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let total = |rfq: &Value| {
        let quote = server.get(&format!("/api/quotes/{}", rfq["quote"].as_str().unwrap()));
        quote["scenarios"][1]["total"].as_str().unwrap().parse::<f64>().unwrap()
    };
    let first = server.finish(server.send(sample_form()));
    let before = total(&first);
    let rates = get(server.address, "/api/rates");
    let mut dearer = rates.json()["data"].clone();
    dearer["overhead_percent"] = json!("40");
    let tag = rates.header("etag").unwrap();
    let changed = ask(&server, "PUT", "/api/rates", &[("if-match", tag)], &dearer);
    assert_eq!((changed.status, changed.json()["version"].as_i64()), (200, Some(2)), "{}", String::from_utf8_lossy(&changed.body));
    assert_eq!(code(&ask(&server, "PUT", "/api/rates", &[("if-match", tag)], &dearer)), "API-044");
    let second = server.finish(server.send(sample_form()));
    assert!(total(&second) > before, "{} is not more than {before}", total(&second));
    assert_eq!(total(&first), before, "a quote keeps the rates it was priced with");
    let history = server.get("/api/rates/history");
    assert_eq!((&history["items"][0]["data"]["overhead_percent"], &history["items"][0]["actor"]), (&json!("40"), &json!("tester (tests)")));
    // The same file again at the next start leaves what was edited.
    server.kill();
    let server = Server::start(folder.path());
    assert_eq!(server.get("/api/rates")["data"]["overhead_percent"], "40");
}

#[test]
fn what_would_break_the_shop_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let machines = server.get("/api/machines?limit=200");
    let machine = &machines["items"][0];
    let path = format!("/api/machines/{}", machine["id"].as_str().unwrap());
    let mut lost = machine["data"].clone();
    lost["work_centre"] = "nowhere".into();
    let refused = ask(&server, "PUT", &path, &[("if-match", "*")], &lost);
    assert_eq!((refused.status, code(&refused).as_str()), (422, "API-033"));
    assert!(refused.json()["detail"].as_str().unwrap().contains("nowhere"), "{}", refused.json());
    assert_eq!(server.get(&path), *machine, "nothing was changed");
    let tool = json!({ "id": "T12", "name": "Foret Ø8,5", "kind": "drill", "diameter_mm": 8.5, "count": 3, "price": "18.40" });
    let made = ask(&server, "POST", "/api/tools", &[], &tool);
    assert_eq!((made.status, made.header("location"), made.header("etag")), (201, Some("/api/tools/T12"), Some("\"v1\"")));
    assert_eq!(code(&ask(&server, "POST", "/api/tools", &[], &tool)), "API-047");
    assert_eq!(code(&ask(&server, "POST", "/api/tools", &[], &json!({ "id": "T13", "name": "x", "kind": "tap", "colour": 1 }))), "API-033");
    assert_eq!(code(&ask(&server, "POST", "/api/tools", &[], &json!({ "id": "a/b", "name": "x", "kind": "tap" }))), "API-010");
    assert_eq!(server.get("/api/tools?words=foret")["items"].as_array().unwrap().len(), 1);
    assert_eq!(ask(&server, "DELETE", "/api/tools/T12", &[("if-match", "\"v1\"")], &Value::Null).status, 204);
    assert_eq!(get(server.address, "/api/tools/T12").status, 404);
    // A page of the list goes on where the one before stopped.
    let mut seen = Vec::new();
    let mut next = json!(0);
    while !next.is_null() {
        let page = server.get(&format!("/api/materials?limit=3&after={next}"));
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        next = page["next_after"].clone();
    }
    let all = server.get("/api/materials?limit=200");
    assert_eq!(seen, all["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect::<Vec<_>>());
}

#[test]
fn a_request_sent_twice_is_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let customer = json!({ "id": "giffre", "name": "Mécanique du Giffre", "siren": "123456789" });
    let key = [("idempotency-key", "2026-11-28-1")];
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(|| ask(&server, "POST", "/api/customers", &key, &customer))).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for answer in &answers {
        assert!(answer.status == 201 || code(answer) == "API-035", "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    }
    let again = ask(&server, "POST", "/api/customers", &key, &customer);
    assert_eq!((again.status, again.header("location")), (201, Some("/api/customers/giffre")));
    assert_eq!(server.get("/api/customers")["items"].as_array().unwrap().len(), 1);
    assert_eq!(code(&ask(&server, "POST", "/api/customers", &key, &json!({ "id": "other", "name": "Other" }))), "API-034");
    // Files sent twice under one key are one RFQ.
    let form = Form::new().file("plan.pdf", &sample_pdf()).end();
    let kind = format!("multipart/form-data; boundary={}", crate::http::BOUNDARY);
    let upload = || {
        send(server.address, "POST", "/api/rfqs", &[("content-type", &kind), ("idempotency-key", "upload-1")], &form).json()["id"].clone()
    };
    assert_eq!(upload(), upload());
    assert_eq!(server.get("/api/rfqs")["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_restricted_rfq_is_for_those_who_are_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    // The name of a file is enough of a mark: the drawing need not be read for it.
    let open = server.finish(server.send(Form::new().file("plan.pdf", &sample_pdf())));
    assert_eq!(open["restrictions"], json!([]));
    let id = server.send(Form::new().file("bracket - ITAR controlled.pdf", &sample_pdf()));
    let key = |login: &str, clearances: &Value| {
        let new = json!({ "login": login, "name": login, "role": "admin", "password": "long enough for all", "clearances": clearances });
        let account = ask(&server, "POST", "/api/accounts", &[], &new).json()["id"].clone();
        let made = ask(&server, "POST", "/api/keys", &[], &json!({ "name": login, "account": account, "scopes": ["*:write"] })).json();
        format!("Bearer {}", made["key"].as_str().unwrap())
    };
    let (cleared, other) = (key("cleared", &json!(["itar"])), key("other", &json!(["ear", "special_france"])));
    let state = |who: &str| send(server.address, "GET", &format!("/api/rfqs/{id}"), &[("authorization", who)], &[]);
    let end = std::time::Instant::now() + std::time::Duration::from_secs(120);
    let done = loop {
        let answer = state(&cleared);
        if answer.status == 200 && answer.json()["status"] == "done" {
            break answer.json();
        }
        assert!(std::time::Instant::now() < end, "{}", answer.status);
        std::thread::sleep(std::time::Duration::from_millis(100));
    };
    assert_eq!(done["restrictions"], json!(["itar"]));
    let number = done["quote"].as_str().unwrap();
    let sha256 = done["files"][0]["sha256"].as_str().unwrap();
    for path in [
        format!("/api/rfqs/{id}"),
        format!("/api/rfqs/{id}/events"),
        format!("/api/rfqs/{id}/files/0/analysis"),
        format!("/api/rfqs/{id}/files/0/pages/1.png"),
        format!("/api/quotes/{number}"),
        format!("/api/quotes/{number}/pdf"),
        format!("/api/parts/similar?quote={number}&line=1"),
        format!("/api/compare?old={id}/0&new={id}/0"),
        format!("/api/compare?old={sha256}&new={sha256}"),
    ] {
        let refused = send(server.address, "GET", &path, &[("authorization", &other)], &[]);
        assert_eq!((refused.status, code(&refused).as_str()), (403, "API-036"), "{path}");
        let shown = send(server.address, "GET", &path, &[("authorization", &cleared)], &[]);
        assert!(shown.status == 200 || path.contains("compare"), "{path}: {}", shown.status);
    }
    let listed =
        |who: &str, path: &str| send(server.address, "GET", path, &[("authorization", who)], &[]).json()["items"].as_array().unwrap().len();
    for path in ["/api/rfqs", "/api/quotes"] {
        assert_eq!((listed(&cleared, path), listed(&other, path)), (2, 1), "{path}");
    }
    let trail = server.get(&format!("/api/audit?noun=rfq&record={id}&limit=200"));
    let did = |action: &str, who: &str| {
        trail["items"].as_array().unwrap().iter().any(|line| line["action"] == action && line["actor"].as_str().unwrap().starts_with(who))
    };
    assert!(did("read", "cleared") && did("refuse", "other") && did("restrict", "service") && !did("read", "other"), "{trail}");
    // Who is not cleared can neither lift nor set the mark.
    let path = format!("/api/rfqs/{id}/restrictions");
    let lift = json!({ "marks": [] });
    assert_eq!(code(&ask(&server, "PUT", &path, &[("authorization", &other)], &lift)), "API-036");
    assert_eq!(code(&ask(&server, "PUT", &path, &[("authorization", &cleared)], &json!({ "marks": ["ear"] }))), "API-036");
    assert_eq!(ask(&server, "PUT", &path, &[("authorization", &cleared)], &lift).status, 204);
    assert_eq!(state(&other).status, 200);
}
