//! Feature control frames and datum signs (ISO 1101, ISO 5459), their symbols drawn as lines.

use super::{Align, Item, Layer, Point, Sheet, Text, font};
use crate::order::Language;
use crate::truth::GeometricTruth;

/// Font size in a frame and height of the frame, mm.
const TEXT: f64 = 3.5;
const HEIGHT: f64 = 6.0;
/// Width of the cell with the symbol, mm.
const SYMBOL: f64 = 7.0;

/// Characteristics the generator uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Characteristic {
    /// ⌖
    Position,
    /// ⏥
    Flatness,
    /// ∥
    Parallelism,
    /// ⟂
    Perpendicularity,
    /// ◎
    Concentricity,
    /// ↗
    Runout,
}

impl Characteristic {
    /// The word of the contract and the sign a reader would type.
    fn words(self) -> (&'static str, char) {
        match self {
            Self::Position => ("position", '⌖'),
            Self::Flatness => ("flatness", '⏥'),
            Self::Parallelism => ("parallelism", '∥'),
            Self::Perpendicularity => ("perpendicularity", '⟂'),
            Self::Concentricity => ("concentricity", '◎'),
            Self::Runout => ("circular_runout", '↗'),
        }
    }

    fn strokes(self, [x, y]: Point) -> Vec<Item> {
        let line = |a: Point, b: Point| Item::Line([x + a[0], y + a[1]], [x + b[0], y + b[1]], Layer::Dimension);
        let circle = |radius: f64| Item::Arc([x, y], radius, 0.0, 360.0, Layer::Dimension);
        match self {
            Self::Position => vec![circle(1.2), line([-2.1, 0.0], [2.1, 0.0]), line([0.0, -2.1], [0.0, 2.1])],
            Self::Flatness => vec![
                line([-2.2, -1.1], [1.0, -1.1]),
                line([1.0, -1.1], [2.2, 1.1]),
                line([2.2, 1.1], [-1.0, 1.1]),
                line([-1.0, 1.1], [-2.2, -1.1]),
            ],
            Self::Parallelism => vec![line([-1.5, -1.7], [0.1, 1.7]), line([-0.1, -1.7], [1.5, 1.7])],
            Self::Perpendicularity => vec![line([-1.8, -1.5], [1.8, -1.5]), line([0.0, -1.5], [0.0, 1.8])],
            Self::Concentricity => vec![circle(1.0), circle(1.9)],
            Self::Runout => {
                let tip = [x + 1.6, y + 1.7];
                let head = [tip, [x + 0.1, y + 1.0], [x + 0.9, y + 0.1]];
                vec![line([-1.6, -1.7], [1.6, 1.7]), Item::Arrow(head, Layer::Dimension)]
            }
        }
    }
}

/// Width of a frame, mm.
pub fn frame_width(value: &str, datums: &[char]) -> f64 {
    SYMBOL + font::width(value, TEXT) + 2.4 + 6.0 * datums.len() as f64
}

/// Draws a frame whose left edge starts at `at` (middle of its height) and records it; a round zone is written with `round`.
pub fn frame(sheet: &mut Sheet, at: Point, of: Characteristic, value_mm: f64, round: bool, datums: &[char], language: Language) {
    let value = format!("{}{}", if round { "Ø" } else { "" }, language.number(value_mm, 3));
    let width = frame_width(&value, datums);
    let (x0, x1, y0, y1) = (at[0], at[0] + width, at[1] - HEIGHT / 2.0, at[1] + HEIGHT / 2.0);
    for (a, b) in [([x0, y0], [x1, y0]), ([x0, y1], [x1, y1]), ([x0, y0], [x0, y1]), ([x1, y0], [x1, y1])] {
        sheet.line(a, b, Layer::Dimension);
    }
    sheet.items.extend(of.strokes([x0 + SYMBOL / 2.0, at[1]]));
    let base = at[1] - 0.36 * TEXT;
    let mut cell = x0 + SYMBOL;
    sheet.line([cell, y0], [cell, y1], Layer::Dimension);
    sheet.text(&value, [cell + 1.2, base], TEXT, Align::Left, Layer::Dimension);
    cell += font::width(&value, TEXT) + 2.4;
    for datum in datums {
        sheet.line([cell, y0], [cell, y1], Layer::Dimension);
        sheet.text(&datum.to_string(), [cell + 3.0, base], TEXT, Align::Centre, Layer::Dimension);
        cell += 6.0;
    }
    let (word, sign) = of.words();
    let texts: Vec<String> = [sign.to_string(), value].into_iter().chain(datums.iter().map(char::to_string)).collect();
    let corner = Text { text: String::new(), at: [x0, y0], size: 0.0, align: Align::Left, vertical: false, layer: Layer::Dimension };
    let [left, bottom, ..] = sheet.place(&corner);
    let round_off = |value: f64| (value * 100.0).round() / 100.0;
    sheet.said.geometric_tolerances.push(GeometricTruth {
        text: texts.join(" "),
        characteristic: word.to_owned(),
        value_mm,
        datums: datums.iter().map(char::to_string).collect(),
        page: 1,
        sheet_box: [left, round_off(bottom - HEIGHT), round_off(left + width), bottom],
    });
}

/// A datum sign: filled triangle with its base on `foot`, a stem along `(dx, dy)` and the letter in a square at its end.
pub fn datum(sheet: &mut Sheet, foot: Point, [dx, dy]: Point, stem: f64, letter: char) {
    let (height, half) = (2.6, 1.5);
    let top = [foot[0] + dx * height, foot[1] + dy * height];
    let head = [top, [foot[0] - dy * half, foot[1] + dx * half], [foot[0] + dy * half, foot[1] - dx * half]];
    sheet.items.push(Item::Arrow(head, Layer::Dimension));
    let end = [foot[0] + dx * stem, foot[1] + dy * stem];
    sheet.line(top, end, Layer::Dimension);
    let side = 2.9;
    let centre = [end[0] + dx * side, end[1] + dy * side];
    let corners = [[-side, -side], [side, -side], [side, side], [-side, side]].map(|[a, b]| [centre[0] + a, centre[1] + b]);
    for index in 0..4 {
        sheet.line(corners[index], corners[(index + 1) % 4], Layer::Dimension);
    }
    sheet.text(&letter.to_string(), [centre[0], centre[1] - 0.36 * TEXT], TEXT, Align::Centre, Layer::Dimension);
}
