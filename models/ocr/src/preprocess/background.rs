//! Even paper: shadows of a fold, yellowed sheets and grey copies become white.

use opencv::core::{CV_8U, Mat, Size};
use opencv::imgproc;
use trusquin_domain::GreyRaster;

use super::{raster, resized, view};
use crate::OcrError;

/// Paper this bright everywhere is left as it is.
const WHITE: u8 = 244;
/// The paper is estimated on a picture this many times smaller.
const SHRINK: usize = 8;

/// Divides by the brightness of the paper around each pixel. A sheet that is white already comes back unchanged.
///
/// # Errors
/// The image library fails.
pub fn even_background(grey: &GreyRaster) -> Result<GreyRaster, OcrError> {
    let (width, height) = ((grey.width() / SHRINK).max(1), (grey.height() / SHRINK).max(1));
    let small = resized(grey, width, height)?;
    // Brightest nearby: letters and lines are narrower than the neighbourhood, photographs of parts are not and stay dark.
    let mut bright = Mat::default();
    let kernel = imgproc::get_structuring_element_def(imgproc::MORPH_RECT, Size::new(9, 9))?;
    imgproc::dilate_def(&view(&small)?, &mut bright, &kernel)?;
    let mut paper = Mat::default();
    imgproc::blur_def(&bright, &mut paper, Size::new(15, 15))?;
    let paper = raster(&paper)?;
    let dull = paper.pixels().iter().filter(|pixel| **pixel < WHITE).count();
    if dull * 50 < paper.pixels().len() {
        return Ok(grey.clone());
    }
    // A dark area is a picture, not paper: it is never stretched by more than this.
    let floor: Vec<u8> = paper.pixels().iter().map(|pixel| (*pixel).max(120)).collect();
    let Some(floor) = GreyRaster::new(paper.width(), paper.height(), floor) else { return Ok(grey.clone()) };
    let paper = resized(&floor, grey.width(), grey.height())?;
    let mut out = Mat::default();
    opencv::core::divide2(&view(grey)?, &view(&paper)?, &mut out, 255.0, CV_8U)?;
    raster(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_goes_and_the_print_stays() {
        let (width, height) = (400, 300);
        let pixel = |at: usize| {
            let (x, y) = (at % width, at / width);
            let paper = 255 - x * 100 / width;
            (if (y / 4) % 20 == 0 && x % 6 < 3 { paper * 2 / 5 } else { paper }) as u8
        };
        let sheet = GreyRaster::new(width, height, (0..width * height).map(pixel).collect()).unwrap();
        let even = even_background(&sheet).unwrap();
        let at = |x: usize, y: usize| even.pixels()[y * width + x];
        assert!(at(380, 30) > 235, "{}", at(380, 30));
        assert!(at(384, 82) < 150, "{}", at(384, 82));
        let white = GreyRaster::new(80, 80, vec![255; 6400]).unwrap();
        assert_eq!(even_background(&white).unwrap(), white);
    }
}
