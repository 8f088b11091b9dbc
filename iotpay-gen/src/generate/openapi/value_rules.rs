//! The range and the pattern of a request field.

use super::json::{Json, Object};
use crate::model::{Field, Pattern, Range, Type, ValueRules, Wire};

/// Adds the rules to the schema of the type.
pub(super) fn applied(field: &Field, schema: Object) -> Object {
    let ValueRules { range, pattern, default: _ } = &field.value_rules;
    let schema = match range {
        None => schema,
        Some(range) if field.ty.wire() == Wire::Integer => narrowed(schema, range),
        // `minimum` applies to numbers only, but these are sent as text.
        Some(Range { min, max }) => {
            schema.with_some("x-iotpay-minimum", min.as_ref()).with_some("x-iotpay-maximum", max.as_ref())
        }
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
