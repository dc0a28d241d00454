//! Weld symbols (ISO 2553, system A), item balloons and the parts list of an assembly sheet.

use super::{Align, Item, Layer, Point, Sheet, Text, font};
use crate::order::Language;
use crate::truth::{PartsListLine, WeldTruth};

/// Font size, mm.
const TEXT: f64 = 3.5;

/// A fillet weld.
#[derive(Debug, Clone, Copy)]
pub struct Fillet {
    /// Throat, mm.
    pub throat_mm: f64,
    /// Welded all round.
    pub all_round: bool,
    /// Process number of ISO 4063, in the tail.
    pub process: &'static str,
}

/// The symbol of a fillet weld: arrow on `tip`, reference line from `elbow` to the right, or to the left with `leftward`.
pub fn fillet(sheet: &mut Sheet, tip: Point, elbow: Point, leftward: bool, weld: Fillet, language: Language) {
    let sense = if leftward { -1.0 } else { 1.0 };
    let length = 30.0;
    let end = [elbow[0] + sense * length, elbow[1]];
    sheet.line(tip, elbow, Layer::Dimension);
    sheet.line(elbow, end, Layer::Dimension);
    // The identification line under the reference line marks the other side.
    let mut x = elbow[0] + sense * 3.0;
    while (end[0] - x) * sense > 3.0 {
        sheet.line([x, elbow[1] - 1.4], [x + sense * 2.0, elbow[1] - 1.4], Layer::Dimension);
        x += sense * 3.0;
    }
    let (dx, dy) = (elbow[0] - tip[0], elbow[1] - tip[1]);
    let reach = dx.hypot(dy).max(1e-9);
    let (ux, uy) = (dx / reach, dy / reach);
    let back = [tip[0] + ux * 2.8, tip[1] + uy * 2.8];
    sheet
        .items
        .push(Item::Arrow([tip, [back[0] - uy * 0.47, back[1] + ux * 0.47], [back[0] + uy * 0.47, back[1] - ux * 0.47]], Layer::Dimension));
    if weld.all_round {
        sheet.items.push(Item::Arc(elbow, 1.5, 0.0, 360.0, Layer::Dimension));
    }
    let middle = elbow[0] + sense * 14.0;
    let foot = elbow[1];
    for (a, b) in [([middle, foot], [middle, foot + 3.6]), ([middle, foot + 3.6], [middle + 3.6, foot])] {
        sheet.line(a, b, Layer::Dimension);
    }
    for side in [1.0, -1.0] {
        sheet.line(end, [end[0] + sense * 3.0, end[1] + side * 3.0], Layer::Dimension);
    }
    let size = format!("a{}", language.number(weld.throat_mm, 1));
    let at = |text: &str, at: Point, align: Align| Text {
        text: text.to_owned(),
        at,
        size: TEXT,
        align,
        vertical: false,
        layer: Layer::Dimension,
    };
    let tail = [end[0] + sense * 3.4, end[1] - 0.36 * TEXT];
    let texts =
        [at(&size, [middle - 1.2, foot + 0.9], Align::Right), at(weld.process, tail, if leftward { Align::Right } else { Align::Left })];
    let [first, ..] = texts.each_ref().map(|text| sheet.place(text));
    sheet.said.welds.push(WeldTruth {
        text: size,
        kind: "fillet".to_owned(),
        throat_mm: weld.throat_mm,
        process: weld.process.to_owned(),
        all_round: weld.all_round,
        page: 1,
        sheet_box: first,
    });
    sheet.items.extend(texts.map(Item::Text));
}

/// An item number in a circle, with a leader that ends in a dot on the part.
pub fn balloon(sheet: &mut Sheet, spot: Point, centre: Point, item: u32) {
    let radius = 4.2;
    let (dx, dy) = (spot[0] - centre[0], spot[1] - centre[1]);
    let length = dx.hypot(dy).max(1e-9);
    sheet.items.push(Item::Arc(centre, radius, 0.0, 360.0, Layer::Dimension));
    sheet.items.push(Item::Arc(spot, 0.5, 0.0, 360.0, Layer::Dimension));
    sheet.line([centre[0] + dx / length * radius, centre[1] + dy / length * radius], spot, Layer::Dimension);
    sheet.text(&item.to_string(), [centre[0], centre[1] - 1.25], TEXT, Align::Centre, Layer::Dimension);
}

/// A line to write: item, quantity, designation, material.
pub type Line = (u32, u32, String, String);

/// Draws the parts list with its lower right corner at `corner`: heads at the bottom, items upwards, as it grows from the title block.
pub fn parts_list(sheet: &mut Sheet, corner: Point, lines: &[Line], language: Language) {
    let (widths, row) = ([12.0, 12.0, 68.0, 38.0], 6.0);
    let total: f64 = widths.iter().sum();
    let left = corner[0] - total;
    let heads = [
        language.choose("Rep.", "Item"),
        language.choose("Qté", "Qty"),
        language.choose("Désignation", "Description"),
        language.choose("Matière", "Material"),
    ]
    .map(str::to_owned);
    let cells = lines
        .iter()
        .map(|(item, quantity, designation, material)| [item.to_string(), quantity.to_string(), designation.clone(), material.clone()]);
    for (index, line) in std::iter::once(heads).chain(cells).enumerate() {
        let y = corner[1] + row * index as f64;
        sheet.line([left, y + row], [corner[0], y + row], if index == 0 { Layer::Frame } else { Layer::TitleBlock });
        let mut x = left;
        for (column, (cell, width)) in line.iter().zip(widths).enumerate() {
            let size = (3.0_f64).min((width - 2.4) / font::width(cell, 1.0));
            if column < 2 {
                sheet.text(cell, [x + width / 2.0, y + 1.9], size, Align::Centre, Layer::Note);
            } else {
                sheet.text(cell, [x + 1.4, y + 1.9], size, Align::Left, Layer::Note);
            }
            x += width;
        }
    }
    let top = corner[1] + row * (lines.len() as f64 + 1.0);
    let mut x = left;
    for width in [0.0].into_iter().chain(widths) {
        x += width;
        sheet.line([x, corner[1]], [x, top], if x == left || x > corner[0] - 0.1 { Layer::Frame } else { Layer::TitleBlock });
    }
    sheet.line([left, corner[1]], [corner[0], corner[1]], Layer::Frame);
    for (index, (item, quantity, designation, material)) in lines.iter().enumerate() {
        let low = corner[1] + row * (index as f64 + 1.0);
        let round = |value: f64| (value * 100.0).round() / 100.0;
        let sheet_box = [left, sheet.size[1] - low - row, corner[0], sheet.size[1] - low].map(round);
        let (designation, material) = (designation.clone(), material.clone());
        sheet.said.parts_list.push(PartsListLine { item: *item, quantity: *quantity, designation, material, page: 1, sheet_box });
    }
}
