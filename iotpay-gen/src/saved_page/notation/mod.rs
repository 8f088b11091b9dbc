//! The notation of pages: names, types, headings and white space.

pub(crate) mod capital_words;
pub(crate) mod column_headings;
pub(crate) mod column_words;
pub(crate) mod fingerprint;
pub(crate) mod indent;
pub(crate) mod lengths;
pub(crate) mod markdown;
pub(crate) mod other_types;
pub(crate) mod section_headings;
pub(crate) mod spans;
pub(crate) mod types;
pub(crate) mod whitespace;
