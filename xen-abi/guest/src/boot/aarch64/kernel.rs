//! The kernel on 64-bit Arm: its start of day, and its [`Machine`].

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
use xen_guest::{CommandLine, Machine, PageArea, Stub, Text, print};

use super::clock::{self, Clock};
use super::gic::Gic;
use super::pages::{self, OwnPages};
use super::{exceptions, registers};

/// The shared info page is mapped here.
static SHARED_INFO: SharedPages<1> = SharedPages::new();

/// The first private peripheral interrupt.
const FIRST_PRIVATE: u32 = 16;

/// The guest, after its start of day.
struct Guest {
    xen: Hvc,
    id: DomId,
    clock: Option<Clock>,
}

/// Called by the entry code, with the address of the device tree.
pub(super) extern "C" fn begin(tree: usize) -> ! {
    // SAFETY: only Xen starts this program, which then runs at exception level 1.
    let xen = unsafe { Hvc::new() };
    // SAFETY: the boot protocol passes the tree's address, and nothing writes to the tree.
    let tree = unsafe { DeviceTree::at(tree) }.expect("a device tree");
    let arguments = tree
        .named("chosen")
        .and_then(|chosen| tree.strings(chosen, "bootargs").next());

    let frame = pages::frame(pages::start(&SHARED_INFO).as_ptr()).into();
    // SAFETY: the frame is that of a page of zeros that has no other use.
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
    // Xen has raised the first events when it created the domain. A vCPU does not block while an
    // event is pending.
    guest.two_level().handle(&guest.two_level_vcpu(), |_| {});
    guest.clock = Clock::start(&xen).ok();
    xen_guest::run(
        &guest,
        &CommandLine::parse(arguments.unwrap_or_default().as_bytes()),
    );
    end(&xen, ShutdownReason::POWEROFF)
}

/// The interrupt of upcalls: it is in the tree's node for Xen, and in dom0 in an HVM parameter too.
fn upcall_interrupt(xen: &Hvc, tree: &DeviceTree) -> Option<u32> {
    let hypervisor = tree.compatible("xen,xen")?;
    let mut cells = tree.words(hypervisor, "interrupts");
    // The type of interrupt, private, and its number within the type.
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

/// The domain ID: Xen replaces `DOMID_SELF` by it in the status of a port.
fn own_id(xen: &Hvc) -> Result<DomId, Errno> {
    match Channel::offer(xen, DomId::SELF)?.status()?.variant() {
        StatusVariant::Unbound(unbound) => Ok(unbound.dom),
        _ => Err(Errno::EINVAL),
    }
}

// SAFETY: Xen has mapped the shared info page at `SHARED_INFO`, and only `events` accesses its
// event bits.
unsafe impl Machine for Guest {
    type Xen = Hvc;
    type Pages = OwnPages;
    type Area = PageArea<OwnPages>;

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

    fn area(&self, count: usize) -> Option<PageArea<OwnPages>> {
        OwnPages::take(count).map(|pages| PageArea::new(pages, false))
    }

    fn shared_info(&self) -> NonNull<SharedInfo> {
        pages::start(&SHARED_INFO).cast()
    }

    fn vcpu_info(&self) -> NonNull<VcpuInfo> {
        // SAFETY: a field of a structure in a page of the kernel.
        unsafe { NonNull::new_unchecked(&raw mut (*self.shared_info().as_ptr()).vcpu_info[0]) }
    }

    fn upcalls(&self) -> u64 {
        exceptions::upcalls()
    }

    fn block(&self, raise: &mut dyn FnMut()) -> Result<(), Errno> {
        exceptions::hold_off();
        raise();
        // Xen unmasks upcalls in this call, so that none is missed before it.
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

    /// The other domain may need this pCPU.
    fn pause(&self) {
        // Does not fail; an error would not matter either.
        let _ = sched::yield_(&self.xen);
    }
}

/// Ends the domain.
fn end(xen: &Hvc, reason: ShutdownReason) -> ! {
    loop {
        // Only returns if Xen refuses, and then there is nothing else to do.
        let _ = sched::shutdown(xen, reason);
    }
}

/// Prints a message on Xen's console, and ends the domain.
pub(in crate::boot) fn die(what: &impl fmt::Display) -> ! {
    // SAFETY: only Xen starts this program, which then runs at exception level 1.
    let xen = unsafe { Hvc::new() };
    print(&xen, Text::<1024>::of(format_args!("{what}")).as_str());
    end(&xen, ShutdownReason::CRASH)
}
