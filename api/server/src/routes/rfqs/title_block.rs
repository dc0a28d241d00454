//! POST /api/rfqs/{id}/files/{position}/title-block: a corrected title block; its layout is learned.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use serde::{Deserialize, Serialize};
use trusquin_domain::{SheetBox, TaughtValue, TitleBlockField};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, OneOfBuilder, Ref, Schema, Type};

use super::file;
use crate::contract::{AnalysisJson, AnalysisSchema, ProblemJson};
use crate::problem::Problem;
use crate::routes::Path;
use crate::state::App;

/// Longest value, characters.
const LONGEST_VALUE: usize = 400;

/// A field as it should have been read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CorrectedValue {
    /// As drawn.
    value: String,
    /// Where it stands on the page as displayed, mm; found by its wording when left out.
    #[serde(rename = "box")]
    place: Option<[f64; 4]>,
}

/// What a person corrected on one page.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TitleBlockCorrection {
    /// Page, from 1.
    #[serde(default = "first_page")]
    #[schema(default = 1)]
    page: u32,
    /// Fields by name (`material`, `revision`, ...); `null` for a field this format does not have. Fields left out are confirmed as they are.
    #[schema(schema_with = corrected_fields)]
    fields: BTreeMap<String, Option<CorrectedValue>>,
}

/// A map of values, each of which may be null: more than the derive knows to say.
fn corrected_fields() -> Schema {
    let value =
        Schema::OneOf(OneOfBuilder::new().item(Ref::from_schema_name("CorrectedValue")).item(Object::with_type(Type::Null)).build());
    Schema::Object(ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(value)).build())
}

fn first_page() -> u32 {
    1
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorrectedTitleBlock {
    /// Name of the layout that was learned; `null` when no value stands on the page, or nothing tells the format from others.
    layout: Option<String>,
    /// Fields whose value is not on the page: kept, but no place was learned.
    unplaced: Vec<String>,
    /// The file as it is read now.
    #[schema(value_type = AnalysisSchema)]
    analysis: AnalysisJson,
}

/// Corrects a title block. The next drawing of the same format is read by what is learned; a quote that is made already stays as it is.
///
/// # Errors
/// 404 when there is no such file or it is not read yet; 400 a body that is not understood.
#[utoipa::path(post, path = "/api/rfqs/{id}/files/{position}/title-block", tag = "rfqs",
    params(("id" = i64, Path, description = "RFQ"), ("position" = i64, Path, description = "`position` of the file")),
    request_body = TitleBlockCorrection,
    responses(
        (status = 200, body = CorrectedTitleBlock),
        (status = 400, body = ProblemJson, content_type = "application/problem+json"),
        (status = 403, body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, body = ProblemJson, content_type = "application/problem+json"),
        (status = 413, body = ProblemJson, content_type = "application/problem+json"),
        (status = 415, body = ProblemJson, content_type = "application/problem+json"),
        (status = 422, body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub async fn title_block(
    State(app): State<App>,
    Path((id, position)): Path<(i64, i64)>,
    body: Result<Json<TitleBlockCorrection>, JsonRejection>,
) -> Result<Json<CorrectedTitleBlock>, Problem> {
    let Json(correction) = body.map_err(|error| Problem::new("API-010").about(error.body_text()))?;
    let file = file(&app, id, position).await?;
    let mut fields = BTreeMap::new();
    for (name, value) in correction.fields {
        fields.insert(field(&name)?, value.map(taught).transpose()?);
    }
    let corrected = app.service.correct(&file, correction.page, fields).await.map_err(|error| Problem::internal(&error))?;
    let corrected = corrected.ok_or_else(|| Problem::new("API-005"))?;
    let unplaced = corrected.unplaced.iter().filter_map(|field| Some(serde_json::to_value(field).ok()?.as_str()?.to_owned())).collect();
    Ok(Json(CorrectedTitleBlock { layout: corrected.layout, unplaced, analysis: AnalysisJson::from(corrected.analysis) }))
}

fn field(name: &str) -> Result<TitleBlockField, Problem> {
    let short: String = name.chars().take(40).collect();
    serde_json::from_value(serde_json::Value::from(name)).map_err(|_| Problem::new("API-010").about(format!("field '{short}'")))
}

fn taught(value: CorrectedValue) -> Result<TaughtValue, Problem> {
    if value.value.chars().count() > LONGEST_VALUE || value.value.trim().is_empty() {
        return Err(Problem::new("API-010").about(format!("value: 1 to {LONGEST_VALUE} characters, null for none")));
    }
    let area = value.place.map(|[x0, y0, x1, y1]| SheetBox::new(x0, y0, x1, y1));
    Ok(TaughtValue { value: value.value, area })
}
