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
pub fn despeckled(grey: &GreyRaster) -> Result<GreyRaster, OcrError> {
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
        return Ok(grey.clone());
    }
    let mut out = Mat::default();
    imgproc::median_blur(&view(grey)?, &mut out, 3)?;
    raster(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_noisy_sheet_is_smoothed() {
        let clean: Vec<u8> = (0..90 * 90).map(|at| if (at % 90) % 9 < 2 { 0 } else { 255 }).collect();
        let clean = GreyRaster::new(90, 90, clean).unwrap();
        assert_eq!(despeckled(&clean).unwrap(), clean);
        let noisy: Vec<u8> = (0..90 * 90).map(|at: usize| if at.wrapping_mul(2_654_435_761) % 29 == 0 { 0 } else { 255 }).collect();
        let noisy = GreyRaster::new(90, 90, noisy).unwrap();
        let dark = |raster: &GreyRaster| raster.pixels().iter().filter(|pixel| **pixel < 128).count();
        assert!(dark(&despeckled(&noisy).unwrap()) * 10 < dark(&noisy));
    }
}
