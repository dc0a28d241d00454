//! Post-processor configuration of a machine: what its programs look like, from the machine sheet, for methods to validate.

use serde::{Deserialize, Serialize};
use trusquin_domain::{CamSystem, Control, Coolant, Machine, MachineKind};

/// The configuration. Templates hold `{names}` the writer fills in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostConfig {
    /// Machine identifier.
    pub machine: String,
    /// Its name.
    pub machine_name: String,
    /// Control.
    pub control: Control,
    /// Control as its plate says.
    pub control_model: String,
    /// CAM system it is made for.
    pub cam: Option<CamSystem>,
    /// Lathe.
    pub turning: bool,
    /// File extension of a program, with its dot.
    pub extension: String,
    /// Decimals of a coordinate.
    pub decimals: u32,
    /// Fastest spindle speed, rev/min.
    pub max_rpm: Option<f64>,
    /// Fastest cutting feed, mm/min.
    pub max_feed_mm_min: Option<f64>,
    /// Travels, mm.
    pub travel_mm: Option<[f64; 3]>,
    /// Places of the magazine.
    pub magazine_places: Option<u32>,
    /// First lines.
    pub header: Vec<String>,
    /// At each tool.
    pub tool_change: Vec<String>,
    /// Last lines.
    pub footer: Vec<String>,
    /// Coolant on and off.
    pub coolant_on: String,
    /// Coolant off.
    pub coolant_off: String,
    /// Straight down.
    pub drill: Vec<String>,
    /// Full retract after each peck.
    pub peck: Vec<String>,
    /// Rigid tapping.
    pub tap: Vec<String>,
    /// Reaming: feed in and out.
    pub ream: Vec<String>,
    /// Ends a cycle.
    pub cycle_end: Vec<String>,
    /// Dwell.
    pub dwell: String,
    /// What a person has to check before the first part, French.
    pub to_validate: Vec<String>,
}

fn lines(text: &[&str]) -> Vec<String> {
    text.iter().map(|line| (*line).to_owned()).collect()
}

/// The configuration of a machine; `None` when its sheet names no control.
pub fn post_config(machine: &Machine) -> Option<PostConfig> {
    let sheet = &machine.sheet;
    let control = sheet.control?;
    let turning = matches!(machine.kind, MachineKind::Lathe | MachineKind::MillTurn);
    let through = sheet.coolant.contains(&Coolant::Through);
    let mut to_validate = vec![
        "Positions de changement d'outil et de retrait : vérifier sur la machine.".to_owned(),
        "Signes et plans des cycles : passer le programme d'essai à vide, avance réduite.".to_owned(),
    ];
    if machine.kind == MachineKind::Mill5 {
        to_validate.push("Axes rotatifs : plan incliné (PLANE SPATIAL, CYCLE800) à compléter, seul le 3 axes est généré.".to_owned());
    }
    if sheet.sub_spindle {
        to_validate.push("Contre-broche : transfert de pièce et seconde broche à compléter.".to_owned());
    }
    if machine.travel_mm.is_none() && !turning {
        to_validate.push("Courses de la machine : non renseignées dans la fiche.".to_owned());
    }
    let base = PostConfig {
        machine: machine.id.clone(),
        machine_name: machine.name.clone(),
        control,
        control_model: sheet.control_model.clone().unwrap_or_default(),
        cam: sheet.cam,
        turning,
        extension: ".nc".to_owned(),
        decimals: 3,
        max_rpm: machine.max_rpm,
        max_feed_mm_min: sheet.max_feed_mm_per_min,
        travel_mm: machine.travel_mm,
        magazine_places: sheet.magazine_places,
        header: Vec::new(),
        tool_change: Vec::new(),
        footer: Vec::new(),
        coolant_on: if through { "M51".to_owned() } else { "M8".to_owned() },
        coolant_off: "M9".to_owned(),
        drill: Vec::new(),
        peck: Vec::new(),
        tap: Vec::new(),
        ream: Vec::new(),
        cycle_end: Vec::new(),
        dwell: String::new(),
        to_validate,
    };
    Some(match (control, turning) {
        (Control::Fanuc, false) => fanuc_mill(base),
        (Control::Fanuc, true) => fanuc_lathe(base),
        (Control::Siemens, _) => siemens(base),
        (Control::Heidenhain, _) => heidenhain(base),
    })
}

fn fanuc_mill(base: PostConfig) -> PostConfig {
    PostConfig {
        header: lines(&["%", "O{number} ({name})", "({machine})", "G21 G17 G40 G49 G80 G90 G94", "G54"]),
        tool_change: lines(&["({tool_name})", "T{tool} M6", "S{rpm} M3", "G43 H{tool} {coolant}"]),
        footer: lines(&["M5", "{coolant_off}", "M30", "%"]),
        drill: lines(&["G98 G81 {place} Z{bottom} R{start} F{feed}"]),
        peck: lines(&["G98 G83 {place} Z{bottom} R{start} Q{peck} F{feed}"]),
        tap: lines(&["M29 S{rpm}", "G98 G84 {place} Z{bottom} R{start} F{tap_feed}"]),
        ream: lines(&["G98 G85 {place} Z{bottom} R{start} F{feed}"]),
        cycle_end: lines(&["G80"]),
        dwell: "G4 P{milliseconds}".to_owned(),
        ..base
    }
}

fn fanuc_lathe(base: PostConfig) -> PostConfig {
    PostConfig {
        header: lines(&["%", "O{number} ({name})", "({machine})", "G21 G18 G40 G80 G99"]),
        tool_change: lines(&["({tool_name})", "T{tool2}{tool2}", "{speed} M3", "{coolant}"]),
        footer: lines(&["M5", "{coolant_off}", "M30", "%"]),
        drill: lines(&["G98", "G83 Z{bottom} R{start} F{feed_min}"]),
        peck: lines(&["G98", "G83 Z{bottom} R{start} Q{peck_microns} F{feed_min}"]),
        tap: lines(&["M29 S{rpm}", "G84 Z{bottom} R{start} F{pitch}"]),
        ream: lines(&["G98", "G85 Z{bottom} R{start} F{feed_min}"]),
        cycle_end: lines(&["G80", "G99"]),
        dwell: "G4 P{milliseconds}".to_owned(),
        ..base
    }
}

fn siemens(base: PostConfig) -> PostConfig {
    let turning = base.turning;
    let opening: &[&str] = if turning { &["G18 G40 G90 G95 G710 DIAMON"] } else { &["G17 G40 G90 G94 G710 G54"] };
    let change: &[&str] = if turning {
        &["; {tool_name}", "T{tool} D1", "{speed} M3 {coolant}"]
    } else {
        &["; {tool_name}", "T{tool} M6", "S{rpm} M3 {coolant}"]
    };
    let feed = if turning { "F{feed_turn}" } else { "F{feed}" };
    let cycle = |text: &str| vec![feed.to_owned(), format!("MCALL {text}")];
    PostConfig {
        extension: ".mpf".to_owned(),
        header: [lines(&["; {name}", "; {machine}"]), lines(opening)].concat(),
        tool_change: lines(change),
        footer: lines(&["M5", "{coolant_off}", "M30"]),
        drill: cycle("CYCLE81({retract},{surface},{clearance},{bottom},)"),
        peck: cycle("CYCLE83({retract},{surface},{clearance},{bottom},,,{first_peck},0,0,0,1,1)"),
        tap: vec!["MCALL CYCLE84({retract},{surface},{clearance},{bottom},,0,5,,{pitch},,{rpm},{rpm})".to_owned()],
        ream: cycle("CYCLE85({retract},{surface},{clearance},{bottom},,0,{feed_value},{feed_value})"),
        cycle_end: lines(&["MCALL"]),
        dwell: "G4 F{seconds}".to_owned(),
        ..base
    }
}

fn heidenhain(base: PostConfig) -> PostConfig {
    let q = |number: &str, name: &str, more: &[&str]| {
        let head = [format!("CYCL DEF {number} {name} ~"), "Q200={clearance} ~".to_owned(), "Q201={depth_negative} ~".to_owned()];
        [head.to_vec(), lines(more), lines(&["Q203={surface} ~", "Q204={second}"])].concat()
    };
    PostConfig {
        extension: ".h".to_owned(),
        header: lines(&["BEGIN PGM {name} MM", "BLK FORM 0.1 Z X{x0} Y{y0} Z{z0}", "BLK FORM 0.2 X{x1} Y{y1} Z{z1}", "; {machine}"]),
        tool_change: lines(&["; T{tool} {tool_name}", "TOOL CALL {tool} Z S{rpm}", "M3", "{coolant}"]),
        footer: lines(&["M5", "{coolant_off}", "M30", "END PGM {name} MM"]),
        coolant_on: "M8".to_owned(),
        drill: q("200", "DRILLING", &["Q206={feed} ~", "Q202={depth} ~", "Q210=0 ~", "Q211={seconds} ~"]),
        peck: q("200", "DRILLING", &["Q206={feed} ~", "Q202={peck} ~", "Q210=0 ~", "Q211={seconds} ~"]),
        tap: q("207", "RIGID TAPPING NEW", &["Q239={pitch} ~"]),
        ream: q("201", "REAMING", &["Q206={feed} ~", "Q211={seconds} ~", "Q208={feed} ~"]),
        dwell: "CYCL DEF 9.0 DWELL TIME\nCYCL DEF 9.1 DWELL {seconds}".to_owned(),
        ..base
    }
}

impl PostConfig {
    /// As the file methods validate and keep, TOML.
    pub fn to_toml(&self) -> String {
        let text = |value: &str| serde_json::Value::from(value).to_string();
        let list = |values: &[String]| {
            let inner: Vec<String> = values.iter().map(|value| format!("    {},\n", text(value))).collect();
            if inner.is_empty() { "[]".to_owned() } else { format!("[\n{}]", inner.concat()) }
        };
        let word = |value: serde_json::Result<serde_json::Value>| value.map_or_else(|_| "\"\"".to_owned(), |value| value.to_string());
        let mut lines = vec![
            "# Post-processeur généré depuis la fiche machine : à valider par les méthodes avant la première pièce.".to_owned(),
            "# Les {mots} sont remplis à l'écriture du programme.".to_owned(),
            format!("machine = {}", text(&self.machine)),
            format!("machine_name = {}", text(&self.machine_name)),
            format!("control = {}", word(serde_json::to_value(self.control))),
            format!("control_model = {}", text(&self.control_model)),
        ];
        lines.extend(self.cam.map(|cam| format!("cam = {}", word(serde_json::to_value(cam)))));
        lines.push(format!("turning = {}", self.turning));
        lines.push(format!("extension = {}", text(&self.extension)));
        lines.push(format!("decimals = {}", self.decimals));
        lines.extend(self.max_rpm.map(|value| format!("max_rpm = {value:?}")));
        lines.extend(self.max_feed_mm_min.map(|value| format!("max_feed_mm_min = {value:?}")));
        lines.extend(self.travel_mm.map(|[x, y, z]| format!("travel_mm = [{x:?}, {y:?}, {z:?}]")));
        lines.extend(self.magazine_places.map(|value| format!("magazine_places = {value}")));
        for (name, values) in [("header", &self.header), ("tool_change", &self.tool_change), ("footer", &self.footer)] {
            lines.push(format!("{name} = {}", list(values)));
        }
        lines.push(format!("coolant_on = {}", text(&self.coolant_on)));
        lines.push(format!("coolant_off = {}", text(&self.coolant_off)));
        for (name, values) in
            [("drill", &self.drill), ("peck", &self.peck), ("tap", &self.tap), ("ream", &self.ream), ("cycle_end", &self.cycle_end)]
        {
            lines.push(format!("{name} = {}", list(values)));
        }
        lines.push(format!("dwell = {}", text(&self.dwell)));
        lines.push(format!("to_validate = {}", list(&self.to_validate)));
        lines.join("\n") + "\n"
    }

    /// Reads a configuration that methods edited.
    ///
    /// # Errors
    /// The text names line and key.
    pub fn from_toml(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }
}
