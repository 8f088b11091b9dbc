//! Makes inputs from seeds, for compilers without libFuzzer.

use fastrand::Rng;

/// Returns a seed with a few changes: other bytes, removed, repeated, moved and inserted pieces, and pieces of another
/// seed.
pub fn mutated(random: &mut Rng, seeds: &[Vec<u8>], tokens: &[&str]) -> Vec<u8> {
    let mut bytes = random.choice(seeds).cloned().unwrap_or_default();
    for _ in 0..=random.usize(0..4) {
        change(random, &mut bytes, seeds, tokens);
    }
    bytes
}

fn change(random: &mut Rng, bytes: &mut Vec<u8>, seeds: &[Vec<u8>], tokens: &[&str]) {
    let at = random.usize(0..=bytes.len());
    let piece = |random: &mut Rng, of: &[u8], longest: usize| {
        let start = random.usize(0..=of.len());
        of[start..of.len().min(start + random.usize(0..=longest))].to_vec()
    };
    match random.u32(0..8) {
        0 => bytes.splice(at..bytes.len().min(at + 1), [random.u8(..)]).for_each(drop),
        1 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random.u32(0..8)),
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..bytes.len().min(at + random.usize(0..12)))),
        4 => {
            let copied = piece(random, bytes, 60);
            bytes.splice(at..at, copied);
        }
        5 => {
            let other = random.choice(seeds).map(|seed| piece(random, seed, 60)).unwrap_or_default();
            bytes.splice(at..at, other);
        }
        6 => bytes.extend((0..random.usize(0..20)).map(|_| b"0[{ \xff"[random.usize(0..5)])),
        _ => {
            let token = random.choice(tokens).copied().unwrap_or_default();
            let end = bytes.len().min(at + random.usize(0..=1) * token.len());
            bytes.splice(at..end, token.bytes());
        }
    }
}
