//! Pictures to files: PNG and JPEG with their resolution, TIFF, and PDF with one picture and no text.

use std::io::Cursor;

use anyhow::{Context, Result};
use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::tiff::TiffEncoder;
use image::{ExtendedColorType, ImageEncoder};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

use super::raster::Raster;

/// Sort of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// TIFF.
    Tiff,
    /// PDF around a JPEG.
    Pdf,
}

impl PictureFormat {
    /// Extension of the file name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Tiff => "tif",
            Self::Pdf => "pdf",
        }
    }
}

fn colour(picture: &Raster) -> ExtendedColorType {
    if picture.channels == 1 { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 }
}

/// JPEG bytes; a photograph carries no resolution.
pub fn jpeg(picture: &Raster, quality: u8, dpi: Option<u16>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    if let Some(dpi) = dpi {
        encoder.set_pixel_density(PixelDensity::dpi(dpi));
    }
    encoder.encode(&picture.data, picture.width as u32, picture.height as u32, colour(picture)).context("JPEG")?;
    Ok(bytes)
}

/// The picture after saving it as a JPEG and opening it again.
pub fn through_jpeg(picture: &Raster, quality: u8) -> Result<Raster> {
    let bytes = jpeg(picture, quality, None)?;
    let opened = image::load_from_memory_with_format(&bytes, image::ImageFormat::Jpeg).context("JPEG read back")?;
    let data = if picture.channels == 1 { opened.into_luma8().into_raw() } else { opened.into_rgb8().into_raw() };
    Ok(Raster { data, ..picture.clone() })
}

/// The file's bytes; `dpi` is the resolution of the scanner, `None` for a photograph.
pub fn write(picture: &Raster, format: PictureFormat, quality: u8, dpi: Option<u16>) -> Result<Vec<u8>> {
    let (width, height) = (picture.width as u32, picture.height as u32);
    match format {
        PictureFormat::Jpeg => jpeg(picture, quality, dpi),
        PictureFormat::Png => {
            let mut bytes = Vec::new();
            let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Sub);
            encoder.write_image(&picture.data, width, height, colour(picture)).context("PNG")?;
            Ok(match dpi {
                Some(dpi) => with_resolution(bytes, dpi),
                None => bytes,
            })
        }
        PictureFormat::Tiff => {
            let mut bytes = Cursor::new(Vec::new());
            TiffEncoder::new(&mut bytes).write_image(&picture.data, width, height, colour(picture)).context("TIFF")?;
            Ok(bytes.into_inner())
        }
        PictureFormat::Pdf => Ok(pdf(picture, &jpeg(picture, quality, dpi)?, dpi.unwrap_or(150))),
    }
}

/// Puts a pHYs chunk (pixels per metre) behind the header of a PNG (ISO/IEC 15948, 11.3.5.3).
fn with_resolution(png: Vec<u8>, dpi: u16) -> Vec<u8> {
    const HEADER: usize = 8 + 25;
    let per_metre = (f64::from(dpi) / 0.0254).round() as u32;
    let mut chunk = b"pHYs".to_vec();
    chunk.extend(per_metre.to_be_bytes());
    chunk.extend(per_metre.to_be_bytes());
    chunk.push(1);
    let crc = chunk.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    let mut out = png.get(..HEADER).unwrap_or_default().to_vec();
    out.extend(9_u32.to_be_bytes());
    out.extend(&chunk);
    out.extend((!crc).to_be_bytes());
    out.extend(png.get(HEADER..).unwrap_or_default());
    out
}

fn pdf(picture: &Raster, jpeg: &[u8], dpi: u16) -> Vec<u8> {
    let [catalog, pages, page, image, content] = [1, 2, 3, 4, 5].map(Ref::new);
    let [width, height] = [picture.width, picture.height].map(|pixels| pixels as f32 * 72.0 / f32::from(dpi));
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut leaf = pdf.page(page);
    leaf.media_box(Rect::new(0.0, 0.0, width, height)).parent(pages).contents(content);
    leaf.resources().x_objects().pair(Name(b"I"), image);
    leaf.finish();
    let mut object = pdf.image_xobject(image, jpeg);
    object.filter(Filter::DctDecode);
    object.width(picture.width as i32).height(picture.height as i32).bits_per_component(8);
    if picture.channels == 1 {
        object.color_space().device_gray()
    } else {
        object.color_space().device_rgb()
    }
    object.finish();
    let mut drawn = Content::new();
    drawn.save_state().transform([width, 0.0, 0.0, height, 0.0, 0.0]).x_object(Name(b"I")).restore_state();
    pdf.stream(content, &drawn.finish().into_vec());
    pdf.finish()
}
