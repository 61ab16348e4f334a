//! Bit-fields: bits of a byte array, counted from the first byte's lowest bit.

/// Reads `width` bits, at most 64, from `offset` on.
#[inline]
pub const fn read<const N: usize>(bytes: &[u8; N], offset: u32, width: u32) -> u64 {
    let mut value = 0;
    let mut bit = 0;
    while bit < width {
        let at = offset + bit;
        let set = (bytes[(at / 8) as usize] >> (at % 8)) & 1;
        value |= (set as u64) << bit;
        bit += 1;
    }
    value
}

/// Reads `width` bits, from 1 to 64, from `offset` on, the highest of which is the sign.
#[inline]
pub const fn read_signed<const N: usize>(bytes: &[u8; N], offset: u32, width: u32) -> i64 {
    let above = 64 - width;
    (read(bytes, offset, width) << above) as i64 >> above
}

/// Writes the lowest `width` bits of `value`, at most 64, from `offset` on; the other bits stay.
#[inline]
pub const fn write<const N: usize>(bytes: &mut [u8; N], offset: u32, width: u32, value: u64) {
    let mut bit = 0;
    while bit < width {
        let at = offset + bit;
        let mask = 1 << (at % 8);
        let byte = &mut bytes[(at / 8) as usize];
        *byte = (*byte & !mask) | if (value >> bit) & 1 == 1 { mask } else { 0 };
        bit += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{read, read_signed, write};
    use proptest::prelude::*;

    #[test]
    fn bits_count_from_the_least_significant() {
        let bytes = [0b1010_0101, 0b0000_0011];
        assert_eq!(read(&bytes, 0, 4), 0b0101);
        assert_eq!(read(&bytes, 4, 6), 0b11_1010);
    }

    #[test]
    fn the_highest_bit_is_the_sign() {
        let mut bytes = [0; 9];
        for (offset, width, value) in [(0, 5, -3), (3, 1, -1), (7, 9, 255), (1, 64, i64::MIN)] {
            write(&mut bytes, offset, width, value as u64);
            assert_eq!(read_signed(&bytes, offset, width), value);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_nothing_else_changes(
            before: [u8; 9],
            offset in 0_u32..9,
            width in 0_u32..=63,
            value: u64,
        ) {
            let mut bytes = before;
            write(&mut bytes, offset, width, value);
            prop_assert_eq!(read(&bytes, offset, width), value & ((1 << width) - 1));
            write(&mut bytes, offset, width, read(&before, offset, width));
            prop_assert_eq!(bytes, before);
        }
    }
}
