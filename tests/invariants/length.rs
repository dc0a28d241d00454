//! Files are small because they do one thing. Prints those past 400 lines; past 600 is a failure.

use crate::sources::{ROOMS, hold, rust_files};

const ASK_WHY: usize = 400;
const TOO_LONG: usize = 600;

#[test]
fn files_do_one_thing() {
    let mut files: Vec<(usize, String)> = rust_files(ROOMS).into_iter().map(|file| (file.text.lines().count(), file.path)).collect();
    files.sort();
    files.reverse();
    println!("{} files, median {} lines", files.len(), files.get(files.len() / 2).map_or(0, |(lines, _)| *lines));
    for (lines, path) in files.iter().take_while(|(lines, _)| *lines > ASK_WHY) {
        println!("{lines:>6}  {path}");
    }
    let breaches: Vec<String> =
        files.iter().take_while(|(lines, _)| *lines > TOO_LONG).map(|(lines, path)| format!("{path}: {lines} lines")).collect();
    hold("a file past 600 lines does more than one thing: split it", &breaches);
}
