//! I3: the JSON a client sees is defined in api/server: no other crate knows of HTTP or of its documents, and inside it JSON is made in few rooms.

use regex::Regex;

use crate::sources::{ROOMS, hold, rust_files};

/// Rooms of api/server where JSON may take its shape: the contract, the HTTP routes, and the data of our own typst templates.
const SHAPED_IN: &[&str] = &["api/server/src/contract/", "api/server/src/routes/", "api/server/src/documents/"];

#[test]
fn clients_json_is_shaped_in_the_server() {
    let makes = Regex::new(r"\bjson!\s*[\(\[\{]|\bSerialize\b").unwrap();
    let speaks = Regex::new(r"\butoipa::|\bToSchema\b|\baxum::").unwrap();
    let (mut breaches, mut seen) = (Vec::new(), 0);
    for file in rust_files(ROOMS).iter().filter(|file| !file.is_test()) {
        let server = file.path.starts_with("api/server/src/");
        let rule = if server { &makes } else { &speaks };
        let found = rule.find_iter(&file.parts.code);
        if server && SHAPED_IN.iter().any(|room| file.path.starts_with(room)) {
            seen += found.count();
        } else {
            breaches.extend(found.map(|hit| format!("{}:{}: {}", file.path, file.line_of(hit.start()), hit.as_str())));
        }
    }
    hold("I3: give the JSON its shape in api/server/src/contract (or beside its route)", &breaches);
    assert!(seen > 10, "the rule found {seen} shapes where they belong: it sees too little");
}
