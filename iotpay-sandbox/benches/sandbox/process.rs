//! The program as a process, and what the system knows about it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::{MERCHANT, Result};

const PROGRAM: &str = env!("CARGO_BIN_EXE_iotpay-sandbox");

/// A running program. It is killed at the end.
pub struct Program {
    child: Child,
    /// The base URL of the family `general`.
    pub base_url: String,
}

impl Program {
    /// Starts the program on a free port, and waits until it is ready.
    pub fn start(arguments: &[&str]) -> Result<Self> {
        Self::start_on(0, arguments)
    }

    pub fn start_on(port: u16, arguments: &[&str]) -> Result<Self> {
        let child = Command::new(PROGRAM)
            .args(["--quiet", "--port", &port.to_string(), "--merchant", &MERCHANT.join(":")])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut program = Self { child, base_url: String::new() };
        let stdout = program.child.stdout.take().ok_or("the program has no output")?;
        let mut stdout = BufReader::new(stdout);
        loop {
            let mut line = String::new();
            if stdout.read_line(&mut line)? == 0 {
                return Err("the program ended".into());
            }
            if let Some(url) = line.strip_prefix("IOTPAY_GENERAL_URL=") {
                url.trim().clone_into(&mut program.base_url);
            }
            if line.starts_with("ready: ") {
                break;
            }
        }
        // It prints nothing else; without a reader, it could not.
        std::thread::spawn(move || drop(stdout.read_to_end(&mut Vec::new())));
        Ok(program)
    }

    /// The resident memory in megabytes, if the system reports it in `/proc`.
    pub fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"))?;
        Some(kilobytes.trim().parse::<f64>().ok()? * 1.024 / 1000.0)
    }

    /// The processor time of all threads, if the system reports it in `/proc`.
    pub fn processor_time(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // The name of the program may contain spaces.
        let (_, fields) = stat.rsplit_once(')')?;
        let mut fields = fields.split_whitespace().skip(11);
        let ticks = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
        // The number of ticks per second of Linux, as user programs see it.
        Some(Duration::from_millis(ticks * 10))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The size of the program without symbols, in bytes.
pub fn stripped_size() -> Result<Option<f64>> {
    let stripped = std::env::temp_dir().join(format!("iotpay-sandbox-stripped-{}", std::process::id()));
    match Command::new("strip").arg("-o").arg(&stripped).arg(PROGRAM).status() {
        Ok(status) if status.success() => {
            let size = std::fs::metadata(&stripped)?.len();
            std::fs::remove_file(&stripped)?;
            Ok(Some(f64::from(u32::try_from(size)?)))
        }
        Ok(status) => Err(format!("strip ended with {status}").into()),
        Err(_) => Ok(None),
    }
}
