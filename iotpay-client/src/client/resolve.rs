//! Finds out what happened to an order, a refund or a void.

use super::Client;
use super::run::Run;
use super::states::States;
use crate::resolution::{Plan, Resolution, Resolvable, ResolvePolicy, WaitPolicy};
use crate::spec::Family;

impl<F: Family> Client<F> {
    /// Finds out what happened to a request that may have taken effect: queries by the same merchant reference until
    /// the outcome is final, for at most 30 seconds.
    ///
    /// Pass the error, or what it contains:
    ///
    /// ```no_run
    /// # use iotpay_client::{Error, Request, general};
    /// use iotpay_client::resolution::Resolution;
    ///
    /// # async fn example(client: general::Client, order: general::WxNative) {
    /// match client.send(&order).await {
    ///     Ok(response) => println!("accepted: {}", response.pay_order_id),
    ///     Err(error) if error.may_have_taken_effect() => match client.resolve(&error).await {
    ///         Resolution::Settled(state) => println!("paid: {}", state.is_paid()),
    ///         Resolution::NeverArrived => println!("nothing was charged; try again"),
    ///         Resolution::StillUnknown { ask_again_at, reason, .. } => println!("ask again at {ask_again_at:?}: {reason}"),
    ///         _ => println!("ask again later"),
    ///     },
    ///     Err(error) => println!("nothing was charged: {error}"),
    /// }
    /// # }
    /// ```
    ///
    /// For an order that was created earlier, pass an [`Inquiry`](crate::resolution::Inquiry). The method only queries,
    /// so you can drop the future at any point and ask again.
    ///
    /// See [`resolution`](crate::resolution) for the rules.
    pub fn resolve<T: Resolvable<F> + ?Sized>(
        &self,
        unresolved: &T,
    ) -> impl Future<Output = Resolution> + Send + use<F, T> {
        self.resolve_with(unresolved, &ResolvePolicy::new())
    }

    /// Like [`resolve`](Self::resolve), with your own limits.
    ///
    /// ```no_run
    /// # use iotpay_client::{Error, general};
    /// use iotpay_client::resolution::ResolvePolicy;
    ///
    /// # async fn example(client: general::Client, error: Error) {
    /// let policy = ResolvePolicy::new().time_limit(std::time::Duration::from_secs(5));
    /// let resolution = client.resolve_with(&error, &policy).await;
    /// println!("{}", resolution.is_known());
    /// # }
    /// ```
    pub fn resolve_with<T: Resolvable<F> + ?Sized>(
        &self,
        unresolved: &T,
        policy: &ResolvePolicy,
    ) -> impl Future<Output = Resolution> + Send + use<F, T> {
        let inquiry = unresolved.inquiry().of_family(F::SPEC);
        let absent_after = inquiry.absent_after(policy, self.longest_timeout());
        let run = Run::recorded(self.clone(), &inquiry, Plan::of_resolution(policy, absent_after));
        async move {
            match run {
                Ok(run) => run.finish().await,
                Err(resolution) => resolution,
            }
        }
    }

    /// Waits until an order is paid or has failed: queries by the merchant reference of the request every second,
    /// thirty times.
    ///
    /// The result is [`Resolution::Settled`] or [`Resolution::StillUnknown`]. The method only queries, so you can drop
    /// the future at any point and wait again.
    ///
    /// ```no_run
    /// # use iotpay_client::{Error, general};
    /// # async fn example(client: general::Client, order: general::WxNative) -> Result<(), Error> {
    /// let response = client.send(&order).await?;
    /// // Show the QR code to the customer.
    /// let is_paid = client.wait(&order).await.is_paid();
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait<T: Resolvable<F> + ?Sized>(&self, order: &T) -> impl Future<Output = Resolution> + Send + use<F, T> {
        self.wait_with(order, &WaitPolicy::new())
    }

    /// Like [`wait`](Self::wait), with your own interval and number of queries.
    ///
    /// ```no_run
    /// # use iotpay_client::general;
    /// use iotpay_client::resolution::WaitPolicy;
    ///
    /// # async fn example(client: general::Client, order: general::WxNative) {
    /// let policy = WaitPolicy::new().interval(std::time::Duration::from_secs(2)).queries(60);
    /// let is_paid = client.wait_with(&order, &policy).await.is_paid();
    /// # }
    /// ```
    pub fn wait_with<T: Resolvable<F> + ?Sized>(
        &self,
        order: &T,
        policy: &WaitPolicy,
    ) -> impl Future<Output = Resolution> + Send + use<F, T> {
        let run = Run::recorded(self.clone(), &order.inquiry().of_family(F::SPEC), Plan::of_wait(policy));
        async move {
            match run {
                Ok(run) => run.finish().await,
                Err(resolution) => resolution,
            }
        }
    }

    /// Returns the states of an order as a stream, for a page that shows the progress: one item for each change, and
    /// the last item when the order is paid or has failed. It queries like [`wait`](Self::wait).
    ///
    /// ```no_run
    /// # use iotpay_client::general;
    /// # async fn example(client: general::Client, order: general::WxNative) {
    /// let mut states = client.states(&order);
    /// while let Some(state) = states.next().await {
    ///     println!("paid: {}", state.is_paid());
    /// }
    /// # }
    /// ```
    pub fn states<T: Resolvable<F> + ?Sized>(&self, order: &T) -> States<F> {
        self.states_with(order, &WaitPolicy::new())
    }

    /// Like [`states`](Self::states), with your own interval and number of queries.
    ///
    /// ```no_run
    /// # use iotpay_client::general;
    /// use iotpay_client::resolution::WaitPolicy;
    ///
    /// # async fn example(client: general::Client, order: general::WxNative) {
    /// let policy = WaitPolicy::new().interval(std::time::Duration::from_secs(3)).queries(100);
    /// let mut states = client.states_with(&order, &policy);
    /// # let _ = states.next().await;
    /// # }
    /// ```
    pub fn states_with<T: Resolvable<F> + ?Sized>(&self, order: &T, policy: &WaitPolicy) -> States<F> {
        States::new(Run::recorded(self.clone(), &order.inquiry().of_family(F::SPEC), Plan::of_wait(policy)))
    }
}
