//! The console ring of the hypervisor, and the topology of the host.

use std::format;
use std::string::String;

use super::host::Host;
use super::target::PCPUS;
use super::vcpus::write_all;
use crate::errno::Errno;
use crate::frame::PAGE_SIZE;
use crate::plain::Plain;
use crate::toolstack::sysctl::{
    XenSysctlCputopo, XenSysctlCputopoinfo, XenSysctlMeminfo, XenSysctlNumainfo,
    XenSysctlReadconsole,
};

/// The size of the ring.
const RING: usize = 16384;

/// The distance of the node to itself.
const DISTANCE: u32 = 10;

impl Host<'_> {
    /// Returns all text of the console since the boot.
    fn text(&self) -> String {
        format!(
            "(XEN) Xen version 4.{}.0-software\n{}",
            self.state.minor, self.state.console
        )
    }

    pub(super) fn read_console(&mut self, wanted: &mut XenSysctlReadconsole) -> Result<(), Errno> {
        let text = self.text();
        let oldest = text.len().saturating_sub(RING).max(self.state.discarded);
        let index = wanted.index as usize;
        let from = match wanted.incremental {
            0 => oldest,
            _ if (oldest..=text.len()).contains(&index) => index,
            _ => oldest,
        };
        let count = (wanted.count as usize).min(text.len() - from);
        let part = &text.as_bytes()[from..from + count];
        write_all(self.memory, wanted.buffer.addr(), part)?;
        if wanted.clear != 0 {
            self.state.discarded = from + count;
        }
        (wanted.count, wanted.index) = (count as u32, (from + count) as u32);
        Ok(())
    }

    pub(super) fn topology(&mut self, wanted: &mut XenSysctlCputopoinfo) -> Result<(), Errno> {
        if wanted.cputopo.is_null() {
            wanted.num_cpus = PCPUS;
            return Ok(());
        }
        wanted.num_cpus = wanted.num_cpus.min(PCPUS);
        let topology = XenSysctlCputopo::zeroed();
        for _ in 0..wanted.num_cpus {
            write_all(self.memory, wanted.cputopo.addr(), topology.as_bytes())?;
        }
        Ok(())
    }

    pub(super) fn nodes(&mut self, wanted: &mut XenSysctlNumainfo) -> Result<(), Errno> {
        if wanted.meminfo.is_null() && wanted.distance.is_null() {
            wanted.num_nodes = 1;
            return Ok(());
        }
        wanted.num_nodes = wanted.num_nodes.min(1);
        let host = self.physinfo();
        let node = XenSysctlMeminfo {
            memsize: host.total_pages * PAGE_SIZE as u64,
            memfree: host.free_pages * PAGE_SIZE as u64,
        };
        for _ in 0..wanted.num_nodes {
            if !wanted.meminfo.is_null() {
                write_all(self.memory, wanted.meminfo.addr(), node.as_bytes())?;
            }
            if !wanted.distance.is_null() {
                write_all(self.memory, wanted.distance.addr(), DISTANCE.as_bytes())?;
            }
        }
        Ok(())
    }
}
