//! Hand-made solids with exact areas and volumes, for tests and the example.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::f64::consts::PI;

use trusquin_domain::{Extracted, FaceKind, FaceSummary, Hole, HoleKind, HoleNeed, MaterialNeed, Part, Reader, Shop, SolidGeometry};

/// The demo shop.
pub fn demo_shop() -> Shop {
    Shop::from_toml(include_str!("../../../../datasets/demo_shop/shop.toml")).unwrap()
}

/// A value read on page 1.
pub fn read(value: &str) -> Extracted {
    Extracted {
        value: value.to_owned(),
        normalized: None,
        confidence: 0.95,
        source: Reader::TextLayer,
        page: 1,
        sheet_box: None,
        reference: None,
    }
}

/// A part with a material and a model, classified.
pub fn part(material: &str, solid: SolidGeometry) -> Part {
    Part {
        files: vec!["hand-made".to_owned()],
        material: Some(MaterialNeed { written: read(material), shop_material: None }),
        envelope_mm: solid.bbox_mm,
        holes: solid
            .holes
            .iter()
            .map(|hole| HoleNeed {
                diameter_mm: hole.diameter_mm,
                depth_mm: Some(hole.depth_mm),
                count: hole.count,
                thread: None,
                axis: Some(hole.axis),
                enlarged: hole.kind != HoleKind::Plain,
                steps: hole.steps.clone(),
                from: "model".to_owned(),
            })
            .collect(),
        processes: trusquin_machining::classify(Some(&solid), None, None),
        solid: Some(solid),
        dimension_count: 12,
        ..Part::default()
    }
}

fn face(kind: FaceKind, area: f64, axis: [f64; 3], origin: [f64; 3], min: [f64; 3], max: [f64; 3]) -> FaceSummary {
    FaceSummary {
        reference: "#1".to_owned(),
        kind,
        area_mm2: area,
        axis: Some(axis),
        origin: Some(origin),
        radius_mm: None,
        concave: false,
        sweep_deg: 0.0,
        min_mm: min,
        max_mm: max,
    }
}

/// Cylinder along z between two heights around (x, y).
pub fn cylinder(x: f64, y: f64, radius: f64, z0: f64, z1: f64, concave: bool) -> FaceSummary {
    FaceSummary {
        radius_mm: Some(radius),
        concave,
        sweep_deg: 360.0,
        ..face(
            FaceKind::Cylinder,
            2.0 * PI * radius * (z1 - z0),
            [0.0, 0.0, 1.0],
            [x, y, z0],
            [x - radius, y - radius, z0],
            [x + radius, y + radius, z1],
        )
    }
}

fn disc(outer: f64, inner: f64, z: f64, normal: f64) -> FaceSummary {
    face(FaceKind::Plane, PI * (outer * outer - inner * inner), [0.0, 0.0, normal], [0.0, 0.0, z], [-outer, -outer, z], [outer, outer, z])
}

fn solid(faces: Vec<FaceSummary>, bbox: [f64; 3], volume: f64, holes: Vec<Hole>) -> SolidGeometry {
    let mut by_kind = BTreeMap::new();
    for face in &faces {
        *by_kind.entry(face.kind).or_insert(0) += 1;
    }
    SolidGeometry {
        unit: "mm".to_owned(),
        solids: 1,
        bbox_mm: Some(bbox),
        volume_mm3: Some(volume),
        area_mm2: Some(faces.iter().map(|face| face.area_mm2).sum()),
        faces: faces.len() as u32,
        faces_by_kind: by_kind,
        holes,
        face_summaries: faces,
        products: 1,
        ..SolidGeometry::default()
    }
}

/// A shaft of steps (diameter, length) along z.
pub fn shaft(steps: &[(f64, f64)]) -> SolidGeometry {
    let (mut faces, mut z, mut volume) = (Vec::new(), 0.0, 0.0);
    let mut before = 0.0;
    for (diameter, length) in steps {
        let radius = diameter / 2.0;
        if radius != before {
            faces.push(disc(radius.max(before), radius.min(before), z, if radius > before { -1.0 } else { 1.0 }));
        }
        faces.push(cylinder(0.0, 0.0, radius, z, z + length, false));
        z += length;
        volume += PI * radius * radius * length;
        before = radius;
    }
    faces.push(disc(before, 0.0, z, 1.0));
    let largest = steps.iter().map(|step| step.0).fold(0.0, f64::max);
    solid(faces, [largest, largest, z], volume, Vec::new())
}

/// A tube or bush along z.
pub fn bush(outer: f64, inner: f64, length: f64) -> SolidGeometry {
    let (r, i) = (outer / 2.0, inner / 2.0);
    let faces = vec![
        disc(r, i, 0.0, -1.0),
        disc(r, i, length, 1.0),
        cylinder(0.0, 0.0, r, 0.0, length, false),
        cylinder(0.0, 0.0, i, 0.0, length, true),
    ];
    let hole = Hole {
        diameter_mm: inner,
        depth_mm: length,
        through: true,
        kind: HoleKind::Plain,
        axis: [0.0, 0.0, 1.0],
        count: 1,
        references: vec![],
        steps: vec![],
    };
    solid(faces, [outer, outer, length], PI * (r * r - i * i) * length, vec![hole])
}

/// The same bush as exporters write it that split every cylinder in two.
pub fn halved(mut solid: SolidGeometry) -> SolidGeometry {
    let (round, mut flat): (Vec<FaceSummary>, Vec<FaceSummary>) =
        solid.face_summaries.drain(..).partition(|f| f.kind == FaceKind::Cylinder);
    for face in round {
        let half = FaceSummary { area_mm2: face.area_mm2 / 2.0, sweep_deg: 180.0, ..face };
        let middle = half.origin.map_or(0.0, |origin| origin[1]);
        let mut low = half.clone();
        low.max_mm[1] = middle;
        flat.push(low);
        let mut high = half;
        high.min_mm[1] = middle;
        flat.push(high);
    }
    solid.faces = flat.len() as u32;
    solid.face_summaries = flat;
    solid
}

/// A block with its corner at the origin and `count` through holes along z on a line.
pub fn block(x: f64, y: f64, z: f64, hole_mm: f64, count: u32) -> SolidGeometry {
    let r = hole_mm / 2.0;
    let lost = f64::from(count) * PI * r * r;
    let plane = |axis: [f64; 3], area: f64, min: [f64; 3], max: [f64; 3]| face(FaceKind::Plane, area, axis, min, min, max);
    let mut faces = vec![
        plane([0.0, 0.0, -1.0], x * y - lost, [0.0, 0.0, 0.0], [x, y, 0.0]),
        plane([0.0, 0.0, 1.0], x * y - lost, [0.0, 0.0, z], [x, y, z]),
        plane([0.0, -1.0, 0.0], x * z, [0.0, 0.0, 0.0], [x, 0.0, z]),
        plane([0.0, 1.0, 0.0], x * z, [0.0, y, 0.0], [x, y, z]),
        plane([-1.0, 0.0, 0.0], y * z, [0.0, 0.0, 0.0], [0.0, y, z]),
        plane([1.0, 0.0, 0.0], y * z, [x, 0.0, 0.0], [x, y, z]),
    ];
    for n in 0..count {
        faces.push(cylinder(x * (f64::from(n) + 1.0) / (f64::from(count) + 1.0), y / 2.0, r, 0.0, z, true));
    }
    let holes = if count == 0 {
        vec![]
    } else {
        vec![Hole {
            diameter_mm: hole_mm,
            depth_mm: z,
            through: true,
            kind: HoleKind::Plain,
            axis: [0.0, 0.0, 1.0],
            count,
            references: vec![],
            steps: vec![],
        }]
    };
    solid(faces, [x, y, z], x * y * z - lost * z, holes)
}

/// An L of sheet: two flanges of `flange` by `width`, thickness `t`, one bend of inner radius `t`.
pub fn bent_sheet(flange: f64, width: f64, t: f64) -> SolidGeometry {
    let (inner, outer) = (t, 2.0 * t);
    let arc = |radius: f64, concave: bool| FaceSummary {
        radius_mm: Some(radius),
        concave,
        sweep_deg: 90.0,
        ..face(FaceKind::Cylinder, PI / 2.0 * radius * width, [0.0, 1.0, 0.0], [outer, 0.0, outer], [0.0, 0.0, 0.0], [outer, width, outer])
    };
    let leg = flange - outer;
    let plane = |axis: [f64; 3], area: f64, origin: [f64; 3], max: [f64; 3]| face(FaceKind::Plane, area, axis, origin, origin, max);
    let edge_area = leg * t * 2.0 + PI / 4.0 * (outer * outer - inner * inner);
    let faces = vec![
        plane([0.0, 0.0, -1.0], leg * width, [outer, 0.0, 0.0], [flange, width, 0.0]),
        plane([0.0, 0.0, 1.0], leg * width, [outer, 0.0, t], [flange, width, t]),
        plane([-1.0, 0.0, 0.0], leg * width, [0.0, 0.0, outer], [0.0, width, flange]),
        plane([1.0, 0.0, 0.0], leg * width, [t, 0.0, outer], [t, width, flange]),
        arc(outer, false),
        arc(inner, true),
        plane([0.0, -1.0, 0.0], edge_area, [0.0, 0.0, 0.0], [flange, 0.0, flange]),
        plane([0.0, 1.0, 0.0], edge_area, [0.0, width, 0.0], [flange, width, flange]),
        plane([1.0, 0.0, 0.0], t * width, [flange, 0.0, 0.0], [flange, width, t]),
        plane([0.0, 0.0, 1.0], t * width, [0.0, 0.0, flange], [t, width, flange]),
    ];
    solid(faces, [flange, width, flange], edge_area * width, Vec::new())
}
