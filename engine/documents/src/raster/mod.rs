//! Pictures of sheets: PNG, JPEG, TIFF with its pages, BMP, WebP and GIF to grey rasters with a resolution. It recognises no text.

mod resolution;
mod tags;

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use thiserror::Error;
use trusquin_domain::{Diagnostic, GreyRaster, Reading};

pub use resolution::{DpiSource, Resolution, resolve};

/// Most pixels of one picture: an A0 sheet at 200 dpi has 62 million.
const MOST_PIXELS: u64 = 80_000_000;
/// Most memory one decoder may take, bytes.
const MOST_DECODER_BYTES: u64 = 320 << 20;
/// Pages read of one TIFF.
const MOST_PAGES: usize = 50;

/// One picture.
#[derive(Debug, Clone, PartialEq)]
pub struct RasterPage {
    /// Page, counted from 1.
    pub page: u32,
    /// The picture as displayed: its orientation mark is applied, what is transparent is white paper.
    pub grey: GreyRaster,
    /// Dots an inch the file states, whatever it is worth.
    pub stated_dpi: Option<f64>,
}

/// A picture that cannot be opened at all.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum RasterError {
    /// The bytes are none of the formats.
    #[error("not a picture of a known format (PNG, JPEG, TIFF, BMP, WebP, GIF); ask for it again")]
    NotImage,
    /// The header asks for more than the limit.
    #[error("the picture has {width} x {height} pixels, the limit is {MOST_PIXELS}; ask for a scan of at most 200 dpi")]
    TooLarge {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// The content is cut or corrupt.
    #[error("the picture is damaged ({0}); ask for it again")]
    Damaged(String),
}

/// Decodes every page of a picture.
///
/// # Errors
/// Not a picture, above the size limit, or damaged from its first page on. A later page that fails is `IMG-003`.
pub fn read_raster(bytes: &[u8]) -> Result<Reading<Vec<RasterPage>>, RasterError> {
    let starts = tags::page_starts(bytes, MOST_PAGES + 1);
    if starts.len() < 2 {
        return Ok(Reading::clean(vec![decode(bytes, 1)?]));
    }
    let mut reading = Reading::<Vec<RasterPage>>::default();
    let mut copy = bytes.to_vec();
    for (index, start) in starts.iter().take(MOST_PAGES).enumerate() {
        let number = u32::try_from(index).unwrap_or(0) + 1;
        tags::set_first_page(&mut copy, *start);
        match decode(&copy, number) {
            Ok(page) => reading.value.push(page),
            Err(error) if index == 0 => return Err(error),
            Err(error) => reading.diagnostics.push(Diagnostic::error("IMG-003", format!("page {number}: {error}")).on_page(number)),
        }
    }
    if starts.len() > MOST_PAGES {
        let message = format!("only the first {MOST_PAGES} pages of the TIFF were read; split the file");
        reading.diagnostics.push(Diagnostic::warning("IMG-004", message));
    }
    Ok(reading)
}

fn decode(bytes: &[u8], page: u32) -> Result<RasterPage, RasterError> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| RasterError::NotImage)?;
    if reader.format().is_none() {
        return Err(RasterError::NotImage);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_DECODER_BYTES);
    reader.limits(limits);
    let damaged = |error: image::ImageError| RasterError::Damaged(error.to_string());
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(RasterError::TooLarge { width, height });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let stated_dpi = tags::stated_dpi(bytes);
    let image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    let mut grey = DynamicImage::ImageLuma8(on_paper(image));
    grey.apply_orientation(orientation);
    let grey = grey.into_luma8();
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let grey = GreyRaster::new(width, height, grey.into_raw()).ok_or_else(|| RasterError::Damaged("no pixels".to_owned()))?;
    Ok(RasterPage { page, grey, stated_dpi })
}

/// Grey, with white paper under what is transparent: an exported picture of a drawing often has no background.
fn on_paper(image: DynamicImage) -> image::GrayImage {
    if !image.color().has_alpha() {
        return image.into_luma8();
    }
    let both = image.into_luma_alpha8();
    let (width, height) = both.dimensions();
    let pixels = both.pixels().map(|pixel| {
        let [grey, alpha] = pixel.0.map(u32::from);
        ((grey * alpha + 255 * (255 - alpha)) / 255) as u8
    });
    image::GrayImage::from_raw(width, height, pixels.collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(image: &DynamicImage, format: image::ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn every_format_is_read_from_its_bytes() {
        let image = DynamicImage::ImageRgb8(image::RgbImage::from_fn(40, 30, |x, _| image::Rgb([if x < 20 { 0 } else { 255 }; 3])));
        use image::ImageFormat::{Bmp, Gif, Jpeg, Png, Tiff, WebP};
        for format in [Png, Jpeg, Tiff, Bmp, WebP, Gif] {
            let pages = read_raster(&encoded(&image, format)).unwrap().value;
            assert_eq!(pages.len(), 1, "{format:?}");
            let grey = &pages[0].grey;
            assert_eq!(grey.size_px(), [40, 30], "{format:?}");
            assert!(grey.pixels()[5] < 40 && grey.pixels()[35] > 215, "{format:?}");
        }
    }

    #[test]
    fn what_is_transparent_is_paper() {
        let image = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(4, 4, image::Rgba([0, 0, 0, 0])));
        let pages = read_raster(&encoded(&image, image::ImageFormat::Png)).unwrap().value;
        assert!(pages[0].grey.pixels().iter().all(|pixel| *pixel == 255));
    }

    #[test]
    fn damage_and_strangers_are_errors() {
        assert_eq!(read_raster(b"hello").unwrap_err(), RasterError::NotImage);
        assert_eq!(read_raster(b"").unwrap_err(), RasterError::NotImage);
        let image = DynamicImage::ImageLuma8(image::GrayImage::from_pixel(64, 64, image::Luma([9])));
        let whole = encoded(&image, image::ImageFormat::Png);
        for cut in [10, 30, whole.len() / 2] {
            assert!(matches!(read_raster(&whole[..cut]), Err(RasterError::Damaged(_))), "cut at {cut}");
        }
        // A header that promises 50 000 x 50 000 pixels is refused before anything is allocated.
        let mut vast = whole.clone();
        vast[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
        assert!(read_raster(&vast).is_err());
    }
}
