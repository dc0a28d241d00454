//! Symmetric positive definite systems, dense. Nothing here knows what the numbers mean.

/// Lower triangle of a Cholesky factor, row after row.
#[derive(Debug, Clone)]
pub struct Factor {
    n: usize,
    rows: Vec<f64>,
}

/// Factors a symmetric matrix given row after row (`n` x `n`); `None` when it is not positive definite.
pub fn factor(mut a: Vec<f64>, n: usize) -> Option<Factor> {
    for i in 0..n {
        for j in 0..=i {
            let (before, row_i) = a.split_at(i * n);
            let sum =
                if i == j { row_i[j] - dot(&row_i[..j], &row_i[..j]) } else { row_i[j] - dot(&row_i[..j], &before[j * n..j * n + j]) };
            if i == j {
                if sum.is_nan() || sum <= 0.0 {
                    return None;
                }
                a[i * n + i] = sum.sqrt();
            } else {
                a[i * n + j] = sum / a[j * n + j];
            }
        }
    }
    Some(Factor { n, rows: a })
}

impl Factor {
    /// Solves L z = b.
    pub fn forward(&self, b: &[f64]) -> Vec<f64> {
        let mut z = b.to_vec();
        for i in 0..self.n {
            let row = &self.rows[i * self.n..i * self.n + i];
            z[i] = (z[i] - dot(row, &z[..i])) / self.rows[i * self.n + i];
        }
        z
    }

    /// Solves L L' x = b.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = self.forward(b);
        for i in (0..self.n).rev() {
            x[i] /= self.rows[i * self.n + i];
            let xi = x[i];
            let row = &self.rows[i * self.n..i * self.n + i];
            for (xj, l) in x[..i].iter_mut().zip(row) {
                *xj -= l * xi;
            }
        }
        x
    }
}

impl Factor {
    /// Inverse of the matrix, row after row.
    pub fn inverse(&self) -> Vec<f64> {
        let n = self.n;
        // Columns of the inverse of L, kept as rows from their first non-zero on.
        let mut columns = vec![0.0; n * n];
        for c in 0..n {
            columns[c * n + c] = 1.0 / self.rows[c * n + c];
            for i in c + 1..n {
                let sum = dot(&self.rows[i * n + c..i * n + i], &columns[c * n + c..c * n + i]);
                columns[c * n + i] = -sum / self.rows[i * n + i];
            }
        }
        let mut out = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let value = dot(&columns[i * n + i..(i + 1) * n], &columns[j * n + i..(j + 1) * n]);
                out[i * n + j] = value;
                out[j * n + i] = value;
            }
        }
        out
    }
}

/// Inner product, in four partial sums: the same order on every machine.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (mut s0, mut s1, mut s2, mut s3) = (0.0, 0.0, 0.0, 0.0);
    let (fours_a, fours_b) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = fours_a.remainder().iter().zip(fours_b.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in fours_a.zip(fours_b) {
        s0 += x[0] * y[0];
        s1 += x[1] * y[1];
        s2 += x[2] * y[2];
        s3 += x[3] * y[3];
    }
    (s0 + s1) + (s2 + s3) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_solved() {
        // 4 12 -16 / 12 37 -43 / -16 -43 98.
        let f = factor(vec![4.0, 12.0, -16.0, 12.0, 37.0, -43.0, -16.0, -43.0, 98.0], 3).unwrap();
        let x = f.solve(&[0.0, 6.0, 39.0]);
        for (got, want) in x.iter().zip([1.0, 1.0, 1.0]) {
            assert!((got - want).abs() < 1e-9, "{x:?}");
        }
        let inverse = f.inverse();
        for (got, want) in inverse.iter().zip([49.36111, -13.55556, 2.11111, -13.55556, 3.77778, -0.55556, 2.11111, -0.55556, 0.11111]) {
            assert!((got - want).abs() < 1e-4, "{inverse:?}");
        }
        assert!(factor(vec![1.0, 2.0, 2.0, 1.0], 2).is_none());
    }
}
