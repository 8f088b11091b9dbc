//! Copies short texts, writes numbers as digits, and combines a key with a block, for the string to sign.

/// Copies a few bytes. Calling the general routine for each name and value would cost more than copying.
#[inline]
pub(super) fn copy(to: &mut [u8], from: &[u8]) {
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
        2..=3 => ends::<2>(to, from),
        4..=8 => ends::<4>(to, from),
        9..=16 => ends::<8>(to, from),
        17..=32 => ends::<16>(to, from),
        33..=64 => ends::<32>(to, from),
        _ => to.copy_from_slice(from),
    }
}

/// Writes a number in decimal digits.
#[inline]
pub(super) fn decimal(number: i64, digits: &mut [u8; 20]) -> &[u8] {
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

/// Combines the first bytes of a block with those of the key.
pub(super) fn combine(block: &mut [u8], key: &[u8]) {
    block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
}

#[cfg(test)]
mod tests {
    use super::*;

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
