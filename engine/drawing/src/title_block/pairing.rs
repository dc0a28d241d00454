//! Which text is the value of which label: in its cell, beside it, below it, or in the neighbouring cell.

use trusquin_domain::{SheetBox, TitleBlockField};

use super::fields::{Accepted, accept};
use super::frame::Frame;
use super::labels::{LabelKind, normal_form};
use super::layout::Item;

/// A value claimed by a label.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) field: TitleBlockField,
    pub(super) rank: u8,
    pub(super) accepted: Accepted,
    pub(super) area: SheetBox,
    pub(super) confidence: f64,
    pub(super) items: Vec<usize>,
}

/// Confidence by how the value stands to its label. Measured on the development drawings: docs/diagnostics/drw-title-block.md.
const SAME_TEXT: f64 = 0.94;
const ALONE_IN_CELL: f64 = 0.95;
const SHARED_CELL_BESIDE: f64 = 0.92;
const SHARED_CELL_BELOW: f64 = 0.82;
const NEXT_CELL: f64 = 0.9;
const CELL_BELOW: f64 = 0.87;
const OPEN_BESIDE: f64 = 0.75;
const OPEN_BELOW: f64 = 0.65;

/// All claims of one label, best first.
pub(super) fn claims(items: &[Item], label_at: usize, frame: &Frame, in_block: &dyn Fn(usize) -> bool) -> Vec<Claim> {
    let Some(label) = items.get(label_at) else { return Vec::new() };
    let Some(LabelKind::Field { field, rank, .. }) = label.label else { return Vec::new() };
    let mut found = Vec::new();
    let offer = |found: &mut Vec<Claim>, mut indices: Vec<usize>, confidence: f64| {
        indices.retain(|index| items.get(*index).is_some_and(Item::is_value) && in_block(*index));
        if let Some((accepted, area, used)) = compose(items, field, &indices) {
            let confidence = confidence.min(accepted.ceiling);
            found.push(Claim { field, rank, accepted, area, confidence, items: used });
        }
    };
    let name_only = matches!((field, rank), (TitleBlockField::Title, 3));
    let inline: Vec<usize> = (0..items.len()).filter(|index| items[*index].inline_of == Some(label_at)).collect();
    if !inline.is_empty() {
        let others = in_cell(items, label).into_iter().filter(|index| !inline.contains(index)).collect::<Vec<_>>();
        let shared = others.iter().any(|index| items[*index].label.is_some());
        let mut whole = inline.clone();
        // A long value goes on below its first line.
        if label.cell.closed && !shared && several_lines(field) {
            whole.extend(others);
        }
        offer(&mut found, whole, if label.cell.closed { SAME_TEXT } else { 0.85 });
        return found;
    }
    if label.cell.closed {
        let others = in_cell(items, label);
        let rivals: Vec<usize> =
            others.iter().copied().filter(|index| items[*index].label.is_some() && items[*index].field() != Some(field)).collect();
        if rivals.is_empty() {
            offer(&mut found, others.clone(), ALONE_IN_CELL);
        } else if !name_only {
            offer(&mut found, beside(items, label_at, &others), SHARED_CELL_BESIDE);
            offer(&mut found, below(items, label_at, &others), SHARED_CELL_BELOW);
        }
        // Only a label that fills its cell leaves its value to the neighbours; an empty cell with room is an empty field.
        let cell = label.cell.area;
        let one_line = cell.height() < 3.4 * label.font || label.area.height() > 0.45 * cell.height();
        let narrow = cell.width() < 2.6 * label.area.width() || cell.width() < 26.0;
        // Labels stacked in cells of one width make a column whose values stand in the next one.
        let column = items.iter().enumerate().any(|(index, other)| {
            let area = other.cell.area;
            index != label_at
                && other.field().is_some()
                && other.cell.closed
                && (area.x0 - cell.x0).abs() < 0.5
                && (area.x1 - cell.x1).abs() < 0.5
                && (area.y0 - cell.y0).abs() > 1.0
        });
        let fills = rivals.is_empty() && one_line && (narrow || column);
        // Labels side by side in cells of one height make a row of heads whose values stand in the cells of their width below.
        let head = rivals.is_empty()
            && one_line
            && items.iter().enumerate().any(|(index, other)| {
                let area = other.cell.area;
                index != label_at
                    && other.field().is_some()
                    && other.field() != Some(field)
                    && other.cell.closed
                    && (area.y0 - cell.y0).abs() < 0.5
                    && (area.y1 - cell.y1).abs() < 0.5
                    && (area.x0 - cell.x0).abs() > 1.0
                    && in_cell(items, other).is_empty()
            });
        if found.is_empty() && head && !fills && !name_only && !others.iter().any(|index| items[*index].is_value()) {
            let under = frame.around_point(label.area.centre().0, cell.y1 + 1.0);
            let below: Vec<usize> = (0..items.len()).filter(|index| under.closed && under.holds(&items[*index].area)).collect();
            let same_width = (under.area.x0 - cell.x0).abs() < 0.6 && (under.area.x1 - cell.x1).abs() < 0.6;
            if same_width && !below.iter().any(|index| items[*index].label.is_some()) {
                offer(&mut found, below, CELL_BELOW);
            }
        }
        if found.is_empty() && fills && !name_only && !others.iter().any(|index| items[*index].is_value()) {
            let right = frame.around_point(cell.x1 + 1.0, label.area.centre().1);
            let under = frame.around_point(label.area.centre().0, cell.y1 + 1.0);
            let content = |area: &super::frame::Cell| {
                (0..items.len()).filter(|index| area.closed && area.holds(&items[*index].area)).collect::<Vec<_>>()
            };
            let (right_items, under_items) = (content(&right), content(&under));
            let labelled = |indices: &[usize]| indices.iter().any(|index| items[*index].label.is_some());
            let same_row = (right.area.height() - cell.height()).abs() < 0.6 * cell.height();
            let same_column = under.area.width() < 1.8 * cell.width();
            if !labelled(&right_items) && same_row {
                offer(&mut found, right_items.clone(), if labelled(&under_items) || under_items.is_empty() { NEXT_CELL } else { 0.8 });
            }
            if !labelled(&under_items) && same_column {
                offer(&mut found, under_items, if labelled(&right_items) || right_items.is_empty() { CELL_BELOW } else { 0.78 });
            }
        }
    } else if !name_only {
        let near: Vec<usize> =
            (0..items.len()).filter(|index| *index != label_at && items[*index].area.overlaps(&label.area.grown(70.0))).collect();
        let right: Vec<usize> = beside(items, label_at, &near)
            .into_iter()
            .filter(|index| items[*index].area.x0 - label.area.x1 < 14.0 * label.font.max(2.0) && label.cell.holds(&items[*index].area))
            .collect();
        offer(&mut found, right, if label.marked { OPEN_BESIDE + 0.05 } else { OPEN_BESIDE });
        let under: Vec<usize> = below(items, label_at, &near)
            .into_iter()
            .filter(|index| items[*index].area.y0 - label.area.y1 < 2.5 * label.font && label.cell.holds(&items[*index].area))
            .collect();
        offer(&mut found, under, OPEN_BELOW);
    }
    if field == TitleBlockField::Mass {
        found.iter_mut().for_each(|claim| mass_in_label_unit(claim, &label.text));
    }
    found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    found
}

/// Labels of an open block whose values all stand alike below them, and how much alike, mm.
const FEWEST_ALIKE: usize = 6;
const ALIKE_MM: f64 = 0.9;
/// Trust in a value of such a block: on generated sheets as right as one in cells (tests/scores/generated.py).
const OPEN_IN_ORDER: f64 = 0.91;

/// An open block where value after value starts under its label at one distance is as sure as a ruled one.
pub(super) fn trust_columns(items: &[Item], by_label: &mut [(usize, Vec<Claim>)]) {
    let gap = |label: usize, claim: &Claim| {
        let area = items.get(label)?.area;
        let below = claim.confidence <= OPEN_BELOW && (claim.area.x0 - area.x0).abs() < ALIKE_MM && claim.area.y0 > area.y0;
        below.then_some(claim.area.y1 - area.y1)
    };
    let mut gaps: Vec<f64> = by_label.iter().filter_map(|(label, claims)| gap(*label, claims.first()?)).collect();
    gaps.sort_by(f64::total_cmp);
    let Some(usual) = gaps.get(gaps.len() / 2).copied() else { return };
    let alike = |gap: f64| (gap - usual).abs() < 2.0 * ALIKE_MM;
    let count = gaps.iter().filter(|gap| alike(**gap)).count();
    if count < FEWEST_ALIKE || 4 * count < 3 * gaps.len() {
        return;
    }
    for (label, claims) in by_label {
        if let Some(claim) = claims.first_mut().filter(|claim| gap(*label, claim).is_some_and(alike)) {
            claim.confidence = OPEN_IN_ORDER.min(claim.accepted.ceiling);
        }
    }
}

/// `Masse (kg)`: the unit stands in the label.
fn mass_in_label_unit(claim: &mut Claim, label: &str) {
    let unit = normal_form(label).split(' ').next_back().filter(|word| matches!(*word, "kg" | "g" | "lbs" | "lb")).map(str::to_owned);
    if let Some(unit) = unit.filter(|_| claim.accepted.normalized.is_none())
        && let Some(meant) = accept(TitleBlockField::Mass, &format!("{} {unit}", claim.accepted.value))
    {
        claim.accepted.normalized = meant.normalized;
    }
}

fn in_cell(items: &[Item], label: &Item) -> Vec<usize> {
    (0..items.len()).filter(|index| !std::ptr::eq(&items[*index], label) && label.cell.holds(&items[*index].area)).collect()
}

/// Values on the label's line, to its right, up to the next label.
fn beside(items: &[Item], label_at: usize, among: &[usize]) -> Vec<usize> {
    let label = &items[label_at];
    let mut row: Vec<usize> =
        among.iter().copied().filter(|index| items[*index].beside(label) && items[*index].area.x0 > label.area.x1 - 0.5).collect();
    row.sort_by(|a, b| items[*a].area.x0.total_cmp(&items[*b].area.x0));
    let mut end = label.area.x1;
    row.into_iter()
        .take_while(|index| items[*index].label.is_none())
        .take_while(|index| {
            let close = end == label.area.x1 || items[*index].area.x0 - end < 3.0 * items[*index].font;
            end = items[*index].area.x1;
            close
        })
        .collect()
}

/// Values under the label, in its column, up to the next label.
fn below(items: &[Item], label_at: usize, among: &[usize]) -> Vec<usize> {
    let label = &items[label_at];
    let next_on_row = among
        .iter()
        .filter(|index| items[**index].label.is_some() && items[**index].beside(label) && items[**index].area.x0 > label.area.x1)
        .map(|index| items[*index].area.x0)
        .fold(f64::INFINITY, f64::min);
    let mut column: Vec<usize> = among
        .iter()
        .copied()
        .filter(|index| {
            let area = &items[*index].area;
            area.y0 > label.area.centre().1
                && !items[*index].beside(label)
                && area.x1 > label.area.x0
                && area.x0 < next_on_row
                && (area.x0 < label.area.x1 || area.x0 - label.area.x0 < 8.0 * label.font && next_on_row.is_finite())
        })
        .collect();
    column.sort_by(|a, b| items[*a].area.y0.total_cmp(&items[*b].area.y0));
    let mut found: Vec<usize> = Vec::new();
    for index in column {
        if items[index].label.is_some() {
            break;
        }
        let far = found.last().is_some_and(|last| items[index].area.y0 - items[*last].area.y1 > 1.2 * items[index].font);
        if far {
            break;
        }
        found.push(index);
    }
    found
}

fn several_lines(field: TitleBlockField) -> bool {
    use TitleBlockField::{Finish, GeneralTolerance, HeatTreatment, Material, Owner, SurfaceTreatment, Title};
    matches!(field, Title | Material | HeatTreatment | SurfaceTreatment | Finish | GeneralTolerance | Owner)
}

/// Lines of the candidates, read in order, as one value the field accepts.
fn compose(items: &[Item], field: TitleBlockField, indices: &[usize]) -> Option<(Accepted, SheetBox, Vec<usize>)> {
    let biggest = indices.iter().map(|index| items[*index].font).fold(0.0, f64::max);
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut order: Vec<usize> = indices.to_vec();
    order.sort_by(|a, b| items[*a].area.centre().1.total_cmp(&items[*b].area.centre().1));
    for index in order {
        match rows.iter_mut().find(|row| row.first().is_some_and(|first| items[*first].beside(&items[index]))) {
            Some(row) => row.push(index),
            None => rows.push(vec![index]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| items[*a].area.x0.total_cmp(&items[*b].area.x0));
    }
    let whole = |rows: &[Vec<usize>]| {
        let used: Vec<usize> = rows.iter().flatten().copied().collect();
        let text = used.iter().map(|index| items[*index].text.as_str()).collect::<Vec<_>>().join(" ");
        let area = used.iter().map(|index| items[*index].area).reduce(|sum, each| sum.union(&each))?;
        Some((accept(field, &text)?, area, used))
    };
    if several_lines(field) {
        // Smaller print in the same cell is a remark about the value.
        let mut main: Vec<Vec<usize>> =
            rows.iter().filter(|row| row.iter().any(|index| items[*index].font > 0.6 * biggest)).cloned().collect();
        // A lone letter away from the words is the mark of a revision, drawn in its triangle.
        for row in &mut main {
            let lonely = |at: usize| {
                let (item, gap) = (&items[row[at]], |other: usize| {
                    (items[row[at]].area.x0 - items[other].area.x1).max(items[other].area.x0 - items[row[at]].area.x1)
                });
                item.text.chars().count() == 1
                    && row.len() > 1
                    && row.iter().all(|other| *other == row[at] || gap(*other) > 1.2 * item.font)
            };
            let kept: Vec<usize> = (0..row.len()).filter(|at| !lonely(*at)).map(|at| row[at]).collect();
            *row = kept;
        }
        return whole(&main);
    }
    rows.sort_by(|a, b| {
        let size = |row: &[usize]| row.iter().map(|index| items[*index].font).fold(0.0, f64::max);
        size(b).total_cmp(&size(a))
    });
    rows.iter().find_map(|row| whole(std::slice::from_ref(row)).or_else(|| row.iter().find_map(|index| whole(&[vec![*index]]))))
}
