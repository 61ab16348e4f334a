//! Permissions for the devices of a PC: I/O ports and interrupts.

use core::ops::Range;

use super::target::Target;
use crate::errno::Errno;
use crate::toolstack::domctl::{DomctlGsiAction, GsiPermission, IoportPermission};

/// The number of I/O ports.
const PORTS: u32 = 1 << 16;

/// The ports that Xen keeps: those of the interrupt controllers and of the timer.
const KEPT: [Range<u32>; 3] = [0x20..0x22, 0xa0..0xa2, 0x40..0x44];

/// The GSIs of the I/O APIC; that of the timer is Xen's.
const GSIS: u32 = 24;
const TIMER: u32 = 2;

impl Target<'_> {
    /// Checks an argument; the software Xen has no port to permit.
    pub(super) fn permit_ports(wanted: &IoportPermission) -> Result<(), Errno> {
        let (first, count) = (wanted.first_port, wanted.nr_ports);
        let end = first.checked_add(count).filter(|end| *end <= PORTS);
        let Some(end) = end.filter(|end| *end > first) else {
            return Err(Errno::EINVAL);
        };
        let is_kept = |kept: &Range<u32>| kept.start < end && first < kept.end;
        if KEPT.iter().any(is_kept) {
            return Err(Errno::EPERM);
        }
        Ok(())
    }

    /// Checks an argument; the software Xen has no interrupt to permit. Since 4.20.
    pub(super) fn permit_gsi(&self, wanted: &GsiPermission) -> Result<(), Errno> {
        if self.state.minor < 20 {
            return Err(Errno::ENOSYS);
        }
        if ![DomctlGsiAction::REVOKE, DomctlGsiAction::GRANT].contains(&wanted.flags) {
            return Err(Errno::EINVAL);
        }
        match wanted.gsi {
            TIMER => Err(Errno::EPERM),
            ..GSIS => Ok(()),
            _ => Err(Errno::ERANGE),
        }
    }
}
