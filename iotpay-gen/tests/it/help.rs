//! The examples in the help of every command run and print what they show.

#![cfg(all(feature = "cli", unix))]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::fixture::Spec;
use crate::fixture::program::{Folder, run, run_in, text};

/// Returns the commands that `--help` lists, in its order.
fn commands() -> Vec<String> {
    let help = run(&["--help"]).out;
    let list = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    names.filter_map(|line| line.split(' ').next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Returns the example commands of a help text, without their comments.
fn examples(help: &str) -> Vec<String> {
    let lines = help.lines().filter(|line| line.starts_with("  iotpay-gen "));
    lines.map(|line| line.trim_start().split("  ").next().unwrap().trim_end().to_owned()).collect()
}

/// Returns the examples of a help text that show their output, with that output.
fn shown(help: &str) -> Vec<(String, String)> {
    let lines: Vec<_> = help.lines().collect();
    let Some(start) = lines.iter().position(|it| *it == "Examples:") else { return Vec::new() };
    let lines = &lines[start..];
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("  iotpay-gen ")) {
        let Some(("", below)) = lines[at + 1..].split_first().map(|(first, rest)| (*first, rest)) else { continue };
        let block =
            below.iter().take_while(|it| it.is_empty() || it.starts_with("  ") && !it.starts_with("  iotpay-gen "));
        let text: Vec<_> = block.map(|it| it.strip_prefix("  ").unwrap_or(it)).collect();
        found.push((examples(line).remove(0), text.join("\n").trim_end().to_owned() + "\n"));
    }
    found
}

/// The page whose change `diff --help` shows; before the change, it had no `osType`.
const CHANGED: &str = "spec/general/09-app-integrate.yaml";

fn before_the_change() -> Spec {
    Spec::real()
        .remove_line(CHANGED, "{ name: osType, ")
        .edit(CHANGED, "require: [osType, returnUrl]", "require: [returnUrl]")
        .edit(CHANGED, "fields: [extra, osType]", "fields: [extra]")
        .edit(CHANGED, FORBIDDEN, "")
}

const FORBIDDEN: &str = "          forbid:
            fields: [osType]
            source: inferred
            note: The page requires it only on the Alipay channels.
";

/// Creates a folder with the files that the examples use.
fn folder_for_examples(test: &str) -> Folder {
    let (folder, _) = Folder::new(test).with_spec(&Spec::real());
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let pages = tests.join("import");
    for name in ["pages", "old", "tables", "docs", "home/.zfunc", "home/.config/fish/completions"] {
        fs::create_dir_all(folder.path(name)).unwrap();
    }
    fs::create_dir_all(folder.path("home/.local/share/bash-completion/completions")).unwrap();
    fs::create_dir_all(folder.path("home/.config/elvish")).unwrap();
    for (from, to) in [
        ("shape-yes-no.html", "page.html"),
        ("app-integrate.txt", "page.txt"),
        ("app-integrate.txt", "pages/app.txt"),
        ("card-embedded.txt", "pages/card.txt"),
    ] {
        fs::copy(pages.join(from), folder.path(to)).unwrap();
    }
    let private = tests.join("../../tests/private-endpoints/spec/loyalty.yaml");
    fs::copy(private, folder.path("tables/loyalty.yaml")).unwrap();
    fs::write(folder.path("old/09-app-integrate.yaml"), before_the_change().text(CHANGED)).unwrap();
    let repository = "git init -q -b main && git add spec && \
        git -c user.name=a -c user.email=a@example.com commit -q -m one && git tag v0.1.0 && \
        git -c user.name=a -c user.email=a@example.com commit -q --allow-empty -m two";
    let made = Command::new("sh").args(["-c", repository]).current_dir(&folder.0).status().unwrap();
    assert!(made.success());
    folder
}

#[test]
fn commands_are_listed_in_the_order_of_use() {
    let commands = commands();
    let places: Vec<_> = ["import", "drift", "check", "explain", "diff", "coverage", "openapi"]
        .map(|it| commands.iter().position(|name| name == it))
        .into();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{commands:?}");
    let shown = examples(&run(&["--help"]).out);
    let names: Vec<_> = shown.iter().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(names, ["import", "drift", "check", "explain", "diff", "coverage", "openapi"]);
}

#[test]
fn every_command_has_help() {
    for command in commands() {
        let help = run(&[&command, "--help"]).out;
        for words in ["Exit codes: 0 success", "Examples:\n", "Usage: iotpay-gen "] {
            assert!(help.contains(words), "{command}: no {words:?} in {help}");
        }
    }
}

#[test]
fn every_example_runs() {
    let folder = folder_for_examples("help");
    let program = Path::new(env!("CARGO_BIN_EXE_iotpay-gen"));
    let path = format!("{}:{}", text(program.parent().unwrap()), std::env::var("PATH").unwrap());
    let mut ran = 0;
    let mut texts = vec![run(&["--help"]).out];
    texts.extend(commands().iter().map(|command| run(&[command, "--help"]).out));
    for example in texts.iter().flat_map(|help| examples(help)).filter(|it| !it.contains("COMMAND")) {
        let output = Command::new("sh")
            .args(["-c", &example])
            .current_dir(&folder.0)
            .env("PATH", &path)
            .env("HOME", folder.path("home"))
            .env("PROFILE", folder.path("home/profile.ps1"))
            .output()
            .unwrap();
        // 1: the command ran and found something.
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{example}: {errors}");
        // Drafts are not part of the spec until a person completes them.
        let mut again = Command::new("sh");
        again.args(["-c", "git clean -fdq spec && git checkout -q spec"]);
        assert!(again.current_dir(&folder.0).status().unwrap().success());
        ran += 1;
    }
    assert!(ran > 25, "{ran}");
}

#[test]
fn help_examples_print_the_shown_output() {
    let folder = folder_for_examples("help-shown");
    let mut texts = vec![run(&["--help"]).out];
    texts.extend(commands().iter().map(|command| run(&[command, "--help"]).out));
    let mut compared = 0;
    for (example, expected) in texts.iter().flat_map(|help| shown(help)) {
        let arguments: Vec<_> = example.split(' ').skip(1).collect();
        let ran = run_in(&folder.0, &arguments);
        assert_eq!(ran.out, expected, "{example}: {}", ran.err);
        compared += 1;
    }
    // At least the example of `diff` shows its output.
    assert!(compared >= 1);
}
