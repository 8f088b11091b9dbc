//! Where a key is: in a variable or in a file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::outgoing::ZeroizingString;

/// The maximum size of a file with a key. A larger one is not a key.
const MAX_SIZE: u64 = 4096;

/// A key, or the file that contains it.
#[derive(Clone)]
pub(super) enum KeySource {
    Text(ZeroizingString),
    File(PathBuf),
}

impl KeySource {
    pub(super) fn read(&self) -> io::Result<ZeroizingString> {
        match self {
            Self::Text(key) => Ok(key.clone()),
            Self::File(path) => read(path),
        }
    }

    /// Returns the name of the setting: of the one with the key, or of the one with the path.
    pub(super) fn setting<'a>(&self, [text, file]: [&'a str; 2]) -> &'a str {
        match self {
            Self::Text(_) => text,
            Self::File(_) => file,
        }
    }
}

/// Returns the content of a file, without the line ending that editors add. The buffers are wiped from memory.
fn read(path: &Path) -> io::Result<ZeroizingString> {
    // With this capacity, the buffer is not moved, so that no copy is left behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(8192));
    File::open(path)?.take(MAX_SIZE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_SIZE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let text = str::from_utf8(&bytes).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    Ok(ZeroizingString::from(text.strip_suffix('\r').unwrap_or(text)))
}
