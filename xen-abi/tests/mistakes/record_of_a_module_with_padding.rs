//! The byte between the two fields is uninitialised, and C has one there too.

mod lamps {
    #[repr(C)]
    pub struct Pair {
        pub narrow: u8,
        pub wide: u16,
    }

    xen_abi::record!(Pair { narrow: u8, wide: u16 });
}

xen_abi::layout! {
    crate::lamps;

    Pair: 4, 2 { narrow: 0, wide: 2 };
}
