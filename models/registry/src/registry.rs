//! The registry of one model: a folder of versions beside a ledger, changed under a lock and replaced in one step.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::{Action, Event, Ledger, RegistryError, Status, Version, WorseSlice};

/// Who decides, when and why.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// When, as the caller tells time.
    pub at: String,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
}

/// The versions of one model.
#[derive(Debug, Clone)]
pub struct Registry {
    model: String,
    folder: PathBuf,
}

const LEDGER: &str = "ledger.json";

impl Registry {
    /// The registry of `model` in a data folder; nothing is written until something is added.
    pub fn open(data: &Path, model: &str) -> Self {
        Self { model: model.to_owned(), folder: data.join("models").join(model) }
    }

    /// Everything it knows; empty where nothing was ever added.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn ledger(&self) -> Result<Ledger, RegistryError> {
        let path = self.folder.join(LEDGER);
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| RegistryError::Ledger { path, problem: error.to_string() }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Ledger::default()),
            Err(source) => Err(RegistryError::File { path, source }),
        }
    }

    /// Copies a trained folder in as a candidate. The same folder twice is there once.
    ///
    /// # Errors
    /// The name is no version's, another folder has it, or the data folder cannot be written.
    pub fn add(&self, source: &Path, version: &str, decision: &Decision) -> Result<(), RegistryError> {
        let ours = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        if version.is_empty() || version.len() > 64 || version.starts_with('.') || !version.chars().all(ours) {
            return Err(RegistryError::BadName(version.to_owned()));
        }
        let files = hashes(source)?;
        let _lock = self.lock()?;
        let mut ledger = self.ledger()?;
        if let Some(known) = ledger.versions.iter().find(|known| known.version == version) {
            return if known.files == files { Ok(()) } else { Err(RegistryError::OtherFiles(version.to_owned())) };
        }
        // Written beside and renamed: a folder under its own name is whole, whenever this stops.
        let place = self.place(version);
        let beside = self.folder.join("versions").join(format!(".{version}.part"));
        if beside.exists() {
            std::fs::remove_dir_all(&beside).map_err(at(&beside))?;
        }
        std::fs::create_dir_all(&beside).map_err(at(&beside))?;
        for name in files.keys() {
            std::fs::copy(source.join(name), beside.join(name)).map_err(at(&beside.join(name)))?;
        }
        if place.exists() {
            std::fs::remove_dir_all(&place).map_err(at(&place))?;
        }
        std::fs::rename(&beside, &place).map_err(at(&place))?;
        ledger.versions.push(Version { version: version.to_owned(), status: Status::Candidate, added_at: decision.at.clone(), files });
        let before = ledger.active().map(|active| active.version.clone());
        ledger.history.push(event(decision, Action::Added, version, before, Vec::new()));
        self.write(&ledger)
    }

    /// Makes a version answer. `worse` is where it is worse than what answers now (`against`): then a reason is needed.
    ///
    /// # Errors
    /// No such version, it answers already, it is worse and no reason is given, or its files are not those that came in.
    pub fn promote(
        &self,
        version: &str,
        against: &str,
        worse: &[WorseSlice],
        force: bool,
        decision: &Decision,
    ) -> Result<(), RegistryError> {
        let _lock = self.lock()?;
        let mut ledger = self.ledger()?;
        let name = self.found(&ledger, version)?;
        let before = ledger.active().map(|active| active.version.clone());
        if before.as_deref() == Some(name.as_str()) {
            return Err(RegistryError::ActiveAlready(name));
        }
        if force && decision.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
            return Err(RegistryError::NoReason);
        }
        if !worse.is_empty() && !force {
            return Err(RegistryError::Worse { version: name, against: against.to_owned(), worse: worse.to_vec() });
        }
        self.checked(&ledger, &name)?;
        ledger.point_at(&name);
        ledger.history.push(event(decision, Action::Promoted, &name, before, worse.to_vec()));
        self.write(&ledger)
    }

    /// Makes the version that answered before answer again, and gives its name.
    ///
    /// # Errors
    /// There is none, or its files are not those that came in.
    pub fn roll_back(&self, decision: &Decision) -> Result<String, RegistryError> {
        let _lock = self.lock()?;
        let mut ledger = self.ledger()?;
        let name = ledger.before().ok_or_else(|| RegistryError::NothingBefore(self.model.clone()))?;
        self.checked(&ledger, &name)?;
        let before = ledger.active().map(|active| active.version.clone());
        ledger.point_at(&name);
        ledger.history.push(event(decision, Action::RolledBack, &name, before, Vec::new()));
        self.write(&ledger)?;
        Ok(name)
    }

    /// The active version and its folder, its files checked against their hashes.
    ///
    /// # Errors
    /// The ledger cannot be read, or a file is not the one that came in.
    pub fn active(&self) -> Result<Option<(String, PathBuf)>, RegistryError> {
        let ledger = self.ledger()?;
        match ledger.active().map(|active| active.version.clone()) {
            Some(name) => Ok(Some((name.clone(), self.checked(&ledger, &name)?))),
            None => Ok(None),
        }
    }

    /// Folder of a version (or of the beginning of one), its files checked against their hashes.
    ///
    /// # Errors
    /// No such version, or a file is not the one that came in.
    pub fn folder_of(&self, version: &str) -> Result<(String, PathBuf), RegistryError> {
        let ledger = self.ledger()?;
        let name = self.found(&ledger, version)?;
        let folder = self.checked(&ledger, &name)?;
        Ok((name, folder))
    }

    fn place(&self, version: &str) -> PathBuf {
        self.folder.join("versions").join(version)
    }

    /// The version that is called so, or the only one that begins so.
    fn found(&self, ledger: &Ledger, version: &str) -> Result<String, RegistryError> {
        let names = || ledger.versions.iter().map(|known| known.version.as_str());
        if let Some(exact) = names().find(|name| *name == version) {
            return Ok(exact.to_owned());
        }
        let like: Vec<&str> = names().filter(|name| !version.is_empty() && name.starts_with(version)).collect();
        let (model, asked) = (self.model.clone(), version.to_owned());
        match like.as_slice() {
            [only] => Ok((*only).to_owned()),
            [] => {
                let known = names().collect::<Vec<_>>().join(", ");
                Err(RegistryError::NoVersion { model, version: asked, known: if known.is_empty() { "none".to_owned() } else { known } })
            }
            several => Err(RegistryError::Ambiguous { model, version: asked, known: several.join(", ") }),
        }
    }

    fn checked(&self, ledger: &Ledger, name: &str) -> Result<PathBuf, RegistryError> {
        let folder = self.place(name);
        let known = ledger.versions.iter().find(|version| version.version == name);
        for (file, wanted) in known.iter().flat_map(|version| &version.files) {
            let path = folder.join(file);
            let bytes = std::fs::read(&path).map_err(at(&path))?;
            if hash(&bytes) != *wanted {
                return Err(RegistryError::Changed { path });
            }
        }
        Ok(folder)
    }

    /// Held until it is dropped: two programs never write the ledger at once.
    fn lock(&self) -> Result<File, RegistryError> {
        std::fs::create_dir_all(self.folder.join("versions")).map_err(at(&self.folder))?;
        let path = self.folder.join(".lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(at(&path))?;
        file.lock().map_err(at(&path))?;
        Ok(file)
    }

    fn write(&self, ledger: &Ledger) -> Result<(), RegistryError> {
        let path = self.folder.join(LEDGER);
        let beside = self.folder.join(".ledger.part");
        let mut text = serde_json::to_string_pretty(ledger)
            .map_err(|error| RegistryError::Ledger { path: path.clone(), problem: error.to_string() })?;
        text.push('\n');
        let written = File::create(&beside).and_then(|mut file| {
            std::io::Write::write_all(&mut file, text.as_bytes())?;
            file.sync_all()
        });
        written.map_err(at(&beside))?;
        std::fs::rename(&beside, &path).map_err(at(&path))
    }
}

fn event(decision: &Decision, action: Action, version: &str, before: Option<String>, in_spite_of: Vec<WorseSlice>) -> Event {
    let Decision { at, by, reason } = decision.clone();
    Event { at, by, action, version: version.to_owned(), before, reason, in_spite_of }
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> RegistryError + use<> {
    let path = path.to_path_buf();
    move |source| RegistryError::File { path, source }
}

/// Hash of every file of a folder; folders in it are none of a model's.
fn hashes(folder: &Path) -> Result<BTreeMap<String, String>, RegistryError> {
    let mut out = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        if path.is_file() {
            out.insert(name, hash(&std::fs::read(&path).map_err(at(&path))?));
        }
    }
    Ok(out)
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(reason: Option<&str>) -> Decision {
        Decision { at: "2026-11-28T09:00".into(), by: "analyst".into(), reason: reason.map(str::to_owned) }
    }

    fn folder(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("model.json"), text).unwrap();
        std::fs::write(folder.path().join("manifest.json"), "{}").unwrap();
        folder
    }

    #[test]
    fn the_pointer_moves_forth_and_back_and_files_stay() {
        let data = tempfile::tempdir().unwrap();
        let registry = Registry::open(data.path(), "cycle-time");
        assert_eq!(registry.active().unwrap(), None);
        for name in ["aaa111", "bbb222", "bbb333"] {
            registry.add(folder(name).path(), name, &decision(None)).unwrap();
            registry.add(folder(name).path(), name, &decision(None)).unwrap();
        }
        assert_eq!(registry.ledger().unwrap().versions.len(), 3);
        registry.promote("aaa", "physics", &[], false, &decision(None)).unwrap();
        registry.promote("bbb222", "aaa111", &[], false, &decision(None)).unwrap();
        registry.promote("bbb3", "bbb222", &[], false, &decision(None)).unwrap();
        assert_eq!(registry.active().unwrap().unwrap().0, "bbb333");
        assert_eq!(registry.roll_back(&decision(Some("too slow"))).unwrap(), "bbb222");
        assert_eq!(registry.roll_back(&decision(None)).unwrap(), "aaa111");
        assert!(matches!(registry.roll_back(&decision(None)), Err(RegistryError::NothingBefore(_))));
        let ledger = registry.ledger().unwrap();
        let statuses: Vec<Status> = ledger.versions.iter().map(|version| version.status).collect();
        assert_eq!(statuses, [Status::Active, Status::Retired, Status::Retired]);
        assert_eq!(ledger.history.len(), 8);
        assert_eq!(ledger.history[6].reason.as_deref(), Some("too slow"));
        let (_, kept) = registry.folder_of("bbb333").unwrap();
        assert_eq!(std::fs::read_to_string(kept.join("model.json")).unwrap(), "bbb333");
    }

    #[test]
    fn a_worse_candidate_needs_a_reason_that_is_kept() {
        let data = tempfile::tempdir().unwrap();
        let registry = Registry::open(data.path(), "cycle-time");
        registry.add(folder("x").path(), "v1", &decision(None)).unwrap();
        let worse = [WorseSlice { name: "machine = M1".into(), rows: 12, candidate: 0.3, against: 0.2 }];
        let refused = registry.promote("v1", "physics", &worse, false, &decision(Some("because"))).unwrap_err().to_string();
        assert!(refused.contains("worse than physics in 1 slice (machine = M1: 0.300 after 0.200)"), "{refused}");
        assert!(matches!(registry.promote("v1", "physics", &worse, true, &decision(Some(" "))), Err(RegistryError::NoReason)));
        registry.promote("v1", "physics", &worse, true, &decision(Some("M1 was sold"))).unwrap();
        let ledger = registry.ledger().unwrap();
        assert_eq!(ledger.history[1].in_spite_of, worse);
        assert_eq!(ledger.history[1].reason.as_deref(), Some("M1 was sold"));
    }

    #[test]
    fn what_was_changed_or_never_came_in_is_told() {
        let data = tempfile::tempdir().unwrap();
        let registry = Registry::open(data.path(), "cycle-time");
        registry.add(folder("x").path(), "v1", &decision(None)).unwrap();
        assert!(matches!(registry.add(folder("y").path(), "v1", &decision(None)), Err(RegistryError::OtherFiles(_))));
        assert!(matches!(registry.add(folder("y").path(), "../v2", &decision(None)), Err(RegistryError::BadName(_))));
        assert!(registry.folder_of("w").unwrap_err().to_string().contains("there are: v1"));
        std::fs::write(data.path().join("models/cycle-time/versions/v1/model.json"), "other").unwrap();
        assert!(matches!(registry.promote("v1", "physics", &[], false, &decision(None)), Err(RegistryError::Changed { .. })));
        assert!(registry.active().unwrap().is_none());
    }
}
