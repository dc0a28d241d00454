//! Routings against hand calculations, and what must hold for every part.
#![allow(clippy::unwrap_used, clippy::panic)]

mod solids;

use proptest::prelude::*;
use solids::{block, bush, demo_shop, halved, part, read, shaft};
use trusquin_domain::{
    FittedDiameter, HoleStep, MachineChoice, Operation, OperationKind, OutsideThread, Part, Process, ProcessGuess, Routing, Shop,
    StockForm, StockOrigin,
};
use trusquin_machining::plan;

const CHOICES: [MachineChoice; 3] = [MachineChoice::Fastest, MachineChoice::Usual, MachineChoice::Cheapest];

fn operation(routing: &Routing, kind: OperationKind) -> &Operation {
    routing.operations.iter().find(|op| op.kind == kind).unwrap_or_else(|| panic!("no {kind:?} in {:?}", routing.infeasible))
}

fn kinds(routing: &Routing) -> Vec<OperationKind> {
    routing.operations.iter().map(|op| op.kind).collect()
}

fn machining_s(routing: &Routing) -> f64 {
    routing.operations.iter().filter(|op| op.machining).map(|op| op.time.run_s).sum()
}

/// A shop with only the machines named.
fn shop_with(machines: &[&str]) -> Shop {
    let mut shop = demo_shop();
    shop.machine.retain(|machine| machines.contains(&machine.id.as_str()));
    shop.calendar.booked.clear();
    shop
}

/// Ø40 × 60 in C45, parted off a Ø45 bar on the two-axis lathe (15 kW, 4500 rev/min).
///
/// Blank π/4 · 45² · 63 = 100 198 mm³, part π/4 · 40² · 60 = 75 398 mm³: 24 800 mm³ of chips.
/// removal    Q = 200 m/min · 0.28 mm · 2.5 mm = 140 cm³/min; power would allow 15 · 0.8 · 60 000 / (1600 · 0.28^-0.25) = 327; 70 % cutting: 15.18 s
/// finishing  area 2 · π · 20² + π · 40 · 60 = 10 053 mm²; Ra 3.2 gives f = √(32 · 0.8 · 3.2 / 1000) = 0.286, limited to 0.25;
///            230 m/min · 0.25 mm = 57 500 mm²/min, 85 % cutting: 12.34 s
/// parting    n = 110 000 / (π · 27) = 1297 rev/min; 22.5 mm at 0.08 mm: 13.01 s
/// tools      3 changes of 2 + 1.5 s: 10.5 s; bar feed 8 s; rapids 12 moves of 80 mm at 0.4 m/s with 3 m/s²: 0.2 + 0.133 s each and 0.15 s to settle: 5.8 s
#[test]
fn a_shaft_matches_the_hand_calculation() {
    let routing =
        plan(&part("C45", shaft(&[(40.0, 60.0)])), &shop_with(&["tour-cn-1", "etabli-1", "controle-1"]), 10, MachineChoice::Usual);
    let turning = operation(&routing, OperationKind::Turning);
    let expect =
        [("load_unload", 8.0), ("parting", 13.01), ("removal", 15.18), ("finishing", 12.34), ("tool_changes", 10.5), ("rapids", 5.8)];
    assert_eq!(turning.time.terms.len(), expect.len(), "{:?}", turning.time.terms);
    for (name, seconds) in expect {
        let term = turning.time.terms.iter().find(|term| term.0 == name).unwrap();
        assert!((term.1 - seconds).abs() < 0.02, "{name}: {} against {seconds}", term.1);
    }
    assert!((turning.time.run_s - 64.83).abs() < 0.05);
    assert_eq!(turning.time.setup_s, 2700.0);
    let stock = routing.raw_stock.as_ref().unwrap();
    assert_eq!((stock.form, stock.size_mm.as_slice(), stock.kerf_mm), (StockForm::Round, [45.0, 63.0].as_slice(), 3.0));
    // π/4 · 45² · (63 + 3 + 180 / 42 pieces a bar) · 7.85 kg/dm³
    assert!((stock.mass_kg - 0.8776).abs() < 0.001, "{}", stock.mass_kg);
    assert!((stock.part_mass_kg.unwrap() - 0.5919).abs() < 0.001);
}

/// 100 × 60 × 20 in 6082 from plate 25, four Ø8 holes, on the 12 000 rev/min machining centre.
/// drilling  each: n = 150 000 / (π · 8) = 5968 rev/min, f = 0.024 · 8 = 0.192: (20 + 2.4) / 1146 min = 1.173 s + 1.5 s spotting; × 4 = 10.69 s
/// removal   blank 25 · 65 · 105 = 170 625, part 120 000 - 4 · 1005.3 = 115 979, drilled 4 021: 50 625 mm³; end mill 20: n = 6366, 3 teeth,
///           fz 0.18: 3438 mm/min · 20 · 10 mm = 687.5 cm³/min; kc = 600 · (0.18 · √0.5)^-0.25 = 1004.6 gives 716.7 by power: half of 687.5: 8.84 s
#[test]
fn a_plate_matches_the_hand_calculation() {
    let routing =
        plan(&part("EN AW-6082", block(100.0, 60.0, 20.0, 8.0, 4)), &shop_with(&["scie-1", "cu-3axes-1"]), 10, MachineChoice::Usual);
    assert_eq!(kinds(&routing), [OperationKind::Sawing, OperationKind::Milling]);
    assert_eq!(routing.operations[1].fixturings.len(), 2);
    let sum = |name: &str| routing.operations[1..].iter().flat_map(|op| &op.time.terms).filter(|t| t.0 == name).map(|t| t.1).sum::<f64>();
    assert!((sum("drilling") - 10.69).abs() < 0.02, "{}", sum("drilling"));
    assert!((sum("removal") - 8.84).abs() < 0.02, "{}", sum("removal"));
    assert_eq!(sum("load_unload"), 150.0);
    // Débit: 25 mm · (65 + 105) mm = 42.5 cm² at 120 cm²/min.
    assert!((routing.operations[0].time.run_s - (21.25 + 40.0)).abs() < 0.01);
}

#[test]
fn a_turned_shaft_takes_minutes() {
    for choice in CHOICES {
        let routing = plan(&part("C45", shaft(&[(30.0, 20.0), (40.0, 40.0)])), &demo_shop(), 10, choice);
        let seconds = machining_s(&routing);
        assert!((45.0..900.0).contains(&seconds), "{choice:?}: {seconds}");
        assert!(routing.operations.iter().all(|op| op.time.no_interval_reason.is_some() && op.time.p10_s.is_none()));
        assert!(routing.operations.windows(2).all(|pair| pair[1].op == pair[0].op + 10) && routing.operations[0].op == 10);
    }
}

#[test]
fn choices_differ_by_what_the_shop_does() {
    let part = part("C45", shaft(&[(30.0, 20.0), (40.0, 40.0), (35.0, 10.0)]));
    let shop = demo_shop();
    let total =
        |routing: &Routing| routing.operations.iter().map(|op| op.time.setup_s + op.time.run_s * f64::from(routing.launched)).sum::<f64>();
    let times: Vec<f64> = CHOICES.iter().map(|choice| total(&plan(&part, &shop, 100, *choice))).collect();
    assert!(times[0] <= times[1] && times[0] <= times[2], "{times:?}");
    // A cheap lathe that is booked for months loses to an idle one.
    let mut busy = shop.clone();
    let cheapest = plan(&part, &shop, 100, MachineChoice::Cheapest);
    let lathe = operation(&cheapest, OperationKind::Turning).machine.clone().unwrap();
    for load in busy.calendar.booked.iter_mut() {
        load.hours = if load.machine == lathe { 2000.0 } else { 0.0 };
    }
    assert_ne!(operation(&plan(&part, &busy, 100, MachineChoice::Usual), OperationKind::Turning).machine.as_deref(), Some(lathe.as_str()));
}

#[test]
fn a_bar_fed_part_is_not_sawn_and_a_large_one_is() {
    let shop = demo_shop();
    let small = plan(&part("C45", shaft(&[(40.0, 60.0)])), &shop, 50, MachineChoice::Usual);
    assert!(!kinds(&small).contains(&OperationKind::Sawing));
    let large = plan(&part("C45", shaft(&[(90.0, 60.0), (120.0, 40.0)])), &shop, 50, MachineChoice::Usual);
    assert_eq!(kinds(&large)[..3], [OperationKind::Sawing, OperationKind::Turning, OperationKind::Deburring]);
    assert_eq!(operation(&large, OperationKind::Turning).fixturings.len(), 2);
    assert_eq!(large.setups, 2);
}

#[test]
fn offcuts_come_first_then_stock_then_the_supplier() {
    let shop = demo_shop();
    let origin = |part: &Part, quantity| plan(part, &shop, quantity, MachineChoice::Usual).raw_stock.unwrap().origin;
    // CH-012 is a C45 offcut Ø50 × 210; Ø48 needs Ø50.
    let shaft48 = part("C45", shaft(&[(48.0, 60.0)]));
    assert_eq!(origin(&shaft48, 1), StockOrigin::Offcut("CH-012".to_owned()));
    assert_eq!(origin(&shaft48, 20), StockOrigin::Stock("B-C45-50".to_owned()));
    assert_eq!(origin(&shaft48, 2000), StockOrigin::Purchase);
    // The only TA6V bar is certified: kept for lines that need a certificate.
    assert_eq!(origin(&part("TA6V", shaft(&[(23.0, 60.0)])), 1), StockOrigin::Purchase);
}

#[test]
fn treatments_and_grinding_stand_in_order() {
    let mut fitted = part("42CrMo4", shaft(&[(20.0, 30.0), (40.0, 60.0), (25.0, 40.0)]));
    fitted.tolerances.tightest_text = Some("Ø25 g6".to_owned());
    fitted.heat_treatment = Some(read("Trempe et revenu 50-54 HRC"));
    fitted.surface_treatment = Some(read("Phosphatation"));
    let routing = plan(&fitted, &demo_shop(), 25, MachineChoice::Usual);
    let order = kinds(&routing);
    let at = |kind: OperationKind| order.iter().position(|k| *k == kind).unwrap_or_else(|| panic!("{kind:?} in {order:?}"));
    assert!(at(OperationKind::Turning) < at(OperationKind::HeatTreatment));
    assert!(at(OperationKind::HeatTreatment) < at(OperationKind::Grinding));
    assert!(at(OperationKind::Grinding) < at(OperationKind::SurfaceTreatment));
    assert!(at(OperationKind::SurfaceTreatment) < at(OperationKind::Inspection));
    assert_eq!(order.last(), Some(&OperationKind::Packing));
    let heat = operation(&routing, OperationKind::HeatTreatment).external.as_ref().unwrap();
    assert_eq!(heat.treatment, "trempe-revenu");
    assert!(heat.mass_kg.unwrap() > 0.5 && heat.area_dm2.is_none());
    // The model's cylinder of that diameter is 40 long.
    assert!(operation(&routing, OperationKind::Grinding).text.contains("une portée Ø25 × 40"));
    assert!(operation(&routing, OperationKind::Turning).text.contains("sur Ø25"), "{}", operation(&routing, OperationKind::Turning).text);
}

/// Two fits of three diameters are ground, each on its own length; the third is turned. Without a model the length is asked.
#[test]
fn every_fitted_diameter_is_ground_on_its_own_length() {
    let fit = |diameter_mm: f64, text: &str| FittedDiameter { diameter_mm, width_mm: 0.013, text: text.to_owned() };
    let mut fitted = part("42CrMo4", halved(shaft(&[(20.0, 30.0), (40.0, 60.0), (25.0, 40.0)])));
    fitted.tolerances.tightest_text = Some("Ø20 h5".to_owned());
    fitted.tolerances.diameters = vec![fit(20.0, "Ø20 h5"), fit(25.0, "Ø25 g6"), fit(40.0, "Ø40 h9")];
    let routing = plan(&fitted, &demo_shop(), 25, MachineChoice::Usual);
    let grinding = operation(&routing, OperationKind::Grinding);
    assert!(grinding.text.starts_with("Rectifier une portée Ø20 × 30, une portée Ø25 × 40, IT5"), "{}", grinding.text);
    // π · (20 · 30 + 25 · 40) mm² · 0.15 mm at 1800 mm³/min: 25.13 s
    let term = |name: &str| grinding.time.terms.iter().find(|term| term.0 == name).map_or(0.0, |term| term.1);
    assert!((term("removal") - 25.13).abs() < 0.02, "{:?}", grinding.time.terms);
    assert_eq!((term("spark_out"), term("measuring")), (40.0, 50.0));
    assert!(!routing.questions.iter().any(|question| question.contains("Longueur de la portée")));
    fitted.solid = None;
    let asked = plan(&fitted, &demo_shop(), 25, MachineChoice::Usual);
    assert!(asked.questions.iter().any(|question| question == "Longueur de la portée « Ø25 g6 » à rectifier ?"), "{:?}", asked.questions);
}

/// M16 x 1.5 over 25 mm on the 4500 rev/min lathe: n = 0.6 · 200 m/min / (π · 16) = 2387 rev/min; six passes of
/// (25 + 3 · 1.5) / (2387 · 1.5) min + 1.2 s = 0.494 + 1.2 s: 10.17 s, and one tool more.
#[test]
fn an_outside_thread_is_timed() {
    let mut threaded = part("C45", shaft(&[(16.0, 25.0), (40.0, 35.0)]));
    let shop = shop_with(&["tour-cn-1", "etabli-1"]);
    let without = plan(&threaded, &shop, 10, MachineChoice::Usual);
    threaded.outside_threads =
        vec![OutsideThread { thread: "M16x1.5".to_owned(), length_mm: 25.0, axis: [0.0, 0.0, 1.0], count: 1, from: "model #1".to_owned() }];
    let routing = plan(&threaded, &shop, 10, MachineChoice::Usual);
    let turning = operation(&routing, OperationKind::Turning);
    let threading = turning.time.terms.iter().find(|term| term.0 == "threading").unwrap().1;
    assert!((threading - 10.17).abs() < 0.02, "{threading}");
    assert!(turning.text.contains("fileter M16x1.5 × 25"), "{}", turning.text);
    assert!(turning.time.run_s > operation(&without, OperationKind::Turning).time.run_s + threading);
    assert!(routing.assumptions.iter().any(|text| text.starts_with("Filetage M16x1.5 extérieur")));
    // Across the turning axis it is asked about, not timed.
    threaded.outside_threads[0].axis = [1.0, 0.0, 0.0];
    let asked = plan(&threaded, &shop, 10, MachineChoice::Usual);
    assert!(asked.questions.iter().any(|text| text.starts_with("Filetage extérieur M16x1.5 × 25")));
    assert_eq!(machining_s(&asked), machining_s(&without));
}

/// Ø8 through 20 with Ø14 over the first 8: Ø8 is drilled over 12 and Ø14 over 8, not Ø8 over 20.
#[test]
fn each_step_of_a_hole_has_its_own_diameter_and_depth() {
    let mut stepped = part("EN AW-6082", block(100.0, 60.0, 20.0, 8.0, 4));
    stepped.holes[0].enlarged = true;
    stepped.holes[0].steps = vec![HoleStep { diameter_mm: 14.0, depth_mm: 8.0 }, HoleStep { diameter_mm: 8.0, depth_mm: 12.0 }];
    let routing = plan(&stepped, &shop_with(&["scie-1", "cu-3axes-1"]), 10, MachineChoice::Usual);
    let milling = operation(&routing, OperationKind::Milling);
    let term = |name: &str| milling.time.terms.iter().find(|term| term.0 == name).map_or(0.0, |term| term.1);
    // Ø8: (12 + 2.4) / (5968 · 0.192) min = 0.754 s + 1.5 s; Ø14: n = 3410, f = 0.336: (8 + 4.2) / 1146 min = 0.639 s; four of each.
    assert!((term("drilling") - 9.02).abs() < 0.02, "{:?}", milling.time.terms);
    assert!((term("counterboring") - 2.56).abs() < 0.02, "{:?}", milling.time.terms);
    assert!(milling.text.contains("percer 4 × Ø8 prof. 12") && milling.text.contains("lamer 4 × Ø14 prof. 8"), "{}", milling.text);
}

/// What is bought quenched and tempered is not sent to be quenched and tempered; what must be harder than that is.
#[test]
fn a_pretreated_material_is_not_treated_again() {
    for (material, heat, sent) in [
        ("42CrMo4+QT", Some("Trempe et revenu 28-32 HRC"), false),
        ("42CrMo4 prétraité", Some("trempé revenu"), false),
        ("42CrMo4 +QT", Some("+QT"), false),
        ("42CrMo4+QT", Some("Trempe et revenu 50-54 HRC"), true),
        ("42CrMo4+QT", Some("Nitruration"), true),
        ("42CrMo4", Some("Trempe et revenu 28-32 HRC"), true),
        ("42CrMo4+A", Some("Trempe et revenu"), true),
        ("42CrMo4+QT", None, false),
    ] {
        let mut treated = part(material, shaft(&[(20.0, 30.0), (40.0, 60.0)]));
        treated.heat_treatment = heat.map(read);
        let routing = plan(&treated, &demo_shop(), 25, MachineChoice::Usual);
        assert!(!routing.operations.is_empty(), "{material}: {:?}", routing.infeasible);
        assert_eq!(kinds(&routing).contains(&OperationKind::HeatTreatment), sent, "{material} / {heat:?}");
        let said = routing.assumptions.iter().any(|text| text.contains("livrée à l’état"));
        assert_eq!(said, !sent && heat.is_some(), "{material} / {heat:?}: {:?}", routing.assumptions);
        let asked = routing.questions.iter().any(|text| text.contains("plus dur que l’état de livraison"));
        assert_eq!(asked, heat.is_some_and(|heat| heat.contains("50-54")), "{material}: {:?}", routing.questions);
        assert!(!routing.assumptions.iter().any(|text| text.contains("non compris")), "{material}: {:?}", routing.assumptions);
    }
}

#[test]
fn an_unknown_treatment_is_a_question_and_an_exclusion() {
    let mut plate = part("EN AW-6082", block(100.0, 60.0, 20.0, 8.0, 4));
    plate.surface_treatment = Some(read("plasma ceramic AX-12"));
    let routing = plan(&plate, &demo_shop(), 5, MachineChoice::Usual);
    assert!(
        routing.questions.iter().any(|text| text.contains("AX-12")) && routing.assumptions.iter().any(|text| text.contains("non compris"))
    );
    assert!(!kinds(&routing).contains(&OperationKind::SurfaceTreatment) && !routing.operations.is_empty());
}

#[test]
fn what_is_missing_is_asked_never_guessed() {
    let shop = demo_shop();
    let turned = vec![ProcessGuess { process: Process::Turning, probability: 0.9, evidence: vec![] }];
    let mut unknown = part("C45", shaft(&[(40.0, 60.0)]));
    unknown.material = None;
    let mut strange = part("unobtainium", shaft(&[(40.0, 60.0)]));
    strange.processes.clone_from(&turned);
    let mut no_size = part("C45", shaft(&[(40.0, 60.0)]));
    (no_size.solid, no_size.envelope_mm) = (None, None);
    let mut no_process = part("C45", shaft(&[(40.0, 60.0)]));
    no_process.processes.clear();
    for (case, part, word) in [
        ("material", unknown, "Matière"),
        ("strange", strange, "unobtainium"),
        ("size", no_size, "Dimensions"),
        ("process", no_process, "Procédé"),
    ] {
        let routing = plan(&part, &shop, 3, MachineChoice::Usual);
        assert!(routing.questions.iter().any(|text| text.contains(word)), "{case}: {:?}", routing.questions);
        assert!(!routing.infeasible.is_empty() && routing.operations.is_empty() && routing.raw_stock.is_none(), "{case}");
    }
    let family = plan(&part("Stahl", shaft(&[(40.0, 60.0)])), &shop, 3, MachineChoice::Usual);
    assert!(family.assumptions.iter().any(|text| text.contains("Stahl")) && family.questions.iter().any(|text| text.contains("Nuance")));
    assert_eq!(family.raw_stock.unwrap().material, "1.0577");
}

#[test]
fn what_the_shop_cannot_do_is_said_with_numbers() {
    let shop = demo_shop();
    let cases: [(&str, Part, &[&str]); 4] = [
        ("plate beyond every travel", part("S235", block(1800.0, 900.0, 60.0, 20.0, 6)), &["1800", "1000"]),
        ("shaft beyond every swing", part("C45", shaft(&[(450.0, 300.0)])), &["Ø455", "Ø320"]),
        (
            "printed part",
            {
                let mut printed = part("ABS", block(50.0, 40.0, 30.0, 3.0, 2));
                printed.processes = vec![ProcessGuess { process: Process::Additive, probability: 0.9, evidence: vec![] }];
                printed
            },
            &["additive"],
        ),
        (
            "IT5 in aluminium",
            {
                let mut fine = part("EN AW-6082", shaft(&[(40.0, 60.0)]));
                fine.tolerances.tightest_text = Some("Ø40 h5".to_owned());
                fine
            },
            &["IT5", "IT6"],
        ),
    ];
    for (case, part, words) in cases {
        let routing = plan(&part, &shop, 1, MachineChoice::Usual);
        let said = routing.infeasible.join(" / ");
        assert!(routing.operations.is_empty() && !said.is_empty(), "{case}");
        for word in words {
            assert!(said.contains(word), "{case}: {said}");
        }
    }
}

#[test]
fn a_driven_tool_lathe_saves_the_second_machine() {
    let mut crossed = part("C45", shaft(&[(30.0, 20.0), (40.0, 40.0)]));
    crossed.holes.push(trusquin_domain::HoleNeed {
        diameter_mm: 6.0,
        depth_mm: Some(40.0),
        count: 2,
        thread: None,
        axis: Some([1.0, 0.0, 0.0]),
        enlarged: false,
        steps: vec![],
        from: "model".to_owned(),
    });
    let only_lathe = plan(&crossed, &shop_with(&["tour-cn-1", "cu-3axes-1", "scie-1"]), 20, MachineChoice::Usual);
    assert_eq!(kinds(&only_lathe).iter().filter(|kind| **kind == OperationKind::Milling).count(), 1);
    let mill_turn = plan(&crossed, &shop_with(&["tour-cn-2", "cu-3axes-1", "scie-1"]), 20, MachineChoice::Usual);
    assert_eq!(kinds(&mill_turn), [OperationKind::Turning]);
    crossed.processes = vec![ProcessGuess { process: Process::MillTurn, probability: 0.9, evidence: vec![] }];
    assert_eq!(kinds(&plan(&crossed, &shop_with(&["tour-cn-1", "cu-3axes-1", "scie-1"]), 20, MachineChoice::Usual)), kinds(&only_lathe));
    let none = plan(&crossed, &shop_with(&["tour-cn-1"]), 20, MachineChoice::Usual);
    assert!(none.operations.is_empty() && !none.infeasible.is_empty());
}

#[test]
fn a_harder_material_is_never_faster() {
    let mut shop = demo_shop();
    // The same sections for every grade: only the cutting differs, not the blank.
    shop.stock.clear();
    for material in &mut shop.material {
        (material.round_mm, material.plate_mm) = (vec![20.0, 40.0, 60.0, 65.0, 70.0], vec![20.0, 35.0, 50.0]);
    }
    for solid in [shaft(&[(30.0, 40.0), (50.0, 80.0)]), bush(60.0, 25.0, 40.0), block(120.0, 80.0, 30.0, 10.0, 6)] {
        let times: Vec<f64> = ["11SMnPb30", "S235", "C45", "42CrMo4", "X153CrMoV12"]
            .iter()
            .map(|material| {
                let routing = plan(&part(material, solid.clone()), &shop, 10, MachineChoice::Fastest);
                if routing.operations.is_empty() { f64::NAN } else { machining_s(&routing) }
            })
            .filter(|seconds| !seconds.is_nan())
            .collect();
        assert!(times.len() >= 3 && times.windows(2).all(|pair| pair[1] >= pair[0] - 1e-6), "{times:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn more_holes_never_take_less_time(count in 0_u32..12, x in 60.0..300.0_f64, y in 40.0..200.0_f64, z in 8.0..60.0_f64) {
        let shop = shop_with(&["scie-1", "cu-3axes-1"]);
        let time = |count: u32| {
            let mut part = part("C45", block(x, y, z, 6.0, count));
            part.processes = vec![ProcessGuess { process: Process::Milling, probability: 0.9, evidence: vec![] }];
            machining_s(&plan(&part, &shop, 5, MachineChoice::Usual))
        };
        prop_assert!(time(count + 1) >= time(count) - 1e-6);
    }

    #[test]
    fn a_routing_always_hangs_together(diameter in 2.0..500.0_f64, length in 1.0..2000.0_f64, quantity in 1_u32..5000, choice in 0_usize..3) {
        let shop = demo_shop();
        let part = part("EN AW-6082", shaft(&[(diameter * 0.7, length * 0.4), (diameter, length * 0.6)]));
        let routing = plan(&part, &shop, quantity, CHOICES[choice]);
        prop_assert!(routing.launched >= routing.quantity && routing.quantity == quantity);
        prop_assert_eq!(routing.operations.is_empty(), !routing.infeasible.is_empty());
        prop_assert_eq!(routing.operations.is_empty(), routing.raw_stock.is_none());
        if let Some(stock) = &routing.raw_stock {
            // Round: diameter and length. A disc wider than every bar comes from plate: thickness, width, length.
            let (mut blank, mut needed) = match stock.size_mm.as_slice() {
                [_, _] => (stock.size_mm.clone(), vec![diameter, length]),
                _ => (stock.size_mm.clone(), vec![diameter, diameter, length]),
            };
            if blank.len() == 3 {
                blank.sort_by(f64::total_cmp);
                needed.sort_by(f64::total_cmp);
            }
            prop_assert!(blank.iter().zip(&needed).all(|(have, need)| have >= need), "{blank:?} for {needed:?}");
            prop_assert!(stock.mass_kg > stock.part_mass_kg.unwrap());
        }
        for op in &routing.operations {
            let sum: f64 = op.time.terms.iter().map(|term| term.1).sum();
            prop_assert!((sum - op.time.run_s).abs() < 1e-6 && op.time.run_s.is_finite() && op.time.setup_s >= 0.0);
            let machine = op.machine.as_deref().and_then(|id| shop.machine_by_id(id));
            prop_assert!(machine.is_some_and(|machine| machine.work_centre == op.work_centre));
        }
    }

    #[test]
    fn more_pieces_launch_more(quantity in 1_u32..3000) {
        let shop = demo_shop();
        let part = part("C45", shaft(&[(40.0, 60.0)]));
        let launched = |quantity| plan(&part, &shop, quantity, MachineChoice::Fastest).launched;
        prop_assert!(launched(quantity) >= quantity && launched(quantity + 1) >= launched(quantity));
    }

    #[test]
    fn nonsense_numbers_never_panic(a in prop::num::f64::ANY, b in prop::num::f64::ANY, c in prop::num::f64::ANY, count in any::<u32>()) {
        let mut part = part("C45", block(100.0, 60.0, 20.0, 8.0, 1));
        part.solid = None;
        part.envelope_mm = Some([a, b, c]);
        part.tolerances.tightest_mm = Some(a);
        part.tolerances.tightest_text = Some(format!("Ø{b} ±{c}"));
        part.tolerances.finest_ra_um = Some(c);
        part.cut_length_mm = Some(b);
        part.dimension_count = count;
        for hole in &mut part.holes {
            (hole.diameter_mm, hole.depth_mm, hole.count) = (c, Some(a), count);
        }
        for process in [Process::Turning, Process::Milling, Process::SheetMetal] {
            part.processes = vec![ProcessGuess { process, probability: 0.9, evidence: vec![] }];
            for op in plan(&part, &demo_shop(), count, MachineChoice::Usual).operations {
                prop_assert!(op.time.run_s.is_finite() && op.time.run_s >= 0.0);
            }
        }
    }
}
