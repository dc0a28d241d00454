//! The dimensions of a page.

use std::sync::LazyLock;

use serde::Deserialize;
use trusquin_domain::Dimension;

use super::framed::frame_around;
use super::grammar::{DrawingUnit, ParsedDimension, parse_dimension};
use super::stack::{Stack, stacks};
use super::words::{CalloutWord, meaning};
use crate::critical::CriticalRule;
use crate::sheet_text::direction::{Direction, LocalBox};
use crate::sheet_text::piece::Directed;
use crate::sheet_text::row::{Row, rows};
use crate::sheet_text::strokes::{LocalStroke, Strokes};
use crate::sheet_text::zone::Zones;

/// Most dimensions of one page.
const MOST_DIMENSIONS: usize = 5_000;

/// What reading the dimensions of one direction gives.
#[derive(Debug, Clone, Default)]
pub struct DimensionRows {
    /// The dimensions.
    pub dimensions: Vec<Dimension>,
    /// Rows that are no dimension, for the notes.
    pub others: Vec<Row>,
}

/// Reads the dimensions among the pieces of one direction. `used` marks pieces other readings have taken.
pub fn read_direction(
    directed: &Directed,
    used: &[bool],
    zones: &Zones,
    strokes: &Strokes<'_>,
    unit: DrawingUnit,
    rule: &CriticalRule,
    page: u32,
) -> DimensionRows {
    let rows = rows(&directed.pieces, used);
    let (inside, outside): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| !zones.exclude(&row.sheet_box));
    let mut result = DimensionRows { dimensions: Vec::new(), others: outside };
    let line_between = |upper: &LocalBox, lower: &LocalBox| is_line_between(upper, lower, &directed.direction, strokes);
    for stack in stacks(&inside, unit, line_between) {
        let parsed = parse_dimension(&stack.text(), unit);
        let read = parsed.and_then(|mut parsed| {
            // A frame of its own makes a size theoretically exact, and says that a number is a size at all.
            if frame_around(&stack.local, stack.font_mm, &directed.direction, strokes) {
                (parsed.basic, parsed.bare) = (true, false);
            }
            let confidence = confidence(&parsed, &stack, &directed.direction, strokes)?;
            Some((parsed, confidence))
        });
        match read {
            Some((parsed, confidence)) if result.dimensions.len() < MOST_DIMENSIONS => {
                let critical = rule.dimension(&parsed);
                result.dimensions.push(dimension(parsed, &stack, confidence, critical, page));
            }
            _ => result.others.extend(stack.rows.iter().filter_map(|index| inside.get(*index).cloned())),
        }
    }
    result
}

fn dimension(parsed: ParsedDimension, stack: &Stack, confidence: f64, critical: bool, page: u32) -> Dimension {
    let drawn = as_drawn(&stack.lines.join(" "), parsed.thread.is_some());
    Dimension {
        text: if parsed.reference { without_remark(&drawn) } else { drawn },
        kind: parsed.kind,
        nominal_mm: parsed.nominal_mm.map(tidy),
        nominal_deg: parsed.nominal_deg.map(tidy),
        upper_mm: parsed.upper_mm.map(tidy),
        lower_mm: parsed.lower_mm.map(tidy),
        fit: parsed.fit,
        depth_mm: parsed.depth_mm.map(tidy),
        thread: parsed.thread,
        count: parsed.count,
        page,
        sheet_box: Some(stack.sheet_box),
        reference: None,
        confidence,
        critical,
        auxiliary: parsed.reference,
        basic: parsed.basic,
    }
}

/// The size without the word that says it is for information (`25 REF`, `25 (REF)`): that is told by a flag of its own.
fn without_remark(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').filter(|word| meaning(word) != Some(CalloutWord::Reference)).collect();
    words.join(" ")
}

/// Tight enough to be watched, by the rule that ships.
pub fn is_critical(parsed: &ParsedDimension) -> bool {
    CriticalRule::shipped().dimension(parsed)
}

/// A millionth of a millimetre is finer than any drawing: the rest is binary dust of the conversion from inches.
fn tidy(value: f64) -> f64 {
    // Adding zero turns a written `-.000` into a plain zero.
    (value * 1e6).round() / 1e6 + 0.0
}

/// Signs beside their numbers, as on the sheet.
fn as_drawn(text: &str, threaded: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' if out.ends_with(['Ø', '↧', '⌴', '⌵', '±', '□']) => {}
            // `M8x1 - 6g` has a dash, not a deviation.
            ' ' if !threaded && out.ends_with(['+', '-']) && out.trim_end_matches(['+', '-']).ends_with([' ']) => {}
            '°' if out.ends_with(' ') => {
                out.pop();
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// How sure the sheet makes us, 0 to 1; `None` when the number is something else (a balloon, a lone figure).
fn confidence(parsed: &ParsedDimension, stack: &Stack, direction: &Direction, strokes: &Strokes<'_>) -> Option<f64> {
    let lined = has_dimension_line(&stack.local, stack.font_mm, direction, strokes);
    if in_columns(&stack.local, stack.font_mm, direction, strokes) {
        return None;
    }
    if !parsed.bare {
        let written = if stack.drawn { 0.88 } else { 0.92 };
        return Some(tidy(if lined { written + 0.03 } else { written - 0.07 }));
    }
    let whole = !stack.lines[0].contains(['.', ',']);
    if whole && is_weld_process(parsed) && in_fork(&stack.local, stack.font_mm, direction, strokes) {
        return None;
    }
    if encircled(&stack.local, stack.font_mm, direction, strokes) || whole && in_table(&stack.local, stack.font_mm, direction, strokes) {
        return None;
    }
    match (whole, lined) {
        (false, true) => Some(0.88),
        (true, true) => Some(0.8),
        (false, false) => Some(0.6),
        (true, false) => None,
    }
}

/// A stroke along the text, under it, through its gap or leading to it: the dimension line, a leader's shoulder or an ordinate's line.
fn has_dimension_line(text: &LocalBox, font_mm: f64, direction: &Direction, strokes: &Strokes<'_>) -> bool {
    let reach =
        LocalBox { u0: text.u0 - 2.5 * font_mm, u1: text.u1 + 2.5 * font_mm, v0: text.v() - 1.7 * font_mm, v1: text.v() + 1.7 * font_mm };
    strokes.near(&direction.sheet_box(&reach), direction).iter().any(|stroke| {
        let b = stroke.bounds();
        let along = !(4.0..=176.0).contains(&stroke.angle_deg());
        let beside = along && b.width() > 0.8 * font_mm && b.u0 < reach.u1 && b.u1 > reach.u0 && b.v() > reach.v0 && b.v() < reach.v1;
        // Upright text breaks an upright dimension line: the line ends just above or below it.
        let upright = (86.0..=94.0).contains(&stroke.angle_deg()) && b.v1 - b.v0 > 0.8 * font_mm && b.u() > text.u0 && b.u() < text.u1;
        let ends = (text.v0 - b.v1).abs() < font_mm || (b.v0 - text.v1).abs() < font_mm;
        beside || upright && ends
    })
}

/// A line drawn along the text between two rows.
fn is_line_between(upper: &LocalBox, lower: &LocalBox, direction: &Direction, strokes: &Strokes<'_>) -> bool {
    let both = upper.union(lower);
    let (from, to) = (upper.v(), lower.v());
    strokes.near(&direction.sheet_box(&both), direction).iter().any(|stroke| {
        let b = stroke.bounds();
        let along = !(4.0..=176.0).contains(&stroke.angle_deg());
        along && b.v() > from && b.v() < to && b.shared_u(&both) > 0.5 * both.width()
    })
}

/// An item number in a table: ruled above and below by lines of one length, and a third such line a row further. A framed (basic) size has
/// only two. Asked of whole numbers only: the parallel edges of thin plates look the same round a size with decimals.
fn in_table(text: &LocalBox, font_mm: f64, direction: &Direction, strokes: &Strokes<'_>) -> bool {
    let reach = LocalBox { v0: text.v() - 7.0 * font_mm, v1: text.v() + 7.0 * font_mm, ..*text };
    let rules: Vec<LocalBox> = strokes
        .near(&direction.sheet_box(&reach), direction)
        .iter()
        .filter(|s| !(1.5..=178.5).contains(&s.angle_deg()) && s.length() > 2.0 * font_mm.max(text.width()))
        .map(|s| s.bounds())
        .filter(|b| b.u0 <= text.u() && b.u1 >= text.u())
        .collect();
    let above = rules.iter().filter(|b| b.v() < text.v() - 0.3 * font_mm).max_by(|a, b| a.v().total_cmp(&b.v()));
    let below = rules.iter().filter(|b| b.v() > text.v() + 0.3 * font_mm).min_by(|a, b| a.v().total_cmp(&b.v()));
    let (Some(above), Some(below)) = (above, below) else { return false };
    let alike = |a: &LocalBox, b: &LocalBox| (a.u0 - b.u0).abs() < 0.3 * font_mm && (a.u1 - b.u1).abs() < 0.3 * font_mm;
    let height = below.v() - above.v();
    let further = |b: &LocalBox| (b.v() - below.v() > 0.5 * height || above.v() - b.v() > 0.5 * height) && alike(b, above);
    height < 3.5 * font_mm && alike(above, below) && rules.iter().any(further)
}

/// A cell of a table of fits or holes: it lies between two rules of one length with a third a row further, and three uprights cross its row.
fn in_columns(text: &LocalBox, font_mm: f64, direction: &Direction, strokes: &Strokes<'_>) -> bool {
    if !in_table(text, font_mm, direction, strokes) {
        return false;
    }
    let wide = 40.0 * font_mm;
    let reach = LocalBox { u0: text.u0 - wide, u1: text.u1 + wide, ..*text };
    let mut uprights: Vec<f64> = strokes
        .near(&direction.sheet_box(&reach), direction)
        .iter()
        .filter(|s| (88.5..=91.5).contains(&s.angle_deg()))
        .map(LocalStroke::bounds)
        .filter(|b| b.v0 <= text.v0 && b.v1 >= text.v1 && b.v1 - b.v0 > 2.5 * font_mm)
        .map(|b| b.u())
        .collect();
    uprights.sort_by(f64::total_cmp);
    uprights.dedup_by(|a, b| (*a - *b).abs() < 0.3 * font_mm);
    let left = uprights.iter().filter(|u| **u < text.u0).count();
    left >= 1 && left < uprights.len() && uprights.len() >= 3
}

#[derive(Deserialize)]
struct Welding {
    processes: Vec<u32>,
}

static WELDING: LazyLock<Option<Welding>> = LazyLock::new(|| toml::from_str(include_str!("../../data/welding.toml")).ok());

fn is_weld_process(parsed: &ParsedDimension) -> bool {
    let Some(nominal) = parsed.nominal_mm else { return false };
    WELDING.as_ref().is_some_and(|table| table.processes.iter().any(|process| (f64::from(*process) - nominal).abs() < 1e-9))
}

/// The fork at the end of a weld symbol's line, open towards the text (ISO 2553): the number in it names the process.
fn in_fork(text: &LocalBox, font_mm: f64, direction: &Direction, strokes: &Strokes<'_>) -> bool {
    let window =
        LocalBox { u0: text.u0 - 2.0 * font_mm, u1: text.u1 + 2.0 * font_mm, v0: text.v() - 1.6 * font_mm, v1: text.v() + 1.6 * font_mm };
    let near = strokes.inside(&window, direction);
    let legs = |from: f64, to: f64| {
        near.iter().filter(move |s| (from..to).contains(&s.angle_deg()) && s.length() > 0.4 * font_mm && s.length() < 2.0 * font_mm)
    };
    // The ends nearest the line of the fork: left ones before the text, right ones behind it.
    let ends = |s: &LocalStroke| if s.a.0 < s.b.0 { (s.a, s.b) } else { (s.b, s.a) };
    legs(30.0, 65.0).any(|rising| {
        legs(115.0, 150.0).any(|falling| {
            let ((r0, r1), (f0, f1)) = (ends(rising), ends(falling));
            let meet = |p: (f64, f64), q: (f64, f64)| (p.0 - q.0).hypot(p.1 - q.1) < 0.15 * font_mm;
            meet(r0, f0) && r0.0 < text.u0 || meet(r1, f1) && r1.0 > text.u1
        })
    })
}

/// A circle drawn round the text: an item balloon.
fn encircled(text: &LocalBox, font_mm: f64, direction: &Direction, strokes: &Strokes<'_>) -> bool {
    let (u, v) = (text.u(), text.v());
    let reach = 3.0 * font_mm;
    let window = LocalBox { u0: u - reach, u1: u + reach, v0: v - reach, v1: v + reach };
    let distance = |p: (f64, f64)| (p.0 - u).hypot(p.1 - v);
    let mut radii: Vec<(f64, f64)> = strokes
        .near(&direction.sheet_box(&window), direction)
        .iter()
        .filter(|s| s.length() < 1.2 * font_mm)
        .map(|s| ((s.a.0 + s.b.0) / 2.0, (s.a.1 + s.b.1) / 2.0))
        .map(|p| (distance(p), (p.1 - v).atan2(p.0 - u)))
        .filter(|(r, _)| *r > 0.6 * font_mm && *r < reach)
        .collect();
    if radii.len() < 8 {
        return false;
    }
    radii.sort_by(|a, b| a.0.total_cmp(&b.0));
    let radius = radii[radii.len() / 2].0;
    let mut seen = [false; 12];
    for (r, turn) in &radii {
        if (r / radius - 1.0).abs() < 0.12 {
            let sector = ((turn.rem_euclid(std::f64::consts::TAU) / std::f64::consts::TAU) * 12.0) as usize;
            seen[sector.min(11)] = true;
        }
    }
    seen.iter().filter(|s| **s).count() >= 11
}
