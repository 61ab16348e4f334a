//! The client over its ring page, with a store that works while the client waits.

use super::script::message;
use std::cell::{Cell, RefCell};
use std::mem::offset_of;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use xen_abi::Errno;
use xen_abi::clock::{SystemClock, SystemTime};
use xen_abi::events::Channel;
use xen_abi::io::xs_wire::{Connection, DomainInterface, ServerFeatures, Sockmsg, SockmsgType};
use xen_abi::mock::{Domain, Machine};
use xen_abi::ring::{RingError, StreamReader, StreamWriter, Streams};
use xen_abi::shared::{SharedMemory, SharedPage};
use xen_abi::xen::DomId;
use xen_abi::xenstore::{
    ErrorKind, Incoming, RingTransport, TooLong, Transport, TransportError, Xenstore,
};

const CONNECTION: usize = offset_of!(DomainInterface, connection);
const FEATURES: usize = offset_of!(DomainInterface, server_features);

/// The other end of the page: echoes payloads.
struct Echo {
    page: &'static SharedPage,
    incoming: Incoming,
    answer: Vec<u8>,
    resets: usize,
}

impl Echo {
    fn new(page: &'static SharedPage) -> Self {
        Self {
            page,
            incoming: Incoming::new(),
            answer: Vec::new(),
            resets: 0,
        }
    }

    fn serve(&mut self) {
        let (requests, responses) = (DomainInterface::OUTPUT, DomainInterface::INPUT);
        if self.page.load(CONNECTION, Ordering::Acquire) == Connection::RECONNECT.0 {
            for at in [requests.cons, requests.prod, responses.cons, responses.prod] {
                self.page.store(at, 0, Ordering::Relaxed);
            }
            (self.incoming, self.answer) = (Incoming::new(), Vec::new());
            self.resets += 1;
            self.page
                .store(CONNECTION, Connection::CONNECTED.0, Ordering::Release);
        }
        let data = requests.inside(self.page).unwrap();
        let Ok(mut reader) = StreamReader::attach(requests, self.page, data) else {
            return;
        };
        let data = responses.inside(self.page).unwrap();
        let Ok(mut writer) = StreamWriter::attach(responses, self.page, data) else {
            return;
        };
        let read = |bytes: &mut [u8]| Ok::<_, TooLong>(reader.read(bytes).unwrap_or(0));
        if let Ok(Some(Sockmsg {
            type_,
            req_id,
            tx_id,
            ..
        })) = self.incoming.fill(read)
        {
            let answer = message(type_, req_id, tx_id, self.incoming.payload());
            self.answer.extend(answer);
            self.incoming.clear();
        }
        let sent = writer.write(&self.answer).unwrap_or(0);
        self.answer.drain(..sent);
    }
}

fn page() -> &'static SharedPage {
    Box::leak(Box::default())
}

/// Connects a client, whose store works in each `wait`.
fn connect<'a>(
    domain: &'a Domain,
    page: &'static SharedPage,
) -> (Xenstore<impl Transport + 'a>, Rc<RefCell<Echo>>) {
    let echo = Rc::new(RefCell::new(Echo::new(page)));
    let serving = Rc::clone(&echo);
    let wait = move |deadline: SystemTime| -> Result<(), Errno> {
        assert!(domain.now() < deadline);
        serving.borrow_mut().serve();
        Ok(())
    };
    let channel = Channel::offer(domain, DomId(0)).unwrap();
    let limit = Duration::from_secs(20);
    let ring = RingTransport::new(page, channel, wait, domain, limit).unwrap();
    (Xenstore::new(ring), echo)
}

#[test]
fn messages_longer_than_the_ring_pass_through_it() {
    let one = Machine::new().domain(DomId(1));
    let (mut store, _) = connect(&one, page());
    for len in [0, 1, 1000, 1024, 1025, 4094] {
        let value = vec![7; len];
        store.send(SockmsgType::WRITE, &[b"a\0", &value]).unwrap();
        let payload = store.receive().unwrap().result.unwrap();
        assert_eq!(payload, [b"a\0", &value[..]].concat());
    }
    // Several at once, which neither fit the ring nor are read before all are sent.
    let mut sent = 0;
    let mut answered = 0;
    while answered < 40 {
        if sent < 40 && store.send(SockmsgType::READ, &[&[1; 900]]).is_ok() {
            sent += 1;
        } else {
            assert_eq!(store.receive().unwrap().result, Ok(&[1; 900][..]));
            answered += 1;
        }
    }
}

#[test]
fn a_lost_connection_is_resumed() {
    let one = Machine::new().domain(DomId(1));
    let page = page();
    let (mut store, echo) = connect(&one, page);
    let error = store.reconnect().unwrap_err();
    let unsupported = ErrorKind::Transport(TransportError::Unsupported);
    assert_eq!(error.kind, unsupported);
    page.store(
        FEATURES,
        ServerFeatures::RECONNECTION.bits(),
        Ordering::Relaxed,
    );
    // The producer of the responses runs away.
    page.store(DomainInterface::INPUT.prod, 5000, Ordering::Relaxed);
    let error = store.read("a").unwrap_err();
    let lost = ErrorKind::Transport(TransportError::Ring(RingError::Producer {
        ahead: 5000,
        limit: 1024,
    }));
    assert_eq!(error.kind, lost);
    assert_eq!(store.read("a").unwrap_err().kind, ErrorKind::Lost);
    store.reconnect().unwrap();
    assert_eq!(echo.borrow().resets, 1);
    assert_eq!(store.read("a"), Ok(&b"a\0"[..]));
}

/// The store resets its end after the client has given up, so that only a further reset helps.
#[test]
fn a_reset_without_an_answer_leaves_the_connection_lost() {
    let machine = Machine::new();
    let one = machine.domain(DomId(1));
    machine.stop_time(SystemTime::default());
    let page = page();
    page.store(
        FEATURES,
        ServerFeatures::RECONNECTION.bits(),
        Ordering::Relaxed,
    );
    let echo = Rc::new(RefCell::new(Echo::new(page)));
    let is_asleep = Rc::new(Cell::new(false));
    let (serving, sleeping, waits) = (Rc::clone(&echo), Rc::clone(&is_asleep), machine.clone());
    let wait = move |_: SystemTime| -> Result<(), Errno> {
        match sleeping.get() {
            true => waits.advance(Duration::from_secs(2)),
            false => serving.borrow_mut().serve(),
        }
        Ok(())
    };
    let channel = Channel::offer(&one, DomId(0)).unwrap();
    let limit = Duration::from_secs(5);
    let ring = RingTransport::new(page, channel, wait, &one, limit).unwrap();
    let mut store = Xenstore::<_, 64>::new(ring);
    assert_eq!(store.read("a"), Ok(&b"a\0"[..]));
    is_asleep.set(true);
    let timed_out = ErrorKind::Transport(TransportError::TimedOut);
    assert_eq!(store.reconnect().unwrap_err().kind, timed_out);
    is_asleep.set(false);
    echo.borrow_mut().serve();
    assert_eq!(store.read("b").unwrap_err().kind, ErrorKind::Lost);
    store.reconnect().unwrap();
    assert_eq!(store.read("b"), Ok(&b"b\0"[..]));
    assert_eq!(echo.borrow().resets, 2);
}

#[test]
fn a_store_that_is_silent_is_given_up() {
    let machine = Machine::new();
    let one = machine.domain(DomId(1));
    machine.stop_time(SystemTime::default());
    let waits = machine.clone();
    let wait = move |deadline: SystemTime| -> Result<(), Errno> {
        assert_eq!(deadline.as_nanos(), 5_000_000_000);
        waits.advance(Duration::from_secs(2));
        Ok(())
    };
    let channel = Channel::offer(&one, DomId(0)).unwrap();
    let limit = Duration::from_secs(5);
    let ring = RingTransport::new(page(), channel, wait, &one, limit).unwrap();
    let mut store = Xenstore::<_, 64>::new(ring);
    let timed_out = ErrorKind::Transport(TransportError::TimedOut);
    assert_eq!(store.read("a").unwrap_err().kind, timed_out);
    assert_eq!(machine.system_time().as_nanos(), 6_000_000_000);
}

#[test]
fn a_ring_fits_its_memory() {
    use xen_abi::shared::Window;
    let one = Machine::new().domain(DomId(1));
    let small = Window::new(page(), 0, 2048).unwrap();
    let channel = Channel::offer(&one, DomId(0)).unwrap();
    let wait = |_| Ok(());
    let ring = RingTransport::new(small, channel, wait, &one, Duration::ZERO);
    assert_eq!(ring.unwrap_err(), RingError::Size(2048));
}

/// A guest that starts before xenstore does: the toolstack has set the connection state.
#[test]
fn a_store_that_comes_later_is_waited_for() {
    let one = Machine::new().domain(DomId(1));
    let page = page();
    page.store(CONNECTION, Connection::RECONNECT.0, Ordering::Relaxed);
    // Nothing else in the page has a meaning yet.
    page.store(DomainInterface::INPUT.prod, 5000, Ordering::Relaxed);
    page.store(DomainInterface::OUTPUT.prod, 7, Ordering::Relaxed);
    page.store(DomainInterface::OUTPUT.cons, 7, Ordering::Relaxed);
    let (mut store, echo) = connect(&one, page);
    assert!(store.send(SockmsgType::READ, &[b"a\0"]).is_ok());
    assert_eq!(
        page.load(DomainInterface::OUTPUT.prod, Ordering::Relaxed),
        7
    );
    assert_eq!(store.receive().unwrap().result, Ok(&b"a\0"[..]));
    assert_eq!(store.read("b"), Ok(&b"b\0"[..]));
    assert_eq!(echo.borrow().resets, 1);
}
