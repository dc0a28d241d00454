//! Views of an assembly of upright boxes: an edge is left out where a nearer box covers it. No hidden lines, as on frame drawings.

use crate::sheet::projection::View;
use crate::sheet::{Layer, Sheet};
use crate::solid::vector::{Vec3, cross, dot};

/// A member by its least and greatest corner, mm.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Least coordinates.
    pub low: Vec3,
    /// Greatest coordinates.
    pub high: Vec3,
}

struct Seen {
    /// On the sheet: least and greatest x and y.
    rectangle: [f64; 4],
    /// Height of the face that looks at the viewer.
    near: f64,
}

fn seen(view: &View, member: &Member) -> Seen {
    let towards = cross(view.right, view.up);
    let (a, b) = (view.at(member.low), view.at(member.high));
    let near = dot(member.low, towards).max(dot(member.high, towards));
    Seen { rectangle: [a[0].min(b[0]), a[1].min(b[1]), a[0].max(b[0]), a[1].max(b[1])], near }
}

/// True when no member stands before the point `near` high.
pub fn open(view: &View, members: &[Member], point: Vec3) -> bool {
    let (at, height) = (view.at(point), dot(point, cross(view.right, view.up)));
    members.iter().map(|member| seen(view, member)).all(|other| {
        let [x0, y0, x1, y1] = other.rectangle;
        other.near <= height + 1e-6 || at[0] < x0 || at[0] > x1 || at[1] < y0 || at[1] > y1
    })
}

/// Draws the visible edges of every member.
pub fn draw(sheet: &mut Sheet, view: &View, members: &[Member]) {
    let all: Vec<Seen> = members.iter().map(|member| seen(view, member)).collect();
    // Pieces by line: upright or level, place, from, to.
    let mut pieces: Vec<(bool, f64, f64, f64)> = Vec::new();
    for one in &all {
        let [x0, y0, x1, y1] = one.rectangle;
        for (upright, place, from, to) in [(false, y0, x0, x1), (false, y1, x0, x1), (true, x0, y0, y1), (true, x1, y0, y1)] {
            let mut free = vec![(from, to)];
            for other in all.iter().filter(|other| other.near > one.near + 1e-6) {
                let [a0, b0, a1, b1] = other.rectangle;
                let (across, along) = if upright { ((a0, a1), (b0, b1)) } else { ((b0, b1), (a0, a1)) };
                if place > across.0 + 1e-6 && place < across.1 - 1e-6 {
                    free = free
                        .into_iter()
                        .flat_map(|(a, b)| [(a, b.min(along.0)), (a.max(along.1), b)])
                        .filter(|(a, b)| b - a > 1e-6)
                        .collect();
                }
            }
            pieces.extend(free.into_iter().map(|(a, b)| (upright, place, a, b)));
        }
    }
    pieces.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)).then(a.3.total_cmp(&b.3)));
    // Pieces of one line that touch or overlap are one stroke.
    let mut joined: Vec<(bool, f64, f64, f64)> = Vec::new();
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if last.0 == piece.0 && (last.1 - piece.1).abs() < 1e-6 && piece.2 <= last.3 + 1e-6 => last.3 = last.3.max(piece.3),
            _ => joined.push(piece),
        }
    }
    for (upright, place, from, to) in joined {
        let at = |along: f64| if upright { [place, along] } else { [along, place] };
        sheet.line(at(from), at(to), Layer::Outline);
    }
}
