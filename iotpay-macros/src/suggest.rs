//! What a misspelt name was meant to be.

/// The known name that is most like the given one, if any is like it: one slip for each three
/// letters.
pub(crate) fn did_you_mean(given: &str, known: impl IntoIterator<Item = String>) -> Option<String> {
    let given = given.to_lowercase();
    let most = (given.chars().count() / 3).max(1);
    let slips = |name: &str| strsim::damerau_levenshtein(&given, &name.to_lowercase());
    let scored = known.into_iter().map(|name| (slips(&name), name));
    // A name that goes on where the given one ends is likely what is being written.
    let near = scored.filter(|(slips, name)| *slips <= most || (given.len() > 2 && name.starts_with(&given)));
    near.min_by_key(|(slips, _)| *slips).map(|(_, name)| name)
}
