//! What a box says: the crop at 48 pixels height, batches of like width, and a CTC decoding that keeps each character's place.

mod alphabet;
mod crop;
mod ctc;

use ndarray::Array4;
use trusquin_domain::GreyRaster;

use crate::detection::TextBox;
use crate::{Model, OcrError};

pub use alphabet::Alphabet;
pub use crop::{Crop, crop, crop_at};
pub use ctc::{Character, decode};

/// Rows of the recogniser's input.
pub const ROWS: usize = 48;
/// Columns of the longest crop; a longer text is squeezed.
const MOST_COLUMNS: usize = 1920;
/// Narrow crops are padded to this: single characters are read better with paper beside them.
const FEWEST_COLUMNS: usize = 64;
/// Crops of one batch, and columns of one batch. One thread gains nothing from large batches, and classes are many (18 710 x 4 bytes a step).
const MOST_CROPS: usize = 6;
const BATCH_COLUMNS: usize = 1920;

/// A text that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognised {
    /// Its characters in order, spaces included; `from` and `to` are parts of the box's width.
    pub characters: Vec<Character>,
}

impl Recognised {
    /// The text.
    pub fn text(&self) -> String {
        self.characters.iter().map(|each| each.character).collect()
    }

    /// Mean probability of the characters; 0 for none.
    pub fn confidence(&self) -> f64 {
        let count = self.characters.len().max(1) as f64;
        self.characters.iter().map(|each| each.probability).sum::<f64>() / count
    }
}

/// Reads the boxes of a levelled sheet, one answer each, in order.
///
/// # Errors
/// The model fails, or `go_on` says the time is up.
pub fn recognise(
    model: &dyn Model,
    alphabet: &Alphabet,
    sheet: &GreyRaster,
    boxes: &[TextBox],
    go_on: &dyn Fn() -> bool,
) -> Result<Vec<Recognised>, OcrError> {
    let crops: Vec<Crop> = boxes.iter().map(|each| crop(sheet, each, MOST_COLUMNS)).collect();
    let mut order: Vec<usize> = (0..crops.len()).collect();
    order.sort_by_key(|index| crops[*index].columns);
    let mut answers = vec![Recognised { characters: Vec::new() }; crops.len()];
    let mut rest = order.as_slice();
    while let Some(first) = rest.first() {
        if !go_on() {
            return Err(OcrError::OutOfTime);
        }
        // Like widths only: padding costs as much as text.
        let narrowest = crops[*first].columns;
        let fits = |(at, index): &(usize, &usize)| {
            let columns = crops[**index].columns;
            *at < MOST_CROPS && columns <= narrowest + narrowest / 4 + 16 && (at + 1) * columns.max(FEWEST_COLUMNS) <= BATCH_COLUMNS
        };
        let count = rest.iter().enumerate().take_while(fits).count().max(1);
        let (batch, after) = rest.split_at(count);
        rest = after;
        let columns = batch.iter().map(|index| crops[*index].columns).max().unwrap_or(0).max(FEWEST_COLUMNS).div_ceil(8) * 8;
        // Padding is 0, the grey between ink and paper, as in training.
        let mut input = Array4::<f32>::zeros((batch.len(), 3, ROWS, columns));
        for (n, index) in batch.iter().enumerate() {
            let crop = &crops[*index];
            for y in 0..ROWS {
                for x in 0..crop.columns {
                    let value = crop.values[y * crop.columns + x];
                    for channel in 0..3 {
                        input[[n, channel, y, x]] = value;
                    }
                }
            }
        }
        let output = model.run(input)?;
        let shape = output.shape().to_vec();
        let steps = output.into_dimensionality::<ndarray::Ix3>().ok().filter(|out| {
            let (n, steps, classes) = out.dim();
            n == batch.len() && steps > 0 && classes == alphabet.classes()
        });
        let Some(steps) = steps else {
            return Err(OcrError::Inference { model: "recognition", why: format!("its answer has the shape {shape:?}") });
        };
        for (n, index) in batch.iter().enumerate() {
            let inside = crops[*index].columns as f64 / columns as f64;
            answers[*index] = Recognised { characters: decode(steps.index_axis(ndarray::Axis(0), n), alphabet, inside) };
        }
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array3, ArrayD};

    /// Reads `A` where a step is dark and nothing elsewhere.
    struct Stripes(Vec<String>);

    impl Model for Stripes {
        fn run(&self, input: Array4<f32>) -> Result<ArrayD<f32>, OcrError> {
            let (n, _, rows, columns) = input.dim();
            assert_eq!(rows, ROWS);
            let mut out = Array3::<f32>::zeros((n, columns / 8, 4));
            for crop in 0..n {
                for step in 0..columns / 8 {
                    let dark = (0..8).filter(|x| input[[crop, 0, ROWS / 2, step * 8 + x]] < -0.5).count() >= 4;
                    out[[crop, step, if dark { 1 } else { 0 }]] = 0.95;
                }
            }
            Ok(out.into_dyn())
        }

        fn alphabet(&self) -> &[String] {
            &self.0
        }
    }

    #[test]
    fn characters_come_back_with_their_places() {
        let (width, height) = (640, 100);
        // Three bars 16 wide, 26 high crop.
        let bar = |x: usize| [110, 160, 300].iter().any(|start| x >= *start && x < start + 16);
        let pixels = (0..width * height).map(|at| if bar(at % width) && (30..70).contains(&(at / width)) { 0 } else { 255 }).collect();
        let sheet = GreyRaster::new(width, height, pixels).unwrap();
        let model = Stripes(vec!["A".to_owned(), "B".to_owned()]);
        let alphabet = Alphabet::of(&model.0);
        let level = TextBox { x: 220.0, y: 50.0, width: 240.0, height: 24.0, angle_deg: 0.0, score: 1.0 };
        let narrow = TextBox { x: 118.0, width: 30.0, ..level };
        let read = recognise(&model, &alphabet, &sheet, &[level, narrow], &|| true).unwrap();
        assert_eq!(read[0].text(), "AAA");
        assert_eq!(read[1].text(), "A");
        let centre = |at: usize| 100.0 + 240.0 * (read[0].characters[at].from + read[0].characters[at].to) / 2.0;
        for (at, expect) in [(0, 118.0), (1, 168.0), (2, 308.0)] {
            assert!((centre(at) - expect).abs() < 8.0, "{at}: {}", centre(at));
        }
        assert!(read[0].confidence() > 0.9);
    }
}
