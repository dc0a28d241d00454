//! The quote as a table for people, in French, in a terminal.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};
use jiff::civil::Date;
use trusquin_domain::{Money, Process, Quote, QuoteLine, Scenario, ScenarioKind};

/// Lines, routings, scenarios and questions, ready to print.
pub fn quote_text(number: &str, quote: &Quote) -> String {
    let mut text = format!("Devis {number} du {}, valable jusqu'au {}\n\n", french_date(quote.date), french_date(quote.valid_until));
    text.push_str(&lines_table(quote).to_string());
    text.push('\n');
    for line in &quote.lines {
        text.push_str(&routing_text(line));
    }
    text.push('\n');
    text.push_str(&scenarios_table(quote).to_string());
    text.push('\n');
    for scenario in &quote.scenarios {
        text.push_str(&format!("\n{} × {} : {}\n", scenario_name(scenario.name), scenario.quantity, french_money(scenario.total)));
        for reason in &scenario.reasons {
            text.push_str(&format!("  - {reason}\n"));
        }
    }
    let questions: Vec<String> = quote
        .lines
        .iter()
        .flat_map(|line| line.questions.iter().map(move |question| format!("  - ligne {} : {question}\n", line.line)))
        .collect();
    if !questions.is_empty() {
        text.push_str("\nQuestions au client\n");
        text.extend(questions);
    }
    text
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_width(150);
    table.set_header(header.iter().copied());
    table
}

fn lines_table(quote: &Quote) -> Table {
    let mut rows = table(&["N°", "Plan", "Ind.", "Désignation", "Matière", "Procédé", "Brut", "Prix unitaire HT (standard)"]);
    let main = quote.scenarios.first().map(|scenario| scenario.quantity);
    let standard = quote.scenarios.iter().find(|scenario| scenario.name == ScenarioKind::Standard && Some(scenario.quantity) == main);
    for line in &quote.lines {
        let part = &line.part;
        let unit_price = standard
            .and_then(|scenario| scenario.lines.iter().find(|priced| priced.line == line.line))
            .and_then(|priced| priced.unit_price);
        let price = match (unit_price, &part.manual_reason) {
            (Some(price), _) => format!("{} × {}", french_money(price), main.unwrap_or_default()),
            (None, Some(reason)) => format!("à saisir à la main : {reason}"),
            (None, None) => "à saisir à la main : voir les questions".to_owned(),
        };
        rows.add_row(vec![
            Cell::new(line.line).set_alignment(CellAlignment::Right),
            Cell::new(part.drawing_number.as_ref().map_or("–", |number| number.value.as_str())),
            Cell::new(part.revision.as_ref().map_or("–", |revision| revision.value.as_str())),
            Cell::new(part.title.as_ref().map_or("–", |title| title.value.as_str())),
            Cell::new(part.material.as_ref().map_or("–", |need| need.written.value.as_str())),
            Cell::new(part.processes.first().map_or("–", |guess| process_name(guess.process))),
            Cell::new(line.routing.as_ref().and_then(|routing| routing.raw_stock.as_ref()).map_or("–", |stock| stock.text.as_str())),
            Cell::new(price).set_alignment(CellAlignment::Right),
        ]);
    }
    rows
}

fn routing_text(line: &QuoteLine) -> String {
    let Some(routing) = line.routing.as_ref().filter(|routing| !routing.operations.is_empty()) else { return String::new() };
    let number = line.part.drawing_number.as_ref().map_or("–", |number| number.value.as_str());
    let mut text = format!("\nLigne {} – {number} : lancement de {} pour {}\n", line.line, routing.launched, routing.quantity);
    for operation in &routing.operations {
        let resource = operation.machine.as_deref().unwrap_or(&operation.work_centre);
        let time = match &operation.external {
            Some(external) => format!("{} jours ouvrés à l'extérieur", external.working_days),
            None => format!("réglage {:>4.0} min, {:>6.1} min/pièce", operation.time.setup_s / 60.0, operation.time.run_s / 60.0),
        };
        text.push_str(&format!("  OP{:<3} {:<10} {time:<34} {}\n", operation.op, resource, operation.text));
    }
    text
}

fn scenarios_table(quote: &Quote) -> Table {
    let mut rows = table(&["Scénario", "Quantité", "Total HT", "Délai", "Livraison", "Pourquoi"]);
    for scenario in &quote.scenarios {
        let priced = scenario.lines.iter().any(|line| line.unit_price.is_some());
        rows.add_row(vec![
            Cell::new(scenario_name(scenario.name)),
            Cell::new(scenario.quantity).set_alignment(CellAlignment::Right),
            Cell::new(if priced { french_money(scenario.total) } else { "à chiffrer".to_owned() }).set_alignment(CellAlignment::Right),
            Cell::new(if priced { lead_time(scenario) } else { "–".to_owned() }),
            Cell::new(if priced { french_date(scenario.delivery_date) } else { "–".to_owned() }),
            Cell::new(scenario.reasons.first().map_or("–", String::as_str)),
        ]);
    }
    rows
}

fn lead_time(scenario: &Scenario) -> String {
    format!("{} jours", scenario.lead_time_days)
}

/// `1 234,50 €`, with the narrow no-break space French typography wants.
pub fn french_money(amount: Money) -> String {
    let plain = amount.to_string();
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "00"));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped},{cents}\u{a0}€")
}

/// `21/11/2026`.
pub fn french_date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// French name of a scenario.
pub fn scenario_name(scenario: ScenarioKind) -> &'static str {
    match scenario {
        ScenarioKind::Express => "Express",
        ScenarioKind::Standard => "Standard",
        ScenarioKind::Economic => "Économique",
    }
}

/// French name of a process.
pub fn process_name(process: Process) -> &'static str {
    match process {
        Process::Turning => "Tournage",
        Process::Milling => "Fraisage",
        Process::MillTurn => "Tournage-fraisage",
        Process::Drilling => "Perçage",
        Process::Grinding => "Rectification",
        Process::Sawing => "Sciage",
        Process::SheetMetal => "Tôlerie",
        Process::TubeBending => "Cintrage",
        Process::Welding => "Soudage",
        Process::Edm => "Électro-érosion",
        Process::InjectionMoulding => "Injection plastique",
        Process::Additive => "Fabrication additive",
        Process::Assembly => "Assemblage",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_as_french_people_write_it() {
        for (cents, text) in [(0, "0,00\u{a0}€"), (123_450, "1\u{202f}234,50\u{a0}€"), (100_000_000, "1\u{202f}000\u{202f}000,00\u{a0}€")]
        {
            assert_eq!(french_money(Money::from_cents(cents)), text);
        }
    }
}
