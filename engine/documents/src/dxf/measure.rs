//! From a scanned file to the neutral answer: units, envelope, cut length, contours, and the remarks an estimator needs.

use trusquin_domain::{Diagnostic, FlatContour, FlatCutting, FlatGap, FlatGeometry, Reading};

use super::FlatDrawing;
use super::contours::chain;
use super::curve::Envelope;
use super::cutting::cutting;
use super::explode::{Drawn, explode};
use super::findings::{Findings, Flaw};
use super::layers::LayerRole;
use super::scan::Scanned;

/// Contours listed at most; the largest are kept.
const MOST_CONTOURS: usize = 50_000;
/// Gaps named in a remark.
const GAPS_NAMED: usize = 5;
/// Longest side that looks like a machined or cut part; beyond it the unit is doubtful, mm.
const LARGEST_PART_MM: f64 = 20_000.0;
/// Longest side below which the unit is doubtful, mm.
const SMALLEST_PART_MM: f64 = 0.5;

pub(super) fn measure(mut scanned: Scanned) -> Reading<FlatDrawing> {
    let unit = scanned.header.unit(&mut scanned.findings);
    let mut drawn = explode(&mut scanned, unit.mm);
    let Scanned { header, counts, mut findings, layers, spaces, .. } = scanned;
    let chained = chain(&mut drawn.curves, unit.mm);
    let cutting = cutting(&drawn, &chained, &layers, unit.mm);
    for _ in 0..chained.doubles {
        findings.note(Flaw::Duplicate, 0);
    }
    let in_mm = |envelope: &Envelope| envelope.size().map(|size| size.map(|side| side * unit.mm));
    let bbox_mm = in_mm(&drawn.envelope);
    remark_on_size(bbox_mm, &unit.name, &mut findings);
    remark_on_layers(&drawn, &mut findings);
    remark_on_cutting(&cutting, &mut findings);
    if chained.open > 0 && !chained.contours.is_empty() {
        findings.remark(Diagnostic::info("DXF-019", format!("{} curves belong to no closed contour", chained.open)));
    }
    if chained.nesting_unfinished {
        findings.remark(Diagnostic::warning("DXF-020", "too many nested contours: some depths are not computed and stand at 0"));
    }
    let square_mm = unit.mm * unit.mm;
    let contours = chained
        .contours
        .iter()
        .take(MOST_CONTOURS)
        .map(|contour| FlatContour {
            length_mm: contour.length * unit.mm,
            area_mm2: contour.area * square_mm,
            diameter_mm: contour.diameter.map(|diameter| diameter * unit.mm),
            depth: contour.depth,
        })
        .collect();
    let geometry = FlatGeometry {
        version: header.version,
        unit: unit.name,
        entities: counts,
        bbox_mm,
        cut_bbox_mm: in_mm(&drawn.cut_envelope),
        cut_length_mm: chained.length * unit.mm,
        contours,
        cutting,
    };
    let layouts = spaces.into_layouts(unit.mm);
    Reading { value: FlatDrawing { geometry, texts: drawn.texts, layouts, unit_mm: unit.mm }, diagnostics: findings.into_diagnostics() }
}

fn remark_on_size(bbox_mm: Option<[f64; 2]>, unit: &str, findings: &mut Findings) {
    let Some([width, height]) = bbox_mm else {
        findings.remark(Diagnostic::warning("DXF-017", "nothing drawn in model space: no envelope, no cut length"));
        return;
    };
    let longest = width.max(height);
    if longest > LARGEST_PART_MM || (longest > 0.0 && longest < SMALLEST_PART_MM) {
        findings.remark(Diagnostic::warning(
            "DXF-021",
            format!("envelope {width:.3} x {height:.3} mm with the file's unit ({unit}) is no usual part: check the unit on one dimension"),
        ));
    }
}

fn remark_on_cutting(cutting: &FlatCutting, findings: &mut Findings) {
    let place = |gap: &FlatGap| format!("{:.3} mm near x {:.2} y {:.2}", gap.gap_mm.unwrap_or_default(), gap.at_mm[0], gap.at_mm[1]);
    if !cutting.bridged.is_empty() {
        let named: Vec<String> = cutting.bridged.iter().take(GAPS_NAMED).map(place).collect();
        let text = format!("{} outlines closed over a gap: {}", cutting.bridged.len(), named.join("; "));
        findings.remark(Diagnostic::warning("DXF-024", text));
    }
    let mut near: Vec<&FlatGap> = cutting.open.iter().filter(|gap| gap.gap_mm.is_some_and(|width| width < 0.05 * gap.length_mm)).collect();
    near.sort_by(|a, b| a.gap_mm.unwrap_or_default().total_cmp(&b.gap_mm.unwrap_or_default()));
    if !near.is_empty() {
        let named: Vec<String> = near.iter().take(GAPS_NAMED).map(|gap| place(gap)).collect();
        findings
            .remark(Diagnostic::warning("DXF-025", format!("{} outlines nearly closed, with a gap of {}", near.len(), named.join("; "))));
    }
    if cutting.doubled_length_mm > 0.0 {
        let text = format!(
            "{:.1} mm drawn again over other lines ({} curves), counted once in the cut length",
            cutting.doubled_length_mm, cutting.doubled_curves
        );
        findings.remark(Diagnostic::info("DXF-026", text));
    }
}

fn remark_on_layers(drawn: &Drawn, findings: &mut Findings) {
    if !drawn.hidden.is_empty() {
        let names: Vec<&str> = drawn.hidden.iter().take(20).map(String::as_str).collect();
        findings.remark(Diagnostic::info("DXF-018", format!("layers switched off or frozen are not measured: {}", names.join(", "))));
    }
    for (role, names) in &drawn.not_cut {
        let what = match role {
            LayerRole::Centre => "centre lines",
            LayerRole::Annotation => "dimensions, texts and frames",
            LayerRole::Bend => "bend lines",
            LayerRole::Construction => "hidden edges and construction lines",
            LayerRole::Marking => "engravings and marks",
            LayerRole::Geometry => "geometry",
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        findings.remark(Diagnostic::info("DXF-022", format!("{what} are not counted in the cut length, layers {}", names.join(", "))));
    }
}
