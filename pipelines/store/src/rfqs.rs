//! RFQs, the files in them and the analyses of those files.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use trusquin_domain::Analysis;

use crate::database::values;
use crate::{Store, StoreError};

/// A file of an RFQ under the customer's name for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RfqFile {
    /// Name within the request (`archive.zip!/member` for a member), whatever folder it was named from: see [`RfqFile::new`].
    pub name: String,
    /// Hash of its bytes.
    pub sha256: String,
}

impl RfqFile {
    /// A file that was read as `path` because a person named `arguments`: within a named folder its name is the path from that
    /// folder on, else the file's own name. `./plans/a.pdf` and `/home/me/plans/a.pdf` are one file, and so are they by `plans/`.
    pub fn new(path: &str, sha256: &str, arguments: &[PathBuf]) -> Self {
        let (outer, member) = path.split_once("!/").map_or((path, None), |(outer, member)| (outer, Some(member)));
        let outer = Path::new(outer);
        let below = arguments.iter().filter(|argument| argument.as_path() != outer).find_map(|argument| outer.strip_prefix(argument).ok());
        let own = below.or_else(|| outer.file_name().map(Path::new)).unwrap_or(outer).to_string_lossy().replace('\\', "/");
        let name = member.map_or_else(|| own.clone(), |member| format!("{own}!/{member}"));
        Self { name, sha256: sha256.to_owned() }
    }
}

/// The same files, quantities, shop file and day are the same RFQ (invariant I7): running twice changes nothing.
pub fn rfq_fingerprint(files: &[RfqFile], quantities: &[u32], shop_toml: &str, today: &str) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.name.as_bytes());
        hash.update([0]);
        hash.update(file.sha256.as_bytes());
        hash.update([0]);
    }
    for quantity in quantities {
        hash.update(quantity.to_le_bytes());
    }
    hash.update([1]);
    hash.update(shop_toml.as_bytes());
    hash.update(today.as_bytes());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Store {
    /// Records an RFQ with its files and analyses in one transaction; returns its id, the same one when it is already there.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn keep_rfq(
        &self,
        fingerprint: &str,
        today: &str,
        quantities: &[u32],
        analyses: &[Analysis],
        reader_version: &str,
    ) -> Result<i64, StoreError> {
        let mut transaction = self.database.begin().await?;
        let (id,): (i64,) = transaction
            .one(
                "INSERT INTO rfq (fingerprint, received_on, quantities) VALUES ($1, $2, $3)
             ON CONFLICT (fingerprint) DO UPDATE SET received_on = excluded.received_on RETURNING id",
                values![fingerprint, today, serde_json::to_string(quantities)?],
            )
            .await?;
        for (position, analysis) in analyses.iter().enumerate() {
            transaction
                .run(
                    "INSERT INTO rfq_file (rfq_id, position, name, sha256) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (rfq_id, position) DO UPDATE SET name = excluded.name, sha256 = excluded.sha256",
                    values![id, i64::try_from(position).unwrap_or(i64::MAX), &analysis.file, &analysis.sha256],
                )
                .await?;
            transaction
                .run(
                    "INSERT INTO analysis (sha256, name, reader_version, document) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (sha256, name, reader_version) DO UPDATE SET document = excluded.document",
                    values![&analysis.sha256, &analysis.file, reader_version, serde_json::to_string(analysis)?],
                )
                .await?;
        }
        transaction.commit().await?;
        Ok(id)
    }

    /// The analyses of an RFQ in the order of its files, as the given reader version made them.
    ///
    /// # Errors
    /// The database refuses or a document does not read.
    pub async fn analyses_of(&self, rfq_id: i64, reader_version: &str) -> Result<Vec<Analysis>, StoreError> {
        let documents: Vec<(String,)> = self
            .database
            .all(
                "SELECT a.document FROM rfq_file f JOIN analysis a ON a.sha256 = f.sha256 AND a.name = f.name
             WHERE f.rfq_id = $1 AND a.reader_version = $2 ORDER BY f.position",
                values![rfq_id, reader_version],
            )
            .await?;
        documents.into_iter().map(|(document,)| Ok(serde_json::from_str(&document)?)).collect()
    }
}
