//! A picture of a page or the mesh of a model for people, made by a worker process of its own: the bytes of a stranger are not parsed here (invariant I8).

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;

use crate::limits::{COMFORTABLE_WORKER_BYTES, Limits, WORKER_MEMORY_VARIABLE};
use crate::pool::WorkerCommand;
use crate::protocol::{MeshRequest, PageRefusal, PageRequest, Tag, read_frame, write_frame};

/// Memory of a drawing process at least, bytes: the largest picture stands in it three times, see `draw_page`.
const LEAST_DRAWING_BYTES: u64 = COMFORTABLE_WORKER_BYTES;

/// There is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PageImageError {
    /// The document has no such page.
    #[error("the document has no such page")]
    NoSuchPage,
    /// The file has no pages or no solid, or they cannot be drawn.
    #[error("{0}")]
    NotDrawable(String),
    /// The process could not be started, ended or took too long.
    #[error("the drawing process failed: {0}")]
    Process(#[from] io::Error),
}

/// Draws one page of a file as a PNG of that width. Blocks until it is there, or the time of one file is over.
///
/// # Errors
/// See [`PageImageError`].
pub fn page_image(path: &Path, page: u32, width_px: u32, command: &WorkerCommand, limits: &Limits) -> Result<Vec<u8>, PageImageError> {
    let header = |bytes| serde_json::to_vec(&PageRequest { bytes, page, width_px });
    drawn(path, Tag::PageRequest, header, Tag::PageImage, command, limits)
}

/// The model in a STEP file as binary glTF. Blocks until it is there, or the time of one file is over.
///
/// # Errors
/// See [`PageImageError`].
pub fn model_mesh(path: &Path, command: &WorkerCommand, limits: &Limits) -> Result<Vec<u8>, PageImageError> {
    drawn(path, Tag::MeshRequest, |bytes| serde_json::to_vec(&MeshRequest { bytes }), Tag::Mesh, command, limits)
}

/// Asks a worker of its own for what is made of one file; `header` is given the number of bytes that follow it.
fn drawn(
    path: &Path,
    ask_for: Tag,
    header: impl Fn(u64) -> serde_json::Result<Vec<u8>>,
    wanted: Tag,
    command: &WorkerCommand,
    limits: &Limits,
) -> Result<Vec<u8>, PageImageError> {
    let file = File::open(path)?;
    let bytes = file.metadata()?.len().min(limits.file_bytes);
    let header = header(bytes).map_err(io::Error::from)?;
    let mut child = Command::new(&command.program)
        .args(&command.arguments)
        .env(WORKER_MEMORY_VARIABLE, (limits.worker_memory_bytes.max(LEAST_DRAWING_BYTES) >> 20).to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::Error::other("the worker's pipes are missing").into());
    };
    let (sender, answer) = channel();
    // A thread of its own, so that a worker that neither reads nor answers can be given up.
    std::thread::spawn(move || sender.send(ask(file, bytes, ask_for, &header, input, output)));
    let frame = answer.recv_timeout(limits.file_time).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    end(&mut child);
    match frame? {
        Some((tag, picture)) if tag == wanted => Ok(picture),
        Some((Tag::Answer, json)) => match serde_json::from_slice(&json).map_err(io::Error::from)? {
            PageRefusal::NoSuchPage => Err(PageImageError::NoSuchPage),
            PageRefusal::NotDrawable { message } => Err(PageImageError::NotDrawable(message)),
        },
        Some(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "an answer to something else").into()),
        None => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it ended without an answer").into()),
    }
}

fn ask(file: File, bytes: u64, tag: Tag, header: &[u8], mut input: impl Write, output: impl Read) -> io::Result<Option<(Tag, Vec<u8>)>> {
    write_frame(&mut input, tag, header)?;
    // A file of ours does not shrink; should it, the worker sees the end of its input and ends.
    io::copy(&mut file.take(bytes), &mut input)?;
    input.flush()?;
    drop(input);
    read_frame(&mut BufReader::new(output))
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
