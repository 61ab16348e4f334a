//! The kernel on 64-bit Arm: its start of day, and what the suite needs of it.

use core::fmt;
use core::ptr::NonNull;

use xen_abi::Errno;
use xen_abi::backend::Hvc;
use xen_abi::event_channel::StatusVariant;
use xen_abi::events::Channel;
use xen_abi::hvm::hvm_op;
use xen_abi::hvm::params::{HVM_PARAM_CALLBACK_IRQ_TYPE_MASK, HvmCallbackType, HvmParam};
use xen_abi::memory::{self, PhysMapSpace};
use xen_abi::sched::{self, ShutdownReason};
use xen_abi::shared::SharedPages;
use xen_abi::xen::{DomId, SharedInfo, VcpuInfo};
use xen_guest::device_tree::DeviceTree;
use xen_guest::{CommandLine, Machine, Stub, Text, print};

use super::clock::{self, Clock};
use super::gic::Gic;
use super::pages::{self, OwnPages};
use super::{exceptions, registers};

/// Where the page that Xen shares with every domain is put.
static SHARED_INFO: SharedPages<1> = SharedPages::new();

/// The first interrupt that each processor has for itself.
const FIRST_PRIVATE: u32 = 16;

/// The guest, after its start of day.
struct Guest {
    xen: Hvc,
    id: DomId,
    clock: Option<Clock>,
}

/// Where the entry code goes on, with the address of the device tree.
pub(super) extern "C" fn begin(tree: usize) -> ! {
    // SAFETY: only Xen starts this program, which then runs at exception level 1.
    let xen = unsafe { Hvc::new() };
    // SAFETY: the boot protocol passes the tree's address, and nobody writes to it.
    let tree = unsafe { DeviceTree::at(tree) }.expect("a device tree");
    let arguments = tree
        .named("chosen")
        .and_then(|chosen| tree.strings(chosen, "bootargs").next());

    let frame = pages::frame(pages::start(&SHARED_INFO).as_ptr()).into();
    // SAFETY: the frame is that of a page of zeroes which nobody else uses.
    let shared = unsafe {
        memory::add_to_physmap(&xen, DomId::SELF, 0, PhysMapSpace::SHARED_INFO, 0, frame)
    };
    shared.expect("the shared page");

    let gic = Gic::find(&tree).expect("an interrupt controller");
    exceptions::accept(
        gic,
        upcall_interrupt(&xen, &tree).expect("an interrupt for events"),
    );

    let id = own_id(&xen).expect("the domain's own number");
    let mut guest = Guest {
        xen,
        id,
        clock: None,
    };
    // The first events are those that Xen raised as it made the domain. Where one waits, a
    // processor does not stop.
    guest.two_level().handle(&guest.two_level_vcpu(), |_| {});
    guest.clock = Clock::start(&xen).ok();
    xen_guest::run(
        &guest,
        &CommandLine::parse(arguments.unwrap_or_default().as_bytes()),
    );
    end(&xen, ShutdownReason::POWEROFF)
}

/// The interrupt by which Xen calls: the tree says it in a node of Xen's own, and to the first
/// domain Xen says it in a parameter, too.
fn upcall_interrupt(xen: &Hvc, tree: &DeviceTree) -> Option<u32> {
    let hypervisor = tree.compatible("xen,xen")?;
    let mut cells = tree.words(hypervisor, "interrupts");
    // A kind, which is that of private interrupts, and a number among these.
    let (1, number) = (cells.next()?, cells.next()?) else {
        return None;
    };
    let interrupt = FIRST_PRIVATE + number;
    let parameter = hvm_op::get_param(xen, DomId::SELF, HvmParam::CALLBACK_IRQ).ok()?;
    if parameter != 0 {
        let kind = (parameter & HVM_PARAM_CALLBACK_IRQ_TYPE_MASK)
            >> HVM_PARAM_CALLBACK_IRQ_TYPE_MASK.trailing_zeros();
        assert_eq!(
            HvmCallbackType(kind as u32),
            HvmCallbackType::PPI,
            "events come by a private interrupt"
        );
        assert_eq!(
            u32::from(parameter as u8),
            interrupt,
            "the device tree and the parameter agree"
        );
    }
    Some(interrupt)
}

/// The domain's own number: Xen puts it for what stands for it, where it tells what a port waits
/// for.
fn own_id(xen: &Hvc) -> Result<DomId, Errno> {
    match Channel::offer(xen, DomId::SELF)?.status()?.variant() {
        StatusVariant::Unbound(unbound) => Ok(unbound.dom),
        _ => Err(Errno::EINVAL),
    }
}

// SAFETY: Xen has put the shared page where `SHARED_INFO` was, and nothing but `events` accesses
// its event bits.
unsafe impl Machine for Guest {
    type Xen = Hvc;
    type Pages = OwnPages;

    fn boot(&self) -> &'static str {
        if self.is_privileged() {
            "aarch64-dom0"
        } else {
            "aarch64-domu"
        }
    }

    fn xen(&self) -> &Hvc {
        &self.xen
    }

    fn id(&self) -> DomId {
        self.id
    }

    fn pages(&self, count: usize) -> Option<OwnPages> {
        OwnPages::take(count)
    }

    fn shared_info(&self) -> NonNull<SharedInfo> {
        pages::start(&SHARED_INFO).cast()
    }

    fn vcpu_info(&self) -> NonNull<VcpuInfo> {
        // SAFETY: a field of a structure that fills most of a page of ours.
        unsafe { NonNull::new_unchecked(&raw mut (*self.shared_info().as_ptr()).vcpu_info[0]) }
    }

    fn upcalls(&self) -> u64 {
        exceptions::upcalls()
    }

    fn block(&self, raise: &mut dyn FnMut()) -> Result<(), Errno> {
        exceptions::hold_off();
        raise();
        // Xen lets interrupts in as it takes the call, so that none is missed between the two.
        let slept = sched::block(&self.xen);
        exceptions::let_in();
        slept
    }

    fn stubs(&self) -> &'static [Stub] {
        &registers::STUBS
    }

    fn now(&self) -> u64 {
        clock::now()
    }

    fn system_time(&self) -> Option<u64> {
        self.clock.map(Clock::system_time)
    }

    /// The domain that is to send may need this pCPU for it.
    fn pause(&self) {
        // It cannot fail, and would be no loss if it did.
        let _ = sched::yield_(&self.xen);
    }
}

/// Ends the domain.
fn end(xen: &Hvc, reason: ShutdownReason) -> ! {
    loop {
        // Xen comes back from this only where it was refused, and then there is nothing else to do.
        let _ = sched::shutdown(xen, reason);
    }
}

/// Tells on Xen's console what went wrong, and ends the domain.
pub(in crate::boot) fn die(what: &impl fmt::Display) -> ! {
    // SAFETY: only Xen starts this program, which then runs at exception level 1.
    let xen = unsafe { Hvc::new() };
    print(&xen, Text::<1024>::of(format_args!("{what}")).as_str());
    end(&xen, ShutdownReason::CRASH)
}
