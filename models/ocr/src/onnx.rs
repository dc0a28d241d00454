//! ONNX Runtime behind [`Model`]: the staged library is loaded at run time, one environment a process, one session a model.

use std::path::Path;
use std::sync::Mutex;

use ndarray::{Array4, ArrayD};
use ort::environment::Environment;
use ort::ep;
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::TensorRef;

use crate::{Model, Models, OcrError};

/// Where the set-up stages the library, under TRUSQUIN_HOME.
const LIBRARY: &str = "lib/libonnxruntime.so";
/// Where it stages the models.
const DETECTION: &str = "models/PP-OCRv6_det_small.onnx";
const RECOGNITION: &str = "models/PP-OCRv6_rec_small.onnx";
const DIRECTION: &str = "models/ch_ppocr_mobile_v2.0_cls_mobile.onnx";
/// Key of the recogniser's metadata that carries its alphabet, one character a line.
const ALPHABET_KEY: &str = "character";

/// How the runtime works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnnxSettings {
    /// Threads inside one operator. 1 by default: reading processes run side by side.
    pub threads: usize,
}

impl Default for OnnxSettings {
    fn default() -> Self {
        Self { threads: 1 }
    }
}

/// True when the library and the three models are in `home`; nothing is loaded.
pub fn models_are_staged(home: &Path) -> bool {
    [LIBRARY, DETECTION, RECOGNITION, DIRECTION].iter().all(|file| home.join(file).is_file())
}

/// Loads the library and the three models from `home`.
///
/// # Errors
/// A file is absent or refused; the message names it.
pub fn load_models(home: &Path, settings: OnnxSettings) -> Result<Models, OcrError> {
    for file in [LIBRARY, DETECTION, RECOGNITION, DIRECTION] {
        if !home.join(file).is_file() {
            return Err(OcrError::NotLoaded { what: home.join(file).display().to_string(), why: "it is not there".to_owned() });
        }
    }
    let library = home.join(LIBRARY);
    let refused = |why: String| OcrError::NotLoaded { what: library.display().to_string(), why };
    let environment = ort::init_from(&library)
        .map_err(|error| refused(error.to_string()))?
        .with_name("trusquin")
        .with_telemetry(false)
        .build()
        .map_err(|error| refused(error.to_string()))?;
    let open = |file: &str, name: &'static str| -> Result<Box<dyn Model>, OcrError> {
        let path = home.join(file);
        let model = OnnxModel::open(&environment, &path, name, settings)
            .map_err(|error| OcrError::NotLoaded { what: path.display().to_string(), why: error.to_string() })?;
        Ok(Box::new(model))
    };
    Ok(Models {
        detection: open(DETECTION, "detection")?,
        recognition: open(RECOGNITION, "recognition")?,
        direction: open(DIRECTION, "direction")?,
    })
}

struct OnnxModel {
    session: Mutex<Session>,
    name: &'static str,
    alphabet: Vec<String>,
}

impl OnnxModel {
    /// Neither arena nor memory pattern: sheets differ in size, and an arena keeps the largest for ever (docs/adr/0005-raster-ocr.md).
    fn open(environment: &Environment, path: &Path, name: &'static str, settings: OnnxSettings) -> ort::Result<Self> {
        let session = Session::builder(environment)?
            .with_optimization_level(GraphOptimizationLevel::Level3)?
            .with_intra_threads(settings.threads)?
            .with_inter_threads(1)?
            .with_intra_op_spinning(false)?
            .with_memory_pattern(false)?
            .with_execution_providers([ep::CPU::default().with_arena_allocator(false).build()])?
            .commit_from_file(path)?;
        let listed = session.metadata()?.custom(ALPHABET_KEY);
        let alphabet = listed.map(|text| text.split('\n').map(str::to_owned).collect()).unwrap_or_default();
        Ok(Self { session: Mutex::new(session), name, alphabet })
    }
}

impl Model for OnnxModel {
    fn run(&self, input: Array4<f32>) -> Result<ArrayD<f32>, OcrError> {
        let failed = |why: String| OcrError::Inference { model: self.name, why };
        let mut session = self.session.lock().map_err(|_| failed("an earlier run panicked".to_owned()))?;
        let input = TensorRef::from_array_view(input.view()).map_err(|error| failed(error.to_string()))?;
        let outputs = session.run(ort::inputs![input]).map_err(|error| failed(error.to_string()))?;
        let first = outputs.values().next().ok_or_else(|| failed("no output".to_owned()))?;
        let array = first.try_extract_array::<f32>().map_err(|error| failed(error.to_string()))?;
        Ok(array.to_owned())
    }

    fn alphabet(&self) -> &[String] {
        &self.alphabet
    }
}
