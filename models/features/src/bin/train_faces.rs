//! Trains the face networks on labelled models and says how well they do on parts they have not seen.
//!
//! `train_faces --models DIR --labels DIR/labels.jsonl [--hold-out 0.5] [--teach N] [--networks 3] [--epochs 20] [--out weights]`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use trusquin_documents::step::read_model;
use trusquin_features::{CLASSES, Run, Taught, part_input, train, vote};

#[derive(Debug, Parser)]
struct Options {
    /// Folder of the STEP files.
    #[arg(long)]
    models: PathBuf,
    /// One JSON object a line: file, and labels by the number that is the face's name.
    #[arg(long)]
    labels: PathBuf,
    /// Share of the parts kept out of training, drawn by the hash of the file's bytes.
    #[arg(long, default_value_t = 0.5)]
    hold_out: f64,
    /// At most this many parts are taught.
    #[arg(long)]
    teach: Option<usize>,
    /// Networks that vote, from seeds 1, 2, ...
    #[arg(long, default_value_t = 3)]
    networks: u64,
    /// Passes over the parts.
    #[arg(long, default_value_t = 20)]
    epochs: usize,
    /// Folder for faces.bin and manifest.json.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Labelled {
    file: String,
    labels: Vec<u8>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let (parts, data) = parts(&options.models, &options.labels)?;
    let mut order: Vec<&(String, Taught)> = parts.iter().collect();
    order.sort_by(|a, b| a.0.cmp(&b.0));
    let kept = ((order.len() as f64) * options.hold_out).round() as usize;
    let (kept, taught) = order.split_at(kept.min(order.len()));
    let taught: Vec<&Taught> = taught.iter().map(|p| &p.1).take(options.teach.unwrap_or(usize::MAX)).collect();
    let kept: Vec<&Taught> = kept.iter().map(|p| &p.1).collect();
    println!("{} parts taught, {} held out", taught.len(), kept.len());
    let mut networks = Vec::new();
    for seed in 1..=options.networks {
        let run = Run { epochs: options.epochs, seed, ..Run::default() };
        networks.push(train(&taught, run, |epoch, loss| {
            if epoch % 5 == 4 {
                println!("seed {seed}, epoch {}: loss {loss:.5}", epoch + 1);
            }
        }));
        println!("seed {seed} alone: {}", Score::of(&networks[networks.len() - 1..], &kept));
    }
    let score = Score::of(&networks, &kept);
    println!("all together: {score}");
    for line in &score.wrong {
        println!("  {line}");
    }
    if let Some(out) = &options.out {
        save(out, &networks, &options, taught.len(), &data)?;
    }
    Ok(())
}

/// Parts by the hash of their bytes, and a hash of them all.
fn parts(models: &Path, labels: &Path) -> Result<(Vec<(String, Taught)>, String)> {
    let mut out = Vec::new();
    let mut all = Sha256::new();
    for line in std::fs::read_to_string(labels).with_context(|| labels.display().to_string())?.lines() {
        let Labelled { file, labels } = serde_json::from_str(line)?;
        let bytes = std::fs::read(models.join(&file)).with_context(|| file.clone())?;
        let hash = hex(&Sha256::digest(&bytes));
        all.update(hash.as_bytes());
        let graph = read_model(&bytes).with_context(|| file.clone())?.value.graph;
        let labels: Option<Vec<u8>> = graph.faces.iter().map(|f| labels.get(f.key.parse::<usize>().ok()?).copied()).collect();
        let labels = labels.with_context(|| format!("{file}: a face has no label"))?;
        ensure!(graph.bodies == 1, "{file}: {} solids", graph.bodies);
        out.push((hash, Taught { file, input: part_input(&graph, 0), labels }));
    }
    Ok((out, hex(&all.finalize())))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// How many faces and parts are right.
#[derive(Debug, Default)]
struct Score {
    faces: [usize; 2],
    parts: [usize; 2],
    confused: BTreeMap<(u8, u8), usize>,
    wrong: Vec<String>,
}

impl Score {
    fn of(networks: &[Vec<f32>], parts: &[&Taught]) -> Self {
        let mut score = Self::default();
        for part in parts {
            let votes = vote(networks, &part.input);
            let wrong: Vec<(u8, u8)> = part.labels.iter().zip(&votes).filter(|(l, v)| **l != v.0).map(|(l, v)| (*l, v.0)).collect();
            score.faces[0] += votes.len() - wrong.len();
            score.faces[1] += votes.len();
            score.parts[0] += usize::from(wrong.is_empty());
            score.parts[1] += 1;
            if !wrong.is_empty() {
                score.wrong.push(format!("{}: (label, answer) {wrong:?}", part.file));
            }
            for pair in wrong {
                *score.confused.entry(pair).or_default() += 1;
            }
        }
        score
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |x: [usize; 2]| 100.0 * x[0] as f64 / x[1].max(1) as f64;
        write!(
            f,
            "{:.4} % of {} faces, {:.2} % of {} parts wholly right, confused (label, answer) {:?}",
            share(self.faces),
            self.faces[1],
            share(self.parts),
            self.parts[1],
            self.confused
        )
    }
}

fn save(out: &Path, networks: &[Vec<f32>], options: &Options, taught: usize, data: &str) -> Result<()> {
    let bytes: Vec<u8> = networks.iter().flatten().flat_map(|w| w.to_le_bytes()).collect();
    std::fs::create_dir_all(out)?;
    std::fs::write(out.join("faces.bin"), &bytes)?;
    let manifest = serde_json::json!({
        "model": "faces", "format": "f32 little endian", "networks": networks.len(), "weights_each": networks.first().map_or(0, Vec::len),
        "classes": CLASSES, "sha256": hex(&Sha256::digest(&bytes)), "seeds": (1..=options.networks).collect::<Vec<_>>(), "epochs": options.epochs,
        "parts_taught": taught, "data_sha256": data,
    });
    std::fs::write(out.join("manifest.json"), serde_json::to_string_pretty(&manifest)? + "\n")?;
    Ok(())
}
