//! Documents for people: quote, acknowledgement, routing sheet, method sheets, inspection sheet as PDF, the quote as a workbook. Nothing here decides a
//! price, a date, a time or an instrument; it only sets them on paper.

mod compile;
mod french;
mod method_sheet;
mod qr;
mod sheets;
mod workbook;

use std::collections::BTreeMap;

use anyhow::Context;
use trusquin_domain::{InspectionPlan, Order, Quote, ScenarioKind, Shop, WorkOrder};

use self::compile::Template;
pub(crate) use self::compile::embedded_fonts;
pub use self::method_sheet::method_sheets_pdf;
use self::sheets::inspection::inspection_sheet;
use self::sheets::order::OrderSheet;
use self::sheets::quote::QuoteSheet;
use self::sheets::routing::routing_sheet;
pub use self::workbook::quote_workbook;

/// First bytes of a PNG file.
const PNG_SIGNATURE: &[u8] = &[0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

/// How a quote is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotePrint {
    /// Marked as a project nobody has approved.
    pub draft: bool,
    /// One scenario alone; the three of them when left out.
    pub scenario: Option<ScenarioKind>,
    /// With the internal annexes (loads, costs, routings), which are never sent.
    pub annexes: bool,
}

impl QuotePrint {
    /// What was made automatically is approved by nobody yet: a project with all that helps to re-read it.
    pub const DRAFT: Self = Self { draft: true, scenario: None, annexes: true };

    /// What leaves the house.
    pub fn approved(scenario: Option<ScenarioKind>) -> Self {
        Self { draft: false, scenario, annexes: false }
    }
}

/// Name under which the template finds the picture of a line.
fn picture_name(line: u32) -> String {
    format!("line-{line}.png")
}

/// The quote as a PDF in French, marked as a draft.
///
/// # Errors
/// As [`quote_document`].
pub fn quote_pdf(quote: &Quote, shop: &Shop, number: &str, thumbnails: &BTreeMap<u32, Vec<u8>>) -> anyhow::Result<Vec<u8>> {
    quote_document(quote, shop, number, thumbnails, &QuotePrint::DRAFT)
}

/// The quote as a PDF in French.
///
/// `number` is the number of the quote; `thumbnails` are PNG pictures of the plans by line number (anything else is left out). The same
/// input gives the same bytes.
///
/// # Errors
/// The quote has no scenario, or the template does not compile: a bug of this program, told with the place in the template.
pub fn quote_document(
    quote: &Quote,
    shop: &Shop,
    number: &str,
    thumbnails: &BTreeMap<u32, Vec<u8>>,
    print: &QuotePrint,
) -> anyhow::Result<Vec<u8>> {
    let pictures: BTreeMap<String, Vec<u8>> = thumbnails
        .iter()
        .filter(|(_, bytes)| bytes.starts_with(PNG_SIGNATURE))
        .map(|(line, bytes)| (picture_name(*line), bytes.clone()))
        .collect();
    let ident = format!("quote {number}");
    let sheet = |pictures: &BTreeMap<String, Vec<u8>>| {
        QuoteSheet::new(quote, shop, number, print, |line| pictures.contains_key(&picture_name(line)))
    };
    match compile::pdf(Template::Quote, &ident, &sheet(&pictures)?, &pictures) {
        // A picture that cannot be decoded must not cost the quote.
        Err(_) if !pictures.is_empty() => compile::pdf(Template::Quote, &ident, &sheet(&BTreeMap::new())?, &BTreeMap::new()),
        outcome => outcome,
    }
    .with_context(|| format!("the PDF of quote {number} cannot be made"))
}

/// The acknowledgement of an order as a PDF in French. `differences` are those between the customer's order and the quote, French.
///
/// # Errors
/// The template does not compile: a bug of this program.
pub fn acknowledgement_pdf(order: &Order, shop: &Shop, differences: &[String]) -> anyhow::Result<Vec<u8>> {
    let sheet = OrderSheet::new(order, shop, differences);
    compile::pdf(Template::Acknowledgement, &format!("order {}", order.number), &sheet, &BTreeMap::new())
        .with_context(|| format!("the acknowledgement of order {} cannot be made", order.number))
}

/// The routing sheet of a work order as a PDF in French, with a QR code for each operation. `address` is where the shop's phones reach
/// the service; `thumbnail` is a PNG picture of the plan.
///
/// # Errors
/// A number too long for a QR code, or a bug of this program.
pub fn routing_pdf(
    work_order: &WorkOrder,
    order: Option<&Order>,
    shop: &Shop,
    thumbnail: Option<&[u8]>,
    address: Option<&str>,
) -> anyhow::Result<Vec<u8>> {
    let thumbnail = thumbnail.filter(|bytes| bytes.starts_with(PNG_SIGNATURE));
    let (sheet, pictures) = routing_sheet(work_order, order, shop, thumbnail, address)?;
    compile::pdf(Template::RoutingSheet, &format!("routing {}", work_order.number), &sheet, &pictures)
        .with_context(|| format!("the routing sheet of {} cannot be made", work_order.number))
}

/// A page of a drawing as the inspection sheet shows it.
#[derive(Debug, Clone)]
pub struct DrawingPage {
    /// Page, from 1.
    pub page: u32,
    /// Width as displayed, mm.
    pub width_mm: f64,
    /// Height as displayed, mm.
    pub height_mm: f64,
    /// Picture, PNG; the balloons stand on an empty sheet without it.
    pub png: Option<Vec<u8>>,
}

/// What a part is called.
#[derive(Debug, Clone, Default)]
pub struct PartName {
    /// Drawing number.
    pub drawing_number: Option<String>,
    /// Revision.
    pub revision: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Material, as drawn.
    pub material: Option<String>,
}

/// The inspection sheet of a lot as a PDF in French: the drawing with its balloons, then the table. `number` is the work order's.
///
/// # Errors
/// The template does not compile: a bug of this program.
pub fn inspection_pdf(number: &str, plan: &InspectionPlan, part: &PartName, pages: &[DrawingPage], shop: &Shop) -> anyhow::Result<Vec<u8>> {
    let usable: Vec<DrawingPage> = pages
        .iter()
        .filter(|page| page.width_mm > 0.0 && page.height_mm > 0.0)
        .map(|page| DrawingPage { png: page.png.clone().filter(|bytes| bytes.starts_with(PNG_SIGNATURE)), ..page.clone() })
        .collect();
    let (sheet, pictures) = inspection_sheet(number, plan, part, &usable, shop);
    compile::pdf(Template::InspectionSheet, &format!("inspection {number}"), &sheet, &pictures)
        .with_context(|| format!("the inspection sheet of {number} cannot be made"))
}

#[cfg(test)]
mod paper_tests;
#[cfg(test)]
mod tests;
