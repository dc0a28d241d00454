//! MODEL_CARD.md of a model folder: what this one model is, from what, how well, where it fails.

use std::fmt::Write;

use trusquin_cycle_time::{Backtest, Figures};

use crate::folder::Manifest;

/// The card.
pub fn card(manifest: &Manifest, backtest: &Backtest) -> String {
    let mut out = format!(
        "# Cycle-time model {}\n\nStatus: {}. Answers with {}, in {}.\n\n",
        manifest.version, manifest.status, manifest.winner, manifest.unit
    );
    if let Some(remark) = &manifest.remark {
        let _ = writeln!(out, "**{remark}.** Every answer says so.\n");
    }
    let _ = writeln!(
        out,
        "**Data.** {} of {} rows of `{}` (sha256 `{}`), snapshot `{}` ({}), cut-off {}.\n",
        manifest.data.rows_used,
        manifest.data.rows_read,
        manifest.data.file,
        manifest.data.sha256,
        manifest.data.snapshot_sha256,
        manifest.data.schema,
        manifest.data.cut_off.as_deref().unwrap_or("none: the rows tell no moment")
    );
    for (reason, count) in &manifest.data.excluded {
        let _ = writeln!(out, "- left out, {reason}: {count}");
    }
    for remark in &manifest.data.remarks {
        let _ = writeln!(out, "- {remark}");
    }
    let columns = &manifest.columns;
    let _ = writeln!(
        out,
        "\n**Columns.** Target `{}`, baseline {}, kept together by {}. Numbers: {}. More never takes less time: {}. Categories: {}.\n",
        columns.target,
        columns.baseline.as_deref().unwrap_or("none"),
        columns.group.as_deref().unwrap_or("nothing"),
        listed(&columns.numbers),
        listed(&columns.work),
        listed(&columns.categories)
    );
    let _ = writeln!(out, "**How well**, on rows never seen ({}):\n", manifest.split);
    out.push_str("| candidate | within 15 % | MAPE | mean abs log ratio | total | P10-P90 covers |\n|---|---|---|---|---|---|\n");
    for (name, figures) in &manifest.candidates {
        let _ = writeln!(out, "| {name} | {} |", row(figures));
    }
    let _ = writeln!(out, "| **{}** with interval | {} |", manifest.winner, row(&manifest.backtest));
    for slice in &manifest.held_out {
        let _ = writeln!(
            out,
            "| {}, {} (baseline {:.3}) | {} |",
            manifest.winner,
            slice.name,
            slice.baseline.mean_log_ratio,
            row(&slice.figures)
        );
    }
    let worse: Vec<&str> = backtest
        .slices
        .iter()
        .filter(|slice| slice.figures.mean_log_ratio > slice.baseline.mean_log_ratio)
        .map(|slice| slice.name.as_str())
        .collect();
    let _ = writeln!(out, "\n**Where it fails.** Slices in which the baseline is nearer: {}.", listed(&worse));
    if !manifest.monotone {
        out.push_str("\nMore work in one column alone may make an answer less; `--monotone` trains without that freedom.\n");
    }
    let _ = writeln!(out, "\n**Again.** `{}` (seed {}).", manifest.command, manifest.seed);
    out
}

fn listed<T: AsRef<str>>(names: &[T]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ") }
}

fn row(figures: &Figures) -> String {
    let coverage = figures.coverage.map_or_else(|| "no interval".to_owned(), |coverage| format!("{coverage:.3}"));
    format!("{:.3} | {:.3} | {:.3} | {:+.3} | {coverage}", figures.within_15_percent, figures.mape, figures.mean_log_ratio, figures.total)
}
