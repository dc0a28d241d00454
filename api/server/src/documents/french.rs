//! Numbers, dates and times as they are written in France. Amounts of money are regrouped digit by digit, never through a float.

use jiff::civil::Date;
use rust_decimal::Decimal;
use trusquin_domain::{CostKind, Driver, Money, StockForm};

/// Narrow no-break space (U+202F): between thousands and before a unit (Lexique des règles typographiques, Imprimerie nationale).
const NARROW: char = '\u{202f}';

/// `1 234,50 €`, rounded to the cent.
pub(super) fn money(amount: Money, currency: &str) -> String {
    let symbol = if currency == "EUR" { "€" } else { currency };
    format!("{}{NARROW}{symbol}", grouped(&amount.to_string()))
}

/// What a disagreement is about; a word that has no translation is printed as it is.
pub(super) fn disagreement(what: &str) -> &str {
    match what {
        "part" => "pièce",
        "envelope" => "encombrement",
        "unit" => "unité",
        "diameter" => "diamètre",
        "hole diameter" => "diamètre de trou",
        "hole count" => "nombre de trous",
        "thread" => "filetage",
        "thickness" => "épaisseur",
        "mass" => "masse",
        "drawing number" => "numéro",
        "revision" => "indice",
        "revision of the file name" => "indice du nom de fichier",
        other => other,
    }
}

/// A rate or percentage without needless zeros: `20`, `5,5`.
pub(super) fn decimal(value: Decimal) -> String {
    grouped(&value.normalize().to_string())
}

/// An amount of the breakdown.
pub(super) fn cost(kind: CostKind) -> &'static str {
    match kind {
        CostKind::Material => "Matière",
        CostKind::Certificate => "Certificat matière",
        CostKind::Setup => "Réglages",
        CostKind::Machine => "Machine",
        CostKind::Labour => "Main-d’œuvre",
        CostKind::Tools => "Outils",
        CostKind::Treatment => "Traitements",
        CostKind::Subcontracting => "Sous-traitance",
        CostKind::Inspection => "Contrôle",
        CostKind::Packing => "Conditionnement",
        CostKind::Logistics => "Logistique",
        CostKind::Programming => "Programmation et méthodes",
        CostKind::Fixtures => "Montages",
        CostKind::SpecialTooling => "Outillage spécial",
        CostKind::FirstArticle => "Dossier de première pièce",
        CostKind::FirstPart => "Mise au point",
        CostKind::Overtime => "Heures supplémentaires",
        CostKind::Replanning => "Replanification",
        CostKind::Overhead => "Frais généraux",
        CostKind::Margin => "Marge",
        CostKind::InvoiceComplement => "Complément de facturation",
        CostKind::Discount => "Remise",
        CostKind::Rounding => "Arrondi",
    }
}

/// What an amount grows with.
pub(super) fn driver(driver: Driver) -> &'static str {
    match driver {
        Driver::Piece => "pièce",
        Driver::Lot => "lot",
        Driver::Once => "une fois",
        Driver::Quote => "devis",
        Driver::Percent => "%",
    }
}

/// `12,5 %`.
pub(super) fn percent(value: Decimal) -> String {
    format!("{}{NARROW}%", decimal(value.round_dp(2)))
}

/// `13,8 kg`; grams below a kilogram.
pub(super) fn kilograms(mass_kg: f64) -> String {
    if mass_kg < 0.9995 { format!("{:.0}{NARROW}g", mass_kg * 1000.0) } else { format!("{}{NARROW}kg", millimetres(mass_kg)) }
}

/// A length to a tenth, without needless zeros: `12,5`.
pub(super) fn millimetres(length_mm: f64) -> String {
    let text = format!("{length_mm:.1}");
    grouped(text.strip_suffix(".0").unwrap_or(&text))
}

/// A limit to a tenth of a micrometre, without needless zeros: `39,984`.
pub(super) fn precise(value: f64) -> String {
    let text = format!("{value:.4}");
    grouped(text.trim_end_matches('0').trim_end_matches('.'))
}

/// `Ø50`, `ép. 20`.
pub(super) fn section(form: StockForm, section_mm: f64) -> String {
    let sign = match form {
        StockForm::Round | StockForm::Tube => "Ø",
        _ => "ép. ",
    };
    format!("{sign}{}", millimetres(section_mm))
}

/// A whole number with its thousands apart.
pub(super) fn count(value: u32) -> String {
    grouped(&value.to_string())
}

/// Regroups the digits of a plain decimal (`-1234.50`).
fn grouped(plain: &str) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("\u{2212}", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::from(sign);
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            text.push(NARROW);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(',');
        text.push_str(fraction);
    }
    text
}

/// `21/11/2026`.
pub(super) fn date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// A time of work: `45 s`, `12,5 min`, `2 h 06`. Zero is a dash.
pub(super) fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.5 {
        return "–".to_owned();
    }
    if seconds < 99.5 {
        return format!("{seconds:.0}{NARROW}s");
    }
    let minutes = seconds / 60.0;
    if minutes < 99.95 {
        let text = format!("{minutes:.1}");
        return format!("{}{NARROW}min", text.strip_suffix(".0").unwrap_or(&text).replace('.', ","));
    }
    let whole = minutes.round() as u64;
    format!("{}{NARROW}h{NARROW}{:02}", grouped(&(whole / 60).to_string()), whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_in_france() {
        for (cents, expect) in [
            (0, "0,00 €"),
            (5, "0,05 €"),
            (99_999, "999,99 €"),
            (123_450, "1 234,50 €"),
            (123_456_789, "1 234 567,89 €"),
            (-123_450, "−1 234,50 €"),
        ] {
            assert_eq!(money(Money::from_cents(cents), "EUR").replace(NARROW, " "), expect);
        }
        assert_eq!(money(Money::from_cents(100), "CHF").replace(NARROW, " "), "1,00 CHF");
    }

    #[test]
    fn rates_lose_needless_zeros() {
        for (value, expect) in [(Decimal::new(200, 1), "20"), (Decimal::new(55, 1), "5,5"), (Decimal::from(2000), "2 000")] {
            assert_eq!(decimal(value).replace(NARROW, " "), expect);
        }
    }

    #[test]
    fn times_are_told_in_the_unit_a_person_uses() {
        for (seconds, expect) in [
            (0.0, "–"),
            (f64::NAN, "–"),
            (45.2, "45 s"),
            (750.0, "12,5 min"),
            (900.0, "15 min"),
            (5_996.0, "99,9 min"),
            (7_560.0, "2 h 06"),
            (3.6e7, "10 000 h 00"),
        ] {
            assert_eq!(duration(seconds).replace(NARROW, " "), expect);
        }
    }

    #[test]
    fn dates_are_day_first() {
        assert_eq!(date(jiff::civil::date(2026, 11, 2)), "02/11/2026");
    }
}
