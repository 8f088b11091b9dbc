//! The queries that find out what happened to a request, by its merchant reference.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::context::Context;
use super::docs;
use super::tokens::ident;
use crate::model::{Effect, Endpoint, FamilyId, Model, Operation, Outcome, Page, StatusFields, Transaction, names};

/// The queries of a model, and how the other endpoints use them.
pub(super) struct StatusQueries<'a> {
    /// The queries by family and name, each with its page.
    queries: HashMap<(FamilyId, &'a str), (&'a Page, &'a Endpoint)>,
    /// The merchant references of everything that an endpoint of the family creates.
    references: HashSet<(FamilyId, &'a str)>,
    /// The names of the amount in requests that create payments or refunds of the family.
    amounts: HashMap<(FamilyId, Transaction), HashSet<&'a str>>,
    /// The uses of each query.
    uses: HashMap<(FamilyId, &'a str), Vec<Needed<'a>>>,
}

/// A way to use a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Use<'a> {
    /// The request field of the query that takes the merchant reference.
    reference: &'a str,
    /// The kind of transaction that the query must find.
    of: Transaction,
    /// Whether a query without a result proves something.
    proves_absence: bool,
}

/// A use, with the files of the endpoints that need it.
type Needed<'a> = (Use<'a>, Vec<&'a str>);

impl<'a> StatusQueries<'a> {
    pub(super) fn of(model: &'a Model) -> Self {
        let endpoints = || model.pages.iter().flat_map(|page| page.endpoints.iter().map(move |it| (page, it)));
        let mut all =
            Self { queries: HashMap::new(), references: HashSet::new(), amounts: HashMap::new(), uses: HashMap::new() };
        for (page, endpoint) in endpoints() {
            let of = kind(endpoint);
            if is_status_query(endpoint) {
                all.queries.entry((page.family, &endpoint.name)).or_insert((page, endpoint));
            } else if endpoint.effect.creates() {
                all.references.extend(endpoint.reference.as_deref().map(|field| (page.family, field)));
                let amounts = all.amounts.entry((page.family, of)).or_default();
                amounts.extend(endpoint.amount_field().map(|field| field.wire.as_str()));
            }
        }
        for (page, endpoint) in endpoints() {
            if all.is_query(page, endpoint) {
                let found = all.main_use(page, endpoint).map(|it| (it, Vec::new()));
                let uses = all.uses.entry((page.family, &endpoint.name)).or_default();
                // The use without an endpoint is always generated, and first.
                let others = std::mem::take(uses);
                uses.extend(found);
                for (it, files) in others {
                    add(uses, it, files);
                }
            }
            if let Some((query, found)) = all.use_of(page, endpoint) {
                let uses = all.uses.entry((page.family, &query.name)).or_default();
                add(uses, found, vec![page.file.as_str()]);
            }
        }
        all
    }

    fn is_query(&self, page: &Page, endpoint: &Endpoint) -> bool {
        let known = self.queries.get(&(page.family, endpoint.name.as_str()));
        known.is_some_and(|(_, query)| std::ptr::eq(*query, endpoint))
    }

    /// The use of a query by the first merchant reference in its request.
    fn main_use(&self, page: &Page, query: &'a Endpoint) -> Option<Use<'a>> {
        let reference = self.main_reference(page, query)?;
        Some(Use { reference, of: kind(query), proves_absence: true })
    }

    fn main_reference(&self, page: &Page, query: &'a Endpoint) -> Option<&'a str> {
        let mut fields = query.operations.iter().flat_map(Operation::caller_fields).map(|field| field.wire.as_str());
        fields.find(|wire| self.references.contains(&(page.family, wire)))
    }

    /// The query of an endpoint, and its use.
    fn use_of(&self, page: &Page, endpoint: &'a Endpoint) -> Option<(&'a Endpoint, Use<'a>)> {
        let resolver = endpoint.resolved_by.as_ref()?;
        let (query_page, query) = self.queries.get(&(page.family, resolver.query.as_str())).copied()?;
        let named = resolver.reference.as_deref().or(endpoint.reference.as_deref());
        let reference = named.or_else(|| self.main_reference(query_page, query))?;
        let of = if query.effect == Effect::QueryRefund { Transaction::Refund } else { kind(endpoint) };
        Some((query, Use { reference, of, proves_absence: resolver.proves_absence() }))
    }
}

fn add<'a>(uses: &mut Vec<Needed<'a>>, wanted: Use<'a>, files: Vec<&'a str>) {
    match uses.iter_mut().find(|(known, _)| *known == wanted) {
        Some((_, known)) => known.extend(files),
        None => uses.push((wanted, files)),
    }
}

fn is_status_query(endpoint: &Endpoint) -> bool {
    matches!(endpoint.effect, Effect::QueryOrder | Effect::QueryRefund) && endpoint.idempotent && !endpoint.is_overview
}

/// Returns the kind of transaction that an endpoint creates or finds.
fn kind(endpoint: &Endpoint) -> Transaction {
    match endpoint.effect {
        Effect::RefundOrder | Effect::VoidOrder | Effect::QueryRefund => Transaction::Refund,
        Effect::CreateOrder
        | Effect::Charge
        | Effect::QueryOrder
        | Effect::AddCard
        | Effect::QueryCard
        | Effect::SignContract
        | Effect::Debit
        | Effect::OtherQuery
        | Effect::Other => Transaction::Payment,
    }
}

/// Returns the part of a use's names that distinguishes it from the query's main use.
fn suffix(context: &Context<'_>, page: &Page, query: &Endpoint, wanted: Use<'_>) -> String {
    let inferred = if wanted.proves_absence { "" } else { "_INFERRED" };
    let is_other = wanted.of == Transaction::Refund && query.effect != Effect::QueryRefund;
    let refund = if is_other { "_REFUND" } else { "" };
    let is_main = context.pages.status_queries.main_reference(page, query) == Some(wanted.reference);
    let by = if is_main { String::new() } else { format!("_BY_{}", names::screaming(wanted.reference)) };
    format!("{inferred}{refund}{by}")
}

fn constant_name(context: &Context<'_>, page: &Page, query: &Endpoint, wanted: Use<'_>) -> String {
    format!("{}{}_STATUS", names::screaming(&query.name), suffix(context, page, query, wanted))
}

/// Returns the constants of a query.
pub(super) fn emit(context: &Context<'_>, page: &Page, query: &Endpoint) -> Option<TokenStream> {
    let all = &context.pages.status_queries;
    let uses = all.uses.get(&(page.family, query.name.as_str())).filter(|_| all.is_query(page, query))?;
    let constants = uses.iter().map(|(wanted, _)| {
        let name = constant_name(context, page, query, *wanted);
        constant(context, page, query, *wanted, &name)
    });
    Some(constants.collect())
}

/// Returns the call that sets the query of an endpoint, and a constant for a use of another crate's query that this
/// crate does not contain.
pub(super) fn resolver(
    context: &Context<'_>,
    page: &Page,
    endpoint: &Endpoint,
) -> (Option<TokenStream>, Option<TokenStream>) {
    let all = &context.pages.status_queries;
    let Some((query, wanted)) = all.use_of(page, endpoint) else { return (None, None) };
    let Some((query_page, _)) = all.queries.get(&(page.family, query.name.as_str())).copied() else {
        return (None, None);
    };
    if context.settings.includes(&query_page.file) || is_in_client(context, query_page, query, wanted) {
        let path = path(context, query_page, &constant_name(context, query_page, query, wanted));
        return (Some(quote!(.resolved_by(&#path))), None);
    }
    let name = format!("{}_RESOLVER", names::screaming(&endpoint.name));
    let constant = constant(context, query_page, query, wanted, &name);
    let name = ident(&name);
    (Some(quote!(.resolved_by(&#name))), Some(constant))
}

/// Returns `true` if the crate of a query outside this crate has the constant for this use.
fn is_in_client(context: &Context<'_>, query_page: &Page, query: &Endpoint, wanted: Use<'_>) -> bool {
    let all = &context.pages.status_queries;
    let uses = all.uses.get(&(query_page.family, query.name.as_str())).into_iter().flatten();
    let is_main = all.main_use(query_page, query) == Some(wanted);
    is_main
        || uses
            .filter(|(known, _)| *known == wanted)
            .any(|(_, files)| files.iter().any(|file| !context.settings.includes(file)))
}

/// Returns the path of an item in the module of a page of the same family.
fn path(context: &Context<'_>, page: &Page, name: &str) -> TokenStream {
    let (root, module, name) = (&context.root, ident(&page.module), ident(name));
    if context.here == Some(page.span.file) {
        return quote!(#name);
    }
    if context.settings.includes(&page.file) {
        return quote!(super::#module::#name);
    }
    let family = ident(&context.model.families[page.family].name);
    quote!(#root::#family::#module::#name)
}

/// Returns the list of a family's queries, and the call that sets it; `None` if the family has no queries.
pub(super) fn of_family(
    context: &Context<'_>,
    family: FamilyId,
    pages: &[&Page],
) -> Option<(TokenStream, TokenStream)> {
    let root = &context.root;
    let all = &context.pages.status_queries;
    let mut constants = Vec::new();
    for page in pages {
        let module = ident(&page.module);
        for query in page.endpoints.iter().filter(|query| all.is_query(page, query)) {
            for (wanted, _) in all.uses.get(&(family, query.name.as_str())).into_iter().flatten() {
                let name = ident(&constant_name(context, page, query, *wanted));
                constants.push(quote!(&#module::#name));
            }
        }
    }
    (!constants.is_empty()).then(|| {
        let count = Literal::usize_unsuffixed(constants.len());
        let list = quote!(static STATUS_QUERIES: [&#root::spec::StatusQuery; #count] = [#(#constants),*];);
        (list, quote!(.status_queries(&STATUS_QUERIES)))
    })
}

fn constant(context: &Context<'_>, page: &Page, query: &Endpoint, wanted: Use<'_>, name: &str) -> TokenStream {
    let root = &context.root;
    let all = &context.pages.status_queries;
    let amounts = all.amounts.get(&(page.family, wanted.of));
    let is_amount = |name: &str| amounts.is_some_and(|names| names.contains(name));
    let fields = StatusFields::of(context.model, query, wanted.of, is_amount);
    let status = fields.status.as_ref().map(|(path, enumeration)| {
        let outcomes = enumeration.values.iter().filter_map(|value| Some((&value.wire, outcome(value.outcome?))));
        let outcomes = outcomes.map(|(wire, outcome)| quote!((#wire, Outcome::#outcome)));
        quote!(.status(#path, { use #root::outcome::PaymentOutcome as Outcome; &[#(#outcomes),*] }))
    });
    let kinds = fields.kind.as_ref().map(|(path, enumeration)| {
        let of = |kind| {
            let values = enumeration.values.iter().filter(move |value| value.kind == Some(kind));
            values.map(|value| &value.wire)
        };
        let (payments, refunds) = (of(Transaction::Payment), of(Transaction::Refund));
        quote!(.kinds(#path, &[#(#payments),*], &[#(#refunds),*]))
    });
    let amount = fields.amount.map(|path| quote!(.amount(#path)));
    let currency = fields.currency.map(|path| quote!(.currency(#path)));
    let id = fields.id.map(|path| quote!(.id(#path)));
    let of_refunds = (wanted.of == Transaction::Refund).then(|| quote!(.of_refunds()));
    let inferred = (!wanted.proves_absence).then(|| quote!(.inferred()));
    let doc = doc(context, page, query, wanted);
    let key = format!("{}{}", query.name, suffix(context, page, query, wanted).to_lowercase());
    let endpoint = path(context, page, &names::screaming(&query.name));
    let (name, reference) = (ident(name), wanted.reference);
    let family = &context.model.families[page.family].name;
    quote! {
        #doc
        pub static #name: StatusQuery = StatusQuery::new(#key, &#endpoint, #reference)
            .family(#family) #status #kinds #amount #currency #id #of_refunds #inferred;
    }
}

fn outcome(outcome: Outcome) -> Ident {
    ident(match outcome {
        Outcome::Pending => "Pending",
        Outcome::Success => "Success",
        Outcome::Failed => "Failed",
    })
}

fn doc(context: &Context<'_>, page: &Page, query: &Endpoint, wanted: Use<'_>) -> TokenStream {
    let what = match wanted.of {
        Transaction::Payment => "an order",
        Transaction::Refund => "a refund or a void",
    };
    let (name, reference) = (docs::code(&query.name), docs::code(wanted.reference));
    let about = format!("Finds out what happened to {what}: {name} with the merchant reference in {reference}.");
    let inferred = if wanted.proves_absence {
        ""
    } else {
        "It is not documented that this query finds such a request, so a query that does not find it proves nothing."
    };
    docs::doc(&[about, inferred.to_owned(), docs::origin(context, page, query.span)])
}

/// Returns the calls that state whether the endpoint moves money, and which fields contain the amount and the
/// currency.
pub(super) fn money(context: &Context<'_>, endpoint: &Endpoint) -> TokenStream {
    if !endpoint.effect.moves_money() {
        return TokenStream::new();
    }
    let amount = endpoint.amount_field().map(|field| &field.wire).map(|name| quote!(.amount(#name)));
    let currency = endpoint.currency_field(context.model).map(|field| &field.wire).map(|name| quote!(.currency(#name)));
    quote!(.moves_money() #amount #currency)
}
