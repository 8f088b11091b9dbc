//! Explains signatures that do not match.

use std::fmt;

use crate::credentials::Credentials;
use crate::error::SignatureMismatch;
use crate::incoming::{Fields, ReceivedMessage};
use crate::signing::{Inspection, SigningRule, StringToSign, inspect};

impl SignatureMismatch {
    /// Explains why the signature of the response does not match: the string to sign, the fields that are not part of
    /// it, and the usual mistakes that would produce the received signature. `Display` of the error names such a mistake
    /// if it is a single one.
    ///
    /// Pass the credentials of the client. The error does not contain the merchant key. If the search finds nothing for
    /// the merchant key, it tries the other keys that verify.
    ///
    /// The search takes up to some tens of milliseconds. The result contains the raw values of the response, so do not
    /// log its `string_to_sign`. Its `Display` shows no values.
    ///
    /// ```
    /// use iotpay_client::protocol::Protocol;
    /// use iotpay_client::signing::Mistake;
    /// use iotpay_client::{Credentials, Error, general};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let credentials = Credentials::builder().mch_id("10000701").merchant_key("Made-Up-Key").build()?;
    /// let protocol = Protocol::<general::General>::new(credentials.clone());
    /// let query = general::QueryOrder::by_mch_order_no("m1")?;
    /// // The gateway has signed the response with `made-up-key`.
    /// let body = br#"{"retCode":"SUCCESS","resCode":"SUCCESS","sign":"C3C85E576186F54D9ABA8720C387964C"}"#;
    /// let Err(Error::SignatureMismatch(mismatch)) = protocol.prepare(&query)?.judge(200, body) else { panic!() };
    /// assert!(mismatch.to_string().contains("the signature would match if the key has another case"), "{mismatch}");
    ///
    /// let inspection = mismatch.explain(&credentials);
    /// assert_eq!(inspection.mistakes, [Mistake::KeyCase]);
    /// assert_eq!(inspection.string_to_sign.to_masked_string(), "resCode=SUCCESS&retCode=SUCCESS&key=***");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn explain(&self, credentials: &Credentials) -> Inspection {
        // Fields that the signature does not cover are no longer among the fields.
        match Fields::from_json(self.received.raw()) {
            Ok(fields) => inspection(&fields, self.rule, credentials),
            Err(_) => inspection(&self.received.fields, self.rule, credentials),
        }
    }
}

/// A notification whose signature does not match the merchant key. It may be forged: do not rely on its content.
///
/// [`explain`](Self::explain) finds out why the signature does not match. Call it to investigate a problem:
///
/// ```
/// use iotpay_client::notification::NotificationError;
/// use iotpay_client::{Credentials, NotificationReceiver, NotificationRequest, general};
///
/// # fn main() -> Result<(), iotpay_client::ValidationError> {
/// # let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
/// let receiver = general::NotificationReceiver::new(credentials.clone());
/// # let query = "payOrderId=P1&sign=2D6B31D3574596B4DD4C891800768D06";
/// # let incoming = NotificationRequest { method: "POST", query, content_type: None, body: b"" };
/// let received = receiver.receive::<general::OrderNotification>(incoming);
/// if let Err(NotificationError::SignatureMismatch(unverified)) = received {
///     // Shows the names of fields, and no values.
///     eprintln!("{}", unverified.explain(&credentials));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnverifiedNotification {
    received: ReceivedMessage,
    rule: &'static SigningRule<'static>,
}

impl UnverifiedNotification {
    pub(crate) fn new(received: ReceivedMessage, rule: &'static SigningRule<'static>) -> Self {
        Self { received, rule }
    }

    /// Returns the message, as received. Anyone can send it.
    pub fn received(&self) -> &ReceivedMessage {
        &self.received
    }

    /// Returns the expected string to sign, field by field, without the key.
    pub fn string_to_sign(&self) -> StringToSign {
        StringToSign::for_received(&self.received.fields, self.rule)
    }

    /// Explains why the signature does not match: the string to sign, the fields that are not part of it, and the usual
    /// mistakes that would produce the received signature.
    ///
    /// Pass the credentials of the receiver. The search takes up to some tens of milliseconds, and anyone can send
    /// notifications: call this method to investigate a problem, but not for every notification. The result contains the
    /// raw values of the notification, so do not log its `string_to_sign`. Its `Display` shows no values.
    ///
    /// ```
    /// use iotpay_client::notification::NotificationError;
    /// use iotpay_client::signing::Mistake;
    /// use iotpay_client::{Credentials, NotificationReceiver, NotificationRequest, general};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let credentials = Credentials::builder().mch_id("10000701").merchant_key("Made-Up-Key").build()?;
    /// let receiver = general::NotificationReceiver::new(credentials.clone());
    /// // The gateway has signed the notification with `made-up-key`.
    /// let query = "payOrderId=P1&sign=2D6B31D3574596B4DD4C891800768D05";
    /// let incoming = NotificationRequest { method: "POST", query, content_type: None, body: b"" };
    /// let Err(NotificationError::SignatureMismatch(unverified)) =
    ///     receiver.receive::<general::OrderNotification>(incoming)
    /// else {
    ///     panic!()
    /// };
    /// assert_eq!(unverified.explain(&credentials).mistakes, [Mistake::KeyCase]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn explain(&self, credentials: &Credentials) -> Inspection {
        inspection(&self.received.fields, self.rule, credentials)
    }
}

/// Hides the values, which may be secret.
impl fmt::Debug for UnverifiedNotification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnverifiedNotification").field("received", &self.received).finish_non_exhaustive()
    }
}

fn inspection(fields: &Fields, rule: &SigningRule<'_>, credentials: &Credentials) -> Inspection {
    let of_key = |key| inspect(fields, rule, key);
    let is_found = |inspection: &Inspection| inspection.matches || !inspection.mistakes.is_empty();
    let of_merchant = of_key(credentials.key());
    if is_found(&of_merchant) {
        return of_merchant;
    }
    let mut others = credentials.verification_keys().iter().map(|other| of_key(other.key()));
    others.find(is_found).unwrap_or(of_merchant)
}
