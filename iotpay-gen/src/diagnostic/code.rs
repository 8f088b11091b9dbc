//! The stable codes of findings.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $summary:literal])+ $name:ident = $code:literal,)+) => {
        /// Which rule a finding is about. Codes are stable: they are never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $summary])+ $name,)+
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as text, for example `IOT012`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The page that explains it, as it stands in `explain/pages/`.
            pub(crate) fn page(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("explain/pages/", $code, ".md")),)+ }
            }

            /// The rule in a sentence.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => concat!($($summary),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// A spec file must be YAML.
    Syntax = "IOT001",
    /// A spec file must hold something.
    Empty = "IOT002",
    /// A key must be one that the place knows.
    UnknownKey = "IOT003",
    /// A key must stand once.
    DuplicateKey = "IOT004",
    /// A key that the place needs must be there.
    MissingKey = "IOT005",
    /// A value must have the shape that its key asks for.
    WrongShape = "IOT006",
    /// A value must be one of those that its key allows.
    UnknownValue = "IOT007",
    /// A type must be one of the vendor's notations.
    UnknownType = "IOT010",
    /// A table must not list a field twice.
    DuplicateField = "IOT011",
    /// A rule must name a field of its own table.
    UnknownField = "IOT012",
    /// A name must lead to a thing that the spec defines.
    UnknownName = "IOT013",
    /// A name must be defined once.
    DuplicateName = "IOT014",
    /// Two names must not become one in Rust.
    NameCollision = "IOT015",
    /// A request carries strings and integers only.
    NestedRequestField = "IOT020",
    /// A sample must be a value of its own type.
    SampleTypeMismatch = "IOT021",
    /// All known signers must sort a message alike.
    AmbiguousOrder = "IOT022",
    /// A rule must fit its field, and must have an effect.
    InapplicableRule = "IOT023",
    /// A field cannot be required and forbidden at once, and a forbidden one takes no rules.
    Contradiction = "IOT024",
    /// What is not on the newest page must say where it is from.
    MissingSource = "IOT025",
    /// A limit must be positive and a narrowed one must not be wider than the table's.
    InvalidLimit = "IOT026",
    /// A page must not be older than its own changelog.
    StalePage = "IOT027",
    /// A response must not echo a secret.
    EchoedSecret = "IOT028",
    /// Only a call that changes nothing may be repeated by itself.
    UnsafeRetry = "IOT029",
    /// What the shared tables say of a field must be about one that some table has.
    UnusedFieldRule = "IOT030",
    /// How complete a page is must agree with what is there and with what is missing.
    CompletenessMismatch = "IOT031",
    /// A call is resolved by a query of its family that takes the same number.
    InvalidResolver = "IOT032",
    /// A request must have the fields that its family and its channels fill.
    MissingField = "IOT033",
    /// What is secret in one message of the spec must not be open in another.
    ExposedSecret = "IOT034",
    /// A channel that a page names must be one that some table has.
    UnknownChannel = "IOT035",
    /// Each reason for a rejection has texts of its own, or is listed as undocumented.
    RejectionReasons = "IOT036",
    /// A draft must be completed before it is a page of the spec.
    Draft = "IOT037",
    /// Each row of a saved page must be readable.
    UnreadableRow = "IOT040",
    /// The spec must have each row of the newest page.
    AddedRow = "IOT041",
    /// What the spec has from the newest page must be on it.
    RemovedRow = "IOT042",
    /// Rows must stand in the page's order.
    MovedRow = "IOT043",
    /// A row must have the page's own mark, type, sample and label.
    ColumnMismatch = "IOT044",
    /// A call must have the page's address, method and content type.
    EndpointMismatch = "IOT045",
    /// A page must have the date and the changes of the newest one.
    PageHeaderMismatch = "IOT046",
    /// A saved page must be one that can be read and compared.
    UnreadablePage = "IOT047",
    /// The tables of the spec must be found on the saved page.
    NoTable = "IOT048",
    /// A row must say what the page's description says.
    OtherText = "IOT049",
    /// An accepted difference must still be there.
    StaleAcceptance = "IOT050",
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Something does not add up; code is generated all the same.
    Warning,
}

impl Code {
    /// How bad a breach of the rule is. The vendor's own pages contradict themselves now and then:
    /// what leaves the generated code right is a warning.
    pub fn severity(self) -> Severity {
        match self {
            Self::SampleTypeMismatch | Self::StalePage | Self::UnknownChannel => Severity::Warning,
            Self::UnreadableRow | Self::UnreadablePage | Self::NoTable => Severity::Error,
            _ if self.is_about_saved_page() => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Whether the finding is about a saved page of the vendor, and not about the spec alone.
    pub fn is_about_saved_page(self) -> bool {
        self >= Self::UnreadableRow
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_ordered() {
        let texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(texts.is_sorted_by(|a, b| a < b), "{texts:?}");
        assert!(Code::ALL.iter().all(|code| code.summary().ends_with('.')));
    }
}
