//! A step before its tool is chosen: what is done, on what, in words.

use trusquin_domain::{Machine, Part, Shop, Step, StepSize, StepWork};

use crate::conditions::{Setting, Workpiece, conditions};
use crate::french::mm;
use crate::need::{Need, WorkHole};
use crate::tables::Tables;
use crate::tooling::choose;

/// What every step of a part sees.
#[derive(Clone, Copy)]
pub(super) struct Planner<'a> {
    pub part: &'a Part,
    pub shop: &'a Shop,
    pub need: &'a Need,
    pub piece: &'a Workpiece<'a>,
    pub tables: &'a Tables,
    /// Roughness the finishing has to leave, µm.
    pub ra_um: f64,
}

/// A step to be.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub work: StepWork,
    pub text: String,
    pub size: StepSize,
    /// Done by a driven tool of a lathe.
    pub driven: bool,
}

impl Wanted {
    pub fn new(work: StepWork, text: String, size: StepSize) -> Self {
        Self { work, text, size: StepSize { count: size.count.max(1), ..size }, driven: false }
    }
}

impl Planner<'_> {
    /// Tools, numbers and conditions for the steps of one clamping; a step whose data are missing keeps its questions.
    pub fn complete(&self, wanted: Vec<Wanted>, machine: &Machine, numbers: &mut Vec<String>) -> Vec<Step> {
        wanted.into_iter().enumerate().map(|(index, wanted)| self.step(index, wanted, machine, numbers)).collect()
    }

    fn step(&self, index: usize, wanted: Wanted, machine: &Machine, numbers: &mut Vec<String>) -> Step {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let found = choose(wanted.work, &wanted.size, self.piece, machine, self.shop, self.tables);
        let mut step = Step {
            number,
            work: wanted.work,
            text: wanted.text,
            size: wanted.size,
            tool: None,
            conditions: None,
            cutting_s: None,
            questions: Vec::new(),
        };
        let Some(mut tool) = found else {
            step.questions.push(format!("Outil pour « {} » ? Aucun en stock et la taille ne permet pas d'en proposer un.", step.text));
            return step;
        };
        let key = if tool.tool.id.is_empty() { tool.tool.name.clone() } else { tool.tool.id.clone() };
        let known = numbers.iter().position(|name| *name == key).unwrap_or_else(|| {
            numbers.push(key);
            numbers.len() - 1
        });
        tool.number = u32::try_from(known + 1).unwrap_or(u32::MAX);
        let setting = Setting { machine, piece: self.piece, tables: self.tables, driven: wanted.driven };
        match conditions(step.work, &step.size, &tool.tool, &setting) {
            Ok(cut) => {
                step.conditions = Some(cut.conditions);
                step.cutting_s = Some(cut.seconds);
                step.questions = cut.questions;
            }
            Err(questions) => step.questions = questions,
        }
        step.tool = Some(tool);
        step
    }

    /// The fit written on a hole of this diameter, when it is fine enough to be reamed or bored (IT9 and better).
    pub fn fit_of(&self, diameter_mm: f64) -> Option<String> {
        let found = self.part.tolerances.diameters.iter().find(|fitted| (fitted.diameter_mm - diameter_mm).abs() < 0.05)?;
        let grade = crate::need::fit_grade(&found.text)?;
        let capital = found.text.chars().rev().find(|c| c.is_ascii_alphabetic())?;
        (grade <= 9 && capital.is_ascii_uppercase()).then(|| format!("{capital}{grade}"))
    }

    /// Steps of a group of equal holes: spot, drill, then widen, ream or tap.
    pub fn holes(&self, hole: &WorkHole, on_lathe: bool, largest_drill_mm: f64, spotted: bool) -> Vec<Wanted> {
        let count = hole.count.max(1);
        let times = if count > 1 { format!("{count} × ") } else { String::new() };
        let depth = mm(hole.depth_mm);
        let sized = |diameter: f64| StepSize { diameter_mm: Some(diameter), depth_mm: Some(hole.depth_mm), count, ..StepSize::default() };
        if hole.widens {
            let text = format!("Lamer {times}Ø{} prof. {depth}", mm(hole.drill_mm));
            return vec![Wanted::new(StepWork::Counterboring, text, sized(hole.drill_mm))];
        }
        let fit = hole.thread.is_none().then(|| self.fit_of(hole.drill_mm)).flatten();
        if hole.drill_mm > largest_drill_mm {
            return self.large_hole(hole, on_lathe, largest_drill_mm, fit, &times);
        }
        let mut steps = Vec::new();
        if !spotted {
            let text = format!("Pointer {times}Ø{}", mm(hole.drill_mm));
            steps.push(Wanted::new(StepWork::Spotting, text, StepSize { depth_mm: Some(hole.drill_mm / 2.0), ..sized(hole.drill_mm) }));
        }
        let reamed = fit.as_ref().filter(|_| hole.drill_mm <= 20.0);
        let stocks = &self.tables.conditions.rules.reaming.stock_mm;
        let stock = stocks.iter().find(|step| hole.drill_mm <= step[0]).map_or(0.3, |step| step[1]);
        // The drill before a reamer leaves its stock, to the tenth drills are made in.
        let drill = if reamed.is_some() { ((hole.drill_mm - stock) * 10.0).floor() / 10.0 } else { hole.drill_mm };
        steps.push(Wanted::new(StepWork::Drilling, format!("Percer {times}Ø{} prof. {depth}", mm(drill)), sized(drill)));
        if let Some(fit) = reamed {
            let size = StepSize { fit: Some(fit.clone()), before_mm: Some(drill), ..sized(hole.drill_mm) };
            steps.push(Wanted::new(StepWork::Reaming, format!("Aléser {times}Ø{} {fit} prof. {depth}", mm(hole.drill_mm)), size));
        } else if let Some(fit) = &fit {
            let size = StepSize {
                fit: Some(fit.clone()),
                before_mm: Some(drill - 0.5),
                ra_um: Some(self.ra_um),
                length_mm: Some(hole.depth_mm),
                ..sized(hole.drill_mm)
            };
            steps.push(Wanted::new(
                StepWork::FinishBoring,
                format!("Aléser {times}Ø{} {fit} prof. {depth} en finition", mm(hole.drill_mm)),
                size,
            ));
        }
        if let Some((name, thread)) = &hole.thread {
            let size =
                StepSize { thread: Some(name.clone()), pitch_mm: Some(thread.pitch_mm), before_mm: Some(drill), ..sized(thread.major_mm) };
            steps.push(Wanted::new(StepWork::Tapping, format!("Tarauder {times}{name} prof. {depth}"), size));
        }
        if hole.enlarged {
            let size = StepSize { depth_mm: Some(hole.drill_mm / 2.0), ..sized(hole.drill_mm * 1.5) };
            steps.push(Wanted::new(StepWork::Countersinking, format!("Chanfreiner ou noyer {times}Ø{}", mm(hole.drill_mm)), size));
        }
        steps
    }

    fn large_hole(&self, hole: &WorkHole, on_lathe: bool, largest_drill_mm: f64, fit: Option<String>, times: &str) -> Vec<Wanted> {
        let pilot = [40.0, 32.0, 25.0, 20.0].into_iter().find(|d| *d <= largest_drill_mm.min(hole.drill_mm * 0.8)).unwrap_or(20.0);
        let d = hole.drill_mm;
        let base =
            StepSize { depth_mm: Some(hole.depth_mm), length_mm: Some(hole.depth_mm), count: hole.count.max(1), ..StepSize::default() };
        let volume = std::f64::consts::PI / 4.0 * (d * d - pilot * pilot) * hole.depth_mm;
        let mut steps = vec![Wanted::new(
            StepWork::Drilling,
            format!("Percer {times}avant-trou Ø{} prof. {}", mm(pilot), mm(hole.depth_mm)),
            StepSize { diameter_mm: Some(pilot), ..base.clone() },
        )];
        let text = |what: &str| {
            format!(
                "{what} {times}Ø{}{} prof. {}",
                mm(d),
                fit.as_deref().map(|fit| format!(" {fit}")).unwrap_or_default(),
                mm(hole.depth_mm)
            )
        };
        if on_lathe {
            let rough = StepSize { diameter_mm: Some(d - 0.6), before_mm: Some(pilot), volume_mm3: Some(volume), ..base.clone() };
            steps.push(Wanted::new(StepWork::RoughBoring, text("Ébaucher l'alésage"), rough));
        } else {
            let rough = StepSize { width_mm: Some(d * 0.6), volume_mm3: Some(volume), ..base.clone() };
            steps.push(Wanted::new(StepWork::RoughMilling, text("Ébaucher à la fraise en hélice"), rough));
        }
        if on_lathe || fit.is_some() {
            let finish = StepSize { diameter_mm: Some(d), before_mm: Some(d - 0.6), ra_um: Some(self.ra_um), fit: fit.clone(), ..base };
            steps.push(Wanted::new(StepWork::FinishBoring, text("Finir l'alésage"), finish));
        }
        steps
    }
}
