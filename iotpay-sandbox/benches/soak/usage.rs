//! What this process uses, as the system reports it in `/proc`.

use std::fmt;
use std::fs;

/// What this process uses.
pub struct Usage {
    /// The resident memory in megabytes.
    pub memory: f64,
    /// The number of open files, which include connections.
    pub files: usize,
    /// The number of requests in progress that move money, each of which has a task.
    pub tasks: usize,
}

impl Usage {
    /// Reads the present usage.
    pub fn now(tasks: usize) -> crate::Result<Self> {
        let status = fs::read_to_string("/proc/self/status")?;
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        let memory = kilobytes.ok_or("no memory in /proc/self/status")?.trim().parse::<f64>()? * 1.024 / 1000.0;
        Ok(Self { memory, files: fs::read_dir("/proc/self/fd")?.count(), tasks })
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} MB, {} open files, {} requests in progress", self.memory, self.files, self.tasks)
    }
}
