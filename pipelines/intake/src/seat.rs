//! One thread of the pool and the worker process it keeps: a task to its analysis and the archive members in it.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Instant;

use sha2::{Digest, Sha256};
use trusquin_domain::{Analysis, Diagnostic};

use crate::budget::Budget;
use crate::limits::Limits;
use crate::pool::{Source, Task, WorkerCommand};
use crate::process::{Failure, Reply, Worker};
use crate::protocol::{Knowledge, Request};
use crate::spool::SpooledBytes;

/// How a task went.
pub(crate) enum Outcome {
    /// Read, well or badly: what was found, and the members of an archive, which are still to read.
    Read(Box<Analysis>, Vec<Task>),
    /// The worker failed for a reason that may not be this file's: to be read alone, on a fresh worker with all memory.
    Again(Task),
}

/// One thread's worker process, started when needed.
pub(crate) struct Seat<'a> {
    pub(crate) command: &'a WorkerCommand,
    pub(crate) limits: &'a Limits,
    /// Memory of this seat's worker, bytes.
    pub(crate) memory_bytes: u64,
    /// True when a failed task may be handed back for another attempt.
    pub(crate) may_defer: bool,
    pub(crate) worker: Option<Worker>,
}

impl Seat<'_> {
    pub(crate) fn read(&mut self, task: Task) -> Outcome {
        let started = Instant::now();
        let mut analysis = Analysis { file: task.display.clone(), ..Analysis::default() };
        let bytes = match self.take_in(&task.source, &mut analysis) {
            Ok(bytes) => bytes,
            Err(diagnostic) => {
                analysis.diagnostics.push(diagnostic);
                return Outcome::Read(Box::new(analysis), Vec::new());
            }
        };
        let request = Request {
            file: task.display.clone(),
            sha256: analysis.sha256.clone(),
            bytes: analysis.bytes,
            may_unpack: task.depth < self.limits.archive_depth,
            knowledge: Knowledge {
                layouts: self.command.layouts.all(),
                critical: self.command.critical.clone(),
                lesson: task.lesson.clone(),
            },
        };
        let budget = task.budget.clone().unwrap_or_else(|| Arc::new(Budget::new(self.limits)));
        let used = self.worker.as_ref().is_some_and(|worker| worker.served > 0);
        let mut reply = self.ask(&request, &bytes, &budget);
        if let Err(failure) = &reply.outcome
            && failure.may_succeed_elsewhere()
        {
            let more_memory = self.memory_bytes < self.limits.largest_worker_bytes();
            if self.may_defer && (used || more_memory) {
                budget.give_back(reply.spent.0, reply.spent.1);
                return Outcome::Again(task);
            }
            if used {
                budget.give_back(reply.spent.0, reply.spent.1);
                reply = self.ask(&request, &bytes, &budget);
            }
        }
        match reply.outcome {
            Ok(answer) => analysis = answer,
            Err(failure) => {
                analysis.kind = reply.kind.unwrap_or_default();
                analysis.diagnostics.push(failure.diagnostic(self.limits, self.memory_bytes));
            }
        }
        analysis.timing_ms.insert("total".to_owned(), started.elapsed().as_secs_f64() * 1000.0);
        let members = reply.members.into_iter().enumerate().map(|(index, member)| inner_task(&task, index, member, &budget)).collect();
        Outcome::Read(Box::new(analysis), members)
    }

    /// Opens and hashes the bytes, and refuses what is too large; nothing of them is understood here.
    fn take_in(&self, source: &Source, analysis: &mut Analysis) -> Result<SpooledBytes, Diagnostic> {
        let bytes = open(source)
            .map_err(|error| Diagnostic::error("WRK-001", format!("the file cannot be opened ({error}); check its path and rights")))?;
        (analysis.sha256, analysis.bytes) = fingerprint(&bytes)
            .map_err(|error| Diagnostic::error("WRK-001", format!("the file cannot be read ({error}); check the disk")))?;
        if analysis.bytes > self.limits.file_bytes {
            let (size, limit) = (analysis.bytes >> 20, self.limits.file_bytes >> 20);
            return Err(Diagnostic::error("WRK-006", format!("{size} MiB: files above {limit} MiB are not read; export a smaller one")));
        }
        Ok(bytes)
    }

    /// One attempt. A worker that failed is killed: the next attempt starts another.
    fn ask(&mut self, request: &Request, bytes: &SpooledBytes, budget: &Budget) -> Reply {
        if self.worker.is_none() {
            match Worker::start(self.command, self.memory_bytes) {
                Ok(worker) => self.worker = Some(worker),
                Err(error) => return Reply::failed(Failure::NoWorker(error)),
            }
        }
        let Some(worker) = self.worker.as_mut() else { return Reply::failed(Failure::NoWorker(io::ErrorKind::NotFound.into())) };
        let reply = worker.ask(request.clone(), bytes, self.limits.file_time, budget);
        if reply.outcome.is_err() {
            self.worker = None;
        }
        reply
    }
}

fn inner_task(archive: &Task, index: usize, (name, bytes): (String, SpooledBytes), budget: &Arc<Budget>) -> Task {
    let mut order = archive.order.clone();
    order.push(index);
    Task {
        order,
        display: format!("{}!/{name}", archive.display),
        source: Source::Spooled(bytes),
        depth: archive.depth + 1,
        budget: Some(Arc::clone(budget)),
        lesson: None,
    }
}

fn open(source: &Source) -> io::Result<SpooledBytes> {
    match source {
        // A pipe or a device could block for ever.
        Source::Path(path) if !path.is_file() => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")),
        Source::Path(path) => {
            let file = File::open(path)?;
            let len = file.metadata()?.len();
            Ok(SpooledBytes::of_file(file, len))
        }
        Source::Spooled(bytes) => Ok(bytes.clone()),
    }
}

/// Hash and size, read in pieces: the whole file is never in our memory.
fn fingerprint(bytes: &SpooledBytes) -> io::Result<(String, u64)> {
    let mut reader = bytes.reader();
    let (mut hash, mut size, mut buffer) = (Sha256::new(), 0_u64, vec![0_u8; 1 << 17]);
    loop {
        let count = reader.read(&mut buffer)?;
        if count == 0 {
            let digest = hash.finalize();
            return Ok((digest.iter().map(|byte| format!("{byte:02x}")).collect(), size));
        }
        hash.update(buffer.get(..count).unwrap_or_default());
        size += count as u64;
    }
}
