//! Shell completions: bash completes a command here, and every other installed shell parses its script.

#![cfg(all(feature = "cli", unix))]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::fixture::program::{Folder, run, text};

fn script(shell: &str, folder: &Folder) -> String {
    let ran = run(&["completions", shell]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{shell}");
    let file = folder.path(shell);
    fs::write(&file, ran.out).unwrap();
    text(&file).to_owned()
}

/// Returns what bash offers for the last of these words.
fn offered(script: &str, words: &[&str]) -> Vec<String> {
    let program = "source \"$1\"; shift
        COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\"; COMP_POINT=${#COMP_LINE}
        spec=$(complete -p iotpay-gen); [[ $spec =~ -F\\ ([^ ]+) ]]
        \"${BASH_REMATCH[1]}\" iotpay-gen \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD - 1]}\"
        printf '%s\\n' \"${COMPREPLY[@]}\"";
    let output = Command::new("bash")
        .args(["--norc", "--noprofile", "-c", program, "bash", script])
        .args(words)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "{words:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).filter(|it| !it.is_empty()).collect()
}

#[test]
fn bash_completes_commands_options_and_values() {
    let folder = Folder::new("completions");
    let script = script("bash", &folder);
    assert_eq!(offered(&script, &["iotpay-gen", "ch"]), ["check"]);
    assert_eq!(offered(&script, &["iotpay-gen", "dr"]), ["drift"]);
    assert_eq!(offered(&script, &["iotpay-gen", "check", "--fo"]), ["--format"]);
    assert_eq!(offered(&script, &["iotpay-gen", "check", "--format", ""]), ["text", "json", "github"]);
    assert_eq!(offered(&script, &["iotpay-gen", "diff", "--format", "m"]), ["markdown"]);
    assert_eq!(offered(&script, &["iotpay-gen", "generate", "--color", "n"]), ["never"]);
    assert_eq!(offered(&script, &["iotpay-gen", "completions", "f"]), ["fish"]);
    assert_eq!(offered(&script, &["iotpay-gen", "nothing"]), [""; 0]);
}

#[test]
fn each_shell_parses_its_script() {
    let folder = Folder::new("completions-read");
    for (shell, arguments) in [("bash", ["-n"]), ("zsh", ["-n"]), ("fish", ["--no-execute"])] {
        let script = script(shell, &folder);
        let Ok(output) = Command::new(shell).args(arguments).arg(&script).output() else {
            assert_ne!(shell, "bash", "bash is not installed");
            continue;
        };
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = fs::read_to_string(Path::new(&script(shell, &folder))).unwrap();
        assert!(["import", "drift", "check", "diff", "schema"].iter().all(|it| script.contains(it)), "{shell}");
    }
    assert_eq!(run(&["completions", "tcsh"]).code, Some(2));
}
