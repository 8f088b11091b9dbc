//! Reports channels that a page names in its changelog or in a sample but that no table has.

use super::tables::Tables;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::Model;
use crate::raw::{Endpoint, FieldRule, File, FilledBy, Row};
use crate::source::{Span, Spanned};

pub(super) fn check(model: &Model, files: &[File], tables: &Tables<'_>, sink: &mut Sink) {
    let values = model.enumerations.iter().flat_map(|it| &it.values);
    let names = Names { model, tables, values: values.map(|value| value.wire.as_str()).collect() };
    for file in files {
        let Some(page) = &file.page else { continue };
        for change in page.changelog.iter().flat_map(|change| &change.changes) {
            names.check_words(change, sink);
        }
        for endpoint in &file.endpoints {
            for row in &endpoint.request.table {
                let rule = rule_of(tables, &page.family.value, endpoint, row);
                if rule.filled_by.as_ref().is_some_and(|by| by.value == FilledBy::Channel) {
                    names.check_sample(&rule, row, sink);
                } else if row.sample.value.contains(' ') {
                    names.check_words(&row.sample, sink);
                }
            }
        }
    }
}

/// Returns the rule for a row of a request, without the rules of channels.
fn rule_of(tables: &Tables<'_>, family: &str, endpoint: &Endpoint, row: &Row) -> FieldRule {
    let own = endpoint.request.rules.iter().filter(|(ruled, _)| ruled.value == row.name.value);
    own.fold(tables.shared_rule(family, &row.name.value), |rule, (_, narrower)| rule.overlaid(narrower))
}

struct Names<'a> {
    model: &'a Model,
    tables: &'a Tables<'a>,
    /// The values of all enumerations.
    values: Vec<&'a str>,
}

impl Names<'_> {
    /// Checks the words that look like names in messages.
    fn check_words(&self, text: &Spanned<String>, sink: &mut Sink) {
        let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
        for word in text.value.split(|character| !is_part(character)).filter(|word| is_like_a_channel(word)) {
            if !self.values.contains(&word) && !self.tables.has_field(word) {
                let span = self.model.places.within(text.span, word);
                report(word, span, &self.values, sink);
            }
        }
    }

    /// Checks the sample of the channel field.
    fn check_sample(&self, rule: &FieldRule, row: &Row, sink: &mut Sink) {
        let Some(values) = &rule.values else { return };
        let Some(channels) = self.model.enumerations.iter().find(|known| known.name == values.value) else { return };
        let documented = channels.values.iter().filter(|value| value.is_documented_in(row.sample.span.file));
        let channels: Vec<&str> = documented.map(|value| value.wire.as_str()).collect();
        let words = row.sample.value.split([',', ' ', '/']).filter(|word| !word.is_empty());
        for word in words.filter(|word| !channels.contains(word)) {
            // Words between the channels are not channels.
            if is_like_a_channel(word) || !row.sample.value.contains(' ') {
                report(word, self.model.places.within(row.sample.span, word), &channels, sink);
            }
        }
    }
}

fn report(word: &str, span: Span, known: &[&str], sink: &mut Sink) {
    if sink.is_unreadable(word) {
        return;
    }
    let help = match sink.did_you_mean(word, known) {
        Some(close) => format!("did you mean `{close}`?"),
        None => "add it to its family's channels; if the word is not a channel, spell it differently".to_owned(),
    };
    let message = format!("unknown channel `{word}`");
    sink.push(Diagnostic::new(Code::UnknownChannel, span, message, "not defined").help(help));
}

/// Capitals separated by `_`: the vendor writes channels like this, and prose never looks like it.
fn is_like_a_channel(word: &str) -> bool {
    let is_capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let mut parts = word.split('_');
    let first = parts.next().unwrap_or_default();
    word.contains('_')
        && first.starts_with(|letter: char| letter.is_ascii_uppercase())
        && std::iter::once(first).chain(parts).all(|part| !part.is_empty() && part.bytes().all(is_capital))
}

#[cfg(test)]
mod tests {
    use super::is_like_a_channel;

    #[test]
    fn capitals_with_underscores_are_read_as_channels() {
        assert!(["WX_NATIVE", "UPI_QR2", "A_B_C"].into_iter().all(is_like_a_channel));
        assert!(!["SDK", "qr_code", "_A", "A_", "A__B", "Wx_NATIVE", "1_2", ""].into_iter().any(is_like_a_channel));
    }
}
