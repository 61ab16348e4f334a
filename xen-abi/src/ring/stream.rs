//! Byte streams through shared memory.
//!
//! 9pfs, PV Calls, the console, xenstore and libxenvchan use them instead of entries.

use super::error::RingError;
use super::index::distance;
use crate::shared::{SharedMemory, Window};
use core::sync::atomic::Ordering;

/// The offsets of one direction's stream in the struct with its indices.
#[doc(alias = "XEN_FLEX_RING_SIZE")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// The prefix of the C members' names.
    pub name: &'static str,
    /// The offset of the consumer index in bytes.
    pub cons: usize,
    /// The offset of the producer index in bytes.
    pub prod: usize,
    /// The offset of the error that ends the stream, if the struct has one.
    pub error: Option<usize>,
    /// The offset and the size of the data, if the struct contains it.
    pub data: Option<(usize, usize)>,
}

/// A struct with the indices of two streams, one in each direction.
///
/// The generator implements it for every record whose members have the names of such indices.
#[doc(alias = "DEFINE_XEN_FLEX_RING")]
#[doc(alias = "DEFINE_XEN_FLEX_RING_AND_INTF")]
pub trait Streams {
    /// The stream from the backend to the frontend.
    const INPUT: Stream;

    /// The stream from the frontend to the backend.
    const OUTPUT: Stream;
}

impl Stream {
    /// Returns the memory of the data that the struct at the start of `memory` has.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the struct contains no data, or the data extends beyond the memory.
    pub fn inside<M: SharedMemory>(&self, memory: M) -> Result<Window<M>, RingError> {
        let size = memory.size();
        self.data
            .and_then(|(start, count)| Window::new(memory, start, count))
            .ok_or(RingError::Size(size))
    }

    /// Checks the sizes of the memory and returns the capacity in bytes.
    #[inline]
    fn capacity(&self, indices: usize, bytes: usize) -> Result<u32, RingError> {
        let places = [self.cons, self.prod, self.error.unwrap_or(self.cons)];
        let word = size_of::<u32>();
        if places
            .iter()
            .any(|at| at % word != 0 || at.checked_add(word).is_none_or(|end| end > indices))
        {
            return Err(RingError::Size(indices));
        }
        match u32::try_from(bytes) {
            Ok(capacity) if capacity.is_power_of_two() => Ok(capacity),
            _ => Err(RingError::Size(bytes)),
        }
    }
}

/// One end of a stream.
#[derive(Debug)]
struct End<M, D> {
    stream: Stream,
    indices: M,
    data: D,
    capacity: u32,
}

impl<M: SharedMemory, D: SharedMemory> End<M, D> {
    fn new(stream: Stream, indices: M, data: D) -> Result<Self, RingError> {
        let capacity = stream.capacity(indices.size(), data.size())?;
        Ok(Self {
            stream,
            indices,
            data,
            capacity,
        })
    }

    /// Publishes this end's index, which is stored at `offset`.
    fn publish(&self, offset: usize, index: u32) {
        // Release: the bytes are read or written before the peer sees the index.
        self.indices.store(offset, index, Ordering::Release);
        // The caller next decides whether to wait or to notify. The loads for that come after this.
        self.indices.fence();
    }

    fn error(&self) -> i32 {
        // Acquire: the bytes before the end are visible with the end.
        self.stream.error.map_or(0, |offset| {
            self.indices.load(offset, Ordering::Acquire) as i32
        })
    }

    fn end(&self, error: i32) {
        if let Some(offset) = self.stream.error {
            // Release: the bytes before the end are visible with the end.
            self.indices.store(offset, error as u32, Ordering::Release);
        }
    }
}

/// Returns the offset of an index, and the bytes of `count` before the wrap-around.
#[inline]
fn first_part(index: u32, capacity: u32, count: usize) -> (usize, usize) {
    let start = (index & (capacity - 1)) as usize;
    (start, count.min(capacity as usize - start))
}

/// The reading end of a stream.
///
/// ```
/// use xen_abi::ring::{RingError, Stream, StreamReader, StreamWriter};
/// use xen_abi::shared::{SharedPage, Window};
///
/// static PAGE: SharedPage = SharedPage::new();
/// const STREAM: Stream = Stream { name: "in", cons: 0, prod: 4, error: None, data: Some((1024,
/// 16)) };
///
/// let mut writer = StreamWriter::attach(STREAM, &PAGE, STREAM.inside(&PAGE)?)?;
/// let mut reader = StreamReader::attach(STREAM, &PAGE, STREAM.inside(&PAGE)?)?;
///
/// assert_eq!(writer.write(b"more than there is room for")?, 16);
/// let mut bytes = [0; 10];
/// assert_eq!(reader.read(&mut bytes)?, 10);
/// assert_eq!(&bytes, b"more than ");
/// assert_eq!((reader.available()?, writer.free()?), (6, 10));
/// # Ok::<(), RingError>(())
/// ```
#[derive(Debug)]
pub struct StreamReader<M, D> {
    end: End<M, D>,
    /// The index of the next byte to read. The index in the memory is for the writer.
    taken: u32,
}

impl<M: SharedMemory, D: SharedMemory> StreamReader<M, D> {
    /// Attaches a reader at the consumer index in the memory.
    ///
    /// `indices` is the memory of the struct with the indices, `data` that of the bytes.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the indices extend beyond their memory, or the size of the data is no
    /// power of two; [`RingError::Producer`] if the indices claim more bytes than fit.
    pub fn attach(stream: Stream, indices: M, data: D) -> Result<Self, RingError> {
        let end = End::new(stream, indices, data)?;
        let taken = end.indices.load(stream.cons, Ordering::Relaxed);
        let reader = Self { end, taken };
        reader.available()?;
        Ok(reader)
    }

    /// Returns the capacity of the stream in bytes.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.end.capacity as usize
    }

    /// Returns the number of bytes to read.
    ///
    /// # Errors
    ///
    /// [`RingError::Producer`] if the writer claims more than fit.
    #[inline]
    pub fn available(&self) -> Result<usize, RingError> {
        // Acquire: the bytes that the writer wrote before the index are visible.
        let produced = self
            .end
            .indices
            .load(self.end.stream.prod, Ordering::Acquire);
        let ahead = distance(self.taken, produced);
        if ahead > self.end.capacity {
            return Err(RingError::Producer {
                ahead,
                limit: self.end.capacity,
            });
        }
        Ok(ahead as usize)
    }

    /// Copies bytes without consuming them, and returns their number.
    ///
    /// A later read may return other bytes: the writer can change them until they are
    /// [skipped](Self::skip).
    ///
    /// # Errors
    ///
    /// As [`available`](Self::available).
    pub fn peek(&self, bytes: &mut [u8]) -> Result<usize, RingError> {
        let count = self.available()?.min(bytes.len());
        let bytes = &mut bytes[..count];
        let (start, before) = first_part(self.taken, self.end.capacity, count);
        let (head, tail) = bytes.split_at_mut(before);
        self.end.data.read(start, head);
        if !tail.is_empty() {
            self.end.data.read(0, tail);
        }
        Ok(count)
    }

    /// Consumes up to `count` bytes and returns their number.
    ///
    /// # Errors
    ///
    /// As [`available`](Self::available).
    pub fn skip(&mut self, count: usize) -> Result<usize, RingError> {
        let count = self.available()?.min(count);
        self.advance(count);
        Ok(count)
    }

    /// Moves bytes to the start of `bytes` and returns their number.
    ///
    /// The caller then notifies a writer that waits for space.
    ///
    /// # Errors
    ///
    /// As [`available`](Self::available).
    pub fn read(&mut self, bytes: &mut [u8]) -> Result<usize, RingError> {
        let count = self.peek(bytes)?;
        self.advance(count);
        Ok(count)
    }

    /// Returns the error that ended the stream, or 0.
    ///
    /// It is 0 if the stream has not ended, or if its struct has no member for it.
    pub fn error(&self) -> i32 {
        self.end.error()
    }

    /// Ends the stream with an error, if its struct has a member for it.
    ///
    /// Only the backend ends streams, in both directions.
    pub fn end(&mut self, error: i32) {
        self.end.end(error);
    }

    fn advance(&mut self, count: usize) {
        // No more than the capacity, which is a `u32`.
        self.taken = self.taken.wrapping_add(count as u32);
        self.end.publish(self.end.stream.cons, self.taken);
    }
}

/// The writing end of a stream.
#[derive(Debug)]
pub struct StreamWriter<M, D> {
    end: End<M, D>,
    /// The index of the next byte to write. The index in the memory is for the reader.
    written: u32,
}

impl<M: SharedMemory, D: SharedMemory> StreamWriter<M, D> {
    /// Attaches a writer at the producer index in the memory.
    ///
    /// `indices` is the memory of the struct with the indices, `data` that of the bytes.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the indices extend beyond their memory, or the size of the data is no
    /// power of two; [`RingError::Consumer`] if the indices claim more bytes than fit.
    pub fn attach(stream: Stream, indices: M, data: D) -> Result<Self, RingError> {
        let end = End::new(stream, indices, data)?;
        let written = end.indices.load(stream.prod, Ordering::Relaxed);
        let writer = Self { end, written };
        writer.free()?;
        Ok(writer)
    }

    /// Returns the capacity of the stream in bytes.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.end.capacity as usize
    }

    /// Returns the free space in bytes.
    ///
    /// # Errors
    ///
    /// [`RingError::Consumer`] if the reader claims more bytes than were written.
    #[inline]
    pub fn free(&self) -> Result<usize, RingError> {
        // Acquire: the reader has finished its reads of the bytes before the index.
        let consumed = self
            .end
            .indices
            .load(self.end.stream.cons, Ordering::Acquire);
        let behind = distance(consumed, self.written);
        if behind > self.end.capacity {
            return Err(RingError::Consumer {
                behind,
                limit: self.end.capacity,
            });
        }
        Ok((self.end.capacity - behind) as usize)
    }

    /// Writes as many bytes as fit and returns their number.
    ///
    /// The caller then notifies a reader that waits for bytes.
    ///
    /// # Errors
    ///
    /// As [`free`](Self::free).
    pub fn write(&mut self, bytes: &[u8]) -> Result<usize, RingError> {
        let count = self.free()?.min(bytes.len());
        let (start, before) = first_part(self.written, self.end.capacity, count);
        let (head, tail) = bytes[..count].split_at(before);
        self.end.data.write(start, head);
        if !tail.is_empty() {
            self.end.data.write(0, tail);
        }
        // No more than the capacity, which is a `u32`.
        self.written = self.written.wrapping_add(count as u32);
        self.end.publish(self.end.stream.prod, self.written);
        Ok(count)
    }

    /// Returns the error that ended the stream, or 0.
    ///
    /// It is 0 if the stream has not ended, or if its struct has no member for it.
    pub fn error(&self) -> i32 {
        self.end.error()
    }

    /// Ends the stream with an error, if its struct has a member for it.
    ///
    /// Only the backend ends streams, in both directions.
    pub fn end(&mut self, error: i32) {
        self.end.end(error);
    }
}
