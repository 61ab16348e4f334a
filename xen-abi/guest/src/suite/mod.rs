//! The tests, with a file for each area.

mod argo;
mod arm;
mod calls;
mod clocks;
mod delivery;
mod differences;
mod fifo;
mod granting;
mod grants;
mod kind;
mod memory;
mod peer;
mod ports;
mod processors;
mod registers;
mod scheduling;
mod toolstack;
mod version;
mod x86;

pub use kind::Kind;

use xen_abi::Hypercall;

use crate::command_line::CommandLine;
use crate::machine::{KindOf, Machine};
use crate::sequences;
use crate::transcript::{Transcript, Verdict};

/// Runs what the command line requests. Prints a line for each test and one with the counts, and
/// returns the counts.
pub fn run<M: Machine<Xen: Hypercall<Guest: Kind>>>(
    machine: &M,
    command_line: &CommandLine,
) -> Verdict {
    let mut transcript = Transcript::new(machine);
    transcript.line(format_args!("xen-guest: {}", machine.boot()));
    if let Some(peer) = command_line.peer {
        // First, since the domains agree on ports that other tests open too, and on the 2-level
        // ABI.
        if command_line.suite {
            peer::run(&mut transcript, peer, command_line.wired);
        }
    }
    if command_line.suite {
        version::run(&mut transcript);
        calls::run(&mut transcript);
        scheduling::run(&mut transcript);
        registers::run(&mut transcript);
        ports::run(&mut transcript);
        delivery::run(&mut transcript);
        delivery::run_resets(&mut transcript);
        fifo::run(&mut transcript);
        argo::run(&mut transcript, command_line.require_argo);
        memory::run(&mut transcript);
        grants::run(&mut transcript);
        processors::run(&mut transcript);
        clocks::run(&mut transcript, command_line.peer.is_some());
        toolstack::run(&mut transcript);
        KindOf::<M>::tests(&mut transcript);
    }
    match command_line.peer {
        Some(peer) if command_line.sequences => {
            peer::sequences(&mut transcript, peer, command_line);
        }
        None if command_line.sequences => {
            sequences::run(&mut transcript, command_line);
            toolstack::run_sequences(&mut transcript, command_line);
        }
        _ => {}
    }
    if command_line.domains {
        toolstack::list(&mut transcript);
    }
    if command_line.suite && command_line.peer.is_none() {
        processors::run_last(&mut transcript);
    }
    transcript.line(format_args!("{}", transcript.verdict));
    if let Some(Err(stop)) = command_line.peer.map(|peer| peer::farewell(machine, peer)) {
        transcript.line(format_args!("the other domain is not done: {stop}"));
    }
    transcript.verdict
}
