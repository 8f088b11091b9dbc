//! Observes one notification.

use std::any::type_name;
use std::time::Instant;

use super::redact::Redaction;
use super::trace::Span;
use super::{Observer, facts, guarded, meter};
use crate::audit::{CheckedNotification, NotificationVerdict};
use crate::credentials::MatchedKey;
use crate::incoming::{Fields, ReceivedField, ReceivedMessage};
use crate::masking::Secrets;
use crate::notification::{Notification, NotificationRequest, ReceivedNotification};
use crate::notification_error::NotificationError;
use crate::spec::Family;

impl Observer {
    /// Checks a notification with a function, and reports its verdict.
    pub(crate) fn check<N: Notification>(
        &self,
        incoming: NotificationRequest<'_>,
        check: impl FnOnce() -> Result<ReceivedNotification<N>, NotificationError>,
    ) -> Result<ReceivedNotification<N>, NotificationError> {
        let family = <N::Family as Family>::SPEC;
        let span = guarded(|| Span::notification(family.name, name::<N>)).filter(|span| self.observes(span));
        let Some(mut span) = span else { return check() };
        let kind = name::<N>();
        let began = Instant::now();
        let result = span.in_scope(check);
        let duration = began.elapsed();
        let (verdict, received) = verdict(&result);
        let error_type = result.is_err().then(|| verdict.as_str());
        let matched = received.and_then(ReceivedMessage::matched_key);
        let key = matched.map(MatchedKey::name);
        guarded(|| {
            span.verdict(verdict.as_str(), error_type, verification(verdict, received));
            // A forged notification can contain any text.
            if let Some(received) = received
                && span.is_enabled()
            {
                span.reference(reference::<N>(received.fields()));
                span.channel(channel::<N>(received.fields()));
            }
            span.key(key);
        });
        guarded(|| meter::notification(family.name, kind, verdict, matched, duration));
        if self.audit.is_some() {
            let body = redacted::<N>(incoming);
            let error = result.as_ref().err();
            let checked = CheckedNotification { family: family.name, kind, verdict, key, error, body: &body, duration };
            self.tell(|audit| audit.notification(&checked));
        }
        guarded(|| span.close());
        result
    }
}

/// The name of a type without its path.
fn name<N>() -> &'static str {
    let name = type_name::<N>();
    name.rsplit("::").next().unwrap_or(name)
}

/// The verdict about a notification, and the message if its signature is verified.
fn verdict<N>(
    result: &Result<ReceivedNotification<N>, NotificationError>,
) -> (NotificationVerdict, Option<&ReceivedMessage>) {
    match result {
        Ok(ReceivedNotification::Server(verified)) => (NotificationVerdict::Server, Some(verified.received())),
        Ok(ReceivedNotification::Undetermined(undetermined)) => {
            (NotificationVerdict::Undetermined, Some(undetermined.received()))
        }
        Ok(ReceivedNotification::BrowserReturn(verified)) => {
            (NotificationVerdict::BrowserReturn, Some(verified.received()))
        }
        Err(error) => {
            let received = match error {
                NotificationError::WrongKind(received)
                | NotificationError::NotPost(received)
                | NotificationError::InvalidContent { received, .. } => Some(&**received),
                NotificationError::Decode(_)
                | NotificationError::Unsigned
                | NotificationError::SignatureMismatch(_)
                | NotificationError::Ambiguous(_)
                | NotificationError::WrongMerchant => None,
            };
            (error.into(), received)
        }
    }
}

fn verification(verdict: NotificationVerdict, received: Option<&ReceivedMessage>) -> Option<&'static str> {
    match verdict {
        NotificationVerdict::Unsigned => Some("unsigned"),
        NotificationVerdict::SignatureMismatch => Some("mismatch"),
        NotificationVerdict::Ambiguous => Some("ambiguous"),
        _ => received.map(|received| facts::verification(received.verification())),
    }
}

/// The first of the ids and references of a notification.
fn reference<N: Notification>(fields: &Fields) -> Option<&str> {
    N::ID_FIELDS.iter().find_map(|name| Some(fields.filled(name)?.text()))
}

fn channel<N: Notification>(fields: &Fields) -> Option<&str> {
    let (name, _) = N::CHANNELS_OF_OTHER_FAMILIES?;
    fields.filled(name).map(ReceivedField::text)
}

/// The fields of the query and the body as a redacted JSON object.
fn redacted<N: Notification>(incoming: NotificationRequest<'_>) -> String {
    let redaction = Redaction {
        secrets: &Secrets::none(),
        signature: <N::Family as Family>::SPEC.signing.field,
        secret_fields: N::SECRET_FIELDS,
        id_fields: N::ID_FIELDS,
        only: None,
    };
    redaction.query_and_body(incoming.query.as_bytes(), incoming.body)
}
