//! From boxes and characters to a page in millimetres, and from the levelled page back to the sheet as displayed.

use trusquin_domain::{CharBox, DocumentPage, Extracted, Reader, Segment, SheetBox, SheetReading, TextSpan};

use crate::detection::TextBox;
use crate::preprocess::{RuledLine, Stroke};
use crate::recognition::{Character, Recognised};

/// Empty space inside a box that parts two texts, in heights of the box.
const GAP_HEIGHTS: f64 = 1.5;
/// The box of a text is that much higher than its ink on each side, after unclipping, as part of its height.
const RIM: f64 = 0.14;

/// How the levelled page lies on the sheet as displayed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Levelling {
    /// Tilt that was taken out, degrees, clockwise as seen.
    pub tilt_deg: f64,
    /// Quarter turns clockwise that were made after that.
    pub quarters: u8,
    /// Size of the sheet as displayed, mm.
    pub displayed_mm: [f64; 2],
}

impl Levelling {
    /// A point of the levelled page, on the sheet as displayed.
    pub fn displayed(&self, x: f64, y: f64) -> (f64, f64) {
        let [width, height] = self.displayed_mm;
        let (x, y) = match self.quarters % 4 {
            1 => (y, height - x),
            2 => (width - x, height - y),
            3 => (width - y, x),
            _ => (x, y),
        };
        let (sin, cos) = self.tilt_deg.to_radians().sin_cos();
        let (u, v) = (x - width / 2.0, y - height / 2.0);
        (width / 2.0 + u * cos - v * sin, height / 2.0 + u * sin + v * cos)
    }

    /// The upright box around a box of the levelled page.
    pub fn displayed_box(&self, area: &SheetBox) -> SheetBox {
        let corners = [(area.x0, area.y0), (area.x1, area.y0), (area.x1, area.y1), (area.x0, area.y1)].map(|(x, y)| self.displayed(x, y));
        let edge = |pick: fn(f64, f64) -> f64, start: f64, part: fn(&(f64, f64)) -> f64| corners.iter().map(part).fold(start, pick);
        SheetBox {
            x0: edge(f64::min, f64::INFINITY, |point| point.0),
            y0: edge(f64::min, f64::INFINITY, |point| point.1),
            x1: edge(f64::max, f64::NEG_INFINITY, |point| point.0),
            y1: edge(f64::max, f64::NEG_INFINITY, |point| point.1),
        }
    }

    /// Puts every box of a reading onto the sheet as displayed.
    pub fn display(&self, sheet: &mut SheetReading) {
        let turn = |area: &mut Option<SheetBox>| *area = area.as_ref().map(|area| self.displayed_box(area));
        sheet.title_block.values_mut().for_each(|each| turn(&mut each.sheet_box));
        sheet.dimensions.iter_mut().for_each(|each| turn(&mut each.sheet_box));
        sheet.geometric_tolerances.iter_mut().for_each(|each| turn(&mut each.sheet_box));
        sheet.roughness.iter_mut().for_each(|each| turn(&mut each.sheet_box));
        sheet.notes.iter_mut().for_each(|each| turn(&mut each.sheet_box));
        sheet.welds.iter_mut().for_each(|each| turn(&mut each.sheet_box));
        sheet.datums.iter_mut().for_each(|each| turn(&mut each.sheet_box));
        sheet.restrictions.iter_mut().for_each(|each| turn(&mut each.sheet_box));
        sheet.coated_sizes.iter_mut().for_each(|each| turn(&mut each.sheet_box));
        for view in &mut sheet.views {
            turn(&mut view.label_box);
            view.sheet_box = self.displayed_box(&view.sheet_box);
        }
        let convention = sheet.convention.iter_mut();
        convention
            .flat_map(|each| each.standard_evidence.iter_mut().chain(&mut each.projection_evidence))
            .for_each(|each| turn(&mut each.sheet_box));
    }
}

/// A sheet that was read: the levelled page, how sure its texts are, and the way back.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadSheet {
    /// The levelled page; its spans have the source `ocr`, its segments are the ruled lines.
    pub page: DocumentPage,
    /// Lowest probability of a character of each span.
    pub sureness: Vec<f64>,
    /// Back to the sheet as displayed.
    pub levelling: Levelling,
}

/// What a value read from pixels may claim at most: seen, but not green.
const DOUBTED: f64 = 0.89;
/// A value stays green when every character is this sure ...
const SURE_CHARACTER: f64 = 0.99;
/// ... and its label leaves no doubt.
const SURE_LABEL: f64 = 0.94;

impl ReadSheet {
    /// The same sheet with its millimetres times `factor`: the resolution was corrected.
    pub fn scaled(mut self, factor: f64) -> Self {
        let scale = |area: &SheetBox| SheetBox { x0: area.x0 * factor, y0: area.y0 * factor, x1: area.x1 * factor, y1: area.y1 * factor };
        self.page.size_mm = self.page.size_mm.map(|side| side * factor);
        self.levelling.displayed_mm = self.levelling.displayed_mm.map(|side| side * factor);
        for span in &mut self.page.spans {
            span.sheet_box = scale(&span.sheet_box);
            span.font_size_mm *= factor;
            span.characters.iter_mut().for_each(|each| each.sheet_box = scale(&each.sheet_box));
        }
        for line in &mut self.page.segments {
            *line = Segment {
                x0: line.x0 * factor,
                y0: line.y0 * factor,
                x1: line.x1 * factor,
                y1: line.y1 * factor,
                width_mm: line.width_mm * factor,
            };
        }
        self
    }

    /// Lowers the confidence of values by how sure their characters are.
    pub fn doubt(&self, sheet: &mut SheetReading) {
        let sureness = |area: &Option<SheetBox>| {
            let inside = self.page.spans.iter().zip(&self.sureness).filter(|(span, _)| {
                let (x, y) = span.sheet_box.centre();
                area.as_ref().is_some_and(|area| area.grown(0.3).contains(x, y) || span.sheet_box.overlaps(area))
            });
            inside.map(|(_, sure)| *sure).fold(1.0, f64::min)
        };
        for each in sheet.title_block.values_mut().filter(|each: &&mut Extracted| each.source == Reader::Ocr) {
            let sure = sureness(&each.sheet_box);
            let kept = sure >= SURE_CHARACTER && each.confidence >= SURE_LABEL;
            each.confidence = if kept { 0.9 } else { (each.confidence * (0.5 + 0.5 * sure)).min(DOUBTED) };
        }
        for each in &mut sheet.dimensions {
            each.confidence = (each.confidence * (0.5 + 0.5 * sureness(&each.sheet_box))).min(DOUBTED);
        }
        for each in &mut sheet.geometric_tolerances {
            each.confidence = (each.confidence * (0.5 + 0.5 * sureness(&each.sheet_box))).min(DOUBTED);
        }
    }
}

/// Cuts level and upright boxes where a ruled line passes through: two cells are two texts.
pub fn parted_by_lines(boxes: Vec<TextBox>, lines: &[RuledLine]) -> Vec<TextBox> {
    boxes.into_iter().flat_map(|each| parted(each, lines)).collect()
}

fn parted(place: TextBox, lines: &[RuledLine]) -> Vec<TextBox> {
    let level = place.is_level();
    if !level && place.angle_deg != -90.0 {
        return vec![place];
    }
    // Along and across the writing; upright text runs upwards.
    let (along, across) = if level { (place.x, place.y) } else { (place.y, place.x) };
    let (start, end) = (along - place.width / 2.0, along + place.width / 2.0);
    let half = place.height / 2.0;
    let crosses = |line: &&RuledLine| {
        let (at, from, to) = if level { (line.x0, line.y0, line.y1) } else { (line.y0, line.x0, line.x1) };
        // Taller than the text: the stroke of a letter is not.
        line.is_level() != level
            && at > start + 0.35 * place.height
            && at < end - 0.35 * place.height
            && from < across - 0.42 * place.height
            && to > across + 0.42 * place.height
            && to - from > 1.4 * place.height
            && half > 0.0
    };
    let mut cuts: Vec<(f64, f64)> =
        lines.iter().filter(crosses).map(|line| (if level { line.x0 } else { line.y0 }, line.width / 2.0 + 1.0)).collect();
    cuts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut pieces = Vec::new();
    let mut from = start;
    for (at, rim) in cuts.into_iter().chain([(end, 0.0)]) {
        let to = at - rim;
        if to - from > 0.3 * place.height {
            let middle = (from + to) / 2.0;
            let (x, y) = if level { (middle, place.y) } else { (place.x, middle) };
            pieces.push(TextBox { x, y, width: to - from, ..place });
        }
        from = at + rim;
    }
    pieces
}

/// One text as spans of the page, parted at wide gaps. `mm` is millimetres a pixel.
pub fn spans(place: &TextBox, read: &Recognised, mm: f64) -> Vec<(TextSpan, f64)> {
    let gap = GAP_HEIGHTS * place.height / place.width;
    let mut groups: Vec<Vec<Character>> = Vec::new();
    let mut last_end = f64::NEG_INFINITY;
    for each in &read.characters {
        if each.character == ' ' {
            if let Some(open) = groups.last_mut() {
                open.push(*each);
            }
            continue;
        }
        match groups.last_mut() {
            Some(open) if each.from - last_end <= gap => open.push(*each),
            _ => groups.push(vec![*each]),
        }
        last_end = each.to;
    }
    groups.iter().filter_map(|group| span(place, group, mm)).collect()
}

fn span(place: &TextBox, group: &[Character], mm: f64) -> Option<(TextSpan, f64)> {
    let text: String = group.iter().map(|each| each.character).collect();
    let text = with_glued_count(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    if text.is_empty() {
        return None;
    }
    let (sin, cos) = place.angle_deg.to_radians().sin_cos();
    let area = |from: f64, to: f64| {
        let corner = |along: f64, side: f64| {
            let (u, v) = ((along - 0.5) * place.width, side * (0.5 - RIM) * place.height);
            ((place.x + u * cos - v * sin) * mm, (place.y + u * sin + v * cos) * mm)
        };
        let corners = [corner(from, -1.0), corner(to, -1.0), corner(to, 1.0), corner(from, 1.0)];
        let hull = |points: &[(f64, f64)]| {
            points.iter().fold(None, |sum: Option<SheetBox>, (x, y)| {
                let point = SheetBox { x0: *x, y0: *y, x1: *x, y1: *y };
                Some(sum.map_or(point, |sum| sum.union(&point)))
            })
        };
        hull(&corners).unwrap_or_default()
    };
    let written: Vec<&Character> = group.iter().filter(|each| each.character != ' ').collect();
    let characters: Vec<CharBox> =
        written.iter().map(|each| CharBox { character: each.character, sheet_box: area(each.from, each.to) }).collect();
    let sheet_box = characters.iter().map(|each| each.sheet_box).reduce(|sum, each| sum.union(&each))?;
    let sure = written.iter().map(|each| each.probability).fold(1.0, f64::min);
    // Ours is clockwise with y down, the page's counter-clockwise as seen.
    let rotation_deg = (-place.angle_deg).rem_euclid(360.0);
    // Ink with ascenders is about 0.72 of a nominal font size, and so is ink of a grown box.
    let font_size_mm = place.height * mm;
    Some((TextSpan { text, sheet_box, rotation_deg, font_size_mm, characters, reader: Reader::Ocr }, sure))
}

/// `2x R3` and `2 x R3` as `2xR3`: recognisers see this space at one time and not at another.
fn with_glued_count(text: &str) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let rest = text[digits..].trim_start();
    let Some(after) = rest.strip_prefix(['x', 'X', '×']).filter(|_| (1..=2).contains(&digits)) else { return text.to_owned() };
    let sized = after.trim_start();
    if !sized.starts_with(|c: char| c.is_ascii_digit() || "RMSØ□".contains(c)) {
        return text.to_owned();
    }
    format!("{}x{sized}", &text[..digits])
}

/// Ruled lines as strokes of the page.
pub fn segments(lines: &[RuledLine], symbol: &[Stroke], mm: f64) -> Vec<Segment> {
    let segment = |x0: f64, y0: f64, x1: f64, y1: f64, width: f64| Segment {
        x0: x0 * mm,
        y0: y0 * mm,
        x1: x1 * mm,
        y1: y1 * mm,
        width_mm: width * mm,
    };
    let ruled = lines.iter().map(|line| segment(line.x0, line.y0, line.x1, line.y1, line.width));
    ruled.chain(symbol.iter().map(|[from, to]| segment(from.0, from.1, to.0, to.1, 1.0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn character(character: char, from: f64, to: f64) -> Character {
        Character { character, probability: 0.99, from, to }
    }

    const PLACE: TextBox = TextBox { x: 100.0, y: 50.0, width: 100.0, height: 10.0, angle_deg: 0.0, score: 1.0 };

    #[test]
    fn a_wide_gap_parts_two_texts() {
        let read = Recognised {
            characters: vec![
                character('A', 0.0, 0.08),
                character('B', 0.08, 0.16),
                character(' ', 0.16, 0.2),
                character('C', 0.2, 0.3),
                character(' ', 0.4, 0.41),
                character('D', 0.7, 0.8),
            ],
        };
        let found = spans(&PLACE, &read, 0.1);
        let texts: Vec<&str> = found.iter().map(|(span, _)| span.text.as_str()).collect();
        assert_eq!(texts, ["AB C", "D"]);
        let area = found[1].0.sheet_box;
        assert!((area.x0 - 12.0).abs() < 1e-9 && (area.x1 - 13.0).abs() < 1e-9, "{area:?}");
        assert_eq!(found[0].0.characters.len(), 3);
    }

    #[test]
    fn upright_text_is_marked_so() {
        let read = Recognised { characters: vec![character('5', 0.0, 0.5), character('0', 0.5, 1.0)] };
        let (span, _) = spans(&TextBox { angle_deg: -90.0, ..PLACE }, &read, 1.0).remove(0);
        assert_eq!(span.rotation_deg, 90.0);
        assert!(span.characters[0].sheet_box.y0 > span.characters[1].sheet_box.y0, "it starts at the bottom");
    }

    #[test]
    fn a_line_through_a_box_parts_it() {
        let line = |x: f64, y0: f64, y1: f64| RuledLine { x0: x, y0, x1: x, y1, width: 2.0 };
        let widths = |lines: &[RuledLine]| parted_by_lines(vec![PLACE], lines).iter().map(|each| each.width.round()).collect::<Vec<_>>();
        assert_eq!(widths(&[line(90.0, 30.0, 70.0)]), [38.0, 58.0]);
        assert_eq!(widths(&[line(90.0, 46.0, 54.0)]), [100.0], "a letter stroke");
        assert_eq!(widths(&[line(51.0, 30.0, 70.0)]), [100.0], "the cell's own edge");
        assert_eq!(widths(&[RuledLine { x0: 40.0, y0: 50.0, x1: 200.0, y1: 50.0, width: 2.0 }]), [100.0], "an underline");
    }

    #[test]
    fn a_levelled_point_goes_back_to_the_sheet() {
        // A sheet 300 x 200 that lay on its side: its level page is 200 wide.
        let levelling = Levelling { tilt_deg: 0.0, quarters: 1, displayed_mm: [300.0, 200.0] };
        assert_eq!(levelling.displayed(0.0, 0.0), (0.0, 200.0));
        assert_eq!(levelling.displayed(200.0, 300.0), (300.0, 0.0));
        let tilted = Levelling { tilt_deg: 90.0, quarters: 0, displayed_mm: [300.0, 200.0] };
        let (x, y) = tilted.displayed(160.0, 100.0);
        assert!((x - 150.0).abs() < 1e-9 && (y - 110.0).abs() < 1e-9);
    }
}
