//! GET /api/rfqs/{id}/events: the RFQ as it stands, at once and after every change.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use super::{cleared, follow, no_rfq};
use crate::contract::{ProblemJson, RfqJson};
use crate::problem::Problem;
use crate::routes::Path;
use crate::state::App;

/// A comment line this often keeps proxies from closing a silent stream.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Where other processes work on the same data, the state is looked at this often even when nobody told of a change.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Follows an RFQ: event `rfq` with the whole RFQ, at once and after every change, then `end` when it is done or failed.
/// A client that reconnects misses nothing, because the first event is the whole state.
///
/// # Errors
/// 404 when there is no such RFQ.
#[utoipa::path(get, path = "/api/rfqs/{id}/events", tag = "rfqs", params(("id" = i64, Path, description = "RFQ")), responses(
    (status = 200, body = RfqJson, content_type = "text/event-stream"),
    (status = 400, body = ProblemJson, content_type = "application/problem+json"),
    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
))]
pub async fn events(State(app): State<App>, Path(id): Path<i64>) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    // Listening begins before the first look, so that no change falls between.
    let changes = app.service.changes();
    let row = app.store().rfq(id).await?.ok_or_else(|| no_rfq(id))?;
    cleared(&app, &row).await?;
    let listener = Listener { app, id, changes, told: None, next_at: Instant::now(), phase: Phase::Telling };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat")))
}

/// The state of an RFQ with n files is told at most every n of these: five hundred files change a thousand times, and each state tells all.
const SPACING_PER_FILE: Duration = Duration::from_millis(1);

#[derive(PartialEq)]
enum Phase {
    /// The state may differ from what was told.
    Telling,
    /// The state was told and is not final.
    Waiting,
    /// The final state was told.
    Ending,
    Over,
}

struct Listener {
    app: App,
    id: i64,
    changes: Receiver<i64>,
    told: Option<RfqJson>,
    /// The next state is told from here on.
    next_at: Instant,
    phase: Phase,
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        loop {
            match self.phase {
                Phase::Over => return None,
                Phase::Ending => {
                    self.phase = Phase::Over;
                    return Some(Event::default().event("end").data("{}"));
                }
                Phase::Waiting => self.wait().await,
                Phase::Telling => {
                    tokio::time::sleep_until(self.next_at).await;
                    // A stream cannot answer with a problem; the client reconnects and gets it then.
                    let Ok(Some(rfq)) = follow(&self.app, self.id).await else { return None };
                    self.phase = if rfq.is_final() { Phase::Ending } else { Phase::Waiting };
                    if self.told.as_ref() != Some(&rfq) {
                        let event = Event::default().event("rfq").json_data(&rfq).ok()?;
                        self.next_at = Instant::now() + SPACING_PER_FILE * rfq.file_count();
                        self.told = Some(rfq);
                        return Some(event);
                    }
                }
            }
        }
    }

    async fn wait(&mut self) {
        let mut stopping = self.app.stopping.clone();
        let shared = self.app.store().is_shared();
        tokio::select! {
            // A notice of another process may have been missed.
            () = tokio::time::sleep(LOOK_AGAIN), if shared => self.phase = Phase::Telling,
            // The client reconnects to the next service.
            _ = stopping.wait_for(|stopping| *stopping) => self.phase = Phase::Over,
            change = self.changes.recv() => match change {
                Ok(id) if id != self.id => {}
                Ok(_) | Err(RecvError::Lagged(_)) => self.phase = Phase::Telling,
                Err(RecvError::Closed) => self.phase = Phase::Over,
            },
        }
    }
}
