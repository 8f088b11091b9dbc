//! Types with arguments, recognized by their names.

use proc_macro2::Ident;
use syn::{GenericArgument, PathArguments, Type};

/// Returns the type inside an `Option`.
pub(crate) fn in_option(ty: &Type) -> Option<&Type> {
    inside(ty, "Option")
}

/// Returns the type of the items of a `Vec`.
pub(crate) fn in_vec(ty: &Type) -> Option<&Type> {
    inside(ty, "Vec")
}

fn inside<'t>(ty: &'t Type, outer: &str) -> Option<&'t Type> {
    let (name, arguments) = last_segment(ty)?;
    match (name == outer, arguments.as_slice()) {
        (true, [GenericArgument::Type(inner)]) => Some(inner),
        _ => None,
    }
}

/// Returns the last name of a path, with its arguments.
pub(crate) fn last_segment(ty: &Type) -> Option<(&Ident, Vec<&GenericArgument>)> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|_| path.qself.is_none())?;
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().collect(),
        _ => Vec::new(),
    };
    Some((&segment.ident, arguments))
}
