//! Post-processors: a configuration from the machine sheet for methods to validate, and a writer of programs to try it with.

mod config;
mod fusion;
mod neutral;
mod sample;
mod writer;

#[cfg(test)]
mod tests;

use trusquin_domain::{Machine, Shop};

pub use config::{PostConfig, post_config};
pub use fusion::fusion_post;

use crate::program::{Kinematics, ProgramTime};
use crate::tables::tables;

/// A program to try a machine's post-processor with: its text, and the time it takes by closed formulas.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleProgram {
    /// File name.
    pub file_name: String,
    /// Text.
    pub text: String,
    /// Exact time, s.
    pub time: ProgramTime,
}

/// A sample program of a machine with a control; the number decides the part. `None` for a machine without a control.
pub fn sample_program(machine: &Machine, post: &PostConfig, seed: u64) -> Option<SampleProgram> {
    machine.sheet.control?;
    let tables = tables().ok()?;
    let program = sample::sample(machine, seed);
    let kinematics = Kinematics::of(Some(machine), tables);
    Some(SampleProgram {
        file_name: format!("OP{}_{}{}", program.number, program.name, post.extension),
        text: writer::write(&program, post),
        time: neutral::exact_time(&program, &kinematics),
    })
}

/// Configurations of all machines of a shop that have a control.
pub fn post_configs(shop: &Shop) -> Vec<PostConfig> {
    shop.machine.iter().filter_map(post_config).collect()
}
