//! Each page request on each of its channels: with all fields, next to the request of the channel with the same values,
//! and with one violation for each rule of a channel.

use iotpay_gen::model::{
    ChannelMember, ChannelRules, Endpoint, EnumType, Field, Members, Model, Operation, Page, PageRequest, Type,
};

use super::{path, received, requests, values};

/// A page request on one of its channels.
struct OnChannel<'a> {
    model: &'a Model,
    page: &'a Page,
    of_page: &'a PageRequest,
    /// The request of the channel.
    own: &'a Operation,
    channel: &'a str,
}

/// Returns the page requests of a page, on each channel.
fn all<'a>(model: &'a Model, page: &'a Page) -> impl Iterator<Item = (&'a Endpoint, OnChannel<'a>)> {
    page.endpoints.iter().filter_map(|endpoint| Some((endpoint, endpoint.page_request()?))).flat_map(
        move |(endpoint, of_page)| {
            let channels = of_page.channels.iter().zip(&endpoint.operations);
            channels
                .map(move |(channel, own)| (endpoint, OnChannel { model, page, of_page, own, channel: &channel.wire }))
        },
    )
}

/// Returns the calls of the visitor of requests.
pub fn of_page(model: &Model, page: &Page) -> String {
    let calls = all(model, page).map(|(endpoint, it)| {
        let response = received::response(model, endpoint, it.own);
        let (operation, assignments) = it.adapted();
        requests::call_with(model, page, &operation, &assignments, &response)
    });
    calls.collect()
}

/// Returns the calls of the visitor that compares a page request with the request of its channel.
pub fn compared(model: &Model, page: &Page) -> String {
    all(model, page)
        .map(|(endpoint, it)| {
            let (operation, assignments) = it.adapted();
            let of_page = requests::built(model, page, &operation, &assignments);
            let own = requests::built(model, page, it.own, "");
            let (name, response) = (path(model, page, &it.of_page.operation.type_name), received::response(model, endpoint, it.own));
            format!(
                "    visitor.same(crate::canary::Pair {{ name: {name:?}, channel: {:?}, response: {response:?}, of_page: (|| {{\n{of_page}            Ok(request)\n        }})(), own: (|| {{\n{own}            Ok(request)\n        }})() }});\n",
                it.channel
            )
        })
        .collect()
}

/// Returns the calls of the visitor of violations, one for each rule on each channel.
pub fn violations(model: &Model, page: &Page) -> String {
    all(model, page).flat_map(|(_, it)| it.violations()).collect()
}

impl OnChannel<'_> {
    /// Returns the request with the fields of the channel, and the statements that set what its constructor cannot.
    fn adapted(&self) -> (Operation, String) {
        let mut operation = self.of_page.operation.clone();
        let mut assignments = String::new();
        operation.request = std::mem::take(&mut operation.request)
            .into_iter()
            .filter_map(|mut field| {
                if field.filled.is_some() {
                    return Some(field);
                }
                if field.wire == self.of_page.channel {
                    if let Type::Enum(choice) = &mut field.ty {
                        choice.values = vec![choice.values[self.position(choice)]];
                    }
                    return Some(field);
                }
                let own = self.own.request_field(&field.wire).filter(|own| own.filled.is_none())?;
                match (&field.ty, &own.ty) {
                    (Type::Enum(_), Type::Enum(_)) => Some(Field { ty: own.ty.clone(), ..field }),
                    (Type::Json(Some(all)), Type::Json(members)) if !field.required => {
                        assignments += &self.assigned(&field, all, members.as_ref());
                        None
                    }
                    _ => Some(field),
                }
            })
            .collect();
        (operation, assignments)
    }

    /// Returns the position of the channel among the values of the channel's field, which are sorted differently.
    fn position(&self, choice: &EnumType) -> usize {
        let values = &self.model.enumerations[choice.enumeration].values;
        choice.values.iter().position(|at| values[*at].wire == self.channel).expect("a channel is one of the values")
    }

    /// Returns the statement that sets an object to the same text as in the request of the channel.
    fn assigned(&self, field: &Field, all: &Members, own: Option<&Members>) -> String {
        let (name, ty) = (&field.rust_name, path(self.model, self.page, &all.type_name));
        let Some(own) = own else {
            return format!("            request.{name} = Some({ty}::from_json({:?})?);\n", r#"{"a":1}"#);
        };
        let type_path = |name: &str| path(self.model, self.page, name);
        let expression = |member: &Field| values::expression(self.model, member, &type_path);
        let given = all.fields.iter().filter(|member| member.filled.is_none());
        let (required, optional): (Vec<_>, Vec<_>) = given.partition(|member| member.required);
        let required: Vec<_> = required.iter().map(|it| format!("{}: {}", it.rust_name, expression(it))).collect();
        let is_own = |member: &&&Field| own.fields.iter().any(|it| it.wire == member.wire && it.required);
        let setters: String =
            optional.iter().filter(is_own).map(|it| format!(".with_{}({})?", it.rust_name, expression(it))).collect();
        format!("            request.{name} = Some({ty}::new({ty}Members {{ {} }})?{setters});\n", required.join(", "))
    }

    fn violations(&self) -> Vec<String> {
        let mut calls = Vec::new();
        for rules in &self.of_page.rules {
            let Some(field) = self.of_page.operation.request_field(&rules.field) else { continue };
            for (statement, error) in self.violating(field, rules) {
                let (operation, assignments) = self.adapted();
                let built = requests::built(self.model, self.page, &operation, &format!("{assignments}{statement}"));
                let name = path(self.model, self.page, &operation.type_name);
                calls.push(format!(
                    "    visitor.violation({name:?}, {:?}, {:?}, {error:?}, (|| {{\n{built}            Ok(request)\n        }})());\n",
                    self.channel, field.wire
                ));
            }
        }
        calls
    }

    /// Returns a statement for each rule that violates only this rule, with the error.
    fn violating(&self, field: &Field, rules: &ChannelRules) -> Vec<(String, String)> {
        let (name, channel) = (&field.rust_name, self.channel);
        let type_path = |name: &str| path(self.model, self.page, name);
        let some = |value: String| if field.required { value } else { format!("Some({value})") };
        let set = |value: String| format!("            request.{name} = {};\n", some(value));
        let mut found = Vec::new();
        if rules.required_on.iter().any(|on| on == channel) {
            found.push((format!("            request.{name} = None;\n"), format!("is required on {channel}")));
        }
        if rules.not_on.iter().any(|on| on == channel) {
            let value = match values::secret(field) {
                Some(secret) => format!("{:?}", secret.canary),
                None => values::expression(self.model, field, &type_path),
            };
            let tried = if values::cannot_fail(field) { "" } else { "?" };
            let statement = format!("            let request = request.with_{name}({value}){tried};\n");
            found.push((statement, format!("is not accepted on {channel}; omit it")));
        }
        if let Some((_, max)) = rules.max_on.iter().find(|(on, _)| on == channel) {
            let length = *max as usize + 1;
            let text = match &field.ty {
                Type::Text | Type::Reference => "x".repeat(length),
                Type::Url { .. } => format!("{:x<length$}", "https://shop.example/"),
                Type::Json(None) => format!(r#"{{"a":"{}"}}"#, "x".repeat(length - r#"{"a":""}"#.len())),
                other => panic!("add a text for the limits of `{name}`, which is {other:?}"),
            };
            let error = format!("has {length} characters; at most {max} are allowed on {channel}");
            found.push((set(format!("{text:?}.parse().unwrap()")), error));
        }
        if let (Some((_, accepted)), Type::Enum(choice)) =
            (rules.values_on.iter().find(|(on, _)| on == channel), &field.ty)
        {
            let enumeration = &self.model.enumerations[choice.enumeration];
            let wires: Vec<_> = accepted.iter().map(|at| enumeration.values[*at].wire.as_str()).collect();
            for at in choice.values.iter().filter(|at| !accepted.contains(at)) {
                let only = EnumType { values: vec![*at], ..choice.clone() };
                let other = Field { ty: Type::Enum(only), ..field.clone() };
                let value = values::expression(self.model, &other, &type_path);
                found
                    .push((set(value), format!("is not accepted on {channel}; accepted values: {}", wires.join(", "))));
            }
        }
        if let (Some((_, members)), Type::Json(Some(all))) =
            (rules.members_on.iter().find(|(on, _)| on == channel), &field.ty)
        {
            assert!(!rules.any_members_on.is_empty(), "add statements that set members of `{name}`");
            let ty = type_path(&all.type_name);
            let json =
                |members: &[String]| set(format!("{ty}::from_json({:?})?", format!("{{{}}}", members.join(","))));
            let is_integer =
                |wire: &str| all.fields.iter().any(|it| it.wire == wire && matches!(it.ty, Type::Integer(_)));
            let with = |wire: &str, value: &str| format!("{wire:?}:{value}");
            let valid = |wire: &str| with(wire, if is_integer(wire) { "1" } else { "\"x\"" });
            // The required members except one, which is the member in question.
            let others = |wire: &str| -> Vec<String> {
                members.iter().filter(|it| it.required && it.wire != wire).map(|it| valid(&it.wire)).collect()
            };
            for ChannelMember { wire, required } in members {
                if *required {
                    let error = format!("has no member `{wire}`, which is required on {channel}");
                    found.push((json(&others(wire)), error));
                }
                let ty = if is_integer(wire) { "an integer, or is out of range" } else { "text" };
                let mut invalid = vec![
                    (vec![with(wire, "null")], format!("has a member `{wire}` that is not {ty}")),
                    (vec![valid(wire), valid(wire)], format!("has the member `{wire}` already")),
                ];
                if !is_integer(wire) {
                    invalid.push((vec![with(wire, "\"\"")], format!("has an empty member `{wire}`")));
                }
                for (given, error) in invalid {
                    found.push((json(&[others(wire), given].concat()), error));
                }
            }
            let known: Vec<_> = members.iter().map(|it| it.wire.as_str()).collect();
            let with_other = [others(""), vec![with("notOnAnyPage", "1")]].concat();
            let error =
                format!("has a member that is not accepted on {channel}; accepted members: {}", known.join(", "));
            found.push((json(&with_other), error));
        }
        found
    }
}
