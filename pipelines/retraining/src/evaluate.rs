//! Repeated splits: trained on four fifths, asked about the rest, several times over, and compared pair by pair with the plain baseline.

use trusquin_cycle_time::{Answer, Chance, Figures, SEED, Task, TrainingSet, split_sides, train};

use crate::{Dataset, RetrainingError};

/// What repeated splits found.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// The winner of each split and its figures on the rows held back.
    pub splits: Vec<(String, Figures)>,
    /// Figures of all held-back rows of all splits.
    pub figures: Figures,
    /// The baseline's on the same rows; `None` without a baseline column.
    pub baseline: Option<Figures>,
    /// Share within 15 % less the baseline's: the middle, and the value 95 % of the resampled splits exceed.
    pub gain: Option<(f64, f64)>,
    /// Bookings: figures of parts that were among the taught ones, and of new ones.
    pub parts: Option<(Figures, Figures)>,
}

/// Trains and asks `repeats` times.
///
/// # Errors
/// The data cannot be learned from.
pub fn evaluate(dataset: &Dataset, repeats: usize) -> Result<Evaluation, RetrainingError> {
    let set = &dataset.set;
    let failed = |source| RetrainingError::Training { file: dataset.file.clone(), source };
    let rows: Vec<usize> = {
        let times = set.table.numbers(&set.roles.target);
        let bases = set.roles.baseline.as_ref().map(|name| set.table.numbers(name));
        (0..set.table.rows()).filter(|row| times[*row] > 0.0 && bases.as_ref().is_none_or(|bases| bases[*row] > 0.0)).collect()
    };
    let table = set.table.pick(&rows);
    let times = table.numbers(&set.roles.target);
    let bases = set.roles.baseline.as_ref().map(|name| table.numbers(name));
    let groups = set.roles.group.as_ref().and_then(|name| table.column(name)).map(|column| column.texts.clone());
    let mut splits = Vec::new();
    let (mut all_rows, mut all_answers, mut seen_part) = (Vec::new(), Vec::new(), Vec::new());
    for repeat in 0..repeats.max(1) {
        let side = split_sides(groups.as_deref(), times.len(), 5, SEED + 1000 + repeat as u64);
        let (held_back, taught): (Vec<usize>, Vec<usize>) = (0..times.len()).partition(|row| side[*row] == 0);
        let part =
            TrainingSet { task: set.task, table: table.pick(&taught), roles: set.roles.clone(), in_order_of_time: set.in_order_of_time };
        let trained = train(&part).map_err(failed)?;
        let answers: Vec<Answer> = trained
            .model
            .predict(&table.pick(&held_back))
            .into_iter()
            .map(|prediction| Answer { p50: prediction.p50, interval: prediction.interval })
            .collect();
        let measured: Vec<f64> = held_back.iter().map(|row| times[*row]).collect();
        splits.push((trained.model.winner.name().to_owned(), Figures::of(&measured, &answers)));
        if let Some(parts) = table.column("part").filter(|_| set.task == Task::Bookings) {
            seen_part.extend(held_back.iter().map(|row| taught.iter().any(|other| parts.texts[*other] == parts.texts[*row])));
        }
        all_rows.extend(held_back);
        all_answers.extend(answers);
    }
    let measured: Vec<f64> = all_rows.iter().map(|row| times[*row]).collect();
    let plain = bases.map(|bases| all_rows.iter().map(|row| Answer { p50: bases[*row], interval: None }).collect::<Vec<_>>());
    let among = |wanted: bool| {
        let some: Vec<usize> = (0..seen_part.len()).filter(|at| seen_part[*at] == wanted).collect();
        let answers: Vec<Answer> = some.iter().map(|at| all_answers[*at]).collect();
        Figures::of(&some.iter().map(|at| measured[*at]).collect::<Vec<_>>(), &answers)
    };
    Ok(Evaluation {
        figures: Figures::of(&measured, &all_answers),
        baseline: plain.as_ref().map(|plain| Figures::of(&measured, plain)),
        gain: plain.as_ref().map(|plain| bootstrap(&all_rows, &measured, &all_answers, plain)),
        parts: (!seen_part.is_empty()).then(|| (among(true), among(false))),
        splits,
    })
}

/// Paired: rows (with all their answers) are drawn again with replacement 2 000 times.
fn bootstrap(rows: &[usize], measured: &[f64], answers: &[Answer], baseline: &[Answer]) -> (f64, f64) {
    let near = |answer: &Answer, measured: f64| f64::from(u8::from((answer.p50 - measured).abs() <= 0.15 * measured));
    let count = rows.iter().max().map_or(0, |most| most + 1);
    let (mut gains, mut times) = (vec![0.0; count], vec![0.0; count]);
    for (at, row) in rows.iter().enumerate() {
        gains[*row] += near(&answers[at], measured[at]) - near(&baseline[at], measured[at]);
        times[*row] += 1.0;
    }
    let asked: Vec<usize> = (0..count).filter(|row| times[*row] > 0.0).collect();
    let mut chance = Chance::new(SEED);
    let mut drawn: Vec<f64> = (0..2000)
        .map(|_| {
            let (mut gain, mut total) = (0.0_f64, 0.0_f64);
            for _ in 0..asked.len() {
                let row = asked[chance.below(asked.len())];
                gain += gains[row];
                total += times[row];
            }
            gain / total.max(1.0)
        })
        .collect();
    drawn.sort_by(f64::total_cmp);
    (drawn[drawn.len() / 2], drawn[drawn.len() / 20])
}
