//! How bent sheet metal is drawn: front view of the bends, top view, view on the upright, and the flat pattern with its bend lines.

use trusquin_domain::DimensionKind;

use super::Family;
use super::bent_sheet::{BentSheet, Opening};
use super::times;
use crate::order::Language;
use crate::sheet::dimensioning::Label;
use crate::sheet::projection::{self, View};
use crate::sheet::title_block::TitleBlockLayout;
use crate::sheet::{Align, Item, Layer, Measure, Point, Sheet, Text};

/// Distance of the first dimension line from the part and of the next ones from each other, mm.
const TIERS: (f64, f64) = (9.0, 7.5);
const X: [f64; 3] = [1.0, 0.0, 0.0];
const Y: [f64; 3] = [0.0, 1.0, 0.0];
const Z: [f64; 3] = [0.0, 0.0, 1.0];

/// Draws the views, the flat pattern and all dimensions.
pub fn draw(part: &BentSheet, sheet: &mut Sheet, language: Language) {
    let scale = sheet.scale;
    let [across, deep] = [part.base * scale, part.width * scale];
    let floor = sheet.layout.floor(sheet.size);
    let columns = stations(part, false, 0);
    let rows = stations(part, false, 1);
    let left = 20.0 + 14.0 + TIERS.0 + TIERS.1 * (rows.len() as f64 + 1.0);
    let bottom = floor + 6.0 + TIERS.0 + TIERS.1 * (columns.len() as f64 + 1.0);
    let height = part.upright.max(part.far_upright.unwrap_or(0.0)) * scale;
    // Over the side view: its tiers of dimensions; the flat pattern stands under it, clear of the title block.
    let over = TIERS.0 + TIERS.1 * stations(part, true, 0).len() as f64 + 4.0;
    let front_y = sheet.size[1] - 10.0 - over - height;
    let top = View { origin: [left, bottom], right: X, up: Y, scale };
    let front = View { origin: [left, front_y], right: X, up: Z, scale };
    let side = View { origin: [left + across + 74.0 + deep, front_y], right: [0.0, -1.0, 0.0], up: Z, scale };
    let (solid, material) = (part.solid(), part.material());
    let reach = part.base.hypot(part.width).hypot(part.upright) + 5.0;
    for view in [front, top, side] {
        projection::draw(sheet, &view, &solid, &material, reach);
        axes(part, sheet, &view);
    }
    profile_dimensions(part, sheet, &front, language);
    top_dimensions(part, sheet, &top, (&columns, &rows), language);
    side_dimensions(part, sheet, &side, language);
    flat_view(part, sheet, [left + across + 74.0, front_y], language);
}

fn linear(value: f64, language: Language) -> Label {
    Label::new(DimensionKind::Linear, value, language.number(value, 3))
}

/// Distinct positions of openings along one direction of the base or of the upright, ascending.
fn stations(part: &BentSheet, upright: bool, axis: usize) -> Vec<f64> {
    let chosen = part.openings.iter().filter(|opening| opening.upright == upright);
    let mut stations: Vec<f64> = chosen.flat_map(|opening| opening.centres.iter().map(|centre| centre[axis])).collect();
    stations.sort_by(f64::total_cmp);
    stations.dedup_by(|a, b| (*a - *b).abs() < 1e-6);
    stations
}

fn axes(part: &BentSheet, sheet: &mut Sheet, view: &View) {
    let towards = crate::solid::vector::cross(view.right, view.up);
    let mut drawn: Vec<(Point, Point)> = Vec::new();
    for opening in &part.openings {
        let axis = if opening.upright { X } else { Z };
        for &[a, b] in &opening.centres {
            let [near, far] = [0.0, part.thickness].map(|depth| view.at(if opening.upright { [depth, a, b] } else { [a, b, depth] }));
            let lines = if crate::solid::vector::dot(axis, towards).abs() > 0.5 {
                let [h, v] = [opening.length, opening.width].map(|size| size / 2.0 * view.scale + 2.5);
                vec![([near[0] - h, near[1]], [near[0] + h, near[1]]), ([near[0], near[1] - v], [near[0], near[1] + v])]
            } else {
                let (dx, dy) = (far[0] - near[0], far[1] - near[1]);
                let length = dx.hypot(dy).max(1e-9);
                let (ux, uy) = (dx / length * 2.5, dy / length * 2.5);
                vec![([near[0] - ux, near[1] - uy], [far[0] + ux, far[1] + uy])]
            };
            for (a, b) in lines {
                let near = |p: &Point, q: &Point| (p[0] - q[0]).hypot(p[1] - q[1]) < 0.05;
                if !drawn.iter().any(|(c, d)| near(c, &a) && near(d, &b)) {
                    drawn.push((a, b));
                    sheet.line(a, b, Layer::Centre);
                }
            }
        }
    }
}

fn profile_dimensions(part: &BentSheet, sheet: &mut Sheet, view: &View, language: Language) {
    let (base, t) = (part.base, part.thickness);
    let bottom = view.origin[1];
    let outer = part.radius + t;
    sheet.dimension(
        Measure::Horizontal,
        view.at([0.0, 0.0, outer]),
        view.at([base, 0.0, if part.far_upright.is_some() { outer } else { 0.0 }]),
        bottom - TIERS.0 - 1.0,
        linear(base, language),
    );
    let left = view.origin[0] - TIERS.0;
    sheet.dimension(Measure::Vertical, view.at([outer, 0.0, 0.0]), view.at([0.0, 0.0, part.upright]), left, linear(part.upright, language));
    let right = view.at([base, 0.0, 0.0])[0] + TIERS.0;
    if let Some(far) = part.far_upright {
        sheet.dimension(Measure::Vertical, view.at([base - outer, 0.0, 0.0]), view.at([base, 0.0, far]), right, linear(far, language));
        let above = view.at([0.0, 0.0, far])[1] + TIERS.0;
        sheet.dimension(Measure::Horizontal, view.at([base - t, 0.0, far]), view.at([base, 0.0, far]), above, linear(t, language));
    } else {
        sheet.dimension(Measure::Vertical, view.at([base, 0.0, 0.0]), view.at([base, 0.0, t]), right, linear(t, language));
    }
    let bend = 0.292_893_2 * part.radius;
    let tip = view.at([t + bend, 0.0, t + bend]);
    let count = part.bends();
    let text = format!("{}R{} {}", times(count), language.number(part.radius, 2), language.choose("int.", "inside"));
    let label = Label::new(DimensionKind::Radius, part.radius, text).count(count);
    sheet.leader(tip, [tip[0] + 9.0, tip[1] + 12.0], false, &[label]);
}

fn top_dimensions(part: &BentSheet, sheet: &mut Sheet, view: &View, (columns, rows): (&[f64], &[f64]), language: Language) {
    let [x0, y0] = view.origin;
    let reach = |axis: usize, station: f64| {
        let near = part.openings.iter().filter(|opening| !opening.upright).flat_map(|opening| {
            let size = if axis == 0 { opening.width } else { opening.length };
            opening
                .centres
                .iter()
                .filter(move |centre| (centre[axis] - station).abs() < 1e-6)
                .map(move |centre| centre[1 - axis] - size / 2.0)
        });
        near.fold(f64::MAX, f64::min) - 2.5 / view.scale
    };
    for (tier, column) in columns.iter().enumerate() {
        let to = view.at([*column, reach(0, *column), 0.0]);
        sheet.dimension(Measure::Horizontal, view.at([0.0; 3]), to, y0 - TIERS.0 - TIERS.1 * tier as f64, linear(*column, language));
    }
    for (tier, row) in rows.iter().enumerate() {
        let to = view.at([reach(1, *row), *row, 0.0]);
        sheet.dimension(Measure::Vertical, view.at([0.0; 3]), to, x0 - TIERS.0 - TIERS.1 * tier as f64, linear(*row, language));
    }
    let line = x0 - TIERS.0 - TIERS.1 * rows.len() as f64;
    sheet.dimension(Measure::Vertical, view.at([0.0; 3]), view.at([0.0, part.width, 0.0]), line, linear(part.width, language));
    let right = view.at([part.base, 0.0, 0.0])[0];
    let top = view.at([0.0, part.width, 0.0])[1];
    for (index, opening) in part.openings.iter().filter(|opening| !opening.upright).enumerate() {
        let Some(centre) = opening.centres.iter().max_by(|a, b| (a[0] + 0.01 * a[1]).total_cmp(&(b[0] + 0.01 * b[1]))) else { continue };
        let at = view.at([centre[0], centre[1], 0.0]);
        let elbow = [right + 8.0, (at[1] + 6.0).min(top - 2.0) - 14.0 * index as f64];
        sheet.leader(edge_of(opening, at, elbow, view.scale), elbow, false, &labels(opening, language));
    }
}

/// The point of an opening's edge that looks at a place.
fn edge_of(opening: &Opening, [x, y]: Point, [ex, ey]: Point, scale: f64) -> Point {
    let shift = (opening.length - opening.width).max(0.0) / 2.0 * scale;
    let x = x + shift * (ex - x).signum();
    let (dx, dy) = (ex - x, ey - y);
    let length = dx.hypot(dy).max(1e-9);
    let radius = opening.width / 2.0 * scale;
    [x + dx / length * radius, y + dy / length * radius]
}

fn labels(opening: &Opening, language: Language) -> Vec<Label> {
    let count = opening.centres.len() as u32;
    let many = times(count);
    let number = |value: f64| language.number(value, 2);
    if opening.round() {
        let text = format!("{many}Ø{}", number(opening.width));
        return vec![Label::new(DimensionKind::HoleCallout, opening.width, text).count(count)];
    }
    let text = format!("{many}{} {} x {}", language.choose("oblong", "slot"), number(opening.length), number(opening.width));
    vec![Label::new(DimensionKind::Linear, opening.length, text).second(opening.width).count(count)]
}

fn side_dimensions(part: &BentSheet, sheet: &mut Sheet, view: &View, language: Language) {
    let (columns, rows) = (stations(part, true, 0), stations(part, true, 1));
    let (left, right) = (view.at([0.0, part.width, 0.0])[0], view.origin[0]);
    let top = view.at([0.0, 0.0, part.upright])[1];
    for (tier, column) in columns.iter().enumerate() {
        let high = part.openings.iter().filter(|o| o.upright).flat_map(|o| o.centres.iter().map(move |c| (c, o.width)));
        let reach = high.filter(|(c, _)| (c[0] - column).abs() < 1e-6).map(|(c, width)| c[1] + width / 2.0).fold(0.0, f64::max);
        let to = view.at([0.0, *column, reach + 2.5 / view.scale]);
        sheet.dimension(Measure::Horizontal, [right, top], to, top + TIERS.0 + TIERS.1 * tier as f64, linear(*column, language));
    }
    for (tier, row) in rows.iter().enumerate() {
        let wide = part.openings.iter().filter(|o| o.upright).flat_map(|o| o.centres.iter().map(move |c| (c, o.width)));
        let reach = wide.filter(|(c, _)| (c[1] - row).abs() < 1e-6).map(|(c, width)| c[0] + width / 2.0).fold(0.0, f64::max);
        let to = view.at([0.0, reach + 2.5 / view.scale, *row]);
        sheet.dimension(Measure::Vertical, [left, view.origin[1]], to, left - TIERS.0 - TIERS.1 * tier as f64, linear(*row, language));
    }
    for (index, opening) in part.openings.iter().filter(|o| o.upright).enumerate() {
        let Some(centre) = opening.centres.iter().min_by(|a, b| a[0].total_cmp(&b[0])) else { continue };
        let at = view.at([0.0, centre[0], centre[1]]);
        let elbow = [right + 8.0, at[1] - 8.0 - 12.0 * index as f64];
        sheet.leader(edge_of(opening, at, elbow, view.scale), elbow, false, &labels(opening, language));
    }
}

/// The flat pattern under the side view: contour, openings, bend lines with what to bend.
fn flat_view(part: &BentSheet, sheet: &mut Sheet, [left, front_y]: Point, language: Language) {
    let Some((pattern, truth)) = part.flat_pattern() else { return };
    let [block_x, _, _, block_top] = sheet.layout.covers(sheet.size);
    let narrow = sheet.layout == TitleBlockLayout::Column;
    let room = if narrow { block_x } else { sheet.size[0] - 10.0 } - 4.0 - left;
    let scale = [1.0, 0.5].into_iter().find(|scale| truth.size_mm[0] * scale <= room).unwrap_or(0.5) * sheet.scale;
    let high = truth.size_mm[1] * scale;
    let lowest = if narrow { 12.0 } else { block_top + 2.0 } + TIERS.0 + TIERS.1;
    let y = (front_y - 25.0 - high).max(lowest);
    let at = |[px, py]: Point| [left + px * scale, y + py * scale];
    for item in pattern.items {
        match item {
            Item::Line(a, b, Layer::Bend) => sheet.line(at([a[0], a[1] - 4.0 / scale]), at([b[0], b[1] + 4.0 / scale]), Layer::Bend),
            Item::Line(a, b, layer) => sheet.line(at(a), at(b), layer),
            Item::Arc(centre, radius, from, to, layer) => {
                let (spot, reach) = (at(centre), radius * scale + 1.8);
                if to - from >= 360.0 {
                    sheet.line([spot[0] - reach, spot[1]], [spot[0] + reach, spot[1]], Layer::Centre);
                    sheet.line([spot[0], spot[1] - reach], [spot[0], spot[1] + reach], Layer::Centre);
                }
                sheet.items.push(Item::Arc(spot, radius * scale, from, to, layer));
            }
            _ => {}
        }
    }
    let enlarged = if (scale - sheet.scale).abs() > 1e-9 { " (1:2)" } else { "" };
    let title = format!("{}{enlarged}", language.choose("DÉVELOPPÉ", "FLAT PATTERN"));
    sheet.text(&title, [left + truth.size_mm[0] * scale / 2.0, y + high + 12.5], 5.0, Align::Centre, Layer::Note);
    for x in part.bend_lines() {
        let text = format!("{} 90° R{}", language.choose("Pli", "Bend up"), language.number(part.radius, 2));
        // Within the sheet's width at the scale of the pattern.
        let size = f64::min(2.8, (truth.size_mm[1] * scale - 4.0) / crate::sheet::font::width(&text, 1.0));
        let length = crate::sheet::font::width(&text, size);
        let spot = at([x, truth.size_mm[1] / 2.0]);
        let text = Text { text, at: [spot[0] - 1.5, spot[1] - length / 2.0], size, align: Align::Left, vertical: true, layer: Layer::Note };
        sheet.items.push(Item::Text(text));
    }
    let [length, width] = truth.size_mm;
    let rounded = (length * 10.0).round() / 10.0;
    sheet.dimension(Measure::Horizontal, at([0.0; 2]), at([length, 0.0]), y - TIERS.0 - TIERS.1, linear(rounded, language));
    let first = part.bend_lines()[0];
    let shown = (first * 10.0).round() / 10.0;
    sheet.dimension(Measure::Horizontal, at([0.0; 2]), at([first, -4.0 / scale]), y - TIERS.0, linear(shown, language));
    sheet.dimension(Measure::Vertical, at([0.0; 2]), at([0.0, width]), left - TIERS.0, linear(width, language));
}
