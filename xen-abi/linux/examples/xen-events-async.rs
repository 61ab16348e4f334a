//! Waits for events in tokio: `xen-events-async DOMAIN` answers the events of a domain.
//!
//! `xen-events connect` is the other end.

use std::error::Error;
use std::os::fd::{AsFd as _, BorrowedFd};

use tokio::io::unix::AsyncFd;
use xen_abi::event_channel::Port;
use xen_abi::xen::DomId;
use xen_abi_linux::{EventChannel, EventChannels};

/// Waits for an event on the channel.
async fn receive(
    ready: &AsyncFd<BorrowedFd<'_>>,
    events: &EventChannels,
    channel: &EventChannel,
) -> Result<(), Box<dyn Error>> {
    let mut ports = [Port(0)];
    loop {
        let mut guard = ready.readable().await?;
        if events.read_pending(&mut ports)? != 0 {
            return Ok(channel.unmask()?);
        }
        guard.clear_ready();
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let domain = std::env::args()
        .nth(1)
        .ok_or("usage: xen-events-async DOMAIN")?;
    let events = EventChannels::open()?;
    let channel = events.bind_unbound(DomId(domain.parse()?))?;
    println!("port {}", channel.port().0);
    // SAFETY: `events` keeps the file open for longer.
    let ready = unsafe { AsyncFd::register(events.as_fd()) };
    let ready = ready.map_err(|error| error.to_string())?;
    loop {
        receive(&ready, &events, &channel).await?;
        channel.notify()?;
    }
}
