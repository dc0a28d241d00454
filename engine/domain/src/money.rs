//! Amounts of money: decimal, in the currency of the shop, never a float (invariant I6).

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount in the shop's currency. Exact until [`Money::rounded`]; written as `"1234.50"`.
///
/// Arithmetic never panics: beyond what decimals hold (7.9 x 10^28) it stays at the limit. The shop file is held to a
/// thousand million a figure, and times and masses to what a workshop can mean, so that no quote comes near it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Money(Decimal);

impl Money {
    /// No money.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// An exact amount.
    pub fn new(amount: Decimal) -> Self {
        Self(amount)
    }

    /// An amount in cents.
    pub fn from_cents(cents: i64) -> Self {
        Self(Decimal::new(cents, 2))
    }

    /// The exact amount.
    pub fn amount(self) -> Decimal {
        self.0
    }

    /// The amount times a pure number.
    pub fn times(self, factor: Decimal) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    /// The amount divided by a count; `ZERO` for a count of zero.
    pub fn per(self, count: u32) -> Self {
        Self(self.0.checked_div(Decimal::from(count)).unwrap_or_default())
    }

    /// An hourly rate applied to seconds. The seconds are measured or computed physics (float); they are rounded to a
    /// hundredth of a second before they meet money, so that the product is exact and repeatable.
    pub fn rate_for_seconds(rate_per_hour: Self, seconds: f64) -> Self {
        let hundredths = Decimal::from_i64((seconds * 100.0).round() as i64).unwrap_or_default();
        rate_per_hour.times(hundredths).per(360_000)
    }

    /// A price per kilogram applied to a mass in kilograms, rounded to the gram before it meets money.
    pub fn price_for_mass(price_per_kg: Self, mass_kg: f64) -> Self {
        let grams = Decimal::from_i64((mass_kg * 1000.0).round() as i64).unwrap_or_default();
        price_per_kg.times(grams).per(1000)
    }

    /// Rounded to the cent, half away from zero (the commercial rounding of French invoices).
    pub fn rounded(self) -> Self {
        Self(self.0.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }

    /// For charts and ratios only, never to compute a price.
    pub fn to_f64(self) -> f64 {
        self.0.to_f64().unwrap_or_default()
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:.2}", self.rounded().0)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    /// From a decimal string; a bare integer is accepted, a float is refused because it is not an amount of money.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Whole(i64),
        }
        match Written::deserialize(deserializer) {
            Ok(Written::Whole(whole)) => Ok(Self(Decimal::from(whole))),
            Ok(Written::Text(text)) => {
                text.trim().parse().map(Self).map_err(|_| serde::de::Error::custom(format!("'{text}' is not an amount, write \"12.50\"")))
            }
            Err(_) => Err(serde::de::Error::custom("an amount of money is a decimal in quotes (\"12.50\") or a whole number")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_and_a_half_at_sixty_is_ninety() {
        assert_eq!(Money::rate_for_seconds(Money::from_cents(6000), 5400.0).to_string(), "90.00");
    }

    #[test]
    fn half_a_cent_rounds_away_from_zero() {
        assert_eq!(Money::new(Decimal::new(12345, 3)).to_string(), "12.35");
    }

    #[test]
    fn no_amount_however_large_panics() {
        let most = Money::new(Decimal::MAX);
        let least = Money::ZERO - most;
        assert_eq!(most + most, most);
        assert_eq!(least - most, least);
        assert_eq!(most.times(Decimal::from(-3)), least);
        assert_eq!([most, most].into_iter().sum::<Money>(), most);
        assert_eq!(Money::rate_for_seconds(most, f64::INFINITY).per(0), Money::ZERO);
        assert_eq!(Money::price_for_mass(most, f64::NAN), Money::ZERO);
        assert_eq!(most.rounded().to_string(), "79228162514264337593543950335.00");
        let mut sum = most;
        sum += most;
        assert_eq!(sum, most);
    }

    #[test]
    fn a_float_is_not_money() {
        assert!(serde_json::from_str::<Money>("12.5").is_err());
        assert_eq!(serde_json::from_str::<Money>("\"12.5\"").ok(), Some(Money::from_cents(1250)));
    }
}
