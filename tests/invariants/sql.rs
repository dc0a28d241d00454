//! I2: SQL text only in pipelines/store and migrations.

use regex::Regex;

use crate::sources::{ROOMS, hold, rust_files};

const STATEMENT: &str = r"(?is)^\s*(?:SELECT\s.+\sFROM\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(?:CREATE|ALTER|DROP)\s+(?:TABLE|INDEX|VIEW)\s|PRAGMA\s+\w)";

#[test]
fn sql_lives_in_the_store() {
    let statement = Regex::new(STATEMENT).unwrap();
    let library = Regex::new(r"\bsqlx::").unwrap();
    let mut breaches = Vec::new();
    let mut in_the_store = 0;
    for file in rust_files(ROOMS) {
        let statements: Vec<&(usize, String)> = file.parts.strings.iter().filter(|(_, text)| statement.is_match(text)).collect();
        if file.path.starts_with("pipelines/store/") {
            in_the_store += statements.len();
            continue;
        }
        if file.is_test() {
            continue;
        }
        breaches.extend(statements.iter().map(|(offset, text)| format!("{}:{}: {text}", file.path, file.line_of(*offset))));
        breaches.extend(library.find_iter(&file.parts.code).map(|found| format!("{}:{}: sqlx", file.path, file.line_of(found.start()))));
    }
    hold("I2: move the statement to pipelines/store and call it", &breaches);
    assert!(in_the_store > 0, "the rule found no statement even in the store: it sees nothing");
}
