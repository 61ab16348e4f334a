//! Other hypercalls: `sched_op`, `xen_version`, `console_io` and `multicall`.

use core::mem::offset_of;
use std::string::String;
use std::thread;
use std::time::Duration;

use super::call::Caller;
use super::memory::CallerMemory;
use super::state::{DomainState, State};
use super::turns;
use crate::clock::SystemTime;
use crate::errno::Errno;
use crate::event_channel::Port;
use crate::features::{XENFEAT_NR_SUBMAPS, XenFeature};
use crate::sched::{Poll, Resumed, SchedOp, Shutdown, ShutdownReason};
use crate::version::{self, XenVersionOp};
use crate::xen::{ConsoleIoCmd, HypercallNum, MulticallEntry, XenDomainHandle};

/// The version suffix that the software Xen reports.
const EXTRA_VERSION: &[u8] = b".0-software";

/// Returns a text with a NUL after it, in an array that is longer.
fn text<const N: usize>(text: &[u8]) -> [u8; N] {
    core::array::from_fn(|index| text.get(index).copied().unwrap_or(0))
}

/// The interval at which a waiting vCPU checks its condition.
///
/// The guest may change its memory without a hypercall that wakes the vCPU.
const LOOK: Duration = Duration::from_millis(5);

impl DomainState {
    /// Records the reason of a shutdown, unless the domain has stated one before. Returns which it
    /// is.
    fn reason(&mut self, Shutdown { reason }: Shutdown) -> ShutdownReason {
        // Xen keeps the low 8 bits.
        *self
            .shutdown_code
            .get_or_insert(ShutdownReason(reason.0 & 0xff))
    }
}

impl Caller<'_> {
    pub(super) fn sched_op(
        &self,
        memory: &CallerMemory,
        command: u32,
        argument: usize,
    ) -> Result<u32, Errno> {
        match SchedOp::try_from(command) {
            Ok(SchedOp::Yield) => thread::yield_now(),
            Ok(SchedOp::Block) => {
                self.state().domain(self.domain).words.vcpus[self.vcpu].allow_interrupts();
                self.wait(None, |state| {
                    Ok(state.domain(self.domain).words.vcpus[self.vcpu].is_interrupted())
                })?;
            }
            Ok(SchedOp::Poll) => {
                let Poll {
                    ports,
                    nr_ports,
                    timeout,
                    ..
                } = memory.read(argument)?;
                if nr_ports > 128 {
                    return Err(Errno::EINVAL);
                }
                let ports = memory.read_many::<Port>(ports.as_ptr().addr(), nr_ports as usize)?;
                // Xen's times are signed: one from 2^63 on has passed.
                let nanoseconds = (timeout as i64).max(0) as u64;
                let end = SystemTime::from_nanos(nanoseconds);
                self.wait((timeout != 0).then_some(end), |state| {
                    let domain = state.domain(self.domain);
                    if domain.words.vcpus[self.vcpu].is_interrupted() {
                        return Ok(true);
                    }
                    for port in &ports {
                        if domain.channel(*port)?.is_usable() && domain.is_pending(*port) {
                            return Ok(true);
                        }
                    }
                    Ok(false)
                })?;
            }
            Ok(SchedOp::ShutdownCode) => {
                let argument = memory.read(argument)?;
                self.state().domain_mut(self.domain).reason(argument);
            }
            Ok(SchedOp::Shutdown) => {
                let argument = memory.read(argument)?;
                let mut state = self.state();
                let domain = state.domain_mut(self.domain);
                let reason = domain.reason(argument);
                if !std::mem::replace(&mut domain.is_shut_down, true) {
                    state.report_change(self.domain);
                }
                drop(state);
                if reason == ShutdownReason::SUSPEND {
                    return self.suspended();
                }
            }
            _ => return Err(Errno::ENOSYS),
        }
        Ok(0)
    }

    /// Blocks the domain until the toolstack resumes it; returns what the call does then.
    fn suspended(&self) -> Result<u32, Errno> {
        self.machine.changed.notify_all();
        self.wait(None, |state| {
            Ok(state.domain(self.domain).resumed.is_some())
        })?;
        let mut state = self.state();
        if !state.lives(self.domain) {
            return Ok(0);
        }
        let domain = state.domain_mut(self.domain);
        (domain.shutdown_code, domain.is_shut_down) = (None, false);
        match domain.resumed.take() {
            Some(Resumed::Cancelled) => Ok(1),
            _ => {
                state.restore(self.domain, &self.machine.time);
                Ok(0)
            }
        }
    }

    /// Blocks the calling vCPU until `ready`, or until `end`.
    fn wait(
        &self,
        end: Option<SystemTime>,
        ready: impl Fn(&State) -> Result<bool, Errno>,
    ) -> Result<(), Errno> {
        let mut state = self.state();
        while state.lives(self.domain) && !ready(&state)? {
            let left = end.map(|end| end.since(self.machine.time.now()));
            if left == Some(Duration::ZERO) {
                break;
            }
            if turns::is_scheduled() {
                drop(state);
                if !turns::wait(end) {
                    // An unwinding thread, for which nobody else runs.
                    break;
                }
                state = self.state();
            } else {
                let limit = left.map_or(LOOK, |left| left.min(LOOK));
                state = self.machine.wait(state, limit);
            }
        }
        Ok(())
    }

    pub(super) fn xen_version(
        &self,
        memory: &CallerMemory,
        command: u32,
        argument: usize,
    ) -> Result<u32, Errno> {
        use XenVersionOp as O;
        match XenVersionOp::try_from(command) {
            Ok(O::Version) => Ok(4 << 16 | u32::from(self.state().minor)),
            Ok(O::Extraversion) => memory
                .write::<version::Extraversion>(argument, text(EXTRA_VERSION))
                .map(|()| 0),
            Ok(O::CompileInfo) => memory
                .write(
                    argument,
                    version::CompileInfo {
                        compiler: text(b"rustc"),
                        compile_by: text(b""),
                        compile_domain: text(b""),
                        compile_date: text(b""),
                    },
                )
                .map(|()| 0),
            Ok(O::Capabilities) => memory
                .write::<version::CapabilitiesInfo>(argument, text(b"xen-3.0-software"))
                .map(|()| 0),
            Ok(O::Changeset) => memory
                .write::<version::ChangesetInfo>(argument, text(b""))
                .map(|()| 0),
            Ok(O::PlatformParameters) => {
                // Xen is mapped in the page tables of a PV guest, at the start of the upper
                // half.
                let upper_half = if self.state().domain(self.domain).is_paravirtual() {
                    1 << (usize::BITS - 1)
                } else {
                    0
                };
                memory
                    .write(
                        argument,
                        version::PlatformParameters {
                            virt_start: upper_half,
                        },
                    )
                    .map(|()| 0)
            }
            Ok(O::GetFeatures) => {
                let info: version::FeatureInfo = memory.read(argument)?;
                if info.submap_idx >= XENFEAT_NR_SUBMAPS as u32 {
                    return Err(Errno::EINVAL);
                }
                memory
                    .write(
                        argument + offset_of!(version::FeatureInfo, submap),
                        self.features(),
                    )
                    .map(|()| 0)
            }
            Ok(O::Pagesize) => Ok(crate::frame::PAGE_SIZE as u32),
            Ok(O::GuestHandle) => memory
                .write::<XenDomainHandle>(argument, [0; 16])
                .map(|()| 0),
            Ok(O::Commandline) => memory
                .write::<version::Commandline>(argument, text(b""))
                .map(|()| 0),
            _ => Err(Errno::ENOSYS),
        }
    }

    /// Returns the features of the kind of guest, as in release 4.17.
    fn features(&self) -> u32 {
        use XenFeature as F;
        let state = self.state();
        let domain = state.domain(self.domain);
        let of_the_kind: &[F] = match domain.guest {
            "pv32" | "pv64" => &[
                F::MMU_PT_UPDATE_PRESERVE_AD,
                F::HIGHMEM_ASSIST,
                F::GNTTAB_MAP_AVAIL_BITS,
            ],
            "arm" => &[
                F::WRITABLE_PAGE_TABLES,
                F::AUTO_TRANSLATED_PHYSMAP,
                F::ARM_SMCCC_SUPPORTED,
            ],
            _ => &[
                F::WRITABLE_PAGE_TABLES,
                F::AUTO_TRANSLATED_PHYSMAP,
                F::HVM_CALLBACK_VECTOR,
                F::HVM_SAFE_PVCLOCK,
            ],
        };
        let common = [F::MEMORY_OP_VNODE_SUPPORTED, F::NOT_DIRECT_MAPPED];
        let privileged = domain.privileged.then_some(F::DOM0);
        of_the_kind
            .iter()
            .chain(&common)
            .chain(&privileged)
            .fold(0, |bits, feature| bits | 1 << feature.0)
    }

    /// Makes several hypercalls in order. A nested multicall fails with `EINVAL`.
    pub(super) fn multicall(
        &self,
        memory: &CallerMemory,
        list: usize,
        count: usize,
    ) -> Result<u32, Errno> {
        for index in 0..count {
            let address = list + index * size_of::<MulticallEntry>();
            let mut entry: MulticallEntry = memory.read(address)?;
            let number = HypercallNum(entry.op as u32);
            entry.result = match number {
                HypercallNum::MULTICALL => Errno::EINVAL.into_raw(),
                // The type of the arguments differs on Arm.
                #[allow(clippy::unnecessary_cast)]
                number => self.call(
                    memory,
                    number.0,
                    &entry.args.map(|argument| argument as usize),
                ),
            } as _;
            memory.write(address, entry)?;
        }
        Ok(0)
    }

    pub(super) fn console_io(
        &self,
        memory: &CallerMemory,
        command: u32,
        count: u32,
        buffer: usize,
    ) -> Result<u32, Errno> {
        if command == ConsoleIoCmd::Write as u32 {
            let characters = memory.read_many::<u8>(buffer, count as usize)?;
            self.state()
                .console
                .push_str(&String::from_utf8_lossy(&characters));
            Ok(0)
        } else if command == ConsoleIoCmd::Read as u32 {
            Ok(0)
        } else {
            Err(Errno::ENOSYS)
        }
    }
}
