/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Features of x86 processors.
 */

/*
 * `incontents 240 cpufeature Features of x86 processors
 *
 * A *featureset* is a bitmap of the features of a processor, in words of 32 bits. Each word is a
 * register of a CPUID leaf, or half of an MSR, and has the bits as the vendors number them; new
 * words are added at the end. `XEN_SYSCTL_get_cpu_featureset` returns the featuresets of a host.
 *
 * The list is a table of `XEN_CPUFEATURE(name, number)` lines, with two uses:
 *
 * - An includer that does not define `XEN_CPUFEATURE` gets an enumeration, whose members have the
 *   prefix `XEN_X86_FEATURE_`, once per translation unit.
 * - An includer that defines `XEN_CPUFEATURE` gets the expansion of that macro for each line, at
 *   every inclusion, and undefines the macro itself.
 */

#include "../xen-compat.h"

#if !defined(XEN_CPUFEATURE) && defined(__XEN_TOOLS__)
#ifndef __XEN_PUBLIC_ARCH_X86_CPUFEATURESET_H__
#define __XEN_PUBLIC_ARCH_X86_CPUFEATURESET_H__

#define XEN_CPUFEATURESET_DEFAULT_INCLUDE

#define XEN_CPUFEATURE(name, value) XEN_X86_FEATURE_##name = value,
/* Features of x86 processors: their bits in a featureset. */
enum {

#endif /* __XEN_PUBLIC_ARCH_X86_CPUFEATURESET_H__ */
#endif

#ifdef XEN_CPUFEATURE

/* Word 0: CPUID leaf 1, EDX. */

XEN_CPUFEATURE(FPU,               0*32+ 0) /* X87 floating-point unit. */
XEN_CPUFEATURE(VME,               0*32+ 1) /* Extensions of virtual-8086 mode. */
XEN_CPUFEATURE(DE,                0*32+ 2) /* Breakpoints on I/O accesses. */
XEN_CPUFEATURE(PSE,               0*32+ 3) /* Pages of 4 MiB. */
XEN_CPUFEATURE(TSC,               0*32+ 4) /* Time stamp counter. */
XEN_CPUFEATURE(MSR,               0*32+ 5) /* `rdmsr` and `wrmsr`. */
XEN_CPUFEATURE(PAE,               0*32+ 6) /* Page tables with 64-bit entries. */
XEN_CPUFEATURE(MCE,               0*32+ 7) /* Machine check exceptions. */
XEN_CPUFEATURE(CX8,               0*32+ 8) /* `cmpxchg8b`. */
XEN_CPUFEATURE(APIC,              0*32+ 9) /* Local APIC. */
XEN_CPUFEATURE(SEP,               0*32+11) /* `sysenter` and `sysexit`. */
XEN_CPUFEATURE(MTRR,              0*32+12) /* Memory type range registers. */
XEN_CPUFEATURE(PGE,               0*32+13) /* Global pages. */
XEN_CPUFEATURE(MCA,               0*32+14) /* Machine check banks. */
XEN_CPUFEATURE(CMOV,              0*32+15) /* Conditional moves. */
XEN_CPUFEATURE(PAT,               0*32+16) /* Page attribute table. */
XEN_CPUFEATURE(PSE36,             0*32+17) /* Pages of 4 MiB above 4 GiB. */
XEN_CPUFEATURE(CLFLUSH,           0*32+19) /* `clflush`. */
XEN_CPUFEATURE(DS,                0*32+21) /* Debug store. */
XEN_CPUFEATURE(ACPI,              0*32+22) /* Thermal and clock control by MSR. */
XEN_CPUFEATURE(MMX,               0*32+23) /* MMX instructions. */
XEN_CPUFEATURE(FXSR,              0*32+24) /* `fxsave` and `fxrstor`. */
XEN_CPUFEATURE(SSE,               0*32+25) /* SSE instructions. */
XEN_CPUFEATURE(SSE2,              0*32+26) /* SSE2 instructions. */
XEN_CPUFEATURE(SS,                0*32+27) /* Self-snooping caches. */
XEN_CPUFEATURE(HTT,               0*32+28) /* Several logical processors per package. */
XEN_CPUFEATURE(TM1,               0*32+29) /* Thermal monitor. */
XEN_CPUFEATURE(PBE,               0*32+31) /* Pending break events. */

/* Word 1: CPUID leaf 1, ECX. */

XEN_CPUFEATURE(SSE3,              1*32+ 0) /* SSE3 instructions. */
XEN_CPUFEATURE(PCLMULQDQ,         1*32+ 1) /* Carry-less multiplication. */
XEN_CPUFEATURE(DTES64,            1*32+ 2) /* Debug store with 64-bit fields. */
XEN_CPUFEATURE(MONITOR,           1*32+ 3) /* `monitor` and `mwait`. */
XEN_CPUFEATURE(DSCPL,             1*32+ 4) /* Debug store filtered by privilege. */
XEN_CPUFEATURE(VMX,               1*32+ 5) /* Intel's hardware virtualisation. */
XEN_CPUFEATURE(SMX,               1*32+ 6) /* Safer mode extensions. */
XEN_CPUFEATURE(EIST,              1*32+ 7) /* Enhanced SpeedStep. */
XEN_CPUFEATURE(TM2,               1*32+ 8) /* Second thermal monitor. */
XEN_CPUFEATURE(SSSE3,             1*32+ 9) /* SSSE3 instructions. */
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(SDBG,              1*32+11) /* Silicon debug interface. */
#endif
XEN_CPUFEATURE(FMA,               1*32+12) /* Fused multiply-add. */
XEN_CPUFEATURE(CX16,              1*32+13) /* `cmpxchg16b`. */
XEN_CPUFEATURE(XTPR,              1*32+14) /* Task priority messages can be disabled. */
XEN_CPUFEATURE(PDCM,              1*32+15) /* Performance capabilities MSR. */
XEN_CPUFEATURE(PCID,              1*32+17) /* Process-context identifiers. */
XEN_CPUFEATURE(DCA,               1*32+18) /* Prefetch from memory-mapped devices. */
XEN_CPUFEATURE(SSE4_1,            1*32+19) /* SSE4.1 instructions. */
XEN_CPUFEATURE(SSE4_2,            1*32+20) /* SSE4.2 instructions. */
XEN_CPUFEATURE(X2APIC,            1*32+21) /* X2APIC mode. */
XEN_CPUFEATURE(MOVBE,             1*32+22) /* Byte-swapping moves. */
XEN_CPUFEATURE(POPCNT,            1*32+23) /* Population count. */
XEN_CPUFEATURE(TSC_DEADLINE,      1*32+24) /* APIC timer with a TSC deadline. */
XEN_CPUFEATURE(AESNI,             1*32+25) /* AES instructions. */
XEN_CPUFEATURE(XSAVE,             1*32+26) /* Extended state management. */
XEN_CPUFEATURE(OSXSAVE,           1*32+27) /* The kernel has enabled `xsave`. */
XEN_CPUFEATURE(AVX,               1*32+28) /* AVX instructions. */
XEN_CPUFEATURE(F16C,              1*32+29) /* Conversion of half-precision floats. */
XEN_CPUFEATURE(RDRAND,            1*32+30) /* `rdrand`. */
XEN_CPUFEATURE(HYPERVISOR,        1*32+31) /* The processor is virtual. */

/* Word 2: CPUID leaf 0x80000001, EDX. */

XEN_CPUFEATURE(SYSCALL,           2*32+11) /* `syscall` and `sysret`. */
XEN_CPUFEATURE(NX,                2*32+20) /* No-execute pages. */
XEN_CPUFEATURE(MMXEXT,            2*32+22) /* AMD's additions to MMX. */
XEN_CPUFEATURE(FFXSR,             2*32+25) /* Faster `fxsave`. */
XEN_CPUFEATURE(PAGE1GB,           2*32+26) /* Pages of 1 GiB. */
XEN_CPUFEATURE(RDTSCP,            2*32+27) /* `rdtscp`. */
XEN_CPUFEATURE(LM,                2*32+29) /* 64-bit mode. */
XEN_CPUFEATURE(3DNOWEXT,          2*32+30) /* Additions to 3DNow!. */
XEN_CPUFEATURE(3DNOW,             2*32+31) /* 3DNow! instructions. */

/* Word 3: CPUID leaf 0x80000001, ECX. */

XEN_CPUFEATURE(LAHF_LM,           3*32+ 0) /* `lahf` and `sahf` in 64-bit mode. */
XEN_CPUFEATURE(CMP_LEGACY,        3*32+ 1) /* The logical processors are cores. */
XEN_CPUFEATURE(SVM,               3*32+ 2) /* AMD's hardware virtualisation. */
XEN_CPUFEATURE(EXTAPIC,           3*32+ 3) /* Extended APIC registers. */
XEN_CPUFEATURE(CR8_LEGACY,        3*32+ 4) /* CR8 outside 64-bit mode. */
XEN_CPUFEATURE(ABM,               3*32+ 5) /* `lzcnt`. */
XEN_CPUFEATURE(SSE4A,             3*32+ 6) /* SSE4a instructions. */
XEN_CPUFEATURE(MISALIGNSSE,       3*32+ 7) /* Unaligned SSE operands. */
XEN_CPUFEATURE(3DNOWPREFETCH,     3*32+ 8) /* `prefetch` and `prefetchw`. */
XEN_CPUFEATURE(OSVW,              3*32+ 9) /* MSRs that list the workarounds that an OS needs. */
XEN_CPUFEATURE(IBS,               3*32+10) /* Sampling of instructions. */
XEN_CPUFEATURE(XOP,               3*32+11) /* XOP instructions. */
XEN_CPUFEATURE(SKINIT,            3*32+12) /* `skinit` and `stgi`. */
XEN_CPUFEATURE(WDT,               3*32+13) /* Watchdog timer. */
XEN_CPUFEATURE(LWP,               3*32+15) /* Lightweight profiling. */
XEN_CPUFEATURE(FMA4,              3*32+16) /* Fused multiply-add with four operands. */
XEN_CPUFEATURE(NODEID_MSR,        3*32+19) /* MSR with the number of the node. */
XEN_CPUFEATURE(TBM,               3*32+21) /* Trailing-bit instructions. */
XEN_CPUFEATURE(TOPOEXT,           3*32+22) /* CPUID leaves for the topology. */
XEN_CPUFEATURE(DBEXT,             3*32+26) /* Address masks of breakpoints. */
XEN_CPUFEATURE(MONITORX,          3*32+29) /* `monitorx` and `mwaitx`. */
#if XEN_RELEASE >= 0x0413
XEN_CPUFEATURE(ADDR_MSK_EXT,      3*32+30) /* Address masks for all breakpoints. */
#endif

/* Word 4: CPUID leaf 13, subleaf 1, EAX. */

XEN_CPUFEATURE(XSAVEOPT,          4*32+ 0) /* `xsaveopt`. */
XEN_CPUFEATURE(XSAVEC,            4*32+ 1) /* `xsavec`. */
XEN_CPUFEATURE(XGETBV1,           4*32+ 2) /* `xgetbv` with ECX = 1. */
XEN_CPUFEATURE(XSAVES,            4*32+ 3) /* `xsaves` and `xrstors`. */
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(XFD,               4*32+ 4) /* Extended features can be disabled. */
#endif

/* Word 5: CPUID leaf 7, EBX. */

XEN_CPUFEATURE(FSGSBASE,          5*32+ 0) /* Instructions for the bases of FS and GS. */
XEN_CPUFEATURE(TSC_ADJUST,        5*32+ 1) /* TSC adjustment MSR. */
XEN_CPUFEATURE(SGX,               5*32+ 2) /* Secure enclaves. */
XEN_CPUFEATURE(BMI1,              5*32+ 3) /* Bit manipulation, first set. */
XEN_CPUFEATURE(HLE,               5*32+ 4) /* Elision of locks. */
XEN_CPUFEATURE(AVX2,              5*32+ 5) /* AVX2 instructions. */
XEN_CPUFEATURE(FDP_EXCP_ONLY,     5*32+ 6) /* X87 records the data pointer for exceptions alone. */
XEN_CPUFEATURE(SMEP,              5*32+ 7) /* No execution of user pages by the supervisor. */
XEN_CPUFEATURE(BMI2,              5*32+ 8) /* Bit manipulation, second set. */
XEN_CPUFEATURE(ERMS,              5*32+ 9) /* Fast `rep movsb` and `rep stosb`. */
XEN_CPUFEATURE(INVPCID,           5*32+10) /* `invpcid`. */
XEN_CPUFEATURE(RTM,               5*32+11) /* Transactional memory. */
XEN_CPUFEATURE(PQM,               5*32+12) /* Monitoring of shared resources. */
XEN_CPUFEATURE(NO_FPU_SEL,        5*32+13) /* X87 stores its selectors as 0. */
XEN_CPUFEATURE(MPX,               5*32+14) /* Bounds checks. */
XEN_CPUFEATURE(PQE,               5*32+15) /* Allocation of shared resources. */
XEN_CPUFEATURE(AVX512F,           5*32+16) /* AVX-512, foundation. */
XEN_CPUFEATURE(AVX512DQ,          5*32+17) /* AVX-512 for 32-bit and 64-bit integers. */
XEN_CPUFEATURE(RDSEED,            5*32+18) /* `rdseed`. */
XEN_CPUFEATURE(ADX,               5*32+19) /* `adcx` and `adox`. */
XEN_CPUFEATURE(SMAP,              5*32+20) /* No access to user pages by the supervisor. */
XEN_CPUFEATURE(AVX512_IFMA,       5*32+21) /* AVX-512, 52-bit multiply-add. */
XEN_CPUFEATURE(CLFLUSHOPT,        5*32+23) /* `clflushopt`. */
XEN_CPUFEATURE(CLWB,              5*32+24) /* `clwb`. */
XEN_CPUFEATURE(PROC_TRACE,        5*32+25) /* Processor trace. */
XEN_CPUFEATURE(AVX512PF,          5*32+26) /* AVX-512, prefetches. */
XEN_CPUFEATURE(AVX512ER,          5*32+27) /* AVX-512, exponentials and reciprocals. */
XEN_CPUFEATURE(AVX512CD,          5*32+28) /* AVX-512, conflict detection. */
XEN_CPUFEATURE(SHA,               5*32+29) /* SHA-1 and SHA-256 instructions. */
XEN_CPUFEATURE(AVX512BW,          5*32+30) /* AVX-512 for bytes and 16-bit integers. */
XEN_CPUFEATURE(AVX512VL,          5*32+31) /* AVX-512 on shorter vectors. */

/* Word 6: CPUID leaf 7, ECX. */

XEN_CPUFEATURE(PREFETCHWT1,       6*32+ 0) /* `prefetchwt1`. */
XEN_CPUFEATURE(AVX512_VBMI,       6*32+ 1) /* AVX-512, byte permutations. */
XEN_CPUFEATURE(UMIP,              6*32+ 2) /* Privileged reads of descriptor tables. */
XEN_CPUFEATURE(PKU,               6*32+ 3) /* Protection keys for user pages. */
XEN_CPUFEATURE(OSPKE,             6*32+ 4) /* The kernel has enabled protection keys. */
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(WAITPKG,           6*32+ 5) /* `umonitor`, `umwait` and `tpause`. */
#endif
XEN_CPUFEATURE(AVX512_VBMI2,      6*32+ 6) /* AVX-512, compression and shifts of small elements. */
XEN_CPUFEATURE(CET_SS,            6*32+ 7) /* Shadow stacks. */
XEN_CPUFEATURE(GFNI,              6*32+ 8) /* Galois field arithmetic. */
XEN_CPUFEATURE(VAES,              6*32+ 9) /* AES on vectors. */
XEN_CPUFEATURE(VPCLMULQDQ,        6*32+10) /* Carry-less multiplication on vectors. */
XEN_CPUFEATURE(AVX512_VNNI,       6*32+11) /* AVX-512, dot products of small integers. */
XEN_CPUFEATURE(AVX512_BITALG,     6*32+12) /* AVX-512, bit algorithms on small elements. */
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(TME,               6*32+13) /* Encryption of all memory. */
#endif
XEN_CPUFEATURE(AVX512_VPOPCNTDQ,  6*32+14) /* AVX-512, population count of large elements. */
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(LA57,              6*32+16) /* Five levels of page tables. */
#endif
XEN_CPUFEATURE(RDPID,             6*32+22) /* `rdpid`. */
#if XEN_RELEASE >= 0x0412
XEN_CPUFEATURE(BLD,               6*32+24) /* Exceptions for bus locks. */
#endif
XEN_CPUFEATURE(CLDEMOTE,          6*32+25) /* `cldemote`. */
XEN_CPUFEATURE(MOVDIRI,           6*32+27) /* Direct stores. */
XEN_CPUFEATURE(MOVDIR64B,         6*32+28) /* Direct stores of 64 bytes. */
XEN_CPUFEATURE(ENQCMD,            6*32+29) /* Enqueued stores. */
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(SGX_LC,            6*32+30) /* Launch control of enclaves. */
#endif
#if XEN_RELEASE >= 0x0412
XEN_CPUFEATURE(PKS,               6*32+31) /* Protection keys for supervisor pages. */
#endif

/* Word 7: CPUID leaf 0x80000007, EDX. */

XEN_CPUFEATURE(HW_PSTATE,         7*32+ 7) /* Performance states of the hardware. */
XEN_CPUFEATURE(ITSC,              7*32+ 8) /* The TSC runs at a constant rate. */
XEN_CPUFEATURE(CPB,               7*32+ 9) /* Core performance boost. */
XEN_CPUFEATURE(EFRO,              7*32+10) /* Read-only frequency counters. */

/* Word 8: CPUID leaf 0x80000008, EBX. */

XEN_CPUFEATURE(CLZERO,            8*32+ 0) /* `clzero`. */
XEN_CPUFEATURE(RSTR_FP_ERR_PTRS,  8*32+ 2) /* `fxrstor` restores error pointers always. */
XEN_CPUFEATURE(WBNOINVD,          8*32+ 9) /* `wbnoinvd`. */
XEN_CPUFEATURE(IBPB,              8*32+12) /* Barrier for indirect branch predictions. */
XEN_CPUFEATURE(IBRS,              8*32+14) /* Restricted indirect branch speculation. */
XEN_CPUFEATURE(AMD_STIBP,         8*32+15) /* AMD: single-thread indirect branch predictors. */
XEN_CPUFEATURE(IBRS_ALWAYS,       8*32+16) /* IBRS is best left on. */
XEN_CPUFEATURE(STIBP_ALWAYS,      8*32+17) /* STIBP is best left on. */
XEN_CPUFEATURE(IBRS_FAST,         8*32+18) /* IBRS is better than software's measures. */
XEN_CPUFEATURE(IBRS_SAME_MODE,    8*32+19) /* IBRS protects within a privilege level. */
XEN_CPUFEATURE(NO_LMSL,           8*32+20) /* No segment limits in 64-bit mode. */
XEN_CPUFEATURE(AMD_PPIN,          8*32+23) /* AMD: inventory number of the processor. */
XEN_CPUFEATURE(AMD_SSBD,          8*32+24) /* AMD: speculative store bypass can be disabled. */
XEN_CPUFEATURE(VIRT_SSBD,         8*32+25) /* Speculative store bypass can be disabled; virtual. */
XEN_CPUFEATURE(SSB_NO,            8*32+26) /* No speculative store bypass. */
#if XEN_RELEASE >= 0x0415
XEN_CPUFEATURE(CPPC,              8*32+27) /* Collaborative performance control. */
#endif
XEN_CPUFEATURE(PSFD,              8*32+28) /* Predictive store forwarding can be disabled. */
XEN_CPUFEATURE(BTC_NO,            8*32+29) /* No branch type confusion. */
XEN_CPUFEATURE(IBPB_RET,          8*32+30) /* The barrier covers return predictions. */

/* Word 9: CPUID leaf 7, EDX. */

#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(SGX_KEYS,          9*32+ 1) /* Attestation of enclaves. */
#endif
XEN_CPUFEATURE(AVX512_4VNNIW,     9*32+ 2) /* AVX-512, dot products of four registers. */
XEN_CPUFEATURE(AVX512_4FMAPS,     9*32+ 3) /* AVX-512, multiply-add of four registers. */
XEN_CPUFEATURE(FSRM,              9*32+ 4) /* Fast short `rep movsb`. */
#if XEN_RELEASE >= 0x0413
XEN_CPUFEATURE(UINTR,             9*32+ 5) /* Interrupts to user mode. */
#endif
XEN_CPUFEATURE(AVX512_VP2INTERSECT,  9*32+ 8) /* AVX-512, intersections. */
XEN_CPUFEATURE(SRBDS_CTRL,        9*32+ 9) /* Special-register sampling can be controlled. */
XEN_CPUFEATURE(MD_CLEAR,          9*32+10) /* `verw` clears buffers. */
XEN_CPUFEATURE(RTM_ALWAYS_ABORT,  9*32+11) /* Transactions always abort. */
XEN_CPUFEATURE(TSX_FORCE_ABORT,   9*32+13) /* Transactions can be made to abort. */
XEN_CPUFEATURE(SERIALIZE,         9*32+14) /* `serialize`. */
XEN_CPUFEATURE(HYBRID,            9*32+15) /* The processor has cores of several kinds. */
XEN_CPUFEATURE(TSXLDTRK,          9*32+16) /* Suspended tracking of loads in transactions. */
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(PCONFIG,           9*32+18) /* `pconfig`. */
#endif
#if XEN_RELEASE >= 0x0413
XEN_CPUFEATURE(ARCH_LBR,          9*32+19) /* Architectural last branch records. */
#endif
XEN_CPUFEATURE(CET_IBT,           9*32+20) /* Indirect branch tracking. */
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(AMX_BF16,          9*32+22) /* Matrices of bfloat16 elements. */
#endif
XEN_CPUFEATURE(AVX512_FP16,       9*32+23) /* AVX-512 on half-precision floats. */
#if XEN_RELEASE >= 0x0413
XEN_CPUFEATURE(AMX_TILE,          9*32+24) /* Matrix tiles. */
#endif
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(AMX_INT8,          9*32+25) /* Matrices of 8-bit integers. */
#endif
XEN_CPUFEATURE(IBRSB,             9*32+26) /* IBRS and IBPB. */
XEN_CPUFEATURE(STIBP,             9*32+27) /* Single-thread indirect branch predictors. */
XEN_CPUFEATURE(L1D_FLUSH,         9*32+28) /* The L1 data cache can be flushed. */
XEN_CPUFEATURE(ARCH_CAPS,         9*32+29) /* Architectural capabilities MSR. */
XEN_CPUFEATURE(CORE_CAPS,         9*32+30) /* Core capabilities MSR. */
XEN_CPUFEATURE(SSBD,              9*32+31) /* Speculative store bypass can be disabled. */

/* Word 10: CPUID leaf 7, subleaf 1, EAX. */

#if XEN_RELEASE >= 0x0413
XEN_CPUFEATURE(SHA512,           10*32+ 0) /* SHA-512 instructions. */
XEN_CPUFEATURE(SM3,              10*32+ 1) /* SM3 instructions. */
XEN_CPUFEATURE(SM4,              10*32+ 2) /* SM4 instructions. */
#endif
XEN_CPUFEATURE(AVX_VNNI,         10*32+ 4) /* AVX, dot products of small integers. */
XEN_CPUFEATURE(AVX512_BF16,      10*32+ 5) /* AVX-512 on bfloat16 elements. */
#if XEN_RELEASE >= 0x0415
XEN_CPUFEATURE(LASS,             10*32+ 6) /* Separation of user and supervisor addresses. */
#endif
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(CMPCCXADD,        10*32+ 7) /* Conditional compare and add. */
#endif
#if XEN_RELEASE >= 0x0415
XEN_CPUFEATURE(ARCH_PERF_MON,    10*32+ 8) /* CPUID leaf for performance monitoring. */
#endif
XEN_CPUFEATURE(FZRM,             10*32+10) /* Fast `rep movsb` of no bytes. */
XEN_CPUFEATURE(FSRS,             10*32+11) /* Fast short `rep stosb`. */
XEN_CPUFEATURE(FSRCS,            10*32+12) /* Fast short `rep cmpsb` and `rep scasb`. */
#if XEN_RELEASE >= 0x0413
XEN_CPUFEATURE(FRED,             10*32+17) /* Flexible return and event delivery. */
#endif
#if XEN_RELEASE >= 0x0415
XEN_CPUFEATURE(LKGS,             10*32+18) /* `lkgs`. */
#endif
#if XEN_RELEASE >= 0x0412
XEN_CPUFEATURE(WRMSRNS,          10*32+19) /* `wrmsrns`. */
#endif
#if XEN_RELEASE >= 0x0415
XEN_CPUFEATURE(NMI_SRC,          10*32+20) /* NMIs report their source. */
#endif
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(AMX_FP16,         10*32+21) /* Matrices of half-precision floats. */
#endif
#if XEN_RELEASE >= 0x0412
XEN_CPUFEATURE(AVX_IFMA,         10*32+23) /* AVX, 52-bit multiply-add. */
#endif
#if XEN_RELEASE >= 0x0415
XEN_CPUFEATURE(LAM,              10*32+26) /* Ignored upper address bits. */
XEN_CPUFEATURE(MSRLIST,          10*32+27) /* `rdmsrlist` and `wrmsrlist`. */
XEN_CPUFEATURE(NO_INVD,          10*32+30) /* `invd` cannot be used. */
#endif

/* Word 11: CPUID leaf 0x80000021, EAX. */

#if XEN_RELEASE >= 0x0413
XEN_CPUFEATURE(NO_NEST_BP,       11*32+ 0) /* No data breakpoints within exceptions. */
XEN_CPUFEATURE(FS_GS_NS,         11*32+ 1) /* The base MSRs of FS and GS do not serialise. */
#endif
XEN_CPUFEATURE(LFENCE_DISPATCH,  11*32+ 2) /* `lfence` always serialises. */
XEN_CPUFEATURE(VERW_CLEAR,       11*32+ 5) /* AMD: `verw` clears buffers. */
XEN_CPUFEATURE(NSCB,             11*32+ 6) /* A null selector clears base and limit. */
XEN_CPUFEATURE(AUTO_IBRS,        11*32+ 8) /* Automatic IBRS. */
#if XEN_RELEASE >= 0x0413
XEN_CPUFEATURE(AMD_FSRS,         11*32+10) /* AMD: fast short `rep stosb`. */
XEN_CPUFEATURE(AMD_FSRC,         11*32+11) /* AMD: fast short `rep cmpsb`. */
#endif
#if XEN_RELEASE >= 0x0412
XEN_CPUFEATURE(CPUID_USER_DIS,   11*32+17) /* CPUID can be disabled for user mode. */
#endif
#if XEN_RELEASE >= 0x0413
XEN_CPUFEATURE(EPSF,             11*32+18) /* Better predictive store forwarding. */
XEN_CPUFEATURE(FSRSC,            11*32+19) /* Fast short `rep scasb`. */
XEN_CPUFEATURE(AMD_PREFETCHI,    11*32+20) /* AMD: prefetches of instructions. */
#endif
#if XEN_RELEASE >= 0x0416
XEN_CPUFEATURE(AVX512_BMM,       11*32+23) /* AVX-512, bit matrices. */
#endif
XEN_CPUFEATURE(SBPB,             11*32+27) /* Selective branch predictor barrier. */
XEN_CPUFEATURE(IBPB_BRTYPE,      11*32+28) /* The barrier covers branch types. */
XEN_CPUFEATURE(SRSO_NO,          11*32+29) /* No speculative return stack overflow. */
XEN_CPUFEATURE(SRSO_US_NO,       11*32+30) /* No such overflow from user to supervisor mode. */
XEN_CPUFEATURE(SRSO_MSR_FIX,     11*32+31) /* An MSR reduces such speculation. */

/* Word 12: CPUID leaf 7, subleaf 1, EBX. */

XEN_CPUFEATURE(INTEL_PPIN,       12*32+ 0) /* Intel: inventory number of the processor. */

/* Word 13: CPUID leaf 7, subleaf 2, EDX. */

XEN_CPUFEATURE(INTEL_PSFD,       13*32+ 0) /* Intel: predictive store forwarding can be disabled. */
XEN_CPUFEATURE(IPRED_CTRL,       13*32+ 1) /* Indirect prediction can be restricted. */
XEN_CPUFEATURE(RRSBA_CTRL,       13*32+ 2) /* Alternate return predictions can be disabled. */
#if XEN_RELEASE >= 0x0412
XEN_CPUFEATURE(DDP_CTRL,         13*32+ 3) /* Data-dependent prefetches can be disabled. */
#endif
XEN_CPUFEATURE(BHI_CTRL,         13*32+ 4) /* Branch history injection can be prevented. */
XEN_CPUFEATURE(MCDT_NO,          13*32+ 5) /* Data-independent timing needs no measures. */
#if XEN_RELEASE >= 0x0415
XEN_CPUFEATURE(UC_LOCK_DIS,      13*32+ 6) /* Locks on uncached memory can be disabled. */
#endif

/* Word 15: CPUID leaf 7, subleaf 1, EDX. */

#if XEN_RELEASE >= 0x0412
XEN_CPUFEATURE(AVX_VNNI_INT8,    15*32+ 4) /* AVX, dot products of 8-bit integers. */
XEN_CPUFEATURE(AVX_NE_CONVERT,   15*32+ 5) /* AVX, conversions without exceptions. */
#endif
#if XEN_RELEASE >= 0x0414
XEN_CPUFEATURE(AMX_COMPLEX,      15*32+ 8) /* Matrices of complex numbers. */
#endif
#if XEN_RELEASE >= 0x0413
XEN_CPUFEATURE(AVX_VNNI_INT16,   15*32+10) /* AVX, dot products of 16-bit integers. */
XEN_CPUFEATURE(PREFETCHI,        15*32+14) /* Prefetches of instructions. */
#endif
#if XEN_RELEASE >= 0x0415
XEN_CPUFEATURE(UIRET_UIF,        15*32+17) /* `uiret` sets the user interrupt flag. */
#endif
XEN_CPUFEATURE(CET_SSS,          15*32+18) /* Supervisor shadow stacks are safe. */
#if XEN_RELEASE >= 0x0415
XEN_CPUFEATURE(SLSM,             15*32+24) /* Static lockstep mode. */
#endif

/* Word 16: MSR 0x10a (`IA32_ARCH_CAPABILITIES`), bits 0 to 31. */

XEN_CPUFEATURE(RDCL_NO,          16*32+ 0) /* No Meltdown. */
XEN_CPUFEATURE(EIBRS,            16*32+ 1) /* Enhanced IBRS. */
XEN_CPUFEATURE(RSBA,             16*32+ 2) /* Returns may use other predictions. */
XEN_CPUFEATURE(SKIP_L1DFL,       16*32+ 3) /* VM entries need no flush of the L1 data cache. */
XEN_CPUFEATURE(INTEL_SSB_NO,     16*32+ 4) /* Intel: no speculative store bypass. */
XEN_CPUFEATURE(MDS_NO,           16*32+ 5) /* No microarchitectural data sampling. */
XEN_CPUFEATURE(IF_PSCHANGE_MC_NO, 16*32+ 6) /* No machine check when a page size changes. */
XEN_CPUFEATURE(TSX_CTRL,         16*32+ 7) /* Transactions can be disabled. */
XEN_CPUFEATURE(TAA_NO,           16*32+ 8) /* No sampling after aborted transactions. */
XEN_CPUFEATURE(MCU_CTRL,         16*32+ 9) /* Microcode control MSR. */
XEN_CPUFEATURE(MISC_PKG_CTRL,    16*32+10) /* Package control MSR. */
XEN_CPUFEATURE(ENERGY_FILTERING, 16*32+11) /* Energy readings can be filtered. */
XEN_CPUFEATURE(DOITM,            16*32+12) /* Data-independent timing mode. */
XEN_CPUFEATURE(SBDR_SSDP_NO,     16*32+13) /* No stale data by shared buffers or sideband. */
XEN_CPUFEATURE(FBSDP_NO,         16*32+14) /* No stale data by fill buffers. */
XEN_CPUFEATURE(PSDP_NO,          16*32+15) /* No stale data by the primary path. */
#if XEN_RELEASE >= 0x0415
XEN_CPUFEATURE(MCU_EXT,          16*32+16) /* MSRs for the state of microcode updates. */
#endif
XEN_CPUFEATURE(FB_CLEAR,         16*32+17) /* `verw` clears fill buffers. */
XEN_CPUFEATURE(FB_CLEAR_CTRL,    16*32+18) /* That clearing can be disabled. */
XEN_CPUFEATURE(RRSBA,            16*32+19) /* Returns may use other predictions, restricted. */
XEN_CPUFEATURE(BHI_NO,           16*32+20) /* No branch history injection. */
XEN_CPUFEATURE(XAPIC_STATUS,     16*32+21) /* MSR that says whether xAPIC is disabled. */
XEN_CPUFEATURE(OVRCLK_STATUS,    16*32+23) /* Overclocking status MSR. */
XEN_CPUFEATURE(PBRSB_NO,         16*32+24) /* No return predictions after a barrier. */
XEN_CPUFEATURE(GDS_CTRL,         16*32+25) /* Measures against gather sampling can be controlled. */
XEN_CPUFEATURE(GDS_NO,           16*32+26) /* No gather data sampling. */
XEN_CPUFEATURE(RFDS_NO,          16*32+27) /* No register file data sampling. */
XEN_CPUFEATURE(RFDS_CLEAR,       16*32+28) /* `verw` clears register files. */
#if XEN_RELEASE >= 0x0415
XEN_CPUFEATURE(IGN_UMONITOR,     16*32+29) /* `umonitor` can be ignored. */
XEN_CPUFEATURE(MON_UMON_MITG,    16*32+30) /* Measures for `monitor` and `umonitor`. */
#endif

/* Word 17: MSR 0x10a, bits 32 to 63. */

#if XEN_RELEASE >= 0x0412
XEN_CPUFEATURE(PB_OPT_CTRL,      16*32+32) /* The barrier has an alternative mode. */
#endif
XEN_CPUFEATURE(ITS_NO,           16*32+62) /* No indirect target selection. */

/* Word 18: CPUID leaf 0x80000021, ECX. */

XEN_CPUFEATURE(TSA_SQ_NO,        18*32+ 1) /* No transient scheduler attack by the store queue. */
XEN_CPUFEATURE(TSA_L1_NO,        18*32+ 2) /* No transient scheduler attack by the L1 data cache. */

#endif /* XEN_CPUFEATURE */

/* A plain inclusion ends its enumeration here. */
#ifdef XEN_CPUFEATURESET_DEFAULT_INCLUDE
#undef XEN_CPUFEATURESET_DEFAULT_INCLUDE
#undef XEN_CPUFEATURE
};
#endif
