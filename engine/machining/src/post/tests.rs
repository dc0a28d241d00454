//! The writer's programs read back: the reader steps through text and must reach the time of the closed formulas.

use super::*;
use crate::demo_shop;
use crate::program::read_program;

#[test]
fn programs_read_back_in_their_exact_time() {
    let shop = demo_shop();
    let mut worst = 0.0_f64;
    let mut count = 0;
    for machine in shop.machine.iter().filter(|machine| machine.sheet.control.is_some()) {
        let post = post_config(machine).unwrap();
        for seed in 1..=20 {
            let sample = sample_program(machine, &post, seed).unwrap();
            let reading = read_program(&sample.file_name, sample.text.as_bytes(), Some(&machine.id), &shop).unwrap();
            assert_eq!(Some(reading.control), machine.sheet.control, "{}", sample.text);
            assert!(
                reading.diagnostics.iter().all(|d| d.severity == trusquin_domain::Severity::Info),
                "{:?}\n{}",
                reading.diagnostics,
                sample.text
            );
            let off = (reading.total_s - sample.time.total_s()).abs() / sample.time.total_s();
            worst = worst.max(off);
            count += 1;
            assert!(off < 0.02, "{} {seed}: read {:?}, exact {:?}\n{}", machine.id, reading.time, sample.time, sample.text);
            for (read, exact) in [
                (reading.time.cutting_s, sample.time.cutting_s),
                (reading.time.rapid_s, sample.time.rapid_s),
                (reading.time.tool_change_s, sample.time.tool_change_s),
                (reading.time.dwell_s, sample.time.dwell_s),
            ] {
                assert!((read - exact).abs() <= 0.03 * exact + 0.05, "{} {seed}: {read} for {exact}", machine.id);
            }
            let names: Vec<&str> = reading.tools.iter().filter_map(|tool| tool.name.as_deref()).collect();
            assert_eq!(names.len(), reading.tools.len(), "{:?}", reading.tools);
            assert!(reading.tools.len() >= 4 && reading.operations.len() >= 4, "{:?}", reading.operations);
            assert_eq!(reading.machine.as_deref(), Some(machine.id.as_str()));
            let by_tool: f64 = reading.tools.iter().map(|tool| tool.total_s).sum();
            assert!((by_tool - reading.total_s).abs() < 0.02 * reading.total_s, "{by_tool} {}", reading.total_s);
        }
    }
    println!("{count} programs, time off by {:.3} % at most", worst * 100.0);
    assert_eq!(count, 100);
}

#[test]
fn a_configuration_survives_its_file() {
    let shop = demo_shop();
    let configs = post_configs(&shop);
    assert_eq!(configs.len(), 5);
    for config in &configs {
        assert_eq!(&PostConfig::from_toml(&config.to_toml()).unwrap(), config);
        assert!(!config.to_validate.is_empty());
    }
    let fusion = configs.iter().find(|config| config.machine == "cu-3axes-2").unwrap();
    let script = fusion_post(fusion).unwrap();
    assert!(script.contains("function onSection") && !script.contains('@') && script.contains("G98 G83"), "{script}");
    assert_eq!(script.matches('{').count(), script.matches('}').count());
    assert!(
        configs.iter().filter(|config| config.control == trusquin_domain::Control::Heidenhain).all(|config| fusion_post(config).is_none())
    );
}

#[test]
fn a_machine_without_control_has_no_post() {
    let shop = demo_shop();
    assert!(post_config(shop.machine_by_id("tour-conv").unwrap()).is_none());
}
