//! The seam between the stages and whatever runs a network: two methods, so that a test is a few lines of arithmetic.

use ndarray::{Array4, ArrayD};

use crate::OcrError;

/// A network of one input and one output.
///
/// Inputs are NCHW: batch, 3 channels (equal for a grey sheet), rows, columns; values (pixel / 255 - 0.5) / 0.5, so paper is 1.
pub trait Model {
    /// Runs the network on one batch.
    ///
    /// # Errors
    /// The runtime refuses the input or fails.
    fn run(&self, input: Array4<f32>) -> Result<ArrayD<f32>, OcrError>;

    /// The model's own alphabet, one character a class in order; empty for a model that does not read.
    fn alphabet(&self) -> &[String];
}

/// The three networks of a reader.
///
/// | model | input | output |
/// |---|---|---|
/// | detection | 1 x 3 x H x W, H and W multiples of 32 | 1 x 1 x H x W: probability that a pixel is inside (shrunk) text |
/// | recognition | N x 3 x 48 x W | N x W/8 x classes: softmax, class 0 blank, 1.. the alphabet, last a space |
/// | direction | N x 3 x 48 x 192 | N x 2: upright, upside down |
pub struct Models {
    /// Where text is (DB, PP-OCRv6).
    pub detection: Box<dyn Model>,
    /// What it says (CTC, PP-OCRv6).
    pub recognition: Box<dyn Model>,
    /// Which way up it is (PP-OCR mobile v2).
    pub direction: Box<dyn Model>,
}
