//! The rules of single channels in a page request, which takes the channel as a value.

use std::fmt;

use serde_core::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};

use crate::signing::FieldValue;
use crate::validation::Validator;
use crate::value::ValueError;

/// A request that takes the channel as a value. Derived code implements it.
#[doc(hidden)]
pub trait PageRequest {
    /// The wire name of the channel's field.
    const CHANNEL: &'static str;
    /// The rules of single channels.
    const RULES: &'static [FieldRules];

    /// Returns the channel.
    fn channel(&self) -> &str;
}

/// The rules for a field on single channels.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct FieldRules {
    /// The wire name of the field.
    pub field: &'static str,
    /// Channels, each with a rule.
    pub rules: &'static [(&'static str, ChannelRule)],
}

/// A rule for a field on a channel.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum ChannelRule {
    /// The field is required.
    Required,
    /// The field is not accepted.
    NotAccepted,
    /// The maximum number of characters.
    Max(u32),
    /// The accepted values.
    Values(&'static [&'static str]),
    /// The accepted members of a JSON object, and those of them that are required.
    Members { known: &'static [&'static str], required: &'static [&'static str] },
}

/// The value of a field: `None` if it is invalid, which is reported already; `Some(None)` if the field is not sent.
#[doc(hidden)]
pub type Given<'a> = Option<Option<FieldValue<'a>>>;

/// Checks fields, by their wire names, with the rules of the request's channel. Returns `true` if no violation is
/// recorded.
#[doc(hidden)]
pub fn check_channel<R: PageRequest>(check: &mut Validator, fields: &[(&'static str, Given<'_>)]) -> bool {
    let given = |name: &str| fields.iter().find(|(field, _)| *field == name).map_or(Some(None), |(_, value)| *value);
    if let Some(Some(FieldValue::Text(channel))) = given(R::CHANNEL) {
        for FieldRules { field, rules } in R::RULES {
            // An invalid value is reported already.
            let Some(value) = given(field) else { continue };
            for (on, rule) in rules.iter().filter(|(on, _)| *on == channel) {
                for error in violations(on, *rule, value) {
                    let _ = check.field::<()>(field, Err(error));
                }
            }
        }
    }
    check.is_valid()
}

fn violations(channel: &'static str, rule: ChannelRule, value: Option<FieldValue<'_>>) -> Vec<ValueError> {
    let Some(value) = value else {
        return if matches!(rule, ChannelRule::Required) {
            vec![ValueError::RequiredOn { channel }]
        } else {
            Vec::new()
        };
    };
    let number;
    let text = match value {
        FieldValue::Text(text) | FieldValue::Secret(text) => text,
        FieldValue::Integer(value) => {
            number = value.to_string();
            &number
        }
    };
    match rule {
        ChannelRule::Required => Vec::new(),
        ChannelRule::NotAccepted => vec![ValueError::NotAcceptedOn { channel }],
        ChannelRule::Max(max) => {
            let length = text.chars().count();
            let is_short = u32::try_from(length).is_ok_and(|length| length <= max);
            if is_short { Vec::new() } else { vec![ValueError::TooLongOn { channel, max, length }] }
        }
        ChannelRule::Values(known) => {
            if known.contains(&text) {
                Vec::new()
            } else {
                vec![ValueError::UnknownValueOn { channel, known }]
            }
        }
        ChannelRule::Members { known, required } => {
            let members = members(text);
            let missing = required.iter().filter(|member| !members.iter().any(|it| it == **member));
            let mut errors: Vec<_> = missing.map(|member| ValueError::MissingMemberOn { channel, member }).collect();
            if members.iter().any(|member| !known.contains(&member.as_str())) {
                errors.push(ValueError::UnknownMemberOn { channel, known });
            }
            errors
        }
    }
}

/// Returns the names of the members of a JSON object. The text was validated when the field was built.
fn members(json: &str) -> Vec<String> {
    struct Names;

    impl<'de> Visitor<'de> for Names {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
            let mut names = Vec::new();
            while let Some((name, _)) = map.next_entry::<String, IgnoredAny>()? {
                names.push(name);
            }
            Ok(names)
        }
    }

    serde_json::Deserializer::from_str(json).deserialize_map(Names).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::DocPage;

    struct Order;

    impl PageRequest for Order {
        fn channel(&self) -> &str {
            ""
        }

        const CHANNEL: &'static str = "channelId";
        const RULES: &'static [FieldRules] = &[
            FieldRules {
                field: "extra",
                rules: &[
                    ("A", ChannelRule::Required),
                    ("A", ChannelRule::Members { known: &["id", "note"], required: &["id"] }),
                    ("B", ChannelRule::NotAccepted),
                ],
            },
            FieldRules { field: "size", rules: &[("A", ChannelRule::Max(3)), ("B", ChannelRule::Values(&["7"]))] },
        ];
    }

    fn errors(channel: Given<'_>, fields: &[(&'static str, Given<'_>)]) -> Vec<(&'static str, ValueError)> {
        static PAGE: DocPage = DocPage::new("Page", "/page.html");
        let mut check = Validator::new(&PAGE);
        let all: Vec<_> = std::iter::once(("channelId", channel)).chain(fields.iter().copied()).collect();
        let is_valid = check_channel::<Order>(&mut check, &all);
        let found: Vec<_> = check.into_error().violations().iter().map(|it| (it.field, it.error)).collect();
        assert_eq!(is_valid, found.is_empty());
        found
    }

    #[test]
    fn each_rule_applies_on_its_channel_only() {
        let text = |text| Some(Some(FieldValue::Text(text)));
        let (a, b, channel) = (text("A"), text("B"), "A");
        assert_eq!(errors(a, &[]), [("extra", ValueError::RequiredOn { channel })]);
        assert_eq!(errors(a, &[("extra", Some(None))]), [("extra", ValueError::RequiredOn { channel })]);
        assert_eq!(
            errors(a, &[("extra", text(r#"{"note":"x","other":{"id":1}}"#))]),
            [
                ("extra", ValueError::MissingMemberOn { channel, member: "id" }),
                ("extra", ValueError::UnknownMemberOn { channel, known: &["id", "note"] })
            ]
        );
        assert_eq!(errors(a, &[("extra", text(r#"{"id":1}"#)), ("size", text("äöü"))]), []);
        let long = ValueError::TooLongOn { channel, max: 3, length: 4 };
        assert_eq!(errors(a, &[("extra", text(r#"{"id":1}"#)), ("size", text("äöüa"))]), [("size", long)]);
        assert_eq!(errors(b, &[("extra", text("{}"))]), [("extra", ValueError::NotAcceptedOn { channel: "B" })]);
        assert_eq!(errors(b, &[("size", Some(Some(FieldValue::Integer(7))))]), []);
        let unknown = ValueError::UnknownValueOn { channel: "B", known: &["7"] };
        assert_eq!(errors(b, &[("size", Some(Some(FieldValue::Integer(8))))]), [("size", unknown)]);
    }

    #[test]
    fn an_invalid_value_is_reported_once() {
        let a = Some(Some(FieldValue::Text("A")));
        assert_eq!(errors(a, &[("extra", None)]), []);
        assert_eq!(errors(None, &[]), []);
    }
}
