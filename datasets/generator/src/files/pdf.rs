//! Vector PDF of a sheet: one page, strokes as paths, text as text with WinAnsi encoding, or as pen strokes; no clock is read.

use pdf_writer::types::{FontFlags, LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Date, Name, Pdf, Rect, Ref, Str, TextStr};

use super::signs;
use crate::order::Identity;
use crate::sheet::font::{CAPITAL_HEIGHT, width, win_ansi};
use crate::sheet::lettering::Lettering;
use crate::sheet::stroke::{self, Alphabet};
use crate::sheet::symbols::SignFace;
use crate::sheet::{Item, Layer, Point, Sheet, Text};

/// Points per millimetre.
const POINT: f64 = 72.0 / 25.4;
/// Distance of the control points that makes four Bezier curves a circle (error 0.03 % of the radius).
const CIRCLE: f64 = 0.552_284_75;

/// The file's bytes.
pub fn write(sheet: &Sheet, identity: &Identity) -> Vec<u8> {
    let [catalog, pages, page, font, content, info] = [1, 2, 3, 4, 5, 6].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut leaf = pdf.page(page);
    leaf.media_box(Rect::new(0.0, 0.0, at(sheet.size[0]), at(sheet.size[1]))).parent(pages).contents(content);
    let typed = sheet.lettering.strokes().is_none();
    let mut resources = leaf.resources();
    let mut fonts = resources.fonts();
    fonts.pair(Name(b"F1"), font);
    match sheet.signs {
        SignFace::Typed if typed => drop(fonts.pair(Name(b"F2"), Ref::new(signs::FIRST))),
        SignFace::GdtFont if typed => drop(fonts.pair(Name(b"F3"), Ref::new(signs::FIRST))),
        _ => {}
    }
    drop(fonts);
    drop(resources);
    drop(leaf);
    write_font(&mut pdf, font, sheet.lettering);
    match sheet.signs {
        SignFace::Typed if typed => signs::write_drawn_font(&mut pdf),
        SignFace::GdtFont if typed => signs::write_gdt_font(&mut pdf),
        _ => {}
    }
    pdf.stream(content, &content_of(sheet));
    let mut document = pdf.document_info(info);
    document.title(TextStr(&format!("{} {}", identity.number, identity.title))).author(TextStr(&identity.author));
    document.creator(TextStr("Trusquin sample generator"));
    if let [year, month, day] = identity.date.split('-').filter_map(|part| part.parse::<u16>().ok()).collect::<Vec<_>>()[..] {
        document.creation_date(Date::new(year).month(month as u8).day(day as u8).hour(8).minute(0).second(0).utc_offset_hour(0));
    }
    drop(document);
    pdf.finish()
}

/// One of the fourteen fonts every reader has, or a TrueType program of one width for all letters, whole.
fn write_font(pdf: &mut Pdf, font: Ref, lettering: Lettering) {
    let name = lettering.font_name().unwrap_or("Helvetica");
    let Some(program) = lettering.program() else {
        pdf.type1_font(font).base_font(Name(name.as_bytes())).encoding_predefined(Name(b"WinAnsiEncoding"));
        return;
    };
    let (descriptor, file) = (Ref::new(7), Ref::new(8));
    let mut simple = pdf.indirect(font).dict();
    simple.pair(Name(b"Type"), Name(b"Font")).pair(Name(b"Subtype"), Name(b"TrueType")).pair(Name(b"BaseFont"), Name(name.as_bytes()));
    simple.pair(Name(b"FirstChar"), 32).pair(Name(b"LastChar"), 255);
    simple.insert(Name(b"Widths")).array().items([602.0_f32; 224]);
    simple.pair(Name(b"FontDescriptor"), descriptor).pair(Name(b"Encoding"), Name(b"WinAnsiEncoding"));
    drop(simple);
    let mut about = pdf.font_descriptor(descriptor);
    about.name(Name(name.as_bytes())).flags(FontFlags::FIXED_PITCH | FontFlags::NON_SYMBOLIC);
    about.bbox(Rect::new(-558.0, -375.0, 718.0, 1042.0)).italic_angle(0.0).ascent(928.0).descent(-236.0);
    about.cap_height(729.0).stem_v(90.0).font_file2(file);
    drop(about);
    let length = i32::try_from(program.len()).unwrap_or(i32::MAX);
    pdf.stream(file, program).pair(Name(b"Length1"), length);
}

fn content_of(sheet: &Sheet) -> Vec<u8> {
    let items = sheet.flattened();
    let mut content = Content::new();
    content.set_line_cap(LineCapStyle::RoundCap).set_line_join(LineJoinStyle::RoundJoin);
    // Fine strokes first, so that thick edges lie over them; one state change per layer.
    let mut layers = Layer::ALL;
    layers.sort_by(|a, b| a.width_mm().total_cmp(&b.width_mm()).then(a.cmp(b)));
    for layer in layers {
        // Bend lines are on few sheets; the others need no change of pen for them.
        if layer == Layer::Bend && !items.iter().any(|item| matches!(item, Item::Line(_, _, Layer::Bend))) {
            continue;
        }
        content.set_line_width(at(layer.width_mm()));
        content.set_dash_pattern(layer.dashes_mm().iter().map(|mm| at(*mm)), 0.0);
        for item in &items {
            draw_item(&mut content, item, layer);
        }
    }
    for item in &items {
        if let Item::Text(text) = item {
            match sheet.lettering.strokes() {
                Some(alphabet) => draw_text(&mut content, text, sheet.lettering, alphabet),
                None => write_text(&mut content, text, sheet.lettering, sheet.signs),
            }
        }
    }
    content.finish().into_vec()
}

fn draw_item(content: &mut Content, item: &Item, wanted: Layer) {
    match item {
        Item::Line(a, b, layer) if *layer == wanted => {
            move_to(content, *a);
            line_to(content, *b);
            content.stroke();
        }
        Item::Polyline(points, layer) if *layer == wanted => {
            for (index, point) in points.iter().enumerate() {
                if index == 0 { move_to(content, *point) } else { line_to(content, *point) }
            }
            content.stroke();
        }
        Item::Arc(centre, radius, from, to, layer) if *layer == wanted => arc(content, *centre, *radius, *from, *to),
        Item::Arrow([a, b, c], layer) if *layer == wanted => {
            move_to(content, *a);
            line_to(content, *b);
            line_to(content, *c);
            content.close_path().fill_nonzero();
        }
        _ => {}
    }
}

fn arc(content: &mut Content, [x, y]: Point, radius: f64, from: f64, to: f64) {
    let pieces = ((to - from) / 90.0).ceil().max(1.0) as i32;
    let step = ((to - from) / f64::from(pieces)).to_radians();
    let reach = if (step - std::f64::consts::FRAC_PI_2).abs() < 1e-9 { CIRCLE } else { 4.0 / 3.0 * (step / 4.0).tan() } * radius;
    let mut angle = from.to_radians();
    move_to(content, [x + radius * angle.cos(), y + radius * angle.sin()]);
    for _ in 0..pieces {
        let next = angle + step;
        let (s0, c0, s1, c1) = (angle.sin(), angle.cos(), next.sin(), next.cos());
        content.cubic_to(
            at(x + radius * c0 - reach * s0),
            at(y + radius * s0 + reach * c0),
            at(x + radius * c1 + reach * s1),
            at(y + radius * s1 - reach * c1),
            at(x + radius * c1),
            at(y + radius * s1),
        );
        angle = next;
    }
    content.stroke();
}

/// A text as pen strokes a tenth of the capitals' height wide, without a text layer.
fn draw_text(content: &mut Content, text: &Text, lettering: Lettering, alphabet: Alphabet) {
    let [x, y] = text.start();
    let unit = text.size * CAPITAL_HEIGHT / 10.0;
    let stretch = lettering.stretch(&text.text);
    content.set_line_width(at((unit * 1.1).max(0.13)));
    content.set_dash_pattern([], 0.0);
    for stroke in stroke::outline(&text.text, lettering.slope(), alphabet) {
        for (index, [along, up]) in stroke.into_iter().enumerate() {
            let (along, up) = (along * unit * stretch, up * unit);
            let point = if text.vertical { [x - up, y + along] } else { [x + along, y + up] };
            if index == 0 { move_to(content, point) } else { line_to(content, point) }
        }
        content.stroke();
    }
}

fn write_text(content: &mut Content, text: &Text, lettering: Lettering, face: SignFace) {
    let [x, y] = text.start();
    let turned = if text.vertical { [0.0, 1.0, -1.0, 0.0] } else { [1.0, 0.0, 0.0, 1.0] };
    let mut along = 0.0;
    for (sign, part) in signs::runs(&text.text, face) {
        content.begin_text();
        let bytes = match sign {
            Some(font) => {
                content.set_font(Name(font), at(text.size));
                content.set_horizontal_scaling(100.0);
                signs::bytes(&part, face)
            }
            None => {
                content.set_font(Name(b"F1"), at(text.size));
                if !matches!(lettering, Lettering::Helvetica | Lettering::Oblique) || along > 0.0 {
                    content.set_horizontal_scaling((lettering.stretch(&part) * 1000.0).round() as f32 / 10.0);
                }
                win_ansi(&part)
            }
        };
        let from = if text.vertical { [x, y + along] } else { [x + along, y] };
        content.set_text_matrix([turned[0], turned[1], turned[2], turned[3], at(from[0]), at(from[1])]);
        content.show(Str(&bytes));
        content.end_text();
        along += width(&part, text.size);
    }
}

fn move_to(content: &mut Content, [x, y]: Point) {
    content.move_to(at(x), at(y));
}

fn line_to(content: &mut Content, [x, y]: Point) {
    content.line_to(at(x), at(y));
}

/// Millimetres to points, on a grid of a thousandth: short numbers, the same on every machine.
fn at(mm: f64) -> f32 {
    ((mm * POINT * 1000.0).round() / 1000.0) as f32
}
