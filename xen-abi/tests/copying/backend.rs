//! A back end that copies the memory that it is passed.

use std::ops::Range;
use std::sync::Mutex;

use xen_abi::events::DomainEvents;
use xen_abi::{Buffer, Hypercall};

/// Numbers below this are never addresses.
const LOWEST_ADDRESS: usize = 1 << 16;

/// The address ranges of the program's memory.
fn mapped() -> Vec<Range<usize>> {
    let maps =
        std::fs::read_to_string("/proc/self/maps").expect("Linux shows a program its memory");
    let range = |line: &str| {
        let (start, rest) = line.split_once('-')?;
        let (end, _) = rest.split_once(' ')?;
        let number = |text| usize::from_str_radix(text, 16).ok();
        Some(number(start)?..number(end)?)
    };
    maps.lines().filter_map(range).collect()
}

/// Copies the memory that it is passed, records other addresses, and can narrow results.
pub(crate) struct Copying<X> {
    inner: X,
    narrow: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The copies for the calls in progress.
    copies: Vec<Range<usize>>,
    /// Errors: addresses of memory that the caller did not pass.
    wrong: Vec<String>,
    /// The number of hypercalls.
    calls: usize,
    /// The address ranges of the program's memory.
    mapped: Vec<Range<usize>>,
}

impl<X: Hypercall> Copying<X> {
    /// Calls `inner`, and narrows results to 32 bits if `narrow` is set.
    pub(crate) fn new(inner: X, narrow: bool) -> Self {
        Self {
            inner,
            narrow,
            state: Mutex::default(),
        }
    }

    /// The number of hypercalls, and their errors.
    pub(crate) fn verdict(&self) -> (usize, Vec<String>) {
        let state = self.state.lock().unwrap();
        (state.calls, state.wrong.clone())
    }
}

// SAFETY: the inner back end keeps the contract; copies have the buffers' contents, are as long and
// are copied back.
unsafe impl<X: Hypercall> Hypercall for Copying<X> {
    type Guest = X::Guest;

    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        self.state.lock().unwrap().check(number, &arguments);
        // SAFETY: the caller keeps the same contract, for the copies.
        let result = unsafe { self.inner.hypercall(number, arguments) };
        if self.narrow {
            result as i32 as isize as usize
        } else {
            result
        }
    }

    fn domain_events(&self) -> &DomainEvents {
        self.inner.domain_events()
    }

    unsafe fn with_buffer<R>(&self, buffer: Buffer, call: impl FnOnce(usize) -> R) -> R {
        let before = self.state.lock().unwrap().copies.len();
        let mut memory: Vec<Vec<u128>> = Vec::new();
        let allocate = |size: usize| {
            let mut copy = vec![0_u128; size.div_ceil(size_of::<u128>())];
            let start: *mut u8 = copy.as_mut_ptr().cast();
            memory.push(copy);
            let range = start.addr()..start.addr() + size;
            self.state.lock().unwrap().copies.push(range);
            Some(start)
        };
        // SAFETY: as the caller promises; the copies live until the vector is dropped.
        let result = unsafe { buffer.with_copies(allocate, call) };
        self.state.lock().unwrap().copies.truncate(before);
        result.unwrap_or_else(|_| panic!("there is always room"))
    }
}

impl State {
    /// Looks for addresses in the arguments and in the memory that they lead to.
    fn check(&mut self, number: u32, arguments: &[usize]) {
        self.calls += 1;
        self.mapped = mapped();
        for (index, word) in arguments.iter().enumerate() {
            self.word(*word, || format!("argument {index} of hypercall {number}"));
        }
        for copy in self.copies.clone() {
            for offset in (0..copy.len() / size_of::<usize>()).map(|index| index * 8) {
                let address = copy.start + offset;
                // SAFETY: the copy is initialized, aligned and lives while the call is made.
                let word = unsafe { *std::ptr::with_exposed_provenance::<usize>(address) };
                let size = copy.len();
                self.word(word, || {
                    format!("offset {offset} of {size} bytes passed to hypercall {number}")
                });
            }
        }
        // An argument or a copy refers to each copy.
        for copy in self.copies.clone() {
            let mut words = arguments.to_vec();
            for other in &self.copies {
                for offset in 0..other.len() / size_of::<usize>() {
                    let address = other.start + offset * 8;
                    // SAFETY: as above.
                    words.push(unsafe { *std::ptr::with_exposed_provenance::<usize>(address) });
                }
            }
            if !words.contains(&copy.start) {
                self.wrong.push(format!(
                    "{} bytes are passed to hypercall {number} in vain",
                    copy.len()
                ));
            }
        }
    }

    fn word(&mut self, word: usize, place: impl Fn() -> String) {
        let passed = self.copies.iter().any(|copy| copy.contains(&word));
        let is_address =
            word >= LOWEST_ADDRESS && self.mapped.iter().any(|range| range.contains(&word));
        if is_address && !passed {
            self.wrong.push(format!(
                "{}: an address of memory that was not passed",
                place()
            ));
        }
    }
}
