//! A pool of worker processes: one thread per worker, a shared queue, answers as they come.
//!
//! A worker that crashes, exceeds its memory or its time loses one file's attempt; the next file gets a new one. What failed by a crash
//! is read once more at the end, alone, with the memory of all workers: a large model needs it, a damaged file says so then.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use trusquin_domain::{Analysis, Diagnostic, Lesson};
use trusquin_drawing::CriticalRule;

use crate::budget::Budget;
use crate::knowledge::TaughtLayouts;
use crate::limits::Limits;
use crate::seat::{Outcome, Seat};
use crate::spool::SpooledBytes;

/// How to start a worker: the program (ourselves) and its arguments. Its memory is told in the environment.
#[derive(Debug, Clone)]
pub struct WorkerCommand {
    /// Executable.
    pub program: PathBuf,
    /// Arguments that make it a worker.
    pub arguments: Vec<String>,
    /// What its readings know.
    pub layouts: TaughtLayouts,
    /// The shop's rule for what is watched; `None` is the one that ships.
    pub critical: Option<Arc<CriticalRule>>,
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
    /// A corrected title block of the file, to learn its layout from.
    pub lesson: Option<Lesson>,
}

/// Where the bytes are.
#[derive(Debug)]
pub enum Source {
    /// A file of the user's: opened when its turn comes.
    Path(PathBuf),
    /// An archive member, in the archive's unnamed temporary file.
    Spooled(SpooledBytes),
}

struct Queue {
    waiting: VecDeque<Task>,
    /// Tasks handed to a thread and not yet answered: they may still add members.
    running: usize,
    /// Tasks to read once more, alone.
    again: Vec<Task>,
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

    fn done(&self, members: Vec<Task>, again: Option<Task>) {
        let mut queue = self.lock();
        for member in members.into_iter().rev() {
            queue.waiting.push_front(member);
        }
        queue.again.extend(again);
        queue.running -= 1;
        self.changed.notify_all();
    }
}

/// Reads every task in `jobs` worker processes and hands each answer to `sink` as soon as it is there.
/// The answer carries the task's order, so that a caller can sort.
pub fn read_all(tasks: Vec<Task>, jobs: usize, command: &WorkerCommand, limits: &Limits, mut sink: impl FnMut(Vec<usize>, Analysis)) {
    let shared = Seat { command, limits, memory_bytes: limits.worker_memory_bytes, may_defer: true, worker: None };
    let again = read_round(tasks, jobs, &shared, &mut sink);
    if !again.is_empty() {
        let alone = Seat { command, limits, memory_bytes: limits.largest_worker_bytes(), may_defer: false, worker: None };
        read_round(again, 1, &alone, &mut sink);
    }
}

/// One pass over tasks and the members found in them; the workers of the pass are gone when it returns the tasks to read again.
fn read_round(tasks: Vec<Task>, jobs: usize, pattern: &Seat<'_>, sink: &mut impl FnMut(Vec<usize>, Analysis)) -> Vec<Task> {
    let queue = Queue { waiting: tasks.into(), running: 0, again: Vec::new() };
    let shared = Arc::new(Shared { queue: Mutex::new(queue), changed: Condvar::new() });
    let (answers, inbox) = channel();
    std::thread::scope(|scope| {
        let mut threads = 0;
        for _ in 0..jobs.max(1) {
            let (shared, answers) = (Arc::clone(&shared), answers.clone());
            let seat = Seat { worker: None, ..*pattern };
            let spawned = std::thread::Builder::new().name("reading".to_owned()).spawn_scoped(scope, move || work(seat, &shared, &answers));
            threads += usize::from(spawned.is_ok());
        }
        drop(answers);
        if threads == 0 {
            for task in shared.lock().waiting.drain(..) {
                let refused = Diagnostic::error("WRK-001", "no thread could be started; raise the limit on processes (ulimit -u)");
                sink(task.order, Analysis { file: task.display, diagnostics: vec![refused], ..Analysis::default() });
            }
        }
        for (order, analysis) in inbox {
            sink(order, analysis);
        }
    });
    std::mem::take(&mut shared.lock().again)
}

fn work(mut seat: Seat<'_>, shared: &Shared, answers: &Sender<(Vec<usize>, Analysis)>) {
    while let Some(task) = shared.take() {
        let order = task.order.clone();
        match seat.read(task) {
            Outcome::Again(task) => shared.done(Vec::new(), Some(task)),
            Outcome::Read(analysis, members) => {
                shared.done(members, None);
                if answers.send((order, *analysis)).is_err() {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
