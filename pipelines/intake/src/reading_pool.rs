//! Worker processes that live as long as a service: files are handed in one at a time, each answer goes to who asked.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::oneshot;
use trusquin_domain::{Analysis, Diagnostic};

use crate::limits::Limits;
use crate::pool::{Task, WorkerCommand};
use crate::seat::{Outcome, Seat};

/// A worker process without work is ended after this time: an idle service is one process.
const IDLE: Duration = Duration::from_secs(60);

/// Worker processes behind threads of their own. Dropping it lets every thread finish the file it is at.
#[derive(Debug)]
pub struct ReadingPool {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
    /// Held shared while a file is read, and alone by a second attempt.
    turn: RwLock<()>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Order>,
    closed: bool,
}

#[derive(Debug)]
struct Order {
    task: Task,
    answer: oneshot::Sender<(Analysis, Vec<Task>)>,
}

enum Turn {
    Read(Box<Order>),
    Idle,
    Closed,
}

impl ReadingPool {
    /// A pool of that many processes; each is started when its first file comes.
    pub fn new(seats: usize, command: &WorkerCommand, limits: &Limits) -> Self {
        let shared = Arc::new(Shared { queue: Mutex::new(Queue::default()), changed: Condvar::new(), turn: RwLock::new(()) });
        for _ in 0..seats.max(1) {
            let (shared, command, limits) = (Arc::clone(&shared), command.clone(), limits.clone());
            std::thread::spawn(move || sit(&shared, &command, &limits));
        }
        Self { shared }
    }

    /// Reads one file; `None` when the pool is closing and nothing was read.
    pub async fn read(&self, task: Task) -> Option<(Analysis, Vec<Task>)> {
        let (answer, inbox) = oneshot::channel();
        self.shared.lock().waiting.push_back(Order { task, answer });
        self.shared.changed.notify_one();
        inbox.await.ok()
    }
}

impl Drop for ReadingPool {
    fn drop(&mut self) {
        let mut queue = self.shared.lock();
        queue.closed = true;
        queue.waiting.clear();
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Turn {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return Turn::Closed;
            }
            if let Some(order) = queue.waiting.pop_front() {
                return Turn::Read(Box::new(order));
            }
            let (again, waited) = self.changed.wait_timeout(queue, IDLE).unwrap_or_else(PoisonError::into_inner);
            queue = again;
            if waited.timed_out() && queue.waiting.is_empty() && !queue.closed {
                return Turn::Idle;
            }
        }
    }
}

fn sit(shared: &Shared, command: &WorkerCommand, limits: &Limits) {
    let fresh = |memory_bytes, may_defer| Seat { command, limits, memory_bytes, may_defer, worker: None };
    let mut seat = fresh(limits.worker_memory_bytes, true);
    loop {
        match shared.next() {
            Turn::Read(order) => {
                let Order { task, answer } = *order;
                let outcome = {
                    let _beside_others = shared.turn.read().unwrap_or_else(PoisonError::into_inner);
                    seat.read(task)
                };
                let read = match outcome {
                    Outcome::Read(analysis, members) => (*analysis, members),
                    Outcome::Again(task) => {
                        seat.worker = None;
                        let _alone = shared.turn.write().unwrap_or_else(PoisonError::into_inner);
                        read_alone(fresh(limits.largest_worker_bytes(), false), task)
                    }
                };
                // Who asked may be gone: the file is then read again when it is asked for again.
                let _ = answer.send(read);
            }
            Turn::Idle => seat.worker = None,
            Turn::Closed => return,
        }
    }
}

/// The second attempt, with the memory of all workers, while no other file is read.
fn read_alone(mut seat: Seat<'_>, task: Task) -> (Analysis, Vec<Task>) {
    match seat.read(task) {
        Outcome::Read(analysis, members) => (*analysis, members),
        // A seat that may not defer does not; should it, the file says that it was not read.
        Outcome::Again(task) => {
            let refused = Diagnostic::error("WRK-003", "the reading process ended twice; enter the line by hand or ask for another export");
            (Analysis { file: task.display, diagnostics: vec![refused], ..Analysis::default() }, Vec::new())
        }
    }
}
