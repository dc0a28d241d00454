//! Properties that hold for every tool, material and machine; values a methods engineer expects; limits that say so.

use proptest::prelude::*;
use trusquin_domain::{LimitingFactor, Machine, Material, Shop, StepSize, StepWork, Tool, ToolKind};

use super::*;
use crate::demo_shop;
use crate::tables::{Tables, tables};

fn tool(shop: &Shop, id: &str) -> Tool {
    shop.tool.iter().find(|tool| tool.id == id).unwrap().clone()
}

fn cut(work: StepWork, size: &StepSize, tool: &Tool, material: &Material, machine: &Machine) -> Result<Cut, Vec<String>> {
    let tables = tables().unwrap();
    let piece = workpiece(material, tables).unwrap();
    conditions(work, size, tool, &Setting { machine, piece: &piece, tables, driven: false })
}

/// A size every work can be cut at.
fn size(diameter: f64) -> StepSize {
    StepSize {
        diameter_mm: Some(diameter),
        before_mm: Some(diameter + 8.0),
        depth_mm: Some(12.0),
        length_mm: Some(60.0),
        volume_mm3: Some(40_000.0),
        pitch_mm: Some(1.5),
        thread: Some("M10x1.5".to_owned()),
        ra_um: Some(3.2),
        count: 1,
        ..StepSize::default()
    }
}

const WORKS: &[(StepWork, &str)] = &[
    (StepWork::RoughTurning, "TE101"),
    (StepWork::FinishTurning, "TE102"),
    (StepWork::RoughBoring, "TI16"),
    (StepWork::Parting, "TP103"),
    (StepWork::ThreadTurning, "TF150"),
    (StepWork::FaceMilling, "FS50"),
    (StepWork::RoughMilling, "FC10"),
    (StepWork::RoughMilling, "FE25"),
    (StepWork::SlotMilling, "FC10"),
    (StepWork::WallFinishing, "FC10"),
    (StepWork::Drilling, "PC085"),
    (StepWork::Drilling, "PH100"),
    (StepWork::Reaming, "AL10"),
    (StepWork::Tapping, "TA10"),
];

fn setting(shop: &Shop, machine: usize, material: usize) -> (Machine, Material, &[Tool]) {
    let machines: Vec<&Machine> = shop.machine.iter().filter(|machine| machine.max_rpm.is_some()).collect();
    (machines[machine % machines.len()].clone(), shop.material[material % shop.material.len()].clone(), &shop.tool)
}

proptest! {
    /// vc never rises with hardness within one group and grade.
    #[test]
    fn speed_never_rises_with_hardness(work in 0..WORKS.len(), material in 0..60_usize, low in 60.0..620.0_f64, more in 0.0..200.0_f64) {
        let shop = demo_shop();
        let (_, mut material, _) = setting(&shop, 0, material);
        let tables = tables().unwrap();
        let (work, id) = WORKS[work];
        let tool = tool(&shop, id);
        let pass = if work == StepWork::FinishTurning { Pass::Finish } else { Pass::Rough };
        let mut at = |hb: f64| {
            material.hardness_hb = Some(hb);
            let piece = workpiece(&material, tables).unwrap();
            start(&tool, pass, &piece, tables).map(|start| start.speed)
        };
        // Beyond the table the harder one is a question, never a faster speed.
        if let (soft, Ok(hard)) = (at(low), at(low + more)) {
            prop_assert!(soft.is_ok_and(|soft| hard <= soft + 1e-9), "{id} {hard}");
        }
    }

    /// n never rises with diameter at fixed vc.
    #[test]
    fn rpm_never_rises_with_diameter(work in 0..5_usize, machine in 0..6_usize, material in 0..60_usize, low in 12.0..150.0_f64, more in 0.0..150.0_f64) {
        let shop = demo_shop();
        let (machine, material, _) = setting(&shop, machine, material);
        let (work, id) = WORKS[work];
        let tool = tool(&shop, id);
        let at = |diameter: f64| cut(work, &size(diameter), &tool, &material, &machine).map(|cut| cut.conditions.spindle_speed.value);
        if let (Ok(small), Ok(large)) = (at(low), at(low + more)) {
            prop_assert!(large <= small + 1e-9, "{id}: {small} {large}");
        }
    }

    /// The same of tools that turn: one family, two diameters.
    #[test]
    fn rpm_never_rises_with_the_tools_diameter(kind in 0..3_usize, material in 0..60_usize, low in 2.0..20.0_f64, more in 0.0..10.0_f64) {
        let shop = demo_shop();
        let (machine, material, _) = setting(&shop, 3, material);
        let (work, id) = [(StepWork::RoughMilling, "FC10"), (StepWork::Drilling, "PC085"), (StepWork::Tapping, "TA10")][kind];
        let at = |diameter: f64| {
            let tool = Tool { diameter_mm: Some(diameter), cutting_length_mm: None, reach_mm: None, ..tool(&shop, id) };
            let shallow = StepSize { depth_mm: Some(2.0), ..size(diameter) };
            cut(work, &shallow, &tool, &material, &machine).map(|cut| cut.conditions.spindle_speed.value)
        };
        if let (Ok(small), Ok(large)) = (at(low), at(low + more)) {
            prop_assert!(large <= small + 1e-9, "{id}: {small} {large}");
        }
    }

    /// Time never rises with power alone.
    #[test]
    fn time_never_rises_with_power(work in 0..WORKS.len(), machine in 0..6_usize, material in 0..60_usize, low in 0.3..40.0_f64, more in 0.0..40.0_f64) {
        let shop = demo_shop();
        let (mut machine, material, _) = setting(&shop, machine, material);
        let (work, id) = WORKS[work];
        let tool = tool(&shop, id);
        let mut at = |power: f64| {
            machine.power_kw = Some(power);
            cut(work, &size(10.0), &tool, &material, &machine).map(|cut| cut.seconds)
        };
        if let (Ok(weak), Ok(strong)) = (at(low), at(low + more)) {
            prop_assert!(strong <= weak + 1e-6, "{id}: {weak} {strong}");
        }
    }

    /// What is announced holds: net power and torque within the machine's, speed within its limit, every number finite and above zero.
    #[test]
    fn the_machine_is_never_asked_for_more_than_it_has(work in 0..WORKS.len(), machine in 0..6_usize, material in 0..60_usize, diameter in 6.0..120.0_f64) {
        let shop = demo_shop();
        let (machine, material, _) = setting(&shop, machine, material);
        let (work, id) = WORKS[work];
        let tool = tool(&shop, id);
        if let Ok(cut) = cut(work, &size(diameter), &tool, &material, &machine) {
            let found = &cut.conditions;
            let n = found.spindle_speed.value;
            prop_assert!(n <= machine.max_rpm.unwrap() + 1e-6);
            for value in [Some(&found.cutting_speed), Some(&found.spindle_speed), Some(&found.feed_per_revolution), Some(&found.feed_rate), found.tool_life.as_ref()] {
                let value = value.unwrap();
                prop_assert!(value.value.is_finite() && value.value > 0.0 && !value.source.is_empty() && !value.formula.is_empty(), "{id} {value:?}");
            }
            prop_assert!(cut.seconds.is_finite() && cut.seconds > 0.0);
            if matches!(work, StepWork::RoughTurning | StepWork::RoughMilling | StepWork::SlotMilling | StepWork::Drilling | StepWork::FaceMilling)
                && cut.questions.is_empty()
            {
                let available = machine.power_kw.unwrap() * tables().unwrap().practice.power.efficiency;
                prop_assert!(found.power.as_ref().is_none_or(|power| power.value <= available * 1.001), "{id} {:?}", found.power);
                if let (Some(torque), Some(limit)) = (&found.torque, machine.sheet.torque_at(n)) {
                    prop_assert!(torque.value <= limit * 1.001, "{id} {torque:?} {limit}");
                }
            }
        }
    }
}

fn speed_of(work: StepWork, tool_id: &str, material: &str, machine: &str) -> f64 {
    let shop = demo_shop();
    let material = shop.material_by_id(material).unwrap();
    let tool = tool(&shop, tool_id);
    cut(work, &size(50.0), &tool, material, shop.machine_by_id(machine).unwrap()).unwrap().conditions.cutting_speed.value
}

/// What thirty years at the machine expect.
#[test]
fn speeds_are_the_trades() {
    for (work, tool, material, machine, low, high) in [
        (StepWork::RoughTurning, "TE101", "1.1191", "tour-cn-1", 180.0, 220.0),
        (StepWork::RoughTurning, "TE101", "1.7225", "tour-cn-1", 150.0, 185.0),
        (StepWork::RoughTurning, "TE101", "1.4301", "tour-cn-1", 130.0, 165.0),
        (StepWork::RoughTurning, "TE04", "EN AW-6082", "tour-cn-1", 500.0, 800.0),
        (StepWork::RoughTurning, "TE04", "3.7165", "tour-cn-1", 40.0, 60.0),
        (StepWork::RoughTurning, "TE101", "EN-GJL-250", "tour-cn-1", 180.0, 260.0),
        (StepWork::RoughMilling, "FC10", "1.1191", "cu-3axes-1", 160.0, 230.0),
        (StepWork::RoughMilling, "FC10", "1.4301", "cu-3axes-1", 60.0, 100.0),
        (StepWork::RoughMilling, "FC10", "3.7165", "cu-3axes-1", 40.0, 70.0),
        (StepWork::Drilling, "PC085", "1.1191", "cu-3axes-1", 60.0, 100.0),
        (StepWork::Drilling, "PH100", "1.1191", "cu-3axes-1", 18.0, 26.0),
        (StepWork::Tapping, "TA08", "1.1191", "cu-3axes-1", 8.0, 14.0),
        (StepWork::Tapping, "TA08", "1.4301", "cu-3axes-1", 4.0, 9.0),
        (StepWork::Tapping, "TA08", "EN AW-6082", "cu-3axes-1", 15.0, 28.0),
        (StepWork::Reaming, "AL10", "1.1191", "cu-3axes-1", 7.0, 14.0),
        (StepWork::Parting, "TP103", "1.1191", "tour-cn-1", 90.0, 140.0),
    ] {
        let vc = speed_of(work, tool, material, machine);
        assert!((low..=high).contains(&vc), "{work:?} {tool} {material}: vc {vc}");
    }
}

#[test]
fn every_limit_says_its_name() {
    let shop = demo_shop();
    let steel = shop.material_by_id("1.1191").unwrap();
    let lathe = shop.machine_by_id("tour-cn-1").unwrap();
    let mill = shop.machine_by_id("cu-3axes-2").unwrap();
    let ap = |cut: &Cut| cut.conditions.depth_of_cut.clone().unwrap();

    // Small diameter: the spindle's speed limit.
    let thin = cut(
        StepWork::RoughTurning,
        &StepSize { before_mm: Some(8.0), diameter_mm: Some(6.0), ..size(6.0) },
        &tool(&shop, "TE101"),
        steel,
        lathe,
    )
    .unwrap();
    assert_eq!(thin.conditions.spindle_speed.limit, LimitingFactor::MachineSpeed);
    assert!((thin.conditions.spindle_speed.value - 4500.0).abs() < 1e-9 && thin.conditions.spindle_speed.reason.contains("4500"));
    // A weak spindle: power.
    let weak = Machine { power_kw: Some(1.5), ..lathe.clone() };
    let slow = cut(StepWork::RoughTurning, &StepSize { before_mm: Some(60.0), ..size(40.0) }, &tool(&shop, "TE101"), steel, &weak).unwrap();
    assert_eq!(ap(&slow).limit, LimitingFactor::MachinePower);
    assert!(slow.conditions.power.unwrap().value <= 1.5 * 0.8 + 1e-9);
    // Torque at low speed, with power to spare.
    let mut stalled = lathe.clone();
    stalled.sheet.spindle.iter_mut().for_each(|point| point.torque_nm = 8.0);
    let held =
        cut(StepWork::RoughTurning, &StepSize { before_mm: Some(100.0), ..size(80.0) }, &tool(&shop, "TE101"), steel, &stalled).unwrap();
    assert_eq!(ap(&held).limit, LimitingFactor::MachineTorque);
    // Fine roughness: the nose radius sets the feed, √(32 × 0,4 × 0,8 / 1000).
    let fine = cut(StepWork::FinishTurning, &StepSize { ra_um: Some(0.8), ..size(40.0) }, &tool(&shop, "TE102"), steel, lathe).unwrap();
    assert_eq!(fine.conditions.feed_per_revolution.limit, LimitingFactor::SurfaceFinish);
    assert!((fine.conditions.feed_per_revolution.value - 0.1012).abs() < 1e-3);
    // Long end mill, slender part, machine below the usual rigidity.
    let long = Tool { reach_mm: Some(60.0), ..tool(&shop, "FC10") };
    let deep = cut(
        StepWork::RoughMilling,
        &StepSize { depth_mm: Some(55.0), ..size(10.0) },
        &long,
        steel,
        shop.machine_by_id("cu-3axes-1").unwrap(),
    )
    .unwrap();
    assert_eq!(ap(&deep).limit, LimitingFactor::ToolOverhang);
    let slender = StepSize { slenderness: Some(6.0), ..size(20.0) };
    let bent = cut(StepWork::RoughTurning, &slender, &tool(&shop, "TE101"), steel, lathe).unwrap();
    assert_eq!(ap(&bent).limit, LimitingFactor::PartRigidity);
    let held = cut(StepWork::RoughTurning, &StepSize { supported: true, ..slender }, &tool(&shop, "TE101"), steel, lathe).unwrap();
    assert!(ap(&held).value > ap(&bent).value);
    let soft = cut(StepWork::RoughMilling, &StepSize { depth_mm: None, ..size(10.0) }, &tool(&shop, "FC10"), steel, mill).unwrap();
    assert_eq!(ap(&soft).limit, LimitingFactor::MachineRigidity);
    // A tap turns one pitch a turn.
    let tap = cut(StepWork::Tapping, &size(8.0), &tool(&shop, "TA08"), steel, mill).unwrap();
    assert_eq!(tap.conditions.feed_per_revolution.limit, LimitingFactor::ThreadPitch);
    assert!((tap.conditions.feed_rate.value - tap.conditions.spindle_speed.value * 1.25).abs() < 1e-9);
}

#[test]
fn deep_holes_are_pecked_and_coolant_through_saves_it() {
    let shop = demo_shop();
    let steel = shop.material_by_id("1.1191").unwrap();
    let dry = shop.machine_by_id("cu-3axes-2").unwrap();
    let through = shop.machine_by_id("cu-3axes-1").unwrap();
    let cycle = |id: &str, depth: f64, machine: &Machine| {
        let found = cut(StepWork::Drilling, &StepSize { depth_mm: Some(depth), ..size(8.5) }, &tool(&shop, id), steel, machine).unwrap();
        found.conditions.cycle.unwrap()
    };
    use trusquin_domain::CuttingCycle as Cycle;
    assert_eq!(cycle("PC085", 20.0, dry), Cycle::Drilling);
    assert_eq!(cycle("PC085", 34.0, dry), Cycle::ChipBreaking { peck_mm: 8.5 });
    assert_eq!(cycle("PC085", 60.0, dry), Cycle::Pecking { peck_mm: 4.25 });
    assert_eq!(cycle("PC085", 60.0, through), Cycle::Drilling);
}

#[test]
fn what_nobody_knows_is_asked() {
    let shop = demo_shop();
    let lathe = shop.machine_by_id("tour-cn-1").unwrap();
    // No maker of ours gives grooving speeds for titanium, and a coated insert does not turn hardened steel.
    let titanium = shop.material_by_id("3.7165").unwrap();
    let asked = cut(StepWork::Parting, &size(30.0), &tool(&shop, "TP103"), titanium, lathe).unwrap_err();
    assert!(asked[0].contains("Vitesse de coupe") && asked[0].contains("Ti-6Al-4V"), "{asked:?}");
    let mut hard = shop.material_by_id("1.1191").unwrap().clone();
    hard.hardness_hb = Some(450.0);
    let asked = cut(StepWork::RoughTurning, &size(30.0), &tool(&shop, "TE101"), &hard, lathe).unwrap_err();
    assert!(asked[0].contains("450 HB"), "{asked:?}");
}

#[test]
fn the_tools_own_data_come_first() {
    let shop = demo_shop();
    let steel = shop.material_by_id("1.1191").unwrap();
    let mut own = tool(&shop, "FC10");
    own.data = vec![trusquin_domain::ToolData { group: "P".to_owned(), speed_m_min: [150.0, 150.0], feed_mm: [0.05, 0.05] }];
    own.source = Some("catalogue Dupont 2026, p. 12".to_owned());
    let found = cut(StepWork::SlotMilling, &size(10.0), &own, steel, shop.machine_by_id("cu-3axes-1").unwrap()).unwrap().conditions;
    assert!((found.cutting_speed.value - 150.0).abs() < 1e-9 && found.cutting_speed.source.contains("Dupont"));
    // n = 1000 × 150 / (π × 10), vf = n × 4 × 0.05.
    assert!((found.spindle_speed.value - 4_774.648_293).abs() < 1e-5 && (found.feed_rate.value - 954.929_658).abs() < 1e-5);
}

#[test]
fn every_family_covers_its_kinds() {
    let tables: &Tables = tables().unwrap();
    for kind in [
        ToolKind::TurningRough,
        ToolKind::TurningFinish,
        ToolKind::BoringBar,
        ToolKind::Drill,
        ToolKind::Tap,
        ToolKind::EndMill,
        ToolKind::FaceMill,
        ToolKind::Reamer,
    ] {
        assert!(tables.conditions.tools.family.iter().any(|family| family.kinds.contains(&kind)), "{kind:?}");
    }
}
