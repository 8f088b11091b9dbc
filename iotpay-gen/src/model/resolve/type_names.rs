//! The names of the types that an operation needs, and the names that rules choose for them.

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Operation, Type, names};
use crate::raw::FieldRule;
use crate::source::Span;

/// Stands for the channel in the name of a type.
pub(super) const CHANNEL: &str = "{channel}";

/// Returns the name that a rule chooses for the type of an object or of an item.
pub(super) fn explicit(context: &Context<'_>, rule: &FieldRule, sink: &mut Sink) -> Option<String> {
    let written = rule.type_name.as_ref()?;
    let name = names::pascal(&written.value.replace(CHANNEL, context.channel.unwrap_or_default()));
    if !names::is_identifier(&name) || names::is_taken(&name) {
        let why = if names::is_taken(&name) { "is reserved" } else { "is not a valid Rust name" };
        let message = format!("the type name `{name}` {why}");
        sink.push(
            Diagnostic::new(Code::NameCollision, written.span, message, "this name")
                .help(format!("type names begin with a letter; choose another name, with `{CHANNEL}` for the channel")),
        );
        return None;
    }
    Some(name)
}

/// The name of a type of an operation, and the location that it follows from.
pub(super) struct TypeName {
    pub(super) name: String,
    pub(super) span: Span,
    /// Whether the location is the row of an object or an array.
    pub(super) is_row: bool,
}

/// Returns the names of all types of an operation.
pub(super) fn type_names(operation: &Operation) -> Vec<TypeName> {
    let of_operation = |name: String| TypeName { name, span: operation.name_span, is_row: false };
    let own = [operation.type_name.clone(), operation.response_name.clone()].into_iter();
    let parts = ["Required", "Parts"].map(|part| format!("{}{part}", operation.type_name));
    let groups = operation.one_of.iter().map(|group| group.type_name.clone());
    let mut names: Vec<TypeName> = own.chain(parts).chain(groups).map(of_operation).collect();
    for field in &operation.request {
        if let Type::Json(Some(members)) = &field.ty {
            let both = [members.type_name.clone(), format!("{}Members", members.type_name)];
            names.extend(both.map(|name| TypeName { name, span: field.span, is_row: true }));
        }
    }
    let mut objects = Vec::new();
    for field in operation.request.iter().filter(|field| field.ty.is_structured()) {
        object_names(std::slice::from_ref(field), &mut objects);
    }
    for TypeName { name, span, is_row } in objects {
        let parts = ["", "Required", "Parts"].map(|part| format!("{name}{part}"));
        names.extend(parts.map(|name| TypeName { name, span, is_row }));
    }
    object_names(&operation.response, &mut names);
    names
}

/// Adds the names of the types of objects in the fields, at any depth.
pub(super) fn object_names(fields: &[Field], names: &mut Vec<TypeName>) {
    for field in fields {
        if let Some(members) = field.ty.members() {
            names.push(TypeName { name: members.type_name.clone(), span: field.span, is_row: true });
            object_names(&members.fields, names);
        }
    }
}
