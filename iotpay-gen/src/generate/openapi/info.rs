//! What the document says of itself and of the whole API: families, signing, pages.

use super::Document;
use super::json::Object;
use super::{extensions, webhooks};
use crate::model::{
    BodyEncoding, Completeness, Family, NestedForm, NotificationBody, Page, RejectionRule, ResponseSigning, Signing,
};
use crate::raw::{RejectionReason, SITE};

const ABOUT: &str = "\
Made of the tables of `iotpay`, an independent project, by `iotpay-gen openapi`; edit the tables, not this \
file. All descriptions are the project's own words.

## Signing

Nothing of HTTP authenticates a call: no header, no cookie. Each request carries the merchant's id and a \
signature as fields of its body, and so do notifications and the responses of some families. The field \
`{sign}` is made so:

1. Take every field of the message but `{sign}`. Leave out those whose value is empty.
2. Sort them by name, byte by byte.
3. Join them as `name=value`, with `&` between them. Values stand as they are, not percent-encoded; \
numbers as their digits; an object that travels as text as that very text.
4. Append `&key=` and the merchant's key, which itself never travels.
5. The MD5 of these bytes in UTF-8, as 32 upper-case hexadecimal digits, is the signature.

A received message is verified likewise, over all its fields, known or not. How objects inside responses enter \
the signed text is told by `x-iotpay-signing`.

## Conventions

- Lengths count Unicode characters. Amounts are whole cents.
- `x-iotpay-filled-by` marks what comes from the merchant's account and not from the order: the merchant's id \
(`mch_id`), the login name (`login_name`), the signature (`signature`).
- `x-iotpay-secret` marks what must not be logged or shown: `hidden` not at all, `last4` by its last four \
characters at most. Such fields have no examples.
- Requests hold texts and whole numbers only; nested data travels as JSON inside a text (`contentSchema`).
- A request that is sent as a form has one parameter, `params`: the signed request as JSON text. The form is \
percent-encoded in UTF-8, as forms are, and nothing is encoded twice. Code generators that ignore `encoding` need \
the document of `iotpay-gen openapi --form-params text`, in which `params` is a string.
- Received messages may grow: unknown fields are no error, lists of values (`x-extensible-enum`) are open, \
numbers may come as text, optional fields may be empty or null.
- A response that is understood is no proof of payment: the status of the order is, or a notification whose \
signature holds.
- A call that is not idempotent (`x-iotpay-idempotent`) is never repeated blindly. When its end is unknown, \
ask the call in `resolved_by` (`x-iotpay-operations`) by the field in `reference`.
- `x-iotpay-source` and `x-iotpay-rule` tell where something is from, unless from the newest page of the \
vendor: `docs-old` an older page, `sdk` the vendor's SDKs, `peer` independent integrations, `inferred` no \
page at all. A `source` within other extensions, or in one that ends in `_from`, says the same.
";

/// What stands before the calls.
pub(super) fn head(document: &Document<'_>) -> Object {
    let info = Object::new()
        .with("title", "IOTPay payment API")
        .with("version", env!("CARGO_PKG_VERSION"))
        .with("description", ABOUT.replace("{sign}", &document.model.signing.field));
    let mut tags: Vec<_> = document.families().map(|(_, family)| tag(document, family)).collect();
    let has_incoming =
        |id| document.pages(id).any(|page| !page.notifications.is_empty() || !page.browser_returns.is_empty());
    tags.extend(document.families().filter(|(id, _)| has_incoming(*id)).map(|(_, family)| {
        let about = format!("{}: notifications to the merchant's server, and browser returns.", family.title);
        Object::new().with("name", webhooks::tag(family)).with("description", about)
    }));
    Object::new()
        .with("info", info)
        .with("externalDocs", extensions::docs_at(document.model, &document.model.signing.page))
        // Explicitly none: what authenticates stands in the body, for which there is no scheme.
        .with("security", Vec::<Object>::new())
        .with("tags", tags)
}

/// What stands after the schemas.
pub(super) fn tail(document: &Document<'_>) -> Object {
    let pages = document.families().flat_map(|(id, _)| document.pages(id)).map(page).collect::<Vec<_>>();
    Object::new().with("x-iotpay-signing", signing(&document.model.signing)).with("x-iotpay-pages", pages)
}

fn tag(document: &Document<'_>, family: &Family) -> Object {
    let body = match family.body {
        BodyEncoding::ParamsForm => "params-form",
        BodyEncoding::Json => "json",
    };
    let policy = match family.signed_responses {
        ResponseSigning::Required => "required",
        ResponseSigning::WhenPresent => "when-present",
        ResponseSigning::Never => "never",
    };
    let notifications = family.notifications.as_ref().map(|it| {
        let body = match it.body {
            NotificationBody::Form => "form",
            NotificationBody::Json => "json",
            NotificationBody::Any => "any",
        };
        let travels = Object::new().with("body", body).with("acknowledgement", &it.acknowledgement);
        travels.and(extensions::remark(&it.remark))
    });
    let envelope = &family.envelope;
    let envelope = Object::new()
        .with("code", &envelope.code)
        .with("message", &envelope.message)
        .with_some("result", envelope.result.as_ref())
        .with_some("error_code", envelope.error_code.as_ref())
        .with_some("error_message", envelope.error_message.as_ref());
    let undocumented = family.undocumented_rejections().map(RejectionReason::as_str);
    let rejections = Object::new()
        .with_list("known", family.rejections.iter().map(rejection).collect())
        .with_list("undocumented", undocumented.collect());
    let facts = Object::new()
        .with("base_url", &family.base_url)
        .with("body", body)
        .with("timeout_seconds", family.timeout_seconds)
        .with("timeout_from", extensions::remark(&family.timeout_remark))
        .with("envelope", envelope)
        .with("rejections", rejections)
        .with("signed_responses", Object::new().with("policy", policy).and(extensions::remark(&family.signing_remark)))
        .with_some("notifications", notifications);
    Object::new()
        .with("name", &family.name)
        .with("description", format!("{}: {}", family.title, family.about))
        .with("externalDocs", extensions::docs_at(document.model, &family.page))
        .with("x-iotpay-family", facts)
}

fn rejection(rule: &RejectionRule) -> Object {
    Object::new()
        .with("reason", rule.reason.as_str())
        .with_list("fields", rule.fields.iter().collect())
        .with_list("texts", rule.texts.iter().collect())
        .with("compare", rule.comparison.as_str())
        .and(extensions::remark(&rule.remark))
}

fn signing(signing: &Signing) -> Object {
    let nested = signing.nested.iter().map(|nested| {
        let forms = nested.forms.iter().map(|form| match form {
            NestedForm::LeftOut => "omitted",
            NestedForm::Raw => "raw",
            NestedForm::Sorted => "sorted",
        });
        Object::new()
            .with("field", &nested.field)
            .with("forms", forms.collect::<Vec<_>>())
            .with("text", if nested.text_left_out { "omitted" } else { "signed" })
            .with("confirmed", nested.confirmed)
            .and(extensions::remark(&nested.remark))
    });
    // What has one possible value in the tables is no part of the model.
    Object::new()
        .with("page", format!("{SITE}{}", signing.page))
        .with("algorithm", "md5")
        .with("field", &signing.field)
        .with("key_parameter", "key")
        .with("order", "bytes")
        .with("order_from", extensions::remark(&signing.order_remark))
        .with("empty_values", "omitted")
        .with_list("nested", nested.collect())
}

fn page(page: &Page) -> Object {
    let completeness = match page.completeness {
        Completeness::Complete => "complete",
        Completeness::Partial => "partial",
        Completeness::NotAvailable => "not-available",
    };
    Object::new()
        .with("title", &page.title)
        .with("file", &page.file)
        .with_some("url", page.path.as_ref().map(|path| format!("{SITE}{path}")))
        .with_some("updated", page.updated.as_ref())
        .with("completeness", completeness)
        .with_list("missing", page.missing.iter().collect())
        .with_some("deprecated", page.deprecated.as_ref())
}
