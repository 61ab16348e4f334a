//! The client of xenstore against scripted stores: what it sends, and what it makes of answers.
//!
//! The expected bytes are those of the protocol's documentation.

mod hostile;
mod over_a_ring;
mod requests;
mod script;

use proptest::prelude::*;
use script::{Script, message};
use xen_abi::Errno;
use xen_abi::io::xs_wire::SockmsgType as Type;
use xen_abi::xenstore::{
    Error, ErrorKind, Event, PathError, TransportError, Violation, Xenstore, check_path,
    check_watch_path,
};

/// A store that answers each request by a function of its type and payload.
fn store(
    mut answer: impl FnMut(Type, &[u8]) -> Result<Vec<u8>, &'static str> + 'static,
) -> Xenstore<Script> {
    Xenstore::new(Script::new(move |header, payload| {
        match answer(header.type_, payload) {
            Ok(payload) => message(header.type_, header.req_id, header.tx_id, &payload),
            Err(name) => {
                let name = [name.as_bytes(), b"\0"].concat();
                message(Type::ERROR, header.req_id, header.tx_id, &name)
            }
        }
    }))
}

fn kind<T>(result: Result<T, Error>) -> ErrorKind {
    match result {
        Ok(_) => panic!("a success"),
        Err(error) => error.kind,
    }
}

#[test]
fn paths_are_those_of_the_protocol() {
    for path in ["/", "/a", "a/b-c_d@e/0", "device/vif/0", &"x".repeat(2048)] {
        assert_eq!(check_path(path), Ok(()), "{path}");
    }
    assert_eq!(check_path(&format!("/{}", "x".repeat(3071))), Ok(()));
    for (path, error) in [
        ("", PathError::Empty),
        ("//", PathError::Slash { at: 0 }),
        ("/a/", PathError::Slash { at: 2 }),
        ("a//b", PathError::Slash { at: 1 }),
        ("a b", PathError::Character { at: 1 }),
        ("a\0", PathError::Character { at: 1 }),
        ("/ä", PathError::Character { at: 1 }),
        ("a.b", PathError::Character { at: 1 }),
        ("@releaseDomain", PathError::Special),
        (&"x".repeat(2049), PathError::TooLong { limit: 2048 }),
        (
            &format!("/{}", "x".repeat(3072)),
            PathError::TooLong { limit: 3072 },
        ),
    ] {
        assert_eq!(check_path(path), Err(error), "{path}");
    }
    assert_eq!(check_watch_path("@releaseDomain/3"), Ok(()));
}

/// A bad argument is an error that names it, and nothing is sent.
#[test]
fn arguments_are_checked_before_they_are_sent() {
    let mut store = store(|_, _| panic!("a request"));
    let error = store.read("a//b").unwrap_err();
    assert_eq!(
        error.to_string(),
        "a//b: the path has a needless slash at byte 1"
    );
    assert_eq!(
        kind(store.watch("a", "to\0ken")),
        ErrorKind::Nul,
        "a token ends at a NUL"
    );
    let long = [0; 4096 - 2 + 1];
    assert_eq!(kind(store.write("a", &long)), ErrorKind::TooLong);
    assert_eq!(
        kind(store.send(Type::WRITE, &[b"a\0", &long])),
        ErrorKind::TooLong
    );
    assert_eq!(kind(store.quota(None, "no\0des")), ErrorKind::Nul);
    assert_eq!(kind(store.control("print", &["\0"])), ErrorKind::Nul);
    let many = vec!["x"; 2100];
    assert_eq!(kind(store.control("print", &many)), ErrorKind::TooLong);
    let path = format!("{}/data//x", "long".repeat(40));
    let text = store.make(&path).unwrap_err().to_string();
    assert!(text.starts_with("…longlong"), "{text}");
    assert!(text.contains("long/data//x: the path"), "{text}");
}

#[test]
fn the_longest_request_is_sent() {
    let mut store = store(|_, payload| {
        assert_eq!(payload.len(), 4096);
        Ok(b"OK\0".to_vec())
    });
    store.write("a", &[7; 4094]).unwrap();
}

#[test]
fn an_error_names_the_path_and_the_reason() {
    let names = [
        "EINVAL",
        "EACCES",
        "EEXIST",
        "EISDIR",
        "ENOENT",
        "ENOMEM",
        "ENOSPC",
        "EIO",
        "ENOTEMPTY",
        "ENOSYS",
        "EROFS",
        "EBUSY",
        "EAGAIN",
        "EISCONN",
        "E2BIG",
        "EPERM",
    ];
    for name in names {
        let mut store = store(move |_, _| Err(name));
        let error = store.read("device/vif/0/state").unwrap_err();
        assert_eq!(error.to_string(), format!("device/vif/0/state: {name}"));
        assert_eq!(error.errno().unwrap().name(), Some(name));
    }
    let mut store = store(|_, _| Err("ESOMETHING"));
    assert_eq!(
        store.read("a").unwrap_err().kind,
        ErrorKind::Refused(Errno::EIO)
    );
}

/// Values of another form than the operation's.
#[test]
fn a_value_of_another_form_is_an_error() {
    let answer = |bytes: &'static [u8]| store(move |_, _| Ok(bytes.to_vec()));
    for bytes in [
        &b""[..],
        b"-1",
        b"0x10",
        b"18446744073709551616",
        b"1\0",
        b" 1",
        b"+1",
    ] {
        assert_eq!(kind(answer(bytes).read_number("a")), ErrorKind::Form);
    }
    assert_eq!(answer(b"0010").read_number("a"), Ok(10));
    assert_eq!(kind(answer(b"\xff").read_text("a")), ErrorKind::Form);
    assert_eq!(answer(b"\xff\0").read("a"), Ok(&b"\xff\0"[..]));
    assert_eq!(kind(answer(b"one").list("a")), ErrorKind::Form);
    for bytes in [&b""[..], b"r1", b"r\0", b"x1\0", b"r65536\0"] {
        assert_eq!(kind(answer(bytes).permissions("a")), ErrorKind::Form);
    }
    assert_eq!(
        kind(answer(b"yes\0").is_introduced(xen_abi::xen::DomId(1))),
        ErrorKind::Form
    );
    for bytes in [&b""[..], b"x\0", b"1\0", b"1\0a\0\xff\0"] {
        assert_eq!(kind(answer(bytes).list_part("a", 0)), ErrorKind::Form);
    }
}

#[test]
fn a_transaction_is_repeated_until_nobody_interferes() {
    let mut conflicts = 2;
    let mut next = 10;
    let mut store = Xenstore::<_, 64>::new(Script::new(move |header, payload| {
        let (answer, id) = (header.type_, header.req_id);
        match header.type_ {
            Type::TRANSACTION_START => {
                assert_eq!((header.tx_id, payload), (0, &b"\0"[..]));
                next += 1;
                message(answer, id, 0, format!("{next}\0").as_bytes())
            }
            Type::TRANSACTION_END if payload == b"T\0" && conflicts > 0 => {
                conflicts -= 1;
                message(Type::ERROR, id, next, b"EAGAIN\0")
            }
            _ => {
                assert_eq!(header.tx_id, next);
                message(answer, id, next, b"5\0".strip_suffix(b"\0").unwrap())
            }
        }
    }));
    let mut runs = 0;
    let value = store.transaction(3, |store| {
        runs += 1;
        store.read_number("a")
    });
    assert_eq!((value, runs), (Ok(5), 3));
    let sent = store.transport().payloads();
    assert_eq!(sent.len(), 9);
    assert_eq!(sent[8], b"T\0");
    // An error of the closure drops the changes.
    let refused = store.transaction(3, |_| Err::<(), _>(MyError));
    assert_eq!(refused, Err(MyError));
    assert_eq!(store.transport().payloads().last().unwrap(), b"F\0");
    let nested = store.transaction(1, |store| store.transaction(1, |_| Ok::<_, Error>(())));
    assert_eq!(kind(nested), ErrorKind::InTransaction);
}

#[derive(Debug, PartialEq)]
struct MyError;

impl From<Error> for MyError {
    fn from(_: Error) -> Self {
        Self
    }
}

#[test]
fn a_transaction_gives_up_after_its_attempts() {
    let mut store = store(|type_, _| match type_ {
        Type::TRANSACTION_START => Ok(b"0\0".to_vec()),
        _ => Err("EAGAIN"),
    });
    assert_eq!(
        kind(store.transaction(3, |_| Ok::<_, Error>(()))),
        ErrorKind::Form,
        "0 is no transaction"
    );
    let mut starts = 0;
    let mut store = Xenstore::<_, 64>::new(Script::new(move |header, _| match header.type_ {
        Type::TRANSACTION_START => {
            starts += 1;
            assert!(starts <= 3);
            message(header.type_, header.req_id, 0, b"7\0")
        }
        _ => message(Type::ERROR, header.req_id, 7, b"EAGAIN\0"),
    }));
    let ended = store.transaction(3, |_| Ok::<_, Error>(()));
    assert_eq!(kind(ended), ErrorKind::Refused(Errno::EAGAIN));
}

/// An event may come before the response to the request that causes it, and after it.
#[test]
fn events_come_between_responses() {
    let mut store = Xenstore::<_, 64>::new(Script::new(|header, _| {
        let event = |token: &str| {
            let payload = format!("a/b\0{token}\0");
            message(Type::WATCH_EVENT, 0, 0, payload.as_bytes())
        };
        let answer = message(header.type_, header.req_id, header.tx_id, b"OK\0");
        [event("before"), answer, event("after")].concat()
    }));
    assert_eq!(store.next_event().unwrap(), None);
    store.watch("a", "token").unwrap();
    for token in ["before", "after"] {
        let event = Event { path: "a/b", token };
        assert_eq!(store.wait_event().unwrap(), event);
    }
    assert_eq!(store.next_event().unwrap(), None);
    assert_eq!(
        kind(store.wait_event()),
        ErrorKind::Transport(TransportError::TimedOut)
    );
    // Two events each time, of 13 and 12 bytes: the sixth does not fit.
    for _ in 0..5 {
        store.make("x").unwrap();
    }
    let mut seen = 0;
    let lost = loop {
        match store.next_event() {
            Ok(Some(_)) => seen += 1,
            Ok(None) => panic!("events were lost"),
            Err(error) => break error.kind,
        }
    };
    assert_eq!((seen, lost), (5, ErrorKind::EventsLost));
    store.make("x").unwrap();
    assert_eq!(store.next_event().unwrap().unwrap().token, "after");
}

#[test]
fn several_requests_are_under_way_at_once() {
    // Answers in pairs, the later one first.
    let mut first = None;
    let mut store = Xenstore::<_, 64>::new(Script::new(move |header, payload| {
        let answer = message(header.type_, header.req_id, header.tx_id, payload);
        match first.take() {
            None => {
                first = Some(answer);
                Vec::new()
            }
            Some(first) => [answer, first].concat(),
        }
    }));
    assert_eq!(kind(store.receive()), ErrorKind::Idle);
    let ids: Vec<_> = (0..4_u8)
        .map(|index| store.send(Type::READ, &[&[b'a' + index], b"\0"]).unwrap())
        .collect();
    assert_eq!(kind(store.read("x")), ErrorKind::Busy);
    for index in [1, 0, 3, 2] {
        let reply = store.receive().unwrap();
        assert_eq!(reply.id, ids[index]);
        assert_eq!(reply.result, Ok(&[b'a' + index as u8, 0][..]));
    }
    assert_eq!(kind(store.receive()), ErrorKind::Idle);
}

#[test]
fn at_most_sixteen_requests_are_under_way() {
    let mut store = Xenstore::<_, 64>::new(Script::new(|_, _| Vec::new()));
    for _ in 0..16 {
        store.send(Type::READ, &[b"a\0"]).unwrap();
    }
    assert_eq!(kind(store.send(Type::READ, &[b"a\0"])), ErrorKind::Busy);
    assert_eq!(
        kind(store.receive()),
        ErrorKind::Transport(TransportError::TimedOut)
    );
}

#[test]
fn a_transport_may_take_one_request_at_a_time() {
    let mut is_asleep = false;
    let mut store = Xenstore::<_, 64>::new(Script::new(move |header, payload| {
        is_asleep |= payload == b"sleep\0";
        match is_asleep {
            true => Vec::new(),
            false => message(header.type_, header.req_id, header.tx_id, payload),
        }
    }));
    store.transport().take_one_request();
    store.send(Type::READ, &[b"a\0"]).unwrap();
    assert_eq!(kind(store.send(Type::READ, &[b"b\0"])), ErrorKind::Busy);
    assert_eq!(store.receive().unwrap().result, Ok(&b"a\0"[..]));
    assert_eq!(store.read("b").unwrap(), b"b\0");
    // The request without a response would be overwritten.
    let timed_out = ErrorKind::Transport(TransportError::TimedOut);
    assert_eq!(kind(store.read("sleep")), timed_out);
    assert_eq!(kind(store.read("c")), ErrorKind::Lost);
    store.reconnect().unwrap();
    assert_eq!(kind(store.read("c")), timed_out);
}

/// A request that timed out may be answered later: the answer is nobody's.
#[test]
fn a_late_answer_is_not_that_of_the_next_request() {
    let mut late = Vec::new();
    let mut store = Xenstore::<_, 64>::new(Script::new(move |header, payload| {
        let answer = message(header.type_, header.req_id, header.tx_id, payload);
        if payload == b"slow\0" {
            late = answer;
            return Vec::new();
        }
        [std::mem::take(&mut late), answer].concat()
    }));
    let timed_out = ErrorKind::Transport(TransportError::TimedOut);
    assert_eq!(kind(store.read("slow")), timed_out);
    assert_eq!(store.read("fast"), Ok(&b"fast\0"[..]));
    assert_eq!(store.read("again"), Ok(&b"again\0"[..]));
}

#[test]
fn a_long_list_is_read_in_parts() {
    let names: Vec<String> = (0..700).map(|index| format!("child-{index}")).collect();
    let all = names.join("\0") + "\0";
    let answer = move |type_: Type, payload: &[u8]| match type_ {
        Type::DIRECTORY => Err("E2BIG"),
        _ => {
            let text = std::str::from_utf8(payload).unwrap();
            let offset: usize = text
                .strip_prefix("a\0")
                .and_then(|rest| rest.strip_suffix('\0'))
                .unwrap()
                .parse()
                .unwrap();
            let rest = &all.as_bytes()[offset..];
            let mut part = b"99\0".to_vec();
            let end = rest[..rest.len().min(4000)]
                .iter()
                .rposition(|byte| *byte == 0)
                .map_or(0, |last| last + 1);
            part.extend(&rest[..end]);
            if end == rest.len() {
                part.push(0);
            }
            Ok(part)
        }
    };
    let mut store = store(answer);
    let mut found = Vec::new();
    store
        .children("a", |name| found.push(name.to_owned()))
        .unwrap();
    assert_eq!(found, names);
    assert_eq!(store.count_children("a"), Ok(700));
}

#[test]
fn a_list_that_changes_is_an_error() {
    let mut generation = 0;
    let mut store = store(move |type_, _| match type_ {
        Type::DIRECTORY => Err("E2BIG"),
        _ => {
            generation += 1;
            Ok(format!("{generation}\0name\0").into_bytes())
        }
    });
    assert_eq!(kind(store.children("a", |_| {})), ErrorKind::Changing);
    assert_eq!(kind(store.count_children("a")), ErrorKind::Changing);
    assert_eq!(store.transport().payloads().len(), 3 * 10);
    // All attempts have one time limit.
    assert_eq!(store.transport().operations(), 2);
}

#[test]
fn a_part_of_a_list_beyond_all_offsets_is_an_error() {
    let mut store = store(|_, _| Ok(b"1\0name\0".to_vec()));
    assert_eq!(store.list_part("a", 5).unwrap().next, Some(10));
    assert_eq!(kind(store.list_part("a", usize::MAX)), ErrorKind::Form);
}

/// What xenstore sends that it must not: the connection is of no use, until it is reset.
#[test]
fn a_violation_ends_the_connection() {
    type Answer = fn(u32) -> Vec<u8>;
    let violations: [(Violation, Answer); 8] = [
        (Violation::Unknown, |id| {
            message(Type::READ, id.wrapping_add(1), 0, b"")
        }),
        (Violation::Unknown, |id| {
            message(Type::READ, id.wrapping_add(1 << 31), 0, b"")
        }),
        (Violation::Mismatch, |id| message(Type::WRITE, id, 0, b"")),
        (Violation::Mismatch, |id| message(Type::READ, id, 3, b"")),
        (Violation::Form, |id| message(Type::ERROR, id, 0, b"ENOENT")),
        (Violation::Form, |_| {
            message(Type::WATCH_EVENT, 0, 0, b"path\0")
        }),
        (Violation::Form, |_| {
            message(Type::WATCH_EVENT, 0, 0, b"path\0tok\xffen\0")
        }),
        (Violation::TooLong, |id| {
            let mut long = message(Type::READ, id, 0, b"");
            long[12..16].copy_from_slice(&4097_u32.to_le_bytes());
            long
        }),
    ];
    for (violation, answer) in violations {
        let mut good = false;
        let mut store = Xenstore::<_, 64>::new(Script::new(move |header, _| {
            let answer = match good {
                true => message(header.type_, header.req_id, 0, b"good"),
                false => answer(header.req_id),
            };
            good = true;
            answer
        }));
        assert_eq!(kind(store.read("a")), ErrorKind::Protocol(violation));
        assert_eq!(kind(store.read("a")), ErrorKind::Lost);
        assert_eq!(kind(store.next_event()), ErrorKind::Lost);
        store.reconnect().unwrap();
        assert_eq!(store.read("a"), Ok(&b"good"[..]));
    }
}

#[test]
fn a_closed_connection_is_lost() {
    let mut store = store(|_, _| Ok(Vec::new()));
    store.read("a").unwrap();
    store.transport().close();
    let closed = ErrorKind::Transport(TransportError::Closed);
    assert_eq!(kind(store.read("a")), closed);
    assert_eq!(kind(store.read("a")), ErrorKind::Lost);
}

proptest! {
    /// However the bytes arrive and leave, the results are the same.
    #[test]
    fn pieces_of_any_size_are_messages(
        pieces in proptest::collection::vec(0_usize..50, 1..20),
        values in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 1..8),
    ) {
        prop_assume!(pieces.iter().any(|piece| *piece > 0));
        let mut store = store(|_, payload| Ok(payload[2..].to_vec()));
        store.transport().pieces(&pieces);
        for value in &values {
            let id = store.send(Type::WRITE, &[b"a\0", value]).unwrap();
            let reply = store.receive().unwrap();
            prop_assert_eq!(reply.id, id);
            prop_assert_eq!(reply.result, Ok(&value[..]));
        }
    }
}
