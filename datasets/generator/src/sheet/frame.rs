//! Sheet frame with centring marks and zones (ISO 5457).

use super::{Align, Layer, Point, Sheet};

/// Filing margin on the left, mm (ISO 5457).
pub const LEFT_MARGIN: f64 = 20.0;
/// The other margins, mm.
pub const MARGIN: f64 = 10.0;

/// Draws the frame with a zone about every 50 mm, letters down the sides and numbers along top and bottom.
pub fn draw(sheet: &mut Sheet) {
    let [width, height] = sheet.size;
    let (x0, y0, x1, y1) = (LEFT_MARGIN, MARGIN, width - MARGIN, height - MARGIN);
    rectangle(sheet, x0, y0, x1, y1);
    let border = 5.0;
    rectangle(sheet, x0 - border, y0 - border, x1 + border, y1 + border);
    let (columns, rows) = (even((x1 - x0) / 50.0), even((y1 - y0) / 50.0));
    for column in 0..columns {
        let at = |index: usize| x0 + (x1 - x0) * index as f64 / columns as f64;
        for (inner, outer) in [(y0, y0 - border), (y1, y1 + border)] {
            if column > 0 {
                let longer = if column * 2 == columns { inner + (inner - outer) } else { inner };
                sheet.line([at(column), outer], [at(column), longer], Layer::Frame);
            }
            zone(sheet, &(column + 1).to_string(), [(at(column) + at(column + 1)) / 2.0, (inner + outer) / 2.0]);
        }
    }
    for row in 0..rows {
        let at = |index: usize| y1 - (y1 - y0) * index as f64 / rows as f64;
        for (inner, outer) in [(x0, x0 - border), (x1, x1 + border)] {
            if row > 0 {
                let longer = if row * 2 == rows { inner + (inner - outer) } else { inner };
                sheet.line([outer, at(row)], [longer, at(row)], Layer::Frame);
            }
            let letter = char::from(b'A' + u8::try_from(row).unwrap_or(0)).to_string();
            zone(sheet, &letter, [(inner + outer) / 2.0, (at(row) + at(row + 1)) / 2.0]);
        }
    }
}

fn even(count: f64) -> usize {
    ((count / 2.0).round() as usize).max(1) * 2
}

fn zone(sheet: &mut Sheet, name: &str, [x, y]: Point) {
    sheet.text(name, [x, y - 0.9], 2.5, Align::Centre, Layer::Frame);
}

fn rectangle(sheet: &mut Sheet, x0: f64, y0: f64, x1: f64, y1: f64) {
    let corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
    for index in 0..4 {
        sheet.line(corners[index], corners[(index + 1) % 4], Layer::Frame);
    }
}
