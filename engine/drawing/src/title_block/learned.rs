//! Layouts taught by a correction: where a sheet format keeps its fields, known again by its printed words and ruled lines.

use std::collections::BTreeMap;

use trusquin_domain::{
    DocumentPage, LayoutMark, LearnedField, LearnedLayout, Lesson, Reader, SheetBox, Taught, TaughtValue, TitleBlockField,
};

use super::fields::accept;
use super::frame::Frame;
use super::labels::normal_form;
use super::layout::{self, Item};
use super::pairing::Claim;
use super::{TAUGHT_RANK, find_block, turn};

/// A printed word is where the layout has it within this, mm; pixels wander further.
const NEAR_MM: f64 = 1.6;
const NEAR_IN_PIXELS_MM: f64 = 3.0;
/// Share of the printed words that must be in place.
const MARKS_FOUND: f64 = 0.7;
/// Share of the ruled lines that must be in place, with enough words and without.
const LINES_FOUND: f64 = 0.6;
const LINES_ALONE: f64 = 0.9;
/// Words or lines that tell a layout at least.
const LEAST_MARKS: usize = 3;
const LEAST_LINES: usize = 8;
/// Around a field of a sheet without a known block, this much belongs to its layout, mm.
const SURROUNDINGS_MM: f64 = 45.0;
/// Shorter lines tell nothing, mm.
const TELLING_LINE_MM: f64 = 6.0;
/// Confidence of a value in the place it was taught.
const TAUGHT: f64 = 0.97;

/// Learns where the fields of this page's format are. Boxes are those of the page as displayed.
pub fn teach(page: &DocumentPage, lesson: &Lesson) -> Taught {
    let quarter = turn::writing_quarter(page);
    let level = turn::levelled(page, quarter);
    let frame = Frame::of(&level);
    let items = layout::items(&level, &frame);
    let mut out = Taught::default();
    let mut placed: Vec<(TitleBlockField, Vec<usize>, String, String)> = Vec::new();
    let mut absent = Vec::new();
    let mut open: Vec<(TitleBlockField, &str, Option<SheetBox>)> = Vec::new();
    for (field, correction) in &lesson.fields {
        match correction {
            None => absent.push(*field),
            Some(TaughtValue { value, area }) => {
                open.push((*field, value.as_str(), area.map(|area| turn::level_box(quarter, page.size_mm, &area))));
            }
        }
    }
    // A single letter stands in many places of a sheet: it is looked for last, near what is placed already.
    open.sort_by_key(|(_, value, area)| (area.is_none(), std::cmp::Reverse(value.chars().count())));
    let block = find_block(&items).map(|block| block.area);
    let mut ground: Option<SheetBox> = None;
    for (field, value, area) in open {
        let taken: Vec<usize> = placed.iter().flat_map(|(_, at, ..)| at.iter().copied()).collect();
        match find(&items, value, area.as_ref(), &taken, ground.or(block).as_ref()) {
            Some((at, prefix, suffix)) => {
                let own = at.iter().map(|at| items[*at].area).reduce(|sum, each| sum.union(&each));
                ground = match (ground, own) {
                    (Some(ground), Some(own)) => Some(ground.union(&own)),
                    (ground, own) => ground.or(own),
                };
                placed.push((field, at, prefix, suffix));
            }
            None => out.unplaced.push(field),
        }
    }
    let values: Vec<usize> = placed.iter().flat_map(|(_, at, ..)| at.iter().copied()).collect();
    let Some(taught) = values.iter().map(|at| items[*at].cell_or_self()).reduce(|sum, each| sum.union(&each)) else { return out };
    let area = match find_block(&items) {
        Some(block) if block.area.grown(SURROUNDINGS_MM).overlaps(&taught) => block.area.union(&taught),
        _ => taught.grown(SURROUNDINGS_MM),
    };
    let corner = [level.size_mm[0], level.size_mm[1]];
    let relative = |area: &SheetBox| moved(area, [-corner[0], -corner[1]]);
    let mut found = LearnedLayout { name: lesson.name.clone(), ..LearnedLayout::default() };
    for (at, item) in items.iter().enumerate() {
        let text = normal_form(&item.text);
        let printed = item.label.is_some() || !text.is_empty() && text.chars().all(|each| each.is_alphabetic() || each == ' ');
        let (x, y) = item.area.centre();
        if printed && !values.contains(&at) && area.contains(x, y) && text.chars().count() >= 2 && item.inline_of.is_none() {
            found.marks.push(LayoutMark { text, x: x - corner[0], y: y - corner[1] });
        }
    }
    let around = area.grown(1.0);
    for [x0, y0, x1, y1] in frame.lines() {
        let inside = around.contains(x0, y0) && around.contains(x1, y1);
        if inside && (x1 - x0) + (y1 - y0) >= TELLING_LINE_MM {
            found.lines.push([x0 - corner[0], y0 - corner[1], x1 - corner[0], y1 - corner[1]]);
        }
    }
    if found.marks.len() < LEAST_MARKS && found.lines.len() < LEAST_LINES {
        return out;
    }
    for (field, at, prefix, suffix) in placed {
        let room = room(&items, &at, &frame);
        found.fields.push(LearnedField { field, area: Some(relative(&room)), prefix, suffix });
    }
    found.fields.extend(absent.into_iter().map(|field| LearnedField { field, area: None, prefix: String::new(), suffix: String::new() }));
    out.layout = Some(found);
    out
}

/// The texts that make up the value, and what is printed around it in the same text. Those `taken` belong to another field; of several, the one
/// nearest to the `ground` of the fields placed so far is meant, without one that furthest down the sheet.
fn find(
    items: &[Item],
    value: &str,
    area: Option<&SheetBox>,
    taken: &[usize],
    ground: Option<&SheetBox>,
) -> Option<(Vec<usize>, String, String)> {
    let value = value.trim();
    let wanted = normal_form(value);
    if wanted.is_empty() {
        return None;
    }
    let near = |at: usize| {
        let (x, y) = items[at].area.centre();
        !taken.contains(&at) && area.is_none_or(|area| area.grown(1.0).contains(x, y))
    };
    let away = |at: usize| {
        let (x, y) = items[at].area.centre();
        let off = |from: f64, to: f64, x: f64| (from - x).max(x - to).max(0.0);
        ground.map_or(-y, |ground| off(ground.x0, ground.x1, x).hypot(off(ground.y0, ground.y1, y)))
    };
    // One text is the value to the letter, or means it, or holds it.
    let exact = |at: &usize| items[*at].text.trim() == value;
    let alike = |at: &usize| normal_form(&items[*at].text) == wanted;
    let holds = |at: &usize| value.chars().count() > 1 && items[*at].text.contains(value);
    let nearest =
        |fits: &dyn Fn(&usize) -> bool| (0..items.len()).filter(|at| near(*at)).filter(fits).min_by(|a, b| away(*a).total_cmp(&away(*b)));
    if let Some(at) = nearest(&exact).or_else(|| nearest(&alike)) {
        return Some((vec![at], String::new(), String::new()));
    }
    if let Some(at) = nearest(&holds) {
        let text = &items[at].text;
        let from = text.find(value)?;
        let (before, after) = (&text[..from], &text[from + value.len()..]);
        return Some((vec![at], before.trim().to_owned(), after.trim().to_owned()));
    }
    // Several texts of one cell, or under the box, in reading order.
    let mut starts: Vec<usize> = (0..items.len()).filter(|at| near(*at) && wanted.starts_with(&normal_form(&items[*at].text))).collect();
    starts.retain(|at| !items[*at].text.trim().is_empty());
    for start in starts {
        let mut members: Vec<usize> = (0..items.len())
            .filter(|at| near(*at) && (area.is_some() || items[start].cell.holds(&items[*at].area)))
            .filter(|at| format!(" {wanted} ").contains(&format!(" {} ", normal_form(&items[*at].text))))
            .collect();
        members.sort_by(|a, b| reading_order(&items[*a], &items[*b]));
        let text = members.iter().map(|at| normal_form(&items[*at].text)).collect::<Vec<_>>().join(" ");
        if text == wanted {
            return Some((members, String::new(), String::new()));
        }
    }
    None
}

fn reading_order(a: &Item, b: &Item) -> std::cmp::Ordering {
    if a.beside(b) { a.area.x0.total_cmp(&b.area.x0) } else { a.area.y0.total_cmp(&b.area.y0) }
}

/// The space around the texts up to the lines of their cell and the other texts in it.
fn room(items: &[Item], at: &[usize], frame: &Frame) -> SheetBox {
    let text = at.iter().map(|index| items[*index].area).reduce(|sum, each| sum.union(&each)).unwrap_or_default();
    let font = at.iter().map(|index| items[*index].font).fold(1.0, f64::max);
    let cell = frame.around(&text);
    // An open side ends a few letters away.
    let mut room = cell.area;
    if !cell.closed {
        room.x0 = room.x0.max(text.x0 - 2.0 * font);
        room.y0 = room.y0.max(text.y0 - 0.6 * font);
        room.x1 = room.x1.min(text.x1 + 20.0 * font);
        room.y1 = room.y1.min(text.y1 + 0.6 * font);
    }
    let others = || {
        (0..items.len()).filter(|index| !at.contains(index)).map(|index| &items[index]).filter(|item| {
            let (x, y) = item.area.centre();
            cell.area.contains(x, y)
        })
    };
    // Along the writing first, then above and below. Without lines the words above tell where the next column begins.
    let rows = |item: &Item| item.area.y0 < text.y1 - 0.2 * font && item.area.y1 > text.y0 + 0.2 * font;
    let heads =
        |item: &Item| !cell.closed && item.area.y1 <= text.y0 + 0.3 * font && item.area.y1 > text.y0 - 1.5 * font && item.area.x0 > text.x1;
    for item in others().filter(|item| rows(item) || heads(item)) {
        if item.area.x1 <= text.x0 + 0.3 * font {
            room.x0 = room.x0.max(item.area.x1);
        } else if item.area.x0 >= text.x1 - 0.3 * font {
            room.x1 = room.x1.min(item.area.x0);
        }
    }
    for item in others().filter(|item| !rows(item) && item.area.x0 < room.x1 && item.area.x1 > room.x0) {
        if item.area.y1 <= text.y0 + 0.3 * font {
            room.y0 = room.y0.max(item.area.y1);
        } else if item.area.y0 >= text.y1 - 0.3 * font {
            room.y1 = room.y1.min(item.area.y0);
        }
    }
    room
}

fn moved(area: &SheetBox, [x, y]: [f64; 2]) -> SheetBox {
    SheetBox { x0: area.x0 + x, y0: area.y0 + y, x1: area.x1 + x, y1: area.y1 + y }
}

/// What a known layout says of a page.
pub(super) struct Known<'a> {
    pub(super) layout: &'a LearnedLayout,
    pub(super) claims: Vec<Claim>,
    /// All the places of its fields.
    pub(super) area: SheetBox,
    offset: [f64; 2],
}

impl Known<'_> {
    /// What the ordinary reading claims for a field of the layout stands only in its place.
    pub(super) fn allows(&self, claim: &Claim) -> bool {
        let (x, y) = claim.area.centre();
        let mut learned = self.layout.fields.iter().filter(|learned| learned.field == claim.field);
        learned.all(|learned| learned.area.is_some_and(|area| moved(&area, self.offset).contains(x, y)))
    }
}

/// The layout that fits the page best, if one does.
pub(super) fn known<'a>(items: &[Item], frame: &Frame, page: &DocumentPage, layouts: &'a [LearnedLayout]) -> Option<Known<'a>> {
    if layouts.is_empty() {
        return None;
    }
    let normals: Vec<String> = items.iter().map(|item| normal_form(&item.text)).collect();
    let near = if items.iter().any(|item| item.reader == Reader::Ocr) { NEAR_IN_PIXELS_MM } else { NEAR_MM };
    let corner = [page.size_mm[0], page.size_mm[1]];
    let fits = layouts.iter().filter_map(|layout| {
        let (weight, offset) = fit(layout, items, &normals, frame, corner, near)?;
        Some((weight, offset, layout))
    });
    let (_, offset, layout) = fits.max_by(|a, b| a.0.total_cmp(&b.0))?;
    let placed = |area: &SheetBox| moved(area, offset);
    let is_mark = |at: usize| {
        let (x, y) = items[at].area.centre();
        layout.marks.iter().any(|mark| {
            let (dx, dy) = (mark.x + offset[0] - x, mark.y + offset[1] - y);
            mark.text == normals[at] && dx.abs() < 4.0 * near && dy.abs() < near
        })
    };
    let mut claims = Vec::new();
    for learned in &layout.fields {
        let Some(area) = learned.area.as_ref().map(placed) else { continue };
        let mut inside: Vec<usize> = (0..items.len())
            .filter(|at| {
                let (x, y) = items[*at].area.centre();
                area.contains(x, y) && !is_mark(*at)
            })
            .collect();
        inside.sort_by(|a, b| reading_order(&items[*a], &items[*b]));
        let text = inside.iter().map(|at| items[*at].text.as_str()).collect::<Vec<_>>().join(" ");
        let text = strip(&text, &learned.prefix, &learned.suffix);
        let Some(accepted) = accept(learned.field, text) else { continue };
        let Some(own) = inside.iter().map(|at| items[*at].area).reduce(|sum, each| sum.union(&each)) else { continue };
        let confidence = TAUGHT.min(accepted.ceiling.max(0.9));
        claims.push(Claim { field: learned.field, rank: TAUGHT_RANK, accepted, area: own, confidence, items: inside });
    }
    let area = layout.fields.iter().filter_map(|field| field.area.as_ref().map(placed)).reduce(|sum, each| sum.union(&each))?;
    Some(Known { layout, claims, area, offset })
}

fn strip<'t>(text: &'t str, prefix: &str, suffix: &str) -> &'t str {
    let text = text.trim();
    let text = text.strip_prefix(prefix).unwrap_or(text).trim_start();
    text.strip_suffix(suffix).unwrap_or(text).trim()
}

/// How well a layout lies on the page, and where: its offset from the corner it was measured from.
fn fit(layout: &LearnedLayout, items: &[Item], normals: &[String], frame: &Frame, corner: [f64; 2], near: f64) -> Option<(f64, [f64; 2])> {
    // Every pair of equal words votes for one offset.
    let mut votes: BTreeMap<(i64, i64), (usize, [f64; 2])> = BTreeMap::new();
    for mark in &layout.marks {
        for (at, _) in normals.iter().enumerate().filter(|(_, normal)| **normal == mark.text) {
            let (x, y) = items[at].area.centre();
            let offset = [x - mark.x, y - mark.y];
            let vote = votes.entry(((offset[0] / near).round() as i64, (offset[1] / near).round() as i64)).or_default();
            vote.0 += 1;
            vote.1 = [vote.1[0] + offset[0], vote.1[1] + offset[1]];
        }
    }
    let mut offsets: Vec<[f64; 2]> = vec![corner];
    let mut best: Vec<&(usize, [f64; 2])> = votes.values().collect();
    best.sort_by_key(|vote| std::cmp::Reverse(vote.0));
    offsets.extend(best.iter().take(4).map(|(n, sum)| [sum[0] / *n as f64, sum[1] / *n as f64]));
    let judged = offsets.into_iter().filter_map(|offset| {
        let found = layout.marks.iter().filter(|mark| {
            normals.iter().enumerate().any(|(at, normal)| {
                let (x, y) = items[at].area.centre();
                *normal == mark.text && (x - mark.x - offset[0]).abs() <= near && (y - mark.y - offset[1]).abs() <= near
            })
        });
        let (marks, lines) = (found.count(), layout.lines.len());
        let ruled = layout.lines.iter().filter(|line| {
            let placed = [line[0] + offset[0], line[1] + offset[1], line[2] + offset[0], line[3] + offset[1]];
            frame.covers(placed, near / 2.0)
        });
        let ruled = if lines == 0 { 1.0 } else { ruled.count() as f64 / lines as f64 };
        let share = if layout.marks.is_empty() { 0.0 } else { marks as f64 / layout.marks.len() as f64 };
        let by_words = marks >= LEAST_MARKS && share >= MARKS_FOUND && ruled >= LINES_FOUND;
        let by_lines = lines >= LEAST_LINES && ruled >= LINES_ALONE && (layout.marks.len() < LEAST_MARKS || share >= 0.4);
        (by_words || by_lines).then_some((share + ruled, offset))
    });
    judged.max_by(|a, b| a.0.total_cmp(&b.0))
}
