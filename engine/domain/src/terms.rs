//! What people add to what was read: conditions of a quote and of its lines, typed values, suppliers' answers.
//!
//! Nothing automatic is lost when it is edited: an [`Override`] keeps the original beside the value, with author and reason.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{CostKind, Money, NonRecurringMode, OperationKind, ScenarioKind, StockForm};

/// A value typed over another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override<T> {
    /// What was there before.
    pub original: T,
    /// What counts.
    pub value: T,
    /// Who typed it.
    pub author: String,
    /// Why.
    pub reason: String,
}

/// What of a line can be typed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverrideField {
    /// Unit price before tax. It is held at the least margin.
    UnitPrice,
    /// An amount of the breakdown, for the whole quantity.
    Cost(CostKind),
    /// Setup of an operation, seconds per lot.
    SetupSeconds(u32),
    /// Run of an operation, seconds per piece.
    RunSeconds(u32),
    /// Hours of programming and methods.
    ProgrammingHours,
    /// Pieces launched.
    Launched,
}

/// A value typed over an automatic one; the original is found when the line is priced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineOverride {
    /// What.
    pub field: OverrideField,
    /// For this quantity only; for all of them when left out.
    #[serde(default)]
    pub quantity: Option<u32>,
    /// For this scenario only (unit prices and amounts); for the three of them when left out.
    #[serde(default)]
    pub scenario: Option<ScenarioKind>,
    /// The value, in the unit of the field.
    pub value: Decimal,
    /// Who typed it.
    pub author: String,
    /// Why.
    pub reason: String,
}

/// What a supplier's price is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferFor {
    /// The blanks of the line.
    Material,
    /// A treatment, by its identifier in the shop file.
    Treatment(String),
    /// An operation done outside, by its number.
    Operation(u32),
}

/// Price from a quantity on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferBreak {
    /// Least quantity.
    pub from_quantity: u32,
    /// Price of a piece.
    pub each: Money,
}

/// Most that a typed or offered amount may be, whole units of money: beyond it the figure is a typing error and is held there, so that
/// no sum of such amounts comes near what decimals hold.
pub const LARGEST_TYPED: i64 = 1_000_000_000_000;

/// A supplier's, treater's or subcontractor's answer to a price request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierOffer {
    /// Who offers.
    pub supplier: String,
    /// Number of the offer.
    pub reference: String,
    /// What for.
    pub subject: OfferFor,
    /// Day of the offer.
    pub date: Date,
    /// Last day it holds; an offer out of date is not used and the quote says so.
    pub valid_until: Date,
    /// Prices by quantity.
    pub breaks: Vec<OfferBreak>,
    /// Least price of a lot.
    #[serde(default)]
    pub lot_minimum: Money,
    /// Fixed costs of a lot (tooling, transport).
    #[serde(default)]
    pub per_lot: Money,
    /// Working days from order to delivery.
    pub working_days: u32,
}

impl SupplierOffer {
    /// Price of a lot; `None` when the smallest quantity offered is not reached.
    pub fn lot(&self, quantity: u32) -> Option<Money> {
        let reached = self.breaks.iter().filter(|offer| offer.from_quantity <= quantity).max_by_key(|offer| offer.from_quantity)?;
        let pieces = reached.each.times(Decimal::from(quantity));
        Some((pieces.max(self.lot_minimum) + self.per_lot).min(Money::new(Decimal::from(LARGEST_TYPED))).max(Money::ZERO))
    }

    /// True when it holds on the day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.date <= day && day <= self.valid_until
    }
}

/// A cost the estimator adds: subcontracted work, a fixture, a special tool or gauge, a first-article file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraCost {
    /// Kind it is counted under.
    pub kind: CostKind,
    /// What it is, French.
    pub text: String,
    /// Per piece launched.
    #[serde(default)]
    pub per_piece: Money,
    /// Per lot.
    #[serde(default)]
    pub per_lot: Money,
    /// Once for ever: not charged again when the part comes back.
    #[serde(default)]
    pub once: Money,
}

/// An operation typed by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ManualOperation {
    /// Sort.
    pub kind: OperationKind,
    /// What is done, French.
    pub text: String,
    /// Machine, or the treatment for an operation done outside.
    pub place: String,
    /// Setup, minutes per lot.
    #[serde(default)]
    pub setup_min: f64,
    /// Run, minutes per piece.
    #[serde(default)]
    pub run_min: f64,
    /// Surface of a piece, dm², for a treatment priced by it.
    #[serde(default)]
    pub area_dm2: Option<f64>,
}

/// A line typed entirely by hand: it is planned and priced with the same grid as any other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ManualLine {
    /// Material identifier of the shop file.
    pub material: String,
    /// Form of the blank.
    pub form: StockForm,
    /// Round: diameter and length. Plate, sheet: thickness, width, length. mm.
    pub size_mm: Vec<f64>,
    /// Mass of a blank, kg.
    pub mass_kg: f64,
    /// Hours of programming and methods.
    #[serde(default)]
    pub programming_hours: f64,
    /// Operations in order.
    pub operations: Vec<ManualOperation>,
    /// Who typed it.
    pub author: String,
}

/// What the estimator decides about a line.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LineTerms {
    /// Critical part: inspected as such.
    pub critical: bool,
    /// A material certificate is asked for (EN 10204 3.1).
    pub certificate: bool,
    /// Aerospace part: certified material, first-article file.
    pub aerospace: bool,
    /// Defence part: certified material.
    pub defence: bool,
    /// The customer provides the material.
    pub free_issue: bool,
    /// A first-article file is asked for (EN 9102).
    pub first_article: bool,
    /// The part was delivered before: one-off costs are not charged again.
    pub repeat: bool,
    /// Costs added by hand.
    pub extra: Vec<ExtraCost>,
    /// Suppliers' answers.
    pub offers: Vec<SupplierOffer>,
    /// Values typed over automatic ones.
    pub overrides: Vec<LineOverride>,
    /// Discount on this line, per cent, besides the customer's.
    pub discount_percent: Decimal,
    /// The line typed by hand.
    pub manual: Option<ManualLine>,
    /// Why the shop does not quote it, French.
    pub no_quote: Option<String>,
    /// Printed assumptions, French.
    pub assumptions: Vec<String>,
    /// Printed exclusions, French.
    pub exclusions: Vec<String>,
    /// Printed questions, French.
    pub questions: Vec<String>,
}

impl LineTerms {
    /// True when the material must come with a certificate: certified stock is for these lines only.
    pub fn needs_certificate(&self) -> bool {
        self.certificate || self.aerospace || self.defence
    }

    /// True when a first-article file is made.
    pub fn needs_first_article(&self) -> bool {
        self.first_article || self.aerospace
    }

    /// The offer for a subject that holds on a day and reaches the quantity, the cheapest lot first.
    pub fn offer(&self, subject: &OfferFor, day: Date, quantity: u32) -> Option<(&SupplierOffer, Money)> {
        self.offers
            .iter()
            .filter(|offer| offer.subject == *subject && offer.holds_on(day))
            .filter_map(|offer| Some((offer, offer.lot(quantity)?)))
            .min_by_key(|(_, lot)| *lot)
    }

    /// The override of a field for a quantity and a scenario: one for both before a more general one, the last typed first.
    pub fn typed(&self, field: OverrideField, quantity: u32, scenario: Option<ScenarioKind>) -> Option<&LineOverride> {
        self.overrides
            .iter()
            .enumerate()
            .filter(|(_, typed)| typed.field == field)
            .filter(|(_, typed)| typed.quantity.is_none_or(|only| only == quantity))
            .filter(|(_, typed)| typed.scenario.is_none() || typed.scenario == scenario)
            .max_by_key(|(rank, typed)| (typed.quantity.is_some(), typed.scenario.is_some(), *rank))
            .map(|(_, typed)| typed)
    }
}

/// The conditions of a quote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuoteTerms {
    /// Day of the quote: given, never read from a clock.
    pub today: Date,
    /// Quantities, the main one first.
    pub quantities: Vec<u32>,
    /// Delivery wanted on this day.
    #[serde(default)]
    pub requested_date: Option<Date>,
    /// How one-off costs are charged, in the place of the shop's setting.
    #[serde(default)]
    pub non_recurring: Option<NonRecurringMode>,
}

impl QuoteTerms {
    /// Conditions with a day and quantities alone.
    pub fn new(today: Date, quantities: &[u32]) -> Self {
        Self { today, quantities: quantities.to_vec(), requested_date: None, non_recurring: None }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn offer(breaks: &[(u32, i64)], minimum: i64) -> SupplierOffer {
        SupplierOffer {
            supplier: "Traiteur".to_owned(),
            reference: "O-1".to_owned(),
            subject: OfferFor::Treatment("zinc".to_owned()),
            date: date(2026, 11, 1),
            valid_until: date(2026, 12, 31),
            breaks: breaks.iter().map(|(from, cents)| OfferBreak { from_quantity: *from, each: Money::from_cents(*cents) }).collect(),
            lot_minimum: Money::from_cents(minimum),
            per_lot: Money::ZERO,
            working_days: 6,
        }
    }

    #[test]
    fn an_offer_is_read_at_the_break_that_is_reached() {
        let offer = offer(&[(10, 200), (100, 150)], 5000);
        assert_eq!(offer.lot(9), None);
        assert_eq!(offer.lot(10).map(|lot| lot.to_string()).as_deref(), Some("50.00"));
        assert_eq!(offer.lot(50).map(|lot| lot.to_string()).as_deref(), Some("100.00"));
        assert_eq!(offer.lot(100).map(|lot| lot.to_string()).as_deref(), Some("150.00"));
    }

    #[test]
    fn only_an_offer_that_holds_is_taken_and_the_cheapest_of_them() {
        let (dear, cheap) = (offer(&[(1, 300)], 0), offer(&[(1, 100)], 0));
        let late = SupplierOffer { valid_until: date(2026, 11, 10), ..offer(&[(1, 10)], 0) };
        let terms = LineTerms { offers: vec![dear, cheap, late], ..LineTerms::default() };
        let subject = OfferFor::Treatment("zinc".to_owned());
        assert_eq!(terms.offer(&subject, date(2026, 11, 20), 10).map(|(_, lot)| lot.to_string()).as_deref(), Some("10.00"));
        assert_eq!(terms.offer(&subject, date(2027, 1, 1), 10), None);
    }

    #[test]
    fn the_most_particular_typed_value_wins() {
        let typed = |quantity: Option<u32>, value: i64| LineOverride {
            field: OverrideField::UnitPrice,
            quantity,
            scenario: None,
            value: Decimal::from(value),
            author: "a".to_owned(),
            reason: "r".to_owned(),
        };
        let terms = LineTerms { overrides: vec![typed(Some(10), 5), typed(None, 7), typed(None, 8)], ..LineTerms::default() };
        let value = |quantity| terms.typed(OverrideField::UnitPrice, quantity, None).map(|typed| typed.value);
        assert_eq!((value(10), value(20)), (Some(Decimal::from(5)), Some(Decimal::from(8))));
        assert!(terms.typed(OverrideField::Launched, 10, None).is_none());
    }
}
