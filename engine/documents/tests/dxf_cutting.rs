//! What a flat pattern means to a cutting machine: pieces, holes, bends, lengths by layer, gaps, lines drawn again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use trusquin_documents::dxf::read_dxf;
use trusquin_domain::{Diagnostic, FlatCutting, FlatGeometry};

/// A file with these layers (name, linetype) and entities, in millimetres.
fn read(layers: &[(&str, &str)], entities: &[String]) -> (FlatGeometry, Vec<Diagnostic>) {
    let mut text =
        "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n9\n$INSUNITS\n70\n4\n0\nENDSEC\n0\nSECTION\n2\nTABLES\n0\nTABLE\n2\nLAYER\n"
            .to_owned();
    for (name, linetype) in layers {
        text += &format!("0\nLAYER\n2\n{name}\n70\n0\n62\n7\n6\n{linetype}\n");
    }
    text += "0\nENDTAB\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n";
    text += &entities.concat();
    text += "0\nENDSEC\n0\nEOF\n";
    let reading = read_dxf(text.as_bytes()).unwrap();
    (reading.value.geometry, reading.diagnostics)
}

fn line(layer: &str, [x0, y0]: [f64; 2], [x1, y1]: [f64; 2]) -> String {
    format!("0\nLINE\n8\n{layer}\n10\n{x0}\n20\n{y0}\n11\n{x1}\n21\n{y1}\n")
}

fn circle(layer: &str, [x, y]: [f64; 2], radius: f64) -> String {
    format!("0\nCIRCLE\n8\n{layer}\n10\n{x}\n20\n{y}\n40\n{radius}\n")
}

fn rectangle(layer: &str, [x, y]: [f64; 2], [width, height]: [f64; 2]) -> String {
    let corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]];
    (0..4).map(|side| line(layer, corners[side], corners[(side + 1) % 4])).collect()
}

fn plate() -> Vec<String> {
    vec![
        rectangle("CUT", [0.0, 0.0], [200.0, 100.0]),
        circle("CUT", [20.0, 20.0], 4.0),
        circle("CUT", [180.0, 20.0], 4.001),
        circle("HOLES", [20.0, 80.0], 6.0),
        rectangle("HOLES", [90.0, 40.0], [20.0, 10.0]),
    ]
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

#[test]
fn a_plate_with_holes_and_an_opening() {
    let (geometry, diagnostics) = read(&[], &plate());
    let cutting = &geometry.cutting;
    let holes: Vec<(f64, u32)> = cutting.holes.iter().map(|hole| (hole.diameter_mm, hole.count)).collect();
    assert_eq!(holes, vec![(8.0, 2), (12.0, 1)]);
    assert_eq!((cutting.piece_count, cutting.pieces.len(), cutting.pierces, cutting.open_count), (1, 1, 5, 0));
    let piece = &cutting.pieces[0];
    assert_eq!((piece.rectangle_mm, piece.angle_deg, piece.openings), ([200.0, 100.0], 0.0, 4));
    let round = std::f64::consts::PI * (16.0 + 4.001 * 4.001 + 36.0);
    assert!(near(piece.area_mm2, 20_000.0) && near(piece.net_area_mm2, 20_000.0 - round - 200.0), "{piece:?}");
    assert!(near(piece.cut_length_mm, geometry.cut_length_mm));
    let by_layer = |name: &str| cutting.length_by_layer_mm[name];
    assert!(near(by_layer("CUT") + by_layer("HOLES"), geometry.cut_length_mm));
    assert!(near(by_layer("HOLES"), 60.0 + 12.0 * std::f64::consts::PI));
    assert!(cutting.bends.is_empty() && cutting.thickness.is_empty() && cutting.bridged.is_empty());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

#[test]
fn pieces_in_openings_of_others_are_pieces() {
    let mut entities = plate();
    entities.push(rectangle("CUT", [92.0, 42.0], [16.0, 6.0]));
    let (geometry, _) = read(&[], &entities);
    let sides: Vec<[f64; 2]> = geometry.cutting.pieces.iter().map(|piece| piece.rectangle_mm).collect();
    assert_eq!(sides, vec![[200.0, 100.0], [16.0, 6.0]]);
}

#[test]
fn bends_by_layer_by_linetype_and_by_where_they_end() {
    // By name of the layer; a bend interrupted by an opening is one.
    let bend = |layer: &str| vec![line(layer, [0.0, 45.0], [90.0, 45.0]), line(layer, [110.0, 45.0], [200.0, 45.0])];
    let told = |layers: &[(&str, &str)], extra: Vec<String>| {
        let mut entities = plate();
        entities.extend(extra);
        let (geometry, _) = read(layers, &entities);
        assert!(near(geometry.cut_length_mm, read(&[], &plate()).0.cut_length_mm), "bends are not cut");
        geometry.cutting.bends.iter().map(|it| (it.length_mm, it.from_mm, it.to_mm, it.evidence.clone(), it.confidence)).collect::<Vec<_>>()
    };
    let one = |evidence: &str, confidence: f64| vec![(180.0, [0.0, 45.0], [200.0, 45.0], evidence.to_owned(), confidence)];
    assert_eq!(told(&[], bend("PLIAGE")), one("layer PLIAGE", 0.9));
    assert_eq!(told(&[], bend("IV_BEND_DOWN")), one("layer IV_BEND_DOWN", 0.9));
    assert_eq!(told(&[("X1", "CENTER2")], bend("X1")), one("centre line from edge to edge, layer X1", 0.5));
    let whole = |x0: f64, x1: f64| vec![line("X1", [x0, 70.0], [x1, 70.0])];
    let seen = told(&[("X1", "CENTER2")], whole(0.0, 200.0));
    assert_eq!(seen, vec![(200.0, [0.0, 70.0], [200.0, 70.0], "centre line from edge to edge, layer X1".to_owned(), 0.5)]);
    // A centre line runs beyond the edge.
    assert!(told(&[("X1", "CENTER2")], whole(-5.0, 205.0)).is_empty());
    assert!(told(&[("X1", "HIDDEN")], whole(0.0, 200.0)).is_empty());
}

#[test]
fn engraving_is_neither_cut_nor_pierced() {
    let mut entities = plate();
    entities.push(line("GRAVURE", [10.0, 50.0], [40.0, 50.0]));
    let (geometry, diagnostics) = read(&[], &entities);
    assert!(near(geometry.cutting.marking_length_mm, 30.0));
    assert_eq!(geometry.cutting.pierces, 5);
    assert!(diagnostics.iter().any(|it| it.code == "DXF-022" && it.message.contains("GRAVURE")), "{diagnostics:?}");
}

fn cutting_with(extra: String) -> (FlatCutting, f64, Vec<(String, String)>) {
    let mut entities = plate();
    entities.push(extra);
    let (geometry, diagnostics) = read(&[], &entities);
    (geometry.cutting, geometry.cut_length_mm, diagnostics.into_iter().map(|it| (it.code, it.message)).collect())
}

#[test]
fn lines_drawn_again_are_counted_once_and_told() {
    let (_, once, _) = cutting_with(String::new());
    let again = rectangle("CUT", [0.0, 0.0], [200.0, 100.0]) + &line("CUT", [30.0, 0.0], [80.0, 0.0]);
    let (cutting, length, diagnostics) = cutting_with(again);
    assert!(near(length, once), "{length} {once}");
    assert!(near(cutting.doubled_length_mm, 650.0) && cutting.doubled_curves == 5, "{cutting:?}");
    assert_eq!((cutting.pierces, cutting.open_count), (5, 0));
    assert!(diagnostics.iter().any(|(code, text)| code == "DXF-026" && text.contains("650.0 mm")), "{diagnostics:?}");
}

#[test]
fn gaps_are_closed_or_told_with_their_place() {
    // Three sides of a slot and a fourth that misses a corner by 0.2 mm, then by 2 mm.
    let slot = |gap: f64| {
        line("CUT", [40.0, 40.0], [70.0, 40.0])
            + &line("CUT", [70.0, 40.0], [70.0, 50.0])
            + &line("CUT", [70.0, 50.0], [40.0, 50.0])
            + &line("CUT", [40.0, 50.0], [40.0, 40.0 + gap])
    };
    let (cutting, _, diagnostics) = cutting_with(slot(0.2));
    assert_eq!((cutting.bridged.len(), cutting.open_count, cutting.pieces[0].openings), (1, 0, 5));
    assert!(near(cutting.bridged[0].gap_mm.unwrap(), 0.2), "{cutting:?}");
    assert!(diagnostics.iter().any(|(code, text)| code == "DXF-024" && text.contains("x 40.00 y 40")), "{diagnostics:?}");
    let (cutting, _, diagnostics) = cutting_with(slot(2.0));
    assert_eq!((cutting.bridged.len(), cutting.open_count, cutting.pieces[0].openings), (0, 1, 4));
    assert!(near(cutting.open[0].gap_mm.unwrap(), 2.0) && near(cutting.open[0].length_mm, 78.0), "{cutting:?}");
    assert!(diagnostics.iter().any(|(code, text)| code == "DXF-025" && text.contains("2.000 mm")), "{diagnostics:?}");
    assert_eq!(cutting.pierces, 6);
}
