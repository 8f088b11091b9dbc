//! `iotpay-gen completions`: what a shell needs to complete the program's words.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::output::print;

/// What the long help says.
pub const LONG: &str = "\
Writes the script by which a shell completes the commands, options and their values after TAB. Set it up \
once, and again after an update.

Exit code 0: written; 2: there is no such shell.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen completions bash > ~/.local/share/bash-completion/completions/iotpay-gen
  iotpay-gen completions zsh > ~/.zfunc/_iotpay-gen        in a folder of $fpath
  iotpay-gen completions fish > ~/.config/fish/completions/iotpay-gen.fish
  iotpay-gen completions elvish >> ~/.config/elvish/rc.elv
  iotpay-gen completions powershell >> $PROFILE";

/// Which shell it is.
#[derive(Args)]
pub struct Options {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Writes.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let mut command = crate::Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, name, &mut script);
    let script = String::from_utf8_lossy(&script);
    // clap_complete takes the hyphen of a program's name for the begin of a command, so that bash would
    // complete the commands and none of their options.
    print(&script.replace("iotpay__subcmd__gen", "iotpay__gen"))
}
