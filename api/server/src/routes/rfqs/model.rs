//! GET /api/rfqs/{id}/files/{position}/model.glb: a STEP model as triangles.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::file;
use crate::contract::ProblemJson;
use crate::problem::Problem;
use crate::routes::Path;
use crate::state::App;
use crate::web::is_known;

/// Raised when the mesh of the same file becomes another one, so that old ones are not taken from the folder or a browser.
const MESH_VERSION: u32 = 1;

/// The bodies of a STEP model as binary glTF: metres, y up; `extras.faces` of each mesh lists `[reference, first index, indices]` of every face.
///
/// # Errors
/// 404 when there is no such file or it holds no solid.
#[utoipa::path(get, path = "/api/rfqs/{id}/files/{position}/model.glb", tag = "rfqs",
    params(
        ("id" = i64, Path, description = "RFQ"),
        ("position" = i64, Path, description = "`position` of the file"),
    ),
    responses(
        (status = 200, body = Vec<u8>, content_type = "model/gltf-binary", headers(("etag" = String))),
        (status = 304, description = "The client has it already"),
        (status = 400, body = ProblemJson, content_type = "application/problem+json"),
        (status = 404, body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub async fn model(State(app): State<App>, Path((id, position)): Path<(i64, i64)>, headers: HeaderMap) -> Result<Response, Problem> {
    let file = file(&app, id, position).await?;
    let name = format!("{}-v{MESH_VERSION}.glb", file.sha256);
    let about = [(header::ETAG, format!("\"{name}\"")), (header::CACHE_CONTROL, "private, max-age=3600".to_owned())];
    let kept = app.store().picture_path(&name);
    if is_known(&headers, &format!("\"{name}\"")) && kept.is_file() {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    let mesh = tokio::task::spawn_blocking(move || mesh(&app, &file.sha256, &name)).await;
    let mesh = mesh.map_err(|error| Problem::internal(&error))??;
    Ok((about, [(header::CONTENT_TYPE, "model/gltf-binary")], mesh).into_response())
}

/// The mesh that is kept, else a new one.
fn mesh(app: &App, sha256: &str, name: &str) -> Result<Vec<u8>, Problem> {
    if let Ok(mesh) = std::fs::read(app.store().picture_path(name)) {
        return Ok(mesh);
    }
    let mesh = app.service.model_mesh(sha256).map_err(|error| {
        tracing::warn!(sha256, %error, "a model could not be drawn");
        Problem::new("API-009").about(error)
    })?;
    // A mesh that cannot be kept is made again next time.
    if let Err(error) = app.store().keep_picture(name, &mesh) {
        tracing::warn!(%error, "a mesh could not be kept");
    }
    Ok(mesh)
}
