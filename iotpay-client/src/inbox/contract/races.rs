//! What several processes do at the same time.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::Duration;

use super::checked::{
    Checked, LONG, claim, claimed, complete, due, equal, is_completed, is_new, is_not_claimed, record,
    record_and_claim, release,
};
use super::samples::{event, full_event, new_reference};
use crate::inbox::{Claim, Inbox, Recorded};
use crate::joined::joined;

type Task<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The number of processes.
const TASKS: usize = 16;

/// The number of times that a test is run.
const ROUNDS: usize = 4;

/// Runs the same task several times at once.
async fn at_once<'a, T>(task: impl Fn() -> Task<'a, Checked<T>>) -> Checked<Vec<T>> {
    joined((0..TASKS).map(|_| task())).await.into_iter().collect()
}

pub(super) async fn one_of_several_records_is_new<I: Inbox>(inbox: &I) -> Checked {
    for _ in 0..ROUNDS {
        let event = full_event(&new_reference());
        let results = at_once(|| Box::pin(record(inbox, &event))).await?;
        let count = |expected| results.iter().filter(|result| **result == expected).count();
        equal(&(count(Recorded::New), count(Recorded::Pending)), &(1, TASKS - 1))?;
    }
    Ok(())
}

pub(super) async fn one_of_several_records_also_claims<I: Inbox>(inbox: &I) -> Checked {
    for _ in 0..ROUNDS {
        let event = full_event(&new_reference());
        let results = at_once(|| Box::pin(record_and_claim(inbox, &event, LONG))).await?;
        let count = |expected| results.iter().filter(|(recorded, _)| *recorded == expected).count();
        equal(&(count(Recorded::New), count(Recorded::Pending)), &(1, TASKS - 1))?;
        let claims: Vec<_> = results.iter().filter_map(|(_, claim)| claim.as_ref()).collect();
        let [claim] = claims.as_slice() else { return Err(format!("{} of {TASKS} claims", claims.len())) };
        is_completed(inbox, claim).await?;
    }
    Ok(())
}

pub(super) async fn one_of_several_claims_succeeds<I: Inbox>(inbox: &I) -> Checked {
    for _ in 0..ROUNDS {
        let event = event(&new_reference());
        is_new(inbox, &event).await?;
        for _ in 0..2 {
            let claims = at_once(|| Box::pin(claim(inbox, &event.key, LONG))).await?;
            let claims: Vec<_> = claims.into_iter().flatten().collect();
            let [claim] = claims.as_slice() else { return Err(format!("{} of {TASKS} claims", claims.len())) };
            // The next round competes for a released event.
            release(inbox, claim, Duration::ZERO).await?;
        }
    }
    Ok(())
}

pub(super) async fn each_due_event_is_claimed_once<I: Inbox>(inbox: &I) -> Checked {
    let references: BTreeSet<_> = (0..TASKS * 2).map(|_| new_reference()).collect();
    for reference in &references {
        is_new(inbox, &event(reference)).await?;
    }
    let mut claims: Vec<Claim> = at_once(|| Box::pin(due(inbox, 3))).await?.into_iter().flatten().collect();
    // A claim may skip events that another one is looking at.
    claims.extend(due(inbox, TASKS * 2).await?);
    equal(&claims.len(), &references.len())?;
    equal(&claims.into_iter().map(|claim| claim.event.key.reference).collect(), &references)
}

pub(super) async fn one_of_several_completions_is_committed<I: Inbox>(inbox: &I) -> Checked {
    for _ in 0..ROUNDS {
        let event = full_event(&new_reference());
        is_new(inbox, &event).await?;
        let claim = claimed(inbox, &event.key, LONG).await?;
        let results = at_once(|| Box::pin(async { complete(inbox, &[&claim]).await })).await?;
        equal(&results.into_iter().filter(|is_completed| *is_completed).count(), &1)?;
    }
    Ok(())
}

pub(super) async fn a_duplicate_during_completion_is_not_handled_again<I: Inbox>(inbox: &I) -> Checked {
    for _ in 0..ROUNDS {
        let event = full_event(&new_reference());
        is_new(inbox, &event).await?;
        let claim = claimed(inbox, &event.key, LONG).await?;
        let completes: Task<'_, Checked> = Box::pin(is_completed(inbox, &claim));
        let duplicates = (0..TASKS).map(|_| -> Task<'_, Checked> {
            Box::pin(async {
                match record(inbox, &event).await? {
                    Recorded::Pending | Recorded::Handled => Ok(()),
                    found => Err(format!("expected a known event, found {found:?}")),
                }
            })
        });
        joined(duplicates.chain([completes])).await.into_iter().collect::<Checked>()?;
        equal(&record(inbox, &event).await?, &Recorded::Handled)?;
        // A store may offer a duplicate that was recorded at the last moment, but nobody can complete it.
        if let Some(again) = self::claim(inbox, &event.key, LONG).await? {
            equal(&complete(inbox, &[&again]).await?, &false)?;
            release(inbox, &again, Duration::ZERO).await?;
        }
        is_not_claimed(inbox, &event.key).await?;
        equal(&due(inbox, 10).await?, &Vec::new())?;
    }
    Ok(())
}
