//! ISO or ASME, first or third angle: what the sheet states, what its sections show, and what is only usual.

use trusquin_domain::{
    Convention, DocumentPage, ProjectionBasis, Segment, SheetBox, SheetSign, TitleBlock, TitleBlockField, View, ViewKind,
};

use crate::standard::{StandardFamily, read_standard};

/// An arrow of a section stands at most this far from its letter, mm, and its head is this long.
const ARROW_REACH_MM: f64 = 14.0;
const HEAD_MM: std::ops::Range<f64> = 1.2..9.0;
/// Most strokes near a letter.
const MOST_NEAR: usize = 400;

/// Reads the rules a page is drawn by; `None` when nothing speaks for any.
pub fn read_convention(page: &DocumentPage, title_block: &TitleBlock, views: &[View]) -> Option<Convention> {
    let mut convention = Convention::default();
    let standard = read_standard(page, title_block);
    if let Some(family) = standard.family {
        convention.standard = Some(if family == StandardFamily::European { "iso" } else { "asme" }.to_owned());
        convention.standard_evidence = standard
            .evidence
            .iter()
            .filter(|sign| sign.family == family)
            .map(|sign| SheetSign {
                reason: sign.reason.clone(),
                text: sign.written.as_ref().map(|(text, _)| text.clone()),
                sheet_box: sign.written.as_ref().map(|(_, place)| *place),
            })
            .collect();
    }
    let mut tell = |angle: &str, basis, evidence| {
        convention.projection = Some(angle.to_owned());
        convention.projection_basis = Some(basis);
        convention.projection_evidence = evidence;
    };
    if let Some(stated) = title_block.get(&TitleBlockField::Projection) {
        let angle = if stated.value.to_lowercase().contains("third") { "third" } else { "first" };
        let sign =
            SheetSign { reason: "stated in the title block".to_owned(), text: Some(stated.value.clone()), sheet_box: stated.sheet_box };
        tell(angle, ProjectionBasis::Stated, vec![sign]);
    } else if let Some((angle, signs)) = by_sections(page, views) {
        tell(angle, ProjectionBasis::SectionArrows, signs);
    } else if let Some(family) = standard.family {
        let (angle, reason) = match family {
            StandardFamily::European => ("first", "sheets by ISO are drawn in first angle unless they say otherwise (ISO 5456-2)"),
            StandardFamily::American => ("third", "sheets by ASME are drawn in third angle unless they say otherwise (ASME Y14.3)"),
        };
        tell(angle, ProjectionBasis::Usage, vec![SheetSign { reason: reason.to_owned(), text: None, sheet_box: None }]);
    }
    (convention != Convention::default()).then_some(convention)
}

/// In first angle a section stands where its arrows look to, in third angle where they look from (ISO 128-44, ASME Y14.3).
fn by_sections(page: &DocumentPage, views: &[View]) -> Option<(&'static str, Vec<SheetSign>)> {
    let mut found: Option<&'static str> = None;
    let mut signs = Vec::new();
    for section in views.iter().filter(|view| view.kind == ViewKind::Section && view.label_box.is_some_and(|label| label != view.sheet_box))
    {
        let Some(letter) = section.name.as_deref().and_then(|name| name.split('-').next()) else { continue };
        let marks: Vec<SheetBox> = page.spans.iter().filter(|span| span.text.trim() == letter).map(|span| span.sheet_box).collect();
        let [one, other] = marks.as_slice() else { continue };
        let (Some(a), Some(b)) = (arrow_at(page, one), arrow_at(page, other)) else { continue };
        if a.0 * b.0 + a.1 * b.1 < 0.9 {
            continue;
        }
        // The cut view holds the middle of the line between its letters.
        let middle = one.union(other).centre();
        let Some(parent) = views
            .iter()
            .filter(|view| view.sheet_box != section.sheet_box)
            .find(|view| view.sheet_box.grown(8.0).contains(middle.0, middle.1))
        else {
            continue;
        };
        let (from, to) = (parent.sheet_box.centre(), section.sheet_box.centre());
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let along = (dx * a.0 + dy * a.1) / dx.hypot(dy).max(1e-9);
        let angle = match along {
            along if along > 0.85 => "first",
            along if along < -0.85 => "third",
            _ => continue,
        };
        if found.is_some_and(|known| known != angle) {
            return None;
        }
        found = Some(angle);
        let side = if angle == "first" { "where its arrows look to" } else { "where its arrows look from" };
        signs.push(SheetSign {
            reason: format!("section {letter}-{letter} stands {side}"),
            text: section.label.clone(),
            sheet_box: section.label_box,
        });
    }
    found.map(|angle| (angle, signs))
}

/// Direction of the arrow nearest to a letter, as a unit vector on the sheet (y downwards): the head is a narrow triangle, or two barbs.
fn arrow_at(page: &DocumentPage, letter: &SheetBox) -> Option<(f64, f64)> {
    let reach = letter.grown(ARROW_REACH_MM);
    let inside = |s: &&Segment| {
        let long = (s.x1 - s.x0).hypot(s.y1 - s.y0);
        HEAD_MM.contains(&long) && reach.contains(s.x0, s.y0) && reach.contains(s.x1, s.y1)
    };
    let near: Vec<&Segment> = page.segments.iter().filter(inside).take(MOST_NEAR).collect();
    let mut best: Option<(f64, (f64, f64))> = None;
    for (index, one) in near.iter().enumerate() {
        for other in near.iter().skip(index + 1) {
            let Some((tip, a, b)) = corner(one, other) else { continue };
            let (la, lb) = ((a.0 - tip.0).hypot(a.1 - tip.1), (b.0 - tip.0).hypot(b.1 - tip.1));
            let open = (a.0 - b.0).hypot(a.1 - b.1);
            // Two flanks of one length that open by 10 to 40 degrees.
            if (la / lb - 1.0).abs() > 0.12 || !(0.17 * la..0.75 * la).contains(&open) {
                continue;
            }
            let base = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
            let long = (tip.0 - base.0).hypot(tip.1 - base.1);
            let direction = ((tip.0 - base.0) / long, (tip.1 - base.1) / long);
            // Arrows of sections look along the sheet's axes.
            if direction.0.abs().max(direction.1.abs()) < 0.985 {
                continue;
            }
            let (x, y) = letter.centre();
            let far = (tip.0 - x).hypot(tip.1 - y).min((base.0 - x).hypot(base.1 - y));
            if best.is_none_or(|(least, _)| far < least) {
                best = Some((far, direction));
            }
        }
    }
    best.map(|(_, direction)| direction)
}

type Point = (f64, f64);

/// The end two strokes share, and their other ends.
fn corner(one: &Segment, other: &Segment) -> Option<(Point, Point, Point)> {
    let ends = |s: &Segment| [((s.x0, s.y0), (s.x1, s.y1)), ((s.x1, s.y1), (s.x0, s.y0))];
    ends(one).into_iter().find_map(|(tip, a)| {
        ends(other).into_iter().find_map(|(also, b)| ((tip.0 - also.0).hypot(tip.1 - also.1) < 0.05).then_some((tip, a, b)))
    })
}
