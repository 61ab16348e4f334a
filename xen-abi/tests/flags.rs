//! The types of `xen_abi::flags!` behave like those of `bitflags!` with the same names.

use proptest::prelude::*;
use xen_abi::flags;
use xen_abi::flags::Flags;

#[derive(Clone, Copy, PartialEq, Hash)]
#[repr(transparent)]
struct Ours(u16);

impl Ours {
    const NONE: Self = Self(0);
    const READ: Self = Self(1);
    const WRITE: Self = Self(2);
    const BOTH: Self = Self(3);
    const LAST: Self = Self(0x8000);
}

flags!(Ours: u16, NONE, READ, WRITE, BOTH, LAST);

mod theirs {
    xen_abi::flags::bitflags::bitflags! {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(super) struct Ours: u16 {
            const NONE = 0;
            const READ = 1;
            const WRITE = 2;
            const BOTH = 3;
            const LAST = 0x8000;
            const _ = !0;
        }
    }
}

use theirs::Ours as Theirs;

fn names<F: Flags<Bits = u16>>(set: &F) -> Vec<(&'static str, u16)> {
    set.iter_names()
        .map(|(name, flag)| (name, flag.bits()))
        .collect()
}

proptest! {
    #[test]
    fn agrees_with_the_library(one: u16, other: u16) {
        let (a, b) = (Ours::from_bits_retain(one), Ours::from_bits_retain(other));
        let (c, d) = (Theirs::from_bits_retain(one), Theirs::from_bits_retain(other));
        prop_assert_eq!(a.bits(), one);
        prop_assert_eq!(a.is_empty(), c.is_empty());
        prop_assert_eq!(a.contains(b), c.contains(d));
        prop_assert_eq!(a.intersects(b), c.intersects(d));
        prop_assert_eq!(a == b, c == d);
        let pairs = [
            (a.union(b), c.union(d)),
            (a.intersection(b), c.intersection(d)),
            (a.difference(b), c.difference(d)),
            (a | b, c | d),
            (a & b, c & d),
            (a - b, c - d),
            (!a, !c),
            (Flags::complement(a), Flags::complement(c)),
            (Ours::from_bits_truncate(one), Theirs::from_bits_truncate(one)),
            (Ours::empty(), Theirs::empty()),
            (<Ours as Flags>::all(), Theirs::all()),
        ];
        for (ours, theirs) in pairs {
            prop_assert_eq!(ours.bits(), theirs.bits());
        }
        let (mut ours, mut theirs) = (a, c);
        ours.insert(b);
        theirs.insert(d);
        prop_assert_eq!(ours.bits(), theirs.bits());
        ours |= a;
        theirs |= c;
        prop_assert_eq!(ours.bits(), theirs.bits());
        ours.remove(b);
        theirs.remove(d);
        prop_assert_eq!(ours.bits(), theirs.bits());
    }

    #[test]
    fn prints_and_names_as_the_library_does(bits: u16) {
        let (ours, theirs) = (Ours::from_bits_retain(bits), Theirs::from_bits_retain(bits));
        prop_assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
        prop_assert_eq!(names(&ours), names(&theirs));
    }
}

#[test]
fn names_are_found() {
    assert_eq!(Ours::from_name("LAST"), Some(Ours::LAST));
    assert_eq!(Ours::from_name("THIRD"), None);
    assert_eq!(
        format!("{:?}", Ours::empty()),
        format!("{:?}", Theirs::empty())
    );
}
