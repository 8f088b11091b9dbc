//! Why a data file cannot be used.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a data file cannot be used. Its records are unchanged; opening it may have repaired the file after a crash.
#[derive(Debug)]
#[non_exhaustive]
pub enum DataError {
    /// Another sandbox uses the file.
    InUse(PathBuf),
    /// The file cannot be opened, read or written.
    Io(PathBuf, io::Error),
    /// The file is not a data file of a sandbox.
    OtherFile(PathBuf),
    /// Another version of the sandbox wrote the file in a format that this version does not read.
    OtherFormat {
        /// The data file.
        file: PathBuf,
        /// The number of the file's format.
        format: u64,
        /// The version that wrote the file.
        version: String,
    },
    /// The file is damaged.
    Damaged {
        /// The data file.
        file: PathBuf,
        /// The location of the damage and its kind.
        damage: String,
    },
    /// The file contains items of merchants or families that this sandbox does not have.
    Mismatch {
        /// The data file.
        file: PathBuf,
        /// The ids of the merchants.
        merchants: Vec<String>,
        /// The names of the families.
        families: Vec<String>,
    },
}

/// The number of the format that this version reads and writes.
pub(super) const FORMAT: u64 = 1;

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse(file) => {
                write!(f, "{} is in use by another process; stop it, or use another file", file.display())
            }
            Self::Io(file, _) => write!(f, "cannot use the data file {}", file.display()),
            Self::OtherFile(file) => {
                write!(f, "{} is not a data file of a sandbox; use another file", file.display())
            }
            Self::OtherFormat { file, format, version } => write!(
                f,
                "{} has format {format}, written by iotpay-sandbox {}; this version, {}, has format {FORMAT}; use that version, \
                 or another file",
                file.display(),
                version.escape_debug(),
                env!("CARGO_PKG_VERSION")
            ),
            Self::Damaged { file, damage } => write!(
                f,
                "{} is damaged: {damage}; restore the file from a copy, or remove it to start without data",
                file.display()
            ),
            Self::Mismatch { file, merchants, families } => {
                write!(f, "{} does not fit this sandbox:", file.display())?;
                let mut separator = "";
                for (ids, what, remedy) in [
                    (merchants, "merchants", "add the merchants"),
                    (families, "families", "use the spec that has the families"),
                ] {
                    if !ids.is_empty() {
                        let ids: Vec<_> = ids.iter().map(|id| format!("`{}`", id.escape_debug())).collect();
                        write!(f, "{separator} it contains items of the {what} {}; {remedy}", ids.join(", "))?;
                        separator = ";";
                    }
                }
                f.write_str(", or use another file")
            }
        }
    }
}

impl std::error::Error for DataError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            Self::InUse(_)
            | Self::OtherFile(_)
            | Self::OtherFormat { .. }
            | Self::Damaged { .. }
            | Self::Mismatch { .. } => None,
        }
    }
}
