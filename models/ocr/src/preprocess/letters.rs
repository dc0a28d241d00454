//! Marks the size of letters: where text may be, and how high it usually is.

use opencv::core::{Mat, MatTraitConst};
use opencv::imgproc;
use trusquin_domain::GreyRaster;

use super::view;
use crate::OcrError;

/// The box of one mark, pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

/// Smallest and largest mark that can be a letter, pixels.
const SMALLEST_PX: i32 = 5;
const LARGEST_PX: i32 = 130;
/// Marks kept: hatches and halftones have more, text never.
const MOST_LETTERS: usize = 60_000;
/// Outlines kept, their shortest long side in pixels, and the part of their box that may be ink.
const MOST_OUTLINES: usize = 4_000;
const LEAST_OUTLINE_PX: i32 = 16;
const HOLLOW: f64 = 0.5;

/// The marks of an ink mask, by what they may be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Of letter size.
    pub letters: Vec<Letter>,
    /// Hollow, of the size of drawn symbols, letters among them.
    pub outlines: Vec<Letter>,
}

/// The marks of letter size on an ink mask (255 on 0) from which long lines were taken.
///
/// # Errors
/// The image library fails.
pub fn letters(ink: &GreyRaster) -> Result<Vec<Letter>, OcrError> {
    Ok(marks(ink, 0)?.letters)
}

/// The marks on an ink mask (255 on 0) from which long lines were taken; outlines up to `largest_outline_px` long.
///
/// # Errors
/// The image library fails.
pub fn marks(ink: &GreyRaster, largest_outline_px: i32) -> Result<Marks, OcrError> {
    let (mut labels, mut stats, mut centroids) = (Mat::default(), Mat::default(), Mat::default());
    let count = imgproc::connected_components_with_stats_def(&view(ink)?, &mut labels, &mut stats, &mut centroids)?;
    drop(labels);
    let mut found = Marks::default();
    for row in 1..count {
        let of = |column: i32| stats.at_2d::<i32>(row, column).copied();
        let letter = Letter {
            x: of(imgproc::CC_STAT_LEFT)?,
            y: of(imgproc::CC_STAT_TOP)?,
            width: of(imgproc::CC_STAT_WIDTH)?,
            height: of(imgproc::CC_STAT_HEIGHT)?,
        };
        let (longer, shorter) = (letter.width.max(letter.height), letter.width.min(letter.height));
        let filled = f64::from(of(imgproc::CC_STAT_AREA)?) / f64::from(letter.width * letter.height);
        if (SMALLEST_PX..=LARGEST_PX).contains(&longer) && longer <= 12 * shorter && filled > 0.08 && found.letters.len() < MOST_LETTERS {
            found.letters.push(letter);
        }
        let hollow = filled < HOLLOW && longer <= 8 * shorter;
        if (LEAST_OUTLINE_PX..=largest_outline_px).contains(&longer) && hollow && found.outlines.len() < MOST_OUTLINES {
            found.outlines.push(letter);
        }
    }
    Ok(found)
}

/// The height below which `part` of the letters are; `None` when there are too few to tell. Level writing is assumed.
pub fn usual_height_px(letters: &[Letter], part: f64) -> Option<f64> {
    let mut heights: Vec<i32> = letters
        .iter()
        .filter(|letter| letter.height >= 7 && letter.width <= 2 * letter.height && 5 * letter.width >= letter.height)
        .map(|letter| letter.height)
        .collect();
    if heights.len() < 20 {
        return None;
    }
    heights.sort_unstable();
    heights.get(((heights.len() - 1) as f64 * part) as usize).map(|height| f64::from(*height))
}
