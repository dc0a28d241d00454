//! Every route's real answers against the OpenAPI document that the service gives, and the order of events.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::http::{Answer, Form, get, post_form, send};
use crate::schema::breaches;
use crate::server::{Server, sample_form, sample_pdf};

/// Holds an answer against what the document says of this path, method and status.
fn hold(document: &Value, path: &str, method: &str, answer: &Answer) {
    let operation = &document["paths"][path][method];
    assert!(operation.is_object(), "{method} {path} is not in the document");
    let said = &operation["responses"][answer.status.to_string()];
    assert!(said.is_object(), "{method} {path} answered {}, which the document does not tell", answer.status);
    let Some(content) = said.get("content").and_then(Value::as_object) else {
        assert!(answer.body.is_empty(), "{method} {path}: a body that the document does not tell");
        return;
    };
    let kind = answer.header("content-type").unwrap().split(';').next().unwrap();
    let entry = content.get(kind).unwrap_or_else(|| panic!("{method} {path} answered {kind}, the document says {:?}", content.keys()));
    if kind.ends_with("json") {
        let found = breaches(document, &entry["schema"], &answer.json());
        assert!(found.is_empty(), "{method} {path}: {found:#?}");
    }
}

#[test]
fn every_route_answers_as_its_document_says() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let document = server.get("/api/openapi.json");
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    let mut held = BTreeSet::new();
    let mut check = |path: &'static str, method: &'static str, answer: Answer, status: u16| {
        assert_eq!(answer.status, status, "{method} {path}: {}", String::from_utf8_lossy(&answer.body));
        hold(&document, path, method, &answer);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(answer.header("content-security-policy").is_some() && answer.header("x-request-id").is_some(), "{path}");
        held.insert((path, method));
        answer
    };
    let form = sample_form().text("quantities", "10,50").text("customer", "Client & Fils").text("requested_date", "2026-12-24");
    let created = check("/api/rfqs", "post", post_form(server.address, &form.end()), 202);
    let rfq = created.json()["id"].as_i64().unwrap();
    assert_eq!(created.header("location"), Some(format!("/api/rfqs/{rfq}").as_str()));
    let states = server.follow(rfq);
    for state in &states {
        let schema = &document["paths"]["/api/rfqs/{id}/events"]["get"]["responses"]["200"]["content"]["text/event-stream"]["schema"];
        assert_eq!(breaches(&document, schema, state), Vec::<String>::new());
    }
    check("/api/rfqs/{id}/events", "get", get(server.address, "/api/rfqs/99/events"), 404);
    let done = check("/api/rfqs/{id}", "get", get(server.address, &format!("/api/rfqs/{rfq}")), 200).json();
    assert_eq!(Some(&done), states.last());
    assert_eq!(
        (&done["status"], &done["quantities"], &done["quantities_source"]),
        (&"done".into(), &serde_json::json!([10, 50]), &"form".into())
    );
    assert_eq!((&done["customer"], &done["requested_date"]), (&"Client & Fils".into(), &"2026-12-24".into()));
    assert!(done["files"].as_array().unwrap().iter().all(|file| file["line"].is_u64() && file["sha256"].as_str().unwrap().len() == 64));
    check("/api/rfqs/{id}", "get", get(server.address, "/api/rfqs/99"), 404);
    check("/api/rfqs/{id}", "get", get(server.address, "/api/rfqs/nonsense"), 400);
    check("/api/rfqs", "get", get(server.address, "/api/rfqs?limit=1"), 200);
    check("/api/rfqs", "get", get(server.address, "/api/rfqs?limit=0"), 400);

    let pdf = done["files"].as_array().unwrap().iter().find(|file| file["kind"] == "pdf").unwrap()["position"].as_i64().unwrap();
    let step = done["files"].as_array().unwrap().iter().find(|file| file["kind"] == "step").unwrap()["position"].as_i64().unwrap();
    let analysis_path = "/api/rfqs/{id}/files/{position}/analysis";
    for position in [pdf, step] {
        let analysis = check(analysis_path, "get", get(server.address, &format!("/api/rfqs/{rfq}/files/{position}/analysis")), 200);
        assert_eq!(analysis.json()["file"], done["files"][usize::try_from(position).unwrap()]["name"]);
    }
    check(analysis_path, "get", get(server.address, &format!("/api/rfqs/{rfq}/files/77/analysis")), 404);

    let page_path = "/api/rfqs/{id}/files/{position}/pages/{page}";
    let page = |file: i64, page: &str| format!("/api/rfqs/{rfq}/files/{file}/pages/{page}");
    let drawn = check(page_path, "get", get(server.address, &page(pdf, "1.png?width=400")), 200);
    assert!(drawn.body.starts_with(b"\x89PNG"));
    assert_eq!(u32::from_be_bytes(drawn.body[16..20].try_into().unwrap()), 400, "the width asked for");
    let again = get(server.address, &page(pdf, "1.png?width=400"));
    assert_eq!(again.body, drawn.body);
    let tag = drawn.header("etag").unwrap();
    check(page_path, "get", send(server.address, "GET", &page(pdf, "1.png?width=400"), &[("if-none-match", tag)], &[]), 304);
    for (address, status) in [
        (page(pdf, "9.png"), 404),
        (page(step, "1.png"), 404),
        (page(pdf, "0.png"), 400),
        (page(pdf, "1.jpg"), 400),
        (page(pdf, "1.png?width=1000000"), 400),
    ] {
        check(page_path, "get", get(server.address, &address), status);
    }

    let model_path = "/api/rfqs/{id}/files/{position}/model.glb";
    let model = |file: i64| format!("/api/rfqs/{rfq}/files/{file}/model.glb");
    let drawn = check(model_path, "get", get(server.address, &model(step)), 200);
    assert!(drawn.body.starts_with(b"glTF") && drawn.body.len() > 1000);
    assert_eq!(get(server.address, &model(step)).body, drawn.body);
    let tag = drawn.header("etag").unwrap();
    check(model_path, "get", send(server.address, "GET", &model(step), &[("if-none-match", tag)], &[]), 304);
    check(model_path, "get", get(server.address, &model(pdf)), 404);

    // A correction that confirms what is read teaches the format; the file is then read by it.
    let block_path = "/api/rfqs/{id}/files/{position}/title-block";
    let correct = |file: i64, body: &Value| {
        let path = format!("/api/rfqs/{rfq}/files/{file}/title-block");
        send(server.address, "POST", &path, &[("content-type", "application/json")], body.to_string().as_bytes())
    };
    let read = server.get(&format!("/api/rfqs/{rfq}/files/{pdf}/analysis"))["title_block"].clone();
    let said =
        serde_json::json!({ "fields": { "material": { "value": read["material"]["value"] }, "owner": { "value": "nobody at all" } } });
    let corrected = check(block_path, "post", correct(pdf, &said), 200).json();
    assert_eq!((&corrected["layout"].is_string(), &corrected["unplaced"]), (&true, &serde_json::json!(["owner"])));
    let now = server.get(&format!("/api/rfqs/{rfq}/files/{pdf}/analysis"));
    assert_eq!(now, corrected["analysis"], "the new reading is the one that is kept");
    assert!(now["diagnostics"].as_array().unwrap().iter().any(|remark| remark["code"] == "DRW-103"), "{}", now["diagnostics"]);
    assert_eq!(now["title_block"]["material"]["value"], read["material"]["value"]);
    for (file, body, status) in [
        (pdf, serde_json::json!({ "fields": { "colour": null } }), 400),
        (pdf, serde_json::json!({ "fields": { "material": { "value": " " } } }), 400),
        (pdf, serde_json::json!([1]), 400),
        (77, serde_json::json!({ "fields": {} }), 404),
    ] {
        check(block_path, "post", correct(file, &body), status);
    }

    let number = done["quote"].as_str().unwrap();
    let listed = check("/api/quotes", "get", get(server.address, "/api/quotes"), 200).json();
    assert_eq!(
        (&listed["items"][0]["number"], &listed["items"][0]["rfq"], &listed["next_before"]),
        (&number.into(), &rfq.into(), &Value::Null)
    );
    let quote = check("/api/quotes/{number}", "get", get(server.address, &format!("/api/quotes/{number}")), 200).json();
    assert_eq!(
        (&quote["rfq"], quote["lines"].as_array().unwrap().len(), quote["scenarios"].as_array().unwrap().len()),
        (&rfq.into(), 6, 6)
    );
    check("/api/quotes/{number}", "get", get(server.address, "/api/quotes/none"), 404);
    let printed = check("/api/quotes/{number}/pdf", "get", get(server.address, &format!("/api/quotes/{number}/pdf")), 200);
    assert!(printed.body.starts_with(b"%PDF-"));
    check("/api/quotes/{number}/pdf", "get", get(server.address, "/api/quotes/none/pdf"), 404);
    let of_pdf = |key: &str| done["files"].as_array().unwrap().iter().find(|file| file["position"] == pdf).unwrap()[key].clone();
    let step_file = format!("{rfq}/{step}");
    let same = format!("/api/compare?old={rfq}/{pdf}&new={}", of_pdf("sha256").as_str().unwrap());
    let same = check("/api/compare", "get", get(server.address, &same), 200).json();
    assert_eq!((&same["same"], &same["changes"]), (&true.into(), &serde_json::json!([])));
    let other =
        done["files"].as_array().unwrap().iter().rfind(|file| file["kind"] == "step" && file["position"] != step).unwrap()["position"]
            .clone();
    let differ = check("/api/compare", "get", get(server.address, &format!("/api/compare?old={step_file}&new={rfq}/{other}")), 200).json();
    assert!(differ["changes"].as_array().unwrap().iter().any(|change| change["subject"] == "envelope"), "{differ}");
    for (address, status) in [
        (format!("/api/compare?old={step_file}&new={rfq}/{pdf}"), 422),
        (format!("/api/compare?old={step_file}&new={}", "0".repeat(64)), 404),
        (format!("/api/compare?old={step_file}&new={rfq}/99"), 404),
        (format!("/api/compare?old={step_file}&new=nonsense"), 400),
    ] {
        check("/api/compare", "get", get(server.address, &address), status);
    }
    let similar = |number: &str, line: u32| format!("/api/parts/similar?quote={number}&line={line}&top=3");
    let first = check("/api/parts/similar", "get", get(server.address, &similar(number, 1)), 200).json();
    assert_eq!(first["parts"][0]["similar"], serde_json::json!([]), "nothing was quoted before");
    check("/api/parts/similar", "get", get(server.address, &similar("none", 1)), 404);
    check("/api/parts/similar", "get", get(server.address, &similar(number, 99)), 404);
    check("/api/parts/similar", "get", get(server.address, &format!("/api/parts/similar?quote={number}&line=1&top=0")), 400);
    // The same files asked again for another quantity: every line is a repeat of the first quote's.
    let again = post_form(server.address, &sample_form().text("quantities", "25").end()).json()["id"].as_i64().unwrap();
    let second = server.follow(again).last().unwrap()["quote"].as_str().unwrap().to_owned();
    let found = check("/api/parts/similar", "get", get(server.address, &similar(&second, 1)), 200).json();
    let nearest = &found["parts"][0]["similar"][0];
    assert_eq!((&nearest["repeat"], &nearest["quote"], &nearest["line"]), (&true.into(), &number.into(), &1.into()), "{found}");
    assert!(!nearest["operations"].as_array().unwrap().is_empty() && !nearest["prices"].as_array().unwrap().is_empty(), "{nearest}");
    let shown = check("/api/quotes/{number}", "get", get(server.address, &format!("/api/quotes/{second}")), 200).json();
    for line in shown["lines"].as_array().unwrap() {
        assert_eq!((&line["similar"][0]["repeat"], &line["similar"][0]["line"]), (&true.into(), &line["line"]), "{}", line["similar"]);
    }

    // Accounts, keys, the trail.
    let json = |method: &str, path: &str, body: Value| {
        send(server.address, method, path, &[("content-type", "application/json"), ("if-match", "*")], body.to_string().as_bytes())
    };
    check("/api/setup", "get", get(server.address, "/api/setup"), 200);
    let first = serde_json::json!({ "login": "me", "name": "Me", "password": "long enough for all" });
    check("/api/setup", "post", json("POST", "/api/setup", first), 409);
    let log_in = |password: &str| json("POST", "/api/session", serde_json::json!({ "login": "tester", "password": password }));
    check("/api/session", "post", log_in("wrong"), 401);
    check("/api/session", "post", log_in(crate::server::PASSWORD), 200);
    check("/api/session", "get", get(server.address, "/api/session"), 200);
    check("/api/session", "get", send(server.address, "GET", "/api/session", &[("x-nobody", "1")], &[]), 401);
    check("/api/session", "delete", send(server.address, "DELETE", "/api/session", &[], &[]), 204);
    let short = serde_json::json!({ "old": crate::server::PASSWORD, "new": "short" });
    check("/api/session/password", "put", json("PUT", "/api/session/password", short), 400);
    let marie = serde_json::json!({ "login": "marie", "name": "Marie", "role": "estimator", "password": "long enough for all" });
    let account = check("/api/accounts", "post", json("POST", "/api/accounts", marie.clone()), 201).json()["id"].clone();
    check("/api/accounts", "post", json("POST", "/api/accounts", marie), 409);
    check("/api/accounts", "get", get(server.address, "/api/accounts?limit=1"), 200);
    check("/api/accounts/{id}", "get", get(server.address, &format!("/api/accounts/{account}")), 200);
    check("/api/accounts/{id}", "get", get(server.address, "/api/accounts/9999"), 404);
    let change = serde_json::json!({ "login": "marie", "name": "M.", "role": "quality", "clearances": [], "active": true });
    check("/api/accounts/{id}", "put", json("PUT", &format!("/api/accounts/{account}"), change), 200);
    let password = serde_json::json!({ "password": "another long password" });
    check("/api/accounts/{id}/password", "put", json("PUT", &format!("/api/accounts/{account}/password"), password), 204);
    let key = serde_json::json!({ "name": "k", "account": account, "scopes": ["quotes:read"], "ends_at": "2099-01-01T00:00:00Z" });
    let key = check("/api/keys", "post", json("POST", "/api/keys", key), 201).json()["about"]["id"].clone();
    check("/api/keys", "post", json("POST", "/api/keys", serde_json::json!({ "name": "k", "scopes": ["all"] })), 400);
    check("/api/keys", "get", get(server.address, "/api/keys"), 200);
    check("/api/keys/{id}", "delete", send(server.address, "DELETE", &format!("/api/keys/{key}"), &[], &[]), 204);
    // What the shop has: the same operations for every noun.
    for (list, one) in [
        ("/api/work-centres", "/api/work-centres/{id}"),
        ("/api/machines", "/api/machines/{id}"),
        ("/api/materials", "/api/materials/{id}"),
        ("/api/treatments", "/api/treatments/{id}"),
        ("/api/stock", "/api/stock/{id}"),
        ("/api/tools", "/api/tools/{id}"),
        ("/api/customers", "/api/customers/{id}"),
    ] {
        let tool = serde_json::json!({ "id": "spare", "name": "Spare", "kind": "drill" });
        let customer = serde_json::json!({ "id": "spare", "name": "Spare" });
        // A thing like the first one of the list, under another name.
        let listed = check(list, "get", get(server.address, &format!("{list}?limit=2")), 200).json();
        let mut new = match list {
            "/api/tools" => tool,
            "/api/customers" => customer,
            _ => listed["items"][0]["data"].clone(),
        };
        new["id"] = "spare".into();
        check(list, "post", json("POST", list, new.clone()), 201);
        check(list, "post", json("POST", list, new.clone()), 409);
        check(list, "post", json("POST", list, serde_json::json!({ "id": "odd", "colour": "red" })), 422);
        let path = format!("{list}/spare");
        check(one, "get", get(server.address, &path), 200);
        check(one, "get", get(server.address, &format!("{list}/none")), 404);
        check(one, "put", json("PUT", &path, new), 200);
        check(one, "delete", json("DELETE", &path, Value::Null), 204);
        check(one, "delete", json("DELETE", &path, Value::Null), 404);
    }
    for (path, history) in [
        ("/api/company", "/api/company/history"),
        ("/api/calendar", "/api/calendar/history"),
        ("/api/rates", "/api/rates/history"),
        ("/api/trades", "/api/trades/history"),
        ("/api/scenario-settings", "/api/scenario-settings/history"),
    ] {
        let now = check(path, "get", get(server.address, path), 200).json();
        check(path, "put", json("PUT", path, now["data"].clone()), 200);
        check(path, "put", json("PUT", path, serde_json::json!({})), 422);
        let states = check(history, "get", get(server.address, history), 200).json();
        assert_eq!(states["items"].as_array().unwrap().len(), 1, "{history}");
    }
    // The service of the tests is started with the demonstration's own file.
    check("/api/demo", "post", json("POST", "/api/demo", serde_json::json!({})), 204);
    check("/api/demo", "delete", json("DELETE", "/api/demo", Value::Null), 204);
    assert!(!server.get("/api/machines")["items"].as_array().unwrap().is_empty(), "the service's own file is taken over again");
    let open = serde_json::json!({ "marks": [] });
    check("/api/rfqs/{id}/restrictions", "put", json("PUT", &format!("/api/rfqs/{rfq}/restrictions"), open.clone()), 204);
    check("/api/rfqs/{id}/restrictions", "put", json("PUT", "/api/rfqs/9999/restrictions", open), 404);
    check("/api/audit", "get", get(server.address, "/api/audit?limit=20"), 200);
    check("/api/audit", "get", get(server.address, "/api/audit?limit=0"), 400);

    check("/api/shop", "get", get(server.address, "/api/shop"), 200);
    check("/health", "get", get(server.address, "/health"), 200);

    let told: BTreeSet<(&str, &str)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |method| (path.as_str(), method.as_str())))
        .collect();
    assert_eq!(held, told, "every route of the document is held here");
}

#[test]
fn states_only_go_forward_and_a_late_listener_gets_the_whole_state() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let rfq = server.send(sample_form());
    let states = server.follow(rfq);
    let rank = |state: &Value, words: &[&str]| words.iter().position(|word| state == word).unwrap_or_else(|| panic!("{state} is no state"));
    let ranks: Vec<usize> = states.iter().map(|state| rank(&state["status"], &["queued", "reading", "pricing", "done"])).collect();
    assert!(ranks.is_sorted() && ranks.last() == Some(&3), "{ranks:?}");
    for index in 0..states[0]["files"].as_array().unwrap().len() {
        let file: Vec<usize> = states.iter().map(|state| rank(&state["files"][index]["status"], &["waiting", "reading", "read"])).collect();
        assert!(file.is_sorted(), "file {index}: {file:?}");
    }
    assert_eq!(server.follow(rfq), [states.last().unwrap().clone()]);
}

#[test]
fn an_address_that_is_not_there_is_a_problem_in_the_language_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let rfq = server.finish(server.send(Form::new().file("plan.pdf", &sample_pdf())))["id"].clone();
    for (method, path, status, code) in [
        ("GET", "/api/none", 404, "API-001"),
        ("GET", "/api", 404, "API-001"),
        ("DELETE", &format!("/api/rfqs/{rfq}"), 405, "API-002"),
        ("GET", "/api/rfqs/12345", 404, "API-003"),
        ("GET", "/api/rfqs?before=x", 400, "API-010"),
    ] {
        let answer = send(server.address, method, path, &[("x-request-id", "mine-1")], &[]);
        let problem = answer.json();
        assert_eq!(
            (answer.status, problem["code"].as_str(), problem["request_id"].as_str()),
            (status, Some(code), Some("mine-1")),
            "{path}"
        );
        assert_eq!(problem["status"], status);
    }
    let detail = |language: &str| {
        send(server.address, "GET", "/api/rfqs/12345", &[("accept-language", language)], &[]).json()["detail"].as_str().unwrap().to_owned()
    };
    assert_eq!((detail("fr").as_str(), detail("en").as_str()), ("il n'y a pas de demande 12345", "there is no RFQ 12345"));
    let viewer = get(server.address, "/api/docs/");
    assert!(viewer.status == 200 && String::from_utf8_lossy(&viewer.body).contains("swagger"), "{}", viewer.status);
    assert_eq!(get(server.address, "/").status, 200);
}

#[test]
fn an_email_gives_the_quantities_and_the_day_that_the_form_left_open() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let mut mail = "From: a@client.example\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=part\r\n\r\n--part\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nMerci de chiffrer 5 et 20 pièces.\r\nLivraison souhaitée le 24/12/2026.\r\n--part\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"plan.pdf\"\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        .as_bytes()
        .to_vec();
    mail.extend(sample_pdf());
    mail.extend(b"\r\n--part--\r\n");
    for (form, quantities, source, day) in [
        (Form::new(), serde_json::json!([5, 20]), "email", "2026-12-24"),
        (Form::new().text("quantities", "3").text("requested_date", "2027-01-15"), serde_json::json!([3]), "form", "2027-01-15"),
    ] {
        let rfq = server.finish(server.send(form.file("rfq.eml", &mail)));
        assert_eq!(
            (&rfq["status"], &rfq["quantities"], &rfq["quantities_source"], &rfq["requested_date"]),
            (&"done".into(), &quantities, &source.into(), &day.into())
        );
        let names: Vec<&str> = rfq["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["rfq.eml", "rfq.eml!/plan.pdf"]);
    }
}

#[test]
fn an_rfq_without_a_drawing_fails_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let empty = zip::ZipWriter::new(std::io::Cursor::new(Vec::new())).finish().unwrap().into_inner();
    let rfq = server.finish(server.send(Form::new().file("lot.zip", &empty)));
    let by_hand = server.get("/api/quotes")["items"].as_array().unwrap().len();
    // Whether an unreadable archive is a line to enter by hand is the quoting half's matter; the RFQ ends either way, and says how.
    assert_eq!(rfq["status"] == "failed", by_hand == 0, "{rfq}");
    assert_eq!(rfq["problem"].is_null(), by_hand == 1, "{rfq}");
}
