//! Files that are written beside their place and take it when they are whole: whoever stops the program finds what was
//! there before.

use anyhow::{Context as _, bail};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file on its way. Dropped before it is whole, it leaves nothing.
pub(super) struct Part {
    out: Option<BufWriter<File>>,
    part: PathBuf,
    whole: PathBuf,
}

impl Part {
    /// Begins a file.
    ///
    /// # Errors
    /// A folder that is not there or that nobody may write in.
    pub(super) fn create(path: &Path) -> anyhow::Result<Self> {
        // A pipe or a terminal has no place that something could take.
        let is_other = std::fs::metadata(path).is_ok_and(|found| !found.is_file());
        let part = if is_other { path.to_owned() } else { beside(path) };
        let file = private().open(&part).with_context(|| part.display().to_string())?;
        Ok(Self { out: Some(BufWriter::new(file)), part, whole: path.to_owned() })
    }

    /// Lets it take its place.
    ///
    /// # Errors
    /// A disk that is full.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        let about = || self.whole.display().to_string();
        if let Some(mut out) = self.out.take() {
            out.flush().with_context(about)?;
        }
        if self.part != self.whole {
            std::fs::rename(&self.part, &self.whole).with_context(about)?;
        }
        Ok(())
    }
}

/// It may name people: when it is made, only its owner reads it.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.out.as_mut().map_or(Ok(0), |out| out.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if self.part != self.whole {
            // After it took its place there is nothing left to remove.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// No output may be a file that is read, nor two of them one file.
///
/// # Errors
/// Which output would overwrite what.
pub(super) fn refuse_to_overwrite(read: &[&Path], written: &[&Path]) -> anyhow::Result<()> {
    let mut taken: Vec<PathBuf> = read.iter().filter_map(|path| std::fs::canonicalize(path).ok()).collect();
    for path in written {
        let whole = resolved(path)?;
        if taken.contains(&whole) {
            bail!("{}: would overwrite a file that is read or written already", path.display());
        }
        taken.push(whole);
    }
    Ok(())
}

/// Where a file is or will be, links resolved.
fn resolved(path: &Path) -> anyhow::Result<PathBuf> {
    if let Ok(found) = std::fs::canonicalize(path) {
        return Ok(found);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().with_context(|| format!("{}: not a file", path.display()))?;
    let folder = std::fs::canonicalize(folder).with_context(|| path.display().to_string())?;
    Ok(folder.join(name))
}

/// A cell of a CSV file. Identifiers are given back letter for letter: other tables are joined by them.
pub(super) fn cell(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_finished_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("links.csv");
        std::fs::write(&path, "before").unwrap();
        let mut part = Part::create(&path).unwrap();
        part.write_all(b"half").unwrap();
        drop(part);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "before");
        let mut part = Part::create(&path).unwrap();
        part.write_all(b"whole").unwrap();
        part.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn no_output_is_a_file_that_is_read_or_written() {
        let folder = tempfile::tempdir().unwrap();
        let (people, links) = (folder.path().join("people.csv"), folder.path().join("links.csv"));
        std::fs::write(&people, "id\n").unwrap();
        let otherwise = folder.path().join(".").join("people.csv");
        assert!(refuse_to_overwrite(&[&people], &[&otherwise]).is_err());
        assert!(refuse_to_overwrite(&[&people], &[&links, &links]).is_err());
        assert!(refuse_to_overwrite(&[&people], &[&links]).is_ok());
    }

    #[test]
    fn a_cell_breaks_no_row() {
        assert_eq!(cell("a1"), "a1");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
