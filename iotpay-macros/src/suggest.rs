//! Suggestions for misspelled names.

/// The most similar known name, if any is similar enough: one typo for every three letters.
pub(crate) fn did_you_mean(written: &str, known: impl IntoIterator<Item = String>) -> Option<String> {
    let written = written.to_lowercase();
    let most = (written.chars().count() / 3).max(1);
    let typos = |name: &str| strsim::damerau_levenshtein(&written, &name.to_lowercase());
    let scored = known.into_iter().map(|name| (typos(&name), name));
    // The name may be the beginning of a longer one that is still being typed.
    let near = scored.filter(|(typos, name)| *typos <= most || (written.len() > 2 && name.starts_with(&written)));
    near.min_by_key(|(typos, _)| *typos).map(|(_, name)| name)
}
