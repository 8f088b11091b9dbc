//! Measures the time from YAML to Rust for each stage, and its growth with the size of the spec.
//!
//! ```sh
//! cargo bench -p iotpay-gen --bench generate               # the table of README.md
//! cargo bench -p iotpay-gen --bench generate -- 100 2000   # other sizes, in endpoints
//! cargo bench -p iotpay-gen --bench generate -- --gate     # exit code 1 if something grows too fast
//! ```
//!
//! Times are medians of processor time, if the system reports it: the machine may be busy with something else.

mod clock;
mod synthetic;

use std::env;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use iotpay_gen::diagnostic::{Style, to_json};
use iotpay_gen::diff::diff;
use iotpay_gen::saved_page::{SpecIndex, drift, read, to_yaml};
use iotpay_gen::schema::DEFAULT_SCHEMA_PATH;
use iotpay_gen::source::SourceFile;
use iotpay_gen::stage::Stage;
use iotpay_gen::{Settings, embedded, generate, generate_with_progress, load, load_with_progress};

/// The stages, in their order.
const STAGES: [&str; 5] = ["read", "resolve", "check", "emit", "format"];

/// The largest allowed ratio of the cost of one endpoint, row or diagnostic among many to that among few. Caches and
/// the allocator add a half at most; quadratic growth shows as 10 and more.
const MAX_RATIO: f64 = 2.0;

/// The number of measurements before a cost counts as growing too fast.
const ATTEMPTS: usize = 3;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let sizes: Vec<usize> = arguments.iter().filter_map(|it| it.parse().ok()).collect();
    if arguments.iter().any(|it| it == "--gate") {
        return gate();
    }
    println!("milliseconds of a whole run; microseconds for a call, and as a multiple of the first size");
    println!("{:>7} {}     whole   per call", "endpoints", STAGES.map(|it| format!("{it:>9}")).concat());
    let real = median_of(11, || whole(&embedded()));
    print_run("own", &real, endpoints(&embedded()), None);
    let sizes = if sizes.is_empty() { vec![100, 1_000, 10_000] } else { sizes };
    let mut first = None;
    for size in sizes {
        let files = synthetic::spec(size);
        let run = median_of(if size > 2_000 { 1 } else { 5 }, || whole(&files));
        first = Some(print_run(&size.to_string(), &run, endpoints(&files), first));
    }
    ExitCode::SUCCESS
}

/// Measures the microseconds for one of few, and for one of many.
type Growth = fn() -> (f64, f64);

/// Compares the cost of one item among few with that among many. Other processes can slow down either measurement, so
/// an apparent growth is measured again.
fn gate() -> ExitCode {
    let growths: [(&str, Growth); 5] = [
        ("load 100 and 10,000 endpoints", growth_of_loading),
        ("load and generate 100 and 3,000 endpoints", growth_of_generating),
        ("report 100 and 10,000 errors", growth_of_diagnostics),
        ("compare specs of 100 and 1,000 endpoints", growth_of_changes),
        ("import and compare a page of 100 and 10,000 rows", growth_of_rows),
    ];
    let mut is_linear = true;
    for (what, growth) in growths {
        let is_so = (0..ATTEMPTS).any(|_| {
            let (few, many) = growth();
            println!("{what}: {few:.1} and {many:.1} microseconds each, ratio {:.2}", many / few);
            many <= few * MAX_RATIO
        });
        if !is_so {
            println!("a ratio above {MAX_RATIO}, {ATTEMPTS} times: this grows faster than the spec");
        }
        is_linear &= is_so;
    }
    if is_linear { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns the microseconds for one of a number of items.
fn each(number: usize, work: &dyn Fn()) -> f64 {
    let rounds = if number > 1_000 { 1 } else { 3 };
    median((0..rounds).map(|_| time(work)).collect()) * 1e3 / count(number)
}

fn growth_of_loading() -> (f64, f64) {
    let loaded = |size| {
        let files = synthetic::spec(size);
        each(endpoints(&files), &|| assert!(load(&files).is_ok()))
    };
    (loaded(100), loaded(10_000))
}

fn growth_of_generating() -> (f64, f64) {
    let generated = |size| {
        let files = synthetic::spec(size);
        each(endpoints(&files), &|| {
            let Ok(model) = load(&files) else { panic!("the spec is invalid") };
            assert!(generate(&model, &Settings::client()).len() > size / 4, "there is a file for each page");
        })
    };
    (generated(100), generated(3_000))
}

fn growth_of_diagnostics() -> (f64, f64) {
    let found = |number: usize| {
        let files = synthetic::broken(number);
        each(number, &|| {
            let Err(invalid) = load(&files) else { panic!("each endpoint has a mistake") };
            assert!(invalid.diagnostics.len() >= number, "each endpoint has a diagnostic");
            assert!(!invalid.render(Style::Plain).is_empty() && !to_json(&files, &invalid.diagnostics).is_empty());
        })
    };
    (found(100), found(10_000))
}

fn growth_of_changes() -> (f64, f64) {
    let changes = |number: usize| {
        let (old, new) = match (load(&synthetic::spec(number)), load(&synthetic::changed(number))) {
            (Ok(old), Ok(new)) => (old, new),
            (Err(invalid), _) | (_, Err(invalid)) => panic!("{invalid}"),
        };
        each(number, &|| assert!(diff(&old, &new).len() >= number / 2, "most endpoints have a change"))
    };
    (changes(100), changes(1_000))
}

fn growth_of_rows() -> (f64, f64) {
    let spec = embedded();
    let known = SpecIndex::of(&spec);
    let rows = |number: usize| {
        let page = synthetic::page(number);
        let mut files = spec.clone();
        files.push(page.clone());
        each(number, &|| {
            let imported = read(spec.len(), &page, &known);
            assert_eq!(imported.tables.iter().map(|table| table.rows().count()).sum::<usize>(), number);
            assert!(!to_yaml(&page, &imported, &spec, &known, false, DEFAULT_SCHEMA_PATH).is_empty());
            let compared = drift(&files, spec.len(), &imported, Some("spec/general/13-refund.yaml"), &known);
            assert!(compared.is_ok());
        })
    };
    (rows(100), rows(10_000))
}

/// Milliseconds of each stage.
type Run = [f64; 5];

fn print_run(name: &str, run: &Run, endpoints: usize, first: Option<f64>) -> f64 {
    let whole: f64 = run.iter().sum();
    let each = whole * 1e3 / count(endpoints);
    let ratio = first.map_or_else(String::new, |first| format!(" ({:.2})", each / first));
    println!("{name:>7} {} {whole:9.1} {each:10.0}{ratio}", run.map(|it| format!("{it:9.1}")).concat());
    first.unwrap_or(each)
}

fn whole(files: &[SourceFile]) -> Run {
    let mut run = [0.0; 5];
    let mut last = clock::now();
    let mut done = |stage| {
        let now = clock::now();
        run[place(stage)] += now - last;
        last = now;
    };
    let Ok((model, _)) = load_with_progress(files, &mut done) else { panic!("the spec is invalid") };
    // On a separate thread, like `generate`.
    thread::scope(|scope| {
        scope.spawn(|| {
            let generated = generate_with_progress(&model, &Settings::client(), &mut done);
            assert!(generated.len() > 20, "there is a file for each page");
        });
    });
    run
}

fn place(stage: Stage) -> usize {
    match stage {
        Stage::Read => 0,
        Stage::Resolve => 1,
        Stage::Check => 2,
        Stage::Emit => 3,
        Stage::Format => 4,
    }
}

/// Returns the number of endpoints of a spec.
fn endpoints(files: &[SourceFile]) -> usize {
    files.iter().map(|file| file.text.matches("\n    method: ").count()).sum()
}

fn median_of(rounds: usize, work: impl Fn() -> Run) -> Run {
    let runs: Vec<Run> = (0..rounds).map(|_| work()).collect();
    [0, 1, 2, 3, 4].map(|stage| median(runs.iter().map(|run| run[stage]).collect()))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Returns the milliseconds of some work, repeated often enough for the resolution of the system's clock.
fn time(work: &dyn Fn()) -> f64 {
    let (wall, before, mut done) = (Instant::now(), clock::now(), 0);
    while done == 0 || wall.elapsed().as_millis() < 300 {
        work();
        done += 1;
    }
    (clock::now() - before) / f64::from(done)
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
