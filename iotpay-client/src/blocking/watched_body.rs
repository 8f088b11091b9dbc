//! A body that knows whether it was sent.

use std::io::{self, Read};

/// The body of a request. ureq reads it after it has connected and sent the headers.
///
/// Until then, the gateway has no request that it could process. Afterwards, the request may have been sent. As ureq can
/// read the body only once, it cannot send it twice.
pub(super) struct WatchedBody<'a> {
    rest: &'a [u8],
    is_read: bool,
}

impl<'a> WatchedBody<'a> {
    pub(super) fn new(body: &'a str) -> Self {
        Self { rest: body.as_bytes(), is_read: false }
    }

    /// Returns `true` if a part of the body may have been sent.
    pub(super) fn is_read(&self) -> bool {
        self.is_read
    }
}

impl Read for WatchedBody<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.is_read = true;
        self.rest.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_whether_it_was_read() {
        let mut body = WatchedBody::new("params=1");
        assert!(!body.is_read());
        let mut text = String::new();
        body.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), body.is_read()), ("params=1", true));
    }
}
