//! Lists and texts that a toolstack reads with several calls.

use core::iter::FusedIterator;

use crate::toolstack::Toolstack;
use crate::toolstack::domctl::any::Getdomaininfo;
use crate::xen::DomId;
use crate::{Errno, Hypercall};

/// How many domains a call returns at most.
const CHUNK: usize = 8;

impl<X: Hypercall> Toolstack<'_, X> {
    /// The domains of the machine, in the order of their IDs.
    ///
    /// The iterator asks Xen for a few domains at a time, by `XEN_SYSCTL_getdomaininfolist`. A
    /// domain that is created or destroyed meanwhile may or may not be among them. An error is the
    /// last item: `EPERM` without privilege.
    #[inline]
    pub fn domains(&self) -> Domains<'_, X> {
        Domains {
            toolstack: *self,
            next: Some(DomId(0)),
            chunk: [Getdomaininfo::default(); CHUNK],
            position: 0,
            length: 0,
        }
    }

    /// Reads a part of Xen's console, and moves `position` behind it.
    ///
    /// `None` stands for the oldest text that Xen has. The part is empty at the end. Text that Xen
    /// has overwritten since the last part is left out.
    ///
    /// # Errors
    /// * [`EPERM`](Errno::EPERM): the caller is not privileged
    pub fn read_console<'b>(
        &self,
        position: &mut Option<u32>,
        buffer: &'b mut [u8],
    ) -> Result<&'b [u8], Errno> {
        let incremental = u8::from(position.is_some());
        let read = self.readconsole(0, incremental, position.unwrap_or_default(), buffer)?;
        *position = Some(read.index);
        let length = buffer.len().min(read.count as usize);
        Ok(&buffer[..length])
    }
}

/// The iterator of [`Toolstack::domains`].
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is asked for an item"]
pub struct Domains<'x, X> {
    toolstack: Toolstack<'x, X>,
    /// The first ID of the next call; `None` after the last one.
    next: Option<DomId>,
    chunk: [Getdomaininfo; CHUNK],
    position: usize,
    length: usize,
}

impl<X: Hypercall> Iterator for Domains<'_, X> {
    type Item = Result<Getdomaininfo, Errno>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.position == self.length {
            let first = self.next.take()?;
            let found = match self.toolstack.getdomaininfolist(first, &mut self.chunk) {
                Ok(found) => CHUNK.min(found as usize),
                Err(errno) => return Some(Err(errno)),
            };
            (self.position, self.length) = (0, found);
            // A list that is not full is the last one, and so is one that begins again.
            let last = self.chunk[found.checked_sub(1)?].domain;
            let has_more = found == CHUNK && (first..DomId::FIRST_RESERVED).contains(&last);
            self.next = has_more.then(|| DomId(last.0 + 1));
        }
        let domain = self.chunk[self.position];
        self.position += 1;
        Some(Ok(domain))
    }
}

impl<X: Hypercall> FusedIterator for Domains<'_, X> {}
