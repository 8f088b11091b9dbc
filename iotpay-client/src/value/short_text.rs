//! Short text without an allocation, for values that can be copied.

use std::fmt;

/// ASCII text of at most [`CAPACITY`] characters. A longer text is cut.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ShortText {
    bytes: [u8; CAPACITY],
    length: usize,
}

/// Sufficient for a decimal number (a sign, 18 digits, a leading zero and a decimal point) and a date-time with its offset.
const CAPACITY: usize = 32;

impl ShortText {
    /// Returns formatted text.
    pub(super) fn format(arguments: fmt::Arguments<'_>) -> Self {
        let mut text = Self { bytes: [0; CAPACITY], length: 0 };
        // Only text that is too long fails, and no value is that long.
        let _ = fmt::write(&mut text, arguments);
        text
    }

    pub(super) fn as_str(&self) -> &str {
        let written = self.bytes.get(..self.length).unwrap_or_default();
        std::str::from_utf8(written).unwrap_or_default()
    }
}

impl fmt::Write for ShortText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}
