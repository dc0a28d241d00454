//! RFQs: sent, listed, shown, followed; the readings and pictures of their files.

pub mod analysis;
pub mod create;
pub mod events;
mod form;
pub mod list;
pub mod model;
pub mod page;
pub mod show;
pub mod title_block;
mod upload;

use trusquin_store::FileRow;

use crate::contract::RfqJson;
use crate::problem::Problem;
use crate::state::App;

/// An RFQ as it stands, `None` when there is none.
async fn load(app: &App, id: i64) -> Result<Option<RfqJson>, Problem> {
    let Some(row) = app.store().rfq(id).await? else { return Ok(None) };
    Ok(Some(RfqJson::new(row, app.store().rfq_files(id).await?)))
}

fn no_rfq(id: i64) -> Problem {
    Problem::new("API-003").about(id)
}

/// One file of an RFQ.
async fn file(app: &App, id: i64, position: i64) -> Result<FileRow, Problem> {
    if let Some(file) = app.store().rfq_file(id, position).await? {
        return Ok(file);
    }
    match app.store().rfq(id).await? {
        Some(_) => Err(Problem::new("API-004").about(id).about(position)),
        None => Err(no_rfq(id)),
    }
}
