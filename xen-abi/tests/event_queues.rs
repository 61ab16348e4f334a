//! Queues of events in shared pages: a keyboard between two domains, and what a hostile end writes.

use core::mem::offset_of;
use core::sync::atomic::Ordering;

use xen_abi::Plain;
use xen_abi::frame::PAGE_SIZE;
use xen_abi::grants::{Access, GrantTable, Mapping};
use xen_abi::io::{cameraif, displif, fbif, kbdif, sndif};
use xen_abi::mock::Machine;
use xen_abi::ring::{EventQueue, EventReader, EventWriter, RingError};
use xen_abi::shared::{SharedMemory, SharedPage, Window};
use xen_abi::xen::DomId;

fn key(code: u32) -> kbdif::InEvent {
    let mut event = kbdif::InEvent::default();
    event.set_key(kbdif::Key {
        type_: kbdif::EventType::KEY,
        pressed: 1,
        keycode: code,
        ..Default::default()
    });
    event
}

#[test]
fn a_keyboard_between_two_domains() {
    let machine = Machine::new();
    let (host, guest) = (machine.domain(DomId(0)), machine.domain(DomId(1)));
    // SAFETY: the domain has no other table.
    let table: GrantTable = unsafe { GrantTable::translated(&guest, guest.pages(1)) }.unwrap();
    let page = table
        .share(guest.pages(1), host.id(), Access::ReadWrite)
        .unwrap();
    let mapping = Mapping::map(&host, host.area(1), guest.id(), [page.reference()]).unwrap();
    let mut reader = EventReader::attach(kbdif::Page::INPUT, page).unwrap();
    let mut writer = EventWriter::attach(kbdif::Page::INPUT, mapping).unwrap();
    for round in 0..3 {
        let most = kbdif::XENKBD_IN_RING_LEN as u32;
        for code in 0..most {
            writer.push(&key(round * most + code)).unwrap();
        }
        assert_eq!(writer.push(&key(0)), Err(RingError::Full));
        assert_eq!(reader.available(), Ok(most));
        for code in 0..most {
            let event = reader.take().unwrap().expect("an event");
            assert_eq!(event.type_(), kbdif::EventType::KEY);
            assert_eq!(event.key().keycode, round * most + code);
        }
        assert_eq!(reader.take().unwrap().map(|event| event.pad()), None);
        assert_eq!(writer.free(), Ok(most));
    }
    drop(writer.detach());
    assert!(
        reader.detach().end().is_ok(),
        "the backend has unmapped the page"
    );
}

/// What a hostile end writes is an error, and the other end can go on.
#[test]
fn impossible_counters_are_refused() {
    static MEMORY: SharedPage = SharedPage::new();
    let page = &MEMORY;
    const QUEUE: EventQueue<sndif::Evt> = sndif::EventPage::INPUT;
    let mut writer = EventWriter::attach(QUEUE, page).unwrap();
    let mut reader = EventReader::attach(QUEUE, page).unwrap();
    let limit = QUEUE.len;
    for ahead in [limit + 1, u32::MAX] {
        page.store(QUEUE.prod, ahead, Ordering::Release);
        let refused = RingError::Producer { ahead, limit };
        assert_eq!(reader.available(), Err(refused));
        assert_eq!(reader.take().map(|_| ()), Err(refused));
    }
    reader.skip();
    assert_eq!(reader.available(), Ok(0));
    page.store(QUEUE.prod, 0, Ordering::Release);
    page.store(QUEUE.cons, 1, Ordering::Release);
    let refused = RingError::Consumer {
        behind: u32::MAX,
        limit,
    };
    assert_eq!(writer.push(&sndif::Evt::default()), Err(refused));
}

/// The counters go on behind 2³². With 51 places, the events on both sides of that have one place.
#[test]
fn counters_wrap() {
    static MEMORY: SharedPage = SharedPage::new();
    let page = &MEMORY;
    const QUEUE: EventQueue<kbdif::InEvent> = kbdif::Page::INPUT;
    for counter in [QUEUE.cons, QUEUE.prod] {
        page.store(counter, u32::MAX - 1, Ordering::Release);
    }
    let mut writer = EventWriter::attach(QUEUE, page).unwrap();
    let mut reader = EventReader::attach(QUEUE, page).unwrap();
    let place = |count: u32| QUEUE.start + (count % QUEUE.len) as usize * kbdif::InEvent::SIZE;
    assert_eq!(place(u32::MAX), place(0));
    writer.push(&key(1)).unwrap();
    writer.push(&key(2)).unwrap();
    for code in [1, 2] {
        let full = writer.push(&key(3));
        assert_eq!(full, Err(RingError::Full), "it would overwrite an event");
        assert_eq!(
            reader.take().unwrap().expect("an event").key().keycode,
            code
        );
    }
    writer.push(&key(3)).unwrap();
    assert_eq!(page.get::<kbdif::InEvent>(place(0)).key().keycode, 3);
    assert_eq!(reader.take().unwrap().expect("an event").key().keycode, 3);
    assert_eq!(page.load(QUEUE.cons, Ordering::Acquire), 1);
}

#[test]
fn a_queue_lies_in_its_page() {
    fn check<T: Plain>(queue: EventQueue<T>, end: usize) {
        let bytes = queue.len as usize * T::SIZE;
        assert!(queue.start + bytes <= end, "{queue:?}");
        assert!(
            queue.start + bytes + T::SIZE > end,
            "one more fits: {queue:?}"
        );
        static MEMORY: SharedPage = SharedPage::new();
        let page = &MEMORY;
        assert!(EventReader::attach(queue, page).is_ok());
        let short = || Window::new(page, 0, queue.start + bytes - 4).expect("a part of the page");
        let refused = RingError::Size(queue.start + bytes - 4);
        assert_eq!(
            EventReader::attach(queue, short()).map(|_| ()),
            Err(refused)
        );
        let refused = EventWriter::attach(queue, short()).map(|_| ());
        assert!(matches!(refused, Err(RingError::Size(_))));
    }
    check(kbdif::Page::INPUT, kbdif::Page::OUTPUT.start);
    check(kbdif::Page::OUTPUT, PAGE_SIZE);
    check(fbif::Page::INPUT, fbif::Page::OUTPUT.start);
    check(fbif::Page::OUTPUT, PAGE_SIZE);
    check(sndif::EventPage::INPUT, PAGE_SIZE);
    check(displif::EventPage::INPUT, PAGE_SIZE);
    check(cameraif::EventPage::INPUT, PAGE_SIZE);
    assert_eq!(kbdif::Page::INPUT.prod, offset_of!(kbdif::Page, in_prod));
}
