//! Runs a limited number of futures at the same time, without tasks: dropping the sweep cancels all of them.

use std::pin::Pin;
use std::task::Poll;

/// Starts futures until `start` returns `None`, at most `limit` at the same time, and passes their results to `done`.
pub(super) async fn each<'a, T>(
    limit: usize,
    mut start: impl FnMut() -> Option<Pin<Box<dyn Future<Output = T> + Send + 'a>>>,
    mut done: impl FnMut(T),
) {
    let mut running: Vec<Pin<Box<dyn Future<Output = T> + Send + 'a>>> = Vec::new();
    let mut has_ended = false;
    std::future::poll_fn(move |context| {
        loop {
            while running.len() < limit.max(1) && !has_ended {
                match start() {
                    // Polled at once, so that what it counts is counted before the next one starts.
                    Some(mut future) => match future.as_mut().poll(context) {
                        Poll::Ready(value) => done(value),
                        Poll::Pending => running.push(future),
                    },
                    None => has_ended = true,
                }
            }
            let before = running.len();
            running.retain_mut(|future| match future.as_mut().poll(context) {
                Poll::Ready(value) => {
                    done(value);
                    false
                }
                Poll::Pending => true,
            });
            if running.is_empty() && has_ended {
                return Poll::Ready(());
            }
            if running.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn runs_all_and_at_most_the_limit_at_the_same_time() {
        for limit in [0, 1, 3, 100] {
            let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let (mut next, mut results) = (0..20_u64, Vec::new());
            let start = || {
                let at = next.next()?;
                let (running, most) = (&running, &most);
                Some(Box::pin(async move {
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    if at % 3 > 0 {
                        tokio::time::sleep(Duration::from_micros(100 * (30 - at))).await;
                    }
                    running.fetch_sub(1, Ordering::SeqCst);
                    at
                }) as Pin<Box<dyn Future<Output = u64> + Send>>)
            };
            each(limit, start, |at| results.push(at)).await;
            results.sort_unstable();
            assert_eq!(results, (0..20).collect::<Vec<_>>());
            assert!((1..=limit.max(1)).contains(&most.into_inner()), "{limit}");
        }
    }
}
