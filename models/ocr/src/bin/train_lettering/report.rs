//! How well lines are read, and what they look like.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use trusquin_ocr::lettering::ROWS;

use super::pens::Hand;
use super::{reader, some_line};

/// Lines read for one figure; their seeds are never taught.
const LINES: u64 = 1500;
const SEEDS: u64 = 1 << 62;
/// Signs told apart in the report.
const SIGNS: &str = "Ø±°□⌴⌵↧⏤⏥○⌭⌒⌓∥⊥∠⌖◎⌯↗⌰ⓂⓁⒺⒻⓅ+-.,x()";

/// Reads fresh lines and prints what share is right.
pub fn tell(weights: &[f32], hands: &[Hand], what: &str) -> Result<()> {
    if hands.is_empty() {
        return Ok(());
    }
    let reader = reader(weights)?;
    let (mut lines, mut whole, mut errors, mut characters) = (0, 0, 0, 0);
    let (mut digits, mut digit_errors) = (0_usize, 0_usize);
    let mut signs: BTreeMap<char, [usize; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut sure = [0_usize; 2];
    for seed in SEEDS..SEEDS + LINES {
        let Some(line) = some_line(hands, seed) else { continue };
        let read = reader.read_picture(&line.picture);
        let said: String = read.text().chars().filter(|c| *c != ' ').collect();
        let text: String = line.text.chars().filter(|c| *c != ' ').collect();
        let distance = distance(&text, &said);
        lines += 1;
        whole += usize::from(distance == 0);
        errors += distance;
        characters += text.chars().count();
        if text.chars().all(|c| c.is_ascii_digit() || ".,+-".contains(c)) {
            digits += text.chars().count();
            digit_errors += distance;
        }
        if read.characters.iter().map(|each| each.probability).fold(1.0, f64::min) > 0.9 {
            sure[0] += usize::from(distance == 0);
            sure[1] += 1;
        }
        for sign in SIGNS.chars() {
            let count = |text: &str| text.chars().filter(|c| *c == sign).count();
            let entry = signs.entry(sign).or_default();
            entry[0] += count(&said).min(count(&text));
            entry[1] += count(&text);
        }
        if distance > 0 && wrong.len() < 25 {
            wrong.push(format!("{text} > {said}"));
        }
    }
    let share = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
    println!(
        "{what}: {:.2} % of {lines} lines right, {:.2} % of {characters} characters wrong (numbers alone {:.2} %), least character above 0.9: {:.2} % of {} right",
        share(whole, lines),
        share(errors, characters),
        share(digit_errors, digits),
        share(sure[0], sure[1]),
        sure[1]
    );
    let found: Vec<String> = signs.iter().filter(|(_, n)| n[1] > 0).map(|(sign, n)| format!("{sign} {}/{}", n[0], n[1])).collect();
    println!("  found: {}", found.join(", "));
    println!("  {}", wrong.join(" | "));
    Ok(())
}

/// Edits between two texts (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let kept = row[j + 1];
            row[j + 1] = (kept + 1).min(row[j] + 1).min(before + usize::from(x != *y));
            before = kept;
        }
    }
    row[b.len()]
}

/// Writes taught lines one under the other as a picture.
pub fn show(file: &Path, hands: &[Hand], seed: u64) -> Result<()> {
    let lines: Vec<_> = (0..60).filter_map(|index| some_line(hands, seed + index)).collect();
    let columns = lines.iter().map(|line| line.picture.len() / ROWS).max().unwrap_or(1);
    let mut out = format!("P5 {columns} {} 255\n", lines.len() * ROWS).into_bytes();
    for line in &lines {
        println!("{}", line.text);
        for row in line.picture.chunks_exact(line.picture.len() / ROWS) {
            out.extend((0..columns).map(|x| row.get(x).map_or(128, |ink| (255.0 - ink.clamp(0.0, 1.0) * 255.0) as u8)));
        }
    }
    std::fs::write(file, out).with_context(|| file.display().to_string())
}
