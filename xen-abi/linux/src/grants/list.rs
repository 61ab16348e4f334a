//! Records of ioctls with a list at their end, as words.

/// Returns words with a record at their start, and room for `count` elements in place of its one.
pub(super) fn with_list(head: &[u8], element: usize, count: usize) -> Vec<u64> {
    let size = head.len() + element * (count - 1);
    let mut words = vec![0_u64; size.div_ceil(size_of::<u64>())];
    words_as_bytes_mut(&mut words)[..head.len()].copy_from_slice(head);
    words
}

pub(super) fn words_as_bytes(words: &[u64]) -> &[u8] {
    // SAFETY: the same memory; a byte has no invalid value.
    unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), size_of_val(words)) }
}

pub(super) fn words_as_bytes_mut(words: &mut [u64]) -> &mut [u8] {
    // SAFETY: as above, and neither has a word.
    unsafe { std::slice::from_raw_parts_mut(words.as_mut_ptr().cast(), size_of_val(words)) }
}
