//! The ranges, patterns and numbers of items of fields: enforced in requests, documented in received messages.

use super::example;
use super::json::{Json, Object};
use crate::model::{Field, Pattern, Range, Type, ValueRules, Wire};

/// Adds the rules to the schema of the type of a request field.
pub(super) fn applied(field: &Field, schema: Object) -> Object {
    let ValueRules { range, pattern, default: _, items } = &field.value_rules;
    let schema = schema.with_some("minItems", items.min).with_some("maxItems", items.max);
    let schema = match range {
        None => schema,
        Some(range) if field.ty.wire() == Wire::Integer => narrowed(schema, range),
        // `minimum` applies to numbers only, but these are sent as text.
        Some(range) => schema.and(documented_range(range)),
    };
    match pattern {
        None => schema,
        // The schema of an id has a pattern already.
        Some(pattern) if matches!(field.ty, Type::Reference) => {
            schema.with("allOf", vec![Json::Object(Object::new().with("pattern", whole(pattern)))])
        }
        Some(pattern) => schema.with("pattern", whole(pattern)),
    }
}

/// Returns the rules of a received field, which the client does not enforce.
pub(super) fn documented(field: &Field) -> Object {
    let ValueRules { range, pattern, default, items } = &field.value_rules;
    range
        .as_ref()
        .map_or_else(Object::new, documented_range)
        .with_some("x-iotpay-pattern", pattern.as_ref().map(whole))
        .with_some("x-iotpay-min-items", items.min)
        .with_some("x-iotpay-max-items", items.max)
        .with_some("default", default.as_ref().map(|default| example::value(field, default)))
}

fn documented_range(Range { min, max }: &Range) -> Object {
    Object::new().with_some("x-iotpay-minimum", min.as_ref()).with_some("x-iotpay-maximum", max.as_ref())
}

/// JSON Schema searches a pattern anywhere in a text.
fn whole(pattern: &Pattern) -> String {
    format!("^{}$", pattern.text)
}

/// Replaces the bounds of an integer.
fn narrowed(mut schema: Object, range: &Range) -> Object {
    for (name, bound) in [("minimum", &range.min), ("maximum", &range.max)] {
        if let Some(bound) = bound.as_ref().and_then(|bound| bound.parse::<i64>().ok()) {
            schema.replace(name, bound);
        }
    }
    schema
}
