//! The software Xen: its domains, its state, and the door through which their calls come in.

use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;
use std::collections::{BTreeMap, VecDeque};
use std::string::String;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Instant;
use std::vec::Vec;

use super::argo::{Ring, SendError};
use super::delivery::Layout;
use super::lock;
use super::memory::{Block, CallerMemory, Frame, Frames, Pages};
use super::ports::{Channel, initial};
use crate::errno::Errno;
use crate::event_channel::{EventChannelOp, Port};
use crate::events::{TwoLevel, TwoLevelVcpu};
use crate::guest::{self, Guest};
use crate::hypercall::{Hypercall, MAX_ARGUMENTS};
use crate::plain::Plain;
use crate::sched::ShutdownReason;
use crate::xen::{DomId, HypercallNum, SharedInfo, VcpuInfo, Virq};

/// Whether a Xen knows Argo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argo {
    /// It was built without: every operation is `ENOSYS`.
    NotBuilt,
    /// It was not switched on: every operation is `EOPNOTSUPP`.
    Off,
    /// On, but no ring may take messages from any domain.
    On,
    /// On, with rings for everybody (`mac-permissive`).
    Permissive,
}

/// Something that goes wrong inside Xen for reasons that a test cannot bring about otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Xen finds no memory where it would need some: `ENOMEM`.
    OutOfMemory,
    /// The result cannot be written back to the argument: `EFAULT`, after the operation was carried out.
    WriteBack,
    /// A Flask policy forbids the operation: `EACCES`.
    Policy,
    /// A ring's frame is in use by a migration: `EAGAIN`.
    FrameInUse,
    /// Another reset of the domain is under way: `EBUSY`.
    ResetUnderWay,
    /// A port was bound while a reset closed them: `EAGAIN`.
    BoundWhileResetting,
}

/// What a domain of the software Xen is like.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// The number of virtual processors.
    pub vcpus: u32,
    /// Whether it controls other domains, as the hardware domain does.
    pub privileged: bool,
    /// Whether it may use Argo, where this Xen has it.
    pub argo: bool,
    /// The highest port that its toolstack allows.
    pub max_port: u32,
}

impl Default for Setup {
    /// One processor, no privileges, Argo, no limit to its ports.
    fn default() -> Self {
        Self { vcpus: 1, privileged: false, argo: true, max_port: u32::MAX }
    }
}

/// A real interrupt line as a domain sees it.
#[derive(Clone, Copy, Default)]
pub(super) struct Pirq {
    pub(super) permitted: bool,
    pub(super) line: Option<u32>,
}

/// What a domain and Xen share from the start: the page, and each processor's words.
pub(super) struct Words {
    pub(super) shared: Frame,
    pub(super) vcpus: Vec<Vcpu>,
}

/// A virtual processor: where the words lie that it shares with Xen.
pub(super) struct Vcpu {
    pub(super) info: Frame,
    pub(super) offset: usize,
}

pub(super) struct DomainState {
    pub(super) guest: &'static str,
    pub(super) privileged: bool,
    pub(super) uses_argo: bool,
    pub(super) max_port: u32,
    pub(super) paused: bool,
    pub(super) dying: bool,
    pub(super) words: Arc<Words>,
    pub(super) ports: Vec<Channel>,
    pub(super) layout: Layout,
    pub(super) pirqs: Vec<Pirq>,
    pub(super) rings: Vec<Ring>,
    /// How often rings were registered, less those that were unregistered.
    pub(super) registrations: usize,
    pub(super) frames: Arc<Mutex<Frames>>,
    pub(super) received_by_xen: usize,
    pub(super) shutdown: Option<ShutdownReason>,
    faults: VecDeque<Fault>,
}

impl DomainState {
    pub(super) fn is_paravirtual(&self) -> bool {
        self.guest.starts_with("pv")
    }

    /// Whether the next fault is this one, which then is over.
    pub(super) fn take(&mut self, fault: Fault) -> bool {
        let next = self.faults.front() == Some(&fault);
        if next {
            self.faults.pop_front();
        }
        next
    }

    /// Fails where the next fault is this one.
    pub(super) fn meet(&mut self, fault: Fault, errno: Errno) -> Result<(), Errno> {
        if self.take(fault) { Err(errno) } else { Ok(()) }
    }
}

pub(super) struct State {
    pub(super) argo: Argo,
    pub(super) domains: BTreeMap<DomId, DomainState>,
    /// The domains that have a real interrupt line, and whether they share it.
    pub(super) lines: BTreeMap<u32, Vec<(DomId, bool)>>,
    pub(super) console: String,
}

impl State {
    /// A domain that is known to exist.
    pub(super) fn domain(&self, id: DomId) -> &DomainState {
        self.domains.get(&id).expect("the domain was destroyed")
    }

    pub(super) fn domain_mut(&mut self, id: DomId) -> &mut DomainState {
        self.domains.get_mut(&id).expect("the domain was destroyed")
    }
}

pub(super) struct Shared {
    state: Mutex<State>,
    pub(super) changed: Condvar,
    /// Xen's system time counts from here.
    pub(super) started: Instant,
}

/// A machine with a Xen in software, on which domains live side by side in one process.
///
/// See [the module](super) for what it does and how to use it.
#[derive(Clone)]
pub struct Machine {
    shared: Arc<Shared>,
}

impl Machine {
    /// A machine without domains, whose Xen has Argo with all it can do.
    pub fn new() -> Self {
        Self::with_argo(Argo::Permissive)
    }

    /// A machine without domains, whose Xen has so much of Argo.
    pub fn with_argo(argo: Argo) -> Self {
        let state = State { argo, domains: BTreeMap::new(), lines: BTreeMap::new(), console: String::new() };
        Self { shared: Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new(), started: Instant::now() }) }
    }

    /// Starts a domain with one processor, of the kind of guest that this target is by nature.
    ///
    /// # Panics
    ///
    /// Where a domain has the number already.
    pub fn domain(&self, id: DomId) -> Domain {
        self.start(id, Setup::default())
    }

    /// Starts a domain.
    ///
    /// # Panics
    ///
    /// Where a domain has the number already, or the setup has no processor.
    pub fn start<G: Guest>(&self, id: DomId, setup: Setup) -> Domain<G> {
        assert!(setup.vcpus > 0, "a domain has a processor at least");
        let shared = Frame::new(&Block::new(1), 0);
        let legacy = legacy_vcpus();
        let vcpus = (0..setup.vcpus as usize).map(|vcpu| match vcpu {
            vcpu if vcpu < legacy => Vcpu { info: shared.clone(), offset: vcpu * size_of::<VcpuInfo>() },
            // The others have registered a place of their own.
            _ => Vcpu { info: Frame::new(&Block::new(1), 0), offset: 0 },
        });
        let words = Arc::new(Words { vcpus: vcpus.collect(), shared });
        let domain = DomainState {
            guest: G::NAME,
            privileged: setup.privileged,
            uses_argo: setup.argo,
            max_port: setup.max_port,
            paused: false,
            dying: false,
            words: Arc::clone(&words),
            ports: initial(),
            layout: Layout::TwoLevel,
            pirqs: Vec::new(),
            rings: Vec::new(),
            registrations: 0,
            frames: Frames::new(),
            received_by_xen: 0,
            shutdown: None,
            faults: VecDeque::new(),
        };
        let previous = lock(&self.shared.state).domains.insert(id, domain);
        assert!(previous.is_none(), "a domain has the number {} already", id.0);
        Domain { machine: Arc::clone(&self.shared), words, id, vcpu: 0, guest: PhantomData }
    }

    /// Begins to destroy a domain: it binds no port any more.
    pub fn begin_destroying(&self, id: DomId) {
        lock(&self.shared.state).domain_mut(id).dying = true;
    }

    /// Destroys a domain: its ports are closed, its rings and those that were for it alone are gone.
    pub fn destroy(&self, id: DomId) {
        let mut state = lock(&self.shared.state);
        for port in 0..state.domain(id).ports.len() {
            let _ = state.close(id, Port(port as u32), false);
        }
        state.leave_argo(id);
        state.domains.remove(&id);
        drop(state);
        self.shared.changed.notify_all();
    }

    /// What the domains have written to the console, in the order of their calls.
    pub fn console(&self) -> String {
        lock(&self.shared.state).console.clone()
    }
}

impl Default for Machine {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.shared.state);
        formatter
            .debug_struct("Machine")
            .field("argo", &state.argo)
            .field("domains", &state.domains.keys())
            .finish_non_exhaustive()
    }
}

/// The processors whose words have a place in the shared page.
fn legacy_vcpus() -> usize {
    SharedInfo::zeroed().vcpu_info.len()
}

/// One processor of a domain: a back end through which code runs as that guest.
///
/// Clones are the same processor; [`on_vcpu`](Self::on_vcpu) is another one. A call on a domain that was destroyed panics.
pub struct Domain<G = guest::Native> {
    machine: Arc<Shared>,
    words: Arc<Words>,
    id: DomId,
    vcpu: u32,
    guest: PhantomData<fn() -> G>,
}

impl<G: Guest> Domain<G> {
    /// The domain's number.
    pub fn id(&self) -> DomId {
        self.id
    }

    /// Another processor of the domain.
    ///
    /// # Panics
    ///
    /// Where the domain has no such processor.
    pub fn on_vcpu(&self, vcpu: u32) -> Self {
        assert!((vcpu as usize) < self.words.vcpus.len(), "the domain has no processor {vcpu}");
        Self { vcpu, ..self.clone() }
    }

    /// Memory of the domain's own.
    ///
    /// # Panics
    ///
    /// Where `count` is 0.
    pub fn pages(&self, count: usize) -> Pages {
        Pages::new(&self.state().domain(self.id).frames, count)
    }

    /// The page that the domain shares with Xen. It is valid as long as there is a value for the domain.
    pub fn shared_info(&self) -> NonNull<SharedInfo> {
        NonNull::new(self.words.shared.pointer(0, size_of::<SharedInfo>()).cast()).expect("a page")
    }

    /// What this processor shares with Xen. It is valid as long as there is a value for the domain.
    pub fn vcpu_info(&self) -> NonNull<VcpuInfo> {
        let vcpu = &self.words.vcpus[self.vcpu as usize];
        NonNull::new(vcpu.info.pointer(vcpu.offset, size_of::<VcpuInfo>()).cast()).expect("a page")
    }

    /// The domain's event bits in the 2-level layout.
    pub fn two_level(&self) -> TwoLevel<'_> {
        // SAFETY: this value keeps the page, which is accessed atomically by the mock and by these types.
        unsafe { TwoLevel::in_shared_info(self.shared_info()) }
    }

    /// This processor's event words in the 2-level layout.
    pub fn two_level_vcpu(&self) -> TwoLevelVcpu<'_> {
        // SAFETY: as above.
        unsafe { TwoLevelVcpu::in_vcpu_info(self.vcpu_info()) }
    }

    /// Raises a virtual interrupt as Xen does, on this processor where there is one for each; `false` where no port is bound.
    pub fn raise_virq(&self, virq: Virq) -> bool {
        let raised = self.state().raise_virq(self.id, virq, self.vcpu);
        self.machine.changed.notify_all();
        raised
    }

    /// Gives the domain the next real interrupt, of a line of the machine if it is set up; the answer is its number.
    pub fn give_pirq(&self, line: Option<u32>, permitted: bool) -> u32 {
        let mut state = self.state();
        let pirqs = &mut state.domain_mut(self.id).pirqs;
        pirqs.push(Pirq { permitted, line });
        pirqs.len() as u32 - 1
    }

    /// Raises a real interrupt; `false` where no port is bound to it.
    pub fn raise_pirq(&self, pirq: u32) -> bool {
        let raised = self.state().raise_pirq(self.id, pirq);
        self.machine.changed.notify_all();
        raised
    }

    /// Makes a port of the domain whose events end in Xen, as a device model's do, and that waits for `remote`.
    pub fn port_of_xen(&self, remote: DomId) -> Result<Port, Errno> {
        self.state().port_of_xen(self.id, remote)
    }

    /// How many events ended in Xen.
    pub fn received_by_xen(&self) -> usize {
        self.state().domain(self.id).received_by_xen
    }

    /// Whether an event waits on a port.
    pub fn is_pending(&self, port: Port) -> bool {
        self.state().domain(self.id).is_pending(port)
    }

    /// Whether this processor has been told that there is something to visit.
    pub fn has_news(&self) -> bool {
        self.words.vcpus[self.vcpu as usize].has_news()
    }

    /// The number of rings that the domain has registered with Argo.
    pub fn rings(&self) -> usize {
        self.state().domain(self.id).rings.len()
    }

    /// Why the domain was shut down, if it was.
    pub fn shutdown_reason(&self) -> Option<ShutdownReason> {
        self.state().domain(self.id).shutdown
    }

    /// Pauses the domain for its toolstack, or lets it go on. Its calls are served all the same.
    pub fn pause(&self, paused: bool) {
        self.state().domain_mut(self.id).paused = paused;
    }

    /// Lets something go wrong the next time that this domain's calls come past the point where it can.
    pub fn fail_next(&self, fault: Fault) {
        self.state().domain_mut(self.id).faults.push_back(fault);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.machine.state)
    }
}

impl<G> Clone for Domain<G> {
    fn clone(&self) -> Self {
        Self {
            machine: Arc::clone(&self.machine),
            words: Arc::clone(&self.words),
            id: self.id,
            vcpu: self.vcpu,
            guest: PhantomData,
        }
    }
}

impl<G: Guest> fmt::Debug for Domain<G> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Domain")
            .field("id", &self.id)
            .field("guest", &G::NAME)
            .field("vcpu", &self.vcpu)
            .finish_non_exhaustive()
    }
}

/// Who makes a call.
pub(super) struct Caller<'a> {
    pub(super) machine: &'a Shared,
    pub(super) domain: DomId,
    pub(super) vcpu: usize,
}

impl Caller<'_> {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.machine.state)
    }

    fn event_channel_op(&self, memory: &CallerMemory, command: u32, argument: usize) -> Result<(), Errno> {
        /// Reads the argument, performs the operation on it, and writes it back where the operation answers in it.
        macro_rules! with {
            (in $operation:expr) => {{
                let value = memory.read(argument)?;
                let mut state = self.state();
                state.domain_mut(self.domain).meet(Fault::Policy, Errno::EACCES)?;
                let operation = $operation;
                operation(&mut *state, self.domain, value)
            }};
            (inout $operation:expr) => {{
                let mut value = memory.read(argument)?;
                let mut state = self.state();
                state.domain_mut(self.domain).meet(Fault::Policy, Errno::EACCES)?;
                let operation = $operation;
                operation(&mut *state, self.domain, &mut value)?;
                state.domain_mut(self.domain).meet(Fault::WriteBack, Errno::EFAULT)?;
                memory.write(argument, value)
            }};
        }
        use crate::event_channel as e;
        use EventChannelOp as O;
        let Ok(operation) = O::try_from(command) else { return Err(Errno::ENOSYS) };
        match operation {
            O::BindInterdomain => with!(inout State::bind_interdomain),
            O::BindVirq => with!(inout State::bind_virq),
            O::BindPirq => with!(inout State::bind_pirq),
            O::Close => with!(in |state: &mut State, caller, e::Close { port }| state.close(caller, port, true)),
            O::Send => with!(in |state: &mut State, caller, e::Send { port }| state.send(caller, port)),
            O::Status => with!(inout |state: &mut State, caller, status: &mut e::Status| state.status(caller, status)),
            O::AllocUnbound => with!(inout State::alloc_unbound),
            O::BindIpi => with!(inout State::bind_ipi),
            O::BindVcpu => with!(in |state: &mut State, caller, value: e::BindVcpu| state.bind_vcpu(caller, &value)),
            O::Unmask => with!(in |state: &mut State, caller, e::Unmask { port }| state.unmask(caller, port)),
            O::Reset => with!(in |state: &mut State, caller, e::Reset { dom }| state.reset(caller, dom)),
            O::InitControl => with!(inout State::init_control),
            O::ExpandArray => with!(in |state: &mut State, caller, value: e::ExpandArray| state.expand_array(caller, &value)),
            O::SetPriority => with!(in |state: &mut State, caller, value: e::SetPriority| state.set_priority(caller, &value)),
        }
    }

    pub(super) fn call(&self, memory: &CallerMemory, number: u32, arguments: &[usize]) -> usize {
        /// The arguments of a call that takes so many.
        fn take<const N: usize>(number: u32, arguments: &[usize]) -> [usize; N] {
            arguments.first_chunk().copied().unwrap_or_else(|| {
                panic!(
                    "hypercall {number} takes {N} arguments and was passed {}: Xen would read the others anyway",
                    arguments.len()
                )
            })
        }
        let outcome = match HypercallNum(number) {
            HypercallNum::EVENT_CHANNEL_OP => {
                let [command, argument] = take(number, arguments);
                self.event_channel_op(memory, command as u32, argument).map(|()| 0)
            }
            HypercallNum::ARGO_OP => {
                let outcome = self.state().argo_op(self.domain, memory, take(number, arguments));
                match outcome {
                    Ok(count) => Ok(count),
                    Err(SendError::Early(errno)) => Err(errno),
                    // On 64-bit machines Xen computes these results as an unsigned 32-bit number, and widens that.
                    Err(SendError::Late(errno)) => return errno.into_raw() as u32 as usize,
                }
            }
            HypercallNum::SCHED_OP => {
                let [command, argument] = take(number, arguments);
                self.sched_op(memory, command as u32, argument)
            }
            HypercallNum::XEN_VERSION => {
                let [command, argument] = take(number, arguments);
                self.xen_version(memory, command as u32, argument)
            }
            HypercallNum::CONSOLE_IO => {
                let [command, count, buffer] = take(number, arguments);
                self.console_io(memory, command as u32, count as u32, buffer)
            }
            HypercallNum::MULTICALL => {
                let [list, count] = take(number, arguments);
                self.multicall(memory, list, count)
            }
            _ => Err(Errno::ENOSYS),
        };
        outcome.map_or_else(Errno::into_raw, |value| value as usize)
    }
}

// SAFETY: reads and writes what the arguments lead to as the ABI says, and the pages that the guest gave to Xen.
unsafe impl<G: Guest> Hypercall for Domain<G> {
    type Guest = G;

    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        const { assert!(N <= MAX_ARGUMENTS, "a hypercall takes at most five arguments") }
        // SAFETY: the caller vouches for what the arguments lead to.
        let memory = unsafe { CallerMemory::new() };
        let caller = Caller { machine: &self.machine, domain: self.id, vcpu: self.vcpu as usize };
        let result = caller.call(&memory, number, &arguments);
        self.machine.changed.notify_all();
        result
    }
}
