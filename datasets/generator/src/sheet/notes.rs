//! General notes and the table of fits.

use super::{Align, Layer, Point, Sheet};
use crate::order::Language;
use crate::standards::deviations_mm;
use crate::truth::PlacedText;

/// Font size of notes, mm.
const TEXT: f64 = 3.0;
/// Distance of two lines, mm.
const LEADING: f64 = 4.6;

/// Writes numbered notes under a heading, first line at `top`.
pub fn write(sheet: &mut Sheet, top: Point, notes: &[String], language: Language) {
    sheet.text(language.choose("Notes :", "Notes:"), top, TEXT, Align::Left, Layer::Note);
    for (index, note) in notes.iter().enumerate() {
        let at = [top[0], top[1] - LEADING * (index as f64 + 1.0)];
        let value = format!("{}. {note}", index + 1);
        let sheet_box = sheet.text(&value, at, TEXT, Align::Left, Layer::Note);
        sheet.said.notes.push(PlacedText { value, page: 1, sheet_box: Some(sheet_box) });
    }
}

/// A small ruled table of the fits on the sheet with their deviations; `corner` is its upper left corner.
pub fn fit_table(sheet: &mut Sheet, corner: Point, fits: &[(bool, f64, &str)], language: Language) {
    let (widths, row) = ([24.0, 17.0, 17.0], 5.2);
    let mut lines = vec![[
        language.choose("Ajustement", "Fit").to_owned(),
        language.choose("Éc. sup.", "Upper").to_owned(),
        language.choose("Éc. inf.", "Lower").to_owned(),
    ]];
    for (round, size, class) in fits {
        let Some((upper, lower)) = deviations_mm(class, *size) else { continue };
        let signed = |value: f64| if value == 0.0 { "0".to_owned() } else { language.decimals(format!("{value:+.3}")) };
        let sign = if *round { "Ø" } else { "" };
        lines.push([format!("{sign}{} {class}", language.number(*size, 3)), signed(upper), signed(lower)]);
    }
    if lines.len() < 2 {
        return;
    }
    let total: f64 = widths.iter().sum();
    for (index, line) in lines.iter().enumerate() {
        let y = corner[1] - row * index as f64;
        sheet.line([corner[0], y], [corner[0] + total, y], Layer::Note);
        let mut x = corner[0];
        for (cell, width) in line.iter().zip(widths) {
            sheet.text(cell, [x + width / 2.0, y - row + 1.6], 2.8, Align::Centre, Layer::Note);
            x += width;
        }
    }
    let bottom = corner[1] - row * lines.len() as f64;
    sheet.line([corner[0], bottom], [corner[0] + total, bottom], Layer::Note);
    let mut x = corner[0];
    for width in [0.0].into_iter().chain(widths) {
        x += width;
        sheet.line([x, corner[1]], [x, bottom], Layer::Note);
    }
}
