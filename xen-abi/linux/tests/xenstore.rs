//! Connections to xenstore over Unix sockets, served by the store of `xen-abi`.

use std::fs;
use std::io::{ErrorKind as Io, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use xen_abi::Errno;
use xen_abi::io::xs_wire::SockmsgType as Type;
use xen_abi::store::Store;
use xen_abi::xen::DomId;
use xen_abi::xenstore::{
    ErrorKind, Incoming, Permission, PermissionLetter, TooLong, TransportError, Xenstore,
};
use xen_abi_linux::{OpenError, Reason, StoreConnection};

type Client = Xenstore<StoreConnection>;

/// Long enough for a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

/// The sizes of pieces, from 1 to 61 bytes.
struct Pieces(u32);

impl Pieces {
    fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as usize % 61 + 1
    }
}

/// Serves a client until it closes the connection; reads and writes in small pieces.
fn serve(stream: &mut UnixStream, store: &mut Store) {
    const CLIENT: DomId = DomId(0);
    store.introduce(CLIENT);
    store.reset(CLIENT);
    let mut pieces = Pieces(7);
    let mut incoming = Incoming::new();
    loop {
        let mut has_ended = false;
        let filled = incoming.fill::<TooLong>(|bytes| {
            let end = pieces.next().min(bytes.len());
            let count = stream.read(&mut bytes[..end]).unwrap_or(0);
            has_ended = count == 0;
            Ok(count)
        });
        let header = match filled {
            Ok(Some(header)) => header,
            Ok(None) if !has_ended => continue,
            _ => return,
        };
        store.request(CLIENT, header, incoming.payload());
        incoming.clear();
        let output = store.output(CLIENT);
        let mut rest = &output[..];
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(pieces.next().min(rest.len()));
            if stream.write_all(piece).is_err() {
                return;
            }
            rest = after;
        }
    }
}

/// A client of a store in another thread.
fn client() -> (Client, JoinHandle<Store>) {
    let (ours, mut theirs) = UnixStream::pair().expect("a pair");
    let server = thread::spawn(move || {
        let mut store = Store::new();
        serve(&mut theirs, &mut store);
        store
    });
    let connection = StoreConnection::from_stream(ours).expect("a socket");
    (Xenstore::new(connection.with_limit(LIMIT)), server)
}

/// A path for a socket of a test.
fn place() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("xen-abi-store-{}-{number}", std::process::id());
    std::env::temp_dir().join(name)
}

#[test]
fn every_operation_works_in_pieces() {
    let (mut store, server) = client();
    let long = vec![b'x'; 4000];
    store.write("/a/b", b"1").unwrap();
    store.write("/a/long", &long).unwrap();
    assert_eq!(store.read("/a/b").unwrap(), b"1");
    assert_eq!(store.read("/a/long").unwrap(), long);
    assert_eq!(store.list("/a").unwrap().collect::<Vec<_>>(), ["b", "long"]);
    store.make("/a/c").unwrap();
    store.remove("/a/long").unwrap();
    let permissions = [Permission {
        domain: DomId(0),
        letter: PermissionLetter::Read,
    }];
    store.set_permissions("/a", &permissions).unwrap();
    assert!(store.permissions("/a").unwrap().eq(permissions));
    assert_eq!(store.domain_path(DomId(3)).unwrap(), "/local/domain/3");
    store.watch("/a", "token").unwrap();
    let event = store.wait_event().unwrap();
    assert_eq!((event.path, event.token), ("/a", "token"));
    let count = store.transaction(3, |store| {
        let next = store.read_number("/a/b")? + 1;
        store.write_number("/a/b", next).map(|()| next)
    });
    assert_eq!(count, Ok(2));
    assert_eq!(store.wait_event().unwrap().path, "/a/b");
    store.unwatch("/a", "token").unwrap();
    assert_eq!(store.next_event(), Ok(None));
    let error = store.read("/none").unwrap_err();
    assert_eq!(error.to_string(), format!("/none: {}", Errno::ENOENT));
    drop(store);
    assert_eq!(server.join().unwrap().value("/a/b"), Some(&b"2"[..]));
}

/// Makes the buffer of a socket as small as Linux permits: a request does not fit.
fn set_small_buffer(stream: &UnixStream) {
    let size: libc::c_int = 1;
    // SAFETY: an option that is an integer.
    let set = unsafe {
        libc::setsockopt(
            std::os::fd::AsRawFd::as_raw_fd(stream),
            libc::SOL_SOCKET,
            libc::SO_SNDBUF,
            (&raw const size).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    assert_eq!(set, 0);
}

/// Requests that do not fit the socket's buffer wait, and go on where they stopped.
#[test]
fn requests_wait_for_space() {
    let (ours, mut theirs) = UnixStream::pair().expect("a pair");
    let (sender, start) = mpsc::channel::<()>();
    let server = thread::spawn(move || {
        let mut store = Store::new();
        start.recv().expect("the client's word");
        // The client meets a full buffer.
        thread::sleep(Duration::from_millis(100));
        serve(&mut theirs, &mut store);
        store
    });
    set_small_buffer(&ours);
    let connection = StoreConnection::from_stream(ours).expect("a socket");
    let mut store: Client = Xenstore::new(connection.with_limit(LIMIT));
    let long = vec![b'x'; 4000];
    // Until the buffer is full, and one request is on its way.
    sender.send(()).unwrap();
    let (mut sent, mut received) = (0, 0);
    while received < 16 {
        let path = format!("/n/{sent}\0");
        // A response may have to be received before there is space.
        let is_sent = sent < 16
            && match store.send(Type::WRITE, &[path.as_bytes(), &long]) {
                Ok(_) => true,
                Err(error) if error.kind == ErrorKind::Busy => false,
                Err(error) => panic!("{error}"),
            };
        if is_sent {
            sent += 1;
        } else {
            assert_eq!(store.receive().unwrap().result, Ok(&b"OK\0"[..]));
            received += 1;
        }
    }
    drop(store);
    let served = server.join().unwrap();
    assert!((0..16).all(|node| served.value(&format!("/n/{node}")).is_some()));
}

/// A silent store costs the time limit; its late response is dropped.
#[test]
fn a_silent_store_ends_at_the_time_limit() {
    let (ours, mut theirs) = UnixStream::pair().expect("a pair");
    let limit = Duration::from_millis(100);
    let connection = StoreConnection::from_stream(ours).expect("a socket");
    let mut store: Client = Xenstore::new(connection.with_limit(limit));
    let began = Instant::now();
    let error = store.read("/a").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Transport(TransportError::TimedOut));
    assert!(began.elapsed() >= limit);
    assert_eq!(error.to_string(), "/a: xenstore did not answer in time");
    // It wakes up, and answers both requests.
    let server = thread::spawn(move || {
        let mut store = Store::new();
        store.make("/a", DomId(0));
        serve(&mut theirs, &mut store);
    });
    let read = (0..100).find_map(|_| store.read("/a").ok().map(<[u8]>::to_vec));
    assert_eq!(read, Some(Vec::new()));
    drop(store);
    server.join().unwrap();
}

/// The end of the store is an error, of the operation and of all after it.
#[test]
fn a_closed_connection_is_told() {
    for half in [&b""[..], b"\x02\0\0\0\x01\0"] {
        let (ours, mut theirs) = UnixStream::pair().expect("a pair");
        theirs.write_all(half).unwrap();
        drop(theirs);
        let connection = StoreConnection::from_stream(ours).expect("a socket");
        let mut store: Client = Xenstore::new(connection.with_limit(LIMIT));
        let error = store.read("/a").unwrap_err();
        assert_eq!(error.kind, ErrorKind::Transport(TransportError::Closed));
        assert_eq!(error.to_string(), "/a: xenstore closed the connection");
        assert_eq!(store.read("/a").unwrap_err().kind, ErrorKind::Lost);
        let unsupported = ErrorKind::Transport(TransportError::Unsupported);
        assert_eq!(store.reconnect().unwrap_err().kind, unsupported);
    }
}

/// A connection by a path is resumed; watches are gone.
#[test]
fn a_connection_is_resumed() {
    let path = place();
    let listener = UnixListener::bind(&path).expect("a socket");
    let (sender, restart) = mpsc::channel::<()>();
    let server = thread::spawn(move || {
        let mut store = Store::new();
        let (mut first, _) = listener.accept().expect("a client");
        restart.recv().expect("the client's word");
        // Requests are lost.
        first.shutdown(std::net::Shutdown::Both).expect("the end");
        let (mut second, _) = listener.accept().expect("a client");
        let _ = first.flush();
        serve(&mut second, &mut store);
    });
    let connection = StoreConnection::connect(&path).expect("a store");
    let mut store: Client = Xenstore::new(connection.with_limit(LIMIT));
    sender.send(()).unwrap();
    let error = store.write("/a", b"1").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Transport(TransportError::Closed));
    store.reconnect().unwrap();
    store.write("/a", b"2").unwrap();
    assert_eq!(store.read("/a").unwrap(), b"2");
    drop(store);
    server.join().unwrap();
    fs::remove_file(&path).unwrap();
}

/// A store that hangs has a full queue of clients: connecting ends at the time limit.
#[test]
fn a_full_queue_ends_at_the_time_limit() {
    let path = place();
    let listener = UnixListener::bind(&path).expect("a socket");
    // SAFETY: an open socket that listens; the call shortens its queue.
    let listens = unsafe { libc::listen(std::os::fd::AsRawFd::as_raw_fd(&listener), 0) };
    assert_eq!(listens, 0);
    let connection = StoreConnection::connect(&path).expect("a place in the queue");
    let limit = Duration::from_millis(200);
    let mut store: Client = Xenstore::new(connection.with_limit(limit));
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let began = Instant::now();
        let error = store.reconnect().unwrap_err();
        sender.send((error.kind, began.elapsed())).unwrap();
    });
    let (kind, time) = receiver.recv_timeout(LIMIT).expect("the end of the wait");
    assert_eq!(kind, ErrorKind::Transport(TransportError::TimedOut));
    assert!(time >= limit, "{time:?}");
    let told = |error: OpenError, seconds: &str| {
        assert!(matches!(error.reason(), Reason::TimedOut(_)));
        let path = path.display();
        let hangs = format!("{path} took no connection within {seconds} seconds");
        assert!(error.to_string().starts_with(&hangs), "{error}");
    };
    told(
        StoreConnection::connect_within(&path, limit).unwrap_err(),
        "0.2",
    );
    // CI's part waits for the limit of a program that sets none.
    if std::env::var_os("XEN_ABI_AMOUNT").is_some() {
        told(StoreConnection::connect(&path).unwrap_err(), "10");
    }
    drop(listener);
    fs::remove_file(&path).unwrap();
}

/// Errors name the path and what to do.
#[test]
fn what_is_missing_is_told() {
    let path = place();
    let shown = path.display();
    let error = StoreConnection::connect(&path).unwrap_err();
    assert!(matches!(error.reason(), Reason::Missing));
    assert_eq!(error.path(), path);
    let missing = format!("{shown} is missing: start xenstored; to a container, pass the socket");
    assert_eq!(error.to_string(), missing);
    drop(UnixListener::bind(&path).expect("a socket"));
    let error = StoreConnection::connect(&path).unwrap_err();
    assert!(matches!(error.reason(), Reason::NoServer));
    let dead = format!("nobody serves {shown}: start xenstored again");
    assert_eq!(error.to_string(), dead);
    assert_eq!(std::io::Error::from(error).kind(), Io::ConnectionRefused);
    fs::remove_file(&path).unwrap();
    for path in ["", "/a\0b", &"/a".repeat(54)] {
        let error = StoreConnection::connect(path).unwrap_err();
        assert_eq!(std::io::Error::from(error).kind(), Io::InvalidInput);
    }
}

/// A child process has to connect itself.
#[test]
fn a_child_does_not_share_the_connection() {
    let (mut store, server) = client();
    store.write("/a", b"1").unwrap();
    // SAFETY: the child uses the client alone, and exits.
    match unsafe { libc::fork() } {
        0 => {
            let error = store.read("/a").err().map(|error| error.kind);
            let told = error == Some(ErrorKind::Transport(TransportError::Closed));
            // SAFETY: ends the child without running anything else of the test program.
            unsafe { libc::_exit(i32::from(!told)) }
        }
        child => {
            let mut status = -1;
            // SAFETY: `status` is writable.
            assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
            assert_eq!(status, 0);
        }
    }
    assert_eq!(store.read("/a").unwrap(), b"1");
    drop(store);
    server.join().unwrap();
}

/// The file shows that an event has arrived, for a runtime.
#[test]
fn the_file_is_readable_when_an_event_arrives() {
    let (mut store, server) = client();
    store.watch("/a", "token").unwrap();
    store.wait_event().unwrap();
    let is_readable = |store: &Client, milliseconds| {
        let mut entry = libc::pollfd {
            fd: std::os::fd::AsRawFd::as_raw_fd(&store.transport().as_fd()),
            events: libc::POLLIN,
            revents: 0,
        };
        // SAFETY: one entry, which the call writes.
        unsafe { libc::poll(&raw mut entry, 1, milliseconds) == 1 }
    };
    assert!(!is_readable(&store, 0));
    let request = store.send(Type::WRITE, &[b"/a\0", b"1"]).unwrap();
    assert!(is_readable(&store, 60_000));
    assert_eq!(store.receive().unwrap().id, request);
    assert_eq!(store.wait_event().unwrap().path, "/a");
    drop(store);
    server.join().unwrap();
}
