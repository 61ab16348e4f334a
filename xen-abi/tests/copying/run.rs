//! Calls each emitted function on back ends that copy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use xen_abi::guest::{Arm, Guest, Hvm64, Pv64};
use xen_abi::handle::GuestHandle;
use xen_abi::mock::Mock;
use xen_abi::{Errno, Plain};

use super::backend::Copying;
use super::calls::{ON_STACK, calls};

/// Functions that pass addresses of memory whose size they do not know, with the reason.
///
/// Without the module of a range of releases.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("arch_x86::xen::set_gdt", FRAMES),
    ("arch_x86::xen::set_trap_table", CONTENTS),
    ("argo::argo_op", RAW),
    ("hypfs::hypfs_op", RAW),
    ("physdev::pci_device_add", FLAG),
    (
        "physdev::physdev_op::<physdev::physdev_cmd::SetIobitmap, _>",
        KEPT,
    ),
    ("physdev::physdev_op_compat", KEPT),
    ("physdev::set_iobitmap", KEPT),
    ("toolstack::arch_x86::xen_mca::mca", REQUEST),
    ("toolstack::domctl::domctl", REQUEST),
    ("toolstack::platform::efi_runtime_call", CONTENTS),
    ("toolstack::platform::firmware_info", CONTENTS),
    ("toolstack::platform::platform_op", REQUEST),
    ("toolstack::platform::set_processor_pminfo", CONTENTS),
    ("toolstack::sysctl::perfc_op", RETURNED),
    ("toolstack::sysctl::sysctl", REQUEST),
    ("toolstack::xsm::flask_op::xsm_op", REQUEST),
    ("vcpu::register_runstate_memory_area", KEPT),
    ("vcpu::register_runstate_phys_area", KEPT),
    ("vcpu::register_vcpu_time_memory_area", KEPT),
    ("vcpu::register_vcpu_time_phys_area", KEPT),
    (
        "vcpu::vcpu_op::<vcpu::vcpu_op::RegisterRunstateMemoryArea, _>",
        KEPT,
    ),
    (
        "vcpu::vcpu_op::<vcpu::vcpu_op::RegisterRunstatePhysArea, _>",
        KEPT,
    ),
    (
        "vcpu::vcpu_op::<vcpu::vcpu_op::RegisterVcpuTimeMemoryArea, _>",
        KEPT,
    ),
    (
        "vcpu::vcpu_op::<vcpu::vcpu_op::RegisterVcpuTimePhysArea, _>",
        KEPT,
    ),
    ("xen::mmuext_op", MASK),
    ("xen::mmuext_op_invlpg_multi", MASK),
    ("xen::mmuext_op_tlb_flush_multi", MASK),
];

/// Xen uses the memory after the call.
const KEPT: &str = "Xen keeps the address, so the memory cannot be a copy for the call";
/// The type does not describe the memory.
const RAW: &str = "two words and two pointers of any operation: only the caller knows their memory";
/// The caller knows which argument the record has.
const REQUEST: &str = "a record of any operation, with the argument of any release: only \
                       the caller knows what it leads to";
/// Only the memory itself says how long it is.
const CONTENTS: &str = "the memory ends by its contents: a NUL, a null element, or a size in it";
/// Only Xen knows how much it writes.
const RETURNED: &str =
    "as many elements as Xen returns; no member says how many there is space for";
/// A flag adds an element.
const FLAG: &str = "an element follows if a flag is set";
/// Only the kernel of a PV guest makes the call.
const FRAMES: &str = "a frame for each 512 entries, in a call that Linux makes for itself alone";
/// The length is the number of the domain's vCPUs.
const MASK: &str = "a bit for each vCPU of a domain, of which no header says how many there are";

/// The memory behind the tests' handles: two pages, as the longest needs.
static MEMORY: [AtomicU64; 1024] = [const { AtomicU64::new(0) }; 1024];

/// The errors of each call, by the function's name.
#[derive(Default)]
pub(crate) struct Run {
    wrong: BTreeMap<&'static str, Vec<String>>,
    made: usize,
}

impl Run {
    /// Makes a call of PV guests.
    pub(crate) fn pv(
        &mut self,
        name: &'static str,
        call: impl Fn(&Copying<&Mock<Pv64>>) -> String,
    ) {
        self.of(name, call);
    }

    /// Makes a call of HVM guests.
    pub(crate) fn hvm(
        &mut self,
        name: &'static str,
        call: impl Fn(&Copying<&Mock<Hvm64>>) -> String,
    ) {
        self.of(name, call);
    }

    /// Makes a call of guests on Arm.
    pub(crate) fn arm(
        &mut self,
        name: &'static str,
        call: impl Fn(&Copying<&Mock<Arm>>) -> String,
    ) {
        self.of(name, call);
    }

    fn of<G: Guest>(&mut self, name: &'static str, call: impl Fn(&Copying<&Mock<G>>) -> String) {
        let mock = Mock::<G>::for_guest();
        self.judge(name, |raw, narrow| {
            mock.answer(raw);
            let xen = Copying::new(&mock, narrow);
            let result = call(&xen);
            (result, xen.verdict())
        });
    }

    fn judge(
        &mut self,
        name: &'static str,
        call: impl Fn(usize, bool) -> (String, (usize, Vec<String>)),
    ) {
        self.made += 1;
        let mut wrong = Vec::new();
        for raw in [0, 7, i32::MAX as usize, Errno::ENOSYS.into_raw()] {
            let (whole, (made, found)) = call(raw, false);
            let (narrowed, _) = call(raw, true);
            assert_eq!(made, 1, "{name} makes one hypercall");
            assert_eq!(
                whole, narrowed,
                "{name} takes a narrow {raw:#x} for something else"
            );
            wrong = found;
        }
        if !wrong.is_empty() {
            self.wrong.insert(name, wrong);
        }
    }
}

/// Makes calls, of a kind of guest each: the function, and its arguments.
macro_rules! make_calls {
    ($run:ident; $($kind:ident $function:path $(, $argument:expr)*;)*) => {$(
        $run.$kind(::core::stringify!($function), |xen| unsafe {
            ::std::format!("{:?}", $function(xen $(, $argument)*))
        });
    )*};
}

pub(crate) use make_calls;

/// A value of zeros.
pub(crate) fn zeroed<T: Plain>() -> T {
    T::zeroed()
}

/// A record of zeros, except for some members.
pub(crate) fn record<T: Plain>(set: impl FnOnce(&mut T)) -> T {
    let mut record = T::zeroed();
    set(&mut record);
    record
}

/// A tag with a value.
pub(crate) fn tag<T: Plain>(value: u32) -> T {
    let mut tag = T::zeroed();
    let bytes = tag.as_bytes_mut();
    let size = bytes.len().min(4);
    bytes[..size].copy_from_slice(&value.to_ne_bytes()[..size]);
    tag
}

/// The first operation of a family.
pub(crate) fn first<T: TryFrom<u32>>() -> T {
    (0..)
        .find_map(|number| T::try_from(number).ok())
        .expect("an operation")
}

/// A pointer to memory of the program.
pub(crate) fn pointer<T>() -> *mut T {
    MEMORY.as_ptr().cast_mut().cast()
}

/// A handle of memory of the program.
pub(crate) fn handle<T>() -> GuestHandle<T> {
    GuestHandle::from_ptr(pointer())
}

/// A function's path without the module of a range of releases.
fn of_any_release(name: &str) -> String {
    let is_range = |part: &&str| {
        part.strip_prefix("v4_")
            .is_some_and(|rest| !rest.is_empty())
    };
    let parts: Vec<&str> = name.split("::").filter(|part| !is_range(part)).collect();
    parts.join("::")
}

#[test]
fn no_function_passes_an_address_that_it_does_not_lend() {
    let mut run = Run::default();
    calls(&mut run);
    assert!(run.made > 300, "{} calls", run.made);
    let found: BTreeSet<String> = run.wrong.keys().map(|name| of_any_release(name)).collect();
    let listed = EXCEPTIONS.iter().map(|(name, _)| (*name).to_owned());
    let listed: BTreeSet<String> = listed.collect();
    assert_eq!(found, listed, "{:#?}", run.wrong);
    assert!(MEMORY.iter().all(|word| word.load(Ordering::Relaxed) == 0));
}

#[test]
fn only_iret_is_no_hypercall_of_this_kind() {
    assert_eq!(ON_STACK, ["arch_x86::xen_x86_64::iret"]);
}
