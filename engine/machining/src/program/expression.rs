//! Arithmetic of programs: `[#101 + 5.]`, `R1*2`, `Q5 - 3`, with the variables the program has set.

use std::collections::BTreeMap;

/// Variables by name: `#101`, `R1`, `Q200`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variables(BTreeMap<String, f64>);

impl Variables {
    pub fn set(&mut self, name: &str, value: f64) {
        // A program that counts in variables needs hundreds; more is a broken file.
        if self.0.len() < 10_000 || self.0.contains_key(name) {
            self.0.insert(name.to_uppercase(), value);
        }
    }

    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.get(&name.to_uppercase()).copied()
    }
}

/// The value of an expression; `None` when it holds something unknown.
pub(crate) fn evaluate(text: &str, variables: &Variables) -> Option<f64> {
    let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut reader = Reader { characters: &characters, at: 0, variables, depth: 0 };
    let value = reader.sum()?;
    (reader.at == characters.len()).then_some(value).filter(|value| value.is_finite())
}

type Compare = fn(f64, f64) -> bool;

/// `A EQ B`, `A>B`, ...: a condition of IF and WHILE.
pub(crate) fn holds(text: &str, variables: &Variables) -> Option<bool> {
    let upper = text.trim().trim_start_matches('[').trim_end_matches(']').to_uppercase();
    const WORDS: &[(&str, Compare)] = &[
        ("EQ", |a, b| (a - b).abs() < 1e-9),
        ("NE", |a, b| (a - b).abs() >= 1e-9),
        ("GE", |a, b| a >= b),
        ("LE", |a, b| a <= b),
        ("GT", |a, b| a > b),
        ("LT", |a, b| a < b),
        ("==", |a, b| (a - b).abs() < 1e-9),
        ("<>", |a, b| (a - b).abs() >= 1e-9),
        (">=", |a, b| a >= b),
        ("<=", |a, b| a <= b),
        (">", |a, b| a > b),
        ("<", |a, b| a < b),
    ];
    let (word, test) = WORDS.iter().find(|(word, _)| upper.contains(word))?;
    let (left, right) = upper.split_once(word)?;
    Some(test(evaluate(left, variables)?, evaluate(right, variables)?))
}

struct Reader<'a> {
    characters: &'a [char],
    at: usize,
    variables: &'a Variables,
    depth: u32,
}

/// Brackets nested deeper than this are no program of a person.
const DEEPEST: u32 = 40;

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn take(&mut self, wanted: &[char]) -> Option<char> {
        let found = self.peek().filter(|c| wanted.contains(c))?;
        self.at += 1;
        Some(found)
    }

    fn sum(&mut self) -> Option<f64> {
        let mut value = self.product()?;
        while let Some(sign) = self.take(&['+', '-']) {
            let next = self.product()?;
            value += if sign == '+' { next } else { -next };
        }
        Some(value)
    }

    fn product(&mut self) -> Option<f64> {
        let mut value = self.factor()?;
        while let Some(sign) = self.take(&['*', '/']) {
            let next = self.factor()?;
            value = if sign == '*' { value * next } else { value / next };
        }
        Some(value)
    }

    fn factor(&mut self) -> Option<f64> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let value = self.unary();
        self.depth -= 1;
        value
    }

    fn unary(&mut self) -> Option<f64> {
        if let Some(sign) = self.take(&['+', '-']) {
            return self.factor().map(|value| if sign == '-' { -value } else { value });
        }
        if self.take(&['(', '[']).is_some() {
            let value = self.sum()?;
            self.take(&[')', ']'])?;
            return Some(value);
        }
        if self.peek().is_some_and(|c| c.is_ascii_digit() || c == '.') {
            return self.number();
        }
        let start = self.at;
        if self.take(&['#']).is_some() {
            if self.take(&['[']).is_some() {
                let index = self.sum()?;
                self.take(&[']'])?;
                return self.variables.get(&format!("#{index}"));
            }
            while self.peek().is_some_and(|c| c.is_ascii_digit()) {
                self.at += 1;
            }
        } else {
            while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_') {
                self.at += 1;
            }
        }
        let name: String = self.characters.get(start..self.at)?.iter().collect();
        if self.peek().is_some_and(|c| c == '(' || c == '[') && !name.starts_with('#') {
            let value = self.unary()?;
            return function(&name.to_uppercase(), value);
        }
        self.variables.get(&name)
    }

    fn number(&mut self) -> Option<f64> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit() || c == '.') {
            self.at += 1;
        }
        let text: String = self.characters.get(start..self.at)?.iter().collect();
        text.parse().ok()
    }
}

fn function(name: &str, value: f64) -> Option<f64> {
    Some(match name {
        "SIN" => value.to_radians().sin(),
        "COS" => value.to_radians().cos(),
        "TAN" => value.to_radians().tan(),
        "ABS" => value.abs(),
        "SQRT" => value.sqrt(),
        "ROUND" => value.round(),
        "FIX" | "TRUNC" => value.trunc(),
        "FUP" => value.ceil(),
        // Siemens: absolute coordinate, as the mode already says.
        "AC" => value,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_follow_the_rules_of_arithmetic() {
        let mut variables = Variables::default();
        variables.set("#101", 4.0);
        variables.set("R1", 2.5);
        variables.set("Q5", -3.0);
        for (text, expect) in [
            ("1+2*3", Some(7.0)),
            ("[#101+1.]*2", Some(10.0)),
            ("-R1*2", Some(-5.0)),
            ("q5 - 3", Some(-6.0)),
            ("10*COS[60]", Some(5.0)),
            ("SQRT(9)+ABS(-1)", Some(4.0)),
            ("#999", None),
            ("1+", None),
            ("", None),
            ("((((((((((((((((((((((((((((((((((((((((((1", None),
        ] {
            assert_eq!(evaluate(text, &variables).map(|v| (v * 1e9).round() / 1e9), expect, "{text}");
        }
        for (text, expect) in [("[#101 EQ 4]", Some(true)), ("R1>=3", Some(false)), ("#101 LT 5", Some(true)), ("#7 EQ 1", None)] {
            assert_eq!(holds(text, &variables), expect, "{text}");
        }
    }
}
