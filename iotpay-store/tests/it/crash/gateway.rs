//! The gateway, which sends each event until it is acknowledged, and kills processes.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::process::Process;
use super::shop::{self, Books};
use super::worker::LEASE;

/// How often the gateway does something.
const TICK: Duration = Duration::from_millis(10);
/// How long all events may take after the last kill, on a busy machine.
const LIMIT: Duration = Duration::from_mins(2);

/// The database that the processes share.
pub enum Database {
    Postgres(String),
    Sqlite(PathBuf),
}

impl Database {
    pub fn to_text(&self) -> String {
        match self {
            Self::Postgres(url) => url.clone(),
            Self::Sqlite(path) => path.to_str().unwrap().to_owned(),
        }
    }

    pub fn from_text(text: &str) -> Self {
        if text.starts_with("postgres:") { Self::Postgres(text.to_owned()) } else { Self::Sqlite(text.into()) }
    }
}

/// Sends events and kills processes.
pub struct Gateway {
    database: Database,
    random: fastrand::Rng,
    /// The number of new events in each tick. Each is sent twice on average, so the processes must be able to handle
    /// them.
    rate: f64,
    processes: Vec<Process>,
    acknowledgements: Receiver<u32>,
    sender: std::sync::mpsc::Sender<u32>,
    sent: u32,
    unacknowledged: BTreeSet<u32>,
    acknowledged: BTreeSet<u32>,
}

/// What happened.
pub struct Report {
    seed: u64,
    kills: u32,
    /// When the database was down, in milliseconds.
    down: Range<i64>,
    acknowledged: BTreeSet<u32>,
    books: Books,
    /// From the last kill until everything was handled.
    settled_after: Duration,
}

impl Gateway {
    pub fn new(database: Database, processes: usize, rate: f64) -> Self {
        let seed = std::env::var("IOTPAY_CRASH_SEED").ok().and_then(|seed| seed.parse().ok());
        let (sender, acknowledgements) = channel();
        shop::create(&database);
        let mut gateway = Self {
            database,
            random: fastrand::Rng::with_seed(seed.unwrap_or_else(|| fastrand::u64(..))),
            rate,
            processes: Vec::new(),
            acknowledgements,
            sender,
            sent: 0,
            unacknowledged: BTreeSet::new(),
            acknowledged: BTreeSet::new(),
        };
        // All processes start at the same time, with an empty database.
        gateway.processes = (0..processes).map(|version| gateway.start(version)).collect();
        shop::watch(&gateway.database);
        gateway
    }

    /// Half of the processes run another version of the handler.
    fn start(&self, at: usize) -> Process {
        Process::start(&self.database, if at.is_multiple_of(2) { 1 } else { 2 }, self.sender.clone())
    }

    pub fn run(mut self, mut restart: impl FnMut()) -> Report {
        let seed = self.random.get_seed();
        let kills = std::env::var("IOTPAY_CRASH_KILLS").ok().map_or(20, |kills| kills.parse().unwrap());
        let mut down = 0..0;
        for kill in 0..kills {
            let until = Instant::now() + Duration::from_millis(self.random.u64(50..1000));
            while Instant::now() < until {
                self.tick(true);
            }
            if kill == kills / 2 {
                down.start = shop::now();
                restart();
                down.end = shop::now();
            }
            let victim = self.random.usize(..self.processes.len());
            // The value that is replaced is killed.
            let next = self.start(victim);
            drop(std::mem::replace(&mut self.processes[victim], next));
        }
        let killed = Instant::now();
        while !self.unacknowledged.is_empty() {
            assert!(killed.elapsed() < LIMIT, "seed {seed}: {} events wait", self.unacknowledged.len());
            self.tick(false);
        }
        // An event may be recorded but not acknowledged: those of killed processes are handled by others.
        while shop::pending(&self.database) > 0 {
            assert!(killed.elapsed() < LIMIT, "seed {seed}: events are pending");
            sleep(TICK);
        }
        let settled_after = killed.elapsed();
        self.processes.clear();
        let books = shop::books(&self.database, &down);
        Report { seed, kills, down, acknowledged: self.acknowledged, books, settled_after }
    }

    /// Returns the rate as a whole number, which is random so that the average is right.
    fn some(&mut self) -> usize {
        (0..10).filter(|_| self.random.f64() < self.rate / 10.0).count()
    }

    fn tick(&mut self, adds: bool) {
        let new = if adds { u32::try_from(self.some()).unwrap() } else { 0 };
        self.unacknowledged.extend(self.sent..self.sent + new);
        self.sent += new;
        // Some events again, in any order, and some duplicates of those that were acknowledged.
        let (again, duplicates) = (self.some() + self.some(), self.some() / 2);
        let again = self.random.choose_multiple(self.unacknowledged.iter().copied(), again);
        let duplicates = self.random.choose_multiple(self.acknowledged.iter().copied(), duplicates);
        for reference in again.into_iter().chain(duplicates) {
            let to = self.random.usize(..self.processes.len());
            self.processes[to].send(reference);
        }
        sleep(TICK);
        for reference in self.acknowledgements.try_iter() {
            self.unacknowledged.remove(&reference);
            self.acknowledged.insert(reference);
        }
    }
}

impl Report {
    pub fn check(&self) {
        let seed = self.seed;
        assert!(self.acknowledged.len() > 100, "seed {seed}: only {} events", self.acknowledged.len());
        assert_eq!(self.books.booked_twice, Vec::<String>::new(), "seed {seed}");
        assert_eq!(self.books.booked, self.acknowledged, "seed {seed}: booked and acknowledged");
        assert!(self.books.longest_wait <= LEASE + Duration::from_secs(1), "seed {seed}: {self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kills, database down for {} ms, {} events acknowledged, {} booked twice, {} lost; the longest wait was \
             {:?} with a lease of {LEASE:?}; all were handled {:?} after the last kill (seed {})",
            self.kills,
            self.down.end - self.down.start,
            self.acknowledged.len(),
            self.books.booked_twice.len(),
            self.acknowledged.difference(&self.books.booked).count(),
            self.books.longest_wait,
            self.settled_after,
            self.seed
        )
    }
}
