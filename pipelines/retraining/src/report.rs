//! report.html of a model folder: figures, plots and slices of the backtest in one page that needs nothing else.

use std::fmt::Write;

use trusquin_cycle_time::{Backtest, Figures};

use crate::folder::Manifest;
use crate::plot::{errors, reliability, scatter, slices};

const STYLE: &str = "body{font:15px/1.5 sans-serif;max-width:62em;margin:2em auto;padding:0 1em;color:#1c2733}table{border-collapse:collapse;margin:.5em 0 1.5em}td,th{padding:.2em .8em;border-bottom:1px solid #d5dde5;text-align:right}td:first-child,th:first-child{text-align:left}svg text{font-size:11px;fill:#44525f}.grid{stroke:#e3e9ef;fill:none}.line{stroke:#44525f;fill:none}.band{stroke:#9db2c6;stroke-dasharray:4 3;fill:none}circle{fill:#1769aa;fill-opacity:.55}.worse{color:#a3261c}.bar{fill:#1769aa;fill-opacity:.6}.bar.worse{fill:#a3261c}.mark{stroke:#1c2733;stroke-width:2}polyline{fill:none}.win{font-weight:bold}.plots{display:flex;flex-wrap:wrap;gap:1em}";

/// The page.
pub fn report(manifest: &Manifest, backtest: &Backtest) -> String {
    let mut out = format!(
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>cycle-time {version}</title><style>{STYLE}</style><h1>Cycle-time model {version}</h1><p>{rows} rows of {file} (sha256 {hash}), winner <b>{winner}</b>, split: {split}. Answers in {unit}.</p>",
        version = text(&manifest.version),
        rows = manifest.data.rows_used,
        file = text(&manifest.data.file),
        hash = text(&manifest.data.sha256.chars().take(12).collect::<String>()),
        winner = text(&manifest.winner),
        split = text(&manifest.split),
        unit = text(&manifest.unit),
    );
    if let Some(remark) = &manifest.remark {
        let _ = write!(
            out,
            "<p class='worse'><b>{}.</b> Middle P90 / P10: {}</p>",
            text(remark),
            manifest.interval_ratio.map_or("none".to_owned(), |ratio| format!("{ratio:.1}"))
        );
    }
    out.push_str("<h2>Candidates on rows they never saw</h2><table><tr><th>candidate</th>");
    out.push_str(HEADER);
    for (name, figures) in &manifest.candidates {
        let class = if *name == manifest.winner { " class='win'" } else { "" };
        let _ = write!(out, "<tr{class}><td>{}</td>{}</tr>", text(name), cells(figures));
    }
    let _ = write!(out, "<tr><td>{}, with interval</td>{}</tr></table>", text(&manifest.winner), cells(&manifest.backtest));
    let answers: Vec<f64> = backtest.answers.iter().map(|answer| answer.p50).collect();
    let off = |answers: &[f64]| answers.iter().zip(&backtest.measured).map(|(a, m)| (a / m).ln()).collect::<Vec<_>>();
    let _ = write!(
        out,
        "<div class='plots'><div><h2>Answer against measured</h2>{}</div><div><h2>Reliability of the quantiles</h2>{}</div><div><h2>Errors, baseline as a line</h2>{}</div></div>",
        scatter(&backtest.measured, &answers),
        reliability(&backtest.reliability),
        errors(&off(&answers), &off(&backtest.baseline))
    );
    let bars: Vec<(String, f64, f64)> =
        backtest.slices.iter().map(|s| (s.name.clone(), s.figures.mean_log_ratio, s.baseline.mean_log_ratio)).collect();
    let _ = write!(out, "<h2>Mean |log ratio| by slice, baseline as a mark</h2>{}", slices(&bars));
    out.push_str("<h2>Slices, and harder splits</h2><table><tr><th>slice</th>");
    out.push_str(HEADER);
    for slice in backtest.held_out.iter().chain(&backtest.slices) {
        let worse = slice.figures.mean_log_ratio > slice.baseline.mean_log_ratio;
        let class = if worse { " class='worse' title='worse than the baseline'" } else { "" };
        let _ = write!(out, "<tr{class}><td>{}</td>{}</tr>", text(&slice.name), cells(&slice.figures));
    }
    out.push_str("</table><h2>Data</h2><table>");
    let _ = write!(out, "<tr><td>rows read</td><td>{}</td></tr>", manifest.data.rows_read);
    for (reason, count) in &manifest.data.excluded {
        let _ = write!(out, "<tr><td>left out: {}</td><td>{count}</td></tr>", text(reason));
    }
    out.push_str("</table>");
    for remark in &manifest.data.remarks {
        let _ = write!(out, "<p>{}</p>", text(remark));
    }
    let _ = writeln!(out, "<h2>Again</h2><pre>{}</pre></html>", text(&manifest.command));
    out
}

const HEADER: &str = "<th>rows</th><th>within 15 %</th><th>MAPE</th><th>mean |log ratio|</th><th>total</th><th>P10-P90 covers</th></tr>";

fn cells(figures: &Figures) -> String {
    format!(
        "<td>{}</td><td>{:.3}</td><td>{:.3}</td><td>{:.3}</td><td>{:+.3}</td><td>{}</td>",
        figures.rows,
        figures.within_15_percent,
        figures.mape,
        figures.mean_log_ratio,
        figures.total,
        figures.coverage.map_or_else(String::new, |coverage| format!("{coverage:.3}"))
    )
}

fn text(raw: &str) -> String {
    raw.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#39;").replace('"', "&quot;")
}
