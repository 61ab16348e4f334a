//! Calls each emitted function on back ends that copy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use xen_abi::guest::{Arm, Guest, Hvm64, Pv64};
use xen_abi::handle::GuestHandle;
use xen_abi::mock::Mock;
use xen_abi::{Errno, Plain};

use super::backend::Copying;
use super::calls::{ON_STACK, calls};

/// Functions that pass addresses which they do not lend, with the reason.
///
/// Without the module of a range of releases.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("arch_x86::xen::set_gdt", RULE),
    ("arch_x86::xen::set_trap_table", RULE),
    ("argo::argo_op", RAW),
    ("hvm::hvm_op::altp2m", UNION),
    (
        "hvm::hvm_op::hvm_op::<hvm::hvm_op::hvm_op::Altp2m, _>",
        UNION,
    ),
    ("hypfs::hypfs_op", RAW),
    ("physdev::pci_device_add", RULE),
    (
        "physdev::physdev_op::<physdev::physdev_cmd::SetIobitmap, _>",
        KEPT,
    ),
    ("physdev::physdev_op_compat", KEPT),
    ("physdev::set_iobitmap", KEPT),
    ("toolstack::arch_x86::xen_mca::inject_v2", BITS),
    ("toolstack::arch_x86::xen_mca::mca", UNION),
    ("toolstack::domctl::assign_device", UNION),
    ("toolstack::domctl::deassign_device", UNION),
    ("toolstack::domctl::domctl", UNION),
    ("toolstack::domctl::scheduler_op", UNION),
    ("toolstack::domctl::setnodeaffinity", BITS),
    ("toolstack::domctl::setvcpuaffinity", BITS),
    ("toolstack::domctl::setvcpuextstate", RULE),
    ("toolstack::domctl::shadow_op", BITS),
    ("toolstack::domctl::test_assign_device", UNION),
    (
        "toolstack::hvm::hvm_op::hvm_op::<toolstack::hvm::hvm_op::hvm_op::Altp2m, _>",
        UNION,
    ),
    ("toolstack::platform::efi_runtime_call", UNION),
    ("toolstack::platform::firmware_info", UNION),
    ("toolstack::platform::getidletime", BITS),
    ("toolstack::platform::platform_op", UNION),
    ("toolstack::platform::set_processor_pminfo", UNION),
    ("toolstack::sysctl::cpupool_op", BITS),
    ("toolstack::sysctl::get_pmstat", UNION),
    ("toolstack::sysctl::livepatch_op", UNION),
    ("toolstack::sysctl::page_offline_op", RULE),
    ("toolstack::sysctl::perfc_op", RULE),
    ("toolstack::sysctl::pm_op", UNION),
    ("toolstack::sysctl::scheduler_op", UNION),
    ("toolstack::sysctl::sysctl", UNION),
    ("toolstack::sysctl::tbuf_op", BITS),
    ("toolstack::xsm::flask_op::xsm_op", UNION),
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
const RAW: &str = "two words and two pointers of any operation: the caller lends their memory";
/// The length of the memory follows from its contents.
const RULE: &str = "the array ends by a rule of its own, or its length counts something else";
/// The count says how many bits there are.
const BITS: &str = "the memory is a bitmap, whose length is a number of bits";
/// Only the operation's number says which member of the union is used.
const UNION: &str = "a list in one member of a union: the caller lends it";
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
