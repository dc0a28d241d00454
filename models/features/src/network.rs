//! A small message-passing network over the faces of one part: forward pass for use, backward pass for training. Plain arithmetic, no library.

// Loops over fixed lengths by index are what the compiler turns into vector instructions.
#![allow(clippy::needless_range_loop)]

use crate::relation::{FACE_INPUTS, PAIR_INPUTS, PartInput, SORTS};

/// Width of the state of a face.
pub const WIDTH: usize = 48;
/// Rounds of messages.
pub const ROUNDS: usize = 4;
/// Classes of the output.
pub const CLASSES: usize = 16;
/// Messages of a sort are added up and divided by this plus a share of their number, so that faces with many neighbours stay in range.
const DIVISOR: [(f32, f32); SORTS] = [(1.5, 0.5), (2.0, 0.0), (1.5, 0.5), (2.0, 1.0)];

const ROUND_SIZE: usize = SORTS * (3 * WIDTH * WIDTH + WIDTH + PAIR_INPUTS * WIDTH) + WIDTH * WIDTH + WIDTH;
const ROUNDS_AT: usize = (FACE_INPUTS + 1) * WIDTH;
const HEAD_AT: usize = ROUNDS_AT + ROUNDS * ROUND_SIZE;
/// Number of weights.
pub const WEIGHTS: usize = HEAD_AT + (WIDTH + 1) * WIDTH + (WIDTH + 1) * CLASSES;

type State = [f32; WIDTH];

/// Offsets of the matrices of one round, each stored row by input.
#[derive(Clone, Copy)]
struct RoundAt {
    start: usize,
}

impl RoundAt {
    fn new(round: usize) -> Self {
        Self { start: ROUNDS_AT + round * ROUND_SIZE }
    }
    fn sort(self, sort: usize) -> usize {
        self.start + sort * (3 * WIDTH * WIDTH + WIDTH + PAIR_INPUTS * WIDTH)
    }
    fn from(self, sort: usize) -> usize {
        self.sort(sort)
    }
    fn to(self, sort: usize) -> usize {
        self.sort(sort) + WIDTH * WIDTH
    }
    fn bias(self, sort: usize) -> usize {
        self.sort(sort) + 2 * WIDTH * WIDTH
    }
    fn pair(self, sort: usize) -> usize {
        self.bias(sort) + WIDTH
    }
    fn gathered(self, sort: usize) -> usize {
        self.pair(sort) + PAIR_INPUTS * WIDTH
    }
    fn own(self) -> usize {
        self.sort(SORTS)
    }
    fn own_bias(self) -> usize {
        self.own() + WIDTH * WIDTH
    }
}

/// `out += x · M`, M stored row by input.
fn apply<const N: usize>(weights: &[f32], at: usize, x: &[f32], out: &mut [f32; N]) {
    for (i, value) in x.iter().enumerate() {
        if *value != 0.0 {
            let row = &weights[at + i * N..at + (i + 1) * N];
            for k in 0..N {
                out[k] += value * row[k];
            }
        }
    }
}

/// Adds the gradient of [`apply`] to the matrix.
fn learn<const N: usize>(gradient: &mut [f32], at: usize, x: &[f32], slope: &[f32; N]) {
    for (i, value) in x.iter().enumerate() {
        if *value != 0.0 {
            let row = &mut gradient[at + i * N..at + (i + 1) * N];
            for k in 0..N {
                row[k] += value * slope[k];
            }
        }
    }
}

/// Adds the gradient of [`apply`] to its input.
fn back<const N: usize>(weights: &[f32], at: usize, slope: &[f32; N], out: &mut [f32]) {
    for (i, value) in out.iter_mut().enumerate() {
        let row = &weights[at + i * N..at + (i + 1) * N];
        let mut sum = 0.0;
        for k in 0..N {
            sum += row[k] * slope[k];
        }
        *value += sum;
    }
}

fn positive(x: &mut State) {
    for value in x {
        *value = value.max(0.0);
    }
}

/// What the forward pass keeps for the backward pass.
struct Trace {
    /// States before each round and after the last.
    states: Vec<Vec<State>>,
    /// Messages of each round, by pair.
    messages: Vec<Vec<State>>,
    /// Gathered messages of each round, by face and sort.
    gathered: Vec<Vec<[State; SORTS]>>,
    /// What each round added to the states.
    added: Vec<Vec<State>>,
    hidden: Vec<State>,
    scores: Vec<[f32; CLASSES]>,
}

fn row<const N: usize>(weights: &[f32], at: usize) -> [f32; N] {
    let mut out = [0.0; N];
    out.copy_from_slice(&weights[at..at + N]);
    out
}

/// Factor of the messages of each sort, by face that receives.
fn shares(part: &PartInput) -> Vec<[f32; SORTS]> {
    let mut counts = vec![[0.0_f32; SORTS]; part.faces.len()];
    for pair in &part.pairs {
        counts[pair.to][pair.sort] += 1.0;
    }
    counts.into_iter().map(|c| std::array::from_fn(|k| 1.0 / (DIVISOR[k].0 + DIVISOR[k].1 * c[k]))).collect()
}

fn forward(weights: &[f32], part: &PartInput) -> Trace {
    let n = part.faces.len();
    let shares = shares(part);
    let mut states: Vec<Vec<State>> = Vec::with_capacity(ROUNDS + 1);
    let (mut messages, mut gathered, mut added) = (Vec::new(), Vec::new(), Vec::new());
    let first = part.faces.iter().map(|x| {
        let mut h: State = row(weights, FACE_INPUTS * WIDTH);
        apply(weights, 0, x, &mut h);
        positive(&mut h);
        h
    });
    states.push(first.collect());
    for round in 0..ROUNDS {
        let at = RoundAt::new(round);
        let h = &states[round];
        let carried = |matrix: &dyn Fn(usize) -> usize, bias: bool| -> Vec<[State; SORTS]> {
            h.iter()
                .map(|x| {
                    std::array::from_fn(|sort| {
                        let mut out: State = if bias { row(weights, at.bias(sort)) } else { [0.0; WIDTH] };
                        apply(weights, matrix(sort), x, &mut out);
                        out
                    })
                })
                .collect()
        };
        let sent = carried(&|s| at.from(s), false);
        let asked = carried(&|s| at.to(s), true);
        let mut sums: Vec<[State; SORTS]> = vec![[[0.0; WIDTH]; SORTS]; n];
        let mut round_messages = Vec::with_capacity(part.pairs.len());
        for pair in &part.pairs {
            let share = shares[pair.to][pair.sort];
            let mut m = [0.0; WIDTH];
            let (a, b) = (&sent[pair.from][pair.sort], &asked[pair.to][pair.sort]);
            for k in 0..WIDTH {
                m[k] = a[k] + b[k];
            }
            apply(weights, at.pair(pair.sort), &pair.inputs, &mut m);
            positive(&mut m);
            let sum = &mut sums[pair.to][pair.sort];
            for k in 0..WIDTH {
                sum[k] += share * m[k];
            }
            round_messages.push(m);
        }
        let mut next = Vec::with_capacity(n);
        let mut round_added = Vec::with_capacity(n);
        for (x, sum) in h.iter().zip(&sums) {
            let mut u: State = row(weights, at.own_bias());
            apply(weights, at.own(), x, &mut u);
            for (sort, s) in sum.iter().enumerate() {
                apply(weights, at.gathered(sort), s, &mut u);
            }
            positive(&mut u);
            let mut y = *x;
            for k in 0..WIDTH {
                y[k] += u[k];
            }
            next.push(y);
            round_added.push(u);
        }
        states.push(next);
        messages.push(round_messages);
        gathered.push(sums);
        added.push(round_added);
    }
    let (mut hidden, mut scores) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for x in &states[ROUNDS] {
        let mut y: State = row(weights, HEAD_AT + WIDTH * WIDTH);
        apply(weights, HEAD_AT, x, &mut y);
        positive(&mut y);
        let at = HEAD_AT + (WIDTH + 1) * WIDTH;
        let mut z: [f32; CLASSES] = row(weights, at + WIDTH * CLASSES);
        apply(weights, at, &y, &mut z);
        hidden.push(y);
        scores.push(z);
    }
    Trace { states, messages, gathered, added, hidden, scores }
}

/// Probability of each class for each face.
pub fn probabilities(weights: &[f32], part: &PartInput) -> Vec<[f32; CLASSES]> {
    forward(weights, part).scores.iter().map(soft).collect()
}

fn soft(scores: &[f32; CLASSES]) -> [f32; CLASSES] {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let exp = scores.map(|s| (s - most).exp());
    let sum: f32 = exp.iter().sum();
    exp.map(|e| e / sum)
}

/// Adds the gradient of the loss of one part to `gradient`; returns the loss summed over its faces.
pub fn teach(weights: &[f32], part: &PartInput, labels: &[u8], gradient: &mut [f32]) -> f32 {
    let trace = forward(weights, part);
    let n = part.faces.len();
    let shares = shares(part);
    let mut loss = 0.0;
    let mut slopes: Vec<State> = vec![[0.0; WIDTH]; n];
    let at = HEAD_AT + (WIDTH + 1) * WIDTH;
    for i in 0..n {
        let mut d = soft(&trace.scores[i]);
        let label = usize::from(labels[i]).min(CLASSES - 1);
        loss -= d[label].max(1e-12).ln();
        d[label] -= 1.0;
        learn(gradient, at, &trace.hidden[i], &d);
        learn(gradient, at + WIDTH * CLASSES, &[1.0], &d);
        let mut y = [0.0; WIDTH];
        back(weights, at, &d, &mut y);
        for k in 0..WIDTH {
            if trace.hidden[i][k] <= 0.0 {
                y[k] = 0.0;
            }
        }
        learn(gradient, HEAD_AT, &trace.states[ROUNDS][i], &y);
        learn(gradient, HEAD_AT + WIDTH * WIDTH, &[1.0], &y);
        back(weights, HEAD_AT, &y, &mut slopes[i]);
    }
    for round in (0..ROUNDS).rev() {
        let at = RoundAt::new(round);
        let h = &trace.states[round];
        let mut sums: Vec<[State; SORTS]> = vec![[[0.0; WIDTH]; SORTS]; n];
        for i in 0..n {
            let mut u = slopes[i];
            for k in 0..WIDTH {
                if trace.added[round][i][k] <= 0.0 {
                    u[k] = 0.0;
                }
            }
            learn(gradient, at.own(), &h[i], &u);
            learn(gradient, at.own_bias(), &[1.0], &u);
            back(weights, at.own(), &u, &mut slopes[i]);
            for sort in 0..SORTS {
                learn(gradient, at.gathered(sort), &trace.gathered[round][i][sort], &u);
                back(weights, at.gathered(sort), &u, &mut sums[i][sort]);
            }
        }
        let mut sent: Vec<[State; SORTS]> = vec![[[0.0; WIDTH]; SORTS]; n];
        let mut asked: Vec<[State; SORTS]> = vec![[[0.0; WIDTH]; SORTS]; n];
        for (pair, m) in part.pairs.iter().zip(&trace.messages[round]) {
            let mut d = [0.0; WIDTH];
            let share = shares[pair.to][pair.sort];
            let sum = &sums[pair.to][pair.sort];
            for k in 0..WIDTH {
                d[k] = if m[k] > 0.0 { share * sum[k] } else { 0.0 };
            }
            learn(gradient, at.pair(pair.sort), &pair.inputs, &d);
            let (a, b) = (&mut sent[pair.from][pair.sort], &mut asked[pair.to][pair.sort]);
            for k in 0..WIDTH {
                a[k] += d[k];
                b[k] += d[k];
            }
        }
        for i in 0..n {
            for sort in 0..SORTS {
                learn(gradient, at.from(sort), &h[i], &sent[i][sort]);
                back(weights, at.from(sort), &sent[i][sort], &mut slopes[i]);
                learn(gradient, at.to(sort), &h[i], &asked[i][sort]);
                learn(gradient, at.bias(sort), &[1.0], &asked[i][sort]);
                back(weights, at.to(sort), &asked[i][sort], &mut slopes[i]);
            }
        }
    }
    for i in 0..n {
        let mut d = slopes[i];
        for k in 0..WIDTH {
            if trace.states[0][i][k] <= 0.0 {
                d[k] = 0.0;
            }
        }
        learn(gradient, 0, &part.faces[i], &d);
        learn(gradient, FACE_INPUTS * WIDTH, &[1.0], &d);
    }
    loss
}

/// Weights drawn evenly around zero, scaled by the number of inputs of each matrix.
pub fn drawn(mut chance: impl FnMut() -> f32) -> Vec<f32> {
    let mut weights = vec![0.0; WEIGHTS];
    let mut fill = |at: usize, inputs: usize, outputs: usize, gain: f32| {
        let reach = gain * (6.0 / inputs as f32).sqrt();
        for w in &mut weights[at..at + inputs * outputs] {
            *w = (chance() * 2.0 - 1.0) * reach;
        }
    };
    fill(0, FACE_INPUTS, WIDTH, 0.7);
    for round in 0..ROUNDS {
        let at = RoundAt::new(round);
        for sort in 0..SORTS {
            fill(at.from(sort), WIDTH, WIDTH, 0.5);
            fill(at.to(sort), WIDTH, WIDTH, 0.5);
            fill(at.pair(sort), PAIR_INPUTS, WIDTH, 0.7);
            fill(at.gathered(sort), WIDTH, WIDTH, 0.2);
        }
        fill(at.own(), WIDTH, WIDTH, 0.2);
    }
    fill(HEAD_AT, WIDTH, WIDTH, 0.7);
    fill(HEAD_AT + (WIDTH + 1) * WIDTH, WIDTH, CLASSES, 0.5);
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relation::Pair;

    fn part(chance: &mut impl FnMut() -> f32) -> PartInput {
        let faces = (0..5).map(|_| std::array::from_fn(|_| chance() - 0.5)).collect();
        let mut pairs = Vec::new();
        for to in 0..5 {
            for from in (0..5).filter(|f| *f != to) {
                pairs.push(Pair { to, from, sort: (to + from) % SORTS, inputs: std::array::from_fn(|_| chance() - 0.5) });
            }
        }
        PartInput { faces, pairs }
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let mut state = 7_u32;
        let mut chance = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32
        };
        let mut weights = drawn(&mut chance);
        let part = part(&mut chance);
        let labels = [0, 3, 7, 15, 3];
        let mut gradient = vec![0.0; WEIGHTS];
        teach(&weights, &part, &labels, &mut gradient);
        let loss = |weights: &[f32]| f64::from(teach(weights, &part, &labels, &mut vec![0.0; WEIGHTS]));
        let mut order: Vec<usize> = (0..WEIGHTS).collect();
        order.sort_by(|a, b| gradient[*b].abs().total_cmp(&gradient[*a].abs()));
        // The steepest weights of all matrices: the loss in 32 bits cannot resolve the flat ones.
        for k in order.into_iter().step_by(40).take(60) {
            let (kept, step) = (weights[k], 2e-3);
            weights[k] = kept + step;
            let up = loss(&weights);
            weights[k] = kept - step;
            let down = loss(&weights);
            weights[k] = kept;
            let slope = (up - down) / f64::from(2.0 * step);
            let given = f64::from(gradient[k]);
            assert!((slope - given).abs() < 0.05 * given.abs() + 5e-3, "weight {k}: slope {slope}, gradient {given}");
        }
    }
}
