//! Glyphs into runs: one baseline, one direction, one size, never across a frame line or a cell-wide gap.

use trusquin_domain::{CharBox, Segment, SheetBox, TextSpan};

use super::glyphs::Glyph;

/// Gap that starts a new run when no space is written, in font sizes. A space is 0.25 to 0.6.
const WIDEST_GAP: f64 = 0.7;
/// The same when the file writes a space there: two or three spaces still separate words of one sentence.
const WIDEST_SPACED_GAP: f64 = 1.1;
/// Gap that is a space even when none is written.
const WORD_GAP: f64 = 0.16;

struct Run {
    glyphs: Vec<(Glyph, bool)>,
}

impl Run {
    fn end(&self) -> Option<Glyph> {
        self.glyphs.last().map(|(glyph, _)| *glyph)
    }
}

/// Groups in content order first, then joins runs that continue each other on the sheet.
pub(super) fn group(glyphs: &[Glyph], segments: &[Segment]) -> Vec<TextSpan> {
    let rulings = Rulings::of(segments);
    let mut runs: Vec<Run> = Vec::new();
    for glyph in glyphs {
        let joined = runs.last().and_then(Run::end).and_then(|end| join(&end, glyph, &rulings));
        match (runs.last_mut(), joined) {
            (Some(run), Some(space)) => run.glyphs.push((*glyph, space)),
            _ => runs.push(Run { glyphs: vec![(*glyph, false)] }),
        }
    }
    continue_runs(runs, &rulings).iter().map(span).collect()
}

/// `Some(space before)` when `next` continues the run that ends with `end`.
fn join(end: &Glyph, next: &Glyph, rulings: &Rulings) -> Option<bool> {
    let aligned = end.along.0 * next.along.0 + end.along.1 * next.along.1 > 0.9995;
    if !aligned || (end.size / next.size - 1.0).abs() > 0.12 || end.reader != next.reader {
        return None;
    }
    let (dx, dy) = (next.origin.0 - end.origin.0, next.origin.1 - end.origin.1);
    let (ahead, aside) = (dx * end.along.0 + dy * end.along.1, dy * end.along.0 - dx * end.along.1);
    if aside.abs() > 0.12 * end.size {
        return None;
    }
    let gap = ahead - end.advance;
    let widest = if next.after_space { WIDEST_SPACED_GAP } else { WIDEST_GAP };
    if gap > widest * end.size || gap < -0.45 * end.size || ahead < 0.02 * end.size {
        return None;
    }
    if gap > 0.05 * end.size && rulings.cross(end, next) {
        return None;
    }
    Some(next.after_space && gap > -0.1 * end.size || gap > WORD_GAP * end.size)
}

/// Exporters that place every word or letter apart, in any order, still give whole lines.
fn continue_runs(runs: Vec<Run>, rulings: &Rulings) -> Vec<Run> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    let place = |run: &Run| {
        run.glyphs.first().map_or((0, 0, 0.0), |(glyph, _)| {
            let angle = (glyph.along.1.atan2(glyph.along.0).to_degrees()).round() as i64;
            let aside = glyph.origin.1 * glyph.along.0 - glyph.origin.0 * glyph.along.1;
            (angle, (aside * 4.0).round() as i64, glyph.origin.0 * glyph.along.0 + glyph.origin.1 * glyph.along.1)
        })
    };
    let places: Vec<_> = runs.iter().map(place).collect();
    order.sort_by(|a, b| places[*a].0.cmp(&places[*b].0).then(places[*a].1.cmp(&places[*b].1)).then(places[*a].2.total_cmp(&places[*b].2)));
    let mut slots: Vec<Option<Run>> = runs.into_iter().map(Some).collect();
    let mut joined: Vec<(usize, Run)> = Vec::new();
    for index in order {
        let Some(run) = slots.get_mut(index).and_then(Option::take) else { continue };
        // Overlapping texts interleave in this order, so a few earlier runs are candidates, not only the last.
        let start = run.glyphs.first().map(|(glyph, _)| *glyph);
        let candidate = start.and_then(|next| {
            joined
                .iter_mut()
                .rev()
                .take(4)
                .find_map(|(_, earlier)| earlier.end().and_then(|end| join(&end, &next, rulings)).map(|space| (earlier, space)))
        });
        match candidate {
            Some((earlier, space)) => {
                earlier
                    .glyphs
                    .extend(run.glyphs.into_iter().enumerate().map(|(at, (glyph, inner))| (glyph, if at == 0 { space } else { inner })));
            }
            None => joined.push((index, run)),
        }
    }
    joined.sort_by_key(|(index, _)| *index);
    joined.into_iter().map(|(_, run)| run).collect()
}

fn span(run: &Run) -> TextSpan {
    let mut text = String::new();
    let mut characters = Vec::with_capacity(run.glyphs.len());
    let mut all: Option<SheetBox> = None;
    let (mut size, mut along, mut reader) = (0.0, (1.0, 0.0), trusquin_domain::Reader::TextLayer);
    for (index, (glyph, space)) in run.glyphs.iter().enumerate() {
        if index == 0 {
            (size, along, reader) = (glyph.size, glyph.along, glyph.reader);
        } else if *space {
            text.push(' ');
        }
        text.push(glyph.character);
        characters.push(CharBox { character: glyph.character, sheet_box: glyph.sheet_box });
        all = Some(all.map_or(glyph.sheet_box, |sum| sum.union(&glyph.sheet_box)));
    }
    let degrees = (-along.1).atan2(along.0).to_degrees().rem_euclid(360.0);
    let nearest = (degrees / 90.0).round() * 90.0;
    let rotation_deg = if (degrees - nearest).abs() < 0.6 { nearest.rem_euclid(360.0).abs() } else { degrees };
    TextSpan { text, sheet_box: all.unwrap_or_default(), rotation_deg, font_size_mm: size, characters, reader }
}

/// Upright and level strokes, sorted, to ask whether one passes between two characters.
struct Rulings {
    /// (x, top, bottom) by x.
    upright: Vec<(f64, f64, f64)>,
    /// (y, left, right) by y.
    level: Vec<(f64, f64, f64)>,
}

impl Rulings {
    fn of(segments: &[Segment]) -> Self {
        let mut upright = Vec::new();
        let mut level = Vec::new();
        for line in segments {
            let (dx, dy) = ((line.x1 - line.x0).abs(), (line.y1 - line.y0).abs());
            if dx < 0.02 && dy > 1.5 {
                upright.push((line.x0, line.y0.min(line.y1), line.y0.max(line.y1)));
            } else if dy < 0.02 && dx > 1.5 {
                level.push((line.y0, line.x0.min(line.x1), line.x0.max(line.x1)));
            }
        }
        upright.sort_by(|a, b| a.0.total_cmp(&b.0));
        level.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { upright, level }
    }

    fn cross(&self, end: &Glyph, next: &Glyph) -> bool {
        let (ex, ey) = end.sheet_box.centre();
        let (nx, ny) = next.sheet_box.centre();
        // The stroke must span the height of the letters, or it is part of a symbol beside them.
        let (lines, from, to, across, half) = if end.along.0.abs() > 0.999 {
            (&self.upright, ex.min(nx), ex.max(nx), (ey + ny) / 2.0, end.size * 0.35)
        } else if end.along.1.abs() > 0.999 {
            (&self.level, ey.min(ny), ey.max(ny), (ex + nx) / 2.0, end.size * 0.35)
        } else {
            return false;
        };
        let first = lines.partition_point(|line| line.0 <= from);
        lines.iter().skip(first).take_while(|line| line.0 < to).any(|line| line.1 < across - half && line.2 > across + half)
    }
}
