//! Learned classes of machining features, face by face: from the face graph of a solid to a class number per face.
mod network;
mod relation;
mod training;
pub use network::{CLASSES, WEIGHTS, probabilities};
pub use relation::{FACE_INPUTS, PAIR_INPUTS, Pair, PartInput, part_input};
pub use training::{Run, Taught, train, vote};
