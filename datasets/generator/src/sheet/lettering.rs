//! Faces a drawing can be lettered in. Every text keeps the length it has in Helvetica, so that a face never moves anything.

use std::sync::OnceLock;

use super::font;
use super::stroke::{self, Alphabet};

const TIMES: &str = include_str!("../../data/times_widths.csv");

/// Face of all texts of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Lettering {
    /// Helvetica, as most exporters.
    #[default]
    Helvetica,
    /// Helvetica Oblique.
    Oblique,
    /// Helvetica Bold.
    Bold,
    /// Courier.
    Courier,
    /// Times Roman.
    Times,
    /// DejaVu Sans Mono, embedded.
    Mono,
    /// The stroke alphabet, upright: lines without a text layer.
    Stroke,
    /// The stroke alphabet at 75 degrees.
    StrokeSloped,
    /// The same letters cut to corners.
    StrokeCornered,
    /// Hershey simplex.
    StrokeHershey,
}

impl Lettering {
    /// Faces drawn with a pen.
    pub const STROKES: [Self; 4] = [Self::Stroke, Self::StrokeSloped, Self::StrokeCornered, Self::StrokeHershey];

    /// Faces with a text layer.
    pub const TYPED: [Self; 6] = [Self::Helvetica, Self::Oblique, Self::Bold, Self::Courier, Self::Times, Self::Mono];

    /// Name of the font in the PDF; `None` for strokes.
    pub fn font_name(self) -> Option<&'static str> {
        match self {
            Self::Helvetica => Some("Helvetica"),
            Self::Oblique => Some("Helvetica-Oblique"),
            Self::Bold => Some("Helvetica-Bold"),
            Self::Courier => Some("Courier"),
            Self::Times => Some("Times-Roman"),
            Self::Mono => Some("DejaVuSansMono"),
            Self::Stroke | Self::StrokeSloped | Self::StrokeCornered | Self::StrokeHershey => None,
        }
    }

    /// The letters of a stroke face; `None` for a font.
    pub fn strokes(self) -> Option<Alphabet> {
        match self {
            Self::Stroke | Self::StrokeSloped => Some(Alphabet::Iso),
            Self::StrokeCornered => Some(Alphabet::Cornered),
            Self::StrokeHershey => Some(Alphabet::Hershey),
            _ => None,
        }
    }

    /// Shear of a stroke face (ISO 3098-1: 75 degrees for sloped lettering).
    pub fn slope(self) -> f64 {
        if self == Self::StrokeSloped { 0.268 } else { 0.0 }
    }

    /// The font program to embed, TrueType; `None` for the fourteen fonts every reader has.
    pub fn program(self) -> Option<&'static [u8]> {
        static DEJAVU: OnceLock<Option<&'static [u8]>> = OnceLock::new();
        if self != Self::Mono {
            return None;
        }
        // The four DejaVu files are the only TrueType ones; the regular face comes last.
        *DEJAVU.get_or_init(|| typst_assets::fonts().filter(|bytes| bytes.starts_with(&[0, 1, 0, 0])).last())
    }

    /// How much a text is stretched along its line to be as long as in Helvetica.
    pub fn stretch(self, text: &str) -> f64 {
        let natural = match self {
            Self::Helvetica | Self::Oblique => return 1.0,
            Self::Bold => font::width(text, 1.0) * 1.06,
            Self::Courier => 0.6 * text.chars().count() as f64,
            Self::Mono => 0.602 * text.chars().count() as f64,
            Self::Times => text.chars().map(times_width).sum::<f64>() / 1000.0,
            Self::Stroke | Self::StrokeSloped | Self::StrokeCornered | Self::StrokeHershey => {
                stroke::width(text, self.strokes().unwrap_or_default()) * font::CAPITAL_HEIGHT / 10.0
            }
        };
        if natural > 0.0 { (font::width(text, 1.0) / natural).clamp(0.5, 1.4) } else { 1.0 }
    }
}

/// Widths of the characters from the space on, and of those past ASCII.
type Widths = (Vec<f64>, Vec<(char, f64)>);

fn times_width(character: char) -> f64 {
    static WIDTHS: OnceLock<Widths> = OnceLock::new();
    let (ascii, others) = WIDTHS.get_or_init(|| {
        let mut lines = TIMES.lines().filter(|line| !line.starts_with('#'));
        let ascii = lines.next().unwrap_or_default().split(' ').filter_map(|width| width.parse().ok()).collect();
        let others = lines.filter_map(|line| Some((line.chars().next()?, line.split_once(' ')?.1.parse().ok()?))).collect();
        (ascii, others)
    });
    let place = (character as usize).checked_sub(32).and_then(|index| ascii.get(index));
    place.copied().unwrap_or_else(|| others.iter().find(|(other, _)| *other == character).map_or(500.0, |(_, width)| *width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_of_times_are_read() {
        let cases = [('A', 722.0), ('0', 500.0), ('~', 541.0), ('Ø', 722.0), ('ô', 500.0)];
        for (character, width) in cases {
            assert_eq!(times_width(character), width, "{character}");
        }
    }

    #[test]
    fn the_embedded_face_is_true_type() {
        assert!(Lettering::Mono.program().is_some_and(|bytes| bytes.len() > 100_000));
        assert_eq!(Lettering::Courier.program(), None);
    }
}
