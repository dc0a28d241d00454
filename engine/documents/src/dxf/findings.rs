//! What was repaired or left out while reading, counted by kind, with the first places: thousands of flaws make one line each.

use std::collections::BTreeMap;

use trusquin_domain::{Diagnostic, Severity};

/// Places named per kind of flaw.
const PLACES_NAMED: usize = 5;

/// Kinds of flaw; docs/diagnostics/dxf.md lists the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Flaw {
    Truncated,
    HalfTag,
    BlankLine,
    OutOfStep,
    NumberRepaired,
    Structure,
    EntityDropped,
    MissingBlock,
    BlockLimit,
    TextUndecoded,
    OtherEncoding,
    BrokenHandle,
    NotDrawn,
    Duplicate,
    FarAway,
}

impl Flaw {
    fn wording(self) -> (&'static str, Severity, &'static str) {
        use Severity::{Info, Warning};
        match self {
            Self::Truncated => ("DXF-002", Warning, "the file ends before its end mark: what was there is read, ask for a complete copy"),
            Self::HalfTag => ("DXF-003", Warning, "group code without a value: the rest of the data there is not read"),
            Self::BlankLine => ("DXF-004", Info, "blank line in place of a group code, skipped"),
            Self::OutOfStep => ("DXF-005", Warning, "lines that are no group code, skipped up to the next readable tag"),
            Self::NumberRepaired => ("DXF-006", Info, "number not written as DXF asks (decimal comma, blanks, rubbish), read as meant"),
            Self::Structure => ("DXF-007", Info, "section, table or sequence not opened or closed as DXF asks, repaired"),
            Self::EntityDropped => ("DXF-008", Warning, "entity without the coordinates it needs: counted, not drawn"),
            Self::MissingBlock => ("DXF-009", Warning, "insertion of a block the file does not contain: nothing drawn there"),
            Self::BlockLimit => ("DXF-010", Warning, "blocks inserted in themselves, too deep or too often: the rest is not drawn"),
            Self::TextUndecoded => ("DXF-011", Info, "characters that do not exist in the file's code page, replaced"),
            Self::OtherEncoding => ("DXF-012", Info, "text in UTF-8 although the file names another code page, read as UTF-8"),
            Self::BrokenHandle => ("DXF-013", Info, "entity handle that is no hexadecimal number, ignored"),
            Self::NotDrawn => ("DXF-014", Info, "entities counted but not measured"),
            Self::FarAway => (
                "DXF-023",
                Warning,
                "drawn absurdly far from the rest of the drawing: left out of envelope and cut length, check whether it belongs to the part",
            ),
            Self::Duplicate => ("DXF-015", Info, "curves drawn twice at the same place, cut once"),
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Tally {
    count: u32,
    places: Vec<u32>,
    detail: Vec<String>,
}

/// What the place of a flaw is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Places {
    /// Lines of an ASCII file.
    #[default]
    Lines,
    /// Byte offsets of a binary one.
    Bytes,
    /// The records were set out by another reader: no place in the file that was sent.
    Nowhere,
}

/// The flaws of one file.
#[derive(Debug, Clone, Default)]
pub(super) struct Findings {
    tallies: BTreeMap<Flaw, Tally>,
    remarks: Vec<Diagnostic>,
    places: Places,
}

impl Findings {
    /// None yet.
    pub fn of_file(places: Places) -> Self {
        Self { places, ..Self::default() }
    }

    /// One more of this kind at a line (0: nowhere in particular).
    pub fn note(&mut self, flaw: Flaw, place: u32) {
        let tally = self.tallies.entry(flaw).or_default();
        tally.count = tally.count.saturating_add(1);
        if place > 0 && self.places != Places::Nowhere && tally.places.len() < PLACES_NAMED {
            tally.places.push(place);
        }
    }

    /// The same, naming what it concerns (a block, an entity type).
    pub fn note_named(&mut self, flaw: Flaw, place: u32, name: &str) {
        self.note(flaw, place);
        if let Some(tally) = self.tallies.get_mut(&flaw)
            && tally.detail.len() < PLACES_NAMED
            && !tally.detail.iter().any(|known| known == name)
        {
            tally.detail.push(name.chars().take(60).collect());
        }
    }

    /// A remark said once, in its own words.
    pub fn remark(&mut self, diagnostic: Diagnostic) {
        self.remarks.push(diagnostic);
    }

    /// How many of this kind.
    #[cfg(test)]
    pub fn count(&self, flaw: Flaw) -> u32 {
        self.tallies.get(&flaw).map_or(0, |tally| tally.count)
    }

    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.tallies.is_empty() && self.remarks.is_empty()
    }

    /// One diagnostic per kind, then the remarks.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        let unit = if self.places == Places::Bytes { "byte" } else { "line" };
        let mut out = Vec::with_capacity(self.tallies.len() + self.remarks.len());
        for (flaw, tally) in self.tallies {
            let (code, severity, wording) = flaw.wording();
            let mut message = wording.to_owned();
            if !tally.detail.is_empty() {
                message.push_str(&format!(": {}", tally.detail.join(", ")));
            }
            if !tally.places.is_empty() {
                let places: Vec<String> = tally.places.iter().map(u32::to_string).collect();
                let more = if tally.count as usize > places.len() { ", ..." } else { "" };
                message.push_str(&format!(" ({} times, {unit} {}{more})", tally.count, places.join(", ")));
            } else if tally.count > 1 {
                message.push_str(&format!(" ({} times)", tally.count));
            }
            out.push(match severity {
                Severity::Info => Diagnostic::info(code, message),
                Severity::Warning => Diagnostic::warning(code, message),
                Severity::Error => Diagnostic::error(code, message),
            });
        }
        out.extend(self.remarks);
        out
    }
}
