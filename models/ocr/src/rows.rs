//! Rows of lettering in and around a box of the detector, from its marks of ink: what the detector merged is parted, what it left out is found.
//!
//! It measures marks and reads nothing.

use trusquin_domain::GreyRaster;

use crate::detection::TextBox;
use crate::recognition::crop_at;

/// Cells of the patch for the height of the box.
const CELLS: f64 = 44.0;
/// How far the patch reaches beyond the box: before and behind the text, above and below it, in heights of the box.
const BEFORE: f64 = 2.4;
const ASIDE: f64 = 0.95;
/// Ink is darker than paper by this part of the difference of the darkest ink of the box.
const INK_SHARE: f64 = 0.42;
/// Less difference of ink and paper, of 255, is an empty box.
const LEAST_CONTRAST: f64 = 22.0;
/// Longer runs along and across the text are drawn lines, in heights of the box.
const LINE_ALONG: f64 = 1.6;
const LINE_ACROSS: f64 = 1.35;
/// Height of letters as part of the box of a row: that of a font to its capitals.
const LETTER_SHARE: f64 = 0.7;
/// Marks of one patch that are looked at; a hatch has more.
const MOST_MARKS: usize = 160;

/// A row of marks that may be lettering.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LetteringRow {
    /// Its box, on the sheet, with the rim a detector's box has.
    pub place: TextBox,
    /// Height of its letters, pixels of the sheet.
    pub letter_px: f64,
    /// Marks of letter height in it.
    pub letters: usize,
    /// Part of its ink's box, or of the box asked about where that is smaller, that they share.
    pub inside: f64,
    /// Of its letters, those that are higher than wide, less those that are wider than high.
    pub tall: i32,
    /// How much its letters climb or fall along the box, degrees, clockwise as seen; 0 for fewer than three.
    pub slant_deg: f64,
}

/// A mark in cells of the patch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub(crate) u0: f64,
    pub(crate) u1: f64,
    pub(crate) v0: f64,
    pub(crate) v1: f64,
}

impl Mark {
    pub(crate) fn height(&self) -> f64 {
        self.v1 - self.v0
    }
    fn width(&self) -> f64 {
        self.u1 - self.u0
    }
    fn union(&self, other: &Self) -> Self {
        Self { u0: self.u0.min(other.u0), u1: self.u1.max(other.u1), v0: self.v0.min(other.v0), v1: self.v1.max(other.v1) }
    }
    fn gap(&self, other: &Self) -> f64 {
        (self.u0 - other.u1).max(other.u0 - self.u1)
    }
    fn shared_v(&self, other: &Self) -> f64 {
        self.v1.min(other.v1) - self.v0.max(other.v0)
    }
}

/// The ink around a box, turned level with it.
pub(crate) struct Patch {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) ink: Vec<bool>,
    /// Pixels of the sheet in one cell.
    cell_px: f64,
    /// The box asked about, in cells.
    pub(crate) core: Mark,
}

/// The rows in and around a box.
pub fn rows_around(sheet: &GreyRaster, place: &TextBox) -> Vec<LetteringRow> {
    let Some(mut patch) = patch(sheet, place, (BEFORE, ASIDE)) else { return Vec::new() };
    patch.erase_lines();
    let marks = patch.marks();
    let rows = grouped(&marks, &patch.core);
    rows.into_iter().map(|row| patch.placed(place, row)).collect()
}

/// The ink of a box and around it, `around` in heights of the box: before and behind, above and below.
pub(crate) fn patch(sheet: &GreyRaster, place: &TextBox, around: (f64, f64)) -> Option<Patch> {
    let height = place.height.max(4.0);
    let (before, aside) = (around.0 * height, around.1 * height);
    let whole = TextBox { width: place.width + 2.0 * before, height: place.height + 2.0 * aside, ..*place };
    let rows = (CELLS * whole.height / height).round() as usize;
    let crop = crop_at(sheet, &whole, rows, 4000);
    let cell_px = whole.height / rows as f64;
    let core = {
        let (u, v) = (crop.columns as f64 / 2.0, rows as f64 / 2.0);
        let (half_u, half_v) = (place.width / cell_px / 2.0, height / cell_px / 2.0);
        Mark { u0: u - half_u, u1: u + half_u, v0: v - half_v, v1: v + half_v }
    };
    let inside = |x: usize, y: usize| (core.u0..core.u1).contains(&(x as f64)) && (core.v0..core.v1).contains(&(y as f64));
    let mut sorted: Vec<f32> = crop
        .values
        .iter()
        .enumerate()
        .filter(|(at, _)| inside(at % crop.columns, at / crop.columns))
        .map(|(_, value)| (value + 1.0) * 127.5)
        .collect();
    if sorted.is_empty() {
        return None;
    }
    sorted.sort_by(f32::total_cmp);
    let at = |part: f64| f64::from(sorted[((sorted.len() - 1) as f64 * part) as usize]);
    let (paper, dark) = (at(0.85), at(0.02));
    if paper - dark < LEAST_CONTRAST {
        return None;
    }
    let limit = paper - INK_SHARE * (paper - dark);
    let ink = crop.values.iter().map(|value| f64::from((value + 1.0) * 127.5) < limit).collect();
    Some(Patch { columns: crop.columns, rows, ink, cell_px, core })
}

impl Patch {
    /// A cell as a point of the sheet.
    pub(crate) fn on_sheet(&self, place: &TextBox, u: f64, v: f64) -> (f64, f64) {
        let (u, v) = ((u - self.columns as f64 / 2.0) * self.cell_px, (v - self.rows as f64 / 2.0) * self.cell_px);
        let (sin, cos) = place.angle_deg.to_radians().sin_cos();
        (place.x + u * cos - v * sin, place.y + u * sin + v * cos)
    }

    /// Takes long level and upright runs out, but for the places where something crosses them.
    fn erase_lines(&mut self) {
        let height = self.core.height();
        let thick = (0.16 * height).max(3.0) as usize;
        let (columns, rows) = (self.columns, self.rows);
        let level = runs(rows, columns, (LINE_ALONG * height) as usize, thick, |line, at| self.ink[line * columns + at]);
        let upright = runs(columns, rows, (LINE_ACROSS * height) as usize, thick, |line, at| self.ink[at * columns + line]);
        for (line, at) in level {
            self.ink[line * columns + at] = false;
        }
        for (line, at) in upright {
            self.ink[at * columns + line] = false;
        }
    }

    /// Connected marks, without specks and without what is cut off at the rim.
    fn marks(&self) -> Vec<Mark> {
        let (columns, rows) = (self.columns, self.rows);
        let mut seen = vec![false; self.ink.len()];
        let mut found = Vec::new();
        let mut open = Vec::new();
        for start in 0..self.ink.len() {
            if seen[start] || !self.ink[start] {
                continue;
            }
            let (mut x0, mut x1, mut y0, mut y1, mut area) = (columns, 0, rows, 0, 0_usize);
            seen[start] = true;
            open.push(start);
            while let Some(at) = open.pop() {
                let (x, y) = (at % columns, at / columns);
                (x0, x1, y0, y1, area) = (x0.min(x), x1.max(x), y0.min(y), y1.max(y), area + 1);
                for near_y in y.saturating_sub(1)..=(y + 1).min(rows - 1) {
                    for near_x in x.saturating_sub(1)..=(x + 1).min(columns - 1) {
                        let near = near_y * columns + near_x;
                        if self.ink[near] && !seen[near] {
                            seen[near] = true;
                            open.push(near);
                        }
                    }
                }
            }
            let cut = x0 == 0 || y0 == 0 || x1 + 1 == columns || y1 + 1 == rows;
            if !cut && area >= 4 {
                found.push(Mark { u0: x0 as f64, u1: (x1 + 1) as f64, v0: y0 as f64, v1: (y1 + 1) as f64 });
            }
        }
        found
    }

    fn placed(&self, place: &TextBox, row: GroupedRow) -> LetteringRow {
        let GroupedRow { ink, letter, letters, middle, tall, slant_deg } = row;
        let rim = 0.3 * letter;
        let (u0, u1) = (ink.u0 - rim, ink.u1 + rim);
        let cell = self.cell_px;
        let (x, y) = self.on_sheet(place, (u0 + u1) / 2.0, middle);
        let shared = |a0: f64, a1: f64, b0: f64, b1: f64| (a1.min(b1) - a0.max(b0)).max(0.0);
        let core = &self.core;
        let both = shared(ink.u0, ink.u1, core.u0, core.u1) * shared(ink.v0, ink.v1, core.v0, core.v1);
        // The ink of a text fills two thirds of its box.
        let least = (ink.width() * ink.height()).min(0.6 * core.width() * core.height());
        let inside = both / least.max(1.0);
        LetteringRow {
            place: TextBox { x, y, width: (u1 - u0) * cell, height: letter / LETTER_SHARE * cell, ..*place },
            letter_px: letter * cell,
            letters,
            inside,
            tall,
            slant_deg,
        }
    }
}

/// Cells of runs at least `longest` long in the lines of one direction; a slack of one line, and no cell where more than `thick` lie across.
fn runs(lines: usize, length: usize, longest: usize, thick: usize, ink: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let dark = |line: usize, at: usize| ink(line, at) || line + 1 < lines && ink(line + 1, at);
    for line in 0..lines {
        let mut start = 0;
        for at in 0..=length {
            if at < length && dark(line, at) {
                continue;
            }
            if at - start >= longest {
                for place in start..at {
                    let across = |from: usize| -> (usize, usize) {
                        let first = (0..=from).rev().take_while(|other| ink(*other, place)).last().unwrap_or(from);
                        let last = (from..lines).take_while(|other| ink(*other, place)).last().unwrap_or(from);
                        (first, last)
                    };
                    let middle = if ink(line, place) { line } else { (line + 1).min(lines - 1) };
                    let (first, last) = across(middle);
                    if last - first < thick {
                        found.extend((first..=last).map(|line| (line, place)));
                    }
                }
            }
            start = at + 1;
        }
    }
    found
}

struct GroupedRow {
    ink: Mark,
    letter: f64,
    letters: usize,
    /// Half way between the heads and the feet of its letters.
    middle: f64,
    tall: i32,
    slant_deg: f64,
}

/// Marks joined to rows: letters of like height side by side, points and strokes with the letters they stand among.
fn grouped(marks: &[Mark], core: &Mark) -> Vec<GroupedRow> {
    let height = core.height();
    let in_core = |mark: &&Mark| {
        let (u, v) = ((mark.u0 + mark.u1) / 2.0, (mark.v0 + mark.v1) / 2.0);
        u > core.u0 && u < core.u1 && v > core.v0 && v < core.v1
    };
    let mut heights: Vec<f64> =
        marks.iter().filter(in_core).map(Mark::height).filter(|each| (0.2 * height..0.97 * height).contains(each)).collect();
    heights.sort_by(f64::total_cmp);
    let Some(letter) = heights.get(((heights.len().max(1) - 1) * 7).div_ceil(10)).copied() else { return Vec::new() };
    let (letters, small): (Vec<Mark>, Vec<Mark>) = marks
        .iter()
        .filter(|mark| mark.height() < 1.9 * letter && mark.width() < 2.4 * letter)
        .partition(|mark| mark.height() > 0.36 * letter && (mark.height() > 0.5 * letter || mark.width() < 1.6 * mark.height()));
    if letters.len() > MOST_MARKS || letters.is_empty() {
        return Vec::new();
    }
    let mut group: Vec<usize> = (0..letters.len()).collect();
    for a in 0..letters.len() {
        for b in 0..a {
            let (one, other) = (&letters[a], &letters[b]);
            let (low, high) = (one.height().min(other.height()), one.height().max(other.height()));
            if one.shared_v(other) > 0.6 * low && high < 1.62 * low && one.gap(other) < 0.85 * high {
                let (from, to) = (group[a], group[b]);
                group.iter_mut().filter(|each| **each == from).for_each(|each| *each = to);
            }
        }
    }
    let mut rows: Vec<GroupedRow> = Vec::new();
    for root in 0..letters.len() {
        let members: Vec<Mark> = letters.iter().zip(&group).filter(|(_, of)| **of == root).map(|(mark, _)| *mark).collect();
        let Some(ink) = members.iter().copied().reduce(|a, b| a.union(&b)) else { continue };
        let middle_of = |part: &dyn Fn(&Mark) -> f64| {
            let mut values: Vec<f64> = members.iter().map(part).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let (letter, head, foot) = (middle_of(&Mark::height), middle_of(&|m| m.v0), middle_of(&|m| m.v1));
        let tall = members.iter().map(|m| i32::from(m.height() > 1.1 * m.width()) - i32::from(m.width() > 1.1 * m.height())).sum();
        rows.push(GroupedRow { ink, letter, letters: members.len(), middle: (head + foot) / 2.0, tall, slant_deg: slant(&members) });
    }
    // Points, signs and strokes: to the row they stand among, the nearest.
    let mut rest = small;
    for _ in 0..3 {
        rest.retain(|mark| {
            let near = |row: &GroupedRow| {
                let v = (mark.v0 + mark.v1) / 2.0;
                let among = v > row.middle - 0.75 * row.letter && v < row.middle + 0.85 * row.letter;
                (among && mark.gap(&row.ink) < 0.6 * row.letter && mark.width() < 1.1 * row.letter).then(|| mark.gap(&row.ink).max(0.0))
            };
            let host = rows.iter_mut().filter_map(|row| near(row).map(|gap| (gap, row))).min_by(|a, b| a.0.total_cmp(&b.0));
            match host {
                Some((_, row)) => {
                    row.ink = row.ink.union(mark);
                    false
                }
                None => true,
            }
        });
    }
    rows
}

/// Slope of the line through the middles of letters, degrees (least squares).
fn slant(letters: &[Mark]) -> f64 {
    // Signs reach over and under the line; figures of one height do not.
    let mut heights: Vec<f64> = letters.iter().map(Mark::height).collect();
    heights.sort_by(f64::total_cmp);
    let usual = heights[heights.len() / 2];
    let letters: Vec<Mark> = letters.iter().filter(|mark| (mark.height() / usual - 1.0).abs() < 0.14).copied().collect();
    if letters.len() < 3 {
        return 0.0;
    }
    let count = letters.len() as f64;
    let middle = |mark: &Mark| ((mark.u0 + mark.u1) / 2.0, (mark.v0 + mark.v1) / 2.0);
    let (u, v) = letters.iter().map(middle).fold((0.0, 0.0), |sum, at| (sum.0 + at.0 / count, sum.1 + at.1 / count));
    let (spread, shared) =
        letters.iter().map(middle).fold((0.0, 0.0), |sum, at| (sum.0 + (at.0 - u).powi(2), sum.1 + (at.0 - u) * (at.1 - v)));
    (shared / spread.max(1.0)).atan().to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Black rectangles on white: x, y, width, height.
    fn sheet(rectangles: &[[usize; 4]]) -> GreyRaster {
        let (width, height) = (600, 300);
        let mut pixels = vec![255_u8; width * height];
        for [x, y, w, h] in rectangles {
            for row in *y..y + h {
                pixels[row * width + x..row * width + x + w].fill(0);
            }
        }
        GreyRaster::new(width, height, pixels).unwrap()
    }

    fn letters(x: usize, y: usize, count: usize, height: usize) -> Vec<[usize; 4]> {
        (0..count).map(|at| [x + at * height * 3 / 4, y, height / 2, height]).collect()
    }

    #[test]
    fn limits_are_parted_and_small_deviations_found() {
        // Two limits of four digits in one box, a line under them.
        let mut ink = letters(200, 100, 4, 20);
        ink.extend(letters(200, 128, 4, 20));
        ink.push([100, 156, 300, 2]);
        let place = TextBox { x: 230.0, y: 124.0, width: 80.0, height: 64.0, angle_deg: 0.0, score: 1.0 };
        let rows = rows_around(&sheet(&ink), &place);
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows.iter().all(|row| row.inside > 0.9 && row.letters == 4 && (row.letter_px - 20.0).abs() < 2.0), "{rows:?}");
        // A nominal with two small rows behind it, outside the box.
        let mut ink = letters(200, 100, 3, 24);
        ink.extend(letters(260, 98, 3, 11));
        ink.extend(letters(260, 114, 1, 11));
        let place = TextBox { x: 222.0, y: 112.0, width: 56.0, height: 36.0, angle_deg: 0.0, score: 1.0 };
        let mut rows = rows_around(&sheet(&ink), &place);
        rows.sort_by(|a, b| a.place.y.total_cmp(&b.place.y));
        let brief: Vec<_> = rows.iter().map(|row| (row.letters, row.inside > 0.5, row.place.y.round())).collect();
        assert_eq!(brief, [(3, false, 103.0), (3, true, 112.0), (1, false, 119.0)], "{rows:?}");
    }

    #[test]
    fn empty_paper_has_no_rows() {
        let place = TextBox { x: 230.0, y: 124.0, width: 80.0, height: 64.0, angle_deg: 30.0, score: 1.0 };
        assert!(rows_around(&sheet(&[]), &place).is_empty());
    }
}
