//! The signature type.

use std::fmt;

use subtle::ConstantTimeEq;

/// A signature: 32 hexadecimal digits in upper case.
///
/// Signatures are compared in constant time, to prevent timing attacks.
#[derive(Clone, Copy)]
pub struct Signature([u8; 32]);

impl Signature {
    /// Encodes a digest.
    pub(super) fn from_digest(digest: [u8; 16]) -> Self {
        let mut digits = [0; 32];
        // Twice as many digits as bytes always fit.
        if hex::encode_to_slice(digest, &mut digits).is_ok() {
            digits.make_ascii_uppercase();
        }
        Self(digits)
    }

    /// Returns the digits.
    pub fn as_str(&self) -> &str {
        // The digits are ASCII by construction.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Returns `true` if a received signature is equal, ignoring the case of its digits.
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

#[cfg(test)]
mod tests {
    use super::Signature;

    #[test]
    fn equal_digests_are_equal_signatures() {
        let mut digest = *b"made-up digest 1";
        let signature = Signature::from_digest(digest);
        assert!(signature == Signature::from_digest(digest));
        assert_eq!([format!("{signature}"), format!("{signature:?}")], [signature.as_str(); 2]);
        for at in [0, 7, 15] {
            digest[at] ^= 1;
            let other = Signature::from_digest(digest);
            assert!(signature != other && !signature.matches(other.as_str()), "{at}");
            digest[at] ^= 1;
        }
    }
}
