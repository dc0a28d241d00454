//! Builds the routing of each candidate route and keeps the best for the machine choice.

use trusquin_domain::{
    Machine, MachineChoice, MachineKind, Material, NonRecurringItem, Operation, Part, RawStock, Routing, Shop, StockForm, Treatment,
};

use super::compare::{Way, alternatives};
use super::routes::{Route, milling_routes, sheet_routes, turning_routes};
use super::{launched, non_recurring};
use crate::choice::score;
use crate::feasibility::grinder_refuses;
use crate::fixturing::{datums, joined, split_roughing};
use crate::french::number;
use crate::need::{Need, Shape};
use crate::operations::{
    Job, TurningPlan, bending, fixturings, grinding, laser, milling, milling_off_axis, needs_grinding, sawing, turning,
};
use crate::programming::{complexity, hours};
use crate::requirement::Asked;
use crate::sequence::{Stage, Staged};
use crate::stock::{Feeding, Request, raw_stock};
use crate::tables::{Group, Tables};

/// Everything known before machines are chosen.
pub(super) struct Builder<'a> {
    pub part: &'a Part,
    pub shop: &'a Shop,
    pub need: &'a Need,
    pub material: &'a Material,
    pub group: &'a Group,
    pub tables: &'a Tables,
    pub quantity: u32,
    pub choice: MachineChoice,
    pub heat: Vec<(&'a Treatment, String)>,
    pub surface: Vec<(&'a Treatment, String)>,
}

/// One route built.
struct Draft {
    stock: RawStock,
    operations: Vec<Operation>,
    /// The shaping operations alone, one per clamping.
    shaping: Vec<Operation>,
    launched: u32,
    programming_hours: f64,
    non_recurring: Vec<NonRecurringItem>,
    setups: u32,
    assumptions: Vec<String>,
    questions: Vec<String>,
}

impl<'a> Builder<'a> {
    /// The routing of the best route, or the reasons why there is none.
    pub fn best(&self, mut routing: Routing) -> Routing {
        let ground = needs_grinding(self.need, self.group, self.hardens(), self.tables);
        let grinder = if ground { self.grinder(&mut routing) } else { None };
        if ground && grinder.is_none() {
            return routing;
        }
        // With grinding behind it, the lathe or mill only has to leave the stock there, and to hold the other fits.
        let rule = &self.tables.practice.grinding;
        let turned_fits = self.need.seats.iter().filter(|seat| !seat.is_ground(self.hardens(), rule)).map(|seat| seat.grade).min();
        let grade = if ground { turned_fits } else { self.need.grade };
        let mut refusals = Vec::new();
        let routes = match &self.need.shape {
            Shape::Turned(turned) => turning_routes(self.shop, self.need, turned, grade, self.tables, &mut refusals),
            Shape::Prismatic(prismatic) => milling_routes(self.shop, prismatic, grade, &mut refusals),
            Shape::Sheet(sheet) => sheet_routes(self.shop, sheet, &mut refusals),
        };
        let mut drafts: Vec<(f64, Draft)> = Vec::new();
        let mut stock_question = None;
        for route in routes {
            match self.draft(route, grinder) {
                Ok(draft) => {
                    let score = score(&draft.operations, draft.programming_hours, draft.launched, self.choice, self.shop, self.tables);
                    drafts.push((score, draft));
                }
                Err(Refusal::Machine(reason)) => refusals.push(reason),
                Err(Refusal::Stock(question)) => stock_question = Some(question),
            }
        }
        let ways: Vec<Way> = drafts
            .iter()
            .map(|(score, draft)| Way {
                operations: &draft.shaping,
                programming_hours: draft.programming_hours,
                launched: draft.launched,
                fixturings: draft.setups,
                score: *score,
            })
            .collect();
        routing.alternatives = alternatives(&ways, self.choice, self.shop, self.tables);
        // The first of equals, as the shop file lists its machines.
        let best = drafts.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, draft)) = best else {
            if let Some(question) = stock_question {
                routing.questions.push(question);
                routing.infeasible.push("Pas de brut au tarif pour cette pièce : ligne à compléter à la main.".to_owned());
            }
            refusals.dedup();
            routing.infeasible.extend(refusals);
            if routing.infeasible.is_empty() {
                routing.infeasible.push("Aucune machine de l'atelier ne convient à ce procédé.".to_owned());
            }
            return routing;
        };
        routing.launched = draft.launched;
        routing.programming_hours = draft.programming_hours;
        routing.non_recurring = draft.non_recurring;
        routing.setups = draft.setups;
        routing.assumptions.extend(draft.assumptions);
        routing.questions.extend(draft.questions);
        let ratio = draft.stock.part_mass_kg.filter(|part| *part > 0.0).map(|part| draft.stock.mass_kg / part);
        if let Some(ratio) = ratio.filter(|ratio| *ratio > self.tables.allowances.launch.buy_to_fly_question) {
            let ratio = crate::french::number(ratio, 0);
            routing.questions.push(format!("Le brut pèse {ratio} fois la pièce : ébauche moulée, forgée ou mécano-soudée possible ?"));
        }
        match draft.stock.form {
            StockForm::Casting => routing.questions.push("Brut moulé ou forgé : fourni par vous, ou à acheter ? Prix du brut ?".to_owned()),
            StockForm::Profile => routing.questions.push("Section exacte du profilé nommé par le plan ?".to_owned()),
            _ => {}
        }
        routing.raw_stock = Some(draft.stock);
        routing.operations = draft.operations;
        routing
    }

    pub(super) fn hardens(&self) -> bool {
        // Stress relief moves nothing that grinding must take back; every other heat treatment hardens.
        self.heat.iter().any(|(treatment, _)| !self.tables.requirements.relieves(treatment, self.shop))
    }

    fn grinder(&self, routing: &mut Routing) -> Option<&'a Machine> {
        let mut refusals = Vec::new();
        for grinder in self.shop.machine.iter().filter(|machine| machine.kind == MachineKind::Grinder) {
            match grinder_refuses(grinder, self.need) {
                None => return Some(grinder),
                Some(reason) => refusals.push(format!("Rectification : {reason}")),
            }
        }
        if refusals.is_empty() {
            refusals.push("Rectification demandée (IT6 ou Ra 0,4 et mieux) : pas de rectifieuse dans l'atelier".to_owned());
        }
        routing.infeasible.extend(refusals);
        None
    }

    fn draft(&self, route: Route, grinder: Option<&'a Machine>) -> Result<Draft, Refusal> {
        let plan = self.turning_plan(route);
        let feeding = match route {
            Route::Turn { feeding, .. } => feeding,
            Route::Mill { .. } => Feeding::Sawn,
            Route::Cut { .. } => Feeding::Sheet,
        };
        let setups = self.setups(route, plan) + u32::from(grinder.is_some());
        let launched = launched(self.quantity, setups, self.shop, self.tables.allowances.launch.setting_cap_share);
        let wording = self.wording();
        let request = Request {
            need: self.need,
            material: self.material,
            wording: &wording,
            shop: self.shop,
            feeding,
            launched,
            tables: self.tables,
        };
        let stock = raw_stock(&request).map_err(Refusal::Stock)?;
        let datums = datums(self.part);
        let asked = Asked::of(self.part);
        let job = Job {
            need: self.need,
            material: self.material,
            group: self.group,
            stock: &stock,
            tables: self.tables,
            launched,
            ground_later: grinder.is_some(),
            hardened: self.hardens(),
            critical_count: self.part.tolerances.critical_count,
            dimension_count: self.part.dimension_count,
            datums: &datums,
            knurl: asked.names(&self.tables.requirements.knurling.words),
        };
        let (mut assumptions, mut questions) = (Vec::new(), Vec::new());
        let mut staged: Vec<Staged> = Vec::new();
        let comes_sawn = matches!(stock.form, StockForm::Block | StockForm::Casting);
        if feeding == Feeding::Sawn && !comes_sawn {
            staged.push(Staged { stage: Stage::Saw, operation: sawing(&job, self.saw(&stock)?) });
        }
        let shaping = self.shaping(&job, route, plan, &mut assumptions)?;
        let class = complexity(self.part, self.need, self.tables);
        let programming_hours = hours(&shaping, class, self.shop, self.tables);
        let non_recurring = non_recurring::items(self.part, self.need, &shaping, programming_hours, &asked, self.tables);
        let relieved = self.heat.iter().any(|(treatment, _)| self.tables.requirements.relieves(treatment, self.shop));
        let (rough, finish) = if relieved {
            split_roughing(shaping.clone(), self.tables.requirements.relief.stock_mm)
        } else {
            (Vec::new(), shaping.clone())
        };
        let setups = setups + u32::try_from(rough.len()).unwrap_or(0);
        staged.extend(joined(rough).into_iter().map(|operation| Staged { stage: Stage::Rough, operation }));
        staged.extend(joined(finish).into_iter().map(|operation| Staged { stage: Stage::Shape, operation }));
        if let Some(grinder) = grinder {
            let ground = grinding(&job, grinder);
            staged.push(Staged { stage: Stage::Grind, operation: ground.operation });
            assumptions.extend(ground.assumptions);
            questions.extend(ground.questions);
        } else if self.hardens() {
            assumptions
                .push("Pas de reprise après traitement thermique : les déformations restent dans les tolérances générales.".to_owned());
        }
        let stock_mm = grinder.map(|_| self.tables.practice.grinding.stock_mm);
        self.finish(&job, &asked, stock_mm, &mut staged, &mut assumptions, &mut questions);
        self.propose_relief(&stock, relieved, &mut questions);
        let operations = self.tables.order.ordered(staged);
        Ok(Draft { stock, operations, shaping, launched, programming_hours, non_recurring, setups, assumptions, questions })
    }

    /// The words that may name the blank: the material field, and notes where they speak of castings.
    fn wording(&self) -> String {
        let mut wording = self.part.material.as_ref().map(|need| need.written.value.clone()).unwrap_or_default();
        let casting = |note: &&String| self.tables.sections.named_form(note).is_some_and(|(form, _)| form == StockForm::Casting);
        for note in self.part.notes.iter().filter(casting) {
            wording.push('\n');
            wording.push_str(note);
        }
        wording
    }

    /// A thin part that loses most of its blank moves: stress relief is a question, never added silently.
    fn propose_relief(&self, stock: &RawStock, relieved: bool, questions: &mut Vec<String>) {
        let rule = &self.tables.requirements.relief;
        let Shape::Prismatic(prismatic) = &self.need.shape else { return };
        let [long, _, thin] = prismatic.sides_mm;
        let removed = stock.part_mass_kg.map_or(0.0, |part| 1.0 - part / stock.mass_kg.max(part));
        let tight = self.need.grade.is_some_and(|grade| grade <= self.tables.practice.grinding.it_grade_after_hardening)
            || self.part.geometric_tolerances.iter().any(|it| it.characteristic == "flatness" && it.value_mm.is_some_and(|mm| mm <= 0.05));
        if !relieved && tight && removed > rule.proposed_removal_share && long > rule.proposed_slenderness * thin {
            let percent = number(removed * 100.0, 0);
            questions.push(format!("{percent} % du brut est enlevé d'une pièce mince et précise : stabilisation après ébauche acceptée ?"));
        }
    }

    fn turning_plan(&self, route: Route) -> TurningPlan {
        match (route, &self.need.shape) {
            (Route::Turn { lathe, feeding, .. }, Shape::Turned(turned)) => {
                let one = lathe.kind == MachineKind::MillTurn || (turned.is_plain && feeding == Feeding::Bar);
                TurningPlan { feeding, fixturings: if one { 1 } else { 2 } }
            }
            _ => TurningPlan { feeding: Feeding::Sawn, fixturings: 1 },
        }
    }

    fn setups(&self, route: Route, plan: TurningPlan) -> u32 {
        match (route, &self.need.shape) {
            (Route::Turn { mill, .. }, _) => plan.fixturings + u32::from(mill.is_some()),
            (Route::Mill { mill }, Shape::Prismatic(prismatic)) => fixturings(prismatic, mill, self.tables.practice.milling.default_setups),
            (Route::Cut { brake, .. }, _) => 1 + u32::from(brake.is_some()),
            _ => 1,
        }
    }

    fn shaping(&self, job: &Job, route: Route, plan: TurningPlan, assumptions: &mut Vec<String>) -> Result<Vec<Operation>, Refusal> {
        match (route, &self.need.shape) {
            (Route::Turn { lathe, driven, mill, .. }, Shape::Turned(turned)) => {
                let mut operations = turning(job, turned, lathe, plan, driven);
                operations.extend(mill.map(|mill| milling_off_axis(job, turned, mill)));
                if turned.length_mm > job.tables.practice.turning.steady_ratio * turned.diameter_mm {
                    assumptions.push("Pièce élancée : lunette nécessaire, comprise dans le réglage.".to_owned());
                }
                Ok(operations)
            }
            (Route::Mill { mill }, Shape::Prismatic(prismatic)) => Ok(milling(job, prismatic, mill)),
            (Route::Cut { laser: machine, brake }, Shape::Sheet(sheet)) => {
                let mut operations = vec![laser(job, sheet, machine).map_err(Refusal::Machine)?];
                match brake {
                    Some(brake) => operations.push(bending(job, sheet, brake)),
                    None if self.part.solid.is_none() => {
                        assumptions.push("Pièce plane supposée : ni le plan ni le fichier ne montrent de pli.".to_owned());
                    }
                    None => {}
                }
                Ok(operations)
            }
            _ => Err(Refusal::Machine("Procédé et forme ne correspondent pas.".to_owned())),
        }
    }

    pub(super) fn first(&self, kind: MachineKind) -> Option<&'a Machine> {
        self.shop.machine.iter().find(|machine| machine.kind == kind)
    }

    fn saw(&self, stock: &RawStock) -> Result<&'a Machine, Refusal> {
        let section = stock.size_mm.first().copied().unwrap_or(0.0);
        let saws = self.shop.machine.iter().filter(|machine| machine.kind == MachineKind::Saw);
        let mut refusal = "Débit : pas de scie dans l'atelier".to_owned();
        for saw in saws {
            match saw.max_diameter_mm.filter(|limit| section > *limit) {
                None => return Ok(saw),
                Some(limit) => {
                    refusal = format!(
                        "Débit : section de {} mm pour {} au plus sur « {} »",
                        crate::french::mm(section),
                        crate::french::mm(limit),
                        saw.name
                    );
                }
            }
        }
        Err(Refusal::Machine(refusal))
    }
}

enum Refusal {
    Machine(String),
    Stock(String),
}
