//! The error of a rule.

/// The error of a value, shown after the field name.
pub(crate) type Problem = String;
