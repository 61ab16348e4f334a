//! Streams of bytes through shared memory: what 9pfs, PV Calls, the console, XenStore and
//! libxenvchan use in place of entries.

use super::error::RingError;
use super::index::distance;
use crate::shared::{SharedMemory, Window};
use core::sync::atomic::Ordering;

/// Where the parts of one direction's stream stand in the structure that holds its indices.
#[doc(alias = "XEN_FLEX_RING_SIZE")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// What the names of C's members begin with.
    pub name: &'static str,
    /// The offset of the reader's index.
    pub cons: usize,
    /// The offset of the writer's index.
    pub prod: usize,
    /// The offset of the number that says that the stream has ended, and why, where there is one.
    pub error: Option<usize>,
    /// The offset and the number of the bytes, where the structure holds them.
    pub data: Option<(usize, usize)>,
}

/// A structure that holds the indices of two streams, one in each direction.
///
/// The generator implements it for every record whose members say so by their names.
#[doc(alias = "DEFINE_XEN_FLEX_RING")]
#[doc(alias = "DEFINE_XEN_FLEX_RING_AND_INTF")]
pub trait Streams {
    /// What the back end writes and the front end reads.
    const INPUT: Stream;

    /// What the front end writes and the back end reads.
    const OUTPUT: Stream;
}

impl Stream {
    /// The memory of the bytes, where the structure holds them; `memory` starts where the structure
    /// does.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the structure holds no bytes, or the memory ends before they do.
    pub fn inside<M: SharedMemory>(&self, memory: M) -> Result<Window<M>, RingError> {
        let size = memory.size();
        self.data
            .and_then(|(start, count)| Window::new(memory, start, count))
            .ok_or(RingError::Size(size))
    }

    /// The number of bytes that the stream can hold, once the memory is known to do for it.
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

/// How many of `count` bytes at an index come before the end of the memory; the others are at its
/// start.
fn first_part(index: u32, capacity: u32, count: usize) -> (usize, usize) {
    let start = (index & (capacity - 1)) as usize;
    (start, count.min(capacity as usize - start))
}

/// The end of a stream that takes bytes out.
///
/// ```
/// use xen_abi::ring::{RingError, Stream, StreamReader, StreamWriter};
/// use xen_abi::shared::{SharedPage, Window};
///
/// static PAGE: SharedPage = SharedPage::new();
/// const STREAM: Stream = Stream { name: "in", cons: 0, prod: 4, error: None, data: Some((1024, 16)) };
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
    /// The index of the next byte to read. The one in the memory only tells the writer.
    taken: u32,
}

impl<M: SharedMemory, D: SharedMemory> StreamReader<M, D> {
    /// Reads from where the memory says that reading stopped.
    ///
    /// `indices` is the memory of the structure that the stream belongs to, `data` that of the
    /// bytes.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the indices are not in the one, or the other is not a power of two of
    /// bytes; [`RingError::Producer`] if more is said to be in it than can be.
    pub fn attach(stream: Stream, indices: M, data: D) -> Result<Self, RingError> {
        let end = End::new(stream, indices, data)?;
        let taken = end.indices.load(stream.cons, Ordering::Relaxed);
        let reader = Self { end, taken };
        reader.available()?;
        Ok(reader)
    }

    /// How many bytes the stream can hold.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.end.capacity as usize
    }

    /// How many bytes there are to read.
    ///
    /// # Errors
    ///
    /// [`RingError::Producer`] if the writer claims more than fit.
    #[inline]
    pub fn available(&self) -> Result<usize, RingError> {
        // Acquire: the bytes are there when the index is seen.
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

    /// Copies as many bytes as there are and fit to the start of `bytes`, and leaves them in the
    /// stream; returns how many.
    ///
    /// What is read later may differ: until it is [skipped](Self::skip), the writer can still
    /// change it.
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
        self.end.data.read(0, tail);
        Ok(count)
    }

    /// Drops as many of the next `count` bytes as there are, and tells the writer of the room;
    /// returns how many.
    ///
    /// # Errors
    ///
    /// As [`available`](Self::available).
    pub fn skip(&mut self, count: usize) -> Result<usize, RingError> {
        let count = self.available()?.min(count);
        self.advance(count);
        Ok(count)
    }

    /// Takes as many bytes as there are and fit, puts them at the start of `bytes`, and tells the
    /// writer of the room; returns how many.
    ///
    /// A writer that waits for room is to be notified then.
    ///
    /// # Errors
    ///
    /// As [`available`](Self::available).
    pub fn read(&mut self, bytes: &mut [u8]) -> Result<usize, RingError> {
        let count = self.peek(bytes)?;
        self.advance(count);
        Ok(count)
    }

    /// The error that the stream ended with; 0 while it has not, and where its structure has no
    /// place for one.
    pub fn error(&self) -> i32 {
        self.end.error()
    }

    /// Says that the stream has ended; nothing happens where its structure has no place for that.
    ///
    /// Only the back end does, for both streams.
    pub fn end(&mut self, error: i32) {
        self.end.end(error);
    }

    fn advance(&mut self, count: usize) {
        // No more than the capacity, which is a `u32`.
        self.taken = self.taken.wrapping_add(count as u32);
        self.end.publish(self.end.stream.cons, self.taken);
    }
}

/// The end of a stream that puts bytes in.
#[derive(Debug)]
pub struct StreamWriter<M, D> {
    end: End<M, D>,
    /// The index of the next byte to write. The one in the memory only tells the reader.
    written: u32,
}

impl<M: SharedMemory, D: SharedMemory> StreamWriter<M, D> {
    /// Writes from where the memory says that writing stopped.
    ///
    /// `indices` is the memory of the structure that the stream belongs to, `data` that of the
    /// bytes.
    ///
    /// # Errors
    ///
    /// [`RingError::Size`] if the indices are not in the one, or the other is not a power of two of
    /// bytes; [`RingError::Consumer`] if more is said to be in it than can be.
    pub fn attach(stream: Stream, indices: M, data: D) -> Result<Self, RingError> {
        let end = End::new(stream, indices, data)?;
        let written = end.indices.load(stream.prod, Ordering::Relaxed);
        let writer = Self { end, written };
        writer.free()?;
        Ok(writer)
    }

    /// How many bytes the stream can hold.
    #[inline]
    pub fn capacity(&self) -> usize {
        self.end.capacity as usize
    }

    /// How many bytes there is room for.
    ///
    /// # Errors
    ///
    /// [`RingError::Consumer`] if the reader claims to have read what was not written.
    #[inline]
    pub fn free(&self) -> Result<usize, RingError> {
        // Acquire: the reader is done with the bytes when the index is seen.
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

    /// Writes as many bytes as there is room for, and tells the reader of them; returns how many.
    ///
    /// A reader that waits for bytes is to be notified then.
    ///
    /// # Errors
    ///
    /// As [`free`](Self::free).
    pub fn write(&mut self, bytes: &[u8]) -> Result<usize, RingError> {
        let count = self.free()?.min(bytes.len());
        let (start, before) = first_part(self.written, self.end.capacity, count);
        let (head, tail) = bytes[..count].split_at(before);
        self.end.data.write(start, head);
        self.end.data.write(0, tail);
        // No more than the capacity, which is a `u32`.
        self.written = self.written.wrapping_add(count as u32);
        self.end.publish(self.end.stream.prod, self.written);
        Ok(count)
    }

    /// The error that the stream ended with; 0 while it has not, and where its structure has no
    /// place for one.
    pub fn error(&self) -> i32 {
        self.end.error()
    }

    /// Says that the stream has ended; nothing happens where its structure has no place for that.
    ///
    /// Only the back end does, for both streams.
    pub fn end(&mut self, error: i32) {
        self.end.end(error);
    }
}
