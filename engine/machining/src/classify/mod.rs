//! Which processes make the part, by rules: clues from the solid, the flat file and the drawing add up, each with its evidence.
//!
//! Multi-label: a turned part with cross holes is turning, mill-turn and drilling at once. Each clue carries a log-odds weight; a
//! process's probability is the logistic of its prior and its clues (data/clues.toml). No clue at all gives no guess.

mod clue;
mod drawing;
mod flat;
mod solid;

use trusquin_domain::{FlatGeometry, Process, ProcessGuess, SheetReading, Shop, SolidGeometry};

use clue::{Clue, Clues};

/// Guesses below this are noise and are left out.
const LEAST_PROBABILITY: f64 = 0.05;

/// Processes suggested by what is known of the part, most probable first; empty when nothing is known.
pub fn classify(solid: Option<&SolidGeometry>, flat: Option<&FlatGeometry>, drawing: Option<&SheetReading>) -> Vec<ProcessGuess> {
    let Ok(rules) = clue::rules() else { return Vec::new() };
    let mut clues = Clues::default();
    if let Some(solid) = solid {
        solid::look(solid, &mut clues);
    }
    if let Some(flat) = flat {
        flat::look(flat, solid.is_some(), &mut clues);
    }
    if let Some(drawing) = drawing {
        drawing::look(drawing, solid.is_some(), rules, &mut clues);
    }
    weigh(rules, clues)
}

/// Log-odds of a process: prior and clues.
fn odds(rules: &clue::Rules, process: Process, clues: &[Clue]) -> f64 {
    rules.prior.get(&process).copied().unwrap_or(-3.0) + clues.iter().map(|clue| clue.weight).sum::<f64>()
}

fn weigh(rules: &clue::Rules, clues: Clues) -> Vec<ProcessGuess> {
    let mut guesses: Vec<ProcessGuess> = Vec::new();
    for (process, clues) in clues.by_process() {
        let probability = 1.0 / (1.0 + (-odds(rules, process, &clues)).exp());
        // A process that every clue speaks against is not reported; one that is reported shows both sides.
        if probability >= LEAST_PROBABILITY && clues.iter().any(|clue| clue.weight > 0.0) {
            let probability = (probability * 1000.0).round() / 1000.0;
            guesses.push(ProcessGuess { process, probability, evidence: clues.into_iter().map(|clue| clue.evidence).collect() });
        }
    }
    // Holes and fine faces are made on top of a shape: they are listed, never ahead of the process that gives the shape.
    let shaping = guesses.iter().filter(|guess| gives_shape(guess.process)).map(|guess| guess.probability).fold(f64::NAN, f64::max);
    for guess in guesses.iter_mut().filter(|guess| !gives_shape(guess.process)) {
        guess.probability = guess.probability.min(if shaping.is_nan() { 1.0 } else { shaping - 0.01 }).max(LEAST_PROBABILITY);
    }
    guesses.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.process.cmp(&b.process)));
    guesses
}

fn gives_shape(process: Process) -> bool {
    !matches!(process, Process::Drilling | Process::Grinding | Process::Sawing)
}

/// The process the part is routed by: the most probable one that gives the part its shape.
pub(crate) fn main_process(guesses: &[ProcessGuess]) -> Option<&ProcessGuess> {
    guesses
        .iter()
        .filter(|guess| gives_shape(guess.process))
        .max_by(|a, b| a.probability.total_cmp(&b.probability))
        .or_else(|| guesses.iter().max_by(|a, b| a.probability.total_cmp(&b.probability)))
}

/// At least this probable, a process of the company's own trades stands in for one it does not practise.
const OWN_TRADE: f64 = 0.5;

/// The guesses a company works with: processes of trades it does not practise are left out. Only when none of its own is likely do
/// they stay, so that the routing can say why the part is not for this shop.
pub fn within_trades(guesses: Vec<ProcessGuess>, shop: &Shop) -> Vec<ProcessGuess> {
    let own = |guess: &ProcessGuess| shop.practises(guess.process);
    if guesses.iter().any(|guess| own(guess) && gives_shape(guess.process) && guess.probability >= OWN_TRADE) {
        guesses.into_iter().filter(own).collect()
    } else {
        guesses
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo_shop;
    use trusquin_domain::Trade;

    #[test]
    fn trades_switch_processes_on_and_off() {
        let guess = |process, probability| ProcessGuess { process, probability, evidence: Vec::new() };
        let both = vec![guess(Process::SheetMetal, 0.8), guess(Process::Milling, 0.6), guess(Process::Drilling, 0.5)];
        let mut shop = demo_shop();
        assert_eq!(within_trades(both.clone(), &shop), both);
        shop.trades = vec![Trade::Machining];
        assert_eq!(within_trades(both.clone(), &shop), both[1..]);
        let foreign = vec![guess(Process::Additive, 0.9), guess(Process::Milling, 0.2)];
        assert_eq!(within_trades(foreign.clone(), &shop), foreign, "kept to say why");
    }
}
