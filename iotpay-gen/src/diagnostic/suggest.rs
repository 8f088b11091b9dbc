//! Did-you-mean.

/// Returns the candidate that is closest to a name, if it is close enough for the name to be a typo.
pub fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    closest(written, &mut candidates.into_iter())
}

// The compiler would repeat this in each generic function that calls it.
fn closest<'a>(written: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower_written = written.to_lowercase();
    candidates
        .filter(|candidate| is_of_like_length(written, candidate))
        .map(|candidate| {
            let lower = likeness(&lower_written, &candidate.to_lowercase());
            (lower, likeness(written, candidate), candidate)
        })
        .filter(|(score, ..)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)))
        .map(|(.., candidate)| candidate)
}

/// The maximum number of values that a help text lists in addition to the suggestion.
const MAX_LISTED: usize = 12;

/// Returns the help for a value that is not allowed: the most similar allowed value, and all allowed values unless
/// there are too many.
pub fn suggestion_help(written: &str, allowed: &[&str]) -> String {
    let all = || allowed.join(", ");
    match did_you_mean(written, allowed.iter().copied()) {
        Some(close) if allowed.len() > MAX_LISTED => format!("did you mean `{close}`?"),
        Some(close) => format!("did you mean `{close}`? allowed: {}", all()),
        None => format!("one of: {}", all()),
    }
}

/// Returns the similarity of two texts, up to 1. One additional, missing, wrong or transposed letter is a typo in a word
/// of any length.
fn likeness(written: &str, candidate: &str) -> f64 {
    let score = strsim::jaro_winkler(written, candidate);
    if candidate.len() > 2 && strsim::osa_distance(written, candidate) <= 1 { score.max(0.9) } else { score }
}

/// A typo changes a few letters. This limit also avoids comparing very long texts.
fn is_of_like_length(written: &str, candidate: &str) -> bool {
    written.len().abs_diff(candidate.len()) <= candidate.len().div_ceil(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_similar_names_only() {
        assert_eq!(did_you_mean("requred", ["required", "type"]), Some("required"));
        assert_eq!(did_you_mean("Strng(30)", ["String(30)", "int"]), Some("String(30)"));
        assert_eq!(did_you_mean("itn", ["String", "int", "any"]), Some("int"));
        assert_eq!(did_you_mean("zebra", ["required", "type"]), None);
    }

    #[test]
    fn lists_few_allowed_values_with_the_suggestion() {
        assert_eq!(suggestion_help("yess", &["yes", "no"]), "did you mean `yes`? allowed: yes, no");
        assert_eq!(suggestion_help("zebra", &["yes", "no"]), "one of: yes, no");
        let many: Vec<String> = (1..=MAX_LISTED).map(|number| format!("value {number:02}")).collect();
        let mut many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(suggestion_help("valeu 03", &many).ends_with(", value 11, value 12"));
        many.push("other");
        assert_eq!(suggestion_help("valeu 03", &many), "did you mean `value 03`?");
    }
}
