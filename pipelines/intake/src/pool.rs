//! A pool of worker processes: one thread per worker, a shared queue, answers as they come.
//!
//! A worker that crashes, exceeds its memory or its time loses one file's attempt; the next file gets a new one.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, channel, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use trusquin_domain::{Analysis, Diagnostic};

use crate::limits::Limits;
use crate::protocol::{Request, Tag, read_frame, write_frame};

/// How to start a worker: the program (ourselves) and its arguments.
#[derive(Debug, Clone)]
pub struct WorkerCommand {
    /// Executable.
    pub program: PathBuf,
    /// Arguments that make it a worker.
    pub arguments: Vec<String>,
}

/// One file to read.
#[derive(Debug)]
pub struct Task {
    /// Position in the caller's list; members of an archive carry the archive's.
    pub order: Vec<usize>,
    /// Name shown to people.
    pub display: String,
    /// The bytes.
    pub source: Source,
    /// Archives around it.
    pub depth: u32,
    /// What the outermost archive may still unpack, shared by everything inside it; `None` outside archives.
    pub budget: Option<Arc<Budget>>,
}

/// Bytes and members left to one archive a person gave, however deeply its archives are nested.
#[derive(Debug)]
pub struct Budget {
    bytes: AtomicU64,
    members: AtomicU64,
}

impl Budget {
    fn new(limits: &Limits) -> Self {
        Self { bytes: AtomicU64::new(limits.archive_bytes), members: AtomicU64::new(limits.archive_members as u64) }
    }

    /// What is left to an archive that a service unpacks in several jobs, of which these bytes and members are spent.
    pub(crate) fn after(limits: &Limits, members: u64, bytes: u64) -> Self {
        Self {
            bytes: AtomicU64::new(limits.archive_bytes.saturating_sub(bytes)),
            members: AtomicU64::new((limits.archive_members as u64).saturating_sub(members)),
        }
    }

    /// False when there is not that much left; what is left is then spent, so that nothing after it unpacks either.
    fn spend(left: &AtomicU64, amount: u64) -> bool {
        let before = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(amount)));
        before.is_ok_and(|before| before >= amount)
    }
}

/// Where the bytes are.
#[derive(Debug)]
pub enum Source {
    /// A file of the user's: opened when its turn comes.
    Path(PathBuf),
    /// An unnamed temporary file of ours (an archive member); gone when dropped.
    Spooled(File),
}

struct Queue {
    waiting: VecDeque<Task>,
    /// Tasks handed to a thread and not yet answered: they may still add members.
    running: usize,
}

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<Task> {
        let mut queue = self.lock();
        loop {
            if let Some(task) = queue.waiting.pop_front() {
                queue.running += 1;
                return Some(task);
            }
            if queue.running == 0 {
                return None;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn done(&self, members: Vec<Task>) {
        let mut queue = self.lock();
        for member in members.into_iter().rev() {
            queue.waiting.push_front(member);
        }
        queue.running -= 1;
        self.changed.notify_all();
    }
}

/// Reads every task in `jobs` worker processes and hands each answer to `sink` as soon as it is there.
/// The answer carries the task's order, so that a caller can sort.
pub fn read_all(tasks: Vec<Task>, jobs: usize, command: &WorkerCommand, limits: &Limits, mut sink: impl FnMut(Vec<usize>, Analysis)) {
    let shared = Arc::new(Shared { queue: Mutex::new(Queue { waiting: tasks.into(), running: 0 }), changed: Condvar::new() });
    let (answers, inbox) = channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            let (shared, answers) = (Arc::clone(&shared), answers.clone());
            scope.spawn(move || {
                let mut seat = Seat::new(command, limits);
                while let Some(task) = shared.take() {
                    let order = task.order.clone();
                    let (analysis, members) = seat.read(task);
                    shared.done(members);
                    if answers.send((order, analysis)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(answers);
        for (order, analysis) in inbox {
            sink(order, analysis);
        }
    });
}

/// Frames buffered between a worker and its thread: members are written to disk as fast as they come, not kept.
const FRAMES_IN_FLIGHT: usize = 16;

/// One thread's worker process, started when needed.
pub(crate) struct Seat<'a> {
    command: &'a WorkerCommand,
    limits: &'a Limits,
    worker: Option<Worker>,
}

impl<'a> Seat<'a> {
    pub(crate) fn new(command: &'a WorkerCommand, limits: &'a Limits) -> Self {
        Self { command, limits, worker: None }
    }

    /// Reads one file: its analysis and, when it is an archive, its members as further tasks.
    pub(crate) fn read(&mut self, task: Task) -> (Analysis, Vec<Task>) {
        let started = Instant::now();
        let mut analysis = Analysis { file: task.display.clone(), ..Analysis::default() };
        let mut file = match open(&task.source) {
            Ok(file) => file,
            Err(error) => {
                analysis
                    .diagnostics
                    .push(Diagnostic::error("WRK-001", format!("the file cannot be opened ({error}); check its path and rights")));
                return (analysis, Vec::new());
            }
        };
        match fingerprint(&mut file) {
            Ok((sha256, bytes)) => (analysis.sha256, analysis.bytes) = (sha256, bytes),
            Err(error) => {
                analysis.diagnostics.push(Diagnostic::error("WRK-001", format!("the file cannot be read ({error}); check the disk")));
                return (analysis, Vec::new());
            }
        }
        if analysis.bytes > self.limits.file_bytes {
            analysis.diagnostics.push(Diagnostic::error(
                "WRK-006",
                format!(
                    "{} MiB: files above {} MiB are not read; export a smaller one",
                    analysis.bytes >> 20,
                    self.limits.file_bytes >> 20
                ),
            ));
            return (analysis, Vec::new());
        }
        let request = Request {
            file: task.display.clone(),
            sha256: analysis.sha256.clone(),
            bytes: analysis.bytes,
            may_unpack: task.depth < self.limits.archive_depth,
        };
        let budget = task.budget.clone().unwrap_or_else(|| Arc::new(Budget::new(self.limits)));
        // A worker that served other files may fail for a reason of theirs: one more attempt, on a fresh one.
        for fresh in [false, true] {
            let used = !fresh && self.worker.as_ref().is_some_and(|worker| worker.served > 0);
            match self.ask(&request, &mut file, &budget) {
                Ok((mut answer, members)) => {
                    answer.timing_ms.insert("total".to_owned(), started.elapsed().as_secs_f64() * 1000.0);
                    return (
                        answer,
                        members.into_iter().enumerate().map(|(index, member)| self.member(&task, index, member, &budget)).collect(),
                    );
                }
                Err(failure) => {
                    self.worker = None;
                    if used && failure.may_be_another_files_fault() {
                        continue;
                    }
                    analysis.diagnostics.push(failure.diagnostic(self.limits));
                    break;
                }
            }
        }
        analysis.timing_ms.insert("total".to_owned(), started.elapsed().as_secs_f64() * 1000.0);
        (analysis, Vec::new())
    }

    fn member(&self, archive: &Task, index: usize, (name, file): (String, File), budget: &Arc<Budget>) -> Task {
        let mut order = archive.order.clone();
        order.push(index);
        Task {
            order,
            display: format!("{}!/{name}", archive.display),
            source: Source::Spooled(file),
            depth: archive.depth + 1,
            budget: Some(Arc::clone(budget)),
        }
    }

    fn ask(&mut self, request: &Request, file: &mut File, budget: &Budget) -> Result<(Analysis, Vec<(String, File)>), Failure> {
        if self.worker.is_none() {
            self.worker = Some(Worker::start(self.command).map_err(Failure::NoWorker)?);
        }
        let Some(worker) = self.worker.as_mut() else { return Err(Failure::NoWorker(io::ErrorKind::NotFound.into())) };
        file.seek(SeekFrom::Start(0)).map_err(Failure::NoWorker)?;
        let result = worker.ask(request, file, Instant::now() + self.limits.file_time, budget);
        worker.served += 1;
        result
    }
}

fn open(source: &Source) -> io::Result<File> {
    match source {
        // A pipe or a device could block for ever.
        Source::Path(path) if !path.is_file() => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")),
        Source::Path(path) => File::open(path),
        Source::Spooled(file) => file.try_clone(),
    }
}

/// Hash and size, read in pieces: the whole file is never in our memory.
fn fingerprint(file: &mut File) -> io::Result<(String, u64)> {
    file.seek(SeekFrom::Start(0))?;
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0_u8; 1 << 17]);
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            let digest = hash.finalize();
            return Ok((digest.iter().map(|byte| format!("{byte:02x}")).collect(), bytes));
        }
        hash.update(buffer.get(..count).unwrap_or_default());
        bytes += count as u64;
    }
}

enum Failure {
    NoWorker(io::Error),
    Bomb,
    Timeout,
    Crashed(Option<ExitStatus>, String),
    Nonsense(String),
}

impl Failure {
    fn may_be_another_files_fault(&self) -> bool {
        matches!(self, Self::Crashed(..) | Self::Nonsense(_))
    }

    fn diagnostic(&self, limits: &Limits) -> Diagnostic {
        match self {
            Self::NoWorker(error) => {
                Diagnostic::error("WRK-001", format!("no worker process could be started ({error}); see trusquin doctor"))
            }
            Self::Bomb => Diagnostic::error(
                "ARC-002",
                format!(
                    "this archive and those around it unpack to more than {} MiB or {} members in all; it is not read: ask for the files themselves",
                    limits.archive_bytes >> 20,
                    limits.archive_members
                ),
            ),
            Self::Timeout => Diagnostic::error(
                "WRK-002",
                format!(
                    "reading took longer than {} s and was stopped; simplify the file or raise --file-seconds",
                    limits.file_time.as_secs()
                ),
            ),
            Self::Crashed(status, last_words) => {
                let how = status.map_or_else(|| "without a status".to_owned(), |status| status.to_string());
                let words = if last_words.is_empty() { String::new() } else { format!(" ({last_words})") };
                Diagnostic::error(
                    "WRK-003",
                    format!(
                        "the reading process ended {how}{words}; the limit is {} MiB of memory; enter the line by hand or ask for another export",
                        limits.worker_memory_bytes >> 20
                    ),
                )
            }
            Self::Nonsense(why) => Diagnostic::error("WRK-005", format!("the reading process gave an answer that cannot be used ({why})")),
        }
    }
}

/// What the thread that reads a worker's output hands on: a frame, the end of the stream, or why it broke.
type Received = io::Result<Option<(Tag, Vec<u8>)>>;

struct Worker {
    child: Child,
    input: ChildStdin,
    frames: Receiver<Received>,
    last_words: Arc<Mutex<String>>,
    served: u32,
}

impl Worker {
    fn start(command: &WorkerCommand) -> io::Result<Self> {
        let mut child = Command::new(&command.program)
            .args(&command.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (Some(input), Some(output), Some(errors)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
            return Err(io::Error::other("the worker's pipes are missing"));
        };
        let (sender, frames) = sync_channel(FRAMES_IN_FLIGHT);
        std::thread::spawn(move || relay_frames(output, &sender));
        let last_words = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&last_words);
        std::thread::spawn(move || keep_last_words(errors, &kept));
        Ok(Self { child, input, frames, last_words, served: 0 })
    }

    fn ask(
        &mut self,
        request: &Request,
        file: &mut File,
        deadline: Instant,
        budget: &Budget,
    ) -> Result<(Analysis, Vec<(String, File)>), Failure> {
        if self.send(request, file).is_err() {
            return Err(self.crashed());
        }
        let mut members: Vec<(String, File)> = Vec::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.frames.recv_timeout(left) {
                Err(RecvTimeoutError::Timeout) => return Err(Failure::Timeout),
                Err(RecvTimeoutError::Disconnected) | Ok(Err(_) | Ok(None)) => return Err(self.crashed()),
                Ok(Ok(Some((Tag::MemberStart, name)))) => {
                    if !Budget::spend(&budget.members, 1) {
                        return Err(Failure::Bomb);
                    }
                    let file = tempfile::tempfile().map_err(Failure::NoWorker)?;
                    members.push((String::from_utf8_lossy(&name).into_owned(), file));
                }
                Ok(Ok(Some((Tag::MemberBytes, bytes)))) if !Budget::spend(&budget.bytes, bytes.len() as u64) => return Err(Failure::Bomb),
                Ok(Ok(Some((Tag::MemberBytes, bytes)))) => match members.last_mut() {
                    Some((_, file)) => file.write_all(&bytes).map_err(Failure::NoWorker)?,
                    None => return Err(Failure::Nonsense("bytes without a member".to_owned())),
                },
                Ok(Ok(Some((Tag::Answer, json)))) => {
                    return serde_json::from_slice(&json)
                        .map(|analysis| (analysis, members))
                        .map_err(|error| Failure::Nonsense(error.to_string()));
                }
                Ok(Ok(Some((Tag::Request | Tag::PageRequest | Tag::PageImage, _)))) => {
                    return Err(Failure::Nonsense("a frame that answers no file".to_owned()));
                }
            }
        }
    }

    fn send(&mut self, request: &Request, file: &mut File) -> io::Result<()> {
        write_frame(&mut self.input, Tag::Request, &serde_json::to_vec(request)?)?;
        // Exactly the announced bytes, whatever happens to the file meanwhile.
        let sent = io::copy(&mut file.take(request.bytes), &mut self.input)?;
        if sent < request.bytes {
            io::copy(&mut io::repeat(0).take(request.bytes - sent), &mut self.input)?;
        }
        self.input.flush()
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
