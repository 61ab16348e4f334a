//! The few calls beside event channels and Argo that a small guest needs: waiting, the version, the console.

use core::mem::offset_of;
use std::string::String;
use std::thread;
use std::time::{Duration, Instant};

use super::machine::{Caller, State};
use super::memory::CallerMemory;
use crate::errno::Errno;
use crate::event_channel::Port;
use crate::sched::{Poll, SchedOp, Shutdown};
use crate::version::XenVersionOp;
use crate::xen::ConsoleIoCmd;

/// The version that the software Xen says it is: 4.20.
const VERSION: u32 = 4 << 16 | 20;

/// What it calls the part after that.
const EXTRA_VERSION: &[u8; 16] = b".0-software\0\0\0\0\0";

/// How long a waiting processor goes without looking, should nobody wake it: the guest's own memory changes unseen.
const LOOK: Duration = Duration::from_millis(5);

impl Caller<'_> {
    pub(super) fn sched_op(&self, memory: &CallerMemory, command: u32, argument: usize) -> Result<u32, Errno> {
        match SchedOp::try_from(command) {
            Ok(SchedOp::Yield) => thread::yield_now(),
            Ok(SchedOp::Block) => {
                self.state().domain(self.domain).words.vcpus[self.vcpu].allow_interrupts();
                self.wait(None, |state| Ok(state.domain(self.domain).words.vcpus[self.vcpu].is_interrupted()))?;
            }
            Ok(SchedOp::Poll) => {
                let Poll { ports, nr_ports, timeout, .. } = memory.read(argument)?;
                if nr_ports > 128 {
                    return Err(Errno::EINVAL);
                }
                let ports = memory.read_many::<Port>(ports.as_ptr().addr(), nr_ports as usize)?;
                let end = (timeout != 0).then(|| self.machine.started + Duration::from_nanos(timeout));
                self.wait(end, |state| {
                    let domain = state.domain(self.domain);
                    let mut ready = domain.words.vcpus[self.vcpu].is_interrupted();
                    for port in &ports {
                        ready |= domain.channel(*port)?.is_usable() && domain.is_pending(*port);
                    }
                    Ok(ready)
                })?;
            }
            Ok(SchedOp::Shutdown | SchedOp::ShutdownCode) => {
                let Shutdown { reason } = memory.read(argument)?;
                self.state().domain_mut(self.domain).shutdown.get_or_insert(reason);
            }
            _ => return Err(Errno::ENOSYS),
        }
        Ok(0)
    }

    /// Lets the calling processor sleep until `ready`, or until it is late.
    fn wait(&self, end: Option<Instant>, ready: impl Fn(&State) -> Result<bool, Errno>) -> Result<(), Errno> {
        let mut state = self.state();
        while state.domains.contains_key(&self.domain) && !ready(&state)? {
            let left = match end {
                Some(end) => match end.checked_duration_since(Instant::now()) {
                    Some(left) if !left.is_zero() => left.min(LOOK),
                    _ => break,
                },
                None => LOOK,
            };
            state = match self.machine.changed.wait_timeout(state, left) {
                Ok((state, _)) => state,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
        Ok(())
    }

    pub(super) fn xen_version(&self, memory: &CallerMemory, command: u32, argument: usize) -> Result<u32, Errno> {
        match XenVersionOp::try_from(command) {
            Ok(XenVersionOp::Version) => Ok(VERSION),
            Ok(XenVersionOp::Extraversion) => memory.write(argument, *EXTRA_VERSION).map(|()| 0),
            Ok(XenVersionOp::Pagesize) => Ok(crate::frame::PAGE_SIZE as u32),
            Ok(XenVersionOp::GetFeatures) => {
                let info: crate::version::FeatureInfo = memory.read(argument)?;
                if info.submap_idx != 0 {
                    return Err(Errno::EINVAL);
                }
                memory.write(argument + offset_of!(crate::version::FeatureInfo, submap), 0_u32).map(|()| 0)
            }
            _ => Err(Errno::ENOSYS),
        }
    }

    pub(super) fn console_io(&self, memory: &CallerMemory, command: u32, count: u32, buffer: usize) -> Result<u32, Errno> {
        if command == ConsoleIoCmd::Write as u32 {
            let characters = memory.read_many::<u8>(buffer, count as usize)?;
            self.state().console.push_str(&String::from_utf8_lossy(&characters));
            Ok(0)
        } else if command == ConsoleIoCmd::Read as u32 {
            Ok(0)
        } else {
            Err(Errno::ENOSYS)
        }
    }
}
