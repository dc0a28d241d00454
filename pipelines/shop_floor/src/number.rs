//! Numbers as people and exporters write them: decimal point or comma, thousands apart by space, point or comma.

/// Reads a number; `None` when the text is not one. A single comma or point is the decimal sign unless exactly three digits follow a
/// group of one to three and the other sign is there too: `1.234,5`, `1,234.5`, `1 234,5` and `0,125` read as a person does.
pub fn parse_number(text: &str) -> Option<f64> {
    let text: String = text.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b"+-.,eE".contains(&b)) {
        return None;
    }
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let plain = match (points, commas) {
        (_, 0) if points <= 1 => text,
        (0, 1) => text.replace(',', "."),
        // Both: the last one is the decimal sign, the other groups thousands.
        (_, _) if points > 0 && commas > 0 => {
            if text.rfind('.') > text.rfind(',') {
                if points > 1 {
                    return None;
                }
                text.replace(',', "")
            } else {
                if commas > 1 {
                    return None;
                }
                text.replace('.', "").replace(',', ".")
            }
        }
        // One sign several times: thousands.
        (_, _) => text.replace(['.', ','], ""),
    };
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_a_person_does() {
        for (text, value) in [
            ("290.0", Some(290.0)),
            ("0,125", Some(0.125)),
            ("1.234,5", Some(1234.5)),
            ("1,234.5", Some(1234.5)),
            ("1 234,5", Some(1234.5)),
            ("1\u{202f}234", Some(1234.0)),
            ("1.234.567", Some(1_234_567.0)),
            ("-3,5", Some(-3.5)),
            ("1e3", Some(1000.0)),
            ("", None),
            ("missing", None),
            ("12 min", None),
            ("NaN", None),
            ("1,2,3.4.5", None),
        ] {
            assert_eq!(parse_number(text), value, "{text:?}");
        }
    }
}
