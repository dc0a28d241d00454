//! How a welded frame is drawn: front, top and left view at a reduced scale, weld symbols, item numbers and parts list.

use trusquin_domain::DimensionKind;

use super::box_views::{self, Member};
use super::times;
use super::welded_frame::WeldedFrame;
use crate::order::Language;
use crate::sheet::dimensioning::Label;
use crate::sheet::projection::View;
use crate::sheet::title_block::TitleBlockLayout;
use crate::sheet::welding::{self, Fillet};
use crate::sheet::{Item, Layer, Measure, Point, Sheet};

/// Distance of the first dimension line from the part and of the next ones from each other, mm.
const TIERS: (f64, f64) = (9.0, 7.5);

/// Lower right corner of the parts list: on the title block, or beside a narrow one.
pub(super) fn list_corner(sheet: &Sheet) -> Point {
    let [x0, y0, x1, y1] = sheet.layout.covers(sheet.size);
    match sheet.layout {
        // Clear of the centring mark of the frame.
        TitleBlockLayout::Column => [x0 - 2.0, y0 + 7.0],
        TitleBlockLayout::Strip => [x1, y1 + 11.0],
        _ => [x1, y1],
    }
}

/// Draws views, dimensions, welds, balloons and the parts list.
pub fn draw(frame: &WeldedFrame, sheet: &mut Sheet, language: Language) {
    let scale = sheet.scale;
    let overhang = (frame.foot.0 - frame.tube.0) / 2.0 * scale;
    let [long, wide] = [frame.length * scale, frame.width * scale];
    let bottom = sheet.layout.floor(sheet.size) + 10.0 + TIERS.0 + 2.0 * TIERS.1 + overhang;
    let left = 20.0 + 16.0 + TIERS.0 + TIERS.1 + overhang;
    let front_y = (bottom + wide + 44.0).max(sheet.size[1] - 10.0 - 34.0 - frame.height() * scale - 20.0);
    let (x, y, z) = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]);
    let top = View { origin: [left, bottom], right: x, up: y, scale };
    let front = View { origin: [left, front_y], right: x, up: z, scale };
    let side_left = left + long + 72.0;
    let side = View { origin: [side_left + wide, front_y], right: [0.0, -1.0, 0.0], up: z, scale };
    let members = frame.members();
    for view in [front, top, side] {
        box_views::draw(sheet, &view, &members);
    }
    tube_ends(frame, sheet, &side);
    foot_holes(frame, sheet, &top, &members);
    axes(frame, sheet, &top);
    dimensions(frame, sheet, [&front, &top, &side], language);
    welds(frame, sheet, [&front, &top, &side], language);
    balloons(frame, sheet, &front, &top);
    let corner = list_corner(sheet);
    welding::parts_list(sheet, corner, &frame.parts_list(language), language);
}

/// The hollow of the long tubes, seen on their ends.
fn tube_ends(frame: &WeldedFrame, sheet: &mut Sheet, view: &View) {
    let (side, wall) = frame.tube;
    let z = frame.foot.1 + frame.leg + side / 2.0;
    for y in [side / 2.0, frame.width - side / 2.0] {
        let [cx, cy] = view.at([0.0, y, z]);
        let (reach, radius) = ((side / 2.0 - wall) * view.scale, wall * view.scale);
        let straight = reach - radius;
        for (sx, sy) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
            let (a, b) = (
                [cx + sx * reach - sy * straight, cy + sy * reach - sx * straight],
                [cx + sx * reach + sy * straight, cy + sy * reach + sx * straight],
            );
            sheet.line(a, b, Layer::Outline);
        }
        for (sx, sy, from) in [(1.0, 1.0, 0.0), (-1.0, 1.0, 90.0), (-1.0, -1.0, 180.0), (1.0, -1.0, 270.0)] {
            let centre = [cx + sx * straight, cy + sy * straight];
            sheet.items.push(Item::Arc(centre, radius, from, from + 90.0, Layer::Outline));
        }
    }
}

fn foot_holes(frame: &WeldedFrame, sheet: &mut Sheet, view: &View, members: &[Member]) {
    for [lx, ly] in frame.leg_places() {
        for [dx, dy] in frame.foot_hole_places() {
            let point = [lx + dx, ly + dy, frame.foot.1];
            if box_views::open(view, members, point) {
                let at = view.at(point);
                sheet.items.push(Item::Arc(at, frame.foot_holes.0 / 2.0 * view.scale, 0.0, 360.0, Layer::Outline));
                sheet.line([at[0] - 1.4, at[1]], [at[0] + 1.4, at[1]], Layer::Centre);
                sheet.line([at[0], at[1] - 1.4], [at[0], at[1] + 1.4], Layer::Centre);
            }
        }
    }
}

/// Axes of the inner cross tubes, and the middle of the frame.
fn axes(frame: &WeldedFrame, sheet: &mut Sheet, view: &View) {
    let over = 4.0 / view.scale;
    for x in &frame.crossbars {
        sheet.line(view.at([*x, -over, 0.0]), view.at([*x, frame.width + over, 0.0]), Layer::Centre);
    }
    let middle = frame.width / 2.0;
    sheet.line(view.at([-over, middle, 0.0]), view.at([frame.length + over, middle, 0.0]), Layer::Centre);
}

fn linear(value: f64, language: Language) -> Label {
    Label::new(DimensionKind::Linear, value, language.number(value, 1))
}

fn dimensions(frame: &WeldedFrame, sheet: &mut Sheet, [front, top, side]: [&View; 3], language: Language) {
    let overhang = (frame.foot.0 - frame.tube.0) / 2.0;
    let reach = overhang * top.scale;
    let below = top.origin[1] - reach;
    for (tier, x) in frame.crossbars.iter().enumerate() {
        let to = top.at([*x, -4.0 / top.scale, 0.0]);
        sheet.dimension(Measure::Horizontal, top.at([0.0; 3]), to, below - TIERS.0 - TIERS.1 * tier as f64, linear(*x, language));
    }
    let line = below - TIERS.0 - TIERS.1 * frame.crossbars.len() as f64;
    let label = linear(frame.length, language).deviations(2.0, -2.0, language);
    sheet.dimension(Measure::Horizontal, top.at([0.0; 3]), top.at([frame.length, 0.0, 0.0]), line, label);
    let left = top.origin[0] - reach - TIERS.0;
    let label = linear(frame.width, language).deviations(2.0, -2.0, language);
    sheet.dimension(Measure::Vertical, top.at([0.0; 3]), top.at([0.0, frame.width, 0.0]), left, label);
    let line = front.origin[0] - reach - TIERS.0 - TIERS.1;
    let height = frame.height();
    let corner = front.at([-overhang, 0.0, 0.0]);
    let label = linear(height, language).deviations(1.0, -1.0, language);
    sheet.dimension(Measure::Vertical, corner, front.at([0.0, 0.0, height]), line, label);
    sheet.dimension(
        Measure::Vertical,
        front.at([-overhang, 0.0, frame.foot.1]),
        front.at([0.0, 0.0, frame.foot.1 + frame.leg]),
        line + TIERS.1,
        linear(frame.leg, language),
    );
    let half = frame.tube.0 / 2.0;
    let above = front.at([0.0, 0.0, height])[1] + TIERS.0;
    sheet.dimension(
        Measure::Horizontal,
        front.at([half, 0.0, height]),
        front.at([frame.length - half, 0.0, height]),
        above,
        linear(frame.length - frame.tube.0, language),
    );
    let over = side.at([0.0, 0.0, height])[1] + TIERS.0;
    let span = frame.width - frame.tube.0;
    sheet.dimension(
        Measure::Horizontal,
        side.at([0.0, half, height]),
        side.at([0.0, frame.width - half, height]),
        over,
        linear(span, language),
    );
    // The holes of the feet: pitch and callout on the lower right foot of the top view.
    let [lx, ly] = frame.leg_places()[1];
    let [dx, dy] = frame.foot_hole_places()[1];
    let hole = top.at([lx + dx, ly + dy, 0.0]);
    let size = language.number(frame.foot_holes.0, 1);
    let count = 16;
    let label = Label::new(DimensionKind::HoleCallout, frame.foot_holes.0, format!("{}Ø{size}", times(count))).count(count);
    let tip = [hole[0] + frame.foot_holes.0 / 2.0 * top.scale * 0.7, hole[1] - frame.foot_holes.0 / 2.0 * top.scale * 0.7];
    sheet.leader(tip, [tip[0] + 7.0, tip[1] - 8.0], false, &[label]);
    let pitch = 2.0 * dx;
    let line = top.at([lx + dx, 0.0, 0.0])[0] + 10.0;
    let (a, b) = (top.at([lx + dx, ly - dx, 0.0]), top.at([lx + dx, ly + dx, 0.0]));
    sheet.dimension(Measure::Vertical, a, b, line, linear(pitch, language));
}

fn welds(frame: &WeldedFrame, sheet: &mut Sheet, [front, top, side]: [&View; 3], language: Language) {
    let weld = |all_round| Fillet { throat_mm: frame.throat, all_round, process: "135" };
    let (side_mm, length) = (frame.tube.0, frame.length);
    // Cross tube on long tube, seen from above.
    let tip = top.at([length - side_mm, frame.width - side_mm, 0.0]);
    let elbow = [top.at([length, 0.0, 0.0])[0] + 16.0, top.at([0.0, frame.width, 0.0])[1] - 14.0];
    welding::fillet(sheet, tip, elbow, false, weld(false), language);
    // Leg under long tube, and foot all round the leg.
    let tip = front.at([length, 0.0, frame.foot.1 + frame.leg]);
    welding::fillet(sheet, tip, [tip[0] + 9.0, tip[1] - 9.0], false, weld(true), language);
    let tip = side.at([0.0, 0.0, frame.foot.1]);
    welding::fillet(sheet, tip, [tip[0] + 9.0, tip[1] + 10.0], false, weld(true), language);
}

fn balloons(frame: &WeldedFrame, sheet: &mut Sheet, front: &View, top: &View) {
    let height = frame.height();
    let spot = front.at([frame.length * 0.28, 0.0, height - frame.tube.0 / 2.0]);
    welding::balloon(sheet, spot, [spot[0] + 9.0, spot[1] - 17.0], 1);
    let x = frame.cross_places()[0];
    let spot = top.at([x, frame.width * 0.66, 0.0]);
    welding::balloon(sheet, spot, [spot[0] + 17.0, spot[1] + 3.0], 2);
    let leg = frame.tube.0 / 2.0;
    let spot = front.at([leg, 0.0, frame.foot.1 + frame.leg * 0.45]);
    welding::balloon(sheet, spot, [spot[0] + 16.0, spot[1] + 4.0], 3);
    let spot = front.at([leg + frame.foot.0 * 0.35, 0.0, frame.foot.1 / 2.0]);
    welding::balloon(sheet, spot, [spot[0] + 15.0, spot[1] + 7.0], 4);
}
