//! The socket and the device: what both have, and what happens when xenstored ends.

use std::time::Duration;

use xen_abi::Errno;
use xen_abi::io::xs_wire::SockmsgType;
use xen_abi::xen::DomId;
use xen_abi::xenstore::{ErrorKind, TransportError, Xenstore};
use xen_abi_linux::{Reason, StoreConnection};

use super::daemon::{self, SOCKET};
use super::runners::client;

/// Every kind of request works through both.
pub(super) fn both() {
    let error = StoreConnection::connect(SOCKET).map(|_| ()).unwrap_err();
    assert!(matches!(error.reason(), Reason::Missing), "{error}");
    daemon::start();
    let socket = StoreConnection::open().expect("the socket");
    let device = StoreConnection::open_device().expect("the device");
    for (name, connection) in [("socket", socket), ("device", device)] {
        let mut store = client(connection);
        let root = format!("/transports/{name}");
        let node = format!("{root}/node");
        store.write(&node, b"1").expect("write");
        store.watch(&root, "token").expect("watch");
        let event = store.wait_event().expect("the first event");
        assert_eq!((event.path, event.token), (&*root, "token"));
        let number = store.transaction(3, |store| {
            let next = store.read_number(&node)? + 1;
            store.write_number(&node, next).map(|()| next)
        });
        assert_eq!(number, Ok(2));
        assert_eq!(store.wait_event().expect("an event").path, node);
        let missing = store.read(&format!("{root}/none")).unwrap_err();
        assert_eq!(missing.errno(), Some(Errno::ENOENT));
        assert_eq!(
            store.domain_path(DomId(7)).expect("a path"),
            "/local/domain/7"
        );
        assert_eq!(store.is_introduced(DomId(7)), Ok(false));
        // Newer than this xenstored.
        let unknown = store.features().unwrap_err();
        assert_eq!(unknown.errno(), Some(Errno::ENOSYS), "{unknown}");
        match name {
            "socket" => many_at_once(&mut store, &root),
            _ => one_at_a_time(&mut store, &node),
        }
        longest(&mut store, &format!("{root}/long"));
        store.unwatch(&root, "token").expect("unwatch");
        println!("  {name}: all kinds of requests");
    }
}

/// Requests under way at once are answered, each with its own value.
fn many_at_once(store: &mut Xenstore<StoreConnection>, root: &str) {
    for number in 0..8_u8 {
        store
            .write(&format!("{root}/{number}"), &[number])
            .expect("write");
    }
    let ids: Vec<_> = (0..8)
        .map(|number| {
            let path = format!("{root}/{number}\0");
            let sent = store.send(SockmsgType::READ, &[path.as_bytes()]);
            sent.expect("a request")
        })
        .collect();
    for _ in 0..8 {
        let reply = store.receive().expect("a response");
        let place = ids.iter().position(|id| *id == reply.id);
        let number = place.expect("one of the requests") as u8;
        assert_eq!(reply.result, Ok(&[number][..]));
    }
}

/// A request has to wait for the response to the one before it.
fn one_at_a_time(store: &mut Xenstore<StoreConnection>, node: &str) {
    let path = format!("{node}\0");
    let mut send = || store.send(SockmsgType::READ, &[path.as_bytes()]);
    let first = send().expect("a request");
    assert_eq!(send().unwrap_err().kind, ErrorKind::Busy);
    let reply = store.receive().expect("a response");
    assert_eq!((reply.id, reply.result), (first, Ok(&b"2"[..])));
}

/// The longest value that fits a message, and one byte more.
fn longest(store: &mut Xenstore<StoreConnection>, path: &str) {
    use xen_abi::xenstore::Transport as _;

    let limit = store.transport().longest_payload();
    // Xenstored does not limit the values of dom0.
    let value = vec![b'x'; limit - path.len() - 1];
    store.write(path, &value).expect("the longest value");
    assert_eq!(store.read(path).map(<[u8]>::len), Ok(value.len()));
    let value = vec![b'x'; limit - path.len()];
    let error = store.write(path, &value).unwrap_err();
    assert_eq!(error.kind, ErrorKind::TooLong);
}

/// When xenstored ends, the socket tells, and the device is silent.
pub(super) fn lost() {
    daemon::start();
    let mut socket = client(StoreConnection::open().expect("the socket"));
    socket.make("/lost").expect("make");
    daemon::kill();
    let error = socket.read("/lost").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Transport(TransportError::Closed));
    assert_eq!(socket.read("/lost").unwrap_err().kind, ErrorKind::Lost);
    let refused = StoreConnection::connect(SOCKET).map(|_| ()).unwrap_err();
    assert!(matches!(refused.reason(), Reason::NoServer), "{refused}");
    println!("  {refused}");
    let device = StoreConnection::open_device().expect("the device");
    let limit = Duration::from_millis(500);
    let mut device: Xenstore<_> = Xenstore::new(device.with_limit(limit));
    let error = device.read("/lost").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Transport(TransportError::TimedOut));
    drop(device);
    daemon::start();
    socket.reconnect().expect("a new xenstored");
    // Its nodes were in memory.
    let gone = socket.read("/lost").unwrap_err();
    assert_eq!(gone.errno(), Some(Errno::ENOENT), "{gone}");
    daemon::kill();
}
