//! A forest of trees split at random places (extremely randomised trees, Geurts, Ernst and Wehenkel 2006) that answers with the rows alike,
//! each with its weight (Meinshausen 2006): their weighted middle is not pulled by an order that stood still.

use serde::{Deserialize, Serialize};

use crate::chance::Chance;
use crate::tree::{Node, Tree};

/// Rows a leaf needs.
const LEAST: usize = 2;
/// Share of the columns tried at a split.
const TRIED: f64 = 0.6;

/// A forest and the values of the rows it grew on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Forest {
    trees: Vec<Tree>,
    /// Per tree and node: the training rows of a leaf.
    members: Vec<Vec<Vec<u32>>>,
    values: Vec<f64>,
}

impl Forest {
    /// Grows `count` trees.
    pub fn fit(columns: &[Vec<f64>], values: &[f64], count: usize, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let mut forest = Self { values: values.to_vec(), ..Self::default() };
        for _ in 0..count {
            let mut grower = Grower { columns, values, chance: &mut chance, nodes: Vec::new(), members: Vec::new() };
            grower.grow((0..values.len()).collect());
            let Grower { nodes, members, .. } = grower;
            forest.trees.push(Tree { nodes });
            forest.members.push(members);
        }
        forest
    }

    /// The weighted quantile of the rows alike, a row each.
    pub fn quantiles(&self, columns: &[Vec<f64>], rows: usize, share: f64) -> Vec<f64> {
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        order.sort_by(|a, b| self.values[*a].total_cmp(&self.values[*b]).then(a.cmp(b)));
        (0..rows)
            .map(|row| {
                let mut weights = vec![0.0; self.values.len()];
                for (tree, members) in self.trees.iter().zip(&self.members) {
                    let leaf = &members[tree.leaf(columns, row)];
                    for member in leaf {
                        weights[*member as usize] += 1.0 / leaf.len() as f64;
                    }
                }
                let goal = share * self.trees.len() as f64 - 1e-9;
                let mut sum = 0.0;
                for at in &order {
                    sum += weights[*at];
                    if sum >= goal && weights[*at] > 0.0 {
                        return self.values[*at];
                    }
                }
                order.last().map_or(0.0, |at| self.values[*at])
            })
            .collect()
    }
}

struct Grower<'a> {
    columns: &'a [Vec<f64>],
    values: &'a [f64],
    chance: &'a mut Chance,
    nodes: Vec<Node>,
    members: Vec<Vec<u32>>,
}

impl Grower<'_> {
    fn grow(&mut self, rows: Vec<usize>) -> usize {
        let at = self.nodes.len();
        self.nodes.push(Node { split: None, value: 0.0 });
        self.members.push(Vec::new());
        match self.split(&rows) {
            Some((column, threshold)) => {
                let values = &self.columns[column];
                let (left, right): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(|row| values[*row] <= threshold);
                let left = self.grow(left);
                let right = self.grow(right);
                self.nodes[at].split = Some((column, threshold, left, right));
            }
            None => self.members[at] = rows.iter().map(|row| *row as u32).collect(),
        }
        at
    }

    fn split(&mut self, rows: &[usize]) -> Option<(usize, f64)> {
        if rows.len() < 2 * LEAST {
            return None;
        }
        let varied: Vec<(usize, f64, f64)> = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(column, values)| {
                let (low, high) = rows
                    .iter()
                    .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), row| (low.min(values[*row]), high.max(values[*row])));
                (high > low).then_some((column, low, high))
            })
            .collect();
        let tries = ((self.columns.len() as f64 * TRIED).ceil() as usize).min(varied.len());
        let mut order: Vec<usize> = (0..varied.len()).collect();
        self.chance.shuffle(&mut order);
        let total: f64 = rows.iter().map(|row| self.values[*row]).sum();
        let mut best: Option<(f64, usize, f64)> = None;
        for at in order.into_iter().take(tries) {
            let (column, low, high) = varied[at];
            let threshold = low + (high - low) * self.chance.share();
            let (mut sum, mut count) = (0.0, 0_usize);
            for row in rows {
                if self.columns[column][*row] <= threshold {
                    sum += self.values[*row];
                    count += 1;
                }
            }
            let other = rows.len() - count;
            if count < LEAST || other < LEAST {
                continue;
            }
            let gain = sum * sum / count as f64 + (total - sum).powi(2) / other as f64 - total * total / rows.len() as f64;
            if gain > 1e-12 && best.is_none_or(|best| gain > best.0) {
                best = Some((gain, column, threshold));
            }
        }
        best.map(|(_, column, threshold)| (column, threshold))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_rows_alike_is_not_pulled_by_one_that_stood_still() {
        let machine: Vec<f64> = (0..60).map(|row| f64::from(u8::from(row % 2 == 0))).collect();
        let mut values: Vec<f64> = machine.iter().map(|m| 0.2 * m).collect();
        values[4] = 5.0;
        let forest = Forest::fit(&[machine], &values, 50, 1);
        let middle = forest.quantiles(&[vec![1.0, 0.0]], 2, 0.5);
        assert!((middle[0] - 0.2).abs() < 1e-9 && middle[1].abs() < 1e-9, "{middle:?}");
    }
}
