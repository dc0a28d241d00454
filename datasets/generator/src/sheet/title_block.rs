//! Title block (ISO 7200): ruled cells with a small label and a value, in French or English.

use trusquin_domain::TitleBlockField as Field;

use super::{Align, Item, Layer, Sheet, Text, frame, symbols};
use crate::order::{Identity, Language};
use crate::truth::PlacedText;

/// Arrangement of the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TitleBlockLayout {
    /// Five full rows, 180 mm wide, in the lower right corner.
    #[default]
    Iso7200,
}

impl TitleBlockLayout {
    /// Width and height, mm.
    pub fn size(self) -> [f64; 2] {
        match self {
            Self::Iso7200 => [180.0, 52.0],
        }
    }
}

struct Cell {
    width: f64,
    tag: &'static str,
    field: Option<Field>,
    label: &'static str,
    value: String,
    size: f64,
}

/// Draws the block and records its values.
pub fn draw(sheet: &mut Sheet, layout: TitleBlockLayout, identity: &Identity, mass_kg: f64) {
    let [width, height] = layout.size();
    let x0 = sheet.size[0] - frame::MARGIN - width;
    let y0 = frame::MARGIN;
    let (mut items, mut values) = (Vec::new(), Vec::new());
    let mut top = y0 + height;
    for (row_height, cells) in iso7200(sheet, identity, mass_kg) {
        items.push(Item::Line([x0, top], [x0 + width, top], Layer::Frame));
        let mut x = x0;
        for cell in cells {
            let bottom = top - row_height;
            if x > x0 {
                items.push(Item::Line([x, top], [x, bottom], Layer::TitleBlock));
            }
            items.push(Item::Text(label(cell.label, [x + 1.2, top - 2.5])));
            let at = [x + 1.5, bottom + if row_height > 10.0 { 3.0 } else { 1.9 }];
            let mut text = Text { text: cell.value, at, size: cell.size, align: Align::Left, vertical: false, layer: Layer::TitleBlock };
            let room = cell.width - 3.0;
            if text.length() > room {
                text.size *= room / text.length();
            }
            match cell.tag {
                "PROJECTION" => {
                    items.extend(symbols::first_angle([x + 9.5, bottom + 3.3], Layer::TitleBlock));
                    text.at = [x + 18.5, bottom + 2.2];
                    text.size = 2.5;
                }
                "SURFACE" => {
                    symbols::roughness(sheet, [x + 32.0, bottom + 1.2], identity.general_ra, identity.language, true);
                }
                _ => {}
            }
            if let Some(field) = cell.field
                && !text.text.is_empty()
            {
                let place = PlacedText { value: text.text.clone(), page: 1, sheet_box: Some(sheet.place(&text)) };
                sheet.said.title_block.insert(field, place);
            }
            if !text.text.is_empty() {
                values.push((cell.tag, text));
            }
            x += cell.width;
        }
        top -= row_height;
    }
    items.push(Item::Line([x0, y0], [x0, y0 + height], Layer::Frame));
    items.push(Item::Line([x0, y0], [x0 + width, y0], Layer::Frame));
    items.push(Item::Line([x0 + width, y0], [x0 + width, y0 + height], Layer::Frame));
    sheet.items.push(Item::TitleBlock(items, values));
}

fn label(text: &str, at: [f64; 2]) -> Text {
    Text { text: text.to_owned(), at, size: 2.1, align: Align::Left, vertical: false, layer: Layer::TitleBlock }
}

fn iso7200(sheet: &Sheet, identity: &Identity, mass_kg: f64) -> Vec<(f64, Vec<Cell>)> {
    let language = identity.language;
    let say = |french, english| language.choose(french, english);
    let cell = |width, tag, field, label, value: &str, size| Cell { width, tag, field, label, value: value.to_owned(), size };
    let some = Some::<Field>;
    let format_name = if sheet.size[0].max(sheet.size[1]) > 300.0 { "A3" } else { "A4" };
    vec![
        (
            9.0,
            vec![
                cell(
                    48.0,
                    "GENTOL",
                    some(Field::GeneralTolerance),
                    say("Tolérances générales", "General tolerances"),
                    &identity.general_tolerance,
                    3.5,
                ),
                cell(22.0, "SCALE", some(Field::Scale), say("Échelle", "Scale"), &scale_text(sheet.scale), 3.5),
                cell(36.0, "PROJECTION", some(Field::Projection), say("Projection", "Projection"), say("1er dièdre", "First angle"), 2.5),
                cell(30.0, "MASS", some(Field::Mass), say("Masse", "Mass"), &mass_text(mass_kg, language), 3.5),
                cell(22.0, "UNIT", some(Field::Unit), say("Unité", "Unit"), "mm", 3.5),
                cell(22.0, "FORMAT", None, "Format", format_name, 3.5),
            ],
        ),
        (
            9.0,
            vec![
                cell(66.0, "MATERIAL", some(Field::Material), say("Matière", "Material"), &identity.material, 3.5),
                cell(
                    57.0,
                    "HEAT",
                    some(Field::HeatTreatment),
                    say("Traitement thermique", "Heat treatment"),
                    &identity.heat_treatment,
                    3.1,
                ),
                cell(
                    57.0,
                    "COATING",
                    some(Field::SurfaceTreatment),
                    say("Traitement de surface", "Surface treatment"),
                    &identity.surface_treatment,
                    3.1,
                ),
            ],
        ),
        (
            10.0,
            vec![
                cell(48.0, "AUTHOR", some(Field::Author), say("Dessiné par", "Drawn by"), &identity.author, 3.1),
                cell(30.0, "DATE", some(Field::Date), "Date", &date_text(&identity.date, language), 3.1),
                cell(48.0, "APPROVER", some(Field::Approver), say("Approuvé par", "Approved by"), &identity.approver, 3.1),
                cell(54.0, "SURFACE", None, say("Rugosité générale", "General surface texture"), "", 3.1),
            ],
        ),
        (
            13.0,
            vec![
                cell(66.0, "OWNER", some(Field::Owner), say("Propriétaire", "Legal owner"), &identity.owner, 4.4),
                cell(114.0, "TITLE", some(Field::Title), say("Titre", "Title"), &identity.title, 5.0),
            ],
        ),
        (
            11.0,
            vec![
                cell(
                    66.0,
                    "DOCTYPE",
                    some(Field::DocumentType),
                    say("Type de document", "Document type"),
                    say("Plan de pièce", "Part drawing"),
                    3.5,
                ),
                cell(76.0, "NUMBER", some(Field::DrawingNumber), say("N° de plan", "Drawing number"), &identity.number, 5.0),
                cell(18.0, "REVISION", some(Field::Revision), say("Indice", "Revision"), &identity.revision, 5.0),
                cell(20.0, "SHEET", some(Field::Sheet), say("Folio", "Sheet"), "1/1", 3.5),
            ],
        ),
    ]
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
