//! The convenience call: a raster in, a page with texts and ruled lines out.

use trusquin_domain::{DocumentPage, GreyRaster, TextSpan};

use crate::detection::{boxes, detection_picture, probability, tiles};
use crate::framed::with_characteristics;
use crate::layout::{Levelling, ReadSheet, parted_by_lines, segments, spans};
use crate::lettering::LetteringReader;
use crate::orientation::{quarter_turns, turned};
use crate::preprocess::{
    Letter, Marks, RuledLine, Stroke, despeckled, even_background, grain, ink, largest_symbol_px, letters, level, marks, projection_symbol,
    resized, ruled_lines, skew_deg, usual_height_px, without_lines,
};
use crate::recognition::{Alphabet, Recognised, recognise};
use crate::second_look::SecondLook;
use crate::texture::texture_legs;
use crate::{Models, OcrError};

/// Larger rasters are shrunk first, pixels: an A0 sheet then has 125 dpi, A2 and smaller keep 200 and more. Memory grows with it.
const MOST_PIXELS: f64 = 24e6;
/// The detector works on a picture of at most this many pixels.
const MOST_DETECTION_PIXELS: f64 = 14e6;
/// The detector finds letters of this height well, pixels; smaller print is enlarged to it.
const DETECTION_LETTER_PX: f64 = 13.0;
/// Tiles that are looked at to tell which way up the sheet is.
const ORIENTATION_TILES: usize = 3;
/// Smaller marks are specks or points, mm: they call no tile before the detector.
const SMALLEST_LETTER_MM: f64 = 0.9;
/// Long texts that can tell which way up a sheet is.
const FEWEST_WITNESSES: usize = 4;
/// Grey steps below the paper around it from which a pixel is ink: above the halo of a JPEG, below the faintest print met (a quarter of black).
const LETTER_CONTRAST: f64 = 14.0;
/// The same for lines, which are long and therefore sure: hairlines of a levelled scan are fainter than letters.
const LINE_CONTRAST: f64 = 6.0;
/// Paper around a line, pixels: small, because bold print beside a hairline darkens a large neighbourhood more than the line does.
const LINE_NEIGHBOURHOOD_PX: usize = 15;
/// A text below this mean probability is a hatch, a logo or dirt.
const LEAST_CONFIDENCE: f64 = 0.6;
/// Below this an upright text is also tried the other way up.
const UNSURE: f64 = 0.9;

/// Reads sheets; made once a process, because the models take a moment to load.
pub struct SheetReader {
    models: Models,
    alphabet: Alphabet,
    /// Ours; `None` reads with the staged models alone.
    lettering: Option<LetteringReader>,
}

/// A sheet on its way: level pixels, lines and letters.
struct Levelled {
    grey: GreyRaster,
    lines: Vec<RuledLine>,
    letters: Vec<Letter>,
    /// Strokes of the projection symbol.
    symbol: Vec<Stroke>,
    small_letter_px: Option<f64>,
}

/// Texts with how sure each is, and the strokes between them.
type WithStrokes = (Vec<(TextSpan, f64)>, Vec<Stroke>);

impl SheetReader {
    /// A reader over three models.
    pub fn new(models: Models) -> Self {
        let alphabet = Alphabet::of(models.recognition.alphabet());
        Self { models, alphabet, lettering: None }
    }

    /// The same with our own reader of technical lettering beside the staged one.
    pub fn with_lettering(self, lettering: LetteringReader) -> Self {
        Self { lettering: Some(lettering), ..self }
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
        given: GreyRaster,
        page: u32,
        resolution: &dyn Fn(Option<f64>) -> f64,
        go_on: &dyn Fn() -> bool,
    ) -> Result<ReadSheet, OcrError> {
        let shrink = (MOST_PIXELS / (given.width() as f64 * given.height() as f64)).sqrt().min(1.0);
        let size = |side: usize| ((side as f64 * shrink).round() as usize).max(1);
        let given = if shrink < 1.0 { resized(&given, size(given.width()), size(given.height()))? } else { given };
        let even = even_background(despeckled(given)?)?;
        let tilt_deg = skew_deg(&even)?;
        let even = level(even, tilt_deg)?;
        let usual = usual_height_px(&letters(&ink(&even, neighbourhood(&even), LETTER_CONTRAST.max(3.0 * grain(&even)))?)?, 0.5);
        let dpi = resolution(usual.map(|height| height / shrink)) * shrink;
        let first = levelled(even, dpi)?;
        let (picture, scale) = detection_picture(&first.grey, detection_scale(&first, dpi))?;
        let all = tiles(picture.width(), picture.height(), &first.letters, scale);
        let mut densest = all.clone();
        densest.sort_by_key(|tile| std::cmp::Reverse(tile.letters));
        densest.truncate(ORIENTATION_TILES);
        let model = self.models.detection.as_ref();
        let mut sample = boxes(&probability(model, &picture, &densest, go_on)?, scale)?;
        // Hatches and dirt can be denser than text: then the whole sheet is asked.
        if sample.iter().filter(|each| each.is_long()).count() < FEWEST_WITNESSES {
            sample = boxes(&probability(model, &picture, &all, go_on)?, scale)?;
        }
        drop(picture);
        let quarters = quarter_turns(&self.models, &self.alphabet, &first.grey, &sample, go_on)?;
        let sheet = if quarters == 0 {
            first
        } else {
            let grey = turned(&first.grey, quarters);
            drop(first);
            levelled(grey, dpi)?
        };
        let (texts, mut strokes) = self.texts(&sheet, dpi, go_on)?;
        strokes.extend(&sheet.symbol);
        let mm = 25.4 / dpi;
        let (spans, sureness): (Vec<TextSpan>, Vec<f64>) = texts.into_iter().unzip();
        let size_mm = [sheet.grey.width(), sheet.grey.height()].map(|side| side as f64 * mm);
        let displayed_mm = if quarters % 2 == 1 { [size_mm[1], size_mm[0]] } else { size_mm };
        let page = DocumentPage { page, size_mm, spans, segments: segments(&sheet.lines, &strokes, mm), images: Vec::new() };
        Ok(ReadSheet { page, sureness, levelling: Levelling { tilt_deg, quarters, displayed_mm } })
    }

    /// Every text of a level sheet, with the probability of its least sure character; and the strokes of symbols beside figures.
    fn texts(&self, sheet: &Levelled, dpi: f64, go_on: &dyn Fn() -> bool) -> Result<WithStrokes, OcrError> {
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
        if let Some(own) = &self.lettering {
            let look = SecondLook { staged: (model, &self.alphabet), own, sheet: &sheet.grey };
            let mut found = look.taken(places, read, go_on)?;
            with_characteristics(own, &sheet.grey, &sheet.lines, &mut found);
            (places, read) = found.into_iter().unzip();
        }
        let mm = 25.4 / dpi;
        let sure: Vec<_> = places.iter().zip(&read).filter(|(_, read)| read.confidence() >= LEAST_CONFIDENCE).collect();
        let figures = sure.iter().filter(|(_, read)| self.lettering.is_some() && is_figure(&read.text()));
        let strokes = figures.filter_map(|(place, _)| texture_legs(&sheet.grey, place)).flatten().collect();
        Ok((sure.into_iter().flat_map(|(place, read)| spans(place, read, mm)).collect(), strokes))
    }
}

/// A number with decimals, a grade or one of the coarse roughnesses: what texture symbols carry without a letter (ISO 1302, ASME B46.1).
fn is_figure(text: &str) -> bool {
    let coarse = ["25", "50", "100", "16", "32", "63", "125", "250", "500"].contains(&text);
    let number = text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
    let grade = text.strip_prefix('N').and_then(|grade| grade.parse::<u8>().ok()).is_some_and(|grade| (1..=12).contains(&grade));
    text.len() <= 5 && (coarse || grade || number && text.contains(['.', ',']))
}

/// Wider than a letter: a fortieth of the shorter side is 7 mm on A4 and 10 mm on A3.
fn neighbourhood(sheet: &GreyRaster) -> usize {
    sheet.width().min(sheet.height()) / 40
}

fn levelled(grey: GreyRaster, dpi: f64) -> Result<Levelled, OcrError> {
    let grain = grain(&grey);
    let lines = ruled_lines(&ink(&grey, LINE_NEIGHBOURHOOD_PX, LINE_CONTRAST + 3.0 * grain)?, dpi)?;
    let mask = ink(&grey, neighbourhood(&grey), LETTER_CONTRAST.max(3.0 * grain))?;
    let Marks { mut letters, outlines } = marks(&without_lines(&mask, &lines), largest_symbol_px(dpi))?;
    let symbol = projection_symbol(&mask, &outlines, dpi);
    letters.retain(|letter| f64::from(letter.width.max(letter.height)) >= SMALLEST_LETTER_MM / 25.4 * dpi);
    let small_letter_px = usual_height_px(&letters, 0.2);
    Ok(Levelled { grey, lines, letters, symbol, small_letter_px })
}

/// Detection picture over sheet.
fn detection_scale(sheet: &Levelled, dpi: f64) -> f64 {
    let by_letter = sheet.small_letter_px.map_or(180.0 / dpi, |height| DETECTION_LETTER_PX / height);
    let pixels = sheet.grey.width() as f64 * sheet.grey.height() as f64;
    // Between 110 and 300 dpi whatever the letters say: hatches and dirt are marks, too.
    by_letter.clamp(110.0 / dpi, 300.0 / dpi).clamp(0.3, 2.0).min((MOST_DETECTION_PIXELS / pixels).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model;
    use crate::orientation::turned;
    use ndarray::{Array2, Array3, Array4, ArrayD};

    /// Text is what is dark or has ink within eleven pixels on both sides.
    struct Smear;
    /// Every crop reads `A` once, in its middle.
    struct OneLetter(Vec<String>);
    struct Upright;

    impl Model for Smear {
        fn run(&self, input: Array4<f32>) -> Result<ArrayD<f32>, OcrError> {
            let (_, _, height, width) = input.dim();
            let dark = |y: usize, x: usize| input[[0, 0, y, x]] < 0.0;
            let near =
                |y: usize, x: usize| (x..(x + 12).min(width)).any(|at| dark(y, at)) && (x.saturating_sub(11)..=x).any(|at| dark(y, at));
            let near_down =
                |y: usize, x: usize| (y..(y + 12).min(height)).any(|at| dark(at, x)) && (y.saturating_sub(11)..=y).any(|at| dark(at, x));
            let text = |y, x| if near(y, x) || near_down(y, x) { 0.9 } else { 0.0 };
            Ok(Array4::from_shape_fn((1, 1, height, width), |(_, _, y, x)| text(y, x)).into_dyn())
        }
        fn alphabet(&self) -> &[String] {
            &[]
        }
    }

    impl Model for OneLetter {
        fn run(&self, input: Array4<f32>) -> Result<ArrayD<f32>, OcrError> {
            let (n, _, _, columns) = input.dim();
            let letter = |step: usize, class: usize| if (step == columns / 16) == (class == 1) && class < 2 { 0.97 } else { 0.01 };
            let out = Array3::from_shape_fn((n, columns / 8, 3), |(_, step, class)| letter(step, class));
            Ok(out.into_dyn())
        }
        fn alphabet(&self) -> &[String] {
            &self.0
        }
    }

    impl Model for Upright {
        fn run(&self, input: Array4<f32>) -> Result<ArrayD<f32>, OcrError> {
            Ok(Array2::from_shape_fn((input.dim().0, 2), |(_, side)| if side == 0 { 0.99 } else { 0.01 }).into_dyn())
        }
        fn alphabet(&self) -> &[String] {
            &[]
        }
    }

    /// Six words of eight blocks 12 pixels high, at the given left upper corners.
    const WORDS: [(usize, usize); 6] = [(100, 100), (500, 100), (100, 300), (700, 500), (300, 600), (800, 700)];

    fn sheet() -> GreyRaster {
        let (width, height) = (1100, 800);
        let mut pixels = vec![255_u8; width * height];
        for (left, top) in WORDS {
            for block in 0..8 {
                for y in top..top + 12 {
                    let start = y * width + left + block * 12;
                    pixels[start..start + 8].fill(0);
                }
            }
        }
        GreyRaster::new(width, height, pixels).unwrap()
    }

    fn reader() -> SheetReader {
        SheetReader::new(Models {
            detection: Box::new(Smear),
            recognition: Box::new(OneLetter(vec!["A".to_owned()])),
            direction: Box::new(Upright),
        })
    }

    #[test]
    fn every_word_comes_back_at_its_place_whichever_way_the_sheet_lies() {
        for (quarters, size_mm) in [(0, [279.4, 203.2]), (3, [279.4, 203.2])] {
            let read = reader().read(turned(&sheet(), quarters), 1, &|_| 100.0, &|| true).unwrap();
            assert_eq!(read.levelling.quarters, (4 - quarters) % 4, "turned by {quarters}");
            assert!(read.page.size_mm.iter().zip(size_mm).all(|(a, b)| (a - b).abs() < 0.1), "{:?}", read.page.size_mm);
            let mut found: Vec<(f64, f64)> = read.page.spans.iter().map(|span| span.sheet_box.centre()).collect();
            let mut expect: Vec<(f64, f64)> = WORDS.iter().map(|(x, y)| ((*x as f64 + 46.0) * 0.254, (*y as f64 + 6.0) * 0.254)).collect();
            let order = |a: &(f64, f64), b: &(f64, f64)| a.1.round().total_cmp(&b.1.round()).then(a.0.total_cmp(&b.0));
            found.sort_by(order);
            expect.sort_by(order);
            assert_eq!(found.len(), expect.len(), "{found:?}");
            for (at, wanted) in found.iter().zip(&expect) {
                assert!((at.0 - wanted.0).abs() < 4.0 && (at.1 - wanted.1).abs() < 1.0, "{at:?} {wanted:?}");
            }
        }
    }

    #[test]
    fn no_time_is_no_reading_and_empty_paper_is_an_empty_page() {
        assert!(matches!(reader().read(sheet(), 1, &|_| 100.0, &|| false), Err(OcrError::OutOfTime)));
        let blank = GreyRaster::new(400, 300, vec![255; 120_000]).unwrap();
        assert!(reader().read(blank, 1, &|_| 100.0, &|| true).unwrap().page.spans.is_empty());
        let speck = GreyRaster::new(1, 1, vec![0]).unwrap();
        assert!(reader().read(speck, 1, &|_| 100.0, &|| true).unwrap().page.spans.is_empty());
    }
}
