//! The faces of one shell measured in an order in which neighbours help: a closed surface is bounded on both sides by the same loop,
//! and some writers turn that loop round.

use std::collections::HashMap;

use trusquin_domain::FaceKind;

use super::face::{Face, Measured};
use super::vector::V3;

/// Times the faces that wait for their neighbours are looked at.
const ROUNDS: usize = 8;

/// Which way a face runs along an edge, corrected by how its loops really lie around its normal.
type Runs = HashMap<u64, Vec<(usize, bool)>>;

/// Measures the faces about `centre`; those that cannot be measured are given with their family. The order of the faces is kept.
pub(super) fn measure(faces: Vec<Face>, centre: V3) -> (Vec<Measured>, Vec<(u64, FaceKind)>) {
    let mut done: Vec<Option<Result<Measured, Face>>> = Vec::with_capacity(faces.len());
    let mut open: Vec<(usize, Face)> = Vec::new();
    let mut runs = Runs::new();
    for (i, face) in faces.into_iter().enumerate() {
        if face.trusts_direction() {
            open.push((i, face));
            done.push(None);
        } else {
            let result = face.measure(centre, false);
            note(&mut runs, i, result.as_ref().ok());
            done.push(Some(result));
        }
    }
    // Faces without a measured neighbour wait for a later round; in the last one the file is believed.
    for round in 0..ROUNDS {
        let mut waiting = Vec::new();
        for (i, face) in open {
            let (for_it, against) = votes(&runs, i, &face);
            if for_it == against && round + 1 < ROUNDS {
                waiting.push((i, face));
                continue;
            }
            let result = face.measure(centre, against > for_it);
            note(&mut runs, i, result.as_ref().ok());
            if let Some(slot) = done.get_mut(i) {
                *slot = Some(result);
            }
        }
        open = waiting;
    }
    let (mut measured, mut bad) = (Vec::with_capacity(done.len()), Vec::new());
    for result in done.into_iter().flatten() {
        match result {
            Ok(m) => measured.push(m),
            Err(face) => bad.push((face.id, face.kind)),
        }
    }
    (measured, bad)
}

fn note(runs: &mut Runs, i: usize, measured: Option<&Measured>) {
    let Some(m) = measured else { return };
    for (bound, uses) in m.face.loops.iter().enumerate() {
        let with_normal = m.runs_with_normal(bound);
        for used in uses.iter().filter(|u| u.id != 0) {
            runs.entry(used.id).or_default().push((i, used.forward == with_normal));
        }
    }
}

/// Edges the face shares with measured ones: run the other way as they should, and run the same way.
fn votes(runs: &Runs, i: usize, face: &Face) -> (usize, usize) {
    let mut votes = (0, 0);
    for used in face.loops.iter().flatten() {
        for (_, forward) in runs.get(&used.id).into_iter().flatten().filter(|r| r.0 != i) {
            if *forward == used.forward { votes.1 += 1 } else { votes.0 += 1 }
        }
    }
    votes
}
