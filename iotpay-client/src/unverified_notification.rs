//! The fields of a notification that is not verified yet.

use crate::incoming::{DecodeError, DecodeErrorKind, Fields, RawText, without_byte_order_marks};
use crate::notification::NotificationRequest;
use crate::spec::{FamilySpec, NotificationBody};

/// The maximum size of a body or query. Documented notifications are much shorter; the limit is needed because anyone can
/// send a request.
pub(crate) const MAX_BODY: usize = 64 * 1024;

/// A notification that is not verified yet.
pub(crate) struct ReadNotification {
    pub(crate) fields: Fields,
    pub(crate) raw: RawText,
}

impl ReadNotification {
    /// Reads the fields of a notification from the query and the body: the gateways of the wallet family use the
    /// query, a form, or both.
    pub(crate) fn read(family: &FamilySpec, incoming: NotificationRequest<'_>) -> Result<Self, DecodeError> {
        if incoming.body.len() > MAX_BODY || incoming.query.len() > MAX_BODY {
            return Err(DecodeError::whole(DecodeErrorKind::TooLarge));
        }
        let text = || str::from_utf8(incoming.body).map_err(|_| DecodeError::whole(DecodeErrorKind::NotUtf8));
        match family.notifications {
            NotificationBody::Json => {
                let text = text()?;
                let fields = Fields::from_json(text)?;
                Ok(Self { raw: RawText::new(text, &fields), fields })
            }
            body @ (NotificationBody::Form | NotificationBody::Any) => {
                let mut fields = Fields::from_form(incoming.query.as_bytes())?;
                let is_declared = incoming.content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("json"));
                // If the body format is undocumented: a form does not begin like an object.
                let is_json = is_declared || (body == NotificationBody::Any && begins_like_an_object(text()?));
                // The content type is meaningless for an empty body.
                if is_json && !incoming.body.is_empty() {
                    fields.merge(Fields::from_json(text()?)?)?;
                } else {
                    fields.merge(Fields::from_form(incoming.body)?)?;
                }
                let raw = match (incoming.query, text()?) {
                    (one, "") | ("", one) => RawText::new(one, &fields),
                    (query, body) => RawText::new(&[query, body].join("\n"), &fields),
                };
                Ok(Self { fields, raw })
            }
        }
    }

    /// Returns the merchant id that the notification claims to be for.
    #[cfg(feature = "transport")]
    pub(crate) fn mch_id(&self, family: &FamilySpec) -> Option<&str> {
        family.merchant_fields.iter().find_map(|name| Some(self.fields.filled(name)?.text()))
    }
}

fn begins_like_an_object(body: &str) -> bool {
    without_byte_order_marks(body).trim_ascii_start().starts_with('{')
}
