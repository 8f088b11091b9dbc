//! Notifications and browser returns.
//!
//! A notification is a message from the gateway to the merchant's server. [`NotificationReceiver`] verifies the
//! signature, decodes the message, and returns a typed notification with its acknowledgement.
//!
//! A browser return is the redirect of the customer's browser to the merchant's site. It is not signed and does not
//! prove a payment; see [`BrowserReturn`].

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use crate::audit::Audit;
use crate::credentials::{Credentials, MatchedKey};
use crate::inbox::EventOutcome;
use crate::incoming::{DecodeError, FromFields, ReceivedMessage};
use crate::observe::Observer;
use crate::signing::Verification;
use crate::spec::{EventFields, Family};
use crate::unverified_notification::ReadNotification;

pub use crate::browser_return::{BrowserReturn, Unverified};
pub use crate::explain::UnverifiedNotification;
pub use crate::notification_error::NotificationError;

/// A notification type.
///
/// ```
/// use iotpay_client::notification::Notification;
///
/// /// Returns `true` if a processor can pass such notifications to a handler.
/// fn has_reference<N: Notification>() -> bool {
///     N::EVENT.is_some()
/// }
/// assert!(has_reference::<iotpay_client::general::OrderNotification>());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a notification",
    label = "never signed by IOTPay",
    note = "a browser return does not prove a payment: wait for the notification, or query the order"
)]
pub trait Notification: FromFields {
    /// The family that sends it.
    type Family: Family;
    /// The field and value that mark a browser return.
    const BROWSER_MARKER: Option<(&'static str, &'static str)> = None;
    /// Fields that only other kinds of notifications have. All kinds are signed with the same key.
    const FIELDS_OF_OTHER_KINDS: &'static [&'static str] = &[];
    /// The field with the channel, and the channels that only other families have.
    const CHANNELS_OF_OTHER_FAMILIES: Option<(&'static str, &'static [&'static str])> = None;

    /// Fields whose values are secret, also inside objects. The hooks of [`audit`](crate::audit) do not see their values.
    const SECRET_FIELDS: &'static [&'static str] = &[];
    /// Fields with references and ids, also inside objects.
    const ID_FIELDS: &'static [&'static str] = &[];

    /// The fields that identify the outcome; `None` if the notification contains no merchant reference. An
    /// [inbox](crate::inbox) needs them.
    const EVENT: Option<EventFields> = None;

    /// Returns the outcome that an [inbox](crate::inbox) handles; `None` if the status is not final.
    fn event_outcome(&self) -> Option<EventOutcome> {
        None
    }

    /// Returns `true` if this version knows the kind of transaction and the meaning of the status. If not, the
    /// notification is received as [`ReceivedNotification::Undetermined`].
    fn is_determined(&self) -> bool {
        true
    }
}

/// A notification of the family `F`. This trait is implemented for every notification type and its family.
///
/// ```
/// use iotpay_client::notification::{NotificationFor, NotificationReceiver, NotificationRequest};
/// use iotpay_client::spec::Family;
///
/// /// Verifies a notification of any kind and any family.
/// fn is_valid<F: Family, N: NotificationFor<F>>(receiver: &NotificationReceiver<F>, it: NotificationRequest<'_>) -> bool {
///     receiver.receive::<N>(it).is_ok()
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a notification of the family `{F}`",
    label = "this family does not send this notification",
    note = "each family has its own receiver, such as `general::NotificationReceiver` or `card::NotificationReceiver`",
    note = "a browser return is never signed and does not prove a payment: wait for the notification, or query the order"
)]
pub trait NotificationFor<F: Family>: Notification {}

// Mismatched families and types that are not notifications are reported for this trait.
#[diagnostic::do_not_recommend]
impl<F: Family, N: Notification<Family = F>> NotificationFor<F> for N {}

/// An incoming HTTP request that claims to be a notification.
///
/// ```
/// use iotpay_client::NotificationRequest;
///
/// let (query, body) = ("payOrderId=P1&status=2&sign=00", Vec::new()); // from the web server
/// let incoming = NotificationRequest { method: "POST", query, content_type: None, body: &body };
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NotificationRequest<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The query of the URL, without `?`; empty if there is none.
    pub query: &'a str,
    /// The `Content-Type` header, if any.
    pub content_type: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

/// Receives and verifies the notifications of a family.
///
/// ```
/// use iotpay_client::notification::ReceivedNotification;
/// use iotpay_client::{Cents, Credentials, NotificationRequest, general, shared::Currency};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("k").build()?;
/// let receiver = general::NotificationReceiver::new(credentials);
/// // The HTTP request that the web server received:
/// let incoming = NotificationRequest {
///     method: "POST",
///     query: "payOrderId=P1&mchId=10000701&mchOrderNo=m1&currency=CAD&amount=100&status=2\
///             &backType=2&param2=&sign=F9E9FDC4C5F35AFA5616841C42B38F36",
///     content_type: None,
///     body: b"",
/// };
/// # let ordered = |number: &str| (number == "m1").then_some((Cents::new(100).unwrap(), Currency::Cad));
/// let (status, body) = match receiver.receive::<general::OrderNotification>(incoming) {
///     Ok(ReceivedNotification::Server(notification)) if notification.status.outcome().is_paid() => {
///         let is_ours = ordered(&notification.mch_order_no).is_some_and(|(amount, currency)| {
///             amount == notification.amount && notification.currency == Some(currency)
///         });
///         // Record the payment once, and acknowledge the notification only after that: the gateway resends
///         // unacknowledged notifications.
///         if is_ours { (200, notification.acknowledgement()) } else { (500, "fail") }
///     }
///     // Not paid yet, or failed: nothing to record.
///     Ok(ReceivedNotification::Server(notification)) => (200, notification.acknowledgement()),
///     // Verified, but this version does not know whether money moved. Log it and query the order.
///     // Do not acknowledge it, so that the gateway resends it.
///     Ok(ReceivedNotification::Undetermined(notification)) => {
///         eprintln!("query the order {}", notification.mch_order_no);
///         (500, "fail")
///     }
///     // The customer's browser: show a page, but do not record a payment.
///     Ok(ReceivedNotification::BrowserReturn(_)) => (200, "thank you"),
///     // Forged, altered or invalid.
///     Err(_) => (400, "fail"),
/// };
/// assert_eq!((status, body), (200, "success"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationReceiver<F> {
    credentials: Arc<Credentials>,
    ignored: Arc<Vec<String>>,
    /// How often a signature that does not match is verified at least.
    passes: usize,
    observer: Observer,
    family: PhantomData<fn() -> F>,
}

impl<F: Family> NotificationReceiver<F> {
    /// Creates a receiver for a merchant.
    pub fn new(credentials: Credentials) -> Self {
        Self::shared(Arc::new(credentials), Arc::default(), 1)
    }

    /// Creates a receiver without copying its parts.
    pub(crate) fn shared(credentials: Arc<Credentials>, ignored: Arc<Vec<String>>, passes: usize) -> Self {
        Self { credentials, ignored, passes, observer: Observer::default(), family: PhantomData }
    }

    /// Sets the hook that is called for each notification. Two receivers with different hooks are not equal.
    #[must_use]
    pub fn audit(mut self, audit: Arc<dyn Audit>) -> Self {
        self.observer = Observer::default().with_audit(audit);
        self
    }

    /// Ignores a parameter that IOTPay does not send, such as one added by a web framework.
    #[must_use]
    pub fn ignore_parameter(mut self, parameter: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.ignored).push(parameter.into());
        self
    }

    /// Verifies and decodes a notification. Returns only notifications that are signed with the merchant key.
    ///
    /// The gateway can send the same notification more than once, so make sure that you record each payment only once.
    ///
    /// # Errors
    ///
    /// Returns [`NotificationError`] if the notification is invalid or cannot be verified. In this case, do not record
    /// a payment, and do not respond with the acknowledgement.
    pub fn receive<N: NotificationFor<F>>(
        &self,
        incoming: NotificationRequest<'_>,
    ) -> Result<ReceivedNotification<N>, NotificationError> {
        self.observer.check(incoming, || self.receive_read(Self::read(incoming)?, incoming.method))
    }

    /// Reads the fields of a notification, without verifying them.
    pub(crate) fn read(incoming: NotificationRequest<'_>) -> Result<ReadNotification, DecodeError> {
        ReadNotification::read(F::SPEC, incoming)
    }

    /// Verifies and decodes a notification that was read.
    pub(crate) fn receive_read<N: NotificationFor<F>>(
        &self,
        read: ReadNotification,
        method: &str,
    ) -> Result<ReceivedNotification<N>, NotificationError> {
        let received = self.verified::<N>(read)?;
        let content = match N::from_fields(&received.fields) {
            Ok(content) => content,
            Err(problem) => return Err(NotificationError::InvalidContent { problem, received: Box::new(received) }),
        };
        let mark = N::BROWSER_MARKER.and_then(|(name, value)| Some((received.fields.filled(name)?.text(), value)));
        // The value of the marker may include another field: neither a server notification nor a browser return.
        if mark.is_some_and(|(text, _)| text.contains(['&', '='])) {
            return Err(NotificationError::Ambiguous(Box::new(received)));
        }
        let browser = mark.is_some_and(|(text, value)| text == value);
        if !browser && !method.eq_ignore_ascii_case("POST") {
            return Err(NotificationError::NotPost(Box::new(received)));
        }
        if !browser && !content.is_determined() {
            return Ok(ReceivedNotification::Undetermined(Undetermined { content, received }));
        }
        let mch_id = self.credentials.account().mch_id.into();
        let verified = Verified { content, received, mch_id, acknowledgement: F::SPEC.acknowledgement };
        Ok(if browser { ReceivedNotification::BrowserReturn(verified) } else { ReceivedNotification::Server(verified) })
    }

    fn verified<N: Notification>(&self, read: ReadNotification) -> Result<ReceivedMessage, NotificationError> {
        let ReadNotification { mut fields, raw } = read;
        if !self.ignored.is_empty() {
            fields.remove(|name| self.ignored.iter().any(|ignored| ignored == name));
        }
        let rule = F::SPEC.signing;
        let (verification, key) =
            self.credentials.verify(&mut fields, self.passes, |fields, key| fields.verify(rule, key, &[]));
        match &verification {
            Verification::Verified { .. } => {}
            Verification::Unsigned => return Err(NotificationError::Unsigned),
            Verification::Ambiguous => {
                return Err(NotificationError::Ambiguous(Box::new(ReceivedMessage { fields, verification, key, raw })));
            }
            Verification::Unverifiable | Verification::Mismatch => {
                let received = ReceivedMessage { fields, verification, key, raw };
                return Err(NotificationError::SignatureMismatch(Box::new(UnverifiedNotification::new(
                    received, rule,
                ))));
            }
        }
        for name in F::SPEC.merchant_fields {
            let merchant = fields.get(name).filter(|field| !field.is_empty()).and_then(|field| field.scalar().ok());
            if merchant.is_some_and(|merchant| merchant != self.credentials.account().mch_id) {
                return Err(NotificationError::WrongMerchant);
            }
        }
        // All kinds are signed with the same key: a notification of another kind must not be accepted as this one.
        let channel =
            N::CHANNELS_OF_OTHER_FAMILIES.and_then(|(name, channels)| Some((fields.filled(name)?.text(), channels)));
        let is_other_channel = channel.is_some_and(|(channel, others)| others.contains(&channel));
        if is_other_channel || fields.any_filled(N::FIELDS_OF_OTHER_KINDS) {
            return Err(NotificationError::WrongKind(Box::new(ReceivedMessage { fields, verification, key, raw })));
        }
        Ok(ReceivedMessage { fields, verification, key, raw })
    }
}

/// A verified notification. A `match` that omits a variant does not compile:
///
/// ```compile_fail,E0004
/// # use iotpay_client::notification::ReceivedNotification;
/// # use iotpay_client::card;
/// fn response(notified: ReceivedNotification<card::CardNotification>) -> &'static str {
///     match notified {
///         ReceivedNotification::Server(notification) => notification.acknowledgement(),
///         ReceivedNotification::BrowserReturn(_) => "thank you",
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[must_use = "an unhandled notification is lost once it is acknowledged"]
pub enum ReceivedNotification<N> {
    /// A server-to-server notification. Record the payment if the order is paid.
    Server(Verified<N>),
    /// A server-to-server notification from which this version cannot determine whether money moved. The field that
    /// distinguishes payments from refunds is missing or has an unknown value, or the status is unknown. Log the
    /// notification, query the order, and respond with a failure, so that the gateway resends the notification.
    Undetermined(Undetermined<N>),
    /// A request from the customer's browser. Show a page, but do not record a payment.
    BrowserReturn(Verified<N>),
}

/// A verified notification from which this version cannot determine whether money moved. It has no acknowledgement, so
/// this code does not compile:
///
/// ```compile_fail,E0599
/// # use iotpay_client::notification::Undetermined;
/// # use iotpay_client::card;
/// fn response(notification: &Undetermined<card::CardNotification>) -> &'static str {
///     notification.acknowledgement()
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[must_use = "money may have moved: query the order"]
pub struct Undetermined<N> {
    content: N,
    received: ReceivedMessage,
}

impl<N> Undetermined<N> {
    /// Returns the message, as received.
    pub fn received(&self) -> &ReceivedMessage {
        &self.received
    }
}

impl<N> Deref for Undetermined<N> {
    type Target = N;

    fn deref(&self) -> &N {
        &self.content
    }
}

/// A notification signed with the merchant key. Only [`NotificationReceiver::receive`] creates it.
///
/// With the feature `serde`, a `Verified` is serialized as its content. It does not implement `Deserialize`, because
/// text that anyone can write must not become a verified notification.
///
/// ```
/// use iotpay_client::{Verified, general};
///
/// /// Returns a line for the log. The fields of the notification are those of the content.
/// fn line(paid: &Verified<general::OrderNotification>) -> String {
///     format!("{} of merchant {}: {} (key: {})", paid.mch_order_no, paid.mch_id(), paid.amount, paid.matched_key())
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Verified<N> {
    content: N,
    received: ReceivedMessage,
    mch_id: Box<str>,
    acknowledgement: &'static str,
}

impl<N> Verified<N> {
    /// Returns the response body to send, with status 200, after you have processed the notification. If you do not
    /// send it, the gateway resends the notification.
    pub fn acknowledgement(&self) -> &'static str {
        self.acknowledgement
    }

    /// Returns the message, as received.
    pub fn received(&self) -> &ReceivedMessage {
        &self.received
    }

    /// Returns the id of the merchant whose key matches the signature. Some notifications do not contain it.
    pub fn mch_id(&self) -> &str {
        &self.mch_id
    }

    /// Returns the key that matches the signature.
    pub fn matched_key(&self) -> &MatchedKey {
        self.received.matched_key().unwrap_or(&MatchedKey::Current)
    }
}

impl<N> Deref for Verified<N> {
    type Target = N;

    fn deref(&self) -> &N {
        &self.content
    }
}
