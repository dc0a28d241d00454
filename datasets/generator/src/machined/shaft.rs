//! Shafts, bushes and flanges: steps, grooves, tapers, chamfers, bores with steps and inside grooves, bolt circles.

use std::f64::consts::TAU;

use trusquin_domain::{HoleKind, StepKind};

use super::MachinedPart;
use super::drilling::steps;
use super::truth::{HoleCutTruth, MachinedTruth, StepTruth};
use crate::random::SplitMix64;
use crate::solid::vector::along;
use crate::solid::{Frame, Solid};

/// Widths of grooves for retaining rings (DIN 471) and relief grooves (DIN 509), mm.
const GROOVES: [f64; 5] = [1.1, 1.3, 1.6, 2.0, 3.0];

pub(super) fn shaft(random: &mut SplitMix64) -> MachinedPart {
    let disc = random.chance(25);
    let outside = if disc { disc_outside(random) } else { outside(random) };
    let length = outside.last().map_or(0.0, |p| p[0]);
    let least = outside.iter().map(|p| p[1]).fold(f64::MAX, f64::min);
    let inside = if random.chance(55) { inside(random, length, least) } else { Vec::new() };
    let through = inside.last().is_some_and(|p| (p[0] - length).abs() < 1e-9);
    // Material on the left of travel: in from the right face, back along the outside, closed by the left face and the bore.
    let mut chain: Vec<[f64; 2]> = Vec::new();
    if through {
        chain.extend(&inside);
        chain.extend(outside.iter().rev());
    } else {
        chain.push([length, 0.0]);
        chain.extend(outside.iter().rev());
        chain.extend(&inside);
        if inside.is_empty() {
            chain.push([0.0, 0.0]);
        }
    }
    let mut solid = Solid::default();
    let frame = Frame { origin: [0.0; 3], axis: [1.0, 0.0, 0.0], ref_dir: [0.0, 1.0, 0.0] };
    solid.revolve(frame, &chain, through);
    let mut profile = named(steps(&outside, false));
    profile.extend(named(steps(&inside, true)));
    let mut truth = MachinedTruth { class: "turned", profile, ..MachinedTruth::default() };
    truth.holes.extend(bore(&inside, length));
    if disc {
        bolts(random, &mut solid, &mut truth, &outside, &inside);
    }
    MachinedPart { solid, truth }
}

/// Steps from left to right as (x, radius), with chamfers, tapers and grooves.
fn outside(random: &mut SplitMix64) -> Vec<[f64; 2]> {
    let count = random.whole(1, 6);
    let mut points: Vec<[f64; 2]> = Vec::new();
    let (mut x, mut before) = (0.0, 0.0);
    for index in 0..count {
        let mut radius = random.length_mm(9.0, 30.0, 0.5);
        if f64::abs(radius - before) < 1.5 {
            radius += 2.0;
        }
        let length = random.length_mm(12.0, 40.0, 0.5);
        let mut from = x;
        let mut to = x + length;
        if index == 0 && random.chance(60) {
            let edge = *random.pick(&[0.5, 1.0, 1.5, 2.0]);
            points.push([from, radius - edge]);
            from += edge;
        } else if index > 0 && random.chance(15) && radius > before {
            // A taper up from the step before, at some angle.
            let rise = random.length_mm(3.0, 6.0, 0.5);
            points.push([from, before]);
            from += rise;
        }
        points.push([from, radius]);
        let edge = if index + 1 == count && random.chance(60) { *random.pick(&[0.5, 1.0, 1.5]) } else { 0.0 };
        to -= edge;
        if to - from > 11.0 && random.chance(35) {
            let (at, wide, deep) = (from + 2.5, *random.pick(&GROOVES), *random.pick(&[0.5, 1.0, 1.5]));
            points.extend([[at, radius], [at, radius - deep], [at + wide, radius - deep], [at + wide, radius]]);
        }
        points.push([to, radius]);
        if edge > 0.0 {
            points.push([to + edge, radius - edge]);
        }
        x += length;
        before = radius;
    }
    points.dedup_by(|a, b| (a[0] - b[0]).abs() < 1e-9 && (a[1] - b[1]).abs() < 1e-9);
    points
}

fn disc_outside(random: &mut SplitMix64) -> Vec<[f64; 2]> {
    let (radius, width) = (random.length_mm(35.0, 70.0, 1.0), random.length_mm(12.0, 24.0, 1.0));
    let mut points = vec![[0.0, radius], [width, radius]];
    if random.chance(60) {
        let (hub, height) = (random.length_mm(14.0, 18.0, 0.5), random.length_mm(5.0, 20.0, 1.0));
        points.extend([[width, hub], [width + height, hub]]);
    }
    points
}

/// A bore from the left face as (x, radius): through, or blind with a flat floor or the tip of a drill.
fn inside(random: &mut SplitMix64, length: f64, least: f64) -> Vec<[f64; 2]> {
    let radius = random.length_mm(2.0, (least - 3.5).max(2.0), 0.5);
    let wider = radius + 1.5;
    let mut points: Vec<[f64; 2]> = Vec::new();
    let mut from = 0.0;
    if wider < least - 1.5 && random.chance(40) {
        let deep = random.length_mm(4.0, (length * 0.3).max(4.0), 0.5);
        if random.chance(40) && deep > 6.0 && wider + 1.0 < least - 0.5 {
            // A groove for an inside retaining ring.
            points.extend([[0.0, wider], [2.0, wider], [2.0, wider + 0.5], [3.1, wider + 0.5], [3.1, wider]]);
        } else {
            points.push([0.0, wider]);
        }
        points.push([deep, wider]);
        from = deep;
    }
    points.push([from, radius]);
    if random.chance(60) {
        points.push([length, radius]);
    } else {
        let end = from + ((length - from) * 0.6 * 2.0).floor() / 2.0;
        points.push([end, radius]);
        let tip = end + radius / f64::to_radians(59.0).tan();
        points.push([if tip < length - 2.0 && random.chance(70) { tip } else { end }, 0.0]);
    }
    points
}

/// The bore as a hole.
fn bore(inside: &[[f64; 2]], length: f64) -> Option<HoleCutTruth> {
    let last = inside.last()?;
    let through = (last[0] - length).abs() < 1e-9;
    let cylinders: Vec<[f64; 2]> =
        inside.windows(2).filter(|w| (w[0][1] - w[1][1]).abs() < 1e-9 && w[1][0] > w[0][0]).map(|w| w[1]).collect();
    let least = cylinders.iter().map(|c| c[1]).fold(f64::MAX, f64::min);
    let widest = cylinders.iter().map(|c| c[1]).fold(0.0, f64::max);
    let depth = cylinders.last()?[0];
    let mut diameters: Vec<i64> = cylinders.iter().map(|c| (c[1] * 1e3).round() as i64).collect();
    diameters.sort_unstable();
    diameters.dedup();
    let kind = match diameters.len() {
        1 => HoleKind::Plain,
        2 => HoleKind::Counterbore,
        _ => HoleKind::Stepped,
    };
    Some(HoleCutTruth {
        kind,
        diameter_mm: 2.0 * least,
        depth_mm: depth,
        through,
        second_diameter_mm: (widest > least).then_some(2.0 * widest),
        angle_deg: None,
        steps: named(steps(inside, true)),
    })
}

/// Narrow cylinders below both neighbours are grooves.
fn named(mut steps: Vec<StepTruth>) -> Vec<StepTruth> {
    let grooves: Vec<usize> = (1..steps.len().saturating_sub(1))
        .filter(|i| {
            let (a, b, c) = (&steps[i - 1], &steps[*i], &steps[i + 1]);
            let below = if b.inside {
                (b.diameter_mm - a.end_diameter_mm).min(b.diameter_mm - c.diameter_mm)
            } else {
                (a.end_diameter_mm - b.diameter_mm).min(c.diameter_mm - b.diameter_mm)
            };
            // As the definition of the domain has it: at most four depths and 5 mm wide.
            b.kind == StepKind::Cylinder && below > 0.01 && b.length_mm <= 2.0 * below + 5.0
        })
        .collect();
    for i in grooves {
        steps[i].kind = StepKind::Groove;
    }
    steps
}

/// A bolt circle through the disc.
fn bolts(random: &mut SplitMix64, solid: &mut Solid, truth: &mut MachinedTruth, outside: &[[f64; 2]], inside: &[[f64; 2]]) {
    let (rim, width) = (outside[0][1], outside[1][0]);
    let hub = outside.get(2).map_or(0.0, |p| p[1]).max(inside.iter().map(|p| p[1]).fold(0.0, f64::max));
    let radius = *random.pick(&[2.75, 3.3, 4.5]);
    let circle = ((rim + hub) / 2.0).round();
    if circle - hub < radius + 1.5 || rim - circle < radius + 1.5 {
        return;
    }
    let count = *random.pick(&[3_i64, 4, 6, 8]);
    if TAU * circle / (count as f64) < 2.0 * radius + 2.0 {
        return;
    }
    let (Some(front), Some(back)) = (solid.plane_at([0.0; 3], [-1.0, 0.0, 0.0]), solid.plane_at([width, 0.0, 0.0], [1.0, 0.0, 0.0])) else {
        return;
    };
    for k in 0..count {
        let angle = TAU * (k as f64 + 0.25) / count as f64;
        let centre = along(along([0.0; 3], circle * angle.cos(), [0.0, 1.0, 0.0]), circle * angle.sin(), [0.0, 0.0, 1.0]);
        solid.drill(front, centre, &[[-width, radius], [0.0, radius]], Some(back));
        truth.holes.push(HoleCutTruth {
            kind: HoleKind::Plain,
            diameter_mm: 2.0 * radius,
            depth_mm: width,
            through: true,
            second_diameter_mm: None,
            angle_deg: None,
            steps: steps(&[[0.0, radius], [width, radius]], true),
        });
    }
    truth.class = "mill_turn";
    truth.bolt_circle = Some((u32::try_from(count).unwrap_or(0), 2.0 * circle));
}
