//! The states of an order as a stream.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::run::Run;
use crate::resolution::{OrderState, Resolution};
use crate::spec::Family;

/// A query in progress, which returns its run.
type Query<F> = Pin<Box<dyn Future<Output = (Run<F>, Option<Resolution>)> + Send>>;

/// The states of an order, returned by [`Client::states`](super::Client::states): one item for each change.
///
/// Call [`next`](Self::next), or use it as a [`Stream`]. It ends after a final state, or when the policy's queries are
/// used up; [`resolution`](Self::resolution) then returns the result. Dropping it stops the queries.
///
/// ```no_run
/// # use iotpay_client::general;
/// # async fn example(client: general::Client, order: general::WxNative) {
/// let mut states = client.states(&order);
/// while let Some(state) = states.next().await {
///     println!("status: {}", state.status.as_deref().unwrap_or("unknown"));
/// }
/// match states.resolution() {
///     Some(resolution) if resolution.is_paid() => println!("paid"),
///     Some(resolution) if resolution.is_known() => println!("failed"),
///     _ => println!("not paid yet"),
/// }
/// # }
/// ```
#[must_use = "it queries only while you ask for the next state"]
pub struct States<F> {
    query: Option<Query<F>>,
    shown: Option<OrderState>,
    resolution: Option<Resolution>,
}

impl<F: Family> States<F> {
    pub(super) fn new(run: Result<Run<F>, Resolution>) -> Self {
        match run {
            Ok(run) => Self { query: Some(advance(run)), shown: None, resolution: None },
            Err(resolution) => Self { query: None, shown: None, resolution: Some(resolution) },
        }
    }

    /// Returns the next state; `None` at the end. You can drop the future at any point: no state is lost.
    pub async fn next(&mut self) -> Option<OrderState> {
        poll_fn(|context| self.poll_state(context)).await
    }

    /// Returns the result if the stream has ended.
    pub fn resolution(&self) -> Option<&Resolution> {
        self.resolution.as_ref()
    }

    fn poll_state(&mut self, context: &mut Context<'_>) -> Poll<Option<OrderState>> {
        while let Some(query) = &mut self.query {
            let (run, resolution) = ready!(query.as_mut().poll(context));
            let state = match &resolution {
                Some(resolution) => resolution.state().cloned(),
                None => run.last().cloned(),
            };
            self.query = resolution.is_none().then(|| advance(run));
            self.resolution = resolution;
            let is_new = |state: &OrderState| self.shown.as_ref().is_none_or(|shown| !shown.is_same(state));
            if let Some(state) = state.filter(is_new) {
                self.shown = Some(state.clone());
                return Poll::Ready(Some(state));
            }
        }
        Poll::Ready(None)
    }
}

fn advance<F: Family>(mut run: Run<F>) -> Query<F> {
    Box::pin(async move {
        let resolution = run.advance().await;
        (run, resolution)
    })
}

impl<F: Family> Stream for States<F> {
    type Item = OrderState;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<OrderState>> {
        self.poll_state(context)
    }
}

impl<F> fmt::Debug for States<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("States")
            .field("shown", &self.shown)
            .field("resolution", &self.resolution)
            .finish_non_exhaustive()
    }
}
