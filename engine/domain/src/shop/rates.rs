//! The rate grid with its history: which rates, machine rates and material prices hold on a day; which VAT regime a sale has.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::commerce::OTHER_EU_STATES;
use super::{Rates, Shop, VatRegime};
use crate::Money;

/// Hourly rates of a machine from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachineRates {
    /// First day in force.
    pub valid_from: Date,
    /// Machine rate per hour.
    pub machine_per_hour: Money,
    /// Labour rate per hour.
    pub labour_per_hour: Money,
    /// Setter's rate per hour.
    pub setup_per_hour: Money,
}

/// Price of a material from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialPrice {
    /// Day of the price.
    pub price_date: Date,
    /// Price per kilogram.
    pub price_per_kg: Money,
    /// Where it comes from.
    pub price_source: String,
}

impl Shop {
    /// The shop as it is on a day: of every grid with dates, the newest one that has begun. A day before all of them takes the
    /// undated or, failing it, the oldest one.
    pub fn on(&self, day: Date) -> Self {
        let mut shop = self.clone();
        let grids: Vec<&Rates> = std::iter::once(&self.rates).chain(&self.rates_history).collect();
        if let Some(rates) = in_force(&grids, |rates| rates.valid_from, day) {
            shop.rates = rates.clone();
        }
        for machine in &mut shop.machine {
            let dated: Vec<&MachineRates> = machine.rates_history.iter().collect();
            // The rates on the machine itself hold before the first dated ones.
            let begun = dated.iter().filter(|rates| rates.valid_from <= day).max_by_key(|rates| rates.valid_from);
            if let Some(rates) = begun.map(|rates| (*rates).clone()) {
                machine.machine_per_hour = rates.machine_per_hour;
                machine.labour_per_hour = rates.labour_per_hour;
                machine.setup_per_hour = rates.setup_per_hour;
            }
        }
        for material in &mut shop.material {
            let own = material.price_date;
            let newest = material.price_history.iter().filter(|price| price.price_date <= day).max_by_key(|price| price.price_date);
            if let Some(price) = newest.filter(|price| own > day || price.price_date > own).cloned() {
                material.price_per_kg = price.price_per_kg;
                material.price_date = price.price_date;
                material.price_source = price.price_source;
            }
        }
        shop
    }

    /// The regime of a sale to the customer: what is written, else what follows from country and VAT identifier. `free_issue` is work on
    /// the customer's own material: a service.
    pub fn vat_regime(&self, free_issue: bool) -> VatRegime {
        if self.company.vat_regime == Some(VatRegime::SmallBusiness) {
            return VatRegime::SmallBusiness;
        }
        let Some(customer) = &self.customer else { return VatRegime::Domestic };
        if let Some(regime) = customer.vat_regime {
            return regime;
        }
        let country = customer.country.as_deref().map_or_else(|| "FR".to_owned(), |code| code.trim().to_uppercase());
        if country == "FR" || country == "MC" {
            return VatRegime::Domestic;
        }
        if OTHER_EU_STATES.contains(&country.as_str()) {
            let identified = customer.vat_id.as_deref().is_some_and(|id| !id.trim().is_empty());
            return match (identified, free_issue) {
                (false, _) => VatRegime::Domestic,
                (true, false) => VatRegime::EuReverseCharge,
                (true, true) => VatRegime::EuReverseChargeService,
            };
        }
        VatRegime::Export
    }
}

fn in_force<'a, T>(grids: &[&'a T], valid_from: impl Fn(&T) -> Option<Date>, day: Date) -> Option<&'a T> {
    let begun = grids.iter().filter(|grid| valid_from(grid).is_none_or(|from| from <= day)).max_by_key(|grid| valid_from(grid));
    begun.or_else(|| grids.iter().min_by_key(|grid| valid_from(grid))).copied()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::Customer;

    fn demo() -> Shop {
        Shop::from_toml(include_str!("../../../../datasets/demo_shop/shop.toml")).unwrap()
    }

    #[test]
    fn the_newest_grid_that_has_begun_is_in_force() {
        let mut shop = demo();
        shop.rates.valid_from = Some(date(2026, 1, 1));
        let grid = |from: Date, cents: i64| {
            let mut rates = shop.rates.clone();
            (rates.valid_from, rates.programming_per_hour) = (Some(from), Money::from_cents(cents));
            rates
        };
        let (old, coming) = (grid(date(2025, 1, 1), 5800), grid(date(2027, 1, 1), 6500));
        shop.rates_history = vec![old, coming];
        let rate = |day: Date| shop.on(day).rates.programming_per_hour.to_string();
        let now = shop.rates.programming_per_hour.to_string();
        for (day, expect) in
            [(date(2024, 6, 1), "58.00"), (date(2025, 12, 31), "58.00"), (date(2026, 1, 1), now.as_str()), (date(2027, 1, 1), "65.00")]
        {
            assert_eq!(rate(day), expect, "{day}");
        }
    }

    #[test]
    fn machine_rates_and_material_prices_follow_their_dates() {
        let mut shop = demo();
        let (machine, price) = (shop.machine[0].machine_per_hour, shop.material[0].price_per_kg);
        let dearer = Money::from_cents(9900);
        shop.machine[0].rates_history =
            vec![MachineRates { valid_from: date(2027, 1, 1), machine_per_hour: dearer, labour_per_hour: dearer, setup_per_hour: dearer }];
        let later = shop.material[0].price_date.checked_add(jiff::Span::new().days(30)).unwrap();
        shop.material[0].price_history = vec![MaterialPrice { price_date: later, price_per_kg: dearer, price_source: "tarif".to_owned() }];
        let before = shop.on(shop.material[0].price_date);
        assert_eq!((before.machine[0].machine_per_hour, before.material[0].price_per_kg), (machine, price));
        let after = shop.on(date(2027, 6, 1));
        assert_eq!(
            (after.machine[0].setup_per_hour, after.material[0].price_per_kg, after.material[0].price_date),
            (dearer, dearer, later)
        );
    }

    #[test]
    fn the_regime_follows_from_country_and_identifier() {
        let mut shop = demo();
        let mut check = |country: Option<&str>, vat_id: Option<&str>, free_issue: bool, expect: VatRegime| {
            shop.customer =
                Some(Customer { country: country.map(str::to_owned), vat_id: vat_id.map(str::to_owned), ..Customer::default() });
            assert_eq!(shop.vat_regime(free_issue), expect, "{country:?} {vat_id:?} {free_issue}");
        };
        check(None, None, false, VatRegime::Domestic);
        check(Some("FR"), Some("FR11123456782"), true, VatRegime::Domestic);
        check(Some("de"), Some("DE123456789"), false, VatRegime::EuReverseCharge);
        check(Some("DE"), Some("DE123456789"), true, VatRegime::EuReverseChargeService);
        check(Some("DE"), None, false, VatRegime::Domestic);
        check(Some("CH"), None, false, VatRegime::Export);
        for regime in [VatRegime::EuReverseCharge, VatRegime::EuReverseChargeService, VatRegime::Export, VatRegime::SmallBusiness] {
            assert!(regime.exemption().is_some_and(|text| text.contains("CGI")));
        }
    }
}
