//! The beginnings of names, which are compared faster than names.

/// The first eight bytes of a name, padded with zeros. Prefixes are ordered like the names that they begin, unless they
/// are equal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NamePrefix(u64);

impl NamePrefix {
    #[inline]
    pub(super) const fn of(name: &[u8]) -> Self {
        Self(match (name, name.first_chunk(), name.first_chunk(), name.last_chunk()) {
            (_, Some(first), ..) => u64::from_be_bytes(*first),
            // The first and the last four bytes overlap in a shorter name, where they are equal.
            (_, None, Some(first), Some(last)) => {
                let (first, last) = (u32::from_be_bytes(*first) as u64, u32::from_be_bytes(*last) as u64);
                first << 32 | last << (8 * (8 - name.len()))
            }
            ([first, second, third], ..) => u64::from_be_bytes([*first, *second, *third, 0, 0, 0, 0, 0]),
            ([first, second], ..) => u64::from_be_bytes([*first, *second, 0, 0, 0, 0, 0, 0]),
            ([first], ..) => u64::from_be_bytes([*first, 0, 0, 0, 0, 0, 0, 0]),
            _ => 0,
        })
    }
}

/// Returns `true` if two names with the same prefix are equal. Calling the general routine for each name would cost
/// more than comparing.
#[inline]
pub(super) fn have_same_rest(name: &[u8], other: &[u8]) -> bool {
    name.len() == other.len()
        && match (name.last_chunk::<8>(), other.last_chunk::<8>()) {
            (Some(last), Some(other_last)) if name.len() <= 16 => last == other_last,
            (Some(_), Some(_)) => name == other,
            // The prefix contains all of it.
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    use super::{NamePrefix, have_same_rest};

    const NAMES: [&str; 18] = [
        "",
        "\0",
        "\0\0",
        "a",
        "a\0",
        "a\0b",
        "ab",
        "amount",
        "channelI",
        "channelId",
        "channelIe",
        "channelOrderNo",
        "channelOrderNoOfAnother",
        "channelOrderNoOfAnOther",
        "mchId",
        "payOrderId",
        "é",
        "茶",
    ];

    #[test]
    fn prefixes_are_ordered_like_names() {
        for one in NAMES {
            for other in NAMES {
                let (first, second) = (NamePrefix::of(one.as_bytes()), NamePrefix::of(other.as_bytes()));
                assert!(first == second || first.cmp(&second) == one.cmp(other), "{one:?} {other:?}");
            }
        }
        assert_ne!(NamePrefix::of(b"param1"), NamePrefix::of(b"param2"));
    }

    #[test]
    fn names_with_the_same_prefix_and_rest_are_equal() {
        for one in NAMES {
            for other in NAMES {
                let (first, second) = (NamePrefix::of(one.as_bytes()), NamePrefix::of(other.as_bytes()));
                let is_same = first == second && have_same_rest(one.as_bytes(), other.as_bytes());
                assert_eq!(is_same, one == other, "{one:?} {other:?}");
            }
        }
    }
}
