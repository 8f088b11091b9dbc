//! The beginnings of names, which are compared faster than names.

/// The first eight bytes of a name, padded with zeros. Prefixes are ordered like the names that they begin, unless they
/// are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NamePrefix(u64);

impl NamePrefix {
    #[inline]
    pub(super) fn of(name: &[u8]) -> Self {
        // The first and the last four bytes overlap in a shorter name, where they are equal.
        Self(match (name.first_chunk(), name.first_chunk(), name.last_chunk()) {
            (Some(first), ..) => u64::from_be_bytes(*first),
            (None, Some(first), Some(last)) => {
                let [first, last] = [first, last].map(|bytes| u64::from(u32::from_be_bytes(*bytes)));
                first << 32 | last << (8 * (8 - name.len()))
            }
            _ => name.iter().zip([56, 48, 40]).fold(0, |prefix, (byte, shift)| prefix | u64::from(*byte) << shift),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::NamePrefix;

    #[test]
    fn prefixes_are_ordered_like_names() {
        let names = [
            "",
            "\0",
            "\0\0",
            "a",
            "a\0",
            "a\0b",
            "amount",
            "channelI",
            "channelId",
            "channelOrderNo",
            "mchId",
            "é",
            "茶",
        ];
        for one in names {
            for other in names {
                let (first, second) = (NamePrefix::of(one.as_bytes()), NamePrefix::of(other.as_bytes()));
                assert!(first == second || first.cmp(&second) == one.cmp(other), "{one:?} {other:?}");
            }
        }
        assert_ne!(NamePrefix::of(b"param1"), NamePrefix::of(b"param2"));
    }
}
