//! Code that uses a deprecated item warns, and other code does not: `expect` fails if there is no warning, and the rest
//! of the file denies them.
#![deny(deprecated, unfulfilled_lint_expectations)]

use iotpay_client::{PaymentOutcome, request};
use private_endpoints::general::{
    JumpWxApp, LapNotification, LapStatus, Pause, PauseExtra, PauseExtraMembers, RunLap, RunLapBy, RunLapRequired,
    RunLapResponse, Sit, SitExtraMembers, SitRequired, SkipLap, SkipLapRequired, Speed,
};

fn run_lap() -> RunLap {
    RunLap::new(RunLapRequired { lap_no: "1", by: RunLapBy::runner("r1").unwrap() }).unwrap()
}

#[test]
fn code_without_deprecated_items_does_not_warn() {
    let lap = request!(RunLap { lap_no: "1", tag: "t", speed: Fast, runner: "r1" }).unwrap();
    assert_eq!(lap, run_lap().with_tag("t").and_then(|lap| lap.with_speed(Speed::Fast)).unwrap());
    assert_eq!(lap, request!(RunLap { lap_no: "1", tag: "t", speed: "FAST", runner: "r1" }).unwrap());
    let status = LapStatus::Finished;
    assert_eq!((status.outcome(), status.as_str()), (PaymentOutcome::Success, "2"));
    assert!(request!(JumpWxApp { lap_no: "1" }).is_ok());
    let (place, of_variable) = ("gate", request!(Pause { extra: Extra { place: "gate" } }).unwrap());
    assert_eq!(of_variable, request!(Pause { extra: Extra { place } }).unwrap());
    assert_eq!(of_variable, request!(Pause { extra: PauseExtra { place: place.to_owned() } }).unwrap());
    let _ = |response: &RunLapResponse| response.detail.as_ref().map(|detail| detail.lane);
    let _ = |lap: &LapNotification| lap.lap_no.clone();
}

#[test]
fn deprecated_fields_warn() {
    #[expect(deprecated)]
    let optional = request!(RunLap { lap_no: "1", runner: "r1", pace: "fast" }).unwrap();
    #[expect(deprecated)]
    let set = run_lap().with_pace("fast").unwrap();
    assert_eq!(optional, set);
    #[expect(deprecated)]
    let read = set.pace.is_some();
    assert!(read);
    #[expect(deprecated)]
    let without_rules = run_lap().with_rank(1);
    #[expect(deprecated)]
    let absent = request!(RunLap { lap_no: "1", runner: "r1", rank: None }).unwrap();
    assert!(without_rules != absent && absent == run_lap());

    #[expect(deprecated)]
    let required = request!(SkipLap { lap_no: "1", lane: 4 }).unwrap();
    #[expect(deprecated)]
    let literal = SkipLapRequired { lap_no: "1", lane: 4 };
    assert_eq!(required, SkipLap::new(literal).unwrap());
}

#[test]
fn deprecated_members_warn() {
    let extra = || PauseExtra::new(PauseExtraMembers { place: "gate" }).unwrap();
    #[expect(deprecated)]
    let literal = request!(Pause { extra: Extra { place: "gate", bench: "b1" } }).unwrap();
    #[expect(deprecated)]
    let set = extra().with_bench("b1").unwrap();
    assert_eq!(literal.extra, set);
    let place = String::from("gate");
    #[expect(deprecated)]
    let variable = request!(Pause { extra: Extra { place, bench: "b1" } }).unwrap();
    assert_eq!(literal, variable);
    #[expect(deprecated)]
    let integer = request!(Pause { extra: Extra { place: "gate", minutes: 5 } }).unwrap();
    #[expect(deprecated)]
    let absent = request!(Pause { extra: Extra { place: "gate", minutes: None } }).unwrap();
    assert!(integer != absent && absent == request!(Pause { extra: Extra { place: "gate" } }).unwrap());

    #[expect(deprecated)]
    let required = request!(Sit { extra: Extra { bench: "b1" } }).unwrap();
    #[expect(deprecated)]
    let members = SitExtraMembers { bench: "b1" };
    assert_eq!(required, Sit::new(SitRequired { extra: members }).unwrap());
}

#[test]
fn deprecated_choices_warn() {
    #[expect(deprecated)]
    let chosen = request!(RunLap { lap_no: "1", team: "t1" }).unwrap();
    #[expect(deprecated)]
    let constructed = RunLapBy::team("t1").unwrap();
    assert_eq!(chosen.by, constructed);
    #[expect(deprecated)]
    let is_team = matches!(constructed, RunLapBy::Team(_));
    assert!(is_team);
}

#[test]
fn deprecated_values_warn() {
    #[expect(deprecated)]
    let name = request!(RunLap { lap_no: "1", runner: "r1", speed: Slow }).unwrap();
    #[expect(deprecated)]
    let text = request!(RunLap { lap_no: "1", runner: "r1", speed: "SLOW" }).unwrap();
    #[expect(deprecated)]
    let value = Speed::Slow;
    assert_eq!((name, "SLOW"), (text, value.as_str()));
    #[expect(deprecated)]
    let won = LapStatus::Won;
    assert_eq!(won.outcome(), PaymentOutcome::Success);
}

#[test]
fn deprecated_received_fields_warn() {
    #[expect(deprecated)]
    let _ = |response: &RunLapResponse| response.place;
    #[expect(deprecated)]
    let _ = |response: &RunLapResponse| response.detail.as_ref().map(|detail| detail.seconds);
    #[expect(deprecated)]
    let _ = |lap: &LapNotification| lap.lap_status.clone();
}

#[test]
fn deprecated_channels_and_endpoints_warn() {
    #[expect(deprecated)]
    let channel = request!(private_endpoints::general::JumpUpiApp { lap_no: "1" });
    #[expect(deprecated)]
    let endpoint = request!(private_endpoints::general::WalkLap { lap_no: "1" });
    assert!(channel.is_ok() && endpoint.is_ok());
}
