//! Text that a CAD system drew as lines: AutoCAD shape fonts, ISO 3098 lettering, plotter alphabets. It reads strokes into spans with
//! their source and boxes; it does not say what the text means, and it leaves filled outlines of letters to raster recognition.

mod components;
mod letters;
mod rows;

#[cfg(test)]
mod tests;

use trusquin_domain::{CharBox, DocumentPage, Reader, SheetBox, TextSpan};

use self::components::{Component, components};
use self::rows::{Line, Rulings, lines_along};
use crate::sheet_text::direction::Direction;

/// Capitals of drawing text are 1.8 to 20 mm high (ISO 3098-1); small letters and A0 title letters give the ends, mm.
const SMALLEST_MM: f64 = 0.8;
const LARGEST_MM: f64 = 16.0;
/// A page with this many written characters has a text layer: strokes beside it must prove themselves more.
const WRITTEN_PAGE: usize = 25;
/// Font size of a span by the height of its capitals: that of the usual Latin fonts.
const FONT_OF_CAPITAL: f64 = 1.0 / 0.718;
/// Directions that are tried, degrees; what one has read, the next leaves alone.
const DIRECTIONS: [f64; 4] = [0.0, 90.0, 270.0, 180.0];

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StrokeText {
    /// Lines of text added to the page.
    pub lines: usize,
    /// Characters in them.
    pub characters: usize,
    /// Mean likeness of the characters to their letters, 0 to 1.
    pub confidence: f64,
}

/// Finds text among the strokes of a page, adds it to its spans and takes its strokes off the page.
pub fn read_stroke_text(page: &mut DocumentPage) -> StrokeText {
    let written: usize = page.spans.iter().filter(|span| span.reader != Reader::Ocr).map(|span| span.characters.len()).sum();
    let mut parts: Vec<Component> = components(&page.segments, LARGEST_MM);
    parts.retain(|part| !near_written(&part.sheet_box, &page.spans));
    let rulings = Rulings::new(&page.segments);
    let mut found: Vec<(Direction, Line)> = Vec::new();
    let mut free: Vec<bool> = vec![true; parts.len()];
    let mut doubtful: Vec<(Direction, Line)> = Vec::new();
    for degrees in DIRECTIONS {
        let direction = Direction::new(degrees);
        for line in lines_along(&parts, &free, &direction, &rulings) {
            if line.parts.iter().any(|part| !free[*part]) {
                continue;
            }
            if line.is_certain(written >= WRITTEN_PAGE) {
                line.parts.iter().for_each(|part| free[*part] = false);
                found.push((direction, line));
            } else if line.is_possible() {
                doubtful.push((direction, line));
            }
        }
    }
    // Short texts (`10`, `A`) look like holes and hatches: they count where the page has sure text of their height.
    let heights: Vec<f64> = found.iter().filter(|(_, line)| line.text.chars().count() >= 2).map(|(_, line)| line.capital_mm).collect();
    let enough = if written >= WRITTEN_PAGE { heights.len() >= 12 } else { heights.len() >= 3 };
    if enough {
        doubtful.sort_by(|a, b| b.1.worth().total_cmp(&a.1.worth()));
        for (direction, line) in doubtful {
            let alike = heights.iter().filter(|height| (*height / line.capital_mm - 1.0).abs() < 0.04).count();
            if alike >= 2 && line.parts.iter().all(|part| free[*part]) {
                line.parts.iter().for_each(|part| free[*part] = false);
                found.push((direction, line));
            }
        }
    }
    settle(page, &parts, &free, found)
}

/// Strokes at a written text are its symbols or its frame, not text of their own.
fn near_written(place: &SheetBox, spans: &[TextSpan]) -> bool {
    let (x, y) = place.centre();
    spans.iter().filter(|span| span.reader != Reader::Ocr).any(|span| {
        let reach = span.sheet_box.grown(0.9 * span.font_size_mm);
        reach.contains(x, y)
    })
}

fn settle(page: &mut DocumentPage, parts: &[Component], free: &[bool], found: Vec<(Direction, Line)>) -> StrokeText {
    let mut result = StrokeText::default();
    let mut sure = 0.0;
    for (direction, line) in found {
        let characters: Vec<CharBox> = line
            .letters
            .iter()
            .map(|letter| CharBox { character: letter.character, sheet_box: direction.sheet_box(&letter.place) })
            .collect();
        let Some(sheet_box) = characters.iter().map(|c| c.sheet_box).reduce(|a, b| a.union(&b)) else { continue };
        result.lines += 1;
        result.characters += characters.len();
        sure += line.letters.iter().map(|letter| letter.likeness).sum::<f64>();
        page.spans.push(TextSpan {
            text: line.text,
            sheet_box,
            rotation_deg: direction.degrees,
            font_size_mm: line.capital_mm * FONT_OF_CAPITAL,
            characters,
            reader: Reader::StrokeFont,
        });
    }
    if result.characters > 0 {
        result.confidence = sure / result.characters as f64;
        let mut taken = vec![false; page.segments.len()];
        for (part, _) in parts.iter().zip(free).filter(|(_, free)| !**free) {
            part.segments.iter().for_each(|segment| taken[*segment] = true);
        }
        let mut index = 0;
        page.segments.retain(|_| {
            index += 1;
            !taken[index - 1]
        });
    }
    result
}
