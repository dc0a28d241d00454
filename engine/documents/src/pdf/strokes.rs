//! Strokes, edges of filled shapes and image places of a page, through nested form XObjects.

use pdfium_render::prelude::{
    PdfColor, PdfPage, PdfPageObject, PdfPageObjectCommon, PdfPageObjectsCommon, PdfPagePathObject, PdfPathFillMode, PdfPathSegmentType,
    PdfPathSegments,
};
use trusquin_domain::{PageImage, Segment, SheetBox};

use super::placement::{Affine, SheetPlacement};

/// Segments kept of one page. A dense assembly sheet has 60 000; past this limit it is a picture made of lines.
const MOST_SEGMENTS: usize = 300_000;
/// Page objects looked at, form contents included.
const MOST_OBJECTS: usize = 400_000;
/// Form XObjects inside form XObjects.
const DEEPEST_FORM: usize = 12;
/// A filled bar thinner than this is a line that the exporter drew as a shape, mm.
const THICKEST_BAR_MM: f64 = 0.8;

/// What was drawn.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub(super) segments: Vec<Segment>,
    pub(super) images: Vec<PageImage>,
    pub(super) truncated: bool,
    objects: usize,
}

/// Walks the page's objects in painting order.
pub(super) fn collect(page: &PdfPage<'_>, placement: &SheetPlacement) -> Drawn {
    let mut drawn = Drawn::default();
    for object in page.objects().iter() {
        drawn.take(&object, &placement.sheet_from_page, 0);
        if drawn.truncated {
            break;
        }
    }
    drawn
}

impl Drawn {
    fn take(&mut self, object: &PdfPageObject<'_>, sheet_from_parent: &Affine, depth: usize) {
        self.objects += 1;
        if self.objects > MOST_OBJECTS || self.segments.len() >= MOST_SEGMENTS {
            self.truncated = true;
            return;
        }
        match object {
            PdfPageObject::Path(path) => self.take_path(path, sheet_from_parent),
            PdfPageObject::Image(image) => {
                let Ok(matrix) = image.matrix() else { return };
                // An image fills the unit square of its own space (ISO 32000-1, 8.9.5).
                let own = Affine::from_matrix(&matrix).then(sheet_from_parent);
                let corners = [own.apply(0.0, 0.0), own.apply(1.0, 0.0), own.apply(0.0, 1.0), own.apply(1.0, 1.0)];
                let sheet_box =
                    corners.iter().skip(1).fold(SheetBox::new(corners[0].0, corners[0].1, corners[0].0, corners[0].1), |sum, corner| {
                        sum.union(&SheetBox::new(corner.0, corner.1, corner.0, corner.1))
                    });
                let pixels = |side: Result<i32, _>| side.ok().and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
                self.images.push(PageImage { sheet_box, size_px: [pixels(image.width()), pixels(image.height())] });
            }
            PdfPageObject::XObjectForm(form) if depth < DEEPEST_FORM => {
                let Ok(matrix) = form.matrix() else { return };
                let sheet_from_form = Affine::from_matrix(&matrix).then(sheet_from_parent);
                for child in form.iter() {
                    self.take(&child, &sheet_from_form, depth + 1);
                    if self.truncated {
                        break;
                    }
                }
            }
            _ => {}
        }
    }

    fn take_path(&mut self, path: &PdfPagePathObject<'_>, sheet_from_parent: &Affine) {
        let Ok(matrix) = path.matrix() else { return };
        let stroked = path.is_stroked().unwrap_or(false) && !path.stroke_color().is_ok_and(|color| is_paper(&color));
        let filled =
            !matches!(path.fill_mode(), Ok(PdfPathFillMode::None) | Err(_)) && !path.fill_color().is_ok_and(|color| is_paper(&color));
        // White shapes are masks behind text, not edges a reader sees.
        if !stroked && !filled {
            return;
        }
        let sheet_from_path = Affine::from_matrix(&matrix).then(sheet_from_parent);
        let width_mm =
            if stroked { path.stroke_width().map_or(0.0, |width| f64::from(width.value)) * sheet_from_path.scale() } else { 0.0 };
        let mut pen = Pen { segments: Vec::new(), start: (0.0, 0.0), at: (0.0, 0.0), width_mm };
        let mut controls: Vec<(f64, f64)> = Vec::new();
        let room = MOST_SEGMENTS.saturating_sub(self.segments.len());
        for segment in path.segments().iter() {
            let (x, y) = segment.point();
            let point = sheet_from_path.apply(f64::from(x.value), f64::from(y.value));
            match segment.segment_type() {
                PdfPathSegmentType::MoveTo => {
                    if !stroked {
                        pen.close();
                    }
                    pen.move_to(point);
                    controls.clear();
                }
                PdfPathSegmentType::LineTo => pen.line_to(point),
                PdfPathSegmentType::BezierTo => {
                    controls.push(point);
                    if let [first, second, end] = controls[..] {
                        pen.curve_to(first, second, end);
                        controls.clear();
                    }
                }
                PdfPathSegmentType::Unknown => {}
            }
            if segment.is_close() {
                pen.close();
            }
            if pen.segments.len() > room {
                self.truncated = true;
                break;
            }
        }
        if !stroked {
            pen.close();
            if let Some(bar) = thin_bar(&pen.segments) {
                self.segments.push(bar);
                return;
            }
        }
        self.segments.append(&mut pen.segments);
    }
}

/// White or fully transparent.
fn is_paper(color: &PdfColor) -> bool {
    color.alpha() == 0 || [color.red(), color.green(), color.blue()].iter().all(|channel| *channel >= 250)
}

/// The centre line of an axis-aligned filled bar.
fn thin_bar(edges: &[Segment]) -> Option<Segment> {
    if !(3..=5).contains(&edges.len()) {
        return None;
    }
    let all = edges.iter().map(|edge| SheetBox::new(edge.x0, edge.y0, edge.x1, edge.y1)).reduce(|sum, edge| sum.union(&edge))?;
    let straight = edges.iter().all(|edge| (edge.x1 - edge.x0).abs() < 0.01 || (edge.y1 - edge.y0).abs() < 0.01);
    let (x, y) = all.centre();
    let thin = all.width().min(all.height());
    if !straight || thin > THICKEST_BAR_MM || all.width().max(all.height()) < 3.0 * thin {
        return None;
    }
    Some(if all.width() > all.height() {
        Segment { x0: all.x0, y0: y, x1: all.x1, y1: y, width_mm: thin }
    } else {
        Segment { x0: x, y0: all.y0, x1: x, y1: all.y1, width_mm: thin }
    })
}

/// Turns path operators into straight segments.
struct Pen {
    segments: Vec<Segment>,
    start: (f64, f64),
    at: (f64, f64),
    width_mm: f64,
}

impl Pen {
    fn move_to(&mut self, point: (f64, f64)) {
        self.start = point;
        self.at = point;
    }

    fn line_to(&mut self, point: (f64, f64)) {
        let ((x0, y0), (x1, y1)) = (self.at, point);
        if [x0, y0, x1, y1].iter().all(|value| value.is_finite()) && (x1 - x0).hypot(y1 - y0) > 1e-4 {
            self.segments.push(Segment { x0, y0, x1, y1, width_mm: self.width_mm });
        }
        self.at = point;
    }

    /// Coarse flattening: a chord per quarter to a sixteenth of the curve, by its size on the sheet.
    fn curve_to(&mut self, first: (f64, f64), second: (f64, f64), end: (f64, f64)) {
        let from = self.at;
        let reach = (first.0 - from.0).hypot(first.1 - from.1)
            + (second.0 - first.0).hypot(second.1 - first.1)
            + (end.0 - second.0).hypot(end.1 - second.1);
        let pieces = if reach < 0.6 {
            1
        } else if reach < 3.0 {
            4
        } else if reach < 40.0 {
            8
        } else {
            16
        };
        for piece in 1..=pieces {
            let t = f64::from(piece) / f64::from(pieces);
            let s = 1.0 - t;
            let blend = |p0: f64, p1: f64, p2: f64, p3: f64| s * s * s * p0 + 3.0 * s * s * t * p1 + 3.0 * s * t * t * p2 + t * t * t * p3;
            self.line_to((blend(from.0, first.0, second.0, end.0), blend(from.1, first.1, second.1, end.1)));
        }
    }

    fn close(&mut self) {
        self.line_to(self.start);
    }
}
