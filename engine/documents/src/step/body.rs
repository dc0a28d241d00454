//! A body measured once, wherever it is placed: area, volume, whether it closes, and its envelope along any axes.

use std::collections::{BTreeMap, HashMap};

use trusquin_domain::FaceKind;

use super::face::Measured;
use super::geometry::{EdgeCache, Geometry};
use super::integral::Measure;
use super::shell;
use super::syntax::Instances;
use super::topology::{ReadFace, body};
use super::units::Units;
use super::vector::{Placement, V3, add, mul};

/// Work left for one file, in boundary points carried to a parameter plane; free-form ones weigh more.
#[derive(Debug)]
pub(super) struct Budget {
    left: f64,
    refused: bool,
}

impl Default for Budget {
    fn default() -> Self {
        // About half a minute of one slow core.
        Self { left: 2e7, refused: false }
    }
}

impl Budget {
    pub(super) fn exhausted(&self) -> bool {
        self.refused
    }

    fn spend(&mut self, effort: f64) -> bool {
        if self.left < effort {
            self.refused = true;
            return false;
        }
        self.left -= effort;
        true
    }
}

/// Three axes, and the corners of each face along them.
type Boxes = ([V3; 3], Vec<(V3, V3)>);

/// A body with all that does not depend on where it is placed.
#[derive(Debug)]
pub(super) struct Prototype {
    pub solid: bool,
    pub measured: Vec<Measured>,
    /// Faces that could not be measured.
    pub bad: Vec<(u64, FaceKind)>,
    pub kinds: BTreeMap<FaceKind, u32>,
    pub area: f64,
    pub volume: Option<f64>,
    /// Centre of mass where there is a volume.
    pub centre: Option<V3>,
    /// True when every edge is used twice.
    pub closes: bool,
    /// Minus one when the shell is written inside out.
    pub outward: f64,
    envelopes: Vec<Boxes>,
}

/// Reads and measures a body; none when the item carries no face.
pub(super) fn prototype(model: &Instances, item: u64, units: &Units, budget: &mut Budget) -> Option<Prototype> {
    let mut edges = EdgeCache::new();
    let read = body(&Geometry { model, units }, item, &mut edges)?;
    let mut out = Prototype {
        solid: read.solid,
        measured: Vec::new(),
        bad: Vec::new(),
        kinds: BTreeMap::new(),
        area: 0.0,
        volume: None,
        centre: None,
        closes: true,
        outward: 1.0,
        envelopes: Vec::new(),
    };
    let centre = centre(&read.shells);
    let (mut volume, mut moment) = (0.0, [0.0; 3]);
    for (k, (faces, void)) in read.shells.into_iter().enumerate() {
        let mut uses: HashMap<u64, i64> = HashMap::new();
        let mut readable = Vec::with_capacity(faces.len());
        for face in faces {
            match face {
                Ok(face) => {
                    *out.kinds.entry(face.kind).or_default() += 1;
                    for used in face.loops.iter().flatten().filter(|e| e.id != 0) {
                        *uses.entry(used.id).or_default() += 1;
                    }
                    let points: usize = face.loops.iter().flatten().map(|e| e.edge.points.len()).sum();
                    let weight = if matches!(face.kind, FaceKind::Bspline | FaceKind::Other) { 40.0 } else { 1.0 };
                    if budget.spend(points as f64 * weight + 50.0) {
                        readable.push(face);
                    } else {
                        out.bad.push((face.id, face.kind));
                    }
                }
                Err((id, kind)) => {
                    *out.kinds.entry(kind).or_default() += 1;
                    out.bad.push((id, kind));
                }
            }
        }
        let (measured, bad) = shell::measure(readable, centre);
        let total = measured.iter().map(|m| m.measure).fold(Measure::default(), Measure::plus);
        out.measured.extend(measured);
        out.bad.extend(bad);
        out.area += total.area;
        let closed = uses.values().all(|n| n % 2 == 0);
        out.closes &= closed;
        if out.solid || closed {
            let share = total.facing(if (total.volume < 0.0) == void { 1.0 } else { -1.0 });
            volume += share.volume;
            moment = add(moment, share.moment);
        }
        if k == 0 && total.volume < 0.0 {
            out.outward = -1.0;
        }
    }
    if out.faces() == 0 {
        return None;
    }
    out.closes &= out.bad.is_empty();
    out.volume = ((out.solid || out.closes) && volume > 0.0).then_some(volume);
    out.centre = out.volume.map(|v| add(centre, mul(moment, 1.0 / v)));
    Some(out)
}

fn centre(shells: &[(Vec<ReadFace>, bool)]) -> V3 {
    let (mut sum, mut n) = ([0.0; 3], 0.0);
    for p in shells.iter().flat_map(|s| &s.0).flatten().flat_map(|f| f.loops.iter().flatten()).filter_map(|e| e.edge.points.first()) {
        sum = add(sum, *p);
        n += 1.0;
    }
    if n > 0.0 { mul(sum, 1.0 / n) } else { sum }
}

impl Prototype {
    pub(super) fn faces(&self) -> u32 {
        self.kinds.values().sum()
    }

    /// Corners of the axis-aligned box of the placed body. Equal orientations are measured once.
    pub(super) fn envelope(&mut self, placement: &Placement) -> (V3, V3) {
        let rows = [placement.row(0), placement.row(1), placement.row(2)];
        if self.boxes(&rows).is_none() {
            let boxes = self.measured.iter().map(|m| corners(m, &rows)).collect();
            self.envelopes.push((rows, boxes));
        }
        let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        for (a, b) in self.boxes(&rows).into_iter().flatten() {
            for k in 0..3 {
                low[k] = low[k].min(a[k]);
                high[k] = high[k].max(b[k]);
            }
        }
        (add(low, placement.t), add(high, placement.t))
    }

    /// Boxes of the measured faces along these axes, in the order of the faces, when they are known already.
    pub(super) fn boxes(&self, rows: &[V3; 3]) -> Option<&Vec<(V3, V3)>> {
        let same = |r: &[V3; 3]| r.iter().flatten().zip(rows.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-9);
        self.envelopes.iter().find(|(r, _)| same(r)).map(|(_, boxes)| boxes)
    }
}

/// Corners of the box of one face along the three axes.
pub(super) fn corners(m: &Measured, rows: &[V3; 3]) -> (V3, V3) {
    let (mut low, mut high) = ([0.0; 3], [0.0; 3]);
    for k in 0..3 {
        (low[k], high[k]) = m.extent(rows[k]);
    }
    (low, high)
}
