//! The job `read_file`: a stored file through a reading process to its analysis, and an archive's members to files of their own.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use trusquin_domain::{Analysis, Severity};
use trusquin_store::{FileReport, FileStatus, NewFile, NewMember, Store};

use super::{RfqService, ServiceError, incoming, now};
use crate::budget::Budget;
use crate::pool::{Source, Task};
use crate::restrictions::restrictions;

impl RfqService {
    /// Reads one file of an RFQ. A file that is read already is left alone.
    ///
    /// # Errors
    /// The store or the disk refuse, or the service is stopping: the job is then run again.
    pub(super) async fn read_file(&self, rfq: i64, position: i64) -> Result<(), ServiceError> {
        if !self.store.begin_file(rfq, position).await? {
            return Ok(());
        }
        self.announce(rfq).await;
        let Some(row) = self.store.rfq_file(rfq, position).await? else { return Ok(()) };
        let budget = match row.depth() {
            0 => None,
            // What its archive unpacked so far counts, also when a service before this one did it.
            _ => {
                let (members, bytes) = self.store.unpacked(rfq, &row).await?;
                Some(Arc::new(Budget::after(&self.settings.limits, members, bytes)))
            }
        };
        let task = Task {
            order: Vec::new(),
            display: row.name.clone(),
            source: Source::Path(self.store.file_path(&row.sha256)),
            depth: row.depth(),
            budget,
            lesson: None,
        };
        let (analysis, members) = self.pool.read(task).await.ok_or(ServiceError::Stopping)?;
        let store = self.store.clone();
        let members = tokio::task::spawn_blocking(move || keep_members(&store, members))
            .await
            .map_err(|error| ServiceError::Internal(error.to_string()))??;
        let status = if members.is_empty() && is_lost(&analysis) { FileStatus::Failed } else { FileStatus::Read };
        tracing::info!(rfq, position, ?status, members = members.len(), "a file was read");
        let marks = restrictions(&analysis);
        if !marks.is_empty() {
            // Before the reading can be seen.
            tracing::info!(rfq, position, ?marks, "marks restrict who may read this RFQ");
            self.store.add_restrictions(rfq, &marks).await?;
        }
        let today = now();
        let report = FileReport { analysis, status, members };
        self.store.finish_file(rfq, position, &report, self.settings.reader_version, today.get(..10).unwrap_or(&today)).await?;
        self.announce(rfq).await;
        Ok(())
    }
}

/// Nothing was read from the file, and an error says why.
fn is_lost(analysis: &Analysis) -> bool {
    let read = analysis.solid.is_some()
        || analysis.flat.is_some()
        || !analysis.pages.is_empty()
        || analysis.drawing.sheets.iter().any(|sheet| !sheet.title_block.is_empty() || !sheet.dimensions.is_empty());
    !read && analysis.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Puts every member into the store, under its hash, and names it for the RFQ.
fn keep_members(store: &Store, members: Vec<Task>) -> Result<Vec<NewMember>, ServiceError> {
    let folder = incoming(store)?;
    let mut kept: Vec<NewMember> = Vec::with_capacity(members.len());
    for member in members {
        let (Source::Spooled(spooled), Some(index)) = (&member.source, member.order.last().copied()) else { continue };
        let (sha256, bytes, copy) = copy_hashed(spooled.reader(), &folder)?;
        store.adopt_file(&copy, &sha256)?;
        // Two members of one name are two files: analyses and lines are found by name.
        let taken = |name: &str| kept.iter().any(|other| other.file.name == name);
        let numbered = (2_u32..).map(|number| format!("{} ({number})", member.display));
        let name = std::iter::once(member.display.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or_default();
        kept.push(NewMember { index, file: NewFile { name, sha256, bytes } });
    }
    Ok(kept)
}

/// Copies bytes into the folder, hashing them on the way; the copy is not removed when it is dropped.
fn copy_hashed(mut from: impl Read, folder: &Path) -> Result<(String, u64, std::path::PathBuf), ServiceError> {
    let mut copy = tempfile::NamedTempFile::new_in(folder)?;
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0_u8; 1 << 17]);
    loop {
        let count = from.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        let piece = buffer.get(..count).unwrap_or_default();
        hash.update(piece);
        copy.write_all(piece)?;
        bytes += count as u64;
    }
    let (_, path) = copy.keep().map_err(|error| error.error)?;
    Ok((hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(), bytes, path))
}
