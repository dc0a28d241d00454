//! Our own sample parts with ground truth: STEP, DXF and PDF that a customer could have sent, the same bytes from the same seed.
//!
//! A [`families::Family`] gives the shape and its views; [`sheet`] draws in neutral primitives; [`files`] writes the formats; [`truth`]
//! says what is true. Nothing here reads a clock or a system random source.

pub mod batch;
pub mod families;
pub mod files;
pub mod machined;
pub mod materials;
pub mod order;
pub mod part;
pub mod random;
pub mod random_part;
pub mod sample_rfq;
pub mod scan;
pub mod sheet;
pub mod solid;
pub mod standards;
pub mod truth;
pub mod truth_table;
pub mod words;
