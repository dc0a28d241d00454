//! Solids with known measures, written as STEP text: what is read must equal the formula.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::type_complexity)]

mod step_text;

use std::f64::consts::PI;

use trusquin_documents::step::{StepError, read_step};
use trusquin_domain::{HoleKind, Reading, SolidGeometry};

use step_text::{P, Text, X, Z, block};

#[track_caller]
fn check(r: &Reading<SolidGeometry>, bbox: P, volume: f64, area: f64, faces: u32) {
    let g = &r.value;
    assert_eq!(r.diagnostics, vec![], "no remark expected");
    assert_eq!((g.solids, g.faces), (1, faces));
    let b = g.bbox_mm.expect("envelope");
    for k in 0..3 {
        assert!((b[k] - bbox[k]).abs() < 1e-6 * (1.0 + bbox[k]), "envelope {b:?} is not {bbox:?}");
    }
    let (v, a) = (g.volume_mm3.expect("volume"), g.area_mm2.expect("area"));
    assert!((v - volume).abs() < 1e-4 * volume, "volume {v} is not {volume}");
    assert!((a - area).abs() < 1e-4 * area, "area {a} is not {area}");
}

#[test]
fn a_block_in_each_unit() {
    for (unit, k) in [("mm", 1.0), ("inch", 25.4), ("m", 1000.0)] {
        let mut t = Text::default();
        let faces = block(&mut t, [1.0, 2.0, 3.0]);
        let r = t.read(&faces, unit);
        check(&r, [k, 2.0 * k, 3.0 * k], 6.0 * k * k * k, 22.0 * k * k, 6);
        assert_eq!(r.value.unit, unit);
        assert_eq!(r.value.product_name.as_deref(), Some("part"));
    }
}

/// A tube without seams, each of its rings one circle; `inner` radii from bottom to top make the bore.
fn turned(outer: f64, height: f64, bore: &[(f64, f64)], through: bool) -> Reading<SolidGeometry> {
    let mut t = Text::default();
    let (bottom, top) = (t.circle(0.0, outer), t.circle(height, outer));
    let (b0, b1) = (t.bound(&[(bottom, true)]), t.bound(&[(top, false)]));
    let mut faces = vec![t.round(&format!("CYLINDRICAL_SURFACE('',@,{outer:?})"), &[b0, b1], true)];
    let mut base = vec![t.bound(&[(bottom, false)])];
    let mut lid = vec![t.bound(&[(top, true)])];
    let mut z = bore.first().map_or(height, |_| if through { 0.0 } else { height - bore.iter().map(|b| b.1).sum::<f64>() });
    let mut below: Option<usize> = None;
    for (k, (r, h)) in bore.iter().enumerate() {
        let (low, high) = (t.circle(z, *r), t.circle(z + h, *r));
        let (x, y) = (t.bound(&[(low, true)]), t.bound(&[(high, false)]));
        faces.push(t.round(&format!("CYLINDRICAL_SURFACE('',@,{r:?})"), &[x, y], false));
        match below {
            Some(edge) => {
                let (a, b) = (t.bound(&[(low, true)]), t.bound(&[(edge, false)]));
                faces.push(t.plane(z, true, &[a, b]));
            }
            None if through => base.push(t.bound(&[(low, true)])),
            None => {
                let a = t.bound(&[(low, true)]);
                faces.push(t.plane(z, true, &[a]));
            }
        }
        z += h;
        below = Some(high);
        if k + 1 == bore.len() {
            lid.push(t.bound(&[(high, false)]));
        }
    }
    faces.push(t.plane(0.0, false, &base));
    faces.push(t.plane(height, true, &lid));
    t.read(&faces, "mm")
}

#[test]
fn a_cylinder_without_a_seam() {
    check(&turned(5.0, 12.0, &[], true), [10.0, 10.0, 12.0], PI * 25.0 * 12.0, 2.0 * PI * 5.0 * 12.0 + 2.0 * PI * 25.0, 3);
}

#[test]
fn holes_of_each_kind() {
    let cases: [(&[(f64, f64)], bool, HoleKind, f64, f64); 4] = [
        (&[(3.0, 20.0)], true, HoleKind::Plain, 6.0, 20.0),
        (&[(3.0, 8.0)], false, HoleKind::Plain, 6.0, 8.0),
        (&[(3.0, 14.0), (5.0, 6.0)], true, HoleKind::Counterbore, 6.0, 20.0),
        (&[(2.0, 8.0), (4.0, 6.0), (6.0, 6.0)], true, HoleKind::Stepped, 4.0, 20.0),
    ];
    for (bore, through, kind, diameter, depth) in cases {
        let r = turned(10.0, 20.0, bore, through);
        let removed: f64 = bore.iter().map(|(r, h)| PI * r * r * h).sum();
        let v = r.value.volume_mm3.expect("volume");
        assert!((v - (PI * 2000.0 - removed)).abs() < 0.1, "{bore:?}: {v}");
        let [hole] = r.value.holes.as_slice() else { panic!("{bore:?}: {:?}", r.value.holes) };
        assert_eq!((hole.kind, hole.through, hole.count), (kind, through, 1), "{bore:?}");
        assert!((hole.diameter_mm - diameter).abs() < 1e-6 && (hole.depth_mm - depth).abs() < 1e-6, "{hole:?}");
        assert_eq!(hole.references.len(), bore.len());
        // Each cylinder with its own diameter and length, one alone without.
        let steps: Vec<[f64; 2]> = hole.steps.iter().map(|step| [step.diameter_mm, step.depth_mm]).collect();
        let expect: Vec<[f64; 2]> = bore.iter().map(|(radius, length)| [2.0 * radius, *length]).collect();
        assert_eq!(steps.len(), if expect.len() > 1 { expect.len() } else { 0 }, "{hole:?}");
        assert!(steps.iter().flatten().zip(expect.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-6), "{hole:?}");
    }
}

#[test]
fn a_cylinder_with_a_seam() {
    let mut t = Text::default();
    let (bottom, top) = (t.circle(0.0, 5.0), t.circle(12.0, 5.0));
    let (v0, v1) = (t.vertex([5.0, 0.0, 0.0]), t.vertex([5.0, 0.0, 12.0]));
    let seam = t.line((v0, [5.0, 0.0, 0.0]), (v1, [5.0, 0.0, 12.0]));
    let b = t.bound(&[(bottom, true), (seam, true), (top, false), (seam, false)]);
    let (x, y) = (t.bound(&[(bottom, false)]), t.bound(&[(top, true)]));
    let faces = [t.round("CYLINDRICAL_SURFACE('',@,5.)", &[b], true), t.plane(0.0, false, &[x]), t.plane(12.0, true, &[y])];
    check(&t.read(&faces, "mm"), [10.0, 10.0, 12.0], PI * 300.0, PI * 170.0, 3);
}

#[test]
fn a_cone_to_its_apex() {
    let mut t = Text::default();
    let base = t.circle(0.0, 6.0);
    let apex = t.vertex([0.0, 0.0, 8.0]);
    let l = t.add(&format!("VERTEX_LOOP('',#{apex})"));
    let (b, tip) = (t.bound(&[(base, true)]), t.add(&format!("FACE_BOUND('',#{l},.T.)")));
    let f = t.frame([0.0, 0.0, 0.0], [0.0, 0.0, -1.0], X);
    let side = t.face(&[b, tip], &format!("CONICAL_SURFACE('',#{f},6.,{:?})", (6.0_f64 / 8.0).atan()), true);
    let floor = t.bound(&[(base, false)]);
    let floor = t.plane(0.0, false, &[floor]);
    check(&t.read(&[side, floor], "mm"), [12.0, 12.0, 8.0], PI * 36.0 * 8.0 / 3.0, PI * 36.0 + PI * 60.0, 2);
}

#[test]
fn closed_surfaces_need_no_boundary() {
    let mut t = Text::default();
    let ball = t.round("SPHERICAL_SURFACE('',@,5.)", &[], true);
    check(&t.read(&[ball], "mm"), [10.0; 3], 4.0 / 3.0 * PI * 125.0, 4.0 * PI * 25.0, 1);
    let mut t = Text::default();
    let ring = t.round("TOROIDAL_SURFACE('',@,10.,3.)", &[], true);
    check(&t.read(&[ring], "mm"), [26.0, 26.0, 6.0], 2.0 * PI * PI * 90.0, 4.0 * PI * PI * 30.0, 1);
}

#[test]
fn half_a_ball() {
    let mut t = Text::default();
    let rim = t.circle(0.0, 5.0);
    let (up, down) = (t.bound(&[(rim, true)]), t.bound(&[(rim, false)]));
    let faces = [t.round("SPHERICAL_SURFACE('',@,5.)", &[up], true), t.plane(0.0, false, &[down])];
    check(&t.read(&faces, "mm"), [10.0, 10.0, 5.0], 2.0 / 3.0 * PI * 125.0, PI * 75.0, 2);
}

#[test]
fn an_assembly_counts_placed_parts() {
    let mut t = Text::default();
    let faces = block(&mut t, [1.0, 2.0, 3.0]);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    let home = t.frame([0.0; 3], Z, X);
    let (child, shape) = t.product("block", &[solid, home], context);
    let places = [([0.0; 3], Z, X), ([10.0, 0.0, 0.0], Z, [0.0, 1.0, 0.0])].map(|(o, z, x)| t.frame(o, z, x));
    let (parent, whole) = t.product("pair", &places, context);
    for place in places {
        let n = t.add(&format!("NEXT_ASSEMBLY_USAGE_OCCURRENCE('','','',#{parent},#{child},$)"));
        let s = t.add(&format!("PRODUCT_DEFINITION_SHAPE('','',#{n})"));
        let i = t.add(&format!("ITEM_DEFINED_TRANSFORMATION('','',#{home},#{place})"));
        let r = t.add(&format!(
            "(REPRESENTATION_RELATIONSHIP('','',#{shape},#{whole})REPRESENTATION_RELATIONSHIP_WITH_TRANSFORMATION(#{i})SHAPE_REPRESENTATION_RELATIONSHIP())"
        ));
        t.add(&format!("CONTEXT_DEPENDENT_SHAPE_REPRESENTATION(#{r},#{s})"));
    }
    // A mirrored copy, mapped into the assembly.
    let map = t.add(&format!("REPRESENTATION_MAP(#{home},#{shape})"));
    let (o, x, y, z) =
        (t.point([0.0; 3]), t.add("DIRECTION('',(-1.,0.,0.))"), t.add("DIRECTION('',(0.,1.,0.))"), t.add("DIRECTION('',(0.,0.,1.))"));
    let mirror = t.add(&format!("CARTESIAN_TRANSFORMATION_OPERATOR_3D('','','',#{x},#{y},#{o},1.,#{z})"));
    let mapped = t.add(&format!("MAPPED_ITEM('',#{map},#{mirror})"));
    let shape2 = t.add(&format!("SHAPE_REPRESENTATION('',(#{mapped}),#{context})"));
    let s = t.add(&format!("PRODUCT_DEFINITION_SHAPE('','',#{parent})"));
    t.add(&format!("SHAPE_DEFINITION_REPRESENTATION(#{s},#{shape2})"));
    let g = read_step(t.file().as_bytes()).expect("readable").value;
    assert_eq!((g.solids, g.faces), (3, 18));
    let (b, v) = (g.bbox_mm.expect("envelope"), g.volume_mm3.expect("volume"));
    assert!((v - 18.0).abs() < 1e-9);
    // x from -1 (mirrored) to 10 (turned: its length of 2 runs to 8..10), y from 0 to 2.
    assert!((b[0] - 11.0).abs() < 1e-9 && (b[1] - 2.0).abs() < 1e-9 && (b[2] - 3.0).abs() < 1e-9, "{b:?}");
    assert_eq!(g.product_name.as_deref(), Some("pair"));
}

#[test]
fn damaged_and_hostile_files_never_fail_hard() {
    let mut t = Text::default();
    let faces = block(&mut t, [1.0, 2.0, 3.0]);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    t.product("part", &[solid], context);
    let good = t.file();
    for cut in (0..good.len()).step_by(97) {
        let _ = read_step(&good.as_bytes()[..cut]);
    }
    let truncated = good.replace("ENDSEC;\nEND-ISO-10303-21;\n", "#99999=CARTESIAN_POINT('");
    let r = read_step(truncated.as_bytes()).expect("recovered");
    assert_eq!((r.value.solids, r.diagnostics[0].code.as_str()), (1, "STP-002"));
    for (prefix, body) in [("\u{feff}", good.clone()), ("\r\n\r\n/* note */\r\n", good.replace('\n', "\r\n"))] {
        assert_eq!(read_step(format!("{prefix}{body}").as_bytes()).expect("readable").value.solids, 1);
    }
    let data = |lines: &str| good.replace("DATA;\n", &format!("DATA;\n{lines}"));
    let hostile = [
        format!("#90000=X({}1{});\n", "(".repeat(200_000), ")".repeat(200_000)),
        "#90000=CARTESIAN_POINT('',(1.E400,NAN,-1.E400));\n".to_owned(),
        "#99999999999999999999999=CARTESIAN_POINT('',(0.,0.,0.));\n".to_owned(),
        "#5000000000=CARTESIAN_POINT('',(0.,0.,0.));\n".to_owned(),
        "#90000=TRIMMED_CURVE('',#90000,(0.),(1.),.T.,.PARAMETER.);\n".to_owned(),
    ];
    for lines in &hostile {
        let r = read_step(data(lines).as_bytes()).expect("the rest is read");
        assert_eq!(r.value.solids, 1);
    }
    for bytes in [&b""[..], b"hello", b"PK\x03\x04", b"\xff\xfe\x00"] {
        assert!(matches!(read_step(bytes), Err(StepError::NotStep)));
    }
    assert!(read_step(b"ISO-10303-21;").is_err());
}

#[test]
fn a_circular_assembly_ends() {
    let mut t = Text::default();
    let faces = block(&mut t, [1.0, 1.0, 1.0]);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    let (a, _) = t.product("a", &[solid], context);
    let (b, _) = t.product("b", &[], context);
    let (c, _) = t.product("c", &[], context);
    for (parent, child) in [(c, a), (a, b), (b, a), (b, a)] {
        t.add(&format!("NEXT_ASSEMBLY_USAGE_OCCURRENCE('','','',#{parent},#{child},$)"));
    }
    let r = read_step(t.file().as_bytes()).expect("readable");
    assert!(r.diagnostics.iter().any(|d| d.code == "STP-007"), "{:?}", r.diagnostics);
}

#[test]
fn a_bad_face_is_counted_and_named() {
    let mut t = Text::default();
    let mut faces = block(&mut t, [1.0, 2.0, 3.0]);
    faces.push(t.add("ADVANCED_FACE('',(),#987654,.T.)"));
    let bad = faces[6];
    let r = t.read(&faces, "mm");
    assert_eq!(r.value.faces, 7);
    assert!(r.diagnostics.iter().any(|d| d.code == "STP-003" && d.message.contains(&format!("#{bad} "))), "{:?}", r.diagnostics);
}
