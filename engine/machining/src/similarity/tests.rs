//! Variants of a part are nearer than others, a copy at another scale is not the same, and the search finds what it should.

use std::collections::BTreeMap;

use proptest::prelude::*;
use trusquin_domain::{Extracted, FaceKind, HoleNeed, MaterialNeed, Part, Process, ProcessGuess, Reader, SolidGeometry, ToleranceNeed};

use super::{Descriptor, Trait, likeness, nearest};

/// A plate of `size` with `holes` of 8.5 mm, in a material group, milled.
fn plate(size: [f64; 3], holes: u32, group: &str, process: Process) -> Part {
    let [x, y, z] = size;
    let written = Extracted {
        value: group.to_owned(),
        normalized: Some(serde_json::json!({"iso513": group, "density_kg_dm3": if group == "N" { 2.7 } else { 7.85 }})),
        confidence: 0.9,
        source: Reader::TextLayer,
        page: 1,
        sheet_box: None,
        reference: None,
    };
    let solid = SolidGeometry {
        volume_mm3: Some(x * y * z * 0.9),
        area_mm2: Some(2.2 * (x * y + y * z + x * z)),
        faces: 6 + holes,
        faces_by_kind: BTreeMap::from([(FaceKind::Plane, 6), (FaceKind::Cylinder, holes)]),
        ..SolidGeometry::default()
    };
    let hole = HoleNeed {
        diameter_mm: 8.5,
        depth_mm: Some(z),
        count: holes,
        thread: None,
        axis: None,
        enlarged: false,
        steps: Vec::new(),
        from: String::new(),
    };
    Part {
        envelope_mm: Some(size),
        solid: Some(solid),
        holes: vec![hole],
        material: Some(MaterialNeed { written, shop_material: None }),
        dimension_count: 9,
        tolerances: ToleranceNeed { tightest_mm: Some(0.05), ..ToleranceNeed::default() },
        processes: vec![ProcessGuess { process, probability: 0.9, evidence: Vec::new() }],
        ..Part::default()
    }
}

fn described(part: &Part) -> Descriptor {
    Descriptor::new(part).unwrap()
}

#[test]
fn near_variants_rank_before_others_and_say_why() {
    let wanted = described(&plate([120.0, 80.0, 20.0], 4, "P", Process::Milling));
    let known = [
        plate([300.0, 30.0, 30.0], 0, "P", Process::Turning),
        plate([120.0, 80.0, 20.0], 4, "N", Process::Milling),
        plate([240.0, 160.0, 40.0], 4, "P", Process::Milling),
        // The box in another position is the same box.
        plate([20.0, 80.0, 120.0], 4, "P", Process::Milling),
        plate([124.0, 80.0, 20.0], 4, "P", Process::Milling),
        plate([120.0, 80.0, 20.0], 6, "P", Process::Milling),
    ]
    .map(|part| described(&part));
    let order: Vec<usize> = nearest(&wanted, &known, 6).into_iter().map(|(index, _)| index).collect();
    assert_eq!(order.first(), Some(&3));
    assert_eq!(order.last(), Some(&0));
    assert_eq!(order.iter().copied().filter(|index| *index == 4 || *index == 5).count(), 2);
    assert!(order[1..3].iter().all(|index| [4, 5].contains(index)), "small variants first: {order:?}");
    let aluminium = likeness(&wanted, &known[1]);
    assert_eq!(aluminium.apart, [Trait::Material]);
    assert!(aluminium.shared.contains(&Trait::Size) && aluminium.shared.contains(&Trait::Process));
}

#[test]
fn the_same_part_is_a_repeat_and_a_scaled_copy_is_not() {
    let part = plate([120.0, 80.0, 20.0], 4, "P", Process::Milling);
    let again = Part { drawing_number: None, files: vec!["other.step".to_owned()], ..part.clone() };
    let same = likeness(&described(&part), &described(&again));
    assert!(same.is_repeat() && same.apart.is_empty(), "{same:?}");
    let scaled = likeness(&described(&part), &described(&plate([60.0, 40.0, 10.0], 4, "P", Process::Milling)));
    assert!(!scaled.is_repeat() && scaled.distance > 1.0 && scaled.apart.first() == Some(&Trait::Size), "{scaled:?}");
}

#[test]
fn what_is_not_known_is_neither_the_same_nor_far() {
    let whole = plate([120.0, 80.0, 20.0], 4, "P", Process::Milling);
    let drawn = Part { solid: None, material: None, ..whole.clone() };
    let partly = likeness(&described(&whole), &described(&drawn));
    assert!(!partly.is_repeat() && partly.distance < 2.0, "{partly:?}");
    assert!(Descriptor::new(&Part::default()).is_none());
}

#[test]
fn a_descriptor_survives_the_store() {
    let descriptor = described(&plate([120.0, 80.0, 20.0], 4, "P", Process::Milling));
    let read = Descriptor::from_bytes(&descriptor.to_bytes()).unwrap();
    assert!(likeness(&descriptor, &read).is_repeat());
    assert!(Descriptor::from_bytes(&descriptor.to_bytes()[4..]).is_none());
}

/// Not a check: prints how long the search of docs/adr/0011 takes here.
#[test]
#[ignore = "prints a time, checks nothing"]
fn a_search_among_a_hundred_thousand_parts_is_timed() {
    let sizes = |index: u32| [1.0 + f64::from(index % 499), 1.0 + f64::from(index % 211), 1.0 + f64::from(index % 97)];
    let known: Vec<Descriptor> = (0..100_000).map(|index| described(&plate(sizes(index), index % 9, "P", Process::Milling))).collect();
    let wanted = described(&plate([100.0, 50.0, 20.0], 4, "P", Process::Milling));
    let start = std::time::Instant::now();
    let found = nearest(&wanted, &known, 5);
    println!("the nearest {} of {} parts in {:?}", found.len(), known.len(), start.elapsed());
}

proptest! {
    #[test]
    fn the_nearest_few_are_the_first_of_all_sorted(sizes in prop::collection::vec((1.0..500.0f64, 1.0..500.0f64, 1.0..500.0f64, 0..9u32), 1..40), count in 0..12usize) {
        let known: Vec<Descriptor> = sizes.iter().map(|(x, y, z, holes)| described(&plate([*x, *y, *z], *holes, "P", Process::Milling))).collect();
        let wanted = described(&plate([100.0, 50.0, 20.0], 4, "P", Process::Milling));
        let mut all: Vec<(usize, f32)> = known.iter().enumerate().map(|(index, other)| (index, likeness(&wanted, other).distance)).collect();
        all.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        all.truncate(count);
        prop_assert_eq!(nearest(&wanted, &known, count), all);
        for other in &known {
            let there = likeness(&wanted, other).distance;
            prop_assert!(there >= 0.0 && (there - likeness(other, &wanted).distance).abs() < 1e-4);
        }
    }
}
