//! Compares the verdicts of `diff` with the compiler. For each kind of change, a caller that uses the whole public API
//! of the older side is checked against the newer one: it must fail to compile if the kind has [`Breaks::Compile`], and
//! compile for every other kind. The caller is generated from the generated code, so that it also uses new items.
//!
//! `VERDICT_ROUNDS=300 cargo test -p iotpay-tests --test it verdict::` also edits the spec at random, like the
//! generator's `semver.rs`, and checks each edit with the compiler.

mod caller;
mod cases;
mod code;
pub(crate) mod compiler;
mod derived;
#[path = "../../../iotpay-gen/tests/it/semver/edit.rs"]
mod edit;
mod fill;
#[allow(dead_code)]
#[path = "../../../iotpay-gen/tests/it/diff/pairs/mod.rs"]
mod pairs;
mod tokens;

use std::collections::{BTreeSet, HashSet};

use iotpay_gen::diff::{Breaks, ChangeKind, Level};

use crate::fixture::Spec;
use cases::Cases;
use tokens::public_names;

#[test]
fn compiler_agrees_with_every_kind_of_change() {
    let mut cases = Cases::new("kinds");
    for &id in ChangeKind::ALL {
        let pair = pairs::pair(id);
        let case = cases.add(id.as_str(), &pair.old, &pair.new).unwrap();
        // Other changes of a pair do not affect the verdict.
        assert_eq!(
            case.breaks_at(Breaks::Compile),
            id.breaks() == Some(Breaks::Compile),
            "{id}: {}",
            case.description()
        );
        assert_eq!(case.has_level(Level::Breaking), id.level() == Level::Breaking, "{id}: {}", case.description());
    }
    let wrong = cases.disagreements();
    assert!(wrong.is_empty(), "{} disagree:\n{}", wrong.len(), wrong.join("\n"));
}

/// A new deprecation compiles, but warns.
#[test]
fn compiler_warns_of_new_deprecations() {
    let begins = [
        ChangeKind::PageDeprecated,
        ChangeKind::EndpointDeprecated,
        ChangeKind::ChannelDeprecated,
        ChangeKind::FieldDeprecated,
        ChangeKind::ValueDeprecated,
    ];
    let ends = [
        ChangeKind::PageDeprecationEnded,
        ChangeKind::EndpointDeprecationEnded,
        ChangeKind::ChannelDeprecationEnded,
        ChangeKind::FieldDeprecationEnded,
        ChangeKind::ValueDeprecationEnded,
    ];
    let mut cases = Cases::new("deprecations");
    for id in begins.into_iter().chain(ends) {
        let pair = pairs::pair(id);
        cases.add(id.as_str(), &pair.old, &pair.new).unwrap();
    }
    for (at, (name, [before, after])) in cases.deprecations().into_iter().enumerate() {
        let is_new = at < begins.len();
        assert_eq!((before > 0, after > 0), (!is_new, is_new), "{name}: {before} warnings, then {after}");
    }
}

/// Kinds whose changes differ for the compiler: each of these edits, in both directions.
#[test]
fn compiler_agrees_with_different_changes_of_one_kind() {
    let mut cases = Cases::new("edits");
    for (file, from, to) in EDITS {
        let edited = Spec::real().edit(file, from, to);
        for (way, old, new) in [("there", &Spec::real(), &edited), ("back", &edited, &Spec::real())] {
            cases
                .add(&format!("{file}: {from} -> {to}, {way}"), old, new)
                .unwrap_or_else(|invalid| panic!("{invalid}"));
        }
    }
    let wrong = cases.disagreements();
    assert!(wrong.is_empty(), "{} disagree:\n{}", wrong.len(), wrong.join("\n"));
}

/// The members of objects in requests.
#[test]
fn compiler_agrees_with_members_of_request_objects() {
    let row = "        - { name: basket, required: n, type: String(400), sample: \"\", description: The basket. }";
    let response = "\n    response:\n";
    let with = |from: &str, to: &str| {
        assert!(BASKET.contains(from), "{from}");
        let rule = BASKET.replace(from, to);
        Spec::real().insert_after(REFUND, "{ name: refundAmount, ", row).edit(
            REFUND,
            response,
            &format!("\n      rules:\n{rule}{response}"),
        )
    };
    let mut cases = Cases::new("members");
    let base = with("", "");
    for (from, to) in [
        ("name: note,          required: n", "name: note,          required: y"),
        (NOTE, ""),
        ("String(9)", "String(8)"),
        ("type: int", "type: long"),
        ("type: \"String(3)[]\"", "type: \"int[]\""),
        ("max_items: 3", "max_items: 2"),
        ("range: { max: 5 }", "range: { max: 4 }"),
        ("name: buyer.name", "name: buyer.fullName"),
        ("format: json-object", "format: json-array"),
        ("format: json-object", "format: json-object\n          type_name: cart"),
    ] {
        let edited = with(from, to);
        for (way, old, new) in [("there", &base, &edited), ("back", &edited, &base)] {
            cases.add(&format!("{from} -> {to}, {way}"), old, new).unwrap_or_else(|invalid| panic!("{invalid}"));
        }
    }
    let wrong = cases.disagreements();
    assert!(wrong.is_empty(), "{} disagree:\n{}", wrong.len(), wrong.join("\n"));
}

const NOTE: &str =
    "            - { name: note,          required: n, type: String(9),       sample: \"\", description: A note. }\n";

/// The rule of a JSON text with objects in objects and arrays.
const BASKET: &str = "        basket:
          format: json-object
          members:
            - { name: note,          required: n, type: String(9),       sample: \"\", description: A note. }
            - { name: buyer.name,    required: y, type: String(20),      sample: \"\", description: A name. }
            - { name: \"lines[].no\",  required: y, type: int,             sample: \"\", description: A number. }
            - { name: \"lines[].tag\", required: n, type: \"String(3)[]\",   sample: \"\", description: A tag. }
          member_rules:
            \"lines[].no\": { range: { max: 5 } }
            \"lines[].tag\": { max_items: 3 }
";

#[test]
fn compiler_agrees_with_random_edits() {
    let rounds = std::env::var("VERDICT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(4);
    let (mut wrong, mut compared) = (Vec::new(), 0);
    let all: Vec<usize> = (0..rounds).collect();
    for some in all.chunks(50) {
        let mut cases = Cases::new("random");
        for &round in some {
            let mut spec = Spec::real();
            let random = &mut edit::Random::new(round);
            let edits: Vec<_> = (0..=random.below(2)).filter_map(|_| edit::edit(random, &mut spec.files)).collect();
            for (way, old, new) in [("there", &Spec::real(), &spec), ("back", &spec, &Spec::real())] {
                compared += usize::from(cases.add(&format!("round {round}, {way}: {edits:?}"), old, new).is_ok());
            }
        }
        wrong.extend(cases.disagreements());
    }
    assert!(wrong.is_empty(), "{} of {compared} disagree:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn detects_wrong_verdicts() {
    let mut cases = Cases::new("opposite");
    let kinds = [
        ChangeKind::RequestLimitWidened,
        ChangeKind::RequestFieldAddedOptional,
        ChangeKind::ReceivedFieldAdded,
        ChangeKind::ValueRenamed,
    ];
    for id in kinds {
        let pair = pairs::pair(id);
        cases.add(id.as_str(), &pair.old, &pair.new).unwrap();
    }
    cases.is_opposite = true;
    let wrong = cases.disagreements();
    assert_eq!(wrong.len(), kinds.len(), "{}", wrong.join("\n"));
    assert!(kinds.iter().all(|id| wrong.iter().any(|it| it.starts_with(id.as_str()))), "{}", wrong.join("\n"));
}

#[test]
fn caller_uses_every_public_name() {
    let files = Spec::real().generated_no_line_numbers();
    let code = code::Code::of(&files, None);
    let caller = caller::caller(&code, &code.files.keys().cloned().collect()).to_string();
    let used: HashSet<&str> = caller.split(|it: char| !it.is_alphanumeric() && it != '_').collect();
    let mut names = BTreeSet::new();
    for file in &files {
        names.extend(public_names(file.text.parse().unwrap()));
    }
    for file in code.files.values() {
        let derived = derived::items(&file.items);
        names.extend(public_names(quote::quote!(#(#derived)*)));
    }
    let unused: Vec<_> = names.iter().filter(|name| !used.contains(name.as_str())).collect();
    assert!(names.len() > 300 && unused.is_empty(), "of {} public names these are not used: {unused:?}", names.len());
}

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const QUERY: &str = "spec/general/10-order-query.yaml";
const REFUND: &str = "spec/general/13-refund.yaml";
const QUERY_CARD: &str = "spec/card/06-query-card.yaml";
const FIELDS: &str = "spec/shared/fields.yaml";
const STATUSES: &str = "spec/shared/statuses.yaml";

const EDITS: &[(&str, &str, &str)] = &[
    // The limit of a text, a URL, an optional field, an IP address, and a field of a `one_of` group.
    (QR, "{ name: mchOrderNo, required: y,  type: String(30)", "{ name: mchOrderNo, required: y,  type: String(40)"),
    (QR, "{ name: notifyUrl,  required: y,  type: String(200)", "{ name: notifyUrl,  required: y,  type: String"),
    (QR, "{ name: remarks,    required: n,  type: String(200)", "{ name: remarks,    required: n,  type: String"),
    (QR, "{ name: clientIp,   required: y,  type: String(32)", "{ name: clientIp,   required: y,  type: String(64)"),
    (QUERY, "{ name: mchOrderNo, required: y*, type: String(30)", "{ name: mchOrderNo, required: y*, type: String(40)"),
    // A decimal number, required or optional, in a request and in a response.
    (
        QR,
        "{ name: remarks,    required: n,  type: String(200)",
        "{ name: remarks,    required: n,  type: \"decimal(10,2)\"",
    ),
    (
        QR,
        "{ name: subject,    required: y,  type: String(64)",
        "{ name: subject,    required: y,  type: \"decimal(10,0)\"",
    ),
    (
        QUERY,
        "{ name: channelOrderNo, required: n, type: String, ",
        "{ name: channelOrderNo, required: n, type: \"decimal(10,2)\", ",
    ),
    // Booleans and dates.
    (QR, "{ name: remarks,    required: n,  type: String(200)", "{ name: remarks,    required: n,  type: boolean"),
    (
        QR,
        "{ name: subject,    required: y,  type: String(64)",
        "{ name: subject,    required: y,  type: \"boolean(Y,N)\"",
    ),
    (
        QR,
        "{ name: subject,    required: y,  type: String(64)",
        "{ name: subject,    required: y,  type: date(yyyyMMdd)",
    ),
    (
        QUERY,
        "{ name: channelOrderNo, required: n, type: String, ",
        "{ name: channelOrderNo, required: n, type: \"datetime(yyyyMMddHHmmss, -03:30)\", ",
    ),
    (
        QUERY,
        "{ name: channelOrderNo, required: n, type: String, ",
        "{ name: channelOrderNo, required: n, type: boolean, ",
    ),
    // Limits of objects and of fields that the client fills are not part of a type.
    (QR, "{ name: extra,      required: y*, type: String(512)", "{ name: extra,      required: y*, type: String(513)"),
    (QUERY_CARD, "{ name: mchId,  required: y, type: String(30)", "{ name: mchId,  required: y, type: String"),
    (QUERY_CARD, "        - { name: sign,   required: y", JOB_NO),
    // In a request, another format is another type; in a response, many formats have the same type.
    (FIELDS, "format: http-url-without-query", "format: http-url"),
    (REFUND, "{ identifies: refund, source: third-party }", "{ identifies: transaction, source: third-party }"),
    // The outcome of a value is part of functions.
    (STATUSES, "outcome_of: transaction", "outcome_of: payment"),
    (STATUSES, "outcome_of: refund", "outcome_of: payment"),
];

const JOB_NO: &str = "        - { name: jobNo,  required: y, type: String(8), sample: \"\", description: Login. }
        - { name: sign,   required: y";
