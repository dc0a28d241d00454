//! Limits of the ISO 286 tolerance classes, computed as ISO 286-1:2010 says from IT grades and fundamental deviations (data/iso286.toml).

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Upper and lower deviation of a tolerance class at one size, mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Upper deviation, mm.
    pub upper_mm: f64,
    /// Lower deviation, mm.
    pub lower_mm: f64,
}

/// Tables of data/iso286.toml; micrometres, one value per nominal step.
#[derive(Deserialize)]
struct Table {
    /// Upper bounds of the main steps, mm.
    steps_mm: Vec<f64>,
    /// IT grade (`01`, `0`, `1` to `18`) per main step.
    grades_um: HashMap<String, Vec<f64>>,
    /// Upper bounds of the intermediate steps, mm.
    fine_steps_mm: Vec<f64>,
    /// Fundamental deviation of shafts a to h: upper deviation es, given as its absolute value, per intermediate step.
    shaft_es_um: HashMap<String, Vec<f64>>,
    /// Fundamental deviation of shafts k to zc: lower deviation ei, per intermediate step; 0 where the standard has none (but for k).
    shaft_ei_um: HashMap<String, Vec<f64>>,
    /// Shafts j (lower deviation) and holes J (upper deviation), which no rule computes, per main step.
    tabulated_um: HashMap<String, Vec<f64>>,
}

static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| toml::from_str(include_str!("../../data/iso286.toml")).ok());

/// True for the letters ISO 286 uses for fundamental deviations (`I`, `L`, `O`, `Q` and `W` are never used).
pub fn is_deviation_letter(word: &str) -> bool {
    let uniform = word.chars().all(char::is_uppercase) || word.chars().all(char::is_lowercase);
    uniform
        && matches!(
            word.to_ascii_lowercase().as_str(),
            "a" | "b"
                | "c"
                | "cd"
                | "d"
                | "e"
                | "ef"
                | "f"
                | "fg"
                | "g"
                | "h"
                | "j"
                | "js"
                | "k"
                | "m"
                | "n"
                | "p"
                | "r"
                | "s"
                | "t"
                | "u"
                | "v"
                | "x"
                | "y"
                | "z"
                | "za"
                | "zb"
                | "zc"
        )
        || matches!(word, "Js" | "Za" | "Zb" | "Zc")
}

/// Splits `H7` into its letter and grade (1 to 18); `None` when it is no tolerance class.
pub fn split_class(class: &str) -> Option<(&str, u8)> {
    let at = class.find(|c: char| c.is_ascii_digit())?;
    let (letter, grade) = class.split_at(at);
    if grade.starts_with('0') {
        return None;
    }
    let grade: u8 = grade.parse().ok()?;
    ((1..=18).contains(&grade) && is_deviation_letter(letter)).then_some((letter, grade))
}

/// Width of an IT grade at a nominal size, mm (0 < size <= 3 150 mm, IT1 to IT18).
pub fn it_grade_mm(grade: u8, nominal_mm: f64) -> Option<f64> {
    let table = TABLE.as_ref()?;
    let step = step_of(&table.steps_mm, nominal_mm)?;
    table.grades_um.get(&grade.to_string())?.get(step).map(|um| um / 1000.0)
}

/// Limits of a class such as `H7` or `g6` at a nominal size, mm; `None` outside the tables (0 to 3 150 mm, IT1 to IT18).
pub fn limits(class: &str, nominal_mm: f64) -> Option<Limits> {
    let (letter, grade) = split_class(class)?;
    let it = it_grade_mm(grade, nominal_mm)?;
    let key = letter.to_ascii_lowercase();
    let hole = letter.starts_with(|c: char| c.is_uppercase());
    if key == "js" {
        return Some(Limits { upper_mm: it / 2.0, lower_mm: -it / 2.0 });
    }
    let table = TABLE.as_ref()?;
    if key == "j" {
        let tabulated = table.tabulated_um.get(class)?.get(step_of(&table.steps_mm, nominal_mm)?)? / 1000.0;
        return Some(if hole {
            Limits { upper_mm: tabulated, lower_mm: tabulated - it }
        } else {
            Limits { upper_mm: tabulated + it, lower_mm: tabulated }
        });
    }
    let step = step_of(&table.fine_steps_mm, nominal_mm)?;
    let clearance = table.shaft_es_um.get(&key).and_then(|row| row.get(step)).map(|um| um / 1000.0);
    if let Some(es) = clearance {
        // General rule of ISO 286-1: holes A to H mirror the shafts a to h.
        return Some(if hole { Limits { upper_mm: es + it, lower_mm: es } } else { Limits { upper_mm: -es, lower_mm: -es - it } });
    }
    let mut ei = table.shaft_ei_um.get(&key).and_then(|row| row.get(step)).map(|um| um / 1000.0).filter(|ei| *ei > 0.0 || key == "k")?;
    if key == "k" && !hole && !(4..=7).contains(&grade) {
        ei = 0.0;
    }
    if !hole {
        return Some(Limits { upper_mm: ei + it, lower_mm: ei });
    }
    hole_with_interference(&key, grade, nominal_mm, ei, it)
}

/// Special rule of ISO 286-1 (4.3.2.5) for holes K, M, N up to IT8 and P to ZC up to IT7: ES = -ei + Δ, Δ = ITn - IT(n-1), above 3 mm.
fn hole_with_interference(key: &str, grade: u8, nominal_mm: f64, ei: f64, it: f64) -> Option<Limits> {
    // Over 500 mm (table 3) holes mirror the shafts without a correction, whatever their grade.
    if nominal_mm > 500.0 {
        return Some(Limits { upper_mm: -ei, lower_mm: -ei - it });
    }
    let small = nominal_mm <= 3.0;
    let within = matches!(key, "k" | "m" | "n") && grade <= 8 || !matches!(key, "k" | "m" | "n") && grade <= 7;
    let delta = if within && !small { it - it_grade_mm(grade.checked_sub(1)?, nominal_mm)? } else { 0.0 };
    let upper = match key {
        "k" if grade > 8 => return None, // no hole K above IT8 over 3 mm: the standard leaves it to agreement
        "n" if grade > 8 && !small => 0.0,
        // The one exception of the standard: M6 over 250 up to 315 mm is -9 µm, not -11.
        "m" if grade == 6 && nominal_mm > 250.0 && nominal_mm <= 315.0 => -0.009,
        _ => -ei + delta,
    };
    Some(Limits { upper_mm: upper, lower_mm: upper - it })
}

fn step_of(bounds: &[f64], nominal_mm: f64) -> Option<usize> {
    if nominal_mm.is_nan() || nominal_mm <= 0.0 {
        return None;
    }
    bounds.iter().position(|bound| nominal_mm <= *bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Deviations in µm from the tables of ISO 286-2:2010.
    #[test]
    fn common_classes() {
        for (class, size, upper, lower) in [
            ("H7", 50.0, 25.0, 0.0),
            ("H7", 12.0, 18.0, 0.0),
            ("H8", 8.8, 22.0, 0.0),
            ("h6", 50.0, 0.0, -16.0),
            ("h9", 50.0, 0.0, -62.0),
            ("g6", 20.0, -7.0, -20.0),
            ("g6", 50.0, -9.0, -25.0),
            ("f7", 25.0, -20.0, -41.0),
            ("e8", 40.0, -50.0, -89.0),
            ("d9", 30.0, -65.0, -117.0),
            ("k6", 30.0, 15.0, 2.0),
            ("m6", 30.0, 21.0, 8.0),
            ("n6", 30.0, 28.0, 15.0),
            ("p6", 30.0, 35.0, 22.0),
            ("r6", 60.0, 60.0, 41.0),
            ("s6", 40.0, 59.0, 43.0),
            ("js6", 25.0, 6.5, -6.5),
            ("JS7", 50.0, 12.5, -12.5),
            ("K7", 40.0, 7.0, -18.0),
            ("M7", 30.0, 0.0, -21.0),
            ("N7", 40.0, -8.0, -33.0),
            ("N9", 20.0, 0.0, -52.0),
            ("P7", 30.0, -14.0, -35.0),
            ("P9", 10.0, -15.0, -51.0),
            ("F8", 20.0, 53.0, 20.0),
            ("G7", 30.0, 28.0, 7.0),
            ("E9", 100.0, 159.0, 72.0),
            ("D10", 10.0, 98.0, 40.0),
            ("H11", 100.0, 220.0, 0.0),
            ("h14", 100.0, 0.0, -870.0),
            ("j6", 25.0, 9.0, -4.0),
            ("c11", 45.0, -130.0, -290.0),
            ("t6", 30.0, 54.0, 41.0),
            ("x8", 20.0, 87.0, 54.0),
            ("z8", 10.0, 64.0, 42.0),
            ("U7", 30.0, -40.0, -61.0),
            ("H16", 30.0, 1300.0, 0.0),
            ("js3", 25.0, 2.0, -2.0),
            ("H4", 50.0, 7.0, 0.0),
            ("fg6", 6.0, -6.0, -14.0),
            ("H7", 600.0, 70.0, 0.0),
            ("h9", 1000.0, 0.0, -230.0),
            ("P7", 700.0, -88.0, -168.0),
            ("g6", 2000.0, -32.0, -124.0),
        ] {
            let got = limits(class, size).unwrap_or(Limits { upper_mm: f64::NAN, lower_mm: f64::NAN });
            assert!((got.upper_mm * 1000.0 - upper).abs() < 0.01, "{class} {size}: upper {}", got.upper_mm * 1000.0);
            assert!((got.lower_mm * 1000.0 - lower).abs() < 0.01, "{class} {size}: lower {}", got.lower_mm * 1000.0);
        }
    }

    #[test]
    fn outside_the_table() {
        assert_eq!(limits("H7", 3200.0), None);
        assert_eq!(limits("t6", 20.0), None);
        assert_eq!(limits("za8", 600.0), None);
        assert_eq!(limits("H0", 20.0), None);
        assert_eq!(limits("H7", 0.0), None);
        assert_eq!(limits("H7", f64::NAN), None);
        assert_eq!(limits("O7", 20.0), None);
    }
}
