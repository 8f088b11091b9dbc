//! The fields of a notification that identify the outcome it reports.

use crate::setters::setters;

/// The fields of a notification that identify the outcome it reports, for an [inbox](crate::inbox). A field can have
/// several names, of which a notification contains one.
///
/// ```
/// use iotpay_client::notification::Notification as _;
/// # #[cfg(feature = "card")]
/// # fn main() {
/// use iotpay_client::card::CardNotification;
///
/// let fields = CardNotification::EVENT.unwrap();
/// // A refund has its own reference, which the notification contains where that of an order is.
/// let refund = fields.refund.unwrap();
/// assert_eq!((refund.names, refund.request_field), (&["mchOrderNo"][..], "mchRefundNo"));
/// # }
/// # #[cfg(not(feature = "card"))]
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct EventFields {
    /// The merchant reference, unless the notification is about a refund.
    pub order: Option<EventReference>,
    /// The merchant reference of a refund or a void.
    pub refund: Option<EventReference>,
    /// The names of the amount in cents; empty if there is none.
    pub amount: &'static [&'static str],
    /// The names of the currency; empty if there is none.
    pub currency: &'static [&'static str],
    /// The names of the id of the order or the refund; empty if there is none.
    pub id: &'static [&'static str],
    /// The names of the times at which a state began, in milliseconds since 1970; empty if there are none.
    pub times: &'static [&'static str],
}

/// A field of a notification with a merchant reference.
///
/// ```
/// # #[cfg(feature = "general")]
/// # fn main() {
/// use iotpay_client::general::OrderNotification;
/// use iotpay_client::notification::Notification as _;
///
/// let order = OrderNotification::EVENT.unwrap().order.unwrap();
/// assert_eq!((order.names, order.request_field), (&["mchOrderNo"][..], "mchOrderNo"));
/// # }
/// # #[cfg(not(feature = "general"))]
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct EventReference {
    /// The names of the field in the notification.
    pub names: &'static [&'static str],
    /// The name of the field in the request that created the order or the refund, as in the
    /// [key](crate::journal::JournalKey::field) of its journal entry.
    pub request_field: &'static str,
}

impl EventFields {
    /// Creates a list without fields.
    pub const fn new() -> Self {
        Self { order: None, refund: None, amount: &[], currency: &[], id: &[], times: &[] }
    }

    /// Sets the merchant reference of notifications that are not about refunds.
    #[must_use]
    pub const fn order(mut self, names: &'static [&'static str], request_field: &'static str) -> Self {
        self.order = Some(EventReference { names, request_field });
        self
    }

    /// Sets the merchant reference of notifications about refunds and voids.
    #[must_use]
    pub const fn refund(mut self, names: &'static [&'static str], request_field: &'static str) -> Self {
        self.refund = Some(EventReference { names, request_field });
        self
    }

    setters! {
        /// Sets the names of the amount.
        amount(names: &'static [&'static str]),
        /// Sets the names of the currency.
        currency(names: &'static [&'static str]),
        /// Sets the names of the id.
        id(names: &'static [&'static str]),
        /// Sets the names of the times of a state.
        times(names: &'static [&'static str]),
    }
}
