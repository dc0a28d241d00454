//! VAT of a quote: total per rate, or the article that exempts it. The tax is computed once on the total of a rate and rounded to the
//! cent, as on an invoice (tax code, annex II, article 242 nonies A), not line by line.

use rust_decimal::Decimal;
use trusquin_domain::{Money, Order, Quote, Scenario, Shop, VatRegime};

/// Total of one rate or regime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatLine {
    /// Regime.
    pub regime: VatRegime,
    /// Rate, per cent; zero when exempt.
    pub percent: Decimal,
    /// Amount before tax.
    pub net: Money,
    /// Tax.
    pub tax: Money,
}

/// Totals of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatTotals {
    /// Before tax.
    pub net: Money,
    /// By rate or regime.
    pub rates: Vec<VatLine>,
    /// With tax.
    pub gross: Money,
}

/// The totals of a scenario; `None` when nothing in it is priced. Work on a customer's own material may have another regime than goods.
pub fn vat_totals(quote: &Quote, scenario: &Scenario, shop: &Shop) -> Option<VatTotals> {
    let net = scenario.total?.rounded();
    let mut parts: Vec<(VatRegime, Money)> = Vec::new();
    let mut told = Money::ZERO;
    for (line, total) in scenario.lines.iter().filter_map(|line| Some((line, line.total?.rounded()))) {
        let free_issue = quote.lines.iter().any(|known| known.line == line.line && known.terms.free_issue);
        parts.push((shop.vat_regime(free_issue), total));
        told += total;
    }
    if told != net {
        // What a total holds beyond its lines follows the goods.
        parts.push((shop.vat_regime(false), net - told));
    }
    Some(totals(parts, shop))
}

/// The totals of an order of goods.
pub fn order_vat(order: &Order, shop: &Shop) -> VatTotals {
    totals(order.lines.iter().map(|line| (shop.vat_regime(false), line.total.rounded())).collect(), shop)
}

fn totals(parts: Vec<(VatRegime, Money)>, shop: &Shop) -> VatTotals {
    let mut rates: Vec<VatLine> = Vec::new();
    for (regime, amount) in parts {
        match rates.iter_mut().find(|line| line.regime == regime) {
            Some(line) => line.net += amount,
            None => rates.push(VatLine { regime, percent: Decimal::ZERO, net: amount, tax: Money::ZERO }),
        }
    }
    for line in rates.iter_mut().filter(|line| line.regime.exemption().is_none()) {
        line.percent = shop.company.vat_percent;
        line.tax = line.net.times(line.percent / Decimal::ONE_HUNDRED).rounded();
    }
    let net: Money = rates.iter().map(|line| line.net).sum();
    let tax: Money = rates.iter().map(|line| line.tax).sum();
    VatTotals { net, rates, gross: net + tax }
}
