//! Learned classes of machining features, face by face: from the face graph of a solid to a class number per face.
//!
//! Architecture invariant: the networks see the face graph of the domain only, never a file, a name or the order of the faces.
//! What was learned, from what, and how well it does is in MODEL_CARD.md.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod label;
mod network;
mod relation;
mod training;

pub use label::{label_faces, networks};
pub use network::{CLASSES, WEIGHTS, probabilities};
pub use relation::{FACE_INPUTS, PAIR_INPUTS, Pair, PartInput, part_input};
pub use training::{Run, Taught, train, vote};
