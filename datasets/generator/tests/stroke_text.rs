//! Text drawn as strokes is read back: three alphabets none of which the reader knows, at every rotation, height and slant drawings use.

#![allow(clippy::unwrap_used, clippy::panic)]

mod distance;

use distance::edits;
use trusquin_domain::{DocumentPage, Reader, Segment};
use trusquin_drawing::stroke_font::read_stroke_text;
use trusquin_generator::sheet::stroke::{self, Alphabet};

const TEXTS: [&str; 24] = [
    "Ø20 H7",
    "12,5 ±0.1",
    "4x Ø6.6",
    "M8x1 - 6H",
    "2 x 45°",
    "R12.5",
    "ISO 2768-mK",
    "Matière: 35NCD16",
    "EN AW-6082 T6",
    "Échelle 1:2",
    "Ra 3.2",
    "1.4404",
    "Oberfläche",
    "DEBURR ALL SHARP EDGES",
    "Folio 1/3",
    "Arbre de sortie",
    "Trempe et revenu 28-32 HRC",
    "BRACKET, LEFT",
    "98 +0.2 -0.1",
    "Maßstab 5:1",
    "Perçage débouchant",
    "WEIGHT 0.345 kg",
    "P-10472-03 REV B",
    "Zn 8 µm",
];

/// A page with the texts in two columns, all turned by `degrees` about the middle of a sheet.
fn page(alphabet: Alphabet, degrees: f64, height: f64, slope: f64) -> DocumentPage {
    let unit = height / 10.0;
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let mut segments = Vec::new();
    for (index, text) in TEXTS.iter().enumerate() {
        let (column, row) = ((index % 2) as f64, (index / 2) as f64);
        let origin = [column * 24.0 * height - 24.0 * height, (row - 6.0) * 2.2 * height];
        let stretch = 1.0;
        for line in stroke::outline(text, slope, alphabet) {
            for pair in line.windows(2) {
                let at = |p: [f64; 2]| {
                    let (x, y) = (origin[0] + p[0] * unit * stretch, origin[1] - p[1] * unit);
                    // Counter-clockwise as seen, y downwards.
                    (400.0 + x * cosine + y * sine, 400.0 - x * sine + y * cosine)
                };
                let ((x0, y0), (x1, y1)) = (at(pair[0]), at(pair[1]));
                segments.push(Segment { x0, y0, x1, y1, width_mm: 0.25 });
            }
        }
    }
    DocumentPage { page: 1, size_mm: [800.0, 800.0], segments, ..DocumentPage::default() }
}

/// Wrong and all characters of a page; spaces do not count.
fn errors(mut page: DocumentPage) -> (usize, usize, Vec<String>) {
    read_stroke_text(&mut page);
    let spans: Vec<String> = page.spans.iter().filter(|s| s.reader == Reader::StrokeFont).map(|s| s.text.replace(' ', "")).collect();
    let (mut wrong, mut all, mut worst) = (0, 0, Vec::new());
    for text in TEXTS {
        let text = text.replace(' ', "");
        let nearest = spans.iter().map(|span| (edits(&text, span), span)).min_by_key(|(distance, _)| *distance);
        let length = text.chars().count();
        let distance = nearest.as_ref().map_or(length, |(distance, _)| (*distance).min(length));
        if distance > 0 {
            worst.push(format!("{text} -> {}", nearest.map_or("", |(_, span)| span.as_str())));
        }
        wrong += distance;
        all += length;
    }
    (wrong, all, worst)
}

#[test]
#[ignore = "takes minutes: cargo test -p trusquin-generator --test stroke_text -- --ignored --nocapture prints the errors by alphabet"]
fn stroke_letters_are_read_at_every_rotation_height_and_slant() {
    if let Ok(path) = std::env::var("STROKE_ALPHABET") {
        stroke::install(&std::fs::read_to_string(path).unwrap());
    }
    let mut report = Vec::new();
    let (mut wrong, mut all) = (0, 0);
    for alphabet in [Alphabet::Iso, Alphabet::Cornered, Alphabet::Hershey] {
        let (mut w, mut n, mut seen) = (0, 0, std::collections::BTreeMap::new());
        for degrees in [0.0, 90.0, 270.0] {
            for height in [1.8, 2.5, 3.5, 5.0, 7.0] {
                for slope in [0.0, 0.134, 0.268] {
                    let (bad, count, worst) = errors(page(alphabet, degrees, height, slope));
                    w += bad;
                    n += count;
                    worst.into_iter().for_each(|line| *seen.entry(line).or_insert(0) += 1);
                }
            }
        }
        let mut seen: Vec<_> = seen.into_iter().collect();
        seen.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        report.push(format!("{alphabet:?}: {w} of {n} characters wrong ({:.4}): {:?}", w as f64 / n as f64, &seen[..seen.len().min(25)]));
        wrong += w;
        all += n;
    }
    println!("{}", report.join("\n"));
    assert!((wrong as f64) < 0.02 * all as f64, "{}", report.join("\n"));
}
