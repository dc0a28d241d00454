//! Teaches the reader of technical lettering on lines it writes itself, and says how well it reads hands it has not seen.
//!
//! `train_lettering --fonts DIR --strokes datasets/generator/data/stroke_alphabet.txt --held-out A,B --out models/ocr/weights`

mod chance;
mod lines;
mod pens;
mod report;
mod texts;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use sha2::{Digest, Sha256};
use trusquin_ocr::lettering::{LETTERS, LetteringReader, classes, drawn, teach, weights_for};

use self::chance::Chance;
use self::lines::{Line, line};
use self::pens::{Hand, outline_font, stroke_alphabet};

#[derive(Debug, Parser)]
struct Options {
    /// Folder of TrueType and OpenType fonts, searched with its folders.
    #[arg(long)]
    fonts: PathBuf,
    /// The stroke alphabet of the generator of drawings.
    #[arg(long)]
    strokes: PathBuf,
    /// Fonts not taught, by the start of their file names, parted by commas.
    #[arg(long, default_value = "")]
    held_out: String,
    /// Steps of the optimiser.
    #[arg(long, default_value_t = 6000)]
    steps: usize,
    /// Lines a step.
    #[arg(long, default_value_t = 32)]
    batch: usize,
    /// Start of the chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Weights to go on from instead of drawn ones.
    #[arg(long)]
    from: Option<PathBuf>,
    /// Highest learning rate.
    #[arg(long, default_value_t = 2e-3)]
    rate: f32,
    /// Folder for lettering.bin and manifest.json.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Write so many taught lines as one picture (PGM) and stop.
    #[arg(long)]
    show: Option<PathBuf>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let (taught, held_out, fonts_sha256) = hands(&options)?;
    println!("{} hands taught, {} held out: {}", taught.len(), held_out.len(), names(&held_out));
    if let Some(file) = &options.show {
        return report::show(file, &taught, options.seed);
    }
    let weights = train(&options, &taught, &held_out)?;
    report::tell(&weights, &taught, "taught hands, lines not seen")?;
    report::tell(&weights, &held_out, "hands held out")?;
    if let Some(out) = &options.out {
        save(out, &weights, &options, &names(&held_out), taught.len(), &fonts_sha256)?;
    }
    Ok(())
}

fn names(hands: &[Hand]) -> String {
    hands.iter().map(|hand| hand.name.as_str()).collect::<Vec<_>>().join(" ")
}

/// Taught and held-out hands, and a hash of all files.
fn hands(options: &Options) -> Result<(Vec<Hand>, Vec<Hand>, String)> {
    let mut files = Vec::new();
    collect(&options.fonts, &mut files)?;
    files.sort();
    ensure!(!files.is_empty(), "{}: no fonts", options.fonts.display());
    let apart: Vec<&str> = options.held_out.split(',').filter(|name| !name.is_empty()).collect();
    let (mut taught, mut held_out, mut all) = (Vec::new(), Vec::new(), Sha256::new());
    for file in files {
        let hand = match outline_font(&file, LETTERS) {
            Ok(hand) => hand,
            Err(why) => {
                eprintln!("left out: {why:#}");
                continue;
            }
        };
        all.update(std::fs::read(&file)?);
        if apart.iter().any(|name| hand.name.starts_with(name)) { held_out.push(hand) } else { taught.push(hand) }
    }
    let strokes = stroke_alphabet(&options.strokes, LETTERS)?;
    all.update(std::fs::read(&options.strokes)?);
    // Single strokes are what CAD programs letter with: as much weight as a fifth of the fonts.
    for _ in 0..(taught.len() / 5).max(1) {
        taught.push(strokes.clone());
    }
    Ok((taught, held_out, hex(&all.finalize())))
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, out)?;
        } else if path.extension().is_some_and(|kind| kind == "ttf" || kind == "otf") {
            out.push(path);
        }
    }
    Ok(())
}

/// A line of some hand; the same seed gives the same line.
fn some_line(hands: &[Hand], seed: u64) -> Option<Line> {
    let mut chance = Chance::new(seed);
    for _ in 0..40 {
        let hand = &hands[chance.below(hands.len())];
        let text = texts::text(&mut chance);
        if let Some(line) = line(hand, &text, &mut chance) {
            return Some(line);
        }
    }
    None
}

fn train(options: &Options, taught: &[Hand], held_out: &[Hand]) -> Result<Vec<f32>> {
    let mut weights = match &options.from {
        Some(file) => read_weights(file)?,
        None => {
            let mut chance = Chance::new(options.seed);
            drawn(classes(), || chance.share())
        }
    };
    ensure!(weights.len() == weights_for(classes()), "the weights do not fit");
    let (mut first, mut second) = (vec![0.0_f32; weights.len()], vec![0.0_f32; weights.len()]);
    let started = std::time::Instant::now();
    let (mut loss, mut seen) = (0.0, 0_usize);
    for step in 1..=options.steps {
        let base = options.seed.wrapping_mul(1 << 40) + (step * options.batch) as u64;
        let (gradient, sum, steps) = gradient(&weights, taught, base, options);
        loss += sum;
        seen += steps;
        let at = step as f32 / options.steps as f32;
        let rate = options.rate * if at < 0.03 { at / 0.03 } else { 0.5 * (1.0 + (std::f32::consts::PI * (at - 0.03) / 0.97).cos()) };
        let scale = 1.0 / steps.max(1) as f32;
        let size = gradient.iter().map(|g| g * g).sum::<f32>().sqrt() * scale;
        let clip = if size > 1.0 { scale / size } else { scale };
        let (c1, c2) = (1.0 - 0.9_f32.powi(step.min(10_000) as i32), 1.0 - 0.99_f32.powi(step.min(10_000) as i32));
        let moments = first.iter_mut().zip(&mut second);
        for ((weight, gradient), (first, second)) in weights.iter_mut().zip(gradient).zip(moments) {
            let g = gradient * clip;
            *first = 0.9 * *first + 0.1 * g;
            *second = 0.99 * *second + 0.01 * g * g;
            *weight -= rate * (*first / c1 / ((*second / c2).sqrt() + 1e-8) + 1e-3 * *weight);
        }
        if step.is_multiple_of(100) {
            println!("step {step}: loss {:.4}, {:.0} s", loss / seen.max(1) as f32, started.elapsed().as_secs_f32());
            (loss, seen) = (0.0, 0);
        }
        if step.is_multiple_of(1000) && step < options.steps {
            report::tell(&weights, held_out, "hands held out")?;
            if let Some(out) = &options.out {
                std::fs::create_dir_all(out)?;
                std::fs::write(out.join("lettering.part"), bytes(&weights))?;
            }
        }
    }
    Ok(weights)
}

/// Gradient, loss and steps of one batch; the threads share it.
fn gradient(weights: &[f32], hands: &[Hand], base: u64, options: &Options) -> (Vec<f32>, f32, usize) {
    let threads = options.threads.max(1) as u64;
    let count = options.batch as u64;
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|thread| {
                scope.spawn(move || {
                    let (mut g, mut loss, mut steps) = (vec![0.0; weights.len()], 0.0, 0);
                    for index in (thread..count).step_by(threads as usize) {
                        let Some(line) = some_line(hands, base + index) else { continue };
                        loss += teach(weights, classes(), &line.picture, &line.taught, &mut g);
                        steps += line.taught.len();
                    }
                    (g, loss, steps)
                })
            })
            .collect();
        let mut total = (vec![0.0; weights.len()], 0.0, 0);
        for (g, loss, steps) in workers.into_iter().filter_map(|worker| worker.join().ok()) {
            total.0.iter_mut().zip(g).for_each(|(a, b)| *a += b);
            total.1 += loss;
            total.2 += steps;
        }
        total
    })
}

fn bytes(weights: &[f32]) -> Vec<u8> {
    weights.iter().flat_map(|w| w.to_le_bytes()).collect()
}

fn read_weights(file: &Path) -> Result<Vec<f32>> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    Ok(bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn save(out: &Path, weights: &[f32], options: &Options, held_out: &str, taught: usize, fonts_sha256: &str) -> Result<()> {
    let bytes = bytes(weights);
    std::fs::create_dir_all(out)?;
    std::fs::write(out.join("lettering.bin"), &bytes)?;
    let manifest = serde_json::json!({
        "model": "lettering", "format": "f32 little endian", "weights": weights.len(), "classes": LETTERS, "sha256": hex(&Sha256::digest(&bytes)),
        "seed": options.seed, "steps": options.steps, "batch": options.batch, "rate": options.rate, "hands_taught": taught, "held_out": held_out,
        "fonts_sha256": fonts_sha256,
    });
    std::fs::write(out.join("manifest.json"), serde_json::to_string_pretty(&manifest)? + "\n")?;
    Ok(())
}

/// A reader over weights.
fn reader(weights: &[f32]) -> Result<LetteringReader> {
    Ok(LetteringReader::new(weights.to_vec())?)
}
