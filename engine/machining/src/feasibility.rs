//! Can this machine take this part? If not, why: in French, with the numbers.

use trusquin_domain::{Machine, MachineKind};

use crate::french::mm;
use crate::need::{Need, Shape, Turned};

/// Why a lathe cannot turn the part, or `None`.
pub(crate) fn lathe_refuses(lathe: &Machine, turned: &Turned, bar_mm: f64, grade: Option<u8>) -> Option<String> {
    if let Some(limit) = lathe.max_diameter_mm.filter(|limit| bar_mm > *limit) {
        return Some(format!("« {} » : brut Ø{} pour un passage de Ø{}", lathe.name, mm(bar_mm), mm(limit)));
    }
    if let Some(limit) = lathe.max_length_mm.filter(|limit| turned.length_mm > *limit) {
        return Some(format!("« {} » : longueur {} pour {} au plus", lathe.name, mm(turned.length_mm), mm(limit)));
    }
    grade_refuses(lathe, grade)
}

/// Why a machining centre cannot hold the block, or `None`. The blank lies flat: its two long sides along the two long travels.
pub(crate) fn mill_refuses(mill: &Machine, sides: [f64; 3], grade: Option<u8>) -> Option<String> {
    if let Some([x, y, z]) = mill.travel_mm {
        let (long, short) = (x.max(y), x.min(y));
        if sides[0] > long || sides[1] > short || sides[2] > z {
            return Some(format!(
                "« {} » : pièce {} × {} × {} pour des courses de {} × {} × {}",
                mill.name,
                mm(sides[0]),
                mm(sides[1]),
                mm(sides[2]),
                mm(x),
                mm(y),
                mm(z)
            ));
        }
    }
    grade_refuses(mill, grade)
}

/// Why a machine does not hold the tolerance grade, or `None`.
pub(crate) fn grade_refuses(machine: &Machine, grade: Option<u8>) -> Option<String> {
    let (wanted, held) = (grade?, machine.holds_it_grade?);
    (wanted < held).then(|| format!("« {} » tient IT{held}, le plan demande IT{wanted}", machine.name))
}

/// Why a grinder cannot take the part, or `None`: round parts need a diameter and a length, blocks need travels.
pub(crate) fn grinder_refuses(grinder: &Machine, need: &Need) -> Option<String> {
    match &need.shape {
        Shape::Turned(turned) => {
            let Some(limit) = grinder.max_diameter_mm else { return Some(format!("« {} » ne rectifie pas entre-pointes", grinder.name)) };
            if turned.diameter_mm > limit {
                return Some(format!("« {} » : Ø{} pour Ø{} au plus", grinder.name, mm(turned.diameter_mm), mm(limit)));
            }
            if let Some(length) = grinder.max_length_mm.filter(|length| turned.length_mm > *length) {
                return Some(format!("« {} » : longueur {} pour {} au plus", grinder.name, mm(turned.length_mm), mm(length)));
            }
            grade_refuses(grinder, need.grade)
        }
        Shape::Prismatic(prismatic) if grinder.travel_mm.is_some() => mill_refuses(grinder, prismatic.sides_mm, need.grade),
        _ => Some(format!("« {} » ne rectifie pas de faces planes", grinder.name)),
    }
}

/// Why a laser or a press brake cannot take the sheet, or `None`.
pub(crate) fn sheet_refuses(machine: &Machine, sides: [f64; 2], thickness_mm: f64) -> Option<String> {
    let [x, y, z] = machine.travel_mm?;
    if machine.kind == MachineKind::PressBrake {
        // Any edge may be the bent one; the shorter side must fit between the uprights.
        return (sides[1] > x || thickness_mm > z).then(|| {
            format!("« {} » : pli de {} en {} mm pour {} en {} mm au plus", machine.name, mm(sides[1]), mm(thickness_mm), mm(x), mm(z))
        });
    }
    let (long, short) = (x.max(y), x.min(y));
    (sides[0] > long || sides[1] > short || thickness_mm > z).then(|| {
        format!(
            "« {} » : flan {} × {} ép. {} pour {} × {} ép. {} au plus",
            machine.name,
            mm(sides[0]),
            mm(sides[1]),
            mm(thickness_mm),
            mm(long),
            mm(short),
            mm(z)
        )
    })
}
