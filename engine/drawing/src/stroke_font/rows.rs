//! Rows of components along one direction, and the letters in them.

use trusquin_domain::Segment;

use super::components::Component;
use super::letters::{Guess, Shape, guesses};
use super::marks::{MARKED, marked, with};
use super::text::text_of;
use super::{LARGEST_MM, SMALLEST_MM};
use crate::sheet_text::direction::{Direction, LocalBox};

/// Widest gap inside a row, in heights of the row: a space between two words.
const WIDEST_GAP: f64 = 1.3;
/// Strokes this far from every letter are none.
const UNLIKE: f64 = 0.185;
/// Most components of a row that are laid out; a long note line has 120.
const LONGEST: usize = 300;
/// Characters that holes, hatches, axes and arrows look like.
const GEOMETRY: &str = "0Oo°DlIij1|/\\-_.,'\":;=+xX×LTVvUucC()<>[]nJ7HZzNr·";
/// Letters whose tail may touch the line they stand on.
const TAILED: &str = "gjpqyçQ,;()[]|µß/";
/// Heights rows are looked for by, each half as high again as the last: a row has letters of one of them, mm.
const HEIGHTS_MM: [f64; 7] = [13.0, 8.7, 5.8, 3.9, 2.6, 1.75, 1.15];
/// A letter this near to one and this much farther from the next is beyond doubt.
const SURE_DISTANCE: f64 = 0.085;
const SURE_MARGIN: f64 = 0.02;
/// Letters a way to lay a row is tried on.
const TRIED: usize = 8;
/// A way to lay a row is good enough to look no further.
const GOOD: f64 = 0.035;
/// Slants of lettering, as tangents: upright, 75° (ISO 3098-1), and the same squeezed or stretched along the line.
const SLANTS: [f64; 4] = [0.0, 0.268, 0.17, 0.36];

/// A character read from strokes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Letter {
    pub(super) character: char,
    pub(super) place: LocalBox,
    /// 1 for the very shape, 0 for no letter.
    pub(super) likeness: f64,
    distance: f64,
    /// Left and right in the deskewed row, capitals.
    pub(super) ends: (f64, f64),
    /// Components of the row it is made of.
    pub(super) parts: Vec<usize>,
    /// Its strokes upright, in capitals; `None` for what was told without them.
    pub(super) shape: Option<Shape>,
    /// How much farther the next other letter is.
    pub(super) margin: f64,
}

/// A line of text.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Indexes of the components.
    pub(super) parts: Vec<usize>,
    pub(super) letters: Vec<Letter>,
    pub(super) text: String,
    /// Height of its capitals, mm.
    pub(super) capital_mm: f64,
    /// Place in the frame of its direction.
    pub(super) place: LocalBox,
    pub(super) direction: Direction,
}

impl Line {
    fn mean(&self) -> f64 {
        self.letters.iter().map(|letter| letter.distance).sum::<f64>() / self.letters.len().max(1) as f64
    }

    fn plain(&self) -> usize {
        self.letters.iter().filter(|letter| letter.distance < 0.135 && !GEOMETRY.contains(letter.character)).count()
    }

    fn unlike(&self) -> usize {
        self.letters.iter().filter(|letter| letter.distance > UNLIKE).count()
    }

    /// True for text beyond doubt; `beside` a text layer more is asked.
    pub(super) fn is_certain(&self, beside: bool) -> bool {
        let (count, plain) = (self.letters.len(), self.plain());
        if beside {
            return count >= 4 && plain >= 3 && 2 * plain >= count && self.unlike() == 0 && self.mean() < 0.08;
        }
        let likely = self.mean() < 0.11 && self.unlike() * 6 <= count;
        likely && count >= 2 && (plain >= 2 || plain == 1 && count <= 5 && self.mean() < 0.09)
    }

    /// True when every letter is near to one letter and far from all others: what is read is what is drawn.
    pub(super) fn is_sure(&self) -> bool {
        self.letters.iter().all(|letter| letter.distance < SURE_DISTANCE && letter.margin > SURE_MARGIN && letter.character != '?')
    }

    /// True for a long line that fits so well that it is read the right way up.
    pub(super) fn is_beyond_doubt(&self) -> bool {
        self.letters.len() >= 5 && self.plain() >= 3 && self.mean() < 0.07
    }

    /// True for what may be text in the company of other text.
    pub(super) fn is_possible(&self) -> bool {
        let alone = self.letters.len() == 1;
        let named = self.letters.iter().any(|letter| letter.character.is_alphanumeric());
        let single = self.letters.first().is_some_and(|letter| "23456789".contains(letter.character) || self.plain() == 1);
        named && self.unlike() == 0 && self.mean() < if alone { 0.095 } else { 0.105 } && (!alone || single)
    }

    /// True for one capital or figure that may be a revision or a datum, whatever geometry it looks like.
    pub(super) fn is_lone_sign(&self) -> bool {
        let letter = self.letters.first().map(|letter| letter.character);
        self.letters.len() == 1 && self.mean() < 0.085 && letter.is_some_and(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    }

    /// True for a line of several characters, all of them good.
    pub(super) fn is_clear(&self) -> bool {
        self.letters.len() >= 4 && self.plain() >= 1 && self.mean() < 0.095 && self.unlike() == 0
    }

    /// True for one letter that could be nothing else.
    pub(super) fn is_clear_letter(&self) -> bool {
        self.letters.len() == 1 && self.plain() == 1 && self.mean() < 0.075
    }

    /// True right above or below another line of the same height.
    pub(super) fn stands_at(&self, other: &Self) -> bool {
        let pitch = (self.place.v() - other.place.v()).abs() / other.capital_mm;
        let alike = (self.capital_mm / other.capital_mm - 1.0).abs() < 0.12;
        let beside = self.place.u0 > other.place.u0 - 0.6 * other.capital_mm && self.place.u0 < other.place.u1;
        alike && (0.9..2.4).contains(&pitch) && beside
    }

    /// True for the zero of a stacked deviation.
    pub(super) fn is_zero(&self) -> bool {
        self.letters.len() == 1 && "0Oo".contains(self.letters[0].character) && self.mean() < 0.085
    }

    /// True for a number beyond what a hatch or hole looks like.
    pub(super) fn is_sure_number(&self) -> bool {
        let digits = self.letters.iter().filter(|letter| letter.character.is_ascii_digit()).count();
        digits >= 1 && digits + 2 >= self.letters.len() && self.mean() < 0.085 && self.text != "1" && self.text != "0" && self.unlike() == 0
    }

    /// How much it speaks for itself.
    pub(super) fn worth(&self) -> f64 {
        self.letters
            .iter()
            .map(|letter| (UNLIKE - letter.distance).max(-0.1) * if GEOMETRY.contains(letter.character) { 0.4 } else { 1.0 })
            .sum()
    }
}

/// Long strokes along both axes of the sheet: a text never runs across one.
pub(super) struct Rulings {
    upright: Vec<(f64, f64, f64)>,
    level: Vec<(f64, f64, f64)>,
}

impl Rulings {
    pub(super) fn new(segments: &[Segment]) -> Self {
        let mut all = Self { upright: Vec::new(), level: Vec::new() };
        for s in segments {
            let (dx, dy) = ((s.x1 - s.x0).abs(), (s.y1 - s.y0).abs());
            if dx < 0.05 && dy > 3.0 {
                all.upright.push((s.x0, s.y0.min(s.y1), s.y0.max(s.y1)));
            } else if dy < 0.05 && dx > 3.0 {
                all.level.push((s.y0, s.x0.min(s.x1), s.x0.max(s.x1)));
            }
        }
        all.upright.sort_by(|a, b| a.0.total_cmp(&b.0));
        all.level.sort_by(|a, b| a.0.total_cmp(&b.0));
        all
    }

    /// True when a long line runs under a line of text or through its gap, as dimension lines do.
    pub(super) fn carry(&self, line: &Line) -> bool {
        let place = line.direction.sheet_box(&line.place);
        let reach = 1.4 * line.capital_mm;
        let (lines, from, to, near, far) = match line.direction.degrees as i32 {
            0 | 180 => (&self.level, place.y0 - reach, place.y1 + reach, place.x0, place.x1),
            _ => (&self.upright, place.x0 - reach, place.x1 + reach, place.y0, place.y1),
        };
        let first = lines.partition_point(|line| line.0 <= from);
        lines
            .iter()
            .skip(first)
            .take_while(|line| line.0 < to)
            .any(|line| line.1 < far + reach && line.2 > near - reach && line.2 - line.1 > 3.0)
    }

    /// True when level and upright lines close a small cell around a line of text.
    pub(super) fn enclose(&self, line: &Line) -> bool {
        let place = line.direction.sheet_box(&line.place);
        let (x, y) = place.centre();
        let (wide, high) = (6.5 * line.capital_mm, 3.2 * line.capital_mm);
        let held = |lines: &[(f64, f64, f64)], from: f64, to: f64, across: f64| {
            let first = lines.partition_point(|line| line.0 < from);
            lines.iter().skip(first).take_while(|line| line.0 <= to).any(|line| line.1 <= across + 0.2 && line.2 >= across - 0.2)
        };
        held(&self.upright, place.x0 - wide, place.x0, y)
            && held(&self.upright, place.x1, place.x1 + wide, y)
            && held(&self.level, place.y0 - high, place.y0, x)
            && held(&self.level, place.y1, place.y1 + high, x)
    }

    /// True when a stroke as high as the gap's text passes between `u0` and `u1` at `v0` to `v1` of a direction.
    fn cross(&self, gap: &LocalBox, direction: &Direction) -> bool {
        let place = direction.sheet_box(gap);
        let (lines, from, to, low, high) = match direction.degrees as i32 {
            0 | 180 => (&self.upright, place.x0, place.x1, place.y0, place.y1),
            90 | 270 => (&self.level, place.y0, place.y1, place.x0, place.x1),
            _ => return false,
        };
        let first = lines.partition_point(|line| line.0 <= from);
        lines.iter().skip(first).take_while(|line| line.0 < to).any(|line| line.1 <= low && line.2 >= high)
    }
}

/// How hard to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// Every way to lay a row.
    Full,
    /// The likeliest way only: on a page with a text layer most rows of strokes are geometry.
    Glance,
}

struct Part {
    index: usize,
    place: LocalBox,
}

struct Row {
    parts: Vec<usize>,
    place: LocalBox,
}

/// The lines of one direction among the free components, some of them more than once. Rows of different heights are looked for apart, so that
/// an arrow beside a text does not spoil it.
pub(super) fn lines_along(parts: &[Component], free: &[bool], direction: &Direction, rulings: &Rulings, effort: Effort) -> Vec<Line> {
    let mut all: Vec<Part> = parts
        .iter()
        .enumerate()
        .filter(|(index, _)| free[*index])
        .map(|(index, part)| Part { index, place: local_box(part, direction) })
        .collect();
    all.sort_by(|a, b| a.place.u0.total_cmp(&b.place.u0));
    let mut lines: Vec<Line> = Vec::new();
    for height in HEIGHTS_MM {
        let placed: Vec<Part> = all
            .iter()
            .filter(|part| high(&part.place) <= 1.36 * height && part.place.width() <= 2.2 * height)
            .map(|part| Part { index: part.index, place: part.place })
            .collect();
        let rows = rows(&placed, direction, rulings);
        let fits = |row: &&Row| (0.72 * height..1.36 * height).contains(&high(&row.place)) || row.parts.len() > 3;
        let rows: Vec<Row> = rows.into_iter().flat_map(|row| unstacked(row, &placed)).collect();
        lines.extend(rows.iter().filter(fits).filter_map(|row| read_row(row, &placed, parts, direction, (height, effort))));
    }
    lines
}

fn rows(placed: &[Part], direction: &Direction, rulings: &Rulings) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    // Rows that end too far back are closed: only the others are asked.
    let mut open: Vec<usize> = Vec::new();
    for (at, part) in placed.iter().enumerate() {
        open.retain(|row| rows[*row].place.u1 > part.place.u0 - WIDEST_GAP * LARGEST_MM);
        let host = open
            .iter()
            .copied()
            .filter(|row| rows[*row].parts.len() < LONGEST && continues(&rows[*row], placed, part, direction, rulings))
            .min_by(|a, b| off(&rows[*a], part).total_cmp(&off(&rows[*b], part)));
        match host {
            Some(row) => {
                rows[row].place = rows[row].place.union(&part.place);
                rows[row].parts.push(at);
            }
            None => {
                open.push(rows.len());
                rows.push(Row { parts: vec![at], place: part.place });
            }
        }
    }
    rows
}

/// Takes the deviations that stand above one another at the end of a row off it: two rows of their own.
fn unstacked(mut row: Row, placed: &[Part]) -> Vec<Row> {
    let tallest = row.parts.iter().map(|at| high(&placed[*at].place)).fold(0.0, f64::max);
    let small = |place: &LocalBox| (0.22 * tallest..0.8 * tallest).contains(&high(place));
    let stands_over =
        |a: &LocalBox, b: &LocalBox| small(a) && small(b) && a.v1 < b.v0 + 0.02 * tallest && a.shared_u(b) > 0.3 * a.width().min(b.width());
    let from = row
        .parts
        .iter()
        .filter(|above| row.parts.iter().any(|below| stands_over(&placed[**above].place, &placed[*below].place)))
        .map(|at| &placed[*at].place)
        .fold((f64::INFINITY, 0.0), |(u, v), place| if place.u0 < u { (place.u0, place.v1) } else { (u, v) });
    if !from.0.is_finite() {
        return vec![row];
    }
    // Everything from the first pair on is one of the two; a sign before the digits stands a little in front of them.
    let start = from.0 - 0.55 * tallest;
    let (stacked, kept): (Vec<usize>, Vec<usize>) = row
        .parts
        .iter()
        .partition(|at| placed[**at].place.u0 >= start && (small(&placed[**at].place) || high(&placed[**at].place) < 0.22 * tallest));
    let (upper, lower): (Vec<usize>, Vec<usize>) = stacked.into_iter().partition(|at| placed[*at].place.v() < from.1);
    row.parts = kept;
    let whole = |parts: Vec<usize>| {
        let place = parts.iter().map(|at| placed[*at].place).reduce(|a, b| a.union(&b))?;
        Some(Row { parts, place })
    };
    [whole(row.parts), whole(upper), whole(lower)].into_iter().flatten().collect()
}

fn local_box(part: &Component, direction: &Direction) -> LocalBox {
    let mut points = part.strokes.iter().flat_map(|[ax, ay, bx, by]| [direction.local(*ax, *ay), direction.local(*bx, *by)]);
    let (u, v) = points.next().unwrap_or_default();
    points.fold(LocalBox { u0: u, u1: u, v0: v, v1: v }, |all, (u, v)| all.union(&LocalBox { u0: u, u1: u, v0: v, v1: v }))
}

fn high(place: &LocalBox) -> f64 {
    place.v1 - place.v0
}

fn off(row: &Row, part: &Part) -> f64 {
    (part.place.u0 - row.place.u1).max(0.0) + (part.place.v() - row.place.v()).abs()
}

fn continues(row: &Row, placed: &[Part], part: &Part, direction: &Direction, rulings: &Rulings) -> bool {
    // The last parts give the height: a bracket at the start must not let everything in.
    let (a, b) = (high(&row.place), high(&part.place));
    let height = a.max(b);
    let gap = part.place.u0 - row.place.u1;
    if !(SMALLEST_MM..=LARGEST_MM).contains(&height) || gap > WIDEST_GAP * height || gap < -1.2 * height {
        return false;
    }
    let slack = 0.32 * height;
    let holds = |outer: &LocalBox, inner: &LocalBox| inner.v0 > outer.v0 - slack && inner.v1 < outer.v1 + slack;
    if !(holds(&row.place, &part.place) || holds(&part.place, &row.place)) {
        return false;
    }
    // Small marks hang on a letter that is near; letters of one row are of one kind of size.
    let last = row.parts.last().and_then(|at| placed.get(*at)).map_or(row.place, |last| last.place);
    let between =
        LocalBox { u0: last.u1.min(part.place.u0), u1: part.place.u0, v0: part.place.v() - 0.3 * b, v1: part.place.v() + 0.3 * b };
    gap <= 0.1 * height || !rulings.cross(&between, direction)
}

/// One way to lay a line: its baseline, the height of capitals, the slant.
#[derive(Clone, Copy)]
struct Lay {
    baseline: f64,
    capital: f64,
    slant: f64,
}

fn read_row(row: &Row, placed: &[Part], parts: &[Component], direction: &Direction, (height, effort): (f64, Effort)) -> Option<Line> {
    let mut places: Vec<LocalBox> = row.parts.iter().map(|at| placed[*at].place).collect();
    let tallest = places.iter().map(high).fold(0.0, f64::max);
    if tallest < 0.72 * height || tallest < SMALLEST_MM {
        return None;
    }
    // Where most letters end is the baseline; where the tall ones begin, the capitals' top.
    places.retain(|place| high(place) > 0.45 * tallest);
    let mut feet: Vec<f64> = places.iter().map(|place| place.v1).collect();
    feet.sort_by(f64::total_cmp);
    let mut tops: Vec<f64> = places.iter().map(|place| place.v0).collect();
    tops.sort_by(f64::total_cmp);
    let baseline = feet[feet.len() / 2];
    let mut lays: Vec<Lay> = Vec::new();
    let mut add = |baseline: f64, capital: f64| {
        let known = |lay: &Lay| (lay.baseline - baseline).abs() < 0.04 * capital && (lay.capital / capital - 1.0).abs() < 0.05;
        if capital > 0.7 * SMALLEST_MM && !lays.iter().any(known) {
            lays.push(Lay { baseline, capital, slant: 0.0 });
        }
    };
    let usual = tops[tops.len() / 2];
    let highest = tops[0];
    add(baseline, baseline - highest);
    add(baseline, baseline - usual);
    add(baseline, (baseline - usual) / 0.68);
    add(feet[0], feet[0] - highest);
    let strokes = |at: &usize| &parts[placed[*at].index];
    let members: Vec<&Component> = row.parts.iter().map(strokes).collect();
    let local: Vec<Vec<[f64; 4]>> = members
        .iter()
        .map(|part| {
            part.strokes
                .iter()
                .map(|[ax, ay, bx, by]| {
                    let ((au, av), (bu, bv)) = (direction.local(*ax, *ay), direction.local(*bx, *by));
                    [au, av, bu, bv]
                })
                .collect()
        })
        .collect();
    let (tried, slants, most) = match effort {
        Effort::Full => (TRIED, &SLANTS[..], UNLIKE * 1.4),
        Effort::Glance => (TRIED / 2, &SLANTS[..1], UNLIKE * 0.75),
    };
    if effort == Effort::Glance {
        lays.truncate(1);
    }
    let sample = local.len().min(tried);
    let mut best: Option<(f64, Lay)> = None;
    'found: for slant in slants.iter().copied() {
        for lay in &lays {
            let lay = Lay { slant, ..*lay };
            let letters = letters(&local[..sample], lay);
            let mean = letters.iter().map(|letter| letter.distance).sum::<f64>() / letters.len().max(1) as f64;
            // Among equals the upright, first guess wins.
            if best.is_none_or(|(least, _)| mean < least - 0.003) {
                best = Some((mean, lay));
            }
            if mean < GOOD {
                break 'found;
            }
        }
        // What is like no letter upright is none leaning either.
        if best.is_some_and(|(least, _)| least > most) {
            return None;
        }
    }
    let (mean, lay) = best?;
    if mean > 1.2 * UNLIKE {
        return None;
    }
    let mut found = letters(&local, lay);
    let tied = |letter: &Letter| letter.parts.iter().any(|at| members[*at].attached);
    found.retain(|letter| !tied(letter) || TAILED.contains(letter.character) && letter.distance < 0.175);
    let text = text_of(&mut found);
    let indexes = found.iter().flat_map(|letter| letter.parts.iter().map(|at| placed[row.parts[*at]].index)).collect();
    Some(Line { parts: indexes, letters: found, text, capital_mm: lay.capital, place: row.place, direction: *direction })
}

/// Components that stand over one another are one character.
fn letters(parts: &[Vec<[f64; 4]>], lay: Lay) -> Vec<Letter> {
    let placed: Vec<Vec<[f64; 4]>> = parts
        .iter()
        .map(|strokes| {
            let to = |u: f64, v: f64| ((u - lay.slant * (lay.baseline - v)) / lay.capital, (lay.baseline - v) / lay.capital);
            strokes
                .iter()
                .map(|[au, av, bu, bv]| {
                    let ((ax, ay), (bx, by)) = (to(*au, *av), to(*bu, *bv));
                    [ax, ay, bx, by]
                })
                .collect()
        })
        .collect();
    let ends = |strokes: &[[f64; 4]]| strokes.iter().fold((f64::MAX, f64::MIN), |(l, r), s| (l.min(s[0]).min(s[2]), r.max(s[0]).max(s[2])));
    let mut order: Vec<usize> = (0..placed.len()).collect();
    order.sort_by(|a, b| ends(&placed[*a]).0.total_cmp(&ends(&placed[*b]).0));
    let mut groups: Vec<((f64, f64), Vec<usize>)> = Vec::new();
    for at in order {
        let (left, right) = ends(&placed[at]);
        if let Some(((from, to), group)) = groups.last_mut() {
            let shared = right.min(*to) - left.max(*from);
            let narrow = (right - left).min(*to - *from);
            let within = left >= *from - 0.02 && right <= *to + 0.02;
            let over = within
                || shared > 0.5 * narrow && shared > 0.02
                || narrow < 0.12 && ((left + right) - (*from + *to)).abs() < 0.24 && shared > -0.08;
            if over {
                (*from, *to) = (from.min(left), to.max(right));
                group.push(at);
                continue;
            }
        }
        groups.push(((left, right), vec![at]));
    }
    groups.into_iter().filter_map(|(ends, group)| letter(ends, &group, &placed, parts)).collect()
}

fn letter(ends: (f64, f64), group: &[usize], placed: &[Vec<[f64; 4]>], parts: &[Vec<[f64; 4]>]) -> Option<Letter> {
    let strokes: Vec<[f64; 4]> = group.iter().flat_map(|at| placed[*at].iter().copied()).collect();
    let shape = Shape::new(&strokes)?;
    let plain = colon(group, placed).or_else(|| dot(&shape, group.len())).or_else(|| under_mark(group, placed));
    let shaped = plain.is_none();
    let found = if shaped { guesses(&shape, group.len()) } else { Vec::new() };
    let guess = plain.or_else(|| found.first().copied());
    let margin = match found.as_slice() {
        [first, second, ..] if !alike(first.character, second.character) => second.distance - first.distance,
        [] if shaped => 0.0,
        _ => 1.0,
    };
    let guess = guess.unwrap_or(Guess { character: '\u{fffd}', distance: 0.5 });
    let place = group
        .iter()
        .flat_map(|at| &parts[*at])
        .map(|[au, av, bu, bv]| LocalBox { u0: au.min(*bu), u1: au.max(*bu), v0: av.min(*bv), v1: av.max(*bv) })
        .reduce(|a, b| a.union(&b))?;
    let likeness = (1.0 - guess.distance / (2.0 * UNLIKE)).clamp(0.0, 1.0);
    let shape = shaped.then_some(shape);
    Some(Letter { character: guess.character, place, likeness, distance: guess.distance, ends, parts: group.to_vec(), shape, margin })
}

/// Look-alikes that only their neighbours tell apart.
fn alike(a: char, b: char) -> bool {
    ["0Oo", "1Il|", "cC", "sS", "vV", "wW", "xX×", "zZ", ".·"].iter().any(|group| group.contains(a) && group.contains(b))
}

/// A letter and what stands over it, told apart.
fn under_mark(group: &[usize], placed: &[Vec<[f64; 4]>]) -> Option<Guess> {
    let parts: Vec<&[[f64; 4]]> = group.iter().map(|at| placed[*at].as_slice()).collect();
    let (base, mark) = marked(&parts)?;
    let found = guesses(&Shape::new(base)?, 1);
    found.iter().find_map(|guess| Some(Guess { character: with(guess.character, mark)?, distance: guess.distance + MARKED }))
}

/// Two points over one another.
fn colon(group: &[usize], placed: &[Vec<[f64; 4]>]) -> Option<Guess> {
    let [first, second] = group else { return None };
    let shapes = [Shape::new(&placed[*first])?, Shape::new(&placed[*second])?];
    let small = shapes.iter().all(|shape| shape.width < 0.26 && shape.top - shape.bottom < 0.3);
    let low = shapes.iter().map(|shape| shape.bottom).fold(f64::INFINITY, f64::min);
    let top = shapes.iter().map(|shape| shape.top).fold(f64::NEG_INFINITY, f64::max);
    if !small || !(0.3..0.85).contains(&top) || low > 0.2 {
        return None;
    }
    Some(Guess { character: if low < -0.07 { ';' } else { ':' }, distance: 0.05 })
}

/// A point has no shape: its place names it.
fn dot(shape: &Shape, parts: usize) -> Option<Guess> {
    let high = shape.top - shape.bottom;
    if parts > 1 || shape.width > 0.26 || high > 0.34 {
        return None;
    }
    let middle = (shape.top + shape.bottom) / 2.0;
    let character = match middle {
        m if m < 0.25 && shape.bottom < -0.07 => ',',
        m if m < 0.25 => '.',
        m if m > 0.65 => '\'',
        _ => '·',
    };
    Some(Guess { character, distance: 0.05 })
}
