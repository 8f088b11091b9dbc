use super::*;
use crate::value::ValueError;

fn proxies() -> TrustedProxies {
    TrustedProxies::new(["10.0.0.0/8", "192.0.2.1", "2001:db8:ffff::/48"]).unwrap()
}

fn ask(peer: &str, x_forwarded_for: &[&str], forwarded: &[&str]) -> Result<String, ClientIpError> {
    let hops = ConnectionInfo { peer: peer.parse().unwrap(), x_forwarded_for, forwarded };
    proxies().client_ip(&hops).map(|ip| ip.as_str().to_owned())
}

fn by_list(lines: &[&str]) -> Result<String, ClientIpError> {
    ask("10.0.0.5", lines, &[])
}

fn by_elements(lines: &[&str]) -> Result<String, ClientIpError> {
    ask("10.0.0.5", &[], lines)
}

const LIST_UNREADABLE: ClientIpError = ClientIpError::InvalidAddress { header: "X-Forwarded-For" };
const ELEMENTS_UNREADABLE: ClientIpError = ClientIpError::InvalidAddress { header: "Forwarded" };

#[test]
fn headers_of_a_stranger_are_ignored() {
    for peer in ["203.0.113.7", "::ffff:203.0.113.7"] {
        assert_eq!(ask(peer, &["198.51.100.1"], &["for=198.51.100.2"]).unwrap(), "203.0.113.7");
        assert_eq!(ask(peer, &["garbage"], &["\""]).unwrap(), "203.0.113.7");
    }
    let hops = ConnectionInfo { peer: "10.0.0.5".parse().unwrap(), x_forwarded_for: &["198.51.100.1"], forwarded: &[] };
    assert_eq!(TrustedProxies::none().client_ip(&hops).unwrap().as_str(), "10.0.0.5");
}

#[test]
fn what_the_customer_wrote_does_not_win() {
    for lines in [
        &["198.51.100.1, 203.0.113.7"] as &[&str],
        &["198.51.100.1, 198.51.100.2, 203.0.113.7, 10.1.2.3, 192.0.2.1"],
        // Neither the address of a trusted proxy nor a separate header line changes this.
        &["198.51.100.1, 10.0.0.9, 203.0.113.7, 10.0.0.9"],
        &["198.51.100.1, 10.0.0.9", "203.0.113.7"],
        &["198.51.100.1", "203.0.113.7, 10.0.0.9", "10.0.0.8"],
    ] {
        assert_eq!(by_list(lines).unwrap(), "203.0.113.7", "{lines:?}");
        let elements: Vec<_> = lines.iter().map(|line| format!("for={}", line.replace(", ", ", for="))).collect();
        let elements: Vec<_> = elements.iter().map(String::as_str).collect();
        assert_eq!(by_elements(&elements).unwrap(), "203.0.113.7", "{elements:?}");
    }
}

#[test]
fn what_the_customer_wrote_does_no_harm() {
    for lines in [&[", , 203.0.113.7"] as &[&str], &["unknown, 203.0.113.7"], &["\"\u{0}<>茶, 203.0.113.7"]] {
        assert_eq!(by_list(lines).unwrap(), "203.0.113.7", "{lines:?}");
    }
    assert_eq!(by_list(&["x", "", "203.0.113.7", " "]).unwrap(), "203.0.113.7");
    assert_eq!(by_elements(&["for=\"", "for=203.0.113.7"]).unwrap(), "203.0.113.7");
    assert_eq!(by_elements(&["for=_x, for=203.0.113.7"]).unwrap(), "203.0.113.7");
}

#[test]
fn an_open_quote_swallows_no_element() {
    for line in [
        "for=\"198.51.100.1, for=203.0.113.7",
        "for=198.51.100.1;x=\", for=\"[2001:db8::7]\"",
        "for=198.51.100.1;x=\"\\\", for=203.0.113.7",
        "for=\"198.51.100.1\"x, for=203.0.113.7",
        "\"for=198.51.100.1\", for=203.0.113.7",
    ] {
        assert_eq!(by_elements(&[line]), Err(ELEMENTS_UNREADABLE), "{line}");
    }
}

#[test]
fn ports_and_brackets_fall_away() {
    for (node, address) in [
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:1", "203.0.113.7"),
    ] {
        assert_eq!(by_list(&[node]).unwrap(), address, "{node}");
        assert_eq!(by_elements(&[&format!("For=\"{node}\";proto=https")]).unwrap(), address, "{node}");
    }
    assert_eq!(by_elements(&["by=\"a;b,c\" ; proto=https;for = 203.0.113.7"]), Err(ELEMENTS_UNREADABLE));
    assert_eq!(by_elements(&["by=\"a;b,c\";proto=https;for=203.0.113.7:80"]).unwrap(), "203.0.113.7");
    assert_eq!(by_elements(&["for=\"203.0.113\\.7\""]).unwrap(), "203.0.113.7");
}

#[test]
fn rejects_obfuscated_and_invalid_addresses() {
    for node in ["unknown", "UNKNOWN", "_hidden", "_"] {
        assert_eq!(by_list(&[node]), Err(ClientIpError::Obfuscated { header: "X-Forwarded-For" }), "{node}");
        let line = format!("for={node}");
        assert_eq!(by_elements(&[&line]), Err(ClientIpError::Obfuscated { header: "Forwarded" }), "{node}");
    }
    for node in ["shop.example", "203.0.113", "203.0.113.007", "203.0.113.7:99999", "fe80::1%1", "[fe80::1%1]:80", "[1"]
    {
        assert_eq!(by_list(&["203.0.113.7", node]), Err(LIST_UNREADABLE), "{node}");
        assert_eq!(by_elements(&["for=203.0.113.7", &format!("for=\"{node}\"")]), Err(ELEMENTS_UNREADABLE), "{node}");
    }
    assert_eq!(by_list(&["203.0.113.7, "]), Err(LIST_UNREADABLE));
    assert_eq!(by_list(&["203.0.113.7 203.0.113.8"]), Err(LIST_UNREADABLE));
    for line in ["proto=https", "for=", "for", "203.0.113.7", "for=203.0.113.7,", "for=203.0.113.7;for=203.0.113.8"] {
        assert_eq!(by_elements(&["for=203.0.113.7", line]), Err(ELEMENTS_UNREADABLE), "{line}");
    }
}

#[test]
fn both_headers_must_agree() {
    assert_eq!(ask("10.0.0.5", &["203.0.113.7"], &["for=\"203.0.113.7:80\""]).unwrap(), "203.0.113.7");
    assert_eq!(ask("10.0.0.5", &["203.0.113.7"], &["for=198.51.100.1"]), Err(ClientIpError::Conflict));
    assert_eq!(ask("10.0.0.5", &["203.0.113.7"], &["garbage"]), Err(ELEMENTS_UNREADABLE));
    assert_eq!(ask("10.0.0.5", &["203.0.113.7"], &[" "]).unwrap(), "203.0.113.7");
}

#[test]
fn skips_trusted_proxies() {
    for lines in [&[] as &[&str], &[""], &[" ", ""]] {
        assert_eq!(ask("10.0.0.5", lines, lines), Err(ClientIpError::MissingHeader));
        assert_eq!(ask("::ffff:10.0.0.5", lines, lines), Err(ClientIpError::MissingHeader));
    }
    assert_eq!(by_list(&["10.0.0.7, 2001:db8:ffff::1, 192.0.2.1"]), Err(ClientIpError::OnlyTrustedProxies));
    assert_eq!(by_elements(&["for=10.0.0.7"]), Err(ClientIpError::OnlyTrustedProxies));
}

#[test]
fn an_address_must_fit_the_field() {
    let long = "2001:db8:85a3:1111:2222:8a2e:3370:7334";
    let error = by_list(&[long]).unwrap_err();
    assert_eq!(error, ClientIpError::TooLong(ValueError::TooLong { max: 32, length: 38 }));
    assert!(!error.to_string().contains("2001"));
    let hops = ConnectionInfo { peer: long.parse().unwrap(), x_forwarded_for: &[], forwarded: &[] };
    assert_eq!(proxies().client_ip_within::<50>(&hops).unwrap().address(), hops.peer);
}

#[test]
fn proxies_are_addresses_and_networks() {
    let mapped = TrustedProxies::new(["::ffff:10.0.0.0/104"]).unwrap();
    let hops = ConnectionInfo { peer: "10.9.9.9".parse().unwrap(), x_forwarded_for: &["203.0.113.7"], forwarded: &[] };
    assert_eq!(mapped.client_ip(&hops).unwrap().as_str(), "203.0.113.7");
    for text in ["", "10.0.0.0/33", "10.0.0.0/-1", "localhost", "10.0.0", "::/129"] {
        assert_eq!(TrustedProxies::new(["10.0.0.1", text]).unwrap_err().text(), text);
    }
}
