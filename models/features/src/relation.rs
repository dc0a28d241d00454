//! What the network sees of a part: numbers per face and per pair of faces that do not change when the part is moved, turned, mirrored or scaled.

use trusquin_domain::{Convexity, FaceGraph, FaceSurface};

/// Numbers per face.
pub const FACE_INPUTS: usize = 32;
/// Numbers per ordered pair of faces.
pub const PAIR_INPUTS: usize = 28;
/// Sorts of pair, each with weights of its own: meeting convex, meeting concave, sharing a plane or facing, any other.
pub const SORTS: usize = 4;

/// One ordered pair: what face `to` learns from face `from`.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Face that receives.
    pub to: usize,
    /// Face that is looked at.
    pub from: usize,
    /// Sort, below [`SORTS`].
    pub sort: usize,
    /// Numbers.
    pub inputs: [f32; PAIR_INPUTS],
}

/// A solid in the form the network reads.
#[derive(Debug, Clone, Default)]
pub struct PartInput {
    /// Numbers of each face.
    pub faces: Vec<[f32; FACE_INPUTS]>,
    /// Ordered pairs.
    pub pairs: Vec<Pair>,
}

type V3 = [f64; 3];

fn dot(a: V3, b: V3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn sub(a: V3, b: V3) -> V3 {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn cross(a: V3, b: V3) -> V3 {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn unit(a: V3) -> Option<V3> {
    let n = dot(a, a).sqrt();
    (n > 1e-12).then(|| a.map(|x| x / n))
}

/// The box the part was cut from: three square directions and the extent of the part along each.
#[derive(Debug)]
struct Stock {
    axes: [V3; 3],
    low: V3,
    high: V3,
}

/// A face reduced to what the relations need.
struct Flat {
    /// Outward normal of a plane; none for a curved face.
    normal: Option<V3>,
    origin: V3,
    centre: V3,
    points: Vec<V3>,
    area: f64,
}

/// Faces of one body of the graph and what they are to each other. The faces are those with `graph.faces[i].body == body`, in order.
pub fn part_input(graph: &FaceGraph, body: usize) -> PartInput {
    let members: Vec<usize> = (0..graph.faces.len()).filter(|i| graph.faces[*i].body == body).collect();
    let flats: Vec<Flat> = members.iter().map(|i| flat(graph, *i)).collect();
    let Some(stock) = stock(&flats) else { return PartInput::default() };
    let size = (0..3).map(|k| stock.high[k] - stock.low[k]).sum::<f64>() / 3.0;
    if size <= 0.0 {
        return PartInput::default();
    }
    let tolerance = 1e-5 * size;
    let everywhere: Vec<V3> = flats.iter().flat_map(|f| f.points.iter().copied()).collect();
    let faces: Vec<[f32; FACE_INPUTS]> = members
        .iter()
        .zip(&flats)
        .map(|(index, f)| face_inputs(graph, *index, f, &flats, &members, &stock, &everywhere, size, tolerance))
        .collect();
    let mut pairs = Vec::new();
    for (a, index) in members.iter().enumerate() {
        for (b, other) in members.iter().enumerate() {
            if a != b {
                pairs.push(pair(graph, (a, *index), (b, *other), &flats, &stock, size, tolerance));
            }
        }
    }
    PartInput { faces, pairs }
}

fn flat(graph: &FaceGraph, index: usize) -> Flat {
    let face = &graph.faces[index];
    let (normal, origin) = match face.surface {
        FaceSurface::Plane { normal, origin } => (Some(normal), origin),
        FaceSurface::Cylinder { origin, .. } => (None, origin),
        _ => (None, face.centre_mm),
    };
    let mut points: Vec<V3> = Vec::new();
    for (edge, _) in graph.around(index) {
        points.extend([edge.ends[0], edge.ends[1], edge.middle]);
    }
    if points.is_empty() {
        points.extend([face.min_mm, face.max_mm]);
    }
    Flat { normal, origin, centre: face.centre_mm, points, area: face.area_mm2 }
}

/// Directions of the planes that bound the whole part, by their area, made square.
fn stock(flats: &[Flat]) -> Option<Stock> {
    let everywhere: Vec<V3> = flats.iter().flat_map(|f| f.points.iter().copied()).collect();
    let range = |d: V3| {
        everywhere.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), p| {
            let x = dot(*p, d);
            (lo.min(x), hi.max(x))
        })
    };
    let mut directions: Vec<(V3, f64)> = Vec::new();
    for f in flats {
        let Some(n) = f.normal else { continue };
        let (lo, hi) = range(n);
        let at = dot(f.origin, n);
        // A plane that bounds the part counts fully, one inside it a little.
        let weight = if hi - at < 1e-5 * (hi - lo).max(1e-9) { f.area } else { 0.05 * f.area };
        match directions.iter_mut().find(|(d, _)| dot(*d, n).abs() > 0.999_999) {
            Some((_, w)) => *w += weight,
            None => directions.push((n, weight)),
        }
    }
    directions.sort_by(|a, b| b.1.total_cmp(&a.1));
    let x = directions.first().map_or([1.0, 0.0, 0.0], |d| d.0);
    let square = directions.iter().find(|(d, _)| dot(*d, x).abs() < 1e-6).map(|d| d.0);
    let y = square.or_else(|| {
        let seed = if x[0].abs() < 0.9 { [1.0, 0.0, 0.0] } else { [0.0, 1.0, 0.0] };
        unit(cross(x, seed))
    })?;
    let axes = [x, y, cross(x, y)];
    let (mut low, mut high) = ([0.0; 3], [0.0; 3]);
    for k in 0..3 {
        (low[k], high[k]) = range(axes[k]);
    }
    (0..3).all(|k| low[k].is_finite() && high[k].is_finite()).then_some(Stock { axes, low, high })
}

/// Least and greatest signed distance of points from the plane of a face.
fn heights(points: &[V3], origin: V3, normal: V3) -> (f64, f64) {
    points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), p| {
        let x = dot(sub(*p, origin), normal);
        (lo.min(x), hi.max(x))
    })
}

/// Extent of a face along the axes of the stock.
fn extent(f: &Flat, stock: &Stock) -> [(f64, f64); 3] {
    [0, 1, 2].map(|k| {
        f.points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), p| {
            let x = dot(*p, stock.axes[k]);
            (lo.min(x), hi.max(x))
        })
    })
}

/// True where the plane is a side of the stock.
fn is_side(f: &Flat, stock: &Stock, tolerance: f64) -> bool {
    f.normal.is_some_and(|n| {
        (0..3).any(|k| {
            let c = dot(n, stock.axes[k]);
            let at = dot(f.origin, stock.axes[k]);
            (c > 0.999_999 && stock.high[k] - at < tolerance) || (c < -0.999_999 && at - stock.low[k] < tolerance)
        })
    })
}

#[allow(clippy::too_many_arguments)]
fn face_inputs(
    graph: &FaceGraph,
    index: usize,
    f: &Flat,
    flats: &[Flat],
    members: &[usize],
    stock: &Stock,
    everywhere: &[V3],
    size: f64,
    tolerance: f64,
) -> [f32; FACE_INPUTS] {
    let mut out = [0.0_f64; FACE_INPUTS];
    let face = &graph.faces[index];
    if let Some(n) = f.normal {
        let mut along = [0, 1, 2].map(|k| dot(n, stock.axes[k]).abs());
        along.sort_by(|a, b| b.total_cmp(a));
        out[0..3].copy_from_slice(&along);
        out[3] = f64::from(u8::from(is_side(f, stock, tolerance)));
        let (low, high) = heights(everywhere, f.origin, n);
        out[4] = f64::from(u8::from(high < tolerance));
        out[5] = high / size;
        out[6] = -low / size;
        out[7] = f64::from(u8::from(along[0] > 0.999_999));
        out[8] = f64::from(u8::from(along[2] < 1e-5 && along[0] <= 0.999_999));
    } else {
        out[9] = 1.0;
        out[10] = f64::from(u8::from(face.concave));
    }
    out[11] = f.area / (size * size);
    out[12] = (f.area / (size * size)).max(1e-9).ln() / 5.0;
    let perimeter: f64 = face.loops.iter().map(|l| l.length_mm).sum();
    out[13] = perimeter / size;
    out[14] = f.area / (perimeter * perimeter).max(1e-12) * 10.0;
    out[15] = face.loops.len() as f64 - 1.0;
    // How the face reaches the sides of the stock: none, one, both of each direction it runs along.
    let (mut both, mut one) = (0.0, 0.0);
    let mut lengths: Vec<f64> = Vec::new();
    for (k, (lo, hi)) in extent(f, stock).into_iter().enumerate() {
        if hi - lo < tolerance {
            continue;
        }
        let touching = u8::from(lo - stock.low[k] < tolerance) + u8::from(stock.high[k] - hi < tolerance);
        both += f64::from(u8::from(touching == 2));
        one += f64::from(u8::from(touching == 1));
        lengths.push((hi - lo) / (stock.high[k] - stock.low[k]));
    }
    lengths.sort_by(|a, b| b.total_cmp(a));
    out[16] = both;
    out[17] = one;
    for (k, l) in lengths.into_iter().enumerate().take(3) {
        out[18 + k] = l;
    }
    let (mut count, mut length) = ([0.0; 3], [0.0; 3]);
    let (mut stock_convex, mut stock_length, mut square) = (0.0, 0.0, 0.0);
    for (edge, other) in graph.around(index) {
        let k = match edge.convexity {
            Convexity::Convex => 0,
            Convexity::Concave => 1,
            Convexity::Smooth => 2,
        };
        count[k] += 1.0;
        length[k] += edge.length_mm / perimeter.max(1e-9);
        let at = members.iter().position(|m| *m == other);
        if at.is_some_and(|at| is_side(&flats[at], stock, tolerance)) {
            stock_convex += f64::from(u8::from(k == 0));
            stock_length += edge.length_mm / perimeter.max(1e-9);
        }
        square += f64::from(u8::from((edge.angle_deg - 180.0).abs() > 89.99 && (edge.angle_deg - 180.0).abs() < 90.01));
    }
    let edges: f64 = count.iter().sum();
    out[21] = edges / 4.0;
    out[22] = count[0] / 4.0;
    out[23] = count[1] / 4.0;
    out[24] = length[0];
    out[25] = length[1];
    out[26] = stock_convex / 4.0;
    out[27] = stock_length;
    out[28] = square / edges.max(1.0);
    out[29] = f64::from(u8::from(count[1] == 0.0));
    out[30] = f64::from(u8::from(count[0] == 0.0));
    out[31] = f64::from(u8::from((edges - 4.0).abs() < 0.5));
    out.map(|x| x as f32)
}

fn pair(
    graph: &FaceGraph,
    (a, index): (usize, usize),
    (b, other): (usize, usize),
    flats: &[Flat],
    stock: &Stock,
    size: f64,
    tolerance: f64,
) -> Pair {
    let (f, g) = (&flats[a], &flats[b]);
    let mut out = [0.0_f64; PAIR_INPUTS];
    let perimeter = |i: usize| graph.faces[i].loops.iter().map(|l| l.length_mm).sum::<f64>().max(1e-9);
    let flag = |x: bool| f64::from(u8::from(x));
    let (mut convex, mut concave) = (false, false);
    for (edge, _) in graph.around(index).filter(|(_, o)| *o == other) {
        convex |= edge.convexity == Convexity::Convex;
        concave |= edge.convexity == Convexity::Concave;
        out[2] += 0.5;
        out[3] += edge.length_mm / size;
        out[4] += edge.length_mm / perimeter(index);
        out[5] += edge.length_mm / perimeter(other);
        out[6] = (edge.angle_deg - 180.0) / 90.0;
    }
    out[0] = flag(convex);
    out[1] = flag(concave);
    let inside = |host: usize, guest: usize| {
        graph.faces[host].loops.iter().filter(|l| !l.outer).flat_map(|l| &l.edges).any(|e| graph.edges[*e].faces.contains(&guest))
    };
    out[7] = flag(inside(index, other));
    out[8] = flag(inside(other, index));
    let mut sort = 3;
    if let (Some(m), Some(n)) = (f.normal, g.normal) {
        let c = dot(m, n);
        out[9] = c;
        let (g_low, g_high) = heights(&g.points, f.origin, m);
        let (f_low, f_high) = heights(&f.points, g.origin, n);
        let clip = |x: f64| (x / size).clamp(-2.0, 2.0);
        out[10] = clip(g_low);
        out[11] = clip(g_high);
        out[12] = clip(f_low);
        out[13] = clip(f_high);
        out[14] = flag(g_low > -tolerance);
        out[15] = flag(g_high < tolerance);
        out[16] = flag(f_low > -tolerance);
        out[17] = flag(f_high < tolerance);
        let parallel = c.abs() > 0.999_999;
        if parallel {
            let overlap = overlapping(f, g, m, stock, tolerance);
            out[18] = flag(c > 0.0 && g_high.abs() < tolerance);
            out[19] = flag(c < 0.0 && g_low > tolerance) * overlap;
            out[20] = flag(c < 0.0 && g_high < -tolerance) * overlap;
            out[21] = flag(c < 0.0 && g_high.abs() < tolerance);
            out[22] = overlap;
            if out[18] > 0.0 || c < 0.0 {
                sort = 2;
            }
        } else if let Some(d) = unit(cross(m, n)) {
            out[23] = stock.axes.iter().map(|x| dot(*x, d).abs()).fold(0.0, f64::max);
        }
        out[24] = flag(parallel);
    }
    let apart = sub(f.centre, g.centre);
    out[25] = dot(apart, apart).sqrt() / size;
    out[26] = flag(f.points.iter().any(|p| g.points.iter().any(|q| (0..3).all(|k| (p[k] - q[k]).abs() < tolerance))));
    out[27] = (g.area / f.area.max(1e-12)).max(1e-6).ln().clamp(-5.0, 5.0) / 3.0;
    if convex {
        sort = 0;
    }
    if concave {
        sort = 1;
    }
    Pair { to: a, from: b, sort, inputs: out.map(|x| x as f32) }
}

/// Share of the smaller of two parallel faces that lies over the other, judged by their boxes along the stock axes.
fn overlapping(f: &Flat, g: &Flat, normal: V3, stock: &Stock, tolerance: f64) -> f64 {
    let (a, b) = (extent(f, stock), extent(g, stock));
    let across: Vec<usize> = (0..3).filter(|k| dot(stock.axes[*k], normal).abs() < 0.999).collect();
    across
        .into_iter()
        .map(|k| {
            let shared = (a[k].1.min(b[k].1) - a[k].0.max(b[k].0)).max(0.0);
            let smaller = (a[k].1 - a[k].0).min(b[k].1 - b[k].0);
            if smaller > tolerance { (shared / smaller).min(1.0) } else { 1.0 }
        })
        .product()
}
