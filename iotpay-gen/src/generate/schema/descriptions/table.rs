//! The type of the tables of descriptions.

/// Stands for the mapping itself.
pub(in crate::generate::schema) const ITSELF: &str = "";

/// Stands for every key of a mapping whose keys are data.
pub(in crate::generate::schema) const ANY_KEY: &str = "*";

/// A mapping, with a description for each of its keys.
pub(super) type Mapping = (&'static str, &'static [(&'static str, &'static str)]);

/// Descriptions by mapping and key.
pub(super) type Descriptions = &'static [Mapping];
