//! Two domains talk over Argo, each line a message.
//!
//! `talk` runs on Xen as it stands, given pages, the shared page's bits and the peer's number; here
//! two threads run it on the software Xen: `cargo run -p xen-abi --features mock --example
//! argo_chat`.

use std::error::Error;
use std::thread;
use xen_abi::Hypercall;
use xen_abi::argo::Port;
use xen_abi::argo_endpoint::{Partner, Receiver, SendError, Sender};
use xen_abi::events::{Channel, TwoLevel};
use xen_abi::mock::Machine;
use xen_abi::pages::GuestPages;
use xen_abi::xen::{DomId, Virq};

/// Where both sides have their ring.
const CHAT: Port = Port(0x1234);

/// The type of a message that is a line of text.
const LINE: u32 = 1;

/// Sends lines in turn with the peer, and passes the peer's lines to `hear`.
fn talk<X: Hypercall, P: GuestPages + 'static>(
    xen: &X,
    bits: TwoLevel<'_>,
    pages: P,
    peer: DomId,
    lines: &[&str],
    begins: bool,
    mut hear: impl FnMut(&str),
) -> Result<(), Box<dyn Error>> {
    // First the interrupt, then the ring: a message that comes before the port exists is announced
    // to nobody.
    let news = Channel::virq(xen, Virq::ARGO, 0)?;
    bits.mask(news.port());
    let mut inbox = Receiver::register(xen, pages, CHAT, Partner::Domain(peer))?;
    let sender = Sender::new(xen, CHAT, peer, CHAT)?;

    let say = |line: &str| loop {
        match sender.send(LINE, &[line.as_bytes()]) {
            // Nobody announces that the peer has come: try until it has. On Xen, xenstore would
            // tell.
            Err(SendError::NoRing) => thread::yield_now(),
            // The interrupt is for room as well as for messages.
            Err(SendError::Full) => {
                news.wait(None)?;
                bits.clear(news.port());
            }
            outcome => return Ok::<_, Box<dyn Error>>(outcome?),
        }
    };
    let mut buffer = [0; 256];
    let mut listen = || loop {
        // Taken before the ring is looked at: what comes later raises it again.
        bits.clear(news.port());
        if let Some(message) = inbox.receive(&mut buffer)? {
            // Xen vouches for the sender, not for what it says.
            if message.message_type == LINE {
                hear(std::str::from_utf8(&buffer[..message.len]).unwrap_or("(not text)"));
                return Ok::<_, Box<dyn Error>>(());
            }
        } else {
            news.wait(None)?;
        }
    };
    for line in lines {
        if !begins {
            listen()?;
        }
        say(line)?;
        if begins {
            listen()?;
        }
    }
    Ok(())
}

pub(crate) fn main() {
    let machine = Machine::new();
    let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
    thread::scope(|scope| {
        scope.spawn(|| {
            let lines = [
                "Anybody there?",
                "How is your memory?",
                "So is mine. Good night!",
            ];
            let hear = |line: &str| println!("    two: {line}");
            talk(
                &one,
                one.two_level(),
                one.pages(1),
                two.id(),
                &lines,
                true,
                hear,
            )
            .expect("a talk");
        });
        scope.spawn(|| {
            let lines = ["Next door, yes.", "All my own.", "Good night."];
            let hear = |line: &str| println!("one: {line}");
            talk(
                &two,
                two.two_level(),
                two.pages(1),
                one.id(),
                &lines,
                false,
                hear,
            )
            .expect("a talk");
        });
    });
}
