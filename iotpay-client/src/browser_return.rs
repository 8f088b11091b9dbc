//! The browser return: the unsigned redirect to the merchant's site, which does not prove a payment.

use crate::incoming::{DecodeError, DecodeErrorKind, Fields, FromFields};
use crate::spec::Family;

/// The maximum size of a query, since the browser is not trusted.
const MAX_QUERY: usize = 64 * 1024;

/// The unsigned fields of the redirect to `returnUrl`. Anyone can forge them.
///
/// ```
/// # #[cfg(feature = "card")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use iotpay_client::card::CardReturn;
/// use iotpay_client::notification::BrowserReturn as _;
///
/// // The query of `returnUrl?order=m1&retCode=SUCCESS&status=2`:
/// let returned = CardReturn::from_query("order=m1&retCode=SUCCESS&status=2")?;
/// let page = if returned.claim().ret_code == "SUCCESS" { "we are checking your payment" } else { "please try again" };
/// # assert_eq!(page, "we are checking your payment");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "card"))]
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a browser return",
    label = "not documented as a browser return",
    note = "for signed messages to `notifyUrl`, use `NotificationReceiver::receive`"
)]
pub trait BrowserReturn: FromFields {
    /// The family whose page redirects the browser.
    type Family: Family;

    /// Decodes the query of the requested URL, with or without a leading `?` and without a fragment. The merchant's
    /// own parameters are ignored.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if a field is missing or has the wrong type, if a name occurs twice with different
    /// values, or if the query is not UTF-8 or is larger than 64 KiB.
    fn from_query(query: &str) -> Result<Unverified<Self>, DecodeError> {
        if query.len() > MAX_QUERY {
            return Err(DecodeError::whole(DecodeErrorKind::TooLarge));
        }
        let fields = Fields::from_form(query.strip_prefix('?').unwrap_or(query).as_bytes())?;
        Ok(Unverified { claim: Self::from_fields(&fields)? })
    }
}

/// An unverified value from a browser. Use it only to choose the page to show; do not record a payment.
///
/// ```
/// # #[cfg(feature = "card")]
/// # mod example {
/// use iotpay_client::card::AddCardReturn;
/// use iotpay_client::notification::Unverified;
///
/// /// Returns the name of the page to show. Whether the card is stored, a notification or a query says.
/// fn page(returned: &Unverified<AddCardReturn>) -> &'static str {
///     if returned.claim().ret_code == "SUCCESS" { "one-moment.html" } else { "try-again.html" }
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[must_use = "it does not prove a payment: query the order, or wait for the notification"]
pub struct Unverified<T> {
    claim: T,
}

impl<T> Unverified<T> {
    /// Returns the browser's claim. It does not prove a payment: query the order, or wait for the
    /// notification.
    pub fn claim(&self) -> &T {
        &self.claim
    }
}

#[cfg(test)]
#[cfg(feature = "card")]
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
    fn ignores_the_merchants_own_parameters() {
        for query in ["abc=111&code=234&mchOrderNo=1618569175&retCode=SUCCESS&status=2", "?retCode=SUCCESS&status=2"] {
            let back = Return::from_query(query).unwrap();
            assert_eq!((back.claim().ret_code.as_str(), back.claim().status), ("SUCCESS", Some(2)), "{query}");
        }
        assert_eq!(Return::from_query("retCode=FAIL&retMsg=a+b").unwrap().claim().status, None);
    }

    #[test]
    fn rejects_conflicts_and_missing_fields() {
        let problem = |query: &str| Return::from_query(query).unwrap_err();
        assert_eq!(problem("retCode=FAIL&retCode=SUCCESS"), DecodeError::new("retCode", DecodeErrorKind::Conflict));
        assert_eq!(problem("ret%43ode=FAIL&retCode=SUCCESS"), DecodeError::new("retCode", DecodeErrorKind::Conflict));
        assert_eq!(problem(""), DecodeError::new("retCode", DecodeErrorKind::Missing));
        assert_eq!(problem("retCode=%FF"), DecodeError::whole(DecodeErrorKind::NotUtf8));
        assert_eq!(problem(&format!("retCode=SUCCESS&a={}", "x".repeat(MAX_QUERY))).kind, DecodeErrorKind::TooLarge);
    }
}
