//! Sheets whose title block is written upright: turn the page level to read it, turn the boxes back afterwards.

use trusquin_domain::{CharBox, DocumentPage, Segment, SheetBox, TextSpan};

use super::labels::DICTIONARY;

/// Quarter turns counter-clockwise that the text is written at: 0, 1, 2 or 3.
pub(super) fn writing_quarter(page: &DocumentPage) -> u8 {
    let mut votes = [0_usize; 4];
    for span in &page.spans {
        let quarter = (span.rotation_deg / 90.0).round();
        if (span.rotation_deg - quarter * 90.0).abs() < 1.0 && DICTIONARY.find(&span.text).is_some() {
            votes[(quarter as usize) % 4] += 1;
        }
    }
    // Level writing wins ties: most sheets have a few labels along the edge.
    (0..4_u8).max_by_key(|quarter| (votes[usize::from(*quarter)], 4 - *quarter)).unwrap_or(0)
}

/// Where a point of the written sheet lies on the level one.
fn level(quarter: u8, [width, height]: [f64; 2], x: f64, y: f64) -> (f64, f64) {
    match quarter {
        1 => (height - y, x),
        2 => (width - x, height - y),
        3 => (y, width - x),
        _ => (x, y),
    }
}

pub(super) fn level_box(quarter: u8, size: [f64; 2], area: &SheetBox) -> SheetBox {
    let (xa, ya) = level(quarter, size, area.x0, area.y0);
    let (xb, yb) = level(quarter, size, area.x1, area.y1);
    SheetBox::new(xa, ya, xb, yb)
}

/// The page as seen by a reader who turned it until the block is level.
pub(super) fn levelled(page: &DocumentPage, quarter: u8) -> DocumentPage {
    let size = page.size_mm;
    let turn = |area: &SheetBox| level_box(quarter, size, area);
    DocumentPage {
        page: page.page,
        size_mm: if quarter % 2 == 1 { [size[1], size[0]] } else { size },
        spans: page
            .spans
            .iter()
            .map(|span| TextSpan {
                sheet_box: turn(&span.sheet_box),
                rotation_deg: (span.rotation_deg - f64::from(quarter) * 90.0).rem_euclid(360.0),
                characters: span
                    .characters
                    .iter()
                    .map(|each| CharBox { character: each.character, sheet_box: turn(&each.sheet_box) })
                    .collect(),
                ..span.clone()
            })
            .collect(),
        segments: page
            .segments
            .iter()
            .map(|line| {
                let ((x0, y0), (x1, y1)) = (level(quarter, size, line.x0, line.y0), level(quarter, size, line.x1, line.y1));
                Segment { x0, y0, x1, y1, width_mm: line.width_mm }
            })
            .collect(),
        images: Vec::new(),
    }
}

/// A box of the levelled page, on the page as displayed.
pub(super) fn displayed(quarter: u8, size_mm: [f64; 2], area: &SheetBox) -> SheetBox {
    let levelled_size = if quarter % 2 == 1 { [size_mm[1], size_mm[0]] } else { size_mm };
    level_box((4 - quarter) % 4, levelled_size, area)
}
