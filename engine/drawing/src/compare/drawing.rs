//! What is written on two issues of a drawing: title block, sizes, tolerances, texture, notes.
//!
//! Equal things are paired first, wherever they stand: a view that was moved changes nothing. What is left is paired by its place on the
//! sheet (or its handle): another value in the same place is a change, the rest was added or removed.

use std::collections::BTreeSet;

use trusquin_domain::{
    Analysis, Change, ChangeKind, Dimension, DimensionKind, GeometricTolerance, Note, PlaceValue, Roughness, SheetBox, Subject,
    TitleBlockField,
};

use super::{number, whole};

/// Values whose centres are nearer than this, once the shift of the sheet is taken off, stand in the same place, mm.
const SAME_PLACE_MM: f64 = 12.0;
/// Notes that share this part of their words are one note, reworded.
const SAME_NOTE: f64 = 0.5;

/// One written thing: what it says, and where.
struct Written {
    subject: Subject,
    name: String,
    /// Equal keys are the same thing.
    key: String,
    /// Equal but for the tolerance.
    loose_key: String,
    place: PlaceValue,
}

/// Changes between two drawings, title block first.
pub(super) fn compare(old: &Analysis, new: &Analysis) -> Vec<Change> {
    let mut changes = title_block(old, new);
    for list in [dimensions, geometric, roughness, notes] {
        changes.extend(pair(list(old), list(new)));
    }
    changes.extend(outline(old, new));
    changes
}

fn title_block(old: &Analysis, new: &Analysis) -> Vec<Change> {
    let fields = |analysis: &Analysis| -> BTreeSet<TitleBlockField> {
        analysis.drawing.sheets.iter().flat_map(|sheet| sheet.title_block.keys().copied()).collect()
    };
    let find = |analysis: &Analysis, field: TitleBlockField| {
        let found = analysis.drawing.sheets.iter().find_map(|sheet| sheet.title_block.get(&field))?;
        Some(PlaceValue {
            value: found.value.clone(),
            page: Some(found.page),
            sheet_box: found.sheet_box,
            reference: found.reference.clone(),
            file: Some(analysis.file.clone()),
        })
    };
    let name =
        |field: TitleBlockField| serde_json::to_value(field).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
    fields(old)
        .union(&fields(new))
        .filter_map(|field| {
            let (before, after) = (find(old, *field), find(new, *field));
            let kind = match (&before, &after) {
                (Some(before), Some(after)) if plain(&before.value) == plain(&after.value) => return None,
                (Some(_), Some(_)) => ChangeKind::Changed,
                (None, _) => ChangeKind::Added,
                (_, None) => ChangeKind::Removed,
            };
            Some(Change { subject: Subject::TitleBlock, kind, name: name(*field), count: 1, old: before, new: after })
        })
        .collect()
}

/// Spaces, case and the decimal sign say nothing.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(',', ".").to_lowercase()
}

fn place(file: &str, value: &str, page: u32, sheet_box: Option<SheetBox>, reference: Option<&String>) -> PlaceValue {
    PlaceValue { value: value.to_owned(), page: Some(page), sheet_box, reference: reference.cloned(), file: Some(file.to_owned()) }
}

fn dimensions(analysis: &Analysis) -> Vec<Written> {
    let written = |dimension: &Dimension| {
        let value = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| number(value, 4));
        let thread = dimension.thread.as_deref().map(plain).unwrap_or_default();
        let loose_key = format!(
            "{:?} {} {} {} {thread} {}",
            dimension.kind,
            value(dimension.nominal_mm),
            value(dimension.nominal_deg),
            value(dimension.depth_mm),
            dimension.count
        );
        let fit = dimension.fit.clone().unwrap_or_default();
        Written {
            subject: Subject::Dimension,
            name: sort(dimension.kind).to_owned(),
            key: format!("{loose_key} {} {} {fit}", value(dimension.upper_mm), value(dimension.lower_mm)),
            loose_key,
            place: place(&analysis.file, &dimension.text, dimension.page, dimension.sheet_box, dimension.reference.as_ref()),
        }
    };
    analysis.drawing.sheets.iter().flat_map(|sheet| &sheet.dimensions).map(written).collect()
}

fn sort(kind: DimensionKind) -> &'static str {
    match kind {
        DimensionKind::Diameter => "diameter",
        DimensionKind::Linear => "linear",
        DimensionKind::Radius => "radius",
        DimensionKind::Angle => "angle",
        DimensionKind::Chamfer => "chamfer",
        DimensionKind::Thread => "thread",
        DimensionKind::HoleCallout => "hole_callout",
    }
}

fn geometric(analysis: &Analysis) -> Vec<Written> {
    let written = |it: &GeometricTolerance| {
        let loose_key = format!("{} {}", it.characteristic, it.datums.join("-"));
        Written {
            subject: Subject::GeometricTolerance,
            name: it.characteristic.clone(),
            key: format!("{loose_key} {} {}", it.value_mm.map_or_else(String::new, |value| number(value, 4)), it.modifiers.join("")),
            loose_key,
            place: place(&analysis.file, &it.text, it.page, it.sheet_box, None),
        }
    };
    analysis.drawing.sheets.iter().flat_map(|sheet| &sheet.geometric_tolerances).map(written).collect()
}

fn roughness(analysis: &Analysis) -> Vec<Written> {
    let written = |it: &Roughness| Written {
        subject: Subject::Roughness,
        name: it.parameter.clone(),
        key: format!("{} {}", it.parameter, number(it.value_um, 4)),
        loose_key: String::new(),
        place: place(&analysis.file, &it.text, it.page, it.sheet_box, it.reference.as_ref()),
    };
    analysis.drawing.sheets.iter().flat_map(|sheet| &sheet.roughness).map(written).collect()
}

fn notes(analysis: &Analysis) -> Vec<Written> {
    let written = |it: &Note| Written {
        subject: Subject::Note,
        name: String::new(),
        key: plain(&it.text),
        loose_key: String::new(),
        place: place(&analysis.file, &it.text, it.page, it.sheet_box, it.reference.as_ref()),
    };
    analysis.drawing.sheets.iter().flat_map(|sheet| &sheet.notes).map(written).collect()
}

fn centre(place: &PlaceValue) -> Option<(f64, f64)> {
    place.sheet_box.map(|sheet_box| sheet_box.centre())
}

fn distance(old: &PlaceValue, new: &PlaceValue, shift: (f64, f64)) -> Option<f64> {
    let ((x0, y0), (x1, y1)) = centre(old).zip(centre(new))?;
    (old.page == new.page).then(|| (x1 - x0 - shift.0).hypot(y1 - y0 - shift.1))
}

/// Pairs the lists of one sort, and tells what is left.
fn pair(old: Vec<Written>, new: Vec<Written>) -> Vec<Change> {
    // Of several equal ones the nearest are one, so that the odd one out is the one that changed.
    let mut equal: Vec<(f64, usize, usize)> = Vec::new();
    for (i, before) in old.iter().enumerate() {
        let same = new.iter().enumerate().filter(|(_, after)| after.key == before.key);
        equal.extend(same.map(|(j, after)| (distance(&before.place, &after.place, (0.0, 0.0)).unwrap_or(f64::MAX), i, j)));
    }
    equal.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut kept_old, mut kept_new, mut shifts) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (_, i, j) in equal {
        if kept_old.contains(&i) || kept_new.contains(&j) {
            continue;
        }
        kept_old.insert(i);
        kept_new.insert(j);
        let centres = old.get(i).and_then(|it| centre(&it.place)).zip(new.get(j).and_then(|it| centre(&it.place)));
        shifts.extend(centres.map(|((x0, y0), (x1, y1))| (x1 - x0, y1 - y0)));
    }
    let left = |list: Vec<Written>, kept: &BTreeSet<usize>| -> Vec<Written> {
        list.into_iter().enumerate().filter(|(index, _)| !kept.contains(index)).map(|(_, it)| it).collect()
    };
    let (left, mut new) = (left(old, &kept_old), left(new, &kept_new));
    let shift = (median(shifts.iter().map(|shift| shift.0)), median(shifts.iter().map(|shift| shift.1)));
    let mut changes = Vec::new();
    for before in left {
        let place = same_thing(&before, &new, shift);
        let after = place.map(|index| new.remove(index));
        let tolerance = after.as_ref().is_some_and(|after| before.subject == Subject::Dimension && after.loose_key == before.loose_key);
        changes.push(Change {
            subject: if tolerance { Subject::Tolerance } else { before.subject },
            kind: if after.is_some() { ChangeKind::Changed } else { ChangeKind::Removed },
            name: before.name,
            count: 1,
            old: Some(before.place),
            new: after.map(|after| after.place),
        });
    }
    changes.extend(new.into_iter().map(|after| Change {
        subject: after.subject,
        kind: ChangeKind::Added,
        name: after.name,
        count: 1,
        old: None,
        new: Some(after.place),
    }));
    changes
}

/// The new thing that took the place of an old one: under its handle, where it stood, or in most of its words.
fn same_thing(before: &Written, new: &[Written], shift: (f64, f64)) -> Option<usize> {
    let alike = || new.iter().enumerate().filter(|(_, after)| is_alike(before, after));
    let handle = alike().find(|(_, after)| before.place.reference.is_some() && before.place.reference == after.place.reference);
    if let Some((index, _)) = handle {
        return Some(index);
    }
    let near = alike().filter_map(|(index, after)| Some((index, distance(&before.place, &after.place, shift)?)));
    let nearest = near.filter(|(_, far)| *far <= SAME_PLACE_MM).min_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((index, _)) = nearest {
        return Some(index);
    }
    if before.subject == Subject::Note {
        let shared = alike().map(|(index, after)| (index, shared_words(&before.key, &after.key)));
        return shared.filter(|(_, share)| *share >= SAME_NOTE).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index);
    }
    // The same size with another tolerance, moved to another view.
    alike().find(|(_, after)| !before.loose_key.is_empty() && after.loose_key == before.loose_key).map(|(index, _)| index)
}

/// A diameter does not become an angle; a plain hole may become a tapped one.
fn is_alike(before: &Written, after: &Written) -> bool {
    let round = |name: &str| matches!(name, "diameter" | "hole_callout" | "thread");
    let straight = |name: &str| matches!(name, "linear" | "chamfer");
    before.name == after.name
        || before.subject == Subject::Roughness
        || (round(&before.name) && round(&after.name))
        || (straight(&before.name) && straight(&after.name))
}

fn shared_words(one: &str, other: &str) -> f64 {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<BTreeSet<String>>();
    let (one, other) = (words(one), words(other));
    one.intersection(&other).count() as f64 / one.union(&other).count().max(1) as f64
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Outline and cut length of flat files.
fn outline(old: &Analysis, new: &Analysis) -> Vec<Change> {
    let (Some(before), Some(after)) = (&old.flat, &new.flat) else { return Vec::new() };
    let size = |flat: &trusquin_domain::FlatGeometry| {
        flat.cut_bbox_mm.or(flat.bbox_mm).map(|[x, y]| format!("{} × {} mm", number(x, 2), number(y, 2)))
    };
    let length = |flat: &trusquin_domain::FlatGeometry| Some(format!("{} mm", number(flat.cut_length_mm, 1)));
    let diameters = |flat: &trusquin_domain::FlatGeometry| {
        let mut sizes: Vec<f64> = flat.contours.iter().filter_map(|contour| contour.diameter_mm).collect();
        sizes.sort_by(f64::total_cmp);
        let texts: Vec<String> = sizes.iter().map(|size| format!("Ø{}", number(*size, 2))).collect();
        let different: BTreeSet<&String> = texts.iter().collect();
        let counted = different.into_iter().map(|text| format!("{} × {text}", texts.iter().filter(|other| *other == text).count()));
        Some(counted.collect::<Vec<_>>().join(", "))
    };
    [("size", size(before), size(after)), ("cut_length", length(before), length(after)), ("circles", diameters(before), diameters(after))]
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| Change {
            subject: Subject::Outline,
            kind: ChangeKind::Changed,
            name: name.to_owned(),
            count: 1,
            old: before.map(|value| whole(&old.file, value)),
            new: after.map(|value| whole(&new.file, value)),
        })
        .collect()
}
