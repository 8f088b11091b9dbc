//! URLs.

use std::fmt;
use std::str::FromStr;

use super::{ValueError, check_length};
use crate::signing::{SignedValue, Value};

macro_rules! url_type {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name<const MAX: u32 = { u32::MAX }>(Box<str>);

        impl<const MAX: u32> $name<MAX> {
            /// Checks a URL. It is sent as given, not normalised.
            pub fn new(value: &str) -> Result<Self, ValueError> {
                check_length(value, MAX)?;
                check_http(value)?;
                let check: fn(&str) -> Result<(), ValueError> = $check;
                check(value)?;
                Ok(Self(value.into()))
            }

            /// The URL as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<const MAX: u32> FromStr for $name<MAX> {
            type Err = ValueError;

            fn from_str(value: &str) -> Result<Self, ValueError> {
                Self::new(value)
            }
        }

        impl<const MAX: u32> TryFrom<&str> for $name<MAX> {
            type Error = ValueError;

            fn try_from(value: &str) -> Result<Self, ValueError> {
                Self::new(value)
            }
        }

        impl<const MAX: u32> fmt::Debug for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl<const MAX: u32> fmt::Display for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<const MAX: u32> SignedValue for $name<MAX> {
            fn signed_value(&self) -> Option<Value<'_>> {
                Some(Value::Text(self.as_str()))
            }
        }
    };
}

url_type! {
    /// An absolute http or https URL of at most `MAX` characters.
    Url, |_| Ok(())
}

url_type! {
    /// An absolute http or https URL of at most `MAX` characters, without `?`: the gateway appends
    /// its own query.
    UrlWithoutQuery, |value| if value.contains('?') { Err(ValueError::HasQuery) } else { Ok(()) }
}

fn check_http(value: &str) -> Result<(), ValueError> {
    // The parser forgives blanks and control characters by dropping them; the gateway may not.
    if value.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return Err(ValueError::NotAUrl);
    }
    let url = ::url::Url::parse(value).map_err(|_| ValueError::NotAUrl)?;
    match url.scheme() {
        "http" | "https" => Ok(()),
        _ => Err(ValueError::NotHttp),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_http_urls_pass() {
        assert!(Url::<200>::new("https://shop.example/r?a=1&b=2#x").is_ok());
        assert_eq!(Url::<200>::new("/r").unwrap_err(), ValueError::NotAUrl);
        assert_eq!(Url::<200>::new("https://shop.example/a b").unwrap_err(), ValueError::NotAUrl);
        assert_eq!(Url::<200>::new("https://shop.example/\n").unwrap_err(), ValueError::NotAUrl);
        assert_eq!(Url::<200>::new("ftp://shop.example/").unwrap_err(), ValueError::NotHttp);
        assert_eq!(Url::<10>::new("https://shop.example/").unwrap_err(), ValueError::TooLong { max: 10, length: 21 });
    }

    #[test]
    fn a_notification_url_has_no_query() {
        assert!(UrlWithoutQuery::<200>::new("https://shop.example/n").is_ok());
        assert_eq!(UrlWithoutQuery::<200>::new("https://shop.example/n?").unwrap_err(), ValueError::HasQuery);
    }
}
