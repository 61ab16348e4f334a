//! Random sequences of a domain's life: create, configure, pause, query, destroy.

use core::fmt::Write;

use xen_abi::errno::Errno;
use xen_abi::event_channel;
use xen_abi::guest::Guest;
use xen_abi::handle::GuestHandle;
use xen_abi::toolstack::domctl::{DomctlSchedCmd, SchedulerOpUnion, XenScheduler};
use xen_abi::xen::DomId;

use super::life::config;
use super::release::{self, Calls, Config};
use crate::command_line::CommandLine;
use crate::machine::{KindOf, Machine};
use crate::sequences::{self, Generator, Ledger, outcome};
use crate::suite::ports::NOBODY;
use crate::transcript::{Outcome, Transcript};

/// The domains of a sequence, and its number of operations.
const DOMAINS: usize = 3;
const LENGTH: usize = 24;

/// An ID that sequences choose.
const CHOSEN: DomId = DomId(0x777);

/// A running sequence.
struct Life<'a, M: Machine> {
    machine: &'a M,
    calls: Calls,
    scheduler: XenScheduler,
    domains: [Option<DomId>; DOMAINS],
}

/// Runs the sequences.
pub(in crate::suite) fn run<M: Machine>(
    transcript: &mut Transcript<'_, M>,
    command_line: &CommandLine,
) {
    let outcome = of_domains(transcript, command_line);
    transcript.record("sequences::domains", outcome);
}

fn of_domains<M: Machine>(transcript: &Transcript<'_, M>, command_line: &CommandLine) -> Outcome {
    let machine = transcript.machine;
    if !machine.is_privileged() {
        skip!("the domain controls no other one");
    }
    let calls = release::of(machine)?;
    let scheduler = attempt!(calls.sched_id(machine.xen()));
    if scheduler != XenScheduler::CREDIT2 {
        skip!("the sequences know the Credit 2 scheduler only");
    }
    sequences::of_domains(transcript, command_line, |generator, ledger| {
        let mut life = Life {
            machine,
            calls,
            scheduler,
            domains: [None; DOMAINS],
        };
        for _ in 0..LENGTH {
            life.step(generator, ledger);
            ledger.end_line();
        }
        for slot in 0..DOMAINS {
            life.destroy(slot, ledger);
            ledger.end_line();
        }
        Ok(())
    })
}

impl<M: Machine> Life<'_, M> {
    /// Performs an operation, and records it with its result.
    fn step(&mut self, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let slot = generator.below(DOMAINS as u32) as usize;
        let Some(id) = self.domains[slot] else {
            return self.create(slot, generator, ledger);
        };
        // Rarely, a domain that does not exist.
        let id = generator.pick(&[id, id, id, id, id, id, id, NOBODY]);
        let known = id != NOBODY;
        let _ = write!(ledger, "d{slot} {known} ");
        match generator.below(20) {
            0..6 => self.life(slot, id, generator, ledger),
            6..13 => self.configure(id, generator, ledger),
            13..19 => self.query(id, generator, ledger),
            _ => self.destroy(slot, ledger),
        }
    }

    /// Creates a domain, of a configuration that may be wrong.
    fn create(&mut self, slot: usize, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let right = Config {
            vcpus: generator.pick(&[1, 1, 2, 3]),
            handle: [generator.below(256) as u8; 16],
            ..config::<M>()
        };
        let variant = generator.below(12);
        let wanted = match variant {
            0 => Config { vcpus: 0, ..right },
            1 => Config {
                grant_version: 3,
                ..right
            },
            2 => Config {
                grant_frames: 0,
                ..right
            },
            3 => Config { pool: 999, ..right },
            _ => right,
        };
        let taken = self.domains.iter().flatten().next().copied();
        let id = match (variant, taken) {
            (4, Some(taken)) => taken,
            (5, _) => CHOSEN,
            _ => self.calls.any(),
        };
        let _ = write!(ledger, "create d{slot} {variant} {}", wanted.vcpus);
        let created = self.calls.createdomain(self.machine.xen(), id, &wanted);
        outcome(ledger, created.map(|new| new == CHOSEN));
        self.domains[slot] = created.ok();
    }

    fn destroy(&mut self, slot: usize, ledger: &mut Ledger<'_>) {
        let Some(id) = self.domains[slot].take() else {
            return;
        };
        let _ = write!(ledger, "destroy d{slot}");
        outcome(ledger, self.calls.destroydomain(self.machine.xen(), id));
        let seen = self.calls.getdomaininfo(self.machine.xen(), id).err();
        let _ = write!(ledger, ", {:?}", seen.or(Some(Errno::ESRCH)).is_some());
    }

    /// Pauses, unpauses or allocates vCPUs.
    fn life(&self, slot: usize, id: DomId, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let xen = self.machine.xen();
        match generator.below(3) {
            0 => {
                let _ = write!(ledger, "pause");
                outcome(ledger, self.calls.pausedomain(xen, id));
            }
            1 => {
                let _ = write!(ledger, "unpause");
                outcome(ledger, self.calls.unpausedomain(xen, id));
            }
            _ => {
                let count = generator.pick(&[1, 2, 3, 0]);
                let _ = write!(ledger, "max_vcpus of {slot}, {count}");
                outcome(ledger, self.calls.max_vcpus(xen, id, count));
            }
        }
    }

    /// Sets a limit or a parameter.
    fn configure(&self, id: DomId, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let xen = self.machine.xen();
        match generator.below(5) {
            0 => {
                let kilobytes = generator.pick(&[0, 3, 4, 1024, 1 << 20, u64::MAX]);
                let _ = write!(ledger, "max_mem {kilobytes}");
                outcome(ledger, self.calls.max_mem(xen, id, kilobytes));
            }
            1 => {
                let size = generator.pick(&[64, 48, 0]);
                let _ = write!(ledger, "set_address_size {size}");
                outcome(ledger, self.calls.set_address_size(xen, id, size));
            }
            2 => {
                let size = generator.pick(&[2 << 20, 3 << 20, (2 << 20) + 1]);
                let _ = write!(ledger, "set_paging_mempool_size {size}");
                let set = self.calls.set_paging_mempool_size(xen, id, size);
                outcome(ledger, set);
                if set.is_ok() {
                    outcome(ledger, self.calls.get_paging_mempool_size(xen, id));
                }
            }
            3 => {
                let weight = generator.pick(&[0, 1, 256, 512, 65535]) as u16;
                let mut wanted = SchedulerOpUnion::default();
                wanted.set_credit2(xen_abi::toolstack::domctl::SchedCredit2 { weight, cap: 0 });
                let _ = write!(ledger, "weight {weight}");
                let put = DomctlSchedCmd::PUTINFO;
                let set = self.calls.parameters(xen, id, self.scheduler, put, wanted);
                outcome(ledger, set.map(drop));
            }
            _ => {
                let vcpu = generator.below(4);
                let _ = write!(ledger, "reset vCPU {vcpu}");
                let none = GuestHandle::null();
                outcome(ledger, self.calls.setvcpucontext(xen, id, vcpu, none));
            }
        }
    }

    /// Asks for something.
    fn query(&self, id: DomId, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let xen = self.machine.xen();
        match generator.below(6) {
            0 | 1 => {
                let _ = write!(ledger, "getdomaininfo");
                let info = self.calls.getdomaininfo(xen, id).map(|info| {
                    let vcpus = (info.online_vcpus, info.last_vcpu);
                    let pages = (info.pages, info.most_pages);
                    (info.flags.bits(), vcpus, pages, info.handle[0], info.pool)
                });
                outcome(ledger, info);
            }
            2 => {
                let vcpu = generator.below(4);
                let _ = write!(ledger, "getvcpuinfo {vcpu}");
                let info = self.calls.getvcpuinfo(xen, id, vcpu);
                outcome(
                    ledger,
                    info.map(|info| (info.online, info.blocked, info.running, info.cpu_time)),
                );
            }
            3 => {
                let _ = write!(ledger, "get_address_size");
                outcome(ledger, self.calls.get_address_size(xen, id));
            }
            4 => {
                let _ = write!(ledger, "weight");
                let (get, none) = (DomctlSchedCmd::GETINFO, SchedulerOpUnion::default());
                let seen = self.calls.parameters(xen, id, self.scheduler, get, none);
                outcome(
                    ledger,
                    seen.map(|seen| (seen.credit2_untagged().weight, seen.credit2_untagged().cap)),
                );
            }
            _ => {
                let _ = write!(ledger, "alloc_unbound {}", KindOf::<M>::NAME);
                let port = event_channel::alloc_unbound(xen, id, self.machine.id());
                outcome(ledger, port.map(|port| port.0));
            }
        }
    }
}
