//! A CAD file as sheets: one per layout with a title block of its own, each with the part of model space its viewports show.

use trusquin_domain::{Diagnostic, Extracted, FlatLayout, FlatText, Reader, Reading, SheetReading, TitleBlockField};

use super::{read_flat, read_flat_title_block};

/// Confidence in a scale that no text says: it is the viewport's.
const VIEWPORT_SCALE: f64 = 0.75;
/// How closely a viewport follows a scale of ISO 5455.
const SAME_SCALE: f64 = 1e-3;
/// Scales of ISO 5455 and the ones in common use beside them: 1, 2, 5 and 2.5, 3, 4 times powers of ten.
const SCALES: [f64; 6] = [1.0, 2.0, 5.0, 2.5, 3.0, 4.0];

/// The sheets of a file and, for each, the layout it is drawn in.
#[derive(Debug, Default)]
pub struct FlatSheets {
    /// At least one when anything is written.
    pub sheets: Vec<SheetReading>,
    /// `number` of the layout of each sheet; `None` for a sheet in model space.
    pub layouts: Vec<Option<u16>>,
}

/// Reads a two-dimensional file as the sheets it is plotted on. `unit` is the drawing's unit as its reader names it.
pub fn read_flat_sheets(texts: &[FlatText], layouts: &[FlatLayout], unit: &str) -> Reading<FlatSheets> {
    let titled: Vec<&FlatLayout> = layouts.iter().filter(|layout| has_title_block(texts, layout, unit)).collect();
    let mut out = FlatSheets::default();
    let mut diagnostics = Vec::new();
    match titled.as_slice() {
        [] | [_] => {
            let layout = titled.first().copied();
            let reading = read_flat(texts, unit);
            out.push(reading, layout, 1, &mut diagnostics);
        }
        several => {
            for (index, layout) in several.iter().enumerate() {
                let own = texts.iter().filter(|text| sheet_of(text, several) == index);
                let own: Vec<FlatText> = own.cloned().collect();
                let page = u32::try_from(index + 1).unwrap_or(u32::MAX);
                out.push(read_flat(&own, unit), Some(layout), page, &mut diagnostics);
            }
        }
    }
    Reading { value: out, diagnostics }
}

/// A drawing number or a title, and one more field, written on the layout itself.
fn has_title_block(texts: &[FlatText], layout: &FlatLayout, unit: &str) -> bool {
    let own: Vec<FlatText> = texts.iter().filter(|text| text.layout == layout.number).cloned().collect();
    if own.is_empty() {
        return false;
    }
    let block = read_flat_title_block(&own, unit).value;
    let named = block.contains_key(&TitleBlockField::DrawingNumber) || block.contains_key(&TitleBlockField::Title);
    named && block.keys().filter(|field| **field != TitleBlockField::Unit).count() >= 2
}

/// The sheet a text is on: its layout's, else the first whose viewports show its place; what no sheet claims goes to the first one.
fn sheet_of(text: &FlatText, sheets: &[&FlatLayout]) -> usize {
    let shown = |window: &[f64; 4]| (window[0]..=window[2]).contains(&text.at[0]) && (window[1]..=window[3]).contains(&text.at[1]);
    let claims = |layout: &&FlatLayout| {
        if text.layout != 0 { layout.number == text.layout } else { layout.windows.iter().any(shown) }
    };
    sheets.iter().position(claims).unwrap_or(0)
}

impl FlatSheets {
    fn push(&mut self, reading: Reading<SheetReading>, layout: Option<&FlatLayout>, page: u32, diagnostics: &mut Vec<Diagnostic>) {
        let mut sheet = reading.value;
        if let Some(scale) = layout.and_then(scale) {
            sheet.title_block.entry(TitleBlockField::Scale).or_insert(scale);
        }
        sheet.page = page;
        sheet.title_block.values_mut().for_each(|value| value.page = page);
        sheet.dimensions.iter_mut().for_each(|value| value.page = page);
        sheet.geometric_tolerances.iter_mut().for_each(|value| value.page = page);
        sheet.roughness.iter_mut().for_each(|value| value.page = page);
        sheet.notes.iter_mut().for_each(|value| value.page = page);
        diagnostics.extend(reading.diagnostics.into_iter().map(|remark| if page > 1 { remark.on_page(page) } else { remark }));
        self.sheets.push(sheet);
        self.layouts.push(layout.map(|layout| layout.number));
    }
}

/// The scale of the largest viewport, when it is one that is drawn to.
fn scale(layout: &FlatLayout) -> Option<Extracted> {
    let (handle, scale) = layout.scale.as_ref()?;
    let written = |factor: f64, enlarged: bool| {
        let power = 10f64.powi(factor.log10().floor() as i32);
        let step = SCALES.iter().find(|step| (factor / power / *step - 1.0).abs() < SAME_SCALE)?;
        let number = step * power;
        (number < 1e4).then(|| if enlarged { format!("{number}:1") } else { format!("1:{number}") })
    };
    // 9.9999999 is 10: the power of ten must not slip.
    let nudged = |factor: f64| factor * (1.0 + SAME_SCALE / 10.0);
    let value = if nudged(*scale) >= 1.0 { written(nudged(*scale), *scale > 1.5) } else { written(nudged(1.0 / scale), false) }?;
    Some(Extracted {
        value,
        normalized: None,
        confidence: VIEWPORT_SCALE,
        source: Reader::Entity,
        page: 1,
        sheet_box: None,
        reference: Some(if handle.is_empty() { format!("viewport of layout {}", layout.name) } else { handle.clone() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use trusquin_domain::FlatTextKind;

    fn text(text: &str, tag: &str, at: [f64; 2], layout: u16) -> FlatText {
        FlatText {
            text: text.to_owned(),
            kind: if tag.is_empty() { FlatTextKind::Text } else { FlatTextKind::Attribute },
            tag: tag.to_owned(),
            handle: format!("{layout}{text}"),
            at,
            height: 3.5,
            rotation_deg: 0.0,
            measured: None,
            paper_space: layout != 0,
            layout,
        }
    }

    fn layout(number: u16, scale: f64, window: [f64; 4]) -> FlatLayout {
        let scale = Some((format!("V{number}"), scale));
        FlatLayout { number, name: format!("L{number}"), size_mm: Some([420.0, 297.0]), scale, windows: vec![window] }
    }

    #[test]
    fn each_layout_with_a_title_block_is_a_sheet() {
        let texts = [
            text("TRQ-1", "DWGNO", [0.0; 2], 3),
            text("BRIDE", "TITLE", [0.0; 2], 3),
            text("TRQ-2", "DWGNO", [0.0; 2], 1),
            text("PLAQUE", "TITLE", [0.0; 2], 1),
            text("printed for trial", "", [0.0; 2], 2),
            text("4x Ø8 H7", "", [50.0, 50.0], 0),
            text("Ø20 H7", "", [550.0, 50.0], 0),
        ];
        // In the order of the tabs.
        let layouts = [layout(3, 0.5, [0.0, 0.0, 100.0, 100.0]), layout(2, 1.0, [0.0; 4]), layout(1, 10.0, [500.0, 0.0, 600.0, 100.0])];
        let read = read_flat_sheets(&texts, &layouts, "mm");
        assert_eq!(read.value.layouts, vec![Some(3), Some(1)]);
        let said: Vec<_> = read
            .value
            .sheets
            .iter()
            .map(|sheet| {
                let field = |field| sheet.title_block.get(&field).map_or("", |value| value.value.as_str());
                let dimensions: Vec<_> = sheet.dimensions.iter().map(|it| (it.text.as_str(), it.page)).collect();
                (field(TitleBlockField::DrawingNumber), field(TitleBlockField::Scale), dimensions)
            })
            .collect();
        assert_eq!(said, vec![("TRQ-1", "1:2", vec![("4x Ø8 H7", 1)]), ("TRQ-2", "10:1", vec![("Ø20 H7", 2)])]);
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    }

    #[test]
    fn a_single_layout_and_model_space_are_one_sheet() {
        let texts = [text("TRQ-1", "DWGNO", [0.0; 2], 1), text("BRIDE", "TITLE", [0.0; 2], 1), text("Ø8 H7", "", [50.0, 50.0], 0)];
        let read = read_flat_sheets(&texts, &[layout(1, 0.3, [0.0; 4]), layout(2, 1.0, [0.0; 4])], "mm").value;
        assert_eq!((read.sheets.len(), read.layouts), (1, vec![Some(1)]));
        // 0.3 is no scale of drawings.
        assert!(!read.sheets[0].title_block.contains_key(&TitleBlockField::Scale));
        assert_eq!(read.sheets[0].dimensions.len(), 1);
    }

    #[test]
    fn viewport_scales_are_written_as_drawings_do() {
        for (factor, expected) in [
            (1.0, Some("1:1")),
            (0.5, Some("1:2")),
            (2.0, Some("2:1")),
            (0.1, Some("1:10")),
            (0.099_999_999, Some("1:10")),
            (10.000_001, Some("10:1")),
            (0.4, Some("1:2.5")),
            (0.02, Some("1:50")),
            (0.37, None),
            (1e-9, None),
        ] {
            assert_eq!(scale(&layout(1, factor, [0.0; 4])).map(|scale| scale.value).as_deref(), expected, "{factor}");
        }
    }
}
