//! The child process: limits itself, then answers requests on stdin until it closes (invariant I8).

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use nix::sys::prctl::set_pdeathsig;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::Signal;
use trusquin_documents::detect;
use trusquin_domain::{Analysis, Diagnostic, FileKind};

use crate::analyse::{Libraries, analyse};
use crate::archive::stream_members;
use crate::draw_model::mesh_one;
use crate::draw_page::draw_one;
use crate::limits::{ADDRESS_SPACE_RESERVE_BYTES, Limits};
use crate::mail::read_message;
use crate::protocol::{LARGEST_ANSWER, Request, Tag, read_frame, write_frame};

/// Stack of the thread that parses: deep but honest files need more than the 8 MiB default.
const PARSER_STACK_BYTES: usize = 64 << 20;

/// Serves requests from stdin to stdout. Returns when stdin closes or after a panic (a fresh process is cheaper than doubt).
///
/// # Errors
/// The service is gone, or the limits cannot be set.
pub fn serve_stdin(limits: &Limits, load: impl FnOnce() -> Libraries + Send + 'static) -> io::Result<()> {
    restrict(limits)?;
    let limits = limits.clone();
    let parser = std::thread::Builder::new().name("parser".into()).stack_size(PARSER_STACK_BYTES).spawn(move || serve(&limits, &load()))?;
    match parser.join() {
        Ok(result) => result,
        Err(_) => Err(io::Error::other("the worker's parser thread panicked")),
    }
}

fn restrict(limits: &Limits) -> io::Result<()> {
    // What is filled counts, not what is reserved: RLIMIT_DATA is every private writable mapping (man 2 getrlimit, since Linux 4.7).
    lower(Resource::RLIMIT_DATA, limits.worker_memory_bytes)?;
    lower(Resource::RLIMIT_AS, limits.worker_memory_bytes.saturating_add(ADDRESS_SPACE_RESERVE_BYTES))?;
    lower(Resource::RLIMIT_CORE, 0)?;
    set_pdeathsig(Signal::SIGKILL)?;
    Ok(())
}

/// Lowers a limit; a lower one set from outside stays.
fn lower(resource: Resource, to: u64) -> io::Result<()> {
    let (_, hard) = getrlimit(resource)?;
    let to = to.min(hard);
    Ok(setrlimit(resource, to, to)?)
}

fn serve(limits: &Limits, libraries: &Libraries) -> io::Result<()> {
    let mut input = BufReader::new(io::stdin());
    let mut output = BufWriter::new(io::stdout());
    while let Some((tag, header)) = read_frame(&mut input)? {
        if tag == Tag::PageRequest {
            draw_one(&header, &mut input, &mut output, libraries)?;
            continue;
        }
        if tag == Tag::MeshRequest {
            mesh_one(&header, &mut input, &mut output)?;
            continue;
        }
        let request: Request = match (tag, serde_json::from_slice(&header)) {
            (Tag::Request, Ok(request)) => request,
            _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "not a request")),
        };
        let mut bytes = Vec::new();
        (&mut input).take(request.bytes).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < request.bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let answer = catch_unwind(AssertUnwindSafe(|| answer(&request, &bytes, limits, libraries, &mut output)));
        match answer {
            Ok(analysis) => send(&mut output, &analysis?)?,
            Err(_) => {
                let mut analysis = blank(&request);
                analysis.kind = detect::kind(&bytes);
                analysis.diagnostics.push(Diagnostic::error(
                    "WRK-004",
                    "reading this file failed on an internal error, which is ours; the file is kept, enter the line by hand and report the log",
                ));
                return send(&mut output, &analysis);
            }
        }
    }
    Ok(())
}

fn answer(request: &Request, bytes: &[u8], limits: &Limits, libraries: &Libraries, output: &mut impl Write) -> io::Result<Analysis> {
    let mut analysis = blank(request);
    let outlook = detect::is_outlook_message(bytes);
    analysis.kind = if outlook { FileKind::Archive } else { detect::kind(bytes) };
    write_frame(output, Tag::Kind, &serde_json::to_vec(&analysis.kind)?)?;
    if analysis.kind == FileKind::Archive && bytes.starts_with(b"PK") {
        if request.may_unpack {
            analysis.diagnostics = stream_members(bytes, limits, output)?;
        } else {
            analysis
                .diagnostics
                .push(Diagnostic::error("ARC-008", "archives inside archives are opened to three levels only; send the files themselves"));
        }
        return Ok(analysis);
    }
    if detect::is_email(bytes) {
        read_message(&mut analysis, bytes, request.may_unpack, limits, output)?;
        return Ok(analysis);
    }
    if outlook {
        analysis.diagnostics.push(Diagnostic::error(
            "ARC-010",
            "Outlook messages (.msg) are not opened yet; save the message as .eml, or send the attached files themselves",
        ));
        return Ok(analysis);
    }
    analyse(&mut analysis, bytes, libraries, &request.knowledge, limits.file_time);
    Ok(analysis)
}

fn blank(request: &Request) -> Analysis {
    Analysis { file: request.file.clone(), sha256: request.sha256.clone(), bytes: request.bytes, ..Analysis::default() }
}

fn send(output: &mut impl Write, analysis: &Analysis) -> io::Result<()> {
    let mut json = serde_json::to_vec(analysis)?;
    if json.len() > LARGEST_ANSWER as usize {
        let mut short = Analysis {
            file: analysis.file.clone(),
            sha256: analysis.sha256.clone(),
            bytes: analysis.bytes,
            kind: analysis.kind,
            ..Analysis::default()
        };
        short.diagnostics.push(Diagnostic::error(
            "WRK-005",
            format!("what was read is more than {} MiB; ask for a drawing without what is not needed", LARGEST_ANSWER >> 20),
        ));
        json = serde_json::to_vec(&short)?;
    }
    write_frame(output, Tag::Answer, &json)
}
