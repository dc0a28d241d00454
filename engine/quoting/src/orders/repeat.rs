//! A part that comes back: profitable last time, the price stays; not profitable, an adjusted price is proposed and asked for. The bridge
//! shows how the proposal comes from the last price, operation by operation.

use rust_decimal::Decimal;
use trusquin_domain::{Money, Shop};

use crate::french::{euros, hours, percent};

/// An operation as it was quoted and booked last time.
#[derive(Debug, Clone, PartialEq)]
pub struct BookedOperation {
    /// Operation number.
    pub op: u32,
    /// Name, French.
    pub name: String,
    /// Machine identifier.
    pub machine: String,
    /// Allowed setup and run of the lot, s.
    pub allowed_s: f64,
    /// Booked on it, s; `None` when nothing was booked.
    pub booked_s: Option<f64>,
    /// What the operator wrote.
    pub comment: Option<String>,
}

/// The last time the part was made.
#[derive(Debug, Clone, PartialEq)]
pub struct LastTime {
    /// Pieces delivered.
    pub quantity: u32,
    /// Unit price invoiced.
    pub unit_price: Money,
    /// Cost as quoted, for the whole quantity.
    pub quoted_cost: Money,
    /// Spent beyond it on material, tools and scrap; below zero when less.
    pub other_spent: Money,
    /// Operations.
    pub operations: Vec<BookedOperation>,
    /// Revision then, and now.
    pub revisions: [Option<String>; 2],
}

/// What is advised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepeatAdvice {
    /// It earned its margin: same price.
    Keep,
    /// It did not: propose, and ask.
    Adjust,
    /// The drawing has changed, or too little was booked to say: quote it again.
    QuoteAgain,
}

/// From the last price to the proposed one.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceBridge {
    /// Advice.
    pub advice: RepeatAdvice,
    /// Price proposed for a piece.
    pub unit_price: Money,
    /// Margin on price really earned, per cent.
    pub earned_percent: Option<Decimal>,
    /// Steps: what, and what it costs or saves for the whole quantity.
    pub steps: Vec<(String, Money)>,
    /// Why, French; operators' comments included.
    pub reasons: Vec<String>,
}

/// The bridge for a part that comes back.
pub fn repeat_price(last: &LastTime, shop: &Shop) -> PriceBridge {
    let quantity = Decimal::from(last.quantity.max(1));
    let invoiced = last.unit_price.amount() * quantity;
    let mut steps = Vec::new();
    let mut reasons = Vec::new();
    let mut drift = last.other_spent;
    if last.other_spent != Money::ZERO {
        steps.push(("Matière, outils et rebut".to_owned(), last.other_spent));
    }
    let overhead = Decimal::ONE + shop.rates.overhead_percent / Decimal::ONE_HUNDRED;
    let mut booked = 0;
    for operation in &last.operations {
        if let Some(comment) = operation.comment.as_deref().filter(|comment| !comment.trim().is_empty()) {
            reasons.push(format!("OP{} {} : « {} »", operation.op, operation.name, comment.trim()));
        }
        let Some(spent_s) = operation.booked_s else { continue };
        booked += 1;
        let Some(machine) = shop.machine_by_id(&operation.machine) else { continue };
        let attended = machine.labour_per_hour.times(machine.attendance_percent / Decimal::ONE_HUNDRED);
        let rate = (machine.machine_per_hour + attended).times(overhead);
        let more = Money::rate_for_seconds(rate, spent_s) - Money::rate_for_seconds(rate, operation.allowed_s);
        drift += more;
        if more.rounded() != Money::ZERO {
            let told = format!(
                "OP{} {} : {} pointées pour {} allouées",
                operation.op,
                operation.name,
                hours(spent_s / 3600.0),
                hours(operation.allowed_s / 3600.0)
            );
            steps.push((told, more.rounded()));
        }
    }
    let real = last.quoted_cost + drift;
    let earned = (invoiced > Decimal::ZERO).then(|| ((invoiced - real.amount()) / invoiced * Decimal::ONE_HUNDRED).round_dp(2));
    let least = shop.rates.minimum_margin_percent;
    let changed = last.revisions[0] != last.revisions[1];
    if changed {
        let name = |revision: &Option<String>| revision.clone().unwrap_or_else(|| "–".to_owned());
        reasons.push(format!(
            "Indice {} la dernière fois, {} aujourd’hui : à rechiffrer.",
            name(&last.revisions[0]),
            name(&last.revisions[1])
        ));
    }
    let advice = if changed || booked * 2 < last.operations.len() || last.operations.is_empty() {
        if !changed {
            reasons.push(format!("{booked} opérations pointées sur {} : trop peu pour juger.", last.operations.len()));
        }
        RepeatAdvice::QuoteAgain
    } else if earned.is_some_and(|earned| earned >= least) {
        reasons.push(format!("Marge réelle de {} la dernière fois : prix inchangé.", percent(earned.unwrap_or_default())));
        RepeatAdvice::Keep
    } else {
        RepeatAdvice::Adjust
    };
    let unit_price = if advice == RepeatAdvice::Adjust {
        let target = shop.scenarios.standard_margin_percent.max(least);
        let price = Money::new(real.amount() / quantity / (Decimal::ONE - target / Decimal::ONE_HUNDRED)).rounded();
        reasons.push(format!(
            "Marge réelle de {} la dernière fois, sous le minimum de {} : prix proposé {} au lieu de {}, à valider.",
            percent(earned.unwrap_or_default()),
            percent(least),
            euros(price),
            euros(last.unit_price)
        ));
        price
    } else {
        last.unit_price
    };
    PriceBridge { advice, unit_price, earned_percent: earned, steps, reasons }
}
