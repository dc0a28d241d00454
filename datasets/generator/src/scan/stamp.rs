//! Rubber stamps in worn ink: a word in a frame, or a round stamp with text along its rim.

use super::raster::{Colour, Raster};
use crate::order::Language;
use crate::random::SplitMix64;
use crate::sheet::stroke;
use crate::sheet::stroke::Alphabet;
use crate::truth::Box4;

const INKS: [Colour; 4] = [[196, 32, 44], [38, 58, 158], [104, 46, 138], [40, 40, 44]];
const MONTHS: [&str; 12] = ["JAN", "FEV", "MAR", "AVR", "MAI", "JUN", "JUL", "AOU", "SEP", "OCT", "NOV", "DEC"];
const MONTHS_ENGLISH: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// A stamp where it was pressed, mm on the sheet, y downwards.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Lines of text; of a round stamp the first runs along the rim.
    pub lines: Vec<String>,
    /// Middle.
    pub centre: [f64; 2],
    /// Turn, degrees clockwise.
    pub turn: f64,
    /// Height of the capitals, mm.
    pub capital: f64,
    /// Round instead of framed.
    pub round: bool,
    ink: Colour,
    seed: u64,
}

impl Stamp {
    /// A random stamp on a sheet of a size.
    pub fn sample(random: &mut SplitMix64, sheet: [f64; 2], language: Language) -> Self {
        let date = |random: &mut SplitMix64| {
            let month = random.whole(0, 11) as usize;
            let name = if language == Language::French { MONTHS[month] } else { MONTHS_ENGLISH[month] };
            format!("{:02} {name} {}", random.whole(1, 28), random.whole(2012, 2026))
        };
        let round = random.chance(35);
        let lines = if round {
            let rim = language.choose("BUREAU D'ETUDES - CONTROLE - ", "DESIGN OFFICE - CHECKED - ").to_owned();
            vec![rim, date(random)]
        } else {
            match random.whole(0, 4) {
                0 => vec![language.choose("COPIE", "COPY").to_owned()],
                1 => vec![language.choose("REÇU LE", "RECEIVED").to_owned(), date(random)],
                2 => vec![language.choose("COPIE NON GÉRÉE", "UNCONTROLLED COPY").to_owned()],
                3 => vec![language.choose("BON POUR FABRICATION", "RELEASED FOR MANUFACTURE").to_owned(), date(random)],
                _ => vec![language.choose("POUR CHIFFRAGE", "FOR QUOTATION").to_owned()],
            }
        };
        let capital = if round { 2.5 } else { random.length_mm(4.0, 9.0, 0.5) / if lines[0].chars().count() > 9 { 1.6 } else { 1.0 } };
        Self {
            lines,
            centre: [random.length_mm(50.0, sheet[0] - 50.0, 0.5), random.length_mm(30.0, sheet[1] - 30.0, 0.5)],
            turn: random.length_mm(-28.0, 28.0, 0.5),
            capital,
            round,
            ink: *random.pick(&INKS),
            seed: random.next_u64(),
        }
    }

    /// Half the width and half the height of the stamp, mm.
    fn half_size(&self) -> [f64; 2] {
        if self.round {
            return [17.0, 17.0];
        }
        let wide = self.lines.iter().map(|line| stroke::width(line, Alphabet::Iso)).fold(0.0, f64::max) * self.capital / 10.0;
        [wide / 2.0 + 2.5, self.lines.len() as f64 * self.capital * 0.8 + 2.2]
    }

    /// What the stamp covers, mm.
    pub fn covers(&self) -> Box4 {
        let [a, b] = self.half_size();
        let (sin, cos) = self.turn.to_radians().sin_cos();
        let (x, y) = (a * cos.abs() + b * sin.abs(), a * sin.abs() + b * cos.abs());
        [self.centre[0] - x, self.centre[1] - y, self.centre[0] + x, self.centre[1] + y]
    }

    /// Strokes about the middle, y upwards, mm.
    fn strokes(&self) -> Vec<Vec<[f64; 2]>> {
        let mut strokes = Vec::new();
        let unit = self.capital / 10.0;
        if self.round {
            for radius in [17.0, 11.5] {
                strokes.push(
                    (0..=72)
                        .map(|step| f64::from(step).to_radians() * 5.0)
                        .map(|angle| [radius * angle.cos(), radius * angle.sin()])
                        .collect(),
                );
            }
            let Some(rim) = self.lines.first() else { return strokes };
            // The text fills the rim once round, clockwise from the left.
            let share = std::f64::consts::TAU / (stroke::width(rim, Alphabet::Iso) + 4.0);
            for stroke in stroke::outline(rim, 0.0, Alphabet::Iso) {
                strokes.push(
                    stroke
                        .iter()
                        .map(|[x, y]| (std::f64::consts::PI - x * share, 12.7 + y * 0.29))
                        .map(|(angle, radius)| [radius * angle.cos(), radius * angle.sin()])
                        .collect(),
                );
            }
        } else {
            let [a, b] = self.half_size();
            strokes.push(vec![[-a, -b], [a, -b], [a, b], [-a, b], [-a, -b]]);
        }
        let words: Vec<&String> = self.lines.iter().skip(usize::from(self.round)).collect();
        for (index, line) in words.iter().enumerate() {
            let low = (words.len() as f64 / 2.0 - index as f64 - 1.0) * self.capital * 1.6 + self.capital * 0.3;
            let half = stroke::width(line, Alphabet::Iso) / 2.0;
            strokes.extend(
                stroke::outline(line, 0.0, Alphabet::Iso)
                    .into_iter()
                    .map(|stroke| stroke.iter().map(|[x, y]| [(x - half) * unit, low + y * unit]).collect::<Vec<_>>()),
            );
        }
        strokes
    }

    /// Presses the stamp on a page.
    pub fn press(&self, page: &mut Raster, pixels_per_mm: f64) {
        let (sin, cos) = self.turn.to_radians().sin_cos();
        let at = |[x, y]: [f64; 2]| {
            let (x, y) = (x, -y);
            [(self.centre[0] + cos * x - sin * y) * pixels_per_mm, (self.centre[1] + sin * x + cos * y) * pixels_per_mm]
        };
        let reach = (self.capital * 0.075).max(0.25) * pixels_per_mm;
        let ink = self.ink;
        for stroke in self.strokes() {
            for pair in stroke.windows(2) {
                page.along(at(pair[0]), at(pair[1]), reach, |page, x, y, _| {
                    let fleck = SplitMix64::new(self.seed ^ ((x as u64 / 2) << 32) ^ (y as u64 / 2)).next_u64() & 255;
                    page.ink(x, y, ink, if fleck < 26 { 0.15 } else { 0.55 + fleck as f32 / 700.0 });
                });
            }
        }
    }
}
