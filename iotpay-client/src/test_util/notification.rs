//! Signed notifications.

use std::fmt;
use std::marker::PhantomData;

use serde_json::Value;

use super::signed_fields::MessageFields;
use crate::credentials::{Credentials, MerchantKey};
use crate::notification::{Notification, NotificationRequest};
use crate::spec::{Family, FamilySpec, NotificationBody};

/// A notification of the type `N` for a test: its fields by their wire names.
///
/// The fields are sent as they are, even if they are incomplete or invalid, so that you can test those cases too. For
/// other examples, see [the module](crate::test_util).
///
/// ```
/// use iotpay_client::general::{NotificationReceiver, OrderNotification};
/// use iotpay_client::Credentials;
/// use iotpay_client::notification::NotificationError;
/// use iotpay_client::test_util::TestNotification;
///
/// # fn main() -> Result<(), iotpay_client::ValidationError> {
/// let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
/// let receiver = NotificationReceiver::new(credentials.clone());
/// // The amount is missing.
/// let incomplete = TestNotification::<OrderNotification>::new().field("payOrderId", "P1").field("status", 2);
/// let result = receiver.receive::<OrderNotification>(incomplete.signed(&credentials).request());
/// assert!(matches!(result, Err(NotificationError::InvalidContent { .. })));
/// # Ok(())
/// # }
/// ```
pub struct TestNotification<N> {
    fields: MessageFields,
    kind: PhantomData<fn() -> N>,
}

impl<N: Notification> TestNotification<N> {
    const FAMILY: &'static FamilySpec = <N::Family as Family>::SPEC;

    /// Creates a notification without fields.
    #[must_use]
    pub fn new() -> Self {
        Self { fields: MessageFields::default(), kind: PhantomData }
    }

    /// Sets a field. In a form, all values are text.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.set(name, value);
        self
    }

    /// Removes a field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.remove(name);
        self
    }

    /// Sets the field that marks a browser return, if this type of notification has one.
    #[must_use]
    pub fn browser_return(self) -> Self {
        match N::BROWSER_MARKER {
            Some((name, value)) => self.field(name, value),
            None => self,
        }
    }

    /// Returns the HTTP request of the notification, signed with the key of these credentials.
    #[must_use]
    pub fn signed(&self, credentials: &Credentials) -> NotificationParts {
        self.signed_with(credentials.key())
    }

    /// Returns the HTTP request of the notification, signed with a key.
    #[must_use]
    pub fn signed_with(&self, key: &MerchantKey) -> NotificationParts {
        let mut fields = self.transmitted();
        fields.sign(Self::FAMILY.signing, key);
        NotificationParts::new(Self::FAMILY, &fields)
    }

    /// Returns the HTTP request of the notification, signed with a key that no merchant has.
    #[must_use]
    pub fn wrongly_signed(&self) -> NotificationParts {
        self.signed_with(&MerchantKey::unchecked("the key of nobody"))
    }

    /// Returns the HTTP request of the notification without a signature, or with the one that you have set with
    /// [`field`](Self::field).
    #[must_use]
    pub fn unsigned(&self) -> NotificationParts {
        NotificationParts::new(Self::FAMILY, &self.transmitted())
    }

    fn transmitted(&self) -> MessageFields {
        match Self::FAMILY.notifications {
            NotificationBody::Form => self.fields.as_texts(),
            NotificationBody::Json | NotificationBody::Any => self.fields.clone(),
        }
    }
}

impl<N: Notification> Default for TestNotification<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N> Clone for TestNotification<N> {
    fn clone(&self) -> Self {
        Self { fields: self.fields.clone(), kind: PhantomData }
    }
}

/// Shows only the names of the fields.
impl<N> fmt::Debug for TestNotification<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestNotification").field("fields", &self.fields).finish()
    }
}

/// The HTTP request of a notification for a test. Send it to your own server, or pass [`request`](Self::request) to a
/// receiver.
///
/// ```
/// use iotpay_client::general::OrderNotification;
/// use iotpay_client::test_util::TestNotification;
///
/// let parts = TestNotification::<OrderNotification>::new().field("payOrderId", "P1").wrongly_signed();
/// // For an HTTP library:
/// let url = format!("http://127.0.0.1:8080/iotpay/orders?{}", parts.query);
/// println!("{} {url} ({}): {}", parts.method, parts.content_type, parts.body);
/// assert!(parts.request().body.starts_with(b"payOrderId=P1&sign="));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct NotificationParts {
    /// The HTTP method.
    pub method: &'static str,
    /// The query, without `?`.
    pub query: String,
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl NotificationParts {
    fn new(family: &FamilySpec, fields: &MessageFields) -> Self {
        let (content_type, body) = match family.notifications {
            NotificationBody::Form => ("application/x-www-form-urlencoded", fields.to_form()),
            NotificationBody::Json | NotificationBody::Any => ("application/json", fields.to_json()),
        };
        Self { method: "POST", query: String::new(), content_type, body }
    }

    /// Moves a form to the query, as some gateways send it. JSON stays in the body.
    ///
    /// ```
    /// use iotpay_client::general::OrderNotification;
    /// use iotpay_client::test_util::TestNotification;
    ///
    /// let parts = TestNotification::<OrderNotification>::new().field("payOrderId", "P1").unsigned().in_query();
    /// assert_eq!((parts.query.as_str(), parts.body.as_str()), ("payOrderId=P1", ""));
    /// ```
    #[must_use]
    pub fn in_query(mut self) -> Self {
        if !self.body.starts_with('{') {
            self.query = std::mem::take(&mut self.body);
        }
        self
    }

    /// Returns the request to pass to [`NotificationReceiver::receive`](crate::NotificationReceiver::receive).
    pub fn request(&self) -> NotificationRequest<'_> {
        NotificationRequest {
            method: self.method,
            query: &self.query,
            content_type: Some(self.content_type),
            body: self.body.as_bytes(),
        }
    }
}

/// Hides the fields.
impl fmt::Debug for NotificationParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotificationParts")
            .field("method", &self.method)
            .field("query", &self.query.len())
            .field("content_type", &self.content_type)
            .field("body", &self.body.len())
            .finish()
    }
}
