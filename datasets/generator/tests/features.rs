//! Random machined parts through our own reader and rules: every hole, cut, turned step, pattern and class exactly as built.
//!
//! Sixty parts by default; `TRUSQUIN_FEATURE_PARTS=500` takes as many as it says.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use trusquin_documents::step::read_model;
use trusquin_domain::{Feature, FeatureKind, HoleKind, PartClass, Pattern, ProfileStep, Recognition, StepKind};
use trusquin_generator::files::step;
use trusquin_generator::machined::{self, CutTruth, HoleCutTruth, MachinedTruth, StepTruth};
use trusquin_generator::random_part::{self, FamilyName, Wish};
use trusquin_machining::recognise;

/// Seeds begin here; the tests of the generator itself use others.
const FIRST: u64 = 1;

fn parts() -> u64 {
    std::env::var("TRUSQUIN_FEATURE_PARTS").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

/// Lengths agree to a hundredth.
fn hundredths(value: f64) -> i64 {
    (value * 100.0).round() as i64
}

type Step = (StepKind, bool, [i64; 4]);

fn told(step: &StepTruth) -> Step {
    (step.kind, step.inside, [step.at_mm, step.length_mm, step.diameter_mm, step.end_diameter_mm].map(hundredths))
}

fn found(step: &ProfileStep) -> Step {
    (step.kind, step.inside, [step.at_mm, step.length_mm, step.diameter_mm, step.end_diameter_mm].map(hundredths))
}

/// How often each thing is there.
fn tally(things: impl Iterator<Item = (String, u32)>) -> BTreeMap<String, u32> {
    let mut out = BTreeMap::new();
    for (thing, count) in things {
        *out.entry(thing).or_insert(0) += count;
    }
    out
}

fn hole_told(hole: &HoleCutTruth) -> String {
    let kind = match hole.kind {
        HoleKind::Plain => FeatureKind::Hole,
        HoleKind::Counterbore => FeatureKind::CounterboredHole,
        HoleKind::Countersink => FeatureKind::CountersunkHole,
        HoleKind::Stepped => FeatureKind::SteppedHole,
    };
    let steps: Vec<Step> = hole.steps.iter().map(told).collect();
    let sizes = [Some(hole.diameter_mm), Some(hole.depth_mm), hole.second_diameter_mm, hole.angle_deg].map(|x| x.map(hundredths));
    format!("{kind:?} through {} {sizes:?} {steps:?}", hole.through)
}

fn hole_found(feature: &Feature) -> String {
    let steps: Vec<Step> = feature.steps.iter().map(found).collect();
    let sizes = [feature.diameter_mm, feature.depth_mm, feature.second_diameter_mm, feature.angle_deg].map(|x| x.map(hundredths));
    format!("{:?} through {} {sizes:?} {steps:?}", feature.kind, feature.through.unwrap())
}

fn cut_told(cut: &CutTruth) -> String {
    let sizes = [Some(cut.depth_mm), cut.length_mm, cut.width_mm, cut.radius_mm].map(|x| x.map(hundredths));
    format!("{:?} {sizes:?}", cut.kind)
}

fn cut_found(feature: &Feature) -> String {
    let mut sizes = [feature.depth_mm, feature.length_mm, feature.width_mm, feature.radius_mm].map(|x| x.map(hundredths));
    if feature.kind == FeatureKind::Step {
        // A step has a depth; its other side is the floor's own width.
        sizes[1] = None;
        sizes[2] = None;
    }
    format!("{:?} {sizes:?}", feature.kind)
}

fn is_hole(kind: FeatureKind) -> bool {
    matches!(kind, FeatureKind::Hole | FeatureKind::CounterboredHole | FeatureKind::CountersunkHole | FeatureKind::SteppedHole)
}

/// Cuts of every sort the parts have or must not have.
fn is_cut(kind: FeatureKind) -> bool {
    use FeatureKind as K;
    matches!(
        kind,
        K::Pocket
            | K::OpenPocket
            | K::ThroughPocket
            | K::ThroughSlot
            | K::BlindSlot
            | K::RoundEndedSlot
            | K::Step
            | K::Boss
            | K::TSlot
            | K::DovetailSlot
            | K::Flat
            | K::Bend
            | K::Teeth
    )
}

/// The profile seen from its other end.
fn mirrored(profile: &[StepTruth]) -> Vec<Step> {
    let end = profile.iter().map(|s| s.at_mm + s.length_mm).fold(0.0, f64::max);
    let turned = |s: &StepTruth| {
        told(&StepTruth { at_mm: end - s.at_mm - s.length_mm, diameter_mm: s.end_diameter_mm, end_diameter_mm: s.diameter_mm, ..*s })
    };
    let side = |inside: bool| profile.iter().rev().filter(move |s| s.inside == inside);
    side(false).chain(side(true)).map(turned).collect()
}

fn differences(truth: &MachinedTruth, got: &Recognition) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut compare = |what: &str, told: BTreeMap<String, u32>, seen: BTreeMap<String, u32>| {
        for (thing, count) in &told {
            if seen.get(thing) != Some(count) {
                wrong.push(format!("{what}: {count} x {thing}, found {:?}", seen.get(thing).unwrap_or(&0)));
            }
        }
        for (thing, count) in seen.iter().filter(|(thing, _)| !told.contains_key(*thing)) {
            wrong.push(format!("{what}: {count} x {thing} that are not there"));
        }
    };
    let of = |is: fn(FeatureKind) -> bool, text: fn(&Feature) -> String| {
        tally(got.features.iter().filter(|f| is(f.kind)).map(|f| (text(f), f.count)))
    };
    compare("hole", tally(truth.holes.iter().map(|h| (hole_told(h), 1))), of(is_hole, hole_found));
    compare("cut", tally(truth.cuts.iter().map(|c| (cut_told(c), 1))), of(is_cut, cut_found));
    let profile: Vec<Step> =
        got.features.iter().filter(|f| f.kind == FeatureKind::TurnedProfile).flat_map(|f| &f.steps).map(found).collect();
    let forwards: Vec<Step> = truth.profile.iter().map(told).collect();
    if profile != forwards && profile != mirrored(&truth.profile) {
        wrong.push(format!("profile {forwards:?}\n        found {profile:?}"));
    }
    let class = match got.part_class.as_ref().map(|c| c.class) {
        Some(PartClass::Prismatic) => "prismatic",
        Some(PartClass::Turned) => "turned",
        Some(PartClass::MillTurn) => "mill_turn",
        _ => "other",
    };
    if class != truth.class {
        wrong.push(format!("class {}, found {:?}", truth.class, got.part_class));
    }
    let patterns: Vec<&Pattern> = got.features.iter().flat_map(|f| &f.patterns).collect();
    if let Some((count, diameter)) = truth.bolt_circle
        && !patterns.iter().any(|p| match p {
            Pattern::Circular { count: c, diameter_mm, .. } => *c == count && hundredths(*diameter_mm) == hundredths(diameter),
            // Four holes at right angles are a square as well as a circle.
            Pattern::Grid { counts: [2, 2], pitches_mm: [a, b] } => count == 4 && hundredths(a.hypot(*b)) == hundredths(diameter),
            _ => false,
        })
    {
        wrong.push(format!("bolt circle of {count} on {diameter}, found {patterns:?}"));
    }
    if let Some((counts, pitches)) = truth.grid
        && !patterns.iter().any(|p| {
            let Pattern::Grid { counts: c, pitches_mm: d } = p else { return false };
            let same = |a: usize, b: usize| {
                c[a] == counts[0]
                    && c[b] == counts[1]
                    && hundredths(d[a]) == hundredths(pitches[0])
                    && hundredths(d[b]) == hundredths(pitches[1])
            };
            same(0, 1) || same(1, 0)
        })
    {
        wrong.push(format!("grid {counts:?} {pitches:?}, found {patterns:?}"));
    }
    wrong
}

#[test]
fn every_machined_solid_is_closed() {
    for seed in FIRST..FIRST + parts() {
        let part = machined::part(seed);
        assert_eq!(part.solid.open_edges(), Vec::<usize>::new(), "seed {seed}");
        assert!(part.solid.volume() > 0.0, "seed {seed}");
    }
}

#[test]
fn every_feature_is_found_as_it_was_built() {
    let (mut bad, mut report, mut holes, mut cuts, mut steps) = (0, String::new(), 0, 0, 0);
    let count = parts();
    for seed in FIRST..FIRST + count {
        let part = machined::part(seed);
        let model = read_model(&machined::step_bytes(&part).unwrap()).unwrap();
        assert!(model.diagnostics.iter().all(|d| d.code != "STP-003" && d.code != "STP-004"), "seed {seed}: {:?}", model.diagnostics);
        let wrong = differences(&part.truth, &recognise(&model.value.graph, &model.value.solid));
        (holes, cuts, steps) = (holes + part.truth.holes.len(), cuts + part.truth.cuts.len(), steps + part.truth.profile.len());
        if !wrong.is_empty() {
            bad += 1;
            report += &format!("seed {seed} askew {}:\n    {}\n", part.truth.askew, wrong.join("\n    "));
        }
    }
    println!("{count} parts, {bad} wrong; {holes} holes, {cuts} cuts, {steps} turned steps");
    assert!(holes > 2 * count as usize && cuts > 0 && steps > 0, "the parts must hold something to find");
    assert_eq!(bad, 0, "\n{report}");
}

#[test]
fn every_feature_with_a_tool_direction_is_in_a_clamping() {
    let mut most = 0;
    for seed in FIRST..FIRST + parts() {
        let model = read_model(&machined::step_bytes(&machined::part(seed)).unwrap()).unwrap().value;
        let got = recognise(&model.graph, &model.solid);
        for (index, feature) in got.features.iter().enumerate().filter(|(_, f)| !f.access.is_empty()) {
            let reached = got
                .setups
                .iter()
                .filter(|s| s.features.contains(&index))
                .any(|s| feature.access.iter().any(|a| (0..3).map(|k| a[k] * s.direction[k]).sum::<f64>() > 0.999));
            assert!(reached, "seed {seed}: {feature:?} in {:?}", got.setups);
        }
        most = most.max(got.setups.len());
    }
    assert!((3..=6).contains(&most), "six sides at most, and some part needs several: {most}");
}

#[test]
fn bent_sheet_unfolds_as_drawn() {
    for seed in 1..=20 {
        let part = random_part::order(seed, &Wish { family: Some(FamilyName::BentSheet), ..Wish::default() });
        let (_, flat) = part.shape.flat_pattern().unwrap();
        let model = read_model(&step::write(&part.shape.solid(), None, &part.identity).unwrap()).unwrap().value;
        let got = recognise(&model.graph, &model.solid);
        assert_eq!(got.part_class.as_ref().map(|c| c.class), Some(PartClass::Sheet), "seed {seed}: {:?}", got.part_class);
        let sheet = got.sheet.unwrap();
        let sizes = [sheet.flat_length_mm.unwrap(), sheet.flat_width_mm.unwrap(), sheet.thickness_mm].map(hundredths);
        assert_eq!(
            (sheet.bends, sizes),
            (flat.bends, [flat.size_mm[0], flat.size_mm[1], flat.thickness_mm].map(hundredths)),
            "seed {seed}"
        );
        let bends: Vec<&Feature> = got.features.iter().filter(|f| f.kind == FeatureKind::Bend).collect();
        assert_eq!(bends.len() as u32, flat.bends, "seed {seed}");
        for bend in bends {
            let told = [bend.radius_mm, bend.angle_deg, bend.thickness_mm].map(|x| hundredths(x.unwrap()));
            assert_eq!(told, [flat.bend_radius_mm, 90.0, flat.thickness_mm].map(hundredths), "seed {seed}");
        }
    }
}
