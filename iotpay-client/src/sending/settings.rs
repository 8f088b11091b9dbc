//! The settings that the builders of both clients have.

use crate::credentials::Credentials;
use crate::protocol::{BuildError, Protocol};
use crate::spec::{Endpoint, Family};

use super::timeouts::{TimeoutSettings, Timeouts};

/// How similar the name of an endpoint must be to be suggested, from 0 to 1.
const SIMILAR: f64 = 0.6;

/// What both builders set with [`client_setters`].
pub(crate) struct ClientSettings<F> {
    pub(crate) protocol: Protocol<F>,
    pub(crate) base_url: Option<String>,
    pub(crate) timeouts: TimeoutSettings,
    /// The first name that is not one of an endpoint.
    unknown_endpoint: Option<String>,
}

impl<F: Family> ClientSettings<F> {
    pub(crate) fn new(credentials: Credentials) -> Self {
        let (protocol, timeouts) = (Protocol::new(credentials), TimeoutSettings::new(F::SPEC.timeout));
        Self { protocol, base_url: None, timeouts, unknown_endpoint: None }
    }

    /// Sets the timeouts of an endpoint of the family.
    pub(crate) fn set_endpoint_timeouts(&mut self, name: String, timeouts: Timeouts) {
        if F::SPEC.endpoints.iter().any(|endpoint| endpoint.name == name) {
            self.timeouts.set_operation(name, timeouts);
        } else {
            self.unknown_endpoint.get_or_insert(name);
        }
    }

    /// Returns the protocol and the timeouts.
    pub(crate) fn build(self) -> Result<(Protocol<F>, TimeoutSettings), BuildError> {
        if let Some(name) = self.unknown_endpoint {
            let nearest = nearest(&name, F::SPEC.endpoints);
            return Err(BuildError::UnknownEndpoint { family: F::SPEC.name, name, nearest });
        }
        let protocol = match &self.base_url {
            Some(base_url) => self.protocol.with_base_url(base_url)?,
            None => self.protocol,
        };
        Ok((protocol, self.timeouts))
    }
}

/// Returns the most similar name of an endpoint, if it is similar enough.
fn nearest(name: &str, endpoints: &[&Endpoint]) -> Option<&'static str> {
    let rated = endpoints.iter().map(|known| (strsim::normalized_damerau_levenshtein(name, known.name), known.name));
    let best = rated.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(similarity, _)| *similarity >= SIMILAR).map(|(_, name)| name)
}

/// Defines the methods of a builder that set its field `settings`.
macro_rules! client_setters {
    ($F:ident) => {
        /// Sets the base URL of the endpoints. The default is the family's base URL. It must be https; http is accepted
        /// only for loopback addresses.
        #[must_use]
        pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
            self.settings.base_url = Some(base_url.into());
            self
        }

        /// Sets the timeout of a request, including all retries:
        /// [`Timeouts::operation`](crate::sending::Timeouts::operation). The default is the family's timeout.
        #[must_use]
        pub fn timeout(self, timeout: std::time::Duration) -> Self {
            self.timeouts(crate::sending::Timeouts::new().operation(timeout))
        }

        /// Sets the timeouts of all requests. Those that are `None` keep their value. For the defaults, see
        /// [`Timeouts`](crate::sending::Timeouts).
        #[must_use]
        pub fn timeouts(mut self, timeouts: crate::sending::Timeouts) -> Self {
            let known = self.settings.timeouts.family;
            self.settings.timeouts.family = timeouts.or(known);
            self
        }

        /// Sets the timeouts of one operation: of all requests to the endpoint of `R`. They take precedence over those
        /// of the family. Those that are `None` keep their value. For an example, see
        /// [`Timeouts`](crate::sending::Timeouts).
        #[must_use]
        pub fn timeouts_for<R: crate::request::RequestFor<$F>>(mut self, timeouts: crate::sending::Timeouts) -> Self {
            self.settings.timeouts.set_operation(R::endpoint().name, timeouts);
            self
        }

        /// Sets the timeouts of one operation by the name of its endpoint, such as `query_order`. If the family has no
        /// such endpoint, the client cannot be built.
        ///
        /// ```
        /// # #[cfg(feature = "transport")]
        /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
        /// # use std::time::Duration;
        /// # use iotpay_client::client::Timeouts;
        /// # use iotpay_client::{Credentials, general};
        /// # let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
        /// // The name and the time from a file, here with a typo:
        /// # let (endpoint, seconds) = ("querry_order", 8);
        /// let timeouts = Timeouts::new().operation(Duration::from_secs(seconds));
        /// let builder = general::Client::builder(credentials).timeouts_for_endpoint(endpoint, timeouts);
        /// assert!(builder.build().unwrap_err().to_string().ends_with("did you mean `query_order`?"));
        /// # Ok(())
        /// # }
        /// # #[cfg(not(feature = "transport"))]
        /// # fn main() {}
        /// ```
        #[must_use]
        pub fn timeouts_for_endpoint(mut self, name: impl Into<String>, timeouts: crate::sending::Timeouts) -> Self {
            self.settings.set_endpoint_timeouts(name.into(), timeouts);
            self
        }

        /// Sets the timeouts of each [`RawRequest`](crate::protocol::RawRequest) with this path, which may be
        /// undocumented. They also apply to the endpoint of this name, if there is one.
        ///
        /// ```
        /// # #[cfg(feature = "transport")]
        /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
        /// # use std::time::Duration;
        /// # use iotpay_client::client::Timeouts;
        /// # use iotpay_client::{Credentials, general};
        /// # let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
        /// // For `RawRequest::new("monthly_statement")`:
        /// let slow = Timeouts::new().operation(Duration::from_secs(180));
        /// let client = general::Client::builder(credentials).timeouts_for_path("monthly_statement", slow).build()?;
        /// # let _ = client;
        /// # Ok(())
        /// # }
        /// # #[cfg(not(feature = "transport"))]
        /// # fn main() {}
        /// ```
        #[must_use]
        pub fn timeouts_for_path(mut self, path: impl Into<String>, timeouts: crate::sending::Timeouts) -> Self {
            self.settings.timeouts.set_operation(path, timeouts);
            self
        }

        /// Sets the maximum size of a response in bytes. The default is 1 MiB.
        #[must_use]
        pub fn max_response_size(mut self, bytes: usize) -> Self {
            self.settings.protocol = self.settings.protocol.with_max_response_size(bytes);
            self
        }

        /// Sets how strictly the signature of a successful response is checked. The default is
        /// [`Standard`](crate::protocol::SignaturePolicy::Standard).
        #[must_use]
        pub fn signature_policy(mut self, policy: crate::protocol::SignaturePolicy) -> Self {
            self.settings.protocol = self.settings.protocol.with_signature_policy(policy);
            self
        }

        /// Sets the hook that is called for each request, response and operation. See [`audit`](crate::audit).
        #[must_use]
        pub fn audit(mut self, audit: std::sync::Arc<dyn crate::audit::Audit>) -> Self {
            self.settings.protocol = self.settings.protocol.with_audit(audit);
            self
        }
    };
}

pub(crate) use client_setters;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::DocPage;

    #[test]
    fn only_similar_endpoints_are_suggested() {
        static PAGE: DocPage = DocPage::new("Made up", "/made-up.html");
        static ORDER: Endpoint = Endpoint::new("create_order", "create_order", &PAGE);
        static QUERY: Endpoint = Endpoint::new("query_order", "query_order", &PAGE);
        for (name, expected) in [
            ("creat_order", Some("create_order")),
            ("querry_order", Some("query_order")),
            ("order_query", None),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, &[&ORDER, &QUERY]), expected, "{name}");
        }
        assert_eq!(nearest("a", &[]), None);
    }
}
