//! A back end with the copies of `xen-abi-linux`, in pages of `/dev/zero` instead of Xen's device.

use std::fs::{self, File};
use std::ops::Range;
use std::sync::Mutex;

use xen_abi::{Buffer, Hypercall};

/// Numbers below this are never addresses.
const LOWEST_ADDRESS: usize = 1 << 16;

/// The address ranges of the program's memory, and whether they are pages for copies.
fn mapped() -> Vec<(Range<usize>, bool)> {
    let maps = fs::read_to_string("/proc/self/maps").expect("Linux shows a program its memory");
    let range = |line: &str| {
        let (start, rest) = line.split_once('-')?;
        let (end, _) = rest.split_once(' ')?;
        let number = |text| usize::from_str_radix(text, 16).ok();
        Some((number(start)?..number(end)?, line.contains("/dev/zero")))
    };
    maps.lines().filter_map(range).collect()
}

/// The words of the pages for copies.
fn words() -> impl Iterator<Item = *mut usize> {
    let pages = mapped().into_iter().filter(|(_, copies)| *copies);
    pages.flat_map(|(range, _)| range.step_by(8).map(std::ptr::with_exposed_provenance_mut))
}

/// Copies the memory that it is passed, records addresses of other memory, and can narrow results.
pub(crate) struct Copying<X> {
    inner: X,
    narrow: bool,
    device: File,
    state: Mutex<(usize, Vec<String>)>,
}

impl<X: Hypercall> Copying<X> {
    /// Calls `inner`, and narrows results to 32 bits if `narrow` is set.
    pub(crate) fn new(inner: X, narrow: bool) -> Self {
        for word in words() {
            // SAFETY: pages for copies; no call is made, so nothing uses them.
            unsafe { word.write(0) };
        }
        let mut options = File::options();
        Self {
            inner,
            narrow,
            device: options
                .read(true)
                .write(true)
                .open("/dev/zero")
                .expect("/dev/zero"),
            state: Mutex::default(),
        }
    }

    /// The number of hypercalls, and their errors.
    pub(crate) fn verdict(&self) -> (usize, Vec<String>) {
        self.state.lock().unwrap().clone()
    }

    fn check(&self, number: u32, arguments: &[usize]) {
        let mapped = mapped();
        let mut state = self.state.lock().unwrap();
        state.0 += 1;
        // SAFETY: pages for copies, which only this thread uses.
        let contents = words().map(|word| unsafe { word.read() });
        for word in arguments.iter().copied().chain(contents) {
            let ordinary = mapped
                .iter()
                .any(|(range, copies)| !copies && range.contains(&word));
            if word >= LOWEST_ADDRESS && ordinary {
                state
                    .1
                    .push(format!("hypercall {number} gets the address {word:#x}"));
            }
        }
    }
}

// SAFETY: the inner back end keeps the contract, and so does that of the copies.
unsafe impl<X: Hypercall> Hypercall for Copying<X> {
    type Guest = X::Guest;

    unsafe fn hypercall<const N: usize>(&self, number: u32, arguments: [usize; N]) -> usize {
        self.check(number, &arguments);
        // SAFETY: the caller keeps the same contract, for the copies.
        let result = unsafe { self.inner.hypercall(number, arguments) };
        if self.narrow {
            result as i32 as isize as usize
        } else {
            result
        }
    }

    unsafe fn with_buffer<R>(&self, buffer: Buffer, call: impl FnOnce(usize) -> R) -> R {
        // SAFETY: the caller keeps the same contract.
        unsafe { xen_abi_linux::testing::with_buffer(&self.device, buffer, call) }
    }
}
