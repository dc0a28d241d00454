//! Gives the fields of a title block their meaning, and takes treatments that are only written in the notes.

use trusquin_domain::{Extracted, Note, Reader, TitleBlock, TitleBlockField};

use super::{ToleranceTable, TreatmentKind, normalize_general_tolerance, normalize_material, normalize_treatment, tolerance_table};

/// Trust in a treatment found in a note: it may concern one face only.
const NOTE_CONFIDENCE: f64 = 0.6;

fn json(value: impl serde::Serialize) -> Option<serde_json::Value> {
    serde_json::to_value(value).ok()
}

/// The meaning of a general tolerance with the widths it stands for.
pub(crate) fn general_tolerance_json(text: &str) -> Option<serde_json::Value> {
    let tolerance = normalize_general_tolerance(text)?;
    let table = tolerance_table(&tolerance);
    let mut meaning = json(&tolerance)?;
    if let (Some(fields), false) = (meaning.as_object_mut(), table == ToleranceTable::default()) {
        fields.insert("table".to_owned(), json(table)?);
    }
    Some(meaning)
}

/// Fills `normalized` where a table knows the wording, and adds heat and surface treatments named in notes when the block has none.
pub fn normalize_title_block(title_block: &mut TitleBlock, notes: &[Note], reader: Reader) {
    for (field, value) in title_block.iter_mut().filter(|(_, v)| v.normalized.is_none()) {
        value.normalized = match field {
            TitleBlockField::Material => normalize_material(&value.value).and_then(json),
            TitleBlockField::GeneralTolerance => general_tolerance_json(&value.value),
            TitleBlockField::HeatTreatment => normalize_treatment(&value.value).and_then(|t| t.of(TreatmentKind::Heat)).and_then(json),
            TitleBlockField::SurfaceTreatment => {
                normalize_treatment(&value.value).and_then(|t| t.of(TreatmentKind::Surface)).and_then(json)
            }
            TitleBlockField::Finish => normalize_treatment(&value.value).and_then(json),
            _ => None,
        };
    }
    for (field, kind) in
        [(TitleBlockField::HeatTreatment, TreatmentKind::Heat), (TitleBlockField::SurfaceTreatment, TreatmentKind::Surface)]
    {
        let stated_in_finish =
            title_block.get(&TitleBlockField::Finish).and_then(|f| normalize_treatment(&f.value)).and_then(|t| t.of(kind));
        if title_block.contains_key(&field) || stated_in_finish.is_some() {
            continue;
        }
        let named = notes.iter().find_map(|note| normalize_treatment(&note.text).and_then(|t| t.of(kind)).map(|t| (note, t)));
        if let Some((note, treatment)) = named.filter(|(_, t)| !t.treatments.is_empty()) {
            let value = Extracted {
                value: note.text.clone(),
                normalized: json(treatment),
                confidence: NOTE_CONFIDENCE,
                source: reader,
                page: note.page,
                sheet_box: note.sheet_box,
                reference: note.reference.clone(),
            };
            title_block.insert(field, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use trusquin_domain::SheetBox;

    use super::*;

    fn extracted(value: &str) -> Extracted {
        Extracted {
            value: value.to_owned(),
            normalized: None,
            confidence: 0.9,
            source: Reader::TextLayer,
            page: 1,
            sheet_box: None,
            reference: None,
        }
    }

    #[test]
    fn fields_and_notes() {
        let mut block = TitleBlock::from([
            (TitleBlockField::Material, extracted("Acier XC48")),
            (TitleBlockField::GeneralTolerance, extracted("ISO 2768-mK")),
            (TitleBlockField::Title, extracted("BRIDE")),
        ]);
        let note = Note {
            text: "2. BLACK ANODIZE PER MIL-A-8625".to_owned(),
            page: 1,
            sheet_box: Some(SheetBox::new(1.0, 2.0, 3.0, 4.0)),
            reference: None,
        };
        normalize_title_block(&mut block, std::slice::from_ref(&note), Reader::TextLayer);
        let normalized = |field| block.get(&field).and_then(|v: &Extracted| v.normalized.clone()).unwrap_or_default();
        assert_eq!(normalized(TitleBlockField::Material)["designation"], "1.1191");
        let tolerance = normalized(TitleBlockField::GeneralTolerance);
        assert_eq!((&tolerance["kind"], &tolerance["linear"]), (&serde_json::json!("iso2768"), &serde_json::json!("m")));
        assert_eq!(tolerance["table"]["linear"][3], serde_json::json!({"up_to_mm": 120.0, "plus_minus": 0.3}));
        assert_eq!(block.get(&TitleBlockField::Title).map(|t| t.normalized.is_none()), Some(true));
        let surface = block.get(&TitleBlockField::SurfaceTreatment);
        assert!(surface.is_some_and(|s| s.sheet_box == note.sheet_box && s.confidence < 0.9 && s.value == note.text));
        assert!(!block.contains_key(&TitleBlockField::HeatTreatment));
    }
}
