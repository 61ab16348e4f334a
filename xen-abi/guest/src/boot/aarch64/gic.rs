//! A minimal driver of GICv2 and GICv3, for one vCPU with one interrupt.

use core::arch::asm;

use xen_guest::device_tree::DeviceTree;

/// The ID that is returned if no interrupt is pending.
const SPURIOUS: u32 = 1020;

/// Registers of the distributor, and of a redistributor's second frame at the same offsets.
mod distributor {
    pub(super) const CONTROL: usize = 0;
    pub(super) const GROUP: usize = 0x80;
    pub(super) const SET_ENABLE: usize = 0x100;
    pub(super) const PRIORITY: usize = 0x400;
}

/// Registers of a redistributor, and its second frame, for the private interrupts of the CPU.
mod redistributor {
    pub(super) const WAKER: usize = 0x14;
    pub(super) const PRIVATE_FRAME: usize = 0x1_0000;
    pub(super) const PROCESSOR_SLEEP: u32 = 1 << 1;
    pub(super) const CHILDREN_ASLEEP: u32 = 1 << 2;
}

/// Registers of the CPU interface of GICv2.
mod interface {
    pub(super) const CONTROL: usize = 0;
    pub(super) const PRIORITY_MASK: usize = 4;
    pub(super) const ACKNOWLEDGE: usize = 0xc;
    pub(super) const END: usize = 0x10;
}

/// A block of registers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Registers(usize);

impl Registers {
    // In assembly: Xen emulates the controller, and does not decode each form of load and store
    // that the compiler may choose.
    fn read(self, offset: usize) -> u32 {
        let value: u32;
        // SAFETY: the controller's registers are here, by the device tree, and mapped as device
        // memory.
        unsafe {
            asm!(
                "ldr {:w}, [{}]",
                out(reg) value,
                in(reg) self.0 + offset,
                options(nostack, preserves_flags),
            )
        };
        value
    }

    fn write(self, offset: usize, value: u32) {
        // SAFETY: as for reading; the writes enable interrupts, for which the vectors are
        // installed.
        unsafe {
            asm!(
                "str {:w}, [{}]",
                in(reg) value,
                in(reg) self.0 + offset,
                options(nostack, preserves_flags),
            )
        };
    }

    /// Writes the byte of one interrupt by an access to its word.
    ///
    /// Some controllers do not support byte accesses.
    fn write_byte(self, offset: usize, index: u32, value: u8) {
        let (word, shift) = (offset + (index as usize & !3), (index & 3) * 8);
        self.write(
            word,
            self.read(word) & !(0xff << shift) | u32::from(value) << shift,
        );
    }
}

/// The interrupt controller.
#[derive(Clone, Copy, Debug)]
pub(super) enum Gic {
    /// GICv2: the CPU interface is memory-mapped.
    Version2 {
        distributor: Registers,
        interface: Registers,
    },
    /// GICv3: the CPU interface is system registers.
    Version3 {
        distributor: Registers,
        redistributor: Registers,
    },
}

impl Gic {
    /// Finds the controller; returns `None` if the tree has neither version.
    pub(super) fn find(tree: &DeviceTree) -> Option<Self> {
        if let Some(node) = tree.compatible("arm,gic-v3") {
            let (distributor, redistributor) = (
                Registers(tree.region(node, 0)?),
                Registers(tree.region(node, 1)?),
            );
            return Some(Self::Version3 {
                distributor,
                redistributor,
            });
        }
        let node = ["arm,gic-400", "arm,cortex-a15-gic"]
            .iter()
            .find_map(|name| tree.compatible(name))?;
        Some(Self::Version2 {
            distributor: Registers(tree.region(node, 0)?),
            interface: Registers(tree.region(node, 1)?),
        })
    }

    /// Enables a private interrupt of the CPU (16 to 31).
    pub(super) fn enable(&self, interrupt: u32) {
        match *self {
            Self::Version2 {
                distributor,
                interface,
            } => {
                distributor.write_byte(distributor::PRIORITY, interrupt, 0xa0);
                distributor.write(distributor::SET_ENABLE, 1 << interrupt);
                distributor.write(distributor::CONTROL, 1);
                interface.write(interface::PRIORITY_MASK, 0xff);
                interface.write(interface::CONTROL, 1);
            }
            Self::Version3 {
                distributor,
                redistributor,
            } => {
                // Affinity routing, the only kind that Xen emulates, and both enable bits of
                // group 1.
                distributor.write(distributor::CONTROL, 1 << 4 | 1 << 1 | 1);
                let awake =
                    redistributor.read(redistributor::WAKER) & !redistributor::PROCESSOR_SLEEP;
                redistributor.write(redistributor::WAKER, awake);
                while redistributor.read(redistributor::WAKER) & redistributor::CHILDREN_ASLEEP != 0
                {
                }
                let private = Registers(redistributor.0 + redistributor::PRIVATE_FRAME);
                private.write(
                    distributor::GROUP,
                    private.read(distributor::GROUP) | 1 << interrupt,
                );
                private.write_byte(distributor::PRIORITY, interrupt, 0xa0);
                private.write(distributor::SET_ENABLE, 1 << interrupt);
                // SAFETY: enables the CPU interface by system registers: all priorities, group
                // 1.
                unsafe {
                    asm!(
                        "mrs {old}, s3_0_c12_c12_5",
                        "orr {old}, {old}, #1",
                        "msr s3_0_c12_c12_5, {old}",
                        "isb",
                        "msr s3_0_c4_c6_0, {mask}",
                        "msr s3_0_c12_c12_7, {on}",
                        "isb",
                        old = out(reg) _,
                        mask = in(reg) 0xff_u64,
                        on = in(reg) 1_u64,
                        options(nostack)
                    );
                }
            }
        }
    }

    /// Acknowledges the pending interrupt; returns `None` if there is none.
    pub(super) fn acknowledge(&self) -> Option<u32> {
        let taken = match *self {
            Self::Version2 { interface, .. } => interface.read(interface::ACKNOWLEDGE) & 0x3ff,
            Self::Version3 { .. } => {
                let taken: u64;
                // SAFETY: reading the register only acknowledges the interrupt.
                unsafe {
                    asm!("mrs {}, s3_0_c12_c12_0", "dsb sy", out(reg) taken, options(nostack))
                };
                taken as u32 & 0xff_ffff
            }
        };
        (taken < SPURIOUS).then_some(taken)
    }

    /// Signals the end of the interrupt.
    pub(super) fn end(&self, interrupt: u32) {
        match *self {
            Self::Version2 { interface, .. } => interface.write(interface::END, interrupt),
            // SAFETY: the interrupt was acknowledged.
            Self::Version3 { .. } => unsafe {
                asm!(
                    "msr s3_0_c12_c12_1, {}",
                    "isb",
                    in(reg) u64::from(interrupt),
                    options(nostack),
                )
            },
        }
    }
}
