//! What the shop has: machines, materials, stock, customers, rates, ... Each is a JSON document under a noun and an identifier.
//!
//! The nouns that are keys of the shop file make the shop: no change is kept that would leave it inconsistent.

mod import;
mod shop;

use sqlx::FromRow;

use crate::audit::{note, now};
use crate::database::{Transaction, values};
use crate::{Changed, Store, StoreError};

pub use shop::{LISTS, SINGLES};

/// Identifier of what there is one of.
pub const ONLY: &str = "-";

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct RecordRow {
    /// What sort of thing.
    pub noun: String,
    /// Which one.
    pub id: String,
    /// JSON.
    pub document: String,
    /// Place in its list.
    pub place: i64,
    /// Rises with every change.
    pub version: i64,
    /// Moment of the last change, ISO 8601.
    pub updated_at: String,
}

/// Which records.
#[derive(Debug, Clone, Default)]
pub struct RecordFilter {
    /// Whose document holds these words, whatever their case.
    pub words: Option<String>,
    /// After this place.
    pub after: Option<i64>,
}

/// How a change of a record ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordChange {
    /// As every change.
    As(Changed<RecordRow>),
    /// The shop would not hang together; the sentence says where.
    Refused(String),
}

const COLUMNS: &str = "noun, id, document, place, version, updated_at";

/// Holds all records until the end: two changes that are right alone may be wrong together.
async fn hold(transaction: &mut Transaction) -> Result<(), StoreError> {
    let insert = "INSERT INTO setting (name, value) VALUES ('records', '') ON CONFLICT (name) DO UPDATE SET value = setting.value";
    transaction.run(insert, values![]).await?;
    Ok(())
}

async fn find(transaction: &mut Transaction, noun: &str, id: &str) -> Result<Option<RecordRow>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM record WHERE noun = $1 AND id = $2");
    transaction.optional(sqlx::AssertSqlSafe(select), values![noun, id]).await
}

impl Store {
    /// Records of a noun, in their order.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn records(&self, noun: &str, filter: &RecordFilter, limit: u32) -> Result<Vec<RecordRow>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM record
             WHERE noun = $1 AND place > $2 AND ($3 IS NULL OR lower(document) LIKE $3 ESCAPE '!') ORDER BY place, id LIMIT $4"
        );
        let words = filter.words.as_ref().map(|words| {
            let plain = words.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
            format!("%{plain}%")
        });
        self.database.all(sqlx::AssertSqlSafe(select), values![noun, filter.after.unwrap_or(0), words, limit]).await
    }

    /// One record.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn record(&self, noun: &str, id: &str) -> Result<Option<RecordRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM record WHERE noun = $1 AND id = $2");
        self.database.optional(sqlx::AssertSqlSafe(select), values![noun, id]).await
    }

    /// Adds a record at the end of its list.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn add_record(&self, noun: &str, id: &str, document: &str) -> Result<RecordChange, StoreError> {
        let mut transaction = self.database.begin().await?;
        hold(&mut transaction).await?;
        let insert = format!(
            "INSERT INTO record (noun, id, document, place, version, updated_at)
             VALUES ($1, $2, $3, (SELECT coalesce(max(place), 0) + 1 FROM record WHERE noun = $1), 1, $4)
             ON CONFLICT (noun, id) DO NOTHING RETURNING {COLUMNS}"
        );
        let added = transaction.optional(sqlx::AssertSqlSafe(insert), values![noun, id, document, now()]).await?;
        let Some(added) = added else { return Ok(RecordChange::As(Changed::Taken)) };
        note(&mut transaction, "create", noun, id, None, Some(document.to_owned())).await?;
        self.keep_consistent(transaction, noun, added).await
    }

    /// Changes a record, when it still is of that version.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn change_record(&self, noun: &str, id: &str, version: Option<i64>, document: &str) -> Result<RecordChange, StoreError> {
        let mut transaction = self.database.begin().await?;
        hold(&mut transaction).await?;
        let Some(old) = find(&mut transaction, noun, id).await? else { return Ok(RecordChange::As(Changed::Missing)) };
        if version.is_some_and(|version| version != old.version) {
            return Ok(RecordChange::As(Changed::Stale));
        }
        let update = format!(
            "UPDATE record SET document = $3, version = version + 1, updated_at = $4 WHERE noun = $1 AND id = $2 RETURNING {COLUMNS}"
        );
        let new = transaction.one(sqlx::AssertSqlSafe(update), values![noun, id, document, now()]).await?;
        note(&mut transaction, "change", noun, id, Some(old.document), Some(document.to_owned())).await?;
        self.keep_consistent(transaction, noun, new).await
    }

    /// Removes a record, when it still is of that version; it stays in the trail.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn remove_record(&self, noun: &str, id: &str, version: Option<i64>) -> Result<RecordChange, StoreError> {
        let mut transaction = self.database.begin().await?;
        hold(&mut transaction).await?;
        let Some(old) = find(&mut transaction, noun, id).await? else { return Ok(RecordChange::As(Changed::Missing)) };
        if version.is_some_and(|version| version != old.version) {
            return Ok(RecordChange::As(Changed::Stale));
        }
        transaction.run("DELETE FROM record WHERE noun = $1 AND id = $2", values![noun, id]).await?;
        note(&mut transaction, "delete", noun, id, Some(old.document.clone()), None).await?;
        self.keep_consistent(transaction, noun, old).await
    }

    /// Commits, unless the shop would no longer hang together.
    async fn keep_consistent(&self, mut transaction: Transaction, noun: &str, row: RecordRow) -> Result<RecordChange, StoreError> {
        if shop::is_of_shop(noun)
            && let Some(why) = shop::fault_in(&mut transaction).await?
        {
            return Ok(RecordChange::Refused(why));
        }
        transaction.commit().await?;
        Ok(RecordChange::As(Changed::Done(row)))
    }
}
