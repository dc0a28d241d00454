//! Sheet formats whose words no dictionary knows: one corrected drawing teaches each, the next ten are read by it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use libtest_mimic::{Arguments, Failed, Trial};
use trusquin_domain::{Analysis, Lesson, TaughtValue, TitleBlockField};
use trusquin_generator::files::pdf;
use trusquin_generator::order::Language;
use trusquin_generator::random_part::{self, TextMode, Wish};
use trusquin_generator::sheet::title_block::TitleBlockLayout;
use trusquin_generator::sheet::{Item, Layer, Sheet};
use trusquin_intake::{Limits, TaughtLayouts, WorkerCommand, read_all, tasks};

/// Drawings read by each layout after the one that taught it.
const UNSEEN: usize = 10;
/// Share of their fields that must be right.
const LEAST_RIGHT: f64 = 0.99;
/// Drawn as a symbol: there is no text to teach a place by.
const NO_TEXT: TitleBlockField = TitleBlockField::Projection;

type Truth = BTreeMap<TitleBlockField, String>;

fn main() {
    let arguments = Arguments::from_args();
    // Without the PDF library there is nothing to read.
    let home = std::env::var_os("TRUSQUIN_HOME").map(PathBuf::from);
    let absent = home.is_none_or(|home| !home.join("lib").is_dir());
    let trial = Trial::test("unknown_formats_are_learned_from_one_drawing", check).with_ignored_flag(absent);
    libtest_mimic::run(&arguments, vec![trial]).exit();
}

/// The words of a language nobody taught: each letter another one, so that widths stay about the same.
fn foreign(text: &str) -> String {
    let turn = |letter: char| match letter {
        'a'..='z' => char::from((letter as u8 - b'a' + 7) % 26 + b'a'),
        'A'..='Z' => char::from((letter as u8 - b'A' + 7) % 26 + b'A'),
        'À'..='Ý' => 'Q',
        'à'..='ý' => 'k',
        other => other,
    };
    text.chars().map(turn).collect()
}

/// A drawing of one format: its PDF, what its title block says, and its paper.
fn drawing(seed: u64, layout: TitleBlockLayout, language: Language) -> (Vec<u8>, Truth, [f64; 2]) {
    let wish = Wish { layout: Some(layout), language: Some(language), text: Some(TextMode::Typed), ..Wish::default() };
    let part = random_part::order(seed, &wish);
    let mut sheet: Sheet = part.sheet();
    let truth: Truth = sheet
        .said
        .title_block
        .iter()
        .filter(|(field, placed)| **field != NO_TEXT && placed.sheet_box.is_some())
        .map(|(field, placed)| (*field, placed.value.clone()))
        .collect();
    sheet.items = sheet.flattened();
    for item in &mut sheet.items {
        if let Item::Text(text) = item
            && text.layer == Layer::TitleBlock
            && !truth.values().any(|value| *value == text.text)
        {
            text.text = foreign(&text.text);
        }
    }
    (pdf::write(&sheet, &part.identity), truth, sheet.size)
}

fn read(paths: &[PathBuf], layouts: &TaughtLayouts, lesson: Option<&Lesson>) -> Result<Vec<Analysis>, Failed> {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_trusquin"));
    let worker = WorkerCommand { program, arguments: vec!["worker".to_owned()], layouts: layouts.clone(), critical: None };
    let mut list = tasks(paths)?;
    for task in &mut list {
        task.lesson = lesson.cloned();
    }
    let mut read = BTreeMap::new();
    read_all(list, 2, &worker, &Limits::default(), |_, analysis| {
        read.insert(analysis.file.clone(), analysis);
    });
    Ok(read.into_values().collect())
}

/// Letters and digits only: how a value is broken into texts is not asked.
fn plain(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Fields right, fields in all, and what went wrong.
fn judge(read: &[Analysis], truths: &[Truth]) -> (usize, usize, Vec<String>) {
    let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
    for (analysis, truth) in read.iter().zip(truths) {
        let Some(sheet) = analysis.drawing.sheets.first() else {
            all += truth.len();
            wrong.push(format!("{}: no sheet: {:?}", analysis.file, analysis.diagnostics));
            continue;
        };
        for (field, value) in truth {
            all += 1;
            let found = sheet.title_block.get(field).map(|found| found.value.clone()).unwrap_or_default();
            if plain(&found) == plain(value) {
                right += 1;
            } else {
                wrong.push(format!("{} {field:?}: '{found}' is not '{value}'", analysis.file));
            }
        }
    }
    (right, all, wrong)
}

fn check() -> Result<(), Failed> {
    use Language::{English, French};
    use TitleBlockLayout::{Cells, Column, Open, Strip};
    let formats = [(Cells, French), (Cells, English), (Open, French), (Open, English), (Strip, French), (Column, English)];
    let folder = tempfile::tempdir()?;
    let layouts = TaughtLayouts::default();
    let (mut right, mut all, mut untaught, mut empty, mut wrong) = (0, 0, 0, 0, Vec::new());
    let mut sheets: Vec<(Vec<PathBuf>, Vec<Truth>)> = Vec::new();
    for (number, (layout, language)) in formats.into_iter().enumerate() {
        let (mut paths, mut truths) = (Vec::new(), Vec::new());
        let mut paper = None;
        for seed in 0.. {
            let (bytes, truth, size) = drawing(9_000 + 100 * number as u64 + seed, layout, language);
            // A strip is as wide as its paper: on another one it is another format.
            if layout == Strip && *paper.get_or_insert(size) != size {
                continue;
            }
            let path = folder.path().join(format!("{number}-{seed:02}.pdf"));
            std::fs::write(&path, bytes)?;
            paths.push(path);
            truths.push(truth);
            if paths.len() > UNSEEN {
                break;
            }
        }
        // A field the first drawing leaves empty has no place that could be taught.
        let taught: Vec<TitleBlockField> = truths[0].keys().copied().collect();
        for truth in &mut truths {
            let before = truth.len();
            truth.retain(|field, _| taught.contains(field));
            empty += before - truth.len();
        }
        untaught += judge(&read(&paths[1..], &TaughtLayouts::default(), None)?, &truths[1..]).0;
        let fields = truths[0].iter().map(|(field, value)| (*field, Some(TaughtValue { value: value.clone(), area: None }))).collect();
        let lesson = Lesson { name: format!("format {number}"), page: 1, fields };
        let taught = read(&paths[..1], &TaughtLayouts::default(), Some(&lesson))?.remove(0).taught.ok_or("nothing was taught")?;
        let layout = taught.layout.ok_or_else(|| format!("format {number} teaches nothing: {:?}", taught.unplaced))?;
        let mut known = layouts.all().to_vec();
        known.push(layout);
        layouts.replace(known);
        sheets.push((paths, truths));
    }
    // With all of them known, so that one may be taken for another.
    for (paths, truths) in &sheets {
        let (good, number, faults) = judge(&read(&paths[1..], &layouts, None)?, &truths[1..]);
        right += good;
        all += number;
        wrong.extend(faults);
    }
    println!(
        "known formats: {right} of {all} fields right; before the lesson {untaught}; {empty} fields were empty on the drawing that taught\n{}",
        wrong.join("\n")
    );
    if (right as f64) < LEAST_RIGHT * all as f64 {
        return Err(format!("{right} of {all} fields right: {}", wrong.join("; ")).into());
    }
    if 2 * untaught > all {
        return Err(format!("{untaught} of {all} fields were right without a lesson: these formats teach nothing").into());
    }
    Ok(())
}
