//! A JSON value held against a schema of the OpenAPI document: the part of JSON Schema that the document uses, and a refusal of the rest.

use regex_lite::matches;
use serde_json::{Map, Value};

/// Keywords that say nothing about a value.
const ANNOTATIONS: [&str; 7] = ["description", "title", "default", "example", "examples", "contentMediaType", "propertyNames"];

/// What is wrong with the value, each with its place; empty when it fits.
pub fn breaches(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(document, schema, value, "$", &mut found);
    found
}

fn resolve<'a>(document: &'a Value, reference: &str) -> &'a Value {
    document.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

fn check(document: &Value, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    let Some(schema) = schema.as_object() else { return };
    let fail = |found: &mut Vec<String>, why: String| found.push(format!("{place}: {why}"));
    for (keyword, rule) in schema {
        match keyword.as_str() {
            "$ref" => check(document, resolve(document, rule.as_str().unwrap()), value, place, found),
            "allOf" => rule.as_array().unwrap().iter().for_each(|part| check(document, part, value, place, found)),
            "oneOf" | "anyOf" => {
                let fitting = rule.as_array().unwrap().iter().filter(|part| breaches(document, part, value).is_empty()).count();
                if fitting == 0 || (keyword == "oneOf" && fitting > 1) {
                    found.push(format!("{place}: {value} fits {fitting} of {keyword}"));
                }
            }
            "type" => {
                let types: Vec<&str> =
                    rule.as_array().map_or_else(|| vec![rule.as_str().unwrap()], |all| all.iter().filter_map(Value::as_str).collect());
                if !types.iter().any(|kind| is(kind, value)) {
                    found.push(format!("{place}: {value} is not {types:?}"));
                }
            }
            "enum" if !rule.as_array().unwrap().contains(value) => fail(found, format!("{value} is not one of {rule}")),
            "required" if value.is_object() => {
                for name in rule.as_array().unwrap().iter().filter_map(Value::as_str) {
                    if value.get(name).is_none() {
                        found.push(format!("{place}: {name} is missing"));
                    }
                }
            }
            "properties" => {
                for (name, part) in rule.as_object().unwrap() {
                    if let Some(member) = value.get(name) {
                        check(document, part, member, &format!("{place}.{name}"), found);
                    }
                }
            }
            "additionalProperties" => {
                let named = schema.get("properties").and_then(Value::as_object);
                for (name, member) in
                    value.as_object().unwrap_or(&Map::new()).iter().filter(|(name, _)| named.is_none_or(|it| !it.contains_key(*name)))
                {
                    match rule {
                        Value::Bool(false) => found.push(format!("{place}: {name} is not in the schema")),
                        _ => check(document, rule, member, &format!("{place}.{name}"), found),
                    }
                }
            }
            "items" => {
                for (index, member) in value.as_array().into_iter().flatten().enumerate() {
                    check(document, rule, member, &format!("{place}[{index}]"), found);
                }
            }
            "minimum" if value.as_f64().is_some_and(|it| it < rule.as_f64().unwrap()) => fail(found, format!("{value} is below {rule}")),
            "maximum" if value.as_f64().is_some_and(|it| it > rule.as_f64().unwrap()) => fail(found, format!("{value} is above {rule}")),
            "pattern" if value.as_str().is_some_and(|it| !matches(rule.as_str().unwrap(), it)) => {
                fail(found, format!("{value} is not like {rule}"))
            }
            "format" if value.is_string() && !is_formatted(rule.as_str().unwrap(), value.as_str().unwrap()) => {
                fail(found, format!("{value} is no {rule}"))
            }
            "enum" | "required" | "minimum" | "maximum" | "pattern" | "format" => {}
            other if ANNOTATIONS.contains(&other) => {}
            other => panic!("{place}: the keyword {other} is not checked here: add it"),
        }
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the type {other} is not known"),
    }
}

fn is_formatted(format: &str, text: &str) -> bool {
    match format {
        "date" => text.parse::<jiff::civil::Date>().is_ok(),
        "date-time" => text.parse::<jiff::Timestamp>().is_ok(),
        "binary" => true,
        other => panic!("the format {other} of a text is not checked here: add it"),
    }
}

#[test]
fn a_value_that_does_not_fit_is_seen() {
    let document = serde_json::json!({"parts": {"Name": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{3}$"}}});
    let schema = serde_json::json!({
        "type": "object", "required": ["name", "count"],
        "properties": {
            "name": {"$ref": "#/parts/Name"}, "count": {"type": ["integer", "null"], "minimum": 0},
            "kinds": {"type": "array", "items": {"enum": ["a", "b"]}}, "day": {"type": "string", "format": "date"},
            "either": {"oneOf": [{"type": "null"}, {"$ref": "#/parts/Name"}]}
        },
        "additionalProperties": {"type": "boolean"}
    });
    for (value, count) in [
        (serde_json::json!({"name": "ABC-123", "count": 3, "kinds": ["a"], "day": "2026-12-24", "either": null, "more": true}), 0),
        (serde_json::json!({"name": "abc", "count": null}), 1),
        (serde_json::json!({"name": "ABC-123"}), 1),
        (serde_json::json!({"name": "ABC-123", "count": -1, "kinds": ["c", "a"], "day": "24.12."}), 3),
        (serde_json::json!({"name": "ABC-123", "count": 1.5, "either": 3, "more": 1}), 3),
        (serde_json::json!([]), 1),
    ] {
        assert_eq!(breaches(&document, &schema, &value).len(), count, "{value}: {:?}", breaches(&document, &schema, &value));
    }
}

/// The patterns of the document are a handful: an exact reader for their few forms would be longer than this list.
mod regex_lite {
    pub fn matches(pattern: &str, text: &str) -> bool {
        match pattern {
            "^[A-Z]{3}-[0-9]{3}$" => {
                text.len() == 7
                    && text.bytes().enumerate().all(|(at, byte)| match at {
                        0..=2 => byte.is_ascii_uppercase(),
                        3 => byte == b'-',
                        _ => byte.is_ascii_digit(),
                    })
            }
            "^-?[0-9]+(\\.[0-9]+)?$" => {
                let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
                let text = text.strip_prefix('-').unwrap_or(text);
                text.split_once('.').map_or_else(|| digits(text), |(whole, rest)| digits(whole) && digits(rest))
            }
            other => panic!("the pattern {other} is not checked here: add it"),
        }
    }
}
