//! One run: a shop, its customers, and what happens to its processes.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use iotpay_client::{card, request};
use iotpay_sandbox::{Gateway, Merchant, NotificationSchedule};
use tokio::task::JoinSet;

use super::customers::{Customers, Placed, add_faults};
use super::database::Database;
use super::forwarder::Forwarder;
use super::monitor::{Monitor, Seen};
use super::processes::{Processes, Setup};
use super::table::KILLS;
use super::verdict::Verdict;
use super::{KEY, LOGIN_NAME, MCH_ID};

/// The points at which a process is killed, in turn; at `anywhere`, without waiting for a point.
const POINTS: [&str; 12] = [
    "recorded",
    "anywhere",
    "claimed",
    "booked",
    "intent",
    "completed",
    "anywhere",
    "committed",
    "response",
    "begun",
    "anywhere",
    "outcome",
];
/// The lease of a claim.
const LEASE: Duration = Duration::from_secs(2);
/// How much longer than its lease a process is frozen, so that another one has time to take over.
const LONGER: Duration = Duration::from_millis(700);
/// How long to wait for a process to reach a point.
const REACHED_WITHIN: Duration = Duration::from_secs(3);
/// How long after the last kill everything must be booked.
const SETTLED_WITHIN: Duration = Duration::from_mins(1);
/// The stored card that token purchases charge, and its number.
const CARD: (&str, &str) = ("customer-7-visa", "4111111111111111");

/// What happens in a run.
pub struct Plan {
    name: &'static str,
    processes: usize,
    steps: Vec<Step>,
    seed: u64,
    flaw: Option<&'static str>,
}

/// One disturbance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A process is killed at a point, and started again.
    Kill(&'static str),
    /// A process is frozen while it books, for longer than its lease.
    Freeze,
    /// The database is restarted without a shutdown.
    Restart,
}

/// What has happened in a run.
#[derive(Debug)]
pub struct Report {
    pub name: &'static str,
    pub processes: usize,
    pub seed: u64,
    /// The kills by point.
    pub kills: BTreeMap<&'static str, usize>,
    pub freezes: usize,
    pub restarts: usize,
    pub orders: usize,
    pub paid: usize,
    pub refunds: usize,
    /// Attempts to send a notification.
    pub deliveries: usize,
    /// Attempts for a notification that was sent before.
    pub sent_again: usize,
    /// The bookings by version of the shop.
    pub booked: BTreeMap<String, usize>,
    /// How long the shop was disturbed, and how much it has booked in this time.
    pub seconds: f64,
    pub booked_in_time: usize,
    pub verdict: Verdict,
    pub seen: Seen,
    pub logs: String,
}

impl Plan {
    /// `IOTPAY_CRASH_KILLS` and `IOTPAY_CRASH_SEED` replace the number of kills and the seed, 1.
    pub fn new(name: &'static str, processes: usize) -> Self {
        let variable = |name: &str| std::env::var(name).ok().map(|text| text.parse().expect("a number"));
        let kills = variable("IOTPAY_CRASH_KILLS").map_or(KILLS, |kills| usize::try_from(kills).unwrap());
        let seed = variable("IOTPAY_CRASH_SEED").unwrap_or(1);
        let mut steps = Vec::new();
        for kill in 0..kills {
            steps.push(Step::Kill(POINTS[kill % POINTS.len()]));
            steps.extend((kill % 7 == 3).then_some(Step::Restart));
            // A frozen process needs another one that takes over.
            steps.extend((kill % 10 == 6 && processes > 1).then_some(Step::Freeze));
        }
        Self { name, processes, steps, seed, flaw: None }
    }

    /// Runs a wrong shop, and disturbs it three times.
    pub fn wrong(flaw: &'static str, processes: usize, step: Step) -> Self {
        Self { steps: vec![step; 3], flaw: Some(flaw), ..Self::new(flaw, processes) }
    }

    /// Returns an empty folder for the run, which no other run uses.
    pub fn folder(&self) -> PathBuf {
        let name = format!("{}-{}", self.name.replace([',', ' '], "-"), std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crash").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }
}

/// Starts the sandbox, with reordering, duplicates if wanted, a quick schedule, and faults.
async fn gateway(seed: u64, duplicates: bool) -> Gateway {
    let schedule = [300, 1000, 2000, 4000, 8000, 16_000, 32_000].map(Duration::from_millis);
    let schedule = NotificationSchedule::new(schedule).duplicates(duplicates);
    let schedule = schedule.reorders_within(Duration::from_millis(300));
    let merchant = Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap();
    let builder = Gateway::builder(merchant).seed(seed).notification_schedule(schedule).keep_deliveries(1_000_000);
    let gateway = builder.start().await.unwrap();
    let credentials = iotpay_client::Credentials::builder().mch_id(MCH_ID).login_name(LOGIN_NAME).merchant_key(KEY);
    let cards = card::Client::builder(credentials.build().unwrap()).base_url(gateway.base_url("card").unwrap());
    let return_url = "https://shop.example/thanks";
    let card = request!(card::CcAddCard { card_id: CARD.0, channel: UpiEx, return_url }).unwrap();
    cards.build().unwrap().send(&card).await.unwrap();
    gateway.store_card(CARD.0, CARD.1).unwrap();
    add_faults(&gateway).unwrap();
    gateway
}

/// Runs a plan, and compares the books.
pub async fn run(plan: Plan, database: Database) -> Report {
    println!("{}: seed {}, {} disturbances", plan.name, plan.seed, plan.steps.len());
    // A duplicate would repair what a wrong shop has lost.
    let (gateway, database) = (Arc::new(gateway(plan.seed, plan.flaw.is_none()).await), Arc::new(database));
    let forwarder = Forwarder::start(plan.processes).await;
    let customers = Customers::new(Arc::clone(&gateway), forwarder.url.clone(), plan.seed);
    let mut processes = start(&plan, &gateway, &database, forwarder);
    processes.wait_until_ready().await;
    let monitor = Monitor::start(Arc::clone(&database), processes.any_ready());

    let started = Instant::now();
    // One process with SQLite handles one event at a time: more customers would only make a queue.
    for _ in 0..if plan.processes == 1 { 1 } else { 3 } {
        tokio::spawn(Arc::clone(&customers).order());
    }
    let paying = tokio::spawn(Arc::clone(&customers).pay());
    let done = disturb(&plan, &mut processes, &database).await;
    customers.go_home();
    paying.await.unwrap();
    let seconds = started.elapsed().as_secs_f64();
    let booked_in_time = database.bookings().await.unwrap().len();

    let within = if plan.flaw.is_some() { Duration::from_secs(4) } else { SETTLED_WITHIN };
    settle(&mut processes, &customers, &gateway, &database, within).await;
    // Whatever the gateway sends now was handled before.
    resend(&gateway).await;
    let verdict = verdict(&customers, &gateway, &database).await;
    let seen = monitor.stop();

    let bookings = database.bookings().await.unwrap();
    let logs = processes.logs();
    drop(processes);
    database.stop().await;
    std::fs::remove_dir_all(plan.folder()).unwrap();
    let mut booked = BTreeMap::new();
    for booking in &bookings {
        *booked.entry(booking.handler.clone()).or_default() += 1;
    }
    let (orders, deliveries) = (gateway.orders(), gateway.deliveries());
    Report {
        name: plan.name,
        processes: plan.processes,
        seed: plan.seed,
        kills: done.kills,
        freezes: done.freezes,
        restarts: done.restarts,
        orders: orders.len(),
        paid: orders.iter().filter(|order| order.paid_at.is_some()).count(),
        refunds: gateway.refunds().len(),
        deliveries: deliveries.len(),
        sent_again: deliveries.iter().filter(|delivery| delivery.attempt > 1).count(),
        booked,
        seconds,
        booked_in_time,
        verdict,
        seen,
        logs,
    }
}

/// Starts the processes of the shop, with both versions.
fn start(plan: &Plan, gateway: &Gateway, database: &Database, forwarder: Forwarder) -> Processes {
    let mut variables = vec![
        ("SHOP_DATABASE", database.url()),
        ("SHOP_URL", forwarder.url.clone()),
        ("SHOP_LEASE", LEASE.as_millis().to_string()),
        ("IOTPAY_MCH_ID", MCH_ID.to_owned()),
        ("IOTPAY_LOGIN_NAME", LOGIN_NAME.to_owned()),
        ("IOTPAY_KEY", KEY.to_owned()),
        ("IOTPAY_GENERAL_URL", gateway.base_url("general").unwrap()),
        ("IOTPAY_CARD_URL", gateway.base_url("card").unwrap()),
    ];
    variables.extend(plan.flaw.map(|flaw| ("SHOP_FLAW", flaw.to_owned())));
    Processes::start(Setup { variables, processes: plan.processes, logs: plan.folder() }, forwarder, &["v1", "v2"])
}

#[derive(Default)]
struct Done {
    kills: BTreeMap<&'static str, usize>,
    freezes: usize,
    restarts: usize,
}

/// Does what the plan says, at random times.
async fn disturb(plan: &Plan, processes: &mut Processes, database: &Database) -> Done {
    let mut random = fastrand::Rng::with_seed(plan.seed);
    let mut done = Done::default();
    for step in &plan.steps {
        tokio::time::sleep(Duration::from_millis(random.u64(100..600))).await;
        match *step {
            Step::Kill(planned) => {
                let reached = if planned == "anywhere" { None } else { processes.at(planned, REACHED_WITHIN).await };
                let point = if reached.is_some() { planned } else { "anywhere" };
                let process = reached.unwrap_or_else(|| random.usize(0..plan.processes));
                *done.kills.entry(point).or_default() += 1;
                processes.kill_and_start(process, if random.bool() { "v1" } else { "v2" }).await;
            }
            Step::Freeze => {
                if let Some(process) = processes.at("booked", REACHED_WITHIN).await {
                    processes.freeze(process, LEASE + LONGER).await;
                    done.freezes += 1;
                }
            }
            Step::Restart => done.restarts += usize::from(database.restart().await),
        }
        processes.start_ended("v1");
    }
    done
}

/// Waits until the books agree, at most for this time.
async fn settle(
    processes: &mut Processes,
    customers: &Customers,
    gateway: &Gateway,
    database: &Database,
    within: Duration,
) {
    let deadline = Instant::now() + within;
    loop {
        processes.start_ended("v1");
        let verdict = verdict(customers, gateway, database).await;
        let overdue = database.pending().await.unwrap();
        if Instant::now() > deadline || (!verdict.is_incomplete() && overdue == 0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Sends the last notification of each order and refund again.
async fn resend(gateway: &Arc<Gateway>) {
    let mut last = BTreeMap::new();
    for delivery in gateway.deliveries().into_iter().filter(|delivery| delivery.attempt > 0) {
        last.insert(delivery.subject, delivery.number);
    }
    let mut waiting = last.into_values();
    let mut sending = JoinSet::new();
    loop {
        for number in waiting.by_ref().take(8 - sending.len()) {
            let gateway = Arc::clone(gateway);
            sending.spawn(async move { gateway.resend(number).await });
        }
        if sending.join_next().await.is_none() {
            return;
        }
    }
}

async fn verdict(customers: &Customers, gateway: &Gateway, database: &Database) -> Verdict {
    let placed = customers.placed();
    let keys: Vec<_> = placed.iter().map(Placed::key).collect();
    let entries = database.entries(&keys).await;
    Verdict::new(gateway, &placed, &database.bookings().await.unwrap(), &entries)
}

impl Report {
    /// Returns how many processes must have been frozen.
    pub fn least_frozen(&self) -> usize {
        usize::from(self.processes > 1)
    }

    /// Returns how often the database must have been restarted.
    pub fn least_restarts(&self) -> usize {
        if self.processes > 1 { 2 } else { 0 }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Verdict { booked_twice, lost, wrong, journal } = &self.verdict;
        writeln!(f, "{} (seed {}), {:.1} s:", self.name, self.seed, self.seconds)?;
        writeln!(f, "  kills {:?}, frozen {}, restarts of the database {}", self.kills, self.freezes, self.restarts)?;
        writeln!(f, "  orders {}, paid {}, refunds {}", self.orders, self.paid, self.refunds)?;
        writeln!(f, "  notifications sent {}, of them again {}", self.deliveries, self.sent_again)?;
        #[allow(clippy::cast_precision_loss)]
        let rate = self.booked_in_time as f64 / self.seconds;
        writeln!(f, "  booked {:?}, {rate:.0}/s", self.booked)?;
        writeln!(
            f,
            "  twice {}, lost {}, wrong {}, journal {}",
            booked_twice.len(),
            lost.len(),
            wrong.len(),
            journal.len()
        )?;
        write!(
            f,
            "  stuck {}, longest wait {:?} in {} looks",
            self.seen.stuck.len(),
            self.seen.longest,
            self.seen.looks
        )
    }
}
