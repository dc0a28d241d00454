//! What a methods engineer checks on every routing: order, clampings, blanks and their cutting list, what is paid once, the ways compared.
#![allow(clippy::unwrap_used, clippy::panic)]

mod solids;

use proptest::prelude::*;
use solids::{block, bush, demo_shop, part, read, shaft};
use trusquin_domain::{MachineChoice, NonRecurringKind, OperationKind, Part, Routing, Shop, StockForm, Trade};
use trusquin_machining::plan;

const CHOICES: [MachineChoice; 3] = [MachineChoice::Fastest, MachineChoice::Usual, MachineChoice::Cheapest];

fn at(routing: &Routing, kind: OperationKind) -> usize {
    let kinds: Vec<OperationKind> = routing.operations.iter().map(|operation| operation.kind).collect();
    kinds.iter().position(|known| *known == kind).unwrap_or_else(|| panic!("no {kind:?} in {kinds:?}: {:?}", routing.infeasible))
}

fn threaded(material: &str) -> Part {
    let mut part = part(material, block(100.0, 60.0, 20.0, 5.0, 4));
    part.holes.iter_mut().for_each(|hole| hole.thread = Some("M6".to_owned()));
    part
}

#[test]
fn threads_are_masked_before_a_coating_that_grows() {
    let mut plate = threaded("EN AW-6082");
    plate.surface_treatment = Some(read("Anodisation dure 50 µm"));
    let routing = plan(&plate, &demo_shop(), 10, MachineChoice::Usual);
    let (mask, coat) = (at(&routing, OperationKind::Masking), at(&routing, OperationKind::SurfaceTreatment));
    assert!(mask < coat && coat < at(&routing, OperationKind::Inspection));
    assert!(routing.operations[mask].text.contains("4 × M6"), "{}", routing.operations[mask].text);
    assert!(
        routing.operations[coat].order_reasons.iter().any(|reason| reason.contains("épargnés")),
        "{:?}",
        routing.operations[coat].order_reasons
    );
    assert!(routing.questions.iter().any(|question| question.starts_with("Cotes avant ou après")));
    plate.notes = vec!["Cotes après traitement de surface".to_owned()];
    let said = plan(&plate, &demo_shop(), 10, MachineChoice::Usual);
    assert!(!said.questions.iter().any(|question| question.starts_with("Cotes avant ou après")));
    plate.surface_treatment = Some(read("Passivation"));
    let thin = plan(&plate, &demo_shop(), 10, MachineChoice::Usual);
    assert!(thin.operations.iter().all(|operation| operation.kind != OperationKind::Masking), "a passivation has no layer");
}

#[test]
fn a_strong_steel_is_baked_after_zinc() {
    let mut pin = part("42CrMo4", shaft(&[(20.0, 60.0)]));
    pin.heat_treatment = Some(read("Trempe et revenu 38-42 HRC"));
    pin.surface_treatment = Some(read("Zingage électrolytique 8 µm"));
    let routing = plan(&pin, &demo_shop(), 10, MachineChoice::Usual);
    let coat = &routing.operations[at(&routing, OperationKind::SurfaceTreatment)];
    assert!(coat.text.contains("dégazage"), "{}", coat.text);
    assert!(routing.assumptions.iter().any(|text| text.contains("ISO 9588")));
    let soft = Part { heat_treatment: None, ..part("C45", shaft(&[(20.0, 60.0)])) };
    let soft = plan(&Part { surface_treatment: Some(read("Zingage électrolytique 8 µm")), ..soft }, &demo_shop(), 10, MachineChoice::Usual);
    assert!(!soft.operations.iter().any(|operation| operation.text.contains("dégazage")));
}

#[test]
fn stress_relief_stands_between_roughing_and_finishing() {
    let mut plate = part("C45", block(200.0, 120.0, 30.0, 10.0, 4));
    plate.heat_treatment = Some(read("Stabilisation"));
    let routing = plan(&plate, &demo_shop(), 10, MachineChoice::Usual);
    let relief = at(&routing, OperationKind::HeatTreatment);
    let milled: Vec<usize> =
        routing.operations.iter().enumerate().filter(|(_, it)| it.kind == OperationKind::Milling).map(|(index, _)| index).collect();
    assert!(milled.first().is_some_and(|first| *first < relief) && milled.last().is_some_and(|last| *last > relief), "{milled:?} {relief}");
    assert!(routing.operations[milled[0]].text.contains("surépaisseur 1"), "{}", routing.operations[milled[0]].text);
    let plain = plan(&Part { heat_treatment: None, ..plate }, &demo_shop(), 10, MachineChoice::Usual);
    let cut = |routing: &Routing, name: &str| {
        let terms = routing.operations.iter().filter(|it| it.machining).flat_map(|it| &it.time.terms);
        terms.filter(|term| term.0 == name).map(|term| term.1).sum::<f64>()
    };
    if routing.operations[milled[0]].machine == plain.operations[at(&plain, OperationKind::Milling)].machine {
        assert!((cut(&routing, "removal") - cut(&plain, "removal")).abs() < 1e-6, "the same metal is cut");
    }
    assert!(cut(&routing, "load_unload") > cut(&plain, "load_unload"), "it is held once more");
}

#[test]
fn tests_nobody_offers_are_excluded_and_asked() {
    let mut plate = threaded("EN AW-6082");
    plate.notes = vec!["Ressuage 100 % selon EN ISO 3452".to_owned(), "Marquage n° de plan par micro-percussion".to_owned()];
    let routing = plan(&plate, &demo_shop(), 10, MachineChoice::Usual);
    assert!(routing.assumptions.iter().any(|text| text.starts_with("Ressuage") && text.contains("non compris")));
    assert!(routing.questions.iter().any(|text| text.starts_with("Ressuage")));
    assert!(at(&routing, OperationKind::Milling) < at(&routing, OperationKind::Marking));
    assert!(at(&routing, OperationKind::Cleaning) < at(&routing, OperationKind::Inspection));
}

#[test]
fn a_strength_the_steel_is_bought_with_is_not_made_again() {
    let mut pin = part("42CrMo4+QT (1.7225)", shaft(&[(20.0, 60.0)]));
    pin.heat_treatment = Some(read("Traité 900-1100 MPa"));
    let routing = plan(&pin, &demo_shop(), 10, MachineChoice::Usual);
    assert!(routing.operations.iter().all(|operation| operation.kind != OperationKind::HeatTreatment));
    assert!(routing.assumptions.iter().any(|text| text.contains("n’est pas à refaire")), "{:?}", routing.assumptions);
    pin.heat_treatment = Some(read("Traité 1300-1500 MPa"));
    let harder = plan(&pin, &demo_shop(), 10, MachineChoice::Usual);
    assert!(harder.questions.iter().any(|text| text.contains("plus dur que l’état de livraison")), "{:?}", harder.questions);
}

#[test]
fn a_wide_bore_is_made_from_tube_when_it_costs_less() {
    let ring = plan(&part("C45", bush(118.0, 90.0, 80.0)), &demo_shop(), 50, MachineChoice::Usual);
    let stock = ring.raw_stock.as_ref().unwrap();
    assert_eq!(stock.form, StockForm::Tube, "{:?}", stock.reasons);
    assert!(stock.reasons.iter().any(|reason| reason.contains("comparé à")), "{:?}", stock.reasons);
    assert!(stock.buy_to_fly.unwrap() < 2.5);
    let narrow = plan(&part("C45", bush(60.0, 10.0, 80.0)), &demo_shop(), 50, MachineChoice::Usual);
    assert_eq!(narrow.raw_stock.unwrap().form, StockForm::Round);
}

#[test]
fn the_blank_the_drawing_names_is_taken() {
    let mut channel = part("U-CHANNEL, 4\" X 1.584\", LOW-CARBON STEEL", block(101.6, 63.0, 40.0, 8.0, 4));
    channel.holes.clear();
    let routing = plan(&channel, &demo_shop(), 5, MachineChoice::Usual);
    assert_eq!(routing.raw_stock.as_ref().unwrap().form, StockForm::Profile, "{:?}", routing.infeasible);
    assert!(routing.questions.iter().any(|question| question.contains("profilé")));
    let mut cast = part("EN AW-6082", block(100.0, 60.0, 40.0, 8.0, 4));
    cast.notes = vec!["Sand casting, machined where shown".to_owned()];
    let routing = plan(&cast, &demo_shop(), 5, MachineChoice::Usual);
    assert_eq!(routing.raw_stock.as_ref().unwrap().form, StockForm::Casting);
    assert!(routing.operations.iter().all(|operation| operation.kind != OperationKind::Sawing));
}

#[test]
fn what_is_paid_once_is_listed_apart() {
    let mut sleeve = part("C45", bush(60.0, 30.0, 40.0));
    sleeve.notes = vec!["FAI selon EN 9102".to_owned()];
    sleeve.tolerances.tightest_text = Some("Ø30 H7".to_owned());
    let routing = plan(&sleeve, &demo_shop(), 10, MachineChoice::Usual);
    let kinds: Vec<NonRecurringKind> = routing.non_recurring.iter().map(|item| item.kind).collect();
    assert!(kinds.contains(&NonRecurringKind::Programming) && kinds.contains(&NonRecurringKind::FirstArticle), "{kinds:?}");
    assert!(kinds.contains(&NonRecurringKind::Gauge), "{:?}", routing.non_recurring);
    let programmed: f64 = routing
        .non_recurring
        .iter()
        .filter(|item| matches!(item.kind, NonRecurringKind::Programming | NonRecurringKind::Methods))
        .map(|item| item.hours)
        .sum();
    assert!((programmed - routing.programming_hours).abs() < 1e-9);
}

#[test]
fn one_machine_and_two_are_compared() {
    let mut solid = shaft(&[(40.0, 60.0)]);
    solid.face_summaries.push(solids::cylinder(10.0, 0.0, 3.0, 0.0, 60.0, true));
    solid.face_summaries.push(solids::cylinder(-10.0, 0.0, 3.0, 0.0, 60.0, true));
    let crossed = part("C45", solid);
    for choice in CHOICES {
        let routing = plan(&crossed, &demo_shop(), 30, choice);
        let ways = &routing.alternatives;
        assert!(ways.len() >= 2 && ways[0].chosen && ways[1..].iter().all(|way| !way.chosen), "{choice:?}: {ways:?}");
        assert!(ways.iter().any(|way| way.machines.len() == 1) && ways.iter().any(|way| way.machines.len() == 2), "{ways:?}");
        assert!(ways.iter().all(|way| !way.reason.is_empty()));
        if choice == MachineChoice::Fastest {
            let lot = |index: usize| ways[index].setup_s + ways[index].run_s * f64::from(routing.launched);
            assert!((1..ways.len()).all(|index| lot(index) >= lot(0) - 1e-6));
        }
    }
}

#[test]
fn a_trade_that_is_off_is_not_quoted() {
    let mut shop = demo_shop();
    shop.trades = vec![Trade::SheetMetal];
    let routing = plan(&part("C45", shaft(&[(20.0, 60.0)])), &shop, 10, MachineChoice::Usual);
    assert!(routing.operations.is_empty() && routing.infeasible[0].contains("métiers"), "{:?}", routing.infeasible);
}

fn with_power(shop: &Shop, factor: f64) -> Shop {
    let mut shop = shop.clone();
    shop.machine.iter_mut().for_each(|machine| machine.power_kw = machine.power_kw.map(|power| power * factor));
    shop
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn more_power_alone_never_takes_longer(x in 30.0..250.0_f64, y in 20.0..150.0_f64, z in 8.0..60.0_f64, factor in 1.0..5.0_f64, round in any::<bool>()) {
        let mut shop = demo_shop();
        shop.machine.retain(|machine| ["scie-1", "tour-cn-1", "cu-3axes-1", "etabli-1"].contains(&machine.id.as_str()));
        let part = if round { part("1.4301", shaft(&[(y, x), (y * 0.7, x)])) } else { part("42CrMo4", block(x, y, z, 6.0, 2)) };
        let time = |shop: &Shop| -> f64 {
            plan(&part, shop, 20, MachineChoice::Usual).operations.iter().filter(|it| it.machining).map(|it| it.time.run_s).sum()
        };
        prop_assert!(time(&with_power(&shop, factor)) <= time(&shop) + 1e-6);
    }

    #[test]
    fn every_routing_hangs_together(
        diameter in 5.0..150.0_f64, length in 5.0..300.0_f64, quantity in 1_u32..800, choice in 0_usize..3, round in any::<bool>(),
        heat in any::<bool>(), coat in any::<bool>(), fit in any::<bool>(),
    ) {
        let shop = demo_shop();
        let mut part = if round { part("42CrMo4", shaft(&[(diameter, length), (diameter * 0.8, length)])) } else { part("42CrMo4", block(length, diameter, diameter / 2.0 + 2.0, 4.0, 3)) };
        part.heat_treatment = heat.then(|| read("Trempe et revenu 45-50 HRC"));
        part.surface_treatment = coat.then(|| read("Nickelage chimique 15 µm"));
        part.tolerances.tightest_text = fit.then(|| format!("Ø{diameter:.0} g6"));
        part.notes = vec!["Marquage du n° de plan".to_owned()];
        let routing = plan(&part, &shop, quantity, CHOICES[choice]);
        prop_assert!(routing.launched >= quantity);
        let coated = routing.operations.iter().position(|it| it.kind == OperationKind::SurfaceTreatment);
        for (index, operation) in routing.operations.iter().enumerate() {
            prop_assert_eq!(operation.op, (index as u32 + 1) * 10);
            prop_assert!(operation.after.iter().all(|before| *before < operation.op) && (index == 0) == operation.after.is_empty(), "{:?}", operation.after);
            if let Some(machine) = &operation.machine {
                prop_assert!(shop.machine_by_id(machine).is_some());
            } else {
                prop_assert!(operation.external.as_ref().is_some_and(|outside| shop.treatment.iter().any(|it| it.id == outside.treatment)));
            }
            if coated.is_some_and(|coated| index > coated) {
                prop_assert!(!operation.machining, "{} after the coating", operation.name);
            }
            if !operation.fixturings.is_empty() {
                let run: f64 = operation.fixturings.iter().map(|it| it.run_s).sum();
                let setup: f64 = operation.fixturings.iter().map(|it| it.setup_s).sum();
                prop_assert!((run - operation.time.run_s).abs() < 1e-6 && (setup - operation.time.setup_s).abs() < 1e-6);
                prop_assert!(operation.fixturings.iter().all(|it| !it.holding.is_empty() && !it.features.is_empty()));
            }
        }
        if let Some(list) = routing.raw_stock.as_ref().and_then(|stock| stock.cutting.as_ref()) {
            prop_assert_eq!(list.pieces, routing.launched);
            prop_assert!(u64::from(list.bars) * u64::from(list.pieces_per_bar) >= u64::from(list.pieces));
            prop_assert!(u64::from(list.bars - 1) * u64::from(list.pieces_per_bar) < u64::from(list.pieces));
            prop_assert!((0.0..=list.bar_length_mm).contains(&list.remnant_mm));
        }
        if let Some(stock) = &routing.raw_stock {
            prop_assert!(stock.buy_to_fly.unwrap() >= 1.0);
        }
    }
}
