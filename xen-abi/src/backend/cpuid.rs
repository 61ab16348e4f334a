//! Detection of Xen and of the hypercall instruction by `cpuid`.

#[cfg(all(target_arch = "x86", not(miri)))]
use core::arch::x86::__cpuid;
#[cfg(all(target_arch = "x86_64", not(miri)))]
use core::arch::x86_64::__cpuid;

/// The first `cpuid` leaf for hypervisors.
const FIRST_LEAF: u32 = 0x4000_0000;

/// The distance of the leaves at which a hypervisor's block may start.
///
/// Xen's block follows those of other interfaces that Xen emulates.
const LEAF_STEP: u32 = 0x100;

/// The number of leaves at which Xen's block may start.
const PLACES: u32 = 0x100;

/// The bit of ecx in the third leaf that Xen sets for PV guests only.
const PRESERVES_ACCESSED_AND_DIRTY: u32 = 1;

/// eax, ebx, ecx, edx.
type Registers = [u32; 4];

/// The hypercall instruction of an HVM or PVH guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instruction {
    /// `vmcall`, on processors by Intel, Centaur and Zhaoxin.
    Vmcall,
    /// `vmmcall`, on processors by AMD and Hygon.
    Vmmcall,
}

/// Returns the instruction of this processor; `None` if its vendor is unknown.
#[inline]
pub fn hvm_instruction() -> Option<Instruction> {
    instruction_of(cpuid)
}

/// Xen's block of `cpuid` leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XenLeaves {
    base: u32,
    last: u32,
}

impl XenLeaves {
    /// Finds Xen's leaves; returns `None` outside Xen.
    ///
    /// Also returns `None` in a PV guest whose processor does not trap `cpuid`.
    #[inline]
    pub fn find() -> Option<Self> {
        Self::find_with(cpuid)
    }

    /// Returns the number of the first leaf.
    #[inline]
    pub const fn base(self) -> u32 {
        self.base
    }

    /// Returns the major and the minor version of Xen.
    #[inline]
    pub fn version(self) -> Option<(u16, u16)> {
        let [version, ..] = self.leaf(1, cpuid)?;
        Some(((version >> 16) as u16, version as u16))
    }

    /// Returns the MSR to which a guest writes the address of its hypercall page.
    #[inline]
    pub fn hypercall_msr(self) -> Option<u32> {
        let [pages, register, ..] = self.leaf(2, cpuid)?;
        (pages != 0).then_some(register)
    }

    /// Returns whether this is a PV guest, where `vmcall` and `vmmcall` do not work.
    #[inline]
    pub fn is_paravirtualised(self) -> bool {
        self.is_paravirtualised_with(cpuid)
    }

    #[inline]
    fn find_with(cpuid: impl Fn(u32) -> Registers) -> Option<Self> {
        (0..PLACES).find_map(|place| {
            let base = FIRST_LEAF + place * LEAF_STEP;
            let [last, ebx, ecx, edx] = cpuid(base);
            let is_xen = signature([ebx, ecx, edx]) == *b"XenVMMXenVMM";
            // Every release of Xen has at least two more leaves.
            (is_xen && last >= base + 2).then_some(Self { base, last })
        })
    }

    #[inline]
    fn is_paravirtualised_with(self, cpuid: impl Fn(u32) -> Registers) -> bool {
        self.leaf(2, cpuid)
            .is_some_and(|[_, _, ecx, _]| ecx & PRESERVES_ACCESSED_AND_DIRTY != 0)
    }

    #[inline]
    fn leaf(self, index: u32, cpuid: impl Fn(u32) -> Registers) -> Option<Registers> {
        let leaf = self.base + index;
        (leaf <= self.last).then(|| cpuid(leaf))
    }
}

#[inline]
fn instruction_of(cpuid: impl Fn(u32) -> Registers) -> Option<Instruction> {
    let [_, ebx, ecx, edx] = cpuid(0);
    match &signature([ebx, edx, ecx]) {
        b"GenuineIntel" | b"CentaurHauls" | b"  Shanghai  " => Some(Instruction::Vmcall),
        b"AuthenticAMD" | b"HygonGenuine" => Some(Instruction::Vmmcall),
        _ => None,
    }
}

/// Returns the twelve characters in three registers.
#[inline]
fn signature(registers: [u32; 3]) -> [u8; 12] {
    let mut text = [0; 12];
    for (part, register) in text.chunks_exact_mut(4).zip(registers) {
        part.copy_from_slice(&register.to_le_bytes());
    }
    text
}

/// Emulates a processor of an unknown vendor without Xen: Miri runs no assembly.
#[cfg(miri)]
fn cpuid(leaf: u32) -> Registers {
    if leaf == 0 { [0, 1, 1, 1] } else { [0; 4] }
}

#[cfg(not(miri))]
#[inline]
fn cpuid(leaf: u32) -> Registers {
    // Newer compilers know that the instruction is harmless and would find the block idle.
    #[allow(unused_unsafe)]
    // SAFETY: every processor that these targets run on has the instruction.
    let answer = unsafe { __cpuid(leaf) };
    [answer.eax, answer.ebx, answer.ecx, answer.edx]
}

#[cfg(test)]
mod tests {
    use super::{Instruction, Registers, XenLeaves, cpuid, instruction_of};

    fn word(text: &[u8]) -> u32 {
        u32::from_le_bytes(text.try_into().unwrap())
    }

    /// A processor of the given vendor, with the leaves of Xen at `base`.
    fn processor(vendor: &[u8; 12], base: u32, features: u32) -> impl Fn(u32) -> Registers {
        move |leaf| match leaf {
            0 => [
                13,
                word(&vendor[..4]),
                word(&vendor[8..]),
                word(&vendor[4..8]),
            ],
            leaf if leaf == base => [base + 5, 0x566e_6558, 0x6558_4d4d, 0x4d4d_566e],
            leaf if leaf == base + 1 => [0x0004_0014, 0, 0, 0],
            leaf if leaf == base + 2 => [1, 0x4000_0000, features, 0],
            _ => [0; 4],
        }
    }

    #[test]
    fn vendors_have_their_instruction() {
        for (vendor, instruction) in [
            (b"GenuineIntel", Some(Instruction::Vmcall)),
            (b"CentaurHauls", Some(Instruction::Vmcall)),
            (b"  Shanghai  ", Some(Instruction::Vmcall)),
            (b"AuthenticAMD", Some(Instruction::Vmmcall)),
            (b"HygonGenuine", Some(Instruction::Vmmcall)),
            (b"TransmetaCPU", None),
        ] {
            assert_eq!(
                instruction_of(processor(vendor, 0x4000_0000, 0)),
                instruction
            );
        }
    }

    #[test]
    fn leaves_are_found_after_those_of_another_hypervisor() {
        for base in [0x4000_0000, 0x4000_0100, 0x4000_ff00] {
            let processor = processor(b"GenuineIntel", base, 0);
            let leaves = XenLeaves::find_with(&processor).unwrap();
            assert_eq!(leaves.base(), base);
            assert_eq!(leaves.leaf(1, &processor).unwrap()[0], 0x0004_0014);
            assert_eq!(leaves.leaf(6, &processor), None, "beyond the last leaf");
        }
        assert_eq!(
            XenLeaves::find_with(processor(b"GenuineIntel", 0x4001_0000, 0)),
            None
        );
    }

    #[test]
    fn pv_guests_are_recognised() {
        for (features, expected) in [(0, false), (1, true), (2, false)] {
            let processor = processor(b"AuthenticAMD", 0x4000_0000, features);
            let leaves = XenLeaves::find_with(&processor).unwrap();
            assert_eq!(leaves.is_paravirtualised_with(&processor), expected);
        }
    }

    #[test]
    fn cpuid_of_this_cpu() {
        assert_ne!(cpuid(0)[1..], [0, 0, 0]);
    }
}
