//! Speckle: a picture full of single dark points is smoothed before its letters are read.

use opencv::core::Mat;
use opencv::imgproc;
use trusquin_domain::GreyRaster;

use super::{raster, view};
use crate::OcrError;

/// Speckles per thousand pixels above which a sheet is called noisy; clean scans have under one.
const NOISY_PER_THOUSAND: usize = 6;

/// A 3 x 3 median over a noisy sheet; a clean one comes back unchanged, because the median rounds off small print.
///
/// # Errors
/// The image library fails.
pub fn despeckled(grey: GreyRaster) -> Result<GreyRaster, OcrError> {
    let (width, height) = (grey.width(), grey.height());
    let rows = grey.pixels();
    let mut speckles = 0_usize;
    let mut looked_at = 0_usize;
    for y in (1..height.saturating_sub(1)).step_by(3) {
        for x in (1..width.saturating_sub(1)).step_by(3) {
            let here = i32::from(rows[y * width + x]);
            let around = [(y - 1) * width + x, (y + 1) * width + x, y * width + x - 1, y * width + x + 1].map(|at| i32::from(rows[at]));
            looked_at += 1;
            if around.iter().all(|near| near - here > 60) || around.iter().all(|near| here - near > 60) {
                speckles += 1;
            }
        }
    }
    if speckles * 1000 < looked_at * NOISY_PER_THOUSAND {
        return Ok(grey);
    }
    let mut out = Mat::default();
    imgproc::median_blur(&view(&grey)?, &mut out, 3)?;
    raster(&out)
}

/// Grain of the paper in grey steps: the middle difference of a bright pixel from its two neighbours; 0 on a clean export.
pub fn grain(grey: &GreyRaster) -> f64 {
    let mut counts = [0_u32; 256];
    for row in grey.pixels().chunks_exact(grey.width()).step_by(5) {
        for three in row.windows(3).step_by(3) {
            let [left, here, right] = [three[0], three[1], three[2]].map(i32::from);
            if left > 160 && here > 160 && right > 160 {
                counts[(here - (left + right) / 2).unsigned_abs().min(255) as usize] += 1;
            }
        }
    }
    let half = counts.iter().sum::<u32>() / 2;
    let mut seen = 0;
    counts
        .iter()
        .position(|count| {
            seen += count;
            seen > half
        })
        .unwrap_or(0) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grain_is_measured_on_paper() {
        let clean: Vec<u8> = (0..90 * 90).map(|at| if (at % 90) % 9 < 2 { 0 } else { 255 }).collect();
        assert_eq!(grain(&GreyRaster::new(90, 90, clean).unwrap()), 0.0);
        let grainy: Vec<u8> = (0..90 * 90_usize).map(|at| 200 + (at.wrapping_mul(2_654_435_761) >> 7) as u8 % 40).collect();
        let measured = grain(&GreyRaster::new(90, 90, grainy).unwrap());
        assert!((4.0..25.0).contains(&measured), "{measured}");
    }

    #[test]
    fn only_a_noisy_sheet_is_smoothed() {
        let clean: Vec<u8> = (0..90 * 90).map(|at| if (at % 90) % 9 < 2 { 0 } else { 255 }).collect();
        let clean = GreyRaster::new(90, 90, clean).unwrap();
        assert_eq!(despeckled(clean.clone()).unwrap(), clean);
        let noisy: Vec<u8> =
            (0..90 * 90).map(|at: usize| if at.wrapping_mul(2_654_435_761).is_multiple_of(29) { 0 } else { 255 }).collect();
        let noisy = GreyRaster::new(90, 90, noisy).unwrap();
        let dark = |raster: &GreyRaster| raster.pixels().iter().filter(|pixel| **pixel < 128).count();
        assert!(dark(&despeckled(noisy.clone()).unwrap()) * 10 < dark(&noisy));
    }
}
