//! RFQs: sent, listed, shown, followed; the readings and pictures of their files.

pub mod analysis;
pub mod create;
pub mod events;
mod form;
pub mod list;
pub mod model;
pub mod page;
pub mod restrict;
pub mod show;
pub mod title_block;
mod upload;

use trusquin_store::{FileRow, RfqRow};

use crate::access::is_cleared;
use crate::contract::RfqJson;
use crate::problem::Problem;
use crate::state::App;

/// An RFQ as it stands, `None` when there is none.
///
/// # Errors
/// 403 when the caller is not cleared for it.
async fn load(app: &App, id: i64) -> Result<Option<RfqJson>, Problem> {
    let Some(row) = app.store().rfq(id).await? else { return Ok(None) };
    cleared(app, &row).await?;
    follow(app, id).await
}

/// The same for who was let in already.
async fn follow(app: &App, id: i64) -> Result<Option<RfqJson>, Problem> {
    let Some(row) = app.store().rfq(id).await? else { return Ok(None) };
    Ok(Some(RfqJson::new(row, app.store().rfq_files(id).await?)))
}

/// Lets who is cleared for an RFQ read it, and keeps that it was read where it is restricted.
///
/// # Errors
/// 403 when the caller is not cleared for it.
pub(crate) async fn cleared(app: &App, row: &RfqRow) -> Result<(), Problem> {
    if row.restrictions.is_empty() {
        return Ok(());
    }
    if !is_cleared(&row.restrictions) {
        app.store().note("refuse", "rfq", &row.id.to_string()).await?;
        return Err(Problem::new("API-036").about(row.id).about(row.restrictions.join(", ")));
    }
    Ok(app.store().note("read", "rfq", &row.id.to_string()).await?)
}

/// The same by number.
///
/// # Errors
/// 403 when the caller is not cleared for it.
pub(crate) async fn cleared_for(app: &App, id: i64) -> Result<(), Problem> {
    match app.store().rfq(id).await? {
        Some(row) => cleared(app, &row).await,
        None => Ok(()),
    }
}

fn no_rfq(id: i64) -> Problem {
    Problem::new("API-003").about(id)
}

/// One file of an RFQ.
///
/// # Errors
/// 404 when it is not there, 403 when the caller is not cleared for its RFQ.
pub(crate) async fn file(app: &App, id: i64, position: i64) -> Result<FileRow, Problem> {
    let row = app.store().rfq(id).await?.ok_or_else(|| no_rfq(id))?;
    cleared(app, &row).await?;
    app.store().rfq_file(id, position).await?.ok_or_else(|| Problem::new("API-004").about(id).about(position))
}
