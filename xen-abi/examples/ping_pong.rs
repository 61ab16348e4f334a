//! Two domains raise an event channel in turns.
//!
//! `play` runs on Xen as it stands, in two kernels that have told each other the port; here two
//! threads run it on the software Xen: `cargo run -p xen-abi --features mock --example ping_pong`.

use std::thread;
use xen_abi::events::{Channel, TwoLevel};
use xen_abi::mock::Machine;
use xen_abi::xen::DomId;
use xen_abi::{Errno, Hypercall};

/// Answers each event of the channel with one, `rounds` times.
///
/// The end that has bound to the other's port begins: Xen raises its port by itself.
fn play<X: Hypercall>(channel: &Channel<X>, bits: TwoLevel<'_>, rounds: u32) -> Result<(), Errno> {
    // Nobody shall be interrupted: the port is waited for.
    bits.mask(channel.port());
    for _ in 0..rounds {
        // The event is taken before it is answered, so that the next one is not lost.
        while !bits.clear(channel.port()) {
            channel.wait(None)?;
        }
        channel.send()?;
    }
    Ok(())
}

pub(crate) fn main() -> Result<(), Errno> {
    const ROUNDS: u32 = 100;
    let machine = Machine::new();
    let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
    let offered = Channel::offer(&one, two.id())?;
    // On Xen, xenstore tells the other domain the number.
    let connected = Channel::connect(&two, one.id(), offered.port())?;
    let (first, second) = thread::scope(|scope| {
        let first = scope.spawn(|| play(&offered, one.two_level(), ROUNDS));
        let second = scope.spawn(|| play(&connected, two.two_level(), ROUNDS));
        (
            first.join().expect("no panic"),
            second.join().expect("no panic"),
        )
    });
    first.and(second)?;
    println!("{ROUNDS} times ping, {ROUNDS} times pong");
    Ok(())
}
