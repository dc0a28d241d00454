//! Bench: how fast the API answers 50 clients at once. `cargo bench -p trusquin-server --bench latency --profile dev` prints a line for every
//! address, and fails when the mean is not under 20 ms or one in a hundred is not under 100 ms. CLIENTS and ROUNDS change how much is asked;
//! TRUSQUIN_TEST_POSTGRES beside ON_POSTGRES=1 puts the data on a server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

#[path = "service/http.rs"]
mod http;
#[path = "../pipelines/store/tests/databases/postgres.rs"]
mod postgres;
#[path = "service/server.rs"]
mod server;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use server::{Server, sample_form};

const MEAN: Duration = Duration::from_millis(20);
const ONE_IN_A_HUNDRED: Duration = Duration::from_millis(100);

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A connection that is kept, as a browser keeps it.
struct Client {
    from: BufReader<TcpStream>,
    key: String,
}

impl Client {
    fn new(address: SocketAddr, key: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Self { from: BufReader::new(stream), key: key.to_owned() }
    }

    /// Asks and reads the whole answer; returns the time it took.
    fn get(&mut self, path: &str) -> Duration {
        let start = Instant::now();
        write!(self.from.get_mut(), "GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\n\r\n", self.key).unwrap();
        let (mut line, mut length) = (String::new(), 0);
        self.from.read_line(&mut line).unwrap();
        assert!(line.starts_with("HTTP/1.1 200"), "{path}: {line}");
        loop {
            line.clear();
            self.from.read_line(&mut line).unwrap();
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).unwrap();
        start.elapsed()
    }
}

fn main() {
    let (clients, rounds) = (number("CLIENTS", 50), number("ROUNDS", 20));
    let folder = tempfile::tempdir().unwrap();
    let database = (number("ON_POSTGRES", 0) == 1).then(postgres::Fresh::new);
    let server = match &database {
        Some(database) => Server::start_on(&database.url, folder.path(), &[]),
        None => Server::start(folder.path()),
    };
    let key = std::fs::read_to_string(folder.path().join("key-of-the-tests")).unwrap();
    let rfq = server.send(sample_form());
    let done = server.finish(rfq);
    let quote = done["quote"].as_str().unwrap();
    let paths = Arc::new(vec![
        "/health".to_owned(),
        "/api/shop".to_owned(),
        "/api/session".to_owned(),
        "/api/rfqs".to_owned(),
        format!("/api/rfqs/{rfq}"),
        format!("/api/rfqs/{rfq}/files/0/analysis"),
        "/api/quotes".to_owned(),
        format!("/api/quotes/{quote}"),
        "/api/machines".to_owned(),
        "/api/materials".to_owned(),
        "/api/stock".to_owned(),
        "/api/rates".to_owned(),
        "/api/audit".to_owned(),
    ]);
    let address = server.address;
    let threads: Vec<_> = (0..clients)
        .map(|turn| {
            let (paths, key) = (Arc::clone(&paths), key.clone());
            std::thread::spawn(move || {
                let mut client = Client::new(address, &key);
                let mut times = Vec::new();
                for round in 0..rounds {
                    for step in 0..paths.len() {
                        let index = (turn + round + step) % paths.len();
                        times.push((index, client.get(&paths[index])));
                        // People and pages pause; fifty that never do would measure the queue in front of two cores.
                        std::thread::sleep(Duration::from_millis(number("PAUSE_MS", 100) as u64));
                    }
                }
                times
            })
        })
        .collect();
    let all: Vec<(usize, Duration)> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    println!("{:<45} {:>6} {:>9} {:>9} {:>9} {:>9}", "address", "asked", "mean ms", "p50", "p99", "longest");
    let tell = |name: &str, times: &mut Vec<Duration>| {
        times.sort();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        let mean = times.iter().sum::<Duration>() / u32::try_from(times.len()).unwrap();
        println!("{name:<45} {:>6} {:>9.2} {:>9.2} {:>9.2} {:>9.2}", times.len(), mean.as_secs_f64() * 1e3, at(0.5), at(0.99), at(1.0));
        (mean, times[(times.len() - 1) * 99 / 100])
    };
    for (index, path) in paths.iter().enumerate() {
        let mut times = all.iter().filter(|(of, _)| *of == index).map(|(_, time)| *time).collect();
        tell(path, &mut times);
    }
    let mut times = all.iter().map(|(_, time)| *time).collect();
    let (mean, hundredth) = tell("all", &mut times);
    if mean >= MEAN || hundredth >= ONE_IN_A_HUNDRED {
        println!("too slow: the mean must be under {MEAN:?}, one in a hundred under {ONE_IN_A_HUNDRED:?}");
        drop((server, database));
        std::process::exit(1);
    }
}
