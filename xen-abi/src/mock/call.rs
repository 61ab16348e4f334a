//! Dispatch of hypercalls, and the conversion of their arguments and results.

use super::argo::SendError;
use super::memory::CallerMemory;
use super::setup::Fault;
use super::state::{Locked, Shared, State};
use crate::errno::Errno;
use crate::event_channel::EventChannelOp;
use crate::memory::MemoryOp;
use crate::xen::{DomId, HypercallNum};

/// The number of an operation of toolstacks.
#[cfg(feature = "toolstack")]
const CLAIM_PAGES: u32 = crate::toolstack::memory::MemoryOp::ClaimPages as u32;

/// The vCPU that makes a hypercall.
pub(super) struct Caller<'a> {
    pub(super) machine: &'a Shared,
    pub(super) domain: DomId,
    pub(super) vcpu: usize,
}

impl Caller<'_> {
    pub(super) fn state(&self) -> Locked<'_> {
        self.machine.state()
    }

    fn event_channel_op(
        &self,
        memory: &CallerMemory,
        command: u32,
        argument: usize,
    ) -> Result<(), Errno> {
        /// Reads the argument, performs the operation, and writes an IN/OUT argument back.
        macro_rules! with {
            (in $operation:expr) => {{
                let value = memory.read(argument)?;
                let mut state = self.state();
                state
                    .domain_mut(self.domain)
                    .meet(Fault::Policy, Errno::EACCES)?;
                let operation = $operation;
                operation(&mut *state, self.domain, value)
            }};
            (inout $operation:expr) => {{
                let mut value = memory.read(argument)?;
                let mut state = self.state();
                state
                    .domain_mut(self.domain)
                    .meet(Fault::Policy, Errno::EACCES)?;
                let operation = $operation;
                operation(&mut *state, self.domain, &mut value)?;
                state
                    .domain_mut(self.domain)
                    .meet(Fault::WriteBack, Errno::EFAULT)?;
                memory.write(argument, value)
            }};
        }
        use crate::event_channel as e;
        use EventChannelOp as O;
        let Ok(operation) = O::try_from(command) else {
            return Err(Errno::ENOSYS);
        };
        match operation {
            O::BindInterdomain => with!(inout State::bind_interdomain),
            O::BindVirq => with!(inout State::bind_virq),
            O::BindPirq => with!(inout State::bind_pirq),
            O::Close => {
                with!(in |state: &mut State, caller, e::Close { port }| {
                    state.close(caller, port, true)
                })
            }
            O::Send => {
                with!(in |state: &mut State, caller, e::Send { port }| state.send(caller, port))
            }
            O::Status => {
                with!(inout |state: &mut State, caller, status: &mut e::Status| {
                    state.status(caller, status)
                })
            }
            O::AllocUnbound => with!(inout State::alloc_unbound),
            O::BindIpi => with!(inout State::bind_ipi),
            O::BindVcpu => {
                with!(in |state: &mut State, caller, value: e::BindVcpu| {
                    state.bind_vcpu(caller, &value)
                })
            }
            O::Unmask => {
                with!(in |state: &mut State, caller, e::Unmask { port }| state.unmask(caller, port))
            }
            O::Reset => {
                with!(in |state: &mut State, caller, e::Reset { dom }| state.reset(caller, dom))
            }
            O::InitControl => with!(inout State::init_control),
            O::ExpandArray => {
                with!(in |state: &mut State, caller, value: e::ExpandArray| {
                    state.expand_array(caller, &value)
                })
            }
            O::SetPriority => {
                with!(in |state: &mut State, caller, value: e::SetPriority| {
                    state.set_priority(caller, &value)
                })
            }
        }
    }

    pub(super) fn call(&self, memory: &CallerMemory, number: u32, arguments: &[usize]) -> usize {
        /// Returns the first `N` arguments.
        fn take<const N: usize>(number: u32, arguments: &[usize]) -> [usize; N] {
            arguments.first_chunk().copied().unwrap_or_else(|| {
                panic!(
                    "hypercall {number} takes {N} arguments and was passed {}: \
                     Xen would read the others anyway",
                    arguments.len()
                )
            })
        }
        assert!(self.state().lives(self.domain), "the domain was destroyed");
        let outcome = match HypercallNum(number) {
            HypercallNum::EVENT_CHANNEL_OP => {
                let [command, argument] = take(number, arguments);
                let outcome = self.event_channel_op(memory, command as u32, argument);
                self.state().serve_xenstore();
                outcome.map(|()| 0)
            }
            HypercallNum::ARGO_OP => {
                let outcome = self
                    .state()
                    .argo_op(self.domain, memory, take(number, arguments));
                match outcome {
                    Ok(count) => Ok(count),
                    Err(SendError::Early(errno)) => Err(errno),
                    // On 64-bit machines Xen computes these results as an unsigned 32-bit integer
                    // and zero-extends it.
                    Err(SendError::Late(errno)) => return errno.into_raw() as u32 as usize,
                }
            }
            HypercallNum::GRANT_TABLE_OP => {
                let [command, list, count] = take(number, arguments);
                self.grant_table_op(memory, command as u32, list, count as u32)
                    .map(|()| 0)
            }
            HypercallNum::MEMORY_OP => {
                let [command, argument] = take(number, arguments);
                match MemoryOp::try_from(command as u32) {
                    #[cfg(feature = "toolstack")]
                    Ok(MemoryOp::PopulatePhysmap) => Ok(self.populate_physmap(memory, argument)),
                    // Guests do not have it.
                    #[cfg(feature = "toolstack")]
                    Err(_) if command as u32 == CLAIM_PAGES => {
                        self.claim_pages(memory, argument).map(|()| 0)
                    }
                    Ok(MemoryOp::AddToPhysmap) => self.add_to_physmap(memory, argument).map(|()| 0),
                    _ => Err(Errno::ENOSYS),
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
            #[cfg(feature = "toolstack")]
            HypercallNum::DOMCTL => {
                let [argument] = take(number, arguments);
                self.domctl(memory, argument).map(|()| 0)
            }
            #[cfg(feature = "toolstack")]
            HypercallNum::SYSCTL => {
                let [argument] = take(number, arguments);
                self.sysctl(memory, argument).map(|()| 0)
            }
            #[cfg(all(
                feature = "toolstack",
                any(target_arch = "x86_64", target_arch = "x86")
            ))]
            HypercallNum::PLATFORM_OP => {
                let [argument] = take(number, arguments);
                self.platform_op(memory, argument).map(|()| 0)
            }
            _ => Err(Errno::ENOSYS),
        };
        outcome.map_or_else(Errno::into_raw, |value| value as usize)
    }
}
