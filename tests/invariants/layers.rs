//! Dependencies point one way: api > pipelines > models > engine; machining and quoting never see a reader; the engine has no I/O crate (I1).

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{ROOMS, checkout, hold};

/// Crates that bring a clock, chance, a network, a database, a runtime or the file system.
const IMPURE: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "futures",
    "sqlx",
    "rusqlite",
    "axum",
    "hyper",
    "reqwest",
    "ureq",
    "rand",
    "fastrand",
    "getrandom",
    "chrono",
    "time",
    "tempfile",
    "walkdir",
    "object_store",
    "nix",
    "libc",
    "rlimit",
    "clap",
    "tracing-subscriber",
    "typst",
];

struct Package {
    room: String,
    folder: String,
    dependencies: BTreeSet<String>,
}

fn packages() -> BTreeMap<String, Package> {
    let mut packages = BTreeMap::new();
    for room in ROOMS {
        let inside = std::fs::read_dir(checkout().join(room)).into_iter().flatten().flatten().map(|entry| entry.path());
        for folder in inside.chain([checkout().join(room)]) {
            let Ok(text) = std::fs::read_to_string(folder.join("Cargo.toml")) else { continue };
            let manifest: toml::Table = toml::from_str(&text).unwrap();
            let name = manifest["package"]["name"].as_str().unwrap().to_owned();
            let dependencies = ["dependencies", "build-dependencies"]
                .iter()
                .filter_map(|table| manifest.get(*table)?.as_table())
                .flat_map(|table| table.keys().cloned())
                .collect();
            let folder = folder.strip_prefix(checkout()).unwrap().display().to_string();
            packages.insert(name, Package { room: (*room).to_owned(), folder, dependencies });
        }
    }
    assert!(packages.len() > 5, "only {} packages found", packages.len());
    packages
}

fn reachable(packages: &BTreeMap<String, Package>, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from.to_owned()];
    while let Some(name) = waiting.pop() {
        for next in packages.get(&name).iter().flat_map(|package| &package.dependencies) {
            if packages.contains_key(next) && seen.insert(next.clone()) {
                waiting.push(next.clone());
            }
        }
    }
    seen
}

#[test]
fn dependencies_point_one_way() {
    let packages = packages();
    let height = |room: &str| ["engine", "models", "pipelines", "api"].iter().position(|r| *r == room);
    let mut breaches = Vec::new();
    for (name, package) in &packages {
        let Some(own) = height(&package.room) else { continue };
        for dependency in reachable(&packages, name) {
            match height(&packages[&dependency].room) {
                Some(theirs) if theirs <= own => {}
                _ => breaches.push(format!("{}: {name} must not depend on {dependency}", package.folder)),
            }
        }
    }
    hold("dependencies point one way: api > pipelines > models > engine, and none of them needs datasets or tests", &breaches);
}

#[test]
fn machining_and_quoting_never_see_a_reader() {
    let packages = packages();
    let mut breaches = Vec::new();
    for name in ["trusquin-machining", "trusquin-quoting"] {
        assert!(packages.contains_key(name));
        for dependency in reachable(&packages, name) {
            if dependency != "trusquin-domain" {
                breaches.push(format!("{name} must not depend on {dependency}"));
            }
        }
    }
    hold("engine/machining and engine/quoting meet the drawing half only in engine/domain", &breaches);
}

#[test]
fn the_engine_depends_on_nothing_impure() {
    let mut breaches = Vec::new();
    for (name, package) in packages().iter().filter(|(_, package)| package.room == "engine") {
        for dependency in package.dependencies.iter().filter(|dependency| IMPURE.contains(&dependency.as_str())) {
            breaches.push(format!("{}: {name} must not depend on {dependency}", package.folder));
        }
    }
    hold("I1: engine has no runtime, database, HTTP, random, clock or file system crate", &breaches);
}
