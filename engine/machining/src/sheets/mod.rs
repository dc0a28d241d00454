//! Method sheets (fiches méthode): for every operation of a routing its clampings, steps, tools, conditions and how to program it.
//!
//! A sheet is a starting point a methods engineer edits; nothing here is locked, and what is not known is a question on the sheet.

mod lathe;
mod mill;
mod plan;
mod programming;
mod text;

use trusquin_domain::{Fixturing, Machine, MachineKind, MethodSheet, Operation, OperationKind, Part, Routing, Shop};

use crate::classify::main_process;
use crate::conditions::{Workpiece, workpiece};
use crate::need::{Need, Shape, need};
use crate::tables::{Tables, tables};
use lathe::{LatheWork, lathe_steps};
use mill::{mill_steps, second_machine_steps};
use plan::Planner;

pub use text::sheet_text;

/// What sheets are made from.
#[derive(Debug, Clone, Copy)]
pub struct SheetOrder<'a> {
    /// The part.
    pub part: &'a Part,
    /// The shop.
    pub shop: &'a Shop,
    /// Its routing for the quantity launched.
    pub routing: &'a Routing,
    /// What operators wrote, by operation number, oldest first.
    pub comments: &'a [(u32, String)],
}

/// One sheet per operation, in order. A routing without operations has none.
pub fn method_sheets(order: &SheetOrder) -> Vec<MethodSheet> {
    let Ok(tables) = tables() else { return Vec::new() };
    let material = order.routing.raw_stock.as_ref().and_then(|stock| order.shop.material_by_id(&stock.material));
    let piece = material.and_then(|material| workpiece(material, tables));
    let need = main_process(&order.part.processes).map(|guess| guess.process).and_then(|process| need(order.part, process, tables).ok());
    order.routing.operations.iter().map(|operation| sheet(order, operation, piece.as_ref(), need.as_ref(), tables)).collect()
}

fn sheet(order: &SheetOrder, operation: &Operation, piece: Option<&Workpiece>, need: Option<&Need>, tables: &Tables) -> MethodSheet {
    let machine = operation.machine.as_deref().and_then(|id| order.shop.machine_by_id(id));
    let mut questions: Vec<String> = piece.filter(|_| machine.is_some()).map(|piece| piece.questions.clone()).unwrap_or_default();
    let fixturings = match (machine, piece, need) {
        (Some(machine), Some(piece), Some(need)) => fixturings(order, operation, machine, piece, need, tables),
        _ => operation.fixturings.clone(),
    };
    questions.extend(fixturings.iter().flat_map(|fixturing| &fixturing.steps).flat_map(|step| step.questions.iter().cloned()));
    let mut seen = std::collections::BTreeSet::new();
    questions.retain(|question| seen.insert(question.clone()));
    let part = order.part;
    let number = part.drawing_number.as_ref().map(|found| found.value.trim().to_owned()).filter(|value| !value.is_empty());
    let part_number = number.unwrap_or_else(|| part.files.first().map(|file| file_name(file)).unwrap_or_default());
    let revision = part.revision.as_ref().map(|found| found.value.trim().to_owned()).filter(|value| !value.is_empty());
    let machine_name = machine.map_or_else(|| operation.name.clone(), |machine| machine.name.clone());
    let mut sheet = MethodSheet {
        qr_token: token(&part_number, revision.as_deref(), operation.op, order.routing.quantity),
        part_number,
        part_title: part.title.as_ref().map(|found| found.value.trim().to_owned()).filter(|value| !value.is_empty()),
        revision,
        op: operation.op,
        kind: operation.kind,
        name: operation.name.clone(),
        text: operation.text.clone(),
        quantity: order.routing.launched,
        machine: operation.machine.clone(),
        machine_name,
        material: piece.map_or_else(String::new, Workpiece::text),
        blank: order.routing.raw_stock.as_ref().map_or_else(String::new, |stock| stock.text.clone()),
        documents: part.files.iter().map(|file| file_name(file)).collect(),
        setup_s: operation.time.setup_s,
        run_s: operation.time.run_s,
        fixturings,
        programming: Vec::new(),
        cam: machine.and_then(|machine| machine.sheet.cam),
        post: machine.and_then(|machine| machine.sheet.post.clone()),
        control: machine.and_then(|machine| machine.sheet.control),
        parameters: machine.map(|machine| programming::parameters(operation, machine, order.routing, tables)).unwrap_or_default(),
        questions,
        comments: order.comments.iter().filter(|(op, _)| *op == operation.op).map(|(_, comment)| comment.clone()).collect(),
    };
    sheet.programming = machine.map(|machine| programming::steps(&sheet, machine, tables)).unwrap_or_default();
    sheet
}

fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\', '!']).next().unwrap_or(path).to_owned()
}

/// Token of the QR code: stable for the operation of a part and a quantity, so that a sheet printed twice opens the same page. The
/// FNV-1a hash of what names it (64 bits, 16 hexadecimal digits); it names, it does not authorise.
fn token(number: &str, revision: Option<&str>, op: u32, quantity: u32) -> String {
    let key = format!("{number}\n{}\n{op}\n{quantity}", revision.unwrap_or_default());
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("FM-{hash:016X}")
}

/// Clampings of an operation with their steps: as the routing planned them, or one when it did not say.
fn fixturings(
    order: &SheetOrder,
    operation: &Operation,
    machine: &Machine,
    piece: &Workpiece,
    need: &Need,
    tables: &Tables,
) -> Vec<Fixturing> {
    let shaping = matches!(operation.kind, OperationKind::Turning | OperationKind::Milling);
    if !shaping {
        return operation.fixturings.clone();
    }
    let rule = &tables.practice.turning;
    let ra_um = need.ra_um.unwrap_or(rule.default_ra_um);
    let planner = Planner { part: order.part, shop: order.shop, need, piece, tables, ra_um };
    let (before, total) = clampings_around(order.routing, operation);
    let mut planned = operation.fixturings.clone();
    if planned.is_empty() {
        planned.push(Fixturing {
            number: 1,
            holding: holding(operation, machine, before, order.routing),
            position: position(operation),
            setup_s: operation.time.setup_s,
            run_s: operation.time.run_s,
            ..Fixturing::default()
        });
    }
    let mut numbers = Vec::new();
    for (offset, fixturing) in planned.iter_mut().enumerate() {
        let index = before + offset;
        let wanted = match (&need.shape, operation.kind) {
            (Shape::Turned(turned), OperationKind::Turning) => {
                let sizes = order.routing.raw_stock.as_ref().map_or(&[][..], |stock| stock.size_mm.as_slice());
                let bar_fed = !order.routing.operations.iter().any(|other| other.kind == OperationKind::Sawing);
                let milled_later = order.routing.operations.iter().any(|other| other.kind == OperationKind::Milling);
                let work = LatheWork {
                    index,
                    count: total,
                    bar_fed: bar_fed && index == 0,
                    driven: machine.kind == MachineKind::MillTurn && !milled_later,
                    ground_later: order.routing.operations.iter().any(|other| other.kind == OperationKind::Grinding),
                    supported: machine.sheet.tailstock && turned.length_mm > rule.tailstock_ratio * turned.diameter_mm,
                    bar_mm: sizes.first().copied().unwrap_or(turned.swing_mm),
                    blank_mm: sizes.get(1).copied().unwrap_or(turned.length_mm),
                };
                lathe_steps(&planner, turned, work)
            }
            (Shape::Turned(turned), OperationKind::Milling) => second_machine_steps(&planner, turned),
            (Shape::Prismatic(prismatic), OperationKind::Milling) => {
                mill_steps(&planner, prismatic, order.routing.raw_stock.as_ref(), index, total)
            }
            _ => Vec::new(),
        };
        fixturing.steps = planner.complete(wanted, machine, &mut numbers);
    }
    planned
}

/// Clampings of the same kind before an operation, and in all.
fn clampings_around(routing: &Routing, operation: &Operation) -> (usize, usize) {
    let same = routing.operations.iter().filter(|other| other.kind == operation.kind);
    let of = |other: &Operation| other.fixturings.len().max(1);
    let before = same.clone().filter(|other| other.op < operation.op).map(of).sum();
    (before, same.map(of).sum())
}

/// What holds the part, where the routing does not say.
fn holding(operation: &Operation, machine: &Machine, before: usize, routing: &Routing) -> String {
    let bar_fed = !routing.operations.iter().any(|other| other.kind == OperationKind::Sawing);
    match operation.kind {
        OperationKind::Turning if before > 0 => "mors doux alésés".to_owned(),
        OperationKind::Turning if bar_fed => "embarreur, pince ou mandrin 3 mors".to_owned(),
        OperationKind::Turning if machine.sheet.tailstock && operation.text.contains("contre-pointe") => {
            "mandrin 3 mors durs et contre-pointe".to_owned()
        }
        OperationKind::Turning => "mandrin 3 mors durs".to_owned(),
        _ if before == 0 => "étau, mors durs, butée".to_owned(),
        _ => "étau, mors doux ou mors parallèles, butée".to_owned(),
    }
}

fn position(operation: &Operation) -> String {
    match operation.kind {
        OperationKind::Turning => "origine : face avant finie, axe de broche".to_owned(),
        _ => "origine : angle de référence du brut, face supérieure finie".to_owned(),
    }
}

#[cfg(test)]
mod tests;
