//! The start of an aarch64 guest, as the first domain or as one that Xen builds beside it.

mod bytes;
mod entry;
mod exceptions;
mod gic;

use core::pin::Pin;
use core::ptr::{NonNull, with_exposed_provenance_mut};

use xen_abi::arch_arm::XenPfn;
use xen_abi::backend::Hvc;
use xen_abi::frame::{Gfn, PAGE_SHIFT};
use xen_abi::hvm::hvm_op;
use xen_abi::hvm::params::{HVM_PARAM_CALLBACK_IRQ_TYPE_MASK, HvmCallbackType, HvmParam};
use xen_abi::memory::{self, PhysMapSpace};
use xen_abi::shared::SharedPages;
use xen_abi::xen::{DomId, SharedInfo, VcpuInfo};
use xen_guest::device_tree::DeviceTree;

use gic::Gic;

pub(crate) use exceptions::{upcalls, wait_for_upcall};

/// Where the page that Xen shares with every domain is put.
static SHARED_INFO: SharedPages<1> = SharedPages::new();

/// The first interrupt that each processor has for itself.
const FIRST_PRIVATE: u32 = 16;

/// Where the entry code goes on, with the address of the device tree.
extern "C" fn begin(tree: usize) -> ! {
    // SAFETY: the entry code has left nothing of this program at exception level 1 but this, and only Xen starts it.
    let xen = unsafe { Hvc::new() };
    // SAFETY: the boot protocol passes the tree's address, and nobody writes to it.
    let tree = unsafe { DeviceTree::at(tree) }.expect("a device tree");
    let arguments = tree.named("chosen").and_then(|chosen| tree.strings(chosen, "bootargs").next());

    let frame = XenPfn(frame(Pin::static_ref(&SHARED_INFO).address().get()).get());
    // SAFETY: the frame is that of a page of zeroes which nobody else uses.
    let shared = unsafe { memory::add_to_physmap(&xen, DomId::SELF, 0, PhysMapSpace::SHARED_INFO, 0, frame) };
    shared.expect("the shared page");

    let gic = Gic::find(&tree).expect("an interrupt controller");
    exceptions::accept(gic, upcall_interrupt(&xen, &tree).expect("an interrupt for events"));
    run(xen, arguments.unwrap_or_default())
}

/// The interrupt by which Xen calls: the tree says it in a node of Xen's own, and Xen itself in a parameter, at least to the first domain.
fn upcall_interrupt(xen: &Hvc, tree: &DeviceTree) -> Option<u32> {
    let hypervisor = tree.compatible("xen,xen")?;
    let mut cells = tree.words(hypervisor, "interrupts");
    // A kind, which is that of private interrupts, and a number among these.
    let (1, number) = (cells.next()?, cells.next()?) else { return None };
    let interrupt = FIRST_PRIVATE + number;
    let parameter = hvm_op::get_param(xen, DomId::SELF, HvmParam::CALLBACK_IRQ).ok()?;
    if parameter != 0 {
        let kind = HvmCallbackType(((parameter & HVM_PARAM_CALLBACK_IRQ_TYPE_MASK) >> HVM_PARAM_CALLBACK_IRQ_TYPE_MASK.trailing_zeros()) as u32);
        assert_eq!((kind, parameter as u8 as u32), (HvmCallbackType::PPI, interrupt), "the device tree and the parameter disagree");
    }
    Some(interrupt)
}

/// What Xen calls the page in which an address of the kernel's lies. Every address is the memory's own.
pub(crate) fn frame(address: u64) -> Gfn {
    Gfn::new(address >> PAGE_SHIFT)
}

/// The page that Xen shares with every domain.
pub(crate) fn shared_info() -> NonNull<SharedInfo> {
    let address = Pin::static_ref(&SHARED_INFO).address().get() as usize;
    // SAFETY: something that exists is not at address 0.
    unsafe { NonNull::new_unchecked(with_exposed_provenance_mut(address)) }
}

/// What Xen shares with the one processor.
pub(crate) fn vcpu_info() -> NonNull<VcpuInfo> {
    // SAFETY: a field of a structure that fills most of a page of ours.
    unsafe { NonNull::new_unchecked(&raw mut (*shared_info().as_ptr()).vcpu_info[0]) }
}

/// TEMPORARY
fn run(xen: Hvc, arguments: &str) -> ! {
    use core::fmt::Write;
    let mut out = Console(xen);
    let _ = writeln!(out, "arguments {arguments:?}, upcalls {}", upcalls());
    let bits = unsafe { xen_abi::events::TwoLevel::in_shared_info(shared_info()) };
    let vcpu = unsafe { xen_abi::events::TwoLevelVcpu::in_vcpu_info(vcpu_info()) };
    let (a, b) = xen_abi::events::Channel::loopback(xen).unwrap();
    for _ in 0..3 {
        bits.handle(&vcpu, |port| { let _ = writeln!(out, "event {port:?}"); });
        let seen = upcalls();
        let _ = writeln!(out, "upcalls {}", upcalls());
        a.send().unwrap();
        let _ = writeln!(out, "came: {} upcalls {} {:?} {:?}", wait_for_upcall(seen, 1_000_000), upcalls(), a.port(), b.port());
    }
    let _ = writeln!(out, "came: {}", wait_for_upcall(upcalls(), 10_000_000));
    let _ = xen_abi::sched::shutdown(&xen, xen_abi::sched::ShutdownReason::POWEROFF);
    loop {}
}

/// TEMPORARY
struct Console(Hvc);
impl core::fmt::Write for Console {
    fn write_str(&mut self, s: &str) -> core::fmt::Result {
        let _ = xen_abi::xen::console_io_write(&self.0, s.as_bytes());
        Ok(())
    }
}
pub(crate) fn die(info: &core::panic::PanicInfo<'_>) -> ! {
    use core::fmt::Write;
    let xen = unsafe { Hvc::new() };
    let _ = writeln!(Console(xen), "{info}");
    let _ = xen_abi::sched::shutdown(&xen, xen_abi::sched::ShutdownReason::CRASH);
    loop {}
}
