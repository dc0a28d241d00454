//! A customer's purchase order, from the text lines of its document: its number, the quote it names, and for each plan of the quote the
//! revision, quantity, unit price and date written beside it.
//!
//! The quote guides the reading: a line of text belongs to the plan whose number stands in it, the lines after it up to the next plan
//! too. Where quantity, unit price and amount are written, the three that multiply are taken; a value that is not plainly there is left
//! out and not guessed.

use jiff::civil::Date;
use rust_decimal::Decimal;
use trusquin_domain::{Difference, DifferenceKind, Money, PurchaseOrder, PurchaseOrderLine, Quote, Scenario};

use crate::french::date as french_date;

/// Words before the number of a purchase order, lower case: French, English, German.
const ORDER_WORDS: &[&str] = &[
    "bon de commande",
    "commande",
    "purchase order",
    "order number",
    "order no",
    "order",
    "p.o.",
    "po",
    "bestellung",
    "bestellnummer",
    "auftrag",
];
/// Words before the number of the quote.
const QUOTE_WORDS: &[&str] = &["devis", "offre", "quote", "quotation", "offer", "angebot"];
/// Words before a revision.
const REVISION_WORDS: &[&str] = &["indice", "ind.", "ind", "révision", "revision", "rev.", "rev", "index"];
/// Lines of text after the one with the number that may still speak of the plan.
const LINES_OF_A_PLAN: usize = 4;

/// Reads a purchase order against the quote it answers.
pub fn read_purchase_order(lines: &[String], quote: &Quote) -> PurchaseOrder {
    let keys: Vec<(u32, String, String)> = quote
        .lines
        .iter()
        .filter_map(|line| Some((line.line, line.part.drawing_number.as_ref()?.value.clone())))
        .map(|(line, number)| (line, key(&number), number))
        .filter(|(_, key, _)| key.len() >= 3)
        .collect();
    let plan_in = |text: &str| {
        let here = key(text);
        // The longest number that stands in the line: TRQ-10 must not answer for TRQ-100.
        keys.iter().filter(|(_, key, _)| here.contains(key.as_str())).max_by_key(|(_, key, _)| key.len())
    };
    let mut order = PurchaseOrder {
        number: lines.iter().find_map(|line| after_word(line, ORDER_WORDS)),
        quote: lines.iter().find_map(|line| after_word(line, QUOTE_WORDS)),
        ..PurchaseOrder::default()
    };
    let mut rank = 0;
    while let Some(text) = lines.get(rank) {
        rank += 1;
        let Some((line, _, number)) = plan_in(text) else {
            if priced_article(text) {
                order.unknown.push(text.trim().to_owned());
            }
            continue;
        };
        let mut words = text.clone();
        let mut more = 0;
        while more < LINES_OF_A_PLAN
            && let Some(next) = lines.get(rank)
            && plan_in(next).is_none()
            && !is_total(next)
            && !(priced_article(next) && amounts(&words).len() >= 2)
        {
            words.push('\n');
            words.push_str(next);
            rank += 1;
            more += 1;
        }
        if order.lines.iter().any(|known| known.line == *line) {
            continue;
        }
        order.lines.push(line_of(*line, number, &words));
    }
    order
}

/// Letters and digits, upper case: how two writings of one number are compared.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn is_total(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["total", "montant", "tva", "vat", "mwst", "summe"].iter().any(|word| lower.contains(word))
}

/// A line with two amounts that looks like an article.
fn priced_article(text: &str) -> bool {
    !is_total(text) && amounts(text).len() >= 2 && text.chars().filter(|c| c.is_alphabetic()).count() >= 3
}

/// The first token with a digit after one of the words; a date is no number.
fn after_word(line: &str, words: &[&str]) -> Option<String> {
    let lower = line.to_lowercase();
    let (at, word) = words
        .iter()
        .filter_map(|word| {
            let at = lower.find(word)?;
            let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            let whole = free(lower.get(..at)?.chars().next_back()) && free(lower.get(at + word.len()..)?.chars().next());
            whole.then_some((at, *word))
        })
        .min_by_key(|(at, word)| (*at, usize::MAX - word.len()))?;
    // Lower case may be longer than the line: only a place both have is used.
    let rest = line.get(at + word.len()..)?;
    rest.split_whitespace()
        .map(|token| token.trim_matches(|c: char| !c.is_alphanumeric()))
        .take(4)
        .find(|token| token.chars().filter(char::is_ascii_digit).count() >= 2 && date_in(token).is_none())
        .map(str::to_owned)
}

fn line_of(line: u32, number: &str, words: &str) -> PurchaseOrderLine {
    let without = remove_number(words, number);
    let found = amounts(&without);
    let counts = counts(&without);
    let (quantity, unit_price) = product(&counts, &found)
        .map_or_else(|| (counts.first().copied(), found.first().copied()), |(quantity, price)| (Some(quantity), Some(price)));
    PurchaseOrderLine {
        line,
        number: number.to_owned(),
        revision: revision(&without),
        quantity,
        unit_price: unit_price.map(Money::new),
        delivery: without.split_whitespace().find_map(date_in),
        text: words.trim().to_owned(),
    }
}

/// The text without the drawing number, whose digits are no quantity: tokens that are part of it are left out.
fn remove_number(words: &str, number: &str) -> String {
    let key_of_number = key(number);
    let parts: Vec<String> = words
        .split_whitespace()
        .filter(|token| {
            let token = key(token);
            token.is_empty() || token.len() < 3 || !(key_of_number.contains(&token) || token.contains(&key_of_number))
        })
        .map(str::to_owned)
        .collect();
    parts.join(" ")
}

/// A quantity and a price of which the product is written too. The larger reading of a figure comes first: `1 234,50` before `234,50`.
fn product(counts: &[u32], amounts: &[Decimal]) -> Option<(u32, Decimal)> {
    let mut order: Vec<usize> = (0..amounts.len()).collect();
    order.sort_by_key(|rank| std::cmp::Reverse(amounts.get(*rank).copied()));
    for quantity in counts {
        for rank in &order {
            let price = amounts.get(*rank)?;
            let Some(whole) = price.checked_mul(Decimal::from(*quantity)) else { continue };
            let written = amounts.iter().enumerate().any(|(other, amount)| other != *rank && (amount - whole).abs() <= Decimal::new(1, 2));
            if written {
                return Some((*quantity, *price));
            }
        }
    }
    None
}

/// Amounts with two to four decimals: `1 234,50`, `1,234.50`, `12.35`. Where the figures before may be thousands or a quantity, both
/// readings are there: the product decides.
fn amounts(text: &str) -> Vec<Decimal> {
    let mut found = Vec::new();
    let mut before = "";
    for token in text.split_whitespace() {
        let clean = token.trim_matches(|c: char| !c.is_ascii_digit());
        found.extend(amount(clean));
        let thousands = (1..=3).contains(&before.len()) && before.chars().all(|c| c.is_ascii_digit());
        if thousands && clean.split([',', '.']).next().is_some_and(|whole| whole.len() == 3) {
            found.extend(amount(&format!("{before}{clean}")));
        }
        before = clean;
    }
    found
}

fn amount(clean: &str) -> Option<Decimal> {
    let at = clean.rfind([',', '.'])?;
    let (whole, decimals) = (clean.get(..at)?, clean.get(at + 1..)?);
    if !(2..=4).contains(&decimals.len()) || date_in(clean).is_some() {
        return None;
    }
    let digits = whole.chars().filter(|c| !matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}')).collect::<String>();
    let plain = !digits.is_empty() && digits.chars().chain(decimals.chars()).all(|c| c.is_ascii_digit());
    plain.then(|| format!("{digits}.{decimals}").parse().ok()).flatten()
}

/// Whole numbers that may be quantities.
fn counts(text: &str) -> Vec<u32> {
    text.split_whitespace()
        .map(|token| token.trim_matches(|c: char| matches!(c, ':' | ';' | '(' | ')' | ',' | '.')))
        .map(|token| token.strip_suffix("pcs").or_else(|| token.strip_suffix("pces")).or_else(|| token.strip_suffix('p')).unwrap_or(token))
        .filter(|token| !token.is_empty() && token.len() <= 7 && token.chars().all(|c| c.is_ascii_digit()))
        .filter_map(|token| token.parse().ok())
        .filter(|count| *count > 0)
        .collect()
}

fn revision(text: &str) -> Option<String> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    tokens.iter().enumerate().find_map(|(rank, token)| {
        let lower = token.to_lowercase();
        let bare = lower.trim_matches([':', ',', ';', '(']);
        if !REVISION_WORDS.contains(&bare) {
            return None;
        }
        let next =
            tokens.iter().skip(rank + 1).map(|next| next.trim_matches(|c: char| !c.is_alphanumeric())).find(|next| !next.is_empty())?;
        ((1..=3).contains(&next.len())).then(|| next.to_uppercase())
    })
}

/// `15/12/2026`, `15.12.2026`, `2026-12-15`.
fn date_in(token: &str) -> Option<Date> {
    let clean = token.trim_matches(|c: char| !c.is_ascii_digit());
    let parts: Vec<i16> = clean.split(['/', '.', '-']).map(str::parse).collect::<Result<_, _>>().ok()?;
    let [first, second, third] = parts.as_slice() else { return None };
    let (year, month, day) = if *first > 31 { (*first, *second, *third) } else { (*third, *second, *first) };
    let year = if (0..100).contains(&year) && clean.len() == 8 { year + 2000 } else { year };
    if !(2000..2100).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The order held against the scenario it orders: every line of the quote is answered for.
pub fn order_compared(order: &PurchaseOrder, quote: &Quote, scenario: &Scenario) -> Vec<Difference> {
    let mut found = Vec::new();
    for line in &quote.lines {
        let Some(priced) = scenario.lines.iter().find(|priced| priced.line == line.line && priced.total.is_some()) else { continue };
        let part = &line.part;
        let name = part.drawing_number.as_ref().map(|number| number.value.clone());
        let Some(ordered) = order.lines.iter().find(|ordered| ordered.line == line.line) else {
            found.push(Difference { line: Some(line.line), kind: DifferenceKind::Missing, before: name, after: None });
            continue;
        };
        let mut differ = |kind: DifferenceKind, before: Option<String>, after: Option<String>| {
            // What the order does not say is no difference.
            if after.is_some() && before != after {
                found.push(Difference { line: Some(line.line), kind, before, after });
            }
        };
        let revision = part.revision.as_ref().map(|revision| revision.value.trim().to_uppercase());
        differ(DifferenceKind::Revision, revision, ordered.revision.clone());
        differ(DifferenceKind::Quantity, Some(scenario.quantity.to_string()), ordered.quantity.map(|quantity| quantity.to_string()));
        let price = |amount: Option<Money>| amount.map(|amount| amount.to_string());
        differ(DifferenceKind::UnitPrice, price(priced.unit_price), price(ordered.unit_price));
        differ(DifferenceKind::Delivery, scenario.delivery_date.map(french_date), ordered.delivery.map(french_date));
    }
    for unknown in &order.unknown {
        found.push(Difference { line: None, kind: DifferenceKind::Missing, before: None, after: Some(unknown.clone()) });
    }
    found
}
