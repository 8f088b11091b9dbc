//! Mistakes all over the project's own spec: in each file, lines taken at regular distances get a
//! misspelt key, lose a value, a bracket or a quote, or move by a column or two. Each is one error, on
//! its line.

use crate::fixture::Spec;
use iotpay_gen::diagnostic::Severity;
use iotpay_gen::load_with_warnings;
use iotpay_gen::source::Places;

/// So many mistakes are made in each file, one at a time.
const IN_EACH_FILE: usize = 12;

/// A file with one mistake.
struct Mistake {
    file: String,
    line: usize,
    text: String,
    what: String,
}

/// The number of each line that can have a mistake, from 1 on, and the line. Comments and texts over many
/// lines have none that a program could find.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut folded = None;
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        if folded.is_some_and(|above| depth(line) > above) {
            continue;
        }
        folded = line.ends_with(">-").then(|| depth(line));
        found.push((at + 1, line));
    }
    found
}

/// The mistakes that a line can have, each with a word on it.
fn mistakes(line: &str) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    let own = line.trim_start();
    let lead = &line[..line.len() - own.len()];
    let start = own.find(|it: char| it.is_ascii_alphabetic()).unwrap_or(0);
    if let Some((key, rest)) = own[start..].split_once(": ").filter(|(key, _)| !key.contains([' ', '"', '\''])) {
        let before = &own[..start];
        if key.len() > 3 {
            found.push((format!("{lead}{before}{}: {rest}", [&key[..1], &key[2..]].concat()), "misspelt key"));
        }
        if start > 0 && rest.contains(", ") {
            let (_, others) = rest.split_once(", ").unwrap();
            found.push((format!("{lead}{before}{key}: , {others}"), "no value"));
        } else if !rest.contains(['{', '>', '}']) {
            found.push((format!("{lead}{before}{key}:"), "no value"));
        }
    }
    // An item of plain text that moves can become a part of the text above, which is right, too.
    let is_text = own.starts_with("- ") && !own.contains(':');
    for by in [" ", "  "].into_iter().filter(|_| !is_text) {
        found.push((format!("{by}{line}"), "too deep"));
        if let Some(less) = line.strip_prefix(by) {
            found.push((less.to_owned(), "not deep enough"));
        }
    }
    for (sign, what) in
        [('{', "no {"), ('}', "no }"), ('[', "no ["), (']', "no ]"), ('"', "no quote"), ('\'', "no apostrophe")]
    {
        // An apostrophe within a word is one of the text.
        let is_in_word = |at: &usize| sign == '\'' && line[..*at].ends_with(|it: char| it.is_ascii_alphabetic());
        // A bracket within quotes is one of the text.
        let is_in_quotes = |at: &usize| "{}[]".contains(sign) && line[..*at].matches(['"', '\'']).count() % 2 == 1;
        if let Some(at) = line.rfind(sign).filter(|at| !is_in_word(at) && !is_in_quotes(at)) {
            found.push(([&line[..at], &line[at + 1..]].concat(), what));
        }
    }
    found
}

/// Mistakes of a file, from its whole length.
fn sampled(file: &str, text: &str, seed: usize) -> Vec<Mistake> {
    let all: Vec<_> = lines(text)
        .into_iter()
        .flat_map(|(line, written)| mistakes(written).into_iter().map(move |(wrong, what)| (line, wrong, what)))
        .collect();
    let distance = all.len() / IN_EACH_FILE + 1;
    let chosen = all.into_iter().skip(seed * 7 % distance).step_by(distance);
    let mistake = |(line, wrong, what): (usize, String, &str)| {
        let text: Vec<_> = text.lines().enumerate().map(|(at, it)| if at + 1 == line { &*wrong } else { it }).collect();
        let what = format!("{file}:{line}: {what}: {}", wrong.trim_end());
        Mistake { file: file.to_owned(), line, text: text.join("\n") + "\n", what }
    };
    chosen.map(mistake).collect()
}

fn read(text: &str) -> serde_json::Value {
    serde_saphyr::from_str(text).unwrap()
}

/// The errors of a spec: file, line and message.
fn errors(spec: &Spec) -> Vec<(String, usize, String)> {
    let Err(invalid) = load_with_warnings(&spec.files) else { return Vec::new() };
    let places = Places::of(&invalid.files);
    let errors = invalid.diagnostics.iter().filter(|it| it.code.severity() == Severity::Error);
    let found = errors.map(|it| {
        let place = places.position(it.span).unwrap().to_string();
        let mut parts = place.rsplitn(3, ':');
        let (_, line, file) = (parts.next(), parts.next().unwrap(), parts.next().unwrap());
        (file.to_owned(), line.parse().unwrap(), it.message.clone())
    });
    found.collect()
}

#[test]
fn a_mistake_anywhere_is_one_error_on_its_line() {
    let sound = Spec::real();
    let mut of_files: Vec<_> =
        sound.files.iter().enumerate().map(|(seed, file)| sampled(&file.name, &file.text, seed).into_iter()).collect();
    let (mut made, mut wrong) = (0, Vec::new());
    loop {
        // One in each file at a time: a file's errors are its own.
        let round: Vec<Mistake> = of_files.iter_mut().filter_map(Iterator::next).collect();
        if round.is_empty() {
            break;
        }
        let together = round.iter().fold(sound.clone(), |spec, it| spec.set(&it.file, &it.text));
        let found = errors(&together);
        for mistake in round {
            made += 1;
            let mut own: Vec<_> = found.iter().filter(|(file, ..)| *file == mistake.file).cloned().collect();
            if own.is_empty() {
                // What is right by itself shows once all files can be read.
                own = errors(&sound.clone().set(&mistake.file, &mistake.text));
            }
            let is_right = match own.as_slice() {
                // What moves alone may say the same where it comes to be.
                [] => read(&mistake.text) == read(&sound.clone().text(&mistake.file)),
                // A key that became a part of the text above it is missing where it belongs.
                [(.., message)] if mistake.what.contains("too deep") && message.contains(" has no `") => {
                    let key = message.rsplit('`').nth(1).unwrap();
                    mistake.what.contains(&format!(" {key}:"))
                }
                [(_, line, _)] => *line == mistake.line,
                _ => false,
            };
            if !is_right {
                wrong.push(format!("{}\n    {own:?}", mistake.what));
            }
        }
    }
    assert!(made > 300, "{made}");
    assert!(wrong.is_empty(), "{} of {made}:\n{}", wrong.len(), wrong.join("\n"));
}
