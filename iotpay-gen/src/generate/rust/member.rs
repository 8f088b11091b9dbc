//! The members of a request struct.

use crate::model::{Field, OneOf, Operation};

/// A member of a request struct: a field, or a group of mutually exclusive fields in place of its first field.
pub(super) enum Member<'a> {
    Field(&'a Field),
    Group(&'a OneOf),
}

pub(super) fn members(operation: &Operation) -> impl Iterator<Item = Member<'_>> {
    operation.caller_fields().filter_map(|field| match operation.group_of(&field.wire) {
        None => Some(Member::Field(field)),
        Some(group) => (group.fields.first() == Some(&field.wire)).then_some(Member::Group(group)),
    })
}

/// Returns `true` if a request has a struct of its required fields.
pub(super) fn has_required_struct(operation: &Operation) -> bool {
    let needed: Vec<_> = members(operation)
        .filter(|member| match member {
            Member::Field(field) => field.required,
            Member::Group(_) => true,
        })
        .collect();
    !matches!(needed.as_slice(), [] | [Member::Group(_)])
}
