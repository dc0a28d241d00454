//! A page as a picture, for pages whose text is no text: scans, and letters drawn as outlines.

use pdfium_render::prelude::{PdfBitmapFormat, PdfRenderConfig, Pdfium};
use trusquin_domain::GreyRaster;

use super::{PdfError, open};

/// Longest side of a picture, pixels: an A0 sheet then has 170 dpi.
const LONGEST_PX: f64 = 8_000.0;

/// Draws page `number` (from 1) in grey at about `dpi` dots an inch of a sheet `size_mm` large, and tells the dots it has.
///
/// # Errors
/// The document cannot be opened, or the page cannot be drawn.
pub fn picture(pdfium: &Pdfium, bytes: &[u8], number: u32, size_mm: [f64; 2], dpi: f64) -> Result<(GreyRaster, f64), PdfError> {
    let document = open(pdfium, bytes)?;
    let damaged = |why: String| PdfError::Damaged(format!("page {number} cannot be drawn: {why}"));
    let index = i32::try_from(number).unwrap_or(i32::MAX) - 1;
    let page = document.pages().get(index).map_err(|error| damaged(format!("{error:?}")))?;
    let dpi = dpi.min(LONGEST_PX * 25.4 / size_mm[0].max(size_mm[1]).max(1.0));
    let width = ((size_mm[0] / 25.4 * dpi).round() as i32).max(1);
    let config = PdfRenderConfig::new().set_target_width(width).set_maximum_height(2 * LONGEST_PX as i32).set_format(PdfBitmapFormat::Gray);
    let bitmap = page.render_with_config(&config).map_err(|error| damaged(format!("{error:?}")))?;
    let (width, height) = (bitmap.width().max(0) as usize, bitmap.height().max(0) as usize);
    let rows = bitmap.as_raw_bytes();
    // Rows are padded to four bytes.
    let stride = rows.len().checked_div(height).unwrap_or(0);
    if stride < width {
        return Err(damaged("its picture has the wrong size".to_owned()));
    }
    let pixels: Vec<u8> = rows.chunks_exact(stride).flat_map(|row| row.iter().take(width).copied()).collect();
    let grey = GreyRaster::new(width, height, pixels).ok_or_else(|| damaged("its picture is empty".to_owned()))?;
    let dpi = grey.width() as f64 / size_mm[0] * 25.4;
    Ok((grey, dpi))
}
