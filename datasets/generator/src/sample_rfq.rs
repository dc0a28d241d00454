//! The sample request for quotation: six plans as a customer would send them.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::families::Family;
use crate::families::bracket::{Bracket, Drilling, HolePattern, Pocket, Wall};
use crate::families::shaft::{BoreStep, EndThread, Shaft, Step};
use crate::materials;
use crate::order::{Identity, Language, standing_notes};
use crate::part::{self, Format, PartOrder};
use crate::sheet::SheetStyle;
use crate::standards::Thread;
use crate::truth::RfqTruth;

const A4: [f64; 2] = [297.0, 210.0];
const A3: [f64; 2] = [420.0, 297.0];

/// The six parts.
pub fn parts() -> Vec<PartOrder> {
    use Format::{Dxf, Pdf, Step};
    vec![
        order(
            identity(French, ["TRQ-1042", "B", "Arbre de transmission", "C45E (1.1191)"]).treated("Trempe et revenu 25-30 HRC", ""),
            shaft(),
            &[Pdf, Step],
        ),
        order(
            identity(French, ["TRQ-1057", "A", "Équerre support moteur", "S355J2 (1.0577)"]).treated("", "Zingage électrolytique 8 µm"),
            angle(),
            &[Pdf, Step, Dxf],
        ),
        order(
            identity(English, ["88-20315", "C", "Idler shaft", "42CrMo4+QT (1.7225)"]).treated("Quenched and tempered 900-1100 MPa", ""),
            idler(),
            &[Pdf],
        ),
        order(
            identity(French, ["TRQ-1061", "C", "Platine de fixation capteur", "EN AW-6082 T6"]).treated("", "Anodisation incolore 10 µm"),
            sensor_plate(),
            &[Pdf, Step],
        ),
        order(identity(English, ["88-20322", "A", "Guide bush", "1.4305 (X8CrNiS18-9)"]).treated("", "Passivated"), bush(), &[Pdf, Step]),
        order(identity(English, ["88-20340", "B", "Slide plate", "POM-C natural"]), slide(), &[Dxf, Step]),
    ]
}

/// Every file of the request by name, with the truth.
pub fn make() -> Result<(BTreeMap<String, Vec<u8>>, RfqTruth)> {
    part::make_all(&parts())
}

use Language::{English, French};

fn order(identity: Identity, shape: Box<dyn Family>, formats: &[Format]) -> PartOrder {
    PartOrder { identity, shape, formats: formats.to_vec(), style: SheetStyle::default() }
}

fn identity(language: Language, [number, revision, title, material]: [&str; 4]) -> Identity {
    let (owner, author, approver, date) = match language {
        French => ("Mécanique du Vercors", "J. Moreau", "C. Lefèvre", "2026-09-14"),
        English => ("Ashdown Drives Ltd", "P. Whitfield", "R. Okafor", "2026-08-27"),
    };
    Identity {
        number: number.to_owned(),
        revision: revision.to_owned(),
        title: title.to_owned(),
        material: material.to_owned(),
        density: materials::density(material).unwrap_or_default(),
        heat_treatment: String::new(),
        surface_treatment: String::new(),
        date: date.to_owned(),
        author: author.to_owned(),
        approver: approver.to_owned(),
        owner: owner.to_owned(),
        general_tolerance: "ISO 2768-mK".to_owned(),
        general_ra: 3.2,
        notes: standing_notes(language),
        document_type: language.choose("Plan de pièce", "Part drawing").to_owned(),
        language,
    }
}

impl Identity {
    fn treated(mut self, heat: &str, surface: &str) -> Self {
        (self.heat_treatment, self.surface_treatment) = (heat.to_owned(), surface.to_owned());
        self
    }
}

fn step(length: f64, diameter: f64) -> Step {
    Step { length, diameter, ..Step::default() }
}

fn seat(length: f64, diameter: f64, fit: &'static str) -> Step {
    Step { fit: Some(fit), ra: Some(0.8), ..step(length, diameter) }
}

fn groove(length: f64, diameter: f64) -> Step {
    Step { groove: true, ..step(length, diameter) }
}

fn end_thread(size: f64, depth: f64, drill_depth: f64) -> Option<EndThread> {
    Thread::coarse(size).map(|thread| EndThread { thread, depth, drill_depth })
}

fn shaft() -> Box<dyn Family> {
    let shoulder = Step { length_tolerance: Some(0.1), ..seat(32.0, 25.0, "k6") };
    Box::new(Shaft {
        steps: vec![
            seat(28.0, 20.0, "h6"),
            step(24.0, 24.0),
            groove(2.0, 23.0),
            Step { fit: None, ra: None, ..seat(12.0, 38.0, "h9") },
            groove(2.0, 24.0),
            shoulder,
        ],
        chamfers: [1.0, 1.5],
        bore: Vec::new(),
        tapped: [end_thread(8.0, 16.0, 20.0), None],
        sheet_size: A4,
        scale: 1.0,
    })
}

fn idler() -> Box<dyn Family> {
    Box::new(Shaft {
        steps: vec![
            Step { threaded: true, ..step(22.0, 16.0) },
            groove(3.0, 13.0),
            seat(40.0, 20.0, "g6"),
            Step { deviations: Some((0.0, -0.1)), ..step(14.0, 32.0) },
            groove(2.0, 19.0),
            seat(26.0, 20.0, "h6"),
        ],
        chamfers: [1.5, 1.0],
        bore: Vec::new(),
        tapped: [None, end_thread(6.0, 12.0, 16.0)],
        sheet_size: A4,
        scale: 1.0,
    })
}

fn bush() -> Box<dyn Family> {
    Box::new(Shaft {
        steps: vec![step(5.0, 26.0), groove(1.5, 17.5), seat(17.5, 18.0, "m6")],
        chamfers: [0.5, 1.0],
        bore: vec![BoreStep { length: 0.0, diameter: 12.0, fit: Some("H7"), ra: None }],
        tapped: [None, None],
        sheet_size: A4,
        scale: 2.0,
    })
}

fn angle() -> Box<dyn Family> {
    let base = HolePattern {
        in_wall: false,
        centres: vec![[40.0, 15.0], [95.0, 15.0], [95.0, 55.0], [40.0, 55.0]],
        drilling: Drilling::Counterbored { diameter: 9.0, bore: 15.0, depth: 8.5 },
    };
    let flange =
        HolePattern { in_wall: true, centres: vec![[15.0, 45.0], [55.0, 45.0]], drilling: Drilling::Plain { diameter: 11.0, fit: None } };
    let mut holes = vec![base, flange];
    holes.push(HolePattern { in_wall: false, centres: vec![[67.5, 35.0]], drilling: Drilling::Plain { diameter: 12.0, fit: Some("H7") } });
    Box::new(Bracket {
        length: 110.0,
        width: 70.0,
        thickness: (15.0, Some(0.1)),
        corner: 0.0,
        wall: Some(Wall { height: 60.0, thickness: 14.0, fillet: 6.0 }),
        holes,
        pockets: Vec::new(),
        ra: Some(1.6),
        sheet_size: A3,
        scale: 1.0,
    })
}

fn sensor_plate() -> Box<dyn Family> {
    let mut holes = vec![HolePattern {
        in_wall: false,
        centres: vec![[10.0, 10.0], [90.0, 10.0], [90.0, 50.0], [10.0, 50.0]],
        drilling: Drilling::Counterbored { diameter: 5.5, bore: 10.0, depth: 5.5 },
    }];
    if let Some(thread) = Thread::coarse(4.0) {
        holes.push(HolePattern {
            in_wall: false,
            centres: vec![[25.0, 30.0], [75.0, 30.0]],
            drilling: Drilling::Tapped { thread, depths: Some((7.0, 9.0)) },
        });
    }
    Box::new(Bracket {
        length: 100.0,
        width: 60.0,
        thickness: (12.0, None),
        corner: 6.0,
        wall: None,
        holes,
        pockets: vec![Pocket { centre: [50.0, 30.0], length: 30.0, width: 20.0, radius: 4.0, depth: Some(6.0) }],
        ra: Some(1.6),
        sheet_size: A3,
        scale: 1.0,
    })
}

fn slide() -> Box<dyn Family> {
    Box::new(Bracket {
        length: 140.0,
        width: 50.0,
        thickness: (20.0, Some(0.05)),
        corner: 0.0,
        wall: None,
        holes: vec![HolePattern {
            in_wall: false,
            centres: vec![[15.0, 12.5], [125.0, 12.5], [125.0, 37.5], [15.0, 37.5]],
            drilling: Drilling::Counterbored { diameter: 6.6, bore: 11.0, depth: 7.0 },
        }],
        pockets: vec![Pocket { centre: [70.0, 25.0], length: 60.0, width: 12.0, radius: 6.0, depth: None }],
        ra: Some(1.6),
        sheet_size: A3,
        scale: 1.0,
    })
}
