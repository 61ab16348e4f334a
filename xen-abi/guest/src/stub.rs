//! The code of a back end, for the tests of registers.

/// At least the number of registers of any architecture here.
pub const MOST_REGISTERS: usize = 96;

/// The code of a back end, and its registers as indices of [`names`](Self::names).
#[derive(Clone, Copy, Debug)]
pub struct Stub {
    /// The name of the back end.
    pub name: &'static str,
    /// The registers that hold a pattern.
    pub names: &'static [&'static str],
    /// Loads the registers from the array, makes the call with this number, and stores them.
    pub call: fn(number: u32, registers: &mut [u64; MOST_REGISTERS]),
    /// The registers of the five arguments.
    pub arguments: [usize; 5],
    /// The register of the result.
    pub result: usize,
    /// Further registers that each call overwrites, with any number of arguments.
    pub lost: &'static [usize],
}
