//! The quotas of domains without privileges.

use xen_abi::io::xs_wire::SockmsgType as Type;
use xen_abi::store::{Quotas, Store};
use xen_abi::xen::DomId;
use xen_abi::xenstore::{Permission, PermissionLetter};

use super::{check, request};

/// A store with quotas, and a domain that owns its directory.
fn limited(quotas: Quotas) -> Store {
    let mut store = Store::new();
    store.set_quotas(quotas);
    store.introduce(DomId(0));
    store.introduce(DomId(1));
    let own = [Permission {
        domain: DomId(1),
        letter: PermissionLetter::None,
    }];
    assert_eq!(store.put("/local/domain/1", b"", &own), Ok(()));
    store
}

#[test]
fn quotas_limit_a_domain() {
    let mut store = limited(Quotas {
        nodes: 3,
        watches: 2,
        transactions: 1,
        node_size: 28,
        permissions: 2,
    });
    check(
        &mut store,
        &[
            (1, 0, Type::WRITE, "a|1234", "OK|"),
            (1, 0, Type::WRITE, "a|12345", "ENOSPC|"),
            (1, 0, Type::READ, "a|", "1234"),
            (1, 0, Type::WRITE, "b/c|1", "ENOSPC|"),
            (1, 0, Type::WRITE, "b|1", "OK|"),
            (1, 0, Type::WRITE, "c|1", "ENOSPC|"),
            (1, 0, Type::RM, "b|", "OK|"),
            (1, 0, Type::MKDIR, "c|", "OK|"),
            (1, 0, Type::SET_PERMS, "c|n1|r2|r3|", "ENOSPC|"),
            (1, 0, Type::SET_PERMS, "a|n1|r2|", "ENOSPC|"),
            (1, 0, Type::WATCH, "a|1|", "OK| !1 a|1|"),
            (1, 0, Type::WATCH, "a|2|", "OK| !1 a|2|"),
            (1, 0, Type::WATCH, "a|3|", "E2BIG|"),
            (1, 0, Type::TRANSACTION_START, "|", "1|"),
            (1, 0, Type::TRANSACTION_START, "|", "ENOSPC|"),
            (0, 0, Type::WRITE, "/big|123456789", "OK|"),
        ],
    );
}

/// Each transaction alone keeps to the quota.
#[test]
fn transactions_side_by_side_share_the_quota() {
    let mut store = limited(Quotas {
        nodes: 3,
        ..Quotas::default()
    });
    check(
        &mut store,
        &[
            (1, 0, Type::MKDIR, "a|", "OK|"),
            (1, 0, Type::TRANSACTION_START, "|", "1|"),
            (1, 0, Type::TRANSACTION_START, "|", "2|"),
            (1, 1, Type::WRITE, "a/x|1", "OK|"),
            (1, 2, Type::WRITE, "b|1", "OK|"),
            (1, 1, Type::TRANSACTION_END, "T|", "OK|"),
            (1, 2, Type::TRANSACTION_END, "T|", "ENOSPC|"),
            (1, 0, Type::READ, "b|", "ENOENT|"),
            (1, 0, Type::TRANSACTION_START, "|", "3|"),
            (1, 3, Type::RM, "a/x|", "OK|"),
            (1, 3, Type::WRITE, "b|1", "OK|"),
            (1, 3, Type::TRANSACTION_END, "T|", "OK|"),
            (1, 0, Type::READ, "b|", "1"),
        ],
    );
}

/// Xen's daemon counts a node as a whole: also the names of its children, and their permissions.
#[test]
fn a_node_has_a_size() {
    let mut store = limited(Quotas {
        node_size: 16 + 8 + 6,
        ..Quotas::default()
    });
    check(
        &mut store,
        &[
            (1, 0, Type::WRITE, "a|123456", "OK|"),
            (1, 0, Type::WRITE, "a|1234567", "ENOSPC|"),
            (1, 0, Type::WRITE, "a/b|", "ENOSPC|"),
            (1, 0, Type::WRITE, "a|1234", "OK|"),
            (1, 0, Type::WRITE, "a/b|1234567", "ENOSPC|"),
            (1, 0, Type::WRITE, "a/b|123456", "OK|"),
            (1, 0, Type::WRITE, "a/c|", "ENOSPC|"),
            (1, 0, Type::WRITE, "a|12345", "ENOSPC|"),
            (1, 0, Type::SET_PERMS, "a|n1|r0|", "ENOSPC|"),
            (1, 0, Type::WRITE, "longer|", "ENOSPC|"),
            (1, 0, Type::WRITE, "x/longer|", "ENOSPC|"),
            (1, 0, Type::DIRECTORY, "/local/domain/1|", "a|"),
            (1, 0, Type::READ, "a|", "1234"),
        ],
    );
}

/// A client must not fill the store's memory with the paths that a transaction uses.
#[test]
fn a_transaction_uses_1024_nodes_at_most() {
    let mut store = limited(Quotas::default());
    for (domain, last, end) in [(1, "ENOSPC|", "ENOMEM|"), (0, "ENOENT|", "OK|")] {
        let id = request(&mut store, domain, 0, Type::TRANSACTION_START, "|");
        let id: u32 = id.trim_end_matches('|').parse().unwrap();
        let read = |store: &mut Store, number: u32| {
            let path = format!("/local/domain/1/{number}|");
            request(store, domain, id, Type::READ, &path)
        };
        for number in 0..1024 {
            assert_eq!(read(&mut store, number), "ENOENT|");
        }
        assert_eq!(read(&mut store, 1024), last);
        assert_eq!(read(&mut store, 7), "ENOENT|");
        let ended = request(&mut store, domain, id, Type::TRANSACTION_END, "T|");
        assert_eq!(ended, end);
    }
}
