//! Writes a neutral program in a control's dialect, by the templates of its post-processor configuration.

use std::collections::BTreeMap;

use trusquin_domain::Control;

use super::config::PostConfig;
use super::neutral::{Hole, NeutralProgram, Order};

/// The text of the program.
pub(crate) fn write(program: &NeutralProgram, post: &PostConfig) -> String {
    let mut writer = Writer { post, lines: Vec::new(), at: [0.0; 3], values: BTreeMap::new(), number: 0 };
    writer.values.insert("number", format!("{:04}", program.number % 10_000));
    writer.values.insert("name", program.name.clone());
    writer.values.insert("machine", post.machine_name.clone());
    writer.values.insert("coolant_off", post.coolant_off.clone());
    for (index, (low, high)) in
        ["x", "y", "z"].iter().zip(program.blank[0].iter().zip(program.blank[1].iter())).map(|(_, pair)| pair).enumerate()
    {
        let names = [("x0", "x1"), ("y0", "y1"), ("z0", "z1")];
        if let Some((a, b)) = names.get(index) {
            writer.values.insert(a, writer.signed(*low));
            writer.values.insert(b, writer.signed(*high));
        }
    }
    writer.fill(&post.header);
    for order in &program.orders {
        writer.order(order);
    }
    writer.fill(&post.footer);
    writer.lines.join("\n") + "\n"
}

struct Writer<'a> {
    post: &'a PostConfig,
    lines: Vec<String>,
    at: [f64; 3],
    values: BTreeMap<&'static str, String>,
    number: u32,
}

impl Writer<'_> {
    /// A coordinate as the control writes it: `X+10.000`, `X10.`.
    fn signed(&self, value: f64) -> String {
        let digits = self.post.decimals as usize;
        if self.post.control == Control::Heidenhain { format!("{value:+.digits$}") } else { plain(value, digits) }
    }

    fn fill(&mut self, templates: &[String]) {
        for template in templates.iter().flat_map(|template| template.split('\n')) {
            let mut line = template.to_owned();
            for (name, value) in &self.values {
                line = line.replace(&format!("{{{name}}}"), value);
            }
            self.push(line.trim_end());
        }
    }

    fn push(&mut self, line: &str) {
        if line.trim().is_empty() {
            return;
        }
        let numbered = self.post.control == Control::Heidenhain && !line.starts_with("Q2");
        if numbered {
            self.lines.push(format!("{} {line}", self.number));
            self.number += 1;
        } else {
            self.lines.push(line.to_owned());
        }
    }

    fn axes(&self, to: [Option<f64>; 3]) -> String {
        let names = ["X", "Y", "Z"];
        let words: Vec<String> = names.iter().zip(to).filter_map(|(name, value)| Some(format!("{name}{}", self.signed(value?)))).collect();
        words.join(" ")
    }

    fn order(&mut self, order: &Order) {
        let conversational = self.post.control == Control::Heidenhain;
        match order {
            Order::Comment(text) => match self.post.control {
                Control::Fanuc => self.push(&format!("({text})")),
                Control::Siemens | Control::Heidenhain => self.push(&format!("; {text}")),
            },
            Order::Tool { number, name, rpm, constant } => self.tool(*number, name, *rpm, *constant),
            Order::Rapid(to) => {
                let axes = self.axes(*to);
                self.push(&if conversational { format!("L {axes} R0 FMAX") } else { format!("G0 {axes}") });
                self.go(*to);
            }
            Order::Line { to, feed } => {
                let (axes, feed) = (self.axes(*to), plain(*feed, 4));
                self.push(&if conversational { format!("L {axes} R0 F{feed}") } else { format!("G1 {axes} F{feed}") });
                self.go(*to);
            }
            Order::Arc { to, centre, clockwise, feed } => self.arc(*to, *centre, *clockwise, *feed),
            Order::Cycle { hole, start, bottom, retract, peck, dwell_s, feed, pitch, places } => {
                self.cycle(*hole, [*start, *bottom, *retract], [*peck, *dwell_s, *feed, *pitch], places);
            }
            Order::Dwell(seconds) => {
                self.values.insert("seconds", plain(*seconds, 3));
                self.values.insert("milliseconds", format!("{:.0}", seconds * 1000.0));
                let dwell = self.post.dwell.clone();
                self.fill(&[dwell]);
            }
        }
    }

    fn go(&mut self, to: [Option<f64>; 3]) {
        for (axis, value) in to.into_iter().enumerate() {
            self.at[axis] = value.unwrap_or(self.at[axis]);
        }
    }

    fn tool(&mut self, number: u32, name: &str, rpm: f64, constant: Option<(f64, f64)>) {
        self.values.insert("tool", number.to_string());
        self.values.insert("tool2", format!("{number:02}"));
        self.values.insert("tool_name", format!("T{number} {name}"));
        if self.post.control == Control::Heidenhain {
            self.values.insert("tool_name", name.to_owned());
        }
        self.values.insert("rpm", format!("{rpm:.0}"));
        let speed = match (constant, self.post.control) {
            (Some((vc, limit)), Control::Siemens) => format!("G96 S{vc:.0} LIMS={limit:.0}"),
            (Some((vc, limit)), _) => format!("G50 S{limit:.0}\nG96 S{vc:.0}"),
            (None, _) => format!("G97 S{rpm:.0}"),
        };
        self.values.insert("speed", speed);
        self.values.insert("coolant", self.post.coolant_on.clone());
        let change = self.post.tool_change.clone();
        self.fill(&change);
    }

    fn arc(&mut self, to: [f64; 2], centre: [f64; 2], clockwise: bool, feed: f64) {
        let feed = plain(feed, 4);
        if self.post.control == Control::Heidenhain {
            self.push(&format!("CC X{} Y{}", self.signed(centre[0]), self.signed(centre[1])));
            let turn = if clockwise { "DR-" } else { "DR+" };
            self.push(&format!("C X{} Y{} {turn} R0 F{feed}", self.signed(to[0]), self.signed(to[1])));
            self.go([Some(to[0]), Some(to[1]), None]);
            return;
        }
        let code = if clockwise { "G2" } else { "G3" };
        if self.post.turning {
            // Plane Z-X: the end as diameter and length, the centre as radius and length from the start.
            let (i, k) = (centre[1] - self.at[0] / 2.0, centre[0] - self.at[2]);
            let (x, z) = (2.0 * to[1], to[0]);
            self.push(&format!("{code} X{} Z{} I{} K{} F{feed}", self.signed(x), self.signed(z), self.signed(i), self.signed(k)));
            self.go([Some(x), None, Some(z)]);
        } else {
            let (i, j) = (centre[0] - self.at[0], centre[1] - self.at[1]);
            self.push(&format!("{code} X{} Y{} I{} J{} F{feed}", self.signed(to[0]), self.signed(to[1]), self.signed(i), self.signed(j)));
            self.go([Some(to[0]), Some(to[1]), None]);
        }
    }

    fn cycle(&mut self, hole: Hole, [start, bottom, retract]: [f64; 3], [peck, dwell_s, feed, pitch]: [f64; 4], places: &[[f64; 2]]) {
        let post = self.post;
        let rpm: f64 = self.values.get("rpm").and_then(|text| text.parse().ok()).unwrap_or(0.0);
        // The surface lies a millimetre under where the feed begins.
        let (clearance, surface) = (1.0, start - 1.0);
        let depth = surface - bottom;
        for (name, value) in [
            ("start", self.signed(start)),
            ("bottom", self.signed(bottom)),
            ("retract", self.signed(retract)),
            ("surface", self.signed(surface)),
            ("clearance", self.signed(clearance)),
            ("second", self.signed(retract - surface)),
            ("depth", self.signed(depth)),
            ("depth_negative", self.signed(-depth)),
            ("peck", self.signed(peck)),
            ("first_peck", self.signed(peck)),
            ("peck_microns", format!("{:.0}", peck * 1000.0)),
            ("seconds", plain(dwell_s, 3)),
            ("feed", plain(feed, 4)),
            ("feed_turn", plain(feed, 4)),
            ("feed_value", plain(feed, 4)),
            ("feed_min", plain(feed * rpm, 4)),
            ("tap_feed", plain(rpm * pitch, 4)),
            ("pitch", self.signed(pitch)),
        ] {
            self.values.insert(name, value);
        }
        let template = match hole {
            Hole::Drill => &post.drill,
            Hole::Peck => &post.peck,
            Hole::Tap => &post.tap,
            Hole::Ream => &post.ream,
        };
        let axes = |writer: &Self, place: &[f64; 2]| writer.axes([Some(place[0]), Some(place[1]), None]);
        let mut places = places.iter();
        let first_here = post.control == Control::Fanuc;
        if let Some(place) = places.as_slice().first().filter(|_| first_here) {
            self.values.insert("place", axes(self, place));
            places.next();
        }
        self.fill(template);
        for place in places {
            let words = axes(self, place);
            match (post.control, post.turning) {
                (Control::Heidenhain, _) => self.push(&format!("L {words} R0 FMAX M99")),
                (Control::Siemens, true) => self.push("X0"),
                _ => self.push(&words),
            }
        }
        let end = post.cycle_end.clone();
        self.fill(&end);
        self.at[2] = retract;
    }
}

/// A number with as many digits as needed and always its point, so that no control reads it in thousandths.
fn plain(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').to_owned() } else { format!("{text}.") };
    if text == "-0." { "0.".to_owned() } else { text }
}
