//! Killed anywhere and started again the service finishes, and nothing is doubled (I7).

use std::collections::BTreeSet;
use std::io::Write;
use std::process::Stdio;

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::http::{Events, Form, get};
use crate::server::{Server, command, sample, sample_form};

/// One RFQ, its files once and read, one quote with its PDF.
fn assert_whole(server: &Server, rfq: i64, names: &BTreeSet<String>) {
    let done = server.finish(rfq);
    assert_eq!(done["status"], "done", "{done}");
    let files = done["files"].as_array().unwrap();
    assert_eq!(&files.iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>(), names);
    assert_eq!(files.len(), names.len(), "a file is doubled");
    let positions: BTreeSet<i64> = files.iter().map(|file| file["position"].as_i64().unwrap()).collect();
    assert_eq!(positions.len(), files.len());
    assert!(files.iter().all(|file| file["status"] == "read"), "{done}");
    assert_eq!(server.get("/api/rfqs")["items"].as_array().unwrap().len(), 1);
    let quotes = server.get("/api/quotes");
    assert_eq!(quotes["items"].as_array().unwrap().len(), 1, "{quotes}");
    assert_eq!(quotes["items"][0]["number"], done["quote"]);
    let pdf = get(server.address, &format!("/api/quotes/{}/pdf", done["quote"].as_str().unwrap()));
    assert!(pdf.status == 200 && pdf.body.starts_with(b"%PDF-") && pdf.body.ends_with(b"%%EOF"), "{}", pdf.status);
}

fn sample_names() -> BTreeSet<String> {
    sample().into_iter().map(|(name, _)| name).collect()
}

/// Kills the server at the first state that `when` accepts.
fn kill_when(server: Server, rfq: i64, when: impl Fn(&Value) -> bool) {
    let seen = Events::of(server.address, rfq).any(|(kind, state)| kind == "rfq" && when(&state));
    assert!(seen, "the state to kill at was never told");
    server.kill();
}

fn read_files(state: &Value) -> usize {
    state["files"].as_array().unwrap().iter().filter(|file| file["status"] == "read").count()
}

#[test]
fn killed_while_reading_it_finishes_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with(folder.path(), &["--jobs", "1"]);
    let rfq = server.send(sample_form());
    kill_when(server, rfq, |state| read_files(state) >= 1);
    let server = Server::start_with(folder.path(), &["--jobs", "1"]);
    kill_when(server, rfq, |state| read_files(state) >= 3 || state["status"] == "done");
    assert_whole(&Server::start(folder.path()), rfq, &sample_names());
}

#[test]
fn killed_while_pricing_it_has_one_quote() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    let rfq = server.send(sample_form());
    kill_when(server, rfq, |state| state["status"] == "pricing");
    assert_whole(&Server::start(folder.path()), rfq, &sample_names());
}

#[test]
fn killed_around_an_archive_its_members_are_there_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut names = BTreeSet::from(["lot.zip".to_owned()]);
    for (name, bytes) in sample() {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
        names.insert(format!("lot.zip!/{name}"));
    }
    let server = Server::start_with(folder.path(), &["--jobs", "1"]);
    let rfq = server.send(Form::new().file("lot.zip", &zip.finish().unwrap().into_inner()));
    kill_when(server, rfq, |state| state["status"] == "reading");
    let server = Server::start_with(folder.path(), &["--jobs", "1"]);
    kill_when(server, rfq, |state| state["files"].as_array().unwrap().len() > 1);
    assert_whole(&Server::start(folder.path()), rfq, &names);
}

#[test]
fn stopped_by_the_system_it_goes_on_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with(folder.path(), &["--jobs", "1"]);
    let rfq = server.send(sample_form());
    assert!(Events::of(server.address, rfq).any(|(_, state)| state["status"] == "reading"));
    let following = Events::of(server.address, rfq);
    assert!(server.stop().success());
    assert!(following.into_iter().all(|(kind, _)| kind == "rfq" || kind == "end"), "an open stream ends with the service");
    assert_whole(&Server::start(folder.path()), rfq, &sample_names());
}

#[test]
fn two_services_on_one_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = Server::start(folder.path());
    let second = command(folder.path(), &[]).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(1), "{said}");
    assert!(said.contains("in use by another trusquin serve") && said.contains("--data"), "{said}");
    first.kill();
    assert_eq!(Server::start(folder.path()).get("/health")["status"], "ok");
}
