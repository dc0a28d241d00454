//! Who may do what: the table of rights per module and role, a data file.
//!
//! A module is the tag of an operation in the OpenAPI document; reading is GET, writing is everything else. A tag that is not in the
//! table is refused to everybody.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One line per module, one column per role.
const TABLE: &str = include_str!("rights.tsv");

static RIGHTS: LazyLock<BTreeMap<&'static str, BTreeMap<&'static str, Right>>> = LazyLock::new(read);

/// Roles, in the order of the table.
pub const ROLES: [&str; 7] = ["admin", "estimator", "methods", "analyst", "shop_manager", "operator", "quality"];

/// The column for who is not logged in.
pub const ANYONE: &str = "anyone";

/// What somebody may do in a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Nothing.
    None,
    /// Read and write what is their own: an operator's operations.
    Own,
    /// Read.
    Read,
    /// Read and write.
    Write,
}

fn read() -> BTreeMap<&'static str, BTreeMap<&'static str, Right>> {
    let mut lines = TABLE.lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let mut rights = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let row = columns.iter().zip(&cells).skip(1).filter_map(|(column, cell)| Some((*column, word(cell)?))).collect();
        rights.insert(cells.first().copied().unwrap_or_default(), row);
    }
    rights
}

fn word(cell: &str) -> Option<Right> {
    Some(match cell {
        "none" => Right::None,
        "own" => Right::Own,
        "read" => Right::Read,
        "write" => Right::Write,
        _ => return None,
    })
}

/// What a role may do in a module.
pub fn right(role: &str, module: &str) -> Right {
    RIGHTS.get(module).and_then(|row| row.get(role)).copied().unwrap_or(Right::None)
}

/// True when the right is enough to read, or to write; what is limited to one's own is limited further by the handler.
pub fn allows(right: Right, writing: bool) -> bool {
    match right {
        Right::None => false,
        Right::Own => true,
        Right::Read => !writing,
        Right::Write => true,
    }
}

/// True when a scope of a key (`module:read`, `module:write`, `*:read`, `*:write`) covers it.
pub fn covers(scope: &str, module: &str, writing: bool) -> bool {
    let Some((named, kind)) = scope.split_once(':') else { return false };
    (named == "*" || named == module) && (kind == "write" || (kind == "read" && !writing))
}

/// True when a scope names a module and a kind that exist.
pub fn is_scope(scope: &str) -> bool {
    let known = |module: &str| module == "*" || RIGHTS.contains_key(module);
    scope.split_once(':').is_some_and(|(module, kind)| known(module) && ["read", "write"].contains(&kind))
}

/// Every module of the table.
pub fn modules() -> impl Iterator<Item = &'static str> {
    RIGHTS.keys().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_the_table_is_read() {
        assert_eq!(RIGHTS.len(), TABLE.lines().count() - 1);
        for (module, row) in RIGHTS.iter() {
            assert_eq!(row.len(), ROLES.len() + 1, "{module}");
            assert!(row.contains_key(ANYONE) && ROLES.iter().all(|role| row.contains_key(role)), "{module}");
            assert!(row.values().all(|right| *right >= row[ANYONE]), "{module}: who is logged in may do less than anyone");
            assert_eq!(row["admin"].max(Right::Read), row["admin"], "{module}");
        }
    }

    #[test]
    fn an_operator_sees_neither_quotes_nor_routings() {
        for module in ["rfqs", "quotes", "rates", "routings", "customers", "machines", "accounts", "audit"] {
            assert_eq!(right("operator", module), Right::None, "{module}");
        }
        assert_eq!(right("operator", "shop_floor"), Right::Own);
        assert_eq!(right("admin", "a module nobody entered"), Right::None);
    }

    #[test]
    fn a_scope_covers_what_it_says() {
        for (scope, module, writing, expected) in [
            ("quotes:read", "quotes", false, true),
            ("quotes:read", "quotes", true, false),
            ("quotes:write", "quotes", false, true),
            ("*:read", "rfqs", false, true),
            ("*:read", "rfqs", true, false),
            ("rfqs:write", "quotes", true, false),
            ("quotes", "quotes", false, false),
        ] {
            assert_eq!(covers(scope, module, writing), expected, "{scope} {module} {writing}");
        }
        assert!(is_scope("quotes:read") && is_scope("*:write") && !is_scope("quote:read") && !is_scope("quotes:all"));
    }
}
