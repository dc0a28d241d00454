//! Programs read back: estimated time, tools, operations and what was not understood, for Fanuc, Siemens and Heidenhain controls.
//!
//! The program is run on a model of the machine: rapids with their acceleration, feeds as written, tool changes and spindle starts of the
//! machine sheet. It is not a simulation of the cut: nothing here sees the part or its clamping.

mod clock;
mod expression;
mod fanuc;
mod heidenhain;
mod iso;
mod siemens;
mod state;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use trusquin_domain::{Control, Diagnostic, Machine, MachineKind, Shop};

use crate::tables::tables;
pub(crate) use clock::Kinematics;
pub use clock::ProgramTime;
use state::Running;

/// Blocks carried out at most: a million is beyond what a control holds, and a loop without end stops here.
pub(crate) const MOST_BLOCKS: u32 = 1_000_000;
/// Bytes read at most.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A tool of a program.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ProgramTool {
    /// Number or name, as called.
    pub number: String,
    /// What a comment calls it.
    pub name: Option<String>,
    /// Time it is in the spindle, change included, s.
    pub total_s: f64,
    /// Time at feed, s.
    pub cutting_s: f64,
}

/// An operation of a program: what lies between two tool changes or two comments.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ProgramOperation {
    /// Tool at work.
    pub tool: Option<String>,
    /// The comment before it.
    pub text: Option<String>,
    /// Canned cycle used, English.
    pub cycle: Option<String>,
    /// Holes made by it.
    pub holes: u32,
    /// s.
    pub total_s: f64,
    /// At feed, s.
    pub cutting_s: f64,
}

/// What a program says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgramReading {
    /// SHA-256 of the file: names its version.
    pub sha256: String,
    /// Control it is written for.
    pub control: Control,
    /// Program number or name.
    pub name: Option<String>,
    /// Identifier of the machine, when the program or its caller names one of the shop's.
    pub machine: Option<String>,
    /// Operation number a name or a comment carries (OP10).
    pub op: Option<u32>,
    /// Turned, not milled.
    pub turning: bool,
    /// Time, s.
    pub time: ProgramTime,
    /// The sum of it, s.
    pub total_s: f64,
    /// Tools in the order they are called.
    pub tools: Vec<ProgramTool>,
    /// Operations in order.
    pub operations: Vec<ProgramOperation>,
    /// Way at feed, mm.
    pub cutting_mm: f64,
    /// Way at rapid, mm.
    pub rapid_mm: f64,
    /// Least and most coordinates reached at feed, mm: X, Y, Z (X a diameter on lathes).
    pub extent_mm: Option<[[f64; 3]; 2]>,
    /// Blocks carried out.
    pub blocks: u32,
    /// What was not understood or had to be assumed.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a file is no program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProgramError {
    /// No G code, no conversational block.
    #[error("this is no program for a machine: no block of Fanuc, Siemens or Heidenhain was found")]
    NotAProgram,
    /// Larger than anything a control holds.
    #[error("the file is larger than 64 MiB: no control holds such a program")]
    TooLarge,
    /// A data table of the crate was edited wrongly.
    #[error("a data table cannot be read, restore it: {0}")]
    Tables(String),
}

/// The text of a program.
pub(crate) struct Source {
    pub lines: Vec<String>,
}

/// A tool named in a comment.
pub(crate) struct UsedTool {
    pub number: String,
    pub text: String,
}

/// Reads a program. `machine` is the machine it is for, when known; else one the program names, else the first of the shop with that
/// control; the kinematics are its own.
///
/// # Errors
/// [`ProgramError`] when the file is no program.
pub fn read_program(file_name: &str, bytes: &[u8], machine: Option<&str>, shop: &Shop) -> Result<ProgramReading, ProgramError> {
    if bytes.len() > MOST_BYTES {
        return Err(ProgramError::TooLarge);
    }
    let tables = tables().map_err(|error| ProgramError::Tables(error.to_owned()))?;
    let text = decode(bytes);
    let source = Source { lines: text.lines().map(str::to_owned).collect() };
    let control = control_of(&source).ok_or(ProgramError::NotAProgram)?;
    let mut notes = Vec::new();
    let turning_written = is_turning(&source, control);
    let found = find_machine(machine, &source, control, turning_written, shop, &mut notes);
    let turning = found.map_or(turning_written, |machine| match machine.kind {
        MachineKind::Lathe => true,
        MachineKind::MillTurn => turning_written,
        _ => false,
    });
    let kinematics = Kinematics::of(found, tables);
    let mut running = Running::new(&kinematics);
    let blocks = match control {
        Control::Fanuc => fanuc::run(&source, turning, &mut running),
        Control::Siemens => siemens::run(&source, turning, &mut running),
        Control::Heidenhain => heidenhain::run(&source, &mut running),
    };
    running.finish();
    if let Some(machine) = found
        && let Some(limit) = machine.max_rpm
        && running.spindle_rpm > limit + 0.5
    {
        notes.push(Diagnostic::warning(
            "PRG-013",
            format!("the program asks for {:.0} rev/min, the machine gives {limit:.0}", running.spindle_rpm),
        ));
    }
    notes.append(&mut running.diagnostics);
    let time = running.clock.whole;
    let extent_mm = (running.low[0] <= running.high[0]).then_some([running.low, running.high]);
    Ok(ProgramReading {
        sha256: hex(&Sha256::digest(bytes)),
        control,
        name: name_of(&source, control),
        machine: found.filter(|_| machine.is_some() || named(&source, shop).is_some()).map(|machine| machine.id.clone()),
        op: operation_number(file_name, &source),
        turning,
        time,
        total_s: time.total_s(),
        tools: running.tools,
        operations: running.operations,
        cutting_mm: running.cutting_mm,
        rapid_mm: running.rapid_mm,
        extent_mm,
        blocks,
        diagnostics: notes,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// UTF-8, or Latin-1 as old controls write it; NULs and punch-tape marks dropped.
fn decode(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    text.chars().filter(|c| *c != '\0' && *c != '\u{13}').collect::<String>().replace("\r\n", "\n").replace('\r', "\n")
}

/// The dialect, from its own words.
fn control_of(source: &Source) -> Option<Control> {
    let (mut conversational, mut siemens, mut iso) = (0_u32, 0_u32, 0_u32);
    for line in source.lines.iter().take(4000) {
        let upper = line.trim().to_uppercase();
        let body = upper.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
        if ["BEGIN PGM", "TOOL CALL", "CYCL DEF", "CYCL CALL", "BLK FORM", "END PGM", "LBL "].iter().any(|word| body.starts_with(word))
            || body.contains(" FMAX")
        {
            conversational += 1;
        }
        if upper.starts_with("%_N_")
            || upper.contains("MCALL")
            || upper.contains("CYCLE8")
            || upper.contains("CR=")
            || upper.contains("LIMS=")
            || upper.contains("T=\"")
            || upper.starts_with("MSG(")
            || upper.contains("WORKPIECE(")
            || upper.contains("SUPA")
            || upper.contains("DIAMON")
            || upper.contains("G500")
            || upper.contains("G710")
        {
            siemens += 1;
        }
        let code = upper.trim_start_matches('/').trim_start_matches(|c: char| c == 'N' || c.is_ascii_digit() || c == ' ');
        let g = code.strip_prefix('G').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if g || upper.contains(" G0") || upper.contains(" G1") {
            iso += 1;
        }
    }
    if conversational > 1 {
        Some(Control::Heidenhain)
    } else if siemens > 0 && iso > 0 {
        Some(Control::Siemens)
    } else {
        (iso > 1).then_some(Control::Fanuc)
    }
}

/// A lathe program: turret tools without M6, diameters without Y, constant cutting speed.
fn is_turning(source: &Source, control: Control) -> bool {
    if control == Control::Heidenhain {
        return false;
    }
    let (mut mill, mut lathe) = (0_u32, 0_u32);
    for line in source.lines.iter().take(4000) {
        let code = line.split([';', '(']).next().unwrap_or_default().to_uppercase();
        let has = |word: &str| code.split(|c: char| c.is_whitespace()).any(|found| found == word);
        mill += u32::from(has("M6") || has("M06") || code.contains("M06") || code.ends_with("M6"));
        let after_y =
            code.split('Y').nth(1).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.' || c == '='));
        mill += u32::from(after_y);
        lathe += 3 * u32::from(
            code.contains("G96")
                || code.contains("G50")
                || code.contains("LIMS")
                || code.contains("DIAMON")
                || code.contains("G76")
                || code.contains("G71 U"),
        );
        let turret = code.split('T').nth(1).is_some_and(|rest| rest.chars().take_while(char::is_ascii_digit).count() == 4);
        lathe += 2 * u32::from(turret);
    }
    lathe > mill
}

/// The machine a comment names.
fn named<'a>(source: &Source, shop: &'a Shop) -> Option<&'a Machine> {
    let head: String = source.lines.iter().take(40).map(|line| line.to_lowercase()).collect::<Vec<_>>().join("\n");
    shop.machine.iter().find(|machine| {
        machine.sheet.control.is_some() && (head.contains(&machine.id.to_lowercase()) || head.contains(&machine.name.to_lowercase()))
    })
}

fn find_machine<'a>(
    told: Option<&str>,
    source: &Source,
    control: Control,
    turning: bool,
    shop: &'a Shop,
    notes: &mut Vec<Diagnostic>,
) -> Option<&'a Machine> {
    if let Some(id) = told {
        let found = shop.machine_by_id(id);
        match found {
            None => notes
                .push(Diagnostic::warning("PRG-008", format!("there is no machine '{id}' in the shop file: a usual machine stands in"))),
            Some(machine) if machine.sheet.control.is_some_and(|of_machine| of_machine != control) => {
                notes.push(Diagnostic::warning(
                    "PRG-009",
                    format!("the program is written for {control:?}, the machine '{id}' has another control"),
                ));
            }
            Some(_) => {}
        }
        return found;
    }
    if let Some(machine) = named(source, shop) {
        return Some(machine);
    }
    let lathe = |machine: &&Machine| matches!(machine.kind, MachineKind::Lathe | MachineKind::MillTurn);
    let found = shop.machine.iter().filter(|machine| lathe(machine) == turning).find(|machine| machine.sheet.control == Some(control));
    let text =
        found.map_or("a usual machine of 10 m/min rapid".to_owned(), |machine| format!("'{}', the first with this control", machine.id));
    notes.push(Diagnostic::info("PRG-008", format!("the program names no machine: times are those of {text}")));
    found
}

fn name_of(source: &Source, control: Control) -> Option<String> {
    source.lines.iter().take(20).find_map(|line| {
        let trimmed = line.trim();
        match control {
            Control::Fanuc => {
                let rest = trimmed.strip_prefix(['O', 'o', ':'])?;
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                (!digits.is_empty()).then(|| format!("O{digits}"))
            }
            Control::Siemens => trimmed.strip_prefix("%_N_").map(|name| name.trim_end_matches("_MPF").trim_end_matches("_SPF").to_owned()),
            Control::Heidenhain => {
                let upper = trimmed.to_uppercase();
                let at = upper.find("BEGIN PGM")?;
                trimmed.get(at + 9..)?.split_whitespace().next().map(str::to_owned)
            }
        }
    })
}

/// `OP10`, `OP 20`, `op_30` in the file's name or in the first comments.
fn operation_number(file_name: &str, source: &Source) -> Option<u32> {
    std::iter::once(file_name).chain(source.lines.iter().take(20).map(String::as_str)).find_map(|text| {
        let upper = text.to_uppercase();
        let mut from = 0;
        while let Some(at) = upper.get(from..).and_then(|rest| rest.find("OP")) {
            let place = from + at;
            let before = upper.get(..place).and_then(|head| head.chars().next_back());
            let rest = upper.get(place + 2..).unwrap_or_default().trim_start_matches([' ', '_', '-', '.']);
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if before.is_none_or(|c| !c.is_ascii_alphanumeric())
                && let Ok(number @ 1..=9990) = digits.parse()
            {
                return Some(number);
            }
            from = place + 2;
        }
        None
    })
}

/// `T5 D=10. CR=0. - FRAISE`, `T1 : CNMG 120408`: a tool list in comments.
pub(crate) fn tool_in_comment(comment: &str) -> Option<UsedTool> {
    let text = comment.trim();
    let rest = text.strip_prefix(['T', 't'])?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let name = rest.get(digits.len()..)?.trim_start_matches([' ', ':', '-', '=', '.']).trim();
    if digits.is_empty() || name.is_empty() {
        return None;
    }
    let number = digits.trim_start_matches('0');
    let number = if number.is_empty() { "0" } else { number };
    // T0303 of a lathe is tool 3.
    let number = if digits.len() == 4 { digits.get(..2).unwrap_or_default().trim_start_matches('0') } else { number };
    Some(UsedTool { number: number.to_owned(), text: name.to_owned() })
}
