//! The convenience call: a raster in, a page with texts and ruled lines out.

use trusquin_domain::{DocumentPage, GreyRaster, TextSpan};

use crate::detection::{boxes, detection_picture, probability, tiles};
use crate::layout::{Levelling, ReadSheet, parted_by_lines, segments, spans};
use crate::orientation::{quarter_turns, turned};
use crate::preprocess::{
    Letter, RuledLine, despeckled, even_background, ink, letters, level, resized, ruled_lines, skew_deg, usual_height_px, without_lines,
};
use crate::recognition::{Alphabet, Recognised, recognise};
use crate::{Models, OcrError};

/// Larger rasters are shrunk first, pixels: an A0 sheet then has 150 dpi, A2 and smaller keep 200 and more.
const MOST_PIXELS: f64 = 36e6;
/// The detector works on a picture of at most this many pixels.
const MOST_DETECTION_PIXELS: f64 = 16e6;
/// The detector finds letters of this height well, pixels; smaller print is enlarged to it.
const DETECTION_LETTER_PX: f64 = 13.0;
/// Tiles that are looked at to tell which way up the sheet is.
const ORIENTATION_TILES: usize = 3;
/// A text below this mean probability is a hatch, a logo or dirt.
const LEAST_CONFIDENCE: f64 = 0.6;
/// Below this an upright text is also tried the other way up.
const UNSURE: f64 = 0.9;

/// Reads sheets; made once a process, because the models take a moment to load.
pub struct SheetReader {
    models: Models,
    alphabet: Alphabet,
}

/// A sheet on its way: level pixels, lines and letters.
struct Levelled {
    grey: GreyRaster,
    lines: Vec<RuledLine>,
    letters: Vec<Letter>,
    small_letter_px: Option<f64>,
}

impl SheetReader {
    /// A reader over three models.
    pub fn new(models: Models) -> Self {
        let alphabet = Alphabet::of(models.recognition.alphabet());
        Self { models, alphabet }
    }

    /// Reads one raster as page `page`.
    ///
    /// `resolution` tells the dots an inch of the raster as given, from the usual height of its letters in pixels when that could be measured.
    /// `go_on` is asked often; when it says no the sheet is given up.
    ///
    /// # Errors
    /// A model or the image library fails, or the time is up.
    pub fn read(
        &self,
        given: &GreyRaster,
        page: u32,
        resolution: &dyn Fn(Option<f64>) -> f64,
        go_on: &dyn Fn() -> bool,
    ) -> Result<ReadSheet, OcrError> {
        let shrink = (MOST_PIXELS / (given.width() as f64 * given.height() as f64)).sqrt().min(1.0);
        let size = |side: usize| ((side as f64 * shrink).round() as usize).max(1);
        let even = even_background(&despeckled(&resized(given, size(given.width()), size(given.height()))?)?)?;
        let tilt_deg = skew_deg(&even)?;
        let even = level(&even, tilt_deg)?;
        let marks = ink(&even, neighbourhood(&even))?;
        let usual = usual_height_px(&letters(&marks)?, 0.5);
        let dpi = resolution(usual.map(|height| height / shrink)) * shrink;
        let first = levelled(even, &marks, dpi)?;
        drop(marks);
        let (picture, scale) = detection_picture(&first.grey, detection_scale(&first, dpi))?;
        let mut densest = tiles(picture.width(), picture.height(), &first.letters, scale);
        densest.sort_by_key(|tile| std::cmp::Reverse(tile.letters));
        densest.truncate(ORIENTATION_TILES);
        let map = probability(self.models.detection.as_ref(), &picture, &densest, go_on)?;
        drop(picture);
        let quarters = quarter_turns(&self.models, &self.alphabet, &first.grey, &boxes(&map, scale)?, go_on)?;
        drop(map);
        let sheet = if quarters == 0 {
            first
        } else {
            let grey = turned(&first.grey, quarters);
            drop(first);
            let marks = ink(&grey, neighbourhood(&grey))?;
            levelled(grey, &marks, dpi)?
        };
        let texts = self.texts(&sheet, dpi, go_on)?;
        let mm = 25.4 / dpi;
        let (spans, sureness): (Vec<TextSpan>, Vec<f64>) = texts.into_iter().unzip();
        let size_mm = [sheet.grey.width(), sheet.grey.height()].map(|side| side as f64 * mm);
        let displayed_mm = if quarters % 2 == 1 { [size_mm[1], size_mm[0]] } else { size_mm };
        let page = DocumentPage { page, size_mm, spans, segments: segments(&sheet.lines, mm), images: Vec::new() };
        Ok(ReadSheet { page, sureness, levelling: Levelling { tilt_deg, quarters, displayed_mm } })
    }

    /// Every text of a level sheet, with the probability of its least sure character.
    fn texts(&self, sheet: &Levelled, dpi: f64, go_on: &dyn Fn() -> bool) -> Result<Vec<(TextSpan, f64)>, OcrError> {
        let (picture, scale) = detection_picture(&sheet.grey, detection_scale(sheet, dpi))?;
        let tiles = tiles(picture.width(), picture.height(), &sheet.letters, scale);
        let map = probability(self.models.detection.as_ref(), &picture, &tiles, go_on)?;
        drop(picture);
        let mut places = parted_by_lines(boxes(&map, scale)?, &sheet.lines);
        drop(map);
        let model = self.models.recognition.as_ref();
        let mut read = recognise(model, &self.alphabet, &sheet.grey, &places, go_on)?;
        let upright: Vec<usize> = (0..places.len()).filter(|at| !places[*at].is_level() && read[*at].confidence() < UNSURE).collect();
        let other_way: Vec<_> =
            upright.iter().map(|at| crate::detection::TextBox { angle_deg: places[*at].angle_deg + 180.0, ..places[*at] }).collect();
        let again: Vec<Recognised> = recognise(model, &self.alphabet, &sheet.grey, &other_way, go_on)?;
        for ((at, place), answer) in upright.into_iter().zip(other_way).zip(again) {
            if answer.confidence() > read[at].confidence() + 0.05 {
                (places[at], read[at]) = (place, answer);
            }
        }
        let mm = 25.4 / dpi;
        let sure = places.iter().zip(&read).filter(|(_, read)| read.confidence() >= LEAST_CONFIDENCE);
        Ok(sure.flat_map(|(place, read)| spans(place, read, mm)).collect())
    }
}

/// Wider than a letter: a fortieth of the shorter side is 7 mm on A4 and 10 mm on A3.
fn neighbourhood(sheet: &GreyRaster) -> usize {
    sheet.width().min(sheet.height()) / 40
}

fn levelled(grey: GreyRaster, marks: &GreyRaster, dpi: f64) -> Result<Levelled, OcrError> {
    let lines = ruled_lines(marks, dpi)?;
    let letters = letters(&without_lines(marks, &lines))?;
    let small_letter_px = usual_height_px(&letters, 0.2);
    Ok(Levelled { grey, lines, letters, small_letter_px })
}

/// Detection picture over sheet.
fn detection_scale(sheet: &Levelled, dpi: f64) -> f64 {
    let by_letter = sheet.small_letter_px.map_or(180.0 / dpi, |height| DETECTION_LETTER_PX / height);
    let pixels = sheet.grey.width() as f64 * sheet.grey.height() as f64;
    // Between 110 and 300 dpi whatever the letters say: hatches and dirt are marks, too.
    by_letter.clamp(110.0 / dpi, 300.0 / dpi).clamp(0.3, 2.0).min((MOST_DETECTION_PIXELS / pixels).sqrt())
}
