//! Callouts of every sort around the views of a sheet, so that one sheet carries what ten drawings of ten offices do.
//!
//! Each is drawn on a sheet of its own and laid where nothing else is. Texts come from a data file, numbers from the seed.

mod draw;
mod place;
mod template;
mod values;

use super::symbols::SignFace;
use super::{Point, Sheet};
use crate::order::Language;
use crate::random::SplitMix64;
use place::Floor;

/// Callouts added to a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dressing {
    /// How many; none when 0.
    pub callouts: u32,
    /// What decides them.
    pub seed: u64,
}

impl Dressing {
    /// The size of a sheet with room for the callouts: the next format (ISO 216).
    pub fn room(self, [width, height]: Point) -> Point {
        match (self.callouts, width.max(height) > 500.0) {
            (0, _) | (_, true) => [width, height],
            _ if width > height => [594.0, 420.0],
            _ => [420.0, 594.0],
        }
    }
}

/// How an office writes, the same all over a sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hand {
    /// Font size, mm.
    pub(super) size: f64,
    /// Numbers stand in a gap of their line and read from below, not along the line above it (ASME Y14.5).
    pub(super) in_gap: bool,
    /// Decimal comma.
    pub(super) comma: bool,
    /// No zero before the decimal sign, and as many decimals as the tolerance (ASME, inches).
    pub(super) no_zero: bool,
    /// Zeros fill up to the second decimal.
    pub(super) filled: bool,
    /// The diameter sign is drawn where the file carries signs as lines.
    pub(super) drawn_diameter: bool,
    /// All lines of a leader stand beside its end, not on a shelf.
    pub(super) beside: bool,
    /// `fr`, `en`, `de`: whose words.
    pub(super) tongue: &'static str,
}

impl Hand {
    fn sample(random: &mut SplitMix64, language: Language) -> Self {
        let tongue = if random.chance(20) { "de" } else { language.choose("fr", "en") };
        let american = tongue == "en" && random.chance(50);
        Self {
            size: *random.pick(&[3.5, 3.5, 4.2, 4.9]),
            in_gap: american,
            comma: tongue != "en" && random.chance(85),
            no_zero: american && random.chance(40),
            filled: american || random.chance(20),
            drawn_diameter: random.chance(40),
            beside: american,
            tongue,
        }
    }
}

/// Lays callouts where the sheet is free.
pub fn dress(sheet: &mut Sheet, language: Language, dressing: Dressing) {
    if dressing.callouts == 0 {
        return;
    }
    let mut random = SplitMix64::new(dressing.seed ^ 0xD12E_5501);
    sheet.signs = *random.pick(&[SignFace::Drawn, SignFace::Drawn, SignFace::Typed, SignFace::GdtFont]);
    if sheet.lettering.strokes().is_some() {
        // The pen draws every sign as it draws letters.
        sheet.signs = SignFace::Typed;
    }
    let hand = Hand::sample(&mut random, language);
    let templates = template::all(hand.tongue);
    let mut floor = Floor::of(sheet);
    for _ in 0..dressing.callouts {
        let template = random.pick(&templates);
        let drawn = draw::callout(template, &hand, sheet.signs, &mut random);
        if let Some(at) = floor.place(&drawn, &mut random) {
            sheet.absorb(drawn, at);
        }
    }
}
