//! Gradient boosting of small trees on what the core leaves over, with a loss that outliers hardly pull and with columns along which the
//! answer never falls. The same rows and seed give the same trees, bit by bit.

use serde::{Deserialize, Serialize};

use crate::chance::Chance;
use crate::core::median;
use crate::tree::{Node, Tree};

/// Settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Most trees.
    pub rounds: usize,
    /// Share of each tree that is believed.
    pub rate: f64,
    /// Splits from root to leaf.
    pub depth: usize,
    /// Rows a leaf needs.
    pub least: usize,
    /// Share of rows and of columns a tree sees.
    pub rows: f64,
    /// Share of the columns.
    pub columns: f64,
    /// Pull of a leaf towards zero, in rows.
    pub pull: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounds: 300, rate: 0.06, depth: 4, least: 3, rows: 0.7, columns: 0.5, pull: 1.0 }
    }
}

/// Trees whose answers add up.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Boosting {
    /// Trees.
    pub trees: Vec<Tree>,
}

/// Columns cut into at most this many steps.
const BINS: usize = 48;

struct Binned {
    edges: Vec<Vec<f64>>,
    bins: Vec<Vec<u8>>,
}

fn binned(columns: &[Vec<f64>]) -> Binned {
    let (mut edges, mut bins) = (Vec::new(), Vec::new());
    for column in columns {
        let mut sorted = column.clone();
        sorted.sort_by(f64::total_cmp);
        let mut cuts: Vec<f64> = Vec::new();
        let mut distinct = sorted.clone();
        distinct.dedup();
        if distinct.len() <= BINS {
            cuts.extend(distinct.windows(2).map(|pair| 0.5 * (pair[0] + pair[1])));
        } else {
            for k in 1..BINS {
                let at = k * sorted.len() / BINS;
                let cut = 0.5 * (sorted[at - 1] + sorted[at]);
                if sorted[at - 1] < sorted[at] && cuts.last().is_none_or(|last| *last < cut) {
                    cuts.push(cut);
                }
            }
        }
        bins.push(column.iter().map(|value| cuts.partition_point(|cut| cut < value) as u8).collect());
        edges.push(cuts);
    }
    Binned { edges, bins }
}

impl Boosting {
    /// Fits on what is left over. `increasing` marks columns along which the answer never falls. `watch` is rows kept out; the second
    /// value is what they were off after each tree.
    pub fn fit(
        columns: &[Vec<f64>],
        increasing: &[bool],
        left_over: &[f64],
        watch: &[usize],
        settings: Settings,
        seed: u64,
    ) -> (Self, Vec<f64>) {
        let n = left_over.len();
        let binned = binned(columns);
        let mut chance = Chance::new(seed);
        let mut watched = vec![false; n];
        watch.iter().for_each(|row| watched[*row] = true);
        let taught: Vec<usize> = (0..n).filter(|row| !watched[*row]).collect();
        let mut answer = vec![0.0; n];
        let mut trees = Vec::new();
        let mut losses = Vec::new();
        let mut order = taught.clone();
        let mut column_order: Vec<usize> = (0..columns.len()).collect();
        for _ in 0..settings.rounds {
            let differences: Vec<f64> = (0..n).map(|row| left_over[row] - answer[row]).collect();
            let spread = median(&mut taught.iter().map(|row| differences[*row].abs()).collect::<Vec<_>>());
            // Huber's loss: beyond twice the middle difference only the direction counts.
            let most = (2.0 * spread).max(1e-6);
            let pull_of: Vec<f64> = differences.iter().map(|d| d.clamp(-most, most)).collect();
            chance.shuffle(&mut order);
            let seen = ((taught.len() as f64 * settings.rows).ceil() as usize).clamp(1, taught.len().max(1));
            let mut rows: Vec<usize> = order.iter().take(seen).copied().collect();
            rows.sort_unstable();
            chance.shuffle(&mut column_order);
            let some = ((columns.len() as f64 * settings.columns).ceil() as usize).max(1);
            let mut drawn: Vec<usize> = column_order.iter().take(some).copied().collect();
            drawn.sort_unstable();
            let mut grower = Grower {
                binned: &binned,
                increasing,
                pull_of: &pull_of,
                differences: &differences,
                most,
                columns: &drawn,
                settings,
                nodes: Vec::new(),
            };
            grower.grow(rows, 0, f64::NEG_INFINITY, f64::INFINITY);
            let mut tree = Tree { nodes: grower.nodes };
            tree.nodes.iter_mut().for_each(|node| node.value *= settings.rate);
            for (row, sum) in answer.iter_mut().enumerate() {
                *sum += tree.nodes[tree.leaf(columns, row)].value;
            }
            trees.push(tree);
            losses.push(watch.iter().map(|row| (left_over[*row] - answer[*row]).abs().min(0.7)).sum());
        }
        (Self { trees }, losses)
    }

    /// Sum of the trees, a row each.
    pub fn answers(&self, columns: &[Vec<f64>], rows: usize) -> Vec<f64> {
        (0..rows).map(|row| self.trees.iter().map(|tree| tree.nodes[tree.leaf(columns, row)].value).sum()).collect()
    }
}

struct Grower<'a> {
    binned: &'a Binned,
    increasing: &'a [bool],
    pull_of: &'a [f64],
    differences: &'a [f64],
    most: f64,
    columns: &'a [usize],
    settings: Settings,
    nodes: Vec<Node>,
}

struct Split {
    gain: f64,
    column: usize,
    bin: usize,
    middle: Option<f64>,
}

impl Grower<'_> {
    fn value(&self, sum: f64, count: f64, low: f64, high: f64) -> f64 {
        (sum / (count + self.settings.pull)).clamp(low, high)
    }

    /// Middle of a leaf: the median, moved by the mean of what lies near it; pulled towards nothing when it has few rows.
    fn middle(&self, rows: &[usize]) -> f64 {
        let mut values: Vec<f64> = rows.iter().map(|row| self.differences[*row]).collect();
        let centre = median(&mut values);
        let count = values.len() as f64;
        let moved = values.iter().map(|value| (value - centre).clamp(-self.most, self.most)).sum::<f64>() / count.max(1.0);
        (centre + moved) * count / (count + self.settings.pull)
    }

    /// Grows below and gives the node's number.
    fn grow(&mut self, rows: Vec<usize>, depth: usize, low: f64, high: f64) -> usize {
        let sum: f64 = rows.iter().map(|row| self.pull_of[*row]).sum();
        let count = rows.len() as f64;
        let at = self.nodes.len();
        self.nodes.push(Node { split: None, value: self.value(sum, count, low, high) });
        let split = if depth >= self.settings.depth || rows.len() < 2 * self.settings.least {
            None
        } else {
            self.best(&rows, sum, count, low, high)
        };
        let Some(split) = split else {
            self.nodes[at].value = self.middle(&rows).clamp(low, high);
            return at;
        };
        let bins = &self.binned.bins[split.column];
        let (left, right): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(|row| usize::from(bins[*row]) <= split.bin);
        let (below, above) = split.middle.map_or((high, low), |middle| (middle, middle));
        let left = self.grow(left, depth + 1, low, below);
        let right = self.grow(right, depth + 1, above, high);
        self.nodes[at].split = Some((split.column, self.binned.edges[split.column][split.bin], left, right));
        at
    }

    fn best(&self, rows: &[usize], sum: f64, count: f64, low: f64, high: f64) -> Option<Split> {
        let score = |sum: f64, count: f64, value: f64| value * (2.0 * sum - value * (count + self.settings.pull));
        let whole = score(sum, count, self.value(sum, count, low, high));
        let mut best: Option<Split> = None;
        for column in self.columns {
            let edges = self.binned.edges[*column].len();
            let (mut sums, mut counts) = ([0.0; BINS + 1], [0.0; BINS + 1]);
            for row in rows {
                let bin = usize::from(self.binned.bins[*column][*row]);
                sums[bin] += self.pull_of[*row];
                counts[bin] += 1.0;
            }
            let (mut left_sum, mut left_count) = (0.0, 0.0);
            for bin in 0..edges {
                left_sum += sums[bin];
                left_count += counts[bin];
                let (right_sum, right_count) = (sum - left_sum, count - left_count);
                if counts[bin] == 0.0 || (left_count as usize) < self.settings.least || (right_count as usize) < self.settings.least {
                    continue;
                }
                let (left, right) = (self.value(left_sum, left_count, low, high), self.value(right_sum, right_count, low, high));
                let monotone = self.increasing[*column];
                if monotone && left > right {
                    continue;
                }
                let gain = score(left_sum, left_count, left) + score(right_sum, right_count, right) - whole;
                if gain > 1e-10 && best.as_ref().is_none_or(|best| gain > best.gain) {
                    best = Some(Split { gain, column: *column, bin, middle: monotone.then_some(0.5 * (left + right)) });
                }
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_learned_and_the_answer_never_falls_where_it_must_not() {
        let mut chance = Chance::new(3);
        let x: Vec<f64> = (0..400).map(|_| chance.share()).collect();
        let other: Vec<f64> = (0..400).map(|_| chance.share()).collect();
        let y: Vec<f64> = x.iter().map(|x| if *x > 0.5 { 1.0 } else { 0.0 } + 0.3 * chance.normal()).collect();
        let (fitted, _) = Boosting::fit(&[x, other], &[true, false], &y, &[], Settings { columns: 1.0, ..Settings::default() }, 1);
        let line: Vec<f64> = (0..101).map(|k| f64::from(k) / 100.0).collect();
        let answers = fitted.answers(&[line, vec![0.4; 101]], 101);
        assert!(answers.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12));
        assert!(answers[20] < 0.25 && answers[80] > 0.75, "{} {}", answers[20], answers[80]);
    }
}
