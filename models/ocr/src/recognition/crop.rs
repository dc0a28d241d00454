//! A box of the sheet, turned level, 48 rows high.

use trusquin_domain::GreyRaster;

use super::ROWS;
use crate::detection::{TextBox, normal};

/// A network's view of one box.
#[derive(Debug, Clone, PartialEq)]
pub struct Crop {
    /// Columns.
    pub columns: usize,
    /// Rows x `columns` values, ink -1, paper 1.
    pub values: Vec<f32>,
}

/// Cuts a box out for the staged recogniser.
pub fn crop(sheet: &GreyRaster, place: &TextBox, most_columns: usize) -> Crop {
    crop_at(sheet, place, ROWS, most_columns)
}

/// Cuts a box out, `rows` high. Shrinking averages, so that thin strokes stay; what lies outside the sheet is paper.
pub fn crop_at(sheet: &GreyRaster, place: &TextBox, rows: usize, most_columns: usize) -> Crop {
    let columns = ((place.width * rows as f64 / place.height.max(1.0)).ceil() as usize).clamp(8, most_columns);
    let (sin, cos) = place.angle_deg.to_radians().sin_cos();
    let (step_x, step_y) = (place.width / columns as f64, place.height / rows as f64);
    // Samples a side and output pixel: one when the crop grows, as many as there are source pixels when it shrinks.
    let samples = (step_x.max(step_y).ceil() as usize).clamp(1, 6);
    let mut values = Vec::with_capacity(rows * columns);
    for row in 0..rows {
        for column in 0..columns {
            let mut sum = 0.0;
            for sub_y in 0..samples {
                for sub_x in 0..samples {
                    let part = |index: usize, sub: usize| index as f64 + (sub as f64 + 0.5) / samples as f64;
                    let u = part(column, sub_x) * step_x - place.width / 2.0;
                    let v = part(row, sub_y) * step_y - place.height / 2.0;
                    sum += sample(sheet, place.x + u * cos - v * sin - 0.5, place.y + u * sin + v * cos - 0.5);
                }
            }
            values.push(normal((sum / (samples * samples) as f64).round().clamp(0.0, 255.0) as u8));
        }
    }
    Crop { columns, values }
}

/// Bilinear.
fn sample(sheet: &GreyRaster, x: f64, y: f64) -> f64 {
    let (left, top) = (x.floor(), y.floor());
    let at = |column: f64, row: f64| {
        let inside = column >= 0.0 && row >= 0.0 && column < sheet.width() as f64 && row < sheet.height() as f64;
        if inside { f64::from(sheet.pixels()[row as usize * sheet.width() + column as usize]) } else { 255.0 }
    };
    let (across, down) = (x - left, y - top);
    let upper = at(left, top) * (1.0 - across) + at(left + 1.0, top) * across;
    let lower = at(left, top + 1.0) * (1.0 - across) + at(left + 1.0, top + 1.0) * across;
    upper * (1.0 - down) + lower * down
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upright_text_is_turned_level() {
        // A mark at the lower end of an upright box is the start of a text that reads upwards.
        let (width, height) = (200, 400);
        let pixels =
            (0..width * height).map(|at| if (80..120).contains(&(at % width)) && (280..300).contains(&(at / width)) { 0 } else { 255 });
        let sheet = GreyRaster::new(width, height, pixels.collect()).unwrap();
        let place = TextBox { x: 100.0, y: 200.0, width: 200.0, height: 48.0, angle_deg: -90.0, score: 1.0 };
        let crop = crop(&sheet, &place, 1000);
        assert_eq!(crop.columns, 200);
        let column_dark = |column: usize| crop.values[24 * crop.columns + column] < 0.0;
        assert!(column_dark(5) && column_dark(15) && !column_dark(30) && !column_dark(190));
    }

    #[test]
    fn outside_is_paper() {
        let sheet = GreyRaster::new(10, 10, vec![0; 100]).unwrap();
        let place = TextBox { x: -200.0, y: 5.0, width: 30.0, height: 10.0, angle_deg: 0.0, score: 1.0 };
        assert!(crop(&sheet, &place, 100).values.iter().all(|value| *value == 1.0));
    }
}
