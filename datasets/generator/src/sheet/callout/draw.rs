//! Draws one callout with the feature it belongs to on a sheet of its own, origin in the middle.

use trusquin_domain::DimensionKind;

use super::Hand;
use super::template::{Drawing, Template};
use super::values::{Values, fill};
use crate::random::SplitMix64;
use crate::sheet::stroke::Alphabet;
use crate::sheet::symbols::{SIGNS, SignFace};
use crate::sheet::{Align, Item, Layer, Point, Sheet, Text, font, stroke};
use crate::truth::{Box4, DimensionTruth, GeometricTruth, RoughnessTruth};

/// Size of the sheet a callout is drawn on, mm.
const ROOM: f64 = 1_000.0;
const ARROW: (f64, f64) = (2.6, 0.45);

/// Draws with a frame of its own: the origin in the middle of the room, turned a quarter for upright dimensions.
struct Pen<'h> {
    sheet: Sheet,
    hand: &'h Hand,
    turned: bool,
    /// What the texts since the last [`Pen::begin`] cover.
    covered: Option<Box4>,
}

impl Pen<'_> {
    fn at(&self, [x, y]: Point) -> Point {
        let middle = ROOM / 2.0;
        if self.turned { [middle - y, middle + x] } else { [middle + x, middle + y] }
    }

    fn begin(&mut self) {
        self.covered = None;
    }

    fn line(&mut self, a: Point, b: Point, layer: Layer) {
        let (a, b) = (self.at(a), self.at(b));
        self.sheet.line(a, b, layer);
    }

    fn arrow(&mut self, tip: Point, [ux, uy]: Point) {
        let back = [tip[0] - ux * ARROW.0, tip[1] - uy * ARROW.0];
        let head = [tip, [back[0] - uy * ARROW.1, back[1] + ux * ARROW.1], [back[0] + uy * ARROW.1, back[1] - ux * ARROW.1]];
        let head = head.map(|p| self.at(p));
        self.sheet.items.push(Item::Arrow(head, Layer::Dimension));
    }

    fn circle(&mut self, centre: Point, radius: f64, layer: Layer) {
        let centre = self.at(centre);
        self.sheet.items.push(Item::Arc(centre, radius, 0.0, 360.0, layer));
    }

    /// Writes a text from the left end of its baseline; signs no font has are drawn where the sheet says so. `level` texts are never turned.
    fn write(&mut self, text: &str, start: Point, size: f64, level: bool) {
        let turned = self.turned && !level;
        let unit = size * font::CAPITAL_HEIGHT / 10.0;
        let origin = self.at(start);
        let mut along = 0.0;
        for (drawn, part) in parts(text, self.hand, self.sheet.signs) {
            let at = if turned { [origin[0], origin[1] + along] } else { [origin[0] + along, origin[1]] };
            let make = |text: &str| Text { text: text.to_owned(), at, size, align: Align::Left, vertical: turned, layer: Layer::Dimension };
            let whole = make(&part);
            let place = self.sheet.place(&whole);
            self.covered = Some(self.covered.map_or(place, |all| union(all, place)));
            along += font::width(&part, size);
            if !drawn {
                self.sheet.items.push(Item::Text(whole));
                continue;
            }
            let letter = modified(&part);
            // The sign is a circle; the letter is as narrow as its alphabet.
            let part = if part == "Ø" { "⌀".to_owned() } else { part };
            let shape =
                if letter.is_some() { stroke::outline("○", 0.0, Alphabet::Iso) } else { stroke::outline(&part, 0.0, Alphabet::Iso) };
            let grow = if letter.is_some() { 1.4 } else { 1.0 };
            for line in shape {
                let points = line.iter().map(|[x, y]| {
                    let (x, y) = (x * unit * grow, (y - 5.0) * unit * grow + 5.0 * unit);
                    if turned { [at[0] - y, at[1] + x] } else { [at[0] + x, at[1] + y] }
                });
                self.sheet.items.push(Item::Polyline(points.collect(), Layer::Dimension));
            }
            if let Some(letter) = letter {
                // The letter stands in the middle of its circle.
                let (aside, up) = (7.0 * unit - font::width(letter, size * 0.8) / 2.0, 1.0 * unit);
                let at = if turned { [at[0] - up, at[1] + aside] } else { [at[0] + aside, at[1] + up] };
                self.sheet.items.push(Item::Text(Text { at, size: size * 0.8, ..make(letter) }));
            }
        }
    }

    fn say(&mut self, kind: DimensionKind, values: &Values, whole: String) {
        let nominal_mm = if kind == DimensionKind::Angle { values.angle } else { values.nominal_mm };
        self.sheet.said.dimensions.push(DimensionTruth {
            text: values.text.clone(),
            whole: Some(whole),
            kind,
            nominal_mm,
            upper_mm: None,
            lower_mm: None,
            fit: None,
            thread: None,
            depth_mm: None,
            second: None,
            count: 1,
            page: 1,
            sheet_box: self.covered.unwrap_or_default(),
        });
    }
}

fn union(a: Box4, b: Box4) -> Box4 {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// The letter of a circled modifier.
fn modified(part: &str) -> Option<&'static str> {
    [("Ⓜ", "M"), ("Ⓛ", "L"), ("Ⓔ", "E"), ("Ⓕ", "F"), ("Ⓟ", "P")].into_iter().find(|(sign, _)| *sign == part).map(|(_, letter)| letter)
}

/// The text cut where signs are drawn instead of written: `(drawn, part)`.
fn parts(text: &str, hand: &Hand, signs: SignFace) -> Vec<(bool, String)> {
    let drawn = |c: char| signs == SignFace::Drawn && (SIGNS.contains(c) || c == 'Ø' && hand.drawn_diameter);
    let mut parts: Vec<(bool, String)> = Vec::new();
    for character in text.chars() {
        match parts.last_mut() {
            Some((false, part)) if !drawn(character) => part.push(character),
            _ => parts.push((drawn(character), character.to_string())),
        }
    }
    parts
}

pub(super) fn callout(template: &Template, hand: &Hand, signs: SignFace, random: &mut SplitMix64) -> Sheet {
    let values = fill(template.text, hand, random);
    let mut sheet = Sheet::new([ROOM, ROOM], 1.0);
    sheet.signs = signs;
    let upright = matches!(template.drawing, Drawing::Along | Drawing::Stacked | Drawing::Bracketed | Drawing::Boxed | Drawing::Texture);
    let turned = upright && random.chance(35) || template.drawing == Drawing::Frame && random.chance(12);
    let mut pen = Pen { sheet, hand, turned, covered: None };
    match template.drawing {
        Drawing::Along | Drawing::Stacked | Drawing::Bracketed | Drawing::Boxed | Drawing::Limits => {
            along(&mut pen, template, &values, random)
        }
        Drawing::Leader | Drawing::Radius => leader(&mut pen, template, &values, random),
        Drawing::Angle => angle(&mut pen, template, &values),
        Drawing::Frame => frame(&mut pen, template, &values, random),
        Drawing::Texture => texture(&mut pen, template, &values, random),
        Drawing::Mark => mark(&mut pen, &values),
    }
    pen.sheet
}

fn kind(word: &str) -> DimensionKind {
    match word {
        "diameter" => DimensionKind::Diameter,
        "radius" => DimensionKind::Radius,
        "angle" => DimensionKind::Angle,
        "chamfer" => DimensionKind::Chamfer,
        "thread" => DimensionKind::Thread,
        "hole_callout" => DimensionKind::HoleCallout,
        _ => DimensionKind::Linear,
    }
}

/// The texts of a label relative to the start of its baseline: `(text, along, up, size)`, its width, and all of it as a reader would type it.
struct Label {
    pieces: Vec<(String, f64, f64, f64)>,
    width: f64,
    whole: String,
    /// Two rows of one size.
    two_rows: bool,
}

fn label(template: &Template, values: &Values, hand: &Hand) -> Label {
    let (size, small) = (hand.size, hand.size * 0.66);
    let text = values.text.clone();
    let first = font::width(&text, size);
    match template.drawing {
        Drawing::Stacked | Drawing::Bracketed => {
            let bracket = template.drawing == Drawing::Bracketed;
            let side = if bracket { font::width("(", size) + 0.3 } else { 0.0 };
            let gap = 0.22 * size + side;
            let stack = font::width(&values.upper, small).max(font::width(&values.lower, small));
            let mut pieces = vec![
                (text.clone(), 0.0, 0.0, size),
                (values.upper.clone(), first + gap, 0.5 * size, small),
                (values.lower.clone(), first + gap, -0.13 * size, small),
            ];
            if bracket {
                pieces.push(("(".to_owned(), first + gap - side, 0.0, size));
                pieces.push((")".to_owned(), first + gap + stack + 0.3, 0.0, size));
            }
            let (open, close) = if bracket { ("(", ")") } else { ("", "") };
            let whole = format!("{text} {open}{} {}{close}", values.upper, values.lower);
            Label { pieces, width: first + gap + stack + side, whole, two_rows: false }
        }
        Drawing::Limits => {
            let [upper, lower] = &values.limits;
            let wide = font::width(upper, size).max(font::width(lower, size));
            let gap = if text.is_empty() { 0.0 } else { 0.15 * size };
            let mut pieces = vec![(upper.clone(), first + gap, 0.62 * size, size), (lower.clone(), first + gap, -0.42 * size, size)];
            if !text.is_empty() {
                pieces.push((text.clone(), 0.0, 0.1 * size, size));
            }
            Label { pieces, width: first + gap + wide, whole: format!("{text}{upper} {lower}"), two_rows: true }
        }
        _ => Label { pieces: vec![(text.clone(), 0.0, 0.0, size)], width: first, whole: text, two_rows: false },
    }
}

/// A dimension line over a plate, the text above it, in its gap, or past its end.
fn along(pen: &mut Pen<'_>, template: &Template, values: &Values, random: &mut SplitMix64) {
    let hand = pen.hand;
    let label = label(template, values, hand);
    let boxed = template.drawing == Drawing::Boxed;
    // Two rows stand in a gap or past the end: a line between them would make two dimensions of them.
    let in_gap = hand.in_gap || label.two_rows;
    let level = in_gap && pen.turned;
    let high = hand.size * if label.two_rows { 2.2 } else { 1.6 };
    let taken = if level { high } else { label.width } + if boxed { 2.4 } else { 0.0 };
    let narrow = random.chance(25);
    let span = if narrow { random.length_mm(2.0, 9.0, 0.5) } else { taken + random.length_mm(9.0, 30.0, 1.0) };
    let (a, b) = (0.0, span);
    plate(pen, span, random);
    let start = if narrow { b + ARROW.0 + 2.0 } else { (a + b - taken) / 2.0 };
    let gap_from = start - 1.2;
    let gap_to = start + taken + 1.2;
    let tail = ARROW.0 * 1.7;
    match (narrow, in_gap) {
        (false, false) => pen.line([a, 0.0], [b, 0.0], Layer::Dimension),
        (false, true) => {
            pen.line([a, 0.0], [gap_from, 0.0], Layer::Dimension);
            pen.line([gap_to, 0.0], [b, 0.0], Layer::Dimension);
        }
        (true, false) => pen.line([a - tail, 0.0], [start + taken, 0.0], Layer::Dimension),
        (true, true) => {
            pen.line([a - tail, 0.0], [a, 0.0], Layer::Dimension);
            pen.line([b, 0.0], [start - 0.8, 0.0], Layer::Dimension);
        }
    }
    let sense = if narrow { 1.0 } else { -1.0 };
    pen.arrow([a, 0.0], [sense, 0.0]);
    pen.arrow([b, 0.0], [-sense, 0.0]);
    let half = 0.5 * hand.size * font::CAPITAL_HEIGHT;
    let up = if in_gap { -half } else { 0.27 * hand.size + if boxed { 0.9 } else { 0.0 } };
    let inset = if boxed { 1.2 } else { 0.0 };
    pen.begin();
    // Where a level text starts beside an upright line: half its width to the left of it.
    let origin = if level { [start + taken / 2.0 - half, label.width / 2.0] } else { [start + inset, up] };
    for (text, aside, above, size) in &label.pieces {
        let at = if level { [origin[0] + above, origin[1] - aside] } else { [origin[0] + aside, origin[1] + above] };
        pen.write(text, at, *size, level);
    }
    if boxed {
        let (low, tall) = (0.9, hand.size * font::CAPITAL_HEIGHT + 0.9);
        let (left, right) = (-1.0, label.width + 1.0);
        let corners = [[left, -low], [right, -low], [right, tall], [left, tall]];
        let corners = corners.map(|[x, y]| if level { [origin[0] + y, origin[1] - x] } else { [origin[0] + x, origin[1] + y] });
        for corner in 0..4 {
            pen.line(corners[corner], corners[(corner + 1) % 4], Layer::Dimension);
        }
    }
    pen.say(kind(template.kind), values, label.whole);
}

fn plate(pen: &mut Pen<'_>, span: f64, random: &mut SplitMix64) {
    let (top, thick) = (-random.length_mm(8.0, 12.0, 1.0), random.length_mm(5.0, 14.0, 1.0));
    let corners = [[0.0, top], [span, top], [span, top - thick], [0.0, top - thick]];
    for corner in 0..4 {
        pen.line(corners[corner], corners[(corner + 1) % 4], Layer::Outline);
    }
    for x in [0.0, span] {
        pen.line([x, top + 0.8], [x, 1.6], Layer::Dimension);
    }
}

/// A leader from a hole or an arc to lines on a shelf, or beside its end.
fn leader(pen: &mut Pen<'_>, template: &Template, values: &Values, random: &mut SplitMix64) {
    let hand = pen.hand;
    let lines: Vec<&str> = values.text.split('|').collect();
    let width = lines.iter().map(|line| font::width(line, hand.size)).fold(0.0, f64::max);
    let radius = random.length_mm(2.0, 7.0, 0.5);
    let side = if random.chance(50) { 1.0 } else { -1.0 };
    let steep = f64::from(random.whole(35, 65) as i32).to_radians();
    let (ux, uy) = (side * steep.cos(), steep.sin());
    let reach = radius + random.length_mm(8.0, 16.0, 1.0) + 1.45 * hand.size * (lines.len() as f64 - 1.0);
    let (tip, elbow) = ([ux * radius, uy * radius], [ux * reach, uy * reach]);
    match template.drawing {
        Drawing::Radius => {
            let centre = pen.at([0.0, 0.0]);
            let (from, to) = if side > 0.0 { (0.0, 90.0) } else { (90.0, 180.0) };
            pen.sheet.items.push(Item::Arc(centre, radius, from, to, Layer::Outline));
            pen.line([side * radius, 0.0], [side * radius, -8.0], Layer::Outline);
            pen.line([0.0, radius], [-side * 8.0, radius], Layer::Outline);
        }
        _ => {
            pen.circle([0.0, 0.0], radius, Layer::Outline);
            pen.line([-radius - 2.0, 0.0], [radius + 2.0, 0.0], Layer::Centre);
            pen.line([0.0, -radius - 2.0], [0.0, radius + 2.0], Layer::Centre);
        }
    }
    pen.line(tip, elbow, Layer::Dimension);
    pen.arrow(tip, [-ux, -uy]);
    let shelf = if hand.beside { 3.0 } else { width + 1.0 };
    let end = [elbow[0] + side * shelf, elbow[1]];
    pen.line(elbow, end, Layer::Dimension);
    let left = match (hand.beside, side > 0.0) {
        (true, true) => end[0] + 1.0,
        (true, false) => end[0] - 1.0 - width,
        (false, true) => elbow[0] + 0.5,
        (false, false) => end[0] + 0.5,
    };
    let pitch = 1.38 * hand.size;
    pen.begin();
    for (index, line) in lines.iter().enumerate() {
        let up = if hand.beside {
            -0.36 * hand.size + pitch * ((lines.len() as f64 - 1.0) / 2.0 - index as f64)
        } else if index == 0 {
            0.27 * hand.size
        } else {
            -1.02 * hand.size - pitch * (index as f64 - 1.0)
        };
        pen.write(line, [left, elbow[1] + up], hand.size, false);
    }
    pen.say(kind(template.kind), values, lines.join(" "));
}

/// Two legs, the arc between them and the text over it.
fn angle(pen: &mut Pen<'_>, template: &Template, values: &Values) {
    let hand = pen.hand;
    let (radius, spread) = (22.0_f64, values.angle.clamp(15.0, 120.0));
    let from = 90.0 - spread / 2.0;
    for turn in [from, from + spread] {
        let turn = turn.to_radians();
        pen.line([0.0, 0.0], [20.5 * turn.cos(), 20.5 * turn.sin()], Layer::Outline);
    }
    let centre = pen.at([0.0, 0.0]);
    pen.sheet.items.push(Item::Arc(centre, radius, from, from + spread, Layer::Dimension));
    for (turn, sense) in [(from, -1.0), (from + spread, 1.0)] {
        let turn = turn.to_radians();
        pen.arrow([radius * turn.cos(), radius * turn.sin()], [-sense * turn.sin(), sense * turn.cos()]);
    }
    let width = font::width(&values.text, hand.size);
    pen.begin();
    pen.write(&values.text, [-width / 2.0, radius + 0.4 * hand.size], hand.size, false);
    pen.say(kind(template.kind), values, values.text.clone());
}

/// A feature control frame on a leader.
fn frame(pen: &mut Pen<'_>, template: &Template, values: &Values, random: &mut SplitMix64) {
    let hand = pen.hand;
    let cells: Vec<&str> = values.text.split(';').collect();
    let height = hand.size * if random.chance(50) { 1.72 } else { 1.5 };
    let (low, high) = (-height / 2.0, height / 2.0);
    let base = -0.36 * hand.size;
    let mut x = 0.0;
    pen.begin();
    pen.line([x, low], [x, high], Layer::Dimension);
    for cell in &cells {
        let text = font::width(cell, hand.size);
        let width = (text + 0.7 * hand.size).max(height);
        pen.write(cell, [x + (width - text) / 2.0, base], hand.size, false);
        x += width;
        pen.line([x, low], [x, high], Layer::Dimension);
    }
    for y in [low, high] {
        pen.line([0.0, y], [x, y], Layer::Dimension);
    }
    // From the left end of the frame down to an edge.
    pen.line([0.0, 0.0], [-6.0, 0.0], Layer::Dimension);
    pen.line([-6.0, 0.0], [-6.0, -12.0], Layer::Dimension);
    pen.arrow([-6.0, -12.0], [0.0, -1.0]);
    pen.line([-16.0, -12.0], [14.0, -12.0], Layer::Outline);
    let mut text = cells.join(" ");
    text = text.replace("  ", " ");
    let datums = cells.iter().skip(2).filter_map(|cell| cell.split(' ').next()).map(str::to_owned).collect();
    let value = cells.get(1).map_or("", |cell| cell.trim_start_matches('Ø')).split(' ').next().unwrap_or_default();
    let value = value.replace(',', ".");
    let corners = [pen.at([0.0, low]), pen.at([x, high])];
    let up = |y: f64| pen.sheet.size[1] - y;
    let (x0, x1) = (corners[0][0].min(corners[1][0]), corners[0][0].max(corners[1][0]));
    let (y0, y1) = (up(corners[0][1].max(corners[1][1])), up(corners[0][1].min(corners[1][1])));
    pen.sheet.said.geometric_tolerances.push(GeometricTruth {
        text,
        characteristic: template.kind.to_owned(),
        value_mm: if value.starts_with('.') { format!("0{value}").parse() } else { value.parse() }.unwrap_or_default(),
        datums,
        page: 1,
        sheet_box: [x0, y0, x1, y1],
    });
}

/// The texture symbol on an edge; older hands write the number alone, over it.
fn texture(pen: &mut Pen<'_>, template: &Template, values: &Values, random: &mut SplitMix64) {
    let hand = pen.hand;
    let slope = 60_f64.to_radians().tan();
    let (short, long) = (1.4 * hand.size * font::CAPITAL_HEIGHT, 2.9 * hand.size * font::CAPITAL_HEIGHT);
    let (left, right, top) = ([-short / slope, short], [short / slope, short], [long / slope, long]);
    pen.line([-14.0, 0.0], [14.0, 0.0], Layer::Outline);
    pen.line([0.0, 0.0], left, Layer::Dimension);
    pen.line([0.0, 0.0], top, Layer::Dimension);
    if random.chance(70) {
        pen.line(left, right, Layer::Dimension);
    }
    let named = values.text.starts_with('R');
    let width = font::width(&values.text, hand.size);
    pen.begin();
    if named {
        pen.line(top, [top[0] + width + 1.0, top[1]], Layer::Dimension);
        pen.write(&values.text, [top[0] + 0.4, top[1] - 1.0 * hand.size], hand.size, false);
    } else {
        pen.write(&values.text, [left[0] - width + 1.6, short + 0.3 * hand.size], hand.size, false);
    }
    pen.sheet.said.roughness.push(RoughnessTruth {
        text: values.text.clone(),
        parameter: template.kind.to_owned(),
        value_um: 0.0,
        general: false,
        page: 1,
        sheet_box: pen.covered.unwrap_or_default(),
    });
}

/// An item number in a circle with its leader: not a dimension.
fn mark(pen: &mut Pen<'_>, values: &Values) {
    let hand = pen.hand;
    let radius = 1.25 * hand.size;
    pen.circle([0.0, 0.0], radius, Layer::Dimension);
    let width = font::width(&values.text, hand.size);
    pen.write(&values.text, [-width / 2.0, -0.36 * hand.size], hand.size, false);
    pen.line([radius, 0.0], [radius + 10.0, 6.0], Layer::Dimension);
}
