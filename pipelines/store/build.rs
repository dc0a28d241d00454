//! Builds again when a migration arrives: they are carried inside the program.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
