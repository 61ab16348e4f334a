//! The trait that a kernel implements for the suite.

use core::ptr::NonNull;

use xen_abi::Hypercall;
use xen_abi::errno::Errno;
use xen_abi::events::{TwoLevel, TwoLevelVcpu};
use xen_abi::frame::Gfn;
use xen_abi::grants::MapArea;
use xen_abi::pages::GuestPages;
use xen_abi::xen::{self, DomId, SharedInfo, VcpuInfo};

use crate::stub::Stub;
use crate::text::Text;
use crate::time_limit::TimeLimit;

/// A kernel after its start of day, on one vCPU.
///
/// # Safety
///
/// The pointers must be valid, mapped and writable as long as the value exists, and the program
/// must access the event bits there only atomically.
pub unsafe trait Machine {
    /// The way to call Xen.
    type Xen: Hypercall;
    /// The memory that is shared with Xen.
    type Pages: GuestPages;

    /// Addresses for pages of other domains.
    type Area: MapArea;

    /// The name of the boot in the transcript: `x86_64-pv`, `x86_64-pvh`, `aarch64` and so on.
    fn boot(&self) -> &'static str;

    /// The way to call Xen.
    fn xen(&self) -> &Self::Xen;

    /// The domain ID.
    fn id(&self) -> DomId;

    /// Whether this is the hardware domain, domain 0.
    fn is_privileged(&self) -> bool {
        self.id() == DomId(0)
    }

    /// Allocates consecutive pages of zeros; returns `None` if there are too few. A kernel should
    /// have 64 pages, and need not free any.
    fn pages(&self, count: usize) -> Option<Self::Pages>;

    /// Allocates addresses for pages of other domains; returns `None` if there are too few.
    fn area(&self, count: usize) -> Option<Self::Area>;

    /// The shared info page.
    fn shared_info(&self) -> NonNull<SharedInfo>;

    /// The vCPU's part of the shared info page.
    fn vcpu_info(&self) -> NonNull<VcpuInfo>;

    /// Maps a machine frame in place of a page, by the page tables of a PV guest.
    ///
    /// The frame is one of the grant table, for instance. Returns `false` if this kernel does not
    /// do so.
    ///
    /// # Safety
    ///
    /// The page must be one from [`pages`](Self::pages) that has no other use.
    unsafe fn map_machine_frame(&self, _page: NonNull<u8>, _frame: Gfn) -> bool {
        false
    }

    /// Lets Xen deliver a pending upcall, and returns the number of upcalls.
    ///
    /// The handler takes no event: events stay pending, and the vCPU's flag stays set, until the
    /// suite takes them.
    fn upcalls(&self) -> u64;

    /// Masks upcalls, calls `raise`, and blocks as an idle kernel does.
    ///
    /// `raise` raises an event. Blocking unmasks upcalls, and lasts until one comes.
    fn block(&self, raise: &mut dyn FnMut()) -> Result<(), Errno>;

    /// Whether this is the software Xen, which lacks some operations.
    fn is_software(&self) -> bool {
        false
    }

    /// The domain's event bits in the 2-level ABI.
    fn two_level(&self) -> TwoLevel<'_> {
        // SAFETY: the trait's contract.
        unsafe { TwoLevel::in_shared_info(self.shared_info()) }
    }

    /// The vCPU's event words in the 2-level ABI.
    fn two_level_vcpu(&self) -> TwoLevelVcpu<'_> {
        // SAFETY: the trait's contract.
        unsafe { TwoLevelVcpu::in_vcpu_info(self.vcpu_info()) }
    }

    /// The code of this guest's back ends, for the tests of registers; empty if there is none.
    fn stubs(&self) -> &'static [Stub] {
        &[]
    }

    /// Nanoseconds since some moment, for time limits.
    fn now(&self) -> u64;

    /// Xen's system time, which its timers use, in nanoseconds; `None` if the guest cannot know it.
    fn system_time(&self) -> Option<u64>;

    /// Yields to another domain, if there is one.
    fn pause(&self) {
        core::hint::spin_loop();
    }

    /// Waits for more than `seen` upcalls; returns `false` after `nanoseconds` without one.
    fn wait_for_upcall(&self, seen: u64, nanoseconds: u64) -> bool {
        let mut limit = TimeLimit::new(self.now(), nanoseconds);
        while self.upcalls() == seen {
            if limit.is_passed(self.now()) {
                return false;
            }
            self.pause();
        }
        true
    }

    /// Prints a line.
    fn print(&self, line: &str) {
        print(self.xen(), line);
    }
}

/// The kind of guest that a machine's back end calls as.
pub(crate) type KindOf<M> = <<M as Machine>::Xen as Hypercall>::Guest;

/// Prints a line on Xen's console. A long line is printed in several calls, as lines that end with
/// a backslash except for the last; the reader joins them.
pub fn print<X: Hypercall>(xen: &X, line: &str) {
    for piece in Pieces(Some(line)) {
        // An error cannot be reported; the runner misses the line.
        let _ = xen::console_io_write(xen, piece.as_str().as_bytes());
    }
}

/// The bytes of dom0's output that Xen prints at a time. A line of another domain may come between.
const AT_A_TIME: usize = 127;

/// The rest of a line that is printed in pieces.
struct Pieces<'a>(Option<&'a str>);

impl Iterator for Pieces<'_> {
    type Item = Text<AT_A_TIME>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.0.take()?;
        if line.len() < AT_A_TIME {
            return Some(Text::of(format_args!("{line}\n")));
        }
        let most = AT_A_TIME - "\\\n".len();
        let end = (0..=most).rfind(|end| line.is_char_boundary(*end))?;
        let (piece, rest) = line.split_at(end);
        self.0 = Some(rest);
        Some(Text::of(format_args!("{piece}\\\n")))
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;
    use std::vec::Vec;

    use super::*;

    #[test]
    fn long_lines_are_printed_in_pieces_that_xen_takes_whole() {
        for len in [0, 1, 125, 126, 127, 128, 251, 1000] {
            for letter in ["x", "\u{e9}", "\u{20ac}"] {
                let line = letter.repeat(len);
                let pieces: Vec<_> = Pieces(Some(&line)).collect();
                assert!(pieces.iter().all(|piece| piece.as_str().len() <= AT_A_TIME));
                let text: String = pieces.iter().map(Text::as_str).collect();
                assert_eq!(text.replace("\\\n", ""), line.clone() + "\n");
            }
        }
    }
}
