//! Clues from what is written on the drawing: words of title, material and notes, and the mix of dimensions.

use std::collections::BTreeMap;

use trusquin_domain::{DimensionKind, Process, SheetReading, TitleBlockField};

use super::clue::{Clues, Rules};
use crate::words::Squeezed;

/// Words of one process count at most this often per field: a note that repeats a word proves nothing more.
const LISTS_PER_FIELD: usize = 2;
/// An assembly drawing carries few dimensions; a part's carries at least this many.
const DETAILED: usize = 12;
/// Characters of notes looked at.
const NOTE_CHARACTERS: usize = 20_000;

pub(super) fn look(drawing: &SheetReading, has_solid: bool, rules: &Rules, clues: &mut Clues) {
    let field = |field: TitleBlockField| drawing.title_block.get(&field).map(|found| found.value.as_str()).unwrap_or_default();
    let title = format!("{} {}", field(TitleBlockField::Title), field(TitleBlockField::DocumentType));
    let material = format!("{} {}", field(TitleBlockField::Material), field(TitleBlockField::Finish));
    let mut notes = String::new();
    for note in &drawing.notes {
        notes.push_str(&note.text);
        notes.push('\n');
        if notes.len() > NOTE_CHARACTERS {
            break;
        }
    }
    let mut seen = vec![false; rules.clue.len()];
    look_at_words("title", &title, rules.field_factor.title, rules, &mut seen, clues);
    look_at_words("material", &material, rules.field_factor.material, rules, &mut seen, clues);
    look_at_words("notes", &notes, rules.field_factor.notes, rules, &mut seen, clues);
    if !has_solid {
        // Only words of parts lists count for an assembly in the notes.
        let has_parts_list = rules.clue.iter().zip(&seen).any(|(clue, seen)| *seen && clue.in_notes && clue.process == Process::Assembly);
        look_at_dimensions(drawing, has_parts_list, clues);
    }
}

/// A list already seen in an earlier field proves nothing more in the next one.
fn look_at_words(name: &str, text: &str, factor: f64, rules: &Rules, seen: &mut [bool], clues: &mut Clues) {
    let text = Squeezed::new(text);
    if text.len() == 0 {
        return;
    }
    let mut used: BTreeMap<Process, usize> = BTreeMap::new();
    for (clue, seen) in rules.clue.iter().zip(seen.iter_mut()) {
        let elsewhere = name == "notes" && !clue.in_notes;
        if *seen || elsewhere || used.get(&clue.process).copied().unwrap_or(0) >= LISTS_PER_FIELD {
            continue;
        }
        if let Some(word) = clue.words.iter().find(|word| text.find(&Squeezed::new(word)).is_some()) {
            *seen = true;
            *used.entry(clue.process).or_default() += 1;
            clues.add(clue.process, clue.weight * factor, format!("'{word}' in the {name}"));
        }
    }
}

fn look_at_dimensions(drawing: &SheetReading, has_parts_list: bool, clues: &mut Clues) {
    let of = |kind: DimensionKind| drawing.dimensions.iter().filter(move |dimension| dimension.kind == kind);
    // A diameter written once is a turned or bored one; written "4x" it is a pattern of holes.
    let single = of(DimensionKind::Diameter).filter(|dimension| dimension.count <= 1).count();
    let holes = of(DimensionKind::HoleCallout).count() + of(DimensionKind::Diameter).filter(|dimension| dimension.count > 1).count();
    let linear = of(DimensionKind::Linear).count();
    let threads = of(DimensionKind::Thread).count();
    if drawing.dimensions.len() < 3 {
        return;
    }
    if drawing.dimensions.len() >= DETAILED && !has_parts_list {
        clues.add(Process::Assembly, -1.5, format!("{} dimensions: a detail drawing", drawing.dimensions.len()));
    }
    let share = single as f64 / (single + linear).max(1) as f64;
    let mix = format!("{single} single diameters, {linear} lengths, {holes} hole patterns, {threads} threads on the drawing");
    if single >= 2 && share > 0.3 {
        clues.add(Process::Turning, 1.0 + 4.0 * (share - 0.3), mix.clone());
        clues.add(Process::Milling, -3.0 * (share - 0.3), mix.clone());
    } else if linear >= 4 && share < 0.25 {
        clues.add(Process::Milling, 1.0, mix.clone());
        clues.add(Process::Turning, -1.5 + 2.0 * share, mix.clone());
    }
    let holes_in_all: u32 = of(DimensionKind::HoleCallout).map(|dimension| dimension.count.max(1)).sum::<u32>()
        + of(DimensionKind::Thread).map(|dimension| dimension.count.max(1)).sum::<u32>();
    if holes_in_all > 0 {
        clues.add(Process::Drilling, 1.5, format!("{holes_in_all} holes and threads called out on the drawing"));
        if threads > 0 && linear > 0 {
            clues.add(Process::Milling, 0.4, format!("{threads} threads on the drawing"));
        }
    }
}
