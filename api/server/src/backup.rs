//! A backup: one ZIP with the tables as lines of JSON, every file of the data folder, and a list of their hashes; and back.
//!
//! It is consistent while the service runs: the tables are those of one moment, and the files they name are there by then, under their
//! hash, never changed. Pictures of pages are left out: they are drawn again when they are asked for.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use trusquin_store::{DumpSummary, Store};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::access::moment;
use crate::contract::BackupManifest;

/// Form of the archive.
const FORM: u32 = 1;

/// Names in the archive.
const MANIFEST: &str = "manifest.json";
const TABLES: &str = "tables.jsonl";

/// What of the data folder is no part of it: what can be made again, what is not complete, the lock, the database (its tables are), and
/// backups.
const LEFT_OUT: [&str; 7] =
    ["pictures", "incoming", "backups", "serve.lock", "trusquin.sqlite", "trusquin.sqlite-wal", "trusquin.sqlite-shm"];

/// Bytes copied at a time.
const AT_ONCE: usize = 1 << 17;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// Form of the archive.
    pub form: u32,
    /// Program that wrote it.
    pub program: String,
    /// Moment it was written.
    pub written_at: String,
    /// The tables.
    pub tables: DumpSummary,
    /// SHA-256 of every file, the tables included, by name.
    pub files: BTreeMap<String, String>,
}

/// Writes a backup of a store whose folder is `data`, then checks it by restoring it beside. Until it is checked it has another name.
///
/// # Errors
/// The store or the disk refuse, or what was written does not restore.
pub async fn back_up(store: &Store, data: &Path, target: &Path) -> Result<Manifest> {
    let beside = target.with_extension("part");
    let outcome = write_and_check(store, data, &beside).await;
    match outcome {
        Ok(manifest) => {
            std::fs::rename(&beside, target).with_context(|| format!("{} cannot be written", target.display()))?;
            Ok(manifest)
        }
        Err(error) => {
            // What failed is told; that its leftover could not be removed either adds nothing.
            let _ = std::fs::remove_file(&beside);
            Err(error)
        }
    }
}

async fn write_and_check(store: &Store, data: &Path, target: &Path) -> Result<Manifest> {
    let manifest = write(store, data, target).await.with_context(|| format!("the backup {} cannot be written", target.display()))?;
    check(target).await.context("the backup was written, but does not restore: it is thrown away")?;
    Ok(manifest)
}

async fn write(store: &Store, data: &Path, target: &Path) -> Result<Manifest> {
    if let Some(parent) = target.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent)?;
    }
    let mut zip = ZipWriter::new(BufWriter::new(File::create(target)?));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(1)).large_file(true);
    let mut files = BTreeMap::new();
    zip.start_file(TABLES, options)?;
    // The tables first: what they name is among the files then.
    let mut counted = Hashing::new(&mut zip);
    let tables = store.dump(&mut counted).await?;
    files.insert(TABLES.to_owned(), counted.finish());
    for path in parts(data)? {
        let name = path.strip_prefix(data).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        // A document may be replaced while it is read: what is read is what counts.
        let mut source = File::open(&path).with_context(|| path.display().to_string())?;
        zip.start_file(name.as_str(), options)?;
        let mut counted = Hashing::new(&mut zip);
        copy(&mut source, &mut counted)?;
        files.insert(name, counted.finish());
    }
    let program = env!("CARGO_PKG_VERSION").to_owned();
    let manifest = Manifest { form: FORM, program, written_at: moment(Timestamp::now()), tables, files };
    zip.start_file(MANIFEST, options)?;
    zip.write_all(&BackupManifest::of(&manifest).to_bytes()?)?;
    let file = zip.finish()?.into_inner().map_err(|error| error.into_error())?;
    file.sync_all()?;
    Ok(manifest)
}

/// Every file of the data folder that is part of a backup, in the order of their names.
fn parts(data: &Path) -> Result<Vec<PathBuf>> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
        for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                walk(&path, found)?;
            } else if path.extension().is_none_or(|extension| extension != "part") {
                found.push(path);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    walk(data, &mut found)?;
    found.retain(|path| {
        let first = path.strip_prefix(data).ok().and_then(|inside| inside.components().next());
        first.is_some_and(|first| !LEFT_OUT.iter().any(|name| first.as_os_str() == *name))
    });
    found.sort();
    Ok(found)
}

/// Checks a backup by restoring it into a folder that is thrown away.
///
/// # Errors
/// It is damaged or does not restore.
pub async fn check(backup: &Path) -> Result<Manifest> {
    let beside = tempfile::tempdir().context("there is no room for the check")?;
    unpack(backup, beside.path(), None).await
}

/// Restores a backup into an empty folder (and an empty database, where `database` names one).
///
/// # Errors
/// The backup is damaged or newer than this program, or the folder or the database are not empty.
pub async fn unpack(backup: &Path, data: &Path, database: Option<&str>) -> Result<Manifest> {
    let mut archive = ZipArchive::new(BufReader::new(File::open(backup).with_context(|| backup.display().to_string())?))
        .with_context(|| format!("{} is no backup", backup.display()))?;
    let manifest = manifest(&mut archive).with_context(|| format!("{} is no backup", backup.display()))?;
    std::fs::create_dir_all(data)?;
    for (name, hash) in &manifest.files {
        let relative = Path::new(name);
        ensure!(relative.components().all(|part| matches!(part, Component::Normal(_))), "the name {name} leads out of the folder");
        let mut member = archive.by_name(name).with_context(|| format!("{name} is not in it"))?;
        let target = data.join(relative);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut file = File::create(&target).with_context(|| target.display().to_string())?;
        let mut counted = Hashing::new(&mut file);
        copy(&mut member, &mut counted).with_context(|| format!("{name} is damaged"))?;
        ensure!(counted.finish() == *hash, "{name} is damaged");
        file.sync_all()?;
    }
    let tables = data.join(TABLES);
    let mut lines = BufReader::new(File::open(&tables)?);
    let (store, found) = Store::restore(data, database, &mut lines).await?;
    store.close().await;
    ensure!(found == manifest.tables, "the tables hold {found:?}, not {:?}", manifest.tables);
    std::fs::remove_file(tables)?;
    Ok(manifest)
}

fn manifest(archive: &mut ZipArchive<impl Read + Seek>) -> Result<Manifest> {
    let mut text = String::new();
    archive.by_name(MANIFEST)?.take(1 << 30).read_to_string(&mut text)?;
    let manifest: Manifest = serde_json::from_str(&text)?;
    if manifest.form != FORM {
        bail!("its form is {}, this program knows {FORM}", manifest.form);
    }
    Ok(manifest)
}

fn copy(from: &mut impl Read, to: &mut impl Write) -> std::io::Result<()> {
    let mut piece = vec![0; AT_ONCE];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) => to.write_all(&piece[..length])?,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Hashes what is written through it.
struct Hashing<'a, W> {
    to: &'a mut W,
    hash: Sha256,
}

impl<'a, W: Write> Hashing<'a, W> {
    fn new(to: &'a mut W) -> Self {
        Self { to, hash: Sha256::new() }
    }

    fn finish(self) -> String {
        self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl<W: Write> Write for Hashing<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}
