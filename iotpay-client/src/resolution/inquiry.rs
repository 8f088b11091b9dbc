//! What to ask about: an order, a refund or a void, and the request that may have created it.

use std::time::{Duration, SystemTime};

use crate::error::{Error, MerchantReference, NotJournaled, OutcomeUnknown, Rejected, SignatureMismatch};
#[cfg(feature = "transport")]
use crate::journal::IntentId;
use crate::journal::{JournalEntry, JournalError, JournalOutcome};
use crate::protocol::{Request, RequestFor};
use crate::rejection::RejectionReason;
use crate::resolution::Intended;
#[cfg(any(feature = "transport", feature = "blocking"))]
use crate::resolution::ResolvePolicy;
use crate::sent_request::SentRequest;
use crate::signing::{Account, FieldValue};
#[cfg(any(feature = "transport", feature = "blocking"))]
use crate::spec::FamilySpec;
use crate::spec::{Endpoint, Family, StatusQuery};

/// A question about an order, a refund or a void, by its merchant reference.
///
/// [`Client::resolve`](crate::Client::resolve) creates it from an error, and [`Client::wait`](crate::Client::wait) from
/// a request. For an order that was created earlier, create it from the stored reference:
///
/// ```
/// # #[cfg(feature = "general")] {
/// use iotpay_client::general::order_query::QUERY_ORDER_STATUS;
/// use iotpay_client::resolution::Inquiry;
///
/// let inquiry = Inquiry::by_reference(&QUERY_ORDER_STATUS, "20160427210604000490");
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Inquiry {
    query: Option<&'static StatusQuery>,
    /// The name of the query in the journal, which is that of the request itself.
    query_name: Option<String>,
    reference: Option<String>,
    mch_id: Option<String>,
    sent: Option<SentRequest>,
    /// The wire name of the field with the reference, and what the request intends, if they are known.
    field: Option<String>,
    intended: Intended,
    /// Whether the gateway has said that it knows the reference.
    exists: bool,
    /// Whether the request is known to have had no effect.
    had_no_effect: bool,
}

impl Inquiry {
    /// Creates an inquiry by the merchant reference of an order, a refund or a void. It is assumed that a request with
    /// this reference may have been sent just now; to state an earlier time, use [`sent_at`](Self::sent_at).
    pub fn by_reference(query: &'static StatusQuery, reference: impl Into<String>) -> Self {
        Self::new(Some(query), Some(reference.into()))
    }

    /// Creates an inquiry about a request, by its merchant reference.
    pub fn for_request<R: Request>(request: &R) -> Self {
        let endpoint = R::endpoint();
        let (mut reference, mut intended, field) = (None, Intended::default(), endpoint.reference);
        let account = Account { mch_id: "", login_name: "" };
        request.visit(&account, &mut |name, value| {
            intended.visit(endpoint, name, &value);
            if let FieldValue::Text(text) = value
                && Some(name) == field
            {
                reference = Some(text.to_owned());
            }
        });
        let field = field.map(ToOwned::to_owned);
        Self { field, intended, ..Self::new(endpoint.resolved_by, reference) }
    }

    fn new(query: Option<&'static StatusQuery>, reference: Option<String>) -> Self {
        let (query_name, mch_id, sent, field, intended) = (None, None, None, None, Intended::default());
        Self { query, query_name, reference, mch_id, sent, field, intended, exists: false, had_no_effect: false }
    }

    /// Creates an inquiry about an entry of the journal.
    pub(crate) fn of_entry(query: Option<&'static StatusQuery>, entry: &JournalEntry) -> Self {
        let intent = &entry.intent;
        let timeout = intent.in_progress_until.duration_since(intent.created_at).unwrap_or_default();
        Self {
            mch_id: Some(intent.key.mch_id.clone()),
            sent: Some(SentRequest::new(intent.created_at, timeout).with_id(intent.id)),
            query_name: intent.status_query.clone(),
            field: Some(intent.key.field.clone()),
            intended: Intended::of_intent(intent),
            exists: entry.outcome.is_some_and(JournalOutcome::proves_existence),
            ..Self::new(query, Some(intent.key.reference.clone()))
        }
    }

    /// Sets when the last request with this reference was sent, and its timeout. After this time and a margin, a
    /// request that the gateway does not know counts as never arrived.
    ///
    /// ```
    /// # #[cfg(feature = "general")] {
    /// use std::time::{Duration, SystemTime};
    ///
    /// use iotpay_client::general::order_query::QUERY_ORDER_STATUS;
    /// use iotpay_client::resolution::Inquiry;
    ///
    /// let an_hour_ago = SystemTime::now() - Duration::from_secs(3600);
    /// let inquiry = Inquiry::by_reference(&QUERY_ORDER_STATUS, "m1").sent_at(an_hour_ago, Duration::from_secs(60));
    /// // If the query does not find the order, the request counts as never arrived.
    /// # let _ = inquiry;
    /// # }
    /// ```
    #[must_use]
    pub fn sent_at(mut self, sent_at: SystemTime, timeout: Duration) -> Self {
        self.sent = Some(SentRequest::new(sent_at, timeout));
        self
    }

    /// Sets the merchant id of the credentials that the request was sent with. A client with other credentials then
    /// does not ask.
    #[must_use]
    pub fn mch_id(mut self, mch_id: impl Into<String>) -> Self {
        self.mch_id = Some(mch_id.into());
        self
    }

    /// Returns the query.
    pub fn query(&self) -> Option<&'static StatusQuery> {
        self.query
    }

    /// Returns `true` if the request is known to have had no effect.
    #[cfg(any(feature = "transport", feature = "blocking"))]
    pub(crate) fn had_no_effect(&self) -> bool {
        self.had_no_effect
    }

    /// Returns the merchant reference.
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// Returns `true` if the request was sent with these credentials, as far as it is known.
    #[cfg(any(feature = "transport", feature = "blocking"))]
    pub(crate) fn is_of_merchant(&self, mch_id: &str) -> bool {
        self.mch_id.as_deref().is_none_or(|known| known == mch_id)
    }

    /// Returns the time after which the request cannot arrive any longer; `None` if it proves nothing that the query
    /// does not find it. If it is not known when the request was sent, it was sent at the latest now, with this timeout.
    #[cfg(any(feature = "transport", feature = "blocking"))]
    pub(crate) fn absent_after(&self, policy: &ResolvePolicy, timeout: Duration) -> Option<Duration> {
        let proves_absence = self.query.is_some_and(|query| query.proves_absence) && !self.exists;
        let (margin, clock_skew) = (policy.margin, policy.clock_skew);
        let after = |sent: &SentRequest| sent.absent_after(margin, clock_skew);
        proves_absence.then(|| self.sent.as_ref().map_or(timeout.saturating_add(margin), after))
    }

    /// Uses the query that the journal names, if the family has it.
    #[cfg(any(feature = "transport", feature = "blocking"))]
    pub(crate) fn of_family(mut self, family: &FamilySpec) -> Self {
        let named = self.query_name.as_deref().and_then(|name| family.status_query(name));
        self.query = named.or(self.query);
        self
    }

    /// Returns the wire name of the field with the reference, if it is known.
    #[cfg(feature = "transport")]
    pub(crate) fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// Returns the id of the request in the journal, if it is known.
    #[cfg(feature = "transport")]
    pub(crate) fn intent_id(&self) -> Option<IntentId> {
        self.sent.as_ref()?.intent_id
    }

    /// Returns the amount and the currency of the request, as far as they are known.
    #[cfg(any(feature = "transport", feature = "blocking"))]
    pub(crate) fn intended(&self) -> &Intended {
        &self.intended
    }

    fn of_error(
        endpoint: &Endpoint,
        reference: Option<&MerchantReference>,
        mch_id: &str,
        sent: Option<&SentRequest>,
    ) -> Self {
        let value = reference.map(|it| it.value.clone());
        if endpoint.idempotent {
            // A query that has failed names the order. It says neither when a request with the reference was sent, nor
            // what that request intended.
            let query_name = Some(endpoint.name.to_owned());
            return Self { mch_id: Some(mch_id.to_owned()), query_name, ..Self::new(endpoint.resolved_by, value) };
        }
        Self {
            mch_id: Some(mch_id.to_owned()),
            sent: sent.cloned(),
            field: reference.map(|it| it.field.to_owned()),
            intended: sent.map(|sent| sent.intended.clone()).unwrap_or_default(),
            ..Self::new(endpoint.resolved_by, value)
        }
    }

    fn without_effect() -> Self {
        Self { had_no_effect: true, ..Self::new(None, None) }
    }
}

impl Error {
    /// Returns the inquiry that finds out what happened; `None` if the request
    /// [had no effect](Self::may_have_taken_effect).
    ///
    /// ```
    /// use iotpay_client::Error;
    ///
    /// /// Returns the reference to store, so that a later task can ask about it.
    /// fn to_resolve(error: &Error) -> Option<String> {
    ///     error.unresolved()?.reference().map(str::to_owned)
    /// }
    /// ```
    pub fn unresolved(&self) -> Option<Inquiry> {
        self.may_have_taken_effect().then(|| inquiry_of(self))
    }
}

fn inquiry_of(error: &Error) -> Inquiry {
    match error {
        Error::OutcomeUnknown(unknown) => inquiry_of_unknown(unknown),
        Error::SignatureMismatch(mismatch) => inquiry_of_mismatch(mismatch),
        Error::Rejected(rejected) => inquiry_of_rejection(rejected),
        Error::NotJournaled(not_journaled) => inquiry_of_unsent(not_journaled),
        Error::Invalid(_) | Error::Unreachable(_) => Inquiry::without_effect(),
    }
}

/// The earlier request with the same reference may have taken effect.
fn inquiry_of_unsent(not_journaled: &NotJournaled) -> Inquiry {
    let JournalError::ReferenceUsed(earlier) = &not_journaled.cause else { return Inquiry::without_effect() };
    Inquiry::of_entry(not_journaled.endpoint.resolved_by, earlier)
}

fn inquiry_of_unknown(unknown: &OutcomeUnknown) -> Inquiry {
    Inquiry::of_error(&unknown.endpoint, unknown.reference.as_ref(), &unknown.mch_id, unknown.sent.as_ref())
}

fn inquiry_of_mismatch(mismatch: &SignatureMismatch) -> Inquiry {
    Inquiry::of_error(&mismatch.endpoint, mismatch.reference.as_ref(), &mismatch.mch_id, mismatch.sent.as_ref())
}

fn inquiry_of_rejection(rejected: &Rejected) -> Inquiry {
    if !rejected.may_have_taken_effect() && !rejected.endpoint.idempotent {
        return Inquiry::without_effect();
    }
    let (reference, sent) = (rejected.reference.as_ref(), rejected.sent.as_ref());
    // The text for a used reference includes "the order is paid". A query that does not find it then proves nothing.
    let exists = rejected.reason == RejectionReason::ReferenceUsed;
    Inquiry { exists, ..Inquiry::of_error(&rejected.endpoint, reference, &rejected.mch_id, sent) }
}

/// Something that a client of the family `F` can ask about: a request, an error, or an [`Inquiry`].
///
/// ```
/// # #[cfg(feature = "general")]
/// # mod example {
/// use std::time::{Duration, SystemTime};
///
/// use iotpay_client::general::{General, order_query::QUERY_ORDER_STATUS};
/// use iotpay_client::resolution::{Inquiry, Resolvable};
///
/// /// A row in the database of the shop.
/// struct StoredOrder {
///     reference: String,
///     sent_at: SystemTime,
/// }
///
/// /// For `client.resolve(&stored_order)`.
/// impl Resolvable<General> for StoredOrder {
///     fn inquiry(&self) -> Inquiry {
///         Inquiry::by_reference(&QUERY_ORDER_STATUS, &self.reference).sent_at(self.sent_at, Duration::from_secs(60))
///     }
/// }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "a client of the family `{F}` cannot ask about `{Self}`",
    label = "neither a request of this family, nor an error or an `Inquiry`"
)]
pub trait Resolvable<F: Family> {
    /// Returns the inquiry.
    fn inquiry(&self) -> Inquiry;
}

#[diagnostic::do_not_recommend]
impl<F: Family, R: RequestFor<F>> Resolvable<F> for R {
    fn inquiry(&self) -> Inquiry {
        Inquiry::for_request(self)
    }
}

/// Implements the trait for types that are of any family.
macro_rules! resolvable {
    ($($ty:ty => $inquiry:expr),+ $(,)?) => { $(
        impl<F: Family> Resolvable<F> for $ty {
            fn inquiry(&self) -> Inquiry {
                ($inquiry)(self)
            }
        }
    )+ };
}

resolvable! {
    Inquiry => Self::clone,
    Error => inquiry_of,
    OutcomeUnknown => inquiry_of_unknown,
    SignatureMismatch => inquiry_of_mismatch,
    Rejected => inquiry_of_rejection,
    Box<OutcomeUnknown> => |unknown: &Self| inquiry_of_unknown(unknown),
    Box<SignatureMismatch> => |mismatch: &Self| inquiry_of_mismatch(mismatch),
    Box<Rejected> => |rejected: &Self| inquiry_of_rejection(rejected),
}
