//! POST /api/rfqs: files in, an RFQ that is read and priced from here on.

use std::path::Path;

use axum::extract::State;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use jiff::Timestamp;
use trusquin_store::{NewFile, NewRfq, QuantitiesSource};
use utoipa::ToSchema;

use super::upload::{self, Arrived, refused};
use super::{follow, form, no_rfq};
use crate::access::Caller;
use crate::contract::{ProblemJson, RfqJson};
use crate::problem::Problem;
use crate::repeats;
use crate::state::App;

/// Longest text part, bytes.
const LONGEST_TEXT: usize = 4096;

/// The form that sends an RFQ.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it only describes the form")]
pub struct RfqForm {
    /// Drawings, models, archives, e-mails; each part with its file name.
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<u8>,
    /// "1,10,50"; one piece when left out.
    quantities: Option<String>,
    /// Customer, as typed.
    customer: Option<String>,
    /// Day asked for, "2026-12-24".
    requested_date: Option<String>,
}

/// A form taken apart; the names are those of the files, in their order.
#[derive(Default)]
struct Received {
    texts: Texts,
    names: Vec<String>,
    files: Vec<Arrived>,
}

/// What the form's text parts said.
#[derive(Default)]
struct Texts {
    quantities: Option<Vec<u32>>,
    customer: Option<String>,
    requested_date: Option<String>,
}

/// Sends the files of an RFQ. They are kept, read in the background and priced; follow `/api/rfqs/{id}/events`.
///
/// # Errors
/// 400 a damaged form, 413 too large, 422 nothing usable in it, 507 the disk is full.
#[utoipa::path(post, path = "/api/rfqs", tag = "rfqs",
    params(("idempotency-key" = Option<String>, Header, description = "The same key again is the same RFQ")),
    request_body(content = RfqForm, content_type = "multipart/form-data"),
    responses(
        (status = 202, body = RfqJson, headers(("location" = String, description = "Address of the RFQ"))),
        (status = 400, body = ProblemJson, content_type = "application/problem+json"),
        (status = 403, body = ProblemJson, content_type = "application/problem+json"),
        (status = 413, body = ProblemJson, content_type = "application/problem+json"),
        (status = 422, body = ProblemJson, content_type = "application/problem+json"),
        (status = 503, body = ProblemJson, content_type = "application/problem+json"),
        (status = 507, body = ProblemJson, content_type = "application/problem+json"),
    ))]
pub async fn create(
    State(app): State<App>,
    caller: Option<Extension<Caller>>,
    headers: HeaderMap,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    if *app.stopping.borrow() {
        return Err(Problem::new("API-052"));
    }
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > app.limits.request_bytes) {
        return Err(Problem::new("API-018").about(app.limits.request_bytes >> 20));
    }
    let mut multipart = multipart.map_err(|_| Problem::new("API-011"))?;
    // Removed with everything in it when this function ends, however it ends; files that were adopted are gone from it by then.
    let folder = tempfile::TempDir::new_in(app.store().incoming_folder()?)?;
    let Received { texts, names, files } = match receive(&mut multipart, folder.path(), &app).await {
        Ok(received) => received,
        Err(problem) => {
            // A browser that is cut while it sends shows a broken connection, not our answer: the rest is read and dropped.
            while let Ok(Some(_)) = multipart.next_field().await {}
            return Err(problem);
        }
    };
    if files.is_empty() {
        return Err(Problem::new("API-013"));
    }
    let now = Timestamp::now();
    let own = || format!("upload:{}:{}", now.as_nanosecond(), folder.path().file_name().unwrap_or_default().to_string_lossy());
    // The same key again is the same RFQ.
    let fingerprint = match (repeats::key(&headers)?, &caller) {
        (Some(key), Some(Extension(caller))) => format!("upload:key:{}:{key}", caller.account.id),
        _ => own(),
    };
    let kept: Vec<NewFile> = names
        .into_iter()
        .zip(&files)
        .map(|(name, arrived)| NewFile { name, sha256: arrived.sha256.clone(), bytes: arrived.bytes })
        .collect();
    let store = app.store().clone();
    tokio::task::spawn_blocking(move || files.iter().try_for_each(|file| store.adopt_file(&file.path, &file.sha256)))
        .await
        .map_err(|error| Problem::internal(&error))??;
    let quantities_source = if texts.quantities.is_some() { QuantitiesSource::Form } else { QuantitiesSource::Default };
    let rfq = NewRfq {
        fingerprint,
        received_at: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        quantities: texts.quantities.unwrap_or_else(|| vec![1]),
        quantities_source,
        customer: texts.customer,
        requested_date: texts.requested_date,
        files: kept,
    };
    let id = app.service.receive(&rfq).await?;
    let body = follow(&app, id).await?.ok_or_else(|| no_rfq(id))?;
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, format!("/api/rfqs/{id}"))], Json(body)).into_response())
}

/// Takes the form apart: texts as values, files into the folder.
async fn receive(multipart: &mut Multipart, folder: &Path, app: &App) -> Result<Received, Problem> {
    let Received { mut texts, mut names, mut files } = Received::default();
    while let Some(field) = multipart.next_field().await.map_err(|error| refused(&error, &app.limits))? {
        match field.name() {
            Some("files") => {
                if files.len() == app.limits.files {
                    return Err(Problem::new("API-016").about(app.limits.files));
                }
                let label = field.file_name().and_then(form::label).unwrap_or_else(|| format!("file {}", files.len() + 1));
                let name = form::unlike(label, &names);
                files.push(upload::store(field, &name, folder, files.len(), &app.limits).await?);
                names.push(name);
            }
            Some("quantities") => texts.quantities = form::quantities(&text(field, "quantities", app).await?)?,
            Some("customer") => texts.customer = form::words(&text(field, "customer", app).await?),
            Some("requested_date") => {
                texts.requested_date = form::day(&text(field, "requested_date", app).await?)?.map(|day| day.to_string());
            }
            // Further parts belong to a later version of the form.
            _ => {}
        }
    }
    Ok(Received { texts, names, files })
}

/// A text part, not longer than a text is.
async fn text(mut field: Field<'_>, name: &str, app: &App) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| refused(&error, &app.limits))? {
        if bytes.len() + piece.len() > LONGEST_TEXT {
            return Err(Problem::new("API-019").about(name).about(LONGEST_TEXT));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
