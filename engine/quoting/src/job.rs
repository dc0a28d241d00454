//! One line made ready to plan and price: its routing with every machine, material and treatment found in the shop file.

use jiff::civil::Date;
use rust_decimal::Decimal;
use trusquin_domain::{
    LineTerms, LineToPrice, MachineChoice, Material, Money, OfferFor, Operation, OperationKind, RawStock, Routing, Shop, StockPromise,
    SupplierOffer, Treatment,
};

use crate::load::Station;

/// Most kilograms of blanks one line may launch; beyond it the mass is a reading error.
const MASS_LIMIT_KG: f64 = 1e9;

/// Most seconds one operation of one line may take in all, 317 years; beyond it the time is a reading error.
const TIME_LIMIT_S: f64 = 1e10;

/// A line whose work and goods are all known.
#[derive(Debug, Clone)]
pub(crate) struct Job<'a> {
    /// Line number.
    pub(crate) line: u32,
    /// Its routing.
    pub(crate) routing: &'a Routing,
    /// Pieces launched, never fewer than delivered.
    pub(crate) launched: u32,
    /// Material.
    pub(crate) material: &'a Material,
    /// What the estimator decided.
    pub(crate) terms: &'a LineTerms,
    /// Mass of the launched blanks, kg.
    pub(crate) mass_kg: f64,
    /// Price of the launched blanks, surcharge included, before any minimum or markup; nothing when the customer provides them.
    pub(crate) blanks: Money,
    /// The supplier's offer the blanks are priced by, in the place of the price per kilogram and its minimum.
    pub(crate) offer: Option<&'a SupplierOffer>,
    /// The customer provides the blanks.
    pub(crate) free_issue: bool,
    /// Certified stock is for this line.
    pub(crate) needs_certificate: bool,
    /// True when the blanks have to be bought.
    pub(crate) bought: bool,
    /// Working days to get bought blanks.
    pub(crate) delivery_days: u32,
    /// Stock it takes.
    pub(crate) promises: Vec<StockPromise>,
    /// What is worth knowing about its stock, French.
    pub(crate) stock_reasons: Vec<String>,
    /// Operations in order.
    pub(crate) steps: Vec<Step<'a>>,
}

/// An operation with its time for the whole launch.
#[derive(Debug, Clone)]
pub(crate) struct Step<'a> {
    /// The operation.
    pub(crate) operation: &'a Operation,
    /// Where it is done.
    pub(crate) place: Place<'a>,
}

/// Where an operation is done.
#[derive(Debug, Clone)]
pub(crate) enum Place<'a> {
    /// On a machine or bench of the shop.
    Inside {
        /// Number of the machine in the shop file.
        station: usize,
        /// Setup of the lot, s.
        setup_s: f64,
        /// Run of all launched pieces, s, with the safety margin when it is machining.
        run_s: f64,
    },
    /// At a subcontractor's.
    Outside {
        /// The treatment.
        treatment: &'a Treatment,
        /// Working days away.
        working_days: usize,
        /// Price by surface and mass, before the lot minimum.
        price: Money,
        /// True when neither surface nor mass is known though the price goes by it.
        unmeasured: bool,
        /// The offer the lot is priced by: it is paid as it is, and its lot goes alone.
        offer: Option<&'a SupplierOffer>,
    },
}

/// Why a line is not priced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Line number.
    pub(crate) line: u32,
    /// Diagnostic code.
    pub(crate) code: &'static str,
    /// For the people of the shop, French.
    pub(crate) reason: String,
    /// For the log, English.
    pub(crate) message: String,
}

impl Refusal {
    /// The shop has decided not to quote the line: nobody has to enter it.
    pub(crate) fn is_wanted(&self) -> bool {
        self.code == "QUO-011"
    }
}

/// The routing asked for, or another one of the same quantity when the line has only that.
pub(crate) fn routing(line: &LineToPrice, quantity: u32, choice: MachineChoice) -> Option<&Routing> {
    [choice, MachineChoice::Usual, MachineChoice::Cheapest, MachineChoice::Fastest]
        .into_iter()
        .find_map(|choice| line.routings.get(&(quantity, choice)))
}

/// What a price stands on besides the line.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    /// The shop, with the rates of the day.
    pub(crate) shop: &'a Shop,
    /// Its machines.
    pub(crate) stations: &'a [Station<'a>],
    /// Day of the quote.
    pub(crate) today: Date,
}

/// The job of a line; where the chosen routing cannot be made, the usual one is taken.
pub(crate) fn job<'a>(line: &'a LineToPrice, quantity: u32, choice: MachineChoice, ground: Ground<'a>) -> Result<Job<'a>, Refusal> {
    build(line, quantity, choice, ground)
        .or_else(|refusal| if choice == MachineChoice::Usual { Err(refusal) } else { build(line, quantity, MachineChoice::Usual, ground) })
}

fn build<'a>(line: &'a LineToPrice, quantity: u32, choice: MachineChoice, ground: Ground<'a>) -> Result<Job<'a>, Refusal> {
    let Ground { shop, today, .. } = ground;
    let terms = &line.terms;
    let refuse = |code: &'static str, reason: String, message: String| Refusal { line: line.line, code, reason, message };
    if let Some(reason) = &terms.no_quote {
        return Err(refuse("QUO-011", reason.clone(), "the shop does not quote the line".to_owned()));
    }
    if let Some(reason) = &line.part.manual_reason {
        return Err(refuse("QUO-001", reason.clone(), "the line has to be entered by hand".to_owned()));
    }
    let Some(routing) = routing(line, quantity, choice) else {
        return Err(refuse("QUO-002", format!("aucune gamme pour {quantity} pièces"), format!("no routing for {quantity} pieces")));
    };
    if !routing.infeasible.is_empty() {
        return Err(refuse("QUO-003", routing.infeasible.join(" ; "), "the shop cannot make the part on its machines".to_owned()));
    }
    let Some(blank) = &routing.raw_stock else {
        return Err(refuse(
            "QUO-004",
            "brut inconnu : matière ou dimensions à préciser".to_owned(),
            "no raw stock: material or size is unknown".to_owned(),
        ));
    };
    let Some(material) = shop.material_by_id(&blank.material) else {
        return Err(refuse(
            "QUO-005",
            format!("matière « {} » absente du fichier atelier", blank.material),
            format!("material '{}' has no [[material]] in the shop file", blank.material),
        ));
    };
    let launched = routing.launched.max(quantity);
    let mass_kg = launched_mass(blank, launched).ok_or_else(|| {
        refuse("QUO-006", "masse du brut inutilisable".to_owned(), format!("blank mass {} kg for {launched} pieces", blank.mass_kg))
    })?;
    let mut steps = Vec::with_capacity(routing.operations.len());
    for operation in &routing.operations {
        let place = place(operation, launched, terms, ground).map_err(|(code, reason, message)| refuse(code, reason, message))?;
        steps.push(Step { operation, place });
    }
    let offer = terms.offer(&OfferFor::Material, today, launched).filter(|_| !terms.free_issue);
    let by_mass = || {
        let surcharge = Decimal::ONE + material.surcharge_percent / Decimal::ONE_HUNDRED;
        Money::price_for_mass(material.price_per_kg, mass_kg).times(surcharge).times(price_factor(blank))
    };
    Ok(Job {
        line: line.line,
        routing,
        launched,
        material,
        terms,
        mass_kg,
        blanks: if terms.free_issue { Money::ZERO } else { offer.map_or_else(by_mass, |(_, lot)| lot) },
        offer: offer.map(|(offer, _)| offer),
        free_issue: terms.free_issue,
        needs_certificate: terms.needs_certificate(),
        // Which of them the rack has is found when the lines take turns.
        bought: !terms.free_issue,
        delivery_days: offer.map_or(material.delivery_working_days, |(offer, _)| offer.working_days),
        promises: Vec::new(),
        stock_reasons: Vec::new(),
        steps,
    })
}

/// Factor of the form on the price per kilogram: a tube or a sawn block costs more than a bar.
fn price_factor(blank: &RawStock) -> Decimal {
    blank.price_factor.max(Decimal::ZERO).min(Decimal::ONE_HUNDRED)
}

fn launched_mass(blank: &RawStock, launched: u32) -> Option<f64> {
    let mass_kg = blank.mass_kg * f64::from(launched);
    (mass_kg.is_finite() && (0.0..=MASS_LIMIT_KG).contains(&mass_kg)).then_some(mass_kg)
}

fn place<'a>(
    operation: &Operation,
    launched: u32,
    terms: &'a LineTerms,
    ground: Ground<'a>,
) -> Result<Place<'a>, (&'static str, String, String)> {
    let Ground { shop, stations, today } = ground;
    let op = operation.op;
    if let Some(external) = &operation.external {
        let Some(treatment) = shop.treatment.iter().find(|treatment| treatment.id == external.treatment) else {
            return Err((
                "QUO-005",
                format!("OP{op} : traitement « {} » absent du fichier atelier", external.treatment),
                format!("OP{op}: treatment '{}' has no [[treatment]] in the shop file", external.treatment),
            ));
        };
        let measured = |size: Option<f64>| size.filter(|size| size.is_finite() && *size > 0.0).map(|size| size * f64::from(launched));
        let surface = treatment.per_dm2.zip(measured(external.area_dm2).filter(|dm2| *dm2 <= MASS_LIMIT_KG));
        let mass = treatment.per_kg.zip(measured(external.mass_kg).filter(|kg| *kg <= MASS_LIMIT_KG));
        // The same rounding serves both: a thousandth of a square decimetre, a gram.
        let price = [surface, mass].into_iter().flatten().map(|(rate, size)| Money::price_for_mass(rate, size)).sum();
        let unmeasured = (treatment.per_dm2.is_some() && surface.is_none()) || (treatment.per_kg.is_some() && mass.is_none());
        let offer = terms
            .offer(&OfferFor::Operation(op), today, launched)
            .or_else(|| terms.offer(&OfferFor::Treatment(treatment.id.clone()), today, launched));
        let days = offer.map_or(external.working_days, |(offer, _)| offer.working_days);
        let working_days = usize::try_from(days).unwrap_or(usize::MAX);
        return Ok(match offer {
            Some((offer, lot)) => Place::Outside { treatment, working_days, price: lot, unmeasured: false, offer: Some(offer) },
            None => Place::Outside { treatment, working_days, price, unmeasured, offer: None },
        });
    }
    let Some(station) = operation.machine.as_deref().and_then(|id| stations.iter().position(|station| station.machine.id == id)) else {
        let machine = operation.machine.as_deref().unwrap_or("aucune");
        return Err((
            "QUO-005",
            format!("OP{op} « {} » : machine introuvable dans le fichier atelier ({machine})", operation.name),
            format!("OP{op}: machine {:?} has no [[machine]] in the shop file", operation.machine),
        ));
    };
    let margin = if operation.machining { safety_factor(shop) } else { 1.0 };
    let setup_s = operation.time.setup_s;
    let run_s = operation.time.run_s * f64::from(launched) * margin;
    if !((0.0..=TIME_LIMIT_S).contains(&setup_s) && (0.0..=TIME_LIMIT_S).contains(&run_s)) {
        return Err((
            "QUO-006",
            format!("OP{op} « {} » : temps inutilisable", operation.name),
            format!("OP{op}: setup {setup_s} s and run {run_s} s are not times"),
        ));
    }
    Ok(Place::Inside { station, setup_s, run_s })
}

/// The safety margin on machining time: applied here and nowhere else.
fn safety_factor(shop: &Shop) -> f64 {
    1.0 + Money::new(shop.rates.machining_time_margin_percent).to_f64() / 100.0
}

impl Step<'_> {
    /// Setups of machining can be batched; a bench or an inspection room has nothing to keep between two parts.
    pub(crate) fn batches(&self) -> bool {
        self.operation.machining && matches!(self.place, Place::Inside { setup_s, .. } if setup_s > 0.0)
    }

    /// Sort of operation.
    pub(crate) fn kind(&self) -> OperationKind {
        self.operation.kind
    }
}
