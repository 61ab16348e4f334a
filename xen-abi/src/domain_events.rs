//! The state of a domain's event channels that the safe types share.

use core::sync::atomic::{AtomicU32, Ordering};

use crate::errno::Errno;

/// A reset is in progress: no channel may be opened.
const RESETTING: u32 = 1 << 31;
/// A [`Fifo`](crate::events::Fifo) exists, or existed and could not be closed.
const FIFO: u32 = 1 << 30;
/// Mask of the number of channels.
const CHANNELS: u32 = FIFO - 1;

/// The state of a domain's event channels.
///
/// It counts the open [`Channel`](crate::events::Channel)s, and records whether the domain uses the
/// FIFO ABI. Returning to the 2-level ABI closes all ports of the domain, so a
/// [`Fifo`](crate::events::Fifo) does so only while no channel is open. There is one value per
/// domain; a back end returns it from
/// [`Hypercall::domain_events`](crate::Hypercall::domain_events).
#[derive(Debug, Default)]
pub struct DomainEvents(AtomicU32);

/// The number of channels that keep a domain in the FIFO ABI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChannelsOpen(pub(crate) u32);

impl DomainEvents {
    /// A domain in the 2-level ABI without open channels.
    #[inline]
    pub const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Returns the value of the domain in which a kernel runs.
    #[inline]
    pub(crate) fn of_this_program() -> &'static Self {
        static THIS: DomainEvents = DomainEvents::new();
        &THIS
    }

    /// Returns the number of open channels.
    ///
    /// A leaked channel counts for ever, since its port is still open.
    #[inline]
    pub fn channels(&self) -> u32 {
        self.0.load(Ordering::Relaxed) & CHANNELS
    }

    /// Opens a port by `bind` and counts its channel.
    ///
    /// Fails with [`EAGAIN`](Errno::EAGAIN) during a reset.
    pub(crate) fn open<P>(&self, bind: impl FnOnce() -> Result<P, Errno>) -> Result<P, Errno> {
        // Counted first: a reset that begins afterwards sees the channel.
        let count = |state: u32| {
            (state & RESETTING == 0 && state & CHANNELS < CHANNELS).then_some(state + 1)
        };
        self.0
            .fetch_update(Ordering::Acquire, Ordering::Relaxed, count)
            .map_err(|_| Errno::EAGAIN)?;
        bind().inspect_err(|_| self.closed())
    }

    /// Stops counting a channel, whose port is closed or released.
    #[inline]
    pub(crate) fn closed(&self) {
        self.0.fetch_sub(1, Ordering::Release);
    }

    /// Claims the FIFO ABI; returns `false` if it is claimed already.
    #[inline]
    pub(crate) fn claim_fifo(&self) -> bool {
        self.0.fetch_or(FIFO, Ordering::Acquire) & FIFO == 0
    }

    /// Releases the claim of the FIFO ABI, which Xen has not switched to.
    #[inline]
    pub(crate) fn release_fifo(&self) {
        self.0.fetch_and(!FIFO, Ordering::Release);
    }

    /// Leaves the FIFO ABI by `reset` and returns its result, unless a channel is open.
    pub(crate) fn end_fifo(
        &self,
        reset: impl FnOnce() -> Result<(), Errno>,
    ) -> Result<Result<(), Errno>, ChannelsOpen> {
        /// The state to set afterwards, also after a panic.
        struct Afterwards<'a>(&'a AtomicU32, u32);

        impl Drop for Afterwards<'_> {
            #[inline]
            fn drop(&mut self) {
                // Nobody else changes the state during a reset.
                self.0.store(self.1, Ordering::Release);
            }
        }

        self.0
            .compare_exchange(FIFO, FIFO | RESETTING, Ordering::Acquire, Ordering::Relaxed)
            .map_err(|state| ChannelsOpen(state & CHANNELS))?;
        let mut afterwards = Afterwards(&self.0, FIFO);
        let outcome = reset();
        if outcome.is_ok() {
            afterwards.1 = 0;
        }
        Ok(outcome)
    }
}

#[cfg(all(test, feature = "event_channel"))]
mod tests {
    use super::*;
    use crate::event_channel::Port;

    #[test]
    fn a_reset_and_an_open_channel_exclude_each_other() {
        let events = DomainEvents::new();
        assert!(events.claim_fifo() && !events.claim_fifo());
        assert_eq!(events.open(|| Ok(Port(1))), Ok(Port(1)));
        let refused: Result<Port, Errno> = events.open(|| Err(Errno::ENOSPC));
        assert_eq!(refused, Err(Errno::ENOSPC));
        assert_eq!(events.channels(), 1);
        let never = || unreachable!("a channel is open");
        assert_eq!(events.end_fifo(never), Err(ChannelsOpen(1)));
        events.closed();
        let refused = events.end_fifo(|| {
            let during: Result<Port, _> = events.open(|| unreachable!("a reset is under way"));
            assert_eq!(during, Err(Errno::EAGAIN));
            Err(Errno::EBUSY)
        });
        assert_eq!(refused, Ok(Err(Errno::EBUSY)));
        assert!(!events.claim_fifo(), "still in use");
        assert_eq!(events.end_fifo(|| Ok(())), Ok(Ok(())));
        assert!(events.claim_fifo());
        events.release_fifo();
        assert!(events.claim_fifo());
    }
}
