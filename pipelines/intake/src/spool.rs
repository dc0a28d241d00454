//! Members of one archive in one unnamed temporary file: an archive of thousands of members costs one open file.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// A piece of an open file; the file is gone from the disk when the last piece is dropped.
#[derive(Debug, Clone)]
pub struct SpooledBytes {
    file: Arc<File>,
    offset: u64,
    len: u64,
}

impl SpooledBytes {
    /// The first `len` bytes of a file.
    pub(crate) fn of_file(file: File, len: u64) -> Self {
        Self { file: Arc::new(file), offset: 0, len }
    }

    /// Reads from the start, whatever other readers of the same file do.
    pub(crate) fn reader(&self) -> SpooledReader<'_> {
        SpooledReader { bytes: self, at: 0 }
    }
}

/// Reads one piece, by position: threads share the open file.
pub(crate) struct SpooledReader<'a> {
    bytes: &'a SpooledBytes,
    at: u64,
}

impl Read for SpooledReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.bytes.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        let Some(into) = buffer.get_mut(..wanted) else { return Ok(0) };
        let count = self.bytes.file.read_at(into, self.bytes.offset + self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// Members as they come from a worker. The temporary file is made with the first one.
#[derive(Default)]
pub(crate) struct Spool {
    file: Option<Arc<File>>,
    end: u64,
    open: Option<(String, u64)>,
    members: Vec<(String, SpooledBytes)>,
    begun: u64,
}

impl Spool {
    /// Begins a member. One that was begun before and not ended is dropped: it is incomplete.
    pub(crate) fn begin(&mut self, name: String) -> io::Result<()> {
        if self.file.is_none() {
            self.file = Some(Arc::new(tempfile::tempfile()?));
        }
        self.begun += 1;
        self.open = Some((name, self.end));
        Ok(())
    }

    /// True while a member is begun and not ended.
    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(file) = &self.file else { return Err(io::ErrorKind::InvalidInput.into()) };
        file.write_all_at(bytes, self.end)?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// The open member is complete.
    pub(crate) fn finish(&mut self) {
        if let (Some((name, offset)), Some(file)) = (self.open.take(), &self.file) {
            self.members.push((name, SpooledBytes { file: Arc::clone(file), offset, len: self.end - offset }));
        }
    }

    /// Members begun and bytes written so far, complete or not.
    pub(crate) fn spent(&self) -> (u64, u64) {
        (self.begun, self.end)
    }

    /// The complete members.
    pub(crate) fn into_members(self) -> Vec<(String, SpooledBytes)> {
        self.members
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ended_members_are_kept_and_each_has_its_own_bytes() {
        let mut spool = Spool::default();
        for (name, bytes, ends) in
            [("a", "first", true), ("cut", "lost", false), ("empty", "", true), ("b", "second", true), ("c", "x", false)]
        {
            spool.begin(name.to_owned()).unwrap();
            spool.write(bytes.as_bytes()).unwrap();
            if ends {
                spool.finish();
            }
        }
        assert_eq!(spool.spent(), (5, 16));
        let members = spool.into_members();
        let read = |bytes: &SpooledBytes| {
            let mut text = String::new();
            bytes.reader().read_to_string(&mut text).unwrap();
            text
        };
        let found: Vec<(String, String)> = members.iter().map(|(name, bytes)| (name.clone(), read(bytes))).collect();
        let expected = [("a", "first"), ("empty", ""), ("b", "second")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(found, expected);
    }
}
