//! What keeps a raster from being read.

use thiserror::Error;

/// The work cannot be done.
#[derive(Debug, Error)]
pub enum OcrError {
    /// The ONNX runtime or a model is absent or refuses to load.
    #[error("{what}: {why}")]
    NotLoaded {
        /// The file.
        what: String,
        /// The loader's words.
        why: String,
    },
    /// A model refused its input, or answered in another shape than it was trained for.
    #[error("the {model} model failed: {why}")]
    Inference {
        /// `detection`, `recognition` or `direction`.
        model: &'static str,
        /// The runtime's words.
        why: String,
    },
    /// The image library refused an operation.
    #[error("image processing failed: {0}")]
    Image(#[from] opencv::Error),
    /// The time for this sheet is used up.
    #[error("the time for this sheet is used up")]
    OutOfTime,
}
