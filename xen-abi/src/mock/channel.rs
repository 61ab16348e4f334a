//! The state of a port.

use std::vec::Vec;

use crate::event_channel::Port;
use crate::xen::{DomId, Virq};

/// Xen allocates ports in groups of this size.
///
/// The status of every port of a group can be queried, also of a free one.
pub(super) const GROUP: usize = 64;

/// The binding of a port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Bound {
    /// Port 0, which cannot be bound.
    Reserved,
    #[default]
    Free,
    Unbound(DomId),
    Interdomain(DomId, Port),
    Pirq(u32),
    Virq(Virq),
    Ipi,
}

/// A port as Xen sees it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Channel {
    pub(super) bound: Bound,
    /// The vCPU that is notified.
    pub(super) vcpu: u32,
    /// Xen itself consumes the events, as it does for the ioreq page of a device model.
    pub(super) ends_in_xen: bool,
    /// FIFO ABI: the queue of the next event.
    pub(super) priority: u8,
    /// FIFO ABI: the vCPU and the queue of the last event.
    pub(super) last_queue: (u32, u8),
    /// FIFO ABI: raised before the event array had a word for the port.
    pub(super) raised_early: bool,
}

impl Channel {
    /// Whether events set bits in the domain's memory.
    pub(super) fn is_usable(&self) -> bool {
        !self.ends_in_xen && !matches!(self.bound, Bound::Free | Bound::Reserved)
    }
}

/// Returns the ports of a new domain.
pub(super) fn initial() -> Vec<Channel> {
    let mut ports = std::vec![Channel::default(); GROUP];
    ports[0].bound = Bound::Reserved;
    ports
}
