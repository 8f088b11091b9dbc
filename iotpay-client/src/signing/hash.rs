//! The hash functions, block by block.

use std::mem::size_of;

use md5::block_api::compress;
use sha2::block_api::compress256;

use super::SigningAlgorithm;

/// The block size of both hash functions in bytes.
pub(super) const BLOCK: usize = 64;

/// The maximum size of a digest in bytes.
const MAX_DIGEST: usize = 32;

/// The state of a hash function.
#[derive(Clone, Copy)]
pub(super) enum Hash {
    Md5([u32; 4]),
    Sha256([u32; 8]),
}

/// A digest of up to 32 bytes.
pub(super) struct Digest {
    bytes: [u8; MAX_DIGEST],
    length: usize,
}

impl Digest {
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

impl Hash {
    /// Returns the initial state (RFC 1321, 3.3; FIPS 180-4, 5.3.3).
    #[inline]
    pub(super) const fn new(algorithm: SigningAlgorithm<'_>) -> Self {
        match algorithm {
            SigningAlgorithm::Md5(_) => Self::Md5([0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]),
            SigningAlgorithm::Sha256(_) | SigningAlgorithm::HmacSha256(_) => Self::Sha256([
                0x6a09_e667,
                0xbb67_ae85,
                0x3c6e_f372,
                0xa54f_f53a,
                0x510e_527f,
                0x9b05_688c,
                0x1f83_d9ab,
                0x5be0_cd19,
            ]),
        }
    }

    #[inline]
    pub(super) fn compress(&mut self, blocks: &[[u8; BLOCK]]) {
        match self {
            Self::Md5(state) => compress(state, blocks),
            Self::Sha256(state) => compress256(state, blocks),
        }
    }

    /// Returns the number of hashed bits, as it ends the padding (RFC 1321, 3.2; FIPS 180-4, 5.1.1).
    #[inline]
    pub(super) fn length(&self, bits: u64) -> [u8; size_of::<u64>()] {
        match self {
            Self::Md5(_) => bits.to_le_bytes(),
            Self::Sha256(_) => bits.to_be_bytes(),
        }
    }

    /// Returns the digest, after the padding was hashed.
    #[inline]
    pub(super) fn digest(&self) -> Digest {
        let mut bytes = [0; MAX_DIGEST];
        let words = bytes.chunks_exact_mut(size_of::<u32>());
        match self {
            Self::Md5(state) => words.zip(state).for_each(|(to, word)| to.copy_from_slice(&word.to_le_bytes())),
            Self::Sha256(state) => words.zip(state).for_each(|(to, word)| to.copy_from_slice(&word.to_be_bytes())),
        }
        let length = match self {
            Self::Md5(state) => size_of_val(state),
            Self::Sha256(state) => size_of_val(state),
        };
        Digest { bytes, length }
    }
}
