//! GET /api/rfqs/{id}/files/{position}/pages/{page}.png: a sheet as a picture.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use trusquin_intake::PageImageError;
use utoipa::IntoParams;

use super::file;
use crate::contract::ProblemJson;
use crate::problem::Problem;
use crate::routes::{Path, Query};
use crate::state::App;
use crate::web::is_known;

/// Raised when a picture of the same page becomes another one, so that old ones are not taken from the folder or a browser.
const DRAWING_VERSION: u32 = 1;

/// Width when nobody says, pixels.
const USUAL_WIDTH: u32 = 1600;

/// Least and most width, pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 16..=6000;

/// How to draw.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Drawing {
    /// Width, pixels. A raster is never made larger than it is.
    #[param(minimum = 16, maximum = 6000, default = 1600)]
    width: Option<u32>,
}

/// A sheet as displayed, after its rotation, as a PNG.
///
/// # Errors
/// 404 when there is no such page or the file has no pages; 400 when the width is out of range.
#[utoipa::path(get, path = "/api/rfqs/{id}/files/{position}/pages/{page}", tag = "rfqs",
    params(
        ("id" = i64, Path, description = "RFQ"),
        ("position" = i64, Path, description = "`position` of the file"),
        ("page" = String, Path, description = "Page from 1, then `.png`", pattern = "^[1-9][0-9]*\\.png$"),
        Drawing,
    ),
    responses(
        (status = 200, body = Vec<u8>, content_type = "image/png", headers(("etag" = String))),
        (status = 304, description = "The client has it already"),
        (status = 400, body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub async fn page(
    State(app): State<App>,
    Path((id, position, page)): Path<(i64, i64, String)>,
    Query(drawing): Query<Drawing>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let width = drawing.width.unwrap_or(USUAL_WIDTH);
    if !WIDTHS.contains(&width) {
        return Err(Problem::new("API-010").about(format!("width {width}: {}-{}", WIDTHS.start(), WIDTHS.end())));
    }
    let number = page.strip_suffix(".png").and_then(|number| number.parse::<u32>().ok()).filter(|number| *number > 0);
    let number =
        number.ok_or_else(|| Problem::new("API-010").about(format!("page '{}': 1.png", page.chars().take(40).collect::<String>())))?;
    let file = file(&app, id, position).await?;
    let name = format!("{}-{number}-{width}-v{DRAWING_VERSION}.png", file.sha256);
    let about = [(header::ETAG, format!("\"{name}\"")), (header::CACHE_CONTROL, "private, max-age=3600".to_owned())];
    let kept = app.store().picture_path(&name);
    if is_known(&headers, &format!("\"{name}\"")) && kept.is_file() {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    let png = tokio::task::spawn_blocking(move || draw(&app, &file.sha256, number, width, &name)).await;
    let png = png.map_err(|error| Problem::internal(&error))??;
    Ok((about, [(header::CONTENT_TYPE, "image/png")], png).into_response())
}

/// The picture that is kept, else a new one.
fn draw(app: &App, sha256: &str, page: u32, width: u32, name: &str) -> Result<Vec<u8>, Problem> {
    if let Ok(png) = std::fs::read(app.store().picture_path(name)) {
        return Ok(png);
    }
    let png = app.service.page_image(sha256, page, width).map_err(|error| match error {
        PageImageError::NoSuchPage | PageImageError::NotDrawable(_) => Problem::new("API-006").about(error),
        PageImageError::Process(_) => {
            tracing::warn!(sha256, page, %error, "a page could not be drawn");
            Problem::new("API-006").about(error)
        }
    })?;
    // A picture that cannot be kept is drawn again next time.
    if let Err(error) = app.store().keep_picture(name, &png) {
        tracing::warn!(%error, "a picture could not be kept");
    }
    Ok(png)
}
