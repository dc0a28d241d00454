//! One worker process: started, fed, listened to, and killed when its time is up.

use std::io::{self, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::Builder;
use std::time::{Duration, Instant};

use trusquin_domain::{Analysis, Diagnostic, FileKind};

use crate::budget::Budget;
use crate::limits::{Limits, WORKER_MEMORY_VARIABLE};
use crate::patience::Watch;
use crate::pool::WorkerCommand;
use crate::protocol::{Request, Tag, read_frame, write_frame};
use crate::spool::{Spool, SpooledBytes};

/// Frames buffered between a worker and its thread: members are written to disk as fast as they come, not kept.
const FRAMES_IN_FLIGHT: usize = 4;

/// Why a worker gave no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It could not be started.
    NoWorker(io::Error),
    /// The temporary folder does not take what it unpacks.
    Spool(io::Error),
    /// It unpacks more than the archive may.
    Bomb,
    /// Its time is up.
    Timeout,
    /// It ended, with its last words.
    Crashed(Option<ExitStatus>, String),
    /// It answered something that is no answer.
    Nonsense(String),
}

impl Failure {
    /// True when another attempt, on a fresh process with more memory, may succeed.
    pub(crate) fn may_succeed_elsewhere(&self) -> bool {
        matches!(self, Self::Crashed(..) | Self::Nonsense(_))
    }

    pub(crate) fn diagnostic(&self, limits: &Limits, memory_bytes: u64) -> Diagnostic {
        match self {
            Self::NoWorker(error) => {
                Diagnostic::error("WRK-001", format!("no worker process could be started ({error}); see trusquin doctor"))
            }
            Self::Spool(error) => Diagnostic::error(
                "WRK-007",
                format!(
                    "the temporary folder does not take the unpacked members ({error}); those before are read: free space there or name another folder in TMPDIR"
                ),
            ),
            Self::Bomb => Diagnostic::error(
                "ARC-002",
                format!(
                    "this archive and those around it unpack to more than {} MiB or {} members in all; what came before is read: ask for the other files themselves",
                    limits.archive_bytes >> 20,
                    limits.archive_members
                ),
            ),
            Self::Timeout => Diagnostic::error(
                "WRK-002",
                format!(
                    "reading took more than {} s of computing and was stopped; simplify the file or raise --file-seconds",
                    limits.file_time.as_secs()
                ),
            ),
            Self::Crashed(status, last_words) => {
                let how = status.map_or_else(|| "without a status".to_owned(), |status| status.to_string());
                let words = if last_words.is_empty() { String::new() } else { format!(" ({last_words})") };
                Diagnostic::error(
                    "WRK-003",
                    format!(
                        "the reading process ended {how}{words}; it had {} MiB of memory; raise --memory-mb, enter the line by hand or ask for another export",
                        memory_bytes >> 20
                    ),
                )
            }
            Self::Nonsense(why) => Diagnostic::error("WRK-005", format!("the reading process gave an answer that cannot be used ({why})")),
        }
    }
}

/// Everything that came from a worker for one file, whether it ended well or not.
pub(crate) struct Reply {
    /// What the file is, told before it was read.
    pub(crate) kind: Option<FileKind>,
    /// Members that are complete.
    pub(crate) members: Vec<(String, SpooledBytes)>,
    /// Members begun and bytes unpacked, of the archive's budget.
    pub(crate) spent: (u64, u64),
    /// The answer.
    pub(crate) outcome: Result<Analysis, Failure>,
}

impl Reply {
    pub(crate) fn failed(failure: Failure) -> Self {
        Self { kind: None, members: Vec::new(), spent: (0, 0), outcome: Err(failure) }
    }
}

/// What the thread that reads a worker's output hands on: a frame, the end of the stream, or why it broke.
type Received = io::Result<Option<(Tag, Vec<u8>)>>;

/// A running worker.
pub(crate) struct Worker {
    child: Child,
    orders: Option<Sender<(Request, SpooledBytes)>>,
    frames: Option<Receiver<Received>>,
    last_words: Arc<Mutex<String>>,
    /// Files it was given.
    pub(crate) served: u32,
}

impl Worker {
    /// Starts a process that may use `memory_bytes`.
    pub(crate) fn start(command: &WorkerCommand, memory_bytes: u64) -> io::Result<Self> {
        let mut child = Command::new(&command.program)
            .args(&command.arguments)
            .env(WORKER_MEMORY_VARIABLE, (memory_bytes >> 20).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let mut worker = Self { child, orders: None, frames: None, last_words: Arc::default(), served: 0 };
        let (Some(input), Some(output), Some(errors)) = pipes else { return Err(io::Error::other("the worker's pipes are missing")) };
        let (orders, waiting) = channel();
        let (sender, frames) = sync_channel(FRAMES_IN_FLIGHT);
        let kept = Arc::clone(&worker.last_words);
        Builder::new().name("feed".to_owned()).spawn(move || feed(input, &waiting))?;
        Builder::new().name("frames".to_owned()).spawn(move || relay_frames(output, &sender))?;
        Builder::new().name("last-words".to_owned()).spawn(move || keep_last_words(errors, &kept))?;
        worker.orders = Some(orders);
        worker.frames = Some(frames);
        Ok(worker)
    }

    /// Hands a file over and takes what comes within `limit` (see [`Watch`]), which holds for sending too: a thread of its own feeds the process.
    pub(crate) fn ask(&mut self, request: Request, bytes: &SpooledBytes, limit: Duration, budget: &Budget) -> Reply {
        let mut kind = None;
        let mut spool = Spool::default();
        let outcome = self.listen(request, bytes, limit, budget, &mut kind, &mut spool);
        self.served += 1;
        Reply { kind, spent: spool.spent(), members: spool.into_members(), outcome }
    }

    fn listen(
        &mut self,
        request: Request,
        bytes: &SpooledBytes,
        limit: Duration,
        budget: &Budget,
        kind: &mut Option<FileKind>,
        spool: &mut Spool,
    ) -> Result<Analysis, Failure> {
        // When the feeding thread is gone the process is too: the frames end.
        let sent = self.orders.as_ref().is_some_and(|orders| orders.send((request, bytes.clone())).is_ok());
        if !sent {
            return Err(self.crashed());
        }
        let watch = Watch::new(self.child.id(), limit);
        let mut looked = Instant::now();
        loop {
            if looked.elapsed() >= watch.pause() {
                if watch.is_over() {
                    return Err(Failure::Timeout);
                }
                looked = Instant::now();
            }
            let frame = match self.frames.as_ref().map(|frames| frames.recv_timeout(watch.pause())) {
                Some(Err(RecvTimeoutError::Timeout)) => continue,
                Some(Ok(Ok(Some(frame)))) => frame,
                None | Some(Err(RecvTimeoutError::Disconnected) | Ok(Err(_) | Ok(None))) => return Err(self.crashed()),
            };
            match frame {
                (Tag::Kind, word) => *kind = serde_json::from_slice(&word).ok(),
                (Tag::MemberStart, name) => {
                    if !budget.spend_member() {
                        return Err(Failure::Bomb);
                    }
                    spool.begin(String::from_utf8_lossy(&name).into_owned()).map_err(Failure::Spool)?;
                }
                (Tag::MemberBytes, _) if !spool.is_open() => return Err(Failure::Nonsense("bytes without a member".to_owned())),
                (Tag::MemberBytes, bytes) => {
                    if !budget.spend_bytes(bytes.len() as u64) {
                        return Err(Failure::Bomb);
                    }
                    spool.write(&bytes).map_err(Failure::Spool)?;
                }
                (Tag::MemberEnd, _) => spool.finish(),
                (Tag::Answer, json) => return serde_json::from_slice(&json).map_err(|error| Failure::Nonsense(error.to_string())),
                (Tag::Request | Tag::PageRequest | Tag::PageImage | Tag::MeshRequest | Tag::Mesh, _) => {
                    return Err(Failure::Nonsense("a frame that answers no file".to_owned()));
                }
            }
        }
    }

    fn crashed(&mut self) -> Failure {
        // The pipe closes a moment before the process is gone.
        let until = Instant::now() + Duration::from_secs(2);
        let mut status = self.child.try_wait().ok().flatten();
        while status.is_none() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
            status = self.child.try_wait().ok().flatten();
        }
        let words = self.last_words.lock().map(|words| words.clone()).unwrap_or_default();
        Failure::Crashed(status, words)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes requests and their bytes to the process; ends with it, or with its [`Worker`].
fn feed(mut input: ChildStdin, orders: &Receiver<(Request, SpooledBytes)>) {
    while let Ok((request, bytes)) = orders.recv() {
        if hand_over(&mut input, &request, &bytes).is_err() {
            return;
        }
    }
}

fn hand_over(input: &mut ChildStdin, request: &Request, bytes: &SpooledBytes) -> io::Result<()> {
    write_frame(input, Tag::Request, &serde_json::to_vec(request)?)?;
    // Exactly the announced bytes, whatever happens to the file meanwhile.
    let sent = io::copy(&mut bytes.reader(), input)?;
    if sent < request.bytes {
        io::copy(&mut io::repeat(0).take(request.bytes - sent), input)?;
    }
    input.flush()
}

fn relay_frames(output: impl Read, to: &SyncSender<Received>) {
    let mut output = BufReader::new(output);
    loop {
        let frame = read_frame(&mut output);
        let last = !matches!(frame, Ok(Some(_)));
        if to.send(frame).is_err() || last {
            return;
        }
    }
}

/// The first line of a panic or of the allocator's complaint, for the diagnostic; the rest is dropped.
fn keep_last_words(errors: impl Read, kept: &Mutex<String>) {
    let mut errors = BufReader::new(errors);
    let mut buffer = [0_u8; 1024];
    while let Ok(count) = errors.read(&mut buffer) {
        if count == 0 {
            return;
        }
        let text = String::from_utf8_lossy(buffer.get(..count).unwrap_or_default()).into_owned();
        tracing::debug!(worker = %text.trim_end());
        if let Ok(mut words) = kept.lock()
            && words.is_empty()
        {
            *words = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().chars().take(160).collect();
        }
    }
}
