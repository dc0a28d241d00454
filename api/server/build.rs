//! Builds again when the web application's files change: they are carried inside the binary.

fn main() {
    let dist = std::path::Path::new("../web/dist");
    // Without a web application the folder above is watched, so that its arrival is seen.
    println!("cargo:rerun-if-changed={}", if dist.is_dir() { "../web/dist" } else { ".." });
}
