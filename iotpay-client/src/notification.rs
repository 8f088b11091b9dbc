//! Notifications: read, verified, typed, acknowledged.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::credentials::Credentials;
use crate::incoming::{DecodeError, DecodeErrorKind, Fields, FromFields, ReceivedMessage, without_byte_order_marks};
use crate::signing::{StringToSign, Verification};
use crate::spec::{Family, NotificationBody};

/// A type of notification.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a notification",
    label = "never signed by IOTPay",
    note = "what a browser brings back proves nothing: wait for the notification, or query the order"
)]
pub trait Notification: FromFields {
    /// The family that sends it.
    type Family: Family;
    /// The field and value that mark a browser's return.
    const BROWSER_MARKER: Option<(&'static str, &'static str)> = None;
    /// Fields that mark notifications of other kinds, which the same key signs.
    const FIELDS_OF_OTHER_KINDS: &'static [&'static str] = &[];
    /// The field that tells the channel, and channels that other families alone have.
    const CHANNELS_OF_OTHER_FAMILIES: Option<(&'static str, &'static [&'static str])> = None;

    /// Returns `true` if this version knows what the notification is about, and what its status means.
    /// If not, it is received as [`ReceivedNotification::Undetermined`].
    fn is_determined(&self) -> bool {
        true
    }
}

/// A notification that the family `F` sends. Every notification is one of its own family.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a notification of the family `{F}`",
    label = "this family sends no such notification",
    note = "each family has its own receiver, as `general::NotificationReceiver` and `card::NotificationReceiver`",
    note = "what a browser brings back is never signed and proves nothing: wait for the notification, or query the order"
)]
pub trait NotificationFor<F: Family>: Notification {}

// The mismatch of the families is told as one of this trait, and so is what is no notification at all.
#[diagnostic::do_not_recommend]
impl<F: Family, N: Notification<Family = F>> NotificationFor<F> for N {}

/// A request that claims to be a notification, as the web server got it.
#[derive(Debug, Clone, Copy)]
pub struct NotificationRequest<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The query of the URL, without `?`; empty when there is none.
    pub query: &'a str,
    /// The `Content-Type`, if there is one.
    pub content_type: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

/// Verifies the notifications of a family.
///
/// ```
/// use iotpay_client::{Cents, Credentials, NotificationRequest, ReceivedNotification, general, shared::Currency};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = general::NotificationReceiver::new(Credentials::new("10000701", "jack123", "k")?);
/// // What the web server got:
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
///         // Book the order once. Acknowledge only what is booked: without this text the gateway sends it
///         // again.
///         if is_ours { (200, notification.acknowledgement()) } else { (500, "fail") }
///     }
///     // Not paid yet, or failed: nothing to book.
///     Ok(ReceivedNotification::Server(notification)) => (200, notification.acknowledgement()),
///     // Genuine, but this version does not know what it says of the money. Log it and query the order.
///     // Do not acknowledge it, so that it comes again.
///     Ok(ReceivedNotification::Undetermined(notification)) => {
///         eprintln!("query the order {}", notification.mch_order_no);
///         (500, "fail")
///     }
///     // The customer's browser came back: show a page, and book nothing on its word.
///     Ok(ReceivedNotification::BrowserReturn(_)) => (200, "thank you"),
///     // Forged, altered or unreadable.
///     Err(_) => (400, "fail"),
/// };
/// assert_eq!((status, body), (200, "success"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct NotificationReceiver<F> {
    credentials: Credentials,
    alien: Vec<String>,
    family: PhantomData<fn() -> F>,
}

/// The largest body or query that is looked at. Documented notifications have 17 short fields, and
/// anybody can send one.
const MAX_BODY: usize = 64 * 1024;

impl<F: Family> NotificationReceiver<F> {
    /// A receiver for a merchant.
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials, alien: Vec::new(), family: PhantomData }
    }

    /// Ignores a parameter that is not IOTPay's: some web frameworks add one of their own.
    #[must_use]
    pub fn ignore_parameter(mut self, parameter: impl Into<String>) -> Self {
        self.alien.push(parameter.into());
        self
    }

    /// Reads and verifies a notification. Nothing that is not signed by the merchant key comes
    /// through.
    ///
    /// The same notification can come more than once, also genuinely: book an order once.
    ///
    /// # Errors
    ///
    /// [`NotificationError`], upon which nothing is booked and the response is not the
    /// acknowledgement.
    pub fn receive<N: NotificationFor<F>>(
        &self,
        incoming: NotificationRequest<'_>,
    ) -> Result<ReceivedNotification<N>, NotificationError> {
        let received = self.verified::<N>(incoming)?;
        let content = match N::from_fields(&received.fields) {
            Ok(content) => content,
            Err(problem) => return Err(NotificationError::InvalidContent { problem, received: Box::new(received) }),
        };
        let mark = N::BROWSER_MARKER.and_then(|(name, value)| Some((received.fields.filled(name)?.text(), value)));
        // A mark that has swallowed the field after it reads as neither the one nor the other.
        if mark.is_some_and(|(text, _)| text.contains(['&', '='])) {
            return Err(NotificationError::Ambiguous(Box::new(received)));
        }
        let browser = mark.is_some_and(|(text, value)| text == value);
        if !browser && !incoming.method.eq_ignore_ascii_case("POST") {
            return Err(NotificationError::NotPost(Box::new(received)));
        }
        if !browser && !content.is_determined() {
            return Ok(ReceivedNotification::Undetermined(Undetermined { content, received }));
        }
        let verified = Verified { content, received, acknowledgement: F::SPEC.acknowledgement };
        Ok(if browser { ReceivedNotification::BrowserReturn(verified) } else { ReceivedNotification::Server(verified) })
    }

    fn verified<N: Notification>(
        &self,
        incoming: NotificationRequest<'_>,
    ) -> Result<ReceivedMessage, NotificationError> {
        let (mut fields, raw) = read::<F>(incoming)?;
        fields.remove(|name| self.alien.iter().any(|alien| alien == name));
        let rule = F::SPEC.signing;
        let verification = fields.verify(rule, self.credentials.key(), &[]);
        match &verification {
            Verification::Verified { .. } => {}
            Verification::Unsigned => return Err(NotificationError::Unsigned),
            Verification::Ambiguous => {
                return Err(NotificationError::Ambiguous(Box::new(ReceivedMessage { fields, verification, raw })));
            }
            Verification::Unverifiable | Verification::Mismatch => {
                return Err(NotificationError::SignatureMismatch(Box::new(StringToSign::for_received(&fields, rule))));
            }
        }
        let merchant: Option<String> = fields.read("mchId", &[])?;
        if merchant.is_some_and(|merchant| merchant != self.credentials.account().mch_id) {
            return Err(NotificationError::WrongMerchant);
        }
        // One key signs all kinds: what is another one's must not pass for this one's.
        let told =
            N::CHANNELS_OF_OTHER_FAMILIES.and_then(|(name, channels)| Some((fields.filled(name)?.text(), channels)));
        let is_channel = told.is_some_and(|(channel, foreign)| foreign.contains(&channel));
        if is_channel || N::FIELDS_OF_OTHER_KINDS.iter().any(|name| fields.filled(name).is_some()) {
            return Err(NotificationError::WrongKind(Box::new(ReceivedMessage { fields, verification, raw })));
        }
        Ok(ReceivedMessage { fields, verification, raw })
    }
}

/// The fields of a notification, wherever they stand: the gateways of the wallet family put them
/// into the query, into a form, or into both.
fn read<F: Family>(incoming: NotificationRequest<'_>) -> Result<(Fields, String), DecodeError> {
    if incoming.body.len() > MAX_BODY || incoming.query.len() > MAX_BODY {
        return Err(DecodeError::whole(DecodeErrorKind::TooLarge));
    }
    let text = || str::from_utf8(incoming.body).map_err(|_| DecodeError::whole(DecodeErrorKind::NotUtf8));
    match F::SPEC.notifications {
        NotificationBody::Json => Ok((Fields::from_json(text()?)?, text()?.to_owned())),
        body @ (NotificationBody::Form | NotificationBody::Any) => {
            let mut fields = Fields::from_form(incoming.query.as_bytes())?;
            let is_said = incoming.content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("json"));
            // Where nobody knows the body, a form does not begin like an object.
            let is_json = is_said || (body == NotificationBody::Any && begins_like_an_object(text()?));
            // The content type says nothing of a body that is not there.
            if is_json && !incoming.body.is_empty() {
                fields.merge(Fields::from_json(text()?)?)?;
            } else {
                fields.merge(Fields::from_form(incoming.body)?)?;
            }
            let separator = if incoming.query.is_empty() || incoming.body.is_empty() { "" } else { "\n" };
            Ok((fields, format!("{}{separator}{}", incoming.query, text()?)))
        }
    }
}

fn begins_like_an_object(body: &str) -> bool {
    without_byte_order_marks(body).trim_ascii_start().starts_with('{')
}

/// A verified notification. A match that leaves a variant out does not compile:
///
/// ```compile_fail,E0004
/// # use iotpay_client::{ReceivedNotification, card};
/// fn response(notified: ReceivedNotification<card::CardNotification>) -> &'static str {
///     match notified {
///         ReceivedNotification::Server(notification) => notification.acknowledgement(),
///         ReceivedNotification::BrowserReturn(_) => "thank you",
///     }
/// }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a notification that is not handled is lost once it is acknowledged"]
pub enum ReceivedNotification<N> {
    /// From the gateway to the server: a paid order is to be booked.
    Server(Verified<N>),
    /// From the gateway to the server, and this version does not know what it says of the money: the field
    /// that tells payments from refunds is missing or has an unknown value, or the status is unknown. Log
    /// it, query the order, and return a failure, so that the gateway sends it again.
    Undetermined(Undetermined<N>),
    /// By the customer's browser: show a page, and book nothing on its word.
    BrowserReturn(Verified<N>),
}

/// A notification that the merchant key signed, and of which this version does not know what it says of the
/// money. It has no acknowledgement:
///
/// ```compile_fail,E0599
/// # use iotpay_client::{Undetermined, card};
/// fn response(notification: &Undetermined<card::CardNotification>) -> &'static str {
///     notification.acknowledgement()
/// }
/// ```
#[derive(Debug, Clone)]
#[must_use = "money may have moved: query the order"]
pub struct Undetermined<N> {
    content: N,
    received: ReceivedMessage,
}

impl<N> Undetermined<N> {
    /// The message as it was received.
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

/// A notification that the merchant key signed. There is no other way to get one than from
/// [`NotificationReceiver::receive`].
#[derive(Debug, Clone)]
pub struct Verified<N> {
    content: N,
    received: ReceivedMessage,
    acknowledgement: &'static str,
}

impl<N> Verified<N> {
    /// The body to respond with (status 200) once the notification is dealt with. Without it the
    /// gateway sends the notification again.
    pub fn acknowledgement(&self) -> &'static str {
        self.acknowledgement
    }

    /// The message as it was received.
    pub fn received(&self) -> &ReceivedMessage {
        &self.received
    }
}

impl<N> Deref for Verified<N> {
    type Target = N;

    fn deref(&self) -> &N {
        &self.content
    }
}

/// Why a notification is not believed, or cannot be used. Where it was verified, the message is
/// there, to find the order by and to query it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum NotificationError {
    /// It cannot be read.
    Decode(DecodeError),
    /// It has no signature.
    Unsigned,
    /// Its signature is not the merchant key's.
    SignatureMismatch(Box<StringToSign>),
    /// It is signed, and a text in it reads like another field of it, which the signature does not
    /// tell apart. It may be genuine: query the order.
    Ambiguous(Box<ReceivedMessage>),
    /// It is for another merchant.
    WrongMerchant,
    /// It is signed, and of another kind or of another family of the API: give each kind a URL of its
    /// own.
    WrongKind(Box<ReceivedMessage>),
    /// It is signed, and came by another method than POST without being a browser's return.
    NotPost(Box<ReceivedMessage>),
    /// It is genuine, and a field that it cannot do without is missing or of another shape. Query
    /// the order.
    InvalidContent {
        /// What is wrong with which field.
        problem: DecodeError,
        /// The message.
        received: Box<ReceivedMessage>,
    },
}

impl From<DecodeError> for NotificationError {
    fn from(unreadable: DecodeError) -> Self {
        Self::Decode(unreadable)
    }
}

impl fmt::Display for NotificationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::InvalidContent { problem, .. } = self {
            return write!(f, "the notification is genuine and cannot be used: {problem}; query the order instead");
        }
        f.write_str("the notification is not believed: ")?;
        match self {
            Self::Decode(problem) | Self::InvalidContent { problem, .. } => problem.fmt(f),
            Self::Unsigned => f.write_str("it has no signature"),
            Self::SignatureMismatch(_) => f.write_str("its signature is not the merchant key's"),
            Self::Ambiguous(_) => f.write_str("a text in it reads like another field of it; query the order instead"),
            Self::WrongMerchant => f.write_str("it is for another merchant"),
            Self::WrongKind(_) => f.write_str("it is a notification of another kind; give each kind a URL of its own"),
            Self::NotPost(_) => f.write_str("it is not a POST"),
        }
    }
}

// It says itself what cannot be read, and has no source that would say it again.
impl std::error::Error for NotificationError {}
