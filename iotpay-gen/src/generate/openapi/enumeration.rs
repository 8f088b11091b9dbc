//! Enumerations as schemas: closed in requests, open in received messages.

use super::document::Document;
use super::json::Object;
use super::{extensions, lifecycle};
use crate::model::{EnumType, Enumeration, EnumerationValue, Outcome, OutcomeOf, Transaction};

/// Received values: an unlisted value is not an error, and no conclusion is drawn from it.
pub(super) fn open(document: &Document<'_>, enumeration: &Enumeration) -> Object {
    let values: Vec<_> = enumeration.values.iter().collect();
    let is_numbers = are_numbers(&values);
    let unknown = if enumeration.has_outcomes() {
        "Any other value is neither a success nor a failure: query again."
    } else {
        "Other values may be received."
    };
    let of = match enumeration.outcome_of {
        OutcomeOf::Payment => "payment",
        OutcomeOf::Refund => "refund",
        OutcomeOf::Transaction => "transaction",
    };
    let schema = if is_numbers {
        Object::new().with("type", ["integer", "string"]).with("pattern", "^-?[0-9]+$")
    } else {
        Object::new().with("type", "string").with("minLength", 1_i64)
    };
    let numbers = || values.iter().filter_map(|value| value.wire.parse::<i64>().ok()).collect::<Vec<_>>();
    let texts = || values.iter().map(|value| value.wire.as_str()).collect::<Vec<_>>();
    let schema = Object::new()
        .with("description", format!("{}\n\n{}\n\n{unknown}", enumeration.about, meanings(&values)))
        .and(schema);
    let schema = if is_numbers {
        schema.with("x-extensible-enum", numbers())
    } else {
        schema.with("x-extensible-enum", texts())
    };
    schema
        .with("externalDocs", extensions::docs_at(document.model, &enumeration.page))
        .with("x-iotpay-enumeration", enumeration.name.as_str())
        .with_some("x-iotpay-outcome-of", enumeration.has_outcomes().then_some(of))
        .with("x-iotpay-values", values.iter().map(|value| value_details(value)).collect::<Vec<_>>())
}

fn value_details(value: &EnumerationValue) -> Object {
    let outcome = value.outcome.map(|outcome| match outcome {
        Outcome::Pending => "pending",
        Outcome::Success => "success",
        Outcome::Failed => "failed",
    });
    let kind = value.kind.map(|kind| match kind {
        Transaction::Payment => "payment",
        Transaction::Refund => "refund",
    });
    Object::new()
        .with("value", &value.wire)
        .with("name", &value.variant)
        .with("about", &value.about)
        .with_some("outcome", outcome)
        .with_some("kind", kind)
        .with_some("source", extensions::source(value.source))
        .and(lifecycle::of_value(value))
}

/// Returns the schema of a sent value, which is one of these values and no other.
pub(super) fn closed(document: &Document<'_>, choice: &EnumType, about: &str) -> Object {
    let Some(enumeration) = document.model.enumerations.get(choice.enumeration) else { return Object::new() };
    let values: Vec<_> = choice.values.iter().filter_map(|at| enumeration.values.get(*at)).collect();
    let schema = Object::new().with("description", format!("{about}\n\n{}", meanings(&values)));
    let schema = if choice.integer {
        let numbers: Vec<_> = values.iter().filter_map(|value| value.wire.parse::<i64>().ok()).collect();
        schema.with("type", "integer").with("enum", numbers)
    } else {
        let texts: Vec<_> = values.iter().map(|value| value.wire.as_str()).collect();
        schema.with("type", "string").with("enum", texts)
    };
    // A number would make a name like `VALUE_1`.
    let names = values.iter().map(|value| value.variant.as_str()).collect();
    schema
        .with_list("x-enum-varnames", if are_numbers(&values) { names } else { Vec::new() })
        .with("x-iotpay-enumeration", enumeration.name.as_str())
}

fn are_numbers(values: &[&EnumerationValue]) -> bool {
    values.iter().all(|value| value.wire.parse::<i64>().is_ok())
}

fn meanings(values: &[&EnumerationValue]) -> String {
    let lines: Vec<_> = values.iter().map(|value| format!("- `{}`: {}", value.wire, value.about)).collect();
    lines.join("\n")
}
