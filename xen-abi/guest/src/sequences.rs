//! Pseudo-random sequences of operations on event channels, the same for a seed on every Xen, and what came of each.
//!
//! A line for each sequence has a hash over every result and over the state of the ports after every step; with `show=` one sequence
//! is told step by step. Where two Xens print the same lines, they have agreed call by call.

use core::fmt;

use xen_abi::Errno;
use xen_abi::event_channel::{self as ec, Port, StatusUCase};
use xen_abi::xen::{DomId, Virq};

use crate::command_line::CommandLine;
use crate::machine::Machine;
use crate::suite::take;
use crate::text::Text;

/// Steps of a sequence.
const STEPS: u32 = 24;

/// The ports whose state is looked at. A sequence seldom has more.
const WATCHED: u32 = 12;

/// Runs the sequences that the command line asks for.
pub(crate) fn run<M: Machine>(machine: &M, command_line: &CommandLine) {
    let shown = command_line.show;
    for index in shown.map_or(0..command_line.count, |one| one..one.saturating_add(1)) {
        let mut sequence =
            Sequence { machine, chance: Chance::new(command_line.seed, index), hash: Hash::new(), shown: shown.is_some() };
        sequence.run();
        machine.print(Text::<64>::of(format_args!("sequence {index} {:016x}", sequence.hash.0)).as_str());
    }
}

/// One sequence under way.
struct Sequence<'a, M> {
    machine: &'a M,
    chance: Chance,
    hash: Hash,
    shown: bool,
}

impl<M: Machine> Sequence<'_, M> {
    fn run(&mut self) {
        self.begin();
        for _ in 0..STEPS {
            self.step();
            self.look();
        }
    }

    /// Makes all sequences begin alike: no port open, masked or pending.
    fn begin(&mut self) {
        let reset = ec::reset(self.machine.xen(), DomId::SELF);
        self.result("reset", format_args!("SELF"), reset.map(|()| 0));
        for port in (0..64).map(Port) {
            self.machine.two_level().clear(port);
            // What it announces is taken below.
            let _ = self.machine.two_level().unmask_here(&self.machine.two_level_vcpu(), port);
        }
        take(self.machine);
    }

    /// Does one thing that chance chooses.
    fn step(&mut self) {
        let xen = self.machine.xen();
        let bits = self.machine.two_level();
        match self.chance.below(20) {
            0..=2 => {
                let (dom, remote) = (self.domain(), self.domain());
                let result = ec::alloc_unbound(xen, dom, remote).map(number);
                self.result("alloc_unbound", format_args!("{dom:?}, {remote:?}"), result);
            }
            3..=5 => {
                let (dom, port) = (self.domain(), self.port());
                let result = ec::bind_interdomain(xen, dom, port).map(number);
                self.result("bind_interdomain", format_args!("{dom:?}, {port:?}"), result);
            }
            6 => {
                let (virq, vcpu) = (self.virq(), self.vcpu());
                let result = ec::bind_virq(xen, virq, vcpu).map(number);
                self.result("bind_virq", format_args!("{virq:?}, {vcpu}"), result);
            }
            7 => {
                let vcpu = self.vcpu();
                let result = ec::bind_ipi(xen, vcpu).map(number);
                self.result("bind_ipi", format_args!("{vcpu}"), result);
            }
            8 => {
                let (port, vcpu) = (self.port(), self.vcpu());
                let result = ec::bind_vcpu(xen, port, vcpu).map(|()| 0);
                self.result("bind_vcpu", format_args!("{port:?}, {vcpu}"), result);
            }
            9..=11 => {
                let port = self.port();
                let result = ec::send(xen, port).map(|()| 0);
                self.result("send", format_args!("{port:?}"), result);
            }
            12..=13 => {
                let port = self.port();
                let result = ec::close(xen, port).map(|()| 0);
                self.result("close", format_args!("{port:?}"), result);
            }
            14 => {
                let port = self.port();
                let result = ec::unmask(xen, port).map(|()| 0);
                self.result("unmask", format_args!("{port:?}"), result);
            }
            15 => {
                let (dom, port) = (self.domain(), self.port());
                let result = ec::status(xen, dom, port).map(|status| u64::from(status.status.0));
                self.result("status", format_args!("{dom:?}, {port:?}"), result);
            }
            16 => {
                let (port, priority) = (self.port(), self.chance.below(20));
                let result = ec::set_priority(xen, port, priority).map(|()| 0);
                self.result("set_priority", format_args!("{port:?}, {priority}"), result);
            }
            17 => {
                let port = self.port();
                let was = bits.mask(port);
                self.result("(mask)", format_args!("{port:?}"), Ok(u64::from(was)));
            }
            18 => {
                let port = self.port();
                let waits = bits.unmask_here(&self.machine.two_level_vcpu(), port);
                self.result("(unmask here)", format_args!("{port:?}"), Ok(u64::from(waits)));
            }
            _ if self.chance.below(4) == 0 => {
                let dom = self.domain();
                let result = ec::reset(xen, dom).map(|()| 0);
                self.result("reset", format_args!("{dom:?}"), result);
            }
            _ => {
                let taken = take(self.machine).ports().iter().fold(1, |all, port| all << 6 | number(*port));
                self.result("(take)", format_args!(""), Ok(taken));
            }
        }
    }

    /// Looks at every port, and at whether the processor has news.
    fn look(&mut self) {
        let news = self.machine.two_level_vcpu().has_news();
        self.hash.add(u64::from(news));
        for port in (0..WATCHED).map(Port) {
            let status = ec::status(self.machine.xen(), DomId::SELF, port);
            let (pending, masked) = (self.machine.two_level().is_pending(port), self.machine.two_level().is_masked(port));
            let seen = status.map(|status| {
                let particulars = match status.u_case() {
                    StatusUCase::Unbound(unbound) => u64::from(unbound.dom.0),
                    StatusUCase::Interdomain(far) => u64::from(far.dom.0) << 32 | number(far.port),
                    StatusUCase::Pirq(pirq) => u64::from(pirq),
                    StatusUCase::Virq(virq) => u64::from(virq.0),
                    StatusUCase::Other(_) => 0,
                };
                (status.status, status.vcpu, particulars)
            });
            match seen {
                Ok((state, vcpu, particulars)) => {
                    [u64::from(state.0), u64::from(vcpu), particulars].map(|word| self.hash.add(word))
                }
                Err(errno) => [errno.into_raw() as u64, 0, 0].map(|word| self.hash.add(word)),
            };
            self.hash.add(u64::from(pending) << 1 | u64::from(masked));
            let is_closed = matches!(seen, Ok((ec::ChannelState::CLOSED, ..)));
            if self.shown && (pending || masked || !is_closed) {
                self.tell(format_args!(
                    "    {port:?}: {seen:?}{}{}",
                    if pending { " pending" } else { "" },
                    if masked { " masked" } else { "" }
                ));
            }
        }
        if self.shown && news {
            self.tell(format_args!("    the processor has news"));
        }
    }

    fn result(&mut self, operation: &str, arguments: fmt::Arguments<'_>, result: Result<u64, Errno>) {
        self.hash.add(result.map_or_else(|errno| errno.into_raw() as u64, |value| value));
        if self.shown {
            self.tell(format_args!("{operation}({arguments}) = {result:?}"));
        }
    }

    fn tell(&self, line: fmt::Arguments<'_>) {
        self.machine.print(Text::<160>::of(line).as_str());
    }

    /// Itself by its two names, or somebody who does not exist.
    fn domain(&mut self) -> DomId {
        match self.chance.below(8) {
            0..=4 => DomId::SELF,
            5..=6 => self.machine.id(),
            _ => DomId(0x1234),
        }
    }

    /// Mostly a port that may be open, seldom one for which Xen has no room yet.
    fn port(&mut self) -> Port {
        match self.chance.below(40) {
            0 => Port(4000),
            _ => Port(self.chance.below(WATCHED - 2)),
        }
    }

    fn vcpu(&mut self) -> u32 {
        [0, 0, 0, 0, 1, 0xffff][self.chance.below(6) as usize]
    }

    /// None that Xen raises of itself: not the timer's, and not that for what this prints.
    fn virq(&mut self) -> Virq {
        let all = [
            Virq::DEBUG,
            Virq::DOM_EXC,
            Virq::TBUF,
            Virq(5),
            Virq::DEBUGGER,
            Virq::XENOPROF,
            Virq::ARCH_4,
            Virq(24),
            Virq(1 << 31),
        ];
        all[self.chance.below(all.len() as u32) as usize]
    }
}

fn number(port: Port) -> u64 {
    u64::from(port.0)
}

/// Numbers that look like chance and depend on nothing but the seed and the sequence's own number.
struct Chance(u64);

impl Chance {
    fn new(seed: u64, index: u32) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ u64::from(index) << 20)
    }

    /// A number below `limit`: a counter, whose bits are mixed until each depends on all.
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed >> 32) * u64::from(limit) >> 32) as u32
    }
}

/// A number that a change anywhere in what was added changes: FNV's, word by word.
struct Hash(u64);

impl Hash {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
    }
}
