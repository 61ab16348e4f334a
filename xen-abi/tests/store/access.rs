//! Who learns of a node and may use it, as Xen's daemon in C decides.

use xen_abi::io::xs_wire::SockmsgType as Type;

use super::{check, request, store};

/// Events go to those who may read the node, or might before, or may read its parent.
#[test]
fn events_reach_all_who_may_read() {
    check(
        &mut store(),
        &[
            (1, 0, Type::WRITE, "data|1", "OK|"),
            (1, 0, Type::SET_PERMS, "data|n1|r2|", "OK|"),
            (
                2,
                0,
                Type::WATCH,
                "/local/domain/1|w|",
                "OK| !2 /local/domain/1|w|",
            ),
            (
                1,
                0,
                Type::SET_PERMS,
                "data|n1|",
                "OK| !2 /local/domain/1/data|w|",
            ),
            (1, 0, Type::WRITE, "data|2", "OK|"),
            (1, 0, Type::WRITE, "data|n1|r2|", "OK|"),
            // In a transaction.
            (
                1,
                0,
                Type::SET_PERMS,
                "data|n1|r2|",
                "OK| !2 /local/domain/1/data|w|",
            ),
            (1, 0, Type::TRANSACTION_START, "|", "1|"),
            (1, 1, Type::SET_PERMS, "data|n1|", "OK|"),
            (
                1,
                1,
                Type::TRANSACTION_END,
                "T|",
                "OK| !2 /local/domain/1/data|w|",
            ),
            (1, 0, Type::WRITE, "data|3", "OK|"),
            // The directory can be read, but not the node.
            (
                1,
                0,
                Type::WATCH,
                "/local/domain/2|w|",
                "OK| !1 /local/domain/2|w|",
            ),
            (2, 0, Type::WRITE, "x|1", "OK| !1 /local/domain/2/x|w|"),
            (
                2,
                0,
                Type::SET_PERMS,
                "x|n2|",
                "OK| !1 /local/domain/2/x|w|",
            ),
            (2, 0, Type::WRITE, "x|2", "OK| !1 /local/domain/2/x|w|"),
            (1, 0, Type::READ, "/local/domain/2/x|", "EACCES|"),
            (2, 0, Type::RM, "x|", "OK| !1 /local/domain/2/x|w|"),
        ],
    );
}

/// What a domain was permitted is not permitted to the next one with its ID.
#[test]
fn a_later_domain_inherits_nothing() {
    let mut store = store();
    check(
        &mut store,
        &[
            (1, 0, Type::WRITE, "data|secret", "OK|"),
            (1, 0, Type::SET_PERMS, "data|n1|b2|r3|", "OK|"),
            (2, 0, Type::READ, "/local/domain/1/data|", "secret"),
            (0, 0, Type::SET_TARGET, "1|2|", "OK|"),
            (0, 0, Type::SET_TARGET, "1|7|", "ENOENT|"),
            (1, 0, Type::READ, "/local/domain/2|", ""),
            (0, 0, Type::TRANSACTION_START, "|", "1|"),
            (0, 1, Type::WRITE, "/local/new|1", "OK|"),
            (0, 1, Type::SET_PERMS, "/local/new|n2|", "OK|"),
            (0, 1, Type::WRITE, "/local/other|1", "OK|"),
            (0, 1, Type::SET_PERMS, "/local/other|n1|r2|", "OK|"),
            (0, 0, Type::RELEASE, "2|", "OK|"),
            (0, 1, Type::TRANSACTION_END, "T|", "OK|"),
            (0, 0, Type::INTRODUCE, "2|5|1|", "OK|"),
            (0, 0, Type::MKDIR, "/local/domain/2|", "OK|"),
            (0, 0, Type::SET_PERMS, "/local/domain/2|n2|", "OK|"),
            (2, 0, Type::READ, "/local/domain/1/data|", "EACCES|"),
            (2, 0, Type::WRITE, "/local/domain/1/data|mine", "EACCES|"),
            (2, 0, Type::READ, "/local/new|", "EACCES|"),
            (2, 0, Type::READ, "/local/other|", "EACCES|"),
            (1, 0, Type::GET_PERMS, "data|", "n1|r3|"),
            (1, 0, Type::READ, "/local/domain/2|", "EACCES|"),
        ],
    );
}

/// A request that names no open transaction of its client.
#[test]
fn requests_are_refused_in_the_order_of_the_daemon() {
    check(
        &mut store(),
        &[
            (1, 9, Type::GET_DOMAIN_PATH, "1|", "ENOENT|"),
            (1, 9, Type::RESET_WATCHES, "|", "ENOENT|"),
            (1, 9, Type::WATCH, "a|t|", "OK| !1 a|t|"),
            (1, 9, Type::UNWATCH, "a|t|", "OK|"),
            (1, 9, Type::RELEASE, "1|", "EACCES|"),
            (1, 9, Type(99), "|", "ENOSYS|"),
            (0, 0, Type::GET_PERMS, "@nothing|", "ENOENT|"),
            (1, 0, Type::GET_PERMS, "@nothing|", "EACCES|"),
            (0, 0, Type::IS_DOMAIN_INTRODUCED, "32752|", "T|"),
            // Introduced anew: without its watches.
            (1, 0, Type::WATCH, "a|t|", "OK| !1 a|t|"),
            (0, 0, Type::INTRODUCE, "1|5|2|", "OK|"),
            (1, 0, Type::UNWATCH, "a|t|", "ENOENT|"),
            // Who may write a directory sees which nodes it has.
            (0, 0, Type::WRITE, "/shared|x", "OK|"),
            (0, 0, Type::SET_PERMS, "/shared|b0|", "OK|"),
            (1, 0, Type::SET_PERMS, "/shared/none|n1|", "ENOENT|"),
        ],
    );
}

/// The limit of a path does not count the directory of a domain; the control domain has none.
#[test]
fn paths_have_a_limit_beside_the_directory_of_a_domain() {
    let mut store = store();
    let name = "a".repeat(2048);
    for (domain, path, answer) in [
        (1, name.clone(), "ENOENT|"),
        (1, format!("/local/domain/1/{name}"), "ENOENT|"),
        (1, format!("/local/domain/1/{name}a"), "EINVAL|"),
        (1, format!("/local/domain/{name}"), "EINVAL|"),
        (1, format!("/{name}"), "EINVAL|"),
        (1, format!("/{}", &name[1..]), "EACCES|"),
        (0, format!("/{name}a"), "ENOENT|"),
    ] {
        let seen = request(&mut store, domain, 0, Type::READ, &format!("{path}|"));
        assert_eq!(seen, answer, "{} bytes, {}", path.len(), &path[..20]);
    }
}

/// However often a transaction changes a node, there is one event.
#[test]
fn a_transaction_reports_a_node_once() {
    check(
        &mut store(),
        &[
            (1, 0, Type::WATCH, "a|t|", "OK| !1 a|t|"),
            (1, 0, Type::WRITE, "a/b/c|1", "OK| !1 a/b/c|t|"),
            (1, 0, Type::WATCH, "a/b/c|c|", "OK| !1 a/b/c|c|"),
            (1, 0, Type::TRANSACTION_START, "|", "1|"),
            (1, 1, Type::WRITE, "a|1", "OK|"),
            (1, 1, Type::WRITE, "a|2", "OK|"),
            (1, 1, Type::RM, "a/b|", "OK|"),
            (1, 1, Type::WRITE, "a/b/c|2", "OK|"),
            (1, 1, Type::WRITE, "a|3", "OK|"),
            (
                1,
                1,
                Type::TRANSACTION_END,
                "T|",
                "OK| !1 a|t| !1 a/b/c|t| !1 a/b/c|c| !1 a/b|t|",
            ),
        ],
    );
}
