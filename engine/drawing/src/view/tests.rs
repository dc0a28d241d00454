use serde_json::json;
use trusquin_domain::{Extracted, ProjectionBasis, Reader, Segment, TextSpan};

use super::name::{named, scale};
use super::*;
use crate::sheet_text::strokes::Strokes;

fn span(text: &str, x: f64, y: f64) -> TextSpan {
    let sheet_box = SheetBox::new(x, y, x + 2.2 * text.chars().count() as f64, y + 3.5);
    TextSpan { text: text.to_owned(), sheet_box, rotation_deg: 0.0, font_size_mm: 3.5, characters: Vec::new(), reader: Reader::TextLayer }
}

fn line(x0: f64, y0: f64, x1: f64, y1: f64, width_mm: f64) -> Segment {
    Segment { x0, y0, x1, y1, width_mm }
}

fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64, width_mm: f64) -> Vec<Segment> {
    vec![line(x0, y0, x1, y0, width_mm), line(x1, y0, x1, y1, width_mm), line(x1, y1, x0, y1, width_mm), line(x0, y1, x0, y0, width_mm)]
}

/// A filled arrow head at `tip` that looks to `dx`, 0.
fn head(tip: (f64, f64), dx: f64) -> Vec<Segment> {
    let (x, y) = tip;
    let back = x - 3.0 * dx;
    vec![line(x, y, back, y - 0.5, 0.18), line(back, y - 0.5, back, y + 0.5, 0.18), line(back, y + 0.5, x, y, 0.18)]
}

/// Two views 70 mm apart, a detail, dimension lines between them.
fn sheet(wide: f64, thin: f64, section_x: f64) -> DocumentPage {
    let mut segments = rectangle(150.0, 60.0, 210.0, 110.0, wide);
    segments.extend(rectangle(section_x, 60.0, section_x + 20.0, 110.0, wide));
    segments.extend(rectangle(150.0, 200.0, 190.0, 230.0, wide));
    // A dimension with its extension lines, across the gap to nowhere.
    segments.extend([
        line(150.0, 128.0, 210.0, 128.0, thin),
        line(150.0, 111.5, 150.0, 130.0, thin),
        line(210.0, 111.5, 210.0, 130.0, thin),
    ]);
    let mut spans =
        vec![span("60", 178.0, 124.0), span("COUPE A-A", section_x, 116.0), span("DETAIL B", 160.0, 234.0), span("ECH 5:1", 160.0, 239.0)];
    spans.extend([span("A", 176.0, 50.0), span("A", 176.0, 116.0)]);
    DocumentPage { page: 1, size_mm: [420.0, 297.0], spans, segments, images: Vec::new() }
}

fn read(page: &DocumentPage, block: &TitleBlock) -> Vec<View> {
    let strokes = Strokes::new(&page.segments);
    read_views(page, &Zones::new(page, &strokes, block), block)
}

#[test]
fn names_and_scales() {
    for (text, expect) in [
        ("A-A", Some((ViewKind::Section, "A-A"))),
        ("SECTION B - B", Some((ViewKind::Section, "B-B"))),
        ("Coupe brisée C-C (1:2)", Some((ViewKind::Section, "C-C"))),
        ("SCHNITT D-D", Some((ViewKind::Section, "D-D"))),
        ("DÉTAIL E", Some((ViewKind::Detail, "E"))),
        ("Z (5:1)", Some((ViewKind::Detail, "Z"))),
        ("VUE SUIVANT F", Some((ViewKind::View, "F"))),
        ("VIEW G", Some((ViewKind::View, "G"))),
        ("A-B", None),
        ("DETAIL DESIGN", None),
        ("10-10", None),
        ("VIEW", None),
    ] {
        let got = named(text);
        assert_eq!(got.as_ref().map(|(kind, name, _)| (*kind, name.as_str())), expect, "{text}");
    }
    for (text, expect) in [("(2:1)", Some(2.0)), ("ECH 1:5", Some(0.2)), ("SCALE 1 : 2", Some(0.5)), ("M8", None), ("12:30 h", None)] {
        assert_eq!(scale(text), expect, "{text}");
    }
}

#[test]
fn views_are_found_with_one_width_and_with_two() {
    for (wide, thin) in [(0.5, 0.18), (0.25, 0.25)] {
        let views = read(&sheet(wide, thin, 260.0), &TitleBlock::new());
        let told: Vec<_> = views.iter().map(|view| (view.kind, view.name.as_deref(), view.scale, view.sheet_box.x0.round())).collect();
        let expect = [
            (ViewKind::View, None, None, 150.0),
            (ViewKind::Section, Some("A-A"), None, 260.0),
            (ViewKind::Detail, Some("B"), Some(5.0), 150.0),
        ];
        assert_eq!(told, expect, "{wide} {thin}");
    }
}

#[test]
fn sections_tell_the_angle_of_projection() {
    for (looks, section_x, expect) in [(1.0, 260.0, "first"), (-1.0, 260.0, "third"), (1.0, 90.0, "third"), (-1.0, 90.0, "first")] {
        let mut page = sheet(0.5, 0.18, section_x);
        page.segments.extend(head((182.0, 56.0), looks));
        page.segments.extend(head((182.0, 114.0), looks));
        let views = read(&page, &TitleBlock::new());
        let convention = read_convention(&page, &TitleBlock::new(), &views).unwrap_or_default();
        assert_eq!(convention.projection.as_deref(), Some(expect), "{looks} {section_x}: {views:?}");
        assert_eq!(convention.projection_basis, Some(ProjectionBasis::SectionArrows));
    }
}

#[test]
fn what_is_stated_comes_before_what_is_usual() {
    let mut page = sheet(0.5, 0.18, 260.0);
    page.spans.push(span("ISO 2768-mK", 300.0, 280.0));
    let convention = read_convention(&page, &TitleBlock::new(), &[]).unwrap_or_default();
    assert_eq!((convention.standard.as_deref(), convention.projection_basis), (Some("iso"), Some(ProjectionBasis::Usage)));
    let stated = Extracted {
        value: "third angle".to_owned(),
        normalized: Some(json!({"angle": "third"})),
        confidence: 0.92,
        source: Reader::TextLayer,
        page: 1,
        sheet_box: Some(SheetBox::new(1.0, 1.0, 2.0, 2.0)),
        reference: None,
    };
    let block = TitleBlock::from([(TitleBlockField::Projection, stated)]);
    let convention = read_convention(&page, &block, &[]).unwrap_or_default();
    assert_eq!((convention.projection.as_deref(), convention.projection_basis), (Some("third"), Some(ProjectionBasis::Stated)));
}
