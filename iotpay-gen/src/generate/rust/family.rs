//! A family's module, and the module of the items that all families share.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::context::Context;
use super::deprecated::Deprecated;
use super::member::has_required_struct;
use super::module::Module;
use super::tokens::ident;
use super::{deprecated, docs, enumeration, field_names, signing_rule, status_query};
use crate::model::names;
use crate::model::{
    BodyEncoding, Comparison, Endpoint, Enumeration, EnumerationId, Envelope, Family, FamilyId, Filler,
    NotificationBody, Page, RejectionReason, ResponseSigning, Type,
};

/// The modules of the pages and the enumerations. The crate that defines the family also has its marker and client.
pub(super) fn emit(context: &Context<'_>, id: FamilyId, pages: &[&Page], file: &mut Module<'_>) {
    let whole = Some(&context.model.families[id]).filter(|family| context.settings.generates_family(family));
    let family_mark = family_deprecated(context, id);
    let instead = family_mark.as_ref();
    for page in pages.iter().filter(|page| has_types(page)) {
        let module = ident(&page.module);
        let names = type_names(page);
        let names = names.iter().map(|name| ident(name));
        // The family's own types may be deprecated, too.
        let is_deprecated = deprecated::is_in_module(context, page) || (whole.is_none() && instead.is_some());
        let allowed = is_deprecated.then(deprecated::allow);
        let items = quote! {
            // Generated code is more regular than hand-written code, and its documentation quotes
            // the vendor's names.
            #[allow(clippy::pedantic)]
            #allowed
            pub mod #module;
            #allowed
            #[doc(inline)]
            pub use self::#module::{#(#names),*};
        };
        file.push(items, None);
    }
    if let Some(family) = whole {
        file.push(marker(context, id, family, pages, instead), instead);
        file.push(shared_enumerations(context, id), None);
    }
    let enumerations = context.model.enumerations.iter();
    for enumeration in enumerations.filter(|it| it.family == Some(id) && context.generates_enumeration(it)) {
        file.push(enumeration::open(context, enumeration), None);
    }
}

/// The shared enumerations of a family's messages, such as the currency, are found in its own module, too.
fn shared_enumerations(context: &Context<'_>, id: FamilyId) -> TokenStream {
    let mut used: HashSet<EnumerationId> = HashSet::new();
    for page in context.model.pages_of(id) {
        used.extend(page.enumerations());
    }
    let shared =
        context.model.enumerations.iter().enumerate().filter(|(at, it)| it.family.is_none() && used.contains(at));
    let (own, of_client): (Vec<_>, Vec<_>) = shared.map(|(_, enumeration)| enumeration).partition(|enumeration| {
        // Inside the client, all paths begin at its root.
        context.is_private() && context.generates_enumeration(enumeration)
    });
    let exported = |path: &TokenStream, enumerations: &[&Enumeration]| {
        let names = enumerations.iter().map(|enumeration| ident(&enumeration.type_name));
        (!enumerations.is_empty()).then(|| quote!(#[doc(inline)] pub use #path::{#(#names),*};))
    };
    let root = &context.root;
    let (of_client, own) = (exported(&quote!(#root::shared), &of_client), exported(&quote!(super::shared), &own));
    quote!(#of_client #own)
}

/// Returns the replacement of a family if all its pages are deprecated.
fn family_deprecated(context: &Context<'_>, id: FamilyId) -> Option<Deprecated> {
    // The pages of another crate do not change the client's family.
    let is_whole = context.settings.generates_family(&context.model.families[id]);
    let is_counted = |page: &&Page| page.family == id && (is_whole || !context.settings.includes(&page.file));
    let mut pages = context.model.pages.iter().filter(is_counted);
    let first = Deprecated::of_page(pages.next()?)?;
    pages.all(|page| page.lifecycle.is_deprecated()).then_some(first)
}

/// Returns `true` if anything is generated of a page.
pub(super) fn has_types(page: &Page) -> bool {
    page.endpoints.iter().any(|endpoint| !endpoint.is_overview)
        || !page.notifications.is_empty()
        || !page.browser_returns.is_empty()
}

/// Returns the public types of a page.
fn type_names(page: &Page) -> Vec<String> {
    let mut names = Vec::new();
    let mut operations = page.operations();
    operations.extend(page.endpoints.iter().filter_map(|endpoint| Some(&endpoint.page_request()?.operation)));
    for operation in operations {
        names.push(operation.type_name.clone());
        names.push(operation.response_name.clone());
        names.extend(operation.one_of.iter().map(|group| group.type_name.clone()));
        if has_required_struct(operation) {
            names.push(format!("{}Required", operation.type_name));
        }
        for field in operation.caller_fields() {
            if let Type::Json(Some(members)) = &field.ty {
                names.push(members.type_name.clone());
                names.push(format!("{}Members", members.type_name));
            } else {
                names.extend(request_objects(std::slice::from_ref(field)));
            }
        }
        names.extend(objects(&operation.response));
    }
    for notification in page.incoming() {
        names.push(notification.type_name.clone());
        names.extend(objects(&notification.fields));
    }
    names.sort();
    names
}

/// Returns the types of objects in a request, and those of their required members.
fn request_objects(fields: &[crate::model::Field]) -> Vec<String> {
    let mut names = Vec::new();
    for members in fields.iter().filter_map(|field| field.ty.members()) {
        names.push(members.type_name.clone());
        if members.fields.iter().any(|member| member.required) {
            names.push(format!("{}Required", members.type_name));
        }
        names.extend(request_objects(&members.fields));
    }
    names
}

fn objects(fields: &[crate::model::Field]) -> Vec<String> {
    let mut names = Vec::new();
    for field in fields {
        if let Some(members) = field.ty.members() {
            names.push(members.type_name.clone());
            names.extend(objects(&members.fields));
        }
    }
    names
}

fn marker(
    context: &Context<'_>,
    id: FamilyId,
    family: &Family,
    pages: &[&Page],
    instead: Option<&Deprecated>,
) -> TokenStream {
    let root = &context.root;
    let name = ident(&family.type_name);
    let origin = docs::address(context, &family.page, family.span);
    let title = docs::escape(&family.title);
    let responses = match family.signed_responses {
        ResponseSigning::Required => "Successful responses are signed, except for endpoints that state otherwise.",
        ResponseSigning::WhenPresent => "It is undocumented whether responses are signed.",
        ResponseSigning::Never => "Responses are not signed.",
    };
    let responses = format!("{responses} {}", docs::source_note(&family.signing_source));
    let acknowledgement = family.notifications.as_ref().map_or_else(String::new, |it| {
        let text = docs::code(&it.acknowledgement);
        format!("Acknowledge a notification with {text}. {}", docs::source_note(&it.source_note))
    });
    let about = format!("The {title} family. {}", docs::escape(&family.about));
    let doc = docs::doc(&[about, responses, undocumented_rejections(family), acknowledgement, origin.clone()]);
    let client_doc = docs::doc(&[format!("A client for the {title} family."), origin.clone()]);
    let blocking_doc = docs::doc(&[format!("A client for the {title} family that blocks the thread."), origin.clone()]);
    let protocol_doc =
        docs::doc(&[format!("The protocol of the {title} family, for any HTTP client."), origin.clone()]);
    let receiver_doc = docs::doc(&[format!("Verifies notifications of the {title} family."), origin]);
    let (module, title, base_url) = (&family.name, &family.title, &family.base_url);
    let body = match family.body {
        BodyEncoding::ParamsForm => quote!(ParamsForm),
        BodyEncoding::Json => quote!(Json),
    };
    let timeout = Literal::u32_unsuffixed(family.timeout_seconds);
    let envelope = envelope(context, &family.envelope);
    let rejections = rejections(context, family);
    let signed_responses = match family.signed_responses {
        ResponseSigning::Required => quote!(Required),
        ResponseSigning::WhenPresent => quote!(WhenPresent),
        ResponseSigning::Never => quote!(Never),
    };
    let notifications = match family.notifications.as_ref().map(|it| it.body) {
        Some(NotificationBody::Form) => quote!(Form),
        Some(NotificationBody::Json) => quote!(Json),
        Some(NotificationBody::Any) | None => quote!(Any),
    };
    let acknowledgement = family.notifications.as_ref().map_or("", |it| &it.acknowledgement);
    let own_rule = signing_rule::emit_of_family(context, id, family);
    let signing = if own_rule.is_some() { quote!(&SIGNING) } else { quote!(&#root::shared::SIGNING) };
    let merchant_fields = merchant_fields(context, id);
    let (queries, status_queries) = status_query::of_family(context, id, pages).unzip();
    let (listed, endpoints) = endpoints(context, pages).unzip();
    let spec = quote! {
        &#root::spec::FamilySpec::new(#module, #title, #base_url, #envelope, #signing)
            .body(#root::spec::BodyEncoding::#body)
            .timeout(::std::time::Duration::from_secs(#timeout))
            .rejections(#rejections)
            .signed_responses(#root::spec::ResponseSigning::#signed_responses)
            .notifications(#root::spec::NotificationBody::#notifications, #acknowledgement)
            #merchant_fields
            #status_queries
            #endpoints
    };
    let spec = if queries.is_some() || listed.is_some() { quote!({ #queries #listed #spec }) } else { spec };
    let clients = clients(context, [&client_doc, &blocking_doc], &name, instead);
    let receiver = family.notifications.as_ref().map(|_| {
        quote! {
            #receiver_doc
            pub type NotificationReceiver = #root::NotificationReceiver<#name>;
        }
    });
    quote! {
        #own_rule

        #doc
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum #name {}

        impl #root::spec::Family for #name {
            const SPEC: &'static #root::spec::FamilySpec = #spec;
        }

        #clients
        #protocol_doc
        pub type Protocol = #root::protocol::Protocol<#name>;

        #receiver
    }
}

/// Returns the call that sets the fields which requests of the family fill with the merchant id, if there are any.
fn merchant_fields(context: &Context<'_>, id: FamilyId) -> Option<TokenStream> {
    let mut names = BTreeSet::new();
    for operation in context.model.pages_of(id).into_iter().flat_map(Page::operations) {
        for field in operation.request.iter().filter(|field| field.filled == Some(Filler::MchId)) {
            names.insert(field.wire.as_str());
        }
    }
    let list = names.iter();
    (!names.is_empty()).then(|| quote!(.merchant_fields(&[#(#list),*])))
}

/// Returns the list of the family's endpoints, and the call that sets it, if there are any.
fn endpoints(context: &Context<'_>, pages: &[&Page]) -> Option<(TokenStream, TokenStream)> {
    let root = &context.root;
    let all = pages.iter().flat_map(|page| page.endpoints.iter().map(move |endpoint| (*page, endpoint)));
    let all: Vec<_> = all.filter(|(_, endpoint)| !endpoint.is_overview).collect();
    let is_deprecated = |(page, endpoint): &(&Page, &Endpoint)| {
        Deprecated::of_page(page).is_some() || Deprecated::of_endpoint(endpoint).is_some()
    };
    let allow = all.iter().any(is_deprecated).then(|| quote!(#[allow(deprecated)]));
    let constants = all.iter().map(|(page, endpoint)| {
        let (module, name) = (ident(&page.module), ident(&names::screaming(&endpoint.name)));
        quote!(&#module::#name)
    });
    let (constants, count) = (constants.collect::<Vec<_>>(), Literal::usize_unsuffixed(all.len()));
    (!all.is_empty()).then(|| {
        let list = quote!(#allow static ENDPOINTS: [&#root::spec::Endpoint; #count] = [#(#constants),*];);
        (list, quote!(.endpoints(&ENDPOINTS)))
    })
}

/// Returns the aliases of the clients, which require the features `transport` and `blocking`. Only `iotpay-client` itself
/// can test these.
fn clients(
    context: &Context<'_>,
    docs: [&TokenStream; 2],
    family: &Ident,
    instead: Option<&Deprecated>,
) -> TokenStream {
    let root = &context.root;
    let [doc, blocking_doc] = docs;
    let client = quote!(pub type Client = #root::Client<#family>;);
    let blocking = quote!(pub type BlockingClient = #root::blocking::Client<#family>;);
    if !context.is_private() {
        return quote! {
            #doc
            #[cfg(feature = "transport")]
            #client

            #blocking_doc
            #[cfg(feature = "blocking")]
            #blocking
        };
    }
    // Items inside a macro are not marked with those around it.
    let deprecated = instead.map_or_else(Vec::new, Deprecated::attributes);
    quote! {
        #root::__private::if_transport! { #doc #(#deprecated)* #client }
        #root::__private::if_blocking! { #blocking_doc #(#deprecated)* #blocking }
    }
}

fn envelope(context: &Context<'_>, envelope: &Envelope) -> TokenStream {
    let root = &context.root;
    let Envelope { code, message, result, error_code, error_message } = envelope;
    let result = result.as_ref().map(|field| quote!(.result(#field)));
    let error_code = error_code.as_ref().map(|field| quote!(.error_code(#field)));
    let error_message = error_message.as_ref().map(|field| quote!(.error_message(#field)));
    quote!(#root::spec::Envelope::new(#code, #message) #result #error_code #error_message)
}

/// Returns the texts that identify the reason for a rejection.
fn rejections(context: &Context<'_>, family: &Family) -> TokenStream {
    let root = &context.root;
    let rules = family.rejections.iter().map(|rule| {
        let reason = match rule.reason {
            RejectionReason::NoSuchOrder => quote!(NoSuchOrder),
            RejectionReason::ReferenceUsed => quote!(ReferenceUsed),
            RejectionReason::BadSignature => quote!(BadSignature),
            RejectionReason::InvalidField => quote!(InvalidField),
            RejectionReason::GatewayError => quote!(GatewayError),
            RejectionReason::Other => quote!(Other),
        };
        let constructor = match rule.comparison {
            Comparison::Exact => quote!(exact),
            Comparison::IgnoreCase => quote!(ignore_case),
            Comparison::Prefix => quote!(prefix),
        };
        let (fields, texts) = (&rule.fields, &rule.texts);
        quote!(Rule::#constructor(Reason::#reason, &[#(#fields),*], &[#(#texts),*]))
    });
    let rules: Vec<_> = rules.collect();
    if rules.is_empty() {
        return quote!(&[]);
    }
    quote!({
        use #root::error::RejectionReason as Reason;
        use #root::spec::RejectionRule as Rule;
        &[#(#rules),*]
    })
}

fn undocumented_rejections(family: &Family) -> String {
    let reasons: Vec<_> = family.undocumented_rejections().map(|reason| docs::code(reason.as_str())).collect();
    if reasons.is_empty() {
        return String::new();
    }
    format!("The texts of rejections for these reasons are undocumented: {}.", reasons.join(", "))
}

/// Adds the items that belong to no family: enumerations and, in the client, the signing rule.
pub(super) fn emit_shared(context: &Context<'_>, file: &mut Module<'_>) {
    if !context.is_private() {
        file.push(signing_rule::emit(context), None);
        file.push(field_names::emit(&field_names::of_messages(context.model)), None);
    }
    let enumerations = context.model.enumerations.iter().filter(|it| it.family.is_none());
    for enumeration in enumerations.filter(|it| context.generates_enumeration(it)) {
        file.push(enumeration::open(context, enumeration), None);
    }
}

/// Returns the modules of the families, the module of the items that all of them share, and the names of the families.
pub(super) fn emit_root(context: &Context<'_>) -> TokenStream {
    let families = context.model.families.iter().enumerate();
    let included = families.filter(|(id, _)| context.settings.includes_family(context.model, *id));
    let modules = included.map(|(id, family)| {
        let module = ident(&family.name);
        let doc = docs::doc(&[format!("{}.", family.title), docs::escape(&family.about)]);
        // Features are written with hyphens, modules with underscores.
        let name = family.name.replace('_', "-");
        let feature = (!context.is_private()).then(|| quote!(#[cfg(feature = #name)]));
        let allowed = family_deprecated(context, id).map(|_| deprecated::allow());
        quote!(#doc #feature #allowed pub mod #module;)
    });
    let shared = context.settings.has_shared(context.model).then(|| {
        let about = if context.is_private() {
            "Enumerations that do not belong to one family."
        } else {
            "Items that all families share."
        };
        let doc = docs::doc(&[about]);
        quote!(#doc pub mod shared;)
    });
    let names = context.model.families.iter().map(|family| &family.name);
    let names = (!context.is_private()).then(|| {
        let doc = docs::doc(&["The names of the families, whether or not their features are enabled."]);
        quote!(#doc pub(crate) const FAMILY_NAMES: &[&str] = &[#(#names),*];)
    });
    quote!(#(#modules)* #shared #names)
}
