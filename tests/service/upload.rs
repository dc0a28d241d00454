//! What strangers may send: limits, damage, names that travel.

use crate::http::{BOUNDARY, Form, get, post_form, send};
use crate::server::{Server, sample_pdf};

fn files_under(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder)
        .map_or(0, |entries| entries.flatten().map(|entry| if entry.path().is_dir() { files_under(&entry.path()) } else { 1 }).sum())
}

#[test]
fn what_is_too_large_or_too_much_is_refused_with_its_code() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with(folder.path(), &["--file-mb", "1", "--upload-mb", "3", "--upload-files", "2"]);
    let large = vec![b'x'; (1 << 20) + 1];
    let fits = vec![b'x'; 1 << 20];
    let small = |form: Form, count: usize| (0..count).fold(form, |form, index| form.file(&format!("{index}.txt"), b"x"));
    for (form, status, code) in [
        (Form::new().file("large.pdf", &large), 413, "API-017"),
        (small(Form::new(), 3), 413, "API-016"),
        (Form::new().file("a", &fits).file("b", &fits).text("customer", &"y".repeat(2 << 20)), 413, "API-018"),
        (Form::new().text("customer", &"y".repeat(5000)).file("a", b"x"), 422, "API-019"),
        (Form::new().text("quantities", "10"), 422, "API-013"),
        (Form::new().text("quantities", "ten").file("a", b"x"), 422, "API-014"),
        (Form::new().text("requested_date", "24/12/2026").file("a", b"x"), 422, "API-015"),
    ] {
        let answer = post_form(server.address, &form.end());
        let problem = answer.json();
        assert_eq!((answer.status, problem["code"].as_str()), (status, Some(code)), "{problem}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(problem["request_id"].as_str(), answer.header("x-request-id"));
    }
    assert_eq!(server.get("/api/rfqs")["items"].as_array().unwrap().len(), 0);
    assert_eq!(files_under(&folder.path().join("incoming")), 0, "what was refused is not kept");
}

#[test]
fn a_damaged_form_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let whole = Form::new().file("plan.pdf", &sample_pdf()).end();
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    for (kind, body, code) in [
        (kind.as_str(), whole.get(..whole.len() / 2).unwrap(), "API-012"),
        (kind.as_str(), b"no boundary in it".as_slice(), "API-012"),
        ("multipart/form-data", whole.as_slice(), "API-011"),
        ("application/json", b"{}".as_slice(), "API-011"),
    ] {
        let answer = send(server.address, "POST", "/api/rfqs", &[("content-type", kind)], body);
        assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some(code)), "{kind}");
    }
    assert_eq!(files_under(&folder.path().join("incoming")) + files_under(&folder.path().join("files")), 0);
}

#[test]
fn a_name_that_travels_is_only_a_label() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("deep/data");
    let server = Server::start(&data);
    let pdf = sample_pdf();
    let form = Form::new().file("../../escaped.pdf", &pdf).file("C:\\\\temp\\\\escaped.pdf", b"other").file("..", b"third");
    let rfq = server.finish(server.send(form));
    let names: Vec<&str> = rfq["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["escaped.pdf", "escaped (2).pdf", "file 3"]);
    assert_eq!(files_under(folder.path()), files_under(&data), "something was written outside the data folder");
    assert_eq!(rfq["files"][0]["status"], "read");
    assert_eq!(rfq["files"][1]["status"], "failed");
    // A path in the address reaches no file either.
    for path in
        ["/../../etc/passwd", "/api/quotes/..%2f..%2fserve.lock/pdf", "/api/rfqs/1/files/0/pages/..%2f1.png", "/assets/../../../etc/passwd"]
    {
        let answer = get(server.address, path);
        assert!(!String::from_utf8_lossy(&answer.body).contains("root:"), "{path}");
        assert!(path == "/../../etc/passwd" || answer.status >= 400, "{path}: {}", answer.status);
    }
}

#[test]
fn a_page_of_another_site_may_not_send() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let body = Form::new().file("plan.pdf", b"x").end();
    for (name, value, status) in
        [("origin", "http://evil.example", 403), ("sec-fetch-site", "cross-site", 403), ("sec-fetch-site", "same-origin", 202)]
    {
        let answer = send(server.address, "POST", "/api/rfqs", &[("content-type", &kind), (name, value)], &body);
        assert_eq!(answer.status, status, "{name}: {value}");
    }
}
