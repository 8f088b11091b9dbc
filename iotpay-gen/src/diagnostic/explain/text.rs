//! Explanations for people in a terminal.

use std::fmt::Write as _;

use super::Explanation;
use crate::diagnostic::{Code, Severity, Style};

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[1;31m";
const YELLOW: &str = "\u{1b}[1;33m";
const BLUE: &str = "\u{1b}[1;34m";
const RESET: &str = "\u{1b}[0m";

/// Returns the explanations, one below the other.
pub fn to_text(explanations: &[Explanation], style: Style) -> String {
    explanations.iter().map(|it| one(it, style)).collect::<Vec<_>>().join("\n")
}

fn one(explanation: &Explanation, style: Style) -> String {
    let head = head(explanation.code, style);
    let mut text = format!("{head}: {}\n", paint(style, BOLD, explanation.rule));
    for (name, markdown) in [
        ("Why", explanation.why),
        ("Wrong", explanation.wrong.markdown),
        ("Right", explanation.right.markdown),
        ("What to do", explanation.remedy),
    ] {
        let _ = write!(text, "\n{}\n\n{}", paint(style, BLUE, name), without_fences(markdown));
    }
    text
}

/// Returns every code with its severity and its rule, one per line.
pub fn list_to_text(style: Style) -> String {
    let line = |code: &Code| {
        let blanks = if code.severity() == Severity::Error { "   " } else { " " };
        format!("{}{blanks}{}\n", head(*code, style), code.summary())
    };
    Code::ALL.iter().map(line).collect()
}

fn head(code: Code, style: Style) -> String {
    let color = match code.severity() {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
    };
    paint(style, color, &format!("{}[{code}]", code.severity()))
}

/// In a terminal, code is indented.
fn without_fences(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut is_code = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else {
            let indent = if is_code && !line.is_empty() { "    " } else { "" };
            let _ = writeln!(text, "{indent}{line}");
        }
    }
    text
}

fn paint(style: Style, color: &str, text: &str) -> String {
    match style {
        Style::Plain => text.to_owned(),
        Style::Color => format!("{color}{text}{RESET}"),
    }
}
