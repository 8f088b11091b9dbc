//! The stable codes of diagnostics.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $summary:literal])+ $name:ident = $code:literal,)+) => {
        /// The rule of a diagnostic. Codes are stable and never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $summary])+ $name,)+
        }

        impl Code {
            /// All codes, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Returns the code as text, for example `IOT012`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// Returns the page in `explain/pages/` that explains the code.
            #[cfg(feature = "cli")]
            pub(crate) fn page(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("explain/pages/", $code, ".md")),)+ }
            }

            /// Returns the rule, in one sentence.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => concat!($($summary),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// Spec files must be valid YAML.
    Syntax = "IOT001",
    /// Spec files must not be empty.
    Empty = "IOT002",
    /// Unknown keys are not allowed.
    UnknownKey = "IOT003",
    /// Duplicate keys are not allowed.
    DuplicateKey = "IOT004",
    /// Required keys must be present.
    MissingKey = "IOT005",
    /// Values must have the type that their key expects.
    WrongShape = "IOT006",
    /// Values must be among those that their key allows.
    UnknownValue = "IOT007",
    /// Types must use one of the vendor's notations.
    UnknownType = "IOT010",
    /// Tables must not list a field twice.
    DuplicateField = "IOT011",
    /// Rules must name a field of their own table.
    UnknownField = "IOT012",
    /// Every name must refer to a defined item.
    UnknownName = "IOT013",
    /// Names must be defined once.
    DuplicateName = "IOT014",
    /// Two names must not become the same Rust name.
    NameCollision = "IOT015",
    /// Requests contain objects and arrays only where they can be sent and signed.
    NestedRequestField = "IOT020",
    /// Samples must be valid values of their type.
    SampleTypeMismatch = "IOT021",
    /// All known signing implementations must sort the fields of a message alike.
    AmbiguousOrder = "IOT022",
    /// Rules must apply to their field and have an effect.
    InapplicableRule = "IOT023",
    /// A field must not be both required and forbidden, and a forbidden field takes no rules.
    Contradiction = "IOT024",
    /// Facts missing from the current page must name a source.
    MissingSource = "IOT025",
    /// Limits must be positive and must not exceed the table's limit.
    InvalidLimit = "IOT026",
    /// A page must not be older than its own changelog.
    StalePage = "IOT027",
    /// Responses must not expose a secret of the request.
    EchoedSecret = "IOT028",
    /// Only queries may be retried automatically.
    UnsafeRetry = "IOT029",
    /// Shared field rules must name a field of at least one table.
    UnusedFieldRule = "IOT030",
    /// A page's completeness must match its contents and its list of missing parts.
    CompletenessMismatch = "IOT031",
    /// `resolved_by` must name a query of the same family that accepts the merchant reference.
    InvalidResolver = "IOT032",
    /// Requests must contain the fields that the client fills in.
    MissingField = "IOT033",
    /// A field that is secret in one message must be secret in all messages.
    ExposedSecret = "IOT034",
    /// Channels named on a page must be defined.
    UnknownChannel = "IOT035",
    /// Each rejection reason must have its own texts or be listed as undocumented.
    RejectionReasons = "IOT036",
    /// Drafts must be completed before they become part of the spec.
    Draft = "IOT037",
    /// A signing rule must use the merchant key, and messages must not require a field that it does not sign.
    InvalidSigningRule = "IOT038",
    /// Dates of an item must be in order, and a deprecated item must say what to use.
    InvalidLifecycle = "IOT039",
    /// Every row of a saved page must be readable.
    UnreadableRow = "IOT040",
    /// The spec must contain every row of the current page.
    AddedRow = "IOT041",
    /// Rows attributed to the current page must be on it.
    RemovedRow = "IOT042",
    /// Rows must be in the page's order.
    MovedRow = "IOT043",
    /// A row's required mark, type, sample and label must match the page.
    ColumnMismatch = "IOT044",
    /// An endpoint's path, method and content type must match the page.
    EndpointMismatch = "IOT045",
    /// A page's date and changelog must match the current page.
    PageHeaderMismatch = "IOT046",
    /// Saved pages must be readable and comparable.
    UnreadablePage = "IOT047",
    /// The spec's tables must be found on the saved page.
    NoTable = "IOT048",
    /// A row's rules must match the page's description.
    OtherText = "IOT049",
    /// Accepted differences must still exist.
    StaleAcceptance = "IOT050",
}

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No code is generated.
    Error,
    /// The spec is inconsistent, but code is generated.
    Warning,
}

impl Code {
    /// Returns the severity. The vendor's pages sometimes contradict themselves, so mistakes that do not affect the
    /// generated code are warnings.
    pub fn severity(self) -> Severity {
        match self {
            Self::SampleTypeMismatch | Self::StalePage | Self::UnknownChannel => Severity::Warning,
            Self::UnreadableRow | Self::UnreadablePage | Self::NoTable => Severity::Error,
            _ if self.is_about_saved_page() => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Returns `true` if the diagnostic is about a saved vendor page and not only about the spec.
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
