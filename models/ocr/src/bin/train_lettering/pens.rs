//! Letters as paths: outline fonts, pen strokes, and the signs of drawings that fonts lack. Capitals are 1 high, the base line is at 0, y runs up.

use std::collections::HashMap;
use std::path::Path as FilePath;

use anyhow::{Context, Result, ensure};
use tiny_skia::{Path, PathBuilder, Transform};
use ttf_parser::{Face, OutlineBuilder};

/// One letter.
#[derive(Debug, Clone)]
pub struct Glyph {
    /// Its path; `None` for a space.
    pub path: Option<Path>,
    /// Drawn with a pen, not filled.
    pub stroked: bool,
    /// How far the next letter starts to the right.
    pub advance: f32,
}

/// Letters of one hand.
#[derive(Debug, Clone)]
pub struct Hand {
    /// Name of its file.
    pub name: String,
    letters: HashMap<char, Glyph>,
}

impl Hand {
    /// The letter, when the hand has it.
    pub fn glyph(&self, letter: char) -> Option<&Glyph> {
        self.letters.get(&letter)
    }
}

struct Outline {
    builder: PathBuilder,
    scale: f32,
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.builder.move_to(x * self.scale, y * self.scale);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.builder.line_to(x * self.scale, y * self.scale);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let s = self.scale;
        self.builder.quad_to(x1 * s, y1 * s, x * s, y * s);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let s = self.scale;
        self.builder.cubic_to(x1 * s, y1 * s, x2 * s, y2 * s, x * s, y * s);
    }
    fn close(&mut self) {
        self.builder.close();
    }
}

/// The letters of an outline font that are in `wanted`.
pub fn outline_font(file: &FilePath, wanted: &str) -> Result<Hand> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let face = Face::parse(&bytes, 0).with_context(|| file.display().to_string())?;
    let capital = face.glyph_index('H').and_then(|id| face.glyph_bounding_box(id)).context("it has no H")?;
    ensure!(capital.y_max > 0, "{}: H has no height", file.display());
    let scale = 1.0 / f32::from(capital.y_max);
    let mut letters = HashMap::new();
    for letter in wanted.chars() {
        let Some(id) = face.glyph_index(letter) else { continue };
        let advance = f32::from(face.glyph_hor_advance(id).unwrap_or(0)) * scale;
        let mut outline = Outline { builder: PathBuilder::new(), scale };
        let drawn = face.outline_glyph(id, &mut outline).is_some();
        let path = outline.builder.finish();
        if letter == ' ' || drawn && path.is_some() {
            letters.insert(letter, Glyph { path, stroked: false, advance });
        }
    }
    ensure!("0123456789.".chars().all(|digit| letters.contains_key(&digit)), "{}: digits are missing", file.display());
    Ok(Hand { name: file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(), letters })
}

/// The stroke alphabet of the generator of drawings: letter, width, strokes; capitals are 10 high there.
pub fn stroke_alphabet(file: &FilePath, wanted: &str) -> Result<Hand> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let mut letters = HashMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(name), Some(width)) = (words.next(), words.next().and_then(|width| width.parse::<f32>().ok())) else { continue };
        let mut characters = name.chars();
        let (Some(letter), None) = (characters.next(), characters.next()) else { continue };
        if !wanted.contains(letter) {
            continue;
        }
        let numbers: Vec<&str> = words.collect();
        let mut builder = PathBuilder::new();
        let mut at = 0;
        while let Some(word) = numbers.get(at) {
            let (command, first) = word.split_at(1);
            let value = |index: usize| numbers.get(index).and_then(|word| word.parse::<f32>().ok()).unwrap_or(0.0) / 10.0;
            let x = first.parse::<f32>().unwrap_or(0.0) / 10.0;
            match command {
                "M" => builder.move_to(x, value(at + 1)),
                "L" => builder.line_to(x, value(at + 1)),
                "Q" => builder.quad_to(x, value(at + 1), value(at + 2), value(at + 3)),
                other => anyhow::bail!("{letter}: unknown stroke {other}"),
            }
            at += if command == "Q" { 4 } else { 2 };
        }
        letters.insert(letter, Glyph { path: builder.finish(), stroked: true, advance: width / 10.0 + 0.2 });
    }
    letters.insert(' ', Glyph { path: None, stroked: true, advance: 0.5 });
    ensure!("0123456789".chars().all(|digit| letters.contains_key(&digit)), "{}: digits are missing", file.display());
    Ok(Hand { name: file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(), letters })
}

/// A sign as draughtsmen and CAD programs draw it, in one of several manners; `chance` gives numbers from 0 to 1.
pub fn sign(letter: char, chance: &mut dyn FnMut() -> f32) -> Option<Glyph> {
    let mut pen = PathBuilder::new();
    let between = |from: f32, to: f32, share: f32| from + (to - from) * share;
    let line = |pen: &mut PathBuilder, a: (f32, f32), b: (f32, f32)| {
        pen.move_to(a.0, a.1);
        pen.line_to(b.0, b.1);
    };
    let width = match letter {
        'Ø' => {
            let radius = between(0.34, 0.52, chance());
            let (reach, angle) = (radius * between(1.15, 1.9, chance()), between(48.0, 72.0, chance()).to_radians());
            let (x, y) = (radius.max(reach * angle.cos()), between(0.44, 0.54, chance()));
            pen.push_circle(x, y, radius);
            line(&mut pen, (x - reach * angle.cos(), y - reach * angle.sin()), (x + reach * angle.cos(), y + reach * angle.sin()));
            2.0 * x
        }
        '±' => {
            let (half, middle) = (between(0.26, 0.4, chance()), between(0.55, 0.62, chance()));
            line(&mut pen, (0.0, middle), (2.0 * half, middle));
            line(&mut pen, (half, middle - half), (half, middle + half));
            let foot = between(0.0, 0.12, chance());
            line(&mut pen, (0.0, foot), (2.0 * half, foot));
            2.0 * half
        }
        '°' => {
            let radius = between(0.1, 0.18, chance());
            pen.push_circle(radius, 1.0 - radius, radius);
            2.0 * radius
        }
        '+' | '-' => {
            let (half, middle) = (between(0.22, 0.42, chance()), between(0.4, 0.52, chance()));
            line(&mut pen, (0.0, middle), (2.0 * half, middle));
            if letter == '+' {
                line(&mut pen, (half, middle - half), (half, middle + half));
            }
            2.0 * half
        }
        '□' => {
            let side = between(0.75, 1.0, chance());
            pen.push_rect(tiny_skia::Rect::from_xywh(0.0, 0.0, side, side)?);
            side
        }
        '⌴' => {
            let (wide, high) = (between(0.9, 1.7, chance()), between(0.4, 0.75, chance()));
            line(&mut pen, (0.0, high), (0.0, 0.0));
            pen.line_to(wide, 0.0);
            pen.line_to(wide, high);
            wide
        }
        '⌵' => {
            let (wide, high) = (between(0.9, 1.5, chance()), between(0.5, 0.9, chance()));
            line(&mut pen, (0.0, high), (wide / 2.0, 0.0));
            pen.line_to(wide, high);
            wide
        }
        '↧' => {
            let (wide, head) = (between(0.5, 1.0, chance()), between(0.3, 0.6, chance()));
            let middle = wide / 2.0;
            line(&mut pen, (0.0, 1.0), (wide, 1.0));
            let half = head * between(0.4, 0.8, chance());
            let manner = chance();
            line(&mut pen, (middle, 1.0), (middle, if manner < 0.4 { head } else { 0.0 }));
            pen.move_to(middle - half, head);
            pen.line_to(middle, 0.0);
            pen.line_to(middle + half, head);
            if manner < 0.7 {
                pen.close();
            }
            wide.max(middle + half)
        }
        _ => return characteristic(letter, chance, pen),
    };
    Some(Glyph { path: pen.finish(), stroked: true, advance: width + 0.15 + 0.15 * chance() })
}

/// The signs of ISO 1101 and the circled letters.
fn characteristic(letter: char, chance: &mut dyn FnMut() -> f32, mut pen: PathBuilder) -> Option<Glyph> {
    let size = 0.9 + 0.45 * chance();
    let line = |pen: &mut PathBuilder, a: (f32, f32), b: (f32, f32)| {
        pen.move_to(a.0 * size, a.1 * size);
        pen.line_to(b.0 * size, b.1 * size);
    };
    let circle = |pen: &mut PathBuilder, radius: f32| pen.push_circle(0.5 * size, 0.5 * size, radius * size);
    let arrow = |pen: &mut PathBuilder, x: f32| {
        pen.move_to(x * size, 0.0);
        pen.line_to((x + 0.55) * size, size);
        pen.move_to((x + 0.3) * size, 0.78 * size);
        pen.line_to((x + 0.55) * size, size);
        pen.line_to((x + 0.58) * size, 0.65 * size);
        pen.close();
    };
    let mut width = 1.0;
    match letter {
        '⏤' => line(&mut pen, (0.0, 0.45), (1.0, 0.45)),
        '⏥' => {
            pen.move_to(0.0, 0.2 * size);
            pen.line_to(0.85 * size, 0.2 * size);
            pen.line_to(1.15 * size, 0.75 * size);
            pen.line_to(0.3 * size, 0.75 * size);
            pen.close();
            width = 1.15;
        }
        '○' => circle(&mut pen, 0.5),
        '⌭' => {
            circle(&mut pen, 0.32);
            line(&mut pen, (0.0, 0.0), (0.42, 1.0));
            line(&mut pen, (0.58, 0.0), (1.0, 1.0));
        }
        '⌒' | '⌓' => {
            pen.move_to(0.0, 0.2 * size);
            pen.cubic_to(0.0, 0.95 * size, 1.1 * size, 0.95 * size, 1.1 * size, 0.2 * size);
            if letter == '⌓' {
                pen.close();
            }
            width = 1.1;
        }
        '∥' => {
            let gap = 0.25 + 0.2 * chance();
            line(&mut pen, (0.0, 0.0), (0.45, 1.0));
            line(&mut pen, (gap, 0.0), (gap + 0.45, 1.0));
            width = 0.45 + gap;
        }
        '⊥' => {
            line(&mut pen, (0.0, 0.05), (1.0, 0.05));
            line(&mut pen, (0.5, 0.05), (0.5, 0.95));
        }
        '∠' => {
            line(&mut pen, (1.0, 0.05), (0.0, 0.05));
            pen.line_to(0.9 * size, (0.5 + 0.4 * chance()) * size);
        }
        '⌖' => {
            circle(&mut pen, 0.3);
            line(&mut pen, (-0.05, 0.5), (1.05, 0.5));
            line(&mut pen, (0.5, -0.05), (0.5, 1.05));
        }
        '◎' => {
            circle(&mut pen, 0.5);
            circle(&mut pen, 0.25);
        }
        '⌯' => {
            line(&mut pen, (0.2, 0.8), (0.8, 0.8));
            line(&mut pen, (0.0, 0.5), (1.0, 0.5));
            line(&mut pen, (0.2, 0.2), (0.8, 0.2));
        }
        '↗' => {
            arrow(&mut pen, 0.0);
            width = 0.6;
        }
        '⌰' => {
            arrow(&mut pen, 0.0);
            arrow(&mut pen, 0.5);
            line(&mut pen, (0.0, 0.0), (0.5, 0.0));
            width = 1.1;
        }
        _ => return None,
    }
    Some(Glyph { path: pen.finish(), stroked: true, advance: width * size + 0.2 })
}

/// The figure one as a bare stroke.
pub fn bar() -> Glyph {
    let mut pen = PathBuilder::new();
    pen.move_to(0.1, 0.0);
    pen.line_to(0.1, 1.0);
    Glyph { path: pen.finish(), stroked: true, advance: 0.45 }
}

/// The letter in a circle, from a hand's own letter.
pub fn circled(letter: &Glyph, chance: &mut dyn FnMut() -> f32) -> Option<(Glyph, Glyph)> {
    let radius = 0.6 + 0.2 * chance();
    let ring = PathBuilder::from_circle(radius, 0.5, radius)?;
    let inner =
        letter.path.clone()?.transform(Transform::from_row(0.75, 0.0, 0.0, 0.75, radius - 0.375 * (letter.advance - 0.1), 0.125))?;
    Some((
        Glyph { path: Some(ring), stroked: true, advance: 2.0 * radius + 0.2 },
        Glyph { path: Some(inner), stroked: letter.stroked, advance: 0.0 },
    ))
}
