//! Stores that send anything.

use super::script::{Script, message};
use proptest::prelude::*;
use xen_abi::io::xs_wire::SockmsgType as Type;
use xen_abi::xenstore::{ErrorKind, Incoming, TooLong, TransportError, Xenstore};

/// Makes every kind of request that has an answer; returns how many had one.
fn use_all(store: &mut Xenstore<Script, 128>) -> usize {
    let mut answers = 0;
    let mut count = |is_answered: bool| answers += usize::from(is_answered);
    count(store.read_number("a").is_ok());
    count(store.children("a", |_| {}).is_ok());
    count(store.count_children("a").is_ok());
    count(store.permissions("a").map(Iterator::count).is_ok());
    count(store.watch("a", "t").is_ok());
    count(store.next_event().is_ok());
    count(store.wait_event().is_ok());
    let counted = store.transaction(3, |store| {
        let next = store.read_number("a")?;
        store.write_number("a", next)
    });
    count(counted.is_ok());
    count(store.domain_path(xen_abi::xen::DomId(1)).is_ok());
    count(store.quotas().map(Iterator::count).is_ok());
    count(store.features().is_ok());
    answers
}

/// Returns a strategy for messages that are wrong in few places.
fn messages() -> impl Strategy<Value = Vec<u8>> {
    let type_ = prop_oneof![
        Just(Type::ERROR),
        Just(Type::WATCH_EVENT),
        (0..30_u32).prop_map(Type)
    ];
    let payload = prop_oneof![
        Just(b"a\0t\0".to_vec()),
        Just(b"EAGAIN\0".to_vec()),
        Just(b"17\0".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..20),
    ];
    let one = (type_, 0..12_u32, 0..3_u32, payload)
        .prop_map(|(type_, id, transaction, payload)| message(type_, id, transaction, &payload));
    proptest::collection::vec(one, 0..8).prop_map(|messages| messages.concat())
}

proptest! {
    /// Any bytes: no panic, and every operation ends.
    #[test]
    fn any_bytes_are_survived(
        bytes in prop_oneof![proptest::collection::vec(any::<u8>(), 0..400), messages()],
        every in 0..40_usize,
    ) {
        let mut rest = bytes.into_iter();
        let mut store = Xenstore::new(Script::new(move |_, _| rest.by_ref().take(every).collect()));
        use_all(&mut store);
        if store.reconnect().is_ok() {
            use_all(&mut store);
        }
    }

    /// A message is complete when its bytes are there, and never before.
    #[test]
    fn messages_are_found_in_bytes(
        len in 0..4200_u32,
        pieces in proptest::collection::vec(1..700_usize, 1..10),
    ) {
        let mut bytes = message(Type::READ, 5, 6, &vec![9; len as usize]);
        bytes.extend(b"next");
        let (mut at, mut turn) = (0, 0);
        let mut incoming = Incoming::new();
        loop {
            let filled = incoming.fill(|space| {
                let piece = pieces[turn % pieces.len()].min(space.len()).min(bytes.len() - at);
                // Every other call has nothing.
                turn += 1;
                let piece = if turn % 2 == 0 { 0 } else { piece };
                space[..piece].copy_from_slice(&bytes[at..at + piece]);
                at += piece;
                Ok::<_, TooLong>(piece)
            });
            match filled {
                Err(TooLong) => {
                    prop_assert!(len > 4096);
                    break;
                }
                Ok(None) => prop_assert!(at < 16 + len as usize),
                Ok(Some(header)) => {
                    prop_assert_eq!((header.req_id, header.tx_id, header.len), (5, 6, len));
                    prop_assert_eq!(at, 16 + len as usize);
                    prop_assert!(incoming.payload().iter().all(|byte| *byte == 9));
                    break;
                }
            }
        }
    }
}

/// A store that floods its client with events holds no operation up.
#[test]
fn a_flood_of_events_ends() {
    for answers in [true, false] {
        let mut store = Xenstore::<_, 128>::new(Script::new(move |header, _| match answers {
            true => message(header.type_, header.req_id, header.tx_id, b"1\0"),
            false => Vec::new(),
        }));
        let flood = message(Type::WATCH_EVENT, 0, 0, b"a\0t\0").repeat(5_000);
        store.transport().push(&flood);
        assert!(store.read_text("a").is_err());
        let mut events = 0;
        while let Ok(Some(_)) = store.next_event() {
            events += 1;
            assert!(events <= 5_000);
        }
    }
}

/// Each part of the list arrives in time, and there is always another one.
#[test]
fn a_list_without_an_end_ends() {
    let mut parts = 0;
    let mut store = Xenstore::<_, 128>::new(Script::new(move |header, _| {
        parts += 1;
        assert!(parts < 10_000, "the list is read for ever");
        match header.type_ {
            Type::DIRECTORY => message(Type::ERROR, header.req_id, header.tx_id, b"E2BIG\0"),
            _ => message(header.type_, header.req_id, header.tx_id, b"1\0name\0"),
        }
    }));
    let error = store.children("a", |_| {}).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Transport(TransportError::TimedOut));
}
