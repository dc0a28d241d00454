//! What the tests switch on must not change what the product is built with: else cargo compiles shared dependencies twice.

use std::collections::BTreeSet;
use std::process::Command;

use crate::sources::checkout;

/// `name version features` of every package of the tree with these kinds of dependency.
fn packages(kinds: &str) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let tree = Command::new(cargo)
        .args(["tree", "--workspace", "--locked", "--offline", "--prefix", "none", "--format", "{p} {f}", "--edges", kinds])
        .current_dir(checkout())
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let text = String::from_utf8(tree.stdout).unwrap();
    text.lines().map(|line| line.trim_end_matches(" (*)").trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[test]
fn development_dependencies_switch_on_no_feature_of_the_product() {
    let product = packages("normal,build");
    let with_tests = packages("normal,build,dev");
    assert!(product.len() > 300, "cargo tree named only {} packages", product.len());
    let changed: Vec<&String> = product.difference(&with_tests).collect();
    assert!(
        changed.is_empty(),
        "a development dependency changes the features of {changed:#?}; give the product the feature too, or move the test's dependency to tests/peers"
    );
}
