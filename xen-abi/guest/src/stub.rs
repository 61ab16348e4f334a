//! The code of a back end, for the test of what it does to registers.

/// More registers than any architecture has here.
pub const MOST_REGISTERS: usize = 96;

/// The code of a back end, and the registers that it works with, by their places in
/// [`names`](Self::names).
#[derive(Clone, Copy, Debug)]
pub struct Stub {
    /// What the back end is called.
    pub name: &'static str,
    /// The registers that hold a pattern.
    pub names: &'static [&'static str],
    /// Fills the registers from the array, makes the call and writes them back. The number goes
    /// wherever the code wants it.
    pub call: fn(number: u32, registers: &mut [u64; MOST_REGISTERS]),
    /// The registers of the five arguments.
    pub arguments: [usize; 5],
    /// The register that the result comes in.
    pub result: usize,
    /// The registers that are lost beside those two, however many arguments there are.
    pub lost: &'static [usize],
}
