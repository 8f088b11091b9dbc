//! Host names and addresses of this machine: requests to them never use a proxy.

use url::Host;

use crate::protocol::stays_here;

/// Returns `true` if the host is intended to be this machine. A proxy would resolve the name to another machine and
/// receive the request.
///
/// Broader than [`stays_here`]: names below `localhost` are loopback by RFC 6761, section 6.3, but not every resolver
/// follows it.
pub(crate) fn is_meant_here(host: &Host<&str>) -> bool {
    let is_unspecified = match host {
        Host::Ipv4(address) => address.is_unspecified(),
        Host::Ipv6(address) => address.to_canonical().is_unspecified(),
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            return name == "localhost" || name.ends_with(".localhost");
        }
    };
    is_unspecified || stays_here(host)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn distinguishes_this_machine_from_others() {
        for (host, stays, meant) in [
            ("127.0.0.1", true, true),
            ("127.255.0.9", true, true),
            ("127.1", true, true),
            ("2130706433", true, true),
            ("[::1]", true, true),
            ("[::ffff:127.0.0.1]", true, true),
            ("[::ffff:7f01:203]", true, true),
            ("localhost", true, true),
            ("LocalHost", true, true),
            ("localhost.", false, true),
            ("shop.localhost", false, true),
            ("shop.localhost.", false, true),
            ("0.0.0.0", false, true),
            ("[::]", false, true),
            ("10.0.0.1", false, false),
            ("128.0.0.1", false, false),
            ("[::ffff:10.0.0.1]", false, false),
            ("[::127.0.0.1]", false, false),
            ("localhost.example", false, false),
            ("notlocalhost", false, false),
            ("127.0.0.1.example", false, false),
            ("api.example", false, false),
        ] {
            let url = Url::parse(&format!("https://{host}/")).unwrap();
            let host = url.host().unwrap();
            assert_eq!((stays_here(&host), is_meant_here(&host)), (stays, meant), "{host}");
        }
    }
}
