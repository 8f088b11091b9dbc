//! What the customer's browser brings back to the merchant's site, and that it proves nothing.

use crate::incoming::{DecodeError, DecodeErrorKind, Fields, FromFields};
use crate::spec::Family;

/// The largest query that is looked at: the browser is a stranger's.
const MAX_QUERY: usize = 64 * 1024;

/// The fields with which the customer's browser comes back to `returnUrl`, unsigned. Anybody can
/// type them into a browser.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a browser brings back",
    label = "no page describes it as a browser's return",
    note = "signed messages to `notifyUrl` are read by `NotificationReceiver::receive`"
)]
pub trait BrowserReturn: FromFields {
    /// The family whose page sends the browser back.
    type Family: Family;

    /// Reads the query of the URL that the browser asked for, with or without `?` at its beginning and
    /// without a fragment. Parameters that are the merchant's own are left alone.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when a field is missing or of another shape, when a name stands twice with
    /// different values, and when the query is not UTF-8 or larger than 64 KiB.
    fn from_query(query: &str) -> Result<Unverified<Self>, DecodeError> {
        if query.len() > MAX_QUERY {
            return Err(DecodeError::whole(DecodeErrorKind::TooLarge));
        }
        let fields = Fields::from_form(query.strip_prefix('?').unwrap_or(query).as_bytes())?;
        Ok(Unverified { claim: Self::from_fields(&fields)? })
    }
}

/// What a browser says, without any proof. Choose by it which page to show, and book nothing.
#[derive(Debug, Clone)]
#[must_use = "it proves no payment: query the order, or wait for the notification"]
pub struct Unverified<T> {
    claim: T,
}

impl<T> Unverified<T> {
    /// What the browser says. It is no proof of a payment: query the order, or wait for the
    /// notification.
    pub fn claim(&self) -> &T {
        &self.claim
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Card;

    #[derive(Debug)]
    struct Return {
        ret_code: String,
        status: Option<i64>,
    }

    impl FromFields for Return {
        fn from_fields(fields: &Fields) -> Result<Self, DecodeError> {
            Ok(Self { ret_code: fields.read("retCode", &[])?, status: fields.read("status", &[])? })
        }
    }

    impl BrowserReturn for Return {
        type Family = Card;
    }

    #[test]
    fn the_merchants_own_parameters_are_left_alone() {
        for query in ["abc=111&code=234&mchOrderNo=1618569175&retCode=SUCCESS&status=2", "?retCode=SUCCESS&status=2"] {
            let back = Return::from_query(query).unwrap();
            assert_eq!((back.claim().ret_code.as_str(), back.claim().status), ("SUCCESS", Some(2)), "{query}");
        }
        assert_eq!(Return::from_query("retCode=FAIL&retMsg=a+b").unwrap().claim().status, None);
    }

    #[test]
    fn what_contradicts_itself_or_lacks_a_field_is_refused() {
        let problem = |query: &str| Return::from_query(query).unwrap_err();
        assert_eq!(problem("retCode=FAIL&retCode=SUCCESS"), DecodeError::new("retCode", DecodeErrorKind::Conflict));
        assert_eq!(problem("ret%43ode=FAIL&retCode=SUCCESS"), DecodeError::new("retCode", DecodeErrorKind::Conflict));
        assert_eq!(problem(""), DecodeError::new("retCode", DecodeErrorKind::Missing));
        assert_eq!(problem("retCode=%FF"), DecodeError::whole(DecodeErrorKind::NotUtf8));
        assert_eq!(problem(&format!("retCode=SUCCESS&a={}", "x".repeat(MAX_QUERY))).kind, DecodeErrorKind::TooLarge);
    }
}
