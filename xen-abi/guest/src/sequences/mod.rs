//! Pseudo-random sequences of operations, with a hash of all results and states.
//!
//! The software Xen and a real one run the same sequences, and must give the same hashes. A line
//! has the hash of `step` sequences. If a line differs, `sequences from=N count=100 step=1` prints
//! the hash of each, and `sequences from=M show=N` prints one of them call by call, after those
//! before it.

mod channels;
mod generator;
mod grants;
mod ledger;
mod rings;

use crate::checks::pages;
use crate::command_line::CommandLine;
use crate::machine::Machine;
use crate::text::Text;
use crate::transcript::{Outcome, Stop, Transcript};

pub(crate) use generator::Generator;
pub(crate) use grants::{
    Memory as SharedMemory, OWN, PAGES, PLACES, Sequence as GrantSequence, TURNS,
};
pub(crate) use ledger::{Ledger, outcome};

/// Runs the sequences that the command line requests.
pub(crate) fn run<M: Machine>(transcript: &mut Transcript<'_, M>, command_line: &CommandLine) {
    let outcome = channels(transcript, command_line);
    transcript.record("sequences::event_channels", outcome);
    let outcome = match rings::are_there(transcript.machine) {
        Ok(()) => rings(transcript, command_line),
        Err(errno) if command_line.require_argo => Err(Stop::failed(format_args!("{errno}"))),
        Err(errno) => Err(Stop::skipped(format_args!("{errno}"))),
    };
    transcript.record("sequences::argo", outcome);
}

/// Runs sequences of two domains, by `run` in each of them.
pub(crate) fn of_grants<M: Machine>(
    transcript: &Transcript<'_, M>,
    command_line: &CommandLine,
    run: impl FnMut(&mut Generator, &mut Ledger<'_>) -> Outcome,
) -> Outcome {
    let of = Text::<24>::of(format_args!("grants of d{}", transcript.machine.id().0));
    in_turn(transcript, command_line, of.as_str(), run)
}

/// Runs sequences of the life of domains, by `run`: one for ten of the others.
pub(crate) fn of_domains<M: Machine>(
    transcript: &Transcript<'_, M>,
    command_line: &CommandLine,
    run: impl FnMut(&mut Generator, &mut Ledger<'_>) -> Outcome,
) -> Outcome {
    let own = CommandLine {
        count: command_line.count.div_ceil(10),
        ..*command_line
    };
    in_turn(transcript, &own, "domains", run)
}

fn channels<M: Machine>(transcript: &Transcript<'_, M>, command_line: &CommandLine) -> Outcome {
    let machine = transcript.machine;
    let memory = channels::Memory {
        control: pages(machine, 1)?,
        array: pages(machine, channels::ARRAY)?,
    };
    in_turn(
        transcript,
        command_line,
        "event channels",
        |generator, ledger| channels::run(machine, &memory, generator, ledger),
    )
}

fn rings<M: Machine>(transcript: &Transcript<'_, M>, command_line: &CommandLine) -> Outcome {
    let memory = pages(transcript.machine, rings::RINGS)?;
    in_turn(transcript, command_line, "argo", |generator, ledger| {
        rings::run(transcript.machine, &memory, generator, ledger)
    })
}

/// Runs the sequences and prints hashes, or one sequence in full.
fn in_turn<M: Machine>(
    transcript: &Transcript<'_, M>,
    command_line: &CommandLine,
    of: &str,
    mut run: impl FnMut(&mut Generator, &mut Ledger<'_>) -> Outcome,
) -> Outcome {
    if let Some(index) = command_line.show {
        // The sequences before it may affect Xen's state.
        for earlier in command_line.from..index {
            run(
                &mut Generator::new(command_line.seed, earlier),
                &mut Ledger::new(None),
            )?;
        }
        let mut print = |line: &str| transcript.line(format_args!("{line}"));
        return run(
            &mut Generator::new(command_line.seed, index),
            &mut Ledger::new(Some(&mut print)),
        );
    }
    let end = command_line.from.saturating_add(command_line.count);
    let mut first = command_line.from;
    while first < end {
        let last = first.saturating_add(command_line.step.max(1)).min(end);
        let mut ledger = Ledger::new(None);
        for index in first..last {
            run(&mut Generator::new(command_line.seed, index), &mut ledger)?;
        }
        transcript.line(format_args!(
            "{of} {first} to {}: {:016x}",
            last - 1,
            ledger.hash()
        ));
        first = last;
    }
    Ok(())
}
