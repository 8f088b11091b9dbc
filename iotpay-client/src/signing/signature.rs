//! The signature type.

use std::fmt;

use subtle::ConstantTimeEq;

use super::SignatureCase;

/// The maximum number of digits.
const MAX_DIGITS: usize = 64;

/// A signature: 32 or 64 hexadecimal digits, in the case of the signing rule.
///
/// Signatures are compared in constant time, to prevent timing attacks. Only the number of digits, which the rule
/// determines, affects the time.
///
/// ```
/// use iotpay_client::MerchantKey;
/// use iotpay_client::signing::{FieldValue, Signer, SigningRule};
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let (rule, key) = (SigningRule::new("sign"), MerchantKey::new("k")?);
/// let mut signer = Signer::new(&rule, &key);
/// signer.field("a", FieldValue::Text("apple"));
/// let signature = signer.finish();
/// assert!(signature.matches(&signature.as_str().to_lowercase()));
/// assert!(!signature.matches("00"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Signature {
    digits: [u8; MAX_DIGITS],
    length: usize,
    case: SignatureCase,
}

impl Signature {
    /// Encodes a digest of at most 32 bytes.
    pub(super) fn from_digest(digest: &[u8], case: SignatureCase) -> Self {
        let table = match case {
            SignatureCase::Upper => b"0123456789ABCDEF",
            SignatureCase::Lower => b"0123456789abcdef",
        };
        let mut digits = [0; MAX_DIGITS];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(digest) {
            pair.copy_from_slice(&[table[usize::from(byte >> 4)], table[usize::from(byte & 0xf)]]);
        }
        let length = digits.len().min(2 * digest.len());
        Self { digits, length, case }
    }

    fn digits(&self) -> &[u8] {
        self.digits.get(..self.length).unwrap_or_default()
    }

    /// Returns the digits.
    pub fn as_str(&self) -> &str {
        // The digits are ASCII by construction.
        str::from_utf8(self.digits()).unwrap_or_default()
    }

    /// Returns `true` if a received signature is equal, ignoring the case of its digits.
    pub fn matches(&self, received: &str) -> bool {
        let mut digits = [0; MAX_DIGITS];
        let digits = match digits.get_mut(..received.len()) {
            Some(digits) if digits.len() == self.length => digits,
            _ => return false,
        };
        digits.copy_from_slice(received.as_bytes());
        match self.case {
            SignatureCase::Upper => digits.make_ascii_uppercase(),
            SignatureCase::Lower => digits.make_ascii_lowercase(),
        }
        are_equal(self.digits(), digits)
    }
}

/// Compares two signatures of the same length in constant time, eight digits at once.
fn are_equal(digits: &[u8], others: &[u8]) -> bool {
    let ((words, rest), (other_words, other_rest)) = (digits.as_chunks(), others.as_chunks());
    let pairs = words.iter().zip(other_words);
    let equal = pairs.map(|(word, other)| u64::from_ne_bytes(*word).ct_eq(&u64::from_ne_bytes(*other)));
    equal.fold(rest.ct_eq(other_rest), |all, pair| all & pair).into()
}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.length == other.length && are_equal(self.digits(), other.digits())
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
    use super::{Signature, SignatureCase};

    #[test]
    fn equal_digests_are_equal_signatures() {
        for length in [16, 32] {
            for case in [SignatureCase::Upper, SignatureCase::Lower] {
                let mut digest = b"made-up digest 1made-up digest 2"[..length].to_vec();
                let signature = Signature::from_digest(&digest, case);
                assert_eq!(signature.as_str().len(), 2 * length);
                assert!(signature == Signature::from_digest(&digest, case));
                assert_eq!([format!("{signature}"), format!("{signature:?}")], [signature.as_str(); 2]);
                for at in [0, length / 2, length - 1] {
                    digest[at] ^= 1;
                    let other = Signature::from_digest(&digest, case);
                    assert!(signature != other && !signature.matches(other.as_str()), "{at}");
                    digest[at] ^= 1;
                }
            }
        }
    }

    #[test]
    fn the_case_is_that_of_the_rule_and_received_signatures_match_in_both() {
        let digest = [0xab; 16];
        for (case, expected) in [(SignatureCase::Upper, "AB".repeat(16)), (SignatureCase::Lower, "ab".repeat(16))] {
            let signature = Signature::from_digest(&digest, case);
            assert_eq!(signature.as_str(), expected);
            assert!(signature.matches(&"ab".repeat(16)) && signature.matches(&"AB".repeat(16)));
        }
    }

    #[test]
    fn signatures_of_another_length_do_not_match() {
        let [short, long] = [16, 32].map(|length| Signature::from_digest(&vec![0xab; length], SignatureCase::Lower));
        assert!(short != long && !short.matches(long.as_str()) && !long.matches(short.as_str()));
        for other in ["", "ab", &"ab".repeat(31), &"ab".repeat(33), &"ab".repeat(1000)] {
            assert!(!short.matches(other) && !long.matches(other), "{other}");
        }
    }
}
