//! The candidate routes: every combination of main machines that can take the part, and why the others cannot.

use trusquin_domain::{Machine, MachineKind, Shop};

use crate::feasibility::{lathe_refuses, mill_refuses, sheet_refuses};
use crate::need::{Need, Prismatic, Sheet, Turned};
use crate::operations::off_axis;
use crate::stock::Feeding;
use crate::tables::{Tables, allowance};

/// Main machines of one way to make the part.
#[derive(Debug, Clone, Copy)]
pub(super) enum Route<'a> {
    Turn {
        lathe: &'a Machine,
        feeding: Feeding,
        /// The lathe makes the off-axis features itself.
        driven: bool,
        /// A second machine for them.
        mill: Option<&'a Machine>,
    },
    Mill {
        mill: &'a Machine,
    },
    Cut {
        laser: &'a Machine,
        brake: Option<&'a Machine>,
    },
}

/// Most combinations tried: a shop of a hundred lathes and mills is cut at this.
const MOST_ROUTES: usize = 400;

fn of_kind<'a>(shop: &'a Shop, kinds: &'a [MachineKind]) -> impl Iterator<Item = &'a Machine> {
    shop.machine.iter().filter(move |machine| kinds.contains(&machine.kind))
}

/// Routes of a turned part. `grade`: what the lathe must hold itself, when no grinding follows.
pub(super) fn turning_routes<'a>(
    shop: &'a Shop,
    need: &Need,
    turned: &Turned,
    grade: Option<u8>,
    tables: &Tables,
    refusals: &mut Vec<String>,
) -> Vec<Route<'a>> {
    let bar = turned.swing_mm + allowance(&tables.allowances.round.on_diameter, turned.swing_mm);
    let (_, off) = off_axis(turned, &need.holes);
    let has_off_axis = turned.off_axis_share > 0.01 || !off.is_empty();
    let mut routes = Vec::new();
    for lathe in of_kind(shop, &[MachineKind::Lathe, MachineKind::MillTurn]) {
        if let Some(reason) = lathe_refuses(lathe, turned, bar, grade) {
            refusals.push(reason);
            continue;
        }
        let feeding = if lathe.bar_capacity_mm.is_some_and(|limit| bar <= limit) { Feeding::Bar } else { Feeding::Sawn };
        if !has_off_axis || lathe.kind == MachineKind::MillTurn {
            routes.push(Route::Turn { lathe, feeding, driven: has_off_axis, mill: None });
            continue;
        }
        let [a, b, c] = [turned.length_mm, turned.swing_mm, turned.swing_mm];
        let sides = if a >= b { [a, b, c] } else { [b, c, a] };
        for mill in of_kind(shop, &[MachineKind::Mill3, MachineKind::Mill5]) {
            match mill_refuses(mill, sides, None) {
                None => routes.push(Route::Turn { lathe, feeding, driven: false, mill: Some(mill) }),
                Some(reason) => refusals.push(reason),
            }
        }
    }
    routes.truncate(MOST_ROUTES);
    routes
}

/// Routes of a prismatic part.
pub(super) fn milling_routes<'a>(shop: &'a Shop, prismatic: &Prismatic, grade: Option<u8>, refusals: &mut Vec<String>) -> Vec<Route<'a>> {
    let mut routes = Vec::new();
    for mill in of_kind(shop, &[MachineKind::Mill3, MachineKind::Mill5]) {
        match mill_refuses(mill, prismatic.sides_mm, grade) {
            None => routes.push(Route::Mill { mill }),
            Some(reason) => refusals.push(reason),
        }
    }
    routes.truncate(MOST_ROUTES);
    routes
}

/// Routes of a sheet part.
pub(super) fn sheet_routes<'a>(shop: &'a Shop, sheet: &Sheet, refusals: &mut Vec<String>) -> Vec<Route<'a>> {
    let mut routes = Vec::new();
    let mut brakes: Vec<&Machine> = Vec::new();
    if sheet.bends > 0 {
        for brake in of_kind(shop, &[MachineKind::PressBrake]) {
            match sheet_refuses(brake, sheet.sides_mm, sheet.thickness_mm) {
                None => brakes.push(brake),
                Some(reason) => refusals.push(reason),
            }
        }
        if brakes.is_empty() {
            refusals.push("Pliage : aucune presse plieuse de l'atelier ne convient".to_owned());
            return routes;
        }
    }
    for laser in of_kind(shop, &[MachineKind::Laser]) {
        if let Some(reason) = sheet_refuses(laser, sheet.sides_mm, sheet.thickness_mm) {
            refusals.push(reason);
        } else if sheet.bends == 0 {
            routes.push(Route::Cut { laser, brake: None });
        } else {
            routes.extend(brakes.iter().map(|brake| Route::Cut { laser, brake: Some(brake) }));
        }
    }
    routes.truncate(MOST_ROUTES);
    routes
}
