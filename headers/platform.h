/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Operations of the hardware domain on the platform.
 */

#ifndef __XEN_PUBLIC_PLATFORM_H__
#define __XEN_PUBLIC_PLATFORM_H__

#include "xen.h"

#ifdef __XEN_TOOLS__

/*
 * `incontents 210 platform The platform
 *
 * The hardware domain has drivers for what Xen cannot do itself: it parses ACPI tables, loads
 * microcode from disk, and keeps the clock. These operations pass the results to Xen, and give
 * access to firmware that only Xen can call.
 *
 * Each call passes one record: the operation, the version of the interface, and a union with the
 * operation's argument. On Arm, only `XENPF_settime64` exists.
 */

/* The version of this interface, in every call. */
#define XENPF_INTERFACE_VERSION 0x03000001

/* The operations of `HYPERVISOR_platform_op`. */
/* ` enum platform_op { // XENPF_* => struct xenpf_* */

/*
 * XENPF_settime32: Sets the wall clock, with 32-bit seconds.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_settime32 17

/*
 * XENPF_add_memtype: Sets the memory type of a range of machine frames, with an MTRR.
 *
 * Errors:
 *   EFAULT      the argument could not be written back
 *   EINVAL      the type does not exist, or the range is invalid or overlaps one of another type
 *   ENOSPC      no MTRR is free
 *   EOPNOTSUPP  the processor does not support the type
 *   ENXIO       the processor has no MTRRs
 *
 * Safety:
 *   Accesses with the new memory type must be correct for all users of the range.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_add_memtype 31

/*
 * XENPF_del_memtype: Drops a reference to an MTRR, which becomes free with its last one.
 *
 * Errors:
 *   EINVAL  the MTRR does not exist or is not in use, or `handle` is not 0
 *   ENXIO   the processor has no MTRRs
 *
 * Safety:
 *   Accesses with the default memory type must be correct for all users of the range.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_del_memtype 32

/*
 * XENPF_read_memtype: Returns the range and type of an MTRR.
 *
 * Errors:
 *   EFAULT  the argument could not be written back
 *   EINVAL  the MTRR does not exist
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_read_memtype 33

/*
 * XENPF_microcode_update: Loads microcode into all pCPUs, if it is newer than theirs.
 *
 * Errors:
 *   EFAULT      the microcode could not be read
 *   EINVAL      the microcode is invalid
 *   ENOENT      it contains nothing for this processor
 *   EEXIST      it is not newer than the present one, since Xen 4.19
 *   EPERM       a pCPU could not be prepared
 *   EBUSY       another update is in progress
 *   ENOMEM      Xen is out of memory
 *   EIO         the update failed
 *   EOPNOTSUPP  Xen cannot load microcode
 *
 * Safety:
 *   `data` must point to `length` readable bytes.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_microcode_update 35

/*
 * XENPF_platform_quirk: Reports a defect of the platform to Xen.
 *
 * Errors:
 *   EINVAL  the quirk does not exist
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_platform_quirk 39

/*
 * XENPF_get_cpu_version: Returns vendor, family, model and stepping of a pCPU.
 *
 * They are 0 if the pCPU is offline or does not exist.
 *
 * Errors:
 *   EFAULT  the argument could not be written back
 *   EBUSY   pCPUs are being brought up or down; retry
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_get_cpu_version 48 /* ` => struct xenpf_pcpu_version */

/*
 * XENPF_efi_runtime_call: Calls a runtime service of EFI firmware.
 *
 * The call succeeds if the service was called; `status` is its result.
 *
 * Errors:
 *   EFAULT      a buffer or the argument could not be read or written
 *   EINVAL      the function does not exist, or `misc` has an unknown flag
 *   EIO         the name of a variable is empty
 *   ENOMEM      Xen is out of memory
 *   ENOSYS      the host has no EFI, or Xen does not implement the function
 *   EOPNOTSUPP  the firmware does not have the service
 *
 * Safety:
 *   The handles of the function's argument must point to buffers of the stated sizes.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_efi_runtime_call 49

/*
 * XENPF_firmware_info: Returns what Xen learnt from the firmware while the host started.
 *
 * Errors:
 *   EFAULT      a buffer could not be read or written, or the argument could not be written back
 *   EINVAL      the kind or the index does not exist
 *   ESRCH       there is no item of that index
 *   ENODATA     the firmware passed no Apple properties
 *   ENOSYS      the host has no EFI
 *   EOPNOTSUPP  the EFI runtime services are not available
 *
 * Safety:
 *   `edd_params` must point to as many writable bytes as its first 16 bits say, `edid` to 128,
 *   `name` to `bufsz`.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_firmware_info 50

/*
 * XENPF_enter_acpi_sleep: Puts the host to sleep, or switches it off.
 *
 * Returns after the host woke up.
 *
 * Errors:
 *   EINVAL      the state or a flag is unknown, or the values do not fit the registers
 *   ERANGE      a sleep type is out of range
 *   EPERM       the registers are unknown to Xen
 *   EBUSY       another call is in progress
 *   EOPNOTSUPP  S3 is disabled
 *
 * Safety:
 *   All devices must be idle: Xen switches IOMMUs off, and a device then accesses memory at
 *   addresses that are not translated.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_enter_acpi_sleep 51

/*
 * XENPF_change_freq: Reports that the frequency of a pCPU changed.
 *
 * Errors:
 *   EINVAL  a flag is set, or the pCPU is offline
 *   ENOSYS  Xen was not started with `cpufreq=dom0-kernel`
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_change_freq 52

/*
 * XENPF_getidletime: Returns the idle time of several pCPUs.
 *
 * Clears the bits of pCPUs that have no idle time, and leaves their elements alone.
 *
 * Errors:
 *   EFAULT  a list could not be read or written, or the argument could not be written back
 *   ENOMEM  Xen is out of memory
 *   ENOSYS  Xen was not started with `cpufreq=dom0-kernel`
 *
 * Safety:
 *   `cpumap_bitmap` must point to a writable bit and `idletime` to a writable element for each of
 *   `cpumap_nr_cpus`.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_getidletime 53

/*
 * XENPF_set_processor_pminfo: Passes the power states of a pCPU, from ACPI, to Xen.
 *
 * Information about a kind of states that Xen does not control is ignored for `XEN_PM_PX` and
 * `XEN_PM_CPPC`.
 *
 * Errors:
 *   EFAULT  a list could not be read
 *   EINVAL  the pCPU or the kind is unknown, or the information is invalid
 *   ENOSYS  Xen does not control this kind of states
 *   ENODEV  the driver does not support the pCPU
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   Xen accesses the registers at the given addresses later. The handles must point to as many
 *   elements as the argument says.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_set_processor_pminfo 54

/*
 * XENPF_get_cpuinfo: Returns the state and the numbers of a pCPU.
 *
 * Errors:
 *   EFAULT  the argument could not be written back
 *   EBUSY   pCPUs are being brought up or down; retry
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_get_cpuinfo 55 /* ` => struct xenpf_pcpuinfo */

/*
 * XENPF_cpu_online: Brings a pCPU up.
 *
 * Errors:
 *   EINVAL  the pCPU is not present, or Xen's clock is the TSC
 *   EBUSY   another change is in progress
 *   EPERM   the hypervisor's command line forbids SMT
 *   ENOMEM  Xen is out of memory
 *   EIO     the pCPU does not start
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_cpu_online 56 /* ` => struct xenpf_cpu_ol */

/*
 * XENPF_cpu_offline: Takes a pCPU down.
 *
 * Errors:
 *   EINVAL      the pCPU is not present
 *   EBUSY       another change is in progress, or vCPUs cannot leave the pCPU
 *   EOPNOTSUPP  the pCPU is number 0
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_cpu_offline 57 /* ` => struct xenpf_cpu_ol */

/*
 * XENPF_cpu_hotadd: Adds a pCPU that was plugged in, offline.
 *
 * Returns: int number of the pCPU
 *
 * Errors:
 *   EINVAL  a number is out of range, or the node is invalid
 *   EEXIST  the pCPU is present already
 *   ENOSPC  Xen has no number left for it, or its node
 *   EBUSY   pCPUs are being brought up or down
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_cpu_hotadd 58

/*
 * XENPF_mem_hotadd: Adds memory that was plugged in.
 *
 * Errors:
 *   EINVAL  the range or the node is invalid, or overlaps known memory
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   The frames must be RAM that nobody uses.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_mem_hotadd 59

/*
 * XENPF_core_parking: Takes a number of pCPUs out of use, or returns how many are.
 *
 * Errors:
 *   EFAULT  the argument could not be written back
 *   EINVAL  the type does not exist, or Xen has one pCPU only
 *   EBUSY   another change is in progress
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_core_parking 60

/*
 * XENPF_resource_op: Reads and writes MSRs of a pCPU, in order.
 *
 * Only a few MSRs are permitted. If an element fails, `ret` of that element is its error and later
 * ones are not processed.
 *
 * Returns: int number of elements that succeeded
 *
 * Errors:
 *   EFAULT  the list could not be read or written
 *   EINVAL  there are more than 3 elements
 *   ENODEV  the pCPU is offline or does not exist
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   `entries` must point to `nr_entries` writable elements.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_resource_op 61

/*
 * XENPF_settime64: Sets the wall clock, with 64-bit seconds.
 *
 * Errors:
 *   EINVAL  `mbz` is not 0
 */
#define XENPF_settime64 62

/*
 * XENPF_get_symbol: Returns a symbol of the hypervisor, and the number of the next one.
 *
 * Errors:
 *   EFAULT  the name could not be written, or the argument could not be written back
 *   ERANGE  the number is too large
 *   EINVAL  the number is not one that this operation returned
 *
 * Safety:
 *   `name` must point to `namelen` writable bytes.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_get_symbol 63 /* ` => struct xenpf_symdata */

#if XEN_RELEASE >= 0x0412
/*
 * XENPF_get_dom0_console: Returns the video mode that Xen set.
 *
 * Returns: int size of the returned record in bytes
 *
 * Errors:
 *   EFAULT  the argument could not be written back
 *   ENODEV  the host has no such console
 *
 * Directions:
 *   video_type  OUT
 *   u           OUT
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_get_dom0_console 64 /* ` => xenpf_dom0_console_t */

/*
 * XENPF_get_ucode_revision: Returns the microcode revision of a pCPU.
 *
 * Errors:
 *   EFAULT  the argument could not be written back
 *   ENOENT  the pCPU is offline or does not exist
 *   EBUSY   pCPUs are being brought up or down; retry
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_get_ucode_revision 65 /* ` => struct xenpf_ucode_revision */
#endif

#if XEN_RELEASE >= 0x0414
/*
 * XENPF_microcode_update2: Loads microcode into all pCPUs, with flags.
 *
 * Errors:
 *   EFAULT      the microcode could not be read
 *   EINVAL      a flag is unknown, or the microcode is invalid
 *   ENOENT      it contains nothing for this processor
 *   EEXIST      it is not newer than the present one
 *   EPERM       a pCPU could not be prepared
 *   EBUSY       another update is in progress
 *   ENOMEM      Xen is out of memory
 *   EIO         the update failed
 *   EOPNOTSUPP  Xen cannot load microcode
 *
 * Safety:
 *   `data` must point to `length` readable bytes.
 *
 * Guests: pv32 pv64 hvm32 hvm64
 */
#define XENPF_microcode_update2 66
#endif
/* ` } */

/* Argument of `XENPF_settime32`. */
struct xenpf_settime32 {
    uint32_t secs;           /* IN: seconds since 1970, UTC */
    uint32_t nsecs;          /* IN: nanoseconds of that second */
    uint64_t system_time;    /* IN: the system time at that moment, in nanoseconds */
};
/* Short name of `struct xenpf_settime32`. */
typedef struct xenpf_settime32 xenpf_settime32_t;

/* Argument of `XENPF_settime64`. */
struct xenpf_settime64 {
    uint64_t secs;           /* IN: seconds since 1970, UTC */
    uint32_t nsecs;          /* IN: nanoseconds of that second */
    uint32_t mbz;            /* IN: 0 */
    uint64_t system_time;    /* IN: the system time at that moment, in nanoseconds */
};
/* Short name of `struct xenpf_settime64`. */
typedef struct xenpf_settime64 xenpf_settime64_t;

#if __XEN_INTERFACE_VERSION__ < 0x00040600
/* Older name of `XENPF_settime32`. */
#define XENPF_settime XENPF_settime32
/* Older name of `struct xenpf_settime32`. */
#define xenpf_settime xenpf_settime32
#else
/* Another name of `XENPF_settime64`. */
#define XENPF_settime XENPF_settime64
/* Another name of `struct xenpf_settime64`. */
#define xenpf_settime xenpf_settime64
#endif
/* Short name of `struct xenpf_settime`. */
typedef struct xenpf_settime xenpf_settime_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_settime_t);

/* Argument of `XENPF_add_memtype`. */
struct xenpf_add_memtype {
    xen_pfn_t mfn;           /* IN: the first machine frame */
    uint64_t nr_mfns;        /* IN: the number of frames */
    uint32_t type;           /* IN: the memory type, as the processor's MTRRs encode it */
    uint32_t handle;         /* OUT: 0 */
    uint32_t reg;            /* OUT: the number of the MTRR */
};
/* Short name of `struct xenpf_add_memtype`. */
typedef struct xenpf_add_memtype xenpf_add_memtype_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_add_memtype_t);

/* Argument of `XENPF_del_memtype`. */
struct xenpf_del_memtype {
    uint32_t handle;         /* IN: 0 */
    uint32_t reg;            /* IN: the number of the MTRR */
};
/* Short name of `struct xenpf_del_memtype`. */
typedef struct xenpf_del_memtype xenpf_del_memtype_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_del_memtype_t);

/* Argument of `XENPF_read_memtype`. */
struct xenpf_read_memtype {
    uint32_t reg;            /* IN: the number of the MTRR */
    xen_pfn_t mfn;           /* OUT: the first machine frame */
    uint64_t nr_mfns;        /* OUT: the number of frames; 0 if the MTRR is free */
    uint32_t type;           /* OUT: the memory type, as the processor's MTRRs encode it */
};
/* Short name of `struct xenpf_read_memtype`. */
typedef struct xenpf_read_memtype xenpf_read_memtype_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_read_memtype_t);

/* Argument of `XENPF_microcode_update`. */
struct xenpf_microcode_update {
    XEN_GUEST_HANDLE(const_void) data; /* IN: the microcode, as its vendor distributes it;
                                          => memory IN [length] */
    uint32_t length;         /* IN: its length in bytes */
};
/* Short name of `struct xenpf_microcode_update`. */
typedef struct xenpf_microcode_update xenpf_microcode_update_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_microcode_update_t);

/* Defects of platforms. */
/* ` enum xenpf_quirk { // QUIRK_* */
#define QUIRK_NOIRQBALANCING     1 /* Interrupts must not be moved between pCPUs. */
#define QUIRK_IOAPIC_BAD_REGSEL  2 /* The I/O APIC's index register forgets its value. */
#define QUIRK_IOAPIC_GOOD_REGSEL 3 /* The I/O APIC's index register keeps its value. */
/* ` } */

/* Argument of `XENPF_platform_quirk`. */
struct xenpf_platform_quirk {
    uint32_t quirk_id;       /* IN: the quirk; => enum xenpf_quirk */
};
/* Short name of `struct xenpf_platform_quirk`. */
typedef struct xenpf_platform_quirk xenpf_platform_quirk_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_platform_quirk_t);

/* The runtime services of EFI. */
/* ` enum xenpf_efi_function { // XEN_EFI_* */
#define XEN_EFI_get_time                       1 /* Returns the real-time clock. */
#define XEN_EFI_set_time                       2 /* Sets the real-time clock. */
#define XEN_EFI_get_wakeup_time                3 /* Returns the wakeup alarm. */
#define XEN_EFI_set_wakeup_time                4 /* Sets or disables the wakeup alarm. */
#define XEN_EFI_get_next_high_monotonic_count  5 /* Returns the high half of the monotonic counter,
                                                    in `misc`. */
#define XEN_EFI_get_variable                   6 /* Returns a variable. */
#define XEN_EFI_set_variable                   7 /* Sets or deletes a variable. */
#define XEN_EFI_get_next_variable_name         8 /* Returns the name of the next variable. */
#define XEN_EFI_query_variable_info            9 /* Returns the space for variables. */
#define XEN_EFI_query_capsule_capabilities    10 /* Not implemented. */
#define XEN_EFI_update_capsule                11 /* Not implemented. */
/* ` } */

/* `misc` after `XEN_EFI_get_time`: setting the clock clears its nanoseconds. */
#define XEN_EFI_GET_TIME_SET_CLEARS_NS 0x00000001

/* `misc` after `XEN_EFI_get_wakeup_time`: the alarm is enabled. */
#define XEN_EFI_GET_WAKEUP_TIME_ENABLED 0x00000001
/* `misc` after `XEN_EFI_get_wakeup_time`: the alarm went off. */
#define XEN_EFI_GET_WAKEUP_TIME_PENDING 0x00000002

/* `misc` for `XEN_EFI_set_wakeup_time`: enable the alarm; without it, disable it. */
#define XEN_EFI_SET_WAKEUP_TIME_ENABLE      0x00000001
/* `misc` for `XEN_EFI_set_wakeup_time`: keep the time of the alarm. */
#define XEN_EFI_SET_WAKEUP_TIME_ENABLE_ONLY 0x00000002

/* Attribute of a variable: it survives a restart. */
#define XEN_EFI_VARIABLE_NON_VOLATILE       0x00000001
/* Attribute of a variable: boot services can access it. */
#define XEN_EFI_VARIABLE_BOOTSERVICE_ACCESS 0x00000002
/* Attribute of a variable: runtime services can access it. */
#define XEN_EFI_VARIABLE_RUNTIME_ACCESS     0x00000004

/* `misc` for `XEN_EFI_query_variable_info`: return the values of the host's start. */
#define XEN_EFI_VARINFO_BOOT_SNAPSHOT 0x00000001

/* A time of EFI's clock. */
struct xenpf_efi_time {
    uint16_t year;           /* the year, 1900 to 9999 */
    uint8_t month;           /* the month, from 1 */
    uint8_t day;             /* the day, from 1 */
    uint8_t hour;            /* the hour */
    uint8_t min;             /* the minute */
    uint8_t sec;             /* the second */
    uint32_t ns;             /* the nanosecond */
    int16_t tz;              /* the offset from UTC in minutes; 2047 for local time */
    uint8_t daylight;        /* EFI's flags for daylight saving time */
};

/* A GUID of EFI. */
struct xenpf_efi_guid {
    uint32_t data1;          /* the first 4 bytes */
    uint16_t data2;          /* 2 more */
    uint16_t data3;          /* 2 more */
    uint8_t data4[8];        /* the last 8 */
};

/* Argument of `XENPF_efi_runtime_call`. */
struct xenpf_efi_runtime_call {
    uint32_t function;       /* IN: the service; => enum xenpf_efi_function */
    uint32_t misc;           /* IN/OUT: flags or attributes, as the service defines them; 0
                                otherwise */
    xen_ulong_t status;      /* OUT: the status that the service returned */
    union {
        struct {
            struct xenpf_efi_time time; /* OUT: the time */
            uint32_t resolution;        /* OUT: the resolution in counts per second */
            uint32_t accuracy;          /* OUT: the accuracy in 1e-6 parts per million */
        } get_time;                     /* XEN_EFI_get_time: the clock */
        struct xenpf_efi_time set_time; /* XEN_EFI_set_time: the new time */
        struct xenpf_efi_time get_wakeup_time; /* XEN_EFI_get_wakeup_time: the alarm */
        struct xenpf_efi_time set_wakeup_time; /* XEN_EFI_set_wakeup_time: the new alarm */
        struct {
            XEN_GUEST_HANDLE(void) name; /* IN: the name in UTF-16, with a NUL */
            xen_ulong_t size;           /* IN/OUT: the size of the data in bytes */
            XEN_GUEST_HANDLE(void) data; /* IN: the data; => memory IN/OUT [size] */
            struct xenpf_efi_guid vendor_guid; /* IN: the namespace */
        } get_variable,                 /* XEN_EFI_get_variable: the variable */
          set_variable;                 /* XEN_EFI_set_variable: the variable */
        struct {
            xen_ulong_t size;           /* IN/OUT: the size of the name in bytes */
            XEN_GUEST_HANDLE(void) name; /* IN: the name in UTF-16, with a NUL; the next name;
                                            => memory IN/OUT [size] */
            struct xenpf_efi_guid vendor_guid; /* IN/OUT: the namespace */
        } get_next_variable_name;       /* XEN_EFI_get_next_variable_name: the names */
        struct {
            uint32_t attr;              /* IN: the attributes of the variables */
            uint64_t max_store_size;    /* OUT: the size of the store in bytes */
            uint64_t remain_store_size; /* OUT: the free bytes of the store */
            uint64_t max_size;          /* OUT: the maximum size of a variable in bytes */
        } query_variable_info;          /* XEN_EFI_query_variable_info: the store */
        struct {
            XEN_GUEST_HANDLE(void) capsule_header_array; /* IN: the headers of the capsules */
            xen_ulong_t capsule_count;  /* IN: the number of capsules */
            uint64_t max_capsule_size;  /* OUT: the maximum size of a capsule in bytes */
            uint32_t reset_type;        /* OUT: the kind of restart that it needs */
        } query_capsule_capabilities;   /* XEN_EFI_query_capsule_capabilities: not implemented */
        struct {
            XEN_GUEST_HANDLE(void) capsule_header_array; /* IN: the headers of the capsules */
            xen_ulong_t capsule_count;  /* IN: the number of capsules */
            uint64_t sg_list;           /* IN: the machine address of the list of their pieces;
                                           => maddr */
        } update_capsule;               /* XEN_EFI_update_capsule: not implemented */
    } u;                     /* IN/OUT: the argument of the service; => by function */
};
/* Short name of `struct xenpf_efi_runtime_call`. */
typedef struct xenpf_efi_runtime_call xenpf_efi_runtime_call_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_efi_runtime_call_t);

/* The kinds of firmware information. */
/* ` enum xenpf_firmware_kind { // XEN_FW_* */
#define XEN_FW_DISK_INFO          1 /* A disk, as the BIOS numbers it. */
#define XEN_FW_DISK_MBR_SIGNATURE 2 /* The signature in a disk's boot sector. */
#define XEN_FW_VBEDDC_INFO        3 /* The monitor's EDID. */
#define XEN_FW_EFI_INFO           4 /* EFI, by `XEN_FW_EFI_*` as the index. */
#define XEN_FW_KBD_SHIFT_FLAGS    5 /* The keyboard's shift state. */
/* ` } */

/* The indices of `XEN_FW_EFI_INFO`. */
/* ` enum xenpf_firmware_efi { // XEN_FW_EFI_* */
#define XEN_FW_EFI_VERSION          0 /* The version of EFI. */
#define XEN_FW_EFI_CONFIG_TABLE     1 /* The configuration table. */
#define XEN_FW_EFI_VENDOR           2 /* The vendor of the firmware. */
#define XEN_FW_EFI_MEM_INFO         3 /* A range of the memory map. */
#define XEN_FW_EFI_RT_VERSION       4 /* The version of the runtime services. */
#define XEN_FW_EFI_PCI_ROM          5 /* The ROM of a PCI device. */
#define XEN_FW_EFI_APPLE_PROPERTIES 6 /* The device properties of Apple's firmware. */
/* ` } */

/* Argument of `XENPF_firmware_info`. */
struct xenpf_firmware_info {
    uint32_t type;           /* IN: the kind; => enum xenpf_firmware_kind */
    uint32_t index;          /* IN: the number of the item, from 0 */
    union {
        struct {
            uint8_t device;             /* OUT: the BIOS number of the disk */
            uint8_t version;            /* OUT: the major version of the extensions */
            uint16_t interface_support; /* OUT: the supported extensions, a bitmap */
            uint16_t legacy_max_cylinder; /* OUT: the last cylinder */
            uint8_t legacy_max_head;    /* OUT: the last head */
            uint8_t legacy_sectors_per_track; /* OUT: the last sector of a track */
            XEN_GUEST_HANDLE(void) edd_params; /* IN: receives the device parameters of the BIOS;
                                                  the first 16 bits are the size */
        } disk_info;                    /* XEN_FW_DISK_INFO: the disk */
        struct {
            uint8_t device;             /* OUT: the BIOS number of the disk */
            uint32_t mbr_signature;     /* OUT: the 4 bytes at offset 0x1b8 of its boot sector */
        } disk_mbr_signature;           /* XEN_FW_DISK_MBR_SIGNATURE: the signature */
        struct {
            uint8_t capabilities;       /* OUT: the levels of DDC that the monitor supports */
            uint8_t edid_transfer_time; /* OUT: the time to read the EDID in seconds */
            XEN_GUEST_HANDLE(uint8) edid; /* IN: receives the EDID; => memory OUT [128] */
        } vbeddc_info;                  /* XEN_FW_VBEDDC_INFO: the monitor */
        union xenpf_efi_info {
            uint32_t version;           /* OUT: the version, for `XEN_FW_EFI_VERSION` and
                                           `XEN_FW_EFI_RT_VERSION` */
            struct {
                uint64_t addr;          /* OUT: its machine address; => maddr */
                uint32_t nent;          /* OUT: the number of entries */
            } cfg;                      /* for `XEN_FW_EFI_CONFIG_TABLE` */
            struct {
                uint32_t revision;      /* OUT: the revision of the firmware */
                uint32_t bufsz;         /* IN: the size of the buffer in bytes */
                XEN_GUEST_HANDLE(void) name; /* IN: receives the name in UTF-16, cut off at the
                                                end; => memory OUT [bufsz] */
            } vendor;                   /* for `XEN_FW_EFI_VENDOR` */
            struct {
                uint64_t addr;          /* IN/OUT: an address in the range; its start; => maddr */
                uint64_t size;          /* IN/OUT: the bytes of interest; the size in bytes */
                uint64_t attr;          /* OUT: the attributes of EFI */
                uint32_t type;          /* OUT: the type of EFI */
            } mem;                      /* for `XEN_FW_EFI_MEM_INFO` */
            struct {
                uint16_t segment;       /* IN: the segment */
                uint8_t bus;            /* IN: the bus */
                uint8_t devfn;          /* IN: the device and function */
                uint16_t vendor;        /* IN: the vendor ID */
                uint16_t devid;         /* IN: the device ID */
                uint64_t address;       /* OUT: the machine address of the ROM; => maddr */
                xen_ulong_t size;       /* OUT: its size in bytes */
            } pci_rom;                  /* for `XEN_FW_EFI_PCI_ROM` */
            struct {
                uint64_t address;       /* OUT: the machine address of the properties; => maddr */
                xen_ulong_t size;       /* OUT: their size in bytes */
            } apple_properties;         /* for `XEN_FW_EFI_APPLE_PROPERTIES` */
        } efi_info;                     /* XEN_FW_EFI_INFO: what the index selects */
        uint8_t kbd_shift_flags;        /* XEN_FW_KBD_SHIFT_FLAGS: the flags of the BIOS */
    } u;                     /* IN/OUT: the information; => by type */
};
/* Short name of `struct xenpf_firmware_info`. */
typedef struct xenpf_firmware_info xenpf_firmware_info_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_firmware_info_t);

/* Flags for `XENPF_enter_acpi_sleep`. */
/* ` flags xenpf_sleep_flags { // XENPF_ACPI_SLEEP_* */
#define XENPF_ACPI_SLEEP_EXTENDED 0x00000001 /* The values are sleep types of the extended
                                                registers. */
/* ` } */

/* Argument of `XENPF_enter_acpi_sleep`. */
struct xenpf_enter_acpi_sleep {
#if __XEN_INTERFACE_VERSION__ < 0x00040300
    uint16_t pm1a_cnt_val;   /* IN: the value for the PM1a control register */
    uint16_t pm1b_cnt_val;   /* IN: the value for the PM1b control register */
#else
    uint16_t val_a;          /* IN: the value for the PM1a control register, or sleep type A */
    uint16_t val_b;          /* IN: the value for the PM1b control register, or sleep type B */
#endif
    uint32_t sleep_state;    /* IN: the state, 3 for S3 */
    uint32_t flags;          /* IN: flags; => flags xenpf_sleep_flags */
};
/* Short name of `struct xenpf_enter_acpi_sleep`. */
typedef struct xenpf_enter_acpi_sleep xenpf_enter_acpi_sleep_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_enter_acpi_sleep_t);

/* Argument of `XENPF_change_freq`. */
struct xenpf_change_freq {
    uint32_t flags;          /* IN: 0 */
    uint32_t cpu;            /* IN: the pCPU */
    uint64_t freq;           /* IN: the new frequency in Hz */
};
/* Short name of `struct xenpf_change_freq`. */
typedef struct xenpf_change_freq xenpf_change_freq_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_change_freq_t);

/* Argument of `XENPF_getidletime`. */
struct xenpf_getidletime {
    XEN_GUEST_HANDLE(uint8) cpumap_bitmap; /* IN: a bit for each pCPU;
                                              => memory IN/OUT [cpumap_nr_cpus / 8] */
    uint32_t cpumap_nr_cpus; /* IN: the number of bits */
    XEN_GUEST_HANDLE(uint64) idletime; /* IN: receives the idle time of each pCPU in nanoseconds;
                                          => memory OUT [cpumap_nr_cpus] */
    uint64_t now;            /* OUT: the system time of the call in nanoseconds */
};
/* Short name of `struct xenpf_getidletime`. */
typedef struct xenpf_getidletime xenpf_getidletime_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_getidletime_t);

/* What Xen controls itself, in `start_info.flags`. */
/* ` flags xen_processor_pm { // XEN_PROCESSOR_PM_* */
#define XEN_PROCESSOR_PM_CX 1 /* Idle states. */
#define XEN_PROCESSOR_PM_PX 2 /* Performance states. */
#define XEN_PROCESSOR_PM_TX 4 /* Throttling states. */
/* ` } */

/* The kinds of power information. */
/* ` enum xen_pm_type { // XEN_PM_* */
#define XEN_PM_CX   0 /* Idle states. */
#define XEN_PM_PX   1 /* Performance states. */
#define XEN_PM_TX   2 /* Throttling states: not implemented. */
#define XEN_PM_PDC  3 /* Capabilities, which Xen changes to its own. */
#if XEN_RELEASE >= 0x0415
#define XEN_PM_CPPC 4 /* Collaborative performance control. */
#endif
/* ` } */

/* The objects of ACPI that `xen_processor_performance` has. */
/* ` flags xen_px_objects { // XEN_PX_* */
#define XEN_PX_PCT 1 /* Control and status register. */
#define XEN_PX_PSS 2 /* The states. */
#define XEN_PX_PPC 4 /* The limit. */
#define XEN_PX_PSD 8 /* Dependencies between pCPUs. */
/* ` } */

#if XEN_RELEASE >= 0x0415
/* The objects of ACPI that `xen_processor_cppc` has. */
/* ` flags xen_cppc_objects { // XEN_CPPC_* */
#define XEN_CPPC_PSD (1U << 0) /* Dependencies between pCPUs. */
#define XEN_CPPC_CPC (1U << 1) /* The capabilities. */
/* ` } */
#endif

/* A register, as ACPI describes it. */
struct xen_power_register {
    uint32_t space_id;       /* the address space, a number of ACPI */
    uint32_t bit_width;      /* the width in bits */
    uint32_t bit_offset;     /* the offset in bits */
    uint32_t access_size;    /* the size of an access, a number of ACPI */
    uint64_t address;        /* the address in that space */
};

/* pCPUs that enter an idle state together. */
struct xen_processor_csd {
    uint32_t domain;         /* the number of the group */
    uint32_t coord_type;     /* the kind of coordination, a number of ACPI */
    uint32_t num;            /* the number of pCPUs in the group */
};
/* Short name of `struct xen_processor_csd`. */
typedef struct xen_processor_csd xen_processor_csd_t;
DEFINE_XEN_GUEST_HANDLE(xen_processor_csd_t);

/* An idle state. */
struct xen_processor_cx {
    struct xen_power_register reg; /* the register that enters it */
    uint8_t type;            /* the number of the state: 1 for C1 */
    uint32_t latency;        /* the worst latency in microseconds */
    uint32_t power;          /* the average power in milliwatts */
    uint32_t dpcnt;          /* the number of dependencies */
    XEN_GUEST_HANDLE(xen_processor_csd_t) dp; /* the dependencies; null if there are none;
                                                 => memory IN [dpcnt] */
};
/* Short name of `struct xen_processor_cx`. */
typedef struct xen_processor_cx xen_processor_cx_t;
DEFINE_XEN_GUEST_HANDLE(xen_processor_cx_t);

/* Properties of a pCPU's idle states. */
struct xen_processor_flags {
    uint32_t bm_control : 1; /* bus masters can be stopped */
    uint32_t bm_check : 1;   /* activity of bus masters is to be checked before C3 */
    uint32_t has_cst : 1;    /* the states come from a `_CST` object */
    uint32_t power_setup_done : 1; /* the states are complete */
    uint32_t bm_rld_set : 1; /* requests of bus masters end C3 */
};

/* The idle states of a pCPU. */
struct xen_processor_power {
    uint32_t count;          /* IN: the number of states */
    struct xen_processor_flags flags; /* IN: properties */
    XEN_GUEST_HANDLE(xen_processor_cx_t) states; /* IN: the states; => memory IN [count] */
};

/* A register of performance states, as ACPI describes it. */
struct xen_pct_register {
    uint8_t descriptor;      /* the descriptor type, a number of ACPI */
    uint16_t length;         /* the length of the descriptor in bytes */
    uint8_t space_id;        /* the address space, a number of ACPI */
    uint8_t bit_width;       /* the width in bits */
    uint8_t bit_offset;      /* the offset in bits */
    uint8_t reserved;
    uint64_t address;        /* the address in that space */
};

/* A performance state. */
struct xen_processor_px {
    uint64_t core_frequency; /* the frequency in MHz */
    uint64_t power;          /* the power in milliwatts */
    uint64_t transition_latency; /* the latency of a change in microseconds */
    uint64_t bus_master_latency; /* the time without bus masters in microseconds */
    uint64_t control;        /* the value to write to the control register */
    uint64_t status;         /* the value of the status register in this state */
};
/* Short name of `struct xen_processor_px`. */
typedef struct xen_processor_px xen_processor_px_t;
DEFINE_XEN_GUEST_HANDLE(xen_processor_px_t);

/* pCPUs that change their performance together. */
struct xen_psd_package {
    uint64_t num_entries;    /* the number of entries of the object: 5 */
    uint64_t revision;       /* its revision: 0 */
    uint64_t domain;         /* the number of the group */
    uint64_t coord_type;     /* the kind of coordination, a number of ACPI */
    uint64_t num_processors; /* the number of pCPUs in the group */
};

/* Who coordinates the performance of a group of pCPUs. */
/* ` enum xen_cpuperf_shared_type { // XEN_CPUPERF_SHARED_TYPE_* */
#define XEN_CPUPERF_SHARED_TYPE_HW  1 /* The hardware. */
#define XEN_CPUPERF_SHARED_TYPE_ALL 2 /* Software, on all pCPUs of the group. */
#define XEN_CPUPERF_SHARED_TYPE_ANY 3 /* Software, on any pCPU of the group. */
/* ` } */

/* The performance states of a pCPU. */
struct xen_processor_performance {
    uint32_t flags;          /* IN: the objects that are present; => flags xen_px_objects */
    uint32_t platform_limit; /* IN: the number of the fastest permitted state */
    struct xen_pct_register control_register; /* IN: the register that sets a state */
    struct xen_pct_register status_register; /* IN: the register that shows the state */
    uint32_t state_count;    /* IN: the number of states */
    XEN_GUEST_HANDLE(xen_processor_px_t) states; /* IN: the states; => memory IN [state_count] */
    struct xen_psd_package domain_info; /* IN: the group of the pCPU */
    uint32_t shared_type;    /* IN: the coordination; => enum xen_cpuperf_shared_type */
};
/* Short name of `struct xen_processor_performance`. */
typedef struct xen_processor_performance xen_processor_performance_t;
DEFINE_XEN_GUEST_HANDLE(xen_processor_performance_t);

#if XEN_RELEASE >= 0x0415
/* The collaborative performance control of a pCPU. */
struct xen_processor_cppc {
    uint8_t flags;           /* IN: the objects that are present; => flags xen_cppc_objects */
    uint8_t pad[3];
    struct {
        uint32_t highest_perf; /* the highest performance, without a unit */
        uint32_t nominal_perf; /* the highest sustained performance */
        uint32_t lowest_nonlinear_perf; /* the performance with the best efficiency */
        uint32_t lowest_perf; /* the lowest performance */
        uint32_t lowest_mhz; /* the frequency of the lowest performance in MHz; 0 if unknown */
        uint32_t nominal_mhz; /* the frequency of the nominal performance in MHz; 0 if unknown */
    } cpc;                   /* IN: the capabilities */
    uint32_t shared_type;    /* IN: the coordination; => enum xen_cpuperf_shared_type */
    struct xen_psd_package domain_info; /* IN: the group of the pCPU */
};
/* Short name of `struct xen_processor_cppc`. */
typedef struct xen_processor_cppc xen_processor_cppc_t;
#endif

/* Argument of `XENPF_set_processor_pminfo`. */
struct xenpf_set_processor_pminfo {
    uint32_t id;             /* IN: the ACPI ID of the pCPU */
    uint32_t type;           /* IN: the kind; => enum xen_pm_type */
    union {
        struct xen_processor_power power; /* XEN_PM_CX: the idle states */
        struct xen_processor_performance perf; /* XEN_PM_PX: the performance states */
        XEN_GUEST_HANDLE(uint32) pdc; /* XEN_PM_PDC: revision, number of words, and words; Xen
                                         changes the words */
#if XEN_RELEASE >= 0x0415
        xen_processor_cppc_t cppc_data; /* XEN_PM_CPPC: the capabilities */
#endif
    } u;                     /* IN: the information; => by type */
};
/* Short name of `struct xenpf_set_processor_pminfo`. */
typedef struct xenpf_set_processor_pminfo xenpf_set_processor_pminfo_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_set_processor_pminfo_t);

/* States of a pCPU. */
/* ` flags xen_pcpu_flags { // XEN_PCPU_FLAGS_* */
#define XEN_PCPU_FLAGS_ONLINE  1 /* The pCPU is online. */
#define XEN_PCPU_FLAGS_INVALID 2 /* The pCPU is not present. */
/* ` } */

/* Argument of `XENPF_get_cpuinfo`. */
struct xenpf_pcpuinfo {
    uint32_t xen_cpuid;      /* IN: the pCPU */
    uint32_t max_present;    /* OUT: the highest number of a present pCPU */
    uint32_t flags;          /* OUT: its state; => flags xen_pcpu_flags */
    uint32_t apic_id;        /* OUT: its APIC ID, if it is present */
    uint32_t acpi_id;        /* OUT: its ACPI ID, if it is present */
};
/* Short name of `struct xenpf_pcpuinfo`. */
typedef struct xenpf_pcpuinfo xenpf_pcpuinfo_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_pcpuinfo_t);

/* Argument of `XENPF_get_cpu_version`. */
struct xenpf_pcpu_version {
    uint32_t xen_cpuid;      /* IN: the pCPU */
    uint32_t max_present;    /* OUT: the highest number of a present pCPU */
    char vendor_id[12];      /* OUT: the vendor, without a NUL; => text */
    uint32_t family;         /* OUT: the family */
    uint32_t model;          /* OUT: the model */
    uint32_t stepping;       /* OUT: the stepping */
};
/* Short name of `struct xenpf_pcpu_version`. */
typedef struct xenpf_pcpu_version xenpf_pcpu_version_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_pcpu_version_t);

/* Argument of `XENPF_cpu_online` and `XENPF_cpu_offline`. */
struct xenpf_cpu_ol {
    uint32_t cpuid;          /* IN: the pCPU */
};
/* Short name of `struct xenpf_cpu_ol`. */
typedef struct xenpf_cpu_ol xenpf_cpu_ol_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_cpu_ol_t);

/* Argument of `XENPF_cpu_hotadd`. */
struct xenpf_cpu_hotadd {
    uint32_t apic_id;        /* IN: the APIC ID */
    uint32_t acpi_id;        /* IN: the ACPI ID */
    uint32_t pxm;            /* IN: the ACPI proximity domain, at most 255 */
};
/* Short name of `struct xenpf_cpu_hotadd`. */
typedef struct xenpf_cpu_hotadd xenpf_cpu_hotadd_t;

/* Argument of `XENPF_mem_hotadd`. */
struct xenpf_mem_hotadd {
    uint64_t spfn;           /* IN: the first machine frame; => mfn */
    uint64_t epfn;           /* IN: the end of the range, exclusive; => mfn */
    uint32_t pxm;            /* IN: the ACPI proximity domain */
    uint32_t flags;          /* IN: ignored */
};
/* Short name of `struct xenpf_mem_hotadd`. */
typedef struct xenpf_mem_hotadd xenpf_mem_hotadd_t;

/* What `XENPF_core_parking` does. */
/* ` enum xen_core_parking { // XEN_CORE_PARKING_* */
#define XEN_CORE_PARKING_SET 1 /* Sets the number of parked pCPUs. */
#define XEN_CORE_PARKING_GET 2 /* Returns the number of parked pCPUs. */
/* ` } */

/* Argument of `XENPF_core_parking`. */
struct xenpf_core_parking {
    uint32_t type;           /* IN: what to do; => enum xen_core_parking */
    uint32_t idle_nums;      /* IN/OUT: the number of parked pCPUs */
};
/* Short name of `struct xenpf_core_parking`. */
typedef struct xenpf_core_parking xenpf_core_parking_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_core_parking_t);

/* Accesses of `XENPF_resource_op`. */
/* ` enum xen_resource_op { // XEN_RESOURCE_OP_* */
/*
 * Reads an MSR.
 *
 * For the TSC, the result is the system time in nanoseconds plus a constant. If that element
 * follows the read of another MSR, both are read at one moment.
 */
#define XEN_RESOURCE_OP_MSR_READ  0
#define XEN_RESOURCE_OP_MSR_WRITE 1 /* Writes an MSR. */
/* ` } */

/* An access of `XENPF_resource_op`. */
struct xenpf_resource_entry {
    union {
        uint32_t cmd;        /* IN: the access; => enum xen_resource_op */
        int32_t ret;         /* OUT: the error, negative, if it failed */
    } u;                     /* IN/OUT: the access, then the error */
    uint32_t rsvd;
    uint64_t idx;            /* IN: the number of the MSR, 32 bits */
    uint64_t val;            /* IN/OUT: the value */
};
/* Short name of `struct xenpf_resource_entry`. */
typedef struct xenpf_resource_entry xenpf_resource_entry_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_resource_entry_t);

/* Argument of `XENPF_resource_op`. */
struct xenpf_resource_op {
    uint32_t nr_entries;     /* IN: the number of accesses, at most 3 */
    uint32_t cpu;            /* IN: the pCPU */
    XEN_GUEST_HANDLE(xenpf_resource_entry_t) entries; /* IN: the accesses;
                                                         => memory IN/OUT [nr_entries] */
};
/* Short name of `struct xenpf_resource_op`. */
typedef struct xenpf_resource_op xenpf_resource_op_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_resource_op_t);

/* Argument of `XENPF_get_symbol`. */
struct xenpf_symdata {
    uint32_t namelen;        /* IN/OUT: the size of the buffer; the length of the name, with a NUL;
                                in bytes */
    uint32_t symnum;         /* IN/OUT: the number of the symbol; that of the next one, or the same
                                after the last */
    XEN_GUEST_HANDLE(char) name; /* IN: receives the name, cut off at the end of the buffer;
                                    => memory OUT [namelen] of text */
    uint64_t address;        /* OUT: the address in the hypervisor */
    char type;               /* OUT: the type, as `nm` prints it */
};
/* Short name of `struct xenpf_symdata`. */
typedef struct xenpf_symdata xenpf_symdata_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_symdata_t);

#if XEN_RELEASE >= 0x0412
/* The video mode of the host. */
typedef struct dom0_vga_console_info xenpf_dom0_console_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_dom0_console_t);

/* Argument of `XENPF_get_ucode_revision`. */
struct xenpf_ucode_revision {
    uint32_t cpu;            /* IN: the pCPU */
    uint32_t signature;      /* OUT: the signature of the processor, EAX of CPUID leaf 1 */
    uint32_t pf;             /* OUT: the platform flags; 0 unless the processor is Intel's */
    uint32_t revision;       /* OUT: the revision of its microcode */
};
/* Short name of `struct xenpf_ucode_revision`. */
typedef struct xenpf_ucode_revision xenpf_ucode_revision_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_ucode_revision_t);
#endif

#if XEN_RELEASE >= 0x0414
/* Flags for `XENPF_microcode_update2`. */
/* ` flags xenpf_ucode_flags { // XENPF_UCODE_* */
#define XENPF_UCODE_FORCE 1 /* Load the microcode even if it is not newer. */
/* ` } */

/* Argument of `XENPF_microcode_update2`. */
struct xenpf_microcode_update2 {
    uint32_t flags;          /* IN: flags; => flags xenpf_ucode_flags */
    uint32_t length;         /* IN: the length of the microcode in bytes */
    XEN_GUEST_HANDLE(const_void) data; /* IN: the microcode, as its vendor distributes it;
                                          => memory IN [length] */
};
/* Short name of `struct xenpf_microcode_update2`. */
typedef struct xenpf_microcode_update2 xenpf_microcode_update2_t;
DEFINE_XEN_GUEST_HANDLE(xenpf_microcode_update2_t);
#endif

/* An operation on the platform and its argument. */
struct xen_platform_op {
    uint32_t cmd;            /* IN: the operation; => enum platform_op */
    uint32_t interface_version; /* IN: the version of the interface;
                                   => constant XENPF_INTERFACE_VERSION */
    union {
        xenpf_settime_t settime; /* the form of `XENPF_settime` */
        xenpf_settime32_t settime32; /* XENPF_settime32: its argument */
        xenpf_settime64_t settime64; /* XENPF_settime64: its argument */
        xenpf_add_memtype_t add_memtype; /* XENPF_add_memtype: its argument */
        xenpf_del_memtype_t del_memtype; /* XENPF_del_memtype: its argument */
        xenpf_read_memtype_t read_memtype; /* XENPF_read_memtype: its argument */
        xenpf_microcode_update_t microcode; /* XENPF_microcode_update: its argument */
        xenpf_platform_quirk_t platform_quirk; /* XENPF_platform_quirk: its argument */
        xenpf_efi_runtime_call_t efi_runtime_call; /* XENPF_efi_runtime_call: its argument */
        xenpf_firmware_info_t firmware_info; /* XENPF_firmware_info: its argument */
        xenpf_enter_acpi_sleep_t enter_acpi_sleep; /* XENPF_enter_acpi_sleep: its argument */
        xenpf_change_freq_t change_freq; /* XENPF_change_freq: its argument */
        xenpf_getidletime_t getidletime; /* XENPF_getidletime: its argument */
        xenpf_set_processor_pminfo_t set_pminfo; /* XENPF_set_processor_pminfo: its argument */
        xenpf_pcpuinfo_t pcpu_info; /* XENPF_get_cpuinfo: its argument */
        xenpf_pcpu_version_t pcpu_version; /* XENPF_get_cpu_version: its argument */
        xenpf_cpu_ol_t cpu_ol; /* XENPF_cpu_online, XENPF_cpu_offline: their argument */
        xenpf_cpu_hotadd_t cpu_add; /* XENPF_cpu_hotadd: its argument */
        xenpf_mem_hotadd_t mem_add; /* XENPF_mem_hotadd: its argument */
        xenpf_core_parking_t core_parking; /* XENPF_core_parking: its argument */
        xenpf_resource_op_t resource_op; /* XENPF_resource_op: its argument */
        xenpf_symdata_t symdata; /* XENPF_get_symbol: its argument */
#if XEN_RELEASE >= 0x0412
        xenpf_dom0_console_t dom0_console; /* XENPF_get_dom0_console: its result */
        xenpf_ucode_revision_t ucode_revision; /* XENPF_get_ucode_revision: its argument */
#endif
#if XEN_RELEASE >= 0x0414
        xenpf_microcode_update2_t microcode2; /* XENPF_microcode_update2: its argument */
#endif
        uint8_t pad[128];
    } u;                     /* IN/OUT: the operation's argument; => by cmd */
};
/* Short name of `struct xen_platform_op`. */
typedef struct xen_platform_op xen_platform_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_platform_op_t);

/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_platform_op(xen_platform_op_t *op)
 * ` ops enum platform_op in struct xen_platform_op at op
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: the operation and its argument
 *
 * Controls clock, CPUs, firmware and power for the hardware domain.
 *
 * Errors:
 *   EFAULT  the argument could not be read
 *   EPERM   the caller is not privileged
 *   EACCES  the interface version differs
 *   ENOSYS  the operation does not exist, or not on this architecture
 *
 * Safety:
 *   The handles of the argument must be valid.
 */

#endif /* __XEN_TOOLS__ */

#endif /* __XEN_PUBLIC_PLATFORM_H__ */
