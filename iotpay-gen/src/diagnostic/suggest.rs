//! Did-you-mean.

/// The candidate that is closest to what was written, if one is close enough to be a slip.
pub fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .filter(|candidate| is_of_like_length(written, candidate))
        .map(|candidate| {
            let score = strsim::jaro_winkler(&written.to_lowercase(), &candidate.to_lowercase());
            (score, candidate)
        })
        .filter(|(score, _)| *score > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// A slip changes a few letters. This also keeps a text of any length from being compared.
fn is_of_like_length(written: &str, candidate: &str) -> bool {
    written.len().abs_diff(candidate.len()) <= candidate.len().div_ceil(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_slip_and_nothing_far_off() {
        assert_eq!(did_you_mean("requred", ["required", "type"]), Some("required"));
        assert_eq!(did_you_mean("Strng(30)", ["String(30)", "int"]), Some("String(30)"));
        assert_eq!(did_you_mean("zebra", ["required", "type"]), None);
    }
}
