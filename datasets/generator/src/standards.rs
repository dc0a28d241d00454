//! ISO tables the drawings quote: limits of fits and metric threads, from data files.

const FITS: &str = include_str!("../data/iso286.csv");
const THREADS: &str = include_str!("../data/threads.csv");

/// Upper and lower deviation of a fit, mm; `None` when the table has no such class or size.
pub fn deviations_mm(class: &str, size_mm: f64) -> Option<(f64, f64)> {
    rows(FITS).find_map(|row| {
        let [over, to, upper, lower] = [1, 2, 3, 4].map(|column| number(&row, column));
        (row.first() == Some(&class) && size_mm > over? && size_mm <= to?).then_some((upper? / 1000.0, lower? / 1000.0))
    })
}

/// A metric coarse thread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thread {
    /// Nominal diameter, mm.
    pub size_mm: f64,
    /// Pitch, mm.
    pub pitch_mm: f64,
    /// Drill before tapping, mm.
    pub tap_drill_mm: f64,
}

impl Thread {
    /// The coarse thread of a size; `None` when the table has none.
    pub fn coarse(size_mm: f64) -> Option<Self> {
        rows(THREADS).find_map(|row| {
            let [size, pitch, drill] = [0, 1, 2].map(|column| number(&row, column));
            (size? == size_mm).then_some(Self { size_mm: size?, pitch_mm: pitch?, tap_drill_mm: drill? })
        })
    }

    /// `M8`: a coarse thread needs no pitch (ISO 965-1).
    pub fn designation(&self) -> String {
        format!("M{}", self.size_mm)
    }

    /// Minor diameter, mm (ISO 724).
    pub fn minor_mm(&self) -> f64 {
        self.size_mm - 1.0825 * self.pitch_mm
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split(',').collect())
}

fn number(row: &[&str], column: usize) -> Option<f64> {
    row.get(column)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_of_the_table() {
        for (class, size, expect) in [
            ("h6", 20.0, Some((0.0, -0.013))),
            ("H7", 18.0, Some((0.018, 0.0))),
            ("k6", 30.0, Some((0.015, 0.002))),
            ("k6", 300.0, None),
            ("z9", 20.0, None),
        ] {
            assert_eq!(deviations_mm(class, size), expect, "{class} {size}");
        }
    }

    #[test]
    fn threads_of_the_table() {
        assert_eq!(Thread::coarse(8.0).map(|t| (t.pitch_mm, t.tap_drill_mm)), Some((1.25, 6.8)));
        assert_eq!(Thread::coarse(7.0), None);
    }
}
