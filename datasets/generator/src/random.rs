//! The generator's own random numbers: SplitMix64, so that one seed gives the same part on every machine and for ever.

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
#[derive(Debug, Clone)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// A sequence from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        let span = (high - low).unsigned_abs() + 1;
        low + (self.next_u64() % span) as i64
    }

    /// A length from `low` to `high` on a grid of `step`, mm.
    pub fn length_mm(&mut self, low: f64, high: f64, step: f64) -> f64 {
        let count = ((high - low) / step).round() as i64;
        low + self.whole(0, count) as f64 * step
    }

    /// True in `percent` cases of a hundred.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.whole(1, 100) <= percent
    }

    /// One of the items; the list must not be empty.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.whole(0, items.len() as i64 - 1) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_values_of_the_published_algorithm() {
        // Reference outputs for seed 1234567 (Vigna's splitmix64.c).
        let mut random = SplitMix64::new(1_234_567);
        assert_eq!(random.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(random.next_u64(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_length_stays_on_its_grid() {
        let mut random = SplitMix64::new(3);
        for _ in 0..200 {
            let length = random.length_mm(10.0, 20.0, 2.5);
            assert!((10.0..=20.0).contains(&length) && (length / 2.5).fract().abs() < 1e-12);
        }
    }
}
