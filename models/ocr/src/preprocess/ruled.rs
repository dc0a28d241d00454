//! Ruled lines: the cells of a title block. Long strokes are lines; short ones only where they end on lines, or letters would be.

use opencv::core::{Mat, MatTraitConst, Size};
use opencv::imgproc;
use trusquin_domain::GreyRaster;

use super::view;
use crate::OcrError;

/// A level or upright line, pixels; level when `y0 == y1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RuledLine {
    /// Start x.
    pub x0: f64,
    /// Start y.
    pub y0: f64,
    /// End x.
    pub x1: f64,
    /// End y.
    pub y1: f64,
    /// Thickness.
    pub width: f64,
}

impl RuledLine {
    /// Level, not upright.
    pub fn is_level(&self) -> bool {
        self.y0 == self.y1
    }

    /// Length, pixels.
    pub fn length(&self) -> f64 {
        (self.x1 - self.x0) + (self.y1 - self.y0)
    }

    /// `other` passes within `reach` of the end at `(x, y)`, across.
    fn ends_on(x: f64, y: f64, other: &Self, reach: f64) -> bool {
        x >= other.x0 - reach && x <= other.x1 + reach && y >= other.y0 - reach && y <= other.y1 + reach
    }
}

/// Shortest stroke looked at, mm: rows of title blocks are rarely lower.
const SHORTEST_MM: f64 = 3.6;
/// From here on a stroke is a line without further evidence, mm; the strokes of large letters are shorter.
const SURE_MM: f64 = 14.0;
/// Thicker strokes are filled shapes, mm.
const THICKEST_MM: f64 = 2.2;
/// Breaks of a line up to this long are noise of the scan, mm.
const JOIN_MM: f64 = 1.2;
/// Lines kept.
const MOST_LINES: usize = 8_000;

/// The level and upright lines on an ink mask (255 on 0).
///
/// # Errors
/// The image library fails.
pub fn ruled_lines(ink: &GreyRaster, dpi: f64) -> Result<Vec<RuledLine>, OcrError> {
    let px = |mm: f64| mm * dpi / 25.4;
    let shortest = px(SHORTEST_MM).max(12.0) as i32;
    let mut candidates = strokes(ink, shortest, true)?;
    candidates.extend(strokes(ink, shortest, false)?);
    let mut candidates = joined(candidates, px(JOIN_MM));
    candidates.retain(|line| line.width <= px(THICKEST_MM) && line.width * 4.0 <= line.length());
    let (mut lines, mut doubtful): (Vec<RuledLine>, Vec<RuledLine>) = candidates.into_iter().partition(|line| line.length() >= px(SURE_MM));
    // Twice: a short line may end on one that was doubtful itself.
    for _ in 0..2 {
        let reach = px(0.6).max(3.0);
        let held = |line: &RuledLine| {
            let across: Vec<&RuledLine> = lines.iter().filter(|other| other.is_level() != line.is_level()).collect();
            [(line.x0, line.y0), (line.x1, line.y1)]
                .iter()
                .all(|(x, y)| across.iter().any(|other| RuledLine::ends_on(*x, *y, other, reach)))
        };
        let (sure, rest): (Vec<RuledLine>, Vec<RuledLine>) = doubtful.into_iter().partition(held);
        lines.extend(sure);
        doubtful = rest;
    }
    lines.sort_by(|a, b| b.length().total_cmp(&a.length()));
    lines.truncate(MOST_LINES);
    Ok(lines)
}

/// Strokes at least `shortest` long in one direction.
fn strokes(ink: &GreyRaster, shortest: i32, level: bool) -> Result<Vec<RuledLine>, OcrError> {
    let along = |length: i32, across: i32| if level { Size::new(length, across) } else { Size::new(across, length) };
    let kernel = |size: Size| imgproc::get_structuring_element_def(imgproc::MORPH_RECT, size);
    // One pixel of slack across, for the tilt that is left and for waves of the scanner's feed; none along, or small print becomes lines.
    let (mut thick, mut open) = (Mat::default(), Mat::default());
    imgproc::dilate_def(&view(ink)?, &mut thick, &kernel(along(1, 3))?)?;
    imgproc::morphology_ex_def(&thick, &mut open, imgproc::MORPH_OPEN, &kernel(along(shortest, 1))?)?;
    drop(thick);
    let (mut labels, mut stats, mut centroids) = (Mat::default(), Mat::default(), Mat::default());
    let count = imgproc::connected_components_with_stats_def(&open, &mut labels, &mut stats, &mut centroids)?;
    let mut found = Vec::new();
    for row in 1..count {
        let of = |column: i32| stats.at_2d::<i32>(row, column).copied().map(f64::from);
        let (x, y) = (of(imgproc::CC_STAT_LEFT)?, of(imgproc::CC_STAT_TOP)?);
        let (width, height) = (of(imgproc::CC_STAT_WIDTH)?, of(imgproc::CC_STAT_HEIGHT)?);
        let area = of(imgproc::CC_STAT_AREA)?;
        // Undo the dilation: one pixel on either side.
        let line = if level {
            let middle = centroids.at_2d::<f64>(row, 1).copied()?;
            RuledLine { x0: x, y0: middle, x1: x + width, y1: middle, width: (area / width - 2.0).max(1.0) }
        } else {
            let middle = centroids.at_2d::<f64>(row, 0).copied()?;
            RuledLine { x0: middle, y0: y, x1: middle, y1: y + height, width: (area / height - 2.0).max(1.0) }
        };
        found.push(line);
    }
    Ok(found)
}

/// Joins pieces of one line.
fn joined(mut pieces: Vec<RuledLine>, gap: f64) -> Vec<RuledLine> {
    let key = |line: &RuledLine| if line.is_level() { (line.y0, line.x0, line.x1) } else { (line.x0, line.y0, line.y1) };
    pieces.sort_by(|a, b| {
        let ((at_a, from_a, _), (at_b, from_b, _)) = (key(a), key(b));
        b.is_level().cmp(&a.is_level()).then((at_a / 2.0).round().total_cmp(&(at_b / 2.0).round())).then(from_a.total_cmp(&from_b))
    });
    let mut lines: Vec<RuledLine> = Vec::new();
    for piece in pieces {
        let (at, from, to) = key(&piece);
        match lines.last_mut() {
            Some(last) if last.is_level() == piece.is_level() && (key(last).0 - at).abs() < 2.1 && from - key(last).2 < gap => {
                if piece.is_level() {
                    last.x1 = last.x1.max(to);
                } else {
                    last.y1 = last.y1.max(to);
                }
            }
            _ => lines.push(piece),
        }
    }
    lines
}

/// The ink without its lines.
pub fn without_lines(ink: &GreyRaster, lines: &[RuledLine]) -> GreyRaster {
    let (width, height) = (ink.width(), ink.height());
    let mut pixels = ink.pixels().to_vec();
    for line in lines {
        let margin = line.width / 2.0 + 1.5;
        let (across, along) = if line.is_level() { (margin, 1.0) } else { (1.0, margin) };
        let clamp = |value: f64, most: usize| value.clamp(0.0, most as f64) as usize;
        let (x0, x1) = (clamp(line.x0 - along, width), clamp(line.x1 + along + 1.0, width));
        for y in clamp(line.y0 - across, height)..clamp(line.y1 + across + 1.0, height) {
            if let Some(run) = pixels.get_mut(y * width + x0..y * width + x1) {
                run.fill(0);
            }
        }
    }
    GreyRaster::new(width, height, pixels).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ink with rectangles: x, y, width, height.
    fn drawn(rectangles: &[[usize; 4]]) -> GreyRaster {
        let (width, height) = (800, 600);
        let mut pixels = vec![0_u8; width * height];
        for [x, y, w, h] in rectangles {
            for row in *y..y + h {
                pixels[row * width + x..row * width + x + w].fill(255);
            }
        }
        GreyRaster::new(width, height, pixels).unwrap()
    }

    #[test]
    fn cells_are_lines_and_letters_are_not() {
        // At 200 dpi: two rows 6 mm high between long lines, an upright divider, a letter stroke 5 mm high, a filled block.
        let ink = drawn(&[
            [100, 100, 600, 2],
            [100, 148, 600, 3],
            [100, 100, 2, 48],
            [400, 100, 2, 48],
            [698, 100, 2, 48],
            [250, 105, 4, 38],
            [300, 300, 100, 90],
        ]);
        let lines = ruled_lines(&ink, 200.0).unwrap();
        let level: Vec<f64> = lines.iter().filter(|line| line.is_level()).map(|line| line.y0).collect();
        assert_eq!(level.len(), 2, "{lines:?}");
        assert!(level.iter().any(|y| (y - 100.5).abs() < 1.1) && level.iter().any(|y| (y - 149.0).abs() < 1.1), "{level:?}");
        let upright: Vec<f64> = lines.iter().filter(|line| !line.is_level()).map(|line| line.x0).collect();
        assert_eq!(upright.len(), 3, "{lines:?}");
        assert!(upright.iter().any(|x| (x - 400.5).abs() < 1.1), "{upright:?}");
        let rest = without_lines(&ink, &lines);
        assert_eq!(rest.pixels()[100 * 800 + 300], 0);
        assert_eq!(rest.pixels()[120 * 800 + 251], 255, "the letter stays");
    }
}
