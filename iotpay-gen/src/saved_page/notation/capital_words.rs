//! Words in capitals: channels, currencies and other values, as prose writes them.

/// Words of at least two capital letters, with digits and `_` between them.
pub(crate) fn constants(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    text.split(move |it: char| !is_word(it)).map(|word| word.trim_matches('_')).filter(|word| is_constant(word))
}

fn is_constant(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase())
        && word.len() > 1
        && word.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_')
}
