//! The three ways to take the order on: what the shop does in each, and the plan that follows.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;
use trusquin_domain::{LineToPrice, MachineChoice, Money, ScenarioKind, Shop};

use crate::allot::allot;
use crate::calendar::WorkingDays;
use crate::cost::{LineCost, costs};
use crate::job::{Ground, Job, Place, Refusal, job};
use crate::load::Station;
use crate::sequence::{Launch, Plan, plan};

/// One scenario for one quantity, before prices.
pub(crate) struct Chosen<'a> {
    /// Which.
    pub(crate) kind: ScenarioKind,
    /// Lines that are planned.
    pub(crate) jobs: Vec<Job<'a>>,
    /// Their plan.
    pub(crate) plan: Plan,
    /// Their costs.
    pub(crate) costs: Vec<LineCost>,
    /// Target margin on price, per cent.
    pub(crate) margin_percent: Decimal,
    /// Working day of delivery; beyond the calendar's last one there is no date.
    pub(crate) delivery: usize,
    /// Lines that do not fit within the calendar: priced, without a day.
    pub(crate) beyond: BTreeSet<u32>,
    /// Standard: lines made by their fastest routing, which costs less than the usual one.
    pub(crate) quicker: BTreeSet<u32>,
    /// What is particular about it.
    pub(crate) outcome: Outcome,
}

/// What came of a scenario beside the other ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is what it is meant to be.
    AsMeant,
    /// Express: rearranging the planning delivers no sooner, the standard plan is kept at the standard margin.
    NothingGained,
    /// Economic: ready before the standard date, delivered on it.
    AlignedOnStandard,
}

/// The scenarios of one quantity.
pub(crate) struct Three<'a> {
    pub(crate) express: Chosen<'a>,
    pub(crate) standard: Chosen<'a>,
    /// Economic with the cheapest routings, where the whole costs less so.
    pub(crate) cheapest: Option<Chosen<'a>>,
    /// Economic with the routings of standard: never dearer than standard, line by line.
    pub(crate) economic_usual: Chosen<'a>,
    /// Lines that are not priced.
    pub(crate) refusals: Vec<Refusal>,
}

/// What every plan of a quote looks at.
pub(crate) struct Workshop<'a> {
    pub(crate) shop: &'a Shop,
    pub(crate) days: &'a WorkingDays<'a>,
    pub(crate) stations: &'a [Station<'a>],
    pub(crate) today: Date,
}

impl<'a> Three<'a> {
    /// The least costly way.
    pub(crate) fn economic(&self) -> &Chosen<'a> {
        self.cheapest.as_ref().unwrap_or(&self.economic_usual)
    }
}

impl<'a> Workshop<'a> {
    /// Plans the three scenarios of a quantity.
    pub(crate) fn three(&self, lines: &'a [LineToPrice], quantity: u32) -> Three<'a> {
        let mut refusals = Vec::new();
        let mut refused = BTreeSet::new();
        for line in lines {
            if let Err(refusal) = job(line, quantity, MachineChoice::Usual, self.ground()) {
                refused.insert(line.line);
                refusals.push(refusal);
            }
        }
        let usual = self.standard(self.jobs(lines, quantity, MachineChoice::Usual, &refused));
        let standard = self.best_offer(usual, self.jobs(lines, quantity, MachineChoice::Fastest, &refused));
        let economic_usual = self.economic(standard.jobs.clone());
        let economic = self.economic(self.jobs(lines, quantity, MachineChoice::Cheapest, &refused));
        let express = self.express(lines, quantity, &refused, &standard);
        let cheapest = (total(&economic.costs) < total(&economic_usual.costs)).then(|| align(economic, &standard));
        Three { express, cheapest, economic_usual: align(economic_usual, &standard), standard, refusals }
    }

    fn ground(&self) -> Ground<'a> {
        Ground { shop: self.shop, stations: self.stations, today: self.today }
    }

    fn jobs(&self, lines: &'a [LineToPrice], quantity: u32, choice: MachineChoice, refused: &BTreeSet<u32>) -> Vec<Job<'a>> {
        lines
            .iter()
            .filter(|line| !refused.contains(&line.line))
            .filter_map(|line| job(line, quantity, choice, self.ground()).ok())
            .collect()
    }

    /// Lines that end, or are delivered, beyond the calendar.
    fn misfits(&self, jobs: &[Job<'a>], plan: &Plan) -> BTreeSet<u32> {
        let shipping = self.shipping();
        plan.ends
            .iter()
            .enumerate()
            .filter(|(index, end)| plan.misfits.contains(index) || end.saturating_add(shipping) >= self.days.len())
            .filter_map(|(index, _)| jobs.get(index).map(|job| job.line))
            .collect()
    }

    fn shipping(&self) -> usize {
        usize::try_from(self.shop.scenarios.shipping_working_days).unwrap_or(usize::MAX)
    }

    fn order_entry(&self) -> usize {
        usize::try_from(self.shop.scenarios.order_entry_working_days).unwrap_or(usize::MAX)
    }

    fn launch(&self) -> Launch {
        let none = vec![false; self.stations.len()];
        let rules = crate::board::Rules { jump: none.clone(), overtime: none, unattended: false };
        let entry = self.order_entry();
        Launch { start: entry, bought_from: entry, rules, batched_saving: None, grouped: BTreeSet::new(), beyond: BTreeSet::new() }
    }

    /// Plans and costs the jobs. A line that does not fit within the calendar is taken off the board, where it would only
    /// be in the way of the others, and keeps its price: then there is no delivery.
    fn run(&self, kind: ScenarioKind, mut jobs: Vec<Job<'a>>, launch: &Launch, margin_percent: Decimal) -> Chosen<'a> {
        allot(&mut jobs, self.shop);
        let mut launch = launch.clone();
        let plan = loop {
            let tried = plan(&jobs, self.stations, self.days.len(), &launch);
            let before = launch.beyond.len();
            launch.beyond.extend(self.misfits(&jobs, &tried));
            if launch.beyond.len() == before {
                break tried;
            }
        };
        let costs = costs(kind, &jobs, &plan, self.shop, self.stations);
        let last = plan.ends.iter().copied().max().unwrap_or_else(|| self.order_entry());
        let delivery = last.saturating_add(self.shipping());
        let (beyond, outcome) = (launch.beyond, Outcome::AsMeant);
        Chosen { kind, jobs, plan, costs, margin_percent, delivery, beyond, quicker: BTreeSet::new(), outcome }
    }

    fn standard(&self, jobs: Vec<Job<'a>>) -> Chosen<'a> {
        self.run(ScenarioKind::Standard, jobs, &self.launch(), self.shop.scenarios.standard_margin_percent)
    }

    /// The shop offers its best price at standard: a line whose fastest routing costs less than its usual one, on the same
    /// planning, is made by the fastest. Express then pays for being sooner and is never the cheaper one.
    fn best_offer(&self, usual: Chosen<'a>, fastest: Vec<Job<'a>>) -> Chosen<'a> {
        let fast = self.standard(fastest);
        let mut quicker = BTreeSet::new();
        let mut jobs = Vec::with_capacity(usual.jobs.len());
        for ((job, cost), (other, other_cost)) in usual.jobs.iter().zip(&usual.costs).zip(fast.jobs.iter().zip(&fast.costs)) {
            if other_cost.total() < cost.total() {
                quicker.insert(other.line);
            }
            jobs.push(if quicker.contains(&job.line) { other.clone() } else { job.clone() });
        }
        if quicker.is_empty() {
            return usual;
        }
        let offer = self.standard(jobs);
        let loses_date = usual.beyond.is_empty() && !offer.beyond.is_empty();
        if total(&offer.costs) < total(&usual.costs) && !loses_date { Chosen { quicker, ..offer } } else { usual }
    }

    fn economic(&self, jobs: Vec<Job<'a>>) -> Chosen<'a> {
        let settings = &self.shop.scenarios;
        let mut launch = self.launch();
        launch.start = launch.start.saturating_add(usize::try_from(settings.economic_wait_working_days).unwrap_or(usize::MAX));
        launch.rules.unattended = true;
        let saving = settings.batched_setup_saving_percent / 100.0;
        launch.batched_saving = (saving.is_finite() && saving > 0.0).then_some(saving.min(1.0));
        launch.grouped = worth_grouping(&jobs);
        // What costs the shop less is not sold at a higher margin than standard.
        let margin = settings.economic_margin_percent.min(settings.standard_margin_percent);
        self.run(ScenarioKind::Economic, jobs, &launch, margin)
    }

    /// The soonest delivery; then whatever does not bring it sooner is given up, machine by machine.
    fn express(&self, lines: &'a [LineToPrice], quantity: u32, refused: &BTreeSet<u32>, standard: &Chosen<'a>) -> Chosen<'a> {
        // Sooner is not sold at a lower margin than standard.
        let margin = self.shop.scenarios.express_margin_percent.max(self.shop.scenarios.standard_margin_percent);
        let mut all = self.launch();
        // The material is ordered on the day of the order, while it is being entered.
        all.bought_from = 0;
        all.rules.jump.fill(true);
        all.rules.overtime.fill(true);
        let mut best: Option<(Chosen<'a>, Launch)> = None;
        for jobs in [self.jobs(lines, quantity, MachineChoice::Fastest, refused), standard.jobs.clone()] {
            let tried = self.run(ScenarioKind::Express, jobs, &all, margin);
            if !tried.beyond.is_empty() {
                continue;
            }
            let better = best.as_ref().is_none_or(|(best, _)| (tried.delivery, total(&tried.costs)) < (best.delivery, total(&best.costs)));
            if better {
                best = Some((tried, all.clone()));
            }
        }
        if let Some((best, launch)) = best.filter(|(best, _)| best.delivery < standard.delivery) {
            return self.give_up_what_gains_nothing(best, launch);
        }
        let jobs = standard.jobs.clone();
        let mut same = self.run(ScenarioKind::Express, jobs, &self.launch(), standard.margin_percent);
        same.outcome = Outcome::NothingGained;
        same
    }

    fn give_up_what_gains_nothing(&self, best: Chosen<'a>, mut launch: Launch) -> Chosen<'a> {
        let mut jobs = best.jobs;
        let mut kept = best.plan;
        let fits =
            |plan: &Plan| plan.misfits.is_empty() && plan.ends.iter().all(|end| end.saturating_add(self.shipping()) <= best.delivery);
        for station in 0..self.stations.len() {
            for overtime in [true, false] {
                let spent: f64 = jobs
                    .iter()
                    .zip(&kept.steps)
                    .flat_map(|(job, planned)| job.steps.iter().zip(planned))
                    .filter(|(step, _)| step.place.station() == Some(station))
                    .map(|(_, planned)| if overtime { planned.taken.overtime_h } else { planned.taken.displaced_h })
                    .sum();
                if spent <= 0.0 {
                    continue;
                }
                let mut without = launch.clone();
                let flags = if overtime { &mut without.rules.overtime } else { &mut without.rules.jump };
                if let Some(flag) = flags.get_mut(station) {
                    *flag = false;
                }
                let tried = plan(&jobs, self.stations, self.days.len(), &without);
                if fits(&tried) {
                    kept = tried;
                    launch = without;
                }
            }
        }
        jobs.shrink_to_fit();
        let costs = costs(best.kind, &jobs, &kept, self.shop, self.stations);
        Chosen { jobs, plan: kept, costs, ..Chosen { jobs: Vec::new(), plan: Plan::default(), costs: Vec::new(), ..best } }
    }
}

/// Economic is never promised sooner than standard, nor with a date when standard has none.
fn align<'a>(mut chosen: Chosen<'a>, standard: &Chosen<'_>) -> Chosen<'a> {
    if chosen.delivery < standard.delivery {
        chosen.delivery = standard.delivery;
        chosen.beyond.extend(&standard.beyond);
        chosen.outcome = Outcome::AlignedOnStandard;
    }
    chosen
}

/// Cost of all lines.
pub(crate) fn total(costs: &[LineCost]) -> Money {
    costs.iter().map(LineCost::total).sum()
}

/// Treatments of which the lot minimum is not reached by every line alone: going together saves money.
fn worth_grouping(jobs: &[Job<'_>]) -> BTreeSet<String> {
    jobs.iter()
        .flat_map(|job| &job.steps)
        .filter_map(|step| match &step.place {
            Place::Outside { treatment, price, offer: None, .. } if *price < treatment.lot_minimum => Some(treatment.id.clone()),
            _ => None,
        })
        .collect()
}
