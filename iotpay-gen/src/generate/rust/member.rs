//! The members of a request struct.

use crate::model::{Field, OneOf, Operation};

/// What a request struct holds: a field, or a choice of fields at the place of its first.
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
