//! Our own reader of technical lettering: the signs of dimensions and tolerances that the staged recogniser does not know or loses.
//!
//! It reads one short line of a level sheet. What it was taught, by whom and how well it does is in MODEL_CARD.md; what becomes of two
//! readers that disagree is decided in [`crate::reader`], not here.

mod network;

use trusquin_domain::GreyRaster;

use crate::OcrError;
use crate::detection::TextBox;
use crate::recognition::{Alphabet, Recognised, crop_at, decode};

pub use network::{ROWS, STEP, Taught, drawn, scores, soft, teach, weights_for};

/// Classes after the blank, in the order of the weights. The space is one, too.
pub const LETTERS: &str = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,+-±°Ø()/:='\"□⌴⌵↧⏤⏥○⌭⌒⌓∥⊥∠⌖◎⌯↗⌰ⓂⓁⒺⒻⓅµ";
/// The weights that ship.
static WEIGHTS: &[u8] = include_bytes!("../../weights/lettering.bin");
/// Most columns of a line; a dimension has fewer.
const MOST_COLUMNS: usize = 640;
/// Less difference of ink and paper than this, of 255, is no writing.
const LEAST_CONTRAST: f32 = 18.0;

/// Classes of the network, the blank among them.
pub fn classes() -> usize {
    LETTERS.chars().count() + 1
}

/// Reads lines of technical lettering.
#[derive(Debug)]
pub struct LetteringReader {
    weights: Vec<f32>,
    alphabet: Alphabet,
}

impl LetteringReader {
    /// The reader with the weights that ship.
    ///
    /// # Errors
    /// The weights do not fit the alphabet: the program was put together wrongly.
    pub fn shipped() -> Result<Self, OcrError> {
        Self::new(WEIGHTS.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
    }

    /// A reader with other weights.
    ///
    /// # Errors
    /// Their number does not fit the alphabet.
    pub fn new(weights: Vec<f32>) -> Result<Self, OcrError> {
        let expected = weights_for(classes());
        if weights.len() != expected {
            let why = format!("{} weights, {expected} were expected", weights.len());
            return Err(OcrError::Inference { model: "lettering", why });
        }
        Ok(Self { weights, alphabet: Alphabet::exactly(LETTERS) })
    }

    /// Reads the line in a box of a levelled sheet.
    pub fn read(&self, sheet: &GreyRaster, place: &TextBox) -> Recognised {
        let (picture, inside) = picture(sheet, place);
        self.decoded(&picture, inside)
    }

    /// Reads a picture of a line as [`picture`] makes it.
    pub fn read_picture(&self, picture: &[f32]) -> Recognised {
        self.decoded(picture, 1.0)
    }

    fn decoded(&self, picture: &[f32], inside: f64) -> Recognised {
        let scores = scores(&self.weights, classes(), picture);
        let shares: Vec<f32> = scores.chunks_exact(classes()).flat_map(soft).collect();
        let Ok(steps) = ndarray::ArrayView2::from_shape([shares.len() / classes(), classes()], &shares) else {
            return Recognised { characters: Vec::new() };
        };
        let mut characters = decode(steps, &self.alphabet, inside);
        while characters.last().is_some_and(|last| last.character == ' ') {
            characters.pop();
        }
        let blank = characters.iter().take_while(|each| each.character == ' ').count();
        characters.drain(..blank);
        Recognised { characters }
    }
}

/// The network's view of a box: paper 0, ink 1, columns a multiple of [`STEP`]; and which part of the columns shows the box.
pub fn picture(sheet: &GreyRaster, place: &TextBox) -> (Vec<f32>, f64) {
    let crop = crop_at(sheet, place, ROWS, MOST_COLUMNS);
    let mut sorted: Vec<f32> = crop.values.iter().map(|value| (value + 1.0) * 127.5).collect();
    sorted.sort_by(f32::total_cmp);
    let at = |part: f64| sorted.get(((sorted.len().max(1) - 1) as f64 * part) as usize).copied().unwrap_or(255.0);
    // Most of a line is paper; the darkest pixels may be a speck.
    let (paper, ink) = (at(0.8), at(0.02));
    let span = (paper - ink).max(LEAST_CONTRAST);
    let columns = crop.columns.div_ceil(STEP) * STEP;
    let mut out = vec![0.0; ROWS * columns];
    for (line, row) in out.chunks_exact_mut(columns).zip(crop.values.chunks_exact(crop.columns)) {
        for (value, given) in line.iter_mut().zip(row) {
            *value = ((paper - (given + 1.0) * 127.5) / span).clamp(-0.2, 1.2);
        }
    }
    (out, crop.columns as f64 / columns as f64)
}
