//! Finds the end of a name or a value, eight bytes at once. Calling a general search for each short part of a message
//! would cost more than searching.

/// A byte in each byte of a word.
const fn repeat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Bytes that end a search.
pub(super) trait Stop {
    /// Returns a word in which the first marked byte is the first one of `bytes` that ends the search, if any. A byte is
    /// marked by its highest bit. Later marks have no meaning.
    fn marks(bytes: u64) -> u64;

    /// Returns `true` if a byte ends the search.
    fn is_stop(byte: u8) -> bool;
}

/// Marks the bytes that are less than a limit of at most 128. A later byte may be marked wrongly.
#[inline]
fn less_than(bytes: u64, limit: u8) -> u64 {
    bytes.wrapping_sub(repeat(limit)) & !bytes & repeat(0x80)
}

/// Marks the bytes that are equal to another one. A later byte may be marked wrongly.
#[inline]
fn equal(bytes: u64, other: u8) -> u64 {
    less_than(bytes ^ repeat(other), 1)
}

/// `&` or `=`.
pub(super) struct Separator;

impl Stop for Separator {
    #[inline]
    fn marks(bytes: u64) -> u64 {
        equal(bytes, b'&') | equal(bytes, b'=')
    }

    #[inline]
    fn is_stop(byte: u8) -> bool {
        matches!(byte, b'&' | b'=')
    }
}

/// A quote, a backslash or a control character, none of which a JSON string contains as itself.
pub(super) struct NotInString;

impl Stop for NotInString {
    #[inline]
    fn marks(bytes: u64) -> u64 {
        equal(bytes, b'"') | equal(bytes, b'\\') | less_than(bytes, b' ')
    }

    #[inline]
    fn is_stop(byte: u8) -> bool {
        matches!(byte, b'"' | b'\\' | ..b' ')
    }
}

/// Returns the position of the first byte that ends the search, or the end of the text.
#[inline]
pub(super) fn find<S: Stop>(text: &[u8], from: usize) -> usize {
    let mut rest = text.get(from..).unwrap_or_default();
    while let Some((bytes, behind)) = rest.split_first_chunk() {
        // The first byte is the lowest one, whose mark has the fewest zeros below it.
        let marks = S::marks(u64::from_le_bytes(*bytes));
        if marks != 0 {
            return text.len() - rest.len() + marks.trailing_zeros() as usize / 8;
        }
        rest = behind;
    }
    text.len() - rest.len() + rest.iter().position(|byte| S::is_stop(*byte)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Bytes near those that end a search, so that most texts contain some.
    fn texts() -> impl Strategy<Value = Vec<u8>> {
        let near = prop::sample::select(b"\0\x1f\x20\x21\x22\x23%&'<=>[\\]\x7f\x80\xa0\xa6\xbd\xdc\xff".as_slice());
        prop::collection::vec(prop_oneof![near, any::<u8>()], 0..40)
    }

    fn finds_the_first<S: Stop>(text: &[u8]) -> bool {
        (0..=text.len()).all(|from| {
            let first = (from..text.len()).find(|at| S::is_stop(text[*at])).unwrap_or(text.len());
            find::<S>(text, from) == first
        })
    }

    proptest! {
        #[test]
        fn finds_the_first_byte_that_ends_the_search(text in texts()) {
            prop_assert!(finds_the_first::<Separator>(&text));
            prop_assert!(finds_the_first::<NotInString>(&text));
        }
    }

    #[test]
    fn every_byte_ends_the_searches_that_it_should() {
        for byte in 0..=u8::MAX {
            for at in 0..9 {
                let mut text = [b'x'; 10];
                text[at] = byte;
                assert!(finds_the_first::<Separator>(&text) && finds_the_first::<NotInString>(&text), "{byte} {at}");
            }
            assert_eq!(Separator::is_stop(byte), byte == b'&' || byte == b'=');
            assert_eq!(NotInString::is_stop(byte), byte == b'"' || byte == b'\\' || byte < 0x20);
        }
    }
}
