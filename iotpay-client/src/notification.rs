//! Notifications: read, verified, typed, acknowledged.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use crate::credentials::Credentials;
use crate::incoming::{Fields, FromFields, Problem, Received, Unreadable};
use crate::signing::{Explanation, Verification, verify};
use crate::spec::{Family, NotificationBody};

/// A type of notification.
pub trait Notification: FromFields {
    /// The family that sends it.
    type Family: Family;
    /// The field and value that mark a browser's return.
    const BROWSER_RETURN: Option<(&'static str, &'static str)>;
}

/// A request that claims to be a notification, as the web server got it.
#[derive(Clone, Copy)]
pub struct Incoming<'a> {
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
/// use iotpay_client::{Credentials, Incoming, Notified, general};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = general::NotificationReceiver::new(Credentials::new("10000701", "jack123", "k")?);
/// let incoming = Incoming {
///     method: "POST",
///     query: "payOrderId=P1&mchId=10000701&mchOrderNo=m1&currency=CAD&amount=100&status=2\
///             &backType=2&sign=D7DAC5BC4C45DE3EB3B78DEA6D3C9E47",
///     content_type: None,
///     body: b"",
/// };
/// match receiver.receive::<general::OrderNotification>(incoming) {
///     Ok(Notified::Server(notification)) => {
///         if notification.status.outcome().is_paid() {
///             println!("{} is paid", notification.mch_order_no);
///         }
///         // Answer with this once the order is booked, and not before.
///         let answer: &str = notification.acknowledgement();
///         assert_eq!(answer, "success");
///     }
///     Ok(Notified::BrowserReturn(_)) => println!("show the customer a page; book nothing"),
///     Err(error) => println!("answer 400: {error}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct NotificationReceiver<F> {
    credentials: Credentials,
    alien: Vec<String>,
    family: PhantomData<fn() -> F>,
}

/// The largest body that is looked at.
const MAX_BODY: usize = 1024 * 1024;

impl<F: Family> NotificationReceiver<F> {
    /// A receiver for a merchant.
    pub fn new(credentials: Credentials) -> Self {
        Self { credentials, alien: Vec::new(), family: PhantomData }
    }

    /// Ignores a parameter that is not IOTPay's: some web frameworks add one of their own.
    #[must_use]
    pub fn ignoring(mut self, parameter: impl Into<String>) -> Self {
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
    /// [`NotificationError`], upon which nothing is booked and the answer is not the
    /// acknowledgement.
    pub fn receive<N: Notification<Family = F>>(
        &self,
        incoming: Incoming<'_>,
    ) -> Result<Notified<N>, NotificationError> {
        let received = self.verified(incoming)?;
        let content = N::from_fields(&received.fields)?;
        let browser = N::BROWSER_RETURN
            .is_some_and(|(name, value)| received.fields.get(name).is_some_and(|field| field.text() == value));
        let verified = Verified { content, received, acknowledgement: F::SPEC.acknowledgement };
        match (browser, incoming.method.eq_ignore_ascii_case("POST")) {
            (true, _) => Ok(Notified::BrowserReturn(verified)),
            (false, true) => Ok(Notified::Server(verified)),
            (false, false) => Err(NotificationError::Method),
        }
    }

    fn verified(&self, incoming: Incoming<'_>) -> Result<Received, NotificationError> {
        let (mut fields, raw) = read::<F>(incoming)?;
        fields.remove(|name| self.alien.iter().any(|alien| alien == name));
        let rule = F::SPEC.signing;
        let explanation = Explanation::of_received(&fields, rule);
        let verification = verify(&mut fields, rule, self.credentials.key());
        match verification {
            Verification::Verified { .. } => {}
            Verification::Unsigned => return Err(NotificationError::Unsigned),
            _ => return Err(NotificationError::Mismatch(Box::new(explanation))),
        }
        let merchant: Option<String> = fields.read("mchId", &[])?;
        if merchant.is_some_and(|merchant| merchant != self.credentials.account().mch_id) {
            return Err(NotificationError::OtherMerchant);
        }
        Ok(Received { fields, verification, raw })
    }
}

/// The fields of a notification, wherever they stand: the gateways of the wallet family put them
/// into the query, into a form, or into both.
fn read<F: Family>(incoming: Incoming<'_>) -> Result<(Fields, String), Unreadable> {
    if incoming.body.len() > MAX_BODY || incoming.query.len() > MAX_BODY {
        return Err(Unreadable::whole(Problem::TooLarge));
    }
    let text = || str::from_utf8(incoming.body).map_err(|_| Unreadable::whole(Problem::NotUtf8));
    match F::SPEC.notifications {
        NotificationBody::Json => Ok((Fields::from_json(text()?)?, text()?.to_owned())),
        NotificationBody::Form => {
            let mut fields = Fields::from_form(incoming.query.as_bytes())?;
            let is_json = incoming.content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("json"));
            if is_json {
                fields.merge(Fields::from_json(text()?)?)?;
            } else {
                fields.merge(Fields::from_form(incoming.body)?)?;
            }
            let separator = if incoming.query.is_empty() || incoming.body.is_empty() { "" } else { "\n" };
            Ok((fields, format!("{}{separator}{}", incoming.query, text()?)))
        }
    }
}

/// A verified notification, by the way it came.
#[derive(Debug, Clone)]
pub enum Notified<N> {
    /// From the gateway to the server: a paid order is to be booked.
    Server(Verified<N>),
    /// By the customer's browser: show a page, and book nothing on its word.
    BrowserReturn(Verified<N>),
}

/// A notification that the merchant key signed. There is no other way to get one than from
/// [`NotificationReceiver::receive`].
#[derive(Debug, Clone)]
pub struct Verified<N> {
    content: N,
    received: Received,
    acknowledgement: &'static str,
}

impl<N> Verified<N> {
    /// The body to answer with (status 200) once the notification is dealt with. Without it the
    /// gateway sends the notification again.
    pub fn acknowledgement(&self) -> &'static str {
        self.acknowledgement
    }

    /// The message as it was received.
    pub fn received(&self) -> &Received {
        &self.received
    }
}

impl<N> Deref for Verified<N> {
    type Target = N;

    fn deref(&self) -> &N {
        &self.content
    }
}

/// Why a notification is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotificationError {
    /// It cannot be read.
    Unreadable(Unreadable),
    /// It has no signature.
    Unsigned,
    /// Its signature is not the merchant key's.
    Mismatch(Box<Explanation>),
    /// It is for another merchant.
    OtherMerchant,
    /// A notification to the server is a POST.
    Method,
}

impl From<Unreadable> for NotificationError {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

impl fmt::Display for NotificationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the notification is not believed: ")?;
        match self {
            Self::Unreadable(unreadable) => unreadable.fmt(f),
            Self::Unsigned => f.write_str("it has no signature"),
            Self::Mismatch(_) => f.write_str("its signature is not the merchant key's"),
            Self::OtherMerchant => f.write_str("it is for another merchant"),
            Self::Method => f.write_str("it is not a POST"),
        }
    }
}

impl std::error::Error for NotificationError {}
