//! Which way up a sheet lies: the axis from the boxes' proportions, the direction from what can be read on a few long ones.

use ndarray::Array4;
use trusquin_domain::GreyRaster;

use crate::detection::TextBox;
use crate::recognition::{Alphabet, ROWS, crop, recognise};
use crate::{Models, OcrError};

/// Boxes asked; more would cost time and change nothing.
const WITNESSES: usize = 8;
/// Columns of the direction model's input (PaddleOCR `cls_image_shape`).
const DIRECTION_COLUMNS: usize = 192;
/// Senses that differ by less than this part are no answer: the direction model is asked.
const DOUBT: f64 = 0.1;

/// Quarter turns clockwise that make the writing level: 0, 1, 2 or 3. `boxes` need not be all of the sheet.
///
/// # Errors
/// A model fails, or `go_on` says the time is up.
pub fn quarter_turns(
    models: &Models,
    alphabet: &Alphabet,
    sheet: &GreyRaster,
    boxes: &[TextBox],
    go_on: &dyn Fn() -> bool,
) -> Result<u8, OcrError> {
    let long =
        |upright: bool| boxes.iter().filter(move |each| each.is_long() && if upright { each.angle_deg == -90.0 } else { each.is_level() });
    let length = |upright: bool| long(upright).map(|each| each.width).sum::<f64>();
    // Level writing wins ties: dimensions of tall parts stand upright on a level sheet.
    let upright = length(true) > 1.3 * length(false);
    let mut witnesses: Vec<TextBox> = long(upright).copied().collect();
    witnesses.sort_by(|a, b| b.width.total_cmp(&a.width));
    witnesses.truncate(WITNESSES);
    if witnesses.is_empty() {
        return Ok(0);
    }
    let turned: Vec<TextBox> = witnesses.iter().map(|each| TextBox { angle_deg: each.angle_deg + 180.0, ..*each }).collect();
    // The recogniser is the better judge: the direction model takes noisy text for upright.
    let mut sense = [0.0; 2];
    for (sum, boxes) in sense.iter_mut().zip([&witnesses, &turned]) {
        let read = recognise(models.recognition.as_ref(), alphabet, sheet, boxes, go_on)?;
        *sum = read.iter().map(|each| each.confidence().powi(3) * each.characters.len() as f64).sum();
    }
    let doubtful = (sense[1] - sense[0]).abs() <= DOUBT * (sense[0] + sense[1]);
    let over = if doubtful { upside_down(models, sheet, &witnesses)? } else { sense[1] > sense[0] };
    Ok(match (upright, over) {
        (false, false) => 0,
        // Writing that runs upwards is level after a quarter turn clockwise.
        (true, false) => 1,
        (false, true) => 2,
        (true, true) => 3,
    })
}

/// The direction model's answer: the mean over the witnesses.
fn upside_down(models: &Models, sheet: &GreyRaster, witnesses: &[TextBox]) -> Result<bool, OcrError> {
    let mut input = Array4::<f32>::zeros((witnesses.len(), 3, ROWS, DIRECTION_COLUMNS));
    for (n, place) in witnesses.iter().enumerate() {
        let crop = crop(sheet, place, DIRECTION_COLUMNS);
        for y in 0..ROWS {
            for x in 0..crop.columns {
                for channel in 0..3 {
                    input[[n, channel, y, x]] = crop.values[y * crop.columns + x];
                }
            }
        }
    }
    let output = models.direction.run(input)?;
    let shape = output.shape().to_vec();
    let answered = output.into_dimensionality::<ndarray::Ix2>().ok().filter(|out| out.dim() == (witnesses.len(), 2));
    let Some(out) = answered else {
        return Err(OcrError::Inference { model: "direction", why: format!("its answer has the shape {shape:?}") });
    };
    Ok(out.column(1).sum() > out.column(0).sum())
}

/// The sheet turned clockwise by quarters.
pub fn turned(sheet: &GreyRaster, quarters: u8) -> GreyRaster {
    let (width, height) = (sheet.width(), sheet.height());
    let from = sheet.pixels();
    let (new_width, new_height) = if quarters % 2 == 1 { (height, width) } else { (width, height) };
    let mut pixels = Vec::with_capacity(from.len());
    for y in 0..new_height {
        for x in 0..new_width {
            let (source_x, source_y) = match quarters % 4 {
                1 => (y, height - 1 - x),
                2 => (width - 1 - x, height - 1 - y),
                3 => (width - 1 - y, x),
                _ => (x, y),
            };
            pixels.push(from[source_y * width + source_x]);
        }
    }
    GreyRaster::new(new_width, new_height, pixels).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model;
    use ndarray::{Array2, Array3, ArrayD};

    #[test]
    fn quarter_turns_add_up() {
        let sheet = GreyRaster::new(3, 2, vec![1, 2, 3, 4, 5, 6]).unwrap();
        assert_eq!(turned(&sheet, 1).pixels(), [4, 1, 5, 2, 6, 3]);
        assert_eq!(turned(&sheet, 1).size_px(), [2, 3]);
        assert_eq!(turned(&turned(&sheet, 1), 3), sheet);
        assert_eq!(turned(&turned(&sheet, 1), 1), turned(&sheet, 2));
    }

    /// A direction model with one answer, and a recogniser that reads only what begins dark.
    struct Fixed(f32);
    struct DarkFirst(Vec<String>);

    impl Model for Fixed {
        fn run(&self, input: Array4<f32>) -> Result<ArrayD<f32>, OcrError> {
            Ok(Array2::from_shape_fn((input.dim().0, 2), |(_, side)| if side == 1 { self.0 } else { 1.0 - self.0 }).into_dyn())
        }
        fn alphabet(&self) -> &[String] {
            &[]
        }
    }

    impl Model for DarkFirst {
        fn run(&self, input: Array4<f32>) -> Result<ArrayD<f32>, OcrError> {
            let (n, _, _, columns) = input.dim();
            let mut out = Array3::<f32>::zeros((n, columns / 8, 3));
            for crop in 0..n {
                out[[crop, 1, 1]] = if input[[crop, 0, 24, 12]] < 0.0 { 0.9 } else { 0.2 };
            }
            Ok(out.into_dyn())
        }
        fn alphabet(&self) -> &[String] {
            &self.0
        }
    }

    #[test]
    fn the_axis_is_told_by_length_and_the_direction_by_sense() {
        // Marks at the left of level boxes and at the top of upright ones.
        let (width, height) = (400, 400);
        let dark = |x: usize, y: usize| (100..130).contains(&x) && y < 200 || x >= 200 && (100..130).contains(&y);
        let pixels = (0..width * height).map(|at| if dark(at % width, at / width) { 0 } else { 255 }).collect();
        let sheet = GreyRaster::new(width, height, pixels).unwrap();
        let level = TextBox { x: 200.0, y: 50.0, width: 200.0, height: 20.0, angle_deg: 0.0, score: 1.0 };
        let upright = TextBox { x: 300.0, y: 200.0, angle_deg: -90.0, ..level };
        let alphabet = Alphabet::of(&["A".to_owned()]);
        let models = |over: f32| Models {
            detection: Box::new(Fixed(0.0)),
            recognition: Box::new(DarkFirst(vec!["A".to_owned()])),
            direction: Box::new(Fixed(over)),
        };
        let quarters = |over, boxes: &[TextBox]| quarter_turns(&models(over), &alphabet, &sheet, boxes, &|| true).unwrap();
        assert_eq!(quarters(0.5, &[level]), 0);
        assert_eq!(quarters(0.5, &[upright]), 3, "dark at the top: it reads downwards");
        assert_eq!(quarters(0.5, &[level, upright]), 0, "level wins ties");
        let empty = TextBox { y: 370.0, ..level };
        assert_eq!(quarters(0.95, &[empty; 4]), 2, "where there is no sense the direction model is asked");
        assert_eq!(quarters(0.95, &[level; 4]), 0, "where there is, it is not");
        assert_eq!(quarters(0.95, &[]), 0);
    }
}
