//! A shop file into the records: once for each version of the file.

use trusquin_domain::Shop;

use super::hold;
use super::shop::{LISTS, REST, SINGLES, records_of};
use crate::audit::{note, now};
use crate::database::values;
use crate::{Store, StoreError};

/// Name of the setting that holds the hash of the file that was imported last.
const IMPORTED: &str = "shop_file";

impl Store {
    /// Takes a shop file's things over in place of those there are, when this very file (told by its hash) was not the last to be taken.
    /// What people changed since stays as long as the file does. True when it was taken.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn import_shop(&self, shop: &Shop, file_hash: &str) -> Result<bool, StoreError> {
        let mut transaction = self.database.begin().await?;
        hold(&mut transaction).await?;
        let known: Option<(String,)> = transaction.optional("SELECT value FROM setting WHERE name = $1", values![IMPORTED]).await?;
        if known.is_some_and(|(hash,)| hash == file_hash) {
            return Ok(false);
        }
        for noun in LISTS.into_iter().chain(SINGLES).chain([REST]) {
            transaction.run("DELETE FROM record WHERE noun = $1", values![noun]).await?;
        }
        let moment = now();
        let insert = "INSERT INTO record (noun, id, document, place, version, updated_at) VALUES ($1, $2, $3, $4, 1, $5)";
        for (place, (noun, id, document)) in (1_i64..).zip(records_of(shop)?) {
            transaction.run(insert, values![noun, id, document, place, &moment]).await?;
        }
        // What the shop does: machining, until somebody says otherwise.
        let trades = "INSERT INTO record (noun, id, document, place, version, updated_at) VALUES ('trades', '-', $1, 1, 1, $2)
                      ON CONFLICT (noun, id) DO NOTHING";
        transaction.run(trades, values![r#"{"trades":["machining"]}"#, &moment]).await?;
        let set = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        transaction.run(set, values![IMPORTED, file_hash]).await?;
        let new = serde_json::json!({ "company": shop.company.name, "sha256": file_hash }).to_string();
        note(&mut transaction, "import", "shop_file", &shop.company.name, None, Some(new)).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Removes every record of the shop: it is then as the file says.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn forget_shop(&self) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        hold(&mut transaction).await?;
        for noun in LISTS.into_iter().chain(SINGLES).chain([REST]) {
            transaction.run("DELETE FROM record WHERE noun = $1", values![noun]).await?;
        }
        transaction.run("DELETE FROM setting WHERE name = $1", values![IMPORTED]).await?;
        note(&mut transaction, "delete", "shop_file", "-", None, None).await?;
        transaction.commit().await
    }

    /// Hash of the shop file that was imported last.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn imported_shop(&self) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = self.database.optional("SELECT value FROM setting WHERE name = $1", values![IMPORTED]).await?;
        Ok(row.map(|(hash,)| hash))
    }
}
