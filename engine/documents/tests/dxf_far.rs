//! An entity absurdly far away does not make the envelope, and is named.
#![allow(clippy::unwrap_used)]

use trusquin_documents::dxf::read_dxf;

/// A 100 x 50 rectangle of lines, and one more entity; the envelope and the codes that speak of the entity.
fn check(entity: &str, expect: &[(&str, &str)], lines: f64) {
    let mut text = "0\nSECTION\n2\nENTITIES\n".to_owned();
    for [x0, y0, x1, y1] in [[0, 0, 100, 0], [100, 0, 100, 50], [100, 50, 0, 50], [0, 50, 0, 0]] {
        text += &format!("0\nLINE\n8\n0\n10\n{x0}\n20\n{y0}\n11\n{x1}\n21\n{y1}\n");
    }
    text += &format!("0\n{entity}\n0\nENDSEC\n0\nEOF\n");
    let reading = read_dxf(text.as_bytes()).unwrap();
    let geometry = &reading.value.geometry;
    assert_eq!((geometry.bbox_mm, geometry.cut_bbox_mm), (Some([100.0, 50.0]), Some([100.0, 50.0])), "{entity}");
    assert!((geometry.cut_length_mm - lines).abs() < 1e-6, "{entity}: {}", geometry.cut_length_mm);
    let said: Vec<(&str, bool)> = reading
        .diagnostics
        .iter()
        .filter(|it| ["DXF-008", "DXF-021", "DXF-023"].contains(&it.code.as_str()))
        .map(|it| (it.code.as_str(), expect.iter().any(|(_, words)| it.message.contains(words) && it.message.contains("line 53"))))
        .collect();
    assert_eq!(said, expect.iter().map(|(code, _)| (*code, true)).collect::<Vec<_>>(), "{entity}: {:?}", reading.diagnostics);
}

#[test]
fn the_envelope_is_that_of_the_bulk() {
    let far = |words: &'static str| [("DXF-023", words)];
    let impossible = [("DXF-008", "coordinates out of range")];
    check("CIRCLE\n8\n0\n10\n50\n20\n25\n40\n5", &[], 300.0 + 10.0 * std::f64::consts::PI);
    check("LINE\n8\n0\n10\n0\n20\n0\n11\n1e14\n21\n0", &far("line"), 300.0);
    check("CIRCLE\n8\n0\n10\n5e6\n20\n25\n40\n5", &far("arc or circle"), 300.0);
    check("LWPOLYLINE\n8\n0\n90\n2\n10\n0\n20\n0\n10\n0\n20\n-3e9", &far("polyline"), 300.0);
    check("POINT\n8\n0\n10\n0\n20\n1e12", &far("point"), 300.0);
    check("POINT\n8\n0\n10\n1e100\n20\n0", &impossible, 300.0);
    check("SOLID\n8\n0\n10\n0\n20\n0\n11\n1\n21\n0\n12\n0\n22\n1e100\n13\n1\n23\n1", &impossible, 300.0);
    check("LINE\n8\n0\n10\n0\n20\n0\n11\n1e100\n21\n0", &impossible, 300.0);
}
