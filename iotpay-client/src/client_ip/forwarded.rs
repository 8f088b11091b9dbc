//! The addresses in the headers of proxies, from the nearest hop to the farthest. They are parsed lazily: addresses
//! beyond the last relevant hop are set by the customer and must not cause an error.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use super::ClientIpError;

const X_FORWARDED_FOR: &str = "X-Forwarded-For";
const FORWARDED: &str = "Forwarded";

type Address = Result<IpAddr, ClientIpError>;

/// The addresses in `X-Forwarded-For`, separated by commas.
pub(super) fn x_forwarded_for<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = Address> + 'a {
    lines_with_text(lines).flat_map(|line| line.rsplit(',').map(|node| address(node.trim(), X_FORWARDED_FOR)))
}

/// The addresses in `Forwarded`: elements separated by commas, each with `name=value` pairs separated by semicolons
/// (RFC 7239).
pub(super) fn forwarded<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = Address> + 'a {
    // Parsed from the beginning, since a quoted value may contain commas. A line that does not match the grammar
    // completely is invalid as a whole, so that an unclosed quote cannot hide an element set by a proxy.
    lines_with_text(lines).flat_map(|line| match elements(line) {
        Some(nodes) => nodes
            .into_iter()
            .rev()
            .map(|node| node.map_or(invalid(FORWARDED), |node| address(&node, FORWARDED)))
            .collect(),
        None => vec![invalid(FORWARDED)],
    })
}

fn lines_with_text<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    lines.iter().rev().map(|line| line.trim()).filter(|line| !line.is_empty())
}

fn invalid(header: &'static str) -> Address {
    Err(ClientIpError::InvalidAddress { header })
}

/// An address, without its port and brackets.
fn address(node: &str, header: &'static str) -> Address {
    if node.starts_with('_') || node.eq_ignore_ascii_case("unknown") {
        return Err(ClientIpError::Obfuscated { header });
    }
    // A zone has a meaning only on the proxy.
    if node.contains('%') {
        return invalid(header);
    }
    let in_brackets = || node.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    let with_port = || node.parse::<SocketAddr>().ok().map(|address| address.ip());
    let address = node.parse().ok().or_else(in_brackets).or_else(with_port);
    address.ok_or(ClientIpError::InvalidAddress { header })
}

/// The `for` value of each element of a line; `None` if the line does not match the grammar.
fn elements(line: &str) -> Option<Vec<Option<String>>> {
    let mut rest = line;
    let mut elements = Vec::new();
    loop {
        let mut node = None;
        loop {
            let (name, after) = rest.split_once('=')?;
            if name.contains(['"', ',', ';']) {
                return None;
            }
            let (value, after) = value(after)?;
            rest = after.trim_start();
            // Two values are ambiguous.
            if name.trim().eq_ignore_ascii_case("for") && node.replace(value).is_some() {
                return None;
            }
            match rest.strip_prefix(';') {
                Some(after) => rest = after,
                None => break,
            }
        }
        elements.push(node);
        if rest.is_empty() {
            return Some(elements);
        }
        rest = rest.strip_prefix(',')?;
    }
}

/// A quoted or unquoted value, and the rest of the text.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ';', '"', ' ', '\t']).unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(end)?;
        return Some((value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, quoted.get(at + 1..)?)),
            '\\' => value.push(characters.next()?.1),
            character => value.push(character),
        }
    }
    None
}
