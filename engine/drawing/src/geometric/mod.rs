//! Feature control frames: characteristic, tolerance, modifiers and datums, read cell by cell.

mod cells;

use trusquin_domain::{Diagnostic, DocumentPage, GeometricTolerance, Reading};

use self::cells::{ControlFrame, control_frames};
use crate::dimension::{DrawingUnit, gdt_letter};
use crate::sheet_text::piece::Directed;
use crate::sheet_text::strokes::Strokes;
use crate::sheet_text::symbol::{Family, classify};
use crate::sheet_text::zone::Zones;

/// Frames of one direction, and the pieces they used.
#[derive(Debug, Default)]
pub struct FrameReading {
    /// The tolerances.
    pub tolerances: Vec<GeometricTolerance>,
    /// One flag per piece of the direction: true when it belongs to a frame.
    pub used: Vec<bool>,
}

/// ISO 1101:2017 and ASME Y14.5 names of the characteristic symbols.
pub(crate) fn characteristic(symbol: char) -> Option<(&'static str, char)> {
    Some(match symbol {
        '⏤' | '⎯' => ("straightness", '⏤'),
        '⏥' | '▱' => ("flatness", '⏥'),
        '○' | '◯' => ("circularity", '○'),
        '⌭' => ("cylindricity", '⌭'),
        '⌒' => ("profile_of_a_line", '⌒'),
        '⌓' => ("profile_of_a_surface", '⌓'),
        '∥' | '⫽' => ("parallelism", '∥'),
        '⊥' | '⟂' => ("perpendicularity", '⊥'),
        '∠' => ("angularity", '∠'),
        '⌖' => ("position", '⌖'),
        '◎' => ("concentricity", '◎'),
        '⌯' => ("symmetry", '⌯'),
        '↗' => ("circular_runout", '↗'),
        '⌰' => ("total_runout", '⌰'),
        _ => return None,
    })
}

/// Reads the frames among the pieces of one direction.
pub fn read_frames(
    page: &DocumentPage,
    directed: &Directed,
    strokes: &Strokes<'_>,
    zones: &Zones,
    unit: DrawingUnit,
) -> Reading<FrameReading> {
    let mut reading = Reading::clean(FrameReading { tolerances: Vec::new(), used: vec![false; directed.pieces.len()] });
    for frame in control_frames(page, directed, strokes).into_iter().filter(|frame| !zones.exclude(&frame.sheet_box)) {
        match tolerance(&frame, unit, page.page) {
            Some(tolerance) => reading.value.tolerances.push(tolerance),
            None => reading.diagnostics.push(
                Diagnostic::info(
                    "DRW-020",
                    format!("a frame of cells holding \"{}\" shows no known tolerance symbol; check it by hand", frame.text()),
                )
                .on_page(page.page),
            ),
        }
        for (index, piece) in directed.pieces.iter().enumerate() {
            if frame.holds(piece.local.u(), piece.local.v()) {
                reading.value.used[index] = true;
            }
        }
    }
    reading
}

fn tolerance(frame: &ControlFrame, unit: DrawingUnit, page: u32) -> Option<GeometricTolerance> {
    let first = frame.cells.first()?;
    let written: Vec<char> = first.text.chars().filter(|c| !c.is_whitespace()).collect();
    let (symbol, drawn) = match written.as_slice() {
        [] => (classify(&first.strokes, frame.font_mm * 1.3, Family::Characteristic)?, true),
        [one] => (characteristic(*one).map(|(_, sign)| sign).or_else(|| gdt_letter(*one))?, false),
        ['/', '/'] => ('∥', false),
        _ => return None,
    };
    let (name, sign) = characteristic(symbol)?;
    let value_cell = frame.cells.get(1)?;
    let (value, decimals_text, rest) = value_of(&value_cell.text)?;
    let diameter = value_cell.text.starts_with(['Ø', 'S']) || value_cell.diameter_drawn;
    let mut modifiers = modifiers_of(rest);
    let mut datums = Vec::new();
    let mut text = format!("{sign} {}{decimals_text}", if diameter { "Ø" } else { "" });
    for modifier in &modifiers {
        text.push(' ');
        text.push_str(modifier);
    }
    for cell in frame.cells.iter().skip(2) {
        let mut letters = cell.text.split_whitespace();
        let Some(datum) = letters.next() else { continue };
        if !datum.chars().all(|c| c.is_ascii_uppercase() || c == '-') || datum.len() > 5 {
            continue;
        }
        datums.push(datum.to_owned());
        text.push(' ');
        text.push_str(&cell.text);
        for modifier in letters.flat_map(modifiers_of) {
            if !modifiers.contains(&modifier) {
                modifiers.push(modifier);
            }
        }
    }
    Some(GeometricTolerance {
        text,
        characteristic: name.to_owned(),
        value_mm: Some(value * unit.mm()),
        modifiers,
        datums,
        page,
        sheet_box: Some(frame.sheet_box),
        reference: None,
        confidence: if drawn { 0.88 } else { 0.93 },
        critical: false,
    })
}

/// The number of a tolerance cell, as a value and as written, and what follows it.
pub(crate) fn value_of(text: &str) -> Option<(f64, &str, &str)> {
    let text = text.trim_start_matches(['Ø', 'S', ' ', 't', '=']);
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let tidy = number.replace(',', ".");
    let value: f64 = if tidy.starts_with('.') { format!("0{tidy}").parse().ok()? } else { tidy.parse().ok()? };
    (value.is_finite() && (0.0..=50.0).contains(&value)).then_some((value, number, rest))
}

pub(crate) fn modifiers_of(text: &str) -> Vec<String> {
    // `CZ` stands glued to the circled letter after it when only the letter is text.
    let text = ["CZ", "SZ", "UZ"].iter().fold(text.to_owned(), |text, zone| text.replace(zone, &format!(" {zone} ")));
    text.split(|c: char| c.is_whitespace() || c == '(' || c == ')')
        .filter_map(|word| match word {
            "M" | "Ⓜ" => Some("M"),
            "L" | "Ⓛ" => Some("L"),
            "P" | "Ⓟ" => Some("P"),
            "F" | "Ⓕ" => Some("F"),
            "E" | "Ⓔ" => Some("E"),
            "T" | "Ⓣ" => Some("T"),
            "U" | "Ⓤ" => Some("U"),
            "S" | "Ⓢ" => Some("S"),
            "R" | "Ⓡ" => Some("R"),
            "CZ" | "SZ" | "UZ" | "ACS" | "LD" | "MD" | "PD" => Some(word),
            _ => None,
        })
        .map(str::to_owned)
        .collect()
}
