//! Sends notifications.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use iotpay_gen::model::Outcome;

use super::edit::NotificationEdit;
use super::log::{Delivery, Prepared};
use super::message::{Event, prepare};
use super::not_sent::{NotSent, Unprepared};
use super::pending::Progress;
#[cfg(feature = "data")]
use super::pending::Scheduled;
use crate::effect::status;
use crate::history::EventKind;
use crate::ledger::Ledger;
use crate::state::Shared;

/// The largest response of a merchant that is kept, in bytes.
const LONGEST_RESPONSE: usize = 4 * 1024;

/// How long a merchant that does not respond delays the notifications after it, if notifications are reordered.
const LONGEST_TURN: Duration = Duration::from_secs(1);

/// The HTTP client for notifications, with the timeouts of the gateway family. It never uses a proxy, since
/// notifications are sent only to loopback addresses and to hosts that the caller names.
pub(crate) fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(30))
        .timeout(Duration::from_secs(60))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .build()
}

/// A notification that is part of the state, so that it is sent even if the sandbox is killed before.
pub(crate) struct Registered {
    prepared: Arc<Prepared>,
    progress: Progress,
}

/// Prepares the notification of an event. The caller has locked the ledger in which the event takes place: a data file
/// gets the event and its notification together.
pub(crate) fn register(shared: &Shared, event: &Event<'_>) -> Result<Registered, NotSent> {
    let prepared = prepare_allowed(shared, event, &NotificationEdit::new()).map_err(|error| match error {
        Unprepared::NotSent(reason) => reason,
        // Not without an edit.
        Unprepared::UnknownField => NotSent::NoNotification,
    })?;
    let progress = shared.pending().add(&prepared, shared.clock.now());
    shared.changes.note();
    Ok(Registered { prepared, progress })
}

/// Prepares a notification. If it must not or cannot be sent, the log and the history have the reason.
fn prepare_allowed(shared: &Shared, event: &Event<'_>, edit: &NotificationEdit) -> Result<Arc<Prepared>, Unprepared> {
    let (prepared, reason) = match prepare(shared, event, edit) {
        Ok(prepared) if shared.targets.allows(&prepared.url) => return Ok(Arc::new(prepared)),
        Ok(prepared) => (Some(Arc::new(prepared)), NotSent::NotAllowed),
        Err(Unprepared::NotSent(reason)) => (None, reason),
        Err(Unprepared::UnknownField) => return Err(Unprepared::UnknownField),
    };
    let mut delivery = Delivery::of(shared, event.id(), prepared.as_deref());
    delivery.not_sent = Some(reason);
    record(shared, delivery, prepared);
    Err(reason.into())
}

/// Notifies the merchant, and returns the first attempt. If it is not acknowledged, the schedule continues.
pub(crate) async fn notify(shared: &Arc<Shared>, registered: Registered) -> Result<Delivery, NotSent> {
    let Registered { prepared, progress } = registered;
    if shared.schedule.longest_delay().is_some() {
        shared.spawn(send_later(Arc::clone(shared), prepared, progress));
        return Err(NotSent::Postponed);
    }
    send_first(shared, prepared, Some(progress)).await
}

/// Sends a notification that a test has changed, at once. The schedule continues only if nothing was changed.
pub(crate) async fn notify_edited(
    shared: &Arc<Shared>,
    event: &Event<'_>,
    edit: &NotificationEdit,
) -> Result<Delivery, Unprepared> {
    let prepared = prepare_allowed(shared, event, edit)?;
    // A merchant rejects most edited notifications for good reason.
    let follows_up = *edit == NotificationEdit::new();
    let progress = follows_up.then(|| shared.pending().add(&prepared, shared.clock.now()));
    shared.changes.note();
    Ok(send_first(shared, prepared, progress).await?)
}

async fn send_first(
    shared: &Arc<Shared>,
    prepared: Arc<Prepared>,
    progress: Option<Progress>,
) -> Result<Delivery, NotSent> {
    let (sent, first) = tokio::sync::oneshot::channel();
    // In a task, so that the attempt is recorded even if the caller stops waiting. A reset ends the task.
    shared.spawn({
        let shared = Arc::clone(shared);
        async move {
            if !shared.pending().is_current(prepared.id) {
                return;
            }
            let delivery = send(&shared, &prepared).await;
            if let Some(progress) = progress {
                let progress = Progress { first_sent_at: Some(delivery.sent_at), ..progress };
                if set(&shared, &prepared, progress) {
                    shared.spawn(follow_up(Arc::clone(&shared), prepared, progress));
                }
            }
            // An error means that the caller has stopped waiting.
            let _ = sent.send(delivery);
        }
    });
    first.await.map_err(|_| NotSent::Stopped)
}

/// Continues the schedules of the data file.
#[cfg(feature = "data")]
pub(crate) fn resume(shared: &Arc<Shared>) {
    let scheduled: Vec<_> = shared.pending().items.values().cloned().collect();
    for Scheduled { prepared, progress } in scheduled {
        let shared_too = Arc::clone(shared);
        match progress.first_sent_at {
            Some(_) => shared.spawn(follow_up(shared_too, prepared, progress)),
            None => shared.spawn(send_later(shared_too, prepared, progress)),
        }
    }
}

/// Sends a notification for the first time, and again until it is acknowledged.
async fn send_later(shared: Arc<Shared>, prepared: Arc<Prepared>, progress: Progress) {
    if let Some(first) = send_at(&shared, &prepared, 0, progress.created_at, |_| true).await {
        let progress = Progress { first_sent_at: Some(first.sent_at), ..progress };
        if set(&shared, &prepared, progress) {
            follow_up(shared, prepared, progress).await;
        }
    }
}

/// Records how much of a schedule has passed. Returns `false` if the schedule has ended.
fn set(shared: &Shared, prepared: &Prepared, progress: Progress) -> bool {
    let is_scheduled = shared.pending().set(prepared.id, progress);
    shared.changes.note();
    is_scheduled
}

/// Sends the notification of an earlier attempt again, unchanged.
pub(crate) async fn resend(shared: &Arc<Shared>, number: usize) -> Option<Delivery> {
    let prepared = shared.deliveries().prepared(number)?;
    let shared = Arc::clone(shared);
    // In a task, so that the attempt is recorded even if the caller stops waiting.
    tokio::spawn(async move { send(&shared, &prepared).await }).await.ok()
}

/// Sends a notification once, and records the attempt.
async fn send(shared: &Shared, prepared: &Arc<Prepared>) -> Delivery {
    let mut delivery = Delivery::of(shared, &prepared.subject, Some(prepared));
    // A data file may contain notifications of a sandbox that allowed more addresses.
    if !shared.targets.allows(&prepared.url) {
        delivery.not_sent = Some(NotSent::NotAllowed);
        let _ledger = shared.ledger();
        shared.pending().end(prepared.id);
        return record(shared, delivery, Some(Arc::clone(prepared)));
    }
    delivery.attempt = prepared.attempts.fetch_add(1, Ordering::Relaxed) + 1;
    let request = shared.http.post(&prepared.url).header("Content-Type", prepared.content_type.as_ref());
    // The merchant must not learn of a change that a crash could undo.
    let is_saved = shared.changes.saved().await.is_ok();
    if is_saved && let Ok(mut response) = request.body(prepared.body.clone()).send().await {
        let code = response.status().as_u16();
        delivery.status = Some(code);
        let mut body = Vec::new();
        while let Ok(Some(chunk)) = response.chunk().await {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_RESPONSE {
                body.truncate(LONGEST_RESPONSE);
                break;
            }
        }
        delivery.response_body = shortened(&body);
        let is_yes = delivery.response_body.trim().eq_ignore_ascii_case(&prepared.acknowledgement);
        delivery.acknowledged = is_yes && code < 400;
    }
    // Under one lock, so that a data file gets the attempt and its consequences together.
    let mut ledger = shared.ledger();
    prepared.is_acknowledged.fetch_or(delivery.acknowledged, Ordering::Relaxed);
    let is_current = shared.pending().is_current(prepared.id);
    if delivery.acknowledged && prepared.is_payment && is_current {
        mark_notified(shared, &mut ledger, &prepared.subject);
    }
    shared.pending().touch(prepared.id);
    record(shared, delivery, Some(Arc::clone(prepared)))
}

impl Delivery {
    /// A notification before the attempt to send it.
    fn of(shared: &Shared, subject: &str, prepared: Option<&Prepared>) -> Self {
        Self {
            number: 0,
            subject: subject.to_owned(),
            attempt: 0,
            sent_at: shared.clock.now(),
            url: prepared.map_or_else(String::new, |prepared| prepared.url.clone()),
            body: prepared.map_or_else(String::new, |prepared| prepared.body.clone()),
            status: None,
            response_body: String::new(),
            acknowledged: false,
            not_sent: None,
        }
    }
}

/// Adds an attempt to the log and to the history. Without a lock of the ledger, a data file may get it before its
/// consequences.
fn record(shared: &Shared, delivery: Delivery, prepared: Option<Arc<Prepared>>) -> Delivery {
    let delivery = shared.deliveries().record(delivery, prepared);
    shared.changes.note();
    shared.record(EventKind::Notification { delivery: delivery.clone() });
    delivery
}

/// The text of a response. Each invalid byte becomes a character of three bytes, so the text is shortened as well.
fn shortened(body: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(body).into_owned();
    let mut length = text.len().min(LONGEST_RESPONSE);
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    text.truncate(length);
    text
}

/// A payment whose notification is acknowledged has the second status of a paid order, if there is one.
fn mark_notified(shared: &Shared, ledger: &mut Ledger, pay_order_id: &str) {
    let Some(order) = ledger.orders.with_id_mut(pay_order_id).filter(|order| order.paid_at.is_some()) else { return };
    if let Some(family) = shared.model.families.iter().find(|family| family.name == order.family) {
        order.status = status(&shared.model, family, Outcome::Success, 1);
    }
}

/// Sends a notification again until it is acknowledged.
async fn follow_up(shared: Arc<Shared>, prepared: Arc<Prepared>, progress: Progress) {
    let first_sent_at = progress.first_sent_at.unwrap_or(progress.created_at);
    let mut was_sent = true;
    for (attempt, (after, is_duplicate)) in (1..).zip(shared.schedule.attempts()).skip(progress.passed) {
        let after = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
        let at = first_sent_at.saturating_add(after);
        // Another attempt may have been acknowledged in the meantime.
        let is_due = |is_acknowledged: bool| !is_acknowledged || (is_duplicate && was_sent);
        // An acknowledgement is final, so there is nothing to wait for.
        let may_be_due = is_due(prepared.is_acknowledged.load(Ordering::Relaxed));
        was_sent = may_be_due && send_at(&shared, &prepared, attempt, at, is_due).await.is_some();
        if !set(&shared, &prepared, Progress { passed: attempt, ..progress }) {
            return;
        }
    }
    shared.pending().end(prepared.id);
    shared.changes.note();
}

/// Sends a notification at a time of the clock, or a random time later if notifications are reordered. `is_due` decides
/// at that time.
async fn send_at(
    shared: &Shared,
    prepared: &Arc<Prepared>,
    attempt: usize,
    at: u64,
    is_due: impl Fn(bool) -> bool,
) -> Option<Delivery> {
    let turn = match shared.schedule.longest_delay() {
        Some(longest) => Some(shared.turns.wait(&shared.clock, &prepared.subject, attempt, at, longest).await),
        None => {
            shared.clock.wait_until(at).await;
            None
        }
    };
    if !is_due(prepared.is_acknowledged.load(Ordering::Relaxed)) {
        return None;
    }
    let mut sending = std::pin::pin!(send(shared, prepared));
    if turn.is_some()
        && let Ok(sent) = tokio::time::timeout(LONGEST_TURN, &mut sending).await
    {
        return Some(sent);
    }
    drop(turn);
    Some(sending.await)
}
