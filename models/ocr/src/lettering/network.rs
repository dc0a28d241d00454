//! A small convolutional network that reads one line of technical lettering: forward pass for use, backward pass for training.
//!
//! Seven convolutions and three poolings turn a picture of `ROWS` rows into one answer every `STEP` columns: a class of the alphabet or the blank.
//! It knows no file and no font; how it is taught is in the binary `train_lettering`.

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

/// Rows of the picture of a line.
pub const ROWS: usize = 32;
/// Columns of the picture for one answer.
pub const STEP: usize = 4;

/// One convolution, its rectifier and its pooling.
#[derive(Debug, Clone, Copy)]
struct Layer {
    inputs: usize,
    outputs: usize,
    /// Rows and columns of the kernel; columns are padded so that their number stays.
    kernel: [usize; 2],
    /// Rows are padded, too; a layer without takes all rows into one.
    padded: bool,
    /// Rows and columns of which the largest answer is kept.
    pool: [usize; 2],
    /// Answers below zero are cut off.
    rectified: bool,
}

impl Layer {
    const fn inner(inputs: usize, outputs: usize, pool: [usize; 2]) -> Self {
        Self { inputs, outputs, kernel: [3, 3], padded: true, pool, rectified: true }
    }
    const fn taps(&self) -> usize {
        self.inputs * self.kernel[0] * self.kernel[1]
    }
    const fn weights(&self) -> usize {
        (self.taps() + 1) * self.outputs
    }
    fn rows_out(&self, rows: usize) -> usize {
        if self.padded { rows } else { rows + 1 - self.kernel[0] }
    }
}

/// The layers for a number of classes.
fn layers(classes: usize) -> [Layer; 7] {
    [
        Layer::inner(1, 16, [2, 2]),
        Layer::inner(16, 32, [2, 2]),
        Layer::inner(32, 48, [2, 1]),
        Layer::inner(48, 64, [1, 1]),
        Layer { inputs: 64, outputs: 96, kernel: [4, 3], padded: false, pool: [1, 1], rectified: true },
        Layer { inputs: 96, outputs: 96, kernel: [1, 5], padded: true, pool: [1, 1], rectified: true },
        Layer { inputs: 96, outputs: classes, kernel: [1, 1], padded: true, pool: [1, 1], rectified: false },
    ]
}

/// Number of weights of a network for a number of classes, the blank among them.
pub fn weights_for(classes: usize) -> usize {
    layers(classes).iter().map(Layer::weights).sum()
}

/// What a layer keeps for the way back.
struct Kept {
    /// Its input, `inputs` x rows x columns.
    input: Vec<f32>,
    rows: usize,
    columns: usize,
    /// Answers after the rectifier, before the pooling.
    full: Vec<f32>,
    /// For each pooled answer, the place of the one that was kept.
    winners: Vec<u32>,
}

/// Scores of every step, `steps` x `classes`, row by row, before the softmax.
pub fn scores(weights: &[f32], classes: usize, picture: &[f32]) -> Vec<f32> {
    forward(weights, classes, picture, None)
}

/// Runs the layers over a picture of `ROWS` rows whose columns are a multiple of [`STEP`].
fn forward(weights: &[f32], classes: usize, picture: &[f32], mut kept: Option<&mut Vec<Kept>>) -> Vec<f32> {
    let (mut rows, mut columns) = (ROWS, picture.len() / ROWS);
    let mut values = picture.to_vec();
    let mut at = 0;
    let mut gathered = Vec::new();
    for layer in layers(classes) {
        let matrix = &weights[at..at + layer.weights()];
        at += layer.weights();
        let rows_out = layer.rows_out(rows);
        let mut full = vec![0.0_f32; layer.outputs * rows_out * columns];
        let (kernel, bias) = matrix.split_at(layer.taps() * layer.outputs);
        gather(&layer, &values, rows, columns, &mut gathered);
        multiply(kernel, [layer.outputs, layer.taps()], &gathered, [layer.taps(), rows_out * columns], &mut full);
        for (channel, bias) in full.chunks_exact_mut(rows_out * columns).zip(bias) {
            for value in channel {
                *value += bias;
                if layer.rectified {
                    *value = value.max(0.0);
                }
            }
        }
        let (pooled, winners, size) = pool(&layer, &full, rows_out, columns);
        if let Some(kept) = kept.as_deref_mut() {
            kept.push(Kept { input: std::mem::take(&mut values), rows, columns, full, winners });
        }
        values = pooled;
        (rows, columns) = (size[0], size[1]);
    }
    // Channels x steps to steps x channels.
    (0..columns).flat_map(|step| values.iter().skip(step).step_by(columns).copied().collect::<Vec<f32>>()).collect()
}

/// The taps of every place of the output as a column: `taps` x places.
fn gather(layer: &Layer, values: &[f32], rows: usize, columns: usize, out: &mut Vec<f32>) {
    let rows_out = layer.rows_out(rows);
    out.clear();
    out.resize(layer.taps() * rows_out * columns, 0.0);
    let (pad_rows, pad_columns) = padding(layer);
    let mut lines = out.chunks_exact_mut(columns);
    for channel in 0..layer.inputs {
        for tap_row in 0..layer.kernel[0] {
            for tap_column in 0..layer.kernel[1] {
                for row in 0..rows_out {
                    let Some(line) = lines.next() else { return };
                    let Some(source) = (row + tap_row).checked_sub(pad_rows).filter(|source| *source < rows) else { continue };
                    let source = &values[(channel * rows + source) * columns..(channel * rows + source + 1) * columns];
                    let (from, to) = shifted(columns, tap_column, pad_columns);
                    line[to..to + columns - from.max(to)].copy_from_slice(&source[from..from + columns - from.max(to)]);
                }
            }
        }
    }
}

/// The way back of [`gather`]: adds the slopes of the taps up at the places they came from.
fn scatter(layer: &Layer, slopes: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let rows_out = layer.rows_out(rows);
    let mut out = vec![0.0; layer.inputs * rows * columns];
    let (pad_rows, pad_columns) = padding(layer);
    let mut lines = slopes.chunks_exact(columns);
    for channel in 0..layer.inputs {
        for tap_row in 0..layer.kernel[0] {
            for tap_column in 0..layer.kernel[1] {
                for row in 0..rows_out {
                    let Some(line) = lines.next() else { return out };
                    let Some(source) = (row + tap_row).checked_sub(pad_rows).filter(|source| *source < rows) else { continue };
                    let target = &mut out[(channel * rows + source) * columns..(channel * rows + source + 1) * columns];
                    let (from, to) = shifted(columns, tap_column, pad_columns);
                    let length = columns - from.max(to);
                    for (sum, slope) in target[from..from + length].iter_mut().zip(&line[to..to + length]) {
                        *sum += slope;
                    }
                }
            }
        }
    }
    out
}

/// Rows and columns of paper around the input.
fn padding(layer: &Layer) -> (usize, usize) {
    (if layer.padded { layer.kernel[0] / 2 } else { 0 }, layer.kernel[1] / 2)
}

/// Where a shifted row starts in the source and in the target; no further than the row is long.
fn shifted(columns: usize, tap: usize, pad: usize) -> (usize, usize) {
    (tap.saturating_sub(pad).min(columns), pad.saturating_sub(tap).min(columns))
}

/// `out += a · b`.
fn multiply(a: &[f32], a_size: [usize; 2], b: &[f32], b_size: [usize; 2], out: &mut [f32]) {
    let (Ok(a), Ok(b), Ok(mut out)) =
        (ArrayView2::from_shape(a_size, a), ArrayView2::from_shape(b_size, b), ArrayViewMut2::from_shape([a_size[0], b_size[1]], out))
    else {
        return;
    };
    general_mat_mul(1.0, &a, &b, 1.0, &mut out);
}

fn pool(layer: &Layer, full: &[f32], rows: usize, columns: usize) -> (Vec<f32>, Vec<u32>, [usize; 2]) {
    let [down, across] = layer.pool;
    if down * across == 1 {
        return (full.to_vec(), Vec::new(), [rows, columns]);
    }
    let (rows_out, columns_out) = (rows / down, columns / across);
    let count = layer.outputs * rows_out * columns_out;
    let (mut pooled, mut winners) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for channel in 0..layer.outputs {
        for row in 0..rows_out {
            for column in 0..columns_out {
                let start = (channel * rows + row * down) * columns + column * across;
                let mut best = start;
                for y in 0..down {
                    for x in 0..across {
                        let place = start + y * columns + x;
                        if full[place] > full[best] {
                            best = place;
                        }
                    }
                }
                pooled.push(full[best]);
                winners.push(best as u32);
            }
        }
    }
    (pooled, winners, [rows_out, columns_out])
}

/// What a step of a taught line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taught {
    /// This class, the blank among them.
    Class(usize),
    /// The rim of a letter: this class or the blank, whichever.
    Either(usize),
}

/// Adds the gradient of one line to `gradient`; returns the loss summed over its steps.
pub fn teach(weights: &[f32], classes: usize, picture: &[f32], taught: &[Taught], gradient: &mut [f32]) -> f32 {
    let mut kept = Vec::new();
    let scores = forward(weights, classes, picture, Some(&mut kept));
    let steps = scores.len() / classes;
    let mut loss = 0.0;
    // Slopes of the scores, channels x steps.
    let mut slopes = vec![0.0_f32; scores.len()];
    for (step, scores) in scores.chunks_exact(classes).enumerate() {
        let allowed = match taught.get(step).copied() {
            Some(Taught::Class(class)) => [class, class],
            Some(Taught::Either(class)) => [0, class],
            None => continue,
        };
        let share = soft(scores);
        let of = |class: usize| share.get(class).copied().unwrap_or(0.0);
        let right = (if allowed[0] == allowed[1] { of(allowed[0]) } else { of(allowed[0]) + of(allowed[1]) }).max(1e-12);
        loss -= right.ln();
        for (other, share) in share.into_iter().enumerate() {
            slopes[other * steps + step] = share - if allowed.contains(&other) { share / right } else { 0.0 };
        }
    }
    let all = layers(classes);
    let mut at = weights_for(classes);
    let mut gathered = Vec::new();
    for (layer, kept) in all.iter().zip(&kept).rev() {
        at -= layer.weights();
        let rows_out = layer.rows_out(kept.rows);
        let places = rows_out * kept.columns;
        let mut full = if kept.winners.is_empty() {
            slopes
        } else {
            let mut full = vec![0.0; kept.full.len()];
            for (winner, slope) in kept.winners.iter().zip(&slopes) {
                full[*winner as usize] += slope;
            }
            full
        };
        if layer.rectified {
            for (slope, value) in full.iter_mut().zip(&kept.full) {
                if *value <= 0.0 {
                    *slope = 0.0;
                }
            }
        }
        gather(layer, &kept.input, kept.rows, kept.columns, &mut gathered);
        let (kernel, bias) = gradient[at..at + layer.weights()].split_at_mut(layer.taps() * layer.outputs);
        if let (Ok(slopes), Ok(taps), Ok(mut out)) = (
            ArrayView2::from_shape([layer.outputs, places], &full),
            ArrayView2::from_shape([layer.taps(), places], &gathered),
            ArrayViewMut2::from_shape([layer.outputs, layer.taps()], kernel),
        ) {
            general_mat_mul(1.0, &slopes, &taps.t(), 1.0, &mut out);
        }
        for (bias, channel) in bias.iter_mut().zip(full.chunks_exact(places)) {
            *bias += channel.iter().sum::<f32>();
        }
        if at == 0 {
            break;
        }
        let kernel = &weights[at..at + layer.taps() * layer.outputs];
        let mut back = vec![0.0; layer.taps() * places];
        if let (Ok(kernel), Ok(slopes), Ok(mut out)) = (
            ArrayView2::from_shape([layer.outputs, layer.taps()], kernel),
            ArrayView2::from_shape([layer.outputs, places], &full),
            ArrayViewMut2::from_shape([layer.taps(), places], &mut back),
        ) {
            general_mat_mul(1.0, &kernel.t(), &slopes, 0.0, &mut out);
        }
        slopes = scatter(layer, &back, kept.rows, kept.columns);
    }
    loss
}

/// Scores to shares that add up to one.
pub fn soft(scores: &[f32]) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut shares: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
    let sum: f32 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    shares
}

/// Weights drawn evenly around zero, each matrix scaled by its taps (He et al. 2015); biases are zero.
pub fn drawn(classes: usize, mut chance: impl FnMut() -> f32) -> Vec<f32> {
    let mut weights = Vec::with_capacity(weights_for(classes));
    for layer in layers(classes) {
        let reach = (6.0 / layer.taps() as f32).sqrt() * if layer.rectified { 1.0 } else { 0.3 };
        weights.extend((0..layer.taps() * layer.outputs).map(|_| (chance() * 2.0 - 1.0) * reach));
        weights.extend(std::iter::repeat_n(0.0, layer.outputs));
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chance() -> impl FnMut() -> f32 {
        let mut state = 7_u32;
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32
        }
    }

    #[test]
    fn one_answer_every_four_columns() {
        let weights = drawn(5, chance());
        assert_eq!(weights.len(), weights_for(5));
        assert_eq!(scores(&weights, 5, &vec![0.5; ROWS * 24]).len(), 6 * 5);
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let (classes, mut chance) = (4, chance());
        let mut weights = drawn(classes, &mut chance);
        let picture: Vec<f32> = (0..ROWS * 16).map(|_| chance() * 2.0 - 1.0).collect();
        let taught = [Taught::Class(1), Taught::Class(0), Taught::Either(2), Taught::Class(3)];
        let mut gradient = vec![0.0; weights.len()];
        teach(&weights, classes, &picture, &taught, &mut gradient);
        let loss = |weights: &[f32]| f64::from(teach(weights, classes, &picture, &taught, &mut vec![0.0; weights.len()]));
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by(|a, b| gradient[*b].abs().total_cmp(&gradient[*a].abs()));
        let mut wrong = 0;
        for k in order.into_iter().step_by(50).take(40) {
            let (kept, step) = (weights[k], 1e-3);
            weights[k] = kept + step;
            let up = loss(&weights);
            weights[k] = kept - step;
            let down = loss(&weights);
            weights[k] = kept;
            let (slope, given) = ((up - down) / f64::from(2.0 * step), f64::from(gradient[k]));
            // A rectifier or a pooling that changes sides within the step bends the loss: a few may.
            wrong += usize::from((slope - given).abs() > 0.05 * given.abs() + 5e-3);
        }
        assert!(wrong <= 2, "{wrong} of 40");
    }
}
