//! Serving a client on its ring page.

use super::state::Store;
use crate::io::xs_wire::{Connection, DomainInterface, Error, ServerFeatures, Sockmsg};
use crate::ring::{RingError, StreamReader, StreamWriter, Streams};
use crate::shared::SharedMemory;
use crate::xen::DomId;
use crate::xenstore::TooLong;
use core::mem::offset_of;
use core::sync::atomic::Ordering;

const CONNECTION: usize = offset_of!(DomainInterface, connection);
const FEATURES: usize = offset_of!(DomainInterface, server_features);
const ERROR: usize = offset_of!(DomainInterface, error);

/// Why a client is not served any more.
enum Broken {
    Ring,
    Message,
    /// It has not read its events.
    Unread,
}

impl From<TooLong> for Broken {
    #[inline]
    fn from(_: TooLong) -> Self {
        Self::Message
    }
}

impl From<RingError> for Broken {
    #[inline]
    fn from(_: RingError) -> Self {
        Self::Ring
    }
}

impl Store {
    /// Prepares the ring page of a domain: states the features of the store.
    pub fn prepare(page: &impl SharedMemory) {
        let features =
            ServerFeatures::RECONNECTION | ServerFeatures::ERROR | ServerFeatures::WATCHDEPTH;
        page.store(FEATURES, features.bits(), Ordering::Release);
    }

    /// Reads requests from a client's ring page, and writes what is queued for it.
    ///
    /// Returns whether any byte was moved: the caller then notifies the client. Requests of other
    /// clients may have queued events, so every client is served after an event of one. A client
    /// with an invalid index or message, or for which more than 2 MiB of events wait, is not served
    /// until it resets the connection. A call performs no more requests than the ring holds; the
    /// client sends an event for later ones.
    pub fn serve<M: SharedMemory + Clone>(&mut self, domain: DomId, page: &M) -> bool {
        let mut moved = self.reset_if_asked(domain, page);
        if self.served(domain).is_none() {
            return moved;
        }
        match self.move_bytes(domain, page) {
            Ok(more) => moved |= more,
            Err(broken) => {
                let error = match broken {
                    Broken::Ring => Error::RINGIDX,
                    Broken::Message => Error::PROTO,
                    Broken::Unread => Error::COMM,
                };
                page.store(ERROR, error.0, Ordering::Release);
                self.break_off(domain);
                moved = true;
            }
        }
        moved
    }

    /// Resets the connection if the client has asked for it.
    fn reset_if_asked(&mut self, domain: DomId, page: &impl SharedMemory) -> bool {
        if page.load(CONNECTION, Ordering::Acquire) != Connection::RECONNECT.0 {
            return false;
        }
        let (requests, responses) = (DomainInterface::OUTPUT, DomainInterface::INPUT);
        for index in [requests.cons, requests.prod, responses.cons, responses.prod] {
            page.store(index, 0, Ordering::Relaxed);
        }
        self.reset(domain);
        page.store(ERROR, Error::NONE.0, Ordering::Relaxed);
        page.store(CONNECTION, Connection::CONNECTED.0, Ordering::Release);
        true
    }

    fn move_bytes<M: SharedMemory + Clone>(
        &mut self,
        domain: DomId,
        page: &M,
    ) -> Result<bool, Broken> {
        let (requests, responses) = (DomainInterface::OUTPUT, DomainInterface::INPUT);
        let data = requests.inside(page.clone())?;
        let mut reader = StreamReader::attach(requests, page.clone(), data)?;
        let data = responses.inside(page.clone())?;
        let mut writer = StreamWriter::attach(responses, page.clone(), data)?;
        let mut moved = false;
        // As many as the ring holds, with one that has begun before: a client that keeps writing
        // must not keep the store from its other clients.
        let mut requests_left = reader.capacity() / size_of::<Sockmsg>() + 1;
        loop {
            let Some(client) = self.served(domain) else {
                return Ok(moved);
            };
            if client.is_full() {
                return Err(Broken::Unread);
            }
            while !client.output.is_empty() {
                let (first, _) = client.output.as_slices();
                let count = writer.write(first)?;
                if count == 0 {
                    // The client reads before it is answered again.
                    return Ok(moved);
                }
                client.output.drain(..count);
                moved = true;
            }
            if requests_left == 0 {
                return Ok(moved);
            }
            requests_left -= 1;
            let filled = client.incoming.fill(|bytes| {
                let count = reader.read(bytes)?;
                moved |= count > 0;
                Ok::<_, Broken>(count)
            })?;
            let Some(header) = filled else {
                return Ok(moved);
            };
            self.request_queued(domain, header);
        }
    }

    /// Performs the request that has arrived.
    #[inline]
    fn request_queued(&mut self, domain: DomId, header: Sockmsg) {
        let Some(client) = self.served(domain) else {
            return;
        };
        let incoming = core::mem::take(&mut client.incoming);
        self.request(domain, header, incoming.payload());
    }
}
