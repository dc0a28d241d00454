//! Regular arrangements of equal holes: bolt circles, rows, grids.

use std::collections::HashMap;

use trusquin_domain::Pattern;

use super::graph::canonical;
use crate::geometry::vector::{Vector, dot, minus, unit};

/// Places agree within this, mm: positions are rounded by hand to hundredths in inch drawings.
const PLACE_MM: f64 = 0.02;
/// Holes of one sort beyond which no arrangement is looked for: a perforated sheet.
const MOST: usize = 400;
/// Arrangements told of one sort of hole at most: more of them are no help to anybody.
const MOST_PATTERNS: usize = 8;

type Place = [f64; 2];

/// Arrangements among the centres of equal parallel holes, each hole in one of them at most; the largest first.
pub(super) fn patterns(centres: &[Vector], axis: Vector) -> Vec<Pattern> {
    let Some((u, v)) = plane(axis) else { return Vec::new() };
    let mut left: Vec<Place> = Vec::new();
    for centre in centres {
        let place = [dot(*centre, u), dot(*centre, v)];
        if !left.iter().any(|known| near(*known, place)) {
            left.push(place);
        }
    }
    let mut found = Vec::new();
    while (2..=MOST).contains(&left.len()) && found.len() < MOST_PATTERNS {
        let best = [row(&left), circle(&left), grid(&left)]
            .into_iter()
            .flatten()
            .max_by_key(|(_, members)| members.len())
            .filter(|(_, members)| members.len() >= 3 || (left.len() == 2 && found.is_empty()));
        let Some((pattern, members)) = best else { break };
        found.push(pattern);
        left = left.iter().enumerate().filter(|(i, _)| !members.contains(i)).map(|(_, p)| *p).collect();
    }
    found
}

/// Two directions that span the plane across an axis; along the model axes where they can be.
fn plane(axis: Vector) -> Option<(Vector, Vector)> {
    let axis = canonical(unit(axis)?);
    let help = if axis[0].abs() < 0.9 { [1.0, 0.0, 0.0] } else { [0.0, 1.0, 0.0] };
    let along = dot(help, axis);
    let u = unit(minus(help, axis.map(|x| x * along)))?;
    let v = [axis[1] * u[2] - axis[2] * u[1], axis[2] * u[0] - axis[0] * u[2], axis[0] * u[1] - axis[1] * u[0]];
    Some((u, v))
}

fn near(a: Place, b: Place) -> bool {
    (a[0] - b[0]).hypot(a[1] - b[1]) < PLACE_MM
}

/// Places by cell, so that asking what stands somewhere does not walk through all of them.
struct Places<'p> {
    all: &'p [Place],
    cells: HashMap<[i64; 2], Vec<usize>>,
}

/// Side of a cell, mm: several times what places may be off.
const CELL_MM: f64 = 1.0;

impl<'p> Places<'p> {
    fn new(all: &'p [Place]) -> Self {
        let mut cells: HashMap<[i64; 2], Vec<usize>> = HashMap::new();
        for (index, place) in all.iter().enumerate() {
            cells.entry(place.map(|x| (x / CELL_MM).floor() as i64)).or_default().push(index);
        }
        Self { all, cells }
    }

    fn at(&self, place: Place) -> Option<usize> {
        let [x, y] = place;
        let (low, high) = ([x - PLACE_MM, y - PLACE_MM], [x + PLACE_MM, y + PLACE_MM]);
        let cell = |v: f64| (v / CELL_MM).floor() as i64;
        (cell(low[0])..=cell(high[0]))
            .flat_map(|i| (cell(low[1])..=cell(high[1])).map(move |j| [i, j]))
            .filter_map(|key| self.cells.get(&key))
            .flatten()
            .copied()
            .find(|i| self.all.get(*i).is_some_and(|p| near(*p, place)))
    }
}

/// The longest row: from each hole to each other as the step, as far as holes stand there.
fn row(places: &[Place]) -> Option<(Pattern, Vec<usize>)> {
    let known = Places::new(places);
    let mut best: Option<(f64, Vec<usize>)> = None;
    // Rows begin at nearest neighbours: with more holes only the first ones are tried as starts.
    for (i, from) in places.iter().enumerate().take(60) {
        for (j, to) in places.iter().enumerate() {
            let step = [to[0] - from[0], to[1] - from[1]];
            if i == j || known.at([from[0] - step[0], from[1] - step[1]]).is_some() {
                continue;
            }
            let mut members = vec![i, j];
            while let Some(next) = known.at(after(*from, step, members.len())).filter(|n| !members.contains(n)) {
                members.push(next);
            }
            let pitch = step[0].hypot(step[1]);
            if best.as_ref().is_none_or(|(p, m)| members.len() > m.len() || (members.len() == m.len() && pitch < *p - PLACE_MM)) {
                best = Some((pitch, members));
            }
        }
    }
    best.map(|(pitch_mm, members)| (Pattern::Linear { count: count(members.len()), pitch_mm }, members))
}

fn after(from: Place, step: Place, times: usize) -> Place {
    let times = times as f64;
    [from[0] + times * step[0], from[1] + times * step[1]]
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// All holes on one grid of two square directions, every place filled.
fn grid(places: &[Place]) -> Option<(Pattern, Vec<usize>)> {
    if places.len() < 4 {
        return None;
    }
    let known = Places::new(places);
    // A corner of the grid, and its neighbours along both directions.
    let corner = *places.iter().min_by(|a, b| (a[0] + 1e-3 * a[1]).total_cmp(&(b[0] + 1e-3 * b[1])))?;
    let mut order: Vec<Place> = places.iter().copied().filter(|p| !near(*p, corner)).collect();
    let length = |p: &Place| (p[0] - corner[0]).hypot(p[1] - corner[1]);
    order.sort_by(|a, b| length(a).total_cmp(&length(b)));
    for (i, a) in order.iter().enumerate().take(30) {
        for b in order.iter().skip(i + 1).take(30) {
            let (p, q) = ([a[0] - corner[0], a[1] - corner[1]], [b[0] - corner[0], b[1] - corner[1]]);
            let (m, n) = (length(a), length(b));
            if (p[0] * q[0] + p[1] * q[1]).abs() > 1e-3 * m * n {
                continue;
            }
            let reach = |step: Place| (1..).take_while(|k| known.at(after(corner, step, *k)).is_some()).count() + 1;
            let (across, up) = (reach(p), reach(q));
            if across * up != places.len() || across < 2 || up < 2 {
                continue;
            }
            let full = (0..across).all(|x| (0..up).all(|y| known.at(after(after(corner, p, x), q, y)).is_some()));
            if full {
                let pattern = Pattern::Grid { counts: [count(across), count(up)], pitches_mm: [m, n] };
                return Some((pattern, (0..places.len()).collect()));
            }
        }
    }
    None
}

/// The largest set on one circle at multiples of one angle.
fn circle(places: &[Place]) -> Option<(Pattern, Vec<usize>)> {
    if places.len() < 3 {
        return None;
    }
    let mut best: Option<(Pattern, Vec<usize>)> = None;
    let few = places.len().min(12);
    for i in 0..few {
        for j in i + 1..few {
            for k in j + 1..few {
                let Some(found) = places.get(i).zip(places.get(j)).zip(places.get(k)).and_then(|((a, b), c)| around(places, *a, *b, *c))
                else {
                    continue;
                };
                if best.as_ref().is_none_or(|(_, m)| found.1.len() > m.len()) {
                    best = Some(found);
                }
            }
        }
    }
    best
}

/// Holes on the circle through three of them, when their angles are multiples of one that divides the turn.
fn around(places: &[Place], a: Place, b: Place, c: Place) -> Option<(Pattern, Vec<usize>)> {
    let (p, q) = ([b[0] - a[0], b[1] - a[1]], [c[0] - a[0], c[1] - a[1]]);
    let twice = 2.0 * (p[0] * q[1] - p[1] * q[0]);
    let (pp, qq) = (p[0] * p[0] + p[1] * p[1], q[0] * q[0] + q[1] * q[1]);
    if twice.abs() < 1e-3 * pp.max(qq) {
        return None;
    }
    let centre = [a[0] + (q[1] * pp - p[1] * qq) / twice, a[1] + (p[0] * qq - q[0] * pp) / twice];
    let radius = (a[0] - centre[0]).hypot(a[1] - centre[1]);
    let mut on: Vec<(f64, usize)> = places
        .iter()
        .enumerate()
        .filter(|(_, p)| ((p[0] - centre[0]).hypot(p[1] - centre[1]) - radius).abs() < PLACE_MM)
        .map(|(i, p)| ((p[1] - centre[1]).atan2(p[0] - centre[0]).to_degrees(), i))
        .collect();
    on.sort_by(|x, y| x.0.total_cmp(&y.0));
    let first = on.first()?.0;
    let gap = on.windows(2).map(|w| w[1].0 - w[0].0).chain(on.last().map(|l| first + 360.0 - l.0)).fold(f64::INFINITY, f64::min);
    // Angle by which a place may be off at this radius.
    let slack = (PLACE_MM / radius).to_degrees() + 1e-3;
    let whole = |x: f64| (x - x.round()).abs() * gap < 2.0 * slack;
    let regular = gap > 2.0 * slack && whole(360.0 / gap) && on.iter().all(|(angle, _)| whole((angle - first) / gap));
    // Three holes lie on some circle always: they are a pattern when they fill it, or more than half of it.
    let places_round = (360.0 / gap).round();
    (regular && on.len() >= 3 && on.len() as f64 > 0.5 * places_round).then(|| {
        let pattern = Pattern::Circular { count: count(on.len()), diameter_mm: 2.0 * radius, pitch_deg: 360.0 / places_round };
        (pattern, on.into_iter().map(|(_, i)| i).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(places: &[[f64; 2]], expect: &[Pattern]) {
        // Laid across an axis along y, far from the origin.
        let centres: Vec<Vector> = places.iter().map(|p| [p[0] + 300.0, 7.0, p[1] - 40.0]).collect();
        let found = patterns(&centres, [0.0, -1.0, 0.0]);
        assert_eq!(found.len(), expect.len(), "{places:?}: {found:?}");
        for (got, want) in found.iter().zip(expect) {
            let close = |a: f64, b: f64| (a - b).abs() < 1e-3;
            let same = match (got, want) {
                (Pattern::Linear { count: a, pitch_mm: p }, Pattern::Linear { count: b, pitch_mm: q }) => a == b && close(*p, *q),
                (Pattern::Grid { counts: a, pitches_mm: p }, Pattern::Grid { counts: b, pitches_mm: q }) => {
                    let turned = [b[1], b[0]] == *a && close(p[0], q[1]) && close(p[1], q[0]);
                    turned || (a == b && close(p[0], q[0]) && close(p[1], q[1]))
                }
                (
                    Pattern::Circular { count: a, diameter_mm: d, pitch_deg: p },
                    Pattern::Circular { count: b, diameter_mm: e, pitch_deg: q },
                ) => a == b && close(*d, *e) && close(*p, *q),
                _ => false,
            };
            assert!(same, "{places:?}: {got:?} is not {want:?}");
        }
    }

    fn ring(n: u32, of: u32, radius: f64) -> Vec<[f64; 2]> {
        (0..n).map(|i| f64::from(i) / f64::from(of) * std::f64::consts::TAU + 0.3).map(|a| [radius * a.cos(), radius * a.sin()]).collect()
    }

    #[test]
    fn rows_grids_and_bolt_circles() {
        check(&[[0.0, 0.0]], &[]);
        check(&[[0.0, 0.0], [12.5, 0.0]], &[Pattern::Linear { count: 2, pitch_mm: 12.5 }]);
        check(&[[0.0, 0.0], [3.0, 4.0], [6.0, 8.0], [9.0, 12.0]], &[Pattern::Linear { count: 4, pitch_mm: 5.0 }]);
        check(&[[0.0, 0.0], [20.0, 0.0], [0.0, 35.0], [20.0, 35.0]], &[Pattern::Grid { counts: [2, 2], pitches_mm: [20.0, 35.0] }]);
        let three_by_two: Vec<[f64; 2]> = (0..6).map(|i| [f64::from(i % 3) * 10.0, f64::from(i / 3) * 7.0]).collect();
        check(&three_by_two, &[Pattern::Grid { counts: [3, 2], pitches_mm: [10.0, 7.0] }]);
        check(&ring(6, 6, 25.0), &[Pattern::Circular { count: 6, diameter_mm: 50.0, pitch_deg: 60.0 }]);
        check(&ring(5, 8, 30.0), &[Pattern::Circular { count: 5, diameter_mm: 60.0, pitch_deg: 45.0 }]);
        // Three holes anywhere lie on a circle: that is no pattern.
        check(&[[0.0, 0.0], [10.0, 0.0], [3.0, 25.0]], &[]);
    }

    #[test]
    fn a_bolt_circle_beside_a_row() {
        let mut places = ring(6, 6, 25.0);
        places.extend([[100.0, 0.0], [100.0, 10.0], [100.0, 20.0]]);
        check(&places, &[Pattern::Circular { count: 6, diameter_mm: 50.0, pitch_deg: 60.0 }, Pattern::Linear { count: 3, pitch_mm: 10.0 }]);
    }
}
