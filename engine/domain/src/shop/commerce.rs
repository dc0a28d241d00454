//! Commercial settings of a shop: how one-off costs are charged, VAT regimes, days a machine is not there.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How one-off costs (programming, fixtures, special tools, first article, first part) reach the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NonRecurringMode {
    /// Spread over the quantity, in the unit price, and not spoken of.
    #[default]
    Shared,
    /// Spread over the quantity, and its share of the price is printed.
    Shown,
    /// A position of its own, charged once with the first order; the unit price is that of a repeat.
    ChargedOnce,
}

/// VAT regime of a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VatRegime {
    /// French VAT is charged.
    Domestic,
    /// Goods sent to a VAT-registered customer of another EU state: exempt, the customer accounts for the tax.
    EuReverseCharge,
    /// Work on a customer's own goods, for a VAT-registered customer of another EU state: a service, reverse charge.
    EuReverseChargeService,
    /// Goods sent outside the EU.
    Export,
    /// The seller is below the threshold and charges no VAT.
    SmallBusiness,
}

impl VatRegime {
    /// The article that must be printed when no VAT is charged (tax code, CGI; directive 2006/112/EC).
    pub fn exemption(self) -> Option<&'static str> {
        match self {
            Self::Domestic => None,
            Self::EuReverseCharge => Some("Exonération de TVA, article 262 ter, I du CGI (livraison intracommunautaire)"),
            Self::EuReverseChargeService => Some("Autoliquidation, article 283-2 du CGI (article 196 de la directive 2006/112/CE)"),
            Self::Export => Some("Exonération de TVA, article 262, I du CGI (exportation)"),
            Self::SmallBusiness => Some("TVA non applicable, article 293 B du CGI"),
        }
    }
}

/// Member states of the European Union besides France, as the prefixes of their VAT identifiers (`EL` and `GR` are both Greece; `XI`,
/// Northern Ireland, is one for goods). European Commission, VIES.
pub(super) const OTHER_EU_STATES: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL",
    "PT", "RO", "SE", "SI", "SK", "XI",
];

/// Hours a machine is not there: an absence or a maintenance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// Machine identifier; every machine when left out.
    #[serde(default)]
    pub machine: Option<String>,
    /// First day, as a date.
    #[serde(default)]
    pub from: Option<Date>,
    /// First working day, counted from the day of the quote (0).
    #[serde(default)]
    pub from_working_day: Option<u32>,
    /// Number of working days.
    pub working_days: u32,
    /// Hours lost on each of them; the whole day when left out.
    #[serde(default)]
    pub hours_per_day: Option<f64>,
    /// Why, French.
    pub reason: String,
}
