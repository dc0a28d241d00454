//! The texts of a page turned upright, split into labels and values, each with its cell.

use trusquin_domain::{CharBox, DocumentPage, Reader, SheetBox, TitleBlockField};

use super::frame::{Cell, Frame};
use super::labels::{DICTIONARY, LabelKind};

/// Texts looked at; a title block page has hundreds.
const MOST_ITEMS: usize = 6000;

/// A text or a part of one.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) text: String,
    pub(super) area: SheetBox,
    pub(super) font: f64,
    pub(super) label: Option<LabelKind>,
    /// A colon follows the label.
    pub(super) marked: bool,
    pub(super) boilerplate: bool,
    /// The label this value was written behind, in the same text.
    pub(super) inline_of: Option<usize>,
    pub(super) cell: Cell,
    pub(super) reader: Reader,
}

impl Item {
    pub(super) fn field(&self) -> Option<TitleBlockField> {
        match self.label {
            Some(LabelKind::Field { field, .. }) => Some(field),
            _ => None,
        }
    }

    /// Its cell where lines close it, else the text itself.
    pub(super) fn cell_or_self(&self) -> SheetBox {
        if self.cell.closed { self.cell.area } else { self.area }
    }

    pub(super) fn is_value(&self) -> bool {
        self.label.is_none() && !self.boilerplate
    }

    /// On the same line of writing.
    pub(super) fn beside(&self, other: &Self) -> bool {
        let reach = self.area.y1.min(other.area.y1) - self.area.y0.max(other.area.y0);
        reach > 0.4 * self.area.height().min(other.area.height())
    }
}

/// Level texts only, labels and values apart.
pub(super) fn items(page: &DocumentPage, frame: &Frame) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for span in page.spans.iter().filter(|span| span.rotation_deg == 0.0).take(MOST_ITEMS) {
        let text = span.text.trim();
        if text.is_empty() {
            continue;
        }
        let cell = frame.around(&span.sheet_box);
        let found =
            if matches!(span.reader, Reader::Ocr | Reader::StrokeFont) { DICTIONARY.find_recognised(text) } else { DICTIONARY.find(text) };
        let item = |text: &str, area: SheetBox| Item {
            text: text.trim().to_owned(),
            area,
            font: span.font_size_mm,
            label: None,
            marked: false,
            boilerplate: DICTIONARY.is_boilerplate(text),
            inline_of: None,
            cell,
            reader: span.reader,
        };
        match found {
            None => items.push(item(text, span.sheet_box)),
            Some(label) => {
                let at = label.value_at.unwrap_or(text.len());
                let (before, after) = (&text[..at], text[at..].trim());
                let (label_area, value_area) = split(&span.characters, before, &span.sheet_box);
                items.push(Item {
                    label: Some(label.kind),
                    marked: label.marked,
                    boilerplate: false,
                    ..item(before, if after.is_empty() { span.sheet_box } else { label_area })
                });
                if !after.is_empty() {
                    let owner = items.len() - 1;
                    items.push(Item { inline_of: Some(owner), ..item(after, value_area) });
                }
            }
        }
    }
    join_stacked_labels(&mut items);
    unlabel_large_print(&mut items);
    items
}

/// A title may be a label word (`ASSEMBLY`): printed larger than the real label of its cell, it is the value.
fn unlabel_large_print(items: &mut [Item]) {
    let values: Vec<usize> = (0..items.len())
        .filter(|index| {
            let item = &items[*index];
            let lone =
                item.label.is_some() && !item.marked && item.cell.closed && !items.iter().any(|other| other.inline_of == Some(*index));
            lone && items.iter().any(|other| other.field().is_some() && other.font < 0.7 * item.font && item.cell.holds(&other.area))
        })
        .collect();
    for index in values {
        items[index].label = None;
        items[index].boilerplate = DICTIONARY.is_boilerplate(&items[index].text);
    }
}

/// The boxes of the first characters and of the rest.
fn split(characters: &[CharBox], before: &str, whole: &SheetBox) -> (SheetBox, SheetBox) {
    let count = before.chars().filter(|each| !each.is_whitespace()).count();
    let hull = |boxes: &[CharBox]| boxes.iter().map(|each| each.sheet_box).reduce(|sum, each| sum.union(&each)).unwrap_or(*whole);
    let at = count.min(characters.len());
    (hull(&characters[..at]), hull(&characters[at..]))
}

/// `Dessiné` over `par`: two short lines that make one label together.
fn join_stacked_labels(items: &mut Vec<Item>) {
    let mut gone = vec![false; items.len()];
    for upper in 0..items.len() {
        // Rows of a tolerance block (`X` over `.X`) are no two lines of one label.
        if gone[upper]
            || items[upper].text.chars().filter(|each| each.is_alphabetic() && !matches!(each, 'x' | 'X')).count() < 2
            || items[upper].inline_of.is_some()
            || items[upper].text.len() > 24
            || items[upper].label.is_some_and(|kind| kind != LabelKind::Barrier)
        {
            continue;
        }
        let below = (0..items.len()).find(|lower| {
            let (a, b) = (&items[upper], &items[*lower]);
            *lower != upper
                && !gone[*lower]
                && b.inline_of.is_none()
                && (a.font / b.font - 1.0).abs() < 0.15
                && b.area.y0 > a.area.y0
                && b.area.y0 - a.area.y1 < a.font
                && b.area.y0 - a.area.y0 < 2.2 * a.font
                && (b.area.x0 - a.area.x0).abs() < a.font * 1.5
                && b.text.len() < 24
                && a.cell.holds(&b.area)
        });
        let Some(lower) = below else { continue };
        let text = format!("{} {}", items[upper].text, items[lower].text);
        if let Some(found) = DICTIONARY.find(&text).filter(|found| found.value_at.is_none()) {
            let area = items[upper].area.union(&items[lower].area);
            gone[lower] = true;
            let item = &mut items[upper];
            (item.text, item.area, item.label, item.marked, item.boilerplate) = (text, area, Some(found.kind), found.marked, false);
        }
    }
    if gone.iter().any(|each| *each) {
        let kept: Vec<Option<usize>> = gone
            .iter()
            .scan(0, |next, each| {
                Some(if *each {
                    None
                } else {
                    *next += 1;
                    Some(*next - 1)
                })
            })
            .collect();
        let mut at = 0;
        items.retain(|_| {
            at += 1;
            !gone[at - 1]
        });
        for item in items.iter_mut() {
            item.inline_of = item.inline_of.and_then(|owner| kept.get(owner).copied().flatten());
        }
    }
}

/// Labels that head a parts list or a revision table lose their meaning; the revision heads of the latter are returned.
pub(super) fn silence_tables(items: &mut [Item]) -> Vec<usize> {
    let (mut silent, mut revision_heads) = (Vec::new(), Vec::new());
    for (index, item) in items.iter().enumerate() {
        if item.label.is_none() {
            continue;
        }
        let heads_list = |other: &Item| DICTIONARY.is_table_head(&other.text);
        let heads_history = |other: &Item| DICTIONARY.is_history_head(&other.text);
        let near = |other: &Item| other.beside(item) && (other.area.centre().0 - item.area.centre().0).abs() < 160.0;
        let row: Vec<&Item> =
            items.iter().filter(|other| (other.label.is_some() || heads_list(other) || heads_history(other)) && near(other)).collect();
        let has = |field: TitleBlockField| row.iter().any(|other| other.field() == Some(field));
        let described =
            row.iter().any(|other| matches!(other.label, Some(LabelKind::Field { field: TitleBlockField::Title, rank: 2, .. })));
        let list = row.iter().any(|other| heads_list(other)) && row.len() >= 3;
        let history = row.len() >= 3 && row.iter().any(|other| heads_history(other))
            || has(TitleBlockField::Revision) && described && (has(TitleBlockField::Date) || has(TitleBlockField::Approver));
        if list || history {
            silent.push(index);
        }
        if history && !list && item.field() == Some(TitleBlockField::Revision) {
            revision_heads.push(index);
        }
    }
    for index in silent {
        items[index].label = Some(LabelKind::Barrier);
    }
    revision_heads
}

/// The values standing in the same ruled column as a head.
pub(super) fn column_of(items: &[Item], head: usize) -> Vec<usize> {
    let cell = items[head].cell;
    let same_column = |other: &Item| {
        other.cell.closed && (other.cell.area.x0 - cell.area.x0).abs() < 0.6 && (other.cell.area.x1 - cell.area.x1).abs() < 0.6
    };
    let mut column: Vec<usize> = (0..items.len())
        .filter(|index| {
            cell.closed
                && items[*index].is_value()
                && same_column(&items[*index])
                && items[*index].cell.area.overlaps(&cell.area.grown(60.0))
        })
        .collect();
    column.sort_by(|a, b| items[*a].area.y0.total_cmp(&items[*b].area.y0));
    column
}
