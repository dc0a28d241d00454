use super::*;

fn text(text: &str, at: [f64; 2]) -> FlatText {
    FlatText {
        text: text.to_owned(),
        kind: FlatTextKind::Text,
        tag: String::new(),
        handle: "2A".to_owned(),
        at,
        height: 2.5,
        rotation_deg: 0.0,
        measured: None,
        paper_space: false,
        layout: 0,
    }
}

#[test]
fn thickness_in_the_words_of_many_shops() {
    for (written, unit, expected) in [
        ("ép. 2", "mm", Some(2.0)),
        ("Ép: 1,5 mm", "mm", Some(1.5)),
        ("EPAISSEUR = 3", "mm", Some(3.0)),
        ("S235JR ép. 3", "mm", Some(3.0)),
        ("t=2", "mm", Some(2.0)),
        ("t = 0,8 mm", "mm", Some(0.8)),
        ("THK 4.0", "mm", Some(4.0)),
        ("2 mm THK", "mm", Some(2.0)),
        ("200 x 100 x 5 EP", "mm", Some(5.0)),
        ("0.125\" THICK", "inch", Some(3.175)),
        ("THK .25", "inch", None),
        ("THICKNESS 0.25", "inch", Some(6.35)),
        ("Tôle 20/10", "mm", Some(2.0)),
        ("tôle inox 15/10e", "mm", Some(1.5)),
        ("Blechdicke: 2,5", "mm", Some(2.5)),
        ("5 dick", "mm", Some(5.0)),
        ("Spessore 6 mm", "mm", Some(6.0)),
        // Not the sheet's.
        ("Zingage ép. 8 µm", "mm", None),
        ("ép. 12 microns", "mm", None),
        ("ép. 2 S235JR", "mm", Some(2.0)),
        ("Step 2", "mm", None),
        ("REP 12", "mm", None),
        ("Tête 20", "mm", None),
        ("ECHELLE 1:2", "mm", None),
        ("Ép. 500 mm", "mm", None),
        ("t=", "mm", None),
        ("ép. 2,5/3", "mm", None),
        ("", "mm", None),
    ] {
        let got = thickness_hints(&[text(written, [0.0; 2])], std::iter::empty(), unit);
        let value = got.first().map(|hint| (hint.value_mm * 1e6).round() / 1e6);
        assert_eq!(value, expected, "{written}");
        assert!(got.iter().all(|hint| hint.reference == "2A" && hint.text == written.trim()), "{got:?}");
    }
}

#[test]
fn attributes_and_layers_tell_too_and_contradictions_cost_trust() {
    let attribute = FlatText { kind: FlatTextKind::Attribute, tag: "EPAISSEUR".to_owned(), ..text("3", [0.0; 2]) };
    let hints = thickness_hints(&[attribute.clone(), text("t=3", [0.0; 2])], ["0", "DECOUPE_3MM"].into_iter(), "mm");
    assert_eq!(hints.len(), 1);
    assert!((hints[0].value_mm - 3.0).abs() < 1e-9 && hints[0].confidence >= 0.9);
    let layers = thickness_hints(&[], ["CUT-EP2", "GRAVURE"].into_iter(), "mm");
    assert_eq!(layers.iter().map(|hint| hint.reference.as_str()).collect::<Vec<_>>(), vec!["layer CUT-EP2"]);
    let both = thickness_hints(&[text("ép. 2", [0.0; 2]), text("ép. 3", [0.0; 2])], std::iter::empty(), "mm");
    assert!(both.len() == 2 && both.iter().all(|hint| hint.confidence < 0.5), "{both:?}");
}

#[test]
fn bend_notes_go_to_the_nearest_line() {
    let bend = |y: f64, layer: &str| FlatBend {
        from_mm: [0.0, y],
        to_mm: [100.0, y],
        length_mm: 100.0,
        layer: layer.to_owned(),
        direction: None,
        angle_deg: None,
        radius_mm: None,
        evidence: format!("layer {layer}"),
        confidence: 0.9,
    };
    let mut bends = [bend(10.0, "BEND"), bend(40.0, "IV_BEND_DOWN"), bend(80.0, "Pliage")];
    tell_bends(
        &mut bends,
        &[text("UP 90° R 1.5", [40.0, 12.0]), text("VERS LE BAS  45,00° R0,8", [40.0, 42.0]), text("90°", [40.0, 81.0])],
        1.0,
    );
    let said: Vec<_> = bends.iter().map(|bend| (bend.direction.as_deref(), bend.angle_deg, bend.radius_mm)).collect();
    assert_eq!(said, vec![(Some("up"), Some(90.0), Some(1.5)), (Some("down"), Some(45.0), Some(0.8)), (None, None, None)]);
    assert!(bends[0].evidence.contains("UP 90°") && bends[0].evidence.contains("2A"), "{}", bends[0].evidence);
}
