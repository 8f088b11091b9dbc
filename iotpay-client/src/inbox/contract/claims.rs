//! Who may handle an event, and when.

use std::time::Duration;

use super::checked::{
    Checked, LONG, SHORT, claim, claimed, due, equal, is_completed, is_lost, is_new, is_not_claimed, record_and_claim,
    release,
};
use super::pause::pause;
use super::samples::{event, full_event};
use crate::inbox::{Claim, Inbox, Recorded};
use crate::value::Cents;

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

pub(super) async fn a_new_event_is_recorded_and_claimed_at_once<I: Inbox>(inbox: &I) -> Checked {
    let event = full_event("a");
    let (recorded, claim) = record_and_claim(inbox, &event, SHORT).await?;
    equal(&recorded, &Recorded::New)?;
    let first = claim.ok_or("`record_and_claim` of a new event: expected a claim, found `None`")?;
    equal(&(&first.event, first.attempts), &(&event, 1))?;
    expire().await;
    // The lease ends like any other, and the next claim replaces this one.
    let (recorded, claim) = record_and_claim(inbox, &event, LONG).await?;
    equal(&recorded, &Recorded::Pending)?;
    let second = claim.ok_or("`record_and_claim` after the lease: expected a claim, found `None`")?;
    equal(&(&second.event, second.attempts), &(&event, 2))?;
    if second.token <= first.token {
        return Err(format!("expected a higher token than {}, found {}", first.token, second.token));
    }
    is_lost(inbox, &first).await?;
    is_not_claimed(inbox, &event.key).await?;
    equal(&due(inbox, 10).await?, &Vec::new())?;
    equal(&record_and_claim(inbox, &event, LONG).await?, &(Recorded::Pending, None))?;
    is_completed(inbox, &second).await?;
    equal(&record_and_claim(inbox, &event, LONG).await?, &(Recorded::Handled, None))
}

pub(super) async fn a_known_event_is_claimed_unless_it_differs<I: Inbox>(inbox: &I) -> Checked {
    let event = full_event("a");
    is_new(inbox, &event).await?;
    let other = event.clone().with_amount(Cents::new(1).ok());
    let conflict = Recorded::Conflict(Box::new(event.clone()));
    equal(&record_and_claim(inbox, &other, LONG).await?, &(conflict, None))?;
    let first = claimed(inbox, &event.key, LONG).await?;
    release(inbox, &first, LONG).await?;
    // A message about the event is a reason to try it again at once.
    let (recorded, claim) = record_and_claim(inbox, &event, LONG).await?;
    equal(&recorded, &Recorded::Pending)?;
    is_completed(inbox, &claim.ok_or("`record_and_claim` after a release: expected a claim, found `None`")?).await
}

/// Waits until short leases and pauses have ended.
async fn expire() {
    pause(SHORT + SHORT / 2).await;
}
