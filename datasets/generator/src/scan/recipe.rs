//! What one degraded copy goes through, drawn from a seed.

use serde::Serialize;

use super::encode::PictureFormat;
use crate::random::SplitMix64;

/// How bad a copy may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A good office scanner.
    Light,
    /// A used paper copy on an office scanner.
    Medium,
    /// An old print: stamps, folds, low contrast, facsimile.
    Heavy,
    /// A photograph of the paper on a desk.
    Photo,
}

impl Severity {
    /// Every severity.
    pub const ALL: [Self; 4] = [Self::Light, Self::Medium, Self::Heavy, Self::Photo];
}

/// The steps, in the order they are applied.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recipe {
    /// How bad.
    pub severity: Severity,
    /// Pixels per inch of the scanner; of a photograph, near the middle of the sheet.
    pub dpi: u16,
    /// In colour.
    pub colour: bool,
    /// Stamps asked for (some may find no free place).
    pub stamps: u32,
    /// Folds: across the width (true) or height, place as a share, strength.
    pub folds: Vec<(bool, f64, f32)>,
    /// Punched for a ring binder.
    pub punched: bool,
    /// Turn of the whole picture, degrees clockwise: 0, 90, 180, 270.
    pub rotation: u16,
    /// Skew, degrees.
    pub skew: f64,
    /// How far the corners of a photograph move, shares of its size: x and y of each.
    pub perspective: Option<[[f64; 2]; 4]>,
    /// Passes of blur.
    pub blur: u32,
    /// Slope of the light along x and y, and vignette.
    pub light: [f32; 3],
    /// Grey levels of black and white.
    pub levels: [u8; 2],
    /// Standard deviation of the noise, grey levels.
    pub noise: f64,
    /// Specks of dust.
    pub specks: i64,
    /// Black and white alone, at this threshold.
    pub two_tones: Option<u8>,
    /// Quality of a JPEG the picture went through before it was saved.
    pub jpeg_before: Option<u8>,
    /// File written.
    pub format: PictureFormat,
    /// JPEG quality of that file.
    pub quality: u8,
}

/// Longest side of a picture, pixels.
const LONGEST: f64 = 5000.0;

impl Recipe {
    /// A recipe for a sheet of a size, mm.
    pub fn sample(random: &mut SplitMix64, severity: Option<Severity>, sheet: [f64; 2]) -> Self {
        use Severity::{Heavy, Light, Medium, Photo};
        let severity = severity.unwrap_or(*random.pick(&[Light, Medium, Medium, Heavy, Photo]));
        let choices: &[u16] = match severity {
            Light => &[150, 200, 200, 300],
            Medium => &[100, 150, 200, 200, 300],
            Heavy => &[100, 120, 150, 200],
            Photo => &[130, 150, 170, 200],
        };
        let mut dpi = *random.pick(choices);
        while sheet[0].max(sheet[1]) / 25.4 * f64::from(dpi) > LONGEST && dpi > 100 {
            dpi -= 50;
        }
        let (rough, photo) = (severity == Heavy, severity == Photo);
        let mut fraction = |low: i64, high: i64, unit: f64| random.whole(low, high) as f64 * unit;
        let skew = match severity {
            Light => fraction(-8, 8, 0.1),
            Medium => fraction(-20, 20, 0.1),
            Heavy => fraction(-45, 45, 0.1),
            Photo => fraction(-60, 60, 0.1),
        };
        let perspective = photo.then(|| [(); 4].map(|()| [fraction(0, 70, 0.001), fraction(0, 70, 0.001)]));
        let light = match severity {
            Light => [0.0; 3],
            Medium => [fraction(-4, 4, 0.01), fraction(-4, 4, 0.01), fraction(0, 4, 0.01)],
            Heavy => [fraction(-15, 15, 0.01), fraction(-15, 15, 0.01), fraction(0, 15, 0.01)],
            Photo => [fraction(-25, 25, 0.01), fraction(-25, 25, 0.01), fraction(5, 25, 0.01)],
        }
        .map(|value| value as f32);
        let black = if severity == Light { fraction(0, 20, 1.0) } else { fraction(10, if rough { 90 } else { 45 }, 1.0) } as u8;
        let white = if rough { fraction(165, 235, 1.0) } else { fraction(225, 255, 1.0) } as u8;
        let noise = match severity {
            Light => fraction(0, 2, 1.0),
            Medium => fraction(1, 5, 1.0),
            Heavy => fraction(3, 11, 1.0),
            Photo => fraction(2, 8, 1.0),
        };
        let folds = if severity == Light || random.chance(50) {
            Vec::new()
        } else {
            let strength = random.whole(8, 30) as f32 / 100.0;
            let middle = 0.5 + random.whole(-10, 10) as f64 / 1000.0;
            let mut folds = vec![(true, middle, strength)];
            if random.chance(50) {
                folds.push((false, middle, strength));
            }
            if random.chance(25) {
                folds.extend([(true, middle / 2.0, strength), (true, middle * 1.5, strength)]);
            }
            folds
        };
        let two_tones = (!photo && severity != Light && dpi >= 150 && random.chance(if rough { 35 } else { 15 })).then(|| {
            // Between the levels, nearer to white, so that thin lines stay.
            (f64::from(black) + (f64::from(white) - f64::from(black)) * random.length_mm(0.5, 0.72, 0.02)) as u8
        });
        let formats =
            [PictureFormat::Png, PictureFormat::Jpeg, PictureFormat::Jpeg, PictureFormat::Pdf, PictureFormat::Pdf, PictureFormat::Tiff];
        Self {
            severity,
            dpi,
            colour: photo && random.chance(70) || two_tones.is_none() && random.chance(30),
            stamps: match severity {
                Light => 0,
                Medium | Photo => u32::from(random.chance(40)),
                Heavy => random.whole(1, 2) as u32,
            },
            folds,
            punched: severity != Light && random.chance(30),
            rotation: if random.chance(75) { 0 } else { *random.pick(&[90, 180, 270]) },
            skew,
            perspective,
            blur: match severity {
                Light => 0,
                Medium | Photo => random.whole(0, 1) as u32,
                Heavy => u32::from(dpi >= 150) + u32::from(dpi >= 200 && random.chance(40)),
            },
            light,
            levels: [black, white],
            noise,
            specks: match severity {
                Light => 0,
                Heavy => random.whole(20, 300),
                Medium | Photo => random.whole(0, 40),
            },
            two_tones,
            jpeg_before: (rough && random.chance(40)).then(|| random.whole(25, 55) as u8),
            format: if photo { PictureFormat::Jpeg } else { *random.pick(&formats) },
            quality: match severity {
                Light => random.whole(80, 95) as u8,
                Medium | Photo => random.whole(55, 90) as u8,
                Heavy => random.whole(28, 75) as u8,
            },
        }
    }
}
