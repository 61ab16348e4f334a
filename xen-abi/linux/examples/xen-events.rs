//! Plays ping-pong with events between two domains.
//!
//! `xen-events offer DOMAIN` prints a port, and waits for the domain to bind to it.
//! `xen-events connect DOMAIN PORT`, in the other domain, plays a thousand rounds.

use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use xen_abi::event_channel::Port;
use xen_abi::xen::DomId;
use xen_abi_linux::{EventChannel, EventChannels};

const ROUNDS: u32 = 1000;
/// A partner that is silent for so long is gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for an event on the channel.
fn receive(events: &EventChannels, channel: &EventChannel) -> Result<(), Box<dyn Error>> {
    let mut ports = [Port(0)];
    while events.read_pending(&mut ports)? == 0 {
        if !events.wait(Some(PATIENCE))? {
            return Err("the other domain does not answer".into());
        }
    }
    Ok(channel.unmask()?)
}

fn offer(events: &EventChannels, domain: DomId) -> Result<(), Box<dyn Error>> {
    let channel = events.bind_unbound(domain)?;
    println!(
        "in domain {}: xen-events connect THIS-DOMAIN {}",
        domain.0,
        channel.port().0
    );
    for _ in 0..ROUNDS {
        receive(events, &channel)?;
        channel.notify()?;
    }
    println!("{ROUNDS} events answered");
    Ok(())
}

fn connect(events: &EventChannels, domain: DomId, port: Port) -> Result<(), Box<dyn Error>> {
    let channel = events.bind_interdomain(domain, port)?;
    // A new channel is pending once.
    receive(events, &channel)?;
    let began = Instant::now();
    for _ in 0..ROUNDS {
        channel.notify()?;
        receive(events, &channel)?;
    }
    let took = began.elapsed();
    println!("{ROUNDS} round trips, {:?} each", took / ROUNDS);
    Ok(())
}

fn run(words: &[String]) -> Result<(), Box<dyn Error>> {
    let events = || EventChannels::open();
    match words {
        [word, domain] if word == "offer" => offer(&events()?, DomId(domain.parse()?)),
        [word, domain, port] if word == "connect" => {
            connect(&events()?, DomId(domain.parse()?), Port(port.parse()?))
        }
        _ => Err("usage: xen-events offer DOMAIN | xen-events connect DOMAIN PORT".into()),
    }
}

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xen-events: {error}");
            ExitCode::FAILURE
        }
    }
}
