//! Suggestions for misspelled names.

/// The most similar known name, if any is similar enough: one typo for every three letters.
pub(crate) fn did_you_mean(given: &str, known: impl IntoIterator<Item = String>) -> Option<String> {
    let given = given.to_lowercase();
    let most = (given.chars().count() / 3).max(1);
    let typos = |name: &str| strsim::damerau_levenshtein(&given, &name.to_lowercase());
    let scored = known.into_iter().map(|name| (typos(&name), name));
    // The name may be the beginning of a longer one that is still being typed.
    let near = scored.filter(|(typos, name)| *typos <= most || (given.len() > 2 && name.starts_with(&given)));
    near.min_by_key(|(typos, _)| *typos).map(|(_, name)| name)
}
