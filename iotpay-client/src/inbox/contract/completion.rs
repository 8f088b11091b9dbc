//! How an event becomes handled.

use std::time::Duration;

use super::checked::{
    Checked, LONG, SHORT, claimed, complete, due, equal, is_completed, is_lost, is_new, is_not_claimed, is_outranked,
    record, release,
};
use super::pause::pause;
use super::samples::{event, full_event};
use crate::inbox::{Event, EventKey, EventOutcome, Inbox, Recorded};
use crate::journal::Settlement;

pub(super) async fn a_completed_event_is_handled<I: Inbox>(inbox: &I) -> Checked {
    let event = full_event("a");
    is_new(inbox, &event).await?;
    is_completed(inbox, &claimed(inbox, &event.key, LONG).await?).await?;
    for _ in 0..2 {
        equal(&record(inbox, &event).await?, &Recorded::Handled)?;
        is_not_claimed(inbox, &event.key).await?;
        equal(&due(inbox, 10).await?, &Vec::new())?;
    }
    Ok(())
}

pub(super) async fn a_dropped_transaction_completes_nothing<I: Inbox>(inbox: &I) -> Checked {
    let event = event("a");
    is_new(inbox, &event).await?;
    let claim = claimed(inbox, &event.key, LONG).await?;
    let error = |error| format!("`complete` in a dropped transaction: {error}");
    let mut transaction = inbox.begin().await.map_err(error)?;
    inbox.complete(&mut transaction, &claim).await.map_err(error)?;
    drop(transaction);
    equal(&record(inbox, &event).await?, &Recorded::Pending)?;
    // The claim continues: the handler may try it again.
    is_completed(inbox, &claim).await
}

pub(super) async fn a_replaced_claim_cannot_complete<I: Inbox>(inbox: &I) -> Checked {
    let event = event("a");
    is_new(inbox, &event).await?;
    let first = claimed(inbox, &event.key, SHORT).await?;
    pause(SHORT + SHORT / 2).await;
    let second = claimed(inbox, &event.key, LONG).await?;
    is_lost(inbox, &first).await?;
    equal(&record(inbox, &event).await?, &Recorded::Pending)?;
    is_completed(inbox, &second).await?;
    is_lost(inbox, &first).await
}

pub(super) async fn a_released_claim_cannot_complete<I: Inbox>(inbox: &I) -> Checked {
    let event = event("a");
    is_new(inbox, &event).await?;
    let first = claimed(inbox, &event.key, LONG).await?;
    release(inbox, &first, Duration::ZERO).await?;
    is_lost(inbox, &first).await?;
    is_completed(inbox, &claimed(inbox, &event.key, LONG).await?).await
}

pub(super) async fn one_transaction_completes_several_events<I: Inbox>(inbox: &I) -> Checked {
    let (one, other, third) = (event("a"), full_event("b"), event("c"));
    for event in [&one, &other, &third] {
        is_new(inbox, event).await?;
    }
    let claims = [claimed(inbox, &one.key, LONG).await?, claimed(inbox, &other.key, LONG).await?];
    let lost = claimed(inbox, &third.key, LONG).await?;
    release(inbox, &lost, LONG).await?;
    // All or none.
    equal(&complete(inbox, &[&claims[0], &claims[1], &lost]).await?, &false)?;
    equal(&complete(inbox, &[&claims[0], &claims[1]]).await?, &true)?;
    for (event, expected) in [(&one, Recorded::Handled), (&other, Recorded::Handled), (&third, Recorded::Pending)] {
        equal(&record(inbox, event).await?, &expected)?;
    }
    Ok(())
}

pub(super) async fn an_event_is_completed_once<I: Inbox>(inbox: &I) -> Checked {
    let event = event("a");
    is_new(inbox, &event).await?;
    let claim = claimed(inbox, &event.key, LONG).await?;
    equal(&complete(inbox, &[&claim, &claim]).await?, &false)?;
    is_completed(inbox, &claim).await?;
    is_lost(inbox, &claim).await
}

pub(super) async fn a_handled_payment_outranks_its_failure<I: Inbox>(inbox: &I) -> Checked {
    let paid = event("a");
    let with = |outcome| EventKey { outcome, ..paid.key.clone() };
    let failed = with(EventOutcome::Settled(Settlement::PaymentFailed));
    let elsewhere = [
        EventKey { reference: "b".to_owned(), ..failed.clone() },
        EventKey { mch_id: "10000702".to_owned(), ..failed.clone() },
        EventKey { field: "mchRefundNo".to_owned(), ..failed.clone() },
    ];
    is_new(inbox, &paid).await?;
    let claim = claimed(inbox, &paid.key, LONG).await?;
    equal(&is_outranked(inbox, &failed).await?, &false)?;
    is_completed(inbox, &claim).await?;
    equal(&is_outranked(inbox, &failed).await?, &true)?;
    for key in elsewhere.iter().chain([&paid.key, &with(EventOutcome::state("signed"))]) {
        equal(&is_outranked(inbox, key).await?, &false)?;
    }
    // A failure outranks nothing.
    let failure = Event { key: elsewhere[0].clone(), ..event("b") };
    is_new(inbox, &failure).await?;
    is_completed(inbox, &claimed(inbox, &failure.key, LONG).await?).await?;
    for outcome in [Settlement::Paid, Settlement::PaymentFailed].map(EventOutcome::Settled) {
        equal(&is_outranked(inbox, &EventKey { outcome, ..failure.key.clone() }).await?, &false)?;
    }
    Ok(())
}
