//! Puts together what a draughtsman stacks: deviations above one another, two limits, the lines of a hole callout.

use std::sync::LazyLock;

use regex::Regex;
use trusquin_domain::{DimensionKind, SheetBox};

use super::grammar::{DrawingUnit, ParsedDimension, parse_dimension};
use crate::sheet_text::direction::LocalBox;
use crate::sheet_text::row::Row;

/// Rows that make one dimension, if they make one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stack {
    /// Lines from top to bottom, deviations behind their nominal.
    pub(super) lines: Vec<String>,
    pub(super) local: LocalBox,
    pub(super) sheet_box: SheetBox,
    pub(super) font_mm: f64,
    pub(super) drawn: bool,
    /// Indexes of the rows used.
    pub(super) rows: Vec<usize>,
}

impl Stack {
    fn of(index: usize, row: &Row) -> Self {
        Self {
            lines: vec![row.text.clone()],
            local: row.local,
            sheet_box: row.sheet_box,
            font_mm: row.font_mm,
            drawn: row.drawn,
            rows: vec![index],
        }
    }

    fn take(&mut self, other: &Self) {
        self.local = self.local.union(&other.local);
        self.sheet_box = self.sheet_box.union(&other.sheet_box);
        self.drawn |= other.drawn;
        self.rows.extend(&other.rows);
    }

    /// The text the grammar reads.
    pub(super) fn text(&self) -> String {
        self.lines.join("\n")
    }
}

static DEVIATION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(?:[+-]\s?\d{0,3}[.,]?\d+|0(?:[.,]0+)?)\s?°?$").ok());
static LIMIT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(?:(?:\d+\s?[xX]\s?)?[ØR]?\s?)?\d*[.,]\d+$").ok());
static ON_CIRCLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b(?:on|sur|auf|pcd|bc)\s?Ø").ok());
static PREFIX: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(?:\d+\s?[xX])?\s?(?:S?Ø|R|SR)?$").ok());

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|p| p.is_match(text))
}

/// Groups the rows of one direction.
///
/// `line_between` tells whether a line is drawn between two rows: a dimension line there makes them two dimensions.
pub(super) fn stacks(rows: &[Row], unit: DrawingUnit, line_between: impl Fn(&LocalBox, &LocalBox) -> bool) -> Vec<Stack> {
    let mut stacks: Vec<Option<Stack>> = rows.iter().enumerate().map(|(index, row)| Some(Stack::of(index, row))).collect();
    attach_deviations(&mut stacks);
    join_limits(&mut stacks, line_between);
    join_callouts(&mut stacks, unit);
    stacks.into_iter().flatten().collect()
}

/// A deviation above or below the line of its nominal, or half a line off on both sides.
fn attach_deviations(stacks: &mut [Option<Stack>]) {
    let deviations: Vec<usize> = indexes(stacks, |s| s.lines.len() == 1 && is(&DEVIATION, &s.lines[0]));
    // Upper deviations first, so that they stand first behind the nominal.
    let mut order = deviations.clone();
    order.sort_by(|a, b| top(stacks, *a).total_cmp(&top(stacks, *b)));
    for index in order {
        let Some(deviation) = stacks[index].clone() else { continue };
        let host = (0..stacks.len())
            .filter(|other| *other != index && !deviations.contains(other))
            .filter_map(|other| stacks[other].as_ref().map(|host| (other, host)))
            .filter(|(_, host)| host.lines[0].chars().any(|c| c.is_ascii_digit()))
            .filter_map(|(other, host)| {
                let font = host.font_mm.max(deviation.font_mm);
                let pitch = (deviation.local.v() - first_line_v(host)).abs() / font;
                let behind = deviation.local.u0 - host.local.u1;
                let beside = deviation.local.u0 > host.local.u0 + 0.4 * font && behind < 0.9 * font;
                let small = deviation.font_mm <= 1.1 * host.font_mm;
                // Small letters are deviations wherever they stand; those as large as the nominal only off its line.
                let least_pitch = if deviation.font_mm < 0.75 * host.font_mm { 0.0 } else { 0.15 };
                ((least_pitch..1.35).contains(&pitch) && beside && small).then_some((other, pitch + behind.abs() / font * 0.2))
            })
            .min_by(|a, b| a.1.total_cmp(&b.1));
        let Some((host, _)) = host else { continue };
        if let Some(host) = stacks[host].as_mut() {
            host.lines[0].push(' ');
            host.lines[0].push_str(&deviation.lines[0]);
            let line = host.local;
            host.take(&deviation);
            // Further deviations are measured from the nominal's own line.
            host.local = LocalBox { v0: line.v0, v1: line.v1, ..host.local };
            stacks[index] = None;
        }
    }
}

fn first_line_v(stack: &Stack) -> f64 {
    stack.local.v()
}

fn top(stacks: &[Option<Stack>], index: usize) -> f64 {
    stacks.get(index).and_then(Option::as_ref).map_or(0.0, |s| s.local.v0)
}

fn indexes(stacks: &[Option<Stack>], wanted: impl Fn(&Stack) -> bool) -> Vec<usize> {
    stacks.iter().enumerate().filter(|(_, s)| s.as_ref().is_some_and(&wanted)).map(|(index, _)| index).collect()
}

/// Two limits one above the other, with a sign or count before both.
fn join_limits(stacks: &mut [Option<Stack>], line_between: impl Fn(&LocalBox, &LocalBox) -> bool) {
    let mut limits = indexes(stacks, |s| s.rows.len() == 1 && is(&LIMIT, &s.lines[0]));
    limits.sort_by(|a, b| top(stacks, *a).total_cmp(&top(stacks, *b)));
    for position in 0..limits.len() {
        let Some(upper) = stacks[limits[position]].clone() else { continue };
        let lower = limits[position + 1..].iter().copied().find(|index| {
            stacks[*index].as_ref().is_some_and(|lower| {
                let font = upper.font_mm;
                let pitch = (lower.local.v() - upper.local.v()) / font;
                let aligned = [lower.local.u0 - upper.local.u0, lower.local.u1 - upper.local.u1, lower.local.u() - upper.local.u()];
                (0.5..1.3).contains(&pitch)
                    && (lower.font_mm / font - 1.0).abs() < 0.2
                    && aligned.iter().any(|d| d.abs() < 0.4 * font)
                    && is(&DECIMAL, &lower.lines[0])
                    && limits_of_one_size(&upper.lines[0], &lower.lines[0])
                    && !line_between(&upper.local, &lower.local)
            })
        });
        let Some(lower_at) = lower else { continue };
        let Some(lower) = stacks[lower_at].take() else { continue };
        let mut joined = upper.clone();
        joined.lines[0] = format!("{} {}", upper.lines[0], lower.lines[0]);
        joined.take(&lower);
        // `4x Ø` or `R` written once, half way between the two.
        let prefix = indexes(stacks, |s| {
            let between = s.local.v() > upper.local.v() - 0.1 * upper.font_mm && s.local.v() < lower.local.v() + 0.1 * upper.font_mm;
            let gap = upper.local.u0.min(lower.local.u0) - s.local.u1;
            s.lines.len() == 1 && is(&PREFIX, &s.lines[0]) && between && gap > -0.3 * upper.font_mm && gap < upper.font_mm
        });
        if let Some(prefix) = prefix.first().and_then(|index| stacks[*index].take()) {
            joined.lines[0] = format!("{} {}", prefix.lines[0], joined.lines[0]);
            joined.take(&prefix);
        }
        stacks[limits[position]] = Some(joined);
    }
}

static DECIMAL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\d*[.,]\d+$").ok());

/// Two ordinates one above the other read like limits, but lie further apart than any tolerance: a sixteenth of the size, or half a millimetre.
fn limits_of_one_size(upper: &str, lower: &str) -> bool {
    parse_dimension(&format!("{upper} {lower}"), DrawingUnit::Millimetre).is_some_and(|d| {
        let (Some(nominal), Some(above), Some(below)) = (d.nominal_mm, d.upper_mm, d.lower_mm) else { return false };
        above - below <= (nominal / 16.0).max(0.55)
    })
}

/// Lines under the first line of a hole callout.
fn join_callouts(stacks: &mut [Option<Stack>], unit: DrawingUnit) {
    let mut order = indexes(stacks, |_| true);
    order.sort_by(|a, b| top(stacks, *a).total_cmp(&top(stacks, *b)));
    for position in 0..order.len() {
        let Some(mut hole) = stacks[order[position]].clone() else { continue };
        if !begins_callout(&hole.lines[0]) {
            continue;
        }
        let mut taken = Vec::new();
        let mut last = hole.local;
        for next_at in &order[position + 1..] {
            let Some(next) = stacks[*next_at].as_ref() else { continue };
            let font = hole.font_mm;
            let pitch = (next.local.v() - last.v()) / font;
            let shared = last.shared_u(&next.local) / last.width().min(next.local.width()).max(0.1);
            let aligned = shared > 0.4 || (last.u0 - next.local.u0).abs() < font;
            if !(0.7..1.9).contains(&pitch)
                || !aligned
                || (next.font_mm / font - 1.0).abs() > 0.15
                || !continues_callout(&hole, &next.lines[0])
            {
                continue;
            }
            let text = format!("{}\n{}", hole.text(), next.text());
            let belongs =
                parse_dimension(&text, unit).is_some_and(|d| matches!(d.kind, DimensionKind::HoleCallout | DimensionKind::Thread));
            if belongs {
                let next = next.clone();
                last = next.local;
                hole.lines.extend(next.lines.iter().cloned());
                hole.take(&next);
                taken.push(*next_at);
            }
        }
        if !taken.is_empty() {
            for index in taken {
                stacks[index] = None;
            }
            stacks[order[position]] = Some(hole);
        }
    }
}

fn begins_callout(line: &str) -> bool {
    let sign = line.contains(['Ø', '↧', '⌴', '⌵']);
    let count_only = is(&PREFIX, line);
    sign || count_only || is_hole(line)
}

fn is_hole(line: &str) -> bool {
    parse_dimension(line, DrawingUnit::Millimetre).is_some_and(|d| is_hole_kind(&d))
}

fn is_hole_kind(dimension: &ParsedDimension) -> bool {
    matches!(dimension.kind, DimensionKind::HoleCallout | DimensionKind::Thread)
}

/// A line that cannot stand alone as a plain size: a thread, an enlargement, words, or the hole under its count.
fn continues_callout(hole: &Stack, line: &str) -> bool {
    let starts = line.starts_with(['⌴', '⌵', '↧', 'M', 'G']) || line.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '.');
    let detail = parse_dimension(line, DrawingUnit::Millimetre);
    let hole_like = detail.as_ref().is_some_and(is_hole_kind);
    starts || hole_like || is(&ON_CIRCLE, line) || is(&PREFIX, &hole.lines[0]) && detail.is_some()
}
