//! The variables that the program prints configure the client.

use std::process::Command;

use iotpay_client::merchant::Merchant;
use iotpay_client::{card, general, request};

use crate::program::{MERCHANT, Program, command};
use crate::shop::MCH_ID;

/// Starts the program, and returns it with the output of `--print-env` for the same settings.
fn start() -> (Program, Vec<(String, String)>) {
    let port = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port().to_string();
    let arguments = ["--port", &port, "--merchant", MERCHANT];
    let program = Program::start(&arguments);
    let printed = command().args(arguments).arg("--print-env").output().unwrap();
    assert!(printed.status.success(), "{printed:?}");
    let text = String::from_utf8(printed.stdout).unwrap();
    let variables = text.lines().map(|line| line.split_once('=').unwrap());
    (program, variables.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

async fn place_orders(merchant: &Merchant) {
    let (wallets, cards): (general::Client, card::Client) = (merchant.client().unwrap(), merchant.client().unwrap());
    let order = request!(general::WxNative {
        mch_order_no: "from-env-1",
        subject: "Green tea",
        body: "First flush, 250 g",
        amount: 2865,
        currency: Cad,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        extra: Extra { product_id: "tea-250" },
    });
    assert!(!wallets.send(&order.unwrap()).await.unwrap().code_url.is_empty());
    let purchase = request!(card::CcPurchase {
        mch_order_no: "from-env-2",
        amount: 2865,
        currency: Cad,
        channel: PfCc,
        notify_url: "https://shop.example/iotpay",
        return_url: "https://shop.example/thanks",
    });
    cards.send(&purchase.unwrap()).await.unwrap();
}

#[tokio::test]
async fn the_printed_variables_configure_a_merchant() {
    let (program, variables) = start();
    for (name, value) in &variables {
        assert_eq!(program.variable(name), value, "the banner has the same variables");
    }
    let merchant = Merchant::builder().variables(variables).build().unwrap();
    assert_eq!(merchant.mch_id(), MCH_ID);
    place_orders(&merchant).await;
    let log = program.stop("-TERM");
    assert_eq!(log.matches(": accepted\n").count(), 2, "{log}");
}

/// Runs the test below in a process with the variables in its environment.
#[test]
fn the_printed_variables_are_read_from_the_environment() {
    let (program, variables) = start();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "environment::places_orders"]).envs(variables);
    let output = child.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let log = program.stop("-TERM");
    assert_eq!(log.matches(": accepted\n").count(), 2, "{log}");
}

/// Does nothing, unless the test above runs it.
#[tokio::test]
async fn places_orders() {
    if std::env::var_os("IOTPAY_GENERAL_URL").is_some() {
        place_orders(&Merchant::from_env().unwrap()).await;
    }
}
