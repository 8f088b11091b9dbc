//! Reads a struct as a request: its wire fields and the source of each value.

use std::collections::HashMap;

use proc_macro2::Span;
use syn::{Attribute, Data, DeriveInput, Fields, GenericArgument, Ident, LitStr, Path, PathArguments, Type};

use super::attribute::{Form, Part, Variant};
use crate::attribute::{self, Constant};
use crate::errors::Errors;
use crate::names::camel;

/// A request, with its fields sorted by wire name.
pub(super) struct Request<'a> {
    /// The wire name of the signature, which the client adds.
    pub(super) signature: String,
    pub(super) fields: Vec<WireField<'a>>,
}

/// A wire field.
pub(super) struct WireField<'a> {
    pub(super) wire: String,
    pub(super) span: Span,
    pub(super) value: Value<'a>,
}

/// The JSON type of a field's value.
#[derive(Clone, Copy)]
pub(super) enum Nesting {
    /// A single value.
    None,
    /// An object or an array.
    Json,
    /// An object or an array as text.
    Text,
}

/// The source of a field's value.
pub(super) enum Value<'a> {
    /// A field of the struct.
    Field { name: &'a Ident, ty: &'a Type, form: Form, nesting: Nesting },
    /// A variant of an enum in a field of the struct.
    Variant { name: &'a Ident, enumeration: &'a Path, variant: Ident, form: Form },
    /// The merchant id of the credentials.
    MchId,
    /// The login name of the credentials.
    LoginName,
    /// A constant.
    Fixed(Constant),
    /// A constant that depends on the channel in a field of the struct.
    ByChannel { channel: Ident, values: Vec<(LitStr, Constant)> },
}

pub(super) fn read<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<Request<'a>> {
    errors.reject_type_parameters(input, "a request");
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(_) | Data::Union(_) => {
            errors.at(&input.ident, "`Signed` can only be derived for structs");
            return None;
        }
    };
    let named = match fields {
        Fields::Named(named) => named.named.iter().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(_) => {
            errors.at(&input.ident, "expected named fields; each name becomes a wire name");
            return None;
        }
    };
    let mut found = Vec::new();
    let signature = read_struct_attributes(&input.attrs, &mut found, errors);
    for field in named {
        if let Some(name) = &field.ident {
            read_field(name, &field.ty, &field.attrs, &mut found, errors);
        }
    }
    report_names(&found, &signature, errors);
    // The order of signing: byte by byte.
    found.sort_by(|a, b| a.wire.cmp(&b.wire));
    Some(Request { signature, fields: found })
}

/// Returns the wire name of the signature.
fn read_struct_attributes(attributes: &[Attribute], found: &mut Vec<WireField<'_>>, errors: &mut Errors) -> String {
    let (mut has_client, mut signature) = (false, SIGNATURE.to_owned());
    for part in attribute::parts("signed", attributes, errors) {
        match part {
            Part::Client(client) => {
                if has_client {
                    client.repeated(errors);
                }
                has_client = true;
            }
            Part::Account(pairs) => {
                for (key, wire) in pairs {
                    let value = match key.to_string().as_str() {
                        "mch_id" => Value::MchId,
                        "login_name" => Value::LoginName,
                        "signature" => {
                            signature = wire.value();
                            continue;
                        }
                        _ => {
                            let message =
                                format!("unknown credential `{key}`; expected `mch_id`, `login_name` or `signature`");
                            errors.at(&key, message);
                            continue;
                        }
                    };
                    found.push(WireField { wire: wire.value(), span: wire.span(), value });
                }
            }
            Part::Fixed(pairs) => found.extend(pairs.into_iter().map(|(wire, value)| WireField {
                wire: wire.value(),
                span: wire.span(),
                value: Value::Fixed(value),
            })),
            Part::FixedOn(channel, constants) => {
                found.extend(constants.into_iter().map(|(wire, values)| WireField {
                    wire: wire.value(),
                    span: wire.span(),
                    value: Value::ByChannel { channel: channel.clone(), values },
                }));
            }
            Part::Name(name) => errors.at(name, "a wire name is only allowed on a field"),
            Part::OneOf(pairs) => {
                if let Some(Variant { name, .. }) = pairs.first() {
                    errors.at(name, "`one_of` is only allowed on a field with an enum type");
                }
            }
            Part::Integer(keyword) => errors.at(keyword, "`integer` is only allowed on a field with an enum type"),
            Part::Words(keyword, _) => errors.at(keyword, "`words` is only allowed on a field of type `bool`"),
            Part::Nested(keyword) | Part::JsonText(keyword) => {
                errors.at(&keyword, format_args!("`{keyword}` is only allowed on a field"));
            }
        }
    }
    signature
}

/// The wire name of the signature, unless the struct names another one.
const SIGNATURE: &str = "sign";

fn read_field<'a>(
    name: &'a Ident,
    ty: &'a Type,
    attributes: &[Attribute],
    found: &mut Vec<WireField<'a>>,
    errors: &mut Errors,
) {
    if is_float(ty) {
        errors.at(ty, "floats cannot be signed; use `Cents` for amounts and integers for counts");
    }
    let mut wire: Option<LitStr> = None;
    let (mut form, mut nesting) = (Form::Itself, Nesting::None);
    for part in attribute::parts("signed", attributes, errors) {
        match part {
            Part::Integer(_) => form = Form::Integer,
            Part::Words(_, words) => form = Form::Words(words),
            Part::Nested(_) => nesting = Nesting::Json,
            Part::JsonText(_) => nesting = Nesting::Text,
            Part::Name(literal) => {
                if wire.replace(literal.clone()).is_some() {
                    errors.at(literal, "this field has more than one wire name; keep one");
                }
            }
            Part::OneOf(pairs) => {
                if let Some(wire) = &wire {
                    errors.at(wire, "a field with `one_of` cannot have a wire name, because its variants have their own; remove the name");
                }
                let Type::Path(path) = ty else {
                    errors.at(ty, "`one_of` requires the plain name of an enum as the field type");
                    return;
                };
                found.extend(pairs.into_iter().map(|Variant { name: variant, wire, form }| WireField {
                    wire: wire.value(),
                    span: wire.span(),
                    value: Value::Variant { name, enumeration: &path.path, variant, form },
                }));
                return;
            }
            Part::Client(client) => client.misplaced(errors, "struct"),
            Part::Account(pairs) => {
                if let Some((key, _)) = pairs.first() {
                    errors.at(key, "`account` is only allowed on the struct");
                }
            }
            Part::Fixed(pairs) => {
                if let Some((key, _)) = pairs.first() {
                    errors.at(key, "`fixed` is only allowed on the struct");
                }
            }
            Part::FixedOn(channel, _) => errors.at(channel, "`fixed_on` is only allowed on the struct"),
        }
    }
    let (wire, span) = wire.map_or_else(|| (camel(&name.to_string()), name.span()), |wire| (wire.value(), wire.span()));
    found.push(WireField { wire, span, value: Value::Field { name, ty, form, nesting } });
}

/// Returns `true` if a type is a float or an optional float.
fn is_float(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) if last.ident == "Option" => {
            arguments.args.iter().any(|argument| matches!(argument, GenericArgument::Type(ty) if is_float(ty)))
        }
        _ => last.ident == "f32" || last.ident == "f64",
    }
}

fn report_names(found: &[WireField<'_>], signature: &str, errors: &mut Errors) {
    let mut seen: HashMap<&str, Vec<&Value<'_>>> = HashMap::new();
    for field in found {
        if field.wire.is_empty() {
            errors.push(syn::Error::new(field.span, "the wire name is empty"));
        }
        if field.wire == signature {
            let message = format!("`{signature}` is filled in by the client; remove the field");
            errors.push(syn::Error::new(field.span, message));
        }
        let others = seen.entry(&field.wire).or_default();
        let may_share = match others.as_slice() {
            [] => true,
            [other] => field.value.may_share_a_name(other) || other.may_share_a_name(&field.value),
            _ => false,
        };
        if !may_share {
            let message = format!("duplicate wire name `{}`", field.wire);
            errors.push(syn::Error::new(field.span, message));
        }
        others.push(&field.value);
    }
}

impl Value<'_> {
    /// Returns `true` for a constant that depends on the channel and a field that the caller sets on other channels.
    fn may_share_a_name(&self, other: &Self) -> bool {
        let is_set = match other {
            Self::Field { .. } | Self::Variant { .. } => true,
            Self::MchId | Self::LoginName | Self::Fixed(_) | Self::ByChannel { .. } => false,
        };
        is_set && matches!(self, Self::ByChannel { .. })
    }
}
