//! Machining features of solids of known shape, from STEP text to the rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../../engine/documents/tests/step_text/mod.rs"]
mod step_text;

use trusquin_documents::step::read_model;
use trusquin_domain::{Feature, FeatureKind};
use trusquin_machining::recognise;

use step_text::{Text, prism};

fn found(t: &Text) -> Vec<Feature> {
    let model = read_model(t.file().as_bytes()).expect("readable").value;
    recognise(&model.graph, &model.solid).features
}

fn of_profile(profile: &[[f64; 2]], height: f64, unit: &str) -> Vec<Feature> {
    let mut t = Text::default();
    let faces = prism(&mut t, profile, height, true);
    let solid = t.solid(&faces);
    let context = t.context(unit);
    t.product("part", &[solid], context);
    found(&t)
}

/// Kind, depth, length, width and number of faces of each feature that is not an edge break.
#[track_caller]
fn check(profile: &[[f64; 2]], height: f64, expect: &[(FeatureKind, f64, f64, f64, usize)]) {
    for (unit, k) in [("mm", 1.0), ("inch", 25.4)] {
        let features = of_profile(profile, height, unit);
        assert_eq!(features.len(), expect.len(), "{unit}: {features:?}");
        for (feature, (kind, depth, length, width, faces)) in features.iter().zip(expect) {
            assert_eq!((feature.kind, feature.faces.len()), (*kind, *faces), "{unit}: {feature:?}");
            let near = |a: Option<f64>, b: f64| a.is_some_and(|a| (a - b * k).abs() < 1e-6 * k);
            assert!(
                near(feature.depth_mm, *depth) && near(feature.length_mm, *length) && near(feature.width_mm, *width),
                "{unit}: {feature:?}"
            );
        }
    }
}

#[test]
fn a_channel_is_a_through_slot() {
    let channel = [[0.0, 0.0], [40.0, 0.0], [40.0, 20.0], [28.0, 20.0], [28.0, 8.0], [12.0, 8.0], [12.0, 20.0], [0.0, 20.0]];
    check(&channel, 60.0, &[(FeatureKind::ThroughSlot, 12.0, 60.0, 16.0, 3)]);
}

#[test]
fn a_block_has_no_feature() {
    check(&[[0.0, 0.0], [40.0, 0.0], [40.0, 20.0], [0.0, 20.0]], 60.0, &[]);
}

#[test]
fn a_broken_edge_is_a_chamfer_and_a_slope_is_not() {
    let with = |c: f64| [[0.0, 0.0], [40.0, 0.0], [40.0, 20.0 - c], [40.0 - c, 20.0], [0.0, 20.0]];
    let features = of_profile(&with(1.5), 60.0, "mm");
    let [chamfer] = features.as_slice() else { panic!("{features:?}") };
    assert_eq!((chamfer.kind, chamfer.count), (FeatureKind::Chamfer, 1));
    assert!((chamfer.width_mm.unwrap() - 1.5).abs() < 1e-6 && (chamfer.angle_deg.unwrap() - 45.0).abs() < 1e-6, "{chamfer:?}");
    assert_eq!(of_profile(&with(19.0), 20.0, "mm"), []);
}

/// A cylinder along z with rings cut into it, from bottom to top: radius and length of each piece.
fn shaft(pieces: &[(f64, f64)]) -> Vec<Feature> {
    let mut t = Text::default();
    let mut faces = Vec::new();
    let mut z = 0.0;
    let mut below: Option<(usize, f64)> = None;
    for (r, h) in pieces {
        let (low, high) = (t.circle(z, *r), t.circle(z + h, *r));
        let (a, b) = (t.bound(&[(low, true)]), t.bound(&[(high, false)]));
        faces.push(t.round(&format!("CYLINDRICAL_SURFACE('',@,{r:?})"), &[a, b], true));
        match below {
            None => {
                let rim = t.bound(&[(low, false)]);
                faces.push(t.plane(z, false, &[rim]));
            }
            Some((edge, radius)) => {
                let up = radius > *r;
                let (x, y) = (t.bound(&[(edge, up)]), t.bound(&[(low, !up)]));
                faces.push(t.plane(z, up, &[x, y]));
            }
        }
        z += h;
        below = Some((high, *r));
    }
    let lid = t.bound(&[(below.unwrap().0, true)]);
    faces.push(t.plane(z, true, &[lid]));
    let solid = t.solid(&faces);
    let context = t.context("mm");
    t.product("shaft", &[solid], context);
    found(&t)
}

#[test]
fn a_ring_cut_into_a_shaft_is_a_groove() {
    let features = shaft(&[(10.0, 30.0), (8.0, 3.0), (10.0, 20.0)]);
    let kinds: Vec<_> = features.iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FeatureKind::TurnedProfile, FeatureKind::Groove], "{features:?}");
    let (profile, groove) = (&features[0], &features[1]);
    assert!((profile.diameter_mm.unwrap() - 20.0).abs() < 1e-9 && (profile.length_mm.unwrap() - 53.0).abs() < 1e-9);
    let size = |x: Option<f64>| (x.unwrap() * 1e6).round() / 1e6;
    assert_eq!(
        (size(groove.diameter_mm), size(groove.second_diameter_mm), size(groove.width_mm), size(groove.depth_mm)),
        (20.0, 16.0, 3.0, 2.0)
    );
}

#[test]
fn shoulders_of_a_shaft_are_its_profile_and_nothing_else() {
    let features = shaft(&[(15.0, 30.0), (12.0, 20.0), (8.0, 40.0)]);
    let kinds: Vec<_> = features.iter().map(|f| f.kind).collect();
    assert_eq!(kinds, [FeatureKind::TurnedProfile], "{features:?}");
    assert_eq!(features[0].faces.len(), 7);
}
