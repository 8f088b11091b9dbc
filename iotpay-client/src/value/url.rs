//! URLs.

use std::fmt;

use super::ValueError;
use super::characters::is_invisible;
use super::length::check_length;
use super::separable::check_separable;
use super::text_traits::{parse_traits, text_traits};
use crate::signing::{FieldValue, SignedValue};

macro_rules! url_type {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name<const MAX: u32 = { u32::MAX }>(Box<str>);

        impl<const MAX: u32> $name<MAX> {
            /// Creates a URL. It is sent unchanged, without normalization.
            pub fn new(value: &str) -> Result<Self, ValueError> {
                Self::check(value)?;
                Ok(Self(value.into()))
            }

            fn check(value: &str) -> Result<(), ValueError> {
                check_length(value, MAX)?;
                check_http(value)?;
                let check: fn(&str) -> Result<(), ValueError> = $check;
                check(value)?;
                check_separable(value)
            }

            /// Creates a value that `request!` has checked.
            pub(crate) fn new_unchecked(text: &str) -> Self {
                Self(text.into())
            }

            /// Returns the URL as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        text_traits!($name<MAX>, 0);
        parse_traits!($name<MAX>);

        impl<const MAX: u32> fmt::Debug for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl<const MAX: u32> SignedValue for $name<MAX> {
            fn signed_value(&self) -> Option<FieldValue<'_>> {
                Some(FieldValue::Text(self.as_str()))
            }
        }
    };
}

url_type! {
    /// An absolute http or https URL of at most `MAX` characters.
    ///
    /// As in a [`Text`](crate::value::Text), `&name=` is invalid if `name` is the name of a documented field:
    /// `https://shop.example/r?order=1&amount=2` looks like a field `amount` in the string to sign. Rename the
    /// parameter, move it to the front (`?amount=2&order=1`), or write its `&` as `%26` if your server decodes that.
    /// `&sign=` is valid, so you can sign your own URLs: the string to sign never contains the field `sign`.
    HttpUrl, |_| Ok(())
}

url_type! {
    /// An absolute http or https URL of at most `MAX` characters, without `?` or `#`: the gateway
    /// appends its own query.
    HttpUrlWithoutQuery, |value| if value.contains(['?', '#']) { Err(ValueError::HasQuery) } else { Ok(()) }
}

/// Stricter than the URL parser, which corrects mistakes: it accepts `https:shop.example` and `https:\\\\shop`, but
/// the gateway receives the text unchanged.
fn check_http(value: &str) -> Result<(), ValueError> {
    let is_unfit = |it: char| it.is_whitespace() || it.is_control() || is_invisible(it) || it == '\\';
    if value.chars().any(is_unfit) {
        return Err(ValueError::NotAUrl);
    }
    let url = ::url::Url::parse(value).map_err(|_| ValueError::NotAUrl)?;
    let rest = match url.scheme() {
        "http" => value.get("http".len()..),
        "https" => value.get("https".len()..),
        _ => return Err(ValueError::NotHttp),
    };
    let begins_with_host = rest.and_then(|rest| rest.strip_prefix("://")).is_some_and(|host| !host.starts_with('/'));
    if begins_with_host { Ok(()) } else { Err(ValueError::NotAUrl) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_http_urls_pass() {
        assert!(HttpUrl::<200>::new("https://shop.example/r?a=1&b=2#x").is_ok());
        assert!(HttpUrl::<200>::new("HTTPS://shop.example").is_ok());
        for url in ["/r", "https:shop.example/n", "https:\\\\shop.example\\n", "https:////shop.example/n", "http:/a"] {
            assert_eq!(HttpUrl::<200>::new(url).unwrap_err(), ValueError::NotAUrl, "{url}");
        }
        assert_eq!(HttpUrl::<200>::new("https://shop.example/a b").unwrap_err(), ValueError::NotAUrl);
        assert_eq!(HttpUrl::<200>::new("https://shop.example/n\u{200b}").unwrap_err(), ValueError::NotAUrl);
        assert_eq!(HttpUrl::<200>::new("https://shop.example/\n").unwrap_err(), ValueError::NotAUrl);
        assert_eq!(HttpUrl::<200>::new("ftp://shop.example/").unwrap_err(), ValueError::NotHttp);
        assert_eq!(
            HttpUrl::<10>::new("https://shop.example/").unwrap_err(),
            ValueError::TooLong { max: 10, length: 21 }
        );
    }

    #[test]
    fn a_url_may_have_a_signature_and_no_other_field() {
        for url in ["https://shop.example/r?order=1&sign=abc", "https://shop.example/r?amount=2&order=1"] {
            assert!(HttpUrl::<200>::new(url).is_ok(), "{url}");
        }
        assert!(HttpUrl::<200>::new("https://shop.example/r?order=1%26amount=2").is_ok());
        let error = HttpUrl::<200>::new("https://shop.example/r?order=1&amount=2&sign=abc").unwrap_err();
        assert_eq!(error, ValueError::ReadsAsField { name: "amount" });
    }

    #[test]
    fn a_notification_url_has_no_query() {
        assert!(HttpUrlWithoutQuery::<200>::new("https://shop.example/n").is_ok());
        for url in ["https://shop.example/n?", "https://shop.example/n#top"] {
            assert_eq!(HttpUrlWithoutQuery::<200>::new(url).unwrap_err(), ValueError::HasQuery, "{url}");
        }
    }
}
