//! The tilt of a sheet on the scanner's glass, from its longest straight lines.

use opencv::core::{BORDER_CONSTANT, Mat, Point2f, Scalar, Size, Vec4i, Vector};
use opencv::imgproc;
use trusquin_domain::GreyRaster;

use super::{ink, raster, resized, view};
use crate::OcrError;

/// Longest side of the picture the lines are looked for on, pixels.
const LOOKED_AT_PX: usize = 1800;
/// More tilt than this is a drawn slope.
const MOST_TILT_DEG: f64 = 12.0;
/// Less tilt than this moves a line by less than two pixels across a sheet.
const LEAST_TILT_DEG: f64 = 0.04;

/// Tilt of the ruled lines in degrees, clockwise as seen (y runs down); 0 when there are too few lines to tell.
///
/// # Errors
/// The image library fails.
pub fn skew_deg(grey: &GreyRaster) -> Result<f64, OcrError> {
    let longest = grey.width().max(grey.height());
    let scale = (LOOKED_AT_PX as f64 / longest as f64).min(1.0);
    let size = |side: usize| ((side as f64 * scale) as usize).max(1);
    let small = resized(grey, size(grey.width()), size(grey.height()))?;
    let dark = ink(&small, 31, 14.0)?;
    let mut found: Vector<Vec4i> = Vector::new();
    let length = 0.12 * longest as f64 * scale;
    imgproc::hough_lines_p(&view(&dark)?, &mut found, 1.0, std::f64::consts::PI / 1440.0, (0.5 * length) as i32, length, 4.0)?;
    let tilts = found.iter().filter_map(|line| {
        let (dx, dy) = (f64::from(line[2] - line[0]), f64::from(line[3] - line[1]));
        let angle = dy.atan2(dx).to_degrees();
        let tilt = angle - 90.0 * (angle / 90.0).round();
        (tilt.abs() <= MOST_TILT_DEG).then_some((tilt, dx.hypot(dy)))
    });
    Ok(weighted_median(tilts.collect()).filter(|tilt| tilt.abs() >= LEAST_TILT_DEG).unwrap_or(0.0))
}

/// `None` below four lines: a part without a frame can have a few sloping edges.
fn weighted_median(mut tilts: Vec<(f64, f64)>) -> Option<f64> {
    if tilts.len() < 4 {
        return None;
    }
    tilts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half: f64 = tilts.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let mut sum = 0.0;
    tilts
        .iter()
        .find(|(_, weight)| {
            sum += weight;
            sum >= half
        })
        .map(|(tilt, _)| *tilt)
}

/// The sheet turned back by `tilt_deg` about its centre, same size, white where nothing was.
///
/// # Errors
/// The image library fails.
pub fn level(grey: GreyRaster, tilt_deg: f64) -> Result<GreyRaster, OcrError> {
    if tilt_deg == 0.0 {
        return Ok(grey);
    }
    let centre = Point2f::new(grey.width() as f32 / 2.0, grey.height() as f32 / 2.0);
    // OpenCV turns counter-clockwise as seen for positive angles.
    let matrix = imgproc::get_rotation_matrix_2d(centre, tilt_deg, 1.0)?;
    let mut out = Mat::default();
    let size = Size::new(grey.width() as i32, grey.height() as i32);
    imgproc::warp_affine(&view(&grey)?, &mut out, &matrix, size, imgproc::INTER_LINEAR, BORDER_CONSTANT, Scalar::all(255.0))?;
    raster(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame with cells, tilted clockwise.
    fn tilted(tilt_deg: f64) -> GreyRaster {
        let (width, height) = (1200_usize, 900_usize);
        let (sin, cos) = tilt_deg.to_radians().sin_cos();
        let pixel = |at: usize| {
            let (x, y) = ((at % width) as f64 - 600.0, (at / width) as f64 - 450.0);
            let (u, v) = (x * cos + y * sin, y * cos - x * sin);
            let near = |value: f64, line: f64| (value - line).abs() < 1.3;
            let level = [-350.0, 250.0, 300.0, 350.0].iter().any(|line| near(v, *line)) && u.abs() < 500.0;
            let upright = [-500.0, 100.0, 500.0].iter().any(|line| near(u, *line)) && v.abs() < 350.0;
            if level || upright { 0 } else { 255 }
        };
        GreyRaster::new(width, height, (0..width * height).map(pixel).collect()).unwrap()
    }

    #[test]
    fn a_tilt_is_measured_and_undone() {
        for tilt in [-2.0, -0.5, 0.0, 0.7, 3.0] {
            let sheet = tilted(tilt);
            let measured = skew_deg(&sheet).unwrap();
            assert!((measured - tilt).abs() < 0.12, "{tilt}: {measured}");
            let rest = skew_deg(&level(sheet, measured).unwrap()).unwrap();
            assert!(rest.abs() < 0.12, "{tilt}: {rest} is left");
        }
        assert_eq!(skew_deg(&GreyRaster::new(300, 300, vec![255; 90_000]).unwrap()).unwrap(), 0.0);
    }
}
