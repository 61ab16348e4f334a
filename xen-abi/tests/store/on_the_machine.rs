//! The store serves the domains of the software Xen.

use std::mem::offset_of;
use std::sync::atomic::Ordering;
use std::time::Duration;
use xen_abi::Errno;
use xen_abi::io::xs_wire::{DomainInterface, ServerFeatures};
use xen_abi::mock::Machine;
use xen_abi::shared::{SharedMemory, SharedPage};
use xen_abi::store::Store;
use xen_abi::xen::DomId;
use xen_abi::xenstore::{Error, ErrorKind, Permission, PermissionLetter, TransportError};

const LIMIT: Duration = Duration::from_secs(20);

/// Two domains find each other, as the ends of a device do.
#[test]
fn two_domains_meet_in_the_store() {
    let machine = Machine::new();
    let (one, two) = (machine.domain(DomId(1)), machine.domain(DomId(2)));
    let (mut front, mut back) = (one.xenstore(LIMIT), two.xenstore(LIMIT));
    front.write("device/vif/0/ring-ref", b"8").unwrap();
    let hidden = back.read("/local/domain/1/device/vif/0/ring-ref");
    assert_eq!(hidden.unwrap_err().errno(), Some(Errno::EACCES));
    let readable = |domain, letter| Permission {
        domain: DomId(domain),
        letter,
    };
    let permissions = [
        readable(1, PermissionLetter::None),
        readable(2, PermissionLetter::Read),
    ];
    front
        .set_permissions("device/vif/0/ring-ref", &permissions)
        .unwrap();
    let path = "/local/domain/1/device/vif/0/ring-ref";
    assert_eq!(back.read_number(path), Ok(8));
    back.watch(path, "ring").unwrap();
    assert_eq!(back.wait_event().unwrap().path, path);
    assert_eq!(back.next_event().unwrap(), None);
    front.write_number("device/vif/0/ring-ref", 9).unwrap();
    let event = back.wait_event().unwrap();
    assert_eq!((event.path, event.token), (path, "ring"));
    assert_eq!(
        machine.with_store(|store| store.value(path).map(<[u8]>::to_vec)),
        Some(b"9".to_vec())
    );
    drop(front);
    machine.destroy(DomId(1));
    assert_eq!(back.read(path).unwrap_err().errno(), Some(Errno::EACCES));
}

/// Both add to a counter, each in a transaction; no addition is lost.
#[test]
fn transactions_of_two_domains_add_up() {
    let machine = Machine::new();
    let domains = [1, 2].map(|id| machine.domain(DomId(id)));
    let mut first = domains[0].xenstore(LIMIT);
    first.write_number("count", 0).unwrap();
    let both = Permission {
        domain: DomId(1),
        letter: PermissionLetter::Both,
    };
    first.set_permissions("count", &[both]).unwrap();
    let rounds = if cfg!(miri) { 3 } else { 50 };
    std::thread::scope(|scope| {
        for domain in &domains {
            scope.spawn(move || {
                let mut store = domain.xenstore(LIMIT);
                for _ in 0..rounds {
                    store
                        .transaction(1000, |store| {
                            let path = "/local/domain/1/count";
                            let next = store.read_number(path)? + 1;
                            store.write_number(path, next)?;
                            Ok::<_, Error>(())
                        })
                        .unwrap();
                }
            });
        }
    });
    let mut reader = domains[0].xenstore(LIMIT);
    assert_eq!(reader.read_number("count"), Ok(2 * rounds));
}

#[test]
fn a_connection_is_reset() {
    let machine = Machine::new();
    let one = machine.domain(DomId(1));
    let mut store = one.xenstore(LIMIT);
    store.write("a", &[1; 2000]).unwrap();
    store.watch("a", "t").unwrap();
    store.reconnect().unwrap();
    assert_eq!(store.read("a"), Ok(&[1; 2000][..]));
    assert_eq!(store.next_event().unwrap(), None);
    store.write("a", b"").unwrap();
    assert_eq!(store.next_event().unwrap(), None, "the watch is gone");
    // The store waits for system time, which stands still: the client gives up in time.
    machine.stop_time(xen_abi::clock::SystemTime::default());
    let waited = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(10));
            machine.advance(LIMIT);
        });
        store.wait_event().map(|_| ()).unwrap_err().kind
    });
    assert_eq!(waited, ErrorKind::Transport(TransportError::TimedOut));
    assert_eq!(store.features().unwrap_err().errno(), Some(Errno::ENOSYS));
}

/// A guest as libxl makes it: it reads its directory, and writes only below some nodes of it.
#[test]
fn a_guest_has_what_its_toolstack_gives() {
    let machine = Machine::new();
    let mut guest = machine.domain(DomId(1)).xenstore(LIMIT);
    let permission = |domain, letter| Permission {
        domain: DomId(domain),
        letter,
    };
    let readable = [
        permission(0, PermissionLetter::None),
        permission(1, PermissionLetter::Read),
    ];
    let own = [permission(1, PermissionLetter::None)];
    machine.with_store(|store| {
        store.put("/local/domain/1", b"", &readable).unwrap();
        store
            .put("/local/domain/1/name", b"guest", &readable)
            .unwrap();
        store.put("/local/domain/1/data", b"", &own).unwrap();
    });
    assert_eq!(guest.read_text("name"), Ok("guest"));
    for path in ["name", "other"] {
        let refused = guest.write(path, b"x").unwrap_err();
        assert_eq!(refused.errno(), Some(Errno::EACCES), "{path}");
    }
    assert_eq!(guest.write("data/mine", b"x"), Ok(()));
}

/// The store states what its clients may use, and watches with a depth are among that.
#[test]
fn the_store_states_its_features() {
    let page: &SharedPage = Box::leak(Box::default());
    Store::prepare(&page);
    let at = offset_of!(DomainInterface, server_features);
    let features = ServerFeatures::from_bits_retain(page.load(at, Ordering::SeqCst));
    assert!(features.contains(ServerFeatures::WATCHDEPTH));
    let machine = Machine::new();
    let mut store = machine.domain(DomId(1)).xenstore(LIMIT);
    store.watch_depth("a", "token", 0).unwrap();
    assert_eq!(store.wait_event().unwrap().path, "a");
    store.write("a/b", b"1").unwrap();
    assert_eq!(store.next_event().unwrap(), None);
    store.write("a", b"1").unwrap();
    assert_eq!(store.wait_event().unwrap().path, "a");
}
