//! The URL by which clients and browsers reach the sandbox.

use url::Url;

/// The URL by which clients and browsers reach the sandbox, for example through a port mapping.
#[derive(Debug)]
pub(crate) struct PublicUrl {
    /// The scheme, the host and the port, as in an `Origin` header.
    pub(crate) origin: String,
    /// The host without a port.
    pub(crate) host: String,
}

impl PublicUrl {
    /// Parses an HTTP URL without credentials, path, query and fragment.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let host = url.host_str()?.to_owned();
        let has_more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        (!has_more && !has_credentials).then(|| Self { origin: url.origin().ascii_serialization(), host })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_are_parsed() {
        for (text, origin, host) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1"),
            ("http://127.0.0.1:80/", "http://127.0.0.1", "127.0.0.1"),
            ("https://Sandbox.example", "https://sandbox.example", "sandbox.example"),
            ("http://[::1]:8080", "http://[::1]:8080", "[::1]"),
        ] {
            let url = PublicUrl::parse(text).unwrap();
            assert_eq!((url.origin.as_str(), url.host.as_str()), (origin, host), "{text}");
        }
        for text in
            ["", "127.0.0.1:8080", "ftp://a", "http://a/b", "http://a?b", "http://a#b", "http://u:p@a", "http://"]
        {
            assert!(PublicUrl::parse(text).is_none(), "{text}");
        }
    }
}
