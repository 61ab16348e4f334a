//! Random sequences of operations on grants, in both domains in step.

use xen_abi::xen::DomId;

use super::pair::{DATA, Other, Pair, STEP_LIMIT, STEPS};
use crate::checks::pages;
use crate::command_line::CommandLine;
use crate::machine::Machine;
use crate::sequences;
use crate::sequences::{Generator, GrantSequence, Ledger, OWN, PAGES, PLACES, SharedMemory, TURNS};
use crate::suite::grants::setup_table;
use crate::transcript::{Outcome, Stop, Transcript};

/// Runs the sequences with the domain `peer`, which runs them too.
pub(in crate::suite) fn run<M: Machine>(
    transcript: &mut Transcript<'_, M>,
    peer: DomId,
    command_line: &CommandLine,
) {
    let outcome = in_step(transcript, peer, command_line);
    transcript.record("sequences::grants", outcome);
}

fn in_step<M: Machine>(
    transcript: &Transcript<'_, M>,
    peer: DomId,
    command_line: &CommandLine,
) -> Outcome {
    let machine = transcript.machine;
    let other = Other {
        machine,
        peer,
        limit: STEP_LIMIT,
        offers: machine.id() < peer,
    };
    let (data, steps) = (other.meet(DATA)?, other.meet(STEPS)?);
    let pair = Pair { other, steps };
    pair.other.bits().mask(pair.steps.port());
    let memory = SharedMemory {
        table: setup_table(machine)?.start(),
        pages: pages(machine, PAGES)?,
        own: pages(machine, OWN)?,
        area: machine
            .area(PLACES)
            .ok_or(Stop::failed(format_args!("the kernel has no area left")))?,
    };
    sequences::of_grants(transcript, command_line, |generator, ledger| {
        one(&pair, &memory, generator, ledger)
    })?;
    // What was granted or mapped stays so until the domain ends.
    core::mem::forget((memory, data));
    Ok(())
}

/// Runs a sequence. The first number decides which domain grants.
fn one<M: Machine>(
    pair: &Pair<'_, M>,
    memory: &SharedMemory<M>,
    generator: &mut Generator,
    ledger: &mut Ledger<'_>,
) -> Outcome {
    let other = &pair.other;
    let grants = (generator.below(2) == 0) == other.offers;
    let mut sequence = GrantSequence::new(other.machine, other.peer, memory);
    sequence.begin();
    pair.step()?;
    for _ in 0..TURNS {
        if grants {
            sequence.grant(generator, ledger);
        }
        pair.step()?;
        if !grants {
            sequence.use_grants(generator, ledger);
        }
        pair.step()?;
    }
    if !grants {
        sequence.unmap_all(ledger);
    }
    pair.step()?;
    if grants {
        sequence.state(ledger);
    }
    Ok(())
}
