//! Text that a CAD system drew as lines: AutoCAD shape fonts, ISO 3098 lettering, plotter alphabets. It reads strokes into spans with
//! their source and boxes; it does not say what the text means, and it leaves filled outlines of letters to raster recognition.

mod alphabet;
mod components;
mod letters;
mod marks;
mod rows;
mod text;
mod words;

use trusquin_domain::{CharBox, DocumentPage, Reader, SheetBox, TextSpan};

use self::alphabet::settle_alphabet;
use self::components::{Component, components};
use self::rows::{Effort, Line, Rulings, lines_along};
use crate::sheet_text::direction::Direction;

/// Capitals of drawing text are 1.8 to 20 mm high (ISO 3098-1); small letters and A0 title letters give the ends, mm.
const SMALLEST_MM: f64 = 0.8;
const LARGEST_MM: f64 = 16.0;
/// A page with this many written characters has a text layer: strokes beside it must prove themselves more.
const WRITTEN_PAGE: usize = 25;
/// Lines a page of stroke letters has at least.
const FEWEST_LINES: usize = 3;
/// Likeness a page of stroke letters has at least; letters drawn as outlines reach 0.73.
const LEAST_LIKENESS: f64 = 0.78;
/// Font size of a span by the height of its capitals: that of the usual Latin fonts.
const FONT_OF_CAPITAL: f64 = 1.0 / 0.718;
/// Directions that are tried, degrees; what one has read, the next leaves alone.
const DIRECTIONS: [f64; 4] = [0.0, 90.0, 270.0, 180.0];

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StrokeText {
    /// Lines of text added to the page.
    pub lines: usize,
    /// Characters in them.
    pub characters: usize,
    /// Mean likeness of the characters to their letters, 0 to 1.
    pub confidence: f64,
    /// Boxes of the lines in which every letter is near to one letter and far from all others.
    pub sure: Vec<SheetBox>,
}

/// Finds text among the strokes of a page, adds it to its spans and takes its strokes off the page.
pub fn read_stroke_text(page: &mut DocumentPage) -> StrokeText {
    let written: usize = page.spans.iter().filter(|span| span.reader != Reader::Ocr).map(|span| span.characters.len()).sum();
    let mut parts: Vec<Component> = components(&page.segments, LARGEST_MM);
    parts.retain(|part| !near_written(&part.sheet_box, &page.spans));
    let rulings = Rulings::new(&page.segments);
    let mut found: Vec<Line> = Vec::new();
    let mut free: Vec<bool> = vec![true; parts.len()];
    let mut doubtful: Vec<Line> = Vec::new();
    let effort = if written >= WRITTEN_PAGE { Effort::Glance } else { Effort::Full };
    let beside = written >= WRITTEN_PAGE;
    let mut lines: Vec<Line> = Vec::new();
    for (turn, degrees) in DIRECTIONS.iter().enumerate() {
        let certain = lines.iter().filter(|line| line.is_certain(beside)).count();
        let rows = lines.iter().filter(|line| line.letters.len() >= 3).count();
        // Nothing in rows either way the sheet is held: no writing. Upside down is only tried where no other way reads.
        if turn >= 2 && (beside || rows < FEWEST_LINES) || turn == 3 && certain >= FEWEST_LINES {
            break;
        }
        // Upside down a text still looks like letters: only what is beyond doubt is left out of the further turns.
        for line in lines.iter().filter(|line| turn == 2 && line.is_beyond_doubt()) {
            line.parts.iter().for_each(|part| free[*part] = false);
        }
        lines.extend(lines_along(&parts, &free, &Direction::new(*degrees), &rulings, effort));
    }
    free.fill(true);
    lines.sort_by(|a, b| b.worth().total_cmp(&a.worth()));
    for line in lines {
        if line.parts.iter().any(|part| !free[*part]) {
            continue;
        }
        if line.is_certain(beside) {
            line.parts.iter().for_each(|part| free[*part] = false);
            found.push(line);
        } else if line.is_possible() || line.is_zero() || line.is_lone_sign() {
            doubtful.push(line);
        }
    }
    if written < WRITTEN_PAGE && !speaks(&found) {
        // A few shapes that look like letters are no text: a page of holes, or letters drawn as outlines.
        return StrokeText::default();
    }
    // Short texts (`10`, `A`) look like holes and hatches: they count where the page has sure text of their height, and numbers along a
    // dimension line also where three of them are written in one height.
    let mut heights: Vec<f64> = found.iter().map(|line| line.capital_mm).collect();
    let enough = heights.len() >= if written >= WRITTEN_PAGE { 12 } else { 3 };
    let on_lines: Vec<f64> =
        doubtful.iter().filter(|line| line.is_sure_number() && rulings.carry(line)).map(|line| line.capital_mm).collect();
    for line in doubtful {
        let alike = |known: &[f64]| known.iter().filter(|height| (*height / line.capital_mm - 1.0).abs() < 0.05).count();
        let alone = written < WRITTEN_PAGE && found.len() >= 8 && (line.is_clear() || line.is_clear_letter());
        // A zero counts above or below the other deviation only.
        let zero = line.is_zero();
        let stacked = || found.iter().any(|known| known.direction == line.direction && line.stands_at(known));
        let celled = line.is_lone_sign() && rulings.enclose(&line);
        let plain = line.is_possible() && !zero && alike(&heights) >= 2;
        let sure = enough && (plain || alone || zero && stacked() || celled && alike(&heights) >= 1);
        let measured = line.is_sure_number() && rulings.carry(&line) && alike(&on_lines) >= 3;
        if (sure || measured) && line.parts.iter().all(|part| free[*part]) {
            line.parts.iter().for_each(|part| free[*part] = false);
            heights.push(line.capital_mm);
            found.push(line);
        }
    }
    settle_alphabet(&mut found);
    settle(page, &parts, &free, found)
}

/// True when the lines are enough to be the writing of a page.
fn speaks(found: &[Line]) -> bool {
    let letters: usize = found.iter().map(|line| line.letters.len()).sum();
    let likeness: f64 = found.iter().flat_map(|line| &line.letters).map(|letter| letter.likeness).sum();
    found.len() >= FEWEST_LINES && letters >= 12 && likeness / letters as f64 >= LEAST_LIKENESS
}

/// Strokes at a written text are its symbols or its frame, not text of their own.
fn near_written(place: &SheetBox, spans: &[TextSpan]) -> bool {
    let (x, y) = place.centre();
    spans.iter().filter(|span| span.reader != Reader::Ocr).any(|span| {
        let reach = span.sheet_box.grown(0.9 * span.font_size_mm);
        reach.contains(x, y)
    })
}

fn settle(page: &mut DocumentPage, parts: &[Component], free: &[bool], found: Vec<Line>) -> StrokeText {
    let mut result = StrokeText::default();
    let mut sure = 0.0;
    for line in found {
        let direction = line.direction;
        let characters: Vec<CharBox> = line
            .letters
            .iter()
            .map(|letter| CharBox { character: letter.character, sheet_box: direction.sheet_box(&letter.place) })
            .collect();
        let Some(sheet_box) = characters.iter().map(|c| c.sheet_box).reduce(|a, b| a.union(&b)) else { continue };
        result.lines += 1;
        if line.is_sure() {
            result.sure.push(sheet_box);
        }
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
