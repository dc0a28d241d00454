//! From bytes to the instance graph, keeping every readable instance of a damaged file. Meaning is given elsewhere.

use step_io::parser::{Attribute, Graph, RawEntity, parse};
use trusquin_domain::Diagnostic;

use super::StepError;

/// Largest file read: the graph takes about fifteen times the text in memory.
const MAX_BYTES: usize = 192 << 20;
/// Damaged statements looked for one by one before the rest of a damaged block is dropped.
const MAX_DAMAGED: usize = 64;
const HEADER: &str =
    "ISO-10303-21;HEADER;FILE_DESCRIPTION((''),'2;1');FILE_NAME('','',(''),(''),'','','');FILE_SCHEMA((''));ENDSEC;DATA;\n";
const FOOTER: &str = "\nENDSEC;END-ISO-10303-21;\n";

/// Parses the exchange structure; what could not be parsed is left out and said.
pub(super) fn instances(bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> Result<Graph, StepError> {
    if bytes.len() > MAX_BYTES {
        return Err(StepError::TooLarge { bytes: bytes.len(), limit: MAX_BYTES });
    }
    let head = &bytes[..bytes.len().min(8192)];
    let start = find(head, b"ISO-10303-21").ok_or(StepError::NotStep)?;
    let body = &bytes[start..];
    let error = match parse(body) {
        Ok(graph) => return Ok(graph),
        Err(error) => error,
    };
    let statements = statements(body);
    if statements.is_empty() {
        return Err(StepError::Damaged { reason: error.to_string() });
    }
    let mut graph = None;
    let mut damaged = 0;
    gather(&statements, &mut graph, &mut damaged);
    let graph = graph.ok_or_else(|| StepError::Damaged { reason: error.to_string() })?;
    diagnostics.push(Diagnostic::warning(
        "STP-002",
        format!(
            "the exchange structure is damaged ({error}): {} of {} instances were read; export the file again",
            graph.entities.len(),
            statements.len()
        ),
    ));
    Ok(graph)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w.eq_ignore_ascii_case(needle))
}

/// Splits the data section at its semicolons, aware of strings and comments. A string that runs into the next instance ends there.
fn statements(bytes: &[u8]) -> Vec<&[u8]> {
    let mut out = Vec::new();
    let (mut i, mut start, mut quoted) = (0, None, false);
    while i < bytes.len() {
        match bytes[i] {
            b'\'' => quoted = !quoted,
            b'/' if !quoted && bytes.get(i + 1) == Some(&b'*') => {
                i += find(&bytes[i..], b"*/").unwrap_or(bytes.len() - i) + 1;
            }
            b'#' if start.is_none() => start = Some(i),
            b'\n' if quoted && opens_instance(&bytes[i + 1..]) => {
                (quoted, start) = (false, None);
            }
            b';' if !quoted => {
                if let Some(s) = start.take() {
                    out.push(&bytes[s..=i]);
                }
            }
            _ => {}
        }
        i += 1;
    }
    out
}

/// `#12 =` or `#12=` at the start of a line.
fn opens_instance(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"#") else { return false };
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    digits > 0 && rest[digits..].iter().find(|b| **b != b' ') == Some(&b'=')
}

/// Parses a block of statements, halving it around what does not parse. Depth is at most log2 of the statements.
fn gather(block: &[&[u8]], into: &mut Option<Graph>, damaged: &mut usize) {
    if block.is_empty() || *damaged > MAX_DAMAGED {
        return;
    }
    let mut text = HEADER.as_bytes().to_vec();
    text.extend(block.iter().flat_map(|s| s.iter().copied().chain([b'\n'])));
    text.extend(FOOTER.as_bytes());
    match parse(text.as_slice()) {
        Ok(graph) => match into {
            None => *into = Some(graph),
            Some(all) => {
                for (id, entity) in graph.entities {
                    all.entities.entry(id).or_insert(entity);
                }
            }
        },
        Err(_) if block.len() == 1 => *damaged += 1,
        Err(_) => {
            let (a, b) = block.split_at(block.len() / 2);
            gather(a, into, damaged);
            gather(b, into, damaged);
        }
    }
}

/// Lookup and attribute access on the graph, alike for simple and complex instances.
pub(super) struct Instances(pub Graph);

impl Instances {
    pub(super) fn entity(&self, id: u64) -> Option<&RawEntity> {
        self.0.entities.get(&id)
    }

    /// Attributes of the part of this name, when the instance has it.
    pub(super) fn part(&self, id: u64, name: &str) -> Option<&[Attribute]> {
        part(self.entity(id)?, name)
    }

    /// Name of a simple instance; of a complex one the empty name.
    pub(super) fn name(&self, id: u64) -> &str {
        match self.entity(id) {
            Some(RawEntity::Simple { name, .. }) => name,
            _ => "",
        }
    }

    /// The first of the names that the instance carries, with its attributes.
    pub(super) fn any<'a>(&'a self, id: u64, names: &[&'static str]) -> Option<(&'static str, &'a [Attribute])> {
        let entity = self.entity(id)?;
        names.iter().find_map(|n| part(entity, n).map(|a| (*n, a)))
    }

    /// Ids of all instances that carry the name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (u64, &'a [Attribute])> + 'a {
        self.0.entities.iter().filter_map(move |(id, e)| part(e, name).map(|a| (*id, a)))
    }
}

pub(super) fn part<'a>(entity: &'a RawEntity, wanted: &str) -> Option<&'a [Attribute]> {
    match entity {
        RawEntity::Simple { name, attributes, .. } => (name == wanted).then_some(attributes.as_slice()),
        RawEntity::Complex { parts, .. } => parts.iter().find(|p| p.name == wanted).map(|p| p.attributes.as_slice()),
    }
}

/// A finite real of sane size; a typed measure counts as its value.
pub(super) fn real(a: Option<&Attribute>) -> Option<f64> {
    let value = match a? {
        Attribute::Real(x) => *x,
        Attribute::Integer(i) => *i as f64,
        Attribute::Typed { value, .. } => return real(Some(value)),
        _ => return None,
    };
    (value.is_finite() && value.abs() < 1e15).then_some(value)
}

pub(super) fn integer(a: Option<&Attribute>) -> Option<i64> {
    match a? {
        Attribute::Integer(i) => Some(*i),
        Attribute::Real(x) if x.fract() == 0.0 && x.abs() < 1e15 => Some(*x as i64),
        _ => None,
    }
}

pub(super) fn reference(a: Option<&Attribute>) -> Option<u64> {
    match a? {
        Attribute::EntityRef(id) => Some(*id),
        _ => None,
    }
}

pub(super) fn list(a: Option<&Attribute>) -> &[Attribute] {
    match a {
        Some(Attribute::List(items)) => items,
        _ => &[],
    }
}

pub(super) fn references(a: Option<&Attribute>) -> impl Iterator<Item = u64> + '_ {
    list(a).iter().filter_map(|x| reference(Some(x)))
}

pub(super) fn text(a: Option<&Attribute>) -> Option<&str> {
    match a? {
        Attribute::String(s) => Some(s.as_str()),
        Attribute::Typed { value, .. } => text(Some(value)),
        _ => None,
    }
}

/// `.T.` is true, `.F.` false, anything else the default.
pub(super) fn flag(a: Option<&Attribute>, default: bool) -> bool {
    match a {
        Some(Attribute::Enum(e)) if e == "T" => true,
        Some(Attribute::Enum(e)) if e == "F" => false,
        _ => default,
    }
}
