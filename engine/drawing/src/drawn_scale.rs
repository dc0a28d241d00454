//! The scale a sheet is really drawn at: the lengths of dimension lines against the sizes written on them.

use trusquin_domain::{Dimension, DimensionKind, DocumentPage, DrawnScale};

/// Drawn length over real length: the scales of ISO 5455, and those between them that offices use.
const SCALES: [f64; 25] = [
    100.0,
    50.0,
    25.0,
    20.0,
    10.0,
    5.0,
    4.0,
    3.0,
    2.5,
    2.0,
    1.5,
    1.0,
    0.75,
    2.0 / 3.0,
    0.5,
    0.4,
    1.0 / 3.0,
    0.25,
    0.2,
    0.15,
    0.1,
    1.0 / 15.0,
    0.05,
    0.02,
    0.01,
];
/// A dimension line is this near to its size on the scale: its ends are arrows drawn to the line.
const NEAR: f64 = 0.01;
/// Dimensions that must tell the same scale.
const LEAST_VOTES: u32 = 4;
/// Shorter lines are hatches, arrows and letters, mm.
const SHORTEST_MM: f64 = 3.0;
/// A line stands under, over or through its text within this, mm.
const BESIDE_MM: f64 = 3.0;
/// Dimensions looked at.
const MOST_DIMENSIONS: usize = 400;

/// A level or upright line: place across, and reach.
#[derive(Debug, Clone, Copy)]
struct Line {
    at: f64,
    from: f64,
    to: f64,
}

/// The scale most dimensions agree on; `None` when too few do, or two scales are nearly as likely.
pub(crate) fn drawn_scale(page: &DocumentPage, dimensions: &[Dimension]) -> Option<DrawnScale> {
    let (level, upright) = lines(page);
    let mut votes = [0_u32; SCALES.len()];
    let mut example: [Option<usize>; SCALES.len()] = [None; SCALES.len()];
    for (number, dimension) in dimensions.iter().enumerate().take(MOST_DIMENSIONS) {
        let sized = matches!(dimension.kind, DimensionKind::Linear | DimensionKind::Diameter);
        let (Some(nominal), Some(area), true) = (dimension.nominal_mm.filter(|nominal| *nominal > 0.5), dimension.sheet_box, sized) else {
            continue;
        };
        let (x, y) = area.centre();
        let mut told = [false; SCALES.len()];
        for (lines, across, along, half, width) in
            [(&level, y, x, area.height() / 2.0, area.width()), (&upright, x, y, area.width() / 2.0, area.height())]
        {
            let beside = |line: &&Line| (line.at - across).abs() <= half + BESIDE_MM;
            let start = lines.partition_point(|line| line.at < across - half - BESIDE_MM);
            let mut run: Option<Line> = None;
            // Pieces of one line, parted by its text at most, that reach over the middle of the text.
            for line in lines.iter().skip(start).take_while(beside) {
                match &mut run {
                    Some(last) if (last.at - line.at).abs() < 0.12 && line.from - last.to < width + 3.0 => last.to = last.to.max(line.to),
                    _ => {
                        tell(run, along, nominal, &mut told);
                        run = Some(*line);
                    }
                }
            }
            tell(run, along, nominal, &mut told);
        }
        for (scale, _) in told.iter().enumerate().filter(|(_, told)| **told) {
            votes[scale] += 1;
            example[scale].get_or_insert(number);
        }
    }
    let best = (0..SCALES.len()).max_by_key(|scale| votes[*scale])?;
    let second = (0..SCALES.len()).filter(|scale| *scale != best).map(|scale| votes[scale]).max().unwrap_or(0);
    if votes[best] < LEAST_VOTES || votes[best] < 2 * second {
        return None;
    }
    let shown = dimensions.get(example[best]?)?;
    Some(DrawnScale {
        factor: SCALES[best],
        dimensions: votes[best],
        text: shown.text.clone(),
        page: page.page,
        sheet_box: shown.sheet_box?,
    })
}

fn tell(run: Option<Line>, along: f64, nominal: f64, told: &mut [bool; SCALES.len()]) {
    let Some(line) = run.filter(|line| line.from < along + 1.0 && line.to > along - 1.0) else { return };
    let ratio = (line.to - line.from) / nominal;
    if let Some(scale) = SCALES.iter().position(|scale| (ratio / scale - 1.0).abs() < NEAR) {
        told[scale] = true;
    }
}

fn lines(page: &DocumentPage) -> (Vec<Line>, Vec<Line>) {
    let (mut level, mut upright) = (Vec::new(), Vec::new());
    for line in &page.segments {
        let (dx, dy) = ((line.x1 - line.x0).abs(), (line.y1 - line.y0).abs());
        if dy < 0.05 && dx > SHORTEST_MM / 3.0 {
            level.push(Line { at: (line.y0 + line.y1) / 2.0, from: line.x0.min(line.x1), to: line.x0.max(line.x1) });
        } else if dx < 0.05 && dy > SHORTEST_MM / 3.0 {
            upright.push(Line { at: (line.x0 + line.x1) / 2.0, from: line.y0.min(line.y1), to: line.y0.max(line.y1) });
        }
    }
    for lines in [&mut level, &mut upright] {
        // To a tenth of a millimetre, so that the pieces of one line follow each other.
        lines.sort_by(|a, b| (a.at * 10.0).round().total_cmp(&(b.at * 10.0).round()).then(a.from.total_cmp(&b.from)));
    }
    (level, upright)
}

#[cfg(test)]
mod tests {
    use trusquin_domain::{Segment, SheetBox};

    use super::*;

    fn sheet(factor: f64, sizes: &[f64]) -> (DocumentPage, Vec<Dimension>) {
        let (mut segments, mut dimensions) = (Vec::new(), Vec::new());
        for (row, size) in sizes.iter().enumerate() {
            let (y, length) = (20.0 + 12.0 * row as f64, size * factor);
            segments.push(Segment { x0: 50.0, y0: y, x1: 50.0 + length, y1: y, width_mm: 0.18 });
            let middle = 50.0 + length / 2.0;
            dimensions.push(Dimension {
                text: format!("{size}"),
                kind: DimensionKind::Linear,
                nominal_mm: Some(*size),
                nominal_deg: None,
                upper_mm: None,
                lower_mm: None,
                fit: None,
                depth_mm: None,
                thread: None,
                count: 1,
                page: 1,
                sheet_box: Some(SheetBox::new(middle - 3.0, y - 4.0, middle + 3.0, y - 0.8)),
                reference: None,
                confidence: 0.9,
                critical: false,
                auxiliary: false,
                basic: false,
            });
        }
        (DocumentPage { page: 1, size_mm: [420.0, 297.0], spans: Vec::new(), segments, images: Vec::new() }, dimensions)
    }

    #[test]
    fn dimension_lines_tell_the_scale() {
        for factor in [0.5, 1.0, 2.0] {
            let (page, dimensions) = sheet(factor, &[20.0, 33.0, 47.0, 12.0, 61.0]);
            let told = drawn_scale(&page, &dimensions).unwrap();
            assert_eq!((told.factor, told.dimensions), (factor, 5));
        }
        // Printed smaller than it was drawn: no scale an office uses.
        let (page, dimensions) = sheet(0.707, &[20.0, 33.0, 47.0, 12.0, 61.0]);
        assert_eq!(drawn_scale(&page, &dimensions), None);
        let (page, dimensions) = sheet(1.0, &[20.0, 33.0]);
        assert_eq!(drawn_scale(&page, &dimensions), None, "two are too few");
    }
}
