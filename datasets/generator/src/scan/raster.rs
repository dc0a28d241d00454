//! A picture in memory, grey or colour, and how it is drawn on and warped.

use super::homography::Homography;

/// Pixels row by row, one byte a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raster {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// 1 for grey, 3 for red, green, blue.
    pub channels: usize,
    /// `width * height * channels` bytes.
    pub data: Vec<u8>,
}

/// A colour; on a grey picture its brightness counts.
pub type Colour = [u8; 3];

/// Brightness of a colour (ITU-R BT.601).
pub fn brightness([red, green, blue]: Colour) -> u8 {
    ((299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000) as u8
}

impl Raster {
    /// A picture of one colour.
    pub fn filled(width: usize, height: usize, channels: usize, colour: Colour) -> Self {
        let data = if channels == 1 { vec![brightness(colour); width * height] } else { colour.repeat(width * height) };
        Self { width, height, channels, data }
    }

    /// The same picture in three channels.
    pub fn in_colour(self) -> Self {
        if self.channels == 3 {
            return self;
        }
        let data = self.data.iter().flat_map(|value| [*value; 3]).collect();
        Self { channels: 3, data, ..self }
    }

    /// Grey value of a pixel; `None` outside.
    pub fn grey(&self, x: usize, y: usize) -> Option<u8> {
        let at = (y * self.width + x) * self.channels;
        match self.data.get(at..at + self.channels) {
            Some([value]) if x < self.width => Some(*value),
            Some([red, green, blue]) if x < self.width => Some(brightness([*red, *green, *blue])),
            _ => None,
        }
    }

    /// Darkens a pixel towards an ink that covers it by `alpha` (0 to 1); laid twice it is no darker.
    pub fn ink(&mut self, x: usize, y: usize, ink: Colour, alpha: f32) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = (y * self.width + x) * self.channels;
        let shade = |value: u8| 255 - (alpha * f32::from(255 - value)) as u8;
        if self.channels == 1 {
            self.data[at] = self.data[at].min(shade(brightness(ink)));
        } else {
            for (channel, value) in ink.into_iter().enumerate() {
                self.data[at + channel] = self.data[at + channel].min(shade(value));
            }
        }
    }

    /// Multiplies a pixel by a factor.
    pub fn dim(&mut self, x: usize, y: usize, factor: f32) {
        if x < self.width && y < self.height {
            let at = (y * self.width + x) * self.channels;
            for value in &mut self.data[at..at + self.channels] {
                *value = (f32::from(*value) * factor).clamp(0.0, 255.0) as u8;
            }
        }
    }

    /// Calls `paint` for the pixels within `reach` of a segment, with their distance to it.
    pub fn along(&mut self, a: [f64; 2], b: [f64; 2], reach: f64, mut paint: impl FnMut(&mut Self, usize, usize, f64)) {
        let low = [a[0].min(b[0]) - reach, a[1].min(b[1]) - reach];
        let high = [a[0].max(b[0]) + reach, a[1].max(b[1]) + reach];
        let range = |low: f64, high: f64, size: usize| (low.floor().max(0.0) as usize)..(high.ceil().max(0.0) as usize).min(size);
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let square = (dx * dx + dy * dy).max(1e-12);
        for y in range(low[1], high[1], self.height) {
            for x in range(low[0], high[0], self.width) {
                let (px, py) = (x as f64 + 0.5 - a[0], y as f64 + 0.5 - a[1]);
                let t = ((px * dx + py * dy) / square).clamp(0.0, 1.0);
                let distance = (px - t * dx).hypot(py - t * dy);
                if distance <= reach {
                    paint(self, x, y, distance);
                }
            }
        }
    }

    /// The picture seen through a transform, bilinear, on a background that already has the size wanted.
    pub fn warped(&self, onto: Homography, mut background: Self) -> Self {
        let back = onto.inverse().0;
        let (width, height, channels) = (background.width, background.height, self.channels);
        let (last_x, last_y) = (self.width as f32 - 1.0, self.height as f32 - 1.0);
        for y in 0..height {
            let row = &mut background.data[y * width * channels..(y + 1) * width * channels];
            let v = y as f64 + 0.5;
            for (x, pixel) in row.chunks_exact_mut(channels).enumerate() {
                let u = x as f64 + 0.5;
                let w = 1.0 / (back[6] * u + back[7] * v + back[8]);
                let sx = ((back[0] * u + back[1] * v + back[2]) * w - 0.5) as f32;
                let sy = ((back[3] * u + back[4] * v + back[5]) * w - 0.5) as f32;
                if sx < -0.5 || sy < -0.5 || sx > last_x + 0.5 || sy > last_y + 0.5 {
                    continue;
                }
                let (sx, sy) = (sx.clamp(0.0, last_x), sy.clamp(0.0, last_y));
                let (x0, y0) = (sx as usize, sy as usize);
                let (x1, y1) = ((x0 + 1).min(self.width - 1), (y0 + 1).min(self.height - 1));
                let (fx, fy) = ((256.0 * (sx - x0 as f32)) as u32, (256.0 * (sy - y0 as f32)) as u32);
                let [a, b, c, d] = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| (y * self.width + x) * channels);
                for (channel, value) in pixel.iter_mut().enumerate() {
                    let at = |start: usize| u32::from(self.data[start + channel]);
                    let upper = at(a) * (256 - fx) + at(b) * fx;
                    let lower = at(c) * (256 - fx) + at(d) * fx;
                    *value = ((upper * (256 - fy) + lower * fy) >> 16) as u8;
                }
            }
        }
        background
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_by_whole_pixels_moves_them_exactly() {
        let mut page = Raster::filled(8, 6, 1, [255; 3]);
        page.ink(2, 1, [0; 3], 1.0);
        let moved = page.warped(Homography::shift(3.0, 2.0), Raster::filled(12, 10, 1, [255; 3]));
        let dark: Vec<usize> = (0..moved.data.len()).filter(|at| moved.data[*at] < 128).collect();
        assert_eq!(dark, [3 * 12 + 5]);
    }

    #[test]
    fn a_quarter_turn_keeps_the_ink() {
        let mut page = Raster::filled(8, 6, 3, [255; 3]);
        page.ink(7, 0, [0; 3], 1.0);
        let turn = Homography::turn(90.0).then(Homography::shift(6.0, 0.0));
        let turned = page.warped(turn, Raster::filled(6, 8, 3, [255; 3]));
        assert_eq!((turned.grey(5, 7), turned.grey(0, 0), turned.grey(9, 9)), (Some(0), Some(255), None));
    }
}
