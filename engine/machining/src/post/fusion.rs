//! The post-processor of Autodesk Fusion for a machine, as its scripting language (.cps): the same templates, for methods to validate.

use trusquin_domain::Control;

use super::config::PostConfig;

/// The script; `None` for controls the template does not write (conversational programs need Fusion's own library post).
pub fn fusion_post(post: &PostConfig) -> Option<String> {
    if post.control == Control::Heidenhain || post.turning {
        return None;
    }
    let text = |value: &str| serde_json::Value::from(value).to_string();
    let list = |values: &[String]| serde_json::to_string(values).unwrap_or_else(|_| "[]".to_owned());
    let number = |value: Option<f64>| value.map_or("undefined".to_owned(), |value| format!("{value:?}"));
    let siemens = post.control == Control::Siemens;
    let filled = include_str!("../../data/post_fusion.cps.txt")
        .replace("@DESCRIPTION@", &text(&format!("{} ({})", post.machine_name, post.control_model)))
        .replace("@EXTENSION@", &text(post.extension.trim_start_matches('.')))
        .replace("@DECIMALS@", &post.decimals.to_string())
        .replace("@MAX_RPM@", &number(post.max_rpm))
        .replace("@MAX_FEED@", &number(post.max_feed_mm_min))
        .replace("@PLACES@", &post.magazine_places.map_or("undefined".to_owned(), |places| places.to_string()))
        .replace("@HEADER@", &list(&post.header))
        .replace("@TOOL_CHANGE@", &list(&post.tool_change))
        .replace("@FOOTER@", &list(&post.footer))
        .replace("@COOLANT_ON@", &text(&post.coolant_on))
        .replace("@COOLANT_OFF@", &text(&post.coolant_off))
        .replace("@DRILL@", &list(&post.drill))
        .replace("@PECK@", &list(&post.peck))
        .replace("@TAP@", &list(&post.tap))
        .replace("@REAM@", &list(&post.ream))
        .replace("@CYCLE_END@", &list(&post.cycle_end))
        .replace("@DWELL@", &text(&post.dwell))
        .replace("@COMMENT@", if siemens { "\"; \" + text" } else { "\"(\" + text + \")\"" })
        .replace("@MACHINE@", &text(&post.machine_name));
    Some(filled)
}
