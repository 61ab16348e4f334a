//! The transport of kernels: the page that a guest shares with xenstore.

use core::fmt;
use core::mem::offset_of;
use core::sync::atomic::Ordering;
use core::time::Duration;

use super::transport::{Transport, TransportError};
use crate::Errno;
use crate::clock::{SystemClock, SystemTime};
use crate::event_channel::Port;
use crate::events::Channel;
use crate::hypercall::Hypercall;
use crate::io::xs_wire::{Connection, DomainInterface, ServerFeatures};
use crate::ring::{RingError, StreamReader, StreamWriter, Streams};
use crate::shared::{SharedMemory, Window};

/// The ring page, with the port for its events.
///
/// A guest finds page and port through the start info or its HVM parameters, or grants a page of
/// its own. `wait` blocks the calling thread until an event arrives or a deadline passes; it may
/// return early:
///
#[cfg_attr(feature = "mock", doc = "```")]
#[cfg_attr(not(feature = "mock"), doc = "```ignore")]
/// use core::time::Duration;
/// use xen_abi::clock::SystemTime;
/// use xen_abi::events::{Channel, wait};
/// use xen_abi::mock::Domain;
/// use xen_abi::ring::RingError;
/// use xen_abi::shared::SharedMemory;
/// use xen_abi::xenstore::{RingTransport, Transport, Xenstore};
/// use xen_abi::{Errno, Hypercall};
///
/// fn connect<'a>(
///     domain: &'a Domain,
///     page: impl SharedMemory + Clone + 'a,
///     channel: Channel<&'a Domain>,
/// ) -> Result<Xenstore<impl Transport + 'a>, RingError> {
///     let port = channel.port();
///     domain.two_level().mask(port);
///     let wait = move |deadline: SystemTime| -> Result<(), Errno> {
///         wait(domain, &[port], Some(deadline))?;
///         domain.two_level().clear(port);
///         Ok(())
///     };
///     let limit = Duration::from_secs(5);
///     Ok(Xenstore::new(RingTransport::new(page, channel, wait, domain, limit)?))
/// }
/// ```
pub struct RingTransport<M: SharedMemory, X: Hypercall, W, C> {
    memory: M,
    /// `None` until xenstore has ended a reset that another one began.
    ends: Option<Ends<M>>,
    channel: Channel<X>,
    wait: W,
    clock: C,
    limit: Duration,
    deadline: SystemTime,
}

type Ends<M> = (StreamWriter<M, Window<M>>, StreamReader<M, Window<M>>);

/// Attaches to both streams where their indices are.
fn attach<M: SharedMemory + Clone>(memory: &M) -> Result<Ends<M>, RingError> {
    let (input, output) = (DomainInterface::INPUT, DomainInterface::OUTPUT);
    let request = output.inside(memory.clone())?;
    let response = input.inside(memory.clone())?;
    Ok((
        StreamWriter::attach(output, memory.clone(), request)?,
        StreamReader::attach(input, memory.clone(), response)?,
    ))
}

const CONNECTION: usize = offset_of!(DomainInterface, connection);

/// Returns whether xenstore is to reset the connection: no other field has a meaning until then.
fn is_being_reset<M: SharedMemory>(memory: &M) -> bool {
    // Acquire: the indices are those after the reset.
    memory.load(CONNECTION, Ordering::Acquire) == Connection::RECONNECT.0
}

impl<M, X, W, C> RingTransport<M, X, W, C>
where
    M: SharedMemory + Clone,
    X: Hypercall,
    W: FnMut(SystemTime) -> Result<(), Errno>,
    C: SystemClock,
{
    /// Attaches to the ring page.
    ///
    /// No operation of the client takes longer than `limit`. In a guest that starts before xenstore
    /// serves it, as one without a toolstack may, operations wait until it does.
    pub fn new(
        memory: M,
        channel: Channel<X>,
        wait: W,
        clock: C,
        limit: Duration,
    ) -> Result<Self, RingError> {
        if memory.size() < size_of::<DomainInterface>() {
            return Err(RingError::Size(memory.size()));
        }
        let ends = match is_being_reset(&memory) {
            true => None,
            false => Some(attach(&memory)?),
        };
        let deadline = clock.deadline(limit);
        Ok(Self {
            memory,
            ends,
            channel,
            wait,
            clock,
            limit,
            deadline,
        })
    }

    /// Returns the features of xenstore.
    ///
    /// Xenstore before Xen 4.5 writes none: the page must have been zero.
    pub fn features(&self) -> ServerFeatures {
        let at = offset_of!(DomainInterface, server_features);
        ServerFeatures::from_bits_retain(self.memory.load(at, Ordering::Acquire))
    }

    /// Returns both streams, unless xenstore does not serve the guest yet.
    fn ends(&mut self) -> Result<Option<&mut Ends<M>>, RingError> {
        if self.ends.is_none() && !is_being_reset(&self.memory) {
            self.ends = Some(attach(&self.memory)?);
        }
        Ok(self.ends.as_mut())
    }

    fn notify(&self, count: usize) -> Result<usize, TransportError> {
        if count > 0 {
            self.channel.send()?;
        }
        Ok(count)
    }
}

impl<M, X, W, C> Transport for RingTransport<M, X, W, C>
where
    M: SharedMemory + Clone,
    X: Hypercall,
    W: FnMut(SystemTime) -> Result<(), Errno>,
    C: SystemClock,
{
    fn port(&self) -> Option<Port> {
        Some(self.channel.port())
    }

    fn read(&mut self, bytes: &mut [u8]) -> Result<usize, TransportError> {
        let Some((_, responses)) = self.ends()? else {
            return Ok(0);
        };
        let count = responses.read(bytes)?;
        self.notify(count)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize, TransportError> {
        let Some((requests, _)) = self.ends()? else {
            return Ok(0);
        };
        let count = requests.write(bytes)?;
        self.notify(count)
    }

    fn begin(&mut self) {
        self.deadline = self.clock.deadline(self.limit);
    }

    fn check(&mut self) -> Result<(), TransportError> {
        if self.clock.now() >= self.deadline {
            return Err(TransportError::TimedOut);
        }
        Ok(())
    }

    fn wait(&mut self) -> Result<(), TransportError> {
        self.check()?;
        (self.wait)(self.deadline)?;
        Ok(())
    }

    fn reconnect(&mut self) -> Result<(), TransportError> {
        if !self.features().contains(ServerFeatures::RECONNECTION) {
            return Err(TransportError::Unsupported);
        }
        self.memory
            .store(CONNECTION, Connection::RECONNECT.0, Ordering::Release);
        self.channel.send()?;
        while self.memory.load(CONNECTION, Ordering::Acquire) != Connection::CONNECTED.0 {
            self.wait()?;
        }
        self.ends = Some(attach(&self.memory)?);
        Ok(())
    }
}

impl<M: SharedMemory, X: Hypercall, W, C> fmt::Debug for RingTransport<M, X, W, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RingTransport")
            .field("port", &self.channel.port())
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
