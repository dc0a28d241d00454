//! Similar parts as a table for people, in French, in a terminal.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};
use trusquin_domain::Part;
use trusquin_intake::EarlierPart;

use crate::terminal::{french_date, french_money, process_name, scenario_name};

/// The part and the earlier ones like it.
pub fn similar_text(part: &Part, similar: &[EarlierPart]) -> String {
    let number = part.drawing_number.as_ref().map_or("–", |number| number.value.as_str());
    if similar.is_empty() {
        return format!("{number} : aucune pièce chiffrée ne peut lui être comparée.\n");
    }
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_width(150);
    table.set_header([
        "Écart",
        "Devis",
        "Plan",
        "Matière",
        "Procédé",
        "Commun",
        "Différent",
        "Temps (réglage + pièce)",
        "Prix unitaire HT",
    ]);
    for earlier in similar {
        let old = &earlier.line.part;
        let far = if earlier.likeness.is_repeat() {
            "même pièce".to_owned()
        } else {
            format!("{:.2}", earlier.likeness.distance).replace('.', ",")
        };
        let words = |traits: &[trusquin_machining::Trait]| traits.iter().map(|it| trait_name(it.word())).collect::<Vec<_>>().join(", ");
        table.add_row(vec![
            Cell::new(far).set_alignment(CellAlignment::Right),
            Cell::new(format!("{} l. {} du {}", earlier.quote, earlier.line.line, french_date(earlier.date))),
            Cell::new(old.drawing_number.as_ref().map_or("–", |number| number.value.as_str())),
            Cell::new(old.material.as_ref().map_or("–", |need| need.written.value.as_str())),
            Cell::new(old.processes.first().map_or("–", |guess| process_name(guess.process))),
            Cell::new(words(&earlier.likeness.shared)),
            Cell::new(words(&earlier.likeness.apart)),
            Cell::new(times(earlier)),
            Cell::new(prices(earlier)).set_alignment(CellAlignment::Right),
        ]);
    }
    format!("{number} : pièces les plus proches\n{table}\n")
}

fn times(earlier: &EarlierPart) -> String {
    let operations = earlier.line.routing.iter().flat_map(|routing| &routing.operations).filter(|operation| operation.external.is_none());
    let lines: Vec<String> = operations
        .map(|operation| {
            format!(
                "OP{} {} {:.0} + {:.1} min",
                operation.op,
                operation.work_centre,
                operation.time.setup_s / 60.0,
                operation.time.run_s / 60.0
            )
        })
        .collect();
    lines.join("\n")
}

fn prices(earlier: &EarlierPart) -> String {
    let lines: Vec<String> = earlier
        .prices
        .iter()
        .map(|price| format!("{} × {} : {}", scenario_name(price.scenario), price.quantity, french_money(price.unit_price)))
        .collect();
    lines.join("\n")
}

fn trait_name(word: &str) -> &str {
    match word {
        "size" => "taille",
        "shape" => "forme",
        "faces" => "faces",
        "holes" => "trous",
        "process" => "procédé",
        "material" => "matière",
        "tolerance" => "tolérance",
        other => other,
    }
}
