//! Records to the shop that prices stand on, and back.

use serde_json::{Map, Value};
use trusquin_domain::Shop;

use super::{ONLY, RecordRow};
use crate::database::{Transaction, values};
use crate::{Store, StoreError};

/// Keys of the shop file that are lists of things with an `id`: each thing is a record under the key.
pub const LISTS: [&str; 5] = ["work_centre", "machine", "material", "treatment", "stock"];

/// Keys of the shop file of which there is one: a record each.
pub const SINGLES: [&str; 4] = ["company", "rates", "scenarios", "calendar"];

/// What else stands in the shop file, as it was imported.
pub(super) const REST: &str = "shop_rest";

const SELECT: &str = "SELECT noun, id, document, place, version, updated_at FROM record ORDER BY noun, place, id";

/// True when records of this noun are part of the shop.
pub(super) fn is_of_shop(noun: &str) -> bool {
    LISTS.contains(&noun) || SINGLES.contains(&noun)
}

/// The records of a shop: noun, identifier, document, in their order.
pub(super) fn records_of(shop: &Shop) -> Result<Vec<(String, String, String)>, StoreError> {
    let Value::Object(keys) = serde_json::to_value(shop)? else { return Ok(Vec::new()) };
    let (mut records, mut rest) = (Vec::new(), Map::new());
    for (key, value) in keys {
        match value {
            Value::Array(items) if LISTS.contains(&key.as_str()) => {
                for item in items {
                    let id = item.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
                    records.push((key.clone(), id, item.to_string()));
                }
            }
            Value::Object(_) if SINGLES.contains(&key.as_str()) => records.push((key, ONLY.to_owned(), value.to_string())),
            value => {
                rest.insert(key, value);
            }
        }
    }
    records.push((REST.to_owned(), ONLY.to_owned(), Value::Object(rest).to_string()));
    Ok(records)
}

/// The shop of the records; `None` while none was imported, a sentence when they do not hang together.
fn composed(rows: Vec<RecordRow>) -> Result<Option<Result<Shop, String>>, StoreError> {
    let rest = rows.iter().find(|row| row.noun == REST).map(|row| serde_json::from_str(&row.document)).transpose()?;
    let Some(Value::Object(mut keys)) = rest else { return Ok(None) };
    for list in LISTS {
        keys.insert(list.to_owned(), Value::Array(Vec::new()));
    }
    for row in rows {
        if SINGLES.contains(&row.noun.as_str()) {
            keys.insert(row.noun, serde_json::from_str(&row.document)?);
        } else if LISTS.contains(&row.noun.as_str())
            && let Some(Value::Array(items)) = keys.get_mut(&row.noun)
        {
            items.push(serde_json::from_str(&row.document)?);
        }
    }
    let read: Result<Shop, _> = serde_json::from_value(Value::Object(keys));
    Ok(Some(read.map_err(|error| error.to_string()).and_then(|shop| shop.checked().map_err(|error| error.to_string()))))
}

/// What does not hang together in the shop as the records stand in a transaction.
pub(super) async fn fault_in(transaction: &mut Transaction) -> Result<Option<String>, StoreError> {
    let rows = transaction.all(SELECT, values![]).await?;
    Ok(composed(rows)?.and_then(Result::err))
}

impl Store {
    /// The shop that the records make; `None` while none was imported.
    ///
    /// # Errors
    /// The database refuses, or the records no longer make a shop (they were changed past this program).
    pub async fn shop(&self) -> Result<Option<Shop>, StoreError> {
        composed(self.database.all(SELECT, values![]).await?)?.transpose().map_err(StoreError::Shop)
    }
}
