//! What verifies the notifications that a processor receives.

use std::sync::Arc;

#[cfg(feature = "transport")]
use crate::merchant::Merchants;
use crate::notification::{
    Notification, NotificationError, NotificationReceiver, NotificationRequest, ReceivedNotification,
};

/// Verifies and decodes notifications of the type `N`: a [`NotificationReceiver`] of its family, or the registry of
/// several merchants.
///
/// ```
/// # #[cfg(feature = "general")]
/// # fn main() {
/// use iotpay_client::general::{NotificationReceiver, OrderNotification};
/// use iotpay_client::inbox::Receiver;
///
/// fn check<R: Receiver<OrderNotification>>() {}
/// check::<NotificationReceiver>();
/// # }
/// # #[cfg(not(feature = "general"))]
/// # fn main() {}
/// ```
pub trait Receiver<N: Notification>: Send + Sync {
    /// Verifies and decodes a notification.
    ///
    /// # Errors
    ///
    /// Returns [`NotificationError`] if the notification is invalid or cannot be verified.
    fn receive(&self, incoming: NotificationRequest<'_>) -> Result<ReceivedNotification<N>, NotificationError>;
}

impl<N: Notification> Receiver<N> for NotificationReceiver<N::Family> {
    fn receive(&self, incoming: NotificationRequest<'_>) -> Result<ReceivedNotification<N>, NotificationError> {
        self.receive(incoming)
    }
}

#[cfg(feature = "transport")]
impl<N: Notification> Receiver<N> for Merchants {
    fn receive(&self, incoming: NotificationRequest<'_>) -> Result<ReceivedNotification<N>, NotificationError> {
        Self::receive(self, incoming).map(|(_, notification)| notification)
    }
}

impl<N: Notification, R: Receiver<N> + ?Sized> Receiver<N> for Arc<R> {
    fn receive(&self, incoming: NotificationRequest<'_>) -> Result<ReceivedNotification<N>, NotificationError> {
        (**self).receive(incoming)
    }
}
