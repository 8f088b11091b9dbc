//! The file: redb, with a table for each kind of records.

use std::io;
use std::path::{Path, PathBuf};

use redb::{Builder, Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::batch::{Batch, Kind};
use super::error::{DataError, FORMAT};

/// Settings by their name, as JSON.
const SETTINGS: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("settings");

/// The setting that states the format.
const FORMAT_SETTING: &str = "format";

/// The memory for pages of the file. The state itself is in memory, so few pages are read again.
const CACHE: usize = 4 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Format {
    format: u64,
    /// The version that created the file.
    version: String,
}

/// An open data file. Other processes cannot open it.
pub(crate) struct DataFile {
    path: PathBuf,
    database: Database,
}

/// The records of a kind, by their number.
fn table(kind: Kind) -> TableDefinition<'static, u64, &'static [u8]> {
    TableDefinition::new(kind.name())
}

impl DataFile {
    /// Opens a file, or creates it.
    ///
    /// The check of a file takes as long as reading it, which the sandbox does in any case. It includes the repair after a
    /// crash. Commits that make a quick repair possible would take longer and need more space.
    pub(crate) fn open(path: &Path) -> Result<Self, DataError> {
        match std::fs::metadata(path) {
            Ok(found) if !found.is_file() => return Err(DataError::OtherFile(path.to_owned())),
            Ok(found) if found.len() == 0 => fill(path)?,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => create(path)?,
            Err(error) => return Err(DataError::Io(path.to_owned(), error)),
        }
        let file = Self { path: path.to_owned(), database: database(path)? };
        file.check_format()?;
        Ok(file)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Checks that this version reads the format.
    fn check_format(&self) -> Result<(), DataError> {
        match self.setting::<Format>(FORMAT_SETTING)? {
            Some(Format { format: FORMAT, .. }) => Ok(()),
            Some(Format { format, version }) => {
                Err(DataError::OtherFormat { file: self.path.clone(), format, version })
            }
            None => Err(DataError::OtherFile(self.path.clone())),
        }
    }

    /// Returns a setting; `None` if the file does not have it.
    pub(super) fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, DataError> {
        let error = |error| error_of(&self.path, error);
        let read = self.database.begin_read().map_err(|it| error(it.into()))?;
        let table = match read.open_table(SETTINGS) {
            Ok(table) => table,
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
            Err(it) => return Err(error(it.into())),
        };
        let Some(value) = table.get(name).map_err(|it| error(it.into()))? else { return Ok(None) };
        let value = serde_json::from_slice(value.value());
        value.map(Some).map_err(|error| self.damaged(&format!("the setting `{name}`: {error}")))
    }

    /// Returns all records of a kind in the order of their numbers.
    pub(super) fn records<T: DeserializeOwned>(&self, kind: Kind) -> Result<Vec<(u64, T)>, DataError> {
        let error = |error| error_of(&self.path, error);
        let read = self.database.begin_read().map_err(|it| error(it.into()))?;
        let table = match read.open_table(table(kind)) {
            Ok(table) => table,
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
            Err(it) => return Err(error(it.into())),
        };
        let mut records = Vec::new();
        for record in table.iter().map_err(|it| error(it.into()))? {
            let (number, record) = record.map_err(|it| error(it.into()))?;
            let number = number.value();
            let item = serde_json::from_slice(record.value());
            let item = item.map_err(|error| self.damaged(&format!("record {number} of `{}`: {error}", kind.name())))?;
            records.push((number, item));
        }
        Ok(records)
    }

    /// Writes a batch, and returns when the disk has it.
    pub(super) fn save(&self, batch: &Batch) -> Result<(), DataError> {
        self.write(batch).map_err(|error| error_of(&self.path, error))
    }

    // The default durability of redb: a commit returns when the disk has the data.
    fn write(&self, batch: &Batch) -> Result<(), redb::Error> {
        let mut write = self.database.begin_write()?;
        // With one phase, a damaged commit at the end would look like one that a crash has interrupted, and would be undone.
        write.set_two_phase_commit(true);
        for kind in &batch.cleared {
            write.delete_table(table(*kind))?;
        }
        for kind in Kind::ALL {
            let mut records = batch.records.iter().filter(|(of, ..)| *of == kind).peekable();
            if records.peek().is_none() {
                continue;
            }
            let mut table = write.open_table(table(kind))?;
            for (_, number, record) in records {
                match record {
                    Some(record) => drop(table.insert(number, record.as_slice())?),
                    None => drop(table.remove(number)?),
                }
            }
        }
        if !batch.settings.is_empty() {
            let mut settings = write.open_table(SETTINGS)?;
            for (name, value) in &batch.settings {
                settings.insert(name, value.as_slice())?;
            }
        }
        write.commit()?;
        Ok(())
    }

    pub(super) fn damaged(&self, damage: &str) -> DataError {
        DataError::Damaged { file: self.path.clone(), damage: damage.to_owned() }
    }
}

/// Creates a file under a new name first, since a crash may leave a file that the library cannot open. If another process
/// creates the file in the meantime, that one is used.
fn create(path: &Path) -> Result<(), DataError> {
    let io_error = |error| DataError::Io(path.to_owned(), error);
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{:016x}.new", fastrand::u64(..)));
    let new = PathBuf::from(name);
    // Fails if there is such a file, which must be of someone else.
    std::fs::OpenOptions::new().write(true).create_new(true).open(&new).map_err(io_error)?;
    let filled = fill(&new);
    // Unlike `rename`, this does not replace a file.
    let linked = filled.as_ref().map_or(Ok(()), |()| std::fs::hard_link(&new, path));
    let removed = std::fs::remove_file(&new);
    filled?;
    match linked {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        // Not all file systems have hard links.
        Err(_) => fill(path)?,
    }
    removed.map_err(io_error)?;
    // Without this, the name may be lost if the machine crashes. Not all systems can open a folder.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Writes the format to an empty or missing file.
fn fill(path: &Path) -> Result<(), DataError> {
    let file = DataFile { path: path.to_owned(), database: database(path)? };
    let mut batch = Batch::default();
    let format = Format { format: FORMAT, version: env!("CARGO_PKG_VERSION").to_owned() };
    batch.set(FORMAT_SETTING, &format).map_err(|error| file.damaged(&error.to_string()))?;
    file.save(&batch)
}

fn database(path: &Path) -> Result<Database, DataError> {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE).set_check_integrity_on_open(true);
    builder.create(path).map_err(|error| error_of(path, error.into()))
}

/// The error for one of the library. Only some of its texts are useful for a reader.
fn error_of(path: &Path, error: redb::Error) -> DataError {
    let damaged = |damage: String| DataError::Damaged { file: path.to_owned(), damage };
    match error {
        redb::Error::DatabaseAlreadyOpen => DataError::InUse(path.to_owned()),
        // The first bytes are not those of the library's files.
        redb::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => DataError::OtherFile(path.to_owned()),
        // The file ends before a page.
        redb::Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            damaged("it is incomplete".to_owned())
        }
        redb::Error::Io(error) => DataError::Io(path.to_owned(), error),
        redb::Error::UpgradeRequired(version) => {
            damaged(format!("version {version} of the file format of redb is unknown"))
        }
        redb::Error::Corrupted(damage) => damaged(damage),
        other => damaged(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_formats_and_databases_are_reported() {
        let path = std::env::temp_dir().join(format!("iotpay-sandbox-{}-format.redb", std::process::id()));
        let file = DataFile::open(&path).unwrap();
        let mut batch = Batch::default();
        batch.set(FORMAT_SETTING, &Format { format: FORMAT + 1, version: "9.9.9".to_owned() }).unwrap();
        file.save(&batch).unwrap();
        drop(file);
        let shown = DataFile::open(&path).err().unwrap().to_string();
        assert!(shown.ends_with(
            "has format 2, written by iotpay-sandbox 9.9.9; this version, 0.1.0, has format 1; use that version, or another file"
        ), "{shown}");

        let database = database(&path).unwrap();
        let write = database.begin_write().unwrap();
        write.delete_table(SETTINGS).unwrap();
        write.commit().unwrap();
        drop(database);
        assert!(matches!(DataFile::open(&path), Err(DataError::OtherFile(_))));
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn damaged_records_are_reported() {
        let path = std::env::temp_dir().join(format!("iotpay-sandbox-{}-records.redb", std::process::id()));
        let file = DataFile::open(&path).unwrap();
        let damage = |file: &DataFile| file.load().err().unwrap().to_string();
        let mut batch = Batch::default();
        batch.put(Kind::Cards, 1, &"card").unwrap();
        file.save(&batch).unwrap();
        assert!(damage(&file).contains("is damaged: record 1 of `cards`: invalid type"), "{}", damage(&file));
        let mut batch = Batch::default();
        batch.clear(Kind::Cards);
        let card = serde_json::json!({ "card_id": "1", "mch_id": "2", "family": "card", "masked_number": null });
        batch.put(Kind::Cards, 1, &card).unwrap();
        file.save(&batch).unwrap();
        assert!(damage(&file).contains("is damaged: record 0 of `cards` is missing; restore"), "{}", damage(&file));
        drop(file);
        std::fs::remove_file(path).unwrap();
    }

    /// Files that belong to others are not touched.
    #[test]
    fn only_new_files_are_created() {
        let folder = std::env::temp_dir().join(format!("iotpay-sandbox-{}-create", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("orders");
        std::fs::write(folder.join("orders.new"), "other").unwrap();
        let opened = DataFile::open(&path).unwrap();
        assert_eq!(std::fs::read_to_string(folder.join("orders.new")).unwrap(), "other");
        // Another process may create the file at the same time.
        create(&path).unwrap();
        let error = DataFile::open(&path).err().unwrap();
        assert!(matches!(error, DataError::InUse(_)), "{error:?}");
        drop(opened);
        // An empty file has no owner yet.
        std::fs::write(&path, "").unwrap();
        drop(DataFile::open(&path).unwrap());
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
