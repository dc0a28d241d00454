//! A second look at what may be a size or a tolerance: its box is measured mark by mark, and our own reader reads it beside the staged one.
//!
//! Words are left alone: the staged recogniser reads them well, and a sheet has hundreds.

use trusquin_domain::GreyRaster;

use crate::detection::TextBox;
use crate::lettering::LetteringReader;
use crate::recognition::{Alphabet, Character, Recognised, recognise};
use crate::rows::{LetteringRow, rows_around};
use crate::second_reading::{is_size, least, plain, same_figures, settled};
use crate::{Model, OcrError};

/// A row belongs to a box when this part of its ink lies in it, and stands beside it below the other part.
const IN_BOX: f64 = 0.5;
const BESIDE: f64 = 0.25;
/// A row beside a box is lettering of its own when every character is this sure.
const FOUND: f64 = 0.85;
/// Longer texts are sentences.
const LONGEST: usize = 34;
/// Boxes shorter than this many heights may stand on their side.
const SHORT: f64 = 2.2;
/// Rows of one box have letters at least this part of the largest ones: deviations are half as high as their nominal.
const SMALLEST_ROW: f64 = 0.42;
/// Rows that lean this much, degrees, were taken for level or upright ones.
const SLANTED_DEG: std::ops::Range<f64> = 3.0..28.0;
/// A staged reading above this that is no size is left alone.
const SURE: f64 = 0.9;
/// Lower boxes hold no lettering that can be read, pixels.
const LOWEST_PX: f64 = 9.0;
/// A callout in words has at most so many numbers, and is at most so many heights long.
const MOST_NUMBERS: usize = 4;
const LONGEST_CALLOUT: f64 = 22.0;
/// A staged reading below this is looked at again whatever it says.
const UNSURE: f64 = 0.8;

/// What a second look needs.
pub struct SecondLook<'a> {
    /// The staged recogniser and its alphabet.
    pub staged: (&'a dyn Model, &'a Alphabet),
    /// Our own.
    pub own: &'a LetteringReader,
    /// The level sheet.
    pub sheet: &'a GreyRaster,
}

impl SecondLook<'_> {
    /// The places and readings after the second look.
    ///
    /// # Errors
    /// The staged model fails, or the time is up.
    pub fn taken(
        &self,
        places: Vec<TextBox>,
        read: Vec<Recognised>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Vec<(TextBox, Recognised)>, OcrError> {
        let mut out: Vec<(TextBox, Recognised)> = Vec::with_capacity(places.len());
        let mut again: Vec<(TextBox, Recognised)> = Vec::new();
        let mut beside: Vec<(LetteringRow, f64)> = Vec::new();
        for (place, read) in places.into_iter().zip(read) {
            if !may_be_size(&read) || place.height < LOWEST_PX {
                out.push((place, self.with_diameters(&place, read)));
                continue;
            }
            let (place, rows, is_turned) = self.oriented(place);
            let mut inside: Vec<&LetteringRow> = rows.iter().filter(|row| row.inside > IN_BOX).collect();
            if let Some(letter_px) = inside.iter().map(|row| row.letter_px).reduce(f64::max) {
                // Points and pieces of what was cut are no rows.
                inside.retain(|row| row.letter_px > SMALLEST_ROW * letter_px);
                beside.extend(rows.iter().filter(|row| row.inside < BESIDE).map(|row| (*row, letter_px)));
            }
            match inside.as_slice() {
                [] if !is_turned => {
                    let own = self.own.read(self.sheet, &place);
                    out.push((place, settled(read, own)));
                }
                [row] if !is_turned && !is_wider(&row.place, &place) => out.push(self.one_row(place, read, row)),
                rows => again.extend(joined(rows).into_iter().map(|row| {
                    let place = self.whole(row);
                    (place, self.own.read(self.sheet, &place))
                })),
            }
        }
        let boxes: Vec<TextBox> = again.iter().map(|(place, _)| *place).collect();
        let staged = recognise(self.staged.0, self.staged.1, self.sheet, &boxes, go_on)?;
        for ((place, own), staged) in again.into_iter().zip(staged) {
            if !out.iter().any(|(other, _)| is_covered(&place, other)) {
                out.push((place, settled(staged, own)));
            }
        }
        for (row, letter_px) in beside {
            let like = (0.33..1.35).contains(&(row.letter_px / letter_px));
            if !like || out.iter().any(|(other, _)| is_covered(&row.place, other)) {
                continue;
            }
            let own = self.own.read(self.sheet, &row.place);
            let text: String = own.text().split_whitespace().collect();
            if is_companion(&text) && least(&own) >= FOUND {
                out.push((row.place, own));
            }
        }
        Ok(out)
    }

    /// The box with its rows: a short one is turned when its letters lie on their sides, a slanted one follows the line of its letters.
    fn oriented(&self, place: TextBox) -> (TextBox, Vec<LetteringRow>, bool) {
        let rows = rows_around(self.sheet, &place);
        let inside = |rows: &[LetteringRow]| rows.iter().filter(|row| row.inside > IN_BOX).copied().collect::<Vec<_>>();
        let standing = |rows: &[LetteringRow]| inside(rows).iter().map(|row| row.tall).sum::<i32>();
        let tall = standing(&rows);
        if let [row] = inside(&rows).as_slice()
            && SLANTED_DEG.contains(&row.slant_deg.abs())
        {
            let turned = TextBox { angle_deg: place.angle_deg + row.slant_deg, ..place };
            let other = rows_around(self.sheet, &turned);
            if standing(&other) >= tall {
                return (turned, other, true);
            }
        }
        if tall > 0 || place.width > SHORT * place.height {
            return (place, rows, false);
        }
        let angle_deg = if place.is_level() { -90.0 } else { 0.0 };
        let turned = TextBox { width: place.height, height: place.width, angle_deg, ..place };
        let other = rows_around(self.sheet, &turned);
        if standing(&other) > tall { (turned, other, true) } else { (place, rows, false) }
    }

    /// The diameter signs of a callout in words (`LAMAGE Ø11 PROF. 6.5`): each of its numbers is looked at alone.
    fn with_diameters(&self, place: &TextBox, mut read: Recognised) -> Recognised {
        let letters = &read.characters;
        let is_number = |at: usize| letters.get(at).is_some_and(|c| c.character.is_ascii_digit() || ".,".contains(c.character));
        let starts: Vec<usize> = (0..letters.len())
            .filter(|at| letters[*at].character.is_ascii_digit() && (*at == 0 || letters[*at - 1].character == ' '))
            .collect();
        // Part numbers and dates stand alone; a callout has words and numbers.
        let words = letters.iter().filter(|c| c.character.is_alphabetic()).count();
        if words < 3 || starts.len() > MOST_NUMBERS || place.width > LONGEST_CALLOUT * place.height {
            return read;
        }
        let mut found = Vec::new();
        for start in starts {
            let end = (start..letters.len()).take_while(|at| is_number(*at)).last().unwrap_or(start);
            let before = letters[..start].iter().rev().find(|c| c.character != ' ').map_or(0.0, |c| c.to);
            let from = (letters[start].from - 0.9 * place.height / place.width).max(before);
            let (from, to) = ((from - 0.5) * place.width, (letters[end].to - 0.5) * place.width);
            let (sin, cos) = place.angle_deg.to_radians().sin_cos();
            let middle = (from + to) / 2.0;
            let part = TextBox { x: place.x + middle * cos, y: place.y + middle * sin, width: to - from, ..*place };
            let own = self.own.read(self.sheet, &part);
            let theirs: String = letters[start..=end].iter().map(|c| c.character).collect();
            let ours = plain(&own.text());
            let sign = own.characters.first().filter(|first| first.character == 'Ø' && first.probability >= FOUND).copied();
            if let (Some(sign), Some(figures)) = (sign, ours.strip_prefix('Ø')) {
                let theirs = plain(&theirs);
                if theirs == figures {
                    found.push((start, false, sign));
                } else if theirs.strip_prefix('0') == Some(figures) {
                    found.push((start, true, sign));
                }
            }
        }
        for (start, is_taken_for_nought, sign) in found.into_iter().rev() {
            let first = read.characters[start];
            if is_taken_for_nought {
                read.characters[start].character = 'Ø';
            } else {
                read.characters.insert(start, Character { character: 'Ø', to: first.from, from: first.from, ..sign });
            }
        }
        read
    }

    /// A row from end to end: a box does not reach over all that may stand before its figures.
    fn whole(&self, row: TextBox) -> TextBox {
        let rows = rows_around(self.sheet, &row);
        let same = |other: &&LetteringRow| {
            other.inside > 0.8 && (other.place.height / row.height - 1.0).abs() < 0.35 && other.place.width > 0.9 * row.width
        };
        rows.iter().filter(same).map(|other| other.place).max_by(|a, b| a.width.total_cmp(&b.width)).unwrap_or(row)
    }

    /// A box that holds one row, as the detector said: its height and place across the text become those of the letters.
    fn one_row(&self, place: TextBox, read: Recognised, row: &LetteringRow) -> (TextBox, Recognised) {
        let mut best = (row.place, self.own.read(self.sheet, &row.place));
        let agreed = same_figures(&plain(&read.text()), &plain(&best.1.text()));
        if place.width < SHORT * place.height && row.letters > 1 && !(agreed || place.is_level() && least(&best.1) > FOUND) {
            // A short box does not tell its slant, nor which way up it stands.
            let slants = [-24.0, -16.0, -8.0, 8.0, 16.0, 24.0];
            let all = slants.into_iter().chain(slants.iter().map(|slant| slant + 180.0).filter(|_| !place.is_level()));
            for slant in all {
                let other = TextBox { angle_deg: row.place.angle_deg + slant, ..row.place };
                let answer = self.own.read(self.sheet, &other);
                if least(&answer) > least(&best.1) && answer.characters.len() >= best.1.characters.len() {
                    best = (other, answer);
                }
            }
        }
        if best.0.angle_deg != row.place.angle_deg {
            // Along the right line there may be more.
            let wide = self.whole(best.0);
            let answer = self.own.read(self.sheet, &wide);
            if least(&answer) >= 0.6 && plain(&answer.text()).contains(&plain(&best.1.text())) {
                best = (wide, answer);
            }
        }
        let staged = read.text();
        let chosen = settled(read, best.1);
        if chosen.text() != staged {
            return (best.0, chosen);
        }
        let (sin, cos) = place.angle_deg.to_radians().sin_cos();
        let across = (row.place.y - place.y) * cos - (row.place.x - place.x) * sin;
        (TextBox { x: place.x - across * sin, y: place.y + across * cos, height: row.place.height, ..place }, chosen)
    }
}

/// What may stand beside a nominal without a box of its own: a deviation, a sign, at least two figures; a lone figure is an arrow head.
fn is_companion(text: &str) -> bool {
    let figures = text.chars().filter(char::is_ascii_digit).count();
    is_size(text) && (figures > 1 || text == "0" || text.chars().any(|c| "Ø□⌴⌵↧".contains(c)))
}

/// Rows that stand on one line, joined; like rows above one another stay apart.
fn joined(rows: &[&LetteringRow]) -> Vec<TextBox> {
    let mut out: Vec<TextBox> = Vec::new();
    let mut sorted: Vec<&LetteringRow> = rows.to_vec();
    let along = |place: &TextBox, of: &TextBox| {
        let (sin, cos) = of.angle_deg.to_radians().sin_cos();
        ((place.x - of.x) * cos + (place.y - of.y) * sin, (place.y - of.y) * cos - (place.x - of.x) * sin)
    };
    if let Some(first) = rows.first().map(|row| row.place) {
        sorted.sort_by(|a, b| along(&a.place, &first).0.total_cmp(&along(&b.place, &first).0));
    }
    for row in sorted {
        let place = row.place;
        let host = out.iter_mut().find(|other| {
            let (u, v) = along(&place, other);
            let gap = u - (place.width + other.width) / 2.0;
            v.abs() < 0.16 * other.height && (place.height / other.height - 1.0).abs() < 0.25 && gap < 1.2 * other.height
        });
        match host {
            Some(host) => {
                let (u, _) = along(&place, host);
                let (from, to) = ((-host.width / 2.0).min(u - place.width / 2.0), (host.width / 2.0).max(u + place.width / 2.0));
                let (sin, cos) = host.angle_deg.to_radians().sin_cos();
                let middle = (from + to) / 2.0;
                *host = TextBox {
                    x: host.x + middle * cos,
                    y: host.y + middle * sin,
                    width: to - from,
                    height: host.height.max(place.height),
                    ..*host
                };
            }
            None => out.push(place),
        }
    }
    out
}

/// Figures, signs, or nothing the staged reader is sure of.
fn may_be_size(read: &Recognised) -> bool {
    let text = read.text();
    if read.confidence() >= SURE && !is_size(&plain(&text).replace(['|', '√'], "")) {
        return false;
    }
    let (mut letters, mut others) = (0, 0);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if c.is_alphabetic() { letters += 1 } else { others += 1 }
    }
    letters + others <= LONGEST && (letters <= 2.max(others) || read.confidence() < UNSURE && letters < 8)
}

/// The row reaches further along the text than the box: a sign before the figures was left out.
fn is_wider(row: &TextBox, place: &TextBox) -> bool {
    let (sin, cos) = place.angle_deg.to_radians().sin_cos();
    let along = (row.x - place.x) * cos + (row.y - place.y) * sin;
    let reach = (row.width / 2.0 - along - place.width / 2.0).max(row.width / 2.0 + along - place.width / 2.0);
    reach > 0.45 * row.height
}

/// The middle of `place` lies in `other`.
fn is_covered(place: &TextBox, other: &TextBox) -> bool {
    let (sin, cos) = other.angle_deg.to_radians().sin_cos();
    let (dx, dy) = (place.x - other.x, place.y - other.y);
    let (along, across) = (dx * cos + dy * sin, dy * cos - dx * sin);
    along.abs() < other.width / 2.0 && across.abs() < 0.4 * other.height
}
