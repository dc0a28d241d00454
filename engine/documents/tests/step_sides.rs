//! Faces that only the direction of their boundary, or their neighbours, tell from the rest of their surface; and centres of mass.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod step_text;

use std::f64::consts::PI;

use trusquin_documents::step::read_step;
use trusquin_domain::{Reading, SolidGeometry};

use step_text::{P, Text, X, Z, block};

#[track_caller]
fn check(r: &Reading<SolidGeometry>, bbox: P, volume: f64, area: f64, centre: P) {
    let g = &r.value;
    assert_eq!(r.diagnostics, vec![], "no remark expected");
    let near = |a: P, b: P, k: f64| a.iter().zip(b).all(|(a, b)| (a - b).abs() < k * (1.0 + b.abs()));
    assert!(near(g.bbox_mm.expect("envelope"), bbox, 1e-5), "envelope {:?} is not {bbox:?}", g.bbox_mm);
    let (v, a) = (g.volume_mm3.expect("volume"), g.area_mm2.expect("area"));
    assert!((v - volume).abs() < 1e-4 * volume, "volume {v} is not {volume}");
    assert!((a - area).abs() < 1e-4 * area, "area {a} is not {area}");
    assert!(near(g.centre_of_mass_mm.expect("centre"), centre, 1e-4), "centre {:?} is not {centre:?}", g.centre_of_mass_mm);
}

/// A drum with a rounded foot. Some writers turn the loops of the rounding: its neighbours still say which quarter is meant.
#[test]
fn a_rounding_whose_loops_are_turned() {
    for right in [true, false] {
        let mut t = Text::default();
        let (foot, waist, top) = (t.circle(-1.0, 9.0), t.circle(0.0, 10.0), t.circle(10.0, 10.0));
        let (a, b) = (t.bound(&[(waist, !right)]), t.bound(&[(foot, right)]));
        let rounding = t.round("TOROIDAL_SURFACE('',@,9.,1.)", &[a, b], true);
        let (a, b) = (t.bound(&[(waist, true)]), t.bound(&[(top, false)]));
        let wall = t.round("CYLINDRICAL_SURFACE('',@,10.)", &[a, b], true);
        let (a, b) = (t.bound(&[(foot, false)]), t.bound(&[(top, true)]));
        let (floor, lid) = (t.plane(-1.0, false, &[a]), t.plane(10.0, true, &[b]));
        let foot_volume = PI * (81.0 + 4.5 * PI + 2.0 / 3.0);
        let area = 2.0 * PI * (4.5 * PI + 1.0) + 200.0 * PI + 181.0 * PI;
        let r = t.read(&[rounding, wall, floor, lid], "mm");
        // Foot: the integral of z π (9 + sqrt(1 - z²))² from -1 to 0.
        let foot_moment = -PI * (81.0 / 2.0 + 18.0 / 3.0 + 0.25);
        let volume = 1000.0 * PI + foot_volume;
        check(&r, [20.0, 20.0, 11.0], volume, area, [0.0, 0.0, (5000.0 * PI + foot_moment) / volume]);
    }
}

/// The rim lies on one side of the ball: most meridians meet no boundary at all, and the extremes lie on those.
#[test]
fn a_ball_with_a_flat_on_its_side() {
    for right in [true, false] {
        let mut t = Text::default();
        let f = t.frame([8.0, 0.0, 0.0], X, [0.0, 1.0, 0.0]);
        let (c, v) = (t.add(&format!("CIRCLE('',#{f},6.)")), t.vertex([8.0, 6.0, 0.0]));
        let rim = t.add(&format!("EDGE_CURVE('',#{v},#{v},#{c},.T.)"));
        let (a, b) = (t.bound(&[(rim, !right)]), t.bound(&[(rim, true)]));
        let ball = t.round("SPHERICAL_SURFACE('',@,10.)", &[a], true);
        let flat = t.face(&[b], &format!("PLANE('',#{f})"), true);
        let cap = PI * 4.0 * 28.0 / 3.0;
        let volume = 4000.0 * PI / 3.0 - cap;
        // The moment of the cap: the integral of x π (100 - x²) from 8 to 10.
        let moment = -PI * (50.0 * 36.0 - (10_000.0 - 4096.0) / 4.0);
        let r = t.read(&[ball, flat], "mm");
        check(&r, [18.0, 20.0, 20.0], volume, 400.0 * PI - 40.0 * PI + 36.0 * PI, [moment / volume, 0.0, 0.0]);
    }
}

/// The seam of a torus written as edges is used on both its sides: the face is the whole ring, its envelope too.
#[test]
fn a_ring_with_both_seams() {
    let mut t = Text::default();
    let (z, x) = ([0.6, 0.0, 0.8], [0.8, 0.0, -0.6]);
    let f = t.frame([0.0; 3], z, x);
    let start = t.vertex([13.0 * 0.8, 0.0, -13.0 * 0.6]);
    let long = t.add(&format!("CIRCLE('',#{f},13.)"));
    let long = t.add(&format!("EDGE_CURVE('',#{start},#{start},#{long},.T.)"));
    let g = t.frame([8.0, 0.0, -6.0], [0.0, -1.0, 0.0], x);
    let short = t.add(&format!("CIRCLE('',#{g},3.)"));
    let short = t.add(&format!("EDGE_CURVE('',#{start},#{start},#{short},.T.)"));
    let b = t.bound(&[(long, true), (short, true), (long, false), (short, false)]);
    let ring = t.face(&[b], &format!("TOROIDAL_SURFACE('',#{f},10.,3.)"), true);
    let r = t.read(&[ring], "mm");
    // A tilted ring reaches R·sin + r along each axis.
    check(&r, [2.0 * (8.0 + 3.0), 26.0, 2.0 * (6.0 + 3.0)], 180.0 * PI * PI, 120.0 * PI * PI, [0.0; 3]);
}

/// A closed profile goes round without end: a boundary may run past the end of its parameters.
#[test]
fn a_closed_spline_raised() {
    let poles = [[10.0, -3.0], [9.0, 4.0], [1.0, 9.0], [-8.0, 6.0], [-7.0, -5.0], [2.0, -9.0]];
    let at = |s: f64| -> [f64; 2] {
        let (i, t) = (s.floor() as usize, s.fract());
        let w = [(1.0 - t).powi(3), 3.0 * t.powi(3) - 6.0 * t * t + 4.0, -3.0 * t.powi(3) + 3.0 * t * t + 3.0 * t + 1.0, t.powi(3)];
        std::array::from_fn(|k| (0..4).map(|j| w[j] / 6.0 * poles[(i + j) % 6][k]).sum())
    };
    let n = 60_000;
    let (mut area, mut length, mut moment) = (0.0, 0.0, [0.0; 2]);
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for i in 0..n {
        let (a, b) = (at(6.0 * f64::from(i) / f64::from(n)), at(6.0 * f64::from((i + 1) % n) / f64::from(n)));
        let c = (a[0] * b[1] - a[1] * b[0]) / 2.0;
        area += c;
        length += (b[0] - a[0]).hypot(b[1] - a[1]);
        for k in 0..2 {
            moment[k] += c * (a[k] + b[k]) / 3.0;
            low[k] = low[k].min(a[k]);
            high[k] = high[k].max(a[k]);
        }
    }
    for turned in [false, true] {
        let mut t = Text::default();
        let mut ring = |z: f64| {
            let list: Vec<String> = (0..9).map(|i| format!("#{}", t.point([poles[i % 6][0], poles[i % 6][1], z]))).collect();
            let knots: Vec<String> = (-3..10).map(|k| format!("{k}.")).collect();
            let curve = t.add(&format!(
                "B_SPLINE_CURVE_WITH_KNOTS('',3,({}),.UNSPECIFIED.,.T.,.F.,({}),({}),.UNSPECIFIED.)",
                list.join(","),
                vec!["1"; 13].join(","),
                knots.join(",")
            ));
            let p = [at(0.0)[0], at(0.0)[1], z];
            let v = t.vertex(p);
            (curve, t.add(&format!("EDGE_CURVE('',#{v},#{v},#{curve},.T.)")), (v, p))
        };
        let ((curve, low_ring, a), (_, high_ring, b)) = (ring(0.0), ring(5.0));
        let seam = t.line(a, b);
        let up = t.add("DIRECTION('',(0.,0.,1.))");
        let up = t.add(&format!("VECTOR('',#{up},1.)"));
        let mut uses = vec![(low_ring, true), (seam, true), (high_ring, false), (seam, false)];
        if turned {
            uses.rotate_left(2);
        }
        let bound = t.bound(&uses);
        let side = t.face(&[bound], &format!("SURFACE_OF_LINEAR_EXTRUSION('',#{curve},#{up})"), true);
        let (x, y) = (t.bound(&[(low_ring, false)]), t.bound(&[(high_ring, true)]));
        let (floor, lid) = (t.plane(0.0, false, &[x]), t.plane(5.0, true, &[y]));
        let r = t.read(&[side, floor, lid], "mm");
        let bbox = [high[0] - low[0], high[1] - low[1], 5.0];
        check(&r, bbox, area * 5.0, 2.0 * area + 5.0 * length, [moment[0] / area, moment[1] / area, 2.5]);
    }
}

#[test]
fn products_and_their_places() {
    let mut t = Text::default();
    let faces = block(&mut t, [1.0, 2.0, 3.0]);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    let home = t.frame([0.0; 3], Z, X);
    let (part, shape) = t.product("bolt", &[solid, home], context);
    let (missing, nothing) = t.product("nut", &[], context);
    let (alloy, _) = t.product("alloy", &[], context);
    let places = [0.0, 10.0, 20.0].map(|x| t.frame([x, 0.0, 0.0], Z, X));
    let (whole, frame) = t.product("set", &places, context);
    for place in places {
        let n = t.add(&format!("NEXT_ASSEMBLY_USAGE_OCCURRENCE('','','',#{whole},#{part},$)"));
        let s = t.add(&format!("PRODUCT_DEFINITION_SHAPE('','',#{n})"));
        let i = t.add(&format!("ITEM_DEFINED_TRANSFORMATION('','',#{home},#{place})"));
        let r = t.add(&format!(
            "(REPRESENTATION_RELATIONSHIP('','',#{shape},#{frame})REPRESENTATION_RELATIONSHIP_WITH_TRANSFORMATION(#{i})SHAPE_REPRESENTATION_RELATIONSHIP())"
        ));
        t.add(&format!("CONTEXT_DEPENDENT_SHAPE_REPRESENTATION(#{r},#{s})"));
    }
    // A part whose shape is elsewhere still has its place; a material listed as a component has none.
    let n = t.add(&format!("NEXT_ASSEMBLY_USAGE_OCCURRENCE('','','',#{whole},#{missing},$)"));
    let s = t.add(&format!("PRODUCT_DEFINITION_SHAPE('','',#{n})"));
    let i = t.add(&format!("ITEM_DEFINED_TRANSFORMATION('','',#{home},#{})", places[0]));
    let r = t.add(&format!(
        "(REPRESENTATION_RELATIONSHIP('','',#{nothing},#{frame})REPRESENTATION_RELATIONSHIP_WITH_TRANSFORMATION(#{i})SHAPE_REPRESENTATION_RELATIONSHIP())"
    ));
    t.add(&format!("CONTEXT_DEPENDENT_SHAPE_REPRESENTATION(#{r},#{s})"));
    t.add(&format!("NEXT_ASSEMBLY_USAGE_OCCURRENCE('','','',#{whole},#{alloy},$)"));
    // A mirrored and doubled copy, mapped in: its volume counts eight times.
    let map = t.add(&format!("REPRESENTATION_MAP(#{home},#{shape})"));
    let (o, x, y, z) = (
        t.point([0.0, 40.0, 0.0]),
        t.add("DIRECTION('',(-1.,0.,0.))"),
        t.add("DIRECTION('',(0.,1.,0.))"),
        t.add("DIRECTION('',(0.,0.,1.))"),
    );
    let mirror = t.add(&format!("CARTESIAN_TRANSFORMATION_OPERATOR_3D('','','',#{x},#{y},#{o},2.,#{z})"));
    let mapped = t.add(&format!("MAPPED_ITEM('',#{map},#{mirror})"));
    let shape2 = t.add(&format!("SHAPE_REPRESENTATION('',(#{mapped}),#{context})"));
    let s = t.add(&format!("PRODUCT_DEFINITION_SHAPE('','',#{whole})"));
    t.add(&format!("SHAPE_DEFINITION_REPRESENTATION(#{s},#{shape2})"));
    let r = read_step(t.file().as_bytes()).expect("readable");
    let codes: Vec<&str> = r.diagnostics.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["STP-016", "STP-017", "STP-018"], "{:?}", r.diagnostics);
    assert!(r.diagnostics[2].message.contains("(nut)"), "{}", r.diagnostics[2].message);
    let g = r.value;
    assert_eq!((g.solids, g.product_reference.as_deref()), (4, Some(format!("#{whole}").as_str())));
    // Three blocks of 6 mm³ at x 0.5, 10.5, 20.5 and one of 48 mm³ whose middle is (-1, 42, 3).
    let centre = g.centre_of_mass_mm.expect("centre");
    let expect = [(6.0 * 31.5 - 48.0) / 66.0, (18.0 + 48.0 * 42.0) / 66.0, (27.0 + 48.0 * 3.0) / 66.0];
    assert!(centre.iter().zip(expect).all(|(a, b)| (a - b).abs() < 1e-9), "{centre:?} is not {expect:?}");
    let told: Vec<(String, Option<&str>, u32, u32)> =
        g.product_tree.iter().map(|n| (n.reference.clone(), n.name.as_deref(), n.instances, n.solids)).collect();
    assert!(told.contains(&(format!("#{part}"), Some("bolt"), 3, 1)), "{told:?}");
    assert!(told.contains(&(format!("#{missing}"), Some("nut"), 1, 0)), "{told:?}");
    assert_eq!(told[0].0, format!("#{whole}"));
    assert_eq!(g.product_tree[0].components, [(format!("#{part}"), 3), (format!("#{missing}"), 1), (format!("#{alloy}"), 1)]);
}
