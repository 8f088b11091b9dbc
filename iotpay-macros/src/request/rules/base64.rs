//! Standard base64.

use super::length::length;
use super::problem::Problem;

/// Padded base64 of 1 to `max` characters, without unused bits set.
pub(crate) fn base64(text: &str, max: u32) -> Result<(), Problem> {
    length(text, max)?;
    if is_base64(text.as_bytes()) {
        return Ok(());
    }
    Err("is not padded standard base64".to_owned())
}

fn is_base64(bytes: &[u8]) -> bool {
    let padding = bytes.iter().rev().take_while(|byte| **byte == b'=').count();
    let Some(symbols) = bytes.len().checked_sub(padding).and_then(|end| bytes.get(..end)) else { return false };
    let Some(values) = symbols.iter().map(|symbol| value(*symbol)).collect::<Option<Vec<u8>>>() else { return false };
    // The unused bits of the last symbol must be 0.
    let unused = match padding {
        0 => 0,
        1 => 0b11,
        2 => 0b1111,
        _ => return false,
    };
    bytes.len().is_multiple_of(4) && values.last().is_some_and(|last| last & unused == 0)
}

fn value(symbol: u8) -> Option<u8> {
    match symbol {
        b'A'..=b'Z' => Some(symbol - b'A'),
        b'a'..=b'z' => Some(symbol - b'a' + 26),
        b'0'..=b'9' => Some(symbol - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
