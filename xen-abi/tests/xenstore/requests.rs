//! Each operation: the bytes that it sends, and what it returns for an answer.

use super::script::{Script, message};
use xen_abi::event_channel::Port;
use xen_abi::frame::Gfn;
use xen_abi::io::xs_wire::{ServerFeatures, SockmsgType as Type};
use xen_abi::xen::DomId;
use xen_abi::xenstore::{Error, Permission, PermissionLetter, Xenstore};

type Store = Xenstore<Script>;

/// An operation; its type, request and response; and its result as text.
type Row = (
    fn(&mut Store) -> Result<String, Error>,
    Type,
    &'static str,
    &'static str,
    &'static str,
);

fn text<T: std::fmt::Debug>(result: Result<T, Error>) -> Result<String, Error> {
    result.map(|value| format!("{value:?}"))
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(" ")
}

const PERMISSIONS: [Permission; 2] = [
    Permission {
        domain: DomId(0),
        letter: PermissionLetter::None,
    },
    Permission {
        domain: DomId(12),
        letter: PermissionLetter::Both,
    },
];

/// `|` stands for NUL.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    (|s| text(s.read_text("a/b")), Type::READ, "a/b|", "value", "\"value\""),
    (|s| text(s.write("/a", b"va")), Type::WRITE, "/a|va", "OK|", "()"),
    (|s| text(s.write_number("a", 120)), Type::WRITE, "a|120", "OK|", "()"),
    (|s| text(s.make("a")), Type::MKDIR, "a|", "OK|", "()"),
    (|s| text(s.remove("a")), Type::RM, "a|", "OK|", "()"),
    (|s| s.list("a").map(joined), Type::DIRECTORY, "a|", "one|two|", "one two"),
    (|s| s.list("a").map(joined), Type::DIRECTORY, "a|", "", ""),
    (|s| s.list_part("a", 17).map(|part| {
        format!("{} {:?} {}", part.generation, part.next, joined(part.names))
    }), Type::DIRECTORY_PART, "a|17|", "5|one|two|", "5 Some(25) one two"),
    (|s| s.list_part("a", 0).map(|part| {
        format!("{} {:?} {}", part.generation, part.next, joined(part.names))
    }), Type::DIRECTORY_PART, "a|0|", "5|one||", "5 None one"),
    (|s| s.list_part("a", 9).map(|part| {
        format!("{} {:?} {}", part.generation, part.next, joined(part.names))
    }), Type::DIRECTORY_PART, "a|9|", "5||", "5 None "),
    (|s| s.permissions("a").map(|permissions| {
        permissions.map(|permission| permission.to_string()).collect::<Vec<_>>().join(" ")
    }), Type::GET_PERMS, "a|", "n0|r1|w2|b65535|", "n0 r1 w2 b65535"),
    (|s| text(s.set_permissions("a", &PERMISSIONS)), Type::SET_PERMS, "a|n0|b12|", "OK|", "()"),
    (|s| text(s.watch("@releaseDomain", "t")), Type::WATCH, "@releaseDomain|t|", "OK|", "()"),
    (|s| text(s.watch_depth("a", "t", 1)), Type::WATCH, "a|t|1|", "OK|", "()"),
    (|s| text(s.unwatch("a", "t")), Type::UNWATCH, "a|t|", "OK|", "()"),
    (|s| text(s.reset_watches()), Type::RESET_WATCHES, "|", "OK|", "()"),
    (|s| text(s.domain_path(DomId(3))), Type::GET_DOMAIN_PATH, "3|", "/local/domain/3|",
        "\"/local/domain/3\""),
    (|s| text(s.is_introduced(DomId(3))), Type::IS_DOMAIN_INTRODUCED, "3|", "T|", "true"),
    (|s| text(s.is_introduced(DomId(3))), Type::IS_DOMAIN_INTRODUCED, "3|", "F|", "false"),
    (|s| text(s.introduce(DomId(3), Gfn::new(4096), Port(7))), Type::INTRODUCE, "3|4096|7|", "OK|",
        "()"),
    (|s| text(s.release(DomId(3))), Type::RELEASE, "3|", "OK|", "()"),
    (|s| text(s.resume(DomId(3))), Type::RESUME, "3|", "OK|", "()"),
    (|s| text(s.set_target(DomId(3), DomId(4))), Type::SET_TARGET, "3|4|", "OK|", "()"),
    (|s| text(s.features().map(|f| f.bits())), Type::GET_FEATURE, "|", "3|", "3"),
    (|s| text(s.features_of(DomId(3)).map(|f| f.bits())), Type::GET_FEATURE, "3|", "1|",
        "1"),
    (|s| text(s.set_features(DomId(3), ServerFeatures::RECONNECTION)), Type::SET_FEATURE, "3|1|",
        "OK|", "()"),
    (|s| s.quotas().map(joined), Type::GET_QUOTA, "|", "nodes watches|", "nodes watches"),
    (|s| text(s.quota(None, "nodes")), Type::GET_QUOTA, "nodes|", "1000|", "1000"),
    (|s| text(s.quota(Some(DomId(3)), "nodes")), Type::GET_QUOTA, "3|nodes|", "0|", "0"),
    (|s| text(s.set_quota(None, "nodes", 5)), Type::SET_QUOTA, "nodes|5|", "OK|", "()"),
    (|s| text(s.set_quota(Some(DomId(3)), "nodes", 5)), Type::SET_QUOTA, "3|nodes|5|", "OK|", "()"),
    (|s| text(s.control("log", &["on"])), Type::CONTROL, "log|on|", "OK", "[79, 75]"),
];

#[test]
fn every_operation_has_the_bytes_of_the_protocol() {
    for (index, (operation, type_, request, response, result)) in ROWS.iter().enumerate() {
        let response = response.replace('|', "\0");
        let expected = *type_;
        let mut store = Store::new(Script::new(move |header, _| {
            assert_eq!((header.type_, header.tx_id), (expected, 0), "row {index}");
            message(header.type_, header.req_id, 0, response.as_bytes())
        }));
        assert_eq!(operation(&mut store).as_deref(), Ok(*result), "row {index}");
        let sent = store.transport().payloads();
        assert_eq!(
            sent,
            [request.replace('|', "\0").into_bytes()],
            "row {index}"
        );
    }
}
