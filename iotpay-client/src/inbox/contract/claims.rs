//! Who may handle an event, and when.

use std::time::Duration;

use super::checked::{Checked, LONG, SHORT, claim, claimed, due, equal, is_completed, is_new, is_not_claimed, release};
use super::pause::pause;
use super::samples::event;
use crate::inbox::{Claim, Inbox};

pub(super) async fn a_claimed_event_is_not_offered<I: Inbox>(inbox: &I) -> Checked {
    let event = event("a");
    is_not_claimed(inbox, &event.key).await?;
    is_new(inbox, &event).await?;
    let first = claimed(inbox, &event.key, LONG).await?;
    is_not_claimed(inbox, &event.key).await?;
    equal(&due(inbox, 10).await?, &Vec::new())?;
    is_completed(inbox, &first).await
}

pub(super) async fn an_expired_lease_allows_another_claim<I: Inbox>(inbox: &I) -> Checked {
    let (one, other) = (event("a"), event("b"));
    for event in [&one, &other] {
        is_new(inbox, event).await?;
    }
    let mut claims = [claimed(inbox, &one.key, SHORT).await?, claimed(inbox, &other.key, SHORT).await?];
    for attempts in 2..4 {
        expire().await;
        let again = [claimed(inbox, &one.key, SHORT).await?, {
            let due = inbox.claim_due(10, SHORT).await.map_err(|error| format!("`claim_due`: {error}"))?;
            let found = due.into_iter().find(|claim| claim.event.key == other.key);
            found.ok_or("`claim_due`: expected the event whose lease has expired")?
        }];
        for (earlier, later) in claims.iter().zip(&again) {
            if later.token <= earlier.token || later.expires_at <= earlier.expires_at {
                return Err(format!("expected a higher token and a later end than {earlier:?}, found {later:?}"));
            }
            equal(&later.attempts, &attempts)?;
        }
        claims = again;
    }
    Ok(())
}

pub(super) async fn due_events_come_in_the_order_in_which_they_became_due<I: Inbox>(inbox: &I) -> Checked {
    equal(&due(inbox, 10).await?, &Vec::new())?;
    let references = ["c", "a", "d", "b"];
    for reference in references {
        is_new(inbox, &event(reference)).await?;
        // The clock of a database may have whole milliseconds.
        pause(Duration::from_millis(5)).await;
    }
    equal(&due(inbox, 0).await?, &Vec::new())?;
    let mut found = Vec::new();
    for expected in [1, 2, 1, 0] {
        let claims = due(inbox, if expected == 1 { 1 } else { 2 }).await?;
        equal(&claims.len(), &expected)?;
        found.extend(claims);
    }
    // The claims of one call are in no particular order.
    let reference = |claim: &Claim| claim.event.key.reference.clone();
    found[1..3].sort_by_key(|claim| references.iter().position(|known| *known == reference(claim)));
    equal(&found.iter().map(reference).collect::<Vec<_>>(), &references.map(str::to_owned).to_vec())
}

pub(super) async fn a_released_event_is_offered_after_its_pause<I: Inbox>(inbox: &I) -> Checked {
    let event = event("a");
    is_new(inbox, &event).await?;
    let first = claimed(inbox, &event.key, LONG).await?;
    release(inbox, &first, LONG).await?;
    equal(&due(inbox, 10).await?, &Vec::new())?;
    // A message about the event is a reason to try it again at once.
    let second = claimed(inbox, &event.key, LONG).await?;
    release(inbox, &second, SHORT).await?;
    expire().await;
    let again = due(inbox, 10).await?;
    let [third] = again.as_slice() else { return Err(format!("expected one event, found {again:?}")) };
    equal(&third.attempts, &3)?;
    if !(first.token < second.token && second.token < third.token) {
        return Err(format!("expected growing tokens, found {}, {} and {}", first.token, second.token, third.token));
    }
    is_completed(inbox, third).await
}

pub(super) async fn only_the_holder_releases_a_claim<I: Inbox>(inbox: &I) -> Checked {
    let event = event("a");
    is_new(inbox, &event).await?;
    let first = claimed(inbox, &event.key, SHORT).await?;
    expire().await;
    let second = claimed(inbox, &event.key, LONG).await?;
    for _ in 0..2 {
        release(inbox, &first, Duration::ZERO).await?;
        equal(&claim(inbox, &event.key, LONG).await?, &None)?;
    }
    is_completed(inbox, &second).await?;
    // Nor does a release after the end offer the event again.
    release(inbox, &second, Duration::ZERO).await?;
    is_not_claimed(inbox, &event.key).await?;
    equal(&due(inbox, 10).await?, &Vec::new())
}

/// Waits until short leases and pauses have ended.
async fn expire() {
    pause(SHORT + SHORT / 2).await;
}
