//! The service as a whole: the real binary over HTTP, killed, restarted, misused, and held against its own OpenAPI document.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod api;
mod http;
mod restart;
mod schema;
mod server;
mod upload;
