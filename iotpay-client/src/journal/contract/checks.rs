//! The rules of a journal, each with its test.

use std::fmt::Debug;

use super::samples::{OUTCOMES, REFERENCES, full_intent, intent, new_merchant};
use crate::joined::joined;
use crate::journal::{Intent, IntentId, Journal, JournalEntry, JournalError, JournalKey, JournalOutcome};

/// The result of a test; an error says what was found.
type Checked = Result<(), String>;

/// Tests each rule.
pub(super) async fn all(journal: &dyn Journal) -> Vec<(&'static str, Checked)> {
    vec![
        ("`entry` returns what `begin` recorded", returns_intents(journal).await),
        ("`begin` reports a used reference with its entry", reports_used_references(journal).await),
        ("a key is unique in all of its parts", distinguishes_keys(journal).await),
        ("an outcome replaces only one of a lower rank", keeps_the_rank(journal).await),
        ("only an intent without effect is replaced", replaces_intents_without_effect(journal).await),
        ("an outcome belongs to one intent", records_for_one_intent(journal).await),
        ("one of several intents at the same time is recorded", begins_once(journal).await),
        ("the outcome with the highest rank remains", records_at_the_same_time(journal).await),
        ("`open` returns each open entry once, ordered by key", returns_open_entries(journal).await),
    ]
}

async fn returns_intents(journal: &dyn Journal) -> Checked {
    let mch_id = new_merchant();
    equal(&entry(journal, &intent(&mch_id, "a").key).await?, &None)?;
    for (at, reference) in REFERENCES.iter().enumerate() {
        let intent = if at % 2 == 0 { intent(&mch_id, reference) } else { full_intent(&mch_id, reference) };
        begin(journal, &intent).await?;
        equal(&entry(journal, &intent.key).await?, &Some(JournalEntry::new(intent, None)))?;
    }
    Ok(())
}

async fn reports_used_references(journal: &dyn Journal) -> Checked {
    let mch_id = new_merchant();
    let first = full_intent(&mch_id, "a");
    begin(journal, &first).await?;
    let expected = JournalEntry::new(first.clone(), None);
    is_used(journal.begin(&intent(&mch_id, "a")).await, &expected)?;
    // Also for the same intent: it may be sent once.
    is_used(journal.begin(&first).await, &expected)?;
    equal(&entry(journal, &first.key).await?, &Some(expected))
}

async fn distinguishes_keys(journal: &dyn Journal) -> Checked {
    let (mch_id, other) = (new_merchant(), new_merchant());
    let keys = [
        JournalKey::new(&mch_id, "general", "mchOrderNo", "a"),
        JournalKey::new(&other, "general", "mchOrderNo", "a"),
        JournalKey::new(&mch_id, "card", "mchOrderNo", "a"),
        JournalKey::new(&mch_id, "general", "mchRefundNo", "a"),
        JournalKey::new(&mch_id, "general", "mchOrderNo", "A"),
    ];
    for key in keys {
        begin(journal, &Intent { key, id: IntentId::random(), ..intent(&mch_id, "a") }).await?;
    }
    Ok(())
}

async fn keeps_the_rank(journal: &dyn Journal) -> Checked {
    let mch_id = new_merchant();
    for (at, first) in OUTCOMES.iter().enumerate() {
        for (other, second) in OUTCOMES.iter().enumerate() {
            let intent = intent(&mch_id, &format!("{at}-{other}"));
            begin(journal, &intent).await?;
            let mut expected = JournalEntry::new(intent.clone(), Some(*first));
            equal(&record(journal, &intent, first).await?, &expected)?;
            if second.replaces(Some(first)) {
                expected.outcome = Some(*second);
            }
            equal(&record(journal, &intent, second).await?, &expected)?;
            equal(&entry(journal, &intent.key).await?, &Some(expected))?;
        }
    }
    Ok(())
}

async fn replaces_intents_without_effect(journal: &dyn Journal) -> Checked {
    let mch_id = new_merchant();
    for (at, outcome) in OUTCOMES.iter().enumerate() {
        let (first, again) = (intent(&mch_id, &at.to_string()), full_intent(&mch_id, &at.to_string()));
        begin(journal, &first).await?;
        let recorded = record(journal, &first, outcome).await?;
        let result = journal.begin(&again).await;
        if outcome.had_no_effect() {
            result.map_err(|error| format!("after {outcome}: {error}"))?;
            equal(&entry(journal, &first.key).await?, &Some(JournalEntry::new(again.clone(), None)))?;
            is_used(journal.begin(&first).await, &JournalEntry::new(again, None))?;
        } else {
            is_used(result, &recorded)?;
        }
    }
    Ok(())
}

async fn records_for_one_intent(journal: &dyn Journal) -> Checked {
    let mch_id = new_merchant();
    let (first, again) = (intent(&mch_id, "a"), intent(&mch_id, "a"));
    is_missing(journal.record(&first.key, first.id, &JournalOutcome::Accepted).await)?;
    begin(journal, &first).await?;
    is_missing(journal.record(&first.key, again.id, &JournalOutcome::Accepted).await)?;
    record(journal, &first, &JournalOutcome::NotSent).await?;
    begin(journal, &again).await?;
    // The outcome of the first intent comes late. It must not allow a third one.
    is_missing(journal.record(&first.key, first.id, &JournalOutcome::NeverArrived).await)?;
    equal(&entry(journal, &first.key).await?, &Some(JournalEntry::new(again, None)))
}

async fn begins_once(journal: &dyn Journal) -> Checked {
    let mch_id = new_merchant();
    for round in 0..4 {
        let intents: Vec<_> = (0..16).map(|_| intent(&mch_id, "a")).collect();
        let results = joined(intents.iter().map(|intent| journal.begin(intent))).await;
        let begun: Vec<_> =
            intents.iter().zip(&results).filter(|(_, result)| result.is_ok()).map(|(intent, _)| intent).collect();
        let [winner] = begun.as_slice() else { return Err(format!("{} of 16 in round {round}", begun.len())) };
        let expected = JournalEntry::new((*winner).clone(), None);
        equal(&entry(journal, &winner.key).await?, &Some(expected.clone()))?;
        for result in results.into_iter().filter(Result::is_err) {
            is_used(result, &expected)?;
        }
        // The next round competes for an entry that may be replaced.
        record(journal, winner, &JournalOutcome::NeverArrived).await?;
    }
    Ok(())
}

async fn records_at_the_same_time(journal: &dyn Journal) -> Checked {
    let mch_id = new_merchant();
    for rotation in 0..OUTCOMES.len() {
        let intent = intent(&mch_id, &rotation.to_string());
        begin(journal, &intent).await?;
        let mut outcomes = OUTCOMES;
        outcomes.rotate_left(rotation);
        let results = joined(outcomes.iter().map(|outcome| journal.record(&intent.key, intent.id, outcome))).await;
        results.into_iter().collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
        let remaining = entry(journal, &intent.key).await?.and_then(|entry| entry.outcome);
        let highest = OUTCOMES.iter().map(JournalOutcome::rank).max();
        equal(&remaining.map(|outcome| outcome.rank()), &highest)?;
    }
    Ok(())
}

async fn returns_open_entries(journal: &dyn Journal) -> Checked {
    let (mch_id, other) = (new_merchant(), new_merchant());
    begin(journal, &intent(&other, "a")).await?;
    let key = JournalKey::new(&mch_id, "card", "mchOrderNo", "a");
    begin(journal, &Intent { key, ..intent(&mch_id, "a") }).await?;
    let mut expected = Vec::new();
    for (at, outcome) in OUTCOMES.iter().map(Some).chain([None, None]).enumerate() {
        // In another order than that of the keys.
        let reference = REFERENCES[(at * 3) % REFERENCES.len()];
        let mut intent = full_intent(&mch_id, reference);
        if at >= REFERENCES.len() {
            intent.key.field = String::from("mchRefundNo");
        }
        begin(journal, &intent).await?;
        let entry = match outcome {
            Some(outcome) => record(journal, &intent, outcome).await?,
            None => JournalEntry::new(intent, None),
        };
        expected.extend(Some(entry).filter(JournalEntry::is_open));
    }
    // Nothing more can become known about it.
    let without_query = intent(&mch_id, "without a query");
    begin(journal, &without_query).await?;
    record(journal, &without_query, &JournalOutcome::Accepted).await?;
    expected.sort_by(|one, other| one.intent.key.cmp(&other.intent.key));
    for limit in [1, 3, expected.len(), 1000] {
        let mut found: Vec<JournalEntry> = Vec::new();
        loop {
            let after = found.last().map(|entry| &entry.intent.key);
            let page = journal.open(&mch_id, "general", after, limit).await.map_err(|error| error.to_string())?;
            if page.is_empty() || page.len() > limit || found.len() > expected.len() {
                equal(&page.len(), &0)?;
                break;
            }
            found.extend(page);
        }
        equal(&found, &expected)?;
    }
    Ok(())
}

async fn begin(journal: &dyn Journal, intent: &Intent) -> Checked {
    journal.begin(intent).await.map_err(|error| format!("`begin` for {}: {error}", intent.key))
}

async fn record(journal: &dyn Journal, intent: &Intent, outcome: &JournalOutcome) -> Result<JournalEntry, String> {
    let result = journal.record(&intent.key, intent.id, outcome).await;
    result.map_err(|error| format!("`record` of {outcome} for {}: {error}", intent.key))
}

async fn entry(journal: &dyn Journal, key: &JournalKey) -> Result<Option<JournalEntry>, String> {
    journal.entry(key).await.map_err(|error| format!("`entry` for {key}: {error}"))
}

fn is_used(result: Result<(), JournalError>, earlier: &JournalEntry) -> Checked {
    match result {
        Err(JournalError::ReferenceUsed(found)) => equal(&*found, earlier),
        other => Err(format!("expected `ReferenceUsed`, found {other:?}")),
    }
}

fn is_missing(result: Result<JournalEntry, JournalError>) -> Checked {
    match result {
        Err(JournalError::NoSuchIntent) => Ok(()),
        other => Err(format!("expected `NoSuchIntent`, found {other:?}")),
    }
}

fn equal<T: PartialEq + Debug>(found: &T, expected: &T) -> Checked {
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}, found {found:?}")) }
}
