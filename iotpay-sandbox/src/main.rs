//! The sandbox as a program.

#![forbid(unsafe_code)]

mod program {
    pub mod banner;
    pub mod health;
    pub mod log;
    pub mod options;
}

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use iotpay_sandbox::{Gateway, NotSaved};

use tokio::sync::broadcast::error::RecvError;

use program::options::{Mode, Options, Settings};
use program::{banner, health, log};

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let (mode, settings) = match options.settings() {
        Ok(settings) => settings,
        Err(error) => return fail(&error),
    };
    match mode {
        Mode::Serve => {}
        Mode::PrintEnvironment => return print_env(&settings),
        Mode::CheckHealth => return check_health(&settings),
    }
    let builder = match (settings.builder(), settings.snapshot()) {
        (Ok(builder), Ok(None)) => builder,
        (Ok(builder), Ok(Some(snapshot))) => builder.snapshot(snapshot),
        (Err(error), _) | (_, Err(error)) => return fail(&error),
    };
    let gateway = builder.start().await;
    let gateway = match gateway {
        Ok(gateway) => gateway,
        Err(error) => return fail(&error),
    };
    if let Some(speed) = settings.speed {
        gateway.set_speed(speed);
    }
    let stopped = match stop_signal() {
        Ok(stopped) => stopped,
        Err(error) => return fail(&error),
    };
    match run(gateway, &settings, stopped).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

async fn run(gateway: Gateway, settings: &Settings, stopped: impl Future<Output = ()>) -> Result<(), NotSaved> {
    let mut events = gateway.subscribe();
    print!("{}", banner::ready(&gateway, settings));
    tokio::pin!(stopped);
    let mut is_saved = true;
    loop {
        tokio::select! {
            () = &mut stopped => break,
            reason = gateway.not_saved(), if is_saved => {
                is_saved = false;
                let text = "error: the data file cannot be written, so every request fails until a restart";
                let _ = writeln!(std::io::stderr(), "{text}: {reason}");
            }
            event = events.recv() => match event {
                // A closed pipe must not end the program.
                Ok(event) if !settings.is_quiet() => drop(writeln!(std::io::stderr(), "{}", log::line(&event))),
                Err(RecvError::Lagged(skipped)) => drop(writeln!(std::io::stderr(), "{skipped} events are not logged")),
                _ => {}
            },
        }
    }
    let _ = writeln!(std::io::stderr(), "stopping");
    gateway.shut_down().await
}

fn print_env(settings: &Settings) -> ExitCode {
    match banner::environment(settings) {
        Ok(lines) => {
            print!("{lines}");
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error),
    }
}

fn check_health(settings: &Settings) -> ExitCode {
    match health::check(settings.local_address()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

/// Prints an error with its causes.
fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  caused by: {error}");
        cause = error.source();
    }
    ExitCode::from(2)
}

/// Waits for Ctrl+C or SIGTERM. The signals are handled from this call on, not only when the future is polled.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Waits for Ctrl+C.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler, the signal ends the program.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
