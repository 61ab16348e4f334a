//! A port that closes on drop.

use core::mem::ManuallyDrop;
use core::time::Duration;

use crate::clock::{SystemClock, SystemTime};
use crate::close::NotClosed;
use crate::errno::Errno;
use crate::event_channel::{self, BindPirqFlags, Port, Status};
use crate::hypercall::Hypercall;
use crate::sched;
use crate::xen::{DomId, Virq};

/// A port of the calling domain, closed on drop.
///
/// The value owns the port: see [who may close a port](super#who-may-close-a-port). Opening a port
/// fails with [`EAGAIN`](Errno::EAGAIN) while another vCPU closes a [`Fifo`](super::Fifo).
///
/// Neither opening nor closing a port changes its mask: a new port is masked if the number's last
/// owner left it so.
///
/// `X` is the back end, or a reference to it.
#[derive(Debug)]
#[must_use = "dropping it closes the port"]
pub struct Channel<X: Hypercall> {
    xen: X,
    port: Port,
}

impl<X: Hypercall> Channel<X> {
    /// Allocates an unbound port that `remote` may bind to.
    ///
    /// The caller passes the number to `remote`, usually through xenstore.
    ///
    /// Fails as [`event_channel::alloc_unbound`] does.
    pub fn offer(xen: X, remote: DomId) -> Result<Self, Errno> {
        Self::open(xen, |xen| {
            event_channel::alloc_unbound(xen, DomId::SELF, remote)
        })
    }

    /// Binds to an unbound port that `remote` has offered to this domain.
    ///
    /// Xen makes the new port pending once, since earlier events were dropped: it may be spurious.
    ///
    /// Fails as [`event_channel::bind_interdomain`] does.
    pub fn connect(xen: X, remote: DomId, remote_port: Port) -> Result<Self, Errno> {
        Self::open(xen, |xen| {
            event_channel::bind_interdomain(xen, remote, remote_port)
        })
    }

    /// Creates a channel between two ports of this domain.
    ///
    /// The second port is pending once, as after [`connect`](Self::connect).
    pub fn loopback(xen: X) -> Result<(Self, Self), Errno>
    where
        X: Clone,
    {
        let first = Self::offer(xen.clone(), DomId::SELF)?;
        let second = Self::connect(xen, DomId::SELF, first.port)?;
        Ok((first, second))
    }

    /// Binds a virtual interrupt on a vCPU; on vCPU 0 unless it is per vCPU.
    ///
    /// Fails as [`event_channel::bind_virq`] does.
    pub fn virq(xen: X, virq: Virq, vcpu: u32) -> Result<Self, Errno> {
        Self::open(xen, |xen| event_channel::bind_virq(xen, virq, vcpu))
    }

    /// Binds a physical interrupt.
    ///
    /// Fails as [`event_channel::bind_pirq`] does.
    pub fn pirq(xen: X, pirq: u32, flags: BindPirqFlags) -> Result<Self, Errno> {
        Self::open(xen, |xen| event_channel::bind_pirq(xen, pirq, flags))
    }

    /// Allocates a port for interrupts to one of the domain's own vCPUs.
    ///
    /// Fails as [`event_channel::bind_ipi`] does.
    pub fn ipi(xen: X, vcpu: u32) -> Result<Self, Errno> {
        Self::open(xen, |xen| event_channel::bind_ipi(xen, vcpu))
    }

    /// Takes ownership of an open port of the calling domain.
    ///
    /// Use it for ports that the toolstack opened, such as the console's.
    ///
    /// # Safety
    ///
    /// The port must be open, and no other channel may own it. From now on only the returned
    /// channel may close it.
    pub unsafe fn adopt(xen: X, port: Port) -> Result<Self, Errno> {
        Self::open(xen, |_| Ok(port))
    }

    /// Opens a port by `bind`, and counts it among those of the domain.
    fn open(xen: X, bind: impl FnOnce(&X) -> Result<Port, Errno>) -> Result<Self, Errno> {
        let port = xen.domain_events().open(|| bind(&xen))?;
        Ok(Self { xen, port })
    }

    /// Returns the number of the port.
    pub fn port(&self) -> Port {
        self.port
    }

    /// Sends an event to the remote port or, for an IPI, to its vCPU.
    ///
    /// The event is dropped while the port is unbound.
    pub fn send(&self) -> Result<(), Errno> {
        event_channel::send(&self.xen, self.port)
    }

    /// Sets the vCPU that the port notifies.
    pub fn notify_vcpu(&self, vcpu: u32) -> Result<(), Errno> {
        event_channel::bind_vcpu(&self.xen, self.port, vcpu)
    }

    /// Sets the priority in the FIFO ABI: 0 is the highest of sixteen.
    pub fn set_priority(&self, priority: u32) -> Result<(), Errno> {
        event_channel::set_priority(&self.xen, self.port, priority)
    }

    /// Returns the state of the port.
    pub fn status(&self) -> Result<Status, Errno> {
        event_channel::status(&self.xen, DomId::SELF, self.port)
    }

    /// Blocks until the port, or any unmasked port of this vCPU, is pending.
    ///
    /// See [`wait`].
    pub fn wait(&self, deadline: Option<SystemTime>) -> Result<(), Errno> {
        wait(&self.xen, &[self.port], deadline)
    }

    /// Blocks like [`wait`](Self::wait), with a timeout.
    ///
    /// The timeout is by a clock such as [`PvClock`](crate::clock::PvClock).
    pub fn wait_for(&self, timeout: Duration, clock: &impl SystemClock) -> Result<(), Errno> {
        self.wait(Some(clock.deadline(timeout)))
    }

    /// Closes the port; returns the channel if Xen refuses.
    ///
    /// A port that is closed already, by number or by a restore, is no error.
    pub fn close(self) -> Result<(), NotClosed<Self>> {
        match event_channel::close(&self.xen, self.port) {
            Ok(()) | Err(Errno::EINVAL) => {
                self.into_port();
                Ok(())
            }
            Err(why) => Err(NotClosed { value: self, why }),
        }
    }

    /// Releases the port, which stays open.
    ///
    /// [`adopt`](Self::adopt) turns the number into a channel again. Closing a
    /// [`Fifo`](super::Fifo) closes the port.
    pub fn into_port(self) -> Port {
        let channel = ManuallyDrop::new(self);
        // SAFETY: read once from a value that is not dropped, so that the back end is.
        let xen = unsafe { core::ptr::read(&channel.xen) };
        xen.domain_events().closed();
        channel.port
    }
}

/// A port of this domain, whatever delivers its events.
///
/// A driver that is generic over this trait and over
/// [`SharedMemory`](crate::shared::SharedMemory) runs in a kernel, with [`Channel`], and in a Linux
/// program, with `xen-abi-linux`. Its caller waits for events, since each system does so in its own
/// way.
pub trait EventPort {
    /// Returns the number of the port.
    fn port(&self) -> Port;

    /// Sends an event to the other end. The event is lost while the port is unbound.
    fn send(&self) -> Result<(), Errno>;
}

impl<X: Hypercall> EventPort for Channel<X> {
    #[inline]
    fn port(&self) -> Port {
        Channel::port(self)
    }

    #[inline]
    fn send(&self) -> Result<(), Errno> {
        Channel::send(self)
    }
}

impl<X: Hypercall> Drop for Channel<X> {
    fn drop(&mut self) {
        // If Xen refuses, the port stays open, and is nobody's.
        let _ = event_channel::close(&self.xen, self.port);
        self.xen.domain_events().closed();
    }
}

/// Blocks until one of at most 128 ports is pending, or until a deadline.
///
/// Also returns when any unmasked port of the calling vCPU is pending. `deadline` is a system time.
///
/// It does not report which port is pending, and may return spuriously. Events stay pending.
///
/// The ports should be masked. A pending port that is not masked keeps the vCPU's upcall flag set,
/// and no call blocks until the event is [handled](super::TwoLevel::handle).
///
/// Fails as [`sched::poll`] does.
pub fn wait<X: Hypercall>(
    xen: &X,
    ports: &[Port],
    deadline: Option<SystemTime>,
) -> Result<(), Errno> {
    // Zero stands for no deadline; the moment before anything else is as good for one that has
    // passed. To Xen, so would be one that is later than any of its times.
    let latest = SystemTime::LATEST.as_nanos();
    let deadline = deadline.map_or(0, |deadline| deadline.as_nanos().clamp(1, latest));
    sched::poll(xen, ports, deadline).map(|_| ())
}

/// Blocks like [`wait`], with a timeout.
pub fn wait_for<X: Hypercall>(
    xen: &X,
    ports: &[Port],
    timeout: Duration,
    clock: &impl SystemClock,
) -> Result<(), Errno> {
    wait(xen, ports, Some(clock.deadline(timeout)))
}
