//! What covers the bytes of a record, and what is said of it.

use super::layout::{Layout, Part, Sort};

/// A part of a record with the bits that it covers; what covers none has no box.
#[derive(Clone, Copy)]
pub(super) enum Piece<'a> {
    /// A member.
    Part(&'a Part),
    /// Bytes or bits without a name.
    Hole,
}

/// The members and the holes between them, in order: what a piece covers, from and to, in bits.
pub(super) fn pieces(layout: &Layout) -> Vec<(Piece<'_>, u64, u64)> {
    let mut found = Vec::new();
    let mut end = 0;
    for part in layout.parts.iter().filter(|part| part.size > 0) {
        if part.offset > end {
            found.push((Piece::Hole, end, part.offset));
        }
        found.push((Piece::Part(part), part.offset, part.offset + part.size));
        end = end.max(part.offset + part.size);
    }
    let open = layout.parts.iter().find(|part| part.sort == Sort::Flexible);
    // What a flexible array may cover is no padding.
    let whole = open.map_or(layout.size * 8, |open| open.offset.min(layout.size * 8));
    if whole > end {
        found.push((Piece::Hole, end, whole));
    }
    found
}

/// A number of bits in words, as tables and labels have it.
pub(in crate::page) fn amount(bits: u64) -> String {
    match (bits / 8, bits % 8) {
        (1, 0) => "1 byte".to_owned(),
        (bytes, 0) => format!("{bytes} bytes"),
        _ if bits == 1 => "1 bit".to_owned(),
        _ => format!("{bits} bits"),
    }
}

/// A place in a record: a byte, and the bit in it where it is not the first.
pub(in crate::page) fn place(bits: u64) -> String {
    match bits % 8 {
        0 => (bits / 8).to_string(),
        bit => format!("{}.{bit}", bits / 8),
    }
}

/// What a box says: its label, and more of it where the pointer rests.
pub(super) fn words(piece: Piece<'_>, from: u64, to: u64) -> (String, String) {
    let whole = format!("{} at {}", amount(to - from), place(from));
    match piece {
        Piece::Part(part) => {
            let name = part.shown_name();
            let sign = part.mark.sign();
            (format!("{sign}{name}"), format!("{sign}{name}: {whole}"))
        }
        Piece::Hole => (String::new(), format!("padding: {whole}")),
    }
}

/// The classes of a box.
pub(super) fn class(piece: Piece<'_>) -> String {
    match piece {
        Piece::Part(part) => {
            let mut class = part.sort.class().to_owned();
            if let Some(mark) = part.mark.class() {
                class = format!("{class} {mark}");
            }
            class
        }
        Piece::Hole => Sort::Padding.class().to_owned(),
    }
}
