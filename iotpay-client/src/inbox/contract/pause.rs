//! Waits without a runtime.

use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

/// What the waiting task and the thread share.
#[derive(Default)]
struct Timer {
    has_ended: bool,
    waker: Option<Waker>,
}

/// Returns after the time. The task does not block its thread.
pub(super) async fn pause(time: Duration) {
    let timer = Arc::new(Mutex::new(Timer::default()));
    let ended = timer.clone();
    thread::spawn(move || {
        thread::sleep(time);
        let mut timer = ended.lock().unwrap_or_else(PoisonError::into_inner);
        timer.has_ended = true;
        if let Some(waker) = timer.waker.take() {
            waker.wake();
        }
    });
    std::future::poll_fn(move |context| {
        let mut timer = timer.lock().unwrap_or_else(PoisonError::into_inner);
        if timer.has_ended {
            return Poll::Ready(());
        }
        timer.waker = Some(context.waker().clone());
        Poll::Pending
    })
    .await;
}
