//! Queues of events in a shared page: keyboards, frame buffers, displays, sound and cameras.
//!
//! They have counters like streams, and an array of records with any length.

use core::fmt;
use core::marker::PhantomData;
use core::sync::atomic::Ordering;

use super::error::RingError;
use super::index::distance;
use crate::plain::Plain;
use crate::shared::SharedMemory;

/// The places of one direction's events in the page that both ends share.
///
/// The pages of the protocols have constants for them, such as `io::kbdif::Page::INPUT`.
pub struct EventQueue<T> {
    /// The offset of the number of events read, in bytes.
    pub cons: usize,
    /// The offset of the number of events written, in bytes.
    pub prod: usize,
    /// The offset of the array, in bytes.
    pub start: usize,
    /// The number of events that fit the array.
    pub len: u32,
    /// The type of an event.
    pub event: PhantomData<fn() -> T>,
}

impl<T> Clone for EventQueue<T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for EventQueue<T> {}

impl<T> fmt::Debug for EventQueue<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("EventQueue");
        shown.field("cons", &self.cons).field("prod", &self.prod);
        shown.field("start", &self.start).field("len", &self.len);
        shown.finish()
    }
}

impl<T: Plain> EventQueue<T> {
    /// Checks that the queue lies in a memory.
    #[inline]
    fn check<M: SharedMemory>(&self, memory: &M) -> Result<(), RingError> {
        let size = memory.size();
        let word = size_of::<u32>();
        let is_word =
            |at: usize| at % word == 0 && at.checked_add(word).is_some_and(|end| end <= size);
        let bytes = (self.len as usize).checked_mul(size_of::<T>());
        let end = bytes.and_then(|bytes| bytes.checked_add(self.start));
        let fits = self.len > 0 && end.is_some_and(|end| end <= size);
        match fits && is_word(self.cons) && is_word(self.prod) {
            true => Ok(()),
            false => Err(RingError::Size(size)),
        }
    }

    /// Returns the offset of the event that a counter counts.
    ///
    /// The counters wrap at 32 bits. Unless the length is a power of two, the place jumps there, so
    /// that events before and behind it may have one place: that is the protocol.
    #[inline]
    fn place(&self, count: u32) -> usize {
        self.start + (count % self.len) as usize * size_of::<T>()
    }
}

/// The end that reads events.
///
/// ```
/// use core::marker::PhantomData;
/// use xen_abi::ring::{EventQueue, EventReader, EventWriter, RingError};
/// use xen_abi::shared::SharedPage;
///
/// static PAGE: SharedPage = SharedPage::new();
/// const KEYS: EventQueue<u64> =
///     EventQueue { cons: 0, prod: 4, start: 1024, len: 3, event: PhantomData };
///
/// let mut writer = EventWriter::attach(KEYS, &PAGE)?;
/// let mut reader = EventReader::attach(KEYS, &PAGE)?;
/// for key in [30, 31, 32] {
///     writer.push(&key)?;
/// }
/// assert_eq!(writer.push(&33), Err(RingError::Full));
/// assert_eq!(reader.take()?, Some(30));
/// assert_eq!(writer.push(&33), Ok(()));
/// # Ok::<(), RingError>(())
/// ```
#[derive(Debug)]
pub struct EventReader<T, M> {
    queue: EventQueue<T>,
    memory: M,
    /// The number of events read. The counter in the memory is for the writer.
    taken: u32,
}

impl<T: Plain, M: SharedMemory> EventReader<T, M> {
    /// Attaches a reader that goes on at the counter in the memory.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the queue does not lie in the memory.
    pub fn attach(queue: EventQueue<T>, memory: M) -> Result<Self, RingError> {
        queue.check(&memory)?;
        let taken = memory.load(queue.cons, Ordering::Relaxed);
        Ok(Self {
            queue,
            memory,
            taken,
        })
    }

    /// Returns the number of events to take.
    ///
    /// # Errors
    ///
    /// [`RingError::Producer`] if the writer claims more than fit: it is hostile, or has overwritten
    /// events that were not read in time.
    #[inline]
    pub fn available(&self) -> Result<u32, RingError> {
        // Acquire: the events that the writer wrote before the counter are visible.
        let produced = self.memory.load(self.queue.prod, Ordering::Acquire);
        let ahead = distance(self.taken, produced);
        let limit = self.queue.len;
        match ahead > limit {
            true => Err(RingError::Producer { ahead, limit }),
            false => Ok(ahead),
        }
    }

    /// Takes the next event, if there is one.
    ///
    /// # Errors
    ///
    /// As [`available`](Self::available).
    #[inline]
    pub fn take(&mut self) -> Result<Option<T>, RingError> {
        if self.available()? == 0 {
            return Ok(None);
        }
        let event = self.memory.get(self.queue.place(self.taken));
        self.taken = self.taken.wrapping_add(1);
        // Release: the writer uses the place again after it was read.
        self.memory
            .store(self.queue.cons, self.taken, Ordering::Release);
        Ok(Some(event))
    }

    /// Skips all events that the writer claims to have written, also after an error.
    #[inline]
    pub fn skip(&mut self) {
        self.taken = self.memory.load(self.queue.prod, Ordering::Acquire);
        self.memory
            .store(self.queue.cons, self.taken, Ordering::Release);
    }

    /// Returns the memory.
    pub fn detach(self) -> M {
        self.memory
    }
}

/// The end that writes events.
#[derive(Debug)]
pub struct EventWriter<T, M> {
    queue: EventQueue<T>,
    memory: M,
    /// The number of events written. The counter in the memory is for the reader.
    produced: u32,
}

impl<T: Plain, M: SharedMemory> EventWriter<T, M> {
    /// Attaches a writer that goes on at the counter in the memory.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the queue does not lie in the memory.
    pub fn attach(queue: EventQueue<T>, memory: M) -> Result<Self, RingError> {
        queue.check(&memory)?;
        let produced = memory.load(queue.prod, Ordering::Relaxed);
        Ok(Self {
            queue,
            memory,
            produced,
        })
    }

    /// Returns the number of events that fit.
    ///
    /// It is 0 when the counter has wrapped, until the reader has read all events before that.
    ///
    /// # Errors
    ///
    /// [`RingError::Consumer`] if the reader claims to have read what was not written.
    #[inline]
    pub fn free(&self) -> Result<u32, RingError> {
        // Acquire: the reader has read the places that it gives back.
        let taken = self.memory.load(self.queue.cons, Ordering::Acquire);
        let behind = distance(taken, self.produced);
        let limit = self.queue.len;
        let Some(free) = limit.checked_sub(behind) else {
            return Err(RingError::Consumer { behind, limit });
        };
        // The events before the wrap-around must be read first: their places may be taken again.
        let has_wrapped = self.produced < taken && !limit.is_power_of_two();
        Ok(if has_wrapped { 0 } else { free })
    }

    /// Writes an event. The caller then notifies the reader.
    ///
    /// # Errors
    ///
    /// [`RingError::Full`] if there is no room, and as [`free`](Self::free).
    #[inline]
    pub fn push(&mut self, event: &T) -> Result<(), RingError> {
        if self.free()? == 0 {
            return Err(RingError::Full);
        }
        self.memory.set(self.queue.place(self.produced), event);
        self.produced = self.produced.wrapping_add(1);
        // Release: the event is visible with the counter.
        self.memory
            .store(self.queue.prod, self.produced, Ordering::Release);
        Ok(())
    }

    /// Returns the memory.
    pub fn detach(self) -> M {
        self.memory
    }
}

/// Defines the queues of a protocol's page.
macro_rules! queues {
    ($feature:literal $module:ident::$page:ident: $(
        #[doc = $docs:literal]
        $name:ident: $event:ident, $cons:ident, $prod:ident, $start:ident, $len:ident;
    )+) => {
        #[cfg(feature = $feature)]
        impl crate::io::$module::$page {
            $(
                #[doc = $docs]
                pub const $name: EventQueue<crate::io::$module::$event> = EventQueue {
                    cons: core::mem::offset_of!(Self, $cons),
                    prod: core::mem::offset_of!(Self, $prod),
                    start: crate::io::$module::$start as usize,
                    len: crate::io::$module::$len as u32,
                    event: PhantomData,
                };
            )+
        }
    };
}

queues! { "io_kbdif" kbdif::Page:
    /// The events from the backend: keys, motions, touches.
    INPUT: InEvent, in_cons, in_prod, XENKBD_IN_RING_OFFS, XENKBD_IN_RING_LEN;
    /// The events from the frontend, of which none are defined.
    OUTPUT: OutEvent, out_cons, out_prod, XENKBD_OUT_RING_OFFS, XENKBD_OUT_RING_LEN;
}

queues! { "io_fbif" fbif::Page:
    /// The events from the backend.
    INPUT: InEvent, in_cons, in_prod, XENFB_IN_RING_OFFS, XENFB_IN_RING_LEN;
    /// The events from the frontend: updates of an area, new sizes.
    OUTPUT: OutEvent, out_cons, out_prod, XENFB_OUT_RING_OFFS, XENFB_OUT_RING_LEN;
}

queues! { "io_sndif" sndif::EventPage:
    /// The events from the backend.
    INPUT: Evt, in_cons, in_prod, XENSND_IN_RING_OFFS, XENSND_IN_RING_LEN;
}

queues! { "io_displif" displif::EventPage:
    /// The events from the backend.
    INPUT: Evt, in_cons, in_prod, XENDISPL_IN_RING_OFFS, XENDISPL_IN_RING_LEN;
}

queues! { "io_cameraif" cameraif::EventPage:
    /// The events from the backend.
    INPUT: Evt, in_cons, in_prod, XENCAMERA_IN_RING_OFFS, XENCAMERA_IN_RING_LEN;
}
