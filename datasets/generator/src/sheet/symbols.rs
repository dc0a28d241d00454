//! Symbols drawn, not typed: surface texture (ISO 21920-1, formerly ISO 1302) and first-angle projection (ISO 5456-2).

use super::{Align, Item, Layer, Point, Sheet, Text, font};
use crate::order::Language;
use crate::truth::RoughnessTruth;

/// Signs no Latin font has; the stroke alphabet draws them.
pub const SIGNS: &str = "↧⌴⌵□⏤⏥○⌭⌒⌓∥⊥∠⌖◎⌯↗⌰ⓂⓁⒺⒻⓅ";

/// How a file carries the signs no Latin font has, on sheets with a text layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignFace {
    /// Drawn as lines beside the text.
    #[default]
    Drawn,
    /// Letters of a font of their own with their meaning in the file.
    Typed,
    /// Latin letters in a font of geometric signs, as AutoCAD and Inventor write them.
    GdtFont,
}

/// The letter that draws a sign in a font of geometric signs (AutoCAD reference, table of GDT font characters).
pub fn gdt_letter(sign: char) -> Option<char> {
    let place = "∠⊥⏥⌓○∥⌭↗⌯⌖⌒ⓁⓂØ□Ⓟ⌰⏤⌴⌵↧◎".chars().position(|known| known == sign)?;
    "abcdefghijklmnoptuvwxr".chars().nth(place)
}

/// Font size of a roughness value, mm.
const TEXT: f64 = 3.1;
/// Height of the short and of the long leg, mm.
const LEGS: (f64, f64) = (3.2, 6.6);

/// Width a roughness symbol takes to the right of its tip, mm.
pub fn roughness_width(ra_um: f64, language: Language) -> f64 {
    LEGS.1 / 60_f64.to_radians().tan() + font::width(&roughness_text(ra_um, language), TEXT) + 1.4
}

fn roughness_text(ra_um: f64, language: Language) -> String {
    format!("Ra {}", language.number(ra_um, 2))
}

/// The symbol "material removal required" with its tip on `tip`.
pub fn roughness(sheet: &mut Sheet, tip: Point, ra_um: f64, language: Language, general: bool) {
    let slope = 60_f64.to_radians().tan();
    let (short, long) = LEGS;
    let [x, y] = tip;
    let (left, bar, top) = ([x - short / slope, y + short], [x + short / slope, y + short], [x + long / slope, y + long]);
    let text = Text {
        text: roughness_text(ra_um, language),
        at: [top[0] + 0.3, y + short + 0.55],
        size: TEXT,
        align: Align::Left,
        vertical: false,
        layer: Layer::Dimension,
    };
    sheet.line(tip, left, Layer::Dimension);
    sheet.line(left, bar, Layer::Dimension);
    sheet.line(tip, top, Layer::Dimension);
    sheet.line(top, [top[0] + text.length() + 0.8, top[1]], Layer::Dimension);
    sheet.said.roughness.push(RoughnessTruth {
        text: text.text.clone(),
        parameter: "Ra".to_owned(),
        value_um: ra_um,
        general,
        page: 1,
        sheet_box: sheet.place(&text),
    });
    sheet.items.push(Item::Text(text));
}

/// The first-angle symbol, about 15 mm wide, centred at `centre`: the view from the left stands on the right.
pub fn first_angle(centre: Point, layer: Layer) -> Vec<Item> {
    let [x, y] = centre;
    let (small, large) = (1.2, 2.4);
    let (x0, x1, hub) = (x - 6.5, x - 1.5, x + 4.0);
    vec![
        Item::Line([x0, y - small], [x0, y + small], layer),
        Item::Line([x1, y - large], [x1, y + large], layer),
        Item::Line([x0, y + small], [x1, y + large], layer),
        Item::Line([x0, y - small], [x1, y - large], layer),
        Item::Arc([hub, y], small, 0.0, 360.0, layer),
        Item::Arc([hub, y], large, 0.0, 360.0, layer),
        Item::Line([x0 - 1.0, y], [x1 + 1.0, y], Layer::Centre),
        Item::Line([hub - large - 1.0, y], [hub + large + 1.0, y], Layer::Centre),
        Item::Line([hub, y - large - 1.0], [hub, y + large + 1.0], Layer::Centre),
    ]
}
