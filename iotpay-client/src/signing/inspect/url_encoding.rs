//! How the libraries of usual languages encode values for URLs.

use std::fmt::Write as _;

/// An encoder. They differ in the characters that they leave as they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct UrlEncoding {
    space: &'static str,
    /// The characters that are not encoded, in addition to letters and digits.
    plain: &'static [u8],
    has_lower_digits: bool,
}

const fn encoding(space: &'static str, plain: &'static [u8]) -> UrlEncoding {
    UrlEncoding { space, plain, has_lower_digits: false }
}

/// The encoders with `%20` for a space.
pub(super) const PERCENT_ENCODINGS: &[UrlEncoding] = &[
    // RFC 3986, `rawurlencode` of PHP, `Uri.EscapeDataString` of .NET.
    encoding("%20", b"-._~"),
    // `quote` of Python.
    encoding("%20", b"-._~/"),
    // `encodeURIComponent` and `encodeURI` of JavaScript.
    encoding("%20", b"-._~!'()*"),
    encoding("%20", b"-._~!'()*;/?:@&=+$,#"),
    UrlEncoding { has_lower_digits: true, ..encoding("%20", b"-._~") },
];

/// The encoders with `+` for a space.
pub(super) const FORM_ENCODINGS: &[UrlEncoding] = &[
    // `quote_plus` of Python, `url.QueryEscape` of Go.
    encoding("+", b"-._~"),
    // `urlencode` of PHP.
    encoding("+", b"-._"),
    // `URLEncoder` of Java, `URLSearchParams` of JavaScript.
    encoding("+", b"-._*"),
    // `HttpUtility.UrlEncode` of .NET.
    UrlEncoding { has_lower_digits: true, ..encoding("+", b"-._!()*") },
];

impl UrlEncoding {
    pub(super) fn apply(self, text: &str) -> String {
        text.bytes().fold(String::new(), |mut encoded, byte| {
            match byte {
                b' ' => encoded.push_str(self.space),
                byte if byte.is_ascii_alphanumeric() || self.plain.contains(&byte) => encoded.push(char::from(byte)),
                byte if self.has_lower_digits => {
                    let _ = write!(encoded, "%{byte:02x}");
                }
                byte => {
                    let _ = write!(encoded, "%{byte:02X}");
                }
            }
            encoded
        })
    }
}
