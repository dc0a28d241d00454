//! Deployment settings that are not a plain flag: where the staged libraries are, which shop file holds.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use trusquin_domain::Shop;

/// The demo shop, so that a first quote needs no file.
pub(super) const DEMO_SHOP: &str = include_str!("../../../../datasets/demo_shop/shop.toml");

/// The home of staged libraries: as told, else `.trusquin` in the working folder or the program's, or above either, else the user's.
pub fn home(told: Option<PathBuf>) -> PathBuf {
    let beside = |start: PathBuf| start.ancestors().map(|folder| folder.join(".trusquin")).find(|folder| folder.is_dir());
    told.or_else(|| std::env::current_dir().ok().and_then(beside))
        .or_else(|| std::env::current_exe().ok().and_then(beside))
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share/trusquin")))
        .unwrap_or_else(|| PathBuf::from(".trusquin"))
}

/// The demo shop and the hash of its text.
///
/// # Errors
/// Never for the one that is carried in the program.
pub fn demo_shop() -> Result<(Shop, String)> {
    Ok((Shop::from_toml(DEMO_SHOP)?, hash(DEMO_SHOP)))
}

/// What tells one shop file from another.
pub fn hash(toml: &str) -> String {
    Sha256::digest(toml.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A shop file with its text, which is part of an RFQ's fingerprint.
#[derive(Debug)]
pub struct ShopFile {
    /// The shop.
    pub shop: Shop,
    /// Its text.
    pub toml: String,
    /// True when nobody named a shop and the demo stands in: prices are then examples.
    pub demo: bool,
}

/// The shop file that was named, else `shop.toml` of the data folder, else the demo shop.
///
/// # Errors
/// The file cannot be read or is inconsistent; the message names file, place and remedy.
pub fn shop(named: Option<&Path>, data: Option<&Path>) -> Result<ShopFile> {
    let beside_data = data.map(|folder| folder.join("shop.toml")).filter(|path| path.is_file());
    let path = named.map(Path::to_path_buf).or(beside_data);
    let (toml, source) = match &path {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("the shop file {} cannot be read; check its name and rights", path.display()))?;
            (text, path.display().to_string())
        }
        None => (DEMO_SHOP.to_owned(), "the built-in demo shop".to_owned()),
    };
    let shop = Shop::from_toml(&toml).with_context(|| source)?;
    Ok(ShopFile { shop, toml, demo: path.is_none() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_shop_file_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.toml");
        std::fs::write(&path, "company = 3\n").unwrap();
        let error = format!("{:#}", shop(Some(&path), None).unwrap_err());
        assert!(error.contains("shop.toml") && error.contains("line 1"), "{error}");
    }

    #[test]
    fn the_demo_shop_is_consistent() {
        assert!(shop(None, None).unwrap().demo);
    }
}
