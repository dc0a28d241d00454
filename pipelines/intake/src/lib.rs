//! Files in, analyses and a quote out: the orchestration of the readers, in processes of their own.
//!
//! Architecture invariant: the service half (`pool`, `rfq`, `service`) never parses a byte of a customer's file; the worker half
//! (`worker`, `analyse`, `scan`, `archive`, `draw_page`, `draw_model`) never opens a path or a database.

mod analyse;
mod archive;
mod asked;
mod budget;
mod draw_model;
mod draw_page;
mod knowledge;
mod lesson;
mod limits;
mod mail;
mod page_image;
mod patience;
mod pool;
mod process;
mod protocol;
mod reading_pool;
mod restrictions;
mod rfq;
mod scan;
mod seat;
mod service;
mod similar;
mod sources;
mod spool;
mod text_layer;
mod thumbnails;
mod times;
mod worker;

pub use analyse::Libraries;
pub use asked::{Asked, asked};
pub use budget::Budget;
pub use knowledge::TaughtLayouts;
pub use lesson::{Corrected, whole_lesson};
pub use limits::{LEAST_WORKER_BYTES, Limits, MemoryShare, WORKER_MEMORY_VARIABLE, share_memory, total_memory};
pub use page_image::{PageImageError, model_mesh, page_image};
pub use pool::{Source, Task, WorkerCommand, read_all};
pub use restrictions::restrictions;
pub use rfq::{RfqOptions, RfqResult, RfqTerms, parts_to_quote, quote_analyses, quote_with_times};
pub use scan::LazyReader;
pub use service::{ActiveTimes, PrintQuote, RfqService, ServiceError, ServiceSettings};
pub use similar::{EarlierPart, EarlierParts, EarlierPrice, describe_quote, similar_of_lines};
pub use sources::{SourceError, tasks};
pub use spool::SpooledBytes;
pub use thumbnails::{Thumbnails, first_page};
pub use worker::serve_stdin;
