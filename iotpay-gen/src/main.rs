//! The command line.

mod command;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::{Args, Parser, Subcommand, ValueEnum};
use iotpay_gen::diagnostic::{Diagnostic, Style, render_all, to_github, to_json};
use iotpay_gen::model::Model;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{Settings, build_script, coverage_of, embedded, from_folder, generate, load_with_warnings};

/// Checks IOTPay endpoint tables, generates Rust from them, and reads and compares saved pages.
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
        #[command(flatten)]
        spec: Spec,
        /// How findings are written.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Writes the Rust that the build makes of a spec.
    Emit {
        #[command(flatten)]
        spec: Spec,
        /// Leaves out on which line of the spec each thing stands, which the build says.
        #[arg(long)]
        without_lines: bool,
        /// Where the Rust goes.
        #[arg(long, value_name = "OUT")]
        out: PathBuf,
    },
    /// Writes the YAML of a saved page of the vendor: HTML, Markdown or copied text.
    Import(command::Import),
    /// Tells what a saved page of the vendor has otherwise than the spec.
    Drift(command::Drift),
    /// Tells in Markdown what of the vendor's pages a spec holds, and which types are made of it.
    Coverage {
        #[command(flatten)]
        spec: Spec,
        /// Where the Markdown goes; standard output when left out.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Compares the Markdown with a file instead; exit code 1 if it differs.
        #[arg(long, value_name = "FILE", conflicts_with = "out")]
        check: Option<PathBuf>,
    },
    /// Tells what changed between two specs, and which version the release must carry; exit code 1 if
    /// something breaks.
    #[command(long_about = command::diff::LONG, after_long_help = command::diff::EXAMPLES)]
    Diff(command::diff::Options),
}

/// What is read.
#[derive(Args)]
struct Spec {
    /// Folder with the YAML files; the project's own spec when left out.
    folder: Option<PathBuf>,
    /// The folder is that of another crate, whose pages share the project's families, signing rule
    /// and enumerations.
    #[arg(long, requires = "folder")]
    private: bool,
}

/// How findings are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, in the manner of rustc, to standard error; with colours on a terminal.
    Text,
    /// One JSON object with all findings, to standard output.
    Json,
    /// Annotations of a pull request on GitHub, to standard output.
    Github,
}

impl Format {
    /// Tells the findings, of which there may be none.
    fn tell(self, files: &[SourceFile], found: &[Diagnostic]) {
        match self {
            Self::Json => write_out(&to_json(files, found)),
            Self::Github => write_out(&to_github(files, found)),
            Self::Text if found.is_empty() => {}
            Self::Text => complain(&render_all(files, found, style())),
        }
    }
}

/// With colours on a terminal.
fn style() -> Style {
    if io::stderr().is_terminal() { Style::Colour } else { Style::Plain }
}

/// A spec without errors.
struct Loaded {
    model: Model,
    settings: Settings,
    /// Whether it is without warnings too.
    is_sound: bool,
}

/// The spec has findings.
const UNSOUND: u8 = 1;
/// The file is not what the spec gives.
const OUTDATED: u8 = 1;
/// The command could not do its work.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Check { spec, format } => load_from(&spec, format).and_then(|loaded| report(&loaded, format)),
        Command::Emit { spec, without_lines, out } => load_from(&spec, Format::Text).and_then(|loaded| {
            let Loaded { model, settings, .. } = loaded;
            emit(&model, &if without_lines { settings.without_lines() } else { settings }, &out)
        }),
        Command::Import(import) => import.run(),
        Command::Drift(drift) => drift.run(),
        Command::Coverage { spec, out, check } => load_from(&spec, Format::Text).and_then(|loaded| {
            let document = coverage_of(&loaded.model, &loaded.settings);
            match (out, check) {
                (_, Some(file)) => compare(&document, &file, &spec),
                (Some(file), None) => write_file(&document, &file),
                (None, None) => print(&document),
            }
        }),
        Command::Diff(options) => command::diff::run(&options),
    };
    outcome.err().unwrap_or(ExitCode::SUCCESS)
}

fn load_from(spec: &Spec, format: Format) -> Result<Loaded, ExitCode> {
    let files = match &spec.folder {
        None => embedded(),
        Some(folder) => from_folder(folder).map_err(|error| failed(&error))?,
    };
    let files = if spec.private { build_script::beside_the_own(files) } else { files };
    match load_with_warnings(&files) {
        Ok((model, warnings)) => {
            format.tell(&files, &warnings);
            let settings = if spec.private { Settings::beside_the_client(&files, &model) } else { Settings::client() };
            Ok(Loaded { model, settings, is_sound: warnings.is_empty() })
        }
        Err(invalid) => {
            format.tell(&invalid.files, &invalid.diagnostics);
            Err(ExitCode::from(UNSOUND))
        }
    }
}

fn report(loaded: &Loaded, format: Format) -> Result<(), ExitCode> {
    if !loaded.is_sound {
        return Err(ExitCode::from(UNSOUND));
    }
    if format != Format::Text {
        return Ok(());
    }
    let pages: Vec<_> = loaded.model.pages.iter().filter(|page| loaded.settings.has(&page.file)).collect();
    let endpoints: usize = pages.iter().map(|page| page.endpoints.len()).sum();
    let requests: usize = pages.iter().flat_map(|page| &page.endpoints).map(|it| it.operations.len()).sum();
    let notifications: usize = pages.iter().map(|page| page.notifications.len()).sum();
    say(&format!(
        "the spec is sound: {} pages, {endpoints} endpoints, {requests} request types, {notifications} notifications",
        pages.len()
    ));
    Ok(())
}

fn emit(model: &Model, settings: &Settings, out: &Path) -> Result<(), ExitCode> {
    let files = generate(model, settings);
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

fn compare(document: &str, file: &Path, spec: &Spec) -> Result<(), ExitCode> {
    let found = fs::read(file).map_err(|error| failed(&at(file, &error)))?;
    let file = file.display();
    if found == document.as_bytes() {
        say(&format!("{file} is up to date"));
        return Ok(());
    }
    let folder = spec.folder.as_ref().map_or_else(String::new, |folder| format!(" {}", folder.display()));
    let private = if spec.private { " --private" } else { "" };
    complain(&format!(
        "error: {file} is not what the spec gives; `cargo run -p iotpay-gen -- coverage{folder}{private} --out {file}` renews it\n"
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

/// Writes to standard output. Whoever reads it may have left: no reason to panic.
fn write_out(text: &str) {
    let _ = write!(io::stdout(), "{text}");
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
