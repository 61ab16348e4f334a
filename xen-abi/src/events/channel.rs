//! A port that is closed when nobody holds it any more.

use core::mem::ManuallyDrop;
use core::time::Duration;

use crate::clock::{SystemClock, SystemTime};
use crate::close::NotClosed;
use crate::errno::Errno;
use crate::event_channel::{self, BindPirqFlags, Port, Status};
use crate::hypercall::Hypercall;
use crate::sched;
use crate::xen::{DomId, Virq};

/// A port of the calling domain, closed when the value is dropped.
///
/// The value owns the port: see [who may close a port](super#who-may-close-a-port). A port that is
/// opened while another vCPU closes a [`Fifo`](super::Fifo) is [`EAGAIN`](Errno::EAGAIN).
///
/// `X` is the back end, or a reference to it.
#[derive(Debug)]
#[must_use = "dropping it closes the port"]
pub struct Channel<X: Hypercall> {
    xen: X,
    port: Port,
}

impl<X: Hypercall> Channel<X> {
    /// Opens a port to which `remote` may bind, once it has learned the number by another way.
    ///
    /// Fails as [`event_channel::alloc_unbound`] does.
    pub fn offer(xen: X, remote: DomId) -> Result<Self, Errno> {
        Self::open(xen, |xen| {
            event_channel::alloc_unbound(xen, DomId::SELF, remote)
        })
    }

    /// Binds to a port that `remote` has opened for this domain.
    ///
    /// Xen raises the new port once, as it cannot know what was sent before: take it for a
    /// question, and look for work.
    ///
    /// Fails as [`event_channel::bind_interdomain`] does.
    pub fn connect(xen: X, remote: DomId, remote_port: Port) -> Result<Self, Errno> {
        Self::open(xen, |xen| {
            event_channel::bind_interdomain(xen, remote, remote_port)
        })
    }

    /// Makes a wire whose two ends are both this domain's. The second end has been raised once, as
    /// by [`connect`](Self::connect).
    pub fn loopback(xen: X) -> Result<(Self, Self), Errno>
    where
        X: Clone,
    {
        let first = Self::offer(xen.clone(), DomId::SELF)?;
        let second = Self::connect(xen, DomId::SELF, first.port)?;
        Ok((first, second))
    }

    /// Takes a virtual interrupt of a processor, or with processor 0 one of the whole domain.
    ///
    /// Fails as [`event_channel::bind_virq`] does.
    pub fn virq(xen: X, virq: Virq, vcpu: u32) -> Result<Self, Errno> {
        Self::open(xen, |xen| event_channel::bind_virq(xen, virq, vcpu))
    }

    /// Takes a real interrupt.
    ///
    /// Fails as [`event_channel::bind_pirq`] does.
    pub fn pirq(xen: X, pirq: u32, flags: BindPirqFlags) -> Result<Self, Errno> {
        Self::open(xen, |xen| event_channel::bind_pirq(xen, pirq, flags))
    }

    /// Makes a port by which the domain interrupts one of its own processors.
    ///
    /// Fails as [`event_channel::bind_ipi`] does.
    pub fn ipi(xen: X, vcpu: u32) -> Result<Self, Errno> {
        Self::open(xen, |xen| event_channel::bind_ipi(xen, vcpu))
    }

    /// Takes charge of a port of the calling domain that is in use, such as the one that a
    /// toolstack opened for its console.
    ///
    /// # Safety
    ///
    /// The port must be open, and no other channel may hold it. From now on only the returned
    /// channel may close it.
    pub unsafe fn adopt(xen: X, port: Port) -> Result<Self, Errno> {
        Self::open(xen, |_| Ok(port))
    }

    /// Opens a port by `bind`, and counts it among those of the domain.
    fn open(xen: X, bind: impl FnOnce(&X) -> Result<Port, Errno>) -> Result<Self, Errno> {
        let port = xen.domain_events().open(|| bind(&xen))?;
        Ok(Self { xen, port })
    }

    /// The number of the port.
    pub fn port(&self) -> Port {
        self.port
    }

    /// Raises the far end, or the processor behind an ipi port. While nobody has bound to the port,
    /// the event is dropped.
    pub fn send(&self) -> Result<(), Errno> {
        event_channel::send(&self.xen, self.port)
    }

    /// Chooses the processor that the port notifies.
    pub fn notify_vcpu(&self, vcpu: u32) -> Result<(), Errno> {
        event_channel::bind_vcpu(&self.xen, self.port, vcpu)
    }

    /// Chooses the queue of the FIFO layout, 0 being the most urgent of sixteen.
    pub fn set_priority(&self, priority: u32) -> Result<(), Errno> {
        event_channel::set_priority(&self.xen, self.port, priority)
    }

    /// What the port is bound to.
    pub fn status(&self) -> Result<Status, Errno> {
        event_channel::status(&self.xen, DomId::SELF, self.port)
    }

    /// Sleeps until an event waits on the port, or on another port of this processor that is not
    /// masked.
    ///
    /// See [`wait`].
    pub fn wait(&self, deadline: Option<SystemTime>) -> Result<(), Errno> {
        wait(&self.xen, &[self.port], deadline)
    }

    /// Sleeps as [`wait`](Self::wait), for a time by a clock such as
    /// [`PvClock`](crate::clock::PvClock).
    pub fn wait_for(&self, timeout: Duration, clock: &impl SystemClock) -> Result<(), Errno> {
        self.wait(Some(clock.now() + timeout))
    }

    /// Closes the port, and gives the channel back if Xen refuses.
    ///
    /// A port that is closed already, because the domain was restored or by its number, is closed.
    pub fn close(self) -> Result<(), NotClosed<Self>> {
        match event_channel::close(&self.xen, self.port) {
            Ok(()) | Err(Errno::EINVAL) => {
                self.into_port();
                Ok(())
            }
            Err(why) => Err(NotClosed { value: self, why }),
        }
    }

    /// Leaves the port open, and to the caller.
    ///
    /// It is a number from now on, which [`adopt`](Self::adopt) turns into a channel again. Closing
    /// a [`Fifo`](super::Fifo) closes it.
    pub fn into_port(self) -> Port {
        let channel = ManuallyDrop::new(self);
        // SAFETY: read once from a value that is not dropped, so that the back end is.
        let xen = unsafe { core::ptr::read(&channel.xen) };
        xen.domain_events().closed();
        channel.port
    }
}

impl<X: Hypercall> Drop for Channel<X> {
    fn drop(&mut self) {
        // If Xen refuses, the port stays open, and is nobody's.
        let _ = event_channel::close(&self.xen, self.port);
        self.xen.domain_events().closed();
    }
}

/// Sleeps until an event waits on one of the ports, at most 128, or on any other port of the
/// calling processor that is not masked, or until Xen's system time reaches `deadline`.
///
/// It does not tell which: look at the ports, and expect that nothing has happened. Events stay
/// pending.
///
/// The ports should be masked. One that is not, once raised, leaves the processor with news, and
/// until that is [handled](super::TwoLevel::handle) no call sleeps any more.
///
/// Fails as [`sched::poll`] does.
pub fn wait<X: Hypercall>(
    xen: &X,
    ports: &[Port],
    deadline: Option<SystemTime>,
) -> Result<(), Errno> {
    // Zero stands for no deadline; the moment before anything else is as good for one that has
    // passed.
    let deadline = deadline.map_or(0, |deadline| deadline.as_nanos().max(1));
    sched::poll(xen, ports, deadline).map(|_| ())
}
