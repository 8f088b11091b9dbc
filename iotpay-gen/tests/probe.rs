mod fixture;
use fixture::Spec;
use std::time::Instant;
fn go(name: &str, text: &str) {
    let s = Spec::real().add("spec/general/99-x.yaml", text);
    let t = Instant::now();
    let r = std::panic::catch_unwind(|| match iotpay_gen::load(&s.files) {
        Ok(_) => "OK".to_string(),
        Err(e) => {
            let l = t.elapsed();
            let r = e.to_string();
            std::fs::write("/tmp/r", &r).unwrap();
            format!("load {l:?} n={} len={}\n{}", e.diagnostics.len(), r.len(), r.chars().take(700).collect::<String>())
        }
    });
    println!("##### {name} {:?}: {}", t.elapsed(), r.unwrap_or("PANIC".into()));
}
#[test]
fn probe() {
    let mib = "x".repeat(1 << 20);
    let which = std::env::var("W").unwrap_or_default();
    let cases: Vec<(&str, String)> = vec![
        ("empty", "".into()),
        ("blank", "\n\n".into()),
        ("comments", "# a\n# b\n".into()),
        ("plain1m", format!("fields: {mib}\n")),
        ("plainkey1m", format!("{mib}: x\n")),
        ("quoted1m", format!("fields: \"{mib}\"\n")),
        ("unterminated", format!("fields: \"{mib}\n")),
        ("plain alone", mib.clone()),
        ("flow deep", format!("page: {}", "[".repeat(10_000))),
        ("flow deep closed", format!("page: {}{}", "[".repeat(10_000), "]".repeat(10_000))),
        ("flowmap deep", format!("page: {}", "{a: ".repeat(10_000))),
        ("block deep", (0..10_000).map(|i| format!("{}a:\n", " ".repeat(i))).collect::<String>()),
        ("block seq deep", "- ".repeat(10_000)),
        ("100k flow", "[".repeat(1_000_00)),
        ("bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n".into()),
        ("alias", "a: *x\n".into()),
        ("anchor", "fields: &a {}\n".into()),
        ("merge", "fields: {}\n<<: {page: x}\n".into()),
        ("merge2", "fields:\n  a: {format: text}\n  b:\n    <<: {format: cents}\n".into()),
        ("tabs", "fields:\n\ta: {}\n".into()),
        ("docs", "fields: {}\n---\nfields: {}\n".into()),
        ("docs2", "fields: {}\n...\n---\nfields: {}\n".into()),
        ("start", "---\nfields: {}\n".into()),
        ("list root", "- a\n".into()),
        ("scalar root", "abc\n".into()),
        ("null page", "page:\n".into()),
        ("null title", "page:\n  title:\n".into()),
        ("nonstring", "1: x\n[a]: y\n".into()),
        ("nonstring2", "? {a: b}\n: y\n".into()),
        ("nullkey", "~: y\n".into()),
        ("emptykey", ": y\n".into()),
        ("boolkey", "true: y\n".into()),
        ("intkey", "1: y\n1.5: x".into()),
        ("nul", "fields: a\0b\n".into()),
        ("nul q", "fields: \"a\\0b\"\n".into()),
        ("esc", "\"a\\e[31mb\\nc\": 1\n".into()),
        ("odd", "fields: {\u{202e}é\u{301}商: x}\n\u{2028}y: \u{feff}z\n".into()),
        (
            "crlf",
            Spec::real()
                .text("spec/general/04-customer-scan-qr.yaml")
                .replace('\n', "\r\n")
                .replace("title: Customer", "titel: Customer"),
        ),
        (
            "bom",
            format!(
                "\u{feff}{}",
                Spec::real()
                    .text("spec/general/04-customer-scan-qr.yaml")
                    .replace("title: Customer", "titel: Customer")
            ),
        ),
        ("cr", "fields:\r  a: {formt: text}\r".into()),
        ("200k keys", (0..200_000).map(|i| format!("k{i}: v\n")).collect()),
        (
            "200k rules",
            format!("fields:\n{}", (0..200_000).map(|i| format!("  k{i}: {{format: text}}\n")).collect::<String>()),
        ),
        (
            "90k rules",
            format!("fields:\n{}", (0..45_000).map(|i| format!("  k{i}: {{format: text}}\n")).collect::<String>()),
        ),
        ("100k keys", (0..100_000).map(|i| format!("k{i}: v\n")).collect()),
        ("200k dup", "a: v\n".repeat(200_000)),
        ("one line 100k", format!("{{{}}}", (0..100_000).map(|i| format!("k{i}: v,")).collect::<String>())),
        ("tags", "fields: !!binary abc\npage: !foo {a: b}\n".into()),
        ("include", "fields: !include /etc/passwd\n".into()),
        ("typed", "fields: !!int abc\n".into()),
        ("float", "fields: .nan\n".into()),
        ("block scalar", "fields: |\n  a\n  b\npage: >\n  x\n".into()),
        ("indent", "page:\n  title: a\n path: b\n".into()),
        ("indent2", "page:\n    title: a\n   path: b\n".into()),
        ("colon", "page:\n  title: a: b\n".into()),
        ("unclosed", "fields: {a: {format: text}\nx: 1\n".into()),
        ("directive", "%YAML 1.2\n---\nfields: {}\n".into()),
        ("baddir", "%FOO\nfields: {}\n".into()),
    ];
    for (n, t) in cases {
        if which.is_empty() || n.contains(&which) {
            go(n, &t);
        }
    }
}
