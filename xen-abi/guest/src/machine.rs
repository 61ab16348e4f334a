//! What a kernel gives to the suite.

use core::ptr::NonNull;

use xen_abi::Hypercall;
use xen_abi::errno::Errno;
use xen_abi::events::{TwoLevel, TwoLevelVcpu};
use xen_abi::frame::Gfn;
use xen_abi::pages::GuestPages;
use xen_abi::xen::{self, DomId, SharedInfo, VcpuInfo};

use crate::stub::Stub;
use crate::text::Text;
use crate::time_limit::TimeLimit;

/// A kernel after its start of day, on one processor.
///
/// # Safety
///
/// The pointers lead to what they name, mapped and writable as long as the value lives, and the
/// program accesses the event bits there only atomically.
pub unsafe trait Machine {
    /// The way to call Xen.
    type Xen: Hypercall;
    /// The memory that is shared with Xen.
    type Pages: GuestPages;

    /// The kind of boot, as the transcript names it: `x86_64-pv`, `x86_64-pvh`, `aarch64` and the
    /// like.
    fn boot(&self) -> &'static str;

    /// The way to call Xen.
    fn xen(&self) -> &Self::Xen;

    /// The domain's own number.
    fn id(&self) -> DomId;

    /// Whether this is the hardware domain, domain 0.
    fn is_privileged(&self) -> bool {
        self.id() == DomId(0)
    }

    /// So many pages in a row, which nobody else uses, cleared. `None` where there are no more of
    /// them: a kernel should have 64 to give, and need not take any back.
    fn pages(&self, count: usize) -> Option<Self::Pages>;

    /// The page that the domain shares with Xen.
    fn shared_info(&self) -> NonNull<SharedInfo>;

    /// What the processor shares with Xen.
    fn vcpu_info(&self) -> NonNull<VcpuInfo>;

    /// Puts a frame of Xen's, such as one of the grant table, in the place of the page at an
    /// address, where page tables are the guest's: in paravirtualised guests. `false` where
    /// this kernel does not do so.
    ///
    /// # Safety
    ///
    /// The page must be one from [`pages`](Self::pages), of which only this use is made from now
    /// on.
    unsafe fn map_machine_frame(&self, _page: NonNull<u8>, _frame: Gfn) -> bool {
        false
    }

    /// How often Xen has called this processor for events, after a call that waits was let in.
    ///
    /// The handler touches no event: they stay pending, and the processor's flag stays set, until
    /// the suite takes them.
    fn upcalls(&self) -> u64;

    /// Holds upcalls off, calls `raise`, which raises an event, and blocks as an idle kernel does:
    /// lets upcalls in again and asks Xen to sleep until one comes.
    fn block(&self, raise: &mut dyn FnMut()) -> Result<(), Errno>;

    /// Whether this is the software Xen, which does not have everything.
    fn is_software(&self) -> bool {
        false
    }

    /// The domain's event bits in the 2-level layout.
    fn two_level(&self) -> TwoLevel<'_> {
        // SAFETY: the trait's contract.
        unsafe { TwoLevel::in_shared_info(self.shared_info()) }
    }

    /// The processor's event words in the 2-level layout.
    fn two_level_vcpu(&self) -> TwoLevelVcpu<'_> {
        // SAFETY: the trait's contract.
        unsafe { TwoLevelVcpu::in_vcpu_info(self.vcpu_info()) }
    }

    /// The code of the back ends that this guest may use, for a look at what it does to registers.
    /// None where there is no such code.
    fn stubs(&self) -> &'static [Stub] {
        &[]
    }

    /// Nanoseconds since some moment, for patience.
    fn now(&self) -> u64;

    /// Xen's system time, by which its timers go, in nanoseconds; `None` where a guest cannot know
    /// it.
    fn system_time(&self) -> Option<u64>;

    /// Lets others run for a moment: another domain, or nobody.
    fn pause(&self) {
        core::hint::spin_loop();
    }

    /// Waits until Xen has called more often than `seen` times; `false` where it has not for so
    /// many nanoseconds.
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

/// Prints a line on Xen's console. A long one becomes several, each in a call of its own: all but
/// the last end with a backslash, by which the reader puts them together.
pub fn print<X: Hypercall>(xen: &X, line: &str) {
    for piece in Pieces(Some(line)) {
        // There is nobody to tell if it fails; the runner misses the line.
        let _ = xen::console_io_write(xen, piece.as_str().as_bytes());
    }
}

/// The bytes that Xen takes at a time of what domain 0 prints. Another domain's line may come in
/// between.
const AT_A_TIME: usize = 127;

/// What is left of a line, to be printed in pieces.
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
