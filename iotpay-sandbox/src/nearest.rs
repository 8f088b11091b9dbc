//! Suggests the name that was probably meant.

/// How similar two names must be, from 0 to 1.
const SIMILAR: f64 = 0.8;

/// The number of characters that are compared.
const LONGEST: usize = 200;

/// Returns the most similar of the known names, if it is similar enough.
pub(crate) fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // No name is longer, and the comparison of long texts takes time.
    let name = name.chars().take(LONGEST).collect::<String>().to_lowercase();
    let similarity = |other: &str| strsim::jaro_winkler(&name, &other.to_lowercase());
    let rated = known.into_iter().map(|other| (similarity(other), other));
    let best = rated.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(similarity, _)| *similarity >= SIMILAR).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_similar_names_are_suggested() {
        let known = ["create_order", "query_order", "refund_order"];
        for (name, expected) in [
            ("creat_order", Some("create_order")),
            ("CREATE_ORDER", Some("create_order")),
            ("refund", Some("refund_order")),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
        assert_eq!(nearest("a", []), None);
    }
}
