//! Solids with known measures, written as STEP text: what is read must equal the formula.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::type_complexity)]

use std::f64::consts::PI;
use std::fmt::Write;

use trusquin_documents::step::{StepError, read_step};
use trusquin_domain::{HoleKind, Reading, SolidGeometry};

type P = [f64; 3];
const Z: P = [0.0, 0.0, 1.0];
const X: P = [1.0, 0.0, 0.0];

/// Writes instances one by one.
#[derive(Default)]
struct Text {
    data: String,
    last: usize,
}

impl Text {
    fn add(&mut self, body: &str) -> usize {
        self.last += 1;
        writeln!(self.data, "#{}={body};", self.last).expect("string");
        self.last
    }
    fn triple(name: &str, p: P) -> String {
        format!("{name}('',({:?},{:?},{:?}))", p[0], p[1], p[2])
    }
    fn point(&mut self, p: P) -> usize {
        self.add(&Self::triple("CARTESIAN_POINT", p))
    }
    fn frame(&mut self, o: P, z: P, x: P) -> usize {
        let (o, z, x) = (self.point(o), self.add(&Self::triple("DIRECTION", z)), self.add(&Self::triple("DIRECTION", x)));
        self.add(&format!("AXIS2_PLACEMENT_3D('',#{o},#{z},#{x})"))
    }
    fn vertex(&mut self, p: P) -> usize {
        let p = self.point(p);
        self.add(&format!("VERTEX_POINT('',#{p})"))
    }
    fn line(&mut self, a: (usize, P), b: (usize, P)) -> usize {
        let d = [b.1[0] - a.1[0], b.1[1] - a.1[1], b.1[2] - a.1[2]];
        let (o, d) = (self.point(a.1), self.add(&Self::triple("DIRECTION", d)));
        let v = self.add(&format!("VECTOR('',#{d},1.)"));
        let l = self.add(&format!("LINE('',#{o},#{v})"));
        self.add(&format!("EDGE_CURVE('',#{},#{},#{l},.T.)", a.0, b.0))
    }
    /// A whole circle around z at height `z`, starting at angle 0.
    fn circle(&mut self, z: f64, r: f64) -> usize {
        let f = self.frame([0.0, 0.0, z], Z, X);
        let c = self.add(&format!("CIRCLE('',#{f},{r:?})"));
        let v = self.vertex([r, 0.0, z]);
        self.add(&format!("EDGE_CURVE('',#{v},#{v},#{c},.T.)"))
    }
    /// A bound from edges with their direction.
    fn bound(&mut self, edges: &[(usize, bool)]) -> usize {
        let uses: Vec<String> = edges
            .iter()
            .map(|(e, forward)| {
                let sign = if *forward { ".T." } else { ".F." };
                format!("#{}", self.add(&format!("ORIENTED_EDGE('',*,*,#{e},{sign})")))
            })
            .collect();
        let l = self.add(&format!("EDGE_LOOP('',({}))", uses.join(",")));
        self.add(&format!("FACE_BOUND('',#{l},.T.)"))
    }
    fn face(&mut self, bounds: &[usize], surface: &str, same_sense: bool) -> usize {
        let s = self.add(surface);
        let bounds: Vec<String> = bounds.iter().map(|b| format!("#{b}")).collect();
        let sense = if same_sense { ".T." } else { ".F." };
        self.add(&format!("ADVANCED_FACE('',({}),#{s},{sense})", bounds.join(",")))
    }
    fn plane(&mut self, z: f64, up: bool, bounds: &[usize]) -> usize {
        let f = self.frame([0.0, 0.0, z], [0.0, 0.0, if up { 1.0 } else { -1.0 }], X);
        self.face(bounds, &format!("PLANE('',#{f})"), true)
    }
    fn round(&mut self, surface: &str, bounds: &[usize], same_sense: bool) -> usize {
        let f = self.frame([0.0, 0.0, 0.0], Z, X);
        let text = surface.replace('@', &format!("#{f}"));
        self.face(bounds, &text, same_sense)
    }
    fn solid(&mut self, faces: &[usize]) -> usize {
        let faces: Vec<String> = faces.iter().map(|f| format!("#{f}")).collect();
        let shell = self.add(&format!("CLOSED_SHELL('',({}))", faces.join(",")));
        self.add(&format!("MANIFOLD_SOLID_BREP('',#{shell})"))
    }
    fn context(&mut self, length: &str) -> usize {
        let length = match length {
            "inch" => {
                let mm = self.add("(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.))");
                let dimensions = self.add("DIMENSIONAL_EXPONENTS(1.,0.,0.,0.,0.,0.,0.)");
                let measure = self.add(&format!("LENGTH_MEASURE_WITH_UNIT(LENGTH_MEASURE(25.4),#{mm})"));
                self.add(&format!("(CONVERSION_BASED_UNIT('INCH',#{measure})LENGTH_UNIT()NAMED_UNIT(#{dimensions}))"))
            }
            "m" => self.add("(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT($,.METRE.))"),
            _ => self.add("(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.))"),
        };
        let angle = self.add("(NAMED_UNIT(*)PLANE_ANGLE_UNIT()SI_UNIT($,.RADIAN.))");
        self.add(&format!(
            "(GEOMETRIC_REPRESENTATION_CONTEXT(3)GLOBAL_UNIT_ASSIGNED_CONTEXT((#{length},#{angle}))REPRESENTATION_CONTEXT('',''))"
        ))
    }
    /// A product with its representation; returns the definition and the representation.
    fn product(&mut self, name: &str, items: &[usize], context: usize) -> (usize, usize) {
        let p = self.add(&format!("PRODUCT('{name}-1','{name}','',())"));
        let f = self.add(&format!("PRODUCT_DEFINITION_FORMATION('','',#{p})"));
        let d = self.add(&format!("PRODUCT_DEFINITION('','',#{f},$)"));
        let s = self.add(&format!("PRODUCT_DEFINITION_SHAPE('','',#{d})"));
        let items: Vec<String> = items.iter().map(|i| format!("#{i}")).collect();
        let r = self.add(&format!("ADVANCED_BREP_SHAPE_REPRESENTATION('',({}),#{context})", items.join(",")));
        self.add(&format!("SHAPE_DEFINITION_REPRESENTATION(#{s},#{r})"));
        (d, r)
    }
    fn file(&self) -> String {
        format!(
            "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\nFILE_SCHEMA(('AUTOMOTIVE_DESIGN'));\nENDSEC;\nDATA;\n{}ENDSEC;\nEND-ISO-10303-21;\n",
            self.data
        )
    }
    /// One solid as one product, read.
    fn read(mut self, faces: &[usize], unit: &str) -> Reading<SolidGeometry> {
        let solid = self.solid(faces);
        let context = self.context(unit);
        self.product("part", &[solid], context);
        read_step(self.file().as_bytes()).expect("readable")
    }
}

fn block(t: &mut Text, s: P) -> Vec<usize> {
    let at = |i: usize| [s[0] * f64::from(i as u8 & 1), s[1] * f64::from(i as u8 >> 1 & 1), s[2] * f64::from(i as u8 >> 2 & 1)];
    let v: Vec<usize> = (0..8).map(|i| t.vertex(at(i))).collect();
    let sides: [([usize; 4], P, P); 6] = [
        ([0, 2, 3, 1], at(0), [0.0, 0.0, -1.0]),
        ([4, 5, 7, 6], at(4), Z),
        ([0, 1, 5, 4], at(0), [0.0, -1.0, 0.0]),
        ([2, 6, 7, 3], at(2), [0.0, 1.0, 0.0]),
        ([0, 4, 6, 2], at(0), [-1.0, 0.0, 0.0]),
        ([1, 3, 7, 5], at(1), X),
    ];
    let mut edges = std::collections::HashMap::new();
    let mut out = Vec::new();
    for (corners, o, n) in sides {
        let mut uses = Vec::new();
        for k in 0..4 {
            let (a, b) = (corners[k], corners[(k + 1) % 4]);
            let key = (a.min(b), a.max(b));
            let e = *edges.entry(key).or_insert_with(|| t.line((v[key.0], at(key.0)), (v[key.1], at(key.1))));
            uses.push((e, a < b));
        }
        let bound = t.bound(&uses);
        let f = t.frame(o, n, if n[0].abs() > 0.5 { [0.0, 1.0, 0.0] } else { X });
        out.push(t.face(&[bound], &format!("PLANE('',#{f})"), true));
    }
    out
}

#[track_caller]
fn check(r: &Reading<SolidGeometry>, bbox: P, volume: f64, area: f64, faces: u32) {
    let g = &r.value;
    assert_eq!(r.diagnostics, vec![], "no remark expected");
    assert_eq!((g.solids, g.faces), (1, faces));
    let b = g.bbox_mm.expect("envelope");
    for k in 0..3 {
        assert!((b[k] - bbox[k]).abs() < 1e-6 * (1.0 + bbox[k]), "envelope {b:?} is not {bbox:?}");
    }
    let (v, a) = (g.volume_mm3.expect("volume"), g.area_mm2.expect("area"));
    assert!((v - volume).abs() < 1e-4 * volume, "volume {v} is not {volume}");
    assert!((a - area).abs() < 1e-4 * area, "area {a} is not {area}");
}

#[test]
fn a_block_in_each_unit() {
    for (unit, k) in [("mm", 1.0), ("inch", 25.4), ("m", 1000.0)] {
        let mut t = Text::default();
        let faces = block(&mut t, [1.0, 2.0, 3.0]);
        let r = t.read(&faces, unit);
        check(&r, [k, 2.0 * k, 3.0 * k], 6.0 * k * k * k, 22.0 * k * k, 6);
        assert_eq!(r.value.unit, unit);
        assert_eq!(r.value.product_name.as_deref(), Some("part"));
    }
}

/// A tube without seams, each of its rings one circle; `inner` radii from bottom to top make the bore.
fn turned(outer: f64, height: f64, bore: &[(f64, f64)], through: bool) -> Reading<SolidGeometry> {
    let mut t = Text::default();
    let (bottom, top) = (t.circle(0.0, outer), t.circle(height, outer));
    let (b0, b1) = (t.bound(&[(bottom, true)]), t.bound(&[(top, false)]));
    let mut faces = vec![t.round(&format!("CYLINDRICAL_SURFACE('',@,{outer:?})"), &[b0, b1], true)];
    let mut base = vec![t.bound(&[(bottom, false)])];
    let mut lid = vec![t.bound(&[(top, true)])];
    let mut z = bore.first().map_or(height, |_| if through { 0.0 } else { height - bore.iter().map(|b| b.1).sum::<f64>() });
    let mut below: Option<usize> = None;
    for (k, (r, h)) in bore.iter().enumerate() {
        let (low, high) = (t.circle(z, *r), t.circle(z + h, *r));
        let (x, y) = (t.bound(&[(low, true)]), t.bound(&[(high, false)]));
        faces.push(t.round(&format!("CYLINDRICAL_SURFACE('',@,{r:?})"), &[x, y], false));
        match below {
            Some(edge) => {
                let (a, b) = (t.bound(&[(low, true)]), t.bound(&[(edge, false)]));
                faces.push(t.plane(z, true, &[a, b]));
            }
            None if through => base.push(t.bound(&[(low, true)])),
            None => {
                let a = t.bound(&[(low, true)]);
                faces.push(t.plane(z, true, &[a]));
            }
        }
        z += h;
        below = Some(high);
        if k + 1 == bore.len() {
            lid.push(t.bound(&[(high, false)]));
        }
    }
    faces.push(t.plane(0.0, false, &base));
    faces.push(t.plane(height, true, &lid));
    t.read(&faces, "mm")
}

#[test]
fn a_cylinder_without_a_seam() {
    check(&turned(5.0, 12.0, &[], true), [10.0, 10.0, 12.0], PI * 25.0 * 12.0, 2.0 * PI * 5.0 * 12.0 + 2.0 * PI * 25.0, 3);
}

#[test]
fn holes_of_each_kind() {
    let cases: [(&[(f64, f64)], bool, HoleKind, f64, f64); 4] = [
        (&[(3.0, 20.0)], true, HoleKind::Plain, 6.0, 20.0),
        (&[(3.0, 8.0)], false, HoleKind::Plain, 6.0, 8.0),
        (&[(3.0, 14.0), (5.0, 6.0)], true, HoleKind::Counterbore, 6.0, 20.0),
        (&[(2.0, 8.0), (4.0, 6.0), (6.0, 6.0)], true, HoleKind::Stepped, 4.0, 20.0),
    ];
    for (bore, through, kind, diameter, depth) in cases {
        let r = turned(10.0, 20.0, bore, through);
        let removed: f64 = bore.iter().map(|(r, h)| PI * r * r * h).sum();
        let v = r.value.volume_mm3.expect("volume");
        assert!((v - (PI * 2000.0 - removed)).abs() < 0.1, "{bore:?}: {v}");
        let [hole] = r.value.holes.as_slice() else { panic!("{bore:?}: {:?}", r.value.holes) };
        assert_eq!((hole.kind, hole.through, hole.count), (kind, through, 1), "{bore:?}");
        assert!((hole.diameter_mm - diameter).abs() < 1e-6 && (hole.depth_mm - depth).abs() < 1e-6, "{hole:?}");
        assert_eq!(hole.references.len(), bore.len());
        // Each cylinder with its own diameter and length, one alone without.
        let steps: Vec<[f64; 2]> = hole.steps.iter().map(|step| [step.diameter_mm, step.depth_mm]).collect();
        let expect: Vec<[f64; 2]> = bore.iter().map(|(radius, length)| [2.0 * radius, *length]).collect();
        assert_eq!(steps.len(), if expect.len() > 1 { expect.len() } else { 0 }, "{hole:?}");
        assert!(steps.iter().flatten().zip(expect.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-6), "{hole:?}");
    }
}

#[test]
fn a_cylinder_with_a_seam() {
    let mut t = Text::default();
    let (bottom, top) = (t.circle(0.0, 5.0), t.circle(12.0, 5.0));
    let (v0, v1) = (t.vertex([5.0, 0.0, 0.0]), t.vertex([5.0, 0.0, 12.0]));
    let seam = t.line((v0, [5.0, 0.0, 0.0]), (v1, [5.0, 0.0, 12.0]));
    let b = t.bound(&[(bottom, true), (seam, true), (top, false), (seam, false)]);
    let (x, y) = (t.bound(&[(bottom, false)]), t.bound(&[(top, true)]));
    let faces = [t.round("CYLINDRICAL_SURFACE('',@,5.)", &[b], true), t.plane(0.0, false, &[x]), t.plane(12.0, true, &[y])];
    check(&t.read(&faces, "mm"), [10.0, 10.0, 12.0], PI * 300.0, PI * 170.0, 3);
}

#[test]
fn a_cone_to_its_apex() {
    let mut t = Text::default();
    let base = t.circle(0.0, 6.0);
    let apex = t.vertex([0.0, 0.0, 8.0]);
    let l = t.add(&format!("VERTEX_LOOP('',#{apex})"));
    let (b, tip) = (t.bound(&[(base, true)]), t.add(&format!("FACE_BOUND('',#{l},.T.)")));
    let f = t.frame([0.0, 0.0, 0.0], [0.0, 0.0, -1.0], X);
    let side = t.face(&[b, tip], &format!("CONICAL_SURFACE('',#{f},6.,{:?})", (6.0_f64 / 8.0).atan()), true);
    let floor = t.bound(&[(base, false)]);
    let floor = t.plane(0.0, false, &[floor]);
    check(&t.read(&[side, floor], "mm"), [12.0, 12.0, 8.0], PI * 36.0 * 8.0 / 3.0, PI * 36.0 + PI * 60.0, 2);
}

#[test]
fn closed_surfaces_need_no_boundary() {
    let mut t = Text::default();
    let ball = t.round("SPHERICAL_SURFACE('',@,5.)", &[], true);
    check(&t.read(&[ball], "mm"), [10.0; 3], 4.0 / 3.0 * PI * 125.0, 4.0 * PI * 25.0, 1);
    let mut t = Text::default();
    let ring = t.round("TOROIDAL_SURFACE('',@,10.,3.)", &[], true);
    check(&t.read(&[ring], "mm"), [26.0, 26.0, 6.0], 2.0 * PI * PI * 90.0, 4.0 * PI * PI * 30.0, 1);
}

#[test]
fn half_a_ball() {
    let mut t = Text::default();
    let rim = t.circle(0.0, 5.0);
    let (up, down) = (t.bound(&[(rim, true)]), t.bound(&[(rim, false)]));
    let faces = [t.round("SPHERICAL_SURFACE('',@,5.)", &[up], true), t.plane(0.0, false, &[down])];
    check(&t.read(&faces, "mm"), [10.0, 10.0, 5.0], 2.0 / 3.0 * PI * 125.0, PI * 75.0, 2);
}

#[test]
fn an_assembly_counts_placed_parts() {
    let mut t = Text::default();
    let faces = block(&mut t, [1.0, 2.0, 3.0]);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    let home = t.frame([0.0; 3], Z, X);
    let (child, shape) = t.product("block", &[solid, home], context);
    let places = [([0.0; 3], Z, X), ([10.0, 0.0, 0.0], Z, [0.0, 1.0, 0.0])].map(|(o, z, x)| t.frame(o, z, x));
    let (parent, whole) = t.product("pair", &places, context);
    for place in places {
        let n = t.add(&format!("NEXT_ASSEMBLY_USAGE_OCCURRENCE('','','',#{parent},#{child},$)"));
        let s = t.add(&format!("PRODUCT_DEFINITION_SHAPE('','',#{n})"));
        let i = t.add(&format!("ITEM_DEFINED_TRANSFORMATION('','',#{home},#{place})"));
        let r = t.add(&format!(
            "(REPRESENTATION_RELATIONSHIP('','',#{shape},#{whole})REPRESENTATION_RELATIONSHIP_WITH_TRANSFORMATION(#{i})SHAPE_REPRESENTATION_RELATIONSHIP())"
        ));
        t.add(&format!("CONTEXT_DEPENDENT_SHAPE_REPRESENTATION(#{r},#{s})"));
    }
    // A mirrored copy, mapped into the assembly.
    let map = t.add(&format!("REPRESENTATION_MAP(#{home},#{shape})"));
    let (o, x, y, z) =
        (t.point([0.0; 3]), t.add("DIRECTION('',(-1.,0.,0.))"), t.add("DIRECTION('',(0.,1.,0.))"), t.add("DIRECTION('',(0.,0.,1.))"));
    let mirror = t.add(&format!("CARTESIAN_TRANSFORMATION_OPERATOR_3D('','','',#{x},#{y},#{o},1.,#{z})"));
    let mapped = t.add(&format!("MAPPED_ITEM('',#{map},#{mirror})"));
    let shape2 = t.add(&format!("SHAPE_REPRESENTATION('',(#{mapped}),#{context})"));
    let s = t.add(&format!("PRODUCT_DEFINITION_SHAPE('','',#{parent})"));
    t.add(&format!("SHAPE_DEFINITION_REPRESENTATION(#{s},#{shape2})"));
    let g = read_step(t.file().as_bytes()).expect("readable").value;
    assert_eq!((g.solids, g.faces), (3, 18));
    let (b, v) = (g.bbox_mm.expect("envelope"), g.volume_mm3.expect("volume"));
    assert!((v - 18.0).abs() < 1e-9);
    // x from -1 (mirrored) to 10 (turned: its length of 2 runs to 8..10), y from 0 to 2.
    assert!((b[0] - 11.0).abs() < 1e-9 && (b[1] - 2.0).abs() < 1e-9 && (b[2] - 3.0).abs() < 1e-9, "{b:?}");
    assert_eq!(g.product_name.as_deref(), Some("pair"));
}

#[test]
fn damaged_and_hostile_files_never_fail_hard() {
    let mut t = Text::default();
    let faces = block(&mut t, [1.0, 2.0, 3.0]);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    t.product("part", &[solid], context);
    let good = t.file();
    for cut in (0..good.len()).step_by(97) {
        let _ = read_step(&good.as_bytes()[..cut]);
    }
    let truncated = good.replace("ENDSEC;\nEND-ISO-10303-21;\n", "#99999=CARTESIAN_POINT('");
    let r = read_step(truncated.as_bytes()).expect("recovered");
    assert_eq!((r.value.solids, r.diagnostics[0].code.as_str()), (1, "STP-002"));
    for (prefix, body) in [("\u{feff}", good.clone()), ("\r\n\r\n/* note */\r\n", good.replace('\n', "\r\n"))] {
        assert_eq!(read_step(format!("{prefix}{body}").as_bytes()).expect("readable").value.solids, 1);
    }
    let data = |lines: &str| good.replace("DATA;\n", &format!("DATA;\n{lines}"));
    let hostile = [
        format!("#90000=X({}1{});\n", "(".repeat(200_000), ")".repeat(200_000)),
        "#90000=CARTESIAN_POINT('',(1.E400,NAN,-1.E400));\n".to_owned(),
        "#99999999999999999999999=CARTESIAN_POINT('',(0.,0.,0.));\n".to_owned(),
        "#5000000000=CARTESIAN_POINT('',(0.,0.,0.));\n".to_owned(),
        "#90000=TRIMMED_CURVE('',#90000,(0.),(1.),.T.,.PARAMETER.);\n".to_owned(),
    ];
    for lines in &hostile {
        let r = read_step(data(lines).as_bytes()).expect("the rest is read");
        assert_eq!(r.value.solids, 1);
    }
    for bytes in [&b""[..], b"hello", b"PK\x03\x04", b"\xff\xfe\x00"] {
        assert!(matches!(read_step(bytes), Err(StepError::NotStep)));
    }
    assert!(read_step(b"ISO-10303-21;").is_err());
}

#[test]
fn a_circular_assembly_ends() {
    let mut t = Text::default();
    let faces = block(&mut t, [1.0, 1.0, 1.0]);
    let solid = t.solid(&faces);
    let context = t.context("mm");
    let (a, _) = t.product("a", &[solid], context);
    let (b, _) = t.product("b", &[], context);
    let (c, _) = t.product("c", &[], context);
    for (parent, child) in [(c, a), (a, b), (b, a), (b, a)] {
        t.add(&format!("NEXT_ASSEMBLY_USAGE_OCCURRENCE('','','',#{parent},#{child},$)"));
    }
    let r = read_step(t.file().as_bytes()).expect("readable");
    assert!(r.diagnostics.iter().any(|d| d.code == "STP-007"), "{:?}", r.diagnostics);
}

#[test]
fn a_bad_face_is_counted_and_named() {
    let mut t = Text::default();
    let mut faces = block(&mut t, [1.0, 2.0, 3.0]);
    faces.push(t.add("ADVANCED_FACE('',(),#987654,.T.)"));
    let bad = faces[6];
    let r = t.read(&faces, "mm");
    assert_eq!(r.value.faces, 7);
    assert!(r.diagnostics.iter().any(|d| d.code == "STP-003" && d.message.contains(&format!("#{bad} "))), "{:?}", r.diagnostics);
}
