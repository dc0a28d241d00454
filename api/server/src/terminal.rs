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
        text.push_str(&format!("\n{} × {} : {}\n", scenario_name(scenario.name), scenario.quantity, scenario_total(scenario)));
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
        rows.add_row(vec![
            Cell::new(scenario_name(scenario.name)),
            Cell::new(scenario.quantity).set_alignment(CellAlignment::Right),
            Cell::new(scenario_total(scenario)).set_alignment(CellAlignment::Right),
            Cell::new(scenario.lead_time_days.map_or("–".to_owned(), |days| format!("{days} jours"))),
            Cell::new(scenario_delivery(scenario)),
            Cell::new(scenario.reasons.first().map_or("–", String::as_str)),
        ]);
    }
    rows
}

/// The total, "à chiffrer" when nothing has a price; when lines have none, the total says that they are not in it.
pub fn scenario_total(scenario: &Scenario) -> String {
    match scenario.total {
        None => "à chiffrer".to_owned(),
        Some(total) if scenario.is_partly_priced() => format!("{} hors lignes à chiffrer", french_money(total)),
        Some(total) => french_money(total),
    }
}

/// The day of delivery; "à convenir" when there is a price and the calendar gives no day, a dash when there is no price.
pub fn scenario_delivery(scenario: &Scenario) -> String {
    match (scenario.delivery_date, scenario.total) {
        (Some(date), _) => french_date(date),
        (None, Some(_)) => "à convenir".to_owned(),
        (None, None) => "–".to_owned(),
    }
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

    /// What a person must never see: nought euros, or a date, for what has no price.
    #[test]
    fn a_scenario_says_what_is_not_priced_and_what_has_no_date() {
        let line = |line: u32, cents: Option<i64>| trusquin_domain::PricedLine {
            line,
            unit_price: cents.map(Money::from_cents),
            total: cents.map(Money::from_cents),
            ..trusquin_domain::PricedLine::default()
        };
        let check = |lines: Vec<trusquin_domain::PricedLine>, delivery_date: Option<Date>, expect: (&str, &str)| {
            let total = lines.iter().filter_map(|line| line.total).reduce(|a, b| a + b);
            let scenario = Scenario {
                name: ScenarioKind::Standard,
                quantity: 1,
                total,
                currency: "EUR".to_owned(),
                lead_time_days: None,
                delivery_date,
                reasons: Vec::new(),
                customer_reasons: Vec::new(),
                lines,
                schedule: Vec::new(),
                margin_percent: None,
                moves: Vec::new(),
                stock: Vec::new(),
                purchases: Vec::new(),
            };
            let plain = |text: String| text.replace(['\u{202f}', '\u{a0}'], " ");
            assert_eq!((plain(scenario_total(&scenario)), scenario_delivery(&scenario)), (expect.0.to_owned(), expect.1.to_owned()));
        };
        let day = Some(jiff::civil::date(2026, 12, 1));
        check(vec![line(1, Some(150_000))], day, ("1 500,00 €", "01/12/2026"));
        check(vec![line(1, Some(150_000)), line(2, None)], day, ("1 500,00 € hors lignes à chiffrer", "01/12/2026"));
        check(vec![line(1, Some(150_000))], None, ("1 500,00 €", "à convenir"));
        check(vec![line(1, None)], None, ("à chiffrer", "–"));
    }

    #[test]
    fn money_is_grouped_as_french_people_write_it() {
        for (cents, text) in [(0, "0,00\u{a0}€"), (123_450, "1\u{202f}234,50\u{a0}€"), (100_000_000, "1\u{202f}000\u{202f}000,00\u{a0}€")]
        {
            assert_eq!(french_money(Money::from_cents(cents)), text);
        }
    }
}
