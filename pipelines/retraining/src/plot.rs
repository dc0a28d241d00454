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

fn open(across: &str, up: &str) -> String {
    format!(
        "<svg viewBox='0 0 {SIZE} {SIZE}' width='{SIZE}' height='{SIZE}' role='img'><text x='{half}' y='{low}' text-anchor='middle'>{across}</text><text transform='translate(12 {half}) rotate(-90)' text-anchor='middle'>{up}</text>",
        half = SIZE / 2.0,
        low = SIZE - 8.0,
    )
}
