//! Text on rasters: detection, orientation and recognition by ONNX models that are staged, never committed.
