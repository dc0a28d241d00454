//! The quote as a workbook: prices by line, quantity and scenario with living totals; with the annexes, costs, routings and purchases.

use anyhow::Context;
use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};
use trusquin_domain::{Money, Quote, QuoteLine, ScenarioKind, Shop};

use super::sheets::annex::place_name;
use super::sheets::{file_name, text};
use super::{QuotePrint, french};

type Written = Result<(), XlsxError>;

/// The formats of one workbook.
struct Look {
    head: Format,
    text: Format,
    number: Format,
    money: Format,
    percent: Format,
    date: Format,
    strong: Format,
    total: Format,
}

impl Look {
    fn new(currency: &str) -> Self {
        let sign = if currency == "EUR" { "€" } else { currency };
        let base = || Format::new().set_font_name("Calibri").set_font_size(10);
        let money = format!("#,##0.00\\ \"{}\"", sign.replace('"', ""));
        Self {
            head: base()
                .set_bold()
                .set_font_color("#FFFFFF")
                .set_background_color("#0F4C5C")
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap(),
            text: base().set_align(FormatAlign::Top).set_text_wrap(),
            number: base().set_num_format("#,##0.##"),
            money: base().set_num_format(&money),
            percent: base().set_num_format("0.0\\ \"%\""),
            date: base().set_num_format("dd/mm/yyyy"),
            strong: base().set_bold().set_font_size(13).set_font_color("#0F4C5C"),
            total: base().set_bold().set_num_format(&money).set_border_top(FormatBorder::Thin),
        }
    }
}

/// The quote as an XLSX file. The same quote gives the same bytes.
///
/// # Errors
/// The workbook cannot be written: a bug of this program.
pub fn quote_workbook(quote: &Quote, shop: &Shop, number: &str, print: &QuotePrint) -> anyhow::Result<Vec<u8>> {
    let made = || -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let currency = quote.scenarios.first().map_or("EUR", |scenario| scenario.currency.as_str());
        let look = Look::new(currency);
        let created = ExcelDateTime::from_ymd(year(quote.date), month(quote.date), day(quote.date))?;
        let properties = DocProperties::new().set_title(format!("Devis {number}")).set_author(text(&shop.company.name));
        workbook.set_properties(&properties.set_creation_datetime(&created));
        summary(workbook.add_worksheet(), quote, shop, number, print, &look)?;
        prices(workbook.add_worksheet(), quote, print, &look)?;
        if print.annexes {
            costs(workbook.add_worksheet(), quote, &look)?;
            routings(workbook.add_worksheet(), quote, shop, &look)?;
            material(workbook.add_worksheet(), quote, shop, &look)?;
        }
        workbook.save_to_buffer()
    };
    made().with_context(|| format!("the workbook of quote {number} cannot be written"))
}

fn year(date: Date) -> u16 {
    u16::try_from(date.year()).unwrap_or(1900).clamp(1900, 9999)
}

fn month(date: Date) -> u8 {
    date.month().unsigned_abs()
}

fn day(date: Date) -> u8 {
    date.day().unsigned_abs()
}

fn kind_name(kind: ScenarioKind) -> &'static str {
    match kind {
        ScenarioKind::Express => "Express",
        ScenarioKind::Standard => "Standard",
        ScenarioKind::Economic => "Économique",
    }
}

fn heads(sheet: &mut Worksheet, row: u32, titles: &[(&str, f64)], look: &Look) -> Written {
    for (column, (title, width)) in (0_u16..).zip(titles) {
        sheet.write_string_with_format(row, column, *title, &look.head)?;
        sheet.set_column_width(column, *width)?;
    }
    Ok(())
}

fn money(sheet: &mut Worksheet, row: u32, column: u16, amount: Option<Money>, look: &Look) -> Written {
    match amount {
        Some(amount) => sheet.write_number_with_format(row, column, amount.rounded().to_f64(), &look.money)?,
        None => sheet.write_string_with_format(row, column, "à chiffrer", &look.text)?,
    };
    Ok(())
}

fn date(sheet: &mut Worksheet, row: u32, column: u16, date: Option<Date>, look: &Look) -> Written {
    match date {
        Some(date) => {
            let value = ExcelDateTime::from_ymd(year(date), month(date), day(date))?;
            sheet.write_datetime_with_format(row, column, &value, &look.date)?
        }
        None => sheet.write_string_with_format(row, column, "à convenir", &look.text)?,
    };
    Ok(())
}

fn shown<'a>(quote: &'a Quote, print: &QuotePrint) -> impl Iterator<Item = &'a trusquin_domain::Scenario> {
    let only = print.scenario;
    quote.scenarios.iter().filter(move |scenario| only.is_none_or(|kind| kind == scenario.name))
}

fn summary(sheet: &mut Worksheet, quote: &Quote, shop: &Shop, number: &str, print: &QuotePrint, look: &Look) -> Written {
    sheet.set_name("Devis")?.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.write_string_with_format(0, 0, format!("Devis {number}"), &look.strong)?;
    let company = &shop.company;
    let facts = [
        ("Vendeur", format!("{}, {} · SIRET {} · TVA {}", company.name, company.legal_form, company.siret, company.vat_id)),
        ("Client", shop.customer.as_ref().map_or_else(|| "à compléter".to_owned(), |customer| customer.name.clone())),
        ("Date", format!("{}, valable jusqu’au {}", french::date(quote.date), french::date(quote.valid_until))),
        ("État", if print.draft { "projet, à valider".to_owned() } else { "validé".to_owned() }),
    ];
    for (row, (name, value)) in (1_u32..).zip(facts) {
        sheet.write_string_with_format(row, 0, name, &look.text)?;
        sheet.write_string_with_format(row, 1, text(&value), &look.text)?;
    }
    let row = 6;
    heads(
        sheet,
        row,
        &[
            ("Scénario", 16.0),
            ("Quantité par plan", 44.0),
            ("Total HT", 16.0),
            ("Livraison", 14.0),
            ("Délai (jours)", 12.0),
            ("Lignes non chiffrées", 18.0),
        ],
        look,
    )?;
    for (row, scenario) in (row + 1..).zip(shown(quote, print)) {
        sheet.write_string_with_format(row, 0, kind_name(scenario.name), &look.text)?;
        sheet.write_number_with_format(row, 1, f64::from(scenario.quantity), &look.number)?;
        money(sheet, row, 2, scenario.total, look)?;
        date(sheet, row, 3, scenario.delivery_date, look)?;
        if let Some(days) = scenario.lead_time_days {
            sheet.write_number_with_format(row, 4, f64::from(days), &look.number)?;
        }
        let unpriced: Vec<String> = scenario.unpriced_lines().iter().map(u32::to_string).collect();
        sheet.write_string_with_format(row, 5, unpriced.join(", "), &look.text)?;
    }
    Ok(())
}

fn plan(line: &QuoteLine) -> String {
    let number = line.part.drawing_number.as_ref().map(|number| number.value.clone());
    text(&number.or_else(|| line.part.files.first().map(|file| file_name(file).to_owned())).unwrap_or_default())
}

/// One row a line, quantity and scenario; the totals are formulas, so that a price typed over in the workbook counts.
fn prices(sheet: &mut Worksheet, quote: &Quote, print: &QuotePrint, look: &Look) -> Written {
    sheet.set_name("Prix")?.set_landscape().set_print_fit_to_pages(1, 0);
    let titles = [
        ("Scénario", 12.0),
        ("Ligne", 7.0),
        ("Plan", 22.0),
        ("Indice", 8.0),
        ("Désignation", 30.0),
        ("Matière", 22.0),
        ("Quantité", 10.0),
        ("Prix unitaire HT", 16.0),
        ("Frais fixes HT", 14.0),
        ("Total HT", 16.0),
    ];
    heads(sheet, 0, &titles, look)?;
    sheet.set_freeze_panes(1, 0)?;
    let mut row = 1;
    for scenario in shown(quote, print) {
        for line in &quote.lines {
            let Some(priced) = scenario.lines.iter().find(|priced| priced.line == line.line) else { continue };
            let part = &line.part;
            let words = |value: Option<&trusquin_domain::Extracted>| text(value.map_or("", |value| value.value.as_str()));
            sheet.write_string_with_format(row, 0, kind_name(scenario.name), &look.text)?;
            sheet.write_number_with_format(row, 1, f64::from(line.line), &look.number)?;
            sheet.write_string_with_format(row, 2, plan(line), &look.text)?;
            sheet.write_string_with_format(row, 3, words(part.revision.as_ref()), &look.text)?;
            sheet.write_string_with_format(row, 4, words(part.title.as_ref()), &look.text)?;
            sheet.write_string_with_format(row, 5, words(part.material.as_ref().map(|need| &need.written)), &look.text)?;
            sheet.write_number_with_format(row, 6, f64::from(scenario.quantity), &look.number)?;
            money(sheet, row, 7, priced.unit_price, look)?;
            if let Some(total) = priced.total {
                money(sheet, row, 8, Some(priced.charged_once.unwrap_or_default()), look)?;
                let at = row + 1;
                let formula = Formula::new(format!("=G{at}*H{at}+I{at}")).set_result(total.to_string());
                sheet.write_formula_with_format(row, 9, formula, &look.money)?;
            }
            row += 1;
        }
    }
    if row > 1 {
        sheet.autofilter(0, 0, row - 1, 9)?;
        sheet.write_string_with_format(row + 1, 8, "Total affiché", &look.text)?;
        sheet.write_formula_with_format(row + 1, 9, Formula::new(format!("=SUBTOTAL(109,J2:J{row})")), &look.total)?;
    }
    Ok(())
}

/// What each amount depends on: internal.
fn costs(sheet: &mut Worksheet, quote: &Quote, look: &Look) -> Written {
    sheet.set_name("Décomposition")?.set_landscape().set_print_fit_to_pages(1, 0);
    let titles = [
        ("Scénario", 12.0),
        ("Quantité", 10.0),
        ("Ligne", 7.0),
        ("Plan", 22.0),
        ("Poste", 22.0),
        ("Dépend de", 14.0),
        ("Détail", 60.0),
        ("Montant", 14.0),
        ("Part", 9.0),
    ];
    heads(sheet, 0, &titles, look)?;
    sheet.set_freeze_panes(1, 0)?;
    let mut row = 1;
    for scenario in &quote.scenarios {
        for priced in &scenario.lines {
            let name = quote.lines.iter().find(|line| line.line == priced.line).map(plan).unwrap_or_default();
            for dependence in &priced.dependences {
                sheet.write_string_with_format(row, 0, kind_name(scenario.name), &look.text)?;
                sheet.write_number_with_format(row, 1, f64::from(scenario.quantity), &look.number)?;
                sheet.write_number_with_format(row, 2, f64::from(priced.line), &look.number)?;
                sheet.write_string_with_format(row, 3, &name, &look.text)?;
                sheet.write_string_with_format(row, 4, french::cost(dependence.kind), &look.text)?;
                sheet.write_string_with_format(row, 5, french::driver(dependence.driver), &look.text)?;
                sheet.write_string_with_format(row, 6, text(&dependence.explained), &look.text)?;
                money(sheet, row, 7, Some(dependence.amount), look)?;
                sheet.write_number_with_format(row, 8, Money::new(dependence.share_percent).to_f64(), &look.percent)?;
                row += 1;
            }
        }
    }
    if row > 1 {
        sheet.autofilter(0, 0, row - 1, 8)?;
    }
    Ok(())
}

fn routings(sheet: &mut Worksheet, quote: &Quote, shop: &Shop, look: &Look) -> Written {
    sheet.set_name("Gammes")?.set_landscape().set_print_fit_to_pages(1, 0);
    let titles = [
        ("Ligne", 7.0),
        ("Plan", 22.0),
        ("OP", 7.0),
        ("Opération", 26.0),
        ("Travail", 60.0),
        ("Poste", 30.0),
        ("Réglage (min)", 14.0),
        ("Unitaire (min)", 14.0),
    ];
    heads(sheet, 0, &titles, look)?;
    sheet.set_freeze_panes(1, 0)?;
    let mut row = 1;
    for line in &quote.lines {
        for operation in line.routing.iter().flat_map(|routing| &routing.operations) {
            sheet.write_number_with_format(row, 0, f64::from(line.line), &look.number)?;
            sheet.write_string_with_format(row, 1, plan(line), &look.text)?;
            sheet.write_number_with_format(row, 2, f64::from(operation.op), &look.number)?;
            sheet.write_string_with_format(row, 3, text(&operation.name), &look.text)?;
            sheet.write_string_with_format(row, 4, text(&operation.text), &look.text)?;
            sheet.write_string_with_format(row, 5, text(place_name(operation, shop)), &look.text)?;
            for (column, seconds) in [(6, operation.time.setup_s), (7, operation.time.run_s)] {
                if seconds.is_finite() {
                    sheet.write_number_with_format(row, column, seconds / 60.0, &look.number)?;
                }
            }
            row += 1;
        }
    }
    Ok(())
}

fn material(sheet: &mut Worksheet, quote: &Quote, shop: &Shop, look: &Look) -> Written {
    sheet.set_name("Achats")?.set_landscape().set_print_fit_to_pages(1, 0);
    let titles = [
        ("Scénario", 12.0),
        ("Quantité", 10.0),
        ("Matière", 28.0),
        ("Section (mm)", 13.0),
        ("Bruts", 9.0),
        ("Masse (kg)", 11.0),
        ("Prix d’achat", 14.0),
        ("Prix du", 12.0),
        ("Source", 28.0),
        ("Délai (j ouvrés)", 14.0),
        ("Lignes", 16.0),
    ];
    heads(sheet, 0, &titles, look)?;
    sheet.set_freeze_panes(1, 0)?;
    let mut row = 1;
    for scenario in &quote.scenarios {
        for purchase in &scenario.purchases {
            let name = shop.material_by_id(&purchase.material).map_or(purchase.material.as_str(), |material| material.name.as_str());
            let lines: Vec<String> = purchase.lines.iter().map(u32::to_string).collect();
            sheet.write_string_with_format(row, 0, kind_name(scenario.name), &look.text)?;
            sheet.write_number_with_format(row, 1, f64::from(scenario.quantity), &look.number)?;
            sheet.write_string_with_format(row, 2, text(name), &look.text)?;
            sheet.write_number_with_format(row, 3, purchase.section_mm, &look.number)?;
            sheet.write_number_with_format(row, 4, f64::from(purchase.blanks), &look.number)?;
            sheet.write_number_with_format(row, 5, purchase.mass_kg, &look.number)?;
            money(sheet, row, 6, Some(purchase.price), look)?;
            date(sheet, row, 7, Some(purchase.price_date), look)?;
            sheet.write_string_with_format(row, 8, text(&purchase.price_source), &look.text)?;
            sheet.write_number_with_format(row, 9, f64::from(purchase.delivery_working_days), &look.number)?;
            sheet.write_string_with_format(row, 10, lines.join(", "), &look.text)?;
            row += 1;
        }
    }
    Ok(())
}
