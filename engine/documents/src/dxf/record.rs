//! One entity, table entry or section head: the tags from one structure tag to the next.

use std::cell::Cell;

use super::ascii::AsciiTags;
use super::binary::{BINARY_SENTINEL, BinaryTags};
use super::findings::Findings;
use super::tag::Tag;

/// Tags kept of one record; a record of more is cut (the largest real ones are meshes and hatches of some hundred thousand tags).
const TAGS_PER_RECORD: usize = 8_000_000;

enum Source<'a> {
    Ascii(AsciiTags<'a>),
    Binary(BinaryTags<'a>),
}

/// Delivers the records of a file one after the other.
pub(super) struct Records<'a> {
    source: Source<'a>,
    head: Option<Tag<'a>>,
    started: bool,
}

/// A structure tag and what follows it.
#[derive(Default)]
pub(super) struct Record<'a> {
    /// `LINE`, `SECTION`, ... as written, blanks removed.
    pub kind: &'a [u8],
    /// Line (or byte) of the structure tag.
    pub place: u32,
    /// Tags after the structure tag.
    pub tags: Vec<Tag<'a>>,
    /// Tags of the entity itself: what follows is extended data or an embedded object.
    body_end: usize,
    repaired: Cell<u32>,
}

impl<'a> Records<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        let source =
            if bytes.starts_with(BINARY_SENTINEL) { Source::Binary(BinaryTags::new(bytes)) } else { Source::Ascii(AsciiTags::new(bytes)) };
        Self { source, head: None, started: false }
    }

    /// Reads the next record into `record`; false at the end of the file.
    pub fn read(&mut self, record: &mut Record<'a>, findings: &mut Findings) -> bool {
        while !self.started {
            match self.take(findings) {
                Some(tag) if tag.code == 0 => {
                    self.head = Some(tag);
                    self.started = true;
                }
                Some(_) => {}
                None => return false,
            }
        }
        let Some(head) = self.head.take() else { return false };
        record.kind = head.bytes();
        record.place = head.place;
        record.tags.clear();
        record.repaired.set(0);
        record.body_end = 0;
        if head.bytes() == b"EOF" {
            // What follows the end mark is no part of the drawing.
            return true;
        }
        let mut body_end = None;
        while let Some(tag) = self.take(findings) {
            if tag.code == 0 {
                self.head = Some(tag);
                break;
            }
            if body_end.is_none() && (tag.code >= 1000 || tag.code == 101) {
                body_end = Some(record.tags.len());
            }
            if record.tags.len() < TAGS_PER_RECORD {
                record.tags.push(tag);
            }
        }
        record.body_end = body_end.unwrap_or(record.tags.len());
        true
    }

    /// Line or byte reached.
    pub fn place(&self) -> u32 {
        match &self.source {
            Source::Ascii(tags) => tags.place(),
            Source::Binary(tags) => tags.place(),
        }
    }

    fn take(&mut self, findings: &mut Findings) -> Option<Tag<'a>> {
        match &mut self.source {
            Source::Ascii(tags) => tags.next(findings),
            Source::Binary(tags) => tags.next(findings),
        }
    }
}

impl<'a> Record<'a> {
    /// The entity's own tags, without extended data and embedded objects.
    pub fn body(&self) -> &[Tag<'a>] {
        self.tags.get(..self.body_end).unwrap_or(&self.tags)
    }

    /// Extended data.
    pub fn extended(&self) -> &[Tag<'a>] {
        self.tags.get(self.body_end..).unwrap_or(&[])
    }

    /// First tag of the body with this code.
    pub fn first(&self, code: i16) -> Option<&Tag<'a>> {
        self.body().iter().find(|tag| tag.code == code)
    }

    /// A tag's number, counting the repairs; 0 for a tag without any.
    pub fn real(&self, tag: &Tag<'_>) -> f64 {
        match tag.number() {
            Some((value, false)) => value,
            Some((value, true)) => {
                self.repaired.set(self.repaired.get() + 1);
                value
            }
            None => {
                self.repaired.set(self.repaired.get() + 1);
                0.0
            }
        }
    }

    /// First number of the body with this code.
    pub fn first_real(&self, code: i16) -> Option<f64> {
        self.first(code).map(|tag| self.real(tag))
    }

    /// First whole number of the body with this code.
    pub fn first_int(&self, code: i16) -> Option<i64> {
        self.first(code).and_then(Tag::int)
    }

    /// A point by its x code (y is +10, z +20); `None` without x or y. Coordinates may come in any order (AutoCAD before R10).
    pub fn point(&self, code: i16) -> Option<[f64; 3]> {
        let x = self.first_real(code)?;
        let y = self.first_real(code + 10)?;
        Some([x, y, self.first_real(code + 20).unwrap_or(0.0)])
    }

    /// Numbers repaired so far in this record.
    pub fn repaired(&self) -> u32 {
        self.repaired.get()
    }

    /// Handle of the record; `Err` when it is written but no handle.
    pub fn handle(&self) -> Result<Option<u64>, ()> {
        match self.first(5) {
            None => Ok(None),
            Some(tag) => tag.handle().map(Some).ok_or(()),
        }
    }

    /// Owner: the first 330 outside of `{...}` groups.
    pub fn owner(&self) -> Option<u64> {
        let mut in_group = false;
        for tag in self.body() {
            match tag.code {
                102 => in_group = tag.bytes().starts_with(b"{"),
                330 if !in_group => return tag.handle(),
                _ => {}
            }
        }
        None
    }
}
