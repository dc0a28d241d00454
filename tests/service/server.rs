//! The real binary as a server on a free port, and the sample RFQ.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::Value;

use crate::http::{Events, Form, get, post_form, use_key};

pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trusquin"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--shop"])
        .arg(repository().join("datasets/demo_shop/shop.toml"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .env_remove("DATABASE_URL")
        .env_remove("TRUSQUIN_DATA")
        .env_remove("TRUSQUIN_SHOP")
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Runs a command of the program on a data folder and returns what it printed.
pub fn tool(data: &Path, database: Option<&str>, arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trusquin"));
    command.args(arguments).arg("--data").arg(data).env_remove("DATABASE_URL");
    if let Some(url) = database {
        command.env("DATABASE_URL", url);
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Password of the account `tester`, an admin.
pub const PASSWORD: &str = "a password of the tests";

/// The key of an admin of this data folder, made at its first start.
fn key(data: &Path, database: Option<&str>) -> String {
    let kept = data.join("key-of-the-tests");
    if let Ok(key) = std::fs::read_to_string(&kept) {
        return key;
    }
    tool(data, database, &["accounts", "add", "tester", "--password-stdin"], PASSWORD);
    let key = tool(data, database, &["accounts", "key", "tests", "--login", "tester"], "").trim().to_owned();
    std::fs::write(kept, &key).unwrap();
    key
}

impl Server {
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// Starts a server and waits for the line that says where it listens.
    pub fn start_with(data: &Path, arguments: &[&str]) -> Self {
        let key = key(data, None);
        let server = Self::of(command(data, arguments));
        use_key(server.address, &key);
        server
    }

    /// A server with data on PostgreSQL.
    pub fn start_on(database: &str, data: &Path, arguments: &[&str]) -> Self {
        let key = key(data, Some(database));
        let mut command = command(data, arguments);
        command.env("DATABASE_URL", database);
        let server = Self::of(command);
        use_key(server.address, &key);
        server
    }

    /// A server that nobody has an account on.
    pub fn start_empty(data: &Path) -> Self {
        Self::of(command(data, &[]))
    }

    fn of(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut heard = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(log.read_line(&mut line).unwrap() > 0, "the server ended before it listened: {heard}");
            if let Some(rest) = line.strip_prefix("trusquin: http://") {
                break rest.split(' ').next().unwrap().parse().unwrap();
            }
            heard.push_str(&line);
        };
        // Its log goes where a failed test shows it; a full pipe would stop it.
        std::thread::spawn(move || log.lines().map_while(Result::ok).for_each(|line| eprintln!("{line}")));
        Self { child, address }
    }

    /// As a power cut would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As an administrator would.
    pub fn stop(mut self) -> ExitStatus {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        self.child.wait().unwrap()
    }

    pub fn get(&self, path: &str) -> Value {
        let answer = get(self.address, path);
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
        answer.json()
    }

    /// Sends files and returns the RFQ's id.
    pub fn send(&self, form: Form) -> i64 {
        let answer = post_form(self.address, &form.end());
        assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()["id"].as_i64().unwrap()
    }

    /// Follows an RFQ to its end and returns every state it was in, as told.
    pub fn follow(&self, rfq: i64) -> Vec<Value> {
        let events: Vec<(String, Value)> = Events::of(self.address, rfq).collect();
        let (last, states) = events.split_last().expect("the stream told nothing");
        assert_eq!(last.0, "end");
        assert!(states.iter().all(|(kind, _)| kind == "rfq"));
        states.iter().map(|(_, state)| state.clone()).collect()
    }

    pub fn finish(&self, rfq: i64) -> Value {
        self.follow(rfq).pop().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Names and bytes of the sample RFQ, in name order.
pub fn sample() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(repository().join("datasets/sample_rfq"))
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| ["pdf", "step", "dxf"].iter().any(|kind| extension == *kind)))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

pub fn sample_form() -> Form {
    sample().iter().fold(Form::new(), |form, (name, bytes)| form.file(name, bytes))
}

pub fn sample_pdf() -> Vec<u8> {
    sample().into_iter().find(|(name, _)| name.ends_with(".pdf")).unwrap().1
}
