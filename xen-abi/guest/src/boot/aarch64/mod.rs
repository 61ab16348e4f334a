//! Start of day on 64-bit Arm.

mod device_tree;
mod entry;
mod gic;

use core::arch::asm;
use core::fmt::{self, Write};
use core::pin::Pin;
use core::sync::atomic::{AtomicU32, Ordering};

use xen_abi::backend::Hvc;
use xen_abi::shared::SharedPage;
use xen_abi::xen::{self, DomId};
use xen_abi::memory;
use xen_abi::sched::{self, ShutdownReason};
use xen_abi::hvm::{hvm_op, params::HvmParam};

use device_tree::DeviceTree;
use entry::Frame;

static SHARED: SharedPage = SharedPage::new();
static UPCALLS: AtomicU32 = AtomicU32::new(0);
static mut GIC: Option<gic::Gic> = None;

struct Console(Hvc);
impl Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        xen::console_io_write(&self.0, text.as_bytes()).map_err(|_| fmt::Error)
    }
}

/// Where the entry code goes on.
pub(crate) extern "C" fn begin(tree: usize) -> ! {
    let xen = unsafe { Hvc::new() };
    let mut out = Console(xen);
    let tree = unsafe { DeviceTree::at(tree) }.unwrap();
    let _ = writeln!(out, "hello, tree {:?}", tree.root());
    let chosen = tree.named("chosen").unwrap();
    let _ = writeln!(out, "bootargs {:?}", tree.strings(chosen, "bootargs").next());
    let hypervisor = tree.compatible("xen,xen").unwrap();
    for word in tree.words(hypervisor, "interrupts") { let _ = writeln!(out, " interrupt {word:#x}"); }
    let irq = hvm_op::get_param(&xen, DomId::SELF, HvmParam::CALLBACK_IRQ);
    let _ = writeln!(out, "callback {irq:x?}");
    let found = gic::Gic::find(&tree);
    let _ = writeln!(out, "gic {found:x?}");
    let gpfn = Pin::static_ref(&SHARED).address().get() >> 12;
    let r = unsafe { memory::add_to_physmap(&xen, DomId::SELF, 0, memory::PhysMapSpace::SHARED_INFO, 0, xen_abi::arch_arm::XenPfn(gpfn)) };
    let _ = writeln!(out, "shared info at {gpfn:#x} {r:?}");
    let gic = found.unwrap();
    unsafe { GIC = found };
    gic.enable((irq.unwrap() & 0xff) as u32);
    unsafe { asm!("msr daifclr, #2") };
    let (a, b) = xen_abi::events::Channel::loopback(xen).unwrap();
    let _ = writeln!(out, "upcalls {}", UPCALLS.load(Ordering::Relaxed));
    a.send().unwrap();
    let _ = writeln!(out, "upcalls {} {:?} {:?}", UPCALLS.load(Ordering::Relaxed), a.port(), b.port());
    let _ = sched::shutdown(&xen, ShutdownReason::POWEROFF);
    loop {}
}

extern "C" fn exception(frame: &mut Frame, vector: u32) {
    let mut out = Console(unsafe { Hvc::new() });
    if vector == 5 {
        let gic = unsafe { GIC }.unwrap();
        while let Some(irq) = gic.acknowledge() {
            UPCALLS.fetch_add(1, Ordering::Relaxed);
            gic.end(irq);
        }
        return;
    }
    let (esr, far): (u64, u64);
    unsafe { asm!("mrs {}, esr_el1", "mrs {}, far_el1", out(reg) esr, out(reg) far) };
    let _ = writeln!(out, "exception {vector} at {:#x} esr {esr:#x} far {far:#x}", frame.address);
    let _ = sched::shutdown(&unsafe { Hvc::new() }, ShutdownReason::CRASH);
}
