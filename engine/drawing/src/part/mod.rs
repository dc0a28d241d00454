//! From analysed files to parts: one part, one quote line.
//!
//! `identity` compares numbers and stems, `group` puts files together, `build` merges what they say,
//! `outside` finds outside threads on the model, `sizes` lists what a model can be dimensioned with, `evidence` weighs whether a drawing
//! shows it, `crosscheck` lists where they contradict each other,
//! `pairing` proposes files that belong together by their sizes alone.

mod build;
mod crosscheck;
mod evidence;
mod group;
mod hole_callout;
mod identity;
mod manual;
mod outside;
mod pairing;
mod sizes;

pub use build::assemble;
pub use identity::same_number;
#[cfg(test)]
mod tests;
