//! Text on rasters: detection, orientation and recognition by ONNX models that are staged, never committed.
//!
//! Stages are files, each usable alone: [`preprocess`] (level, ink, ruled lines, letters), [`orientation`], [`detection`],
//! [`recognition`], [`layout`]; [`SheetReader`] is the one convenience call.
//!
//! Architecture invariant: no stage knows an ONNX runtime; they see the two-method trait [`Model`], so tests bring fakes and need no weights.
//! Nothing here knows what a title block is.

pub mod detection;
mod error;
mod framed;
pub mod layout;
pub mod lettering;
mod model;
mod onnx;
pub mod orientation;
pub mod preprocess;
mod reader;
pub mod recognition;
pub mod rows;
mod second_look;
mod second_reading;
mod texture;

pub use error::OcrError;
pub use layout::{Levelling, ReadSheet};
pub use lettering::LetteringReader;
pub use model::{Model, Models};
pub use onnx::{OnnxSettings, load_models, models_are_staged};
pub use reader::SheetReader;
