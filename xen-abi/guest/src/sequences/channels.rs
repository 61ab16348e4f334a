//! Sequences of operations on event channels, in both ABIs, with changes between them.

use core::fmt::Write;
use core::mem::offset_of;
use core::sync::atomic::{AtomicU8, AtomicU32, Ordering};

use xen_abi::Errno;
use xen_abi::event_channel::{self as ec, FifoControlBlock, Port, StatusVariant};
use xen_abi::events::{FifoArray, FifoVcpu};
use xen_abi::frame::PAGE_SIZE;
use xen_abi::pages::GuestPages;
use xen_abi::xen::{DomId, Virq};

use super::generator::Generator;
use super::ledger::{Ledger, outcome};
use crate::machine::Machine;
use crate::transcript::Outcome;

/// The most pages of event words that a sequence adds.
pub(super) const ARRAY: usize = 2;

/// The number of operations of a sequence.
const LENGTH: usize = 16;

/// The most ports whose state is recorded.
const PORTS: u32 = 10;

/// Event words per page.
const WORDS: usize = PAGE_SIZE / size_of::<u32>();

/// A domain that does not exist.
const NOBODY: DomId = DomId(0x1234);

/// VIRQs that nothing raises during the sequences, thus without `VIRQ_TIMER`, and two invalid ones.
const VIRQS: [Virq; 5] = [
    Virq::DEBUG,
    Virq::ARGO,
    Virq::MEM_EVENT,
    Virq(24),
    Virq(1 << 20),
];

/// The pages of the FIFO ABI, for all sequences.
pub(super) struct Memory<P> {
    pub(super) control: P,
    pub(super) array: P,
}

impl<P: GuestPages> Memory<P> {
    fn words(&self) -> &[AtomicU32] {
        // SAFETY: the pages are aligned and valid, and are only accessed atomically.
        unsafe { core::slice::from_raw_parts(self.array.start().as_ptr().cast(), ARRAY * WORDS) }
    }

    fn control(&self) -> &[AtomicU32] {
        // SAFETY: as above.
        unsafe {
            core::slice::from_raw_parts(
                self.control.start().as_ptr().cast(),
                size_of::<FifoControlBlock>() / 4,
            )
        }
    }

    fn clear(&self) {
        self.words()
            .iter()
            .chain(self.control())
            .for_each(|word| word.store(0, Ordering::SeqCst));
    }

    /// The queues of the vCPU, before an event was taken.
    fn queues(&self, machine: &impl Machine) -> FifoVcpu<'_> {
        const READY: usize = offset_of!(FifoControlBlock, ready) / 4;
        const HEADS: usize = offset_of!(FifoControlBlock, head) / 4;
        let info = machine.vcpu_info();
        // SAFETY: the structure is valid as long as the machine, and its flag is accessed
        // atomically.
        let flag = unsafe { AtomicU8::from_ptr(&raw mut (*info.as_ptr()).evtchn_upcall_pending) };
        FifoVcpu::new(flag, &self.control()[READY], &self.control()[HEADS..])
    }
}

/// A running sequence.
struct Sequence<'a, M: Machine> {
    machine: &'a M,
    memory: &'a Memory<M::Pages>,
    /// The queues, in the FIFO ABI.
    queues: Option<FifoVcpu<'a>>,
    /// The number of pages of event words that Xen has.
    pages: usize,
    /// The ports allocated so far, and one more.
    ports: u32,
}

/// Resets the domain, and runs a sequence.
pub(super) fn run<M: Machine>(
    machine: &M,
    memory: &Memory<M::Pages>,
    generator: &mut Generator,
    ledger: &mut Ledger<'_>,
) -> Outcome {
    attempt!(ec::reset(machine.xen(), DomId::SELF));
    memory.clear();
    let bits = machine.two_level();
    for port in (0..64).map(Port) {
        let _ = bits.unmask_here(&machine.two_level_vcpu(), port);
        bits.clear(port);
    }
    bits.handle(&machine.two_level_vcpu(), |_| {});
    let mut sequence = Sequence {
        machine,
        memory,
        queues: None,
        pages: 0,
        ports: 2,
    };
    // Random operations alone seldom reach a complete FIFO setup.
    let begin = generator.below(4);
    if begin > 0 {
        sequence.init_control(ledger, 0, 0);
        ledger.end_line();
    }
    if begin > 1 {
        sequence.expand_array(ledger);
        ledger.end_line();
    }
    for _ in 0..LENGTH {
        sequence.step(generator, ledger);
        sequence.state(ledger);
        ledger.end_line();
    }
    attempt!(ec::reset(machine.xen(), DomId::SELF));
    Ok(())
}

impl<M: Machine> Sequence<'_, M> {
    /// The event words that Xen has.
    fn array(&self) -> FifoArray<'_> {
        FifoArray::new(&self.memory.words()[..self.pages * WORDS])
    }

    /// Mostly a port that may be open, sometimes one that cannot be.
    fn port(generator: &mut Generator) -> Port {
        match generator.below(16) {
            0 => generator.pick(&[Port(0), Port(63), Port(4000), Port(5000), Port(u32::MAX)]),
            _ => Port(1 + generator.below(5)),
        }
    }

    fn domain(&self, generator: &mut Generator) -> DomId {
        match generator.below(12) {
            0 => NOBODY,
            1..6 => self.machine.id(),
            _ => DomId::SELF,
        }
    }

    /// Records which port was opened, and its state from now on.
    fn opened(&mut self, ledger: &mut Ledger<'_>, result: Result<Port, Errno>) {
        if let Ok(port) = result {
            self.ports = self.ports.max(port.0 + 2).min(PORTS);
        }
        outcome(ledger, result.map(|port| port.0));
    }

    /// Performs an operation, and records it and its result.
    fn step(&mut self, generator: &mut Generator, ledger: &mut Ledger<'_>) {
        let xen = self.machine.xen();
        let port = Self::port(generator);
        // Writing to a ledger does not fail.
        let mut say = |text: core::fmt::Arguments<'_>| {
            let _ = ledger.write_fmt(text);
        };
        match generator.below(40) {
            0..6 => {
                let (owner, remote) = (
                    self.domain(generator),
                    generator.pick(&[DomId::SELF, self.machine.id()]),
                );
                say(format_args!("alloc_unbound {} {}", owner.0, remote.0));
                self.opened(ledger, ec::alloc_unbound(xen, owner, remote));
            }
            6..12 => {
                let remote = self.domain(generator);
                say(format_args!("bind_interdomain {} {}", remote.0, port.0));
                self.opened(ledger, ec::bind_interdomain(xen, remote, port));
            }
            12..14 => {
                let (virq, vcpu) = (generator.pick(&VIRQS), generator.pick(&[0, 0, 0, 1, 77]));
                say(format_args!("bind_virq {} {vcpu}", virq.0));
                self.opened(ledger, ec::bind_virq(xen, virq, vcpu));
            }
            14..17 => {
                let vcpu = generator.pick(&[0, 0, 0, 0, 1, u32::MAX]);
                say(format_args!("bind_ipi {vcpu}"));
                self.opened(ledger, ec::bind_ipi(xen, vcpu));
            }
            17..20 => {
                say(format_args!("close {}", port.0));
                outcome(ledger, ec::close(xen, port));
            }
            20..26 => {
                say(format_args!("send {}", port.0));
                outcome(ledger, ec::send(xen, port));
            }
            26..28 => {
                let domain = self.domain(generator);
                say(format_args!("status {} {}", domain.0, port.0));
                outcome(
                    ledger,
                    ec::status(xen, domain, port).map(|status| (status.status, status.vcpu)),
                );
            }
            28 => {
                let vcpu = generator.pick(&[0, 0, 1]);
                say(format_args!("bind_vcpu {} {vcpu}", port.0));
                outcome(ledger, ec::bind_vcpu(xen, port, vcpu));
            }
            29..31 => {
                say(format_args!("unmask {}", port.0));
                outcome(ledger, ec::unmask(xen, port));
            }
            31..33 => {
                let priority = generator.pick(&[0, 3, 7, 15, 16]);
                say(format_args!("set_priority {} {priority}", port.0));
                outcome(ledger, ec::set_priority(xen, port, priority));
            }
            33 => {
                let domain = if generator.below(3) > 0 {
                    NOBODY
                } else {
                    self.domain(generator)
                };
                say(format_args!("reset {}", domain.0));
                let result = ec::reset(xen, domain);
                if result.is_ok() {
                    (self.queues, self.pages) = (None, 0);
                    self.memory.clear();
                }
                outcome(ledger, result);
            }
            34 => {
                let (offset, vcpu) = (
                    generator.pick(&[0, 0, 0, 4, 4096 - 64, 1 << 20]),
                    generator.pick(&[0, 0, 0, 1]),
                );
                self.init_control(ledger, offset, vcpu);
            }
            35 | 36 if self.pages < ARRAY => self.expand_array(ledger),
            37 => {
                say(format_args!("mask {}", port.0));
                let was = match self.queues {
                    Some(_) => self.array().mask(port),
                    None => self.machine.two_level().mask(port),
                };
                outcome(ledger, Ok(was));
            }
            38 => {
                say(format_args!("clear {}", port.0));
                let was = match self.queues {
                    Some(_) => self.array().clear(port),
                    None => self.machine.two_level().clear(port),
                };
                outcome(ledger, Ok(was));
            }
            _ => self.handle(ledger),
        }
    }

    fn init_control(&mut self, ledger: &mut Ledger<'_>, offset: u32, vcpu: u32) {
        let _ = write!(ledger, "init_control {offset} {vcpu}");
        // SAFETY: the page has no other use, and the sequence ends with a reset.
        let result = unsafe {
            ec::init_control(
                self.machine.xen(),
                self.memory.control.frame(0),
                offset,
                vcpu,
            )
        };
        if result.is_ok() {
            self.queues = Some(self.memory.queues(self.machine));
        }
        outcome(ledger, result);
    }

    fn expand_array(&mut self, ledger: &mut Ledger<'_>) {
        let _ = write!(ledger, "expand_array");
        // SAFETY: as above.
        let result =
            unsafe { ec::expand_array(self.machine.xen(), self.memory.array.frame(self.pages)) };
        self.pages += usize::from(result.is_ok());
        outcome(ledger, result);
    }

    /// Takes all events, as a kernel does after an upcall.
    fn handle(&mut self, ledger: &mut Ledger<'_>) {
        let _ = write!(ledger, "handle ->");
        let mut say = |port: Port| {
            let _ = write!(ledger, " {}", port.0);
        };
        match &mut self.queues {
            Some(queues) => {
                let array = FifoArray::new(&self.memory.words()[..self.pages * WORDS]);
                if let Err(broken) = queues.handle(array, say) {
                    let _ = write!(ledger, " {broken:?}");
                }
            }
            None => self
                .machine
                .two_level()
                .handle(&self.machine.two_level_vcpu(), &mut say),
        }
    }

    /// Records the state of each port and of the memory that Xen writes.
    fn state(&self, ledger: &mut Ledger<'_>) {
        let bits = self.machine.two_level();
        let _ = write!(ledger, ";");
        for port in (0..self.ports).map(Port) {
            let _ = match ec::status(self.machine.xen(), DomId::SELF, port) {
                Err(errno) => write!(ledger, " {errno}"),
                Ok(status) => match status.variant() {
                    StatusVariant::Unbound(far) => write!(ledger, " u{}", far.dom.0),
                    StatusVariant::Interdomain(far) => {
                        write!(ledger, " i{}.{}", far.dom.0, far.port.0)
                    }
                    StatusVariant::Virq(virq) => write!(ledger, " v{}", virq.0),
                    other => write!(
                        ledger,
                        " {}",
                        if other == StatusVariant::Other(ec::ChannelState::IPI) {
                            'p'
                        } else {
                            '-'
                        }
                    ),
                },
            };
            let _ = match self.queues {
                Some(_) => match self
                    .memory
                    .words()
                    .get(port.0 as usize)
                    .map(|word| word.load(Ordering::SeqCst))
                {
                    Some(0) | None => Ok(()),
                    Some(word) => write!(ledger, ":{word:x}"),
                },
                None => match (bits.is_pending(port), bits.is_masked(port)) {
                    (false, false) => Ok(()),
                    (pending, masked) => write!(
                        ledger,
                        ":{}{}",
                        if pending { "P" } else { "" },
                        if masked { "M" } else { "" }
                    ),
                },
            };
        }
        if self.queues.is_some() {
            for (index, word) in self.memory.control().iter().enumerate() {
                match word.load(Ordering::SeqCst) {
                    0 => {}
                    word => {
                        let _ = write!(ledger, " [{index}]={word:x}");
                    }
                }
            }
        }
        let _ = write!(
            ledger,
            "{}",
            if self.machine.two_level_vcpu().has_news() {
                " news"
            } else {
                ""
            }
        );
    }
}
