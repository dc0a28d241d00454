//! What happens to paper and what scanners do to it: folds, punch holes, uneven light, blur, noise, loss of contrast, two tones.

use super::raster::Raster;
use crate::random::SplitMix64;

/// A fold across the sheet: a bright ridge with a shadow beside it; `at` is a share of the width (upright) or height.
pub fn fold(page: &mut Raster, upright: bool, at: f64, strength: f32) {
    let length = if upright { page.width } else { page.height };
    let middle = (at * length as f64) as usize;
    let reach = (length / 220).max(4);
    for offset in 0..2 * reach {
        let distance = offset as f32 - reach as f32;
        let shadow = if distance < 0.0 {
            1.0 + 0.25 * strength * (1.0 + distance / reach as f32)
        } else {
            1.0 - strength * (1.0 - distance / reach as f32)
        };
        let place = (middle + offset).saturating_sub(reach);
        let across = if upright { page.height } else { page.width };
        for along in 0..across {
            if upright { page.dim(place, along, shadow) } else { page.dim(along, place, shadow) }
        }
    }
}

/// Two punched holes in the filing margin, 80 mm apart (ISO 838), with a shadow on their lower edge.
pub fn punch(page: &mut Raster, pixels_per_mm: f64) {
    let (x, radius) = (12.0 * pixels_per_mm, 3.0 * pixels_per_mm);
    for y in [-40.0, 40.0] {
        let centre = [x, page.height as f64 / 2.0 + y * pixels_per_mm];
        page.along(centre, centre, radius, |page, x, y, distance| {
            let rim = (radius - distance) < 1.2 && y as f64 > centre[1];
            page.ink(x, y, if rim { [60; 3] } else { [205, 205, 208] }, 1.0);
        });
    }
}

/// Light that falls off: slopes along x and y and a vignette, as shares of full light.
pub fn light(picture: &mut Raster, slope: [f32; 2], vignette: f32) {
    let factors = |count: usize, slope: f32| -> Vec<i32> {
        let at = |index: usize| 2.0 * index as f32 / count.max(2) as f32 - 1.0;
        (0..count).map(|index| (65536.0 * (0.5 - 0.5 * slope * at(index) - 0.5 * vignette * at(index) * at(index))) as i32).collect()
    };
    let (columns, rows) = (factors(picture.width, slope[0]), factors(picture.height, slope[1]));
    let (stride, channels) = (picture.width * picture.channels, picture.channels);
    for (row, part) in picture.data.chunks_exact_mut(stride).zip(rows) {
        for (pixel, column) in row.chunks_exact_mut(channels).zip(&columns) {
            let factor = (part + column).clamp(6000, 70_000);
            for value in pixel {
                *value = ((i32::from(*value) * factor) >> 16).min(255) as u8;
            }
        }
    }
}

/// One pass of a 1-2-1 filter in both directions (standard deviation 0,71 pixels).
pub fn blur(picture: &mut Raster) {
    let (stride, channels) = (picture.width * picture.channels, picture.channels);
    let source = picture.data.clone();
    for (row, from) in picture.data.chunks_exact_mut(stride).zip(source.chunks_exact(stride)) {
        for at in channels..stride.saturating_sub(channels) {
            let sum = u32::from(from[at - channels]) + 2 * u32::from(from[at]) + u32::from(from[at + channels]);
            row[at] = (sum / 4) as u8;
        }
    }
    let source = picture.data.clone();
    for y in 1..picture.height.saturating_sub(1) {
        let (above, here, below) =
            (&source[(y - 1) * stride..y * stride], &source[y * stride..(y + 1) * stride], &source[(y + 1) * stride..(y + 2) * stride]);
        for (value, ((a, b), c)) in picture.data[y * stride..(y + 1) * stride].iter_mut().zip(above.iter().zip(here).zip(below)) {
            *value = ((u32::from(*a) + 2 * u32::from(*b) + u32::from(*c)) / 4) as u8;
        }
    }
}

/// Maps black and white to other levels.
pub fn levels(picture: &mut Raster, black: u8, white: u8) {
    let span = u32::from(white.saturating_sub(black));
    let table: Vec<u8> = (0..=255_u32).map(|value| black.saturating_add((value * span / 255) as u8)).collect();
    for value in &mut picture.data {
        *value = table[usize::from(*value)];
    }
}

/// Sensor noise of a standard deviation, in grey levels.
pub fn noise(picture: &mut Raster, deviation: f64, random: &mut SplitMix64) {
    // The sum of four uniform values is near enough to a normal one; a table is drawn from at a fresh place for every row.
    const TABLE: usize = 16_384;
    let scale = deviation / (4.0_f64 * 256.0 * 256.0 / 12.0).sqrt();
    let table: Vec<i16> = (0..TABLE)
        .map(|_| {
            let bits = random.next_u64();
            let sum: i64 = (0..4).map(|byte| ((bits >> (8 * byte)) & 255) as i64 - 128).sum();
            (sum as f64 * scale).round() as i16
        })
        .collect();
    let stride = picture.width * picture.channels;
    for row in picture.data.chunks_exact_mut(stride) {
        let mut at = (random.next_u64() as usize) % TABLE;
        for value in row {
            *value = (i16::from(*value) + table[at]).clamp(0, 255) as u8;
            at = (at + 1) % TABLE;
        }
    }
}

/// Dust and specks: small dark or bright dots.
pub fn specks(picture: &mut Raster, count: i64, random: &mut SplitMix64) {
    for _ in 0..count {
        let (x, y) = (random.whole(0, picture.width as i64 - 1) as f64, random.whole(0, picture.height as i64 - 1) as f64);
        let (dark, radius) = (random.chance(80), random.length_mm(0.4, 1.6, 0.2));
        picture.along(
            [x, y],
            [x, y],
            radius,
            |picture, x, y, _| {
                if dark { picture.ink(x, y, [50; 3], 0.9) } else { picture.dim(x, y, 1.6) }
            },
        );
    }
}

/// Black and white alone, as a facsimile.
pub fn two_tones(picture: &mut Raster, threshold: u8) {
    for value in &mut picture.data {
        *value = if *value < threshold { 0 } else { 255 };
    }
}

/// A desk top: streaks along x in a brown or grey tone.
pub fn desk(width: usize, height: usize, channels: usize, random: &mut SplitMix64) -> Raster {
    let tone = *random.pick(&[[120, 92, 66], [150, 120, 88], [92, 94, 98], [70, 62, 56], [176, 170, 160]]);
    let mut desk = Raster::filled(width, height, channels, tone);
    let stride = width * channels;
    let (mut drift, step) = (0.0_f64, random.whole(3, 9));
    for row in desk.data.chunks_exact_mut(stride) {
        drift = (drift + random.whole(-step, step) as f64).clamp(-28.0, 28.0);
        for value in row {
            *value = (f64::from(*value) + drift).clamp(0.0, 255.0) as u8;
        }
    }
    desk
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_the_deviation_asked_for() {
        let mut picture = Raster::filled(300, 200, 1, [128; 3]);
        noise(&mut picture, 8.0, &mut SplitMix64::new(5));
        let mean = picture.data.iter().map(|v| f64::from(*v)).sum::<f64>() / picture.data.len() as f64;
        let variance = picture.data.iter().map(|v| (f64::from(*v) - mean).powi(2)).sum::<f64>() / picture.data.len() as f64;
        assert!((mean - 128.0).abs() < 1.5 && (variance.sqrt() - 8.0).abs() < 1.0, "{mean} {}", variance.sqrt());
    }

    #[test]
    fn levels_and_light_keep_their_bounds() {
        let mut picture = Raster::filled(64, 64, 3, [255; 3]);
        picture.ink(10, 10, [0; 3], 1.0);
        levels(&mut picture, 60, 180);
        assert_eq!((picture.grey(10, 10), picture.grey(0, 0)), (Some(60), Some(180)));
        light(&mut picture, [0.2, 0.0], 0.0);
        assert!(picture.grey(1, 30) > picture.grey(62, 30));
    }
}
