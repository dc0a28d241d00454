//! Workers killed at random moments, on both databases: every RFQ ends read and priced exactly once.
//!
//! On PostgreSQL a service and a worker of its own (`trusquin work`) share the server, and the worker is killed; on SQLite, where one process
//! owns the file, the service itself is. Six kills each; TRUSQUIN_KILLS=50 for the long run. Without a PostgreSQL server its test is
//! reported as ignored (see pipelines/store/tests/databases).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

#[path = "service/http.rs"]
mod http;
#[path = "../pipelines/store/tests/databases/postgres.rs"]
mod postgres;
#[path = "service/server.rs"]
mod server;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Trial};

use http::Form;
use server::{Server, command, sample};

/// RFQs that are under way while workers die.
const RFQS: usize = 8;

/// Longest time from the last kill to the last quote.
const PATIENCE: Duration = Duration::from_secs(240);

fn main() {
    let arguments = Arguments::from_args();
    let absent = !postgres::is_there() && !postgres::must_run();
    let trials = vec![
        Trial::test("killed_at_random_moments_on_sqlite", || {
            on_sqlite();
            Ok(())
        }),
        Trial::test("killed_at_random_moments_on_postgres", || {
            on_postgres();
            Ok(())
        })
        .with_ignored_flag(absent),
    ];
    libtest_mimic::run(&arguments, trials).exit();
}

fn kills() -> usize {
    std::env::var("TRUSQUIN_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(6)
}

/// Moments between kills, ms: the same at every run, spread from at once to seconds.
struct Moments(u64);

impl Iterator for Moments {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        // Numerical Recipes' generator: chance enough for when to pull a plug.
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) & 0xffff_ffff;
        Some(Duration::from_millis(30 + self.0 % 1500))
    }
}

/// Plans of the sample, two in an archive, one after the other in requests of their own.
fn send_all(server: &Server) -> Vec<(i64, BTreeSet<String>)> {
    let plans = sample();
    (0..RFQS)
        .map(|turn| {
            let (name, bytes) = &plans[turn % plans.len()];
            if turn % 4 == 3 {
                let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
                let mut names = BTreeSet::from(["lot.zip".to_owned()]);
                for (name, bytes) in plans.iter().take(2) {
                    zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
                    std::io::Write::write_all(&mut zip, bytes).unwrap();
                    names.insert(format!("lot.zip!/{name}"));
                }
                return (server.send(Form::new().file("lot.zip", &zip.finish().unwrap().into_inner())), names);
            }
            (server.send(Form::new().file(name, bytes)), BTreeSet::from([name.clone()]))
        })
        .collect()
}

/// Every RFQ is done, its files are there once and read, and it has one quote.
fn assert_whole(server: &Server, sent: &[(i64, BTreeSet<String>)]) {
    let end = Instant::now() + PATIENCE;
    for (id, names) in sent {
        let done = loop {
            let state = server.get(&format!("/api/rfqs/{id}"));
            if state["status"] == "done" || state["status"] == "failed" {
                break state;
            }
            assert!(Instant::now() < end, "an RFQ was lost: {state}");
            std::thread::sleep(Duration::from_millis(200));
        };
        assert_eq!(done["status"], "done", "{done}");
        let files = done["files"].as_array().unwrap();
        let found: BTreeSet<String> = files.iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!((&found, files.len()), (names, names.len()), "a file is missing or doubled");
        assert!(files.iter().all(|file| file["status"] == "read"), "{done}");
    }
    let quotes = server.get("/api/quotes?limit=200");
    let quoted: Vec<i64> = quotes["items"].as_array().unwrap().iter().map(|quote| quote["rfq"].as_i64().unwrap()).collect();
    let once: BTreeSet<i64> = quoted.iter().copied().collect();
    assert_eq!((quoted.len(), once), (sent.len(), sent.iter().map(|(id, _)| *id).collect()), "an RFQ has two quotes or none");
}

fn on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start_with(folder.path(), &["--jobs", "1"]);
    let sent = send_all(&server);
    for moment in Moments(7).take(kills()) {
        std::thread::sleep(moment);
        server.kill();
        server = Server::start_with(folder.path(), &["--jobs", "1"]);
    }
    assert_whole(&server, &sent);
}

fn on_postgres() {
    let database = postgres::Fresh::new();
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_on(&database.url, folder.path(), &["--jobs", "1"]);
    let mut worker = work(&database.url, folder.path());
    let sent = send_all(&server);
    for moment in Moments(11).take(kills()) {
        std::thread::sleep(moment);
        worker.kill().unwrap();
        worker.wait().unwrap();
        worker = work(&database.url, folder.path());
    }
    assert_whole(&server, &sent);
    worker.kill().unwrap();
    worker.wait().unwrap();
}

/// A worker of its own that has begun.
fn work(database: &str, data: &Path) -> Child {
    let template = command(data, &[]);
    let arguments: Vec<_> = template.get_args().skip(1).filter(|argument| *argument != "--listen" && *argument != "127.0.0.1:0").collect();
    let mut worker = Command::new(template.get_program());
    worker.arg("work").args(arguments).args(["--jobs", "1"]).env("DATABASE_URL", database).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = worker.spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("trusquin: working") {
        line.clear();
        assert!(log.read_line(&mut line).unwrap() > 0, "the worker ended before it began");
    }
    std::thread::spawn(move || log.lines().map_while(Result::ok).for_each(|line| eprintln!("{line}")));
    child
}
