//! Solids written as STEP text, for the tests of the reader.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write;

use trusquin_documents::step::read_step;
use trusquin_domain::{Reading, SolidGeometry};

/// A point or direction.
pub type P = [f64; 3];
/// Up.
pub const Z: P = [0.0, 0.0, 1.0];
/// Along.
pub const X: P = [1.0, 0.0, 0.0];

/// Writes instances one by one.
#[derive(Default)]
pub struct Text {
    /// Instances so far.
    pub data: String,
    last: usize,
}

impl Text {
    pub fn add(&mut self, body: &str) -> usize {
        self.last += 1;
        writeln!(self.data, "#{}={body};", self.last).expect("string");
        self.last
    }
    pub fn triple(name: &str, p: P) -> String {
        format!("{name}('',({:?},{:?},{:?}))", p[0], p[1], p[2])
    }
    pub fn point(&mut self, p: P) -> usize {
        self.add(&Self::triple("CARTESIAN_POINT", p))
    }
    pub fn frame(&mut self, o: P, z: P, x: P) -> usize {
        let (o, z, x) = (self.point(o), self.add(&Self::triple("DIRECTION", z)), self.add(&Self::triple("DIRECTION", x)));
        self.add(&format!("AXIS2_PLACEMENT_3D('',#{o},#{z},#{x})"))
    }
    pub fn vertex(&mut self, p: P) -> usize {
        let p = self.point(p);
        self.add(&format!("VERTEX_POINT('',#{p})"))
    }
    pub fn line(&mut self, a: (usize, P), b: (usize, P)) -> usize {
        let d = [b.1[0] - a.1[0], b.1[1] - a.1[1], b.1[2] - a.1[2]];
        let (o, d) = (self.point(a.1), self.add(&Self::triple("DIRECTION", d)));
        let v = self.add(&format!("VECTOR('',#{d},1.)"));
        let l = self.add(&format!("LINE('',#{o},#{v})"));
        self.add(&format!("EDGE_CURVE('',#{},#{},#{l},.T.)", a.0, b.0))
    }
    /// A whole circle around z at height `z`, starting at angle 0.
    pub fn circle(&mut self, z: f64, r: f64) -> usize {
        let f = self.frame([0.0, 0.0, z], Z, X);
        let c = self.add(&format!("CIRCLE('',#{f},{r:?})"));
        let v = self.vertex([r, 0.0, z]);
        self.add(&format!("EDGE_CURVE('',#{v},#{v},#{c},.T.)"))
    }
    /// A bound from edges with their direction.
    pub fn bound(&mut self, edges: &[(usize, bool)]) -> usize {
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
    pub fn face(&mut self, bounds: &[usize], surface: &str, same_sense: bool) -> usize {
        let s = self.add(surface);
        let bounds: Vec<String> = bounds.iter().map(|b| format!("#{b}")).collect();
        let sense = if same_sense { ".T." } else { ".F." };
        self.add(&format!("ADVANCED_FACE('',({}),#{s},{sense})", bounds.join(",")))
    }
    pub fn plane(&mut self, z: f64, up: bool, bounds: &[usize]) -> usize {
        let f = self.frame([0.0, 0.0, z], [0.0, 0.0, if up { 1.0 } else { -1.0 }], X);
        self.face(bounds, &format!("PLANE('',#{f})"), true)
    }
    pub fn round(&mut self, surface: &str, bounds: &[usize], same_sense: bool) -> usize {
        let f = self.frame([0.0, 0.0, 0.0], Z, X);
        let text = surface.replace('@', &format!("#{f}"));
        self.face(bounds, &text, same_sense)
    }
    pub fn solid(&mut self, faces: &[usize]) -> usize {
        let faces: Vec<String> = faces.iter().map(|f| format!("#{f}")).collect();
        let shell = self.add(&format!("CLOSED_SHELL('',({}))", faces.join(",")));
        self.add(&format!("MANIFOLD_SOLID_BREP('',#{shell})"))
    }
    pub fn context(&mut self, length: &str) -> usize {
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
    pub fn product(&mut self, name: &str, items: &[usize], context: usize) -> (usize, usize) {
        let p = self.add(&format!("PRODUCT('{name}-1','{name}','',())"));
        let f = self.add(&format!("PRODUCT_DEFINITION_FORMATION('','',#{p})"));
        let d = self.add(&format!("PRODUCT_DEFINITION('','',#{f},$)"));
        let s = self.add(&format!("PRODUCT_DEFINITION_SHAPE('','',#{d})"));
        let items: Vec<String> = items.iter().map(|i| format!("#{i}")).collect();
        let r = self.add(&format!("ADVANCED_BREP_SHAPE_REPRESENTATION('',({}),#{context})", items.join(",")));
        self.add(&format!("SHAPE_DEFINITION_REPRESENTATION(#{s},#{r})"));
        (d, r)
    }
    pub fn file(&self) -> String {
        format!(
            "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\nFILE_SCHEMA(('AUTOMOTIVE_DESIGN'));\nENDSEC;\nDATA;\n{}ENDSEC;\nEND-ISO-10303-21;\n",
            self.data
        )
    }
    /// One solid as one product, read.
    pub fn read(mut self, faces: &[usize], unit: &str) -> Reading<SolidGeometry> {
        let solid = self.solid(faces);
        let context = self.context(unit);
        self.product("part", &[solid], context);
        read_step(self.file().as_bytes()).expect("readable")
    }
}

/// A block from the origin.
pub fn block(t: &mut Text, s: P) -> Vec<usize> {
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

/// A profile (counter-clockwise in x and y) raised to a height: bottom, top, then one side for each edge.
pub fn prism(t: &mut Text, profile: &[[f64; 2]], height: f64, outward: bool) -> Vec<usize> {
    let n = profile.len();
    let at = |i: usize, z: f64| [profile[i % n][0], profile[i % n][1], z];
    let low: Vec<usize> = (0..n).map(|i| t.vertex(at(i, 0.0))).collect();
    let high: Vec<usize> = (0..n).map(|i| t.vertex(at(i, height))).collect();
    let edge = |t: &mut Text, a: (usize, P), b: (usize, P)| t.line(a, b);
    let bottom: Vec<usize> = (0..n).map(|i| edge(t, (low[i], at(i, 0.0)), (low[(i + 1) % n], at(i + 1, 0.0)))).collect();
    let top: Vec<usize> = (0..n).map(|i| edge(t, (high[i], at(i, height)), (high[(i + 1) % n], at(i + 1, height)))).collect();
    let side: Vec<usize> = (0..n).map(|i| edge(t, (low[i], at(i, 0.0)), (high[i], at(i, height)))).collect();
    let mut out = Vec::new();
    let flip = if outward { 1.0 } else { -1.0 };
    let mut face = |t: &mut Text, uses: Vec<(usize, bool)>, o: P, z: P, x: P| {
        let uses: Vec<(usize, bool)> = if outward { uses } else { uses.into_iter().rev().map(|(e, f)| (e, !f)).collect() };
        let bound = t.bound(&uses);
        let f = t.frame(o, z.map(|c| c * flip), x);
        out.push(t.face(&[bound], &format!("PLANE('',#{f})"), true));
    };
    face(t, bottom.iter().rev().map(|e| (*e, false)).collect(), at(0, 0.0), [0.0, 0.0, -1.0], X);
    face(t, top.iter().map(|e| (*e, true)).collect(), at(0, height), Z, X);
    for i in 0..n {
        let (a, b) = (at(i, 0.0), at(i + 1, 0.0));
        let uses = vec![(bottom[i], true), (side[(i + 1) % n], true), (top[i], false), (side[i], false)];
        face(t, uses, a, [b[1] - a[1], a[0] - b[0], 0.0], Z);
    }
    out
}
