//! Checks what an endpoint needs beyond its table: a signature, a channel, a merchant reference, and a query that
//! returns its outcome.

use std::collections::{HashMap, HashSet};

use super::tables::Tables;
use crate::diagnostic::{Code, Diagnostic, Sink, suggestion_help};
use crate::model::{Field, Model, Page};
use crate::raw::{BrowserMarker, Effect, Endpoint, Family, File, FilledBy, Message, path};
use crate::source::{Span, Spanned};

/// `is_whole` means that every table could be read, so that absent fields are missing.
pub(super) fn check(model: &Model, files: &[File], tables: &Tables<'_>, is_whole: bool, sink: &mut Sink) {
    let known_endpoints = Endpoints::of(files);
    let resolved: HashMap<Span, &Page> = model.pages.iter().map(|page| (page.span, page)).collect();
    for file in files {
        let Some(page) = &file.page else { continue };
        let family = known_endpoints.families.get(page.family.value.as_str()).copied();
        let scope = Scope { known_endpoints: &known_endpoints, tables, name: &page.family.value, family };
        if is_whole {
            scope.check_notifications(file, sink);
        }
        for endpoint in &file.endpoints {
            if is_whole {
                scope.check_signature(endpoint, sink);
                scope.check_channels(endpoint, sink);
                scope.check_resolver(endpoint, sink);
                scope.check_overview(endpoint, sink);
                scope.check_may_omit(endpoint, sink);
            }
            scope.check_reference(endpoint, sink);
            check_echoes(endpoint, sink);
        }
        let Some(page) = resolved.get(&page.title.span) else { continue };
        for (raw, known) in file.notifications.iter().zip(&page.notifications) {
            let Some(browser) = &raw.browser_marker else { continue };
            if let Some(field) = known.fields.iter().find(|field| field.wire == browser.field.value) {
                check_browser_return(model, browser, field, sink);
            }
        }
    }
}

/// The endpoints and the families of the whole spec, by name and by path.
struct Endpoints<'a> {
    families: HashMap<&'a str, &'a Family>,
    /// The endpoints by name, each with the family of its page.
    by_name: HashMap<&'a str, Vec<(Option<&'a str>, &'a Endpoint)>>,
    /// The families and paths of endpoints that are not overviews.
    defined_paths: HashSet<(&'a str, &'a str)>,
}

impl<'a> Endpoints<'a> {
    fn of(files: &'a [File]) -> Self {
        let mut all = Self { families: HashMap::new(), by_name: HashMap::new(), defined_paths: HashSet::new() };
        for file in files {
            for family in &file.families {
                all.families.entry(&family.name.value).or_insert(family);
            }
            let family = file.page.as_ref().map(|page| page.family.value.as_str());
            for endpoint in &file.endpoints {
                all.by_name.entry(&endpoint.name.value).or_default().push((family, endpoint));
                all.defined_paths.extend(
                    family.filter(|_| endpoint.overview.is_none()).map(|family| (family, &*endpoint.path.value)),
                );
            }
        }
        all
    }
}

/// The context of a page.
struct Scope<'a> {
    known_endpoints: &'a Endpoints<'a>,
    tables: &'a Tables<'a>,
    /// The name of the page's family.
    name: &'a str,
    family: Option<&'a Family>,
}

impl Scope<'_> {
    fn check_signature(&self, endpoint: &Endpoint, sink: &mut Sink) {
        let Some(sign) = self.tables.sign(self.name) else { return };
        if !has_row(&endpoint.request, sign) {
            sink.push(
                Diagnostic::new(
                    Code::MissingField,
                    endpoint.name.span,
                    format!("missing row `{sign}` in the request of `{}`", endpoint.name.value),
                    "the request would not be signed",
                )
                .help(format!("add the row `{sign}` from the page's table")),
            );
        }
    }

    fn check_channels(&self, endpoint: &Endpoint, sink: &mut Sink) {
        let Some(entry) = endpoint.channels.first() else { return };
        let filled = |name: &str| {
            let own = endpoint.request.rules.iter().find(|(ruled, _)| ruled.value == name);
            let own = own.and_then(|(_, rule)| rule.filled_by.as_ref().map(|by| by.value));
            own.or_else(|| self.tables.shared_rule(self.name, name).filled_by.map(|by| by.value))
        };
        if !endpoint.request.table.iter().any(|row| filled(&row.name.value) == Some(FilledBy::Channel)) {
            sink.push(
                Diagnostic::new(
                    Code::MissingField,
                    entry.channel.span,
                    format!("missing row of the channel in the request of `{}`", endpoint.name.value),
                    "the request would not contain its channel",
                )
                .help("add the row of the page's table whose rule is `filled_by: channel`, or remove `channels:`"),
            );
        }
    }

    /// Checks that the reference is a merchant reference that each request has.
    fn check_reference(&self, endpoint: &Endpoint, sink: &mut Sink) {
        let Some(reference) = &endpoint.reference else { return };
        if let Some(by) = self.tables.shared_rule(self.name, &reference.value).filled_by {
            sink.push(
                Diagnostic::new(
                    Code::InapplicableRule,
                    reference.span,
                    format!("`{}` is the same in many requests, so it cannot be a reference", reference.value),
                    "this field",
                )
                .related(by.span, "the client fills it in")
                .help("name the field with the merchant reference"),
            );
        }
        for overlay in endpoint.channels.iter().map(|entry| &entry.request) {
            let fixed = overlay.fixed.iter().map(|(name, _)| name);
            for name in overlay.forbid.fields.iter().chain(fixed).filter(|name| name.value == reference.value) {
                sink.push(
                    Diagnostic::new(
                        Code::Contradiction,
                        name.span,
                        format!("`{}` is the reference of this endpoint, but the channel does not send it", name.value),
                        "removed here",
                    )
                    .related(reference.span, "the reference")
                    .help("let the caller set it"),
                );
            }
        }
    }

    /// Checks that a successful response may omit only its signature or its result.
    fn check_may_omit(&self, endpoint: &Endpoint, sink: &mut Sink) {
        let result = self.family.and_then(|family| family.envelope.result.as_ref()).map(|it| it.value.as_str());
        let known: Vec<&str> = self.tables.sign(self.name).into_iter().chain(result).collect();
        for name in endpoint.response.may_omit.fields.iter().filter(|name| !known.contains(&name.value.as_str())) {
            sink.push(
                Diagnostic::new(
                    Code::UnknownField,
                    name.span,
                    format!("`{}` is neither the signature nor the result of the envelope", name.value),
                    "not part of the envelope",
                )
                .help(format!(
                    "{}; for a field of the response use `read_as: optional`",
                    suggestion_help(&name.value, &known)
                )),
            );
        }
    }

    /// Checks that an overview is about an endpoint that another page defines.
    fn check_overview(&self, endpoint: &Endpoint, sink: &mut Sink) {
        let Some(overview) = &endpoint.overview else { return };
        let written = endpoint.path.value.as_str();
        if !self.known_endpoints.defined_paths.contains(&(self.name, written)) {
            let mut paths: Vec<&str> = self
                .known_endpoints
                .defined_paths
                .iter()
                .filter(|(family, _)| *family == self.name)
                .map(|(_, path)| *path)
                .collect();
            paths.sort_unstable();
            let help = match sink.did_you_mean(written, &paths) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "correct the path, or remove `overview:`".to_owned(),
            };
            sink.push(
                Diagnostic::new(
                    Code::UnknownName,
                    overview.span,
                    format!("no other page of the family has the endpoint `{}`", endpoint.path.value),
                    "no such endpoint",
                )
                .related(endpoint.path.span, "this path")
                .help(help),
            );
        }
    }

    /// Checks that the encoding of notifications is known if the file has any.
    fn check_notifications(&self, file: &File, sink: &mut Sink) {
        let (Some(family), Some(notification)) = (self.family, file.notifications.first()) else { return };
        if family.notifications.is_none() {
            sink.push(
                Diagnostic::new(
                    Code::MissingField,
                    notification.name.span,
                    format!("missing `notifications` of the family `{}`", self.name),
                    "its encoding is unknown",
                )
                .related(family.name.span, "the family")
                .help("add `notifications:` to the family, with `body: any` if the encoding is undocumented"),
            );
        }
    }

    fn check_resolver(&self, endpoint: &Endpoint, sink: &mut Sink) {
        let Some(resolved_by) = &endpoint.resolved_by else { return };
        let resolver = &resolved_by.query;
        if endpoint.effect.value.is_reading() {
            sink.push(bad_resolver(resolver, "a query has no unknown outcome", "remove `resolved_by:`"));
            return;
        }
        // An undefined name is reported where it is looked up.
        let Some(named) = self.known_endpoints.by_name.get(resolver.value.as_str()) else { return };
        let mut own = named.iter().filter(|(family, _)| *family == Some(self.name)).map(|(_, endpoint)| *endpoint);
        let first = own.clone().next();
        let effect = endpoint.effect.value;
        let is_query = |query: &&Endpoint| {
            query.effect.value.resolves(effect) && query.idempotent.value && query.overview.is_none()
        };
        let Some(query) = own.find(is_query) else {
            let message = match first {
                Some(first) if first.effect.value == Effect::QueryRefund && first.idempotent.value => {
                    format!("`{}` finds only refunds and voids", resolver.value)
                }
                Some(_) => format!(
                    "`resolved_by` names `{}`, which is not an idempotent query for orders or refunds",
                    resolver.value
                ),
                None => format!("`{}` is an endpoint of another family", resolver.value),
            };
            let help = if Effect::QueryRefund.resolves(effect) {
                "use an endpoint of the same family that has `effect: query_refund` or `effect: query_order`"
            } else {
                "use an endpoint of the same family that has `effect: query_order`"
            };
            sink.push(bad_resolver(resolver, &message, help));
            return;
        };
        // A missing reference field is reported where it is looked up.
        let reference = endpoint.reference.as_ref().filter(|reference| has_row(&endpoint.request, &reference.value));
        let Some(reference) = reference else { return };
        if let Some(asked) = &resolved_by.reference {
            check_resolver_field(resolver, asked, reference, query, sink);
        } else if !has_row(&query.request, &reference.value) {
            let message = format!("`{}` does not accept `{}`", resolver.value, reference.value);
            sink.push(
                bad_resolver(
                    resolver,
                    &message,
                    "name a query whose request has this field, or write `resolved_by:` as a mapping with its `reference`",
                )
                    .related(reference.span, "the merchant reference"),
            );
        }
    }
}

/// Checks that the query of a resolver has the field that takes the merchant reference, and that its name is different.
fn check_resolver_field(
    resolver: &Spanned<String>,
    asked: &Spanned<String>,
    reference: &Spanned<String>,
    query: &Endpoint,
    sink: &mut Sink,
) {
    if asked.value == reference.value {
        let message = format!("`{}` already is the merchant reference of the request", asked.value);
        sink.push(
            Diagnostic::new(Code::InvalidResolver, asked.span, message, "the same name")
                .related(reference.span, "the merchant reference")
                .help("remove `reference:` from `resolved_by`"),
        );
        return;
    }
    if has_row(&query.request, &asked.value) {
        return;
    }
    let rows = query.request.rows().into_iter();
    let names: Vec<&str> = rows.map(|row| row.name.value.as_str()).collect();
    let message = format!("`{}` does not accept `{}`", resolver.value, asked.value);
    sink.push(
        Diagnostic::new(Code::InvalidResolver, asked.span, message, "no such field in the query")
            .related(query.name.span, "the query")
            .help(suggestion_help(&asked.value, &names)),
    );
}

/// Checks that a response field echoes a field that the request has.
fn check_echoes(endpoint: &Endpoint, sink: &mut Sink) {
    let overlaid = endpoint.channels.iter().flat_map(|entry| &entry.response.rules);
    for (name, rule) in endpoint.response.rules.iter().chain(overlaid) {
        let Some(echoes) = &rule.echoes else { continue };
        let leaf = path::leaf(&name.value);
        let (message, help) = if !has_row(&endpoint.request, &echoes.value) {
            let rows = endpoint.request.rows().into_iter();
            let names: Vec<&str> = rows.map(|row| row.name.value.as_str()).collect();
            let help = match sink.did_you_mean(&echoes.value, &names) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "use a field of the request".to_owned(),
            };
            (format!("unknown request field `{}`", echoes.value), help)
        } else if leaf == echoes.value {
            (format!("`{leaf}` already repeats the field with the same name"), "remove it".to_owned())
        } else {
            continue;
        };
        sink.push(Diagnostic::new(Code::InapplicableRule, echoes.span, message, "to be repeated").help(help));
    }
}

fn bad_resolver(place: &Spanned<String>, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(Code::InvalidResolver, place.span, message, "cannot resolve this endpoint").help(help)
}

fn has_row(message: &Message, wire: &str) -> bool {
    message.rows().into_iter().any(|row| row.name.value == wire)
}

/// Checks that the marker of a browser return is a value that its field can have.
fn check_browser_return(model: &Model, browser: &BrowserMarker, field: &Field, sink: &mut Sink) {
    let value = &browser.value;
    let known =
        model.enumeration_of(field).map(|it| it.values.iter().map(|known| known.wire.as_str()).collect::<Vec<_>>());
    let (fits, help) = match known {
        Some(known) => (known.contains(&value.value.as_str()), suggestion_help(&value.value, &known)),
        None => {
            let fits = !value.value.is_empty()
                && match field.ty.made_up() {
                    Some(_) => field.ty.accepts(&value.value),
                    None => !field.ty.is_integer() || value.value.parse::<i64>().is_ok(),
                };
            (fits, "write a value of the field's type".to_owned())
        }
    };
    if !fits && !sink.is_unreadable(&value.value) {
        sink.push(
            Diagnostic::new(
                Code::InapplicableRule,
                value.span,
                format!("`{}` cannot have the value `{}`", field.wire, value.value),
                "no browser request would be recognized",
            )
            .related(field.span, "the field")
            .help(help),
        );
    }
}
