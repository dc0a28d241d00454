//! The little HTTP the tests need: one request a connection, form parts, server-sent events.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use serde_json::Value;

/// A silent server fails a test after this time.
const PATIENCE: Duration = Duration::from_secs(120);

/// Keys of the services under test: sent with every request that shows in no other way who it comes from.
static KEYS: LazyLock<Mutex<HashMap<SocketAddr, String>>> = LazyLock::new(Mutex::default);

/// From now on requests to this address carry the key.
pub fn use_key(address: SocketAddr, key: &str) {
    KEYS.lock().unwrap().insert(address, key.to_owned());
}

fn key_of(address: SocketAddr) -> Option<String> {
    KEYS.lock().unwrap().get(&address).cloned()
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON ({}): {}", self.status, String::from_utf8_lossy(&self.body)))
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Status and headers of an answer whose body follows.
fn head(from: &mut impl BufRead) -> std::io::Result<(u16, Vec<(String, String)>)> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end() {
            "" => break,
            text => lines.push(text.to_owned()),
        }
    }
    let status = lines[0].split(' ').nth(1).unwrap().parse().unwrap();
    Ok((
        status,
        lines[1..].iter().filter_map(|line| line.split_once(": ")).map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
    ))
}

/// One chunk of a chunked body; empty at its end.
fn chunk(from: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut size = String::new();
    from.read_line(&mut size)?;
    let size = usize::from_str_radix(size.trim(), 16).map_err(|_| std::io::Error::from(std::io::ErrorKind::UnexpectedEof))?;
    let mut bytes = vec![0; size + 2];
    from.read_exact(&mut bytes)?;
    bytes.truncate(size);
    Ok(bytes)
}

/// Sends a request. A server that answers before it has read everything is listened to all the same.
pub fn send(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let stream = connect(address);
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    let shown = headers.iter().any(|(name, _)| ["authorization", "cookie", "x-nobody"].contains(name));
    if let Some(key) = key_of(address).filter(|_| !shown) {
        text.push_str(&format!("authorization: Bearer {key}\r\n"));
    }
    if !headers.iter().any(|(name, _)| *name == "content-length") && (method == "POST" || !body.is_empty()) {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    let mut to = stream.try_clone().unwrap();
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.write_all(body)).and_then(|()| to.flush());
    let mut from = BufReader::new(stream);
    let (status, headers) = head(&mut from).unwrap();
    let mut answer = Answer { status, headers, body: Vec::new() };
    if answer.header("transfer-encoding") == Some("chunked") {
        loop {
            match chunk(&mut from).unwrap() {
                piece if piece.is_empty() => break,
                piece => answer.body.extend(piece),
            }
        }
    } else if let Some(length) = answer.header("content-length").map(|length| length.parse().unwrap()) {
        answer.body = vec![0; length];
        from.read_exact(&mut answer.body).unwrap();
    }
    answer
}

pub fn get(address: SocketAddr, path: &str) -> Answer {
    send(address, "GET", path, &[], &[])
}

/// A form: file parts (`files`) and text parts.
pub struct Form {
    body: Vec<u8>,
}

pub const BOUNDARY: &str = "trusquin-test-boundary";

impl Form {
    pub fn new() -> Self {
        Self { body: Vec::new() }
    }

    pub fn file(mut self, name: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n"
        );
        self.body.extend(head.as_bytes());
        self.body.extend(bytes);
        self.body.extend(b"\r\n");
        self
    }

    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.body.extend(format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
        self
    }

    pub fn end(mut self) -> Vec<u8> {
        self.body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.body
    }
}

pub fn post_form(address: SocketAddr, body: &[u8]) -> Answer {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    send(address, "POST", "/api/rfqs", &[("content-type", &kind)], body)
}

/// The events of an RFQ as they come.
pub struct Events {
    from: BufReader<TcpStream>,
    text: String,
}

impl Events {
    pub fn of(address: SocketAddr, rfq: i64) -> Self {
        let mut stream = connect(address);
        let key = key_of(address).unwrap_or_default();
        write!(stream, "GET /api/rfqs/{rfq}/events HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\r\n").unwrap();
        let mut from = BufReader::new(stream);
        let (status, headers) = head(&mut from).unwrap();
        assert_eq!(status, 200);
        assert!(headers.iter().any(|(name, value)| name == "content-type" && value == "text/event-stream"), "{headers:?}");
        Self { from, text: String::new() }
    }
}

impl Iterator for Events {
    type Item = (String, Value);

    /// The next event; `None` when the stream is over.
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(|it| it.trim().to_owned());
                let found = field("event:").map(|kind| (kind, serde_json::from_str(&field("data:").unwrap()).unwrap()));
                self.text = rest.to_owned();
                match found {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let piece = chunk(&mut self.from).ok().filter(|piece| !piece.is_empty())?;
            self.text.push_str(&String::from_utf8(piece).unwrap());
        }
    }
}
