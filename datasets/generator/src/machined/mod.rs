//! Random machined parts for feature recognition: models without drawings, with every hole, pocket, slot and turned step that is true of them.
//!
//! A part is built by exact construction, never by boolean operations, so what is true of it is known, not computed. Some lie askew in
//! space, some have their holes in quarters instead of one face: exporters do both.

mod bar;
mod block;
mod drilling;
mod shaft;
mod truth;

pub use truth::{CutTruth, HoleCutTruth, MachinedTruth, StepTruth};

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

use crate::files::step;
use crate::order::{Identity, Language};
use crate::random::SplitMix64;
use crate::solid::vector::{cross, unit};
use crate::solid::{Assembly, Frame, Solid};

/// A part and what is true of it.
#[derive(Debug, Clone)]
pub struct MachinedPart {
    /// Model.
    pub solid: Solid,
    /// Features.
    pub truth: MachinedTruth,
}

/// The part of a seed.
pub fn part(seed: u64) -> MachinedPart {
    let mut random = SplitMix64::new(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x6d61_6368);
    let mut part = match random.whole(0, 9) {
        0..=4 => block::block(&mut random),
        5..=7 => shaft::shaft(&mut random),
        _ => bar::bar(&mut random),
    };
    part.truth.seed = seed;
    if random.chance(40) {
        part.solid = placed(&part.solid, &mut random);
        part.truth.askew = true;
    }
    part
}

/// The solid turned about a random axis and moved.
fn placed(solid: &Solid, random: &mut SplitMix64) -> Solid {
    let mut component = || random.length_mm(-1.0, 1.0, 0.01);
    let axis = unit([component(), component(), component() + 1.3]);
    let ref_dir = unit(cross(axis, unit([component() + 1.2, component(), component()])));
    let origin = [component() * 90.0, component() * 90.0, component() * 90.0];
    Assembly { parts: vec![(String::new(), solid.clone())], instances: vec![(0, Frame { origin, axis, ref_dir })] }.joined()
}

/// STEP of a part, under a neutral name.
pub fn step_bytes(part: &MachinedPart) -> Result<Vec<u8>> {
    step::write(&part.solid, None, &identity(part.truth.seed))
}

fn identity(seed: u64) -> Identity {
    Identity {
        number: format!("M{seed:06}"),
        revision: "A".to_owned(),
        title: "Machined part".to_owned(),
        material: String::new(),
        density: 7.85,
        heat_treatment: String::new(),
        surface_treatment: String::new(),
        date: "2026-01-05".to_owned(),
        author: "G. Trusquin".to_owned(),
        approver: String::new(),
        owner: "Trusquin".to_owned(),
        general_tolerance: String::new(),
        general_ra: 3.2,
        notes: Vec::new(),
        document_type: String::new(),
        language: Language::English,
    }
}

/// Writes `count` parts from a seed on into a folder: `m000001.step` and so on, and `features.jsonl` with the truth, a line each.
pub fn write(seed: u64, count: u64, out: &Path) -> Result<()> {
    std::fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    let mut lines = String::new();
    for seed in seed..seed.saturating_add(count) {
        let part = part(seed);
        let name = format!("m{seed:06}.step");
        let path = out.join(&name);
        std::fs::write(&path, step_bytes(&part)?).with_context(|| path.display().to_string())?;
        let mut line = serde_json::to_value(&part.truth)?;
        line["file"] = serde_json::Value::String(name);
        writeln!(lines, "{line}")?;
    }
    let path = out.join("features.jsonl");
    std::fs::write(&path, lines).with_context(|| path.display().to_string())
}
