//! Handles in unions, bitmaps and ranges: what a table says of a record made by hand.

use xen_abi::buffer::{Buffer, Choice, Direction, Factor, Nested};

/// A tag, a number of bits, and a union of a handle and a number.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
struct Record {
    tag: u32,
    bits: u32,
    union: u64,
}

static BITMAP: [Nested; 1] = [Nested {
    handle: 8,
    wide: true,
    size: &[
        Factor::Quotient {
            offset: 4,
            size: 4,
            divisor: 8,
        },
        Factor::Number(1),
    ],
    direction: Direction::InOut,
    when: &[Choice {
        offset: 0,
        size: 4,
        values: &[1, 2],
    }],
    nested: (0, &[]),
}];

/// Passes a copy of a record; `xen` gets the copy of the record.
fn pass(record: &mut Record, xen: impl FnOnce(&mut Record)) {
    let mut memory = [[0_u128; 4]; 2];
    let mut free = memory.iter_mut();
    let allocate = |size| {
        assert!(size <= 64);
        free.next().map(|piece| piece.as_mut_ptr().cast())
    };
    let buffer = Buffer::in_out(&raw mut *record).with_nested(size_of::<Record>(), &BITMAP);
    let call = |address| {
        let copy: *mut Record = std::ptr::with_exposed_provenance_mut(address);
        // SAFETY: the copy has the size and the alignment of the record.
        xen(unsafe { &mut *copy });
    };
    // SAFETY: the tests' handles lead to as many bits as their records say.
    let done = unsafe { buffer.with_copies(allocate, call) };
    assert!(done.is_ok(), "there is room for both");
}

#[test]
fn a_bitmap_is_copied_if_the_tag_selects_it() {
    let mut bitmap = [0x11_u8, 0x22, 0x33];
    let own = bitmap.as_mut_ptr().expose_provenance() as u64;
    for tag in [1, 2] {
        let mut record = Record {
            tag,
            bits: 9,
            union: own,
        };
        pass(&mut record, |copy| {
            assert_ne!(copy.union, own);
            let bits: *mut [u8; 2] = std::ptr::with_exposed_provenance_mut(copy.union as usize);
            // SAFETY: nine bits are two bytes.
            let bits = unsafe { &mut *bits };
            assert_eq!(bits[0], 0x11);
            bits[1] = tag as u8;
        });
        let as_before = Record {
            tag,
            bits: 9,
            union: own,
        };
        assert_eq!(record, as_before, "the caller's handle stays");
        assert_eq!(bitmap, [0x11, tag as u8, 0x33]);
    }
}

#[test]
fn a_number_in_the_union_is_none_of_its_handles() {
    let mut record = Record {
        tag: 3,
        bits: 64,
        union: 0xdead_0000,
    };
    pass(&mut record, |copy| {
        assert_eq!(copy.union, 0xdead_0000);
        copy.union = 5;
    });
    assert_eq!(record.union, 5);
}

#[test]
fn read_only_memory_that_xen_does_not_change_is_not_written() {
    static BITS: [u8; 2] = [0x5a, 1];
    let mut record = Record {
        tag: 1,
        bits: 9,
        union: BITS.as_ptr().expose_provenance() as u64,
    };
    // A write would end the process.
    pass(&mut record, |copy| copy.bits = 0);
    assert_eq!((record.bits, BITS), (0, [0x5a, 1]));
}

#[test]
fn sizes_follow_from_members() {
    let handle = [0_u8; 1];
    let record = Record {
        tag: 7,
        bits: 9,
        union: handle.as_ptr().expose_provenance() as u64,
    };
    let size = |size: &'static [Factor], record: &Record| {
        let nested = Nested {
            when: &[],
            size,
            ..BITMAP[0]
        };
        // SAFETY: the table is that of the record; nothing is read behind the handle.
        unsafe { nested.buffer((&raw const *record).cast()).unwrap().size() }
    };
    const RANGE: &[Factor] = &[
        Factor::Range {
            first: 0,
            last: 4,
            size: 4,
        },
        Factor::Number(4),
    ];
    assert_eq!(size(RANGE, &record), 12, "7, 8 and 9");
    let backwards = Record { tag: 10, ..record };
    assert_eq!(size(RANGE, &backwards), 0);
    const BITS: &[Factor] = &[Factor::Quotient {
        offset: 4,
        size: 4,
        divisor: 8,
    }];
    for (bits, bytes) in [(0, 0), (1, 1), (8, 1), (9, 2), (u32::MAX, 0x2000_0000)] {
        assert_eq!(size(BITS, &Record { bits, ..record }), bytes);
    }
}
