//! A transport whose other end is a function.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use xen_abi::Plain;
use xen_abi::io::xs_wire::{Sockmsg, SockmsgType};
use xen_abi::xenstore::{Transport, TransportError};

/// Returns the bytes of a message.
pub(super) fn message(type_: SockmsgType, req_id: u32, tx_id: u32, payload: &[u8]) -> Vec<u8> {
    let words = [type_.0, req_id, tx_id, payload.len() as u32];
    let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    bytes.extend(payload);
    bytes
}

type Answer = dyn FnMut(Sockmsg, &[u8]) -> Vec<u8>;

struct State {
    answer: Box<Answer>,
    requests: Vec<u8>,
    responses: VecDeque<u8>,
    payloads: Vec<Vec<u8>>,
    /// For each direction.
    pieces: [VecDeque<usize>; 2],
    waits: usize,
    operations: usize,
    is_closed: bool,
    takes_one_request: bool,
}

/// A store that answers each request at once.
pub(super) struct Script(Rc<RefCell<State>>);

impl Script {
    /// Creates a store from the function of a request that returns the bytes to send back.
    pub(super) fn new(answer: impl FnMut(Sockmsg, &[u8]) -> Vec<u8> + 'static) -> Self {
        Self(Rc::new(RefCell::new(State {
            answer: Box::new(answer),
            requests: Vec::new(),
            responses: VecDeque::new(),
            payloads: Vec::new(),
            pieces: Default::default(),
            waits: 0,
            operations: 0,
            is_closed: false,
            takes_one_request: false,
        })))
    }

    /// Returns the payloads of all requests.
    pub(super) fn payloads(&self) -> Vec<Vec<u8>> {
        self.0.borrow().payloads.clone()
    }

    /// Moves bytes in pieces of these sizes, again and again.
    pub(super) fn pieces(&self, pieces: &[usize]) {
        self.0.borrow_mut().pieces =
            [pieces, pieces].map(|pieces| pieces.iter().copied().collect());
    }

    /// Returns how many time limits have begun.
    pub(super) fn operations(&self) -> usize {
        self.0.borrow().operations
    }

    /// Takes one request at a time.
    pub(super) fn take_one_request(&self) {
        self.0.borrow_mut().takes_one_request = true;
    }

    pub(super) fn close(&self) {
        self.0.borrow_mut().is_closed = true;
    }

    /// Sends bytes that no request has asked for.
    pub(super) fn push(&self, bytes: &[u8]) {
        self.0.borrow_mut().responses.extend(bytes);
    }
}

impl State {
    /// Returns how many of `count` bytes move now.
    fn piece(&mut self, direction: usize, count: usize) -> usize {
        let pieces = &mut self.pieces[direction];
        match pieces.pop_front() {
            Some(piece) => {
                pieces.push_back(piece);
                piece.min(count)
            }
            None => count,
        }
    }

    fn serve(&mut self) {
        while let Some((header, rest)) = Sockmsg::from_prefix(&self.requests) {
            let len = header.len as usize;
            let Some(payload) = rest.get(..len) else {
                break;
            };
            let answer = (self.answer)(header, payload);
            self.responses.extend(answer);
            self.payloads.push(payload.to_vec());
            self.requests.drain(..16 + len);
        }
    }
}

impl Transport for Script {
    fn read(&mut self, bytes: &mut [u8]) -> Result<usize, TransportError> {
        let mut state = self.0.borrow_mut();
        if state.is_closed {
            return Err(TransportError::Closed);
        }
        let count = bytes.len().min(state.responses.len());
        let count = state.piece(0, count);
        for (byte, response) in bytes.iter_mut().zip(state.responses.drain(..count)) {
            *byte = response;
        }
        Ok(count)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize, TransportError> {
        let mut state = self.0.borrow_mut();
        let count = state.piece(1, bytes.len());
        state.requests.extend(&bytes[..count]);
        state.serve();
        Ok(count)
    }

    fn begin(&mut self) {
        let mut state = self.0.borrow_mut();
        state.waits = 0;
        state.operations += 1;
    }

    fn check(&mut self) -> Result<(), TransportError> {
        let mut state = self.0.borrow_mut();
        state.waits += 1;
        match state.waits {
            0..2_000 => Ok(()),
            _ => Err(TransportError::TimedOut),
        }
    }

    fn wait(&mut self) -> Result<(), TransportError> {
        self.check()
    }

    fn reconnect(&mut self) -> Result<(), TransportError> {
        let mut state = self.0.borrow_mut();
        state.requests.clear();
        state.responses.clear();
        state.is_closed = false;
        Ok(())
    }

    fn takes_one_request(&self) -> bool {
        self.0.borrow().takes_one_request
    }
}
