//! Which tables there are, with their columns, parents before children.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::database::{Transaction, values};

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Text,
    Integer,
    Real,
    Bytes,
}

/// A table of ours.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<(String, Kind)>,
}

impl Kind {
    fn of(declared: &str) -> Self {
        let declared = declared.to_ascii_uppercase();
        match declared.as_str() {
            text if text.contains("INT") => Self::Integer,
            text if text.contains("DOUBLE") || text.contains("REAL") => Self::Real,
            text if text.contains("BLOB") || text.contains("BYTEA") => Self::Bytes,
            _ => Self::Text,
        }
    }
}

/// The tables of our migrations; not the migrators' own, nor those of the queue.
pub(super) async fn tables(transaction: &mut Transaction) -> Result<Vec<Table>, StoreError> {
    let (columns, parents) = match transaction {
        Transaction::Sqlite(_) => (
            "SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT IN ('Jobs', 'Workers') ORDER BY m.name, c.cid",
            "SELECT m.name, k.\"table\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k WHERE m.type = 'table'",
        ),
        #[cfg(feature = "postgres")]
        Transaction::Postgres(_) => (
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns
             WHERE table_schema = 'public' ORDER BY table_name, ordinal_position",
            "SELECT CAST(c.relname AS TEXT), CAST(p.relname AS TEXT) FROM pg_constraint k
             JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
             WHERE k.contype = 'f' AND k.connamespace = CAST('public' AS regnamespace)",
        ),
    };
    let columns: Vec<(String, String, String)> = transaction.all(columns, values![]).await?;
    let parents: Vec<(String, String)> = transaction.all(parents, values![]).await?;
    let mut found: BTreeMap<String, Vec<(String, Kind)>> = BTreeMap::new();
    for (table, column, declared) in columns.into_iter().filter(|(table, ..)| !table.starts_with('_')) {
        found.entry(table).or_default().push((column, Kind::of(&declared)));
    }
    Ok(in_order(found, &parents))
}

/// Parents first; tables that name each other in a circle (there are none) would stand in the order of their names.
fn in_order(mut found: BTreeMap<String, Vec<(String, Kind)>>, parents: &[(String, String)]) -> Vec<Table> {
    let (mut ordered, mut done) = (Vec::new(), BTreeSet::new());
    while !found.is_empty() {
        let waits = |name: &str| parents.iter().any(|(child, parent)| child == name && parent != child && !done.contains(parent));
        let next = found.keys().find(|name| !waits(name)).or_else(|| found.keys().next()).cloned();
        let Some((name, columns)) = next.and_then(|name| found.remove_entry(&name)) else { break };
        done.insert(name.clone());
        ordered.push(Table { name, columns });
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_stand_before_their_children() {
        let found = ["a", "b", "c", "d"].map(|name| (name.to_owned(), Vec::new())).into();
        let parents = [("a", "c"), ("c", "d"), ("b", "b")].map(|(child, parent)| (child.to_owned(), parent.to_owned()));
        let names: Vec<String> = in_order(found, &parents).into_iter().map(|table| table.name).collect();
        assert_eq!(names, ["b", "d", "c", "a"]);
    }
}
