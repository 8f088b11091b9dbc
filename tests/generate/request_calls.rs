//! `request!` calls for every request, with the fields that must be signed and sent: first with literals for all
//! fields, once for each choice in a `one_of` group, then with run-time values for the required fields only.

use std::fmt::Write as _;

use iotpay_gen::model::names::{pascal, snake};
use iotpay_gen::model::{Field, Filler, Model, Operation, Page};

use super::argument::Argument;
use super::pages;

/// Returns a module for each page, and the list `PAGES` of their names and functions.
pub fn every_request(model: &Model) -> String {
    let mut code = String::from("// Generated from the spec by build.rs.\n");
    let mut list = String::new();
    for page in pages(model) {
        let endpoints = page.endpoints.iter().filter(|endpoint| !endpoint.is_overview);
        let operations: Vec<_> = endpoints.flat_map(|endpoint| &endpoint.operations).collect();
        if operations.is_empty() {
            continue;
        }
        let family = &model.families[page.family].name;
        let name = format!("{family}_{}", page.module);
        code += &module(model, page, family, &name, &operations);
        let _ = writeln!(list, "    ({name:?}, {name}::run),");
    }
    code + "\n/// Checks the requests of a page.\ntype Run = fn() -> Result<(), ValidationError>;\n\n/// The requests of each page.\nconst PAGES: &[(&str, Run)] = &[\n"
        + &list
        + "];\n"
}

fn module(model: &Model, page: &Page, family: &str, name: &str, operations: &[&Operation]) -> String {
    let deprecated = if has_deprecated(model, page) { "#[allow(deprecated)]\n" } else { "" };
    let mut code = format!(
        "\n{deprecated}mod {name} {{\n    use iotpay_client::{{ValidationError, {family}, request}};\n\n    use super::fields;\n\n    pub fn run() -> Result<(), ValidationError> {{\n"
    );
    for operation in operations {
        let _ = writeln!(code, "        {}()?;", snake(&operation.type_name));
    }
    code += "        Ok(())\n    }\n";
    for operation in operations {
        code += &function(model, family, operation);
    }
    code + "}\n"
}

/// Returns `true` if a request of the page, or something that it sets, is deprecated.
fn has_deprecated(model: &Model, page: &Page) -> bool {
    let is_old = |field: &Field| {
        let mut values = model.enumeration_of(field).into_iter().flat_map(|it| &it.values);
        field.lifecycle.is_deprecated() || values.any(|value| value.lifecycle.is_deprecated())
    };
    let mut operations = page.endpoints.iter().flat_map(|endpoint| &endpoint.operations);
    page.lifecycle.is_deprecated()
        || page.endpoints.iter().any(|endpoint| endpoint.lifecycle.is_deprecated())
        || operations.any(|operation| operation.lifecycle.is_deprecated() || operation.request.iter().any(is_old))
}

fn function(model: &Model, family: &str, operation: &Operation) -> String {
    let name = &operation.type_name;
    let mut code = format!("\n    fn {}() -> Result<(), ValidationError> {{\n", snake(name));
    let ways = operation.one_of.iter().map(|group| group.fields.len()).max().unwrap_or(1);
    for way in 0..ways {
        let call = Call::new(model, family, operation, way);
        let _ = writeln!(
            code,
            "        let order: {family}::{name} = request!({family}::{name} {{ {} }}).unwrap();\n        assert_eq!(fields(&order), {});",
            call.literals(),
            expected(&call.sent(|_| true)),
        );
    }
    let call = Call::new(model, family, operation, ways - 1);
    let _ = writeln!(
        code,
        "{}        let order = request!({family}::{name} {{ {} }})?;\n        assert_eq!(fields(&order), {});\n        Ok(())\n    }}",
        call.statements(),
        call.run_time_values(),
        expected(&call.sent(Argument::is_required)),
    );
    code
}

/// A request, with one field of each `one_of` group.
struct Call<'m> {
    operation: &'m Operation,
    arguments: Vec<Argument<'m>>,
}

impl<'m> Call<'m> {
    fn new(model: &'m Model, family: &'m str, operation: &'m Operation, way: usize) -> Self {
        let is_chosen = |field: &&Field| {
            operation
                .group_of(&field.wire)
                .is_none_or(|group| group.fields.get(way).or(group.fields.last()) == Some(&field.wire))
        };
        let arguments = operation.caller_fields().filter(is_chosen).map(|field| {
            let is_required = field.required || operation.group_of(&field.wire).is_some();
            Argument::new(model, family, field, is_required)
        });
        Self { operation, arguments: arguments.collect() }
    }

    fn literals(&self) -> String {
        let fields = self.arguments.iter().map(|it| format!("{}: {}", it.field.rust_name, it.literal()));
        fields.collect::<Vec<_>>().join(", ")
    }

    fn required(&self) -> impl Iterator<Item = &Argument<'m>> {
        self.arguments.iter().filter(|argument| argument.is_required())
    }

    fn statements(&self) -> String {
        self.required().flat_map(Argument::statements).map(|statement| format!("        {statement}\n")).collect()
    }

    fn run_time_values(&self) -> String {
        self.required().map(Argument::run_time_value).collect::<Vec<_>>().join(", ")
    }

    /// Returns the signed and sent fields, in the order of the string to sign.
    fn sent(&self, is_set: impl Fn(&Argument<'m>) -> bool) -> Vec<(&'m str, String)> {
        let is_partial = !self.arguments.iter().all(&is_set);
        let set = self.arguments.iter().filter(|argument| is_set(argument));
        let by_caller = set.map(|argument| (argument.field.wire.as_str(), argument.sent(is_partial)));
        let by_client = self.operation.request.iter().filter_map(|field| {
            let value = match field.filled.as_ref()? {
                Filler::MchId => "10000701",
                Filler::LoginName => "jack123",
                Filler::Fixed(value) => value,
                Filler::Signature => return None,
            };
            Some((field.wire.as_str(), value.to_owned()))
        });
        let mut sent: Vec<_> = by_caller.chain(by_client).collect();
        sent.sort();
        sent
    }
}

fn expected(sent: &[(&str, String)]) -> String {
    let lines: Vec<_> = sent.iter().map(|(name, value)| format!("{:?}", format!("{name}={value}"))).collect();
    format!("[{}]", lines.join(", "))
}

/// Returns the name of an object in `request!`.
pub fn object_name(field: &Field) -> String {
    pascal(&field.wire)
}
