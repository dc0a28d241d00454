//! How a bracket is drawn: front view, top view under it, left view to its right (first angle), positions from the lower left corner.

use trusquin_domain::DimensionKind;

use super::bracket::{Bracket, Drilling, HolePattern};
use super::times;
use crate::families::Family;
use crate::order::Language;
use crate::sheet::dimensioning::Label;
use crate::sheet::projection::{self, View};
use crate::sheet::symbols;
use crate::sheet::{Item, Layer, Measure, Point, Sheet};

/// Distance of the first dimension line from the part and of the next ones from each other, mm.
const TIERS: (f64, f64) = (9.0, 7.5);
const X: [f64; 3] = [1.0, 0.0, 0.0];
const Y: [f64; 3] = [0.0, 1.0, 0.0];
const Z: [f64; 3] = [0.0, 0.0, 1.0];

/// Draws three views, dimensions and callouts.
pub fn draw(bracket: &Bracket, sheet: &mut Sheet, language: Language) {
    let scale = sheet.scale;
    let [across, deep, high] = [bracket.length, bracket.width, bracket.height()].map(|size| size * scale);
    let base = patterns(bracket, false);
    let (columns, rows) = (stations(bracket, &base, 0), stations(bracket, &base, 1));
    let left = 20.0 + 12.0 + TIERS.0 + TIERS.1 * (rows.len() as f64 + 1.0);
    let below = TIERS.0 + TIERS.1 * (columns.len() as f64 + 1.0);
    let gap = 34.0;
    // The block of views stands centred in the height of the frame.
    let total = deep + gap + high + below;
    let floor = sheet.layout.floor(sheet.size);
    let bottom = floor + ((sheet.size[1] - floor - 10.0 - total) / 2.0).max(0.0) + below;
    let top = View { origin: [left, bottom], right: X, up: Y, scale };
    let front = View { origin: [left, bottom + deep + gap], right: X, up: Z, scale };
    let side_left = left + across + 62.0;
    let side = View { origin: [side_left + deep, front.origin[1]], right: [0.0, -1.0, 0.0], up: Z, scale };
    let (solid, material) = (bracket.solid(), bracket.material());
    let reach = bracket.length.hypot(bracket.width).hypot(bracket.height()) + 5.0;
    // A plate is told by two views; the third one comes where there is room for it.
    let roomy = bracket.wall.is_some() || side_left + deep < sheet.size[0] - 14.0;
    let views: Vec<View> = [Some(front), Some(top), roomy.then_some(side)].into_iter().flatten().collect();
    for view in &views {
        projection::draw(sheet, view, &solid, &material, reach);
    }
    axes(bracket, sheet, &views);
    top_dimensions(bracket, sheet, &top, &columns, &rows, language);
    front_dimensions(bracket, sheet, &front, language);
    if bracket.wall.is_some() {
        side_dimensions(bracket, sheet, &side, language);
    }
    base_callouts(bracket, sheet, &top, language);
}

fn patterns(bracket: &Bracket, in_wall: bool) -> Vec<&HolePattern> {
    bracket.holes.iter().filter(|pattern| pattern.in_wall == in_wall).collect()
}

/// Distinct positions of hole centres along one direction, from the corner, ascending.
fn stations(bracket: &Bracket, patterns: &[&HolePattern], axis: usize) -> Vec<f64> {
    let mut stations: Vec<f64> = patterns.iter().flat_map(|pattern| pattern.centres.iter().map(|centre| centre[axis])).collect();
    if !patterns.is_empty() && !patterns[0].in_wall {
        stations.extend(bracket.pockets.iter().map(|pocket| pocket.centre[axis]));
    }
    stations.sort_by(f64::total_cmp);
    stations.dedup_by(|a, b| (*a - *b).abs() < 1e-6);
    stations
}

fn widest(pattern: &HolePattern) -> f64 {
    match pattern.drilling {
        Drilling::Plain { diameter, .. } => diameter / 2.0,
        Drilling::Counterbored { bore, .. } => bore / 2.0,
        Drilling::Tapped { thread, .. } => thread.size_mm / 2.0,
    }
}

/// Centre marks, axes and thread roots.
fn axes(bracket: &Bracket, sheet: &mut Sheet, views: &[View]) {
    for view in views {
        let mut marked: Vec<(Point, Point)> = Vec::new();
        for pattern in &bracket.holes {
            let axis = pattern.axis();
            let towards = crate::solid::vector::cross(view.right, view.up);
            let facing = crate::solid::vector::dot(axis, towards).abs() > 0.5;
            let depth = -pattern.profile(bracket).0.first().map_or(0.0, |p| p[0]);
            for centre in &pattern.centres {
                let mouth = pattern.mouth(bracket, *centre);
                let at = view.at(mouth);
                let reach = widest(pattern) * view.scale + 2.5;
                let lines = if facing {
                    if let Drilling::Tapped { thread, .. } = pattern.drilling
                        && crate::solid::vector::dot(axis, towards) > 0.5
                    {
                        sheet.items.push(Item::Arc(at, thread.size_mm / 2.0 * view.scale, 100.0, 370.0, Layer::Thin));
                    }
                    vec![([at[0] - reach, at[1]], [at[0] + reach, at[1]]), ([at[0], at[1] - reach], [at[0], at[1] + reach])]
                } else {
                    let end = view.at(crate::solid::vector::along(mouth, -depth, axis));
                    let (dx, dy) = (
                        (end[0] - at[0]).signum() * f64::from((end[0] - at[0]).abs() > 1e-9),
                        (end[1] - at[1]).signum() * f64::from((end[1] - at[1]).abs() > 1e-9),
                    );
                    vec![([at[0] - 2.5 * dx, at[1] - 2.5 * dy], [end[0] + 2.5 * dx, end[1] + 2.5 * dy])]
                };
                for (a, b) in lines {
                    let near = |p: &Point, q: &Point| (p[0] - q[0]).hypot(p[1] - q[1]) < 0.05;
                    if !marked.iter().any(|(c, d)| near(c, &a) && near(d, &b)) {
                        marked.push((a, b));
                        sheet.line(a, b, Layer::Centre);
                    }
                }
            }
        }
        let facing_top = crate::solid::vector::cross(view.right, view.up)[2] > 0.5;
        for pocket in bracket.pockets.iter().filter(|_| facing_top) {
            let at = view.at([pocket.centre[0], pocket.centre[1], 0.0]);
            let (a, b) = (pocket.length / 2.0 * view.scale + 3.0, pocket.width / 2.0 * view.scale + 3.0);
            sheet.line([at[0] - a, at[1]], [at[0] + a, at[1]], Layer::Centre);
            sheet.line([at[0], at[1] - b], [at[0], at[1] + b], Layer::Centre);
        }
    }
}

fn linear(value: f64, language: Language) -> Label {
    Label::new(DimensionKind::Linear, value, language.number(value, 3))
}

/// Lowest centre at a column, or leftmost at a row: extension lines start there.
fn nearest(bracket: &Bracket, axis: usize, station: f64) -> f64 {
    let centres = bracket
        .holes
        .iter()
        .filter(|pattern| !pattern.in_wall)
        .flat_map(|pattern| pattern.centres.iter().map(move |c| (c, widest(pattern) + 2.5)));
    let pockets = bracket.pockets.iter().map(|pocket| (&pocket.centre, if axis == 0 { pocket.width } else { pocket.length } / 2.0 + 3.0));
    let along =
        centres.chain(pockets).filter(|(centre, _)| (centre[axis] - station).abs() < 1e-6).map(|(centre, reach)| centre[1 - axis] - reach);
    along.fold(f64::MAX, f64::min)
}

fn top_dimensions(bracket: &Bracket, sheet: &mut Sheet, view: &View, columns: &[f64], rows: &[f64], language: Language) {
    let origin = view.origin;
    let corner = [bracket.corner; 2];
    let line = |tier: usize| TIERS.0 + TIERS.1 * tier as f64;
    for (tier, column) in columns.iter().enumerate() {
        let from = view.at([0.0, corner[1], 0.0]);
        let to = view.at([*column, nearest(bracket, 0, *column), 0.0]);
        sheet.dimension(Measure::Horizontal, from, to, origin[1] - line(tier), linear(*column, language));
    }
    let (left, right) = (view.at([0.0, corner[1], 0.0]), view.at([bracket.length, corner[1], 0.0]));
    sheet.dimension(Measure::Horizontal, left, right, origin[1] - line(columns.len()), linear(bracket.length, language));
    for (tier, row) in rows.iter().enumerate() {
        let from = view.at([corner[0], 0.0, 0.0]);
        let to = view.at([nearest(bracket, 1, *row), *row, 0.0]);
        sheet.dimension(Measure::Vertical, from, to, origin[0] - line(tier), linear(*row, language));
    }
    let (low, high) = (view.at([corner[0], 0.0, 0.0]), view.at([corner[0], bracket.width, 0.0]));
    sheet.dimension(Measure::Vertical, low, high, origin[0] - line(rows.len()), linear(bracket.width, language));
}

fn front_dimensions(bracket: &Bracket, sheet: &mut Sheet, view: &View, language: Language) {
    let right = view.at([bracket.length, 0.0, 0.0])[0];
    let (thickness, tolerance) = bracket.thickness;
    let mut label = linear(thickness, language);
    if let Some(tolerance) = tolerance {
        label = label.deviations(tolerance, -tolerance, language);
    }
    sheet.dimension(Measure::Vertical, [right, view.at([0.0; 3])[1]], view.at([bracket.length, 0.0, thickness]), right + TIERS.0, label);
    if let Some(ra) = bracket.ra {
        let width = symbols::roughness_width(ra, language) / view.scale;
        let x = clear_stretch(bracket, width);
        symbols::roughness(sheet, view.at([x, 0.0, thickness]), ra, language, false);
    }
    let Some(wall) = bracket.wall else { return };
    let left = view.origin[0] - TIERS.0;
    sheet.dimension(Measure::Vertical, view.at([0.0; 3]), view.at([0.0, 0.0, wall.height]), left, linear(wall.height, language));
    let above = view.at([0.0, 0.0, wall.height])[1] + TIERS.0;
    sheet.dimension(
        Measure::Horizontal,
        view.at([0.0, 0.0, wall.height]),
        view.at([wall.thickness, 0.0, wall.height]),
        above,
        linear(wall.thickness, language),
    );
    let bend = 0.292_893_2 * wall.fillet;
    let tip = view.at([wall.thickness + bend, 0.0, thickness + bend]);
    let label = Label::new(DimensionKind::Radius, wall.fillet, format!("R{}", language.number(wall.fillet, 2)));
    sheet.leader(tip, [tip[0] + 10.0, tip[1] + 14.0], false, &[label]);
}

/// Start of the stretch of the top face, as long as `width`, that lies farthest from every hole axis.
fn clear_stretch(bracket: &Bracket, width: f64) -> f64 {
    let base = patterns(bracket, false);
    let mut stops = stations(bracket, &base, 0);
    stops.push(bracket.wall.map_or(0.0, |wall| wall.thickness + wall.fillet));
    stops.push(bracket.length);
    stops.sort_by(f64::total_cmp);
    let widest = stops.windows(2).max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])));
    widest.map_or(0.0, |pair| (pair[0] + pair[1] - width) / 2.0)
}

fn side_dimensions(bracket: &Bracket, sheet: &mut Sheet, view: &View, language: Language) {
    let wall = patterns(bracket, true);
    let (columns, rows) = (stations(bracket, &wall, 0), stations(bracket, &wall, 1));
    let (left, right) = (view.at([0.0, bracket.width, 0.0])[0], view.origin[0]);
    let top = view.at([0.0, 0.0, bracket.height()])[1];
    let reach = wall.first().map_or(0.0, |pattern| widest(pattern) + 2.5);
    for (tier, column) in columns.iter().enumerate() {
        let highest = wall.iter().flat_map(|p| &p.centres).filter(|c| (c[0] - column).abs() < 1e-6).map(|c| c[1]).fold(0.0, f64::max);
        let to = view.at([0.0, *column, highest + reach]);
        sheet.dimension(Measure::Horizontal, [right, top], to, top + TIERS.0 + TIERS.1 * tier as f64, linear(*column, language));
    }
    for (tier, row) in rows.iter().enumerate() {
        let leftmost = wall.iter().flat_map(|p| &p.centres).filter(|c| (c[1] - row).abs() < 1e-6).map(|c| c[0]).fold(0.0, f64::max);
        let to = view.at([0.0, leftmost + reach, *row]);
        sheet.dimension(Measure::Vertical, [left, view.origin[1]], to, left - TIERS.0 - TIERS.1 * tier as f64, linear(*row, language));
    }
    for (index, pattern) in wall.iter().enumerate() {
        let Some(first) = pattern.centres.iter().min_by(|a, b| a[0].total_cmp(&b[0])) else { continue };
        let centre = view.at([0.0, first[0], first[1]]);
        let elbow = [right + 12.0, centre[1] - 16.0 - 14.0 * index as f64];
        sheet.leader(towards(centre, elbow, pattern_radius(pattern) * view.scale), elbow, false, &labels(pattern, language));
    }
}

/// The circle a leader points to.
fn pattern_radius(pattern: &HolePattern) -> f64 {
    widest(pattern)
}

fn towards(centre: Point, elbow: Point, radius: f64) -> Point {
    let (dx, dy) = (elbow[0] - centre[0], elbow[1] - centre[1]);
    let length = dx.hypot(dy).max(1e-9);
    [centre[0] + dx / length * radius, centre[1] + dy / length * radius]
}

/// Callouts to the right of the top view, the highest tip to the highest shelf.
fn base_callouts(bracket: &Bracket, sheet: &mut Sheet, view: &View, language: Language) {
    let right = view.at([bracket.length, 0.0, 0.0])[0];
    let mut notes: Vec<(Point, f64, Vec<Label>)> = Vec::new();
    for pattern in patterns(bracket, false) {
        let best = pattern.centres.iter().max_by(|a, b| (a[0] + 0.01 * a[1]).total_cmp(&(b[0] + 0.01 * b[1])));
        if let Some([x, y]) = best {
            notes.push((view.at([*x, *y, 0.0]), widest(pattern) * view.scale, labels(pattern, language)));
        }
    }
    for pocket in &bracket.pockets {
        let number = |value: f64| language.number(value, 2);
        let depth = match pocket.depth {
            Some(depth) => format!(" {} {}", language.choose("prof.", "depth"), number(depth)),
            None => language.choose(" débouchant", " through").to_owned(),
        };
        let slot = (pocket.radius * 2.0 - pocket.width).abs() < 1e-9;
        let corners = if slot { 2 } else { 4 };
        let word = if slot { language.choose("rainure", "slot") } else { language.choose("poche", "pocket") };
        let size = format!("{word} {} x {}{depth}", number(pocket.length), number(pocket.width));
        let radius = format!("{corners}x R{}", number(pocket.radius));
        let tip = view.at([pocket.centre[0] + pocket.length / 2.0, pocket.centre[1] + pocket.width * 0.2, 0.0]);
        notes.push((
            tip,
            0.0,
            vec![
                Label::new(DimensionKind::Linear, pocket.length, size).second(pocket.width).depth(pocket.depth),
                Label::new(DimensionKind::Radius, pocket.radius, radius).count(corners),
            ],
        ));
    }
    if bracket.corner > 0.0 {
        let bend = 0.292_893_2 * bracket.corner;
        let tip = view.at([bracket.length - bend, bracket.width - bend, 0.0]);
        let label = Label::new(DimensionKind::Radius, bracket.corner, format!("4x R{}", language.number(bracket.corner, 2))).count(4);
        notes.push((tip, 0.0, vec![label]));
    }
    notes.sort_by(|a, b| b.0[1].total_cmp(&a.0[1]));
    let mut level = view.at([0.0, bracket.width, 0.0])[1] + 6.0;
    for (centre, radius, labels) in notes {
        // No higher than its tip needs, so that leaders stay flat and off the other holes.
        level = level.min(centre[1] + 7.0 + 4.4 * (labels.len() as f64 - 1.0));
        let elbow = [right + 14.0, level];
        sheet.leader(towards(centre, elbow, radius), elbow, false, &labels);
        level -= 8.0 + 4.4 * (labels.len() as f64 - 1.0) + 3.0;
    }
}

fn labels(pattern: &HolePattern, language: Language) -> Vec<Label> {
    let count = pattern.centres.len() as u32;
    let many = times(count);
    let number = |value: f64| language.number(value, 2);
    let through = language.choose("débouchant", "through");
    let deep = language.choose("prof.", "depth");
    match pattern.drilling {
        Drilling::Plain { diameter, fit } => {
            let class = fit.map(|class| format!(" {class}")).unwrap_or_default();
            vec![
                Label::new(DimensionKind::HoleCallout, diameter, format!("{many}Ø{}{class} {through}", number(diameter)))
                    .fit(fit)
                    .count(count),
            ]
        }
        Drilling::Counterbored { diameter, bore, depth } => vec![
            Label::new(DimensionKind::HoleCallout, diameter, format!("{many}Ø{} {through}", number(diameter))).count(count),
            Label::new(
                DimensionKind::HoleCallout,
                bore,
                format!("{} Ø{} {deep} {}", language.choose("lamage", "c'bore"), number(bore), number(depth)),
            )
            .depth(Some(depth))
            .count(count),
        ],
        Drilling::Tapped { thread, depths } => {
            let size = thread.designation();
            match depths {
                None => {
                    vec![Label::new(DimensionKind::Thread, thread.size_mm, format!("{many}{size} {through}")).thread(size).count(count)]
                }
                Some((depth, drill)) => vec![
                    Label::new(DimensionKind::Thread, thread.size_mm, format!("{many}{size} {deep} {}", number(depth)))
                        .thread(size)
                        .depth(Some(depth))
                        .count(count),
                    Label::new(
                        DimensionKind::HoleCallout,
                        thread.tap_drill_mm,
                        format!("{} Ø{} {deep} {}", language.choose("perçage", "drill"), number(thread.tap_drill_mm), number(drill)),
                    )
                    .depth(Some(drill))
                    .count(count),
                ],
            }
        }
    }
}
