//! I6: money is decimal. No float carries a name that says it is an amount.

use regex::Regex;

use crate::sources::{ROOMS, hold, rust_files};

/// `unit_price: f64`, `let total_cost: Option<f32>`, `fn price(...) -> f64`, `amount as f64`.
const FLOAT_MONEY: &str = r"\b\w*(?:price|cost|amount|invoice|turnover)\w*\s*:\s*(?:&\s*)?(?:Option<|Vec<)?f(?:32|64)\b|fn\s+\w*(?:price|cost|amount|invoice)\w*\s*(?:<[^>]*>)?\([^)]*\)\s*->\s*(?:Option<)?f(?:32|64)\b|\b\w*(?:price|cost|amount)\w*\s+as\s+f(?:32|64)\b";

#[test]
fn no_amount_is_a_float() {
    let float_money = Regex::new(FLOAT_MONEY).unwrap();
    let mut breaches = Vec::new();
    // The drawing half reads shapes and knows no money: a cost there is the cost of a search.
    let knows_money = |path: &str| !path.starts_with("engine/documents/") && !path.starts_with("engine/drawing/");
    for file in rust_files(ROOMS).iter().filter(|file| !file.is_test() && knows_money(&file.path)) {
        for found in float_money.find_iter(&file.parts.code) {
            breaches.push(format!("{}:{}: {}", file.path, file.line_of(found.start()), found.as_str()));
        }
    }
    hold("I6: use Money (or Decimal); if it is no amount of money, give it another name", &breaches);
}

#[test]
fn the_rule_sees_a_breach() {
    let float_money = Regex::new(FLOAT_MONEY).unwrap();
    for breach in ["unit_price: f64,", "let total_cost: Option<f32> = None", "fn setup_cost(hours: f64) -> f64", "amount as f64"] {
        assert!(float_money.is_match(breach), "{breach}");
    }
    for fine in ["unit_price: Money,", "fn priced(seconds: f64) -> Money", "run_s: f64"] {
        assert!(!float_money.is_match(fine), "{fine}");
    }
}
