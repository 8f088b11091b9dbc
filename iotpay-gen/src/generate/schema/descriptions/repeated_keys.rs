//! The descriptions of keys that mean the same in several mappings.

/// The descriptions of keys that mean the same in every mapping that does not describe them separately.
pub(super) const EVERYWHERE: &[(&str, &str)] = &[
    ("source", "The source, if it is not the current page."),
    ("note", "The reason, in your own words."),
    ("about", "The purpose, in your own words; used in the generated documentation."),
    (
        "additional_rows",
        "Rows that are missing from the page's table, each with its `source`, or with the `page` that contains it.",
    ),
    ("rules", "Rules from the page's prose, by field."),
    ("table", "The rows of the page's table, in the page's order."),
    ("require", "Fields that are required although the table does not say so."),
    (
        "since",
        "The day on which the vendor added it, `YYYY-MM-DD`; with its source if the changelog has no such entry.",
    ),
    ("until", "The last day on which the vendor accepts it, `YYYY-MM-DD`; requires `deprecated`."),
    ("deprecated", "The vendor's statement that it is deprecated; the compiler then warns callers who use it."),
    ("forbid", "Fields that the channel ignores or rejects."),
];
