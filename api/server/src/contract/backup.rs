//! The lists inside a backup and an update file.

use std::collections::BTreeMap;

use serde::Serialize;
use trusquin_store::DumpSummary;

use crate::backup::Manifest;

/// `manifest.json` of a backup.
#[derive(Debug, Serialize)]
pub struct BackupManifest<'a> {
    form: u32,
    program: &'a str,
    written_at: &'a str,
    tables: &'a DumpSummary,
    files: &'a BTreeMap<String, String>,
}

impl<'a> BackupManifest<'a> {
    /// The list of a backup.
    pub fn of(it: &'a Manifest) -> Self {
        Self { form: it.form, program: &it.program, written_at: &it.written_at, tables: &it.tables, files: &it.files }
    }

    /// As it stands in the archive.
    ///
    /// # Errors
    /// Never for this type.
    pub fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec_pretty(self)
    }
}

/// `manifest.json` of an update file.
#[derive(Debug, Serialize)]
pub struct UpdateManifest<'a> {
    /// Form of the file.
    pub form: u32,
    /// Version of the program in it.
    pub version: &'a str,
    /// SHA-256 of the program.
    pub sha256: &'a str,
}
