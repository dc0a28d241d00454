//! Who changed what, and when: one row beside every change, in its transaction.
//!
//! Who acts is told around the call ([`acting_as`]), so that no function that changes something can forget to ask for it.

use std::future::Future;

use jiff::Timestamp;
use sqlx::FromRow;

use crate::database::{Transaction, values};
use crate::{Store, StoreError};

/// Who acts: a person, a program, or the service itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Account; `None` for the service and for command lines.
    pub account: Option<i64>,
    /// Name as the trail shows it; it stays when the account goes.
    pub name: String,
    /// Id of the request in the log.
    pub request: String,
}

tokio::task_local! {
    static ACTOR: Actor;
}

/// Runs something in the name of somebody. Outside it is the service that acts.
pub async fn acting_as<F: Future>(actor: Actor, work: F) -> F::Output {
    ACTOR.scope(actor, work).await
}

fn actor() -> Actor {
    let service = || Actor { account: None, name: "service".to_owned(), request: String::new() };
    ACTOR.try_with(Clone::clone).unwrap_or_else(|_| service())
}

/// This moment, ISO 8601 in UTC to the second.
pub(crate) fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A line of the trail.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AuditRow {
    /// Rising.
    pub id: i64,
    /// Moment, ISO 8601 in UTC.
    pub at: String,
    /// Account, while it is known.
    pub account_id: Option<i64>,
    /// Name.
    pub actor: String,
    /// Id of the request.
    pub request: String,
    /// `create`, `change`, `delete`, `read`, `log_in`, ...
    pub action: String,
    /// What sort of thing.
    pub noun: String,
    /// Which one.
    pub record: String,
    /// Before, as JSON.
    pub old_value: Option<String>,
    /// After, as JSON.
    pub new_value: Option<String>,
}

/// Which lines of the trail.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Of one sort of thing.
    pub noun: Option<String>,
    /// Of one thing.
    pub record: Option<String>,
    /// Of one account.
    pub account: Option<i64>,
    /// Older than this line.
    pub before: Option<i64>,
}

/// Writes a line beside a change, in its transaction.
pub(crate) async fn note(
    transaction: &mut Transaction,
    action: &str,
    noun: &str,
    record: impl ToString,
    old: Option<String>,
    new: Option<String>,
) -> Result<(), StoreError> {
    let actor = actor();
    let insert = "INSERT INTO audit (at, account_id, actor, request, action, noun, record, old_value, new_value)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    transaction.run(insert, values![now(), actor.account, actor.name, actor.request, action, noun, record.to_string(), old, new]).await?;
    Ok(())
}

impl Store {
    /// Writes a line that stands alone: somebody read what is restricted, somebody was refused.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn note(&self, action: &str, noun: &str, record: &str) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        note(&mut transaction, action, noun, record, None, None).await?;
        transaction.commit().await
    }

    /// The trail, newest first.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn audit(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        self.database
            .all(
                "SELECT id, at, account_id, actor, request, action, noun, record, old_value, new_value FROM audit
                 WHERE ($1 IS NULL OR noun = $1) AND ($2 IS NULL OR record = $2) AND ($3 IS NULL OR account_id = $3) AND id < $4
                 ORDER BY id DESC LIMIT $5",
                values![filter.noun.clone(), filter.record.clone(), filter.account, filter.before.unwrap_or(i64::MAX), limit],
            )
            .await
    }
}
