//! Training of the network: minibatches of whole parts, Adam, a falling rate. The same seed gives the same weights.

// As in the network: fixed lengths by index.
#![allow(clippy::needless_range_loop)]

use crate::network::{CLASSES, WEIGHTS, drawn, probabilities, teach};
use crate::relation::PartInput;

/// A part with the class of each of its faces.
#[derive(Debug, Clone)]
pub struct Taught {
    /// File name, for reports only.
    pub file: String,
    /// What the network sees.
    pub input: PartInput,
    /// Class of each face.
    pub labels: Vec<u8>,
}

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Passes over all parts.
    pub epochs: usize,
    /// Parts between two steps.
    pub batch: usize,
    /// Highest learning rate.
    pub rate: f32,
    /// Pull of the weights towards zero per step, times the rate.
    pub decay: f32,
    /// Start of the chance.
    pub seed: u64,
    /// Threads.
    pub threads: usize,
}

impl Default for Run {
    fn default() -> Self {
        Self { epochs: 60, batch: 16, rate: 2e-3, decay: 1e-2, seed: 1, threads: 2 }
    }
}

/// Evenly spread numbers, 64-bit xorshift with a multiplier (Vigna, xorshift64*).
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
    /// From 0 to 1.
    pub fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }
    /// Puts a list in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = (self.next() % (i as u64 + 1)) as usize;
            items.swap(i, j);
        }
    }
}

/// Trains on the parts; `report` hears epoch and mean loss.
pub fn train(parts: &[&Taught], run: Run, mut report: impl FnMut(usize, f32)) -> Vec<f32> {
    let mut chance = Chance::new(run.seed);
    let mut weights = drawn(|| chance.share());
    let (mut first, mut second) = (vec![0.0_f32; WEIGHTS], vec![0.0_f32; WEIGHTS]);
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let steps = run.epochs * parts.len().div_ceil(run.batch);
    let mut step = 0_usize;
    for epoch in 0..run.epochs {
        chance.shuffle(&mut order);
        let (mut loss, mut faces) = (0.0, 0);
        for batch in order.chunks(run.batch) {
            let (gradient, l) = gradient(&weights, parts, batch, run.threads);
            let count: usize = batch.iter().map(|i| parts[*i].labels.len()).sum();
            loss += l;
            faces += count;
            step += 1;
            // Rises over the first twentieth, then falls along a cosine.
            let at = step as f32 / steps as f32;
            let rate = run.rate * if at < 0.05 { at / 0.05 } else { 0.5 * (1.0 + (std::f32::consts::PI * (at - 0.05) / 0.95).cos()) };
            let scale = 1.0 / count.max(1) as f32;
            let size = gradient.iter().map(|g| g * g).sum::<f32>().sqrt() * scale;
            let clip = if size > 1.0 { scale / size } else { scale };
            let (c1, c2) = (1.0 - 0.9_f32.powi(step.min(10_000) as i32), 1.0 - 0.99_f32.powi(step.min(10_000) as i32));
            for k in 0..WEIGHTS {
                let g = gradient[k] * clip;
                first[k] = 0.9 * first[k] + 0.1 * g;
                second[k] = 0.99 * second[k] + 0.01 * g * g;
                weights[k] -= rate * (first[k] / c1 / ((second[k] / c2).sqrt() + 1e-8) + run.decay * weights[k]);
            }
        }
        report(epoch, loss / faces.max(1) as f32);
    }
    weights
}

fn gradient(weights: &[f32], parts: &[&Taught], batch: &[usize], threads: usize) -> (Vec<f32>, f32) {
    let share = batch.len().div_ceil(threads.max(1));
    std::thread::scope(|scope| {
        let workers: Vec<_> = batch
            .chunks(share.max(1))
            .map(|some| {
                scope.spawn(move || {
                    let mut g = vec![0.0; WEIGHTS];
                    let loss: f32 = some.iter().map(|i| teach(weights, &parts[*i].input, &parts[*i].labels, &mut g)).sum();
                    (g, loss)
                })
            })
            .collect();
        let mut total = (vec![0.0; WEIGHTS], 0.0);
        for worker in workers {
            if let Ok((g, loss)) = worker.join() {
                for (a, b) in total.0.iter_mut().zip(g) {
                    *a += b;
                }
                total.1 += loss;
            }
        }
        total
    })
}

/// Most probable class of each face by the mean of several networks, with its probability.
pub fn vote(networks: &[Vec<f32>], part: &PartInput) -> Vec<(u8, f32)> {
    let mut sums = vec![[0.0_f32; CLASSES]; part.faces.len()];
    for weights in networks {
        for (sum, p) in sums.iter_mut().zip(probabilities(weights, part)) {
            for k in 0..CLASSES {
                sum[k] += p[k] / networks.len() as f32;
            }
        }
    }
    let best = |p: &[f32; CLASSES]| (0..CLASSES).max_by(|a, b| p[*a].total_cmp(&p[*b])).unwrap_or(CLASSES - 1);
    sums.iter().map(|p| (best(p) as u8, p[best(p)])).collect()
}
