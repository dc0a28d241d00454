//! Opens an e-mail inside a worker: what its text asks for goes into the analysis, its attachments to the service.

use std::io::{self, Write};

use trusquin_documents::mail::{Mail, read_mail};
use trusquin_domain::{Analysis, Diagnostic};
use trusquin_drawing::request::read_request;

use crate::archive::{PIECE_BYTES, safe_label};
use crate::limits::Limits;
use crate::protocol::{Tag, write_frame};

/// Reads the message and streams its attachments as members. Their names are labels, never paths.
///
/// # Errors
/// Only when the service is gone: a bad message is diagnostics.
pub fn read_message(analysis: &mut Analysis, bytes: &[u8], may_unpack: bool, limits: &Limits, to: &mut impl Write) -> io::Result<()> {
    let mail = match read_mail(bytes) {
        Ok(mail) => mail,
        Err(error) => {
            analysis.diagnostics.push(Diagnostic::error("EML-001", error.to_string()));
            return Ok(());
        }
    };
    let names: Vec<String> = mail.attachments.iter().map(|attachment| attachment.name.clone()).collect();
    let request = read_request(&mail.message, &names);
    analysis.diagnostics.extend(request.diagnostics);
    analysis.request = Some(request.value);
    if !mail.pictures.is_empty() {
        analysis.diagnostics.push(Diagnostic::info(
            "EML-002",
            format!("small pictures of the text (logos, signatures) are left out: {}", mail.pictures.join(", ")),
        ));
    }
    if mail.attachments.is_empty() {
        analysis.diagnostics.push(Diagnostic::warning("EML-004", "the e-mail carries no file; ask for the drawings"));
    } else if may_unpack {
        return stream_attachments(mail, limits, to, &mut analysis.diagnostics);
    } else {
        analysis
            .diagnostics
            .push(Diagnostic::error("ARC-008", "archives inside archives are opened to three levels only; send the files themselves"));
    }
    Ok(())
}

fn stream_attachments(mail: Mail<'_>, limits: &Limits, to: &mut impl Write, diagnostics: &mut Vec<Diagnostic>) -> io::Result<()> {
    let count = mail.attachments.len();
    if count > limits.archive_members {
        diagnostics.push(Diagnostic::error(
            "ARC-005",
            format!("the e-mail has {count} attachments, only the first {} are read; split it", limits.archive_members),
        ));
    }
    for attachment in mail.attachments.into_iter().take(limits.archive_members) {
        let (name, escaped) = safe_label(&attachment.name);
        if escaped {
            diagnostics.push(Diagnostic::warning(
                "ARC-003",
                format!("attachment '{name}' was sent with a path that leaves the e-mail; it is read under this name and written nowhere"),
            ));
        }
        let name = if name.is_empty() { "attachment".to_owned() } else { name };
        write_frame(to, Tag::MemberStart, name.as_bytes())?;
        for piece in attachment.bytes.chunks(PIECE_BYTES) {
            write_frame(to, Tag::MemberBytes, piece)?;
        }
        write_frame(to, Tag::MemberEnd, b"")?;
    }
    Ok(())
}
