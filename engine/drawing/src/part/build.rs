//! Merges what the files of one part say into one [`Part`].

use trusquin_domain::{
    Analysis, Dimension, DimensionKind, Disagreement, Extracted, FileKind, FittedDiameter, FlatGeometry, HoleKind, HoleNeed, MaterialNeed,
    OutsideThread, Part, Reader, Recognition, SheetReading, SolidGeometry, TitleBlockField, ToleranceNeed,
};

use super::crosscheck::{self, DrawingSide, ModelSide};
use super::group::{Piece, group, stem};
use super::hole_callout::hole_need;
use super::outside::{outside_thread, thread_diameter_mm};
use super::{manual, pairing};
use crate::coated_sizes::{UnsaidFit, unsaid_fit};

/// One part per group of files, in the order the files were given. Processes and shop materials are filled in by the workshop half.
pub fn assemble(analyses: &[Analysis]) -> Vec<Part> {
    let groups = group(analyses);
    let mut parts: Vec<Part> = groups.iter().map(|pieces| build(pieces)).collect();
    pairing::propose(&groups, &mut parts);
    parts
}

fn build(pieces: &[Piece<'_>]) -> Part {
    // A drawing is heard first, then a flat file's attributes, then what a model says of itself.
    let mut ranked: Vec<&Piece<'_>> = pieces.iter().collect();
    ranked.sort_by_key(|piece| rank(piece.analysis.kind));
    let sheets: Vec<&SheetReading> = ranked.iter().flat_map(|piece| piece.sheets.iter().copied()).collect();
    let field = |field: TitleBlockField| sheets.iter().find_map(|sheet| sheet.title_block.get(&field)).cloned();
    let solid = pieces.iter().find_map(|piece| piece.analysis.solid.as_ref());
    let flat = pieces.iter().find_map(|piece| piece.analysis.flat.as_ref());
    // Dimensions of one drawing only: its DXF repeats what its PDF shows.
    let drawing: Vec<&SheetReading> = ranked
        .iter()
        .find(|piece| piece.sheets.iter().any(|sheet| !sheet.dimensions.is_empty()))
        .map(|piece| piece.sheets.clone())
        .unwrap_or_default();
    let dimensions: Vec<&Dimension> = drawing.iter().flat_map(|sheet| &sheet.dimensions).collect();
    let roughness = drawing.iter().flat_map(|sheet| &sheet.roughness);

    let mut part = Part {
        files: pieces.iter().map(|piece| piece.analysis.file.clone()).collect(),
        drawing_number: field(TitleBlockField::DrawingNumber),
        title: field(TitleBlockField::Title),
        revision: field(TitleBlockField::Revision),
        material: field(TitleBlockField::Material).map(|written| MaterialNeed { written, shop_material: None }),
        heat_treatment: field(TitleBlockField::HeatTreatment),
        surface_treatment: field(TitleBlockField::SurfaceTreatment).or_else(|| field(TitleBlockField::Finish)),
        solid: solid.cloned(),
        cut_length_mm: flat.map(|flat| flat.cut_length_mm).filter(|length| *length > 0.0),
        tolerances: tolerances(&dimensions, roughness.filter(|texture| texture.parameter == "Ra").map(|texture| texture.value_um)),
        dimension_count: u32::try_from(dimensions.len()).unwrap_or(u32::MAX),
        notes: notes(&drawing, &sheets),
        geometric_tolerances: drawing.iter().flat_map(|sheet| &sheet.geometric_tolerances).cloned().collect(),
        recognition: pieces.iter().find(|piece| piece.analysis.solid.is_some()).map(recognition).unwrap_or_default(),
        ..Part::default()
    };
    if part.geometric_tolerances.is_empty() {
        part.geometric_tolerances = solid.map(|solid| solid.tolerances.clone()).unwrap_or_default();
    }
    envelope(&mut part, solid, flat, &dimensions);
    doubt_envelope(&mut part, field(TitleBlockField::Mass).as_ref(), looks_turned(&dimensions));
    part.holes = holes(solid, &dimensions, &mut part.outside_threads, &mut part.questions);
    if solid.is_none() {
        part.questions.extend(
            doubtful_threads(&dimensions)
                .map(|thread| format!("Filetage {thread} : extérieur, ou taraudé dans un trou ? Il n'est pas compté dans les temps.")),
        );
    }
    part.questions.extend(drawing.iter().find_map(|sheet| coating_question(sheet)));
    part.disagreements = contradictions(&ranked, &part);
    part.questions.extend(part.disagreements.iter().filter_map(crosscheck::question));
    let readable = solid.is_some_and(|solid| solid.bbox_mm.is_some())
        || flat.is_some_and(|flat| !flat.entities.is_empty())
        || sheets.iter().any(|sheet| !sheet.title_block.is_empty() || !sheet.dimensions.is_empty());
    if !readable {
        part.manual_reason = pieces.first().map(|piece| manual::reason(piece.analysis));
    }
    if part.drawing_number.is_none() {
        part.drawing_number = pieces.first().map(|piece| from_file_name(piece.analysis));
    }
    part
}

/// Notes a part carries at most: a real drawing has tens.
const MOST_NOTES: usize = 200;

/// Notes of the drawing whose dimensions count, or of whatever sheet there is; each text once.
fn notes(drawing: &[&SheetReading], sheets: &[&SheetReading]) -> Vec<String> {
    let mut told = std::collections::BTreeSet::new();
    let from = if drawing.iter().any(|sheet| !sheet.notes.is_empty()) { drawing } else { sheets };
    from.iter()
        .flat_map(|sheet| &sheet.notes)
        .map(|note| note.text.trim().to_owned())
        .filter(|text| !text.is_empty() && told.insert(text.clone()))
        .take(MOST_NOTES)
        .collect()
}

/// Features of the model without the lists of their faces, which only the viewer needs.
fn recognition(piece: &Piece<'_>) -> Recognition {
    let mut found = piece.analysis.recognition.clone();
    found.features.iter_mut().for_each(|feature| feature.faces.clear());
    found
}

/// Ten micrometres of a coating spoil a fit of grade 7: silence on when sizes hold is asked about.
fn coating_question(sheet: &SheetReading) -> Option<String> {
    let UnsaidFit { dimension, layer_um } = unsaid_fit(sheet)?;
    let layer = layer_um
        .map_or_else(String::new, |[least, most]| if least < most { format!(" ({least} à {most} µm)") } else { format!(" ({least} µm)") });
    Some(format!("Cotes avant ou après revêtement{layer} ? Le plan ne le dit pas, et « {} » n'y résiste pas.", dimension.text))
}

/// What the files of a part say against each other: every drawing against the model and the cutting file, and these two.
fn contradictions(ranked: &[&Piece<'_>], part: &Part) -> Vec<Disagreement> {
    let density_kg_dm3 = part.material.as_ref().and_then(|need| need.written.normalized.as_ref()?.get("density_kg_dm3")?.as_f64());
    let model = ranked.iter().find_map(|piece| Some(ModelSide { file: &piece.analysis.file, solid: piece.analysis.solid.as_ref()? }));
    let flat = ranked.iter().find_map(|piece| Some((piece.analysis.file.as_str(), piece.analysis.flat.as_ref()?)));
    let mut found: Vec<Disagreement> = Vec::new();
    let drawings = ranked.iter().filter(|piece| piece.analysis.solid.is_none() && !piece.sheets.is_empty());
    for piece in drawings {
        let drawing = DrawingSide { file: &piece.analysis.file, sheets: &piece.sheets, density_kg_dm3 };
        found.extend(crosscheck::within_drawing(&drawing));
        found.extend(model.iter().flat_map(|model| crosscheck::disagreements(&drawing, model)));
        if let Some((file, flat)) = flat.filter(|(file, _)| *file != piece.analysis.file) {
            found.extend(crosscheck::drawing_and_flat(&drawing, file, flat));
        }
    }
    if let (Some((file, flat)), Some(model)) = (flat, &model) {
        found.extend(crosscheck::flat_and_model(file, flat, model));
    }
    // The DXF of a drawing repeats what its PDF says against the model.
    let mut told = std::collections::BTreeSet::new();
    found.retain(|it| told.insert((it.what.clone(), it.drawing.value.clone(), it.model.value.clone())));
    found
}

fn rank(kind: FileKind) -> u8 {
    match kind {
        FileKind::Pdf | FileKind::Image => 0,
        FileKind::Dxf | FileKind::Dwg => 1,
        _ => 2,
    }
}

/// A line needs a name for people; the source says that nobody read it on a drawing.
fn from_file_name(analysis: &Analysis) -> Extracted {
    Extracted {
        value: stem(&analysis.file).to_owned(),
        normalized: None,
        confidence: 0.3,
        source: Reader::FileName,
        page: 1,
        sheet_box: None,
        reference: None,
    }
}

fn tolerances(dimensions: &[&Dimension], ra_um: impl Iterator<Item = f64>) -> ToleranceNeed {
    let widths = dimensions.iter().filter(|dimension| !dimension.auxiliary).filter_map(|dimension| {
        let width = dimension.upper_mm? - dimension.lower_mm?;
        (width > 0.0).then_some((width, dimension.text.as_str()))
    });
    let tightest = widths.min_by(|a, b| a.0.total_cmp(&b.0));
    ToleranceNeed {
        tightest_mm: tightest.map(|(width, _)| width),
        tightest_text: tightest.map(|(_, text)| text.to_owned()),
        finest_ra_um: ra_um.min_by(f64::total_cmp),
        critical_count: u32::try_from(dimensions.iter().filter(|dimension| dimension.critical).count()).unwrap_or(u32::MAX),
        diameters: fitted_diameters(dimensions),
    }
}

/// Every diameter with its own tolerance; the same size shown in two views once, with its tightest one.
fn fitted_diameters(dimensions: &[&Dimension]) -> Vec<FittedDiameter> {
    let mut fitted: Vec<FittedDiameter> = Vec::new();
    for dimension in dimensions.iter().filter(|dimension| dimension.kind == DimensionKind::Diameter && dimension.thread.is_none()) {
        let width = dimension.upper_mm.zip(dimension.lower_mm).map(|(upper, lower)| upper - lower).filter(|width| *width > 0.0);
        let (Some(diameter_mm), Some(width_mm)) = (dimension.nominal_mm.filter(|size| *size > 0.0), width) else { continue };
        match fitted.iter_mut().find(|known| (known.diameter_mm - diameter_mm).abs() < 1e-3) {
            Some(known) if width_mm < known.width_mm => (known.width_mm, known.text) = (width_mm, dimension.text.clone()),
            Some(_) => {}
            None => fitted.push(FittedDiameter { diameter_mm, width_mm, text: dimension.text.clone() }),
        }
    }
    fitted
}

/// Trust in a thickness that makes a blank: a word with its value, not a letter or the name of a layer.
const SURE_THICKNESS: f64 = 0.8;

fn envelope(part: &mut Part, solid: Option<&SolidGeometry>, flat: Option<&FlatGeometry>, dimensions: &[&Dimension]) {
    if let Some(size) = solid.and_then(|solid| solid.bbox_mm) {
        part.envelope_mm = Some(size);
        part.envelope_from = Some("model".to_owned());
    } else if let Some(size) = envelope_from_dimensions(dimensions) {
        part.envelope_mm = Some(size);
        part.envelope_from = Some("drawing: largest dimensions, to be checked".to_owned());
    } else if let Some((flat, size)) = flat
        .filter(|flat| flat.contours.iter().filter(|contour| contour.depth == 0).count() == 1)
        .and_then(|flat| Some((flat, flat.cut_bbox_mm.or(flat.bbox_mm)?)))
    {
        let thickness = flat.cutting.thickness.first().filter(|hint| hint.confidence >= SURE_THICKNESS);
        part.envelope_mm = Some([size[0], size[1], thickness.map_or(0.0, |hint| hint.value_mm)]);
        part.envelope_from = Some(match thickness {
            Some(hint) => format!("flat file: outer contour, thickness from \"{}\" ({})", hint.text, hint.reference),
            None => "flat file: outer contour, thickness unknown".to_owned(),
        });
    }
}

/// A box this many times heavier than the written mass is not the part's: running dimensions along one axis were taken for three.
const ENVELOPE_TO_MASS: f64 = 4.0;

/// An envelope guessed from dimensions is said to be one; when the written mass contradicts it, it is dropped: no blank from a guess.
fn doubt_envelope(part: &mut Part, mass: Option<&Extracted>, turned: bool) {
    let guessed = part.envelope_from.as_deref().is_some_and(|from| from.starts_with("drawing"));
    let Some([x, y, z]) = part.envelope_mm.filter(|_| guessed) else { return };
    let size = format!("{} × {} × {} mm", french(x), french(y), french(z));
    let kilograms = mass.and_then(|mass| mass.normalized.as_ref()?.get("kg")?.as_f64());
    let density = part.material.as_ref().and_then(|need| need.written.normalized.as_ref()?.get("density_kg_dm3")?.as_f64());
    if let (Some(kilograms), Some(density)) = (kilograms.filter(|kilograms| *kilograms > 0.0), density) {
        let share = if turned { std::f64::consts::FRAC_PI_4 } else { 1.0 };
        let heaviest = x * y * z * share * density * 1e-6;
        if heaviest > ENVELOPE_TO_MASS * kilograms {
            part.envelope_mm = None;
            part.envelope_from = None;
            part.questions.push(format!(
                "Encombrement de la pièce ? Les plus grandes cotes lues ({size}) donneraient {} kg au plus, le plan dit {} kg.",
                french(heaviest),
                french(kilograms)
            ));
            return;
        }
    }
    part.questions.push(format!("Encombrement pris des plus grandes cotes du plan ({size}), sans modèle : est-il juste ?"));
}

/// `12,5`: at most two decimals, none when they are zero.
fn french(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}

/// The largest written sizes bound the part: a turned one by its largest diameter (twice) and its largest length,
/// any other by its three largest different lengths. A detail can never be larger than the part, but a part can be larger than
/// what is dimensioned, so the caller shows it as an assumption.
fn envelope_from_dimensions(dimensions: &[&Dimension]) -> Option<[f64; 3]> {
    let sizes = |wanted: DimensionKind| {
        let mut sizes: Vec<f64> = dimensions
            .iter()
            .filter(|dimension| dimension.kind == wanted && dimension.thread.is_none() && dimension.confidence >= 0.5)
            .filter_map(|dimension| dimension.nominal_mm)
            .filter(|size| *size > 0.0)
            .collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        sizes.dedup_by(|a, b| (*a - *b).abs() < 0.01);
        sizes
    };
    let (lengths, diameters) = (sizes(DimensionKind::Linear), sizes(DimensionKind::Diameter));
    match (looks_turned(dimensions), diameters.first(), lengths.as_slice()) {
        (true, Some(diameter), [length, ..]) => Some([*diameter, *diameter, *length]),
        (_, _, [length, width, height, ..]) => Some([*length, *width, *height]),
        _ => None,
    }
}

/// Holes of the model with the threads the drawing gives them; without a model, the holes the drawing calls out.
fn holes(
    solid: Option<&SolidGeometry>,
    dimensions: &[&Dimension],
    outside: &mut Vec<OutsideThread>,
    questions: &mut Vec<String>,
) -> Vec<HoleNeed> {
    let threads = dimensions.iter().filter(|dimension| dimension.thread.is_some());
    let mut needs: Vec<HoleNeed> = Vec::new();
    if let Some(solid) = solid {
        needs.extend(solid.holes.iter().map(|hole| HoleNeed {
            diameter_mm: hole.diameter_mm,
            depth_mm: Some(hole.depth_mm),
            count: hole.count,
            thread: None,
            axis: Some(hole.axis),
            enlarged: hole.kind != HoleKind::Plain,
            steps: hole.steps.clone(),
            from: format!("model {}", hole.references.first().map_or("", String::as_str)),
        }));
        for thread in threads {
            let left = give_thread(&mut needs, thread);
            if left == thread.count.max(1)
                && let Some(found) = outside_thread(solid, thread)
            {
                // The same thread shown in two views is one.
                if !outside.contains(&found) {
                    outside.push(found);
                }
                continue;
            }
            if let Some(name) = thread.thread.as_deref().filter(|_| left > 0) {
                questions.push(format!(
                    "Filetage {name} ({left} sur {}) : aucun trou correspondant dans le modèle. Extérieur, ou à tarauder où ? Il n'est pas compté dans les temps.",
                    thread.count.max(1)
                ));
            }
        }
        return needs;
    }
    let turned = looks_turned(dimensions);
    let callouts = dimensions.iter().copied().filter(|dimension| {
        (dimension.thread.is_some() && !(turned && is_bare_thread(dimension)))
            || dimension.kind == DimensionKind::HoleCallout
            || (dimension.kind == DimensionKind::Diameter && dimension.count > 1)
    });
    needs.extend(callouts.filter_map(hole_need));
    needs
}

/// A designation alone: nothing about it says hole (no depth, no drill, no pattern).
fn is_bare_thread(dimension: &Dimension) -> bool {
    dimension.kind == DimensionKind::Thread && dimension.depth_mm.is_none() && dimension.count <= 1
}

/// Threads of a drawing without model that may be outside or inside: on a turned part `M16` is mostly the former, nobody can know.
fn doubtful_threads<'a>(dimensions: &'a [&Dimension]) -> impl Iterator<Item = &'a str> {
    let turned = looks_turned(dimensions);
    let mut told = std::collections::BTreeSet::new();
    dimensions
        .iter()
        .filter(move |dimension| turned && is_bare_thread(dimension))
        .filter_map(|dimension| dimension.thread.as_deref())
        .filter(move |thread| told.insert(thread.to_owned()))
}

/// At least one diameter for two lengths: the dimensions of a part of revolution.
fn looks_turned(dimensions: &[&Dimension]) -> bool {
    let different = |wanted: DimensionKind| {
        let mut sizes: Vec<f64> =
            dimensions.iter().filter(|it| it.kind == wanted && it.thread.is_none()).filter_map(|it| it.nominal_mm).collect();
        sizes.sort_by(f64::total_cmp);
        sizes.dedup_by(|a, b| (*a - *b).abs() < 0.01);
        sizes.len()
    };
    let (lengths, diameters) = (different(DimensionKind::Linear), different(DimensionKind::Diameter));
    diameters > 0 && diameters * 2 >= lengths
}

/// A thread belongs to the holes whose cylinder lies between its core and its nominal diameter: models show either.
/// It may be spread over several groups of equal holes (two on each of two sides); those nearest to the core come first.
/// Returns how many of its count found no hole.
fn give_thread(needs: &mut Vec<HoleNeed>, dimension: &Dimension) -> u32 {
    let (Some(nominal), Some(thread)) = (thread_diameter_mm(dimension), &dimension.thread) else { return 0 };
    let fits = |need: &HoleNeed| need.thread.is_none() && need.diameter_mm >= 0.75 * nominal && need.diameter_mm <= nominal + 0.05;
    let mut wanted = dimension.count.max(1);
    let mut order: Vec<usize> = (0..needs.len()).filter(|index| needs.get(*index).is_some_and(fits)).collect();
    let from_core = |index: &usize| needs.get(*index).map_or(f64::MAX, |need| (need.diameter_mm - 0.83 * nominal).abs());
    order.sort_by(|a, b| from_core(a).total_cmp(&from_core(b)));
    for index in order {
        let Some(need) = needs.get_mut(index).filter(|_| wanted > 0) else { break };
        let taken = need.count.min(wanted);
        wanted -= taken;
        if taken == need.count {
            need.thread = Some(thread.clone());
            continue;
        }
        need.count -= taken;
        let threaded = HoleNeed { count: taken, thread: Some(thread.clone()), ..need.clone() };
        needs.push(threaded);
    }
    wanted
}
