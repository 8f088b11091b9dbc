//! When the program's output is colored: on a terminal, which the command `script` simulates, and elsewhere
//! only on request.

#![cfg(all(feature = "cli", target_os = "linux"))]

use std::path::Path;
use std::process::{Command, Stdio};

use crate::fixture::Spec;
use crate::fixture::program::{Folder, text};

const VARIABLES: [&str; 4] = ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"];

/// Returns the output of the program, with or without a terminal, with these values of `VARIABLES`.
fn output_of(is_terminal: bool, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let program = env!("CARGO_BIN_EXE_iotpay-gen");
    let mut command = if is_terminal {
        let quoted: Vec<_> = [program].iter().chain(arguments).map(|it| format!("'{it}'")).collect();
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--command", &quoted.join(" "), "/dev/null"]);
        command
    } else {
        let mut command = Command::new(program);
        command.args(arguments);
        command
    };
    for name in VARIABLES {
        command.env_remove(name);
    }
    command.env("TERM", "xterm-256color").envs(variables.iter().copied()).stdin(Stdio::null());
    let output = command.output().expect("`script` of util-linux simulates the terminal");
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

fn is_colored(output: &str) -> bool {
    assert!(output.contains("13-refund"), "{output}");
    output.contains("\u{1b}[")
}

fn broken(folder: Folder) -> (Folder, String) {
    let spec = Spec::real().edit("spec/general/13-refund.yaml", "required: n", "requird: n");
    let (folder, path) = folder.with_spec(&spec);
    (folder, text(&path).to_owned())
}

#[test]
fn diagnostics_are_colored_only_on_a_terminal() {
    let (_folder, spec) = broken(Folder::new("color"));
    let check = ["check", spec.as_str()];
    let plain = output_of(false, &check, &[]);
    assert!(!is_colored(&plain));
    let colored = output_of(true, &check, &[]);
    assert!(is_colored(&colored));
    assert_eq!(without_colors(&colored), plain);
    assert!(!is_colored(&output_of(true, &["check", &spec, "--format", "github"], &[])));
}

/// Returns the text without color codes, and with the line ends of a file.
fn without_colors(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('m').expect("a color code ends with m").1);
    (first + &rest.collect::<String>()).replace("\r\n", "\n")
}

#[test]
fn environment_and_option_override_the_terminal() {
    let (_folder, spec) = broken(Folder::new("color-env"));
    let check = ["check", spec.as_str()];
    for (is_terminal, variables, wanted) in [
        (true, &[("NO_COLOR", "1")] as &[_], false),
        (true, &[("NO_COLOR", "")], true),
        (true, &[("CLICOLOR", "0")], false),
        (true, &[("TERM", "dumb")], false),
        (false, &[("CLICOLOR_FORCE", "1")], true),
        (false, &[("CLICOLOR_FORCE", "0")], false),
        (false, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
    ] {
        assert_eq!(is_colored(&output_of(is_terminal, &check, variables)), wanted, "{is_terminal} {variables:?}");
    }
    for (is_terminal, option, variables, wanted) in [
        (false, "always", &[("NO_COLOR", "1")] as &[_], true),
        (true, "never", &[("CLICOLOR_FORCE", "1")], false),
        (true, "auto", &[], true),
    ] {
        for arguments in [["--color", option, "check", &spec], ["check", &spec, "--color", option]] {
            assert_eq!(is_colored(&output_of(is_terminal, &arguments, variables)), wanted, "{arguments:?}");
        }
    }
}

#[test]
fn changes_and_drift_are_colored_too() {
    let refund = Spec::real().edit("spec/general/13-refund.yaml", "  - name: refund_order", "  - name: refund");
    let (_folder, spec) = Folder::new("color-diff").with_spec(&refund);
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/app-integrate.txt");
    for arguments in [["diff", text(&own), text(&spec)].as_slice(), &["drift", text(&page), "--page", "13-refund.yaml"]]
    {
        assert!(is_colored(&output_of(true, arguments, &[])), "{arguments:?}");
        assert!(!is_colored(&output_of(false, arguments, &[])), "{arguments:?}");
        assert!(is_colored(&output_of(false, &[arguments, &["--color=always"]].concat(), &[])), "{arguments:?}");
    }
}
