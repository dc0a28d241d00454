//! The service as a whole: the real binary over HTTP, killed, restarted, misused, and held against its own OpenAPI document.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod api;
mod http;
mod keeping;
mod records;
mod restart;
mod schema;
#[allow(dead_code, reason = "tests/crash.rs uses the rest")]
mod server;
mod upload;
