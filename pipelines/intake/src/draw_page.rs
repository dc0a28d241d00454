//! A page as a picture, inside a worker: a PDF page as displayed (rotation and crop applied), or a raster file.

use std::io::{self, BufRead, Cursor, Read, Write};

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbaImage, imageops::FilterType};
use pdfium_render::prelude::{PdfRenderConfig, Pdfium};
use trusquin_documents::detect;
use trusquin_domain::FileKind;

use crate::analyse::Libraries;
use crate::protocol::{PageRefusal, PageRequest, Tag, write_frame};

/// Pixels of one picture: an A0 sheet at 4700 px. Four bytes each stand three times in a worker's memory while it is converted.
const MOST_PIXELS: f64 = 16e6;

/// Answers one request for a picture.
///
/// # Errors
/// The service is gone or its request does not read.
pub fn draw_one(header: &[u8], input: &mut impl BufRead, output: &mut impl Write, libraries: &Libraries) -> io::Result<()> {
    let request: PageRequest = serde_json::from_slice(header)?;
    let mut bytes = Vec::new();
    input.take(request.bytes).read_to_end(&mut bytes)?;
    match draw(&bytes, &request, libraries) {
        Ok(png) => write_frame(output, Tag::PageImage, &png),
        Err(refusal) => write_frame(output, Tag::Answer, &serde_json::to_vec(&refusal)?),
    }
}

fn draw(bytes: &[u8], request: &PageRequest, libraries: &Libraries) -> Result<Vec<u8>, PageRefusal> {
    let picture = match (detect::kind(bytes), &libraries.pdfium) {
        (FileKind::Pdf, Ok(pdfium)) => pdf_page(pdfium, bytes, request)?,
        (FileKind::Pdf, Err(why)) => return Err(refused(format!("the PDF library is not installed ({why}); run 'make setup'"))),
        (FileKind::Image, _) if request.page == 1 => raster(bytes, request.width_px)?,
        (FileKind::Image, _) => return Err(PageRefusal::NoSuchPage),
        (kind, _) => return Err(refused(format!("a file of kind {kind:?} has no pages"))),
    };
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).map_err(|error| refused(format!("the picture cannot be written ({error})")))?;
    Ok(png.into_inner())
}

fn refused(message: String) -> PageRefusal {
    PageRefusal::NotDrawable { message }
}

fn pdf_page(pdfium: &Pdfium, bytes: &[u8], request: &PageRequest) -> Result<DynamicImage, PageRefusal> {
    let failed = |error| refused(format!("the page cannot be drawn ({error:?})"));
    let document = pdfium.load_pdf_from_byte_slice(bytes, None).map_err(failed)?;
    let index = i32::try_from(request.page).ok().and_then(|page| page.checked_sub(1)).ok_or(PageRefusal::NoSuchPage)?;
    if index < 0 || index >= document.pages().len() {
        return Err(PageRefusal::NoSuchPage);
    }
    let page = document.pages().get(index).map_err(failed)?;
    let (width, height) = (f64::from(page.width().value), f64::from(page.height().value));
    let width_px = fitting_width(f64::from(request.width_px), width, height);
    let config = PdfRenderConfig::new().set_target_width(width_px);
    let bitmap = page.render_with_config(&config).map_err(failed)?;
    let (width_px, height_px) = (u32::try_from(bitmap.width()).unwrap_or(0), u32::try_from(bitmap.height()).unwrap_or(0));
    let drawn = RgbaImage::from_raw(width_px, height_px, bitmap.as_rgba_bytes())
        .ok_or_else(|| refused("the drawn page has an unknown pixel format".to_owned()))?;
    Ok(DynamicImage::ImageRgba8(drawn).to_rgb8().into())
}

/// The width that keeps a page of this shape below the pixel limit.
fn fitting_width(wanted_px: f64, width: f64, height: f64) -> i32 {
    let shape = if width > 0.0 && height > 0.0 { height / width } else { 1.0 };
    let most = (MOST_PIXELS / shape).sqrt();
    wanted_px.min(most).max(1.0) as i32
}

fn raster(bytes: &[u8], width_px: u32) -> Result<DynamicImage, PageRefusal> {
    let failed = |error: image::ImageError| refused(format!("the image cannot be decoded ({error})"));
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| failed(error.into()))?;
    let mut decoder = reader.into_decoder().map_err(failed)?;
    // A photograph carries its turn beside the pixels.
    let orientation = decoder.orientation().map_err(failed)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(failed)?;
    picture.apply_orientation(orientation);
    if picture.width() > width_px {
        let height_px = f64::from(picture.height()) * f64::from(width_px) / f64::from(picture.width());
        picture = picture.resize_exact(width_px, height_px.round().max(1.0) as u32, FilterType::Triangle);
    }
    Ok(if picture.color().has_color() { picture.to_rgb8().into() } else { picture.to_luma8().into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::LazyReader;

    fn no_libraries() -> Libraries {
        Libraries {
            pdfium: Err("not in this test".to_owned()),
            ocr: LazyReader::new(Box::new(|| Err("not in this test".to_owned()))),
            label_faces: false,
        }
    }

    fn asked(bytes: &[u8], page: u32, width_px: u32) -> Result<Vec<u8>, PageRefusal> {
        draw(bytes, &PageRequest { bytes: bytes.len() as u64, page, width_px }, &no_libraries())
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_luma8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_raster_is_made_smaller_never_larger() {
        for (width, height, wanted, expected) in [(400, 200, 100, (100, 50)), (400, 200, 1600, (400, 200)), (1000, 1, 100, (100, 1))] {
            let drawn = image::load_from_memory(&asked(&png(width, height), 1, wanted).unwrap()).unwrap();
            assert_eq!((drawn.width(), drawn.height()), expected);
        }
    }

    #[test]
    fn what_cannot_be_drawn_says_why() {
        assert_eq!(asked(&png(4, 4), 2, 100), Err(PageRefusal::NoSuchPage));
        for bytes in [b"".as_slice(), b"%PDF-1.7", b"ISO-10303-21;", png(40, 40).get(..60).unwrap()] {
            assert!(matches!(asked(bytes, 1, 100), Err(PageRefusal::NotDrawable { .. })), "{bytes:?}");
        }
    }

    #[test]
    fn a_very_long_page_is_drawn_narrower() {
        assert_eq!(fitting_width(1600.0, 297.0, 210.0), 1600);
        assert!(fitting_width(4000.0, 100.0, 10_000.0) <= 400);
        assert_eq!(fitting_width(1600.0, 0.0, 0.0), 1600);
    }
}
