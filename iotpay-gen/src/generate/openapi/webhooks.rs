//! Notifications to the merchant's server, and browser returns.

use super::document::{Document, Ids, Schemas};
use super::json::Object;
use super::{extensions, message};
use crate::model::{Family, Notification, NotificationBody, Page};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Returns the tag of a family's notifications. Many code generators write one file per tag, so webhooks with the tag
/// of the endpoints would overwrite the file of the endpoints.
pub(super) fn tag(family: &Family) -> String {
    format!("{}-notifications", family.name)
}

/// Returns all notifications, by name with the family as prefix.
pub(super) fn webhooks(document: &Document<'_>, schemas: &mut Schemas, ids: &mut Ids) -> Object {
    let mut webhooks = Object::new();
    for (id, family) in document.families() {
        let document = document.of(id);
        for page in document.pages(id) {
            for notification in &page.notifications {
                let reference = schema(&document, schemas, page, notification, true);
                let id = ids.unique(&format!("{}_{}", family.name, notification.name));
                let operation = report(&id, family, page, notification, &reference);
                webhooks.set(document.name(&notification.name), Object::new().with("post", operation));
            }
            for returned in &page.browser_returns {
                let reference = schema(&document, schemas, page, returned, false);
                let id = ids.unique(&format!("{}_{}", family.name, returned.name));
                let operation = browser_return(&id, family, page, returned, reference);
                webhooks.set(document.name(&returned.name), Object::new().with("get", operation));
            }
        }
    }
    webhooks
}

fn schema(
    document: &Document<'_>,
    schemas: &mut Schemas,
    page: &Page,
    notification: &Notification,
    is_signed: bool,
) -> Object {
    schemas.refer(&document.name(&notification.type_name), |schemas| {
        message::notification(document, schemas, page, notification, is_signed)
    })
}

fn head(id: &str, family: &Family, page: &Page, notification: &Notification, about: &str) -> Object {
    let what = extensions::on_the_wire(&notification.about, &mut notification.fields.iter());
    Object::new()
        .with("operationId", id)
        .with("tags", [tag(family)])
        .with("summary", &notification.name)
        .with("description", format!("{what} {about}"))
        .with_some("externalDocs", extensions::page_docs(page))
        .with_mark("deprecated", page.lifecycle.is_deprecated())
}

const REPORT: &str = "Verify the signature, and compare the content with the merchant's records, before you \
                      act on it. The HTTP method is undocumented; it may differ from POST.";

fn report(id: &str, family: &Family, page: &Page, notification: &Notification, schema: &Object) -> Object {
    let family_delivery = family.notifications.as_ref();
    let body = family_delivery.map_or(NotificationBody::Any, |it| it.body);
    let kinds: &[&str] = match body {
        NotificationBody::Form => &[FORM],
        NotificationBody::Json => &[JSON],
        NotificationBody::Any => &[FORM, JSON],
    };
    let content =
        kinds.iter().fold(Object::new(), |all, kind| all.with(*kind, Object::new().with("schema", schema.clone())));
    // The fields of a form can also be in the query, or in both.
    let in_query = (body != NotificationBody::Json).then(|| [query(schema.clone(), false)]);
    let is_needed = body == NotificationBody::Json;
    let acknowledgement = match family_delivery {
        Some(family_delivery) => {
            let text = Object::new().with("type", "string").with("const", &family_delivery.acknowledgement);
            Object::new()
                .with("description", "Acknowledges the notification.")
                .with("content", Object::new().with("text/plain", Object::new().with("schema", text)))
        }
        None => Object::new().with("description", "The acknowledgement is undocumented."),
    };
    head(id, family, page, notification, REPORT)
        .with_some("parameters", in_query)
        .with("requestBody", Object::new().with("required", is_needed).with("content", content))
        .with("responses", Object::new().with("200", acknowledgement))
        .with_some("x-iotpay-delivery", family_delivery.map(|it| extensions::source_note(&it.source_note)))
}

const RETURN: &str = "It is unsigned and proves nothing; use it only to decide which order to query.";

fn browser_return(id: &str, family: &Family, page: &Page, returned: &Notification, schema: Object) -> Object {
    let response = Object::new().with("description", "The page that is shown to the customer.");
    head(id, family, page, returned, RETURN)
        .with("parameters", [query(schema, true)])
        .with("responses", Object::new().with("200", response))
}

/// Fields of an object, each a parameter of the query.
fn query(schema: Object, is_needed: bool) -> Object {
    Object::new()
        .with("name", "fields")
        .with("in", "query")
        .with("description", "Each field is a separate parameter.")
        .with("required", is_needed)
        .with("style", "form")
        .with("explode", true)
        .with("schema", schema)
}
