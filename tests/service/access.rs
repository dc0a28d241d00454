//! Who may do what: the first account, sessions, keys, and every operation of the document against the table of rights for every role.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::http::{Answer, get, send};
use crate::server::{PASSWORD, Server};

const RIGHTS: &str = include_str!("../../api/server/src/access/rights.tsv");

/// What a column of the table says of every module.
fn rights_of(column: &str) -> BTreeMap<&'static str, &'static str> {
    let mut lines = RIGHTS.lines();
    let place = lines.next().unwrap().split('\t').position(|name| name == column).unwrap();
    lines.map(|line| line.split('\t').collect::<Vec<_>>()).map(|cells| (cells[0], cells[place])).collect()
}

fn allowed(column: &str, module: &str, method: &str) -> bool {
    match *rights_of(column).get(module).unwrap_or(&"none") {
        "write" | "own" => true,
        "read" => method == "get",
        _ => false,
    }
}

fn ask(server: &Server, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
    let text = if body.is_null() { String::new() } else { body.to_string() };
    let mut all = headers.to_vec();
    if !body.is_null() {
        all.push(("content-type", "application/json"));
    }
    send(server.address, method, path, &all, text.as_bytes())
}

fn code(answer: &Answer) -> String {
    answer.json()["code"].as_str().unwrap_or_default().to_owned()
}

/// Every operation with its module, and a path in which every parameter names something that is not there.
fn operations(document: &Value) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let concrete = path
            .split('/')
            .map(|part| match part {
                "{page}" => "1.png",
                "{id}" | "{position}" => "999999999",
                part if part.starts_with('{') => "none",
                part => part,
            })
            .collect::<Vec<_>>()
            .join("/");
        for (method, operation) in methods.as_object().unwrap() {
            all.push((method.clone(), concrete.clone(), operation["tags"][0].as_str().unwrap().to_owned()));
        }
    }
    all
}

#[test]
fn every_operation_is_open_to_the_roles_of_the_table_and_to_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let operations = operations(&server.get("/api/openapi.json"));
    assert!(operations.len() > 25, "{}", operations.len());
    let roles: Vec<&str> =
        RIGHTS.lines().next().unwrap().split('\t').skip(1).filter(|name| !["anyone", "what it covers"].contains(name)).collect();
    assert_eq!(roles.len(), 7);
    let mut checked = 0;
    for role in roles {
        let new = json!({ "login": format!("one.{role}"), "name": role, "role": role, "password": "long enough for all" });
        let account = ask(&server, "POST", "/api/accounts", &[], &new).json()["id"].clone();
        let made = ask(&server, "POST", "/api/keys", &[], &json!({ "name": role, "account": account, "scopes": ["*:write"] })).json();
        let bearer = format!("Bearer {}", made["key"].as_str().unwrap());
        for (method, path, module) in &operations {
            let answer = ask(&server, &method.to_uppercase(), path, &[("authorization", &bearer)], &Value::Null);
            assert_ne!(answer.status, 401, "{role}: {method} {path}");
            assert!(answer.status < 500, "{role}: {method} {path}: {}", answer.status);
            let refused = answer.status == 403 && code(&answer) == "API-041";
            assert_eq!(refused, !allowed(role, module, method), "{role}: {method} {path} ({module}) answered {}", answer.status);
            checked += 1;
        }
    }
    for (method, path, module) in &operations {
        let answer = ask(&server, &method.to_uppercase(), path, &[("x-nobody", "1")], &Value::Null);
        let refused = answer.status == 401 && code(&answer) == "API-040";
        let own = module == "session" && answer.status == 401;
        assert!(refused != allowed("anyone", module, method) || own, "nobody: {method} {path} ({module}) answered {}", answer.status);
        checked += 1;
    }
    assert_eq!(checked, operations.len() * 8);
    // What the table must not come to say by mistake.
    assert!(!allowed("operator", "quotes", "get") && !allowed("operator", "rfqs", "get") && !allowed("methods", "rates", "get"));
}

#[test]
fn the_first_to_come_makes_the_first_account_and_nobody_after() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_empty(folder.path());
    let first = json!({ "login": "Ada@atelier", "name": "Ada", "password": "une phrase assez longue" });
    assert_eq!(get(server.address, "/api/setup").json(), json!({ "needed": true, "logged_in": false }));
    assert_eq!(get(server.address, "/api/rfqs").status, 401);
    assert_eq!(get(server.address, "/api/shop").status, 200, "the letterhead is public");
    let short = json!({ "login": "ada", "name": "Ada", "password": "too short" });
    assert_eq!(code(&ask(&server, "POST", "/api/setup", &[], &short)), "API-049");
    // Many at once: one of them is the first.
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..6).map(|_| scope.spawn(|| ask(&server, "POST", "/api/setup", &[], &first))).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let made: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(made.len(), 1);
    assert!(answers.iter().all(|answer| answer.status == 201 || code(answer) == "API-037"));
    let cookie = made[0].header("set-cookie").unwrap();
    assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let session = send(server.address, "GET", "/api/session", &[("cookie", cookie)], &[]).json();
    assert_eq!((&session["account"]["login"], &session["account"]["role"]), (&"ada@atelier".into(), &"admin".into()));
    assert_eq!(session["rights"]["accounts"], "write");
    let state = send(server.address, "GET", "/api/setup", &[("cookie", cookie)], &[]).json();
    assert_eq!(state, json!({ "needed": false, "logged_in": true }));
}

#[test]
fn a_session_proves_where_a_change_comes_from_and_ends_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let opened = ask(&server, "POST", "/api/session", &[("x-nobody", "1")], &json!({ "login": " Tester ", "password": PASSWORD }));
    assert_eq!(opened.status, 200, "{}", String::from_utf8_lossy(&opened.body));
    let cookie = opened.header("set-cookie").unwrap().split(';').next().unwrap();
    let csrf = opened.json()["csrf"].as_str().unwrap().to_owned();
    let host = server.address.to_string();
    let own = format!("http://{host}");
    let key = json!({ "name": "k", "scopes": ["quotes:read"] });
    for (headers, status, said) in [
        (vec![("cookie", cookie)], 403, "API-043"),
        (vec![("cookie", cookie), ("x-trusquin-csrf", "guessed")], 403, "API-043"),
        (vec![("cookie", cookie), ("origin", "http://evil.example")], 403, "API-021"),
        (vec![("cookie", cookie), ("sec-fetch-site", "cross-site")], 403, "API-021"),
        (vec![("cookie", cookie), ("x-trusquin-csrf", csrf.as_str())], 201, ""),
        (vec![("cookie", cookie), ("origin", own.as_str())], 201, ""),
        (vec![("cookie", cookie), ("sec-fetch-site", "same-origin")], 201, ""),
        (vec![("cookie", "trusquin_session=0123")], 401, "API-040"),
    ] {
        let answer = ask(&server, "POST", "/api/keys", &headers, &key);
        assert_eq!(answer.status, status, "{headers:?}");
        if !said.is_empty() {
            assert_eq!(code(&answer), said, "{headers:?}");
        }
    }
    // Another password ends every other session, not one's own.
    let second = ask(&server, "POST", "/api/session", &[("x-nobody", "1")], &json!({ "login": "tester", "password": PASSWORD }));
    let other = second.header("set-cookie").unwrap().split(';').next().unwrap();
    let proven = [("cookie", cookie), ("x-trusquin-csrf", csrf.as_str())];
    let wrong = ask(&server, "PUT", "/api/session/password", &proven, &json!({ "old": "not this", "new": "another long password" }));
    assert_eq!((wrong.status, code(&wrong).as_str()), (401, "API-038"));
    let changed = ask(&server, "PUT", "/api/session/password", &proven, &json!({ "old": PASSWORD, "new": "another long password" }));
    assert_eq!(changed.status, 204);
    let who = |cookie: &str| send(server.address, "GET", "/api/session", &[("cookie", cookie)], &[]).status;
    assert_eq!((who(cookie), who(other)), (200, 401));
    assert_eq!(ask(&server, "DELETE", "/api/session", &proven, &Value::Null).status, 204);
    assert_eq!(who(cookie), 401);
}

#[test]
fn guessing_passwords_is_slowed_down() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let attempt = |login: &str, password: &str| {
        ask(&server, "POST", "/api/session", &[("x-nobody", "1")], &json!({ "login": login, "password": password }))
    };
    for _ in 0..5 {
        assert_eq!(code(&attempt("tester", "a guess")), "API-038");
    }
    let late = attempt("tester", PASSWORD);
    assert_eq!((late.status, code(&late).as_str()), (429, "API-039"), "even the right one has to wait");
    assert!(late.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
    assert_eq!(code(&attempt("nobody", "a guess")), "API-038", "who does not exist is refused in the same words");
}

#[test]
fn accounts_change_by_version_and_everything_is_in_the_trail() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let new = json!({ "login": "marie", "name": "Marie", "role": "estimator", "password": "long enough for all" });
    let made = ask(&server, "POST", "/api/accounts", &[], &new);
    let (path, tag) = (made.header("location").unwrap().to_owned(), made.header("etag").unwrap().to_owned());
    assert_eq!(code(&ask(&server, "POST", "/api/accounts", &[], &new)), "API-047");
    let change = json!({ "login": "marie", "name": "Marie D.", "role": "methods", "clearances": ["itar"], "active": true });
    assert_eq!(code(&ask(&server, "PUT", &path, &[], &change)), "API-045");
    let done = ask(&server, "PUT", &path, &[("if-match", &tag)], &change);
    assert_eq!((done.status, &done.json()["clearances"]), (200, &json!(["itar"])));
    assert_eq!(code(&ask(&server, "PUT", &path, &[("if-match", &tag)], &change)), "API-044", "the tag is of the version before");
    let id = path.rsplit('/').next().unwrap();
    let trail = server.get(&format!("/api/audit?noun=account&record={id}"));
    let newest = &trail["items"][0];
    assert_eq!(
        (&newest["action"], &newest["old"]["role"], &newest["new"]["role"]),
        (&"change".into(), &"estimator".into(), &"methods".into())
    );
    assert_eq!((&newest["actor"], trail["items"].as_array().unwrap().len()), (&"tester (tests)".into(), 2));
    assert!(!server.get("/api/audit").to_string().contains("argon2"), "no hash of a password is shown");
    // Closing an account ends what acts for it; the last admin cannot be closed.
    let made =
        ask(&server, "POST", "/api/keys", &[], &json!({ "name": "hers", "account": id.parse::<i64>().unwrap(), "scopes": ["rfqs:read"] }));
    let key = format!("Bearer {}", made.json()["key"].as_str().unwrap());
    let as_her = |path: &str| send(server.address, "GET", path, &[("authorization", &key)], &[]).status;
    assert_eq!((as_her("/api/rfqs"), as_her("/api/quotes")), (200, 403), "a key does no more than its scopes");
    let closed = json!({ "login": "marie", "name": "Marie D.", "role": "methods", "clearances": [], "active": false });
    assert_eq!(ask(&server, "PUT", &path, &[("if-match", "*")], &closed).status, 200);
    assert_eq!(as_her("/api/rfqs"), 401);
    let tester = server.get("/api/accounts")["items"][0]["id"].clone();
    let demoted = json!({ "login": "tester", "name": "tester", "role": "operator", "clearances": [], "active": true });
    assert_eq!(code(&ask(&server, "PUT", &format!("/api/accounts/{tester}"), &[("if-match", "*")], &demoted)), "API-048");
    // A key that was taken back is refused.
    let spare = ask(&server, "POST", "/api/keys", &[], &json!({ "name": "spare", "scopes": ["*:read"] })).json();
    assert_eq!(ask(&server, "DELETE", &format!("/api/keys/{}", spare["about"]["id"]), &[], &Value::Null).status, 204);
    let spare = format!("Bearer {}", spare["key"].as_str().unwrap());
    assert_eq!(code(&ask(&server, "GET", "/api/rfqs", &[("authorization", &spare)], &Value::Null)), "API-042");
    for path in ["trusquin.sqlite", "trusquin.sqlite-wal"] {
        let bytes = std::fs::read(folder.path().join(path)).unwrap_or_default();
        let holds = |secret: &str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!holds(key.trim_start_matches("Bearer ")) && !holds(PASSWORD), "a secret is kept as it is in {path}");
    }
}
