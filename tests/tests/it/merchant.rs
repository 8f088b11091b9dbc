//! A merchant is configured by variables or in code, and an invalid configuration is reported completely.

use std::ffi::OsStr;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::support::server::{Reply, Server};
use crate::support::{LOGIN_NAME, MCH_ID, orders};
use iotpay_client::client::{Connections, Timeouts};
use iotpay_client::journal::MemoryJournal;
use iotpay_client::merchant::{ConfigError, ConfigProblem, Merchant, MerchantBuilder};
use iotpay_client::spec::family_names;
use iotpay_client::{Error, card, general};

const CANARY: &str = "canary-of-the-key";
const REQUIRED: [(&str, &str); 3] =
    [("IOTPAY_MCH_ID", MCH_ID), ("IOTPAY_LOGIN_NAME", LOGIN_NAME), ("IOTPAY_KEY", CANARY)];

fn with(variables: &[(&str, &str)]) -> MerchantBuilder {
    Merchant::builder().variables(REQUIRED).variables(variables.iter().copied())
}

/// The error, which shows no key.
fn error(builder: MerchantBuilder) -> ConfigError {
    let debug = format!("{builder:?}");
    let error = builder.build().unwrap_err();
    let shown = format!("{debug} {error} {error:?}");
    assert!(!shown.contains("canary"), "{shown}");
    error
}

fn problems(builder: MerchantBuilder) -> Vec<String> {
    error(builder).problems().iter().map(ToString::to_string).collect()
}

#[test]
fn required_settings_are_enough() {
    let merchant = with(&[]).build().unwrap();
    assert_eq!((merchant.mch_id(), merchant.credentials().account().login_name), (MCH_ID, LOGIN_NAME));
    let client: general::Client = merchant.client().unwrap();
    let shown = format!("{merchant:?} {client:?}");
    assert!(shown.contains("https://api.iotpaycloud.com/v1/") && !shown.contains("canary"), "{shown}");
}

#[test]
fn everything_that_is_missing_is_reported() {
    let nothing: [(&str, &str); 0] = [];
    let missing = ["IOTPAY_MCH_ID is missing", "IOTPAY_KEY or IOTPAY_KEY_FILE is missing"];
    let mut reported = problems(Merchant::builder().variables(nothing));
    reported.sort();
    assert_eq!(reported, [missing[1], missing[0]]);
    // An empty variable counts as missing.
    let empty = REQUIRED.map(|(name, _)| (name, ""));
    assert_eq!(problems(Merchant::builder().variables(empty)).len(), 2);
}

#[test]
fn everything_that_is_wrong_is_reported() {
    let builder = Merchant::builder().variables([
        ("IOTPAY_LOGIN_NAME", "jack 123"),
        ("IOTPAY_KEY", "canary-key\n"),
        ("IOTPAY_GENERAL_URL", "http://api.example/v1/"),
        ("IOTPAY_CARD_URL", "v3"),
        ("IOTPAY_CONNECT_TIMEOUT", "0"),
        ("IOTPAY_GENERAL_ATTEMPT_TIMEOUT", "5s"),
        ("IOTPAY_PROXY", "http://user:canary@["),
        ("IOTPAY_ROOT_CERTIFICATES_FILE", "/nowhere/roots.pem"),
        ("IOTPAY_GENERL_URL", "https://canary.example/"),
        ("IOTPAY_MERCHANT_KEY", "canary"),
        ("IOTPAY_XYZ", "canary"),
        ("SOMETHING_ELSE", "canary"),
        ("IOTPAY_SANDBOX_PORT", "4010"),
        ("IOTPAY_GEN", "/bin/iotpay-gen"),
    ]);
    let reported = problems(builder);
    let expected = [
        "IOTPAY_MCH_ID is missing",
        "IOTPAY_CONNECT_TIMEOUT is not a number of seconds greater than 0, such as 2.5",
        "IOTPAY_GENERAL_ATTEMPT_TIMEOUT is not a number of seconds greater than 0, such as 2.5",
        "IOTPAY_GENERL_URL is unknown; did you mean IOTPAY_GENERAL_URL?",
        "IOTPAY_LOGIN_NAME contains whitespace (U+0020)",
        "IOTPAY_KEY ends with a line ending (U+000A)",
        "IOTPAY_CARD_URL is invalid: invalid base URL",
        "IOTPAY_GENERAL_URL is invalid: insecure base URL",
        "the file of IOTPAY_ROOT_CERTIFICATES_FILE cannot be read: entity not found",
        "IOTPAY_PROXY is invalid: invalid proxy",
    ];
    assert_eq!(reported.len(), expected.len(), "{reported:#?}");
    for (reported, expected) in reported.iter().zip(expected) {
        assert!(reported.starts_with(expected), "{reported}\n{expected}");
    }
}

#[test]
fn typos_have_the_nearest_name() {
    for (typo, nearest) in [
        ("IOTPAY_MCHID", "IOTPAY_MCH_ID"),
        ("IOTPAY_LOGINNAME", "IOTPAY_LOGIN_NAME"),
        ("IOTPAY_KEYFILE", "IOTPAY_KEY_FILE"),
        ("IOTPAY_PREVIOUS_KEYS", "IOTPAY_PREVIOUS_KEY"),
        ("IOTPAY_OPERATION_TIMEOUTS", "IOTPAY_OPERATION_TIMEOUT"),
        ("IOTPAY_CARD_OPERATION_TIME", "IOTPAY_CARD_OPERATION_TIMEOUT"),
    ] {
        let expected = [ConfigProblem::Unknown { variable: typo.to_owned(), nearest: nearest.to_owned() }];
        assert_eq!(error(with(&[(typo, "canary")])).problems(), expected);
    }
}

/// Kubernetes adds such variables for services whose names begin with `iotpay`.
#[test]
fn variables_that_are_nobodys_typo_are_listed() {
    let others = [
        "IOTPAY_GENERAL_PORT",
        "IOTPAY_KEY_2025",
        "IOTPAY_PORT",
        "IOTPAY_PORT_80_TCP",
        "IOTPAY_PROXY_PORT_3128_TCP_ADDR",
        "IOTPAY_PROXY_SERVICE_HOST",
        "IOTPAY_SERVICE_PORT_HTTP",
    ];
    let merchant = with(&others.map(|name| (name, "canary"))).build().unwrap();
    assert_eq!(merchant.ignored(), others);
    assert!(with(&[("IOTPAY_SANDBOX_PORT", "1")]).build().unwrap().ignored().is_empty());
}

#[test]
fn the_previous_key_is_set_by_variables() {
    let merchant = with(&[("IOTPAY_PREVIOUS_KEY", "canary-2025")]).build().unwrap();
    let [key] = merchant.credentials().verification_keys() else { panic!() };
    let day = |days: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400);
    assert!(key.name() == "previous" && key.is_valid_at(day(40_000)));
    let until = ("IOTPAY_PREVIOUS_KEY_VALID_UNTIL", "1970-01-11");
    let merchant = with(&[("IOTPAY_PREVIOUS_KEY", "canary-2025"), until]).build().unwrap();
    let [key] = merchant.credentials().verification_keys() else { panic!() };
    assert!(key.is_valid_at(day(9)) && !key.is_valid_at(day(10)));

    let missing = "IOTPAY_PREVIOUS_KEY or IOTPAY_PREVIOUS_KEY_FILE is missing";
    assert_eq!(problems(with(&[until])), [missing]);
    let wrong = [
        ("IOTPAY_PREVIOUS_KEY", "canary "),
        ("IOTPAY_PREVIOUS_KEY_VALID_UNTIL", "next week"),
        ("IOTPAY_PREVIOUS_KEY_FILE", "/nowhere"),
    ];
    let reported = problems(with(&wrong[..2]));
    assert!(reported[0].starts_with("IOTPAY_PREVIOUS_KEY_VALID_UNTIL is not a day or a time"), "{reported:?}");
    assert!(reported[1].starts_with("IOTPAY_PREVIOUS_KEY ends with whitespace"), "{reported:?}");
    let both = "IOTPAY_PREVIOUS_KEY and IOTPAY_PREVIOUS_KEY_FILE are both set; set one of them";
    assert!(problems(with(&[wrong[0], wrong[2]])).contains(&both.to_owned()));
}

#[test]
fn a_later_setting_replaces_an_earlier_one_and_its_problems() {
    let file = [("IOTPAY_KEY_FILE", "/nowhere/key")];
    let key = [("IOTPAY_KEY", CANARY)];
    let empty = || Merchant::builder().mch_id(MCH_ID);
    assert!(empty().key_file("/nowhere/key").variables(key).build().is_ok());
    assert!(empty().variables(file).variables(key).build().is_ok());
    let unreadable = "the file of IOTPAY_KEY_FILE cannot be read: entity not found";
    assert_eq!(problems(empty().merchant_key(CANARY).variables(file)), [unreadable]);

    let long = Duration::from_secs(9);
    let invalid = [("IOTPAY_CONNECT_TIMEOUT", "soon"), ("IOTPAY_CARD_ATTEMPT_TIMEOUT", "0")];
    assert_eq!(problems(with(&invalid)).len(), 2);
    let one = with(&invalid).timeouts(Timeouts::new().connect(long));
    assert!(problems(one.clone())[0].starts_with("IOTPAY_CARD_ATTEMPT_TIMEOUT is not"));
    assert!(one.clone().family_timeouts::<card::Card>(Timeouts::new().operation(long)).build().is_err());
    assert!(one.family_timeouts::<card::Card>(Timeouts::new().attempt(long)).build().is_ok());
    assert!(with(&invalid[..1]).variables([("IOTPAY_CONNECT_TIMEOUT", "9")]).build().is_ok());
}

/// A family whose feature is disabled is still known: the sandbox prints its URL.
#[test]
fn the_urls_of_all_families_are_known() {
    for family in family_names() {
        let name = format!("IOTPAY_{}_URL", family.to_uppercase());
        assert!(with(&[(&name, "http://127.0.0.1:1/")]).build().is_ok(), "{name}");
        assert!(with(&[(&name, "nonsense")]).build().is_err(), "{name}");
    }
}

#[test]
fn the_key_is_read_from_a_file() {
    let directory = std::env::temp_dir().join(format!("iotpay-key-file-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = directory.join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let of_file = |path: &str| Merchant::builder().variables([("IOTPAY_MCH_ID", MCH_ID), ("IOTPAY_KEY_FILE", path)]);
    let of_text = Merchant::builder().mch_id(MCH_ID).merchant_key(CANARY).build().unwrap();
    for (name, content) in
        [("bare", CANARY.to_owned()), ("unix", format!("{CANARY}\n")), ("dos", format!("{CANARY}\r\n"))]
    {
        let merchant = of_file(&file(name, content.as_bytes())).build().unwrap();
        assert_eq!(merchant.credentials(), of_text.credentials(), "{name}");
    }
    for (name, content, problem) in [
        ("two lines", b"canary\n\n".as_slice(), "IOTPAY_KEY_FILE ends with a line ending (U+000A)"),
        ("empty", b"", "IOTPAY_KEY_FILE is empty"),
        ("latin", b"canary\xff", "the file of IOTPAY_KEY_FILE cannot be read: invalid data"),
        ("large", &[b'k'; 5000], "the file of IOTPAY_KEY_FILE cannot be read: file too large"),
    ] {
        let reported = problems(of_file(&file(name, content)));
        assert!(reported.len() == 1 && reported[0].starts_with(problem), "{reported:?}\n{problem}");
    }
    assert_eq!(problems(of_file("/nowhere/key")), ["the file of IOTPAY_KEY_FILE cannot be read: entity not found"]);
    let both = [("IOTPAY_MCH_ID", MCH_ID), ("IOTPAY_KEY", CANARY), ("IOTPAY_KEY_FILE", "/nowhere/key")];
    let both = problems(Merchant::builder().variables(both));
    assert!(both.contains(&"IOTPAY_KEY and IOTPAY_KEY_FILE are both set; set one of them".to_owned()), "{both:?}");
    // In code, the later one replaces the earlier one.
    assert!(of_file("/nowhere/key").merchant_key(CANARY).build().is_ok());
    std::fs::remove_dir_all(directory).unwrap();
}

#[tokio::test]
async fn timeouts_apply_to_all_families_or_one() {
    let body = r#"{"retCode":"FAIL","retMsg":"no"}"#;
    let text = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let server = Server::always(Reply::Late(Duration::from_millis(500), text.into_bytes())).await;
    let (url, short, long) = (server.url(), "0.1", "30");
    let by_variables = with(&[
        ("IOTPAY_GENERAL_URL", &url),
        ("IOTPAY_CARD_URL", &url),
        ("IOTPAY_OPERATION_TIMEOUT", short),
        ("IOTPAY_CARD_OPERATION_TIMEOUT", long),
    ]);
    let timeouts = |seconds| Timeouts::new().operation(Duration::from_secs_f64(seconds));
    let in_code = Merchant::builder()
        .mch_id(MCH_ID)
        .login_name(LOGIN_NAME)
        .merchant_key(CANARY)
        .base_url::<general::General>(&url)
        .base_url::<card::Card>(&url)
        .timeouts(timeouts(0.1))
        .family_timeouts::<card::Card>(timeouts(30.0));
    for builder in [by_variables, in_code] {
        let merchant = builder.build().unwrap();
        let (wallets, cards): (general::Client, card::Client) =
            (merchant.client().unwrap(), merchant.client().unwrap());
        let began = Instant::now();
        let error = wallets.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
        assert!(matches!(error, Error::OutcomeUnknown(_)) && began.elapsed() < Duration::from_millis(500), "{error:?}");
        let error = cards.send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await.unwrap_err();
        assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    }
}

#[tokio::test]
async fn all_families_use_the_same_journal() {
    let (server, journal) = (Server::always(Reply::status(503, "")).await, Arc::new(MemoryJournal::new()));
    let builder = with(&[("IOTPAY_GENERAL_URL", &server.url()), ("IOTPAY_CARD_URL", &server.url())]);
    let merchant = builder.journal(journal.clone()).build().unwrap();
    let (wallets, cards): (general::Client, card::Client) = (merchant.client().unwrap(), merchant.client().unwrap());
    wallets.send(&orders::wx_native("m1", orders::NOTIFY_URL)).await.unwrap_err();
    cards.send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await.unwrap_err();
    let families: Vec<_> = journal.entries().into_iter().map(|entry| entry.intent.key.family).collect();
    assert_eq!(families, ["card", "general"]);
}

#[tokio::test]
async fn all_families_use_the_same_connections() {
    let rejection = br#"{"retCode":"FAIL","retMsg":"no"}"#;
    let keep = Reply::Keep(rejection.to_vec(), Box::new(Reply::json(rejection)));
    let server = Server::always(keep).await;
    let url = server.url();
    let merchant = with(&[("IOTPAY_GENERAL_URL", &url), ("IOTPAY_CARD_URL", &url)]).build().unwrap();
    let wallets: general::Client = merchant.client().unwrap();
    let cards: card::Client = merchant.client().unwrap();
    wallets.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    cards.send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await.unwrap_err();
    assert_eq!((server.connections(), server.requests().len()), (1, 2));
}

#[test]
fn shared_connections_have_their_own_settings() {
    let connections = Connections::new().unwrap();
    assert!(with(&[]).connections(connections.clone()).build().is_ok());
    assert_eq!(
        problems(with(&[("IOTPAY_PROXY", "http://127.0.0.1:1")]).connections(connections)),
        ["IOTPAY_PROXY and the shared connections are both set; set one of them"]
    );
}

/// The name of the variable that makes this test the child of itself.
const CHILD: &str = "MERCHANT_TEST_CHILD";

/// Reads the variables of a real process, which another thread of this one could not set safely.
#[test]
fn from_env_reads_the_environment_of_the_process() {
    if std::env::var_os(CHILD).is_some() {
        match Merchant::from_env() {
            Ok(merchant) => {
                let client: general::Client = merchant.client().unwrap();
                println!("merchant {} {:?} {client:?}", merchant.mch_id(), merchant.ignored());
            }
            Err(error) => println!("error {error}"),
        }
        return;
    }
    let run = |variables: &[(&str, &OsStr)]| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "merchant::from_env_reads_the_environment_of_the_process", "--nocapture"]);
        child.env_clear().env(CHILD, "1").envs(variables.iter().copied());
        let output = child.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && !said.contains("canary"), "{said}");
        let is_ours = |line: &&str| line.contains("merchant 1") || line.contains("error ");
        said.lines().find(is_ours).unwrap_or_else(|| panic!("{said}")).to_owned()
    };
    let mut variables: Vec<_> = REQUIRED.iter().map(|(name, value)| (*name, OsStr::new(value))).collect();
    for (name, value) in [
        ("IOTPAY_GENERAL_URL", "http://127.0.0.1:4010/v1/"),
        ("IOTPAY_GENERAL_OPERATION_TIMEOUT", "2.5"),
        ("IOTPAY_XYZ", "canary"),
        ("OTHER", "canary"),
    ] {
        variables.push((name, OsStr::new(value)));
    }
    let said = run(&variables);
    for part in [&format!("merchant {MCH_ID} [\"IOTPAY_XYZ\"]"), "http://127.0.0.1:4010/v1/", "operation: 2.5s"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let said = run(&[("IOTPAY_LOGIN_NAME", OsStr::new(LOGIN_NAME))]);
    assert!(said.ends_with("IOTPAY_KEY or IOTPAY_KEY_FILE is missing; IOTPAY_MCH_ID is missing"), "{said}");
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        variables[2].1 = OsStr::from_bytes(b"canary\xff");
        let said = run(&variables);
        assert!(said.contains("IOTPAY_KEY"), "{said}");
    }
}
