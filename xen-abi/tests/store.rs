//! The store: the protocol's semantics, request by request.
//!
//! A row is a request of a domain and the expected messages, so that each line can be read beside
//! the protocol's documentation.

mod access;
mod hostile;
mod on_the_machine;
mod quotas;

use proptest::prelude::*;
use xen_abi::io::xs_wire::{Sockmsg, SockmsgType as Type};
use xen_abi::store::Store;
use xen_abi::xen::DomId;
use xen_abi::{Errno, Plain};

/// Makes a request in a transaction; returns what every domain gets, as text.
///
/// `|` stands for NUL. A response is its payload or the error; an event begins with `!` and the
/// domain.
fn request(store: &mut Store, domain: u16, tx: u32, type_: Type, payload: &str) -> String {
    let payload = payload.replace('|', "\0");
    let header = Sockmsg {
        type_,
        req_id: 7,
        tx_id: tx,
        len: payload.len() as u32,
    };
    store.request(DomId(domain), header, payload.as_bytes());
    let (mut responses, mut events) = (Vec::new(), Vec::new());
    for receiver in 0..6 {
        let bytes = store.output(DomId(receiver));
        let mut bytes = &bytes[..];
        while let Some((header, rest)) = Sockmsg::from_prefix(bytes) {
            let (payload, rest) = rest.split_at(header.len as usize);
            bytes = rest;
            let text = String::from_utf8_lossy(payload).replace('\0', "|");
            match header.type_ {
                Type::WATCH_EVENT => {
                    assert_eq!((header.req_id, header.tx_id), (0, 0));
                    events.push(format!("!{receiver} {text}"));
                }
                answer => {
                    assert_eq!(receiver, domain);
                    assert_eq!((header.req_id, header.tx_id), (7, tx));
                    assert!(answer == type_ || answer == Type::ERROR);
                    responses.push(text);
                }
            }
        }
    }
    // The protocol does not order the events and the response.
    responses.append(&mut events);
    responses.join(" ")
}

/// A request and what it causes.
type Row = (u16, u32, Type, &'static str, &'static str);

fn check(store: &mut Store, rows: &[Row]) {
    for (index, (domain, tx, type_, payload, expected)) in rows.iter().enumerate() {
        let seen = request(store, *domain, *tx, *type_, payload);
        assert_eq!(
            seen, *expected,
            "row {index}: {type_:?} {payload} by {domain}"
        );
    }
}

/// Domains 0, 1 and 2, with the directories that a toolstack makes for the latter.
fn store() -> Store {
    let mut store = Store::new();
    for domain in 0..3 {
        store.introduce(DomId(domain));
    }
    for domain in 1..3 {
        check(
            &mut store,
            match domain {
                1 => &[
                    (0, 0, Type::MKDIR, "/local/domain/1|", "OK|"),
                    (0, 0, Type::SET_PERMS, "/local/domain/1|n1|r0|", "OK|"),
                ],
                _ => &[
                    (0, 0, Type::MKDIR, "/local/domain/2|", "OK|"),
                    (0, 0, Type::SET_PERMS, "/local/domain/2|r2|", "OK|"),
                ],
            },
        );
    }
    store
}

#[test]
fn nodes_are_written_read_and_removed() {
    check(
        &mut store(),
        &[
            (1, 0, Type::READ, "a/b|", "ENOENT|"),
            (1, 0, Type::WRITE, "a/b|value", "OK|"),
            (1, 0, Type::READ, "a/b|", "value"),
            (1, 0, Type::READ, "/local/domain/1/a/b|", "value"),
            (1, 0, Type::READ, "a|", ""),
            (1, 0, Type::WRITE, "a/b|x|y", "OK|"),
            (1, 0, Type::READ, "a/b|", "x|y"),
            (1, 0, Type::MKDIR, "a/b|", "OK|"),
            (1, 0, Type::READ, "a/b|", "x|y"),
            (1, 0, Type::MKDIR, "a/c/d|", "OK|"),
            (1, 0, Type::DIRECTORY, "a|", "b|c|"),
            (1, 0, Type::DIRECTORY, "a/b|", ""),
            (1, 0, Type::DIRECTORY, "x|", "ENOENT|"),
            (1, 0, Type::RM, "a/x|", "OK|"),
            (1, 0, Type::RM, "x/y|", "ENOENT|"),
            (1, 0, Type::RM, "a|", "OK|"),
            (1, 0, Type::READ, "a/c/d|", "ENOENT|"),
            (0, 0, Type::RM, "/|", "EINVAL|"),
            (0, 0, Type::DIRECTORY, "/local/domain|", "1|2|"),
        ],
    );
}

#[test]
fn malformed_requests_are_refused() {
    check(
        &mut store(),
        &[
            (1, 0, Type::READ, "a", "EINVAL|"),
            (1, 0, Type::READ, "", "EINVAL|"),
            (1, 0, Type::READ, "|", "EINVAL|"),
            (1, 0, Type::READ, "a||", "EINVAL|"),
            (1, 0, Type::READ, "a//b|", "EINVAL|"),
            (1, 0, Type::READ, "a/|", "EINVAL|"),
            (1, 0, Type::READ, "a.b|", "EINVAL|"),
            (1, 0, Type::READ, "@releaseDomain|", "EINVAL|"),
            (1, 0, Type::WRITE, "a", "EINVAL|"),
            (1, 0, Type::SET_PERMS, "/local/domain/1|", "EINVAL|"),
            (1, 0, Type::SET_PERMS, "/local/domain/1|x1|", "EINVAL|"),
            (1, 0, Type::TRANSACTION_END, "T|", "ENOENT|"),
            (1, 0, Type(99), "|", "ENOSYS|"),
            (1, 0, Type::CONTROL, "help|", "EACCES|"),
            (0, 0, Type::CONTROL, "help|", "ENOSYS|"),
            (1, 0, Type::WATCH_EVENT, "a|b|", "ENOSYS|"),
            (1, 9, Type::READ, "a|", "ENOENT|"),
        ],
    );
}

#[test]
fn permissions_decide_who_may_do_what() {
    check(
        &mut store(),
        &[
            // Nodes of domain 1 are its own, and hidden from domain 2.
            (1, 0, Type::WRITE, "data|1", "OK|"),
            (1, 0, Type::GET_PERMS, "data|", "n1|r0|"),
            (2, 0, Type::READ, "/local/domain/1/data|", "EACCES|"),
            (2, 0, Type::READ, "/local/domain/1/none|", "EACCES|"),
            (2, 0, Type::WRITE, "/local/domain/1/data|2", "EACCES|"),
            (2, 0, Type::RM, "/local/domain/1/data|", "EACCES|"),
            (2, 0, Type::GET_PERMS, "/local/domain/1/data|", "EACCES|"),
            (0, 0, Type::READ, "/local/domain/1/data|", "1"),
            // Those of domain 2 can be read by all.
            (2, 0, Type::WRITE, "data|2", "OK|"),
            (1, 0, Type::READ, "/local/domain/2/data|", "2"),
            (1, 0, Type::READ, "/local/domain/2/none|", "ENOENT|"),
            (1, 0, Type::WRITE, "/local/domain/2/data|1", "EACCES|"),
            // A later entry is for one domain.
            (1, 0, Type::SET_PERMS, "data|n1|b2|", "OK|"),
            (2, 0, Type::WRITE, "/local/domain/1/data|from 2", "OK|"),
            (1, 0, Type::READ, "data|", "from 2"),
            (2, 0, Type::SET_PERMS, "/local/domain/1/data|n2|", "EACCES|"),
            (1, 0, Type::SET_PERMS, "data|n1|w2|", "OK|"),
            (2, 0, Type::READ, "/local/domain/1/data|", "EACCES|"),
            (2, 0, Type::WRITE, "/local/domain/1/data|again", "OK|"),
            // Only the control domain gives nodes away.
            (1, 0, Type::SET_PERMS, "data|n2|", "EPERM|"),
            (0, 0, Type::SET_PERMS, "/local/domain/1/data|n2|", "OK|"),
            (1, 0, Type::READ, "data|", "EACCES|"),
            (2, 0, Type::READ, "/local/domain/1/data|", "again"),
            // A new node is its creator's.
            (0, 0, Type::WRITE, "/shared|x", "OK|"),
            (0, 0, Type::SET_PERMS, "/shared|b0|", "OK|"),
            (2, 0, Type::WRITE, "/shared/two|x", "OK|"),
            (2, 0, Type::GET_PERMS, "/shared/two|", "b2|"),
            (1, 0, Type::SET_TARGET, "1|2|", "EACCES|"),
            (0, 0, Type::SET_TARGET, "1|2|", "OK|"),
            (1, 0, Type::READ, "/local/domain/1/data|", "again"),
        ],
    );
}

#[test]
fn watches_report_changes_below_their_path() {
    check(
        &mut store(),
        &[
            (1, 0, Type::WATCH, "a|token|", "OK| !1 a|token|"),
            (1, 0, Type::WATCH, "a|token|", "EEXIST|"),
            (1, 0, Type::WRITE, "a|1", "OK| !1 a|token|"),
            (1, 0, Type::WRITE, "a/b/c|1", "OK| !1 a/b/c|token|"),
            (1, 0, Type::WRITE, "ab|1", "OK|"),
            (1, 0, Type::MKDIR, "a/b/c|", "OK|"),
            (1, 0, Type::SET_PERMS, "a/b|n1|", "OK| !1 a/b|token|"),
            // Of another domain, absolute; those that may not read hear nothing.
            (
                0,
                0,
                Type::WATCH,
                "/local/domain/1|d|",
                "OK| !0 /local/domain/1|d|",
            ),
            (
                2,
                0,
                Type::WATCH,
                "/local/domain/1|e|",
                "OK| !2 /local/domain/1|e|",
            ),
            (1, 0, Type::WRITE, "x|1", "OK| !0 /local/domain/1/x|d|"),
            (0, 0, Type::UNWATCH, "/local/domain/1|d|", "OK|"),
            (0, 0, Type::UNWATCH, "/local/domain/1|d|", "ENOENT|"),
            // A node that is removed with one above it: to its own watches alone.
            (1, 0, Type::WATCH, "a/b/c|deep|", "OK| !1 a/b/c|deep|"),
            (1, 0, Type::RM, "a/b|", "OK| !1 a/b/c|deep| !1 a/b|token|"),
            (1, 0, Type::RESET_WATCHES, "|", "OK|"),
            (1, 0, Type::WRITE, "a|2", "OK|"),
            // With a depth.
            (1, 0, Type::WATCH, "a|t|1|", "OK| !1 a|t|"),
            (1, 0, Type::WRITE, "a/b/c|3", "OK|"),
            (1, 0, Type::WRITE, "a/b|3", "OK| !1 a/b|t|"),
            (1, 0, Type::WATCH, "a|t2|x|", "EINVAL|"),
        ],
    );
}

#[test]
fn domains_come_and_go() {
    let mut store = store();
    check(
        &mut store,
        &[
            (
                0,
                0,
                Type::WATCH,
                "@introduceDomain|i|",
                "OK| !0 @introduceDomain|i|",
            ),
            (
                0,
                0,
                Type::WATCH,
                "@releaseDomain|r|",
                "OK| !0 @releaseDomain|r|",
            ),
            (
                0,
                0,
                Type::WATCH,
                "@releaseDomain/3|3|",
                "OK| !0 @releaseDomain/3|3|",
            ),
            (
                0,
                0,
                Type::WATCH,
                "@releaseDomain|one|1|",
                "OK| !0 @releaseDomain|one|",
            ),
            (
                1,
                0,
                Type::WATCH,
                "@introduceDomain|i|",
                "OK| !1 @introduceDomain|i|",
            ),
            (1, 0, Type::INTRODUCE, "3|5|1|", "EACCES|"),
            (1, 0, Type::IS_DOMAIN_INTRODUCED, "1|", "EACCES|"),
            (0, 0, Type::INTRODUCE, "3|5|0|", "EINVAL|"),
            (0, 0, Type::IS_DOMAIN_INTRODUCED, "3|", "F|"),
            (
                0,
                0,
                Type::INTRODUCE,
                "3|5|1|",
                "OK| !0 @introduceDomain|i|",
            ),
            (0, 0, Type::IS_DOMAIN_INTRODUCED, "3|", "T|"),
            (0, 0, Type::GET_DOMAIN_PATH, "3|", "/local/domain/3|"),
            (3, 0, Type::GET_DOMAIN_PATH, "77|", "/local/domain/77|"),
            (0, 0, Type::MKDIR, "/local/domain/3|", "OK|"),
            (0, 0, Type::SET_PERMS, "/local/domain/3|n3|", "OK|"),
            (3, 0, Type::WRITE, "data|3", "OK|"),
            (0, 0, Type::RESUME, "3|", "OK|"),
            (
                0,
                0,
                Type::RELEASE,
                "3|",
                "OK| !0 @releaseDomain|r| !0 @releaseDomain/3|3| !0 @releaseDomain/3|one|",
            ),
            (0, 0, Type::READ, "/local/domain/3/data|", "ENOENT|"),
            (0, 0, Type::READ, "/local/domain/3|", "ENOENT|"),
            (0, 0, Type::RELEASE, "3|", "ENOENT|"),
            (0, 0, Type::RELEASE, "0|", "EINVAL|"),
            // A domain that is permitted to hear of others.
            (0, 0, Type::SET_PERMS, "@releaseDomain|n0|r1|", "OK|"),
            (0, 0, Type::GET_PERMS, "@releaseDomain|", "n0|r1|"),
            (
                1,
                0,
                Type::WATCH,
                "@releaseDomain|mine|",
                "OK| !1 @releaseDomain|mine|",
            ),
            (
                0,
                0,
                Type::RELEASE,
                "2|",
                "OK| !0 @releaseDomain|r| !0 @releaseDomain/2|one| !1 @releaseDomain|mine|",
            ),
        ],
    );
}

#[test]
fn a_transaction_happens_at_once_or_not_at_all() {
    check(
        &mut store(),
        &[
            (1, 0, Type::WRITE, "a|1", "OK|"),
            (1, 0, Type::WATCH, "|", "EINVAL|"),
            (1, 0, Type::WATCH, "a|t|", "OK| !1 a|t|"),
            (1, 0, Type::TRANSACTION_START, "|", "1|"),
            (1, 1, Type::TRANSACTION_START, "|", "EBUSY|"),
            (1, 1, Type::WRITE, "a|2", "OK|"),
            (1, 1, Type::READ, "a|", "2"),
            (1, 0, Type::READ, "a|", "1"),
            (1, 1, Type::TRANSACTION_END, "T|", "OK| !1 a|t|"),
            (1, 0, Type::READ, "a|", "2"),
            (1, 1, Type::READ, "a|", "ENOENT|"),
            // Given up.
            (1, 0, Type::TRANSACTION_START, "|", "2|"),
            (1, 2, Type::RM, "a|", "OK|"),
            (1, 2, Type::READ, "a|", "ENOENT|"),
            (1, 2, Type::TRANSACTION_END, "F|", "OK|"),
            (1, 0, Type::READ, "a|", "2"),
            // Another client changes what was read.
            (1, 0, Type::TRANSACTION_START, "|", "3|"),
            (1, 3, Type::READ, "a|", "2"),
            (1, 3, Type::WRITE, "b|3", "OK|"),
            (0, 0, Type::WRITE, "/local/domain/1/a|4", "OK| !1 a|t|"),
            (1, 3, Type::READ, "a|", "2"),
            (1, 3, Type::TRANSACTION_END, "T|", "EAGAIN|"),
            (1, 0, Type::READ, "b|", "ENOENT|"),
            (1, 0, Type::READ, "a|", "4"),
            // A node that was missing, and other ones.
            (1, 0, Type::TRANSACTION_START, "|", "4|"),
            (1, 4, Type::READ, "c|", "ENOENT|"),
            (0, 0, Type::WRITE, "/local/domain/2/x|4", "OK|"),
            (1, 4, Type::WRITE, "b|4", "OK|"),
            (1, 4, Type::TRANSACTION_END, "T|", "OK|"),
            (1, 0, Type::TRANSACTION_START, "|", "5|"),
            (1, 5, Type::READ, "c|", "ENOENT|"),
            (1, 0, Type::WRITE, "c|4", "OK|"),
            (1, 5, Type::TRANSACTION_END, "T|", "EAGAIN|"),
            // Of another domain.
            (1, 0, Type::TRANSACTION_START, "|", "6|"),
            (2, 6, Type::TRANSACTION_END, "T|", "ENOENT|"),
            (1, 6, Type::TRANSACTION_END, "x|", "EINVAL|"),
        ],
    );
}

#[test]
fn a_program_puts_valid_nodes_only() {
    let mut store = store();
    for path in ["local", "/a//b", "/a"] {
        assert_eq!(store.put(path, b"", &[]), Err(Errno::EINVAL));
        assert_eq!(store.value(path), None);
    }
    let wrong = store.add_device(DomId(1), DomId(0), "v b d", 0);
    assert_eq!(wrong, Err(Errno::EINVAL));
}

#[test]
fn long_lists_come_in_parts() {
    let mut store = store();
    let names: Vec<String> = (0..500).map(|index| format!("child-{index:05}")).collect();
    for name in &names {
        let seen = request(&mut store, 0, 0, Type::MKDIR, &format!("/many/{name}|"));
        assert_eq!(seen, "OK|");
    }
    check(&mut store, &[(0, 0, Type::DIRECTORY, "/many|", "E2BIG|")]);
    let (mut offset, mut all) = (0, String::new());
    loop {
        let path = format!("/many|{offset}|");
        let part = request(&mut store, 0, 0, Type::DIRECTORY_PART, &path);
        assert!(part.len() <= 4096);
        let (_, rest) = part.split_once('|').unwrap();
        if let Some(last) = rest.strip_suffix("||") {
            all += last;
            break;
        }
        all += rest;
        offset += rest.len();
    }
    assert_eq!(all, names.join("|"));
}

proptest! {
    /// Any request has one response, and the tree stays one.
    #[test]
    fn any_request_is_answered(
        requests in proptest::collection::vec(
            (0..3_u16, 0..3_u32, 0..30_u32, prop_oneof![
                "[ab/@|0-9]{0,12}",
                "(/local/domain/1|a|a/b|/)\\|(T|F|n1|r2|0|x)?\\|?",
            ]),
            0..40,
        ),
    ) {
        let mut store = store();
        for (domain, tx, type_, payload) in requests {
            let seen = request(&mut store, domain, tx, Type(type_), &payload);
            let responses = seen.split(' ').filter(|text| !text.starts_with('!')).count();
            prop_assert!(responses >= 1, "{}", seen);
        }
        // Every node has a parent that lists it.
        let mut rest = vec!["/".to_owned()];
        let mut nodes = 0;
        while let Some(path) = rest.pop() {
            nodes += 1;
            let names = request(&mut store, 0, 0, Type::DIRECTORY, &format!("{path}|"));
            let names = names.split(' ').next().unwrap_or_default();
            prop_assert!(names != "ENOENT|");
            let slash = if path == "/" { "" } else { "/" };
            let below = names.split('|').filter(|name| !name.is_empty());
            rest.extend(below.map(|name| format!("{path}{slash}{name}")));
        }
        prop_assert!(nodes >= 3);
    }
}
