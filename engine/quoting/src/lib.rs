//! From routings to a quote: three scenarios per quantity, planned on the shop's machines and calendar, priced in decimal.
//!
//! Architecture invariant: no price comes from a multiplier between scenarios. Each one is a plan of its own (queue
//! position, machines, overtime, batches, lots) and its costs follow from that plan. The crate knows no drawing, no
//! file and no clock: the day of the quote is given.

mod allot;
mod basis;
mod board;
mod calendar;
mod cost;
mod depends;
mod french;
mod job;
mod load;
mod moves;
pub mod orders;
mod prepare;
mod price;
mod quote;
mod reasons;
mod sequence;
mod share;
mod strategy;
mod vat;

pub use quote::{quote, quote_with};
pub use vat::{VatLine, VatTotals, order_vat, vat_totals};
