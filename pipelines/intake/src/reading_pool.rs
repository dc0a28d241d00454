//! Worker processes that live as long as a service: files are handed in one at a time, each answer goes to who asked.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use trusquin_domain::Analysis;

use crate::limits::Limits;
use crate::pool::{Seat, Task, WorkerCommand};

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
        let shared = Arc::new(Shared { queue: Mutex::new(Queue::default()), changed: Condvar::new() });
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
    let mut seat = Seat::new(command, limits);
    loop {
        match shared.next() {
            Turn::Read(order) => {
                let Order { task, answer } = *order;
                // Who asked may be gone: the file is then read again when it is asked for again.
                let _ = answer.send(seat.read(task));
            }
            Turn::Idle => seat = Seat::new(command, limits),
            Turn::Closed => return,
        }
    }
}
