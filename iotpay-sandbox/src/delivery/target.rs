//! The addresses that notifications may be sent to.

use std::collections::BTreeSet;

use url::{Host, Url};

/// Loopback addresses, and the hosts that are allowed in addition.
#[derive(Debug, Clone, Default)]
pub(crate) struct Targets {
    hosts: BTreeSet<String>,
}

impl Targets {
    /// Allows a host name or an IP address.
    pub(crate) fn allow(&mut self, host: &str) {
        self.hosts.insert(host.trim_matches(['[', ']']).to_ascii_lowercase());
    }

    /// Returns `true` if a notification may be sent to a URL.
    pub(crate) fn allows(&self, url: &str) -> bool {
        match Url::parse(url).ok().as_ref().and_then(Url::host) {
            Some(Host::Ipv4(address)) => address.is_loopback() || self.hosts.contains(&address.to_string()),
            Some(Host::Ipv6(address)) => {
                address.to_canonical().is_loopback() || self.hosts.contains(&address.to_string())
            }
            Some(Host::Domain(name)) => name == "localhost" || self.hosts.contains(name),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_and_allowed_hosts() {
        let mut targets = Targets::default();
        for url in [
            "http://127.0.0.1/",
            "http://127.9.9.9:80/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/a",
            "https://localhost/",
        ] {
            assert!(targets.allows(url), "{url}");
        }
        let others = ["http://shop.test/", "http://10.0.0.7/", "http://[fe80::1]/", "http://localhost.evil.test/"];
        for url in others.into_iter().chain(["", "/path", "mailto:a@b", "http://0.0.0.0/"]) {
            assert!(!targets.allows(url), "{url}");
        }
        for host in ["Shop.test", "10.0.0.7", "[fe80::1]"] {
            targets.allow(host);
        }
        for url in ["http://shop.test:8080/notify", "http://10.0.0.7/", "http://[fe80::1]/"] {
            assert!(targets.allows(url), "{url}");
        }
        assert!(!targets.allows("http://sub.shop.test/"));
    }
}
