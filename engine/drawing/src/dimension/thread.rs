//! Thread designations inside a line of text: ISO metric, unified inch, pipe and trapezoidal threads.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Deserialize;

/// A thread found in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    /// Designation in one spelling (`M10x1.5-6H`, `1/4-20 UNC-2B`, `G1/4`).
    pub designation: String,
    /// Major diameter, mm.
    pub major_mm: f64,
    /// A number after the diameter that cannot be a pitch (`M3x6`): length or depth, mm.
    pub length_mm: Option<f64>,
}

impl Thread {
    /// The designation of the hole that takes an insert for this thread: `EG M6` (DIN 8140-2), `1/4-20 UNC STI` (ASME B18.29.1).
    pub fn for_insert(self) -> String {
        let of_inserts = self.designation.starts_with("EG ") || self.designation.ends_with(" STI");
        match self.designation.starts_with('M') {
            _ if of_inserts => self.designation,
            true => format!("EG {}", self.designation),
            false => format!("{} STI", self.designation),
        }
    }
}

/// Stands for the thread in the text left over.
pub const PLACE: char = '\u{E000}';

const INCH_MM: f64 = 25.4;

#[derive(Deserialize)]
struct Table {
    pipe_major_mm: HashMap<String, f64>,
}

static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| toml::from_str(include_str!("../../data/threads.toml")).ok());

static METRIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:^|[\s(/xX±])(MJ?|Tr|TR|Rd|RD|EG\s?M)\s?(\d{1,3}(?:[.,]\d{1,2})?)",
        // Pitch, or lead with the pitch of a thread of several starts (`Tr40x14(P7)`); a number with a unit is a length.
        r"(?:\s?[xX*]\s?(?:Ph\s?)?(\d{1,3}(?:[.,]\d{1,3})?)(mm|\s?[dD]\b)?(?:\s?\(?P\s?(\d{1,2}(?:[.,]\d{1,2})?)\)?)?)?",
        r"(?:\s?-?\s?([3-9][A-Ha-h](?:\s?[3-9][A-Ha-h])?(?:/[3-9][A-Ha-h](?:[3-9][A-Ha-h])?)?)\b)?(?:\s?-?\s?(LH|RH)\b)?",
    ))
    .ok()
});
static UNIFIED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[\s(xX])(\d+[\s-]\d+/\d+|\d+/\d+|[#n]°?\d+|\d?[.,]\d+|\d+)\s?[-x]?\s?(\d{1,2}(?:[.,]5)?)\s?[-\s]?\s?(UNJ(?:EF|[CFS])?|UNR(?:EF|[CFS])?|UNEF|UN[CFSM]?|NC|NF|BSW|BSF)(?:\s?-?\s?([123][AB])\b)?").ok()
});
/// `3/8-16 Tap`: a fraction, threads per inch, and a word that says thread.
static TAPPED_FRACTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|[\sx])(\d+/\d+|#\d+)-(\d{1,2})\s+(?:TAP|TAPPED|THREAD|THD)\b").ok());
static PIPE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s(xX])(G|BSPP|BSPT|BSP|Rp|Rc|R)\s?((?:\d[\s-])?\d/\d|[1-6])\s?(?:\x22|'')?\s?([AB]\b)?").ok());
static NPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[\s(xX])((?:\d[\s-])?\d+/\d+|[1-6])\s?(?:\x22)?\s?(?:-\s?[\d.,]+)?\s?-?\s?(NPTF?|NPSM?|NPSF|BSPP|BSPT|BSP|GAZ)\b")
        .ok()
});

/// Takes the first thread out of `line`; the line comes back with [`PLACE`] where it stood.
pub fn take(line: &str) -> Option<(Thread, String)> {
    for (pattern, read) in [
        (&METRIC, metric as fn(&Captures<'_>) -> Option<Thread>),
        (&UNIFIED, unified),
        (&TAPPED_FRACTION, tapped_fraction),
        (&NPT, taper_pipe),
        (&PIPE, pipe),
    ] {
        let Some(found) = pattern.as_ref().and_then(|p| p.captures(line)) else { continue };
        let (Some(thread), Some(whole)) = (read(&found), found.get(0)) else { continue };
        let start = found.get(1).map_or(whole.start(), |first| first.start());
        // A digit or letter glued to the end means the match is part of something longer.
        if line[whole.end()..].starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let mut rest = String::with_capacity(line.len());
        rest.push_str(&line[..start]);
        rest.push(PLACE);
        rest.push(' ');
        rest.push_str(&line[whole.end()..]);
        return Some((thread, rest));
    }
    None
}

fn number(text: &str) -> Option<f64> {
    let text = text.replace(',', ".");
    let text = if text.starts_with('.') { format!("0{text}") } else { text };
    text.parse::<f64>().ok().filter(|v| v.is_finite() && *v > 0.0)
}

fn part<'t>(found: &Captures<'t>, group: usize) -> Option<&'t str> {
    found.get(group).map(|m| m.as_str())
}

fn metric(found: &Captures<'_>) -> Option<Thread> {
    let family = match part(found, 1)? {
        "TR" => "Tr",
        "RD" => "Rd",
        // A hole tapped for a wire thread insert (DIN 8140-2): its thread is larger than the screw's.
        insert if insert.starts_with("EG") => "EG M",
        other => other,
    };
    let size = part(found, 2)?.replace(',', ".");
    let major = number(&size).filter(|d| (1.0..=300.0).contains(d))?;
    let mut designation = format!("{family}{size}");
    let mut length_mm = None;
    if let Some(second) = part(found, 3) {
        let value = number(second)?;
        // ISO 261: no pitch is coarser than 6 mm, nor than a quarter of the diameter and a little; ISO 2904 trapezoids go to a third.
        let coarsest = if family.contains('M') { (major * 0.27 + 0.1).min(6.0) } else { major * 0.5 };
        let several_starts = part(found, 5);
        if (value <= coarsest || several_starts.is_some()) && part(found, 4).is_none() {
            designation.push('x');
            designation.push_str(&second.replace(',', "."));
            if let Some(pitch) = several_starts {
                designation.push_str(&format!("(P{})", pitch.replace(',', ".")));
            }
        } else {
            // `M6x1.5D` is the length of an insert, in diameters.
            let diameters = part(found, 4).is_some_and(|unit| unit.trim().eq_ignore_ascii_case("d"));
            length_mm = Some(if diameters { value * major } else { value });
        }
    }
    for group in [6, 7] {
        if let Some(class) = part(found, group) {
            designation.push('-');
            designation.push_str(&class.replace(' ', ""));
        }
    }
    Some(Thread { designation, major_mm: major, length_mm })
}

fn inch_size(text: &str) -> Option<f64> {
    if let Some(gauge) = text.strip_prefix(['#', 'n', 'N']) {
        // ASME B1.1: number sizes are 0.060 in + 0.013 in per number.
        return number(gauge.trim_start_matches('°')).filter(|n| *n <= 14.0).map(|n| 0.060 + 0.013 * n);
    }
    let mut inches = 0.0;
    for piece in text.split([' ', '-']) {
        inches += match piece.split_once('/') {
            Some((above, below)) => number(above)? / number(below)?,
            None => number(piece)?,
        };
    }
    (inches > 0.0 && inches <= 12.0).then_some(inches)
}

fn unified(found: &Captures<'_>) -> Option<Thread> {
    let size = part(found, 1)?;
    // `10-24 UNC` is gauge number 10; `1-8 UNC` is one inch.
    let gauge = size.parse::<u32>().ok().filter(|n| matches!(n, 2..=14));
    let inches = match gauge {
        Some(n) => 0.060 + 0.013 * f64::from(n),
        None => inch_size(size)?,
    };
    let mut designation = format!("{}-{} {}", size.replace(',', "."), part(found, 2)?, part(found, 3)?.to_ascii_uppercase());
    if let Some(class) = part(found, 4) {
        designation.push('-');
        designation.push_str(&class.to_ascii_uppercase());
    }
    Some(Thread { designation, major_mm: inches * INCH_MM, length_mm: None })
}

fn tapped_fraction(found: &Captures<'_>) -> Option<Thread> {
    let size = part(found, 1)?;
    Some(Thread { designation: format!("{size}-{}", part(found, 2)?), major_mm: inch_size(size)? * INCH_MM, length_mm: None })
}

fn pipe_thread(family: &str, size: &str, class: Option<&str>) -> Option<Thread> {
    let size = size.replace(' ', "-");
    let major_mm = *TABLE.as_ref()?.pipe_major_mm.get(&size)?;
    Some(Thread { designation: format!("{family}{size}{}", class.unwrap_or_default()), major_mm, length_mm: None })
}

fn pipe(found: &Captures<'_>) -> Option<Thread> {
    let (family, size) = (part(found, 1)?, part(found, 2)?);
    // `R2` is a radius; only fractions make R a pipe thread.
    if family == "R" && !size.contains('/') {
        return None;
    }
    pipe_thread(family, size, part(found, 3))
}

fn taper_pipe(found: &Captures<'_>) -> Option<Thread> {
    let family = part(found, 2)?.to_ascii_uppercase();
    let mut thread = pipe_thread("", part(found, 1)?, None)?;
    thread.designation = format!("{} {family}", thread.designation);
    Some(thread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn designations() {
        for (text, expect, major) in [
            ("M10x1.5-6H ↧ 20", "M10x1.5-6H", 10.0),
            ("M4X0.7 - 6H  THRU ALL", "M4x0.7-6H", 4.0),
            ("4 x M6 THRU ALL", "M6", 6.0),
            ("4xM8", "M8", 8.0),
            ("M6x0,75", "M6x0.75", 6.0),
            ("Tr20x4", "Tr20x4", 20.0),
            ("Tr40x14(P7)-7e LH", "Tr40x14(P7)-7e-LH", 40.0),
            ("MJ10x1,25-4h6h", "MJ10x1.25-4h6h", 10.0),
            ("M8-6H/6g", "M8-6H/6g", 8.0),
            ("M10x1 LH", "M10x1-LH", 10.0),
            ("EG M6", "EG M6", 6.0),
            ("1/4-28 UNJF-3A", "1/4-28 UNJF-3A", 6.35),
            ("1/4-28 UNF-2A", "1/4-28 UNF-2A", 6.35),
            ("3/8-32 UNEF", "3/8-32 UNEF", 9.525),
            ("1/2-20 UNJ", "1/2-20 UNJ", 12.7),
            ("Rc 3/8", "Rc3/8", 16.662),
            ("R 3/4", "R3/4", 26.441),
            ("1/4-20 UNC - 2B", "1/4-20 UNC-2B", 6.35),
            ("3/4-16 UNF", "3/4-16 UNF", 19.05),
            ("#10-32 UNF", "#10-32 UNF", 4.826),
            ("10-24 UNC", "10-24 UNC", 4.826),
            ("1 1/2-6 UNC", "1 1/2-6 UNC", 38.1),
            ("3/8-16 Tap", "3/8-16", 9.525),
            ("G1/4", "G1/4", 13.157),
            ("G 1 1/2", "G1-1/2", 47.803),
            ("1/8-27 NPT", "1/8 NPT", 9.728),
            ("Rp1/2", "Rp1/2", 20.955),
        ] {
            let found = take(text).map(|(t, _)| t);
            assert!(found.as_ref().is_some_and(|t| t.designation == expect && (t.major_mm - major).abs() < 1e-6), "{text}: {found:?}");
        }
        for text in ["R2.5", "R2", "12.5", "MATERIAL", "R10", "Ø8 H7", "GM4", "1:2"] {
            assert_eq!(take(text), None, "{text}");
        }
    }
}
