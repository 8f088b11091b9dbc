//! Calls of an inbox in tests, whose errors say what was called.

use std::fmt::Debug;
use std::time::Duration;

use crate::inbox::{Claim, Event, EventKey, Inbox, InboxError, Recorded};

/// The result of a test; an error says what was found.
pub(super) type Checked<T = ()> = Result<T, String>;

/// A lease that does not expire during a test.
pub(super) const LONG: Duration = Duration::from_secs(600);

/// A lease that expires during a test. Nothing relies on it before it has expired.
pub(super) const SHORT: Duration = Duration::from_millis(100);

pub(super) async fn record<I: Inbox>(inbox: &I, event: &Event) -> Checked<Recorded> {
    inbox.record(event).await.map_err(|error| storage("record", &event.key, &error))
}

pub(super) async fn record_and_claim<I: Inbox>(
    inbox: &I,
    event: &Event,
    lease: Duration,
) -> Checked<(Recorded, Option<Claim>)> {
    let recorded = inbox.record_and_claim(event, lease).await;
    recorded.map_err(|error| storage("record_and_claim", &event.key, &error))
}

/// Asks outside of a transaction and in one, which must agree.
pub(super) async fn is_outranked<I: Inbox>(inbox: &I, key: &EventKey) -> Checked<bool> {
    let outside = inbox.is_outranked(key).await.map_err(|error| storage("is_outranked", key, &error))?;
    let mut transaction = inbox.begin().await.map_err(|error| storage("begin", key, &error))?;
    let inside = inbox.is_outranked_in(&mut transaction, key).await;
    let inside = inside.map_err(|error| storage("is_outranked_in", key, &error))?;
    equal(&inside, &outside).map_err(|text| format!("`is_outranked_in` of {key}: {text}, unlike `is_outranked`"))?;
    Ok(outside)
}

pub(super) async fn is_new<I: Inbox>(inbox: &I, event: &Event) -> Checked {
    equal(&record(inbox, event).await?, &Recorded::New)
}

pub(super) async fn claim<I: Inbox>(inbox: &I, key: &EventKey, lease: Duration) -> Checked<Option<Claim>> {
    inbox.claim(key, lease).await.map_err(|error| storage("claim", key, &error))
}

/// Claims an event that can be claimed.
pub(super) async fn claimed<I: Inbox>(inbox: &I, key: &EventKey, lease: Duration) -> Checked<Claim> {
    claim(inbox, key, lease).await?.ok_or_else(|| format!("`claim` of {key}: expected a claim, found `None`"))
}

pub(super) async fn is_not_claimed<I: Inbox>(inbox: &I, key: &EventKey) -> Checked {
    equal(&claim(inbox, key, LONG).await?, &None)
}

/// Claims the events that are due for a long time.
pub(super) async fn due<I: Inbox>(inbox: &I, limit: usize) -> Checked<Vec<Claim>> {
    inbox.claim_due(limit, LONG).await.map_err(|error| format!("`claim_due`: {error}"))
}

pub(super) async fn release<I: Inbox>(inbox: &I, claim: &Claim, retry_after: Duration) -> Checked {
    inbox.release(claim, retry_after).await.map_err(|error| storage("release", &claim.event.key, &error))
}

/// Completes claims in one transaction and commits it. Returns `false` if a claim was lost.
pub(super) async fn complete<I: Inbox>(inbox: &I, claims: &[&Claim]) -> Checked<bool> {
    match try_complete(inbox, claims).await {
        Ok(()) => Ok(true),
        Err(InboxError::LeaseLost) => Ok(false),
        Err(error) => Err(format!("`complete`: {error}")),
    }
}

async fn try_complete<I: Inbox>(inbox: &I, claims: &[&Claim]) -> Result<(), InboxError> {
    let mut transaction = inbox.begin().await?;
    for claim in claims {
        inbox.complete(&mut transaction, claim).await?;
    }
    inbox.commit(transaction).await
}

pub(super) async fn is_completed<I: Inbox>(inbox: &I, claim: &Claim) -> Checked {
    let is_completed = complete(inbox, &[claim]).await?;
    is_completed.then_some(()).ok_or_else(|| format!("`complete` of {}: found `LeaseLost`", claim.event.key))
}

pub(super) async fn is_lost<I: Inbox>(inbox: &I, claim: &Claim) -> Checked {
    let is_lost = !complete(inbox, &[claim]).await?;
    is_lost.then_some(()).ok_or_else(|| format!("`complete` of {}: expected `LeaseLost`", claim.event.key))
}

pub(super) fn equal<T: PartialEq + Debug>(found: &T, expected: &T) -> Checked {
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}, found {found:?}")) }
}

fn storage(method: &str, key: &EventKey, error: &InboxError) -> String {
    format!("`{method}` of {key}: {error}")
}
