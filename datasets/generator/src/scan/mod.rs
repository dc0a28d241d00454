//! Degraded copies of a sheet: rendered, stamped, folded, scanned or photographed, with the place of every text in the picture.

pub mod encode;
pub mod homography;
pub mod raster;
pub mod recipe;
pub mod stamp;
pub mod wear;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use pdfium_render::prelude::{PdfRenderConfig, Pdfium};

use crate::order::Language;
use crate::random::SplitMix64;
use crate::truth::{Box4, SheetTruth};
use homography::Homography;
use raster::Raster;
use recipe::{Recipe, Severity};
use stamp::Stamp;

/// Where the PDF library is staged: `TRUSQUIN_HOME`, else `.trusquin` in the checkout.
pub fn library_path() -> PathBuf {
    let home =
        std::env::var_os("TRUSQUIN_HOME").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.trusquin"), PathBuf::from);
    home.join("lib").join("libpdfium.so")
}

/// Loads the PDF library.
pub fn pdfium() -> Result<Pdfium> {
    let library = library_path();
    let bindings = Pdfium::bind_to_library(&library).with_context(|| format!("{}: run 'make setup'", library.display()))?;
    Ok(Pdfium::new(bindings))
}

/// The first page of a PDF in grey, at a resolution.
pub fn render(pdfium: &Pdfium, pdf: &[u8], sheet_mm: [f64; 2], dpi: u16) -> Result<Raster> {
    let [width, height] = sheet_mm.map(|mm| (mm / 25.4 * f64::from(dpi)).round() as usize);
    let document = pdfium.load_pdf_from_byte_slice(pdf, None).context("PDF")?;
    let page = document.pages().get(0).context("PDF page")?;
    // Without form data the library draws through a matrix that the fixed size does not reach.
    let settings = PdfRenderConfig::new().set_fixed_size(width as i32, height as i32).render_form_data(true).render_annotations(false);
    let bytes = page.render_with_config(&settings).context("PDF rendering")?.as_raw_bytes();
    // Four bytes a pixel; a drawing is black on white, so that one channel says all.
    let stride = bytes.len() / height.max(1);
    let data = bytes.chunks_exact(stride).take(height).flat_map(|row| row.chunks_exact(4).take(width).map(|pixel| pixel[1])).collect();
    Ok(Raster { width, height, channels: 1, data })
}

/// A degraded copy.
pub struct Copy {
    /// The picture before it was encoded.
    pub picture: Raster,
    /// What was done.
    pub recipe: Recipe,
    /// Pixel of a sheet point in mm (origin top left).
    pub pixel_from_sheet_mm: Homography,
    /// What stamps cover, mm on the sheet.
    pub stamps: Vec<Box4>,
}

/// Makes a copy of a rendered sheet; the same seed gives the same copy.
pub fn degrade(
    pdfium: &Pdfium,
    pdf: &[u8],
    sheet: ([f64; 2], &SheetTruth, Language),
    seed: u64,
    severity: Option<Severity>,
) -> Result<Copy> {
    let (sheet_mm, said, language) = sheet;
    let mut random = SplitMix64::new(seed ^ 0x5CA9_0000_0000);
    let recipe = Recipe::sample(&mut random, severity, sheet_mm);
    let mut page = render(pdfium, pdf, sheet_mm, recipe.dpi)?;
    if recipe.colour {
        page = page.in_colour();
    }
    let scale = f64::from(recipe.dpi) / 25.4;
    let stamps = place_stamps(&mut random, &recipe, sheet_mm, said, language);
    for stamp in &stamps {
        stamp.press(&mut page, scale);
    }
    for (upright, at, strength) in &recipe.folds {
        wear::fold(&mut page, *upright, *at, *strength);
    }
    if recipe.punched {
        wear::punch(&mut page, scale);
    }
    let (onto, [width, height]) = placement(&recipe, [page.width as f64, page.height as f64]);
    let plain = recipe.skew == 0.0 && recipe.rotation == 0 && recipe.perspective.is_none();
    let mut picture = if plain {
        page
    } else {
        let channels = page.channels;
        let background = if recipe.perspective.is_some() {
            wear::desk(width, height, channels, &mut random)
        } else {
            let lid = random.whole(235, 255) as u8;
            Raster::filled(width, height, channels, [lid; 3])
        };
        page.warped(onto, background)
    };
    for _ in 0..recipe.blur {
        wear::blur(&mut picture);
    }
    let [slope_x, slope_y, vignette] = recipe.light;
    if recipe.light != [0.0; 3] {
        wear::light(&mut picture, [slope_x, slope_y], vignette);
    }
    wear::levels(&mut picture, recipe.levels[0], recipe.levels[1]);
    if recipe.noise > 0.0 {
        wear::noise(&mut picture, recipe.noise, &mut random);
    }
    wear::specks(&mut picture, recipe.specks, &mut random);
    if let Some(threshold) = recipe.two_tones {
        wear::two_tones(&mut picture, threshold);
    }
    if let Some(quality) = recipe.jpeg_before {
        picture = encode::through_jpeg(&picture, quality)?;
    }
    let pixel_from_sheet_mm = Homography::scale(scale, scale).then(onto);
    Ok(Copy { picture, recipe, pixel_from_sheet_mm, stamps: stamps.iter().map(Stamp::covers).collect() })
}

/// Stamps that cover no value of the title block.
fn place_stamps(random: &mut SplitMix64, recipe: &Recipe, sheet_mm: [f64; 2], said: &SheetTruth, language: Language) -> Vec<Stamp> {
    let values: Vec<Box4> = said.title_block.values().filter_map(|value| value.sheet_box).collect();
    let mut stamps = Vec::new();
    for _ in 0..recipe.stamps {
        let free = |stamp: &Stamp| !values.iter().any(|value| overlap(*value, stamp.covers()));
        stamps.extend((0..12).map(|_| Stamp::sample(random, sheet_mm, language)).find(free));
    }
    stamps
}

/// True when two boxes share an area.
pub fn overlap(a: Box4, b: Box4) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// From the rendered page to the picture, and the picture's size.
fn placement(recipe: &Recipe, [width, height]: [f64; 2]) -> (Homography, [usize; 2]) {
    let about = |degrees: f64, x: f64, y: f64| Homography::shift(-x, -y).then(Homography::turn(degrees)).then(Homography::shift(x, y));
    let skewed = about(recipe.skew, width / 2.0, height / 2.0);
    let (placed, [w, h]) = match recipe.perspective {
        None => (skewed, [width, height]),
        Some(moves) => {
            // The sheet lies on a larger picture, each corner pulled inwards by its own share.
            let (w, h) = (width * 1.12, height * 1.14);
            let corner = |index: usize, x: f64, y: f64| {
                let [dx, dy] = moves[index];
                [x + dx * width * if index == 0 || index == 3 { 1.0 } else { -1.0 }, y + dy * height * if index < 2 { 1.0 } else { -1.0 }]
            };
            let (x0, y0) = (0.06 * width, 0.07 * height);
            let quad = [corner(0, x0, y0), corner(1, x0 + width, y0), corner(2, x0 + width, y0 + height), corner(3, x0, y0 + height)];
            (Homography::onto(width, height, quad).then(about(recipe.skew / 3.0, w / 2.0, h / 2.0)), [w, h])
        }
    };
    let (turn, [w, h]) = match recipe.rotation {
        90 => (Homography::turn(90.0).then(Homography::shift(h, 0.0)), [h, w]),
        180 => (Homography::turn(180.0).then(Homography::shift(w, h)), [w, h]),
        270 => (Homography::turn(270.0).then(Homography::shift(0.0, w)), [h, w]),
        _ => (Homography::IDENTITY, [w, h]),
    };
    (placed.then(turn), [w.round() as usize, h.round() as usize])
}
