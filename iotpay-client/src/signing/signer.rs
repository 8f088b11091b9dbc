//! Signs fields as they come, without a map and without the string to sign.

use md5::{Digest, Md5};

use super::{Account, Signature, Signed, Value};
use crate::credentials::MerchantKey;

/// Pieces are gathered here first: many small updates would cost more than the hash.
const BUFFER: usize = 512;

/// Signs fields as they come. They must come sorted by name.
pub struct Signer {
    hash: Md5,
    buffer: [u8; BUFFER],
    filled: usize,
}

impl Default for Signer {
    fn default() -> Self {
        Self::new()
    }
}

impl Signer {
    /// A signer that has seen no field.
    pub fn new() -> Self {
        Self { hash: Md5::new(), buffer: [0; BUFFER], filled: 0 }
    }

    /// Signs a request.
    pub fn sign(request: &dyn Signed, account: &Account<'_>, key: &MerchantKey) -> Signature {
        let mut signer = Self::new();
        request.visit(account, &mut |name, value| signer.field(name, value));
        signer.finish(key)
    }

    /// Adds a field. An empty value takes no part.
    #[inline]
    pub fn field(&mut self, name: &str, value: Value<'_>) {
        match value {
            Value::Text("") | Value::Secret("") => {}
            Value::Text(text) | Value::Secret(text) => self.pair(name, text.as_bytes()),
            Value::Integer(number) => {
                let mut digits = [0; 20];
                self.pair(name, decimal(number, &mut digits));
            }
        }
    }

    /// Adds `name=`: how some signers treat null.
    pub(super) fn empty(&mut self, name: &str) {
        self.pair(name, b"");
    }

    /// Adds `name=value&`, with one look at the room that is left.
    #[inline]
    fn pair(&mut self, name: &str, value: &[u8]) {
        let (name_length, length) = (name.len(), name.len() + value.len() + 2);
        if length > BUFFER - self.filled {
            self.flush();
        }
        match self.buffer[self.filled..].get_mut(..length) {
            Some(free) => {
                copy(&mut free[..name_length], name.as_bytes());
                free[name_length] = b'=';
                copy(&mut free[name_length + 1..length - 1], value);
                free[length - 1] = b'&';
                self.filled += length;
            }
            None => {
                for piece in [name.as_bytes(), b"=", value, b"&"] {
                    self.hash.update(piece);
                }
            }
        }
    }

    fn flush(&mut self) {
        self.hash.update(&self.buffer[..self.filled]);
        self.filled = 0;
    }

    /// The signature over the fields and the key.
    pub fn finish(mut self, key: &MerchantKey) -> Signature {
        self.flush();
        self.hash.update(b"key=");
        // The key goes straight to the hash, so that the buffer holds no copy of it.
        self.hash.update(key.expose().as_bytes());
        Signature::from_digest(self.hash.finalize().into())
    }
}

/// Copies bytes of which there are mostly few: a call of the general routine for each name and each
/// value would cost more than the copying.
#[inline]
fn copy(to: &mut [u8], from: &[u8]) {
    /// The first and the last bytes; between them they cover up to twice as many.
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
    use super::*;

    fn sign(fields: &[(&str, Value<'_>)]) -> String {
        let mut signer = Signer::new();
        for (name, value) in fields {
            signer.field(name, *value);
        }
        signer.finish(&MerchantKey::new("k").unwrap()).to_string()
    }

    #[test]
    fn the_worked_example() {
        let fields =
            [("a", "apple"), ("b", "boat"), ("c", "cat"), ("d", "")].map(|(name, text)| (name, Value::Text(text)));
        assert_eq!(sign(&fields), "E454E23A23BB2EF31D0EE0911F05BB88");
    }

    #[test]
    fn a_value_larger_than_the_buffer_is_signed_alike() {
        let long = "x".repeat(3 * BUFFER);
        let mut hash = Md5::new();
        hash.update(format!("a={long}&b=1&key=k"));
        let expected = Signature::from_digest(hash.finalize().into()).to_string();
        assert_eq!(sign(&[("a", Value::Text(&long)), ("b", Value::Integer(1))]), expected);
    }

    #[test]
    fn copies_of_every_length_are_whole() {
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
