//! The book is whole: every page is in its summary, every diagnostic code has its line, every dependency its reason.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::sources::{ROOMS, checkout, hold, rust_files};

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_page_is_in_the_summary() {
    let docs = checkout().join("docs");
    let summary = std::fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
    let breaches: Vec<String> = pages(&docs)
        .iter()
        .map(|page| page.strip_prefix(&docs).unwrap().display().to_string())
        .filter(|page| page != "SUMMARY.md" && !summary.contains(&format!("({page})")))
        .collect();
    hold("add the page to docs/SUMMARY.md", &breaches);
}

#[test]
fn every_diagnostic_code_has_its_line() {
    let code = Regex::new(r"^[A-Z]{3}-[0-9]{3}$").unwrap();
    let written: String = pages(&checkout().join("docs/diagnostics")).iter().map(|page| std::fs::read_to_string(page).unwrap()).collect();
    let mut used = BTreeSet::new();
    for file in rust_files(ROOMS).iter().filter(|file| !file.is_test()) {
        used.extend(file.parts.strings.iter().filter(|(_, text)| code.is_match(text)).map(|(_, text)| text.clone()));
    }
    assert!(used.len() > 50, "only {} codes found in the sources: the rule sees too little", used.len());
    let breaches: Vec<String> = used.into_iter().filter(|code| !written.contains(&format!("| {code} |"))).collect();
    hold("every diagnostic code is explained on a page of docs/diagnostics", &breaches);
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest: toml::Table = toml::from_str(&std::fs::read_to_string(checkout().join("Cargo.toml")).unwrap()).unwrap();
    let decisions: String = pages(&checkout().join("docs/adr")).iter().map(|page| std::fs::read_to_string(page).unwrap()).collect();
    let dependencies = manifest["workspace"]["dependencies"].as_table().unwrap();
    let breaches: Vec<String> = dependencies
        .keys()
        .filter(|name| {
            !name.starts_with("trusquin-")
                && !Regex::new(&format!(r"(?m)[^\w-]{}[^\w-]", regex::escape(name))).unwrap().is_match(&decisions)
        })
        .cloned()
        .collect();
    hold("every dependency is named with its reason in docs/adr", &breaches);
}
