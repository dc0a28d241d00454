//! Numbers and dates as a French reader expects them: comma, thin spaces, the unit after an unbreakable space.

use jiff::civil::{Date, Weekday};
use rust_decimal::Decimal;
use trusquin_domain::Money;

/// Unbreakable space before a unit.
const SPACE: char = '\u{a0}';
/// Thin unbreakable space between thousands.
const THIN: char = '\u{202f}';

/// `1 234,50 €`.
pub(crate) fn euros(amount: Money) -> String {
    let text = amount.to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::from(sign);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(THIN);
        }
        grouped.push(digit);
    }
    format!("{grouped},{cents}{SPACE}€")
}

/// `14,5 h`; minutes below one hour.
pub(crate) fn hours(hours: f64) -> String {
    if hours < 0.995 {
        return format!("{:.0}{SPACE}min", (hours * 60.0).ceil());
    }
    let text = format!("{hours:.1}");
    format!("{}{SPACE}h", text.strip_suffix(".0").unwrap_or(&text).replace('.', ","))
}

/// `12,5 %`.
pub(crate) fn percent(value: Decimal) -> String {
    format!("{}{SPACE}%", value.round_dp(2).normalize().to_string().replace('.', ","))
}

/// `lundi 7 décembre 2026`.
pub(crate) fn day(date: Date) -> String {
    const MONTHS: [&str; 12] =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
    let weekday = match date.weekday() {
        Weekday::Monday => "lundi",
        Weekday::Tuesday => "mardi",
        Weekday::Wednesday => "mercredi",
        Weekday::Thursday => "jeudi",
        Weekday::Friday => "vendredi",
        Weekday::Saturday => "samedi",
        Weekday::Sunday => "dimanche",
    };
    let month = usize::try_from(date.month()).ok().and_then(|month| MONTHS.get(month.wrapping_sub(1))).copied().unwrap_or_default();
    let first = if date.day() == 1 { "er" } else { "" };
    format!("{weekday} {}{first} {month} {}", date.day(), date.year())
}

/// `02/11/2026`.
pub(crate) fn date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// `13,8 kg`; grams below a kilogram.
pub(crate) fn kilograms(mass_kg: f64) -> String {
    if mass_kg < 0.9995 {
        return format!("{:.0}{SPACE}g", mass_kg * 1000.0);
    }
    format!("{mass_kg:.1}{SPACE}kg").replace('.', ",")
}

/// `1 jour ouvré`, `3 jours ouvrés`.
pub(crate) fn working_days(count: usize) -> String {
    let plural = if count > 1 { "s" } else { "" };
    format!("{count}{SPACE}jour{plural} ouvré{plural}")
}

/// `ligne 3`, `lignes 2 et 5`, `lignes 1, 2 et 5`.
pub(crate) fn lines(numbers: &[u32]) -> String {
    match numbers {
        [] => "aucune ligne".to_owned(),
        [one] => format!("ligne {one}"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(u32::to_string).collect();
            format!("lignes {} et {last}", first.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn amounts_hours_and_dates_read_as_french() {
        assert_eq!(euros(Money::from_cents(123_450)), "1\u{202f}234,50\u{a0}€");
        assert_eq!(euros(Money::from_cents(-5)), "-0,05\u{a0}€");
        assert_eq!(hours(14.0), "14\u{a0}h");
        assert_eq!(hours(1.5), "1,5\u{a0}h");
        assert_eq!(hours(0.25), "15\u{a0}min");
        assert_eq!(percent(Decimal::new(1250, 2)), "12,5\u{a0}%");
        assert_eq!(day(date(2026, 12, 1)), "mardi 1er décembre 2026");
        assert_eq!(working_days(1), "1\u{a0}jour ouvré");
        assert_eq!(lines(&[1, 2, 5]), "lignes 1, 2 et 5");
    }
}
