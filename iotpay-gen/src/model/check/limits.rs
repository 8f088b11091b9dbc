//! A rule can narrow a table's limit and not widen it.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::{File, Message, Overlay, Row, VendorType};

pub(super) fn check(files: &[File], sink: &mut Sink) {
    for file in files {
        for endpoint in &file.endpoints {
            check_message(&endpoint.request, endpoint.channels.iter().map(|entry| &entry.request), sink);
            check_message(&endpoint.response, endpoint.channels.iter().map(|entry| &entry.response), sink);
        }
        for it in file.incoming() {
            check_message(&it.message, [].into_iter(), sink);
        }
    }
}

fn check_message<'a>(message: &Message, overlays: impl Iterator<Item = &'a Overlay>, sink: &mut Sink) {
    let rows: HashMap<&str, &Row> = message.rows().into_iter().map(|row| (row.name.value.as_str(), row)).collect();
    for (name, rule) in message.rules.iter().chain(overlays.flat_map(|overlay| &overlay.rules)) {
        let (Some(row), Some(ruled)) = (rows.get(name.value.as_str()), &rule.ty) else { continue };
        if exceeds(&row.ty.value, &ruled.value) {
            sink.push(
                Diagnostic::new(
                    Code::InvalidLimit,
                    ruled.span,
                    format!("the rule for `{}` exceeds the table's limit", name.value),
                    "wider",
                )
                .related(row.ty.span, "the table's limit")
                .help("narrow the limit, or correct the row if the page has changed"),
            );
        }
    }
}

/// Returns `true` if the type of a rule allows longer values than that of the row.
fn exceeds(row: &VendorType, ruled: &VendorType) -> bool {
    match (row, ruled) {
        (VendorType::Text(limit), VendorType::Text(ruled)) => is_wider(*limit, *ruled),
        (VendorType::Text(limit), VendorType::Decimal(ruled)) => is_wider(*limit, Some(ruled.longest())),
        (VendorType::Array(Some(row)), VendorType::Array(Some(ruled))) => exceeds(row, ruled),
        (VendorType::Text(limit), VendorType::Boolean(Some(words))) => is_wider(*limit, Some(words.longest())),
        (VendorType::Text(limit), VendorType::Date(form)) => is_wider(*limit, u32::try_from(form.example().len()).ok()),
        (VendorType::Text(limit), VendorType::DateTime(ruled)) => is_wider(*limit, Some(ruled.longest())),
        (VendorType::Decimal(row), VendorType::Decimal(ruled)) => {
            ruled.scale > row.scale || ruled.digits - ruled.scale > row.digits - row.scale
        }
        (
            VendorType::Text(_)
            | VendorType::Integer(_)
            | VendorType::Decimal(_)
            | VendorType::Boolean(_)
            | VendorType::Date(_)
            | VendorType::DateTime(_)
            | VendorType::Object
            | VendorType::Any
            | VendorType::Array(_),
            _,
        ) => false,
    }
}

/// Returns `true` if a rule's limit allows more than the one before it.
pub(super) fn is_wider(before: Option<u32>, ruled: Option<u32>) -> bool {
    before.is_some_and(|before| ruled.is_none_or(|ruled| ruled > before))
}
