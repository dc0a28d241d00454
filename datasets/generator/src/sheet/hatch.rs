//! Section hatching: thin lines at 45 degrees clipped to closed regions (even-odd rule).

use super::{Item, Layer, Point, Sheet};

/// Hatches the area between closed polygons, lines `spacing` mm apart.
pub fn hatch(sheet: &mut Sheet, regions: &[Vec<Point>], spacing: f64) {
    // In the turned frame t = (x + y) / sqrt 2 runs along the lines and s = (y - x) / sqrt 2 across them.
    let root = std::f64::consts::SQRT_2;
    let turned: Vec<Vec<Point>> = regions.iter().map(|r| r.iter().map(|[x, y]| [(x + y) / root, (y - x) / root]).collect()).collect();
    let across: Vec<f64> = turned.iter().flatten().map(|p| p[1]).collect();
    let low = across.iter().copied().fold(f64::MAX, f64::min);
    let high = across.iter().copied().fold(f64::MIN, f64::max);
    let mut line = (low / spacing).ceil() as i64;
    while (line as f64) * spacing < high {
        // A whisker off the grid, so that no line runs exactly through a corner.
        let s = line as f64 * spacing + 1e-6;
        let mut cuts: Vec<f64> = turned.iter().flat_map(|region| crossings(region, s)).collect();
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.chunks_exact(2) {
            let at = |t: f64| [(t - s) / root, (t + s) / root];
            if pair[1] - pair[0] > 0.05 {
                sheet.items.push(Item::Line(at(pair[0]), at(pair[1]), Layer::Hatch));
            }
        }
        line += 1;
    }
}

fn crossings(region: &[Point], s: f64) -> Vec<f64> {
    (0..region.len())
        .filter_map(|index| {
            let (a, b) = (region[index], region[(index + 1) % region.len()]);
            ((a[1] > s) != (b[1] > s)).then(|| a[0] + (s - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
        })
        .collect()
}
