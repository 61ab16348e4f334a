//! Memory of the caller that Xen uses during a hypercall.

use core::ptr;

/// The direction in which Xen copies the contents of a [`Buffer`].
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

/// Memory of the caller that Xen accesses: address, size and direction.
///
/// The value does not borrow the memory, which must be valid until
/// [`Hypercall::with_buffer`](crate::Hypercall::with_buffer) returns.
#[derive(Clone, Copy, Debug)]
pub struct Buffer {
    start: *mut u8,
    size: usize,
    direction: Direction,
    element: usize,
    offset: usize,
    nested: &'static [Nested],
    elements: Option<Elements>,
}

impl Buffer {
    /// Describes no memory, for operations that allow a null address.
    #[inline(always)]
    pub const fn null() -> Self {
        Self::new(ptr::null_mut(), 0, Direction::In)
    }

    /// Describes `size` bytes from `start`.
    #[inline(always)]
    pub const fn new(start: *mut u8, size: usize, direction: Direction) -> Self {
        Self {
            start,
            size,
            direction,
            element: size,
            offset: 0,
            nested: &[],
            elements: None,
        }
    }

    /// Marks the memory as records of `element` bytes with handles to other memory.
    ///
    /// A back end that copies also copies that memory. Other back ends ignore it.
    #[inline(always)]
    pub const fn with_nested(self, element: usize, nested: &'static [Nested]) -> Self {
        self.with_nested_at(element, 0, nested)
    }

    /// Marks the memory as [`with_nested`](Self::with_nested) does, where `nested` describes a record
    /// that begins `offset` bytes into each one.
    #[inline(always)]
    pub const fn with_nested_at(
        self,
        element: usize,
        offset: usize,
        nested: &'static [Nested],
    ) -> Self {
        Self {
            element,
            offset,
            nested,
            ..self
        }
    }

    /// Describes a value that Xen reads.
    #[inline(always)]
    pub const fn input<T>(value: *const T) -> Self {
        Self::new(value.cast_mut().cast(), size_of::<T>(), Direction::In)
    }

    /// Describes a value that Xen writes.
    #[inline(always)]
    pub const fn output<T>(value: *mut T) -> Self {
        Self::new(value.cast(), size_of::<T>(), Direction::Out)
    }

    /// Describes a value that Xen reads and writes.
    #[inline(always)]
    pub const fn in_out<T>(value: *mut T) -> Self {
        Self::new(value.cast(), size_of::<T>(), Direction::InOut)
    }

    /// Describes a slice that Xen reads.
    #[inline(always)]
    pub const fn input_slice<T>(values: &[T]) -> Self {
        Self::new(
            values.as_ptr().cast_mut().cast(),
            size_of_val(values),
            Direction::In,
        )
    }

    /// Describes a slice that Xen writes.
    #[inline(always)]
    pub const fn output_slice<T>(values: &mut [T]) -> Self {
        Self::new(
            values.as_mut_ptr().cast(),
            size_of_val(values),
            Direction::Out,
        )
    }

    /// Describes a slice that Xen reads and writes.
    #[inline(always)]
    pub const fn in_out_slice<T>(values: &mut [T]) -> Self {
        Self::new(
            values.as_mut_ptr().cast(),
            size_of_val(values),
            Direction::InOut,
        )
    }

    /// Returns the address of the first byte, or null if there is no memory.
    ///
    /// Do not write through the pointer if Xen only reads: it may come from a shared reference.
    #[inline(always)]
    pub const fn start(&self) -> *mut u8 {
        self.start
    }

    /// Returns the size in bytes, with the elements that follow the record.
    ///
    /// # Safety
    ///
    /// The memory must be valid, as the caller of
    /// [`Hypercall::with_buffer`](crate::Hypercall::with_buffer) promises: the count of elements is
    /// read from the record.
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

    /// Returns whether Xen reads or writes the memory.
    #[inline(always)]
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// Returns whether there is no memory.
    #[inline(always)]
    pub const fn is_null(&self) -> bool {
        self.start.is_null()
    }

    /// Adds the elements that follow the record.
    #[inline(always)]
    pub const fn with_elements(self, elements: Option<Elements>) -> Self {
        Self { elements, ..self }
    }

    /// Returns the offset in bytes, within each record, of what [`nested`](Self::nested) describes.
    #[inline(always)]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the handles of each record in the memory.
    #[inline(always)]
    pub const fn nested(&self) -> &'static [Nested] {
        self.nested
    }

    /// Returns the size in bytes of a record that [`nested`](Self::nested) describes.
    #[inline(always)]
    pub const fn element(&self) -> usize {
        self.element
    }

    /// Returns the address of the first byte and exposes its provenance.
    ///
    /// Xen, and the software Xen, turn the number back into a pointer.
    #[inline(always)]
    pub fn expose_address(&self) -> usize {
        self.start.expose_provenance()
    }
}

/// A guest handle within a record, with the size of the memory that it points to.
///
/// The generated modules derive these tables from the headers. A back end that copies uses them for
/// each record of [`Buffer::element`] bytes: [`buffer`](Self::buffer) returns the memory, and
/// [`set`](Self::set) stores the address of its copy in the copy of the record.
#[derive(Clone, Copy, Debug)]
pub struct Nested {
    /// The offset of the handle in bytes.
    pub handle: usize,
    /// Whether the handle has 64 bits on every architecture.
    pub wide: bool,
    /// The factors whose product is the size in bytes.
    pub size: &'static [Factor],
    /// The direction in which Xen copies the memory.
    pub direction: Direction,
    /// The tags of the unions that the handle is in: the handle is there if all of these hold.
    pub when: &'static [Choice],
    /// The size in bytes of a record in that memory, and its handles if it has any.
    pub nested: (usize, &'static [Nested]),
}

/// The values of a union's tag that select one member.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The offset of the tag in bytes.
    pub offset: usize,
    /// The size of the tag in bytes, at most 8.
    pub size: usize,
    /// The values.
    pub values: &'static [u64],
}

/// Elements that follow a record.
#[derive(Clone, Copy, Debug)]
pub struct Elements {
    /// The offset of the first element in bytes.
    pub offset: usize,
    /// The factors whose product is the size of all elements in bytes.
    pub size: &'static [Factor],
}

/// A factor of a size in bytes.
#[derive(Clone, Copy, Debug)]
pub enum Factor {
    /// A constant.
    Number(usize),
    /// The value of an unsigned member of the record.
    Member {
        /// The offset of the member in bytes.
        offset: usize,
        /// The size of the member in bytes, at most 8.
        size: usize,
    },
    /// The value of an unsigned member, divided by a number and rounded up.
    Quotient {
        /// The offset of the member in bytes.
        offset: usize,
        /// The size of the member in bytes, at most 8.
        size: usize,
        /// The divisor, which is not 0.
        divisor: u64,
    },
    /// How many numbers there are from one unsigned member to another.
    Range {
        /// The offset of the member with the first number in bytes.
        first: usize,
        /// The offset of the member with the last number in bytes.
        last: usize,
        /// The size of each member in bytes, at most 8.
        size: usize,
    },
}

impl Factor {
    /// Returns the constant, or reads the member.
    ///
    /// # Safety
    ///
    /// The record must be readable.
    #[inline]
    unsafe fn value(self, record: *const u8) -> usize {
        // SAFETY: the caller's promise, for a member of the record.
        let member = |offset, size| unsafe { number(record.wrapping_add(offset), size) };
        let value = match self {
            Self::Number(number) => return number,
            Self::Member { offset, size } => member(offset, size),
            Self::Quotient {
                offset,
                size,
                divisor,
            } => member(offset, size).div_ceil(divisor),
            Self::Range { first, last, size } => member(last, size)
                .checked_sub(member(first, size))
                .map_or(0, |difference| difference.saturating_add(1)),
        };
        usize::try_from(value).unwrap_or(usize::MAX)
    }
}

/// Returns the product of the factors; `usize::MAX` if it does not fit.
///
/// # Safety
///
/// The record must be readable.
#[inline]
unsafe fn product(factors: &[Factor], record: *const u8) -> usize {
    let mut bytes = 1_usize;
    for factor in factors {
        // SAFETY: the caller's promise.
        bytes = bytes.saturating_mul(unsafe { factor.value(record) });
    }
    bytes
}

/// Reads an unsigned integer of up to 8 bytes.
///
/// # Safety
///
/// The bytes must be readable.
#[inline]
unsafe fn number(from: *const u8, size: usize) -> u64 {
    let mut bytes = [0_u8; 8];
    let size = size.min(bytes.len());
    // Every target is little-endian.
    // SAFETY: the caller's promise; the array has room.
    unsafe { ptr::copy_nonoverlapping(from, bytes.as_mut_ptr(), size) };
    u64::from_le_bytes(bytes)
}

impl Nested {
    #[inline]
    const fn handle_size(&self) -> usize {
        if self.wide {
            size_of::<crate::GuestHandle64<u8>>()
        } else {
            size_of::<crate::GuestHandle<u8>>()
        }
    }

    /// Returns whether `record` has the handle, which may be in a union.
    ///
    /// # Safety
    ///
    /// As for [`buffer`](Self::buffer).
    #[inline]
    pub unsafe fn is_in(&self, record: *const u8) -> bool {
        self.when.iter().all(|choice| {
            // SAFETY: the tag is a member of the record.
            let tag = unsafe { number(record.wrapping_add(choice.offset), choice.size) };
            choice.values.contains(&tag)
        })
    }

    /// Returns the memory that the handle of `record` points to, unless it is null or not there.
    ///
    /// # Safety
    ///
    /// `record` must point to an initialised record of the type that the table describes.
    #[inline]
    pub unsafe fn buffer(&self, record: *const u8) -> Option<Buffer> {
        // SAFETY: the caller's promise.
        if !unsafe { self.is_in(record) } {
            return None;
        }
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

    /// Returns the address in the handle of `record`.
    ///
    /// # Safety
    ///
    /// As for [`buffer`](Self::buffer).
    #[inline]
    pub unsafe fn address(&self, record: *const u8) -> u64 {
        // SAFETY: the handle is a member of the record.
        unsafe { number(record.wrapping_add(self.handle), self.handle_size()) }
    }

    /// Stores an address in the handle of `record`.
    ///
    /// # Safety
    ///
    /// `record` must point to a record of the type that the table describes, valid for writes.
    #[inline]
    pub unsafe fn set(&self, record: *mut u8, address: u64) {
        let bytes = address.to_le_bytes();
        let target = record.wrapping_add(self.handle);
        // SAFETY: the handle is a member of the record.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), target, self.handle_size()) };
    }
}
