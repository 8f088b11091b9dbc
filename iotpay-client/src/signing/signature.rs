//! A signature.

use std::fmt;

use subtle::ConstantTimeEq;

/// A signature: 32 hexadecimal digits in upper case.
///
/// Signatures compare in constant time, so that a forger learns nothing from how long it takes.
#[derive(Clone, Copy)]
pub struct Signature([u8; 32]);

impl Signature {
    /// From the digest.
    pub(super) fn from_digest(digest: [u8; 16]) -> Self {
        // By arithmetic, not by a table: the compiler does all the digits at once.
        let digit = |nibble: u8| nibble + if nibble < 10 { b'0' } else { b'A' - 10 };
        let mut hex = [0; 32];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(digest) {
            pair[0] = digit(byte >> 4);
            pair[1] = digit(byte & 15);
        }
        Self(hex)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        // The digits are ASCII by construction.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether a received signature is this one; the case of its digits does not matter.
    pub fn matches(&self, received: &str) -> bool {
        let Ok(mut received) = <[u8; 32]>::try_from(received.as_bytes()) else { return false };
        received.make_ascii_uppercase();
        self.0.ct_eq(&received).into()
    }
}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Signature {}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
