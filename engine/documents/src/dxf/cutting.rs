//! What cutting takes: lengths by layer, pierces, pieces with their smallest rectangles, holes by size, bend lines, gaps.

use std::collections::BTreeMap;

use trusquin_domain::{FlatBend, FlatCutting, FlatGap, FlatHole, FlatPiece};

use super::contours::{Chained, Contour};
use super::curve::Curve;
use super::explode::{BendLine, Drawn};
use super::layers::{LayerId, Layers};
use super::nesting::{is_inside, polygon};
use super::overlaps::collinear;
use super::rectangle;

/// Pieces listed; the largest are kept.
const MOST_PIECES: usize = 500;
/// Open chains and bridged gaps listed.
const MOST_GAPS: usize = 50;
/// Bend lines listed.
const MOST_BENDS: usize = 500;
/// Hole sizes closer than this are one, mm: exporters round, drills come in tenths.
const SAME_DIAMETER_MM: f64 = 0.005;
/// How exactly an unnamed bend line ends on the outline, mm; a centre line is drawn beyond it.
const ON_OUTLINE_MM: f64 = 0.05;
/// Trust in a line on a layer or of a linetype named after bending.
const NAMED_BEND: f64 = 0.9;
/// Trust in a centre line that runs exactly from edge to edge.
const UNNAMED_BEND: f64 = 0.5;

/// Sums up chained curves for the cutting machine; a drawing unit is so many millimetres.
pub(super) fn cutting(drawn: &Drawn, chained: &Chained, layers: &Layers, unit_mm: f64) -> FlatCutting {
    let mut out = FlatCutting { marking_length_mm: drawn.marking_length * unit_mm, ..FlatCutting::default() };
    lengths(&mut out, drawn, chained, layers, unit_mm);
    let area = unit_mm * unit_mm;
    out.pierces = chained.chains.iter().map(|chain| chain.strokes).sum::<u32>().saturating_add(chained.contours.len() as u32);
    out.holes = holes(&chained.contours, unit_mm);
    let is_piece = |contour: &&Contour| contour.depth.is_multiple_of(2);
    out.piece_count = chained.contours.iter().filter(is_piece).count() as u32;
    let mut openings: BTreeMap<usize, (f64, f64, u32)> = BTreeMap::new();
    for contour in chained.contours.iter().filter(|contour| contour.depth % 2 == 1) {
        if let Some(parent) = contour.parent {
            let sums = openings.entry(parent).or_default();
            *sums = (sums.0 + contour.area, sums.1 + contour.length, sums.2 + 1);
        }
    }
    for (index, contour) in chained.contours.iter().enumerate().filter(|(_, contour)| is_piece(contour)).take(MOST_PIECES) {
        let curves: Vec<&Curve> = contour.path.iter().filter_map(|(curve, _)| drawn.curves.get(*curve)).collect();
        let Some((sides, angle_deg)) = rectangle::smallest(&curves, &polygon(&drawn.curves, &contour.path)) else { continue };
        let (open_area, open_length, count) = openings.get(&index).copied().unwrap_or_default();
        out.pieces.push(FlatPiece {
            rectangle_mm: sides.map(|side| side * unit_mm),
            angle_deg,
            area_mm2: contour.area * area,
            net_area_mm2: (contour.area - open_area).max(0.0) * area,
            cut_length_mm: (contour.length + open_length) * unit_mm,
            openings: count,
        });
    }
    let mut bridged: Vec<&Contour> = chained.contours.iter().filter(|contour| contour.gap > 2.0 * chained.tolerance).collect();
    bridged.sort_by(|a, b| b.gap.total_cmp(&a.gap));
    let in_mm = |p: [f64; 2]| p.map(|value| value * unit_mm);
    out.bridged = bridged
        .iter()
        .take(MOST_GAPS)
        .map(|it| FlatGap { length_mm: it.length * unit_mm, gap_mm: Some(it.gap * unit_mm), at_mm: in_mm(it.gap_at) })
        .collect();
    out.open_count = chained.chains.len() as u32;
    out.open = chained
        .chains
        .iter()
        .take(MOST_GAPS)
        .filter_map(|chain| {
            let at = *chain.loose.first()?;
            let gap = match chain.loose.as_slice() {
                [a, b] => Some((a[0] - b[0]).hypot(a[1] - b[1]) * unit_mm),
                _ => None,
            };
            Some(FlatGap { length_mm: chain.length * unit_mm, gap_mm: gap, at_mm: in_mm(at) })
        })
        .collect();
    out.bends = bends(drawn, chained, layers, unit_mm);
    out
}

fn lengths(out: &mut FlatCutting, drawn: &Drawn, chained: &Chained, layers: &Layers, unit_mm: f64) {
    let mut by_layer: BTreeMap<LayerId, f64> = BTreeMap::new();
    for index in &chained.counted {
        let (Some(curve), Some(layer)) = (drawn.curves.get(*index), drawn.layers.get(*index)) else { continue };
        let repeated = chained.covered.get(index).copied().unwrap_or(0.0);
        *by_layer.entry(*layer).or_insert(0.0) += (curve.length() - repeated) * unit_mm;
    }
    for (layer, length) in by_layer {
        *out.length_by_layer_mm.entry(layers.get(layer).map(|layer| layer.name.clone()).unwrap_or_default()).or_insert(0.0) += length;
    }
    out.doubled_length_mm = chained.covered.values().sum::<f64>() * unit_mm + chained.doubled_length * unit_mm;
    out.doubled_curves = chained.doubles.saturating_add(chained.covered.len() as u32);
}

/// Round openings: circles with an odd number of outlines around them.
fn holes(contours: &[Contour], unit_mm: f64) -> Vec<FlatHole> {
    let round = contours.iter().filter(|contour| contour.depth % 2 == 1);
    let mut diameters: Vec<f64> = round.filter_map(|contour| contour.diameter).map(|diameter| diameter * unit_mm).collect();
    diameters.sort_by(f64::total_cmp);
    let mut out: Vec<FlatHole> = Vec::new();
    for diameter_mm in diameters {
        match out.last_mut().filter(|last| diameter_mm - last.diameter_mm < SAME_DIAMETER_MM) {
            Some(same) => same.count += 1,
            None => out.push(FlatHole { diameter_mm, count: 1 }),
        }
    }
    out
}

/// Bend lines: those on layers or of linetypes named so; without any, centre lines that end exactly on one outline.
fn bends(drawn: &Drawn, chained: &Chained, layers: &Layers, unit_mm: f64) -> Vec<FlatBend> {
    let name = |layer: LayerId| layers.get(layer).map(|layer| layer.name.clone()).unwrap_or_default();
    let named = joined(&drawn.bends, chained.tolerance);
    let told = |line: &Joined| {
        let layer = name(line.layer);
        let evidence = if line.by_linetype { format!("linetype of bend lines, layer {layer}") } else { format!("layer {layer}") };
        bend(line, layer, evidence, NAMED_BEND, unit_mm)
    };
    let mut out: Vec<FlatBend> = named.iter().map(told).collect();
    if out.is_empty() {
        let outer: Vec<(&Contour, Vec<[f64; 2]>)> = chained
            .contours
            .iter()
            .filter(|contour| contour.depth == 0 && contour.diameter.is_none())
            .take(MOST_GAPS)
            .map(|contour| (contour, polygon(&drawn.curves, &contour.path)))
            .collect();
        let reach = ON_OUTLINE_MM / unit_mm;
        for line in joined(&drawn.centres, chained.tolerance) {
            let middle = [(line.from[0] + line.to[0]) / 2.0, (line.from[1] + line.to[1]) / 2.0];
            let crosses = outer.iter().any(|(contour, outline)| {
                contour.envelope.holds(middle)
                    && [line.from, line.to].iter().all(|end| touches(outline, *end, reach))
                    && is_inside(outline, middle)
            });
            if crosses {
                let layer = name(line.layer);
                let evidence = format!("centre line from edge to edge, layer {layer}");
                out.push(bend(&line, layer, evidence, UNNAMED_BEND, unit_mm));
            }
        }
    }
    out.sort_by(|a, b| b.length_mm.total_cmp(&a.length_mm));
    out.truncate(MOST_BENDS);
    out
}

/// A straight bend line with its interruptions.
struct Joined {
    from: [f64; 2],
    to: [f64; 2],
    length: f64,
    layer: LayerId,
    by_linetype: bool,
}

/// Pieces of one straight on one layer become one bend.
fn joined(lines: &[BendLine], tolerance: f64) -> Vec<Joined> {
    let curves: Vec<Curve> = lines.iter().map(|line| line.curve.clone()).collect();
    let members: Vec<usize> = (0..curves.len()).collect();
    let mut taken = vec![false; curves.len()];
    let mut out = Vec::new();
    let mut add = |indices: &[usize], length: f64| {
        let ends: Vec<[f64; 2]> = indices.iter().filter_map(|index| curves.get(*index)).flat_map(Curve::ends).collect();
        let far = |p: &[f64; 2]| {
            let apart = |q: &&[f64; 2]| (p[0] - q[0]).hypot(p[1] - q[1]);
            ends.iter().max_by(|a, b| apart(a).total_cmp(&apart(b))).copied()
        };
        let Some(from) = ends.first().and_then(far) else { return };
        let (Some(to), Some(line)) = (far(&from), indices.first().and_then(|index| lines.get(*index))) else { return };
        let (from, to) = if from <= to { (from, to) } else { (to, from) };
        out.push(Joined { from, to, length, layer: line.layer, by_linetype: line.by_linetype });
    };
    for spans in collinear(&curves, &members, tolerance) {
        let mut by_layer: BTreeMap<LayerId, (Vec<usize>, f64, f64)> = BTreeMap::new();
        for span in &spans {
            let Some(line) = lines.get(span.curve) else { continue };
            let (indices, length, reach) = by_layer.entry(line.layer).or_insert((Vec::new(), 0.0, f64::NEG_INFINITY));
            indices.push(span.curve);
            *length += (span.to - span.from.max(*reach)).max(0.0);
            *reach = reach.max(span.to);
        }
        for (indices, length, _) in by_layer.into_values() {
            for index in &indices {
                if let Some(taken) = taken.get_mut(*index) {
                    *taken = true;
                }
            }
            add(&indices, length);
        }
    }
    for (index, curve) in curves.iter().enumerate() {
        if taken.get(index) == Some(&false) && curve.length() > tolerance {
            add(&[index], curve.length());
        }
    }
    out
}

fn bend(line: &Joined, layer: String, evidence: String, confidence: f64, unit_mm: f64) -> FlatBend {
    FlatBend {
        from_mm: line.from.map(|value| value * unit_mm),
        to_mm: line.to.map(|value| value * unit_mm),
        length_mm: line.length * unit_mm,
        layer,
        direction: None,
        angle_deg: None,
        radius_mm: None,
        evidence,
        confidence,
    }
}

/// True when a point lies on the polygon's edges.
fn touches(outline: &[[f64; 2]], p: [f64; 2], reach: f64) -> bool {
    let next = outline.iter().cycle().skip(1);
    outline.iter().zip(next).any(|(a, b)| {
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let square = dx * dx + dy * dy;
        let share = if square > 0.0 { (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
        (a[0] + share * dx - p[0]).hypot(a[1] + share * dy - p[1]) <= reach
    })
}
