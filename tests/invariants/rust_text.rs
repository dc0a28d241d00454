//! Splits Rust source into code, comments and string literals, so that a rule about one does not trip over another.

/// The same text three times, each with everything of another sort replaced by spaces: offsets and lines stay true.
pub struct RustText {
    /// Code, without the modules of tests at the end of the file; the quotes of strings stay.
    pub code: String,
    /// Contents of string literals: offset and text.
    pub strings: Vec<(usize, String)>,
}

impl RustText {
    pub fn new(source: &str) -> Self {
        let bytes = source.as_bytes();
        let mut code = vec![b' '; bytes.len()];
        let mut strings = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let end = if bytes[at..].starts_with(b"//") {
                line_end(bytes, at)
            } else if bytes[at..].starts_with(b"/*") {
                block_comment_end(bytes, at)
            } else if let Some((open, close)) = string_span(bytes, at) {
                code[at] = b'"';
                code[close.saturating_sub(1)] = b'"';
                strings.push((open, source.get(open..close.saturating_sub(1)).unwrap_or_default().to_owned()));
                close
            } else if let Some(end) = char_end(bytes, at) {
                end
            } else {
                code[at] = bytes[at];
                at + 1
            };
            for offset in at..end {
                if bytes[offset] == b'\n' {
                    code[offset] = b'\n';
                }
            }
            at = end;
        }
        let mut code = String::from_utf8_lossy(&code).into_owned();
        if let Some(tests) = code.find("#[cfg(test)]\nmod tests {") {
            code.truncate(tests);
            strings.retain(|(offset, _)| *offset < tests);
        }
        Self { code, strings }
    }
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length)
}

fn block_comment_end(bytes: &[u8], at: usize) -> usize {
    let mut depth = 0_usize;
    let mut position = at;
    while position < bytes.len() {
        if bytes[position..].starts_with(b"/*") {
            depth += 1;
            position += 2;
        } else if bytes[position..].starts_with(b"*/") {
            depth -= 1;
            position += 2;
            if depth == 0 {
                return position;
            }
        } else {
            position += 1;
        }
    }
    bytes.len()
}

/// `"..."`, `b"..."`, `r"..."`, `r#"..."#` beginning here: where its content begins, and where the literal ends.
fn string_span(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let follows_word = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    let mut position = at;
    let mut raw = false;
    if !follows_word {
        while position < bytes.len() && matches!(bytes[position], b'b' | b'c' | b'r') && position - at < 2 {
            raw |= bytes[position] == b'r';
            position += 1;
        }
    }
    let hashes = if raw { bytes[position..].iter().take_while(|byte| **byte == b'#').count() } else { 0 };
    position += hashes;
    if bytes.get(position) != Some(&b'"') {
        return None;
    }
    let open = position + 1;
    let mut end = open;
    while end < bytes.len() {
        if bytes[end] == b'\\' && !raw {
            end += 2;
        } else if bytes[end] == b'"' && bytes[end + 1..].iter().take(hashes).filter(|byte| **byte == b'#').count() == hashes {
            // The content ends at the quote; the caller takes `end - 1` as its end, so a raw string keeps its hashes.
            return Some((open, end + 1 + hashes));
        } else {
            end += 1;
        }
    }
    Some((open, bytes.len()))
}

/// A character literal beginning here (a lifetime is none).
fn char_end(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes[at] != b'\'' {
        return None;
    }
    if bytes.get(at + 1) == Some(&b'\\') {
        return bytes[at + 3..].iter().position(|byte| *byte == b'\'').map(|length| at + 3 + length + 1);
    }
    let rest = std::str::from_utf8(bytes.get(at + 1..(at + 6).min(bytes.len()))?)
        .or_else(|error| std::str::from_utf8(&bytes[at + 1..at + 1 + error.valid_up_to()]))
        .ok()?;
    let width = rest.chars().next()?.len_utf8();
    (bytes.get(at + 1 + width) == Some(&b'\'')).then_some(at + width + 2)
}

#[test]
fn strings_comments_and_code_are_told_apart() {
    let text = RustText::new(
        "let a = \"x // y\"; // \"no\"\nlet b = r#\"q\"uote\"#; /* \"n\" /* */ */ let c: &'a str = b\"z\\\"\"; let d = '\"'; let é = 'é';\n",
    );
    let strings: Vec<&str> = text.strings.iter().map(|(_, string)| string.trim_end_matches('"')).collect();
    assert_eq!(strings, ["x // y", "q\"uote", "z\\"]);
    assert!(text.code.contains("let é ") && text.code.contains("&'a str") && !text.code.contains("no"));
}

#[test]
fn tests_beside_the_code_are_left_out() {
    let text = RustText::new("fn a() {}\n#[cfg(test)]\nmod tests {\n  const B: &str = \"b\";\n}\n");
    assert_eq!((text.code.trim(), text.strings.len()), ("fn a() {}", 0));
}
