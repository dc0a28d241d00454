//! Lines as people left them: typed times put into the routings with the originals kept, a line typed by hand made a routing.
//!
//! A line typed by hand is planned and priced by the same rates, minimums and calendar as any other.

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use trusquin_domain::{
    AppliedOverride, ExternalTreatment, LineToPrice, MachineChoice, ManualLine, ManualOperation, Operation, OperationKind, Override,
    OverrideField, RawStock, Routing, Shop, StockOrigin, TimeBasis, TimeEstimate,
};

/// A line ready to be planned.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    /// The line with typed values in its routings.
    pub(crate) line: LineToPrice,
    /// Typed times and counts by quantity, with their originals (those of the usual routing).
    pub(crate) typed: Vec<(u32, AppliedOverride)>,
}

/// Puts in what was typed, for each quantity.
pub(crate) fn prepare(line: &LineToPrice, quantities: &[u32], shop: &Shop) -> Prepared {
    let mut line = line.clone();
    if let Some(manual) = line.terms.manual.clone() {
        line.part.manual_reason = None;
        line.routings.clear();
        for quantity in quantities {
            line.routings.insert((*quantity, MachineChoice::Usual), by_hand(&manual, *quantity, shop));
        }
    }
    let mut typed = Vec::new();
    let terms = line.terms.clone();
    for ((quantity, choice), routing) in &mut line.routings {
        let mut seen = Vec::new();
        for field in terms.overrides.iter().map(|typed| typed.field) {
            if seen.contains(&field) {
                continue;
            }
            seen.push(field);
            let Some(wanted) = terms.typed(field, *quantity, None) else { continue };
            let Some(original) = put(routing, field, wanted.value) else { continue };
            if *choice == MachineChoice::Usual {
                let (author, reason) = (wanted.author.clone(), wanted.reason.clone());
                let change = Override { original, value: wanted.value, author, reason };
                typed.push((*quantity, AppliedOverride { field, change }));
            }
        }
    }
    Prepared { line, typed }
}

/// Writes a typed time or count into a routing; gives the one that was there, `None` when the field is no part of a routing.
fn put(routing: &mut Routing, field: OverrideField, value: Decimal) -> Option<Decimal> {
    let plain = value.to_f64().filter(|value| *value >= 0.0)?;
    let before = |value: f64| Decimal::from_f64(value).unwrap_or_default().round_dp(2).normalize();
    let operation = |routing: &Routing, op: u32| routing.operations.iter().position(|operation| operation.op == op);
    match field {
        OverrideField::SetupSeconds(op) => {
            let rank = operation(routing, op)?;
            let time = &mut routing.operations.get_mut(rank)?.time;
            let original = before(time.setup_s);
            time.setup_s = plain;
            Some(original)
        }
        OverrideField::RunSeconds(op) => {
            let rank = operation(routing, op)?;
            let time = &mut routing.operations.get_mut(rank)?.time;
            let original = before(time.run_s);
            // An interval of the automatic time says nothing of the typed one.
            (time.run_s, time.p10_s, time.p90_s, time.basis) = (plain, None, None, TimeBasis::Setting);
            time.no_interval_reason = Some("temps saisi à la main".to_owned());
            Some(original)
        }
        OverrideField::ProgrammingHours => {
            let original = before(routing.programming_hours);
            routing.programming_hours = plain;
            Some(original)
        }
        OverrideField::Launched => {
            let original = Decimal::from(routing.launched);
            routing.launched = value.round().to_u32()?.max(routing.quantity);
            Some(original)
        }
        OverrideField::UnitPrice | OverrideField::Cost(_) => None,
    }
}

fn by_hand(manual: &ManualLine, quantity: u32, shop: &Shop) -> Routing {
    let sizes: Vec<String> = manual.size_mm.iter().map(|size| size.to_string().replace('.', ",")).collect();
    let name = shop.material_by_id(&manual.material).map_or(manual.material.as_str(), |material| material.name.as_str());
    Routing {
        raw_stock: Some(RawStock {
            form: manual.form,
            material: manual.material.clone(),
            size_mm: manual.size_mm.clone(),
            kerf_mm: 0.0,
            lost_end_mm: 0.0,
            mass_kg: manual.mass_kg,
            part_mass_kg: None,
            origin: StockOrigin::Purchase,
            text: format!("{}, {name}", sizes.join(" × ")),
            reasons: vec![format!("Saisi à la main par {}", manual.author)],
            ..RawStock::default()
        }),
        operations: (1_u32..).zip(&manual.operations).map(|(rank, typed)| operation(rank.saturating_mul(10), typed, shop)).collect(),
        launched: quantity,
        quantity,
        programming_hours: manual.programming_hours,
        setups: manual.operations.iter().filter(|typed| is_machining(typed.kind)).count().try_into().unwrap_or(u32::MAX),
        ..Routing::default()
    }
}

fn is_machining(kind: OperationKind) -> bool {
    matches!(kind, OperationKind::Turning | OperationKind::Milling | OperationKind::Grinding)
}

fn operation(op: u32, typed: &ManualOperation, shop: &Shop) -> Operation {
    let machine = shop.machine_by_id(&typed.place);
    let treatment = shop.treatment.iter().find(|treatment| treatment.id == typed.place).filter(|_| machine.is_none());
    Operation {
        op,
        kind: typed.kind,
        name: treatment.map_or_else(|| typed.text.clone(), |treatment| treatment.name.clone()),
        text: typed.text.clone(),
        work_centre: machine.map_or_else(|| typed.place.clone(), |machine| machine.work_centre.clone()),
        machine: treatment.is_none().then(|| typed.place.clone()),
        time: TimeEstimate {
            setup_s: typed.setup_min * 60.0,
            run_s: typed.run_min * 60.0,
            p10_s: None,
            p90_s: None,
            no_interval_reason: Some("temps saisi à la main".to_owned()),
            basis: TimeBasis::Setting,
            terms: Vec::new(),
        },
        machining: is_machining(typed.kind),
        external: treatment.map(|treatment| ExternalTreatment {
            treatment: treatment.id.clone(),
            working_days: treatment.working_days,
            area_dm2: typed.area_dm2,
            mass_kg: None,
        }),
        ..Operation::default()
    }
}
