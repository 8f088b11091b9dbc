//! Signs fields in a stream, without a map and without building the string to sign.

use std::fmt;

use zeroize::{Zeroize, Zeroizing, optimization_barrier};

use super::bytes::{combine, copy, decimal};
use super::hash::{BLOCK, Digest, Hash};
use super::{
    Account, FieldValue, KeyPosition, NestedForm, Signature, Signed, SigningAlgorithm, SigningRule, boolean_text,
    sorted_json,
};
use crate::credentials::MerchantKey;

/// The number of buffered blocks. Most requests fit and are hashed at once.
const BLOCKS: usize = 8;
const BUFFER: usize = BLOCK * BLOCKS;

/// The bytes that HMAC combines with the key before the text and before its digest (RFC 2104, 2).
const INNER_PAD: u8 = 0x36;
const OUTER_PAD: u8 = 0x5c;

/// Signs fields in a stream, by a signing rule. Add them sorted by name.
///
/// The text is assembled in the buffer that is hashed. The usual interface of a hash function first copies each piece
/// into an internal block, which doubles the cost for short fields.
///
/// ```
/// use iotpay_client::MerchantKey;
/// use iotpay_client::signing::{FieldValue, Signer, SigningRule};
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let (rule, key) = (SigningRule::new("sign"), MerchantKey::new("k")?);
/// let mut signer = Signer::new(&rule, &key);
/// for (name, text) in [("a", "apple"), ("b", "boat"), ("c", "cat"), ("d", "")] {
///     signer.field(name, FieldValue::Text(text));
/// }
/// // The MD5 of `a=apple&b=boat&c=cat&key=k`.
/// assert_eq!(signer.finish().as_str(), "E454E23A23BB2EF31D0EE0911F05BB88");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Signer<'a> {
    rule: &'a SigningRule<'a>,
    key: &'a MerchantKey,
    hash: Hash,
    blocks: [[u8; BLOCK]; BLOCKS],
    filled: usize,
    /// The number of bytes that were hashed and are no longer in `blocks`.
    hashed: u64,
    /// The number of bytes before the first `name=value&`.
    before: u64,
}

impl<'a> Signer<'a> {
    /// Creates a signer without fields.
    // Otherwise, it would be copied to the caller.
    #[inline]
    pub fn new(rule: &'a SigningRule<'a>, key: &'a MerchantKey) -> Self {
        let blocks = [[0; BLOCK]; BLOCKS];
        let mut signer = Self { rule, key, hash: Hash::new(rule.algorithm), blocks, filled: 0, hashed: 0, before: 0 };
        signer.begin();
        signer
    }

    /// Signs a request.
    pub fn sign(
        request: &dyn Signed,
        account: &Account<'_>,
        rule: &'a SigningRule<'a>,
        key: &'a MerchantKey,
    ) -> Signature {
        let mut signer = Self::new(rule, key);
        request.visit(account, &mut |name, value| signer.field(name, value));
        signer.end()
    }
}

impl Signer<'_> {
    /// Adds a field. Fields that the rule does not sign are ignored, and so are empty values unless the rule signs
    /// them. Objects and arrays that cannot be sorted are ignored if the rule signs them sorted; the client does not send
    /// such requests.
    #[inline]
    pub fn field(&mut self, name: &str, value: FieldValue<'_>) {
        if !self.rule.unsigned_fields.is_empty() && self.rule.excludes(name) {
            return;
        }
        match value {
            FieldValue::Text("") | FieldValue::Secret("") if !self.rule.signs_empty_values => {}
            FieldValue::Text(text) | FieldValue::Secret(text) => self.pair(name.as_bytes(), text.as_bytes()),
            FieldValue::Integer(number) => self.pair(name.as_bytes(), decimal(number, &mut [0; 20])),
            FieldValue::Boolean(value) => self.pair(name.as_bytes(), boolean_text(value).as_bytes()),
            FieldValue::Json(json) => self.json(name, json.as_str()),
        }
    }

    fn json(&mut self, name: &str, json: &str) {
        match self.rule.nested_in_requests {
            NestedForm::Omitted => {}
            NestedForm::Raw => self.pair(name.as_bytes(), json.as_bytes()),
            NestedForm::Sorted => {
                if let Some(sorted) = sorted_json(json).map(Zeroizing::new) {
                    self.pair(name.as_bytes(), sorted.as_bytes());
                }
            }
        }
    }

    /// Adds `name=value&`, with a single capacity check.
    #[inline]
    pub(super) fn pair(&mut self, name: &[u8], value: &[u8]) {
        let (name_length, length) = (name.len(), name.len() + value.len() + 2);
        match self.blocks.as_flattened_mut().get_mut(self.filled..).and_then(|free| free.get_mut(..length)) {
            Some(free) => {
                copy(&mut free[..name_length], name);
                free[name_length] = b'=';
                copy(&mut free[name_length + 1..length - 1], value);
                free[length - 1] = b'&';
                self.filled += length;
            }
            None => self.long_pair(name, value),
        }
    }

    /// Adds a pair that does not fit the buffer.
    #[cold]
    fn long_pair(&mut self, name: &[u8], value: &[u8]) {
        for piece in [name, b"=", value, b"&"] {
            self.text(piece);
        }
    }

    /// Adds bytes of any length. At least the last byte stays in the buffer.
    fn text(&mut self, mut text: &[u8]) {
        while !text.is_empty() {
            if self.filled == BUFFER {
                self.hash.compress(&self.blocks);
                self.hashed += BUFFER as u64;
                self.filled = 0;
            }
            let (now, later) = text.split_at(text.len().min(BUFFER - self.filled));
            copy(&mut self.blocks.as_flattened_mut()[self.filled..][..now.len()], now);
            self.filled += now.len();
            text = later;
        }
    }

    /// Adds the part of the text that comes before the fields.
    #[inline]
    fn begin(&mut self) {
        if let SigningAlgorithm::HmacSha256(_) = self.rule.algorithm {
            self.hmac_pad(INNER_PAD);
        }
        self.before = self.length();
        if let Some(KeyPosition::Prepended(parameter)) = self.rule.algorithm.key_position() {
            match parameter {
                Some(name) => self.pair(name.as_bytes(), self.key.expose().as_bytes()),
                None => {
                    self.text(self.key.expose().as_bytes());
                    self.before = self.length();
                }
            }
        }
    }

    /// Returns the signature over the fields and the key.
    pub fn finish(mut self) -> Signature {
        self.end()
    }

    /// Works in place: moving `self` would copy the buffer.
    fn end(&mut self) -> Signature {
        match self.rule.algorithm.key_position() {
            Some(KeyPosition::Appended(Some(parameter))) => {
                self.pair(parameter.as_bytes(), self.key.expose().as_bytes());
                self.remove_separator();
            }
            Some(KeyPosition::Appended(None)) => {
                self.remove_separator();
                self.text(self.key.expose().as_bytes());
            }
            Some(KeyPosition::Prepended(_)) | None => self.remove_separator(),
        }
        let mut digest = self.digest();
        if let SigningAlgorithm::HmacSha256(_) = self.rule.algorithm {
            self.hmac_pad(OUTER_PAD);
            self.text(digest.as_bytes());
            digest = self.digest();
        }
        Signature::from_digest(digest.as_bytes(), self.rule.case)
    }

    /// Removes the `&` after the last pair, if any.
    fn remove_separator(&mut self) {
        if self.length() > self.before {
            self.filled -= 1;
        }
    }

    /// Adds the block that begins both texts of HMAC: the key, combined with a byte. A key that is longer than a block
    /// is hashed first.
    fn hmac_pad(&mut self, pad: u8) {
        let mut block = [pad; BLOCK];
        let key = self.key.expose().as_bytes();
        if key.len() <= BLOCK {
            combine(&mut block, key);
        } else {
            self.text(key);
            combine(&mut block, self.digest().as_bytes());
        }
        self.text(&block);
        block.zeroize();
    }

    /// Returns the length of the text.
    fn length(&self) -> u64 {
        self.hashed + self.filled as u64
    }

    /// Returns the digest of the text, and begins another text.
    fn digest(&mut self) -> Digest {
        self.pad();
        self.hash.compress(&self.blocks[..self.filled / BLOCK]);
        let digest = self.hash.digest();
        (self.hash, self.filled, self.hashed) = (Hash::new(self.rule.algorithm), 0, 0);
        digest
    }

    /// Pads the text as both hash functions require: a bit, zeros, and at the end of a block the length in bits
    /// (RFC 1321, 3.1 and 3.2; FIPS 180-4, 5.1.1).
    fn pad(&mut self) {
        const LENGTH: usize = 8;
        let bits = self.hash.length(self.length().wrapping_mul(8));
        let zeros = (2 * BLOCK - 1 - LENGTH - self.filled % BLOCK) % BLOCK;
        let mut padding = [0; BLOCK + LENGTH];
        padding[0] = 0x80;
        padding[1 + zeros..][..LENGTH].copy_from_slice(&bits);
        self.text(&padding[..1 + zeros + LENGTH]);
    }

    /// Wipes the key, card numbers and wallet data from the buffer, and the state that HMAC derives from the key. Wiping
    /// the whole buffer is cheaper than tracking their positions.
    fn wipe(&mut self) {
        self.blocks = [[0; BLOCK]; BLOCKS];
        self.hash = Hash::new(self.rule.algorithm);
        optimization_barrier(&self.blocks);
        optimization_barrier(&self.hash);
        #[cfg(test)]
        tests::WIPED.set(tests::WIPED.get() + 1);
    }
}

/// Hides the fields.
impl fmt::Debug for Signer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}

impl Drop for Signer<'_> {
    fn drop(&mut self) {
        self.wipe();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use md5::{Digest as _, Md5};
    use sha2::Sha256;

    use super::*;
    use crate::signing::SignatureCase;

    thread_local! {
        /// The number of signers of this thread that were wiped: their memory cannot be read after they are dropped.
        pub(super) static WIPED: Cell<usize> = const { Cell::new(0) };
    }

    const RULE: SigningRule<'_> = SigningRule::new("sign");
    const HMAC: SigningRule<'_> = RULE.algorithm(SigningAlgorithm::HmacSha256(None));

    fn key() -> MerchantKey {
        MerchantKey::new("k").unwrap()
    }

    fn sign(rule: &SigningRule<'_>, fields: &[(&str, FieldValue<'_>)]) -> String {
        let key = key();
        let mut signer = Signer::new(rule, &key);
        for (name, value) in fields {
            signer.field(name, *value);
        }
        signer.finish().to_string()
    }

    #[test]
    fn signs_the_example_of_the_vendor_page() {
        let fields =
            [("a", "apple"), ("b", "boat"), ("c", "cat"), ("d", "")].map(|(name, text)| (name, FieldValue::Text(text)));
        assert_eq!(sign(&RULE, &fields), "E454E23A23BB2EF31D0EE0911F05BB88");
    }

    /// Tests lengths around the end of a block and of the buffer, where the padding needs another block and where the
    /// key crosses the end.
    #[test]
    fn hashes_every_length_like_the_hash_functions() {
        let position = KeyPosition::Appended(Some("key"));
        let sha256 = RULE.algorithm(SigningAlgorithm::Sha256(position));
        for length in 1..3 * BUFFER {
            let long = "x".repeat(length);
            let text = format!("a={long}&b=1&key=k");
            let fields = [("a", FieldValue::Text(&long)), ("b", FieldValue::Integer(1))];
            let expected = Signature::from_digest(&Md5::digest(&text), SignatureCase::Upper);
            assert_eq!(sign(&RULE, &fields), expected.to_string(), "{length}");
            let expected = Signature::from_digest(&Sha256::digest(&text), SignatureCase::Upper);
            assert_eq!(sign(&sha256, &fields), expected.to_string(), "{length}");
        }
    }

    /// The separator after the last field may be the last byte of the buffer.
    #[test]
    fn places_the_key_after_or_before_fields_of_every_length() {
        let sha256 = |position| RULE.algorithm(SigningAlgorithm::Sha256(position));
        for length in (1..2 * BUFFER).chain([0]) {
            let long = "x".repeat(length);
            let fields = [("a", FieldValue::Text(long.as_str()))];
            let fields = if length == 0 { &fields[..0] } else { &fields };
            let pair = if length == 0 { String::new() } else { format!("a={long}") };
            let joined = |before: &str, after: &str| {
                [before, &pair, after].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("&")
            };
            let texts = [
                (KeyPosition::Appended(Some("key")), joined("", "key=k")),
                (KeyPosition::Appended(None), format!("{pair}k")),
                (KeyPosition::Prepended(Some("key")), joined("key=k", "")),
                (KeyPosition::Prepended(None), format!("k{pair}")),
            ];
            for (position, text) in texts {
                let expected = Signature::from_digest(&Sha256::digest(&text), SignatureCase::Upper);
                assert_eq!(sign(&sha256(position), fields), expected.to_string(), "{position:?} {length}");
            }
        }
    }

    /// Computed by OpenSSL. A key of more than 64 bytes is hashed first.
    #[test]
    fn authenticates_like_hmac() {
        let rule = HMAC.case(SignatureCase::Lower);
        let hmac = |key: &str, name: &str, text: &str| {
            let key = MerchantKey::new(key).unwrap();
            let mut signer = Signer::new(&rule, &key);
            signer.field(name, FieldValue::Text(text));
            signer.finish().to_string()
        };
        assert_eq!(
            hmac(&"k".repeat(131), "a", "1"),
            "e1821b8ab1e2e3c1cc5116d2a90af4141cae57816f105ce5b9ad633e91d41785"
        );
        assert_eq!(hmac(&"k".repeat(64), "a", "1"), "8113b338e5d1c05af94fcba5bc3a7787d8f33db4e7b7a31dd77f6175a03c8634");
        assert_eq!(hmac("Jefe", "a", "1"), "d572ed672ee0aaf87ed8beb0392f45c25a5901ca1799bf4d18760476acf233bc");
    }

    #[test]
    fn wipes_secrets() {
        let key = key();
        for rule in [RULE, HMAC] {
            for before in (0..2 * BUFFER).step_by(7) {
                let mut signer = Signer::new(&rule, &key);
                signer.field("a", FieldValue::Text(&"x".repeat(before)));
                signer.field("cardNum", FieldValue::Secret("SSSSSSSSSSSSSSSS"));
                signer.field("d", FieldValue::Text("xx"));
                assert!(signer.blocks.as_flattened().contains(&b'S'), "{before}");
                signer.wipe();
                assert!(!signer.blocks.as_flattened().contains(&b'S'), "{before}");
                assert!(signer.blocks.as_flattened().iter().all(|byte| *byte == 0), "{before}");
            }
        }
    }

    #[test]
    fn a_signer_is_wiped_when_it_is_dropped() {
        let key = key();
        let uses: [fn(Signer<'_>); 2] = [
            |signer| drop(signer),
            |signer| {
                signer.finish();
            },
        ];
        for (at, use_up) in uses.into_iter().enumerate() {
            let mut signer = Signer::new(&HMAC, &key);
            signer.field("cardNum", FieldValue::Secret("SSSSSSSSSSSSSSSS"));
            assert_eq!(WIPED.get(), at);
            use_up(signer);
            assert_eq!(WIPED.get(), at + 1);
        }
    }
}
