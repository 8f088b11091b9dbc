//! URLs. This module has no Unicode tables: a literal with an international or unusual host must be checked at
//! run time.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::characters::is_invisible;
use super::length::length;
use super::problem::Problem;

const NOT_A_URL: &str = "is not an absolute URL";
const NOT_HERE: &str =
    "has a host that cannot be checked at compile time; use braces to check it at run time: `{ \"…\" }`";

/// An absolute http or https URL.
pub(crate) fn url(value: &str, max: u32) -> Result<(), Problem> {
    length(value, max)?;
    let Some((scheme, rest)) = value.split_once(':') else { return Err(NOT_A_URL.to_owned()) };
    let is_unfit = |it: char| it.is_whitespace() || it.is_control() || is_invisible(it) || it == '\\';
    if !is_scheme(scheme) || value.chars().any(is_unfit) {
        return Err(NOT_A_URL.to_owned());
    }
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err("is not an http or https URL".to_owned());
    }
    let Some(rest) = rest.strip_prefix("//") else { return Err(NOT_A_URL.to_owned()) };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err("contains a user name or `@` before the path; remove it".to_owned());
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, ""),
    };
    let is_port = port.is_empty() || (port.bytes().all(|it| it.is_ascii_digit()) && port.parse::<u16>().is_ok());
    if is_port && is_host(host)? { Ok(()) } else { Err(NOT_A_URL.to_owned()) }
}

/// An absolute http or https URL without query and fragment.
pub(crate) fn url_without_query(value: &str, max: u32) -> Result<(), Problem> {
    url(value, max)?;
    if value.contains(['?', '#']) {
        return Err("contains `?` or `#`; the gateway appends its own query".to_owned());
    }
    Ok(())
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.'))
}

fn is_host(host: &str) -> Result<bool, Problem> {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Ok(address.parse::<Ipv6Addr>().is_ok());
    }
    let labels: Vec<_> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
    let is_punycode = |label: &&str| label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
    if !host.is_ascii() || host.contains('%') || labels.iter().any(is_punycode) {
        return Err(NOT_HERE.to_owned());
    }
    if host.is_empty() || host.contains(['#', '/', ':', '<', '>', '?', '@', '[', ']', '^', '|']) {
        return Ok(false);
    }
    if host.parse::<Ipv4Addr>().is_ok() {
        return Ok(true);
    }
    // A host that ends like an IPv4 address is either an address or invalid. There are more notations than four
    // plain numbers.
    let is_number = |label: &&str| !label.is_empty() && label.bytes().all(|it| it.is_ascii_digit());
    let is_plain = |label: &&str| is_number(label) && (*label == "0" || !label.starts_with('0'));
    if labels.len() >= 4 && labels.iter().all(is_plain) && !host.ends_with('.') {
        return Ok(false);
    }
    let ends_like_an_address =
        labels.last().is_some_and(|last| is_number(last) || last.starts_with("0x") || last.starts_with("0X"));
    let is_usual = |label: &&str| {
        !label.is_empty() && label.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'))
    };
    if !ends_like_an_address && labels.iter().all(is_usual) { Ok(true) } else { Err(NOT_HERE.to_owned()) }
}
