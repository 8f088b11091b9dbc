//! A body that knows whether it was sent.

use std::io::{self, Read};

use crate::sending::Attempt;

/// The body of a request. ureq reads it after it has connected and sent the headers.
///
/// Until then, the gateway has no request that it could process. Afterwards, the request may have been sent. As ureq can
/// read the body only once, it cannot send it twice.
pub(super) struct WatchedBody<'a> {
    rest: &'a [u8],
    attempt: Attempt,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unread,
    /// The time was over before anything was read.
    TooLate,
    Read,
}

impl<'a> WatchedBody<'a> {
    pub(super) fn new(body: &'a str, attempt: Attempt) -> Self {
        Self { rest: body.as_bytes(), attempt, state: State::Unread }
    }

    /// Returns `true` if a part of the body may have been sent.
    pub(super) fn is_read(&self) -> bool {
        self.state == State::Read
    }

    /// Returns `true` if nothing was sent because the time was over.
    pub(super) fn is_too_late(&self) -> bool {
        self.state == State::TooLate
    }
}

impl Read for WatchedBody<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.state != State::Read {
            // The machine may have been suspended while ureq connected.
            if self.attempt.check().is_err() {
                self.state = State::TooLate;
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.state = State::Read;
        }
        self.rest.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_whether_it_was_read() {
        let mut body = WatchedBody::new("params=1", Attempt::of_an_hour());
        assert!(!body.is_read());
        let mut text = String::new();
        body.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), body.is_read(), body.is_too_late()), ("params=1", true, false));
    }

    #[test]
    fn nothing_is_read_after_the_machine_slept_until_the_time_was_over() {
        let slept = Attempt::of_an_hour().slept_through();
        let mut body = WatchedBody::new("params=1", slept);
        body.read_to_end(&mut Vec::new()).unwrap_err();
        assert!(body.is_too_late() && !body.is_read());
        // The rest of a request that has begun is sent: a part of it is no better.
        let mut body = WatchedBody { state: State::Read, ..WatchedBody::new("params=1", slept) };
        assert_eq!(body.read(&mut [0; 9]).unwrap(), 8);
    }
}
