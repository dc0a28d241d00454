//! The shop floor: time bookings come in as files, are checked, and leave as closed operations with their reasons.
//!
//! Architecture invariant: nothing here prices, routes or predicts; a booking that is not used for training is kept and counted with its reason.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod catalogue;
mod cleaning;
mod demo;
mod error;
mod import;
mod instant;
mod mapping;
mod number;
mod sheet;
mod workbook;

pub use catalogue::{CATALOGUE_COLUMNS, Catalogue, CatalogueMapping, read_catalogue, tools_as_toml};
pub use cleaning::{Cleaned, CleaningRules, ClosedOperation, Exclusion, clean};
pub use demo::{bookings_csv, demo_bookings};
pub use error::ShopFloorError;
pub use import::{Bookings, RowProblem, read_bookings};
pub use instant::DayOrder;
pub use mapping::{CANONICAL, ColumnMapping, plain as plain_text};
pub use number::parse_number;
pub use sheet::{Sheet, SheetRow, read_sheet, sheet_from_bytes};
pub use workbook::table_from_bytes;
