//! A program's reading as text for a terminal, French.

use crate::contract::ProgramJson;

/// The reading, ready to print.
pub fn program_text(program: &ProgramJson) -> String {
    let mut lines = vec![program.file.clone()];
    if let (Some(control), Some(total)) = (program.control, program.total_s) {
        let name = program.name.as_deref().unwrap_or("sans nom");
        let kind = if program.turning { "tournage" } else { "fraisage" };
        let op = program.op.map(|op| format!(", OP{op}")).unwrap_or_default();
        let machine = program.machine.as_deref().unwrap_or("non nommée");
        lines.push(format!("  {name}{op}, {kind}, commande {control:?}, machine {machine}"));
        let part = |value: Option<f64>| value.unwrap_or(0.0);
        lines.push(format!(
            "  Temps {} = coupe {} + rapides {} + arrêts {} + outils {}",
            clock(total),
            clock(part(program.cutting_s)),
            clock(part(program.rapid_s)),
            clock(part(program.dwell_s)),
            clock(part(program.tool_change_s))
        ));
        lines.extend(program.sha256.as_ref().map(|hash| format!("  SHA-256 {hash}")));
        for tool in &program.tools {
            lines.push(format!("  T{:<6} {:>9}  {}", tool.number, clock(tool.total_s), tool.name.as_deref().unwrap_or_default()));
        }
        for operation in &program.operations {
            let holes = if operation.holes > 0 { format!(", {} trous", operation.holes) } else { String::new() };
            let text = operation.text.as_deref().or(operation.cycle.as_deref()).unwrap_or("usinage");
            lines.push(format!("    T{} {text}{holes} : {}", operation.tool.as_deref().unwrap_or("?"), clock(operation.total_s)));
        }
    }
    lines.extend(program.diagnostics.iter().map(|found| format!("  {} {}", found.code, found.message)));
    lines.join("\n")
}

/// Minutes and seconds: `3 min 05 s`, `12,4 s`.
fn clock(seconds: f64) -> String {
    if seconds < 60.0 {
        return format!("{seconds:.1} s").replace('.', ",");
    }
    let whole = seconds.round() as u64;
    format!("{} min {:02} s", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_read_as_on_a_clock() {
        for (seconds, expect) in [(12.44, "12,4 s"), (59.9, "59,9 s"), (185.0, "3 min 05 s"), (3600.0, "60 min 00 s")] {
            assert_eq!(super::clock(seconds), expect);
        }
    }
}
