//! The text of an HTML message: lines for blocks, tabs between the cells of a table; scripts, styles and comments left out.

/// Elements that begin and end a line.
const BLOCKS: [&str; 13] = ["p", "div", "br", "li", "ul", "ol", "table", "h1", "h2", "h3", "blockquote", "hr", "pre"];
/// Elements whose text is not for people.
const HIDDEN: [&str; 4] = ["script", "style", "head", "title"];
/// Named character references that occur in mails (HTML, 13.5); any other stays as written.
const NAMED: [(&str, &str); 22] = [
    ("nbsp", " "),
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("eacute", "\u{e9}"),
    ("egrave", "\u{e8}"),
    ("ecirc", "\u{ea}"),
    ("agrave", "\u{e0}"),
    ("acirc", "\u{e2}"),
    ("ccedil", "\u{e7}"),
    ("ocirc", "\u{f4}"),
    ("ucirc", "\u{fb}"),
    ("icirc", "\u{ee}"),
    ("ouml", "\u{f6}"),
    ("uuml", "\u{fc}"),
    ("auml", "\u{e4}"),
    ("szlig", "\u{df}"),
    ("deg", "\u{b0}"),
    ("rsquo", "\u{2019}"),
    ("euro", "\u{20ac}"),
];

/// Text of an HTML document, tolerant of anything: what looks like no mark is text.
pub fn text_of_html(html: &str) -> String {
    let mut text = String::new();
    let mut hidden: Option<String> = None;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        if hidden.is_none() {
            push_text(&mut text, rest.get(..at).unwrap_or_default());
        }
        rest = rest.get(at..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").and_then(|end| comment.get(end + 3..)).unwrap_or_default();
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let mark = rest.get(1..end).unwrap_or_default();
        rest = rest.get(end + 1..).unwrap_or_default();
        let closing = mark.starts_with('/');
        let name: String =
            mark.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        match &hidden {
            Some(open) if closing && *open == name => hidden = None,
            Some(_) => {}
            None if !closing && HIDDEN.contains(&name.as_str()) => hidden = Some(name),
            None if (name == "td" || name == "th") && closing => {
                text.truncate(text.trim_end_matches([' ', '\n']).len());
                text.push('\t');
            }
            None if name == "tr" => {
                text.truncate(text.trim_end_matches([' ', '\t']).len());
                new_line(&mut text);
            }
            None if BLOCKS.contains(&name.as_str()) => new_line(&mut text),
            None => {}
        }
    }
    if hidden.is_none() {
        push_text(&mut text, rest);
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// A block that begins a cell does not part the row.
fn new_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    if !text.is_empty() && !text.ends_with(['\n', '\t']) {
        text.push('\n');
    }
}

/// Text with its line breaks and runs of blanks made one blank, references resolved.
fn push_text(text: &mut String, raw: &str) {
    let mut rest = raw;
    let mut decoded = String::new();
    while let Some(at) = rest.find('&') {
        decoded.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let reference = rest.find(';').filter(|end| *end < 10).and_then(|end| Some((rest.get(1..end)?, end)));
        match reference.and_then(|(name, end)| Some((resolve(name)?, end))) {
            Some((resolved, end)) => {
                decoded.push_str(&resolved);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            None => {
                decoded.push('&');
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    decoded.push_str(rest);
    for character in decoded.chars() {
        let blank = character.is_whitespace();
        if !blank {
            text.push(character);
        } else if !text.is_empty() && !text.ends_with([' ', '\n', '\t']) {
            text.push(' ');
        }
    }
}

fn resolve(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = number.strip_prefix(['x', 'X']).map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
        return code.and_then(char::from_u32).map(String::from);
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_lines_and_cells() {
        for (html, text) in [
            ("<p>Bonjour,</p><p>Livraison&nbsp;: <b>15/12</b></p>", "Bonjour,\nLivraison : 15/12\n"),
            ("<style>p {color: red}</style><div>Qt&eacute; &#58; 5<br>Merci</div>", "Qt\u{e9} : 5\nMerci\n"),
            ("<table><tr><td><p>Plan</p></td><td>Qt\n\ty</td></tr><tr><td>A-1</td><td>5</td></tr></table>", "Plan\tQt y\nA-1\t5"),
            ("a &lt; b & c<!-- x > y -->d", "a < b & cd"),
            ("cut <b", "cut <b"),
        ] {
            assert_eq!(text_of_html(html).trim_end(), text.trim_end(), "{html}");
        }
    }
}
