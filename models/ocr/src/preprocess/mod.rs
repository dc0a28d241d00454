//! A raster made ready: even paper, level writing, its ruled lines, its letters. It reads nothing.

mod background;
mod letters;
mod noise;
mod projection;
mod ruled;
mod skew;

use opencv::core::{Mat, MatTraitConst, MatTraitConstManual, Size};
use opencv::imgproc;
use trusquin_domain::GreyRaster;

use crate::OcrError;

pub use background::even_background;
pub use letters::{Letter, Marks, letters, marks, usual_height_px};
pub use noise::{despeckled, grain};
pub use projection::{Stroke, largest_symbol_px, projection_symbol};
pub use ruled::{RuledLine, ruled_lines, without_lines};
pub use skew::{level, skew_deg};

/// A borrowed OpenCV view of a raster.
pub(crate) fn view(raster: &GreyRaster) -> Result<opencv::boxed_ref::BoxedRef<'_, Mat>, OcrError> {
    Ok(Mat::new_rows_cols_with_data(raster.height() as i32, raster.width() as i32, raster.pixels())?)
}

/// An OpenCV matrix of bytes as a raster.
pub(crate) fn raster(mat: &Mat) -> Result<GreyRaster, OcrError> {
    let whole = if mat.is_continuous() { mat.data_bytes()?.to_vec() } else { mat.try_clone()?.data_bytes()?.to_vec() };
    GreyRaster::new(mat.cols() as usize, mat.rows() as usize, whole)
        .ok_or_else(|| OcrError::Image(opencv::Error::new(opencv::core::StsBadSize, "an empty image".to_owned())))
}

/// The raster at another size: area averages when it shrinks, bilinear when it grows.
///
/// # Errors
/// The image library fails.
pub fn resized(source: &GreyRaster, width: usize, height: usize) -> Result<GreyRaster, OcrError> {
    let mut out = Mat::default();
    let method = if width < source.width() { imgproc::INTER_AREA } else { imgproc::INTER_LINEAR };
    imgproc::resize(&view(source)?, &mut out, Size::new(width as i32, height as i32), 0.0, 0.0, method)?;
    raster(&out)
}

/// Ink as 255 on 0: darker than its surroundings by `contrast` grey steps, so that faint print counts as much as black.
///
/// `neighbourhood_px` is odd and wider than a letter.
///
/// # Errors
/// The image library fails.
pub fn ink(grey: &GreyRaster, neighbourhood_px: usize, contrast: f64) -> Result<GreyRaster, OcrError> {
    let mut out = Mat::default();
    let size = (neighbourhood_px.clamp(15, 151) | 1) as i32;
    imgproc::adaptive_threshold(
        &view(grey)?,
        &mut out,
        255.0,
        imgproc::ADAPTIVE_THRESH_MEAN_C,
        imgproc::THRESH_BINARY_INV,
        size,
        contrast,
    )?;
    raster(&out)
}
