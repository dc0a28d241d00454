//! From PDF user space to millimetres on the displayed sheet.

use pdfium_render::prelude::{PdfMatrix, PdfPage, PdfPageRenderRotation, PdfRect};
use trusquin_domain::SheetBox;

/// Millimetres per PDF point (1/72 inch).
const MM_PER_POINT: f64 = 25.4 / 72.0;

/// An affine map `x' = a x + c y + e`, `y' = b x + d y + f`, as PDF writes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Affine {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    e: f64,
    f: f64,
}

impl Affine {
    pub(super) fn from_matrix(matrix: &PdfMatrix) -> Self {
        let [a, b, c, d, e, f] = [matrix.a(), matrix.b(), matrix.c(), matrix.d(), matrix.e(), matrix.f()].map(f64::from);
        Self { a, b, c, d, e, f }
    }

    pub(super) fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
    }

    /// Direction only, without the shift.
    pub(super) fn turn(&self, x: f64, y: f64) -> (f64, f64) {
        (self.a * x + self.c * y, self.b * x + self.d * y)
    }

    /// First `self`, then `outer`.
    pub(super) fn then(&self, outer: &Self) -> Self {
        let (a, b) = outer.turn(self.a, self.b);
        let (c, d) = outer.turn(self.c, self.d);
        let (e, f) = outer.apply(self.e, self.f);
        Self { a, b, c, d, e, f }
    }

    /// Mean scale: what a stroke width is multiplied by.
    pub(super) fn scale(&self) -> f64 {
        (self.a * self.d - self.b * self.c).abs().sqrt()
    }

    pub(super) fn map_box(&self, rect: &PdfRect) -> SheetBox {
        let [left, right, bottom, top] = [rect.left(), rect.right(), rect.bottom(), rect.top()].map(|points| f64::from(points.value));
        let (xa, ya) = self.apply(left, bottom);
        let (xb, yb) = self.apply(right, top);
        SheetBox::new(xa, ya, xb, yb)
    }
}

/// Where the displayed sheet lies in user space.
#[derive(Debug, Clone, Copy)]
pub(super) struct SheetPlacement {
    pub(super) size_mm: [f64; 2],
    pub(super) sheet_from_page: Affine,
}

impl SheetPlacement {
    /// The displayed area is the intersection of media and crop box, then turned by /Rotate, then scaled by the user unit.
    pub(super) fn of_page(page: &PdfPage<'_>, user_unit: f64) -> Self {
        let displayed = page.boundaries().bounding().map(|boundary| boundary.bounds).unwrap_or_else(|_| page.page_size());
        let [left, right, bottom, top] =
            [displayed.left(), displayed.right(), displayed.bottom(), displayed.top()].map(|points| f64::from(points.value));
        let rotation = page.rotation().unwrap_or(PdfPageRenderRotation::None);
        let turned = matches!(rotation, PdfPageRenderRotation::Degrees90 | PdfPageRenderRotation::Degrees270);
        let k = MM_PER_POINT * user_unit;
        let sheet_from_page = match rotation {
            PdfPageRenderRotation::None => Affine { a: k, b: 0.0, c: 0.0, d: -k, e: -left * k, f: top * k },
            PdfPageRenderRotation::Degrees90 => Affine { a: 0.0, b: k, c: k, d: 0.0, e: -bottom * k, f: -left * k },
            PdfPageRenderRotation::Degrees180 => Affine { a: -k, b: 0.0, c: 0.0, d: k, e: right * k, f: -bottom * k },
            PdfPageRenderRotation::Degrees270 => Affine { a: 0.0, b: -k, c: -k, d: 0.0, e: top * k, f: right * k },
        };
        let (width, height) = ((right - left) * k, (top - bottom) * k);
        Self { size_mm: if turned { [height, width] } else { [width, height] }, sheet_from_page }
    }
}

/// The user unit of a document (PDF 1.6, sheets beyond 5 m or exporters that count in millimetres).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum UserUnit {
    /// One value for every page; 1 when none is written.
    Every(f64),
    /// Some pages carry one and it cannot be told which.
    Unclear,
}

impl UserUnit {
    /// Looked up in the bytes, because pdfium neither applies nor tells it; page objects inside compressed streams stay unseen.
    pub(super) fn of_file(bytes: &[u8], pages: usize) -> Self {
        const KEY: &[u8] = b"/UserUnit";
        let mut values: Vec<f64> = Vec::new();
        let mut count = 0_usize;
        for at in bytes.windows(KEY.len()).enumerate().filter(|(_, window)| *window == KEY).map(|(at, _)| at + KEY.len()) {
            let rest = bytes.get(at..).unwrap_or_default();
            let number: String = rest
                .iter()
                .map(|byte| char::from(*byte))
                .skip_while(char::is_ascii_whitespace)
                .take_while(|each| each.is_ascii_digit() || *each == '.')
                .take(20)
                .collect();
            let Some(value) = number.parse::<f64>().ok().filter(|value| (0.001..=10_000.0).contains(value)) else { continue };
            count += 1;
            if !values.contains(&value) && values.len() < 2 {
                values.push(value);
            }
        }
        match values[..] {
            [] => Self::Every(1.0),
            [one] if count >= pages || one == 1.0 => Self::Every(one),
            _ => Self::Unclear,
        }
    }
}
