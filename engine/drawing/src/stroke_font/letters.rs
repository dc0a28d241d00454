//! The letters we know, as clouds of points with directions, and how alike some strokes are to each.

use std::sync::LazyLock;

const LETTERS: &str = include_str!("../../data/stroke_letters.txt");
/// Height of capitals in the data file.
const CAPITAL: f64 = 9.0;
/// Points a letter is compared by.
const POINTS: usize = 24;
/// How much a wrong direction counts beside a wrong place: a right angle is as bad as this part of the letter's size.
const DIRECTION_WEIGHT: f64 = 0.22;
/// What a wrong height above the line and a wrong width add (height in capitals, width as a logarithm).
const HEIGHT_WEIGHT: f64 = 0.28;
const WIDTH_WEIGHT: f64 = 0.05;
/// What every part adds that a letter does not have: a mark, or a stroke that does not quite touch.
const PART_WEIGHT: f64 = 0.015;
/// Signs that drawings hardly write: a letter that looks like one is the letter.
const RARE: &str = "[]{}|!□$#%&*<>;?çÇ~^_ùûîïëßåÅ";
const RARE_WEIGHT: f64 = 0.012;
/// Strokes farther than this from a letter are not compared further.
const FARTHEST: f64 = 0.3;
/// A stroke's own size below this part of its larger side is not stretched: a bar stays a bar.
const THINNEST: f64 = 0.28;

/// Points of a letter in its own box, each with the doubled angle of its stroke; lists side by side, so that all points are compared at once.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Samples {
    x: [f32; POINTS],
    y: [f32; POINTS],
    /// Cosine and sine of the doubled angle, weighted: a right angle counts [`DIRECTION_WEIGHT`].
    cos2: [f32; POINTS],
    sin2: [f32; POINTS],
}

/// A shape to compare: heights in capitals above the baseline, width in capitals.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    samples: Samples,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) width: f64,
    /// Strokes that do not touch one another.
    pieces: usize,
}

impl Shape {
    /// From strokes in capitals: x along the line, y up from the baseline. `None` without any length.
    pub(super) fn new(strokes: &[[f64; 4]]) -> Option<Self> {
        let first = strokes.first()?;
        let (mut x0, mut x1, mut y0, mut y1) = (first[0], first[0], first[1], first[1]);
        let mut length = 0.0;
        for [ax, ay, bx, by] in strokes {
            (x0, x1) = (x0.min(*ax).min(*bx), x1.max(*ax).max(*bx));
            (y0, y1) = (y0.min(*ay).min(*by), y1.max(*ay).max(*by));
            length += (bx - ax).hypot(by - ay);
        }
        if !length.is_finite() || length <= 0.0 {
            return None;
        }
        let size = (x1 - x0).max(y1 - y0);
        let (sx, sy) = ((x1 - x0).max(THINNEST * size), (y1 - y0).max(THINNEST * size));
        let (cx, cy) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        let step = length / POINTS as f64;
        let weight = DIRECTION_WEIGHT / std::f64::consts::SQRT_2;
        let mut samples = Samples { x: [0.0; POINTS], y: [0.0; POINTS], cos2: [0.0; POINTS], sin2: [0.0; POINTS] };
        let mut next = step / 2.0;
        let (mut passed, mut count) = (0.0, 0);
        for [ax, ay, bx, by] in strokes {
            let long = (bx - ax).hypot(by - ay);
            let angle = 2.0 * ((by - ay) / sy).atan2((bx - ax) / sx);
            while next <= passed + long && count < POINTS && long > 0.0 {
                let t = (next - passed) / long;
                let (x, y) = (ax + t * (bx - ax), ay + t * (by - ay));
                samples.x[count] = ((x - cx) / sx) as f32;
                samples.y[count] = ((y - cy) / sy) as f32;
                samples.cos2[count] = (weight * angle.cos()) as f32;
                samples.sin2[count] = (weight * angle.sin()) as f32;
                count += 1;
                next += step;
            }
            passed += long;
        }
        // A rounding may keep the last point from its place: it stands on the one before it.
        for at in count.max(1)..POINTS {
            for list in [&mut samples.x, &mut samples.y, &mut samples.cos2, &mut samples.sin2] {
                list[at] = list[at - 1];
            }
        }
        Some(Self { samples, top: y1, bottom: y0, width: x1 - x0, pieces: 1 })
    }

    /// Mean and greatest distance of these points from the other's, or infinity when the mean is over `limit`.
    fn away(&self, other: &Self, limit: f64) -> (f64, f64) {
        let (a, b) = (&self.samples, &other.samples);
        let mut nearest = [f32::INFINITY; POINTS];
        for j in 0..POINTS {
            let (x, y, cos2, sin2) = (b.x[j], b.y[j], b.cos2[j], b.sin2[j]);
            for (i, least) in nearest.iter_mut().enumerate() {
                let (dx, dy) = (a.x[i] - x, a.y[i] - y);
                let far = dx * dx + dy * dy - (a.cos2[i] * cos2 + a.sin2[i] * sin2);
                *least = if far < *least { far } else { *least };
            }
        }
        // Equal directions take off half the square of the weight; a rounding may leave less than nothing.
        let half = (DIRECTION_WEIGHT * DIRECTION_WEIGHT / 2.0) as f32;
        let (mut total, mut farthest) = (0.0_f32, 0.0_f32);
        for square in nearest {
            let far = (square + half).max(0.0).sqrt();
            total += far;
            farthest = farthest.max(far);
        }
        let mean = f64::from(total) / POINTS as f64;
        if mean > limit { (f64::INFINITY, f64::INFINITY) } else { (mean, f64::from(farthest)) }
    }

    /// True for the same strokes at another place, but for the rounding of a plotter.
    pub(super) fn is_same(&self, other: &Self, size: f64, distance: f64) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() < size;
        near(self.top, other.top)
            && near(self.bottom, other.bottom)
            && near(self.width, other.width)
            && self.away(other, distance).0 < distance
            && other.away(self, distance).0 < distance
    }

    /// What place and size alone say against a letter.
    fn misplaced(&self, other: &Self) -> f64 {
        let width = (self.width.max(0.12) / other.width.max(0.12)).ln().abs();
        HEIGHT_WEIGHT * ((self.top - other.top).abs() + (self.bottom - other.bottom).abs()) + WIDTH_WEIGHT * width
    }
}

/// A letter and how far the strokes are from it: 0 is the same, 0.15 is another letter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Guess {
    pub(super) character: char,
    pub(super) distance: f64,
}

/// The best two guesses, nearest first, one for each character.
///
/// `pieces` is of how many parts the strokes are: a letter of more parts (`i` with its dot) is none of them.
pub(super) fn guesses(shape: &Shape, pieces: usize) -> Vec<Guess> {
    best_guesses(shape, pieces, 2)
}

/// The letters a shape may be: the nearest, and those at most `farther` beyond it.
pub(super) fn likely(shape: &Shape, pieces: usize, farther: f64) -> Vec<Guess> {
    let mut likely = best_guesses(shape, pieces, 8);
    let nearest = likely.first().map_or(0.0, |guess| guess.distance);
    likely.retain(|guess| guess.distance <= nearest + farther);
    likely
}

fn best_guesses(shape: &Shape, pieces: usize, most: usize) -> Vec<Guess> {
    let mut best: Vec<Guess> = Vec::new();
    let mut order: Vec<(f64, &(char, Shape))> = TEMPLATES
        .iter()
        .filter(|letter| letter.1.pieces <= pieces)
        .map(|letter| {
            let rare = if RARE.contains(letter.0) { RARE_WEIGHT } else { 0.0 };
            (shape.misplaced(&letter.1) + PART_WEIGHT * (pieces - letter.1.pieces) as f64 + rare, letter)
        })
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (misplaced, (character, template)) in order {
        let worst = if best.len() >= most { best[best.len() - 1].distance } else { FARTHEST };
        if misplaced >= worst {
            break;
        }
        // Each way alone is more than half of the whole.
        let limit = (worst - misplaced) / 0.55;
        let (there, lost) = shape.away(template, limit);
        if !there.is_finite() {
            continue;
        }
        let (back, missing) = template.away(shape, limit);
        // A bar too many or too few shows in one place only.
        let distance = misplaced + 0.2 * (there + back) + 0.35 * there.max(back) + 0.08 * lost.max(missing);
        if distance >= worst {
            continue;
        }
        match best.iter_mut().find(|guess| guess.character == *character) {
            Some(guess) => guess.distance = guess.distance.min(distance),
            None => best.push(Guess { character: *character, distance }),
        }
        best.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        best.truncate(most);
    }
    best
}

static TEMPLATES: LazyLock<Vec<(char, Shape)>> = LazyLock::new(|| {
    let mut plain: Vec<(char, Vec<[f64; 4]>)> = Vec::new();
    for line in LETTERS.lines().skip_while(|line| line.starts_with("# ")).filter(|line| !line.is_empty()) {
        let mut words = line.split(' ');
        let Some(name) = words.next() else { continue };
        let mut characters = name.chars();
        let Some(character) = characters.next() else { continue };
        if characters.next() == Some('+') {
            let base = words.next().and_then(|base| base.chars().next());
            let mark = words.next().unwrap_or_default();
            let marked: Vec<_> = plain.iter().filter(|(c, _)| Some(*c) == base).map(|(_, strokes)| with_mark(strokes, mark)).collect();
            plain.extend(marked.into_iter().map(|strokes| (character, strokes)));
        } else {
            plain.push((character, path(words)));
        }
    }
    let scaled = |strokes: Vec<[f64; 4]>| strokes.into_iter().map(|s| s.map(|v| v / CAPITAL)).collect::<Vec<_>>();
    plain
        .into_iter()
        .filter_map(|(character, strokes)| {
            let pieces = pieces(&strokes);
            Some((character, Shape { pieces, ..Shape::new(&scaled(strokes))? }))
        })
        .collect()
});

fn path<'w>(words: impl Iterator<Item = &'w str>) -> Vec<[f64; 4]> {
    let mut strokes: Vec<[f64; 4]> = Vec::new();
    let (mut command, mut numbers, mut at) = (' ', Vec::new(), None::<[f64; 2]>);
    let mut draw = |at: &mut Option<[f64; 2]>, to: [f64; 2]| {
        if let Some([x, y]) = *at {
            strokes.push([x, y, to[0], to[1]]);
        }
        *at = Some(to);
    };
    for word in words {
        let text = match word.chars().next() {
            Some(letter @ ('M' | 'L' | 'E')) => {
                command = letter;
                numbers.clear();
                &word[1..]
            }
            _ => word,
        };
        numbers.extend(text.parse::<f64>());
        match (command, numbers.as_slice()) {
            ('M', [x, y]) => at = Some([*x, *y]),
            ('L', [x, y]) => draw(&mut at, [*x, *y]),
            ('E', [x, y, rx, ry, from, to]) => {
                let on = |turn: f64| [x + rx * turn.to_radians().cos(), y + ry * turn.to_radians().sin()];
                // A full ellipse stands alone; an arc goes on where the pen is when it starts there.
                let joins = at.is_some_and(|[px, py]| (px - on(*from)[0]).hypot(py - on(*from)[1]) < 1.2);
                if !joins {
                    at = Some(on(*from));
                }
                let pieces = ((to - from).abs() / 18.0).ceil().max(1.0);
                for piece in 0..=pieces as usize {
                    draw(&mut at, on(from + (to - from) * piece as f64 / pieces));
                }
                if (to - from).abs() >= 359.0 {
                    at = None;
                }
            }
            _ => {}
        }
    }
    strokes.retain(|[ax, ay, bx, by]| (bx - ax).hypot(by - ay) > 1e-9);
    strokes
}

/// How many parts some strokes have that do not touch.
fn pieces(strokes: &[[f64; 4]]) -> usize {
    let distance = |x: f64, y: f64, s: &[f64; 4]| {
        let (dx, dy) = (s[2] - s[0], s[3] - s[1]);
        let t = (((x - s[0]) * dx + (y - s[1]) * dy) / (dx * dx + dy * dy).max(1e-9)).clamp(0.0, 1.0);
        (x - s[0] - t * dx).hypot(y - s[1] - t * dy)
    };
    let side = |s: &[f64; 4], x: f64, y: f64| (s[2] - s[0]) * (y - s[1]) - (s[3] - s[1]) * (x - s[0]);
    let cross =
        |a: &[f64; 4], b: &[f64; 4]| side(a, b[0], b[1]) * side(a, b[2], b[3]) < 0.0 && side(b, a[0], a[1]) * side(b, a[2], a[3]) < 0.0;
    let touch = |a: &[f64; 4], b: &[f64; 4]| {
        let ends = distance(a[0], a[1], b).min(distance(a[2], a[3], b)).min(distance(b[0], b[1], a)).min(distance(b[2], b[3], a));
        ends < 0.3 || cross(a, b)
    };
    let mut group: Vec<usize> = (0..strokes.len()).collect();
    for a in 0..strokes.len() {
        for b in 0..a {
            if group[a] != group[b] && touch(&strokes[a], &strokes[b]) {
                let (from, to) = (group[a], group[b]);
                group.iter_mut().filter(|name| **name == from).for_each(|name| *name = to);
            }
        }
    }
    group.sort_unstable();
    group.dedup();
    group.len()
}

/// A letter under its mark.
fn with_mark(strokes: &[[f64; 4]], mark: &str) -> Vec<[f64; 4]> {
    let high = |s: &[f64; 4]| s[1].max(s[3]);
    let mut all = strokes.to_vec();
    let dotted = all.iter().any(|s| s[1].min(s[3]) > 7.5) && all.iter().all(|s| high(s) < 8.95);
    if dotted {
        all.retain(|s| s[1].min(s[3]) < 7.5);
    }
    let (left, right) = all.iter().fold((f64::MAX, f64::MIN), |(l, r), s| (l.min(s[0]).min(s[2]), r.max(s[0]).max(s[2])));
    let (x, y) = ((left + right) / 2.0, all.iter().map(high).fold(0.0, f64::max) + 1.2);
    let bits: &[[f64; 4]] = match mark {
        "acute" => &[[-0.6, 0.0, 0.9, 1.7]],
        "grave" => &[[0.6, 0.0, -0.9, 1.7]],
        "circumflex" => &[[-1.3, 0.0, 0.0, 1.5], [0.0, 1.5, 1.3, 0.0]],
        "diaeresis" => &[[-1.2, 0.2, -1.2, 0.9], [1.2, 0.2, 1.2, 0.9]],
        "ring" => &[[-0.8, 0.8, 0.0, 0.0], [0.0, 0.0, 0.8, 0.8], [0.8, 0.8, 0.0, 1.6], [0.0, 1.6, -0.8, 0.8]],
        _ => &[],
    };
    all.extend(bits.iter().map(|[ax, ay, bx, by]| [x + ax, y + ay, x + bx, y + by]));
    if mark == "cedilla" {
        all.extend([[x, 0.0, x + 0.7, -1.0], [x + 0.7, -1.0, x, -2.0], [x, -2.0, x - 0.9, -1.8]]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_its_own_nearest() {
        for (character, shape) in TEMPLATES.iter() {
            let best = guesses(shape, shape.pieces);
            assert!(best.first().is_some_and(|guess| guess.distance < 0.02), "{character}: {best:?}");
            // `1` without its foot and `l` are one shape: the line they stand in tells them apart.
            let known = best.iter().filter(|guess| guess.distance < 0.02).any(|guess| guess.character == *character);
            assert!(known, "{character}: {best:?}");
        }
        assert!(TEMPLATES.len() > 150, "{}", TEMPLATES.len());
    }
}
