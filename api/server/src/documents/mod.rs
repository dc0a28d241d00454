//! Documents for people: the quote as a PDF. Nothing here decides a price, a date or a time; it only sets them on paper.

mod compile;
mod french;
mod quote_sheet;

use std::collections::BTreeMap;

use anyhow::Context;
use trusquin_domain::{Quote, Shop};

pub(crate) use self::compile::embedded_fonts;
use self::quote_sheet::QuoteSheet;

/// First bytes of a PNG file.
const PNG_SIGNATURE: &[u8] = &[0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

/// The quote as a PDF in French, marked as a draft: what was made automatically is approved by nobody yet.
///
/// `number` is the number of the quote; `thumbnails` are PNG pictures of the plans by line number (anything else is left out). The same
/// input gives the same bytes.
///
/// # Errors
/// The quote has no scenario, or the template does not compile: a bug of this program, told with the place in the template.
pub fn quote_pdf(quote: &Quote, shop: &Shop, number: &str, thumbnails: &BTreeMap<u32, Vec<u8>>) -> anyhow::Result<Vec<u8>> {
    let pictures: BTreeMap<u32, Vec<u8>> =
        thumbnails.iter().filter(|(_, bytes)| bytes.starts_with(PNG_SIGNATURE)).map(|(line, bytes)| (*line, bytes.clone())).collect();
    let sheet = |pictures: &BTreeMap<u32, Vec<u8>>| QuoteSheet::new(quote, shop, number, |line| pictures.contains_key(&line));
    match compile::pdf(number, &sheet(&pictures)?, &pictures) {
        // A picture that cannot be decoded must not cost the quote.
        Err(_) if !pictures.is_empty() => compile::pdf(number, &sheet(&BTreeMap::new())?, &BTreeMap::new()),
        outcome => outcome,
    }
    .with_context(|| format!("the PDF of quote {number} cannot be made"))
}

#[cfg(test)]
mod tests;
