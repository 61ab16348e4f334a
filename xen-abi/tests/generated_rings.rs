//! The rings and streams that the headers declare.

use core::mem::offset_of;
use std::sync::atomic::Ordering;
use xen_abi::io::{_9pfs, blkif, console, libxenvchan, pvcalls, usbif, vscsiif, xs_wire};
use xen_abi::ring::{
    BackRing, FrontRing, RingProtocol, StreamReader, StreamWriter, Streams, layout,
};
use xen_abi::shared::{SharedMemory, SharedPage, SharedPages, Window};

#[test]
fn a_page_holds_as_many_entries_as_c_counts() {
    // `__CONST_RING_SIZE` of each kind, worked out by hand: the entry's size, and (4096 - 64)
    // divided by it and rounded down to a power of two.
    let rings = [
        (
            blkif::Ring::NAME,
            size_of::<blkif::SringEntry>(),
            layout::entries::<blkif::Ring>(4096),
        ),
        (
            "xen_pvcalls",
            size_of::<pvcalls::SringEntry>(),
            layout::entries::<pvcalls::Ring>(4096),
        ),
        (
            "usbif_conn",
            size_of::<usbif::ConnSringEntry>(),
            layout::entries::<usbif::ConnRing>(4096),
        ),
        (
            "vscsiif",
            size_of::<vscsiif::SringEntry>(),
            layout::entries::<vscsiif::Ring>(4096),
        ),
    ];
    // Where 64-bit numbers are aligned to four bytes, the entries of two of them are shorter.
    let short = cfg!(target_arch = "x86");
    assert_eq!(
        rings,
        [
            ("blkif", if short { 108 } else { 112 }, Ok(32)),
            ("xen_pvcalls", 64, Ok(32)),
            ("usbif_conn", 4, Ok(512)),
            ("vscsiif", 252, Ok(16)),
        ]
    );
}

#[test]
fn a_block_device_answers() {
    let pages = SharedPages::<2>::new();
    let mut front = FrontRing::<blkif::Ring, _>::init(&pages).unwrap();
    let mut back = BackRing::<blkif::Ring, _>::attach(&pages, 0).unwrap();
    assert_eq!((front.len(), back.len()), (64, 64));
    let request = blkif::Request {
        id: 7,
        sector_number: 99,
        ..Default::default()
    };
    front.queue(&request).unwrap();
    assert!(front.push());
    // The values at the offsets that C uses.
    assert_eq!(
        (&pages).load(offset_of!(blkif::Sring, req_prod), Ordering::Relaxed),
        1
    );
    assert_eq!(
        (&pages).get::<blkif::Request>(offset_of!(blkif::Sring, ring)),
        request
    );
    let found = back.take().unwrap().unwrap();
    assert_eq!(found, request);
    back.queue(&blkif::Response {
        id: found.id,
        status: blkif::Status::ERROR,
        ..Default::default()
    })
    .unwrap();
    assert!(back.push());
    let response = front.take().unwrap().unwrap();
    assert_eq!((response.id, response.status), (7, blkif::Status::ERROR));
}

/// Sends words both ways between the ends of two streams.
fn talk<I: Streams, M: SharedMemory + Copy, D: SharedMemory>(
    indices: M,
    input: impl Fn() -> D,
    output: impl Fn() -> D,
) {
    let mut front = (
        StreamReader::attach(I::INPUT, indices, input()).unwrap(),
        StreamWriter::attach(I::OUTPUT, indices, output()).unwrap(),
    );
    let mut back = (
        StreamReader::attach(I::OUTPUT, indices, output()).unwrap(),
        StreamWriter::attach(I::INPUT, indices, input()).unwrap(),
    );
    let mut bytes = [0; 8];
    assert_eq!(
        (front.1.write(b"question"), back.0.read(&mut bytes), &bytes),
        (Ok(8), Ok(8), b"question")
    );
    assert_eq!(
        (back.1.write(b"response"), front.0.read(&mut bytes), &bytes),
        (Ok(8), Ok(8), b"response")
    );
    assert_eq!((front.0.available(), back.0.available()), (Ok(0), Ok(0)));
}

#[test]
fn the_console_and_xenstore_hold_their_bytes() {
    type Console = console::Interface;
    let page = SharedPage::new();
    assert_eq!(Console::INPUT.inside(&page).unwrap().size(), 1024);
    assert_eq!(Console::OUTPUT.inside(&page).unwrap().size(), 2048);
    talk::<Console, _, _>(
        &page,
        || Console::INPUT.inside(&page).unwrap(),
        || Console::OUTPUT.inside(&page).unwrap(),
    );
    let (sent, received) = (
        page_word(&page, offset_of!(Console, out_prod)),
        page_word(&page, offset_of!(Console, in_cons)),
    );
    assert_eq!(
        (sent, received),
        (8, 8),
        "the guest writes what it sends to `out`"
    );

    type Xenstore = xs_wire::DomainInterface;
    let page = SharedPage::new();
    talk::<Xenstore, _, _>(
        &page,
        || Xenstore::INPUT.inside(&page).unwrap(),
        || Xenstore::OUTPUT.inside(&page).unwrap(),
    );
    assert_eq!(
        (&page).get::<[u8; 8]>(offset_of!(Xenstore, req)),
        *b"question"
    );
    assert_eq!(
        (&page).get::<[u8; 8]>(offset_of!(Xenstore, rsp)),
        *b"response"
    );
}

fn page_word(page: &SharedPage, offset: usize) -> u32 {
    page.load(offset, Ordering::Relaxed)
}

#[test]
fn other_streams_have_their_bytes_elsewhere() {
    // Two pages: the first half is for one direction, the second for the other.
    let (indices, bytes) = (SharedPage::new(), SharedPages::<2>::new());
    let half = |start| Window::new(&bytes, start, 4096).unwrap();
    talk::<_9pfs::DataIntf, _, _>(&indices, || half(0), || half(4096));
    assert_eq!(
        page_word(&indices, offset_of!(_9pfs::DataIntf, out_prod)),
        8
    );

    let (indices, bytes) = (SharedPage::new(), SharedPages::<2>::new());
    let half = |start| Window::new(&bytes, start, 4096).unwrap();
    talk::<pvcalls::DataIntf, _, _>(&indices, || half(0), || half(4096));
    assert_eq!(
        pvcalls::DataIntf::INPUT.error,
        Some(offset_of!(pvcalls::DataIntf, in_error))
    );

    // A small channel has its bytes in the page of its indices: the left ring is from the client
    // to the server.
    let page = SharedPage::new();
    talk::<libxenvchan::Interface, _, _>(
        &page,
        || Window::new(&page, 2048, 2048).unwrap(),
        || Window::new(&page, 1024, 1024).unwrap(),
    );
    assert_eq!(
        page_word(&page, offset_of!(libxenvchan::Interface, left.prod)),
        8
    );
    assert_eq!((&page).get::<[u8; 8]>(1024), *b"question");
}
