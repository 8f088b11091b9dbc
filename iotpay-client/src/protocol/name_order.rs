//! The orders in which known signing implementations sort the names of a request. They agree on all documented
//! messages, but may differ on a caller's own names.

use std::cmp::Ordering;

/// Returns `true` if every known signing implementation sorts one name before the other.
pub(super) fn is_before(name: &str, other: &str) -> bool {
    let (down, up) = (str::to_ascii_lowercase, str::to_ascii_uppercase);
    // Some sort `name=value`; `=` sorts before letters and after digits.
    let pair = |name: &str| format!("{name}=");
    let orders = [
        name.cmp(other),
        // `_` sorts between upper and lower case, so its order depends on the case folding.
        down(name).cmp(&down(other)),
        up(name).cmp(&up(other)),
        pair(name).cmp(&pair(other)),
        down(&pair(name)).cmp(&down(&pair(other))),
        up(&pair(name)).cmp(&up(&pair(other))),
        natural(&down(name), &down(other)),
        natural(&up(name), &up(other)),
    ];
    orders.into_iter().all(Ordering::is_lt)
}

/// Compares runs of digits as numbers: 2 before 10.
fn natural(name: &str, other: &str) -> Ordering {
    let (mut name, mut other) = (name, other);
    loop {
        let (run, rest) = digits(name);
        let (other_run, other_rest) = digits(other);
        let by_piece = if run.is_empty() || other_run.is_empty() {
            let by_character = name.chars().next().cmp(&other.chars().next());
            if by_character.is_eq() && name.is_empty() {
                return Ordering::Equal;
            }
            (name, other) = (after_first(name), after_first(other));
            by_character
        } else {
            let (number, other_number) = (run.trim_start_matches('0'), other_run.trim_start_matches('0'));
            (name, other) = (rest, other_rest);
            number.len().cmp(&other_number.len()).then_with(|| number.cmp(other_number))
        };
        if by_piece.is_ne() {
            return by_piece;
        }
    }
}

/// The leading digits of the text, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or_default()
}

fn after_first(text: &str) -> &str {
    let mut characters = text.chars();
    characters.next();
    characters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_orders_agree_on_documented_names() {
        let names = [
            "amount",
            "body",
            "channel",
            "clientIp",
            "currency",
            "extra",
            "jobNo",
            "loginName",
            "mchId",
            "mchOrderNo",
            "mchRefundNo",
            "notifyUrl",
            "param1",
            "param2",
            "payOrderId",
            "refundAmount",
            "returnUrl",
            "subject",
        ];
        for pair in names.windows(2) {
            assert!(is_before(pair[0], pair[1]), "{pair:?}");
            assert!(!is_before(pair[1], pair[0]), "{pair:?}");
        }
    }

    #[test]
    fn finds_names_that_signers_sort_differently() {
        for (one, other) in [
            ("refundAmount", "refundable"),
            ("refundOrderId", "refundable"),
            ("payOrderId", "payerName"),
            ("payUrl", "payerName"),
            ("codeUrl", "code_url"),
            ("codeType", "code_url"),
            ("qr_code", "qrcode_pay"),
            ("param10", "param2"),
            ("x", "x2"),
            ("a01", "a1"),
            ("Code", "code"),
            ("a", "a"),
        ] {
            assert!(!is_before(one, other) && !is_before(other, one), "{one} {other}");
        }
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        assert_eq!(natural("a2b", "a10"), Ordering::Less);
        assert_eq!(natural("a10", "a10b"), Ordering::Less);
        assert_eq!(natural("a10c", "a10b"), Ordering::Greater);
        assert_eq!(natural("a99999999999999999999999", "a100000000000000000000000"), Ordering::Less);
        assert_eq!(natural("", ""), Ordering::Equal);
        // A digit next to a letter is a character like any other.
        assert_eq!(natural("a2", "ab"), Ordering::Less);
        assert_eq!(natural("ab", "a2"), Ordering::Greater);
    }
}
