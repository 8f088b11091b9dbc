//! The command line.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::{Parser, Subcommand};
use iotpay_gen::diagnostic::{Style, render_all};
use iotpay_gen::model::Model;
use iotpay_gen::{Settings, build_script, coverage, embedded, from_folder, generate, load_with_warnings};

/// Checks IOTPay endpoint tables and generates Rust from them.
#[derive(Parser)]
#[command(name = "iotpay-gen", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Tells whether a spec is sound; exit code 1 and carets if there are errors or warnings.
    Check {
        /// Folder with the YAML files; the project's own spec when left out.
        folder: Option<PathBuf>,
    },
    /// Writes the Rust that the build makes of a spec.
    Emit {
        /// Folder with the YAML files; the project's own spec when left out.
        folder: Option<PathBuf>,
        /// Where the Rust goes.
        #[arg(long, value_name = "OUT")]
        out: PathBuf,
    },
    /// Tells in Markdown what of the vendor's pages a spec holds, and which types are made of it.
    Coverage {
        /// Folder with the YAML files; the project's own spec when left out.
        folder: Option<PathBuf>,
        /// Where the Markdown goes; standard output when left out.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Compares the Markdown with a file instead; exit code 1 if it differs.
        #[arg(long, value_name = "FILE", conflicts_with = "out")]
        check: Option<PathBuf>,
    },
}

/// The spec has findings.
const UNSOUND: u8 = 1;
/// The file is not what the spec gives.
const OUTDATED: u8 = 1;
/// The command could not do its work.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Check { folder } => {
            load_from(folder.as_deref()).and_then(|(model, is_sound)| report(&model, is_sound))
        }
        Command::Emit { folder, out } => load_from(folder.as_deref()).and_then(|(model, _)| emit(&model, &out)),
        Command::Coverage { folder, out, check } => load_from(folder.as_deref()).and_then(|(model, _)| {
            let document = coverage(&model);
            match (out, check) {
                (_, Some(file)) => compare(&document, &file, folder.as_deref()),
                (Some(file), None) => write_file(&document, &file),
                (None, None) => print(&document),
            }
        }),
    };
    outcome.err().unwrap_or(ExitCode::SUCCESS)
}

/// The model of a spec without errors, and whether it is without warnings too.
fn load_from(folder: Option<&Path>) -> Result<(Model, bool), ExitCode> {
    let files = match folder {
        None => embedded(),
        Some(folder) => from_folder(folder).map_err(|error| failed(&error))?,
    };
    let style = if io::stderr().is_terminal() { Style::Colour } else { Style::Plain };
    match load_with_warnings(&files) {
        Ok((model, warnings)) if warnings.is_empty() => Ok((model, true)),
        Ok((model, warnings)) => {
            complain(&render_all(&files, &warnings, style));
            Ok((model, false))
        }
        Err(invalid) => {
            complain(&invalid.render(style));
            Err(ExitCode::from(UNSOUND))
        }
    }
}

fn report(model: &Model, is_sound: bool) -> Result<(), ExitCode> {
    if !is_sound {
        return Err(ExitCode::from(UNSOUND));
    }
    let endpoints: usize = model.pages.iter().map(|page| page.endpoints.len()).sum();
    let requests: usize =
        model.pages.iter().flat_map(|page| &page.endpoints).map(|endpoint| endpoint.operations.len()).sum();
    let notifications: usize = model.pages.iter().map(|page| page.notifications.len()).sum();
    say(&format!(
        "the spec is sound: {} pages, {endpoints} endpoints, {requests} request types, {notifications} notifications",
        model.pages.len()
    ));
    Ok(())
}

fn emit(model: &Model, out: &Path) -> Result<(), ExitCode> {
    let files = generate(model, &Settings::client());
    build_script::write(&files, out).map_err(|error| failed(&error))?;
    say(&format!("{} files in {}", files.len(), out.display()));
    Ok(())
}

fn write_file(document: &str, file: &Path) -> Result<(), ExitCode> {
    let parent = file.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(parent).and_then(|()| fs::write(file, document)).map_err(|error| failed(&at(file, &error)))?;
    say(&format!("{} is written", file.display()));
    Ok(())
}

fn compare(document: &str, file: &Path, folder: Option<&Path>) -> Result<(), ExitCode> {
    let found = fs::read(file).map_err(|error| failed(&at(file, &error)))?;
    let file = file.display();
    if found == document.as_bytes() {
        say(&format!("{file} is up to date"));
        return Ok(());
    }
    let folder = folder.map_or_else(String::new, |folder| format!(" {}", folder.display()));
    complain(&format!(
        "error: {file} is not what the spec gives; `cargo run -p iotpay-gen -- coverage{folder} --out {file}` renews it\n"
    ));
    Err(ExitCode::from(OUTDATED))
}

/// Writes a document to standard output. Whoever reads it may stop before the end; anything else
/// that goes wrong would leave a part that looks like the whole.
fn print(document: &str) -> Result<(), ExitCode> {
    let mut out = io::stdout().lock();
    match out.write_all(document.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(failed(&error)),
        _ => Ok(()),
    }
}

/// Writes a line to standard output. Whoever reads it may have left: no reason to panic.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn complain(text: &str) {
    let _ = write!(io::stderr(), "{text}");
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn failed(error: &io::Error) -> ExitCode {
    complain(&format!("error: {error}\n"));
    ExitCode::from(FAILED)
}
