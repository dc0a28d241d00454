//! Where the corpus of real drawings is, for every test that reads it: one rule.

use std::path::{Path, PathBuf};

/// The folder `TRUSQUIN_CORPUS` names, else `../shared/corpus` beside the checkout; `None` when there is none, and the tests that
/// read it are reported as ignored.
pub fn corpus() -> Option<PathBuf> {
    let told = std::env::var_os("TRUSQUIN_CORPUS").map(PathBuf::from);
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|folder| folder.join("Cargo.lock").is_file());
    told.or_else(|| Some(checkout?.parent()?.join("shared/corpus"))).filter(|folder| folder.is_dir())
}
