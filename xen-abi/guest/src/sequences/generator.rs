//! A random generator with the same numbers on each machine.

/// `SplitMix64`.
pub(crate) struct Generator(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Generator {
    /// The numbers of one sequence.
    pub(crate) fn new(seed: u64, index: u32) -> Self {
        let mut start = Self(seed);
        let seed = start.next();
        Self(seed ^ u64::from(index).wrapping_mul(STEP))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        (((self.next() >> 32) * u64::from(end)) >> 32) as u32
    }

    /// One of several.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u32) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::Generator;

    #[test]
    fn a_sequence_depends_on_seed_and_number_only() {
        let numbers = |seed, index| {
            let mut generator = Generator::new(seed, index);
            [(); 4].map(|()| generator.below(1 << 31))
        };
        assert_eq!(numbers(1, 7), numbers(1, 7));
        assert_ne!(numbers(1, 7), numbers(1, 8));
        assert_ne!(numbers(1, 7), numbers(2, 7));
    }

    #[test]
    fn every_number_below_the_end_occurs() {
        let mut generator = Generator::new(1, 0);
        let mut seen = [false; 5];
        (0..200).for_each(|_| seen[generator.below(5) as usize] = true);
        assert_eq!(seen, [true; 5]);
    }
}
