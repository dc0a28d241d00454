//! Readers of documents.

pub mod pdf;
