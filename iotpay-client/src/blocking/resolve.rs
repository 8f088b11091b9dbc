//! Finds out what happened to an order, a refund or a void.

use std::thread;
use std::time::{Duration, Instant};

use super::Client;
use crate::error::Error;
use crate::resolution::{Evidence, Inquiry, Plan, Questions, Resolution, Resolvable, ResolvePolicy, Step, WaitPolicy};
use crate::spec::Family;

impl<F: Family> Client<F> {
    /// Finds out what happened to a request that may have taken effect: queries by the same merchant reference until
    /// the outcome is final, for at most 30 seconds. Pass the error, or what it contains:
    ///
    /// ```no_run
    /// # #[cfg(feature = "general")] mod example {
    /// # use iotpay_client::general;
    /// use iotpay_client::resolution::Resolution;
    ///
    /// # fn example(client: general::BlockingClient, order: general::WxNative) {
    /// match client.send(&order) {
    ///     Ok(response) => println!("accepted: {}", response.pay_order_id),
    ///     Err(error) if error.may_have_taken_effect() => match client.resolve(&error) {
    ///         Resolution::Settled(state) => println!("paid: {}", state.is_paid()),
    ///         Resolution::NeverArrived => println!("nothing was charged; try again"),
    ///         Resolution::StillUnknown { ask_again_at, reason, .. } => println!("ask again at {ask_again_at:?}: {reason}"),
    ///         _ => println!("ask again later"),
    ///     },
    ///     Err(error) => println!("nothing was charged: {error}"),
    /// }
    /// # } }
    /// ```
    ///
    /// For an order that was created earlier, pass an [`Inquiry`]. See [`resolution`](crate::resolution) for the rules.
    pub fn resolve<T: Resolvable<F> + ?Sized>(&self, unresolved: &T) -> Resolution {
        self.resolve_with(unresolved, &ResolvePolicy::new())
    }

    /// Like [`resolve`](Self::resolve), with your own limits.
    ///
    /// ```no_run
    /// # #[cfg(feature = "general")]
    /// # fn example(client: iotpay_client::general::BlockingClient, error: iotpay_client::Error) {
    /// use iotpay_client::resolution::ResolvePolicy;
    ///
    /// let policy = ResolvePolicy::new().time_limit(std::time::Duration::from_secs(5));
    /// println!("{}", client.resolve_with(&error, &policy).is_known());
    /// # }
    /// ```
    pub fn resolve_with<T: Resolvable<F> + ?Sized>(&self, unresolved: &T, policy: &ResolvePolicy) -> Resolution {
        let inquiry = unresolved.inquiry().of_family(F::SPEC);
        let longest_timeout = self.inner.transport.timeouts.longest_operation().max(F::SPEC.timeout);
        let absent_after = inquiry.absent_after(policy, longest_timeout);
        self.run(&inquiry, Plan::of_resolution(policy, absent_after))
    }

    /// Waits until an order is paid or has failed: queries by the merchant reference of the request every second,
    /// thirty times. The result is [`Resolution::Settled`] or [`Resolution::StillUnknown`].
    ///
    /// ```no_run
    /// # #[cfg(feature = "general")]
    /// # fn example(client: iotpay_client::general::BlockingClient, order: iotpay_client::general::WxMicropay) -> Result<(), iotpay_client::Error> {
    /// let response = client.send(&order)?;
    /// // The customer may have to confirm the payment.
    /// let is_paid = client.wait(&order).is_paid();
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait<T: Resolvable<F> + ?Sized>(&self, order: &T) -> Resolution {
        self.wait_with(order, &WaitPolicy::new())
    }

    /// Like [`wait`](Self::wait), with your own interval and number of queries.
    ///
    /// ```no_run
    /// # #[cfg(feature = "general")]
    /// # fn example(client: iotpay_client::general::BlockingClient, order: iotpay_client::general::WxMicropay) {
    /// use iotpay_client::resolution::WaitPolicy;
    ///
    /// let policy = WaitPolicy::new().interval(std::time::Duration::from_secs(2)).queries(60);
    /// let is_paid = client.wait_with(&order, &policy).is_paid();
    /// # }
    /// ```
    pub fn wait_with<T: Resolvable<F> + ?Sized>(&self, order: &T, policy: &WaitPolicy) -> Resolution {
        self.run(&order.inquiry().of_family(F::SPEC), Plan::of_wait(policy))
    }

    /// Queries until the rules say stop.
    fn run(&self, inquiry: &Inquiry, plan: Plan) -> Resolution {
        let started = Instant::now();
        let (mut questions, mut step) = match Questions::new(&self.inner.protocol, inquiry, plan) {
            Ok(begun) => begun,
            Err(resolution) => return resolution,
        };
        loop {
            let (pause, limit) = match step {
                Step::Done(resolution) => return resolution,
                Step::Query { pause, timeout } => (pause, timeout),
            };
            thread::sleep(pause);
            let sent = started.elapsed();
            let evidence = self.ask(&questions, limit);
            step = questions.answered(sent, started.elapsed(), evidence);
        }
    }

    fn ask(&self, questions: &Questions, limit: Duration) -> Evidence {
        let exchange = match self.inner.protocol.prepare_query(questions.query()) {
            Ok(exchange) => exchange,
            Err(invalid) => return Evidence::Nothing(Some(Box::new(Error::Invalid(invalid)))),
        };
        let scope = exchange.operation().scope();
        let result = scope.enter(|| self.inner.transport.send_within(&exchange, limit));
        questions.query().evidence(&exchange, result)
    }
}
