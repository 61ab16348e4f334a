//! Memory of the caller that Xen uses during a hypercall.

use core::ptr;

/// Which way the contents of a [`Buffer`] travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Xen reads the memory.
    In,
    /// Xen writes the memory, or a part of it.
    Out,
    /// Xen reads the memory and writes it, or a part of it.
    InOut,
}

impl Direction {
    /// Whether Xen reads the memory.
    #[inline]
    pub const fn is_in(self) -> bool {
        matches!(self, Self::In | Self::InOut)
    }

    /// Whether Xen writes the memory.
    #[inline]
    pub const fn is_out(self) -> bool {
        matches!(self, Self::Out | Self::InOut)
    }
}

/// Memory of the caller that Xen uses during a hypercall: where it is, how long, and whether Xen
/// reads or writes it.
///
/// The value borrows nothing. The memory must be valid until
/// [`Hypercall::with_buffer`](crate::Hypercall::with_buffer) returns.
#[derive(Clone, Copy, Debug)]
pub struct Buffer {
    start: *mut u8,
    size: usize,
    direction: Direction,
    element: usize,
    nested: &'static [Nested],
    elements: Option<Elements>,
}

impl Buffer {
    /// No memory, where an operation allows a null address.
    #[inline(always)]
    pub const fn null() -> Self {
        Self::new(ptr::null_mut(), 0, Direction::In)
    }

    /// `size` bytes from `start` on.
    #[inline(always)]
    pub const fn new(start: *mut u8, size: usize, direction: Direction) -> Self {
        Self {
            start,
            size,
            direction,
            element: size,
            nested: &[],
            elements: None,
        }
    }

    /// The same memory as records of `element` bytes, each with handles that lead to more memory.
    ///
    /// A back end that copies passes copies of that memory too. For others this is nothing.
    #[inline(always)]
    pub const fn with_nested(self, element: usize, nested: &'static [Nested]) -> Self {
        Self {
            element,
            nested,
            ..self
        }
    }

    /// A value that Xen reads.
    #[inline(always)]
    pub const fn input<T>(value: *const T) -> Self {
        Self::new(value.cast_mut().cast(), size_of::<T>(), Direction::In)
    }

    /// A value that Xen writes.
    #[inline(always)]
    pub const fn output<T>(value: *mut T) -> Self {
        Self::new(value.cast(), size_of::<T>(), Direction::Out)
    }

    /// A value that Xen reads and writes.
    #[inline(always)]
    pub const fn in_out<T>(value: *mut T) -> Self {
        Self::new(value.cast(), size_of::<T>(), Direction::InOut)
    }

    /// Values that Xen reads.
    #[inline(always)]
    pub const fn input_slice<T>(values: &[T]) -> Self {
        Self::new(
            values.as_ptr().cast_mut().cast(),
            size_of_val(values),
            Direction::In,
        )
    }

    /// Values that Xen writes.
    #[inline(always)]
    pub const fn output_slice<T>(values: &mut [T]) -> Self {
        Self::new(
            values.as_mut_ptr().cast(),
            size_of_val(values),
            Direction::Out,
        )
    }

    /// Values that Xen reads and writes.
    #[inline(always)]
    pub const fn in_out_slice<T>(values: &mut [T]) -> Self {
        Self::new(
            values.as_mut_ptr().cast(),
            size_of_val(values),
            Direction::InOut,
        )
    }

    /// The first byte; null if there is no memory.
    ///
    /// Where Xen only reads, the pointer may stem from a shared reference and is not for writing.
    #[inline(always)]
    pub const fn start(&self) -> *mut u8 {
        self.start
    }

    /// The number of bytes: of the record and of what follows it, where that is counted in the
    /// record.
    ///
    /// # Safety
    ///
    /// The memory must be valid, as the caller of
    /// [`Hypercall::with_buffer`](crate::Hypercall::with_buffer) promises: a count is read.
    #[inline]
    pub unsafe fn size(&self) -> usize {
        match self.elements {
            Some(elements) if !self.is_null() => {
                // SAFETY: the caller's promise.
                let size = unsafe { product(elements.size, self.start) };
                size.saturating_add(elements.offset).max(self.size)
            }
            _ => self.size,
        }
    }

    /// Whether Xen reads or writes the memory.
    #[inline(always)]
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// Whether there is no memory.
    #[inline(always)]
    pub const fn is_null(&self) -> bool {
        self.start.is_null()
    }

    /// The same record with the elements that follow it.
    #[inline(always)]
    pub const fn with_elements(self, elements: Option<Elements>) -> Self {
        Self { elements, ..self }
    }

    /// The handles of every record in the memory.
    #[inline(always)]
    pub const fn nested(&self) -> &'static [Nested] {
        self.nested
    }

    /// How many bytes lie between two records that [`nested`](Self::nested) is about.
    #[inline(always)]
    pub const fn element(&self) -> usize {
        self.element
    }

    /// The address of the first byte, with the provenance exposed, as Xen and the emulations of it
    /// make a pointer of the number.
    #[inline(always)]
    pub fn expose_address(&self) -> usize {
        self.start.expose_provenance()
    }
}

/// A handle within a record, and how much memory it leads to.
///
/// The generated modules derive these tables from the headers. A back end that copies walks them,
/// for each record of [`Buffer::element`] bytes: [`buffer`](Self::buffer) is the memory, and
/// [`set`](Self::set) puts another address into a copy of the record.
#[derive(Clone, Copy, Debug)]
pub struct Nested {
    /// The offset of the handle.
    pub handle: usize,
    /// Whether the handle has 64 bits on every architecture.
    pub wide: bool,
    /// The product of these is the size in bytes.
    pub size: &'static [Factor],
    /// Which way the memory's contents travel.
    pub direction: Direction,
    /// The size of a record in that memory, where it has handles too, and these.
    pub nested: (usize, &'static [Nested]),
}

/// Elements that follow a record.
#[derive(Clone, Copy, Debug)]
pub struct Elements {
    /// The offset of the first one.
    pub offset: usize,
    /// The product of these is the size of all in bytes.
    pub size: &'static [Factor],
}

/// A factor of a size in bytes.
#[derive(Clone, Copy, Debug)]
pub enum Factor {
    /// A number.
    Number(usize),
    /// The value of a member: an unsigned number.
    Member {
        /// The member's offset.
        offset: usize,
        /// Its size in bytes, 8 at most.
        size: usize,
    },
}

impl Factor {
    /// # Safety
    ///
    /// The record must be readable.
    unsafe fn value(self, record: *const u8) -> usize {
        match self {
            Self::Number(number) => number,
            Self::Member { offset, size } => {
                // SAFETY: the caller's promise, for a member of the record.
                let value = unsafe { number(record.wrapping_add(offset), size) };
                usize::try_from(value).unwrap_or(usize::MAX)
            }
        }
    }
}

/// A size in bytes.
///
/// # Safety
///
/// The record must be readable.
unsafe fn product(factors: &[Factor], record: *const u8) -> usize {
    let mut bytes = 1_usize;
    for factor in factors {
        // SAFETY: the caller's promise.
        bytes = bytes.saturating_mul(unsafe { factor.value(record) });
    }
    bytes
}

/// Reads an unsigned number of up to 8 bytes.
///
/// # Safety
///
/// The bytes must be readable.
unsafe fn number(from: *const u8, size: usize) -> u64 {
    let mut bytes = [0_u8; 8];
    let size = size.min(bytes.len());
    // Every target is little-endian.
    // SAFETY: the caller's promise; the array has room.
    unsafe { ptr::copy_nonoverlapping(from, bytes.as_mut_ptr(), size) };
    u64::from_le_bytes(bytes)
}

impl Nested {
    const fn handle_size(&self) -> usize {
        if self.wide {
            size_of::<crate::GuestHandle64<u8>>()
        } else {
            size_of::<crate::GuestHandle<u8>>()
        }
    }

    /// The memory that the handle of `record` leads to; `None` where the handle is null.
    ///
    /// # Safety
    ///
    /// `record` must point to an initialized record of the kind that the table is about.
    pub unsafe fn buffer(&self, record: *const u8) -> Option<Buffer> {
        // SAFETY: the handle is a member of the record.
        let address = unsafe { self.address(record) };
        let start: *mut u8 = ptr::with_exposed_provenance_mut(usize::try_from(address).ok()?);
        if start.is_null() {
            return None;
        }
        // SAFETY: the factors' members are those of the record.
        let bytes = unsafe { product(self.size, record) };
        let (element, nested) = self.nested;
        Some(Buffer::new(start, bytes, self.direction).with_nested(element, nested))
    }

    /// The address in the handle of `record`.
    ///
    /// # Safety
    ///
    /// As for [`buffer`](Self::buffer).
    pub unsafe fn address(&self, record: *const u8) -> u64 {
        // SAFETY: the handle is a member of the record.
        unsafe { number(record.wrapping_add(self.handle), self.handle_size()) }
    }

    /// Puts an address into the handle of `record`.
    ///
    /// # Safety
    ///
    /// `record` must point to a record of the kind that the table is about, valid for writes.
    pub unsafe fn set(&self, record: *mut u8, address: u64) {
        let bytes = address.to_le_bytes();
        let target = record.wrapping_add(self.handle);
        // SAFETY: the handle is a member of the record.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), target, self.handle_size()) };
    }
}
