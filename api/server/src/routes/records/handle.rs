//! What every noun does in the same way.

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use trusquin_store::{AuditFilter, RecordChange, RecordFilter, RecordRow};
use utoipa::IntoParams;

use crate::contract::{CustomerData, RecordHistoryJson, RecordJson, RecordListJson, RecordStateJson, ToolData, TradesData};
use crate::problem::Problem;
use crate::routes::{listed, versions};
use crate::state::App;

/// Largest document, bytes.
const LARGEST: usize = 64 << 10;

/// Part of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Part {
    /// Lines wanted.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Go on from here: `next_after` of the part before.
    after: Option<i64>,
    /// Only what holds these words, whatever their case.
    #[param(max_length = 200)]
    words: Option<String>,
}

/// Part of a history.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Past {
    /// Lines wanted.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u32>,
    /// Go on from here: `next_before` of the part before.
    before: Option<i64>,
}

/// A part of a list.
///
/// # Errors
/// A bad parameter, or the database.
pub async fn list(app: &App, noun: &str, part: Part) -> Result<Json<RecordListJson>, Problem> {
    let limit = listed(part.limit)?;
    let mut rows = app.store().records(noun, &RecordFilter { words: part.words, after: part.after }, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_after = rows.last().filter(|_| more).map(|row| row.place);
    Ok(Json(RecordListJson { items: rows.into_iter().map(RecordJson::from).collect(), next_after }))
}

/// One thing.
///
/// # Errors
/// 404 when there is none.
pub async fn show(app: &App, noun: &str, id: &str) -> Result<Response, Problem> {
    let row = app.store().record(noun, id).await?.ok_or_else(|| missing(noun, id))?;
    Ok(answer(StatusCode::OK, row))
}

/// Adds a thing.
///
/// # Errors
/// 400 a bad identifier, 409 it is taken, 422 the shop would not hang together.
pub async fn create(app: &App, noun: &str, path: &str, data: Map<String, Value>) -> Result<Response, Problem> {
    let id = data.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let length = id.chars().count();
    if !(1..=64).contains(&length) || id.trim() != id || id.chars().any(|it| it.is_control() || "/?#%".contains(it)) {
        return Err(Problem::new("API-010").about("id: 1-64 characters, none of / ? # %"));
    }
    let document = document(noun, data)?;
    let row = done(app.store().add_record(noun, &id, &document).await?, noun, &id)?;
    let location = HeaderMap::from_iter(format!("{path}/{id}").parse().map(|value| (header::LOCATION, value)));
    Ok((location, answer(StatusCode::CREATED, row)).into_response())
}

/// Changes a thing.
///
/// # Errors
/// 404, 412, 422 as it ended; 428 without the version it starts from.
pub async fn change(app: &App, noun: &str, id: &str, headers: &HeaderMap, mut data: Map<String, Value>) -> Result<Response, Problem> {
    let version = versions::wanted(headers)?;
    if id != trusquin_store::ONLY {
        // A thing keeps its name: others know it by that.
        data.insert("id".to_owned(), Value::from(id));
    }
    let document = document(noun, data)?;
    let row = done(app.store().change_record(noun, id, version, &document).await?, noun, id)?;
    Ok(answer(StatusCode::OK, row))
}

/// Removes a thing.
///
/// # Errors
/// 404, 412, 422 as it ended; 428 without the version it starts from.
pub async fn remove(app: &App, noun: &str, id: &str, headers: &HeaderMap) -> Result<StatusCode, Problem> {
    let version = versions::wanted(headers)?;
    done(app.store().remove_record(noun, id, version).await?, noun, id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a thing was.
///
/// # Errors
/// A bad parameter, or the database.
pub async fn history(app: &App, noun: &str, id: &str, past: Past) -> Result<Json<RecordHistoryJson>, Problem> {
    let limit = listed(past.limit)?;
    let (noun, record) = (Some(noun.to_owned()), Some(id.to_owned()));
    let mut rows = app.store().audit(&AuditFilter { noun, record, account: None, before: past.before }, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_before = rows.last().filter(|_| more).map(|row| row.id);
    Ok(Json(RecordHistoryJson { items: rows.into_iter().filter_map(RecordStateJson::of).collect(), next_before }))
}

fn answer(status: StatusCode, row: RecordRow) -> Response {
    (status, [versions::tag(row.version)], Json(RecordJson::from(row))).into_response()
}

fn missing(noun: &str, id: &str) -> Problem {
    Problem::new("API-046").about(noun).about(id.chars().take(80).collect::<String>())
}

fn done(change: RecordChange, noun: &str, id: &str) -> Result<RecordRow, Problem> {
    match change {
        RecordChange::As(changed) => versions::done(changed, noun, id.chars().take(80).collect::<String>()),
        RecordChange::Refused(why) => Err(Problem::new("API-033").about(why)),
    }
}

/// The document as it is kept. Things of the shop file are checked with the whole shop; the others here.
fn document(noun: &str, data: Map<String, Value>) -> Result<String, Problem> {
    let value = match noun {
        "customers" => typed::<CustomerData>(data)?,
        "tools" => typed::<ToolData>(data)?,
        "trades" => typed::<TradesData>(data)?,
        _ => Value::Object(data),
    };
    let text = value.to_string();
    if text.len() > LARGEST {
        return Err(Problem::new("API-010").about(format!("the document has more than {LARGEST} bytes")));
    }
    Ok(text)
}

fn typed<T: DeserializeOwned + serde::Serialize>(data: Map<String, Value>) -> Result<Value, Problem> {
    let read: T = serde_json::from_value(Value::Object(data)).map_err(|error| Problem::new("API-033").about(error))?;
    serde_json::to_value(read).map_err(|error| Problem::internal(&error))
}
