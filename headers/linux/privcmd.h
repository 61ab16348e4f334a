/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Linux's device /dev/xen/privcmd: hypercalls, and mappings of other domains' memory.
 */

#ifndef __LINUX_PUBLIC_PRIVCMD_H__
#define __LINUX_PUBLIC_PRIVCMD_H__

#include "ioctl.h"
#include "xen.h"

/* Argument of `IOCTL_PRIVCMD_HYPERCALL`: a hypercall. */
struct privcmd_hypercall {
    uint64_t op;                 /* IN: the number of the hypercall */
    uint64_t arg[5];             /* IN: its arguments; Xen ignores those that it does not have */
};

/* A range of frames for `IOCTL_PRIVCMD_MMAP`. */
struct privcmd_mmap_entry {
    uint64_t va;                 /* IN: the address to map at, in the mapping of the device */
    uint64_t mfn;                /* IN: the first frame */
    uint64_t npages;             /* IN: the number of frames */
};

/* Argument of `IOCTL_PRIVCMD_MMAP`, which only PV guests have. */
struct privcmd_mmap {
    int num;                     /* IN: the number of ranges */
    domid_t dom;                 /* IN: the domain whose frames are mapped */
    struct privcmd_mmap_entry *entry; /* IN: the ranges */
};

/* Argument of `IOCTL_PRIVCMD_MMAPBATCH`, which version 2 supersedes. */
struct privcmd_mmapbatch {
    int num;                     /* IN: the number of frames */
    domid_t dom;                 /* IN: the domain whose frames are mapped */
    uint64_t addr;               /* IN: the address to map at, in the mapping of the device */
    xen_pfn_t *arr;              /* IN/OUT: the frames; the top bits report errors */
};

/* The bits of a frame that `IOCTL_PRIVCMD_MMAPBATCH` could not map. */
#define PRIVCMD_MMAPBATCH_MFN_ERROR   0xf0000000U
/* The bits of a frame that is paged out. */
#define PRIVCMD_MMAPBATCH_PAGED_ERROR 0x80000000U

/* Argument of `IOCTL_PRIVCMD_MMAPBATCH_V2`. */
struct privcmd_mmapbatch_v2 {
    unsigned int num;            /* IN: the number of frames */
    domid_t dom;                 /* IN: the domain whose frames are mapped */
    uint64_t addr;               /* IN: the address to map at, in the mapping of the device */
    const xen_pfn_t *arr;        /* IN: the frames: MFNs of a PV domain, GFNs of any other */
    int *err;                    /* OUT: 0 or a negative error for each frame */
};

/* A buffer of a device model operation. */
struct privcmd_dm_op_buf {
    void *uptr;                  /* IN: its address, in ordinary memory */
    size_t size;                 /* IN: its size in bytes */
};

/* Argument of `IOCTL_PRIVCMD_DM_OP`. */
struct privcmd_dm_op {
    domid_t dom;                 /* IN: the domain that the device model serves */
    uint16_t num;                /* IN: the number of buffers */
    const struct privcmd_dm_op_buf *ubufs; /* IN: the buffers */
};

/* Argument of `IOCTL_PRIVCMD_MMAP_RESOURCE`. */
struct privcmd_mmap_resource {
    domid_t dom;                 /* IN: the domain */
    uint32_t type;               /* IN: the resource: `XENMEM_resource_*` */
    uint32_t id;                 /* IN: which one of its type */
    uint32_t idx;                /* IN: the first frame of the resource to map */
    uint64_t num;                /* IN: the number of frames; 0, with `addr` 0, to query the size */
    uint64_t addr;               /* IN: the address to map at, in the mapping of the device */
};

/* Makes a hypercall, and returns its result. */
#define IOCTL_PRIVCMD_HYPERCALL    _IOC(_IOC_NONE, 'P', 0, sizeof(struct privcmd_hypercall))
/* Maps ranges of frames. */
#define IOCTL_PRIVCMD_MMAP         _IOC(_IOC_NONE, 'P', 2, sizeof(struct privcmd_mmap))
/* Maps frames, and reports errors in the list of frames. */
#define IOCTL_PRIVCMD_MMAPBATCH    _IOC(_IOC_NONE, 'P', 3, sizeof(struct privcmd_mmapbatch))
/* Maps frames, and reports an error for each. */
#define IOCTL_PRIVCMD_MMAPBATCH_V2 _IOC(_IOC_NONE, 'P', 4, sizeof(struct privcmd_mmapbatch_v2))
/* Makes a device model operation, with buffers that Linux pins. */
#define IOCTL_PRIVCMD_DM_OP        _IOC(_IOC_NONE, 'P', 5, sizeof(struct privcmd_dm_op))
/* Restricts the file to device model operations and mappings of one domain; argument: `domid_t`. */
#define IOCTL_PRIVCMD_RESTRICT     _IOC(_IOC_NONE, 'P', 6, sizeof(domid_t))
/* Maps a resource that Xen keeps for a domain. */
#define IOCTL_PRIVCMD_MMAP_RESOURCE _IOC(_IOC_NONE, 'P', 7, sizeof(struct privcmd_mmap_resource))

#endif /* __LINUX_PUBLIC_PRIVCMD_H__ */
