//! Numbers as French people print them.

/// At most `digits` decimals, trailing zeros dropped, decimal comma.
pub(crate) fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.replace('.', ",") }
}

/// A length, to the hundredth.
pub(crate) fn mm(value: f64) -> String {
    number(value, 2)
}

/// `3 trous`, `1 trou`.
pub(crate) fn count(n: u32, one: &str, many: &str) -> String {
    if n > 1 { format!("{n} {many}") } else { format!("{n} {one}") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_have_commas_and_no_idle_zeros() {
        for (value, digits, expect) in [(40.0, 2, "40"), (1.5, 2, "1,5"), (0.126, 2, "0,13"), (-0.001, 2, "0"), (100.0, 0, "100")] {
            assert_eq!(super::number(value, digits), expect);
        }
    }
}
