//! Edges of the body as lines, each once.

use std::collections::HashSet;

use super::super::face::Measured;
use super::super::vector::V3;

/// Lines of the edges not drawn yet. A seam is no edge of the part: it is left out.
pub(super) fn lines(m: &Measured, seen: &mut HashSet<u64>) -> Vec<Vec<V3>> {
    let mut out = Vec::new();
    let uses: Vec<(u64, bool)> = m.face.loops.iter().flatten().map(|e| (e.id, e.forward)).collect();
    for used in m.face.loops.iter().flatten() {
        let seam = used.id != 0 && uses.contains(&(used.id, !used.forward));
        if seam || (used.id != 0 && !seen.insert(used.id)) {
            continue;
        }
        let points = &used.edge.points;
        // The point in the middle of a straight edge says nothing.
        let straight = used.edge.curve.is_none() && points.len() == 3;
        out.push(if straight { vec![points[0], points[2]] } else { points.clone() });
    }
    out
}
