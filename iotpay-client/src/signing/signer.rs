//! Signs fields in a stream, without a map and without building the string to sign.

use std::fmt;

use md5::block_api::compress;
use zeroize::optimization_barrier;

use super::{Account, FieldValue, Signature, Signed};
use crate::credentials::MerchantKey;

/// The block size of MD5 in bytes.
const BLOCK: usize = 64;
/// The number of buffered blocks. Most requests fit and are hashed at once.
const BLOCKS: usize = 8;
const BUFFER: usize = BLOCK * BLOCKS;

/// Signs fields in a stream. Add them sorted by name.
///
/// The text is assembled in the buffer that is hashed. The usual interface of a hash function first copies each piece
/// into an internal block, which doubles the cost for short fields.
#[derive(Clone)]
pub struct Signer {
    state: [u32; 4],
    blocks: [[u8; BLOCK]; BLOCKS],
    filled: usize,
    /// The number of bytes that were hashed and are no longer in `blocks`.
    hashed: u64,
}

impl Default for Signer {
    fn default() -> Self {
        Self::new()
    }
}

impl Signer {
    /// Creates a signer without fields.
    pub fn new() -> Self {
        // MD5's initial state (RFC 1321, 3.3).
        let state = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
        Self { state, blocks: [[0; BLOCK]; BLOCKS], filled: 0, hashed: 0 }
    }

    /// Signs a request.
    pub fn sign(request: &dyn Signed, account: &Account<'_>, key: &MerchantKey) -> Signature {
        let mut signer = Self::new();
        request.visit(account, &mut |name, value| signer.field(name, value));
        signer.end(key)
    }

    /// Adds a field. Empty values are ignored.
    #[inline]
    pub fn field(&mut self, name: &str, value: FieldValue<'_>) {
        let mut digits = [0; 20];
        let value = match value {
            FieldValue::Text("") | FieldValue::Secret("") => return,
            FieldValue::Text(text) | FieldValue::Secret(text) => text.as_bytes(),
            FieldValue::Integer(number) => decimal(number, &mut digits),
        };
        self.pair(name, value);
    }

    /// Adds `name=`, as some signing implementations do for null.
    pub(super) fn empty(&mut self, name: &str) {
        self.pair(name, b"");
    }

    /// Adds `name=value&`, with a single capacity check.
    #[inline]
    fn pair(&mut self, name: &str, value: &[u8]) {
        let (name_length, length) = (name.len(), name.len() + value.len() + 2);
        match self.blocks.as_flattened_mut().get_mut(self.filled..).and_then(|free| free.get_mut(..length)) {
            Some(free) => {
                copy(&mut free[..name_length], name.as_bytes());
                free[name_length] = b'=';
                copy(&mut free[name_length + 1..length - 1], value);
                free[length - 1] = b'&';
                self.filled += length;
            }
            None => {
                for piece in [name.as_bytes(), b"=", value, b"&"] {
                    self.text(piece);
                }
            }
        }
    }

    /// Adds bytes of any length.
    fn text(&mut self, mut text: &[u8]) {
        while !text.is_empty() {
            if self.filled == BUFFER {
                compress(&mut self.state, &self.blocks);
                self.hashed += BUFFER as u64;
                self.filled = 0;
            }
            let (now, later) = text.split_at(text.len().min(BUFFER - self.filled));
            copy(&mut self.blocks.as_flattened_mut()[self.filled..][..now.len()], now);
            self.filled += now.len();
            text = later;
        }
    }

    /// Returns the signature over the fields and the key.
    pub fn finish(mut self, key: &MerchantKey) -> Signature {
        self.end(key)
    }

    /// Works in place: moving `self` would copy the buffer.
    fn end(&mut self, key: &MerchantKey) -> Signature {
        self.text(b"key=");
        self.text(key.expose().as_bytes());
        self.pad();
        compress(&mut self.state, &self.blocks[..self.filled / BLOCK]);

        let mut digest = [0; 16];
        for (bytes, word) in digest.chunks_exact_mut(4).zip(self.state) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        Signature::from_digest(digest)
    }

    /// Wipes the key, card numbers and wallet data from the buffer. Wiping the whole buffer is cheaper than tracking
    /// their positions.
    fn wipe(&mut self) {
        self.blocks = [[0; BLOCK]; BLOCKS];
        optimization_barrier(&self.blocks);
        #[cfg(test)]
        tests::WIPED.set(tests::WIPED.get() + 1);
    }

    /// Pads the text as MD5 requires: a bit, zeros, and at the end of a block the length in bits
    /// (RFC 1321, 3.1 and 3.2).
    fn pad(&mut self) {
        const LENGTH: usize = 8;
        let bits = (self.hashed + self.filled as u64).wrapping_mul(8);
        let zeros = (2 * BLOCK - 1 - LENGTH - self.filled % BLOCK) % BLOCK;
        let mut padding = [0; BLOCK];
        padding[0] = 0x80;
        self.text(&padding[..=zeros]);
        self.text(&bits.to_le_bytes());
    }
}

/// Hides the fields.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").finish_non_exhaustive()
    }
}

impl Drop for Signer {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// Copies a few bytes. Calling the general routine for each name and value would cost more than copying.
#[inline]
fn copy(to: &mut [u8], from: &[u8]) {
    /// Copies the first and the last bytes; together, they cover up to twice as many.
    #[inline]
    fn ends<const N: usize>(to: &mut [u8], from: &[u8]) {
        if let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) {
            if let Some(start) = to.first_chunk_mut() {
                *start = *first;
            }
            if let Some(end) = to.last_chunk_mut() {
                *end = *last;
            }
        }
    }
    match from.len() {
        4..=8 => ends::<4>(to, from),
        9..=16 => ends::<8>(to, from),
        17..=32 => ends::<16>(to, from),
        33..=64 => ends::<32>(to, from),
        _ => to.copy_from_slice(from),
    }
}

/// A number as decimal digits.
fn decimal(number: i64, digits: &mut [u8; 20]) -> &[u8] {
    let mut rest = number.unsigned_abs();
    let mut at = digits.len();
    loop {
        at -= 1;
        // One decimal digit fits a byte.
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    &digits[at..]
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use md5::{Digest, Md5};

    use super::*;

    thread_local! {
        /// The number of signers of this thread that were wiped: their memory cannot be read after they are dropped.
        pub(super) static WIPED: Cell<usize> = const { Cell::new(0) };
    }

    fn sign(fields: &[(&str, FieldValue<'_>)]) -> String {
        let mut signer = Signer::new();
        for (name, value) in fields {
            signer.field(name, *value);
        }
        signer.finish(&MerchantKey::new("k").unwrap()).to_string()
    }

    #[test]
    fn signs_the_example_of_the_vendor_page() {
        let fields =
            [("a", "apple"), ("b", "boat"), ("c", "cat"), ("d", "")].map(|(name, text)| (name, FieldValue::Text(text)));
        assert_eq!(sign(&fields), "E454E23A23BB2EF31D0EE0911F05BB88");
    }

    /// Tests lengths around the end of a block and of the buffer, where the padding needs another block and where the
    /// key crosses the end.
    #[test]
    fn hashes_every_length_like_md5() {
        for length in 1..3 * BUFFER {
            let long = "x".repeat(length);
            let expected = Md5::digest(format!("a={long}&b=1&key=k"));
            let signature = sign(&[("a", FieldValue::Text(&long)), ("b", FieldValue::Integer(1))]);
            assert_eq!(signature, Signature::from_digest(expected.into()).to_string(), "{length}");
        }
    }

    #[test]
    fn wipes_secrets() {
        for before in (0..2 * BUFFER).step_by(7) {
            let mut signer = Signer::new();
            signer.field("a", FieldValue::Text(&"x".repeat(before)));
            signer.field("cardNum", FieldValue::Secret("SSSSSSSSSSSSSSSS"));
            signer.field("d", FieldValue::Text("xx"));
            assert!(signer.blocks.as_flattened().contains(&b'S'), "{before}");
            signer.wipe();
            assert!(!signer.blocks.as_flattened().contains(&b'S'), "{before}");
        }
    }

    #[test]
    fn a_signer_is_wiped_when_it_is_dropped() {
        let key = MerchantKey::new("k").unwrap();
        let uses: [fn(Signer, &MerchantKey); 2] = [
            |signer, _| drop(signer),
            |signer, key| {
                signer.finish(key);
            },
        ];
        for (at, use_up) in uses.into_iter().enumerate() {
            let mut signer = Signer::new();
            signer.field("cardNum", FieldValue::Secret("SSSSSSSSSSSSSSSS"));
            assert_eq!(WIPED.get(), at);
            use_up(signer, &key);
            assert_eq!(WIPED.get(), at + 1);
        }
    }

    #[test]
    fn copies_every_length() {
        let from: Vec<u8> = (0..100).collect();
        for length in 0..=from.len() {
            let mut to = vec![255; length];
            copy(&mut to, &from[..length]);
            assert_eq!(to, from[..length]);
        }
    }

    #[test]
    fn numbers_are_decimal() {
        for number in [0, 7, -7, 2865, i64::MAX, i64::MIN] {
            assert_eq!(decimal(number, &mut [0; 20]), number.to_string().as_bytes());
        }
    }
}
