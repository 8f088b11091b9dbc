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
