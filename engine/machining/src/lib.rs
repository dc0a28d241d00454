//! From a part and a shop to a routing: processes, blank, operations, cutting conditions, physics times.
//!
//! Architecture invariant: nothing here reads a document, a file or a clock, and nothing here makes a price. Constants of machining live in
//! `data/`, each with its unit and source.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod check;
mod choice;
mod classify;
mod conditions;
mod cutting;
mod delivery;
mod feasibility;
mod features;
mod fixturing;
mod french;
mod geometry;
mod inspection;
mod material;
mod need;
mod operations;
mod plan;
mod post;
mod program;
mod programming;
mod requirement;
mod seat;
mod sequence;
mod sheets;
mod similarity;
mod stock;
mod tables;
mod thread;
mod tooling;
mod words;

pub use check::check_shop;
pub use classify::{classify, within_trades};
pub use features::recognise;
pub use inspection::inspection_plan;
pub use material::{asks_for_no_treatment, family_default, match_material, match_treatment, match_treatments};
pub use plan::plan;
pub use post::{PostConfig, SampleProgram, fusion_post, post_config, post_configs, sample_program};
pub use program::{ProgramError, ProgramOperation, ProgramReading, ProgramTime, ProgramTool, read_program};
pub use sheets::{SheetOrder, method_sheets, sheet_text};
pub use similarity::{DESCRIPTOR_VERSION, Descriptor, Likeness, Trait, likeness, nearest};

/// The demo shop, for tests.
#[cfg(test)]
pub(crate) fn demo_shop() -> trusquin_domain::Shop {
    trusquin_domain::Shop::from_toml(include_str!("../../../datasets/demo_shop/shop.toml")).unwrap()
}
