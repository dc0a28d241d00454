//! An amount paid once, shared among lines to the cent: the shares always sum to the amount.

use rust_decimal::Decimal;
use trusquin_domain::Money;

/// Shares `amount` (rounded to the cent) in proportion to `weights`; equally when they are all zero.
pub(crate) fn share(amount: Money, weights: &[Money]) -> Vec<Money> {
    let total: Decimal = weights.iter().map(|weight| weight.amount()).sum();
    let count = Decimal::from(weights.len());
    let amount = amount.rounded().amount();
    let mut given = Decimal::ZERO;
    let mut so_far = Decimal::ZERO;
    let mut shares = Vec::with_capacity(weights.len());
    for (rank, weight) in weights.iter().enumerate() {
        // Rounding the running sum, not each share, leaves no cent over.
        so_far += weight.amount();
        let due = if total > Decimal::ZERO { amount * (so_far / total) } else { amount * Decimal::from(rank + 1) / count };
        let due = Money::new(due).rounded().amount();
        shares.push(Money::new(due - given));
        given = due;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_euros_among_three_lose_no_cent() {
        let shares = share(Money::from_cents(1000), &[Money::ZERO; 3]);
        assert_eq!(shares.iter().copied().sum::<Money>(), Money::from_cents(1000));
        assert_eq!(shares, [Money::from_cents(333), Money::from_cents(334), Money::from_cents(333)]);
    }

    #[test]
    fn shares_follow_the_weights() {
        let shares = share(Money::from_cents(9000), &[Money::from_cents(100), Money::from_cents(200)]);
        assert_eq!(shares, [Money::from_cents(3000), Money::from_cents(6000)]);
    }
}
