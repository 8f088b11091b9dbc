//! The format as a JSON Schema, draft 2020-12.

use serde_json::{Map, Value, json};

use super::descriptions;
use super::shape::{Format, List, Mapping, Shape, Text, of_files};
use crate::raw::{NOTATIONS, OF_PAGES};

/// Invisible characters, which the loader reports in every text.
const WITHOUT_UNSEEN: &str = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]*$";

/// Returns the JSON Schema of the spec's files, as text that ends with a newline.
pub fn schema() -> String {
    let format = of_files();
    let mut definitions: Map<String, Value> = format
        .mappings
        .iter()
        .filter(|(what, _)| **what != format.root)
        .map(|(what, it)| (name_of(what), mapping(what, it)))
        .collect();
    definitions
        .insert("text".to_owned(), json!({ "type": ["string", "number", "boolean"], "pattern": WITHOUT_UNSEEN }));
    let mut root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "IOTPay spec file",
        "$comment": "Written by `iotpay-gen schema`, of what the loader asks for. Do not edit it.",
        "$defs": definitions,
    });
    if let (Value::Object(root), Some(file)) = (&mut root, own(&format)) {
        root.extend(file);
    }
    format!("{root:#}\n")
}

/// Returns the root mapping of the file.
fn own(format: &Format) -> Option<Map<String, Value>> {
    let Value::Object(mut file) = mapping(format.root, format.mappings.get(format.root)?) else { return None };
    let with_page: Map<_, _> = OF_PAGES.iter().map(|key| ((*key).to_owned(), json!(["page"]))).collect();
    file.insert("dependentRequired".to_owned(), Value::Object(with_page));
    Some(file)
}

/// Returns the name of a mapping's definition: its words without the article and without marks.
pub(super) fn name_of(what: &str) -> String {
    let words = what.split(' ').filter(|word| !["a", "an", "the"].contains(word));
    words.collect::<Vec<_>>().join("-").replace('`', "").replace("'s", "")
}

fn mapping(what: &str, mapping: &Mapping) -> Value {
    let name = name_of(what);
    let properties = mapping.keys.iter().map(|key| {
        let mut value = shape(&key.shape, descriptions::of_values(&name, key.name));
        if let (Value::Object(value), Some(about)) = (&mut value, descriptions::of(&name, key.name)) {
            value.insert("description".to_owned(), json!(about));
        }
        (key.name.to_owned(), value)
    });
    let required: Vec<_> = mapping.keys.iter().filter(|key| key.is_needed).map(|key| key.name).collect();
    let mut object = json!({ "type": "object", "properties": properties.collect::<Map<_, _>>() });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object["additionalProperties"] = mapping.any_key.as_ref().map_or(json!(false), |below| {
        let mut value = shape(below, &[]);
        if let Some(about) = descriptions::of(&name, descriptions::ANY_KEY) {
            value["description"] = json!(about);
        }
        value
    });
    if let Some(about) = descriptions::of(&name, descriptions::ITSELF) {
        object["description"] = json!(about);
    }
    object
}

fn shape(shape: &Shape, about_values: &[(&str, &str)]) -> Value {
    let text = shape.text.as_ref().map(|it| text(it, about_values));
    let list = shape.list.as_ref().map(list);
    let mapping = shape.mapping.map(|what| json!({ "$ref": format!("#/$defs/{}", name_of(what)) }));
    let mut kinds: Vec<Value> = [text, list, mapping].into_iter().flatten().collect();
    if kinds.len() == 1 { kinds.remove(0) } else { json!({ "anyOf": kinds }) }
}

fn list(list: &List) -> Value {
    let mut value = json!({ "type": "array", "items": shape(&list.item, &[]) });
    if list.needs_items {
        value["minItems"] = json!(1);
    }
    value
}

fn text(text: &Text, about_values: &[(&str, &str)]) -> Value {
    match text {
        Text::Any => json!({ "$ref": "#/$defs/text" }),
        Text::OneOf(names) => one_of(names, about_values),
        // A number may be quoted.
        Text::PositiveNumber => json!({ "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": u32::MAX },
            { "type": "string", "pattern": "^\\+?0*[1-9][0-9]*$" },
        ] }),
        Text::VendorType => json!({ "anyOf": [
            { "enum": NOTATIONS },
            { "type": "string", "pattern": "^String\\(0*[1-9][0-9]*\\)$" },
        ] }),
    }
}

/// Returns the schema of the allowed texts. YAML reads a bare `true` as a boolean, and the loader accepts both.
fn one_of(names: &[&str], about_values: &[(&str, &str)]) -> Value {
    let mut values = Vec::new();
    let mut descriptions = Vec::new();
    for name in names {
        let about = about_values.iter().find(|(value, _)| value == name).map_or("", |(_, about)| *about);
        match *name {
            "true" => values.push(json!(true)),
            "false" => values.push(json!(false)),
            _ => {
                values.push(json!(name));
                descriptions.push(about);
                continue;
            }
        }
        values.push(json!(name));
        descriptions.extend([about, about]);
    }
    let mut value = json!({ "enum": values });
    if descriptions.iter().any(|about| !about.is_empty()) {
        value["enumDescriptions"] = json!(descriptions);
    }
    value
}

/// Each key with a closed set of values: the mapping's name, the key and the values.
#[cfg(test)]
pub(super) fn names_of_values() -> Vec<(String, &'static str, Vec<&'static str>)> {
    let format = of_files();
    let keys = format.mappings.iter().flat_map(|(what, mapping)| mapping.keys.iter().map(move |key| (*what, key)));
    keys.filter_map(|(what, key)| match &key.shape.text {
        Some(Text::OneOf(names)) => Some((name_of(what), key.name, names.clone())),
        _ => None,
    })
    .collect()
}
