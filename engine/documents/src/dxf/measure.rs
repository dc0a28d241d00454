//! From a scanned file to the neutral answer: units, envelope, cut length, contours, and the remarks an estimator needs.

use trusquin_domain::{Diagnostic, FlatContour, FlatGeometry, Reading};

use super::FlatDrawing;
use super::contours::chain;
use super::curve::Envelope;
use super::explode::{Drawn, explode};
use super::findings::{Findings, Flaw};
use super::layers::LayerRole;
use super::scan::Scanned;

/// Contours listed at most; the largest are kept.
const MOST_CONTOURS: usize = 50_000;
/// Longest side that looks like a machined or cut part; beyond it the unit is doubtful, mm.
const LARGEST_PART_MM: f64 = 20_000.0;
/// Longest side below which the unit is doubtful, mm.
const SMALLEST_PART_MM: f64 = 0.5;

pub(super) fn measure(mut scanned: Scanned) -> Reading<FlatDrawing> {
    let unit = scanned.header.unit(&mut scanned.findings);
    let drawn = explode(&mut scanned, unit.mm);
    let Scanned { header, counts, mut findings, .. } = scanned;
    let chained = chain(&drawn.curves, unit.mm);
    for _ in 0..chained.doubles {
        findings.note(Flaw::Duplicate, 0);
    }
    let in_mm = |envelope: &Envelope| envelope.size().map(|size| size.map(|side| side * unit.mm));
    let bbox_mm = in_mm(&drawn.envelope);
    remark_on_size(bbox_mm, &unit.name, &mut findings);
    remark_on_layers(&drawn, &mut findings);
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
        version: if header.version.is_empty() { "R12 or earlier".to_owned() } else { header.version },
        unit: unit.name,
        entities: counts,
        bbox_mm,
        cut_bbox_mm: in_mm(&drawn.cut_envelope),
        cut_length_mm: chained.length * unit.mm,
        contours,
    };
    Reading { value: FlatDrawing { geometry, texts: drawn.texts }, diagnostics: findings.into_diagnostics() }
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
            LayerRole::Geometry => "geometry",
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        findings.remark(Diagnostic::info("DXF-022", format!("{what} are not counted in the cut length, layers {}", names.join(", "))));
    }
}
