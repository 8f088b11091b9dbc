//! What an inbox records.

use std::time::{Duration, Instant};

use super::checked::{Checked, LONG, claimed, equal, is_completed, is_new, record};
use super::samples::{REFERENCES, event, full_event};
use crate::inbox::{Event, EventKey, EventOutcome, Inbox, Recorded};
use crate::journal::{JournalKey, Settlement};
use crate::value::Cents;

pub(super) async fn an_event_is_new_once<I: Inbox>(inbox: &I) -> Checked {
    for event in [event("a"), full_event("b")] {
        is_new(inbox, &event).await?;
        for _ in 0..2 {
            equal(&record(inbox, &event).await?, &Recorded::Pending)?;
        }
    }
    Ok(())
}

pub(super) async fn a_key_is_unique_in_all_of_its_parts<I: Inbox>(inbox: &I) -> Checked {
    let order = JournalKey::new("10000701", "general", "mchOrderNo", "a");
    let paid = EventOutcome::Settled(Settlement::Paid);
    let keys = [
        EventKey::new(order.clone(), paid.clone()),
        EventKey::new(JournalKey { mch_id: "10000702".to_owned(), ..order.clone() }, paid.clone()),
        EventKey::new(JournalKey { family: "card".to_owned(), ..order.clone() }, paid.clone()),
        EventKey::new(JournalKey { field: "mchRefundNo".to_owned(), ..order.clone() }, paid.clone()),
        EventKey::new(JournalKey { reference: "A".to_owned(), ..order.clone() }, paid),
        EventKey::new(order.clone(), EventOutcome::Settled(Settlement::PaymentFailed)),
        EventKey::new(order.clone(), EventOutcome::state("signed")),
        EventKey::new(order.clone(), EventOutcome::state("signed").at(Some(1))),
        EventKey::new(order, EventOutcome::state("terminated")),
    ];
    for key in keys {
        let event = Event { key, ..full_event("a") };
        is_new(inbox, &event).await?;
        // Handling one of them does not handle the others.
        is_completed(inbox, &claimed(inbox, &event.key, LONG).await?).await?;
    }
    Ok(())
}

pub(super) async fn an_event_is_returned_as_it_was_recorded<I: Inbox>(inbox: &I) -> Checked {
    for (at, reference) in REFERENCES.iter().enumerate() {
        let event = if at % 2 == 0 { event(reference) } else { full_event(reference) };
        is_new(inbox, &event).await?;
        // The first event is kept, whatever a duplicate contains.
        let duplicate = full_event(reference).with_content("{}");
        equal(&record(inbox, &duplicate).await?, &Recorded::Pending)?;
        let claim = claimed(inbox, &event.key, LONG).await?;
        equal(&claim.event, &event)?;
        equal(&claim.attempts, &1)?;
    }
    Ok(())
}

pub(super) async fn other_values_are_a_conflict<I: Inbox>(inbox: &I) -> Checked {
    let recorded = full_event("a");
    is_new(inbox, &recorded).await?;
    let others = [
        recorded.clone().with_amount(Cents::new(1).ok()),
        recorded.clone().with_currency("USD".to_owned()),
        recorded.clone().with_order_id("P2".to_owned()),
    ];
    for other in &others {
        equal(&record(inbox, other).await?, &Recorded::Conflict(Box::new(recorded.clone())))?;
    }
    // What a message does not contain is not compared.
    equal(&record(inbox, &event("a")).await?, &Recorded::Pending)?;
    is_completed(inbox, &claimed(inbox, &recorded.key, LONG).await?).await?;
    for other in &others {
        match record(inbox, other).await? {
            // The content of a handled event need not be kept.
            Recorded::Conflict(found) => {
                equal(&found.clone().with_content(""), &recorded.clone().with_content(""))?;
            }
            found => return Err(format!("expected a conflict with a handled event, found {found:?}")),
        }
    }
    equal(&record(inbox, &event("a")).await?, &Recorded::Handled)
}

pub(super) async fn the_status_counts_events_that_are_not_handled<I: Inbox>(inbox: &I) -> Checked {
    let status = async || inbox.status().await.map_err(|error| format!("`status`: {error}"));
    equal(&status().await?.pending, &0)?;
    equal(&status().await?.oldest, &None)?;
    let begun = Instant::now();
    for reference in ["a", "b", "c"] {
        is_new(inbox, &event(reference)).await?;
    }
    // A claimed event is not handled yet.
    let claim = claimed(inbox, &event("a").key, LONG).await?;
    let found = status().await?;
    equal(&found.pending, &3)?;
    // The clock of a database may be set while the test runs.
    let tolerance = Duration::from_secs(60);
    if found.oldest.is_none_or(|oldest| oldest > begun.elapsed() + tolerance) {
        return Err(format!("the oldest event was recorded less than a minute ago, found {:?}", found.oldest));
    }
    is_completed(inbox, &claim).await?;
    equal(&status().await?.pending, &2)
}
