//! `iotpay-gen completions`: the script that a shell needs to complete commands and options.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::output::print;

/// The long help text.
pub const LONG: &str = "\
Write a script that completes commands, options and their values in a shell. Set it up once, and again \
after an update.

Exit codes: 0 success, 1 diagnostics found, 2 could not run.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen completions bash > ~/.local/share/bash-completion/completions/iotpay-gen
  iotpay-gen completions zsh > ~/.zfunc/_iotpay-gen        (a folder of $fpath)
  iotpay-gen completions fish > ~/.config/fish/completions/iotpay-gen.fish
  iotpay-gen completions elvish >> ~/.config/elvish/rc.elv
  iotpay-gen completions powershell >> $PROFILE";

/// The options of `completions`.
#[derive(Args)]
pub struct Options {
    /// Shell to write completions for
    #[arg(value_enum)]
    shell: Shell,
}

/// Writes the script.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let mut command = crate::Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, name, &mut script);
    let script = String::from_utf8_lossy(&script);
    // clap_complete treats the hyphen in a program's name as the beginning of a command, so that bash would
    // complete only the commands, without their options.
    print(&script.replace("iotpay__subcmd__gen", "iotpay__gen"))
}
