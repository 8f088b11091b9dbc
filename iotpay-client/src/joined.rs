//! Runs futures at the same time, without a runtime.

use std::pin::Pin;
use std::task::Poll;

/// Polls all futures in turn until each has returned. A store over a database then uses several connections.
pub(crate) async fn joined<'a, T>(
    futures: impl IntoIterator<Item = Pin<Box<dyn Future<Output = T> + Send + 'a>>>,
) -> Vec<T> {
    let mut waiting: Vec<_> = futures.into_iter().map(Some).collect();
    let mut results: Vec<Option<T>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(move |context| {
        for (future, result) in waiting.iter_mut().zip(&mut results) {
            if let Some(running) = future
                && let Poll::Ready(value) = running.as_mut().poll(context)
            {
                (*future, *result) = (None, Some(value));
            }
        }
        if waiting.iter().all(Option::is_none) {
            Poll::Ready(results.drain(..).flatten().collect())
        } else {
            Poll::Pending
        }
    })
    .await
}
