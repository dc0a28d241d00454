//! A program before a control's dialect: moves and cycles in plain numbers, with the time they take. What writes it, is `writer`.

use crate::program::{Kinematics, ProgramTime};

/// What a hole cycle does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hole {
    Drill,
    /// Full retract after each peck.
    Peck,
    Tap,
    Ream,
}

/// One order. Coordinates in mm, X of a lathe as a diameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Order {
    Comment(String),
    /// Tool change and spindle start. Speed in rev/min, or m/min held constant up to a limit.
    Tool {
        number: u32,
        name: String,
        rpm: f64,
        constant: Option<(f64, f64)>,
    },
    Rapid([Option<f64>; 3]),
    /// Feed in mm/min on mills, mm/rev on lathes.
    Line {
        to: [Option<f64>; 3],
        feed: f64,
    },
    /// In the plane of the machine (X-Y, or Z-X of a lathe): end and centre in that plane.
    Arc {
        to: [f64; 2],
        centre: [f64; 2],
        clockwise: bool,
        feed: f64,
    },
    Cycle {
        hole: Hole,
        start: f64,
        bottom: f64,
        retract: f64,
        peck: f64,
        dwell_s: f64,
        feed: f64,
        pitch: f64,
        places: Vec<[f64; 2]>,
    },
    Dwell(f64),
}

/// A program.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NeutralProgram {
    pub number: u32,
    pub name: String,
    pub turning: bool,
    pub orders: Vec<Order>,
    /// Blank: least and most corner, mm.
    pub blank: [[f64; 3]; 2],
}

/// The time of a program by closed formulas: lengths over feeds, turns of a constant cutting speed by their integral, trapezoids of
/// rapids. The reader of programs steps through text instead: the two must agree.
pub(crate) fn exact_time(program: &NeutralProgram, machine: &Kinematics) -> ProgramTime {
    let mut time = ProgramTime::default();
    let mut at = [0.0_f64; 3];
    let (mut rpm, mut constant) = (0.0_f64, None);
    let x_scale = if program.turning { 0.5 } else { 1.0 };
    let way = |from: [f64; 3], to: [f64; 3]| [(to[0] - from[0]) * x_scale, to[1] - from[1], to[2] - from[2]];
    let length = |from, to| {
        let [x, y, z] = way(from, to);
        (x * x + y * y + z * z).sqrt()
    };
    let rapid =
        |from: [f64; 3], to: [f64; 3]| way(from, to).into_iter().filter(|d| d.abs() > 1e-9).map(|d| machine.rapid_s(d)).fold(0.0, f64::max);
    for order in &program.orders {
        match order {
            Order::Comment(_) => {}
            Order::Tool { rpm: speed, constant: held, .. } => {
                (rpm, constant) = (*speed, *held);
                time.tool_change_s += machine.tool_change_s;
                time.spindle_s += machine.spindle_start_s;
            }
            Order::Rapid(to) => {
                let goal = merged(at, *to);
                time.rapid_s += rapid(at, goal);
                at = goal;
            }
            Order::Line { to, feed } => {
                let goal = merged(at, *to);
                let way = length(at, goal);
                time.cutting_s += if program.turning { turning_s(way, *feed, at[0], goal[0], rpm, constant) } else { way / feed * 60.0 };
                at = goal;
            }
            Order::Arc { to, centre, clockwise, feed } => {
                let (goal, from, end) = if program.turning {
                    ([2.0 * to[1], 0.0, to[0]], [at[2], at[0] / 2.0], *to)
                } else {
                    ([to[0], to[1], at[2]], [at[0], at[1]], *to)
                };
                let (a, b) = ((from[1] - centre[1]).atan2(from[0] - centre[0]), (end[1] - centre[1]).atan2(end[0] - centre[0]));
                let angle = (if *clockwise { a - b } else { b - a }).rem_euclid(std::f64::consts::TAU);
                let way = angle * (from[0] - centre[0]).hypot(from[1] - centre[1]);
                time.cutting_s += if program.turning { turning_s(way, *feed, at[0], goal[0], rpm, constant) } else { way / feed * 60.0 };
                at = goal;
            }
            Order::Cycle { hole, start, bottom, retract, peck, dwell_s, feed, pitch, places } => {
                let depth = start - bottom;
                let feed_min = if program.turning { feed * rpm } else { *feed };
                for place in places {
                    let above = if program.turning { [0.0, 0.0, at[2]] } else { [place[0], place[1], at[2]] };
                    time.rapid_s += rapid(at, above) + machine.rapid_s((at[2] - start).abs());
                    time.dwell_s += dwell_s;
                    let out = match hole {
                        Hole::Drill => {
                            time.cutting_s += depth / feed_min * 60.0;
                            retract - bottom
                        }
                        Hole::Peck => {
                            let pecks = (depth / peck - 1e-9).ceil();
                            let each = depth / pecks;
                            time.cutting_s += depth / feed_min * 60.0;
                            for step in 1..pecks as u32 {
                                let reached = each * f64::from(step);
                                time.rapid_s += machine.rapid_s(reached) + machine.rapid_s(reached - 1.0);
                                time.cutting_s += reached.min(1.0) / feed_min * 60.0;
                            }
                            retract - bottom
                        }
                        Hole::Tap => {
                            time.cutting_s += 2.0 * depth / (rpm * pitch) * 60.0;
                            retract - start
                        }
                        Hole::Ream => {
                            time.cutting_s += 2.0 * depth / feed_min * 60.0;
                            retract - start
                        }
                    };
                    time.rapid_s += machine.rapid_s(out);
                    at = [above[0], above[1], *retract];
                }
            }
            Order::Dwell(seconds) => time.dwell_s += seconds,
        }
    }
    time
}

fn merged(at: [f64; 3], to: [Option<f64>; 3]) -> [f64; 3] {
    [to[0].unwrap_or(at[0]), to[1].unwrap_or(at[1]), to[2].unwrap_or(at[2])]
}

/// Seconds of a turned way at f mm a turn: 60 l / (f n), and at constant vc the integral of π d / (1000 vc) along the way, split where the
/// speed limit takes over.
fn turning_s(way: f64, feed: f64, from: f64, to: f64, rpm: f64, constant: Option<(f64, f64)>) -> f64 {
    let Some((vc, limit)) = constant else { return way / (feed * rpm) * 60.0 };
    let knee = 1000.0 * vc / (std::f64::consts::PI * limit);
    let (low, high) = (from.abs().min(to.abs()), from.abs().max(to.abs()));
    let turns_above = |a: f64, b: f64, share: f64| way * share * std::f64::consts::PI * (a + b) / 2.0 / (1000.0 * vc);
    let minutes = if high - low < 1e-9 {
        if low > knee { turns_above(low, high, 1.0) } else { way / limit }
    } else {
        let split = knee.clamp(low, high);
        let below = (split - low) / (high - low);
        way * below / limit + turns_above(split, high, 1.0 - below)
    };
    minutes / feed * 60.0
}
