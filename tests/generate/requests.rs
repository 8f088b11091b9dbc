//! Each request with all of its fields: required ones through its constructor, the others through `with_…`. Secrets are
//! parameters, so that a test can also pass invalid ones.

use std::fmt::Write as _;

use iotpay_gen::model::{Field, Model, OneOf, Operation, Page};

use super::{path, received, values};

/// The parts of a request.
enum Part<'a> {
    Field(&'a Field),
    /// One of the fields of a `one_of` group.
    Chosen(&'a OneOf, &'a Field),
}

impl Part<'_> {
    fn is_required(&self) -> bool {
        match self {
            Self::Field(field) => field.required,
            Self::Chosen(..) => true,
        }
    }
}

/// Returns the calls of the visitor, one for each request of a page and each choice in its `one_of` groups.
pub fn of_page(model: &Model, page: &Page) -> String {
    let endpoints = page.endpoints.iter().filter(|endpoint| !endpoint.is_overview);
    let operations = endpoints.flat_map(|endpoint| endpoint.operations.iter().map(move |it| (endpoint, it)));
    let mut calls = String::new();
    for (endpoint, operation) in operations {
        let ways = operation.one_of.iter().map(|group| group.fields.len()).max().unwrap_or(1);
        let response = received::response(model, endpoint, operation);
        for way in 0..ways {
            calls += &call(model, page, operation, way, &response);
        }
    }
    calls
}

fn call(model: &Model, page: &Page, operation: &Operation, way: usize, response: &str) -> String {
    call_of(model, page, operation, way, "", response)
}

/// Returns a call of the visitor for a request, with statements that set more of its fields.
pub fn call_with(model: &Model, page: &Page, operation: &Operation, assignments: &str, response: &str) -> String {
    call_of(model, page, operation, 0, assignments, response)
}

/// Returns the statements that build a request, with more statements that set fields. Secrets are canaries.
pub fn built(model: &Model, page: &Page, operation: &Operation, assignments: &str) -> String {
    let parts: Vec<_> = parts(operation, 0).collect();
    let mut secrets = Vec::new();
    let made = made(model, page, operation, &parts, &mut secrets);
    let canaries: Vec<_> = secrets.iter().map(|secret| format!("{:?}", secret.canary)).collect();
    let canaries = if canaries.is_empty() {
        String::new()
    } else {
        format!("            let secrets = [{}];\n", canaries.join(", "))
    };
    canaries + &made + &mutable(assignments)
}

/// Returns the statements that set fields of a request, after one that allows it.
fn mutable(assignments: &str) -> String {
    if assignments.is_empty() {
        return String::new();
    }
    format!("            #[allow(unused_mut)]\n            let mut request = request;\n{assignments}")
}

fn call_of(model: &Model, page: &Page, operation: &Operation, way: usize, assignments: &str, response: &str) -> String {
    let parts: Vec<_> = parts(operation, way).collect();
    let mut secrets = Vec::new();
    let made = made(model, page, operation, &parts, &mut secrets) + &mutable(assignments);
    let name = path(model, page, &operation.type_name);
    let mut code = format!("    visitor.request(\n        &Case {{\n            name: {name:?},\n");
    code += "            secrets: &[\n";
    for values::Secret { wire, canary, wrong, shows_last_four } in &secrets {
        let _ = writeln!(
            code,
            "                Secret {{ field: {wire:?}, canary: {canary:?}, wrong: &{wrong:?}, shows_last_four: {shows_last_four} }},"
        );
    }
    let parameter = if secrets.is_empty() { "_" } else { "secrets" };
    let _ = writeln!(
        code,
        "            ],\n            response: {response:?},\n        }},\n        |{parameter}: &[&str]| {{"
    );
    code + &made + "            Ok(request)\n        },\n    );\n"
}

fn parts(operation: &Operation, way: usize) -> impl Iterator<Item = Part<'_>> {
    operation.caller_fields().filter_map(move |field| match operation.group_of(&field.wire) {
        None => Some(Part::Field(field)),
        Some(group) => {
            let chosen = group.fields.get(way).or(group.fields.last())?;
            (group.fields.first() == Some(&field.wire))
                .then(|| operation.request_field(chosen).map(|chosen| Part::Chosen(group, chosen)))
                .flatten()
        }
    })
}

/// Returns the statements that build the request.
fn made(
    model: &Model,
    page: &Page,
    operation: &Operation,
    parts: &[Part<'_>],
    secrets: &mut Vec<values::Secret>,
) -> String {
    let type_path = |name: &str| path(model, page, name);
    let mut value_of = |field: &Field| match values::secret(field) {
        Some(secret) => {
            secrets.push(secret);
            format!("secrets[{}]", secrets.len() - 1)
        }
        None => values::expression(model, field, &type_path),
    };
    let name = type_path(&operation.type_name);
    let required: Vec<_> = parts.iter().filter(|part| part.is_required()).collect();
    let mut code = match required.as_slice() {
        [] => format!("            let request = {name}::new();\n"),
        [Part::Chosen(group, field)] => {
            let (value, tried) = (value_of(field), tried(field));
            let function = format!("{}_{}", group.rust_name, field.rust_name);
            format!("            let request = {name}::{function}({value}){tried};\n")
        }
        required => {
            let mut code = format!("            let request = {name}::new({name}Required {{\n");
            for part in required {
                let (name, value) = match part {
                    Part::Field(field) => (&field.rust_name, value_of(field)),
                    Part::Chosen(group, field) => {
                        let value =
                            format!("{}::{}({})", type_path(&group.type_name), field.rust_name, value_of(field));
                        (&group.rust_name, value + tried(field))
                    }
                };
                let _ = writeln!(code, "                {name}: {value},");
            }
            let is_checked =
                required.iter().any(|part| matches!(part, Part::Field(field) if !values::cannot_fail(field)));
            code + if is_checked { "            })?;\n" } else { "            });\n" }
        }
    };
    for part in parts.iter().filter(|part| !part.is_required()) {
        let (Part::Field(field) | Part::Chosen(_, field)) = part;
        let (function, value) = (field.rust_name.trim_end_matches('_'), value_of(field));
        let _ = writeln!(code, "            let request = request.with_{function}({value}){};", tried(field));
    }
    code
}

fn tried(field: &Field) -> &'static str {
    if values::cannot_fail(field) { "" } else { "?" }
}
