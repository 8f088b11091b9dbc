//! The constructor of a request: required fields by name, validated together; optional fields afterwards.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::docs;
use super::input::Input;
use super::member::{Member, members};
use super::tokens::ident;
use crate::model::{Field, OneOf, Operation, Page};

pub(super) const ERRORS: &str = "# Errors";
pub(super) const BREAKS_RULE: &str = "Returns [`ValidationError`] if the value is invalid for the field.";

pub(super) fn emit(context: &Context<'_>, page: &Page, operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let needed: Vec<Member<'_>> = members(operation).filter(is_needed).collect();
    let setters = members(operation).filter_map(|member| match member {
        Member::Field(field) if !field.required => Some(setter(context, field)),
        _ => None,
    });
    if let [Member::Group(group)] = needed.as_slice() {
        let constructors = by_group(context, operation, group);
        return quote!(impl #name { #constructors #(#setters)* });
    }
    if needed.is_empty() {
        let constructor = of_nothing(context, operation);
        return quote!(impl #name { #constructor #(#setters)* } impl Default for #name { fn default() -> Self { Self::new() } });
    }
    let input = input_struct(context, page, operation, &needed);
    let constructor = constructor(context, operation, &needed);
    quote! {
        #input
        impl #name {
            #constructor
            #(#setters)*
        }
    }
}

/// Returns `true` if a request has a struct of its required fields.
pub(super) fn has_struct(operation: &Operation) -> bool {
    let needed: Vec<Member<'_>> = members(operation).filter(is_needed).collect();
    !matches!(needed.as_slice(), [] | [Member::Group(_)])
}

fn is_needed(member: &Member<'_>) -> bool {
    match member {
        Member::Field(field) => field.required,
        Member::Group(_) => true,
    }
}

fn of_nothing(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let doc =
        docs::doc(&["Returns a request; it has no required fields.".to_owned(), docs::line(context, operation.span)]);
    let nones = optional_names(operation);
    quote!(#doc pub fn new() -> Self { Self { #(#nones: None),* } })
}

/// Returns constructors such as `QueryOrder::by_mch_order_no(…)`, for a request that requires only the choice.
fn by_group(context: &Context<'_>, operation: &Operation, group: &OneOf) -> TokenStream {
    let (group_name, group_type) = (ident(&group.rust_name), ident(&group.type_name));
    let nones = optional_names(operation);
    let constructors = group.fields.iter().filter_map(|wire| operation.request_field(wire)).map(|field| {
        let function = ident(&format!("{}_{}", group.rust_name, field.rust_name));
        let inner = ident(&field.rust_name);
        let input = Input::of(field);
        let argument = input.argument();
        let made = quote!(Self { #group_name, #(#nones: None),* });
        let about = format!("Queries by {}.", docs::code(&field.wire));
        if input.is_free() {
            let doc = docs::doc(&[about, docs::line(context, field.span)]);
            return quote! {
                #doc
                pub fn #function(value: #argument) -> Self {
                    let #group_name = #group_type::#inner(value);
                    #made
                }
            };
        }
        let line = docs::line(context, field.span);
        let doc = docs::doc(&[about, line, ERRORS.to_owned(), BREAKS_RULE.to_owned()]);
        quote! {
            #doc
            pub fn #function(value: #argument) -> Result<Self, ValidationError> {
                let #group_name = #group_type::#inner(value)?;
                Ok(#made)
            }
        }
    });
    quote!(#(#constructors)*)
}

fn optional_names(operation: &Operation) -> Vec<proc_macro2::Ident> {
    members(operation)
        .filter_map(|member| match member {
            Member::Field(field) if !field.required => Some(ident(&field.rust_name)),
            _ => None,
        })
        .collect()
}

fn input_struct(context: &Context<'_>, page: &Page, operation: &Operation, needed: &[Member<'_>]) -> TokenStream {
    let name = ident(&format!("{}Required", operation.type_name));
    let owner = &operation.type_name;
    let lifetime = lifetime_of(needed);
    let fields = needed.iter().map(|member| match member {
        Member::Field(field) => {
            let (name, ty, doc) =
                (ident(&field.rust_name), Input::of(field).stored(), docs::request_field(context, field));
            quote!(#doc pub #name: #ty,)
        }
        Member::Group(group) => {
            let (name, ty) = (ident(&group.rust_name), ident(&group.type_name));
            let doc = docs::doc(&["The field that is set.".to_owned(), docs::line(context, group.span)]);
            quote!(#doc pub #name: #ty,)
        }
    });
    let about = format!("The required fields of a [`{owner}`], not yet validated: pass them to [`{owner}::new`].");
    let doc = docs::doc(&[about, docs::origin(context, page, operation.span)]);
    quote! {
        #doc
        pub struct #name #lifetime {
            #(#fields)*
        }
    }
}

fn lifetime_of(needed: &[Member<'_>]) -> TokenStream {
    let borrows = needed.iter().any(|member| matches!(member, Member::Field(field) if Input::of(field).borrows()));
    if borrows { quote!(<'a>) } else { TokenStream::new() }
}

fn constructor(context: &Context<'_>, operation: &Operation, needed: &[Member<'_>]) -> TokenStream {
    let input = ident(&format!("{}Required", operation.type_name));
    let lifetime = if lifetime_of(needed).is_empty() { TokenStream::new() } else { quote!(<'_>) };
    // Validated fields are local variables, whose names the other local variables must not have.
    let (check, required) = (apart("check", needed), apart("required", needed));
    let mut checks = Vec::new();
    let mut checked = Vec::new();
    let mut passed = Vec::new();
    for member in needed {
        match member {
            Member::Field(field) if !Input::of(field).is_free() => {
                let name = ident(&field.rust_name);
                let value = Input::of(field).noted(&check, &field.wire, &quote!(#required.#name));
                checks.push(quote!(let #name = #value;));
                checked.push(name);
            }
            Member::Field(Field { rust_name, .. }) | Member::Group(OneOf { rust_name, .. }) => {
                let name = ident(rust_name);
                passed.push(quote!(#name: #required.#name));
            }
        }
    }
    let nones = optional_names(operation);
    let fields = quote!(#(#checked,)* #(#passed,)* #(#nones: None),*);
    if checked.is_empty() {
        let doc =
            docs::doc(&["Returns a request with its required fields.".to_owned(), docs::line(context, operation.span)]);
        return quote!(#doc pub fn new(#required: #input #lifetime) -> Self { Self { #fields } });
    }
    let doc = docs::doc(&[
        "Returns a request with its required fields.",
        &docs::line(context, operation.span),
        "# Errors",
        "Returns [`ValidationError`] with every invalid field.",
    ]);
    quote! {
        #doc
        pub fn new(#required: #input #lifetime) -> Result<Self, ValidationError> {
            let mut #check = Validator::new(&PAGE);
            #(#checks)*
            let (#(Some(#checked),)*) = (#(#checked,)*) else {
                return Err(#check.into_error());
            };
            Ok(Self { #fields })
        }
    }
}

/// Returns the name of a local variable. No field name ends with `_`, except for keywords.
fn apart(name: &str, needed: &[Member<'_>]) -> proc_macro2::Ident {
    let is_taken = needed.iter().any(|member| match member {
        Member::Field(field) => field.rust_name == name,
        Member::Group(_) => false,
    });
    if is_taken { ident(&format!("{name}_")) } else { ident(name) }
}

fn setter(context: &Context<'_>, field: &Field) -> TokenStream {
    let name = ident(&field.rust_name);
    let function = ident(&format!("with_{}", field.rust_name.trim_end_matches('_')));
    let input = Input::of(field);
    let argument = input.argument();
    let about = format!("Sets {}. {}", docs::code(&field.wire), docs::escape(&field.about));
    if input.is_free() {
        let doc = docs::doc(&[about, docs::line(context, field.span)]);
        return quote! {
            #doc
            #[must_use]
            pub fn #function(mut self, #name: #argument) -> Self {
                self.#name = Some(#name);
                self
            }
        };
    }
    let value = input.checked(&field.wire, &quote!(#name));
    let doc = docs::doc(&[about, docs::line(context, field.span), ERRORS.to_owned(), BREAKS_RULE.to_owned()]);
    quote! {
        #doc
        pub fn #function(mut self, #name: #argument) -> Result<Self, ValidationError> {
            self.#name = Some(#value?);
            Ok(self)
        }
    }
}
