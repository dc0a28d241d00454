//! Plots as SVG inside a page: points against a diagonal, and bars. Nothing is fetched, nothing moves.

use std::fmt::Write;

const SIZE: f64 = 420.0;
const EDGE: f64 = 48.0;

/// Answers against measured times on two logarithmic scales, with the diagonal and the band of 15 %.
pub fn scatter(measured: &[f64], answers: &[f64]) -> String {
    let values = || measured.iter().chain(answers).copied().filter(|value| *value > 0.0);
    let (low, high) = values().fold((f64::INFINITY, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    if low >= high {
        return String::new();
    }
    let (from, to) = (low.log10().floor(), high.log10().ceil());
    let place = |value: f64| EDGE + (value.max(low).log10() - from) / (to - from) * (SIZE - 2.0 * EDGE);
    let mut out = open("measured", "answer");
    for decade in from as i32..=to as i32 {
        let at = place(10_f64.powi(decade).max(low));
        let at = if f64::from(decade) <= from { EDGE } else { at };
        let label =
            if decade >= 0 { format!("{:.0}", 10_f64.powi(decade)) } else { format!("{:.*}", (-decade) as usize, 10_f64.powi(decade)) };
        let _ = write!(
            out,
            "<path d='M{at:.1} {EDGE} V{bottom} M{EDGE} {y:.1} H{bottom}' class='grid'/><text x='{at:.1}' y='{below}' text-anchor='middle'>{label}</text><text x='{left}' y='{y:.1}' text-anchor='end'>{label}</text>",
            bottom = SIZE - EDGE,
            below = SIZE - EDGE + 14.0,
            left = EDGE - 5.0,
            y = SIZE - at,
        );
    }
    let (begin, end) = (EDGE, SIZE - EDGE);
    let band = |factor: f64| {
        let moved = f64::log10(factor) / (to - from) * (SIZE - 2.0 * EDGE);
        format!("M{begin} {:.1} L{end} {:.1}", SIZE - begin - moved, SIZE - end - moved)
    };
    let _ = write!(out, "<path d='{}' class='line'/><path d='{} {}' class='band'/>", band(1.0), band(1.15), band(0.85));
    for (m, a) in measured.iter().zip(answers).filter(|(m, a)| **m > 0.0 && **a > 0.0) {
        let _ = write!(out, "<circle cx='{:.1}' cy='{:.1}' r='2.5'/>", place(*m), SIZE - place(*a));
    }
    out + "</svg>"
}

/// Shares found against shares promised.
pub fn reliability(points: &[(f64, f64)]) -> String {
    let place = |share: f64| EDGE + share * (SIZE - 2.0 * EDGE);
    let mut out = open("promised share below", "found");
    for tenth in (0..=10).step_by(2) {
        let at = place(f64::from(tenth) / 10.0);
        let _ = write!(
            out,
            "<path d='M{at:.1} {EDGE} V{bottom} M{EDGE} {y:.1} H{bottom}' class='grid'/><text x='{at:.1}' y='{below}' text-anchor='middle'>{tenth}0 %</text>",
            bottom = SIZE - EDGE,
            below = SIZE - EDGE + 14.0,
            y = SIZE - at,
        );
    }
    let _ = write!(out, "<path d='M{EDGE} {b} L{b} {EDGE}' class='line'/>", b = SIZE - EDGE);
    for (promised, found) in points {
        let _ = write!(out, "<circle cx='{:.1}' cy='{:.1}' r='4'/>", place(*promised), SIZE - place(*found));
    }
    out + "</svg>"
}

/// How often an answer is off by how much: ln(answer / measured) of the winner as bars, of the baseline as a line.
pub fn errors(winner: &[f64], baseline: &[f64]) -> String {
    const BARS: usize = 31;
    const REACH: f64 = 1.55;
    let counts = |values: &[f64]| {
        let mut out = [0_usize; BARS];
        for value in values.iter().filter(|value| value.is_finite()) {
            let at = ((value.clamp(-REACH, REACH) + REACH) / (2.0 * REACH) * BARS as f64) as usize;
            out[at.min(BARS - 1)] += 1;
        }
        out
    };
    let (own, other) = (counts(winner), counts(baseline));
    let most = own.iter().chain(&other).copied().max().unwrap_or(0).max(1) as f64;
    let wide = (SIZE - 2.0 * EDGE) / BARS as f64;
    let height = |count: usize| count as f64 / most * (SIZE - 2.0 * EDGE);
    let left = |at: usize| EDGE + at as f64 * wide;
    let mut out = open("ln(answer / measured)", "rows");
    for (label, value) in [("-1.5", -1.5), ("-0.7", -0.7), ("0", 0.0), ("0.7", 0.7), ("1.5", 1.5)] {
        let x = EDGE + (value + REACH) / (2.0 * REACH) * (SIZE - 2.0 * EDGE);
        let _ = write!(
            out,
            "<path d='M{x:.1} {EDGE} V{b}' class='grid'/><text x='{x:.1}' y='{y}' text-anchor='middle'>{label}</text>",
            b = SIZE - EDGE,
            y = SIZE - EDGE + 14.0
        );
    }
    for (at, count) in own.iter().enumerate() {
        let tall = height(*count);
        let _ = write!(
            out,
            "<rect x='{:.1}' y='{:.1}' width='{:.1}' height='{tall:.1}' class='bar'/>",
            left(at),
            SIZE - EDGE - tall,
            wide - 1.0
        );
    }
    let line: Vec<String> =
        other.iter().enumerate().map(|(at, count)| format!("{:.1},{:.1}", left(at) + wide / 2.0, SIZE - EDGE - height(*count))).collect();
    let _ = write!(out, "<polyline points='{}' class='line'/>", line.join(" "));
    out + "</svg>"
}

/// Mean |ln(answer / measured)| of slices as bars, the baseline's as a mark beside.
pub fn slices(slices: &[(String, f64, f64)]) -> String {
    let most = slices.iter().map(|(_, own, other)| own.max(*other)).fold(1e-9, f64::max);
    let (row, left, right) = (18.0, 230.0, 30.0);
    let (wide, tall) = (SIZE + left, row * slices.len() as f64 + 30.0);
    let place = |value: f64| left + value / most * (wide - left - right);
    let mut out = format!("<svg viewBox='0 0 {wide} {tall}' width='{wide}' height='{tall}' role='img'>");
    for (at, (name, own, other)) in slices.iter().enumerate() {
        let y = row * at as f64 + 4.0;
        let shown: String = name.chars().take(38).map(|c| if matches!(c, '<' | '&' | '>' | '\'' | '"') { ' ' } else { c }).collect();
        let class = if own > other { "bar worse" } else { "bar" };
        let _ = write!(
            out,
            "<text x='{tx}' y='{ty:.1}' text-anchor='end'>{shown}</text><rect x='{left}' y='{y:.1}' width='{w:.1}' height='11' class='{class}'/><path d='M{m:.1} {y:.1} v11' class='mark'/><text x='{vx:.1}' y='{ty:.1}'>{own:.2}</text>",
            tx = left - 6.0,
            ty = y + 10.0,
            w = place(*own) - left,
            m = place(*other),
            vx = place(own.max(*other)) + 4.0,
        );
    }
    out + "</svg>"
}

fn open(across: &str, up: &str) -> String {
    format!(
        "<svg viewBox='0 0 {SIZE} {SIZE}' width='{SIZE}' height='{SIZE}' role='img'><text x='{half}' y='{low}' text-anchor='middle'>{across}</text><text transform='translate(12 {half}) rotate(-90)' text-anchor='middle'>{up}</text>",
        half = SIZE / 2.0,
        low = SIZE - 8.0,
    )
}
