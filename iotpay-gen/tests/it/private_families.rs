//! A crate with private endpoints can define API families, but cannot change those of `iotpay-client`.

use iotpay_gen::build_script::with_embedded_spec;
use iotpay_gen::diagnostic::Code;
use iotpay_gen::diff::diff;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{GeneratedFile, Settings, generate, listings, load};

use crate::fixture::{Spec, assert_points_at};

const FAMILY: &str = "
families:
  - name: ferry
    title: Ferry
    about: Invented.
    page: /ferry.html
    base_url: https://ferry.example/
    body: json
    timeout: { seconds: 9, source: inferred }
    envelope: { code: retCode, message: retMsg }
    signed_responses: { policy: required, source: inferred }
";

const PAGE: &str = "
page: { title: Ferry, path: /ferry.html, family: ferry, updated: unknown, completeness: complete, about: Ferries. }
endpoints:
  - name: board
    path: board
    method: POST
    effect: other
    idempotent: false
    about: Boards.
    request:
      table:
        - { name: mchId, required: y, type: String(30), sample: \"\", description: Merchant id. }
        - { name: deck, required: y, type: String(9), sample: \"\", description: A deck. }
        - { name: sign, required: y, type: String(64), sample: \"\", description: Signature. }
      rules: { deck: { values: deck } }
    response:
      table:
        - { name: retCode, required: y, type: String, sample: \"\", description: Code. }
        - { name: retMsg, required: n, type: String, sample: \"\", description: Message. }
        - { name: deck, required: y, type: String, sample: \"\", description: A deck. }
        - { name: sign, required: y, type: String, sample: \"\", description: Signature. }
      rules: { deck: { values: deck } }
";

/// Returns an enumeration of this family, or without one.
fn decks(family: &str) -> String {
    format!(
        "enumerations: [{{ name: deck, {family} about: Decks., page: /ferry.html, values: [{{ value: UPPER, about: Up. }}] }}]\n"
    )
}

/// Returns the embedded spec with these files of another crate.
fn files(own: &[(&str, &str)]) -> Vec<SourceFile> {
    let files = own.iter().map(|(name, text)| SourceFile::new(name, text).in_folder("spec"));
    with_embedded_spec(files.collect())
}

fn ferry() -> Vec<SourceFile> {
    files(&[("spec/shared/families.yaml", FAMILY), ("spec/ferry.yaml", &(PAGE.to_owned() + &decks("")))])
}

fn generated(files: &[SourceFile]) -> Vec<GeneratedFile> {
    let model = load(files).unwrap_or_else(|invalid| panic!("{invalid}"));
    generate(&model, &Settings::for_private_endpoints(files, &model))
}

fn text<'a>(generated: &'a [GeneratedFile], path: &str) -> &'a str {
    &generated.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}")).text
}

#[test]
fn a_family_has_its_type_and_its_signing_rule() {
    let generated = generated(&ferry());
    let paths: Vec<_> = generated.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["ferry/ferry.rs", "ferry/mod.rs", "mod.rs", "shared/mod.rs"]);
    let family = text(&generated, "ferry/mod.rs");
    for part in [
        "pub enum Ferry {}",
        "impl ::iotpay_client::spec::Family for Ferry {",
        "pub type Protocol = ::iotpay_client::protocol::Protocol<Ferry>;",
        "::iotpay_client::__private::if_transport! {",
        // The shared rule, with the fields of this family.
        "SigningAlgorithm::Md5(",
        ".names(&[\"deck\", \"mchId\", \"retCode\", \"retMsg\"]);",
        "pub use super::shared::Deck;",
    ] {
        assert!(family.contains(part), "{part}: {family}");
    }
    // Without documented notifications, there is no receiver.
    assert!(!family.contains("NotificationReceiver") && !family.contains("cfg(feature"), "{family}");
    let page = text(&generated, "ferry/ferry.rs");
    assert!(page.contains("family = super::Ferry") && page.contains("deck: super::super::shared::Deck"), "{page}");
    assert!(text(&generated, "mod.rs").contains("pub mod shared;"));
    assert!(generated.iter().all(|file| !file.text.contains("crate::")), "{generated:?}");
}

#[test]
fn an_enumeration_of_the_family_is_in_its_module() {
    let page = PAGE.to_owned() + &decks("family: ferry,");
    let generated = generated(&files(&[("own/families.yaml", FAMILY), ("own/ferry.yaml", &page)]));
    assert_eq!(generated.len(), 3);
    assert!(text(&generated, "ferry/mod.rs").contains("pub enum Deck {"));
    assert!(text(&generated, "ferry/ferry.rs").contains("deck: super::Deck"));
}

/// The module of the family exports the enumerations of the client that its messages use, at any depth.
#[test]
fn reports_a_type_with_the_name_of_an_exported_enumeration() {
    let of_currency = |page: &str| page.replace("values: deck", "values: currency");
    let nested = |page: &str| {
        page.replace("name: deck, required: y, type: String,", "name: \"decks[].deck\", required: y, type: String,")
            .replace("      rules: { deck: { values: deck } }\n    response", "    response")
            .replace(
                "      rules: { deck: { values: deck } }",
                "      rules: { \"decks[].deck\": { values: currency } }",
            )
    };
    for page in [of_currency(PAGE), nested(PAGE)] {
        let with = |page: &str| files(&[("spec/shared/families.yaml", FAMILY), ("spec/ferry.yaml", page)]);
        let generated = generated(&with(&page));
        assert!(text(&generated, "ferry/mod.rs").contains("pub use ::iotpay_client::shared::Currency;"));
        let spec = Spec { files: with(&page.replace("name: board", "name: currency")) };
        let invalid = load(&spec.files).unwrap_err();
        let messages: Vec<_> = invalid.diagnostics.iter().map(|it| (it.code, it.message.as_str())).collect();
        let expected = "two items of a family would have the same type name, `Currency`";
        assert_eq!(messages, [(Code::NameCollision, expected)], "{invalid}");
    }
}

#[test]
fn values_of_the_client_are_not_added_in_members_and_items() {
    for (name, ty) in [("decks[].deck", "String(9)"), ("box.deck", "String(9)"), ("decks", "String(9)[]")] {
        let page = PAGE.replacen(
            "name: deck, required: y, type: String(9)",
            &format!("name: \"{name}\", required: y, type: \"{ty}\""),
            1,
        );
        let rule =
            format!("rules: {{ \"{name}\": {{ values: currency, only: [{{ value: XTS, about: Made up. }}] }} }}");
        let page = page.replacen("rules: { deck: { values: deck } }", &rule, 1) + &decks("");
        let family = format!("{FAMILY}    signing: {{ nested_in_requests: {{ rule: raw, source: inferred }} }}\n");
        let invalid = load(&files(&[("own/families.yaml", &family), ("own/ferry.yaml", &page)])).unwrap_err();
        let expected = "`currency` is an enumeration of iotpay-client, which has no `XTS`";
        assert!(invalid.to_string().contains(expected), "{name}: {invalid}");
    }
}

/// The shared rule of `sign` would fill it in, but the signature is in another field.
#[test]
fn only_the_field_of_the_signing_rule_contains_the_signature() {
    let row = "        - { name: sign, required: y, type: String(64), sample: \"\", description: Signature. }\n";
    let signature = row.replace("name: sign,", "name: signature,");
    let family = format!(
        "{FAMILY}    signing: {{ field: signature }}\nfamily_fields: {{ ferry: {{ signature: {{ filled_by: signature }} }} }}\n"
    );
    let page = PAGE.replace("name: sign,", "name: signature,") + &decks("");
    load(&files(&[("own/families.yaml", &family), ("own/ferry.yaml", &page)])).unwrap_or_else(|it| panic!("{it}"));
    let both = page.replacen(&signature, &format!("{row}{signature}"), 1);
    let spec = Spec { files: files(&[("own/families.yaml", &family), ("own/ferry.yaml", &both)]) };
    assert_points_at(&spec, Code::InvalidSigningRule, "sign");
    assert!(spec.rendered().contains("`sign` is not the field with the signature of `ferry`"), "{}", spec.rendered());
}

#[test]
fn a_family_without_pages_is_generated() {
    let files = files(&[("own/families.yaml", FAMILY)]);
    let model = load(&files).unwrap_or_else(|invalid| panic!("{invalid}"));
    let settings = Settings::for_private_endpoints(&files, &model);
    let paths: Vec<_> = generate(&model, &settings).into_iter().map(|file| file.path).collect();
    assert_eq!(paths, ["ferry/mod.rs", "mod.rs"]);
    // The documentation of the module includes this file.
    let listed: Vec<_> = listings(&files, &model, &settings).into_iter().map(|file| file.path).collect();
    assert_eq!(listed, ["ferry/overview.md"]);
}

#[test]
fn a_deprecated_family_is_marked() {
    let page = PAGE.replace("about: Ferries. }", "about: Ferries., deprecated: { note: it sank } }") + &decks("");
    let generated = generated(&files(&[("own/families.yaml", FAMILY), ("own/ferry.yaml", &page)]));
    let family = text(&generated, "ferry/mod.rs");
    let marked = "#[deprecated(note = \"it sank\")]";
    // The alias of the client is inside a macro.
    let alias = family.split("if_transport! {").nth(1).unwrap().split("pub type Client").next().unwrap();
    assert!(alias.contains("deprecated (note = \"it sank\")") || alias.contains(marked), "{alias}");
    assert!(family.contains(&format!("{marked}\npub static SIGNING")), "{family}");
    assert!(text(&generated, "mod.rs").contains("#[allow(deprecated)]\npub mod ferry;"));
}

#[test]
fn shared_files_of_a_crate_replace_no_embedded_file() {
    let files = ferry();
    let names: Vec<_> = files.iter().map(|file| &*file.name).filter(|name| name.ends_with("families.yaml")).collect();
    assert_eq!(names, ["iotpay-spec/shared/families.yaml", "spec/shared/families.yaml"]);
    let model = load(&files).unwrap();
    let families: Vec<_> = model.families.iter().map(|family| family.name.as_str()).collect();
    assert_eq!(families, ["general", "card", "card_v2", "autodebit", "ferry"]);
}

#[test]
fn rejects_a_family_of_the_client() {
    let again = FAMILY.replace("name: ferry", "name: card");
    let spec = Spec { files: files(&[("own/families.yaml", &again)]) };
    assert_points_at(&spec, Code::DuplicateName, "card");
    let help = "rename it; a page with `family: card` adds endpoints to the family of iotpay-client";
    assert!(spec.rendered().contains(help), "{}", spec.rendered());
}

#[test]
fn rejects_shared_rules_that_would_change_the_client() {
    for (rules, at, message) in [
        (
            "fields: { subject: { secret: hidden } }",
            "subject",
            "the rule of `subject` would also apply to pages of iotpay-client",
        ),
        (
            "family_fields: { general: { subject: { secret: hidden } } }",
            "general",
            "`general` is a family of iotpay-client, whose shared rules cannot change",
        ),
    ] {
        let own = format!("{FAMILY}{rules}\n");
        let page = PAGE.to_owned() + &decks("");
        let spec = Spec { files: files(&[("own/families.yaml", &own), ("own/ferry.yaml", &page)]) };
        let rendered = spec.rendered();
        assert!(rendered.contains(message), "{rendered}");
        let invalid = load(&spec.files).unwrap_err();
        let diagnostic = invalid.diagnostics.iter().find(|it| it.message.contains("iotpay-client")).unwrap();
        let source = &spec.files[diagnostic.span.file];
        assert_eq!((diagnostic.code, &source.text[diagnostic.span.range()]), (Code::InapplicableRule, at));
    }
    let again = format!("{FAMILY}fields: {{ amount: {{ format: cents }} }}\n");
    let rendered = Spec { files: files(&[("own/families.yaml", &again)]) }.rendered();
    let help = "move it to `family_fields:` of a family of this crate, or to the `rules:` of a page";
    assert!(rendered.contains("the shared rule of `amount` is defined twice") && rendered.contains(help), "{rendered}");
}

#[test]
fn shared_rules_apply_to_the_family() {
    let own = format!("{FAMILY}fields: {{ deck: {{ values: deck }} }}\n");
    let page = PAGE.replace("      rules: { deck: { values: deck } }\n", "") + &decks("");
    let generated = generated(&files(&[("own/families.yaml", &own), ("own/ferry.yaml", &page)]));
    assert!(text(&generated, "ferry/ferry.rs").contains("deck: super::super::shared::Deck"));
}

/// `device` is not secret in messages of the client. A crate whose messages hide it more often cannot change those.
#[test]
fn secrets_of_a_crate_are_not_reported_in_the_client() {
    let rows: String = (0..40)
        .map(|at| {
            let endpoint = PAGE.split_once("endpoints:\n").unwrap().1.replace("board", &format!("board_{at}"));
            endpoint
                .replace("name: deck", "name: device")
                .replace("deck: { values: deck }", "device: { secret: hidden }")
        })
        .collect();
    let page = format!("{}endpoints:\n{rows}", PAGE.split_once("endpoints:\n").unwrap().0);
    let files = files(&[("own/families.yaml", FAMILY), ("own/ferry.yaml", &page)]);
    load(&files).unwrap_or_else(|invalid| panic!("{invalid}"));
}

#[test]
fn diff_reports_changes_of_the_family() {
    let with = |from: &str, to: &str| {
        let page = PAGE.to_owned() + &decks("");
        load(&files(&[("own/families.yaml", &FAMILY.replace(from, to)), ("own/ferry.yaml", &page)])).unwrap()
    };
    let old = with("", "");
    assert_eq!(diff(&old, &old).len(), 0);
    for (from, to, id) in [
        ("https://ferry.example/", "https://new.example/", "base-url-changed"),
        ("seconds: 9", "seconds: 8", "timeout-changed"),
        ("policy: required", "policy: never", "response-signing-changed"),
        (
            "    envelope:",
            "    signing: { algorithm: hmac-sha256, key: { position: hmac-only } }\n    envelope:",
            "signing-algorithm-changed",
        ),
    ] {
        let changes = diff(&old, &with(from, to));
        let ids: Vec<_> = changes.iter().map(|change| change.id.as_str()).collect();
        assert!(ids.contains(&id), "{id}: {ids:?}");
    }
}

#[test]
fn rejects_a_second_signing_rule() {
    let own = format!(
        "{FAMILY}signing: {{ page: /s.html, algorithm: md5, field: sign, key: {{ position: appended }}, case: upper, order: {{ rule: bytes, source: inferred }}, empty_values: omitted }}\n"
    );
    let rendered = Spec { files: files(&[("own/families.yaml", &own)]) }.rendered();
    assert!(rendered.contains("a family with another rule has its own `signing:`"), "{rendered}");
}

#[test]
fn names_of_features_of_the_client_are_available() {
    let own = FAMILY.replace("name: ferry", "name: transport");
    assert!(load(&files(&[("own/families.yaml", &own)])).is_ok());
}
