//! Where text is: the sheet in tiles through the detection model, then the post-processing of Differentiable Binarization.
//!
//! Paper: Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", AAAI 2020. The map it gives is of shrunk text;
//! "unclip" grows each box back.

use ndarray::Array4;
use opencv::core::{Mat, Point, Vector};
use opencv::imgproc;
use trusquin_domain::GreyRaster;

use crate::preprocess::{Letter, resized};
use crate::{Model, OcrError};

/// Side of a tile the model sees, pixels, a multiple of 32: the peak grows with its square (docs/adr/0005-raster-ocr.md).
const TILE_PX: usize = 640;
/// Rim of a tile whose result is thrown away: the model needs to see around what it judges.
const RIM_PX: usize = 32;
/// Probability above which a pixel is text (PP-OCRv6 configuration: `thresh`).
const TEXT: f32 = 0.3;
/// Mean probability a box needs (`box_thresh`).
const BOX_SCORE: f64 = 0.5;
/// How far a box is grown: distance = area x ratio / perimeter (`unclip_ratio`).
const UNCLIP: f64 = 1.6;
/// Smaller boxes are dust, pixels of the detection picture.
const SMALLEST_PX: f64 = 3.0;
/// Boxes kept of one sheet.
const MOST_BOXES: usize = 3_000;

/// A rectangle in any direction, in pixels of the levelled sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextBox {
    /// Centre.
    pub x: f64,
    /// Centre.
    pub y: f64,
    /// Extent along the writing.
    pub width: f64,
    /// Extent across the writing.
    pub height: f64,
    /// Direction of the writing in degrees, clockwise as seen (y runs down); 0 reads to the right, -90 upwards.
    pub angle_deg: f64,
    /// Mean probability.
    pub score: f64,
}

impl TextBox {
    /// The four corners: from the start of the upper edge, clockwise for a reader of the text.
    pub fn corners(&self) -> [(f64, f64); 4] {
        let (sin, cos) = self.angle_deg.to_radians().sin_cos();
        let (half_w, half_h) = (self.width / 2.0, self.height / 2.0);
        [(-half_w, -half_h), (half_w, -half_h), (half_w, half_h), (-half_w, half_h)]
            .map(|(u, v)| (self.x + u * cos - v * sin, self.y + u * sin + v * cos))
    }

    /// Long enough to tell the axis of its writing.
    pub fn is_long(&self) -> bool {
        self.width > 3.0 * self.height
    }

    /// Reads to the right, exactly.
    pub fn is_level(&self) -> bool {
        self.angle_deg == 0.0
    }
}

/// Where a tile takes its pixels from, in the detection picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// Left edge of what counts.
    pub x: usize,
    /// Top edge.
    pub y: usize,
    /// Marks of letter size in it.
    pub letters: usize,
}

/// The tiles that hold marks of letter size; empty paper is not shown to the model.
pub fn tiles(width: usize, height: usize, letters: &[Letter], scale: f64) -> Vec<Tile> {
    let core = TILE_PX - 2 * RIM_PX;
    let (columns, rows) = (width.div_ceil(core), height.div_ceil(core));
    let mut counts = vec![0_usize; columns * rows];
    for letter in letters {
        let centre = |at: i32, extent: i32| (((f64::from(at) + f64::from(extent) / 2.0) * scale) as usize) / core;
        let (column, row) = (centre(letter.x, letter.width), centre(letter.y, letter.height));
        if let Some(count) = counts.get_mut(row * columns + column).filter(|_| column < columns) {
            *count += 1;
        }
    }
    counts
        .iter()
        .enumerate()
        .filter(|(_, letters)| **letters > 0)
        .map(|(at, letters)| Tile { x: (at % columns) * core, y: (at / columns) * core, letters: *letters })
        .collect()
}

/// The probability map of the chosen tiles as bytes (255 is certain), the size of `picture`.
///
/// # Errors
/// The model fails, or `go_on` says the time is up.
pub fn probability(model: &dyn Model, picture: &GreyRaster, tiles: &[Tile], go_on: &dyn Fn() -> bool) -> Result<GreyRaster, OcrError> {
    let (width, height) = (picture.width(), picture.height());
    let core = TILE_PX - 2 * RIM_PX;
    let mut map = vec![0_u8; width * height];
    for tile in tiles {
        if !go_on() {
            return Err(OcrError::OutOfTime);
        }
        let left = tile.x as i64 - RIM_PX as i64;
        let top = tile.y as i64 - RIM_PX as i64;
        let (tile_width, tile_height) = (side(tile.x, width), side(tile.y, height));
        // 1 x 3 x H x W, three equal planes.
        let mut input = Array4::<f32>::from_elem((1, 3, tile_height, tile_width), 1.0);
        for y in 0..tile_height {
            let Some(source_y) = usize::try_from(top + y as i64).ok().filter(|row| *row < height) else { continue };
            for x in 0..tile_width {
                let Some(source_x) = usize::try_from(left + x as i64).ok().filter(|column| *column < width) else { continue };
                let value = normal(picture.pixels()[source_y * width + source_x]);
                for channel in 0..3 {
                    input[[0, channel, y, x]] = value;
                }
            }
        }
        let output = model.run(input)?;
        let shape = output.shape().to_vec();
        let answered = output.into_dimensionality::<ndarray::Ix4>().ok().filter(|out| out.dim() == (1, 1, tile_height, tile_width));
        let Some(out) = answered else {
            return Err(OcrError::Inference { model: "detection", why: format!("its answer has the shape {shape:?}") });
        };
        for y in 0..core.min(height - tile.y) {
            for x in 0..core.min(width - tile.x) {
                map[(tile.y + y) * width + tile.x + x] = (out[[0, 0, y + RIM_PX, x + RIM_PX]].clamp(0.0, 1.0) * 255.0) as u8;
            }
        }
    }
    GreyRaster::new(width, height, map).ok_or(OcrError::Inference { model: "detection", why: "an empty sheet".to_owned() })
}

/// Side of a tile: whole, or at the sheet's edge what is left, as a multiple of 32.
fn side(start: usize, whole: usize) -> usize {
    let rest = whole.saturating_sub(start) + 2 * RIM_PX;
    TILE_PX.min(rest.div_ceil(32) * 32)
}

/// (pixel / 255 - 0.5) / 0.5: the mean and deviation of PP-OCRv6's configuration.
pub(crate) fn normal(pixel: u8) -> f32 {
    f32::from(pixel) / 127.5 - 1.0
}

/// Boxes of a probability map, in pixels of the levelled sheet (`scale` is detection picture over sheet).
///
/// # Errors
/// The image library fails.
pub fn boxes(map: &GreyRaster, scale: f64) -> Result<Vec<TextBox>, OcrError> {
    let limit = (TEXT * 255.0) as u8;
    let mask: Vec<u8> = map.pixels().iter().map(|pixel| if *pixel > limit { 255 } else { 0 }).collect();
    let mask = Mat::new_rows_cols_with_data(map.height() as i32, map.width() as i32, &mask)?;
    let mut contours: Vector<Vector<Point>> = Vector::new();
    imgproc::find_contours_def(&mask, &mut contours, imgproc::RETR_EXTERNAL, imgproc::CHAIN_APPROX_SIMPLE)?;
    let mut found = Vec::new();
    for contour in contours.iter() {
        if contour.len() < 3 {
            continue;
        }
        let rectangle = imgproc::min_area_rect(&contour)?;
        let (width, height) = (f64::from(rectangle.size.width), f64::from(rectangle.size.height));
        if width.min(height) < SMALLEST_PX || found.len() >= MOST_BOXES {
            continue;
        }
        let score = mean_inside(map, &contour);
        if score < BOX_SCORE {
            continue;
        }
        let grown = 2.0 * (width * height * UNCLIP) / (2.0 * (width + height));
        let (mut along, mut across, mut angle) = (width + grown, height + grown, f64::from(rectangle.angle));
        // Longest side along the writing, unless it is nearly square: then level.
        if across > along {
            (along, across, angle) = (across, along, angle + 90.0);
        }
        let mut tilt = normal_angle(angle);
        if along < 1.25 * across && tilt.abs() > 45.0 {
            (along, across, tilt) = (across, along, normal_angle(tilt + 90.0));
        }
        found.push(TextBox {
            x: f64::from(rectangle.center.x) / scale,
            y: f64::from(rectangle.center.y) / scale,
            width: along / scale,
            height: across / scale,
            angle_deg: squared(tilt, along / across),
            score,
        });
    }
    Ok(found)
}

/// Into (-90, 90]; an upright box reads upwards (-90) as ISO 3098 and ISO 129-1 have it.
fn normal_angle(angle: f64) -> f64 {
    let angle = angle.rem_euclid(180.0);
    if angle > 90.0 { angle - 180.0 } else { angle }
}

/// Snaps to level or upright: a short box cannot tell its direction exactly.
fn squared(angle: f64, proportion: f64) -> f64 {
    let tolerance = if proportion < 2.5 {
        25.0
    } else if proportion < 6.0 {
        9.0
    } else {
        4.0
    };
    if angle.abs() < tolerance {
        0.0
    } else if angle.abs() > 90.0 - tolerance {
        -90.0
    } else {
        angle
    }
}

/// Mean probability over the bounding box of a contour, text pixels only.
fn mean_inside(map: &GreyRaster, contour: &Vector<Point>) -> f64 {
    let (mut x0, mut y0, mut x1, mut y1) = (i32::MAX, i32::MAX, 0, 0);
    for point in contour.iter() {
        (x0, y0, x1, y1) = (x0.min(point.x), y0.min(point.y), x1.max(point.x), y1.max(point.y));
    }
    let limit = (TEXT * 255.0) as u8;
    let (mut sum, mut count) = (0_u64, 0_u64);
    for y in y0.max(0) as usize..=(y1.max(0) as usize).min(map.height() - 1) {
        for x in x0.max(0) as usize..=(x1.max(0) as usize).min(map.width() - 1) {
            let pixel = map.pixels()[y * map.width() + x];
            if pixel > limit {
                sum += u64::from(pixel);
                count += 1;
            }
        }
    }
    sum as f64 / (255.0 * count.max(1) as f64)
}

/// The sheet at the size the detector likes, and that size over the sheet's.
///
/// # Errors
/// The image library fails.
pub fn detection_picture(sheet: &GreyRaster, scale: f64) -> Result<(GreyRaster, f64), OcrError> {
    let size = |side: usize| ((side as f64 * scale).round() as usize).max(32);
    let picture = resized(sheet, size(sheet.width()), size(sheet.height()))?;
    let exact = picture.width() as f64 / sheet.width() as f64;
    Ok((picture, exact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::ArrayD;

    /// Answers "text" wherever the tile is dark.
    struct DarkIsText;

    impl Model for DarkIsText {
        fn run(&self, input: Array4<f32>) -> Result<ArrayD<f32>, OcrError> {
            let (_, _, height, width) = input.dim();
            Ok(Array4::from_shape_fn((1, 1, height, width), |(_, _, y, x)| if input[[0, 0, y, x]] < 0.0 { 0.9 } else { 0.0 }).into_dyn())
        }

        fn alphabet(&self) -> &[String] {
            &[]
        }
    }

    fn sheet(rectangles: &[[usize; 4]]) -> GreyRaster {
        let (width, height) = (1500, 900);
        let mut pixels = vec![255_u8; width * height];
        for [x, y, w, h] in rectangles {
            for row in *y..y + h {
                pixels[row * width + x..row * width + x + w].fill(0);
            }
        }
        GreyRaster::new(width, height, pixels).unwrap()
    }

    fn all_tiles(sheet: &GreyRaster) -> Vec<Tile> {
        let everywhere: Vec<Letter> =
            (0..30).flat_map(|x| (0..18).map(move |y| Letter { x: x * 50, y: y * 50, width: 1, height: 1 })).collect();
        tiles(sheet.width(), sheet.height(), &everywhere, 1.0)
    }

    #[test]
    fn a_text_across_tiles_is_one_box() {
        // Level across the seam at 576, upright, and a square.
        let sheet = sheet(&[[400, 100, 400, 20], [1200, 300, 24, 200], [200, 700, 22, 24]]);
        let tiles = all_tiles(&sheet);
        assert_eq!(tiles.len(), 6);
        let map = probability(&DarkIsText, &sheet, &tiles, &|| true).unwrap();
        let mut found = boxes(&map, 1.0).unwrap();
        found.sort_by(|a, b| a.y.total_cmp(&b.y));
        let brief: Vec<_> = found.iter().map(|each| (each.x.round(), each.y.round(), each.angle_deg)).collect();
        assert_eq!(brief, [(600.0, 110.0, 0.0), (1212.0, 400.0, -90.0), (211.0, 712.0, 0.0)], "{found:?}");
        assert!(found[0].width > 400.0 && found[0].height > 20.0 && found[0].height < 60.0, "{found:?}");
    }

    #[test]
    fn empty_paper_is_not_shown_to_the_model() {
        let letters = [Letter { x: 700, y: 10, width: 8, height: 12 }];
        let tiles = tiles(1500, 900, &letters, 1.0);
        assert_eq!(tiles, [Tile { x: 576, y: 0, letters: 1 }]);
        let sheet = sheet(&[]);
        assert!(matches!(probability(&DarkIsText, &sheet, &tiles, &|| false), Err(OcrError::OutOfTime)));
    }

    #[test]
    fn a_model_of_another_shape_is_told() {
        struct Wrong;
        impl Model for Wrong {
            fn run(&self, _: Array4<f32>) -> Result<ArrayD<f32>, OcrError> {
                Ok(ArrayD::zeros(vec![1, 2]))
            }
            fn alphabet(&self) -> &[String] {
                &[]
            }
        }
        let sheet = sheet(&[]);
        let failed = probability(&Wrong, &sheet, &all_tiles(&sheet), &|| true);
        assert!(matches!(failed, Err(OcrError::Inference { model: "detection", .. })));
    }

    #[test]
    fn angles_become_level_upright_or_slanted() {
        for (angle, proportion, expect) in [(2.0, 8.0, 0.0), (91.0, 8.0, -90.0), (-88.0, 3.0, -90.0), (45.0, 8.0, 45.0), (20.0, 1.5, 0.0)] {
            assert_eq!(squared(normal_angle(angle), proportion), expect, "{angle}");
        }
    }
}
