//! The client: requests and their responses, and the events between them.

use super::error::{Error, ErrorKind, Violation};
use super::events::{Event, Queue};
use super::payload::{Strings, errno};
use super::transport::{Transport, TransportError};
use super::wire::{Incoming, Outgoing, TooLong};
use crate::Errno;
use crate::io::xs_wire::{Sockmsg, SockmsgType};

/// The most requests that are under way at once.
const REQUESTS: usize = 16;

/// A client of xenstore.
///
/// `EVENTS` is the size in bytes of the queue for events that arrive while the client waits for a
/// response. Each takes its path, its token and four bytes.
///
/// The value has about 12 KiB: create it in a `static` or on the heap if the stack is small.
#[derive(Debug)]
pub struct Xenstore<T, const EVENTS: usize = 4096> {
    pub(super) transport: T,
    incoming: Incoming,
    outgoing: Outgoing,
    events: Queue<EVENTS>,
    requests: [Option<Request>; REQUESTS],
    /// The request whose response is complete in `incoming`.
    ready: Option<usize>,
    /// The message in `incoming` has been passed on.
    taken: bool,
    next_id: u32,
    pub(super) transaction: u32,
    is_lost: bool,
}

/// A request that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Request {
    id: u32,
    type_: SockmsgType,
    transaction: u32,
}

/// Identifies a request that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(u32);

/// The response to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply<'a> {
    /// The request.
    pub id: RequestId,
    /// The payload, or the error number with which xenstore refused the request.
    pub result: Result<&'a [u8], Errno>,
}

/// What a step has received.
enum Step {
    /// The response to the request in this place.
    Reply(usize),
    /// An event, or a response that nobody waits for.
    Other,
    Nothing,
}

impl<T: Transport, const EVENTS: usize> Xenstore<T, EVENTS> {
    /// Creates a client over a new connection.
    pub const fn new(transport: T) -> Self {
        Self {
            transport,
            incoming: Incoming::new(),
            outgoing: Outgoing::new(),
            events: Queue::new(),
            requests: [None; REQUESTS],
            ready: None,
            taken: false,
            next_id: 1,
            transaction: 0,
            is_lost: false,
        }
    }

    /// Returns the transport.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// Resets the connection, also after it was lost.
    ///
    /// Watches, events, requests and transactions are gone. Without an answer, the connection is lost
    /// until it is reset again; a transport that cannot be reset goes on.
    pub fn reconnect(&mut self) -> Result<(), Error> {
        self.transport.begin();
        if let Err(error) = self.transport.reconnect() {
            // Xenstore may have reset its end, or may do so later.
            self.is_lost |= error != TransportError::Unsupported;
            return Err(Error::new("", error));
        }
        self.incoming.clear();
        self.outgoing.clear();
        self.events.clear();
        self.requests = [None; REQUESTS];
        (self.ready, self.taken) = (None, false);
        (self.transaction, self.is_lost) = (0, false);
        Ok(())
    }

    /// Sends a request, without waiting for the response.
    ///
    /// `payload` is in the form of the protocol; strings end in a NUL. At most 16 requests are under
    /// way at once, and one if the transport [takes one](Transport::takes_one_request).
    /// [`receive`](Self::receive) returns the responses. Fails with [`ErrorKind::Busy`] if there are
    /// too many, or if a response must be received before there is space for the request.
    pub fn send(&mut self, type_: SockmsgType, payload: &[&[u8]]) -> Result<RequestId, Error> {
        self.transport.begin();
        let sent = self.submit(type_, payload);
        sent.map(RequestId).map_err(|kind| Error::new("", kind))
    }

    /// Waits for the next response to a request that [`send`](Self::send) has sent.
    pub fn receive(&mut self) -> Result<Reply<'_>, Error> {
        self.transport.begin();
        match self.wait_for(None) {
            Ok(place) => Ok(self.take(place)),
            Err(kind) => Err(Error::new("", kind)),
        }
    }

    /// Returns the next event of a watch, if one has arrived.
    pub fn next_event(&mut self) -> Result<Option<Event<'_>>, Error> {
        self.receive_event(false)
            .map_err(|kind| Error::new("", kind))?;
        let event = self.events.pop();
        event.map_err(|_| Error::new("", ErrorKind::EventsLost))
    }

    /// Waits for the next event of a watch, up to the time limit of the transport.
    pub fn wait_event(&mut self) -> Result<Event<'_>, Error> {
        self.receive_event(true)
            .map_err(|kind| Error::new("", kind))?;
        match self.events.pop() {
            Ok(Some(event)) => Ok(event),
            Ok(None) | Err(_) => Err(Error::new("", ErrorKind::EventsLost)),
        }
    }

    fn receive_event(&mut self, waits: bool) -> Result<(), ErrorKind> {
        self.transport.begin();
        while !self.events.has_news() {
            match self.step()? {
                Step::Other => {}
                // The response must be received before the next message.
                Step::Reply(_) if waits => return Err(ErrorKind::Busy),
                Step::Nothing if waits => self.wait()?,
                Step::Reply(_) | Step::Nothing => break,
            }
        }
        Ok(())
    }

    /// Makes a request and returns the payload of its response.
    pub(super) fn call(
        &mut self,
        path: &str,
        type_: SockmsgType,
        payload: &[&[u8]],
    ) -> Result<&[u8], Error> {
        self.transport.begin();
        self.continue_call(path, type_, payload)
    }

    /// Makes a request that is a part of an operation whose time limit has begun.
    pub(super) fn continue_call(
        &mut self,
        path: &str,
        type_: SockmsgType,
        payload: &[&[u8]],
    ) -> Result<&[u8], Error> {
        if self.requests.iter().any(Option::is_some) {
            return Err(Error::new(path, ErrorKind::Busy));
        }
        let place = self
            .submit(type_, payload)
            .and_then(|id| self.wait_for(Some(id)))
            .map_err(|kind| Error::new(path, kind))?;
        let reply = self.take(place);
        reply
            .result
            .map_err(|errno| Error::new(path, ErrorKind::Refused(errno)))
    }

    /// Queues a request and sends what there is space for.
    fn submit(&mut self, type_: SockmsgType, payload: &[&[u8]]) -> Result<u32, ErrorKind> {
        let length: usize = payload.iter().map(|part| part.len()).sum();
        if length > self.transport.longest_payload() {
            return Err(ErrorKind::TooLong);
        }
        let most = match self.transport.takes_one_request() {
            true => 1,
            false => REQUESTS,
        };
        let under_way = self.requests.iter().flatten().count();
        let place = self.requests.iter().position(Option::is_none);
        let place = place.filter(|_| under_way < most).ok_or(ErrorKind::Busy)?;
        // The request before this one, which xenstore may not read before its responses are read.
        while !self.flush()? {
            match self.step()? {
                Step::Reply(_) => return Err(ErrorKind::Busy),
                Step::Other => {}
                Step::Nothing => self.wait()?,
            }
        }
        let id = self.next_id;
        self.outgoing.set(type_, id, self.transaction, payload)?;
        self.next_id = self.next_id.wrapping_add(1);
        self.requests[place] = Some(Request {
            id,
            type_,
            transaction: self.transaction,
        });
        if let Err(kind) = self.flush() {
            self.requests[place] = None;
            return Err(kind);
        }
        Ok(id)
    }

    /// Waits for the response to a request, or to any; a request that fails is given up.
    fn wait_for(&mut self, id: Option<u32>) -> Result<usize, ErrorKind> {
        if self.requests.iter().all(Option::is_none) {
            return Err(ErrorKind::Idle);
        }
        let outcome = loop {
            match self.step() {
                Ok(Step::Reply(place)) => break Ok(place),
                Ok(Step::Other) => {}
                Ok(Step::Nothing) => {
                    if let Err(kind) = self.wait() {
                        break Err(kind);
                    }
                }
                Err(kind) => break Err(kind),
            }
        };
        if let (Err(_), Some(id)) = (&outcome, id) {
            for request in &mut self.requests {
                *request = request.filter(|request| request.id != id);
            }
            self.is_lost |= self.transport.takes_one_request();
        }
        outcome
    }

    /// Removes a request whose response is complete.
    fn take(&mut self, place: usize) -> Reply<'_> {
        (self.ready, self.taken) = (None, true);
        let id = self.requests[place].take().map_or(0, |request| request.id);
        let payload = self.incoming.payload();
        let is_error = matches!(self.incoming.header(), Some(header) if is_error(header));
        let result = if is_error {
            let name = Strings::new(payload).and_then(|mut strings| strings.next());
            Err(errno(name.unwrap_or_default()))
        } else {
            Ok(payload)
        };
        let id = RequestId(id);
        Reply { id, result }
    }

    fn wait(&mut self) -> Result<(), ErrorKind> {
        let waited = self.transport.wait();
        self.note(waited)
    }

    fn flush(&mut self) -> Result<bool, ErrorKind> {
        if self.is_lost {
            return Err(ErrorKind::Lost);
        }
        let transport = &mut self.transport;
        let flushed = self.outgoing.flush(|bytes| transport.write(bytes));
        self.note(flushed)
    }

    /// Sends and receives what is possible without blocking, up to one message.
    fn step(&mut self) -> Result<Step, ErrorKind> {
        self.flush()?;
        if let Some(place) = self.ready {
            return Ok(Step::Reply(place));
        }
        let in_time = self.transport.check();
        self.note(in_time)?;
        if core::mem::take(&mut self.taken) {
            self.incoming.clear();
        }
        let transport = &mut self.transport;
        let received = self
            .incoming
            .fill(|bytes| transport.read(bytes).map_err(Failure::Transport));
        let header = match received {
            Ok(Some(header)) => header,
            Ok(None) => return Ok(Step::Nothing),
            Err(Failure::TooLong) => return Err(self.violated(Violation::TooLong)),
            Err(Failure::Transport(error)) => {
                self.note(Err(error))?;
                return Ok(Step::Nothing);
            }
        };
        let step = self.route(header);
        step.map_err(|violation| self.violated(violation))
    }

    /// Decides what a complete message is.
    fn route(&mut self, header: Sockmsg) -> Result<Step, Violation> {
        let payload = self.incoming.payload();
        if header.type_ == SockmsgType::WATCH_EVENT {
            Event::new(payload).ok_or(Violation::Form)?;
            self.events.push(payload);
            self.incoming.clear();
            return Ok(Step::Other);
        }
        let request = |request: &Option<Request>| request.is_some_and(|it| it.id == header.req_id);
        let Some(place) = self.requests.iter().position(request) else {
            // A response to a request that was given up, which had one of the last numbers.
            let age = self.next_id.wrapping_sub(header.req_id);
            if age == 0 || age > u32::MAX / 2 {
                return Err(Violation::Unknown);
            }
            self.incoming.clear();
            return Ok(Step::Other);
        };
        if let Some(request) = self.requests[place] {
            // The response may name the transaction that it starts.
            let starts = request.type_ == SockmsgType::TRANSACTION_START;
            if header.type_ != request.type_ && !is_error(header)
                || header.tx_id != request.transaction && !starts
            {
                return Err(Violation::Mismatch);
            }
        }
        if is_error(header)
            && Strings::new(payload)
                .and_then(|mut all| all.next())
                .is_none()
        {
            return Err(Violation::Form);
        }
        self.ready = Some(place);
        Ok(Step::Reply(place))
    }

    fn violated(&mut self, violation: Violation) -> ErrorKind {
        self.is_lost = true;
        ErrorKind::Protocol(violation)
    }

    /// Passes a result on. Only after a time-out the connection is of use.
    fn note<R>(&mut self, result: Result<R, TransportError>) -> Result<R, ErrorKind> {
        result.map_err(|error| {
            self.is_lost |= error != TransportError::TimedOut;
            error.into()
        })
    }
}

#[inline]
fn is_error(header: Sockmsg) -> bool {
    header.type_ == SockmsgType::ERROR
}

/// Why a message did not arrive.
enum Failure {
    TooLong,
    Transport(TransportError),
}

impl From<TooLong> for Failure {
    #[inline]
    fn from(_: TooLong) -> Self {
        Self::TooLong
    }
}
