//! A line of lettering as a scanner sees it: drawn, cluttered, worn, and cut out as the reader cuts it out.

use tiny_skia::{Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};
use trusquin_domain::GreyRaster;
use trusquin_ocr::detection::TextBox;
use trusquin_ocr::lettering::{LETTERS, STEP, Taught, picture};

use super::chance::Chance;
use super::pens::{Glyph, Hand, bar, circled, sign};

/// A taught line.
pub struct Line {
    /// What is written.
    pub text: String,
    /// What the network sees.
    pub picture: Vec<f32>,
    /// What it should say.
    pub taught: Vec<Taught>,
}

/// Height of capitals, pixels: 1.8 mm at 110 dpi to 5 mm at 200 dpi.
const CAPITALS_PX: (f32, f32) = (8.0, 38.0);

/// Signs that are mostly drawn as strokes even where a font has them.
const DRAWN: &str = "Ø±°□⌴⌵↧⏤⏥○⌭⌒⌓∥⊥∠⌖◎⌯↗⌰";

/// How a line is written.
struct Manner {
    capital_px: f32,
    pen: f32,
    stretch: f32,
    slope: f32,
    spacing: f32,
}

struct Placed {
    letter: char,
    glyphs: Vec<Glyph>,
    /// Where its pen starts, in capitals' heights.
    origin: f32,
    /// Start and end of its ink.
    from: f32,
    to: f32,
}

/// Writes one line; `None` when the hand lacks a letter of it.
pub fn line(hand: &Hand, text: &str, chance: &mut Chance) -> Option<Line> {
    let (low, high) = CAPITALS_PX;
    let manner = Manner {
        capital_px: low * (high / low).powf(chance.share()),
        pen: chance.between(0.055, 0.16),
        stretch: chance.between(0.78, 1.2),
        slope: if chance.one_in(4) { chance.between(-0.05, 0.3) } else { 0.0 },
        spacing: if chance.one_in(3) { chance.between(-0.03, 0.2) } else { chance.between(0.0, 0.06) },
    };
    let placed = place(hand, text, &manner, chance)?;
    let width = placed.last().map_or_else(|| chance.between(0.3, 4.0), |last| last.to);
    let size = manner.capital_px;
    let margin = 2.5 * size;
    let (columns, rows) = ((width * size + 2.0 * margin).ceil() as u32, (5.0 * size).ceil() as u32);
    let mut paper = Pixmap::new(columns, rows)?;
    paper.fill(Color::WHITE);
    let base = 3.0 * size;
    let mut ink = Paint { anti_alias: true, ..Paint::default() };
    let tone = if chance.one_in(3) { chance.between(40.0, 170.0) } else { chance.between(0.0, 40.0) } as u8;
    ink.set_color_rgba8(tone, tone, tone, 255);
    let angle = chance.between(-2.0, 2.0);
    let turned = Transform::from_rotate_at(angle, columns as f32 / 2.0, base - size / 2.0);
    for each in &placed {
        let at = Transform::from_row(size, 0.0, manner.slope * size, -size, margin + each.origin * size, base).post_concat(turned);
        for glyph in &each.glyphs {
            ink_glyph(&mut paper, glyph, &manner, &ink, at);
        }
    }
    clutter(&mut paper, hand, &manner, [margin, margin + width * size], base, turned, chance);
    if placed.is_empty() {
        strays(&mut paper, &manner, [margin, margin + width * size], base, turned, chance);
    }
    let mut grey: Vec<u8> = paper.data().chunks_exact(4).map(|pixel| pixel[1]).collect();
    wear(&mut grey, columns as usize, chance);
    let sheet = GreyRaster::new(columns as usize, rows as usize, grey)?;
    // The box as the detector gives it: a rim around the ink, not quite in the middle, not quite level.
    let height = size / chance.between(0.48, 0.82);
    let (before, after) = (chance.between(0.05, 0.7) * size, chance.between(0.05, 0.7) * size);
    let (x0, x1) = (margin - before, margin + width * size + after);
    let place = TextBox {
        x: f64::from((x0 + x1) / 2.0),
        y: f64::from(base - size / 2.0 + chance.between(-0.13, 0.13) * height),
        width: f64::from(x1 - x0),
        height: f64::from(height),
        angle_deg: f64::from(angle * chance.between(0.4, 1.3)),
        score: 1.0,
    };
    let (picture, inside) = picture(&sheet, &place);
    let steps = picture.len() / trusquin_ocr::lettering::ROWS / STEP;
    let step_of = |at: f32| ((margin + at * size - x0) / (x1 - x0)) * (inside as f32) * steps as f32;
    let slope = manner.slope * 0.5;
    let taught = targets(&placed, steps, |at| step_of(at + slope))?;
    Some(Line { text: text.to_owned(), picture, taught })
}

fn place(hand: &Hand, text: &str, manner: &Manner, chance: &mut Chance) -> Option<Vec<Placed>> {
    let mut at = 0.0;
    let mut out: Vec<Placed> = Vec::new();
    // Single-stroke CAD fonts write the figure one as a bare stroke.
    let bare_one = hand.glyph('1').is_some_and(|one| one.stroked) && chance.one_in(2);
    for letter in text.chars() {
        let plain = match letter {
            'Ⓜ' => Some('M'),
            'Ⓛ' => Some('L'),
            'Ⓔ' => Some('E'),
            'Ⓕ' => Some('F'),
            'Ⓟ' => Some('P'),
            _ => None,
        };
        let mut glyphs = if letter == '1' && bare_one {
            vec![bar()]
        } else if let Some(plain) = plain {
            let (ring, inner) = circled(hand.glyph(plain)?, &mut || chance.share())?;
            vec![ring, inner]
        } else if DRAWN.contains(letter) && (hand.glyph(letter).is_none() || !chance.one_in(3)) {
            vec![sign(letter, &mut || chance.share())?]
        } else if let Some(glyph) = hand.glyph(letter) {
            vec![glyph.clone()]
        } else {
            vec![sign(letter, &mut || chance.share())?]
        };
        let stretch = Transform::from_scale(manner.stretch, 1.0);
        for glyph in &mut glyphs {
            glyph.path = glyph.path.take().and_then(|path| path.transform(stretch));
        }
        let advance = glyphs[0].advance * manner.stretch;
        let bounds = glyphs[0].path.as_ref().map(Path::bounds);
        let origin = at;
        at += advance + manner.spacing;
        let (from, to) = bounds.map_or((origin, origin + advance), |bounds| (origin + bounds.left(), origin + bounds.right()));
        out.push(Placed { letter, glyphs, origin, from, to });
    }
    Some(out)
}

fn ink_glyph(paper: &mut Pixmap, glyph: &Glyph, manner: &Manner, ink: &Paint<'_>, at: Transform) {
    let Some(path) = &glyph.path else { return };
    if glyph.stroked {
        let stroke = Stroke { width: manner.pen, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        paper.stroke_path(path, ink, &stroke, at, None);
    } else {
        paper.fill_path(path, ink, FillRule::Winding, at, None);
    }
}

/// Lines, frames, arrow heads and neighbours that stand around texts on drawings.
fn clutter(paper: &mut Pixmap, hand: &Hand, manner: &Manner, ends: [f32; 2], base: f32, turned: Transform, chance: &mut Chance) {
    let size = manner.capital_px;
    let tone = chance.below(90) as u8;
    let mut ink = Paint { anti_alias: true, ..Paint::default() };
    ink.set_color_rgba8(tone, tone, tone, 255);
    let stroke = Stroke { width: (chance.between(0.03, 0.14) * size).max(1.0), ..Stroke::default() };
    let draw = |paper: &mut Pixmap, from: (f32, f32), to: (f32, f32)| {
        let mut builder = PathBuilder::new();
        builder.move_to(from.0, from.1);
        builder.line_to(to.0, to.1);
        if let Some(path) = builder.finish() {
            paper.stroke_path(&path, &ink, &stroke, turned, None);
        }
    };
    let far = 4.0 * size;
    if chance.one_in(3) {
        let y = base + chance.between(0.12, 0.8) * size;
        let start = if chance.one_in(2) { ends[0] - far } else { ends[0] - chance.between(0.0, 1.0) * size };
        draw(paper, (start, y), (ends[1] + far, y));
    }
    if chance.one_in(9) {
        let y = base - size - chance.between(0.15, 0.8) * size;
        draw(paper, (ends[0] - far, y), (ends[1] + far, y));
    }
    for (end, outwards) in [(ends[0], -1.0), (ends[1], 1.0)] {
        if chance.one_in(6) {
            let x = end + outwards * chance.between(0.2, 0.8) * size;
            let up = if chance.one_in(2) { far } else { chance.between(1.0, 1.6) * size };
            draw(paper, (x, base + chance.between(0.1, 1.0) * size), (x, base - up));
        }
        if chance.one_in(14) {
            let (x, y) = (end + outwards * chance.between(0.25, 0.7) * size, base - chance.between(0.2, 0.8) * size);
            let mut builder = PathBuilder::new();
            let long = outwards * chance.between(0.6, 1.4) * size;
            builder.move_to(x, y);
            builder.line_to(x + long, y - 0.2 * size);
            builder.line_to(x + long, y + 0.2 * size);
            builder.close();
            if let Some(path) = builder.finish() {
                paper.fill_path(&path, &ink, FillRule::Winding, turned, None);
            }
        }
    }
    if chance.one_in(9) {
        let (x0, x1) = (ends[0] - chance.between(0.2, 0.5) * size, ends[1] + chance.between(0.2, 0.5) * size);
        let (y0, y1) = (base - size - chance.between(0.2, 0.5) * size, base + chance.between(0.2, 0.5) * size);
        for (from, to) in [((x0, y0), (x1, y0)), ((x0, y1), (x1, y1)), ((x0, y0), (x0, y1)), ((x1, y0), (x1, y1))] {
            draw(paper, from, to);
        }
    }
    if chance.one_in(40) {
        let x = chance.between(ends[0], ends[1]);
        let lean = chance.between(-2.0, 2.0) * size;
        draw(paper, (x - lean, base + far), (x + lean, base - far));
    }
    // The row above or below of a stack, or a neighbour further along.
    let rows = [base - chance.between(1.35, 1.9) * size, base + chance.between(1.35, 1.9) * size];
    for row in rows {
        if chance.one_in(6) {
            let mut x = ends[0] + chance.between(-1.0, 1.0) * size;
            for _ in 0..1 + chance.below(5) {
                let digit = char::from_digit(chance.below(10) as u32, 10).unwrap_or('0');
                let Some(glyph) = hand.glyph(digit) else { continue };
                let at = Transform::from_row(size, 0.0, manner.slope * size, -size, x, row).post_concat(turned);
                ink_glyph(paper, glyph, manner, &ink, at);
                x += glyph.advance * size;
            }
        }
    }
}

/// What is taken for lettering and is none: arrow heads, pieces of circles and lines, hatching.
fn strays(paper: &mut Pixmap, manner: &Manner, ends: [f32; 2], base: f32, turned: Transform, chance: &mut Chance) {
    let size = manner.capital_px;
    let mut ink = Paint { anti_alias: true, ..Paint::default() };
    let tone = chance.below(90) as u8;
    ink.set_color_rgba8(tone, tone, tone, 255);
    let stroke = Stroke { width: (manner.pen * size).max(1.0), ..Stroke::default() };
    for _ in 0..1 + chance.below(3) {
        let (x, y) = (chance.between(ends[0], ends[1]), base - chance.between(0.2, 0.8) * size);
        let turn = chance.between(0.0, 360.0).to_radians();
        let at = |along: f32, across: f32| {
            (x + (along * turn.cos() - across * turn.sin()) * size, y + (along * turn.sin() + across * turn.cos()) * size)
        };
        let mut builder = PathBuilder::new();
        let kind = chance.below(4);
        match kind {
            0 => {
                let (long, half) = (chance.between(0.5, 1.6), chance.between(0.12, 0.3));
                for (index, point) in [at(0.0, 0.0), at(long, half), at(long, -half)].into_iter().enumerate() {
                    if index == 0 { builder.move_to(point.0, point.1) } else { builder.line_to(point.0, point.1) }
                }
                builder.close();
            }
            1 => builder.push_circle(x, y, chance.between(0.5, 3.0) * size),
            2 => {
                let (from, to) = (at(-chance.between(0.2, 4.0), 0.0), at(chance.between(0.2, 4.0), 0.0));
                builder.move_to(from.0, from.1);
                builder.line_to(to.0, to.1);
            }
            _ => {
                for lane in -4..5 {
                    let (from, to) = (at(-3.0, lane as f32 * 0.7), at(3.0, lane as f32 * 0.7));
                    builder.move_to(from.0, from.1);
                    builder.line_to(to.0, to.1);
                }
            }
        }
        let Some(path) = builder.finish() else { continue };
        if kind == 0 {
            paper.fill_path(&path, &ink, FillRule::Winding, turned, None);
        } else {
            paper.stroke_path(&path, &ink, &stroke, turned, None);
        }
    }
}

/// What scanners, copiers and picture formats do to a line.
fn wear(grey: &mut [u8], columns: usize, chance: &mut Chance) {
    for _ in 0..[0, 0, 0, 1, 1, 2][chance.below(6)] {
        blur(grey, columns);
    }
    if chance.one_in(8) {
        let threshold = 90 + chance.below(110) as u8;
        grey.iter_mut().for_each(|value| *value = if *value < threshold { 0 } else { 255 });
    }
    let (black, white) = if chance.one_in(3) { (chance.between(0.0, 80.0), chance.between(180.0, 255.0)) } else { (0.0, 255.0) };
    let noise = if chance.one_in(2) { 0.0 } else { chance.between(0.0, 16.0) };
    for value in grey.iter_mut() {
        let grain = (chance.share() + chance.share() + chance.share() - 1.5) * 2.0 * noise;
        *value = (black + f32::from(*value) / 255.0 * (white - black) + grain).clamp(0.0, 255.0) as u8;
    }
    // Picture formats wave around strokes: a sharpened blur.
    if chance.one_in(4) {
        let sharp = grey.to_vec();
        blur(grey, columns);
        let gain = chance.between(0.3, 1.0);
        for (value, sharp) in grey.iter_mut().zip(sharp) {
            *value = (f32::from(sharp) + gain * (f32::from(sharp) - f32::from(*value))).clamp(0.0, 255.0) as u8;
        }
    }
}

/// One pass of 1-2-1 in both directions.
fn blur(grey: &mut [u8], columns: usize) {
    let rows = grey.len() / columns.max(1);
    for across in [1, columns] {
        let source = grey.to_vec();
        for y in 1..rows.saturating_sub(1) {
            for x in 1..columns.saturating_sub(1) {
                let at = y * columns + x;
                let sum = u32::from(source[at - across]) + 2 * u32::from(source[at]) + u32::from(source[at + across]);
                grey[at] = (sum / 4) as u8;
            }
        }
    }
}

/// The class of the step each letter's middle lies in; its other steps may be blank, the rest must be.
fn targets(placed: &[Placed], steps: usize, step_of: impl Fn(f32) -> f32) -> Option<Vec<Taught>> {
    let mut taught = vec![Taught::Class(0); steps];
    // How far the middle of the letter is to which a step belongs.
    let mut rims = vec![f32::INFINITY; steps];
    let mut middles = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    for each in placed {
        let class = 1 + LETTERS.chars().position(|letter| letter == each.letter)?;
        let (from, to) = (step_of(each.from), step_of(each.to));
        let mut step = ((from + to) / 2.0).floor().max(0.0) as usize;
        if let Some((before, same)) = last {
            // Twins need a blank between them, others a step of their own.
            step = step.max(before + if same == class { 2 } else { 1 });
        }
        if step >= steps {
            return None;
        }
        let reach = ((to - from) / 2.0 - 0.2).max(0.6);
        let middle = (from + to) / 2.0;
        for free in (middle - reach).floor().max(0.0) as usize..((middle + reach).floor() as usize + 1).min(steps) {
            let near = |other: usize| (other as f32 + 0.5 - middle).abs();
            if taught[free] == Taught::Class(0) || rims[free] > near(free) {
                (taught[free], rims[free]) = (Taught::Either(class), near(free));
            }
        }
        middles.push((step, class));
        last = Some((step, class));
    }
    for (step, class) in &middles {
        taught[*step] = Taught::Class(*class);
    }
    for pair in middles.windows(2) {
        if pair[0].1 == pair[1].1 {
            taught[(pair[0].0 + pair[1].0) / 2] = Taught::Class(0);
        }
    }
    Some(taught)
}
