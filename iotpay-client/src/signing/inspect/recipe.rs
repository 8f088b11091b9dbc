//! How a signature is computed, step by step, so that each step can go wrong.

use std::cmp::Ordering;
use std::fmt::Write as _;

use super::Mistake;
use super::forms::Forms;
use super::url_encoding::{FORM_ENCODINGS, PERCENT_ENCODINGS, UrlEncoding};
use crate::credentials::MerchantKey;
use crate::incoming::{FieldKind, Fields, ReceivedField};
use crate::signing::nested::signed;
use crate::signing::{KeyPosition, NestedForm, SignatureCase, Signer, SigningAlgorithm, SigningRule};

/// How a signature is computed.
#[derive(Clone)]
pub(super) struct Recipe<'a> {
    fields: &'a Fields,
    rule: SigningRule<'a>,
    key: MerchantKey,
    /// The signed fields in the order of the message.
    pairs: Vec<Pair>,
    order: Order,
    /// What happens to the values before they are signed, in this order.
    encodings: Vec<Encoding>,
}

#[derive(Clone, PartialEq, Eq)]
struct Pair {
    name: String,
    text: String,
    kind: FieldKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Bytes,
    IgnoringCase,
    Natural,
    Received,
}

#[derive(Clone, Copy)]
enum Encoding {
    Url(UrlEncoding),
    Trimmed,
    Unicode,
    Slashes,
    Twice,
}

impl Pair {
    /// The pair of a field; `None` for an object or an array that this form omits.
    fn of(field: &ReceivedField, form: NestedForm) -> Option<Self> {
        let text = if field.is_nested() { signed(field.text(), form)?.into_owned() } else { field.text().to_owned() };
        Some(Self { name: field.name().to_owned(), text, kind: field.kind() })
    }
}

impl<'a> Recipe<'a> {
    /// The right one.
    pub(super) fn new(fields: &'a Fields, rule: &SigningRule<'a>, key: &MerchantKey, forms: &Forms<'_>) -> Self {
        let is_signed = |field: &ReceivedField| {
            !rule.excludes(field.name())
                && field.kind() != FieldKind::Null
                && (rule.signs_empty_values || !field.is_unsigned())
        };
        let pairs =
            fields.iter().filter(is_signed).filter_map(|field| Pair::of(&field, forms.of(field.name()))).collect();
        Self { fields, rule: *rule, key: key.clone(), pairs, order: Order::Bytes, encodings: Vec::new() }
    }

    /// Returns the recipe with a mistake, which may have several forms; nothing if the mistake changes nothing.
    pub(super) fn with(&self, mistake: &Mistake) -> Vec<Self> {
        let of_key = |changes: &[fn(&str) -> String]| {
            let changed = changes.iter().filter_map(|change| {
                let mut changed = self.clone();
                changed.change_key(change).then_some(changed)
            });
            changed.collect()
        };
        match mistake {
            Mistake::PercentEncoded => self.with_urls_encoded(PERCENT_ENCODINGS),
            Mistake::FormEncoded => self.with_urls_encoded(FORM_ENCODINGS),
            Mistake::KeyParameterCase => self.with_key_parameters(),
            Mistake::KeyCase => of_key(&[str::to_uppercase, str::to_lowercase]),
            Mistake::KeyWithLineEnding => {
                of_key(&[|key| format!("{key}\n"), |key| format!("{key}\r\n"), |key| format!("{key} ")])
            }
            _ => {
                let mut changed = self.clone();
                if changed.apply(mistake) { vec![changed] } else { Vec::new() }
            }
        }
    }

    /// Returns one recipe for each result of the encoders.
    fn with_urls_encoded(&self, encoders: &[UrlEncoding]) -> Vec<Self> {
        let texts = |recipe: &Self| recipe.pairs.iter().map(|pair| recipe.encoded(pair)).collect::<Vec<_>>();
        // Most encoders encode most texts alike.
        let mut known = vec![texts(self)];
        let mut changed = Vec::new();
        for encoder in encoders {
            let mut recipe = self.clone();
            recipe.encodings.push(Encoding::Url(*encoder));
            let encoded = texts(&recipe);
            if !known.contains(&encoded) {
                known.push(encoded);
                changed.push(recipe);
            }
        }
        changed
    }

    /// Returns recipes with the name of the key's parameter in other cases.
    fn with_key_parameters(&self) -> Vec<Self> {
        let Some(position) = self.rule.algorithm.key_position() else { return Vec::new() };
        // The only parameter of the families, in the cases that people write.
        let is_key = |parameter: Option<&str>| parameter.is_some_and(|name| name.eq_ignore_ascii_case("key"));
        let positions = ["key", "Key", "KEY"].map(|name| match position {
            KeyPosition::Appended(parameter) if is_key(parameter) => KeyPosition::Appended(Some(name)),
            KeyPosition::Prepended(parameter) if is_key(parameter) => KeyPosition::Prepended(Some(name)),
            other => other,
        });
        let changed = positions.into_iter().filter_map(|position| {
            let mut recipe = self.clone();
            recipe.key_position(position).then_some(recipe)
        });
        changed.collect()
    }

    fn apply(&mut self, mistake: &Mistake) -> bool {
        match mistake {
            Mistake::EmptyValues => self.toggle_empty(),
            Mistake::NullAsText => self.add(|field| field.kind() == FieldKind::Null, Some("null")),
            Mistake::NullAsEmpty => self.add(|field| field.kind() == FieldKind::Null, Some("")),
            Mistake::Trimmed => self.encode(Encoding::Trimmed),
            Mistake::UnicodeEscaped => self.encode(Encoding::Unicode),
            Mistake::SlashesEscaped => self.encode(Encoding::Slashes),
            Mistake::EncodedTwice => self.encode(Encoding::Twice),
            Mistake::SortedIgnoringCase => self.sort(Order::IgnoringCase),
            Mistake::SortedNaturally => self.sort(Order::Natural),
            Mistake::NotSorted => self.sort(Order::Received),
            Mistake::KeyOmitted => self.key_position(KeyPosition::Appended(None)) && self.change_key(|_| String::new()),
            Mistake::KeyWithoutParameter => self.key_position(KeyPosition::Appended(None)),
            Mistake::KeyFirst => match self.rule.algorithm.key_position() {
                Some(KeyPosition::Appended(parameter)) => self.key_position(KeyPosition::Prepended(parameter)),
                Some(KeyPosition::Prepended(parameter)) => self.key_position(KeyPosition::Appended(parameter)),
                None => false,
            },
            // Signatures are compared in both cases, and `with` applies the forms of the others.
            Mistake::LetterCase
            | Mistake::KeyWithLineEnding
            | Mistake::KeyCase
            | Mistake::KeyParameterCase
            | Mistake::PercentEncoded
            | Mistake::FormEncoded => false,
            Mistake::FieldOmitted(name) => self.remove(|pair| pair.name == *name),
            Mistake::ExcludedFieldsSigned => {
                let rule = self.rule;
                self.add(|field| rule.unsigned_fields.contains(&field.name()) && !field.is_unsigned(), None)
            }
            Mistake::EmptySignatureSigned => {
                let rule = self.rule;
                self.add(|field| field.name() == rule.field, Some(""))
            }
            Mistake::NumberReformatted(name, notation) => {
                self.replace(|pair| (pair.name == *name).then(|| notation.of(&pair.text)).flatten())
            }
            Mistake::NumbersAsFloats => {
                self.replace(|pair| (pair.kind == FieldKind::Number).then(|| format!("{}.0", pair.text)))
            }
            Mistake::BooleansAsNumbers => self.replace(|pair| match (pair.kind, pair.text.as_str()) {
                (FieldKind::Bool, "true") => Some("1".to_owned()),
                (FieldKind::Bool, _) => Some("0".to_owned()),
                _ => None,
            }),
            Mistake::NestedSorted => self.sign_nested(NestedForm::Sorted),
            Mistake::NestedRaw => self.sign_nested(NestedForm::Raw),
            Mistake::NestedOmitted => self.sign_nested(NestedForm::Omitted),
            Mistake::OtherHash => {
                let other = match self.rule.algorithm {
                    SigningAlgorithm::Md5(position) => SigningAlgorithm::Sha256(position),
                    SigningAlgorithm::Sha256(position) => SigningAlgorithm::Md5(position),
                    SigningAlgorithm::HmacSha256(_) => return false,
                };
                self.rule.algorithm = other;
                true
            }
        }
    }

    /// Signs empty values, or omits them if the rule signs them.
    fn toggle_empty(&mut self) -> bool {
        let rule = self.rule;
        if rule.signs_empty_values {
            return self.remove(|pair| pair.kind == FieldKind::Text && pair.text.is_empty());
        }
        let is_empty = |field: &ReceivedField| field.kind() == FieldKind::Text && field.text().is_empty();
        self.add(|field| is_empty(field) && !rule.excludes(field.name()), None)
    }

    /// Adds fields of the message, with another text.
    fn add(&mut self, is_added: impl Fn(&ReceivedField) -> bool, text: Option<&str>) -> bool {
        let before = self.pairs.len();
        for (at, field) in self.fields.iter().enumerate().filter(|(_, field)| is_added(field)) {
            let text = text.unwrap_or(field.text()).to_owned();
            let pair = Pair { name: field.name().to_owned(), text, kind: FieldKind::Text };
            // As far as possible in the order of the message.
            self.pairs.insert(at.min(self.pairs.len()), pair);
        }
        self.pairs.len() != before
    }

    /// Signs all objects and arrays in one form.
    fn sign_nested(&mut self, form: NestedForm) -> bool {
        let before = self.pairs.clone();
        self.pairs.retain(|pair| !matches!(pair.kind, FieldKind::Object | FieldKind::Array));
        let rule = self.rule;
        for (at, field) in self.fields.iter().enumerate() {
            if !field.is_nested() || rule.excludes(field.name()) {
                continue;
            }
            if let Some(pair) = Pair::of(&field, form) {
                self.pairs.insert(at.min(self.pairs.len()), pair);
            }
        }
        let texts = |pairs: &[Pair]| {
            let mut texts: Vec<_> = pairs.iter().map(|pair| (pair.name.clone(), pair.text.clone())).collect();
            texts.sort();
            texts
        };
        texts(&before) != texts(&self.pairs)
    }

    fn remove(&mut self, is_removed: impl Fn(&Pair) -> bool) -> bool {
        let before = self.pairs.len();
        self.pairs.retain(|pair| !is_removed(pair));
        self.pairs.len() != before
    }

    fn replace(&mut self, text: impl Fn(&Pair) -> Option<String>) -> bool {
        let mut is_changed = false;
        for pair in &mut self.pairs {
            if let Some(text) = text(pair).filter(|text| *text != pair.text) {
                pair.text = text;
                is_changed = true;
            }
        }
        is_changed
    }

    fn encode(&mut self, encoding: Encoding) -> bool {
        let before: Vec<_> = self.pairs.iter().map(|pair| self.encoded(pair)).collect();
        self.encodings.push(encoding);
        self.pairs.iter().zip(before).any(|(pair, before)| self.encoded(pair) != before)
    }

    /// The value as it is signed.
    fn encoded(&self, pair: &Pair) -> String {
        self.encodings.iter().fold(pair.text.clone(), |text, encoding| encoding.apply(&text))
    }

    fn sort(&mut self, order: Order) -> bool {
        let before: Vec<Pair> = self.sorted().into_iter().cloned().collect();
        self.order = order;
        self.sorted().into_iter().ne(&before)
    }

    fn key_position(&mut self, position: KeyPosition<'a>) -> bool {
        let before = self.rule.algorithm;
        self.rule.algorithm = match before {
            SigningAlgorithm::Md5(_) => SigningAlgorithm::Md5(position),
            SigningAlgorithm::Sha256(_) => SigningAlgorithm::Sha256(position),
            SigningAlgorithm::HmacSha256(_) => before,
        };
        self.rule.algorithm != before
    }

    fn change_key(&mut self, change: impl Fn(&str) -> String) -> bool {
        let changed = MerchantKey::unchecked(&zeroize::Zeroizing::new(change(self.key.expose())));
        let is_changed = changed != self.key;
        self.key = changed;
        is_changed
    }

    fn sorted(&self) -> Vec<&Pair> {
        let mut pairs: Vec<_> = self.pairs.iter().collect();
        // One call: each call of `sort_by` compiles the algorithm again.
        pairs.sort_by(|one, other| match self.order {
            Order::Bytes => one.name.cmp(&other.name),
            Order::IgnoringCase => one.name.to_lowercase().cmp(&other.name.to_lowercase()),
            Order::Natural => natural(&one.name, &other.name),
            Order::Received => Ordering::Equal,
        });
        pairs
    }

    /// The digits in upper case or lower case, as the rule says.
    pub(super) fn signature(&self) -> String {
        let mut signer = Signer::new(&self.rule, &self.key);
        for pair in self.sorted() {
            signer.pair(pair.name.as_bytes(), self.encoded(pair).as_bytes());
        }
        let text = signer.finish().to_string();
        match self.rule.case {
            SignatureCase::Upper => text.to_uppercase(),
            SignatureCase::Lower => text.to_lowercase(),
        }
    }
}

impl Encoding {
    fn apply(self, text: &str) -> String {
        match self {
            Self::Url(encoding) => encoding.apply(text),
            Self::Trimmed => text.trim().to_owned(),
            Self::Unicode => text.chars().fold(String::new(), |mut escaped, character| {
                if character.is_ascii() {
                    escaped.push(character);
                } else {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        let _ = write!(escaped, "\\u{unit:04x}");
                    }
                }
                escaped
            }),
            Self::Slashes => text.replace('/', "\\/"),
            Self::Twice => text.bytes().map(char::from).collect(),
        }
    }
}

/// Compares like PHP's natural order, which ignores case: digits by their value.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (
        one.to_lowercase().into_bytes().into_iter().peekable(),
        other.to_lowercase().into_bytes().into_iter().peekable(),
    );
    loop {
        match (one.peek().copied(), other.peek().copied()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) if a.is_ascii_digit() && b.is_ascii_digit() => {
                let number = |digits: &mut std::iter::Peekable<std::vec::IntoIter<u8>>| {
                    let mut value = 0_u128;
                    while let Some(digit) = digits.next_if(u8::is_ascii_digit) {
                        value = value.saturating_mul(10).saturating_add(u128::from(digit - b'0'));
                    }
                    value
                };
                match number(&mut one).cmp(&number(&mut other)) {
                    Ordering::Equal => {}
                    order => return order,
                }
            }
            (Some(a), Some(b)) => match a.cmp(&b) {
                Ordering::Equal => {
                    one.next();
                    other.next();
                }
                order => return order,
            },
        }
    }
}
