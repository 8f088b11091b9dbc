//! `docs/observability.md` lists exactly the metrics, labels and attributes of spans that the client reports.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

use iotpay_client::client::RetryBudget;
use iotpay_client::general;
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Recorder, SharedString, Unit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::inbox::{Shop, notification};
use crate::journal_failures::{Trouble, troubled};
use crate::support::server::{Reply, Server, closed_url};
use crate::support::{credentials, orders};

/// Names, each with its labels or attributes.
type Names = BTreeMap<String, BTreeSet<String>>;

/// Collects the metrics of a thread, and the spans of the client.
#[derive(Default)]
struct Collector {
    metrics: Mutex<Names>,
    spans: Mutex<Names>,
}

impl Collector {
    fn metric(&self, key: &Key) {
        let mut metrics = self.metrics.lock().unwrap();
        let labels = metrics.entry(key.name().to_owned()).or_default();
        labels.extend(key.labels().map(|label| label.key().to_owned()));
    }
}

impl Recorder for &Collector {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &metrics::Metadata<'_>) -> Counter {
        self.metric(key);
        Counter::noop()
    }

    fn register_gauge(&self, key: &Key, _: &metrics::Metadata<'_>) -> Gauge {
        self.metric(key);
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &metrics::Metadata<'_>) -> Histogram {
        self.metric(key);
        Histogram::noop()
    }
}

impl Subscriber for &'static Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "iotpay_client"
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut spans = self.spans.lock().unwrap();
        let names = spans.entry(attributes.metadata().name().to_owned()).or_default();
        names.extend(attributes.metadata().fields().iter().map(|field| field.name().to_owned()));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Causes everything that has a metric.
async fn report_everything() {
    let shop = Shop::new().await;
    assert!(shop.paid("m1").await.acknowledged);
    // The journal does not know this order.
    assert_eq!(shop.notify(&notification("m2", "P2")).await.0, 500);

    let server = Server::always(Reply::status(503, "")).await;
    let builder = || general::Client::builder(credentials()).base_url(server.url());
    builder().build().unwrap().send(&orders::query("m1")).await.unwrap_err();
    let without_budget = builder().retry_budget(RetryBudget::no_retries()).timeout(Duration::from_secs(600));
    without_budget.build().unwrap().send(&orders::query("m1")).await.unwrap_err();
    let unreachable = general::Client::builder(credentials()).base_url(closed_url().await).build().unwrap();
    unreachable.send(&orders::wx_native("m3", orders::NOTIFY_URL)).await.unwrap_err();

    let (_server, _journal, client) = troubled(Trouble::RecordPanics).await;
    client.send(&orders::refund("r1", "P1", 1)).await.unwrap();
    assert_eq!(client.unrecorded_outcomes(), 1);
}

/// Returns the rows of the first table in a section of the page, as cells.
fn rows<'a>(page: &'a str, section: &str) -> Vec<Vec<&'a str>> {
    let (_, text) = page.split_once(&format!("\n## {section}\n")).expect("the section");
    let lines = text.lines().skip_while(|line| !line.starts_with("| ")).take_while(|line| line.starts_with('|'));
    // Without the head of the table.
    lines.skip(2).map(|line| line.trim_matches('|').split('|').collect()).collect()
}

/// Returns the texts that are marked as code.
fn code(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_page_lists_what_the_client_reports() {
    let collector: &'static Collector = Box::leak(Box::default());
    let _subscriber = tracing::subscriber::set_default(collector);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    metrics::with_local_recorder(&collector, || runtime.block_on(report_everything()));
    let page = std::fs::read_to_string(crate::support::scratch::workspace().join("docs/observability.md")).unwrap();

    let mut metrics = Names::new();
    for row in rows(&page, "Metrics") {
        let name = code(row[0]).pop_first().unwrap();
        assert_eq!(metrics.insert(name, code(row[3])), None);
    }
    assert_eq!(*collector.metrics.lock().unwrap(), metrics);

    let mut spans = Names::new();
    for row in rows(&page, "Spans") {
        for span in ["operation", "notification"] {
            if ["both", span].contains(&row[1].trim()) {
                spans.entry(format!("iotpay {span}")).or_default().extend(code(row[0]));
            }
        }
    }
    let mut reported = collector.spans.lock().unwrap();
    for names in reported.values_mut() {
        // The text above the table explains these three.
        for name in ["otel.name", "otel.kind", "otel.status_code"] {
            assert!(names.remove(name) && page.contains(&format!("`{name}`")), "{name}");
        }
    }
    assert_eq!(*reported, spans);
}
