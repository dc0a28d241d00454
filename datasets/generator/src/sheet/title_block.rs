//! Title blocks (the fields of ISO 7200) in four arrangements, French or English; the cells and their labels come from a data file.

use trusquin_domain::TitleBlockField as Field;

use super::{Align, Item, Layer, Point, Sheet, Text, frame, symbols};
use crate::order::{Identity, Language};
use crate::truth::{Box4, PlacedText};

const CELLS: &str = include_str!("../../data/title_blocks.csv");

/// Arrangement of the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum TitleBlockLayout {
    /// Five rows of ruled cells, 180 mm wide, in the lower right corner; small label over the value (ISO 7200).
    #[default]
    Cells,
    /// Labels over values in columns without ruling, under one thick line, in the lower right corner.
    Open,
    /// A strip as wide as the frame along the bottom; label to the left of the value.
    Strip,
    /// A narrow column in the lower right corner, a row per field; label to the left of the value.
    Column,
}

impl TitleBlockLayout {
    /// Every arrangement.
    pub const ALL: [Self; 4] = [Self::Cells, Self::Open, Self::Strip, Self::Column];

    fn name(self) -> &'static str {
        match self {
            Self::Cells => "cells",
            Self::Open => "open",
            Self::Strip => "strip",
            Self::Column => "column",
        }
    }

    /// Width and height on a sheet of a size, mm.
    pub fn size(self, sheet: Point) -> Point {
        let rows = rows(self);
        let height = rows.iter().filter_map(|row| row.first()).map(|cell| cell.height).sum();
        let width = rows.first().map_or(0.0, |row| row.iter().map(|cell| cell.width).sum());
        [if self == Self::Strip { sheet[0] - frame::LEFT_MARGIN - frame::MARGIN } else { width }, height]
    }

    /// What the block covers, y upwards: `[x0, y0, x1, y1]`, mm.
    pub fn covers(self, sheet: Point) -> [f64; 4] {
        let [width, height] = self.size(sheet);
        let right = sheet[0] - frame::MARGIN;
        [right - width, frame::MARGIN, right, frame::MARGIN + height]
    }

    /// The lowest y a view may reach on the left of the sheet, mm.
    pub fn floor(self, sheet: Point) -> f64 {
        if self == Self::Strip { self.covers(sheet)[3] + 2.0 } else { frame::MARGIN + 2.0 }
    }
}

#[derive(Clone, Copy)]
struct Cell {
    height: f64,
    width: f64,
    tag: &'static str,
    size: f64,
    label: [&'static str; 2],
}

/// The rows of a layout; a row ends when it is as wide as the block.
fn rows(layout: TitleBlockLayout) -> Vec<Vec<Cell>> {
    let cells = CELLS.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|line| {
        let [name, height, width, tag, size, fr, en] = line.split(',').collect::<Vec<_>>().try_into().ok()?;
        let cell = Cell { height: height.parse().ok()?, width: width.parse().ok()?, tag, size: size.parse().ok()?, label: [fr, en] };
        (name == layout.name()).then_some(cell)
    });
    let total = match layout {
        TitleBlockLayout::Cells | TitleBlockLayout::Open => 180.0,
        TitleBlockLayout::Strip => 100.0,
        TitleBlockLayout::Column => 72.0,
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut filled = total;
    for cell in cells {
        if filled >= total - 1e-9 {
            rows.push(Vec::new());
            filled = 0.0;
        }
        filled += cell.width;
        if let Some(row) = rows.last_mut() {
            row.push(cell);
        }
    }
    rows
}

/// Font size of a label and where label and value stand in a cell whose lower left corner is given.
struct Places {
    label: Point,
    label_size: f64,
    value: Point,
    room: f64,
}

fn places(layout: TitleBlockLayout, cell: &Cell, width: f64, label: &str, [x, bottom]: Point) -> Places {
    match layout {
        TitleBlockLayout::Cells => Places {
            label: [x + 1.2, bottom + cell.height - 2.5],
            label_size: 2.1,
            value: [x + 1.5, bottom + if cell.height > 10.0 { 3.0 } else { 1.9 }],
            room: width - 3.0,
        },
        TitleBlockLayout::Open => {
            Places { label: [x + 1.2, bottom + cell.height - 2.9], label_size: 2.0, value: [x + 1.2, bottom + 1.8], room: width - 4.0 }
        }
        TitleBlockLayout::Strip => {
            let start = if label.is_empty() { 1.2 } else { 1.2 + super::font::width(label, 2.2) + 1.8 };
            Places { label: [x + 1.2, bottom + 2.1], label_size: 2.2, value: [x + start, bottom + 2.1], room: width - start - 1.0 }
        }
        TitleBlockLayout::Column => {
            let (start, rise) = (if label.is_empty() { 2.0 } else { 27.5 }, cell.height / 2.0 - 0.36 * cell.size);
            Places {
                label: [x + 1.2, bottom + cell.height / 2.0 - 0.8],
                label_size: 2.3,
                value: [x + start, bottom + rise],
                room: width - start - 1.5,
            }
        }
    }
}

/// Draws the block of the sheet's layout and records its values.
pub fn draw(sheet: &mut Sheet, identity: &Identity, mass_kg: f64) {
    let layout = sheet.layout;
    let [x0, y0, x1, y1] = layout.covers(sheet.size);
    let width = x1 - x0;
    let (mut items, mut values) = (Vec::new(), Vec::new());
    let mut top = y1;
    for row in rows(layout) {
        let share = width / row.iter().map(|cell| cell.width).sum::<f64>();
        let height = row.first().map_or(0.0, |cell| cell.height);
        let bottom = top - height;
        match layout {
            TitleBlockLayout::Open if top < y1 => {}
            TitleBlockLayout::Column => items.push(Item::Line([x0, top], [x1, top], Layer::TitleBlock)),
            _ => items.push(Item::Line([x0, top], [x1, top], Layer::Frame)),
        }
        let mut x = x0;
        for cell in row {
            let room = if layout == TitleBlockLayout::Strip { cell.width * share } else { cell.width };
            if x > x0 && layout != TitleBlockLayout::Open {
                items.push(Item::Line([x, top], [x, bottom], Layer::TitleBlock));
            }
            if layout == TitleBlockLayout::Column && !cell.label[0].is_empty() {
                items.push(Item::Line([x + 26.0, top], [x + 26.0, bottom], Layer::TitleBlock));
            }
            fill(sheet, (&mut items, &mut values), layout, &cell, room, [x, bottom], (identity, mass_kg));
            x += room;
        }
        top = bottom;
    }
    if layout == TitleBlockLayout::Strip {
        // A strip has no room for the general surface texture: it stands over its right end.
        symbols::roughness(sheet, [x1 - 26.0, y1 + 2.0], identity.general_ra, identity.language, true);
    }
    if layout != TitleBlockLayout::Open {
        items.push(Item::Line([x0, y0], [x0, y1], Layer::Frame));
    }
    items.push(Item::Line([x0, y0], [x1, y0], Layer::Frame));
    items.push(Item::Line([x1, y0], [x1, y1], Layer::Frame));
    if layout == TitleBlockLayout::Column {
        items.push(Item::Line([x0, y1], [x1, y1], Layer::Frame));
    }
    sheet.items.push(Item::TitleBlock(items, values));
}

type Drawn<'a> = (&'a mut Vec<Item>, &'a mut Vec<(&'static str, Text)>);

fn fill(
    sheet: &mut Sheet,
    (items, values): Drawn,
    layout: TitleBlockLayout,
    cell: &Cell,
    width: f64,
    [x, bottom]: Point,
    (identity, mass_kg): (&Identity, f64),
) {
    let language = identity.language;
    let words = cell.label[usize::from(language == Language::English)];
    let label = if layout == TitleBlockLayout::Strip && !words.is_empty() { format!("{words} :") } else { words.to_owned() };
    let label = if language == Language::English { label.replace(" :", ":") } else { label };
    let places = places(layout, cell, width, &label, [x, bottom]);
    if !label.is_empty() {
        items.push(Item::Text(plain(&label, places.label, places.label_size)));
    }
    let (field, value) = value(sheet, cell.tag, identity, mass_kg);
    let mut text = plain(&value, places.value, cell.size);
    if text.length() > places.room {
        text.size *= places.room / text.length();
    }
    let mut symbol_box = None;
    match (cell.tag, layout) {
        ("PROJECTION", TitleBlockLayout::Cells) => {
            items.extend(symbols::first_angle([x + 9.5, bottom + 3.3], Layer::TitleBlock));
            text.at = [x + 18.5, bottom + 2.2];
            text.size = 2.5;
        }
        ("PROJECTION", _) => {
            // The symbol alone says it.
            let centre = [places.value[0] + 8.0, if layout == TitleBlockLayout::Open { bottom + 3.6 } else { bottom + cell.height / 2.0 }];
            items.extend(symbols::first_angle(centre, Layer::TitleBlock));
            let [left, low] = [centre[0] - 7.5, sheet.size[1] - centre[1] - 3.4];
            symbol_box = Some([left, low, left + 15.0, low + 6.8].map(|value| (value * 100.0).round() / 100.0));
            text.text = String::new();
        }
        ("SURFACE", TitleBlockLayout::Cells) => {
            symbols::roughness(sheet, [x + 32.0, bottom + 1.2], identity.general_ra, language, true);
        }
        ("SURFACE", TitleBlockLayout::Column) => {
            symbols::roughness(sheet, [places.value[0] + 4.0, bottom + 0.5], identity.general_ra, language, true);
        }
        ("SURFACE", _) => symbols::roughness(sheet, [x + 6.0, bottom + 0.4], identity.general_ra, language, true),
        _ => {}
    }
    if let Some(field) = field {
        record(sheet, field, &value, &text, symbol_box);
    }
    if !text.text.is_empty() {
        values.push((cell.tag, text));
    }
}

fn record(sheet: &mut Sheet, field: Field, value: &str, text: &Text, symbol: Option<Box4>) {
    let sheet_box = symbol.or_else(|| (!text.text.is_empty()).then(|| sheet.place(text)));
    if let (Some(sheet_box), false) = (sheet_box, value.is_empty()) {
        sheet.said.title_block.insert(field, PlacedText { value: value.to_owned(), page: 1, sheet_box: Some(sheet_box) });
    }
}

fn plain(text: &str, at: Point, size: f64) -> Text {
    Text { text: text.to_owned(), at, size, align: Align::Left, vertical: false, layer: Layer::TitleBlock }
}

/// What stands in the cell of a tag.
fn value(sheet: &Sheet, tag: &str, identity: &Identity, mass_kg: f64) -> (Option<Field>, String) {
    let language = identity.language;
    let say = |french, english| String::from(language.choose(french, english));
    let (field, value) = match tag {
        "GENTOL" => (Field::GeneralTolerance, identity.general_tolerance.clone()),
        "SCALE" => (Field::Scale, scale_text(sheet.scale)),
        "PROJECTION" => (Field::Projection, say("1er dièdre", "First angle")),
        "MASS" => (Field::Mass, mass_text(mass_kg, language)),
        "UNIT" => (Field::Unit, "mm".to_owned()),
        "MATERIAL" => (Field::Material, identity.material.clone()),
        "HEAT" => (Field::HeatTreatment, identity.heat_treatment.clone()),
        "COATING" => (Field::SurfaceTreatment, identity.surface_treatment.clone()),
        "AUTHOR" => (Field::Author, identity.author.clone()),
        "DATE" => (Field::Date, date_text(&identity.date, language)),
        "APPROVER" => (Field::Approver, identity.approver.clone()),
        "OWNER" => (Field::Owner, identity.owner.clone()),
        "TITLE" => (Field::Title, identity.title.clone()),
        "DOCTYPE" => (Field::DocumentType, identity.document_type.clone()),
        "NUMBER" => (Field::DrawingNumber, identity.number.clone()),
        "REVISION" => (Field::Revision, identity.revision.clone()),
        "SHEET" => (Field::Sheet, "1/1".to_owned()),
        "FORMAT" => return (None, format_name(sheet.size).to_owned()),
        _ => return (None, String::new()),
    };
    (Some(field), value)
}

/// Name of the sheet's size (ISO 216).
fn format_name(size: Point) -> &'static str {
    match size[0].max(size[1]) {
        long if long > 500.0 => "A2",
        long if long > 300.0 => "A3",
        _ => "A4",
    }
}

/// `2:1`, `1:2` (ISO 5455).
pub fn scale_text(scale: f64) -> String {
    if scale >= 1.0 { format!("{scale}:1") } else { format!("1:{}", (1.0 / scale * 100.0).round() / 100.0) }
}

/// Mass with its unit: grams under 1 kg.
pub fn mass_text(mass_kg: f64, language: Language) -> String {
    let text = if mass_kg < 1.0 { format!("{:.0} g", mass_kg * 1000.0) } else { format!("{mass_kg:.2} kg") };
    language.decimals(text)
}

fn date_text(date: &str, language: Language) -> String {
    let parts: Vec<&str> = date.split('-').collect();
    match (language, parts.as_slice()) {
        (Language::French, [year, month, day]) => format!("{day}/{month}/{year}"),
        _ => date.to_owned(),
    }
}
