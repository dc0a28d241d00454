//! What a column's name says about it. It never looks at the values.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
struct Names {
    work: Vec<Vec<String>>,
    rate: Vec<Vec<String>>,
    not_work: Vec<String>,
    identity: Vec<Vec<String>>,
    machine: Vec<Vec<String>>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| toml::from_str(include_str!("../data/columns.toml")).unwrap_or_default());

/// Words of a name: `Cut_Length` and `cutLength` are `cut length`.
pub fn words(name: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.extend(c.to_lowercase());
        before = c;
    }
    spaced.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn holds(words: &[String], entries: &[Vec<String>]) -> bool {
    entries.iter().any(|entry| !entry.is_empty() && entry.iter().all(|word| words.contains(word)))
}

/// More of it never takes less time.
pub fn is_work(name: &str) -> bool {
    let words = words(name);
    holds(&words, &NAMES.work) && !words.iter().any(|word| NAMES.not_work.contains(word))
}

/// Work divided by it is a time.
pub fn is_rate(name: &str) -> bool {
    holds(&words(name), &NAMES.rate)
}

/// It names the machine.
pub fn is_machine(name: &str) -> bool {
    holds(&words(name), &NAMES.machine)
}

/// It only numbers the rows.
pub fn is_identity(name: &str) -> bool {
    holds(&words(name), &NAMES.identity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_column_is() {
        for (name, work, rate, identity) in [
            ("Cut_Length", true, false, false),
            ("removed_volume_cm3", true, false, false),
            ("holes", true, false, false),
            ("pathLength_mm", true, false, false),
            ("Tool_Length", false, false, false),
            ("Gauge_Length", false, false, false),
            ("Cutting_Feed_Rate", false, true, false),
            ("removal_rate", false, true, false),
            ("operation_id", false, false, true),
            ("Overhang", false, false, false),
        ] {
            assert_eq!((is_work(name), is_rate(name), is_identity(name)), (work, rate, identity), "{name}");
        }
    }
}
