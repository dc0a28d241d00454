//! One file of a form to the data folder: piece by piece, hashed on the way, never whole in memory.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use crate::problem::Problem;
use crate::state::UploadLimits;

/// Pieces between the network and the disk.
const PIECES_IN_FLIGHT: usize = 8;

/// A file that arrived.
#[derive(Debug)]
pub struct Arrived {
    /// Where it is, not yet under its hash.
    pub path: PathBuf,
    /// Hash.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
}

/// Writes a file of the form into the folder.
///
/// # Errors
/// Too large, a cut form, or the disk.
pub async fn store(mut field: Field<'_>, name: &str, folder: &Path, index: usize, limits: &UploadLimits) -> Result<Arrived, Problem> {
    let path = folder.join(index.to_string());
    let (pieces, inbox) = mpsc::channel::<Bytes>(PIECES_IN_FLIGHT);
    let target = path.clone();
    let written = tokio::task::spawn_blocking(move || write(&target, inbox));
    let received = receive(&mut field, name, pieces, limits).await;
    // The writer is waited for in every case: nothing is written any more when the folder is removed.
    let sha256 = written.await.map_err(|error| Problem::internal(&error))?;
    Ok(Arrived { path, bytes: received?, sha256: sha256? })
}

/// Hands the pieces to the writer and returns how many bytes they were.
async fn receive(field: &mut Field<'_>, name: &str, pieces: mpsc::Sender<Bytes>, limits: &UploadLimits) -> Result<u64, Problem> {
    let mut bytes = 0_u64;
    while let Some(piece) = field.chunk().await.map_err(|error| refused(&error, limits))? {
        bytes += piece.len() as u64;
        if bytes > limits.file_bytes {
            return Err(Problem::new("API-017").about(name).about(limits.file_bytes >> 20));
        }
        if pieces.send(piece).await.is_err() {
            // The writer has stopped; its result says why.
            break;
        }
    }
    Ok(bytes)
}

fn write(path: &Path, mut pieces: mpsc::Receiver<Bytes>) -> std::io::Result<String> {
    let (mut file, mut hash) = (File::create_new(path)?, Sha256::new());
    while let Some(piece) = pieces.blocking_recv() {
        hash.update(&piece);
        file.write_all(&piece)?;
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the form's reader says, as a problem.
pub fn refused(error: &MultipartError, limits: &UploadLimits) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new("API-018").about(limits.request_bytes >> 20),
        _ => Problem::new("API-012").about(error.body_text()),
    }
}
