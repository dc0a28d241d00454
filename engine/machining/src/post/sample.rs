//! A program to try a post-processor with: every sort of move and cycle the writer knows, on a part made up from a number.

use trusquin_domain::{Machine, MachineKind};

use super::neutral::{Hole, NeutralProgram, Order};

/// A small generator of our own (xorshift, 64 bits): the engine has no chance in it, the caller's number decides.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Between two bounds, to the tenth.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((low + share * (high - low)) * 10.0).round() / 10.0
    }

    fn count(&mut self, low: u32, high: u32) -> u32 {
        low + (self.next() % u64::from(high - low + 1)) as u32
    }
}

/// The program for a machine.
pub(crate) fn sample(machine: &Machine, seed: u64) -> NeutralProgram {
    let mut dice = Dice::new(seed);
    let limit = machine.max_rpm.unwrap_or(4000.0);
    if matches!(machine.kind, MachineKind::Lathe | MachineKind::MillTurn) {
        shaft(&mut dice, limit, seed)
    } else {
        plate(&mut dice, limit, seed)
    }
}

fn x(value: f64) -> [Option<f64>; 3] {
    [Some(value), None, None]
}

fn z(value: f64) -> [Option<f64>; 3] {
    [None, None, Some(value)]
}

fn xy(a: f64, b: f64) -> [Option<f64>; 3] {
    [Some(a), Some(b), None]
}

fn xz(a: f64, b: f64) -> [Option<f64>; 3] {
    [Some(a), None, Some(b)]
}

fn plate(dice: &mut Dice, limit: f64, seed: u64) -> NeutralProgram {
    let (long, wide, thick) = (dice.between(60.0, 220.0), dice.between(40.0, 140.0), dice.between(10.0, 30.0));
    let retract = 50.0;
    let mut orders = Vec::new();
    let tool =
        |number: u32, name: &str, rpm: f64| Order::Tool { number, name: name.to_owned(), rpm: rpm.min(limit).round(), constant: None };
    // Faces with an insert mill, back and forth.
    orders.extend([Order::Comment("SURFACAGE".to_owned()), tool(1, "FRAISE A SURFACER D50", dice.between(800.0, 3000.0))]);
    let (feed, step) = (dice.between(600.0, 3000.0), 35.0);
    orders.extend([Order::Rapid(xy(-30.0, 0.0)), Order::Rapid(z(5.0)), Order::Line { to: z(0.0), feed }]);
    let mut y = 0.0;
    let mut right = true;
    while y < wide {
        orders.push(Order::Line { to: x(if right { long + 30.0 } else { -30.0 }), feed });
        y += step;
        right = !right;
        orders.push(Order::Line { to: [None, Some(y), None], feed });
    }
    orders.push(Order::Rapid(z(retract)));
    // The contour with round corners, in passes.
    orders.extend([Order::Comment("CONTOUR".to_owned()), tool(2, "FRAISE D16 Z4", dice.between(1500.0, 9000.0))]);
    let (feed, radius) = (dice.between(300.0, 2500.0), dice.between(3.0, 12.0));
    orders.extend([Order::Rapid(xy(radius, -12.0)), Order::Rapid(z(5.0))]);
    let passes = dice.count(1, 4);
    for pass in 1..=passes {
        let depth = -thick * f64::from(pass) / f64::from(passes);
        let depth = (depth * 1000.0).round() / 1000.0;
        orders.extend([Order::Line { to: z(depth), feed: feed / 2.0 }, Order::Line { to: xy(radius, 0.0), feed }]);
        let arc = |to: [f64; 2], centre: [f64; 2]| Order::Arc { to, centre, clockwise: false, feed };
        orders.extend([
            Order::Line { to: x(long - radius), feed },
            arc([long, radius], [long - radius, radius]),
            Order::Line { to: [None, Some(wide - radius), None], feed },
            arc([long - radius, wide], [long - radius, wide - radius]),
            Order::Line { to: x(radius), feed },
            arc([0.0, wide - radius], [radius, wide - radius]),
            Order::Line { to: [None, Some(radius), None], feed },
            arc([radius, 0.0], [radius, radius]),
            Order::Line { to: xy(radius, -12.0), feed },
        ]);
    }
    orders.push(Order::Rapid(z(retract)));
    // Holes on a grid: drilled, pecked, tapped, reamed.
    let columns = dice.count(2, 5);
    let places: Vec<[f64; 2]> = (0..columns * 2)
        .map(|i| {
            let (column, row) = (f64::from(i / 2), f64::from(i % 2));
            let across = 15.0 + column * (long - 30.0) / f64::from(columns - 1);
            [(across * 1000.0).round() / 1000.0, 12.0 + row * (wide - 24.0)]
        })
        .collect();
    let pitch = 1.25;
    let rpm = dice.between(400.0, 900.0).round();
    for (number, name, hole, speed, depth) in [
        (3, "FORET A POINTER D8", Hole::Drill, dice.between(2000.0, 5000.0), 3.0),
        (4, "FORET D6.8", Hole::Peck, dice.between(2000.0, 4500.0), thick + 3.0),
        (5, "TARAUD M8", Hole::Tap, rpm, thick - 2.0),
        (6, "ALESOIR D8 H7", Hole::Ream, dice.between(300.0, 800.0), thick),
    ] {
        let feed = dice.between(120.0, 700.0);
        let here = if hole == Hole::Ream { places.iter().take(2).copied().collect() } else { places.clone() };
        orders.push(Order::Comment(format!("{} {}", name, here.len())));
        orders.push(tool(number, name, speed));
        let first: [f64; 2] = here.first().copied().unwrap_or([0.0, 0.0]);
        orders.extend([Order::Rapid(xy(first[0], first[1])), Order::Rapid(z(retract))]);
        orders.push(Order::Cycle { hole, start: 2.0, bottom: -depth, retract, peck: 4.0, dwell_s: 0.0, feed, pitch, places: here });
    }
    orders.extend([Order::Dwell(0.5), Order::Rapid([Some(0.0), Some(0.0), Some(retract + 100.0)])]);
    NeutralProgram {
        number: 10 + (seed % 90) as u32 * 10,
        name: format!("PLAQUE{seed}"),
        turning: false,
        orders,
        blank: [[0.0, 0.0, -thick], [long, wide, 1.0]],
    }
}

fn shaft(dice: &mut Dice, limit: f64, seed: u64) -> NeutralProgram {
    let (bar, length) = (dice.between(24.0, 60.0), dice.between(40.0, 160.0));
    let (vc, top) = (dice.between(120.0, 260.0).round(), limit.min(dice.between(2500.0, 4000.0)).round());
    let mut orders = Vec::new();
    let tool = |number: u32, name: &str, constant| Order::Tool { number, name: name.to_owned(), rpm: 1000.0, constant };
    orders.extend([Order::Comment("EBAUCHE".to_owned()), tool(1, "CNMG 12 04 08", Some((vc, top)))]);
    orders.extend([Order::Rapid(xz(bar + 4.0, 2.0)), Order::Rapid(z(0.0)), Order::Line { to: x(-1.6), feed: 0.2 }, Order::Rapid(z(2.0))]);
    let shoulder = (length * 0.6 * 10.0).round() / 10.0;
    let small = (bar * 0.6 * 10.0).round() / 10.0;
    let mut diameter = bar;
    orders.push(Order::Rapid(x(bar + 4.0)));
    while diameter > small + 1.0 {
        diameter = (diameter - 4.0).max(small + 1.0);
        orders.extend([
            Order::Rapid(x(diameter)),
            Order::Line { to: z(-shoulder + 0.2), feed: 0.28 },
            Order::Line { to: x(diameter + 2.0), feed: 0.4 },
            Order::Rapid(z(2.0)),
        ]);
    }
    orders.push(Order::Rapid([Some(bar + 40.0), None, Some(80.0)]));
    orders.extend([Order::Comment("FINITION".to_owned()), tool(2, "DCMT 11 T3 04", Some((vc + 30.0, top)))]);
    let fillet = 3.0;
    orders.extend([
        Order::Rapid(xz(small - 2.0, 1.0)),
        Order::Line { to: xz(small, -1.0), feed: 0.12 },
        Order::Line { to: z(-shoulder + fillet), feed: 0.12 },
        // A fillet at the shoulder: in the plane Z-X, centre above the diameter.
        Order::Arc {
            to: [-shoulder, small / 2.0 + fillet],
            centre: [-shoulder + fillet, small / 2.0 + fillet],
            clockwise: true,
            feed: 0.1,
        },
        Order::Line { to: x(bar - 1.0), feed: 0.12 },
        Order::Line { to: xz(bar + 3.0, -shoulder - 2.0), feed: 0.12 },
        Order::Rapid([Some(bar + 40.0), None, Some(80.0)]),
    ]);
    let rpm = dice.between(600.0, 2000.0).round();
    orders.extend([Order::Comment("PERCAGE".to_owned()), Order::Tool { number: 3, name: "FORET D10".to_owned(), rpm, constant: None }]);
    orders.extend([Order::Rapid(x(0.0)), Order::Rapid(z(10.0))]);
    let depth = dice.between(15.0, 50.0);
    orders.push(Order::Cycle {
        hole: Hole::Peck,
        start: 2.0,
        bottom: -depth,
        retract: 10.0,
        peck: 5.0,
        dwell_s: 0.0,
        feed: 0.12,
        pitch: 0.0,
        places: vec![[0.0, 0.0]],
    });
    orders.push(Order::Rapid([Some(bar + 40.0), None, Some(80.0)]));
    orders.extend([Order::Comment("TRONCONNAGE".to_owned()), tool(4, "LAME LARGEUR 3", Some((90.0, top)))]);
    orders.extend([
        Order::Rapid(xz(bar + 4.0, -length)),
        Order::Line { to: x(-0.4), feed: 0.08 },
        Order::Dwell(0.2),
        Order::Rapid(x(bar + 40.0)),
        Order::Rapid(z(80.0)),
    ]);
    NeutralProgram {
        number: 10 + (seed % 90) as u32 * 10,
        name: format!("AXE{seed}"),
        turning: true,
        orders,
        blank: [[-bar / 2.0, -bar / 2.0, -length], [bar / 2.0, bar / 2.0, 0.0]],
    }
}
