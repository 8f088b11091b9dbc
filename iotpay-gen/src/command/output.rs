//! The output of the commands: diagnostics to standard error or as data to standard output, documents to standard
//! output or a file, and the exit code.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::{env, fs, io};

use clap::ValueEnum;
use iotpay_gen::diagnostic::{Diagnostic, Style, render_all, to_github, to_json};
use iotpay_gen::explain::explain_hint;
use iotpay_gen::source::SourceFile;

/// The exit code for diagnostics.
pub const DIAGNOSTICS_FOUND: u8 = 1;
/// The exit code of a command that could not run.
pub const COULD_NOT_RUN: u8 = 2;

/// The output formats of diagnostics.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text like that of rustc, on standard error, colored on a terminal
    Text,
    /// One JSON object with all diagnostics, on standard output
    Json,
    /// GitHub annotations, on standard output
    Github,
}

impl Format {
    /// Prints the diagnostics, if any.
    pub fn print_diagnostics(self, files: &[SourceFile], found: &[Diagnostic]) {
        match self {
            Self::Json => write_out(&to_json(files, found)),
            Self::Github => write_out(&to_github(files, found)),
            Self::Text if found.is_empty() => {}
            Self::Text => {
                print_stderr(&render_all(files, found, style()));
                print_explain_hint(found);
            }
        }
    }
}

/// Prints the command that explains the diagnostics.
pub fn print_explain_hint(found: &[Diagnostic]) {
    if let Some(line) = explain_hint(found) {
        print_stderr(&format!("{line}\n"));
    }
}

/// The condition for using colors.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR`, `CLICOLOR` or `CLICOLOR_FORCE` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

static COLOR_CHOICE: OnceLock<ColorChoice> = OnceLock::new();

impl ColorChoice {
    /// Applies the choice to the rest of the run.
    pub fn choose(self) {
        let _ = COLOR_CHOICE.set(self);
    }

    fn style(self, stream: &impl IsTerminal) -> Style {
        let is_colored = match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => Self::from_environment().unwrap_or_else(|| stream.is_terminal()),
        };
        if is_colored { Style::Color } else { Style::Plain }
    }

    /// Returns the choice of the standard environment variables, or `None` if the terminal decides.
    fn from_environment() -> Option<bool> {
        let value = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        if value("NO_COLOR").is_some() {
            return Some(false);
        }
        if value("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
            return Some(true);
        }
        let is_off = value("CLICOLOR").is_some_and(|value| value == "0");
        let is_dumb = value("TERM").is_some_and(|value| value == "dumb");
        (is_off || is_dumb).then_some(false)
    }
}

fn color() -> ColorChoice {
    COLOR_CHOICE.get().copied().unwrap_or(ColorChoice::Auto)
}

/// Returns the style of standard error.
pub fn style() -> Style {
    color().style(&io::stderr())
}

/// Returns the style of standard output.
pub fn style_of_output() -> Style {
    color().style(&io::stdout())
}

/// Writes a document to a file, creates its folder if needed, and reports it.
pub fn write_file(document: &str, file: &Path) -> Result<(), ExitCode> {
    write_silently(document, file)?;
    say(&format!("{} written", file.display()));
    Ok(())
}

/// Writes a document to a file, and creates its folder if needed.
pub fn write_silently(document: &str, file: &Path) -> Result<(), ExitCode> {
    let parent = file.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(parent).and_then(|()| fs::write(file, document)).map_err(|error| failed(&at(file, &error)))
}

/// Writes a document to standard output. The reader may stop early; any other error must be reported, since a
/// truncated document could look complete.
pub fn print(document: &str) -> Result<(), ExitCode> {
    let mut out = io::stdout().lock();
    match out.write_all(document.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(failed(&error)),
        _ => Ok(()),
    }
}

/// Writes a line to standard output. Ignores a closed pipe.
pub fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Writes to standard output. Ignores a closed pipe.
fn write_out(text: &str) {
    let _ = write!(io::stdout(), "{text}");
}

/// Writes to standard error.
pub fn print_stderr(text: &str) {
    let _ = write!(io::stderr(), "{text}");
}

/// Adds the path to an error.
pub fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Prints the error that stopped the command.
pub fn failed(error: &io::Error) -> ExitCode {
    print_stderr(&format!("error: {error}\n"));
    ExitCode::from(COULD_NOT_RUN)
}
