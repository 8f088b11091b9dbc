//! Determines the reason for a rejection from the texts in the spec.

use crate::incoming::Fields;
use crate::rejection::{Comparison, RejectionReason, RejectionRule};
use crate::signing::{Account, Signed};
use crate::spec::{Endpoint, Envelope};

/// Fields in which gateways return a code or a message. Each family documents some of them; an undocumented one may
/// contradict a documented one.
const CODES_AND_MESSAGES: [&str; 6] = ["retMsg", "msg", "errCode", "errCodeDes", "errMsg", "resMsg"];

/// The texts that may follow the closing bracket if the text in the spec ends with the opening bracket.
const AFTER_BRACKET: [&str; 5] = ["", " error", " error.", " record in db", " record in db."];

/// Returns the reason for a rejection. If the response contradicts itself, the client uses the reason that is safest
/// to assume: an undocumented code or message outweighs one that would rule out an effect.
pub(super) fn reason(
    rules: &[RejectionRule],
    envelope: &Envelope,
    is_business_error: bool,
    names_an_order: bool,
    fields: &Fields,
) -> RejectionReason {
    let mut found: Option<RejectionReason> = None;
    let mut add = |reason: RejectionReason| {
        if found.is_none_or(|it| uncertainty(reason) > uncertainty(it)) {
            found = Some(reason);
        }
    };
    for (name, text) in codes_and_messages(envelope, fields) {
        let is_of_request = is_business_error && name == envelope.message;
        if is_of_request && ["success", "ok"].contains(&letters(text).as_str()) {
            continue;
        }
        let mut is_known = false;
        for rule in rules.iter().filter(|rule| recognizes(rule, text)) {
            is_known = true;
            if rule.reason == RejectionReason::GatewayError || rule.fields.contains(&name) {
                add(match rule.reason {
                    RejectionReason::NoSuchOrder if !names_an_order => RejectionReason::Undocumented,
                    reason => reason,
                });
            }
        }
        if !is_known {
            add(RejectionReason::Undocumented);
        }
    }
    let says_success = |name: &str| fields.get(name).is_some_and(|field| field.text() == "SUCCESS");
    if !is_business_error && envelope.result.is_some_and(says_success) {
        add(RejectionReason::Undocumented);
    }
    found.unwrap_or(RejectionReason::Undocumented)
}

/// Returns `true` if the request is about an existing order: a query, or a request with an IOTPay order id or with the
/// merchant reference of an order that it does not create. An endpoint that is not generated may not list these fields,
/// so those of General Order count, too.
pub(super) fn names_an_order(endpoint: &Endpoint, request: &dyn Signed, account: &Account<'_>) -> bool {
    let mut found = endpoint.idempotent;
    request.visit(account, &mut |name, _| {
        let is_of_another = endpoint.reference.is_some_and(|reference| reference != name);
        let is_usual = name.ends_with("OrderId") || (name == "mchOrderNo" && is_of_another);
        found |= is_usual || endpoint.order_fields.contains(&name);
    });
    found
}

/// The non-empty codes and messages of a response.
fn codes_and_messages<'f>(envelope: &Envelope, fields: &'f Fields) -> impl Iterator<Item = (&'f str, &'f str)> {
    let own = [Some(envelope.message), envelope.error_code, envelope.error_message];
    let is_one = move |name: &str| CODES_AND_MESSAGES.contains(&name) || own.contains(&Some(name));
    fields
        .iter()
        .filter(move |field| is_one(field.name()) && !field.is_empty())
        .map(|field| (field.name(), field.text().trim()))
}

/// The rank of a reason if a response contradicts itself: more uncertain reasons rank higher.
fn uncertainty(reason: RejectionReason) -> u8 {
    match reason {
        RejectionReason::GatewayError => 3,
        RejectionReason::ReferenceUsed => 2,
        RejectionReason::Undocumented => 1,
        _ => 0,
    }
}

/// Internal errors of the gateway are recognized inside any other text, since a mistake there is harmless. Every other
/// reason rules something out, so its texts must match as documented.
fn recognizes(rule: &RejectionRule, text: &str) -> bool {
    let is_failure = rule.reason == RejectionReason::GatewayError;
    rule.texts
        .iter()
        .any(|known| matches(rule.comparison, known, text) || (is_failure && contains(&letters(text), &letters(known))))
}

/// A known text that is a number must be the whole text.
fn contains(text: &str, known: &str) -> bool {
    if known.bytes().all(|byte| byte.is_ascii_digit()) { text == known } else { text.contains(known) }
}

/// Letters and digits in lower case, without spaces and punctuation.
fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn matches(comparison: Comparison, known: &str, text: &str) -> bool {
    match comparison {
        Comparison::Exact => text == known,
        Comparison::IgnoreCase => text.eq_ignore_ascii_case(known),
        Comparison::Prefix => text.strip_prefix(known).is_some_and(|rest| ends_as_documented(known, rest)),
    }
}

/// Nothing follows, or names and values in brackets and one of the documented endings.
fn ends_as_documented(known: &str, rest: &str) -> bool {
    if rest.is_empty() {
        return true;
    }
    let Some((names, end)) = rest.split_once(']').filter(|_| known.ends_with('[')) else { return false };
    let is_name = |character: char| character.is_ascii_alphanumeric() || "_.,=:-".contains(character);
    names.chars().all(is_name) && AFTER_BRACKET.contains(&end)
}
