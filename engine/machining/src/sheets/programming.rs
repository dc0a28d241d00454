//! How to program an operation, step by step, in the words of the machine's CAM system; and what to set on the machine.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use trusquin_domain::{CamSystem, Control, CuttingCycle, Machine, MethodSheet, Operation, OperationKind, Routing, Step};

use crate::french::number;
use crate::tables::Tables;

type Words = BTreeMap<String, BTreeMap<String, String>>;

static WORDS: LazyLock<Words> = LazyLock::new(|| toml::from_str(include_str!("../../data/cam_operations.toml")).unwrap_or_default());

/// What a CAM system calls the operation of a step.
pub(super) fn cam_operation(cam: CamSystem, step: &Step) -> Option<&'static str> {
    let word = |value: serde_json::Result<serde_json::Value>| value.ok().and_then(|value| value.as_str().map(str::to_owned));
    let work = word(serde_json::to_value(step.work))?;
    let system = word(serde_json::to_value(cam))?;
    WORDS.get(&work)?.get(&system).map(String::as_str)
}

/// The steps of programming, French.
pub(super) fn steps(sheet: &MethodSheet, machine: &Machine, tables: &Tables) -> Vec<String> {
    let numbered = matches!(sheet.kind, OperationKind::Turning | OperationKind::Milling);
    let manual = machine.rapid_mm_per_min.is_some_and(|rapid| rapid < tables.practice.programming.manual_rapid_mm_min);
    if !numbered {
        return Vec::new();
    }
    let mut lines = Vec::new();
    if manual || sheet.control.is_none() {
        lines.push(format!("{} : pas de programme, conduite manuelle selon les étapes.", machine.name));
    } else {
        let cam = sheet.cam.map_or("la FAO de l'atelier", CamSystem::name);
        let model = sheet.documents.iter().find(|file| is_model(file)).map_or("le modèle ou le contour du plan", String::as_str);
        lines.push(format!("Ouvrir {model} dans {cam} ; machine « {} », matière {}.", machine.name, sheet.material));
        lines.push(format!("Définir le brut {} et la pièce finie.", sheet.blank));
    }
    for fixturing in &sheet.fixturings {
        lines.push(format!("Posage {} : {} ; {}.", fixturing.number, fixturing.holding, fixturing.position));
        lines.extend(fixturing.steps.iter().map(|step| step_line(step, sheet.cam)));
    }
    if !manual && let Some(control) = sheet.control {
        lines.push("Simuler l'enlèvement de matière avec les mors et vérifier les collisions.".to_owned());
        let post = sheet.post.as_deref().map_or("le post-processeur de la machine".to_owned(), |post| format!("« {post} »"));
        lines.push(format!(
            "Post-processer avec {post} ({}), programme {}, contrôler le temps et archiver avec son empreinte SHA-256.",
            control_name(control, machine),
            program_name(sheet, control)
        ));
    }
    lines
}

fn is_model(file: &str) -> bool {
    let lower = file.to_lowercase();
    [".step", ".stp", ".igs", ".iges"].iter().any(|end| lower.ends_with(end))
}

fn control_name(control: Control, machine: &Machine) -> String {
    machine.sheet.control_model.clone().unwrap_or_else(|| match control {
        Control::Fanuc => "Fanuc".to_owned(),
        Control::Siemens => "Siemens".to_owned(),
        Control::Heidenhain => "Heidenhain".to_owned(),
    })
}

/// Program name in the habit of the control: O0010, OP10_1234.MPF, OP10_1234.H.
pub(super) fn program_name(sheet: &MethodSheet, control: Control) -> String {
    let clean: String = sheet.part_number.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    match control {
        Control::Fanuc => format!("O{:04}", sheet.op % 10_000),
        Control::Siemens => format!("OP{}_{}.MPF", sheet.op, clean.to_uppercase()),
        Control::Heidenhain => format!("OP{}_{}.H", sheet.op, clean.to_uppercase()),
    }
}

/// "T3 · 2D Adaptive Clearing : Ébaucher… ; n 3183 tr/min, vf 1528 mm/min, ap 10, ae 3".
fn step_line(step: &Step, cam: Option<CamSystem>) -> String {
    let tool = step.tool.as_ref().map_or("outil à définir".to_owned(), |tool| format!("T{} {}", tool.number, tool.tool.name));
    let operation = cam.and_then(|cam| cam_operation(cam, step)).map(|name| format!("[{name}] ")).unwrap_or_default();
    format!(
        "{operation}{} — {tool}{}",
        step.text,
        step.conditions.as_ref().map(|_| format!(" ; {}", conditions_line(step))).unwrap_or_default()
    )
}

/// The numbers to type, French.
pub(super) fn conditions_line(step: &Step) -> String {
    let Some(found) = &step.conditions else { return "conditions à renseigner".to_owned() };
    let mut parts = vec![if found.constant_speed {
        format!(
            "vc {} m/min constante, n {} tr/min au plus fort diamètre",
            number(found.cutting_speed.value, 0),
            number(found.spindle_speed.value, 0)
        )
    } else {
        format!(
            "vc {} m/min, n {} tr/min",
            number(found.cutting_speed.value, if found.cutting_speed.value < 20.0 { 1 } else { 0 }),
            number(found.spindle_speed.value, 0)
        )
    }];
    match &found.feed_per_tooth {
        Some(fz) => parts.push(format!("fz {} mm, vf {} mm/min", number(fz.value, 3), number(found.feed_rate.value, 0))),
        None => parts.push(format!("f {} mm/tr", number(found.feed_per_revolution.value, 2))),
    }
    if found.cycle.is_none() {
        parts.extend(found.depth_of_cut.as_ref().map(|ap| format!("ap {}", number(ap.value, 2))));
        parts.extend(found.width_of_cut.as_ref().map(|ae| format!("ae {}", number(ae.value, 2))));
        if found.passes > 1 {
            parts.push(format!("{} passes", found.passes));
        }
    }
    parts.extend(found.cycle.and_then(cycle_text));
    parts.join(", ")
}

fn cycle_text(cycle: CuttingCycle) -> Option<String> {
    Some(match cycle {
        CuttingCycle::Drilling => return None,
        CuttingCycle::ChipBreaking { peck_mm } => format!("brise-copeaux tous les {} mm", number(peck_mm, 1)),
        CuttingCycle::Pecking { peck_mm } => format!("débourrage tous les {} mm", number(peck_mm, 1)),
        CuttingCycle::Dwelling { dwell_s } => format!("arrêt {} s au fond", number(dwell_s, 1)),
        CuttingCycle::Tapping => "taraudage rigide".to_owned(),
        CuttingCycle::Reaming => "retour à l'avance".to_owned(),
        CuttingCycle::ThreadTurning { passes } => format!("cycle de filetage en {passes} passes"),
    })
}

/// What to set on the machine, French.
pub(super) fn parameters(operation: &Operation, machine: &Machine, routing: &Routing, tables: &Tables) -> Vec<String> {
    let mut lines = Vec::new();
    let sheet = &machine.sheet;
    if let Some(control) = &sheet.control_model {
        lines.push(format!("Commande {control}"));
    }
    if let Some(taper) = &sheet.taper {
        let places = sheet.magazine_places.map(|places| format!(", {places} places")).unwrap_or_default();
        lines.push(format!("Attachements {taper}{places}"));
    }
    let limits = [
        machine.max_rpm.map(|rpm| format!("{} tr/min", number(rpm, 0))),
        machine.power_kw.map(|power| format!("{} kW", number(power, 1))),
        sheet.spindle.iter().map(|point| point.torque_nm).max_by(f64::total_cmp).map(|torque| format!("{} N·m", number(torque, 0))),
    ];
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    if !limits.is_empty() {
        lines.push(format!("Broche : {}", limits.join(", ")));
    }
    match operation.kind {
        OperationKind::Turning => lines
            .push("Pression de serrage : à régler selon l'épaisseur de paroi ; limite G50/G92 : vitesse maximale du mandrin".to_owned()),
        OperationKind::Milling => lines.push("Origine pièce G54 prise au palpeur ou à la pinnule ; longueurs d'outils mesurées".to_owned()),
        OperationKind::Sawing => {
            lines.push(format!("Trait de scie {} mm, {} pièces", number(tables.allowances.kerf.saw_mm, 1), routing.launched))
        }
        _ => {}
    }
    lines
}
