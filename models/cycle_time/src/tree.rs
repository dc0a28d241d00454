//! One regression tree as a list of nodes.

use serde::{Deserialize, Serialize};

/// A node: `split` is (column, threshold, left, right), values up to the threshold go left; a leaf has none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Where to go.
    pub split: Option<(usize, f64, usize, usize)>,
    /// What a leaf says.
    pub value: f64,
}

/// A tree; the first node is its root.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Tree {
    /// Nodes.
    pub nodes: Vec<Node>,
}

impl Tree {
    /// Number of the leaf a row falls into.
    pub fn leaf(&self, columns: &[Vec<f64>], row: usize) -> usize {
        let mut at = 0;
        while let Some((column, threshold, left, right)) = self.nodes[at].split {
            at = if columns[column][row] <= threshold { left } else { right };
        }
        at
    }
}
