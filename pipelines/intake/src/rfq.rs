//! Analyses of an RFQ's files to a quote: parts, materials and processes, routings, three scenarios.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use trusquin_domain::{
    Analysis, Diagnostic, FlatGeometry, LineTerms, LineToPrice, MachineChoice, NonRecurringMode, Part, Quote, QuoteTerms, SheetReading,
    Shop, TimeEstimator,
};
use trusquin_drawing::part::assemble;
use trusquin_machining::{classify, match_material, plan, within_trades};
use trusquin_quoting::quote_with;

use crate::asked::{asked, tell};
use crate::times::learned_times;

/// What a quote depends on besides the files.
#[derive(Debug, Clone)]
pub struct RfqOptions {
    /// Quantities to price; the first is the main one. Empty: those the e-mails among the files ask for, else 1.
    pub quantities: Vec<u32>,
    /// The day of the quote: injected, so that the same input gives the same quote.
    pub today: Date,
    /// What the estimator decided.
    pub terms: RfqTerms,
}

/// What the estimator decided about an RFQ and its lines.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RfqTerms {
    /// Delivery wanted on this day; an e-mail's when left out.
    pub requested_date: Option<Date>,
    /// How one-off costs are charged, in the place of the shop's setting.
    pub non_recurring: Option<NonRecurringMode>,
    /// By line number, from 1.
    pub line: BTreeMap<String, LineTerms>,
}

impl RfqTerms {
    /// The terms of a line.
    fn of(&self, line: u32) -> LineTerms {
        self.line.get(&line.to_string()).cloned().unwrap_or_default()
    }
}

/// A quote and what had to be said about making it.
#[derive(Debug, Clone, PartialEq)]
pub struct RfqResult {
    /// The quote.
    pub quote: Quote,
    /// Remarks of the quoting half.
    pub diagnostics: Vec<Diagnostic>,
}

/// Quotes what was read, with the physics' times.
pub fn quote_analyses(analyses: &[Analysis], shop: &Shop, options: &RfqOptions) -> RfqResult {
    quote_with_times(analyses, shop, options, None)
}

/// Quotes what was read: one line per part; a model of times, where the shop has an active one, answers instead of the physics. Nothing fails
/// here: a line that cannot be computed says why and stays.
pub fn quote_with_times(analyses: &[Analysis], shop: &Shop, options: &RfqOptions, model: Option<&dyn TimeEstimator>) -> RfqResult {
    // Routings choose machines by the rates of the day, as prices do.
    let shop = &shop.on(options.today);
    let asked = asked(analyses, &options.quantities);
    let lines: Vec<LineToPrice> = parts_to_quote(analyses, shop)
        .into_iter()
        .enumerate()
        .map(|(index, part)| {
            let line = u32::try_from(index + 1).unwrap_or(u32::MAX);
            line_to_price(line, part, shop, &asked.quantities, &options.terms, model)
        })
        .collect();
    let terms = QuoteTerms {
        today: options.today,
        quantities: asked.quantities.clone(),
        requested_date: options.terms.requested_date.or(asked.requested_date.as_ref().map(|said| said.value)),
        non_recurring: options.terms.non_recurring,
    };
    let mut quoted = quote_with(&lines, shop, &terms);
    tell(&mut quoted.value, &asked);
    RfqResult { quote: quoted.value, diagnostics: quoted.diagnostics }
}

/// The parts of the files, with the shop's material and the likely processes of each.
pub fn parts_to_quote(analyses: &[Analysis], shop: &Shop) -> Vec<Part> {
    assemble(analyses).into_iter().map(|part| known_to_shop(part, analyses, shop)).collect()
}

fn known_to_shop(mut part: Part, analyses: &[Analysis], shop: &Shop) -> Part {
    if let Some(need) = part.material.as_mut() {
        need.shop_material = match_material(&need.written.value, need.written.normalized.as_ref(), shop);
    }
    let (sheet, flat) = evidence(&part, analyses);
    part.processes = within_trades(classify(part.solid.as_ref(), flat, sheet), shop);
    part
}

fn line_to_price(
    line: u32,
    part: Part,
    shop: &Shop,
    quantities: &[u32],
    terms: &RfqTerms,
    model: Option<&dyn TimeEstimator>,
) -> LineToPrice {
    let mut routings = BTreeMap::new();
    if part.manual_reason.is_none() {
        for quantity in quantities {
            for choice in [MachineChoice::Fastest, MachineChoice::Usual, MachineChoice::Cheapest] {
                let mut routing = plan(&part, shop, *quantity, choice);
                if let Some(model) = model {
                    learned_times(&part, &mut routing, shop, model);
                }
                routings.insert((*quantity, choice), routing);
            }
        }
    }
    LineToPrice { line, part, routings, terms: terms.of(line) }
}

/// The sheet the part's number was read on (or the first sheet with anything on it), and its flat geometry.
fn evidence<'a>(part: &Part, analyses: &'a [Analysis]) -> (Option<&'a SheetReading>, Option<&'a FlatGeometry>) {
    let files = || analyses.iter().filter(|analysis| part.files.contains(&analysis.file));
    let number = part.drawing_number.as_ref();
    let numbered = files().flat_map(|analysis| &analysis.drawing.sheets).find(|sheet| {
        number.is_some_and(|number| {
            sheet.page == number.page
                && sheet.title_block.values().any(|field| field.value == number.value && field.source == number.source)
        })
    });
    let dimensioned = || files().flat_map(|analysis| &analysis.drawing.sheets).find(|sheet| !sheet.dimensions.is_empty());
    (numbered.or_else(dimensioned), files().find_map(|analysis| analysis.flat.as_ref()))
}
