//! The rules of single channels in a page request, which takes the channel as a value.

use serde_json::Value;

use crate::signing::{FieldValue, boolean_text};
use crate::validation::Validator;
use crate::value::{JsonText, ValueError, members};

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
    /// The accepted members of a JSON object: their names, and their rules in the same order.
    Members { known: &'static [&'static str], rules: &'static [MemberRule] },
}

/// A rule for a member of a JSON object.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct MemberRule {
    /// The name.
    pub name: &'static str,
    /// Whether the member is required.
    pub is_required: bool,
    /// The accepted values.
    pub values: MemberValues,
}

/// The accepted values of a member.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum MemberValues {
    /// Text with at most this number of characters.
    Text { max: u32 },
    /// Text that the type of the member accepts.
    Parsed(fn(&str) -> Result<(), ValueError>),
    /// Integers for which the function returns `true`.
    Integers(fn(i64) -> bool),
    /// `true` and `false`.
    Booleans,
    /// One of two texts.
    Words(&'static [&'static str; 2]),
    /// A constant, which the type of the object sets.
    Constant,
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
        FieldValue::Boolean(value) => boolean_text(value),
        FieldValue::Json(json) => json.as_str(),
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
        ChannelRule::Members { known, rules } => members(text)
            .map_or_else(|error| vec![error], |members| violations_of_members(channel, known, rules, &members)),
    }
}

/// Returns the violations of the members of a JSON object: those of single members in the order of the rules, and then
/// that of unknown members.
fn violations_of_members(
    channel: &'static str,
    known: &'static [&'static str],
    rules: &[MemberRule],
    members: &[(String, Value)],
) -> Vec<ValueError> {
    let mut errors = Vec::new();
    for MemberRule { name: member, is_required, values } in rules {
        let mut given = members.iter().filter(|(name, _)| name == member).map(|(_, value)| value);
        match (given.next(), given.next()) {
            (None, _) if *is_required => errors.push(ValueError::MissingMemberOn { channel, member }),
            (None, _) => {}
            (Some(_), Some(_)) => errors.push(ValueError::DuplicateMember { member }),
            (Some(value), None) => errors.extend(values.violation(member, value)),
        }
    }
    if members.iter().any(|(name, _)| !known.contains(&name.as_str())) {
        errors.push(ValueError::UnknownMemberOn { channel, known });
    }
    errors
}

impl MemberValues {
    /// Checks a value with the rules of the object types of single channels.
    fn violation(self, member: &'static str, value: &Value) -> Option<ValueError> {
        match self {
            Self::Text { max } => {
                violation_of_text(member, value, |text| JsonText::<{ u32::MAX }>::check_member(member, text, max))
            }
            Self::Parsed(parse) => violation_of_text(member, value, parse),
            Self::Integers(is_accepted) => {
                let is_accepted = value.as_i64().is_some_and(is_accepted);
                (!is_accepted).then_some(ValueError::MemberNotAnInteger { member })
            }
            Self::Booleans => (!value.is_boolean()).then_some(ValueError::MemberNotABoolean { member }),
            Self::Words(known) => {
                let is_known = value.as_str().is_some_and(|text| known.contains(&text));
                (!is_known).then_some(ValueError::MemberNotAWord { member, known })
            }
            Self::Constant => None,
        }
    }
}

fn violation_of_text(
    member: &'static str,
    value: &Value,
    check: impl FnOnce(&str) -> Result<(), ValueError>,
) -> Option<ValueError> {
    value.as_str().map_or(Some(ValueError::MemberNotText { member }), |text| check(text).err())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::DocPage;
    use crate::value::DecimalText;

    struct Order;

    impl PageRequest for Order {
        fn channel(&self) -> &'static str {
            ""
        }

        const CHANNEL: &'static str = "channelId";
        const RULES: &'static [FieldRules] = &[
            FieldRules {
                field: "extra",
                rules: &[
                    ("A", ChannelRule::Required),
                    (
                        "A",
                        ChannelRule::Members {
                            known: &["id", "rate", "note"],
                            rules: &[
                                MemberRule {
                                    name: "id",
                                    is_required: true,
                                    values: MemberValues::Integers(|id| i32::try_from(id).is_ok()),
                                },
                                MemberRule {
                                    name: "rate",
                                    is_required: false,
                                    values: MemberValues::Parsed(|text| DecimalText::<2>::new(text).map(|_| ())),
                                },
                                MemberRule { name: "note", is_required: false, values: MemberValues::Text { max: 3 } },
                            ],
                        },
                    ),
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
                ("extra", ValueError::UnknownMemberOn { channel, known: &["id", "rate", "note"] })
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
    fn the_values_of_members_are_checked() {
        let of = |json: &str| -> Vec<ValueError> {
            let fields = [("extra", Some(Some(FieldValue::Text(json))))];
            errors(Some(Some(FieldValue::Text("A"))), &fields).into_iter().map(|(_, error)| error).collect()
        };
        assert_eq!(of(r#"{ "note" : "äöü", "\u0069d": -2147483648 }"#), []);
        for id in ["2147483648", "1.0", "1e2", "\"1\"", "null", "[1]"] {
            let expected = [ValueError::MemberNotAnInteger { member: "id" }];
            assert_eq!(of(&format!(r#"{{"id":{id}}}"#)), expected, "{id}");
        }
        let member = "note";
        for (note, error) in [
            ("\"\"", ValueError::EmptyMember { member }),
            ("\" \"", ValueError::BlankMember { member }),
            ("\"1234\"", ValueError::MemberTooLong { member, max: 3, length: 4 }),
            ("null", ValueError::MemberNotText { member }),
            ("1", ValueError::MemberNotText { member }),
            ("{\"note\":\"x\"}", ValueError::MemberNotText { member }),
            ("\"x\",\"note\":\"y\"", ValueError::DuplicateMember { member }),
        ] {
            assert_eq!(of(&format!(r#"{{"id":1,"note":{note}}}"#)), [error], "{note}");
        }
        assert_eq!(of(r#"{"id":1,"rate":"1.50"}"#), []);
        assert_eq!(of(r#"{"id":1,"rate":1.5}"#), [ValueError::MemberNotText { member: "rate" }]);
        assert_eq!(of(r#"{"id":1,"rate":"x"}"#), [ValueError::NotADecimal]);
        assert_eq!(of(r#"{"id":1,"note":"\ud800"}"#), [ValueError::NotAJsonObject]);
    }

    #[test]
    fn an_invalid_value_is_reported_once() {
        let a = Some(Some(FieldValue::Text("A")));
        assert_eq!(errors(a, &[("extra", None)]), []);
        assert_eq!(errors(None, &[]), []);
    }
}
