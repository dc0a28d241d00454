//! Imperfect input is a diagnostic beside a value, never an error (invariant I4).

use serde::{Deserialize, Serialize};

/// How much a diagnostic matters to the person who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something was repaired or left out that does not change the result.
    Info,
    /// The result is usable but incomplete.
    Warning,
    /// The file, or a part of it, could not be read.
    Error,
}

/// One numbered remark about an input: what is wrong, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable code, `PDF-001`; the list is docs/DIAGNOSTICS.md.
    pub code: String,
    /// Severity.
    pub severity: Severity,
    /// English sentence naming the place and the remedy.
    pub message: String,
    /// Page counted from 1, where there is one.
    pub page: Option<u32>,
}

impl Diagnostic {
    /// A remark that changes nothing.
    pub fn info(code: &str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Info, message)
    }

    /// The result is incomplete.
    pub fn warning(code: &str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// This input (or part of it) could not be read.
    pub fn error(code: &str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// The same remark, placed on a page.
    pub fn on_page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    fn new(code: &str, severity: Severity, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), severity, message: message.into(), page: None }
    }
}

/// A value and what had to be said about reading it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading<T> {
    /// What was read, complete or not.
    pub value: T,
    /// What was repaired, dropped or not understood.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Reading<T> {
    /// A reading with nothing to remark.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }
}
