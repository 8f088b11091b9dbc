//! The beginnings of names, which are compared faster than names.

/// The first eight bytes of a name, padded with zeros. Prefixes are ordered like the names that they begin, unless they
/// are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NamePrefix(u64);

impl NamePrefix {
    #[inline]
    pub(super) fn of(name: &[u8]) -> Self {
        Self(match name.first_chunk() {
            Some(first) => u64::from_be_bytes(*first),
            None => {
                let mut padded = [0; size_of::<u64>()];
                for (to, byte) in padded.iter_mut().zip(name) {
                    *to = *byte;
                }
                u64::from_be_bytes(padded)
            }
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
