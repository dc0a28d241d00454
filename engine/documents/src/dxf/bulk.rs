//! Where the bulk of a drawing stands, so that a stray entity a thousand kilometres away does not make the envelope.

use super::curve::Envelope;

/// Beyond this distance from the bulk, and [`REACHES`] times its size, nothing belongs to a part, mm.
const FAR_MM: f64 = 1e6;
/// Beyond this coordinate nothing is drawn on Earth, whose map coordinates end at 2 x 10^10 mm (Web Mercator, half the equator), mm.
const OFF_THE_EARTH_MM: f64 = 1e11;
/// Sizes of the bulk that a plan of a site may reach beyond it.
const REACHES: f64 = 100.0;
/// Fewer pieces have no bulk.
const FEWEST: usize = 3;
/// Pieces looked at; of more, every second, fourth, ...
const MOST: usize = 1 << 16;

/// Centres and half sizes of pieces of a drawing, thinned out evenly.
pub(super) struct Sample {
    pieces: Vec<([f64; 2], f64)>,
    stride: usize,
    seen: usize,
}

impl Default for Sample {
    fn default() -> Self {
        Self { pieces: Vec::new(), stride: 1, seen: 0 }
    }
}

impl Sample {
    pub fn add(&mut self, piece: &Envelope) {
        if self.seen.is_multiple_of(self.stride) {
            let middle = |axis: usize| piece.low[axis] / 2.0 + piece.high[axis] / 2.0;
            let half = [0, 1].map(|axis: usize| piece.high[axis] / 2.0 - piece.low[axis] / 2.0);
            self.pieces.push(([middle(0), middle(1)], half[0].max(half[1])));
            if self.pieces.len() >= MOST {
                let mut keep = false;
                self.pieces.retain(|_| {
                    keep = !keep;
                    keep
                });
                self.stride *= 2;
            }
        }
        self.seen += 1;
    }

    /// Where a drawing of this envelope may stand, drawing units; `None` when it is no larger than a drawing may be.
    pub fn window(&self, envelope: &Envelope, unit_mm: f64) -> Option<Envelope> {
        let wide = envelope.size().is_none_or(|size| size[0].max(size[1]) * unit_mm > FAR_MM);
        let far_off = envelope.low.iter().chain(&envelope.high).any(|value| value.abs() * unit_mm > OFF_THE_EARTH_MM);
        if self.pieces.is_empty() || !(wide || far_off) {
            return None;
        }
        let most = OFF_THE_EARTH_MM / unit_mm;
        let earth = Envelope { low: [-most; 2], high: [most; 2] };
        if self.pieces.len() < FEWEST {
            return Some(earth);
        }
        let middle = [0, 1].map(|axis: usize| median(self.pieces.iter().map(|(centre, _)| centre[axis]).collect()));
        let distance = |(centre, half): &([f64; 2], f64)| (centre[0] - middle[0]).abs().max((centre[1] - middle[1]).abs()) + half;
        // The nearest half of the pieces is the bulk, however far the others are.
        let reach = median(self.pieces.iter().map(distance).collect());
        let beyond = FAR_MM / unit_mm + REACHES * reach;
        Some(Envelope {
            low: [0, 1].map(|axis: usize| (middle[axis] - beyond).max(-most)),
            high: [0, 1].map(|axis: usize| (middle[axis] + beyond).min(most)),
        })
    }
}

/// The lower middle one.
fn median(mut values: Vec<f64>) -> f64 {
    let at = values.len().saturating_sub(1) / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(at, f64::total_cmp).1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Squares of 10 at these corners, in mm: which of them stand in the window.
    fn check(corners: &[f64], expect: Option<&[bool]>) {
        let squares: Vec<Envelope> = corners.iter().map(|at| Envelope { low: [*at; 2], high: [at + 10.0; 2] }).collect();
        let mut sample = Sample::default();
        let mut all = Envelope::default();
        for square in &squares {
            sample.add(square);
            all.add(square.low);
            all.add(square.high);
        }
        let window = sample.window(&all, 1.0);
        let kept = window.map(|window| squares.iter().map(|square| window.contains(square)).collect::<Vec<_>>());
        assert_eq!(kept.as_deref(), expect, "{corners:?}");
    }

    #[test]
    fn what_is_absurdly_far_from_the_bulk_is_out() {
        check(&[0.0, 50.0, 900_000.0], None);
        check(&[0.0, 50.0, 20.0, 5e6], Some(&[true, true, true, false]));
        check(&[0.0, 50.0, 20.0, -1e14], Some(&[true, true, true, false]));
        // A plan in map coordinates is far from the origin, not from itself.
        check(&[6.1e9, 6.1e9 + 50.0, 6.1e9 + 20.0], None);
        // A site of kilometres reaches as far as its own size lets it.
        check(&[0.0, 4e5, 8e5, 1.2e6, 9e6], Some(&[true; 5]));
        // Two things far from each other: nobody can say which is the part.
        check(&[0.0, 5e6], Some(&[true, true]));
        check(&[0.0, 1e13], Some(&[true, false]));
        check(&[], None);
    }

    #[test]
    fn a_large_drawing_is_sampled_and_keeps_its_bulk() {
        let mut sample = Sample::default();
        let mut all = Envelope::default();
        for index in 0..500_000 {
            let at = if index % 1000 == 7 { 1e9 } else { f64::from(index % 1000) };
            let point = Envelope { low: [at; 2], high: [at; 2] };
            all.add([at; 2]);
            sample.add(&point);
        }
        assert!(sample.pieces.len() < MOST);
        let window = sample.window(&all, 1.0);
        assert!(window.is_some_and(|window| window.high[0] < 2e6 && window.low[0] > -2e6), "{window:?}");
    }
}
