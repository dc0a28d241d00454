//! Programs as shops have them: modes, cycles, macros, subprograms, labels, and files that are no program.

use trusquin_domain::{Control, Severity};

use super::*;
use crate::demo_shop;

fn read(name: &str, text: &str, machine: &str) -> ProgramReading {
    read_program(name, text.as_bytes(), Some(machine), &demo_shop()).unwrap()
}

fn near(value: f64, expect: f64) {
    assert!((value - expect).abs() <= 0.001 * expect.abs() + 1e-6, "{value} for {expect}");
}

#[test]
fn fanuc_lines_arcs_and_cycles_take_their_time() {
    let text = "%\nO0010 (OP10 PLAQUE)\nG21 G90 G94\nT1 M6\nS2000 M3\nG0 X0 Y0 Z5.\nG1 Z0 F500.\nX100. F1000.\nG3 X100. Y20. I0 J10.\nG1 X0\nG4 P2000\nM30\n%";
    let found = read("prog.nc", text, "cu-3axes-2");
    assert_eq!((found.control, found.turning, found.op), (Control::Fanuc, false, Some(10)));
    // 5 mm at 500, then 100 + π 10 + 100 mm at 1000 mm/min.
    near(found.time.cutting_s, (5.0 / 500.0 + (200.0 + std::f64::consts::PI * 10.0) / 1000.0) * 60.0);
    near(found.time.dwell_s, 2.0);
    near(found.time.tool_change_s, 8.0);
    assert_eq!(found.name.as_deref(), Some("O0010"));
    assert_eq!(found.extent_mm.unwrap()[1][0], 100.0);
    assert_eq!(found.sha256.len(), 64);
}

#[test]
fn a_modal_cycle_drills_where_it_is_told_and_stops_at_g80() {
    let text = "O1\nT3 M6\nS1000 M3\nG0 X0 Y0 Z50.\nG99 G81 X10. Y10. Z-10. R2. F200.\nX20.\nX30.\nG80\nG0 X100.\nM30";
    let found = read("a.nc", text, "cu-3axes-2");
    // Three holes of 12 mm at 200 mm/min.
    near(found.time.cutting_s, 3.0 * 12.0 / 200.0 * 60.0);
    assert_eq!(found.operations[0].holes, 3);
    assert_eq!(found.operations[0].cycle.as_deref(), Some("drilling"));
    assert_eq!(found.tools[0].number, "3");
}

#[test]
fn incremental_repeats_and_inches_count() {
    let text = "O2\nG20 G90\nT1 M6\nS1000 M3\nG0 X0 Y0 Z1.\nG98 G81 X1. Y0 Z-.5 R.1 F10.\nG91 X1. K3\nG80\nM30";
    let found = read("b.nc", text, "cu-3axes-2");
    near(found.time.cutting_s, 4.0 * 0.6 / 10.0 * 60.0);
    assert_eq!(found.operations[0].holes, 4);
}

#[test]
fn macros_loops_and_subprograms_run() {
    let text = "O0001\nT1 M6\nS1000 M3\nG0 X0 Y0 Z0\n#101=1\nWHILE [#101 LE 5] DO1\nG1 X[#101*10.] F600.\n#101=#101+1\nEND1\nM98 P2000 L3\nIF [#101 EQ 6] GOTO 90\nG1 X1000.\nN90 M30\nO2000\nG91 G1 X10. F600.\nG90\nM99";
    let found = read("c.nc", text, "cu-3axes-2");
    // Five steps to X50, then three of 10.
    near(found.cutting_mm, 80.0);
    near(found.time.cutting_s, 8.0);
    assert!(found.diagnostics.iter().all(|d| d.severity == Severity::Info), "{:?}", found.diagnostics);
}

#[test]
fn a_lathe_turns_at_constant_speed() {
    let text = "O0020 (OP20)\nG21 G99\nT0101\nG50 S3000\nG96 S200 M3\nG0 X50. Z2.\nG1 Z-48. F0.25\nG0 X60.\nG28 U0 W0\nM30";
    let found = read("axe.nc", text, "tour-cn-1");
    assert!(found.turning);
    // n = 1000 × 200 / (π × 50) = 1273 rev/min; 50 mm at 0.25.
    near(found.time.cutting_s, 50.0 / (0.25 * 1000.0 * 200.0 / (std::f64::consts::PI * 50.0)) * 60.0);
    assert_eq!(found.tools[0].number, "1");
    assert!(found.diagnostics.iter().any(|d| d.code == "PRG-005"));
}

#[test]
fn siemens_speaks_its_own_words() {
    let text = "; OP30\nG17 G90 G94 G710\nT=\"FORET_8\" M6\nS1500 M3\nG0 X0 Y0 Z50\nF300\nMCALL CYCLE82(50,0,2,-20,,1)\nHOLES2(0,0,40,0,0,6)\nMCALL\nR1=10\nSTART:\nG1 X=R1 F500\nR1=R1+10\nIF R1<=30 GOTOB START\nG3 X40 Y10 CR=10\nG4 F3\nM30";
    let found = read("p.mpf", text, "cu-3axes-1");
    assert_eq!((found.control, found.op), (Control::Siemens, Some(30)));
    assert_eq!(found.operations[0].holes, 6);
    near(found.time.dwell_s, 6.0 + 3.0);
    assert_eq!(found.tools[0].number, "FORET_8");
    assert!(found.diagnostics.iter().any(|d| d.code == "PRG-009"), "the machine has another control: {:?}", found.diagnostics);
    assert!(!found.diagnostics.iter().any(|d| d.code == "PRG-002"), "{:?}", found.diagnostics);
}

#[test]
fn heidenhain_speaks_conversational() {
    let text = "0 BEGIN PGM OP40 MM\n1 BLK FORM 0.1 Z X+0 Y+0 Z-20\n2 BLK FORM 0.2 X+100 Y+50 Z+0\n3 TOOL CALL 5 Z S3000 F800\n4 L Z+100 R0 FMAX M3\n5 L X+0 Y+0 R0 FMAX\n6 L Z+0 R0 F400\n7 L X+60 F800\n8 CC X+60 Y+10\n9 C X+60 Y+20 DR+\n10 CYCL DEF 200 DRILLING ~\nQ200=2 ~\nQ201=-20 ~\nQ206=150 ~\nQ202=5 ~\nQ210=0 ~\nQ203=+0 ~\nQ204=50 ~\nQ211=0.5\n11 LBL 1\n12 L IX+10 R0 FMAX M99\n13 CALL LBL 1 REP 3/3\n14 CYCL DEF 9.0 DWELL TIME\n15 CYCL DEF 9.1 DWELL 1.5\n16 L Z+100 FMAX M30\n17 END PGM OP40 MM\n";
    let found = read("OP40.H", text, "cu-3axes-1");
    assert_eq!((found.control, found.op, found.name.as_deref()), (Control::Heidenhain, Some(40), Some("OP40")));
    assert_eq!(found.operations.iter().map(|op| op.holes).sum::<u32>(), 4);
    near(found.time.dwell_s, 4.0 * 0.5 + 1.5);
    assert!(!found.diagnostics.iter().any(|d| d.code == "PRG-002"), "{:?}", found.diagnostics);
}

#[test]
fn what_is_not_understood_is_said_once_each() {
    let text = "O3\nT1 M6\nS1000 M3\nG0 X0 Y0 Z0\nG1 X10. F100.\nG233 X5.\nG1 X20. M777\nG2 X30. R2.\nG1 X40. F0\n#5=#9999\nM98 P77\nM30";
    let found = read("d.nc", text, "cu-3axes-2");
    let codes: Vec<&str> = found.diagnostics.iter().map(|d| d.code.as_str()).collect();
    for wanted in ["PRG-002", "PRG-003", "PRG-004", "PRG-006"] {
        assert!(codes.contains(&wanted), "{wanted} in {codes:?}");
    }
    assert!(found.diagnostics.iter().any(|d| d.message.contains("G233") && d.message.contains("line 6")));
}

#[test]
fn strangers_are_refused_and_loops_end() {
    let shop = demo_shop();
    for bytes in [&b"hello world"[..], b"", b"\x00\xff\xfe\x80", b"%PDF-1.7\n1 0 obj", &[b'G'; 5000]] {
        assert_eq!(read_program("x", bytes, None, &shop).unwrap_err(), ProgramError::NotAProgram);
    }
    let endless = "O1\nT1 M6\nG0 X0\nN10 G1 X10. F100.\nX0\nGOTO 10\nM30";
    let found = read_program("loop.nc", endless.as_bytes(), None, &shop).unwrap();
    assert!(found.diagnostics.iter().any(|d| d.code == "PRG-012"));
}

proptest::proptest! {
    /// Nothing a stranger sends may panic or hang.
    #[test]
    fn any_text_is_read_or_refused(text in "[GMTXYZIJKRQPFSNOL#%()\\[\\]=+\\-*/0-9. \\n;\"A-Z]{0,400}") {
        let shop = demo_shop();
        let head = "G0 X1\nG1 X2 F100\n";
        let _ = read_program("a.nc", format!("{head}{text}").as_bytes(), None, &shop);
        let _ = read_program("a.mpf", format!("MCALL\n{head}{text}").as_bytes(), None, &shop);
        let _ = read_program("a.h", format!("BEGIN PGM A MM\nTOOL CALL 1 Z S100\n{text}").as_bytes(), None, &shop);
    }
}
