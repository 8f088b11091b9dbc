//! How long a spec takes from YAML to Rust, stage by stage, and how that grows with the spec.
//!
//! ```sh
//! cargo bench -p iotpay-gen --bench generate               # the table of README.md
//! cargo bench -p iotpay-gen --bench generate -- 100 2000   # other sizes, in calls
//! cargo bench -p iotpay-gen --bench generate -- --gate     # exit code 1 if something grows too fast
//! ```
//!
//! Times are medians. Those of the gate are, where the system tells it, of a processor and not of the
//! clock: the machine may be busy with something else.

mod synthetic;

use std::env;
use std::process::ExitCode;
use std::time::Instant;

use iotpay_gen::diagnostic::{Style, to_json};
use iotpay_gen::diff::diff;
use iotpay_gen::import::{Known, drift, read, to_yaml};
use iotpay_gen::schema::DEFAULT_PLACE;
use iotpay_gen::source::SourceFile;
use iotpay_gen::stage::Stage;
use iotpay_gen::{Settings, embedded, generate_watched, load, load_watched};

/// The stages, in their order.
const STAGES: [&str; 5] = ["read", "resolve", "check", "emit", "format"];

/// How much more one call, row or finding of many may cost than one of few. Caches and the allocator
/// account for a half; what grows with the square shows as 10 and more.
const MOST: f64 = 2.5;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let sizes: Vec<usize> = arguments.iter().filter_map(|it| it.parse().ok()).collect();
    if arguments.iter().any(|it| it == "--gate") {
        return gate();
    }
    println!("milliseconds of a whole run; microseconds for a call, and as a multiple of the first size");
    println!("{:>7} {}     whole   per call", "calls", STAGES.map(|it| format!("{it:>9}")).concat());
    let real = median_of(11, || whole(&embedded()));
    print_run("own", &real, calls(&embedded()), None);
    let sizes = if sizes.is_empty() { vec![100, 1_000, 10_000] } else { sizes };
    let mut first = None;
    for size in sizes {
        let files = synthetic::spec(size);
        let run = median_of(if size > 2_000 { 1 } else { 5 }, || whole(&files));
        first = Some(print_run(&size.to_string(), &run, calls(&files), first));
    }
    for (what, few, many) in others() {
        println!("{what}: {few:.1} and {many:.1} microseconds each, ratio {:.2}", many / few);
    }
    ExitCode::SUCCESS
}

/// Compares what each of few and each of many costs.
fn gate() -> ExitCode {
    let mut found = others();
    let each = |files: &[SourceFile], rounds: usize, work: &dyn Fn()| {
        median((0..rounds).map(|_| time(work)).collect()) * 1e3 / count(calls(files))
    };
    let [few, more, many] = [100, 1_000, 10_000].map(synthetic::spec);
    let loaded = |files: &[SourceFile], rounds| each(files, rounds, &|| assert!(load(files).is_ok()));
    found.push(("load 100 and 10,000 calls", loaded(&few, 3), loaded(&many, 1)));
    let generated =
        |files: &[SourceFile], rounds| each(files, rounds, &|| assert!(whole(files).iter().all(|it| *it > 0.0)));
    found.push(("load and generate 100 and 1,000 calls", generated(&few, 3), generated(&more, 1)));
    let mut is_linear = true;
    for (what, few, many) in found {
        let ratio = many / few;
        println!("{what}: {few:.1} and {many:.1} microseconds each, ratio {ratio:.2}");
        is_linear &= ratio <= MOST;
    }
    if is_linear {
        return ExitCode::SUCCESS;
    }
    println!("a ratio is above {MOST}: something grows faster than the spec");
    ExitCode::FAILURE
}

/// What else grows: the microseconds for one of few, and for one of many.
fn others() -> Vec<(&'static str, f64, f64)> {
    let each = |number: usize, work: &dyn Fn()| {
        let rounds = if number > 1_000 { 1 } else { 3 };
        median((0..rounds).map(|_| time(work)).collect()) * 1e3 / count(number)
    };
    let findings = |number: usize| {
        let files = synthetic::broken(number);
        each(number, &|| {
            let Err(invalid) = load(&files) else { return };
            assert!(invalid.diagnostics.len() >= number, "each call has a finding");
            assert!(!invalid.render(Style::Plain).is_empty() && !to_json(&files, &invalid.diagnostics).is_empty());
        })
    };
    let changes = |number: usize| {
        let (old, new) = match (load(&synthetic::spec(number)), load(&synthetic::changed(number))) {
            (Ok(old), Ok(new)) => (old, new),
            (Err(invalid), _) | (_, Err(invalid)) => panic!("{invalid}"),
        };
        each(number, &|| assert!(diff(&old, &new).len() >= number / 2, "most calls have a change"))
    };
    let spec = embedded();
    let known = Known::of(&spec);
    let rows = |number: usize| {
        let page = synthetic::page(number);
        let mut files = spec.clone();
        files.push(page.clone());
        each(number, &|| {
            let imported = read(spec.len(), &page, &known);
            assert_eq!(imported.tables.iter().map(|table| table.rows().count()).sum::<usize>(), number);
            assert!(!to_yaml(&page, &imported, &spec, &known, false, DEFAULT_PLACE).is_empty());
            assert!(drift(&files, spec.len(), &imported, Some("spec/general/13-refund.yaml"), &known).is_ok());
        })
    };
    vec![
        ("find and tell 100 and 10,000 errors", findings(100), findings(10_000)),
        ("compare specs of 100 and 1,000 calls", changes(100), changes(1_000)),
        ("import and compare a page of 100 and 10,000 rows", rows(100), rows(10_000)),
    ]
}

/// Milliseconds of each stage.
type Run = [f64; 5];

fn print_run(name: &str, run: &Run, calls: usize, first: Option<f64>) -> f64 {
    let whole: f64 = run.iter().sum();
    let each = whole * 1e3 / count(calls);
    let ratio = first.map_or_else(String::new, |first| format!(" ({:.2})", each / first));
    println!("{name:>7} {} {whole:9.1} {each:10.0}{ratio}", run.map(|it| format!("{it:9.1}")).concat());
    first.unwrap_or(each)
}

fn whole(files: &[SourceFile]) -> Run {
    let mut run = [0.0; 5];
    let mut last = Instant::now();
    let mut done = |stage| {
        let now = Instant::now();
        run[place(stage)] += (now - last).as_secs_f64() * 1e3;
        last = now;
    };
    let Ok((model, _)) = load_watched(files, &mut done) else { panic!("the spec is not sound") };
    let generated = generate_watched(&model, &Settings::client(), &mut done);
    assert!(generated.len() > 20, "there is a file for each page");
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

/// How many calls a spec has.
fn calls(files: &[SourceFile]) -> usize {
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

/// Milliseconds of some work, done often enough for the system's clock, which ticks each few of them.
fn time(work: &dyn Fn()) -> f64 {
    let (wall, before, mut done) = (Instant::now(), busy(), 0);
    while done == 0 || wall.elapsed().as_millis() < 150 {
        work();
        done += 1;
    }
    let spent = match (before, busy()) {
        (Some(before), Some(after)) => after - before,
        _ => wall.elapsed().as_secs_f64() * 1e3,
    };
    spent / f64::from(done)
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Milliseconds for which this process, of one thread, had a processor; known on Linux.
fn busy() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e6)
}
