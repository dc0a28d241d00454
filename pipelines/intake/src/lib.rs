//! Files in, analyses and a quote out: the orchestration of the readers, in processes of their own.
//!
//! Architecture invariant: the service half (`pool`, `rfq`) never parses a byte of a customer's file; the worker half
//! (`worker`, `analyse`, `scan`, `archive`) never opens a path or a database.

mod analyse;
mod archive;
mod limits;
mod pool;
mod protocol;
mod rfq;
mod scan;
mod sources;
mod worker;

pub use analyse::Libraries;
pub use limits::Limits;
pub use pool::{Source, Task, WorkerCommand, read_all};
pub use rfq::{RfqOptions, RfqResult, quote_analyses};
pub use scan::LazyReader;
pub use sources::{SourceError, tasks};
pub use worker::serve_stdin;
