//! The frames between the service and a worker process: one tag byte, a little-endian u32 length, the payload.
//!
//! Architecture invariant: a worker sees bytes and a display name, nothing else: no path, no database, no socket.

use std::io::{self, Read, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trusquin_domain::{LearnedLayout, Lesson};
use trusquin_drawing::CriticalRule;

/// What the service asks: a JSON header in a `Request` frame, then `bytes` raw bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Name shown to people: a path or `archive.zip!/member`.
    pub file: String,
    /// Hash of the bytes, computed by the service while it read them.
    pub sha256: String,
    /// Number of raw bytes that follow.
    pub bytes: u64,
    /// True when an archive may still be opened at this depth.
    pub may_unpack: bool,
    /// What people taught.
    #[serde(default)]
    pub knowledge: Knowledge,
}

/// What people taught about sheets, and perhaps teach with this one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Knowledge {
    /// Layouts of title blocks.
    #[serde(default)]
    pub layouts: Arc<Vec<LearnedLayout>>,
    /// The shop's rule for what is watched; `None` is the one that ships.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critical: Option<Arc<CriticalRule>>,
    /// A corrected title block of this very file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lesson: Option<Lesson>,
}

/// What the service asks when it wants a picture of a page: a JSON header in a `PageRequest` frame, then `bytes` raw bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    /// Number of raw bytes that follow.
    pub bytes: u64,
    /// Page, from 1.
    pub page: u32,
    /// Width wanted, pixels.
    pub width_px: u32,
}

/// Why there is no picture of a page, or no mesh of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum PageRefusal {
    /// The document has no such page.
    NoSuchPage,
    /// The file has no pages, or they cannot be drawn.
    NotDrawable {
        /// English sentence.
        message: String,
    },
}

/// What the service asks when it wants the model as triangles: a JSON header in a `MeshRequest` frame, then `bytes` raw bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeshRequest {
    /// Number of raw bytes that follow.
    pub bytes: u64,
}

/// Sort of frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Service to worker: a [`Request`].
    Request,
    /// Worker to service: an archive member begins; the payload is its name in UTF-8.
    MemberStart,
    /// Worker to service: bytes of the current member.
    MemberBytes,
    /// Worker to service: the answer as JSON, always last.
    Answer,
    /// Worker to service: the current member is complete. One that is not ended is dropped.
    MemberEnd,
    /// Worker to service: what the file is, as JSON, before it is read: a reader that dies has still told that much.
    Kind,
    /// Service to worker: a [`PageRequest`]. It is answered by a `PageImage`, or by a [`PageRefusal`] in an `Answer`.
    PageRequest,
    /// Worker to service: a PNG.
    PageImage,
    /// Service to worker: a [`MeshRequest`]. It is answered by a `Mesh`, or by a [`PageRefusal`] in an `Answer`.
    MeshRequest,
    /// Worker to service: a binary glTF file.
    Mesh,
}

/// Largest answer or picture, bytes: those of the largest drawings are a few megabytes. Any other frame is far smaller.
pub const LARGEST_ANSWER: u32 = 32 << 20;
/// Largest mesh, bytes: about four million triangles, more than a browser turns smoothly.
pub const LARGEST_MESH: u32 = 128 << 20;
/// Largest frame that is no answer, bytes.
const LARGEST_PIECE: u32 = 1 << 20;

impl Tag {
    fn from_byte(byte: u8) -> Option<Self> {
        use Tag::{Answer, Kind, MemberBytes, MemberEnd, MemberStart, Mesh, MeshRequest, PageImage, PageRequest, Request};
        let all = [Request, MemberStart, MemberBytes, Answer, MemberEnd, Kind, PageRequest, PageImage, MeshRequest, Mesh];
        all.into_iter().find(|tag| *tag as u8 == byte)
    }

    /// Largest payload, bytes.
    fn limit(self) -> u32 {
        match self {
            Self::Answer | Self::PageImage | Self::Request => LARGEST_ANSWER,
            Self::Mesh => LARGEST_MESH,
            _ => LARGEST_PIECE,
        }
    }
}

/// Writes one frame.
///
/// # Errors
/// The peer is gone, or the payload is above the frame limit.
pub fn write_frame(to: &mut impl Write, tag: Tag, payload: &[u8]) -> io::Result<()> {
    let length = u32::try_from(payload.len()).ok().filter(|length| *length <= tag.limit());
    let Some(length) = length else { return Err(io::Error::new(io::ErrorKind::InvalidInput, "frame too large")) };
    let mut head = [0_u8; 5];
    head[0] = tag as u8;
    head[1..].copy_from_slice(&length.to_le_bytes());
    to.write_all(&head)?;
    to.write_all(payload)?;
    to.flush()
}

/// Reads one frame; `None` at a clean end of stream.
///
/// # Errors
/// The stream ends inside a frame, or the frame is not ours.
pub fn read_frame(from: &mut impl Read) -> io::Result<Option<(Tag, Vec<u8>)>> {
    let mut head = [0_u8; 5];
    match from.read(&mut head[..1])? {
        0 => return Ok(None),
        _ => from.read_exact(&mut head[1..])?,
    }
    let Some(tag) = Tag::from_byte(head[0]) else { return Err(io::Error::new(io::ErrorKind::InvalidData, "unknown frame")) };
    let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]);
    if length > tag.limit() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "frame too large"));
    }
    let mut payload = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut payload)?;
    if payload.len() < length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some((tag, payload)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_as_it_went() {
        let mut wire = Vec::new();
        write_frame(&mut wire, Tag::MemberBytes, b"abc").unwrap();
        write_frame(&mut wire, Tag::Answer, b"").unwrap();
        let mut from = wire.as_slice();
        assert_eq!(read_frame(&mut from).unwrap(), Some((Tag::MemberBytes, b"abc".to_vec())));
        assert_eq!(read_frame(&mut from).unwrap(), Some((Tag::Answer, Vec::new())));
        assert_eq!(read_frame(&mut from).unwrap(), None);
    }

    #[test]
    fn a_cut_frame_is_an_error_and_a_lie_about_length_allocates_nothing() {
        let mut wire = vec![3, 0xff, 0xff, 0xff, 0x01];
        wire.extend_from_slice(b"short");
        for wire in [wire.as_slice(), &[3, 0xff, 0xff, 0xff, 0xff], &[2, 0, 0, 0x20, 0], &[10, 0, 0, 0, 0]] {
            assert!(read_frame(&mut &*wire).is_err(), "{wire:?}");
        }
    }
}
