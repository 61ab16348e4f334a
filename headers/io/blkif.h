/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The block device protocol.
 */

#ifndef __XEN_PUBLIC_IO_BLKIF_H__
#define __XEN_PUBLIC_IO_BLKIF_H__

#include "ring.h"
#include "../grant_table.h"

/*
 * `incontents 182 blkif Block devices
 *
 * The frontend puts requests on a ring (`io/ring.h`): read, write or flush, with granted pages for
 * the data. The backend, in the domain that owns the disk, answers each with a response. Both use
 * `req_event` and `rsp_event` to suppress events.
 *
 * Sectors in requests are always 512 bytes, but offsets and lengths are multiples of `sector-size`.
 *
 * # Connecting
 *
 * Each side has a directory in xenstore: `device/vbd/N` below the guest's, `backend/vbd/GUEST/N`
 * below the backend's. Its node `state` holds an `enum xenbus_state` (`io/xenbus.h`). The toolstack
 * creates both in state Initialising, with references to each other. Then:
 *
 * 1. The backend opens the disk, writes its features and transport limits, and enters InitWait.
 * 2. The frontend reads these, allocates the rings and a port for each, writes its choices, and
 *    enters Initialised.
 * 3. The backend reads these, maps the rings, binds the ports, writes the properties of the disk,
 *    and enters Connected.
 * 4. The frontend reads the properties, makes the disk available, and enters Connected.
 *
 * A side that only uses defaults need not wait in the first two steps: a frontend may enter
 * Initialised at once, and a backend may skip InitWait for Initialised. The peer must accept that,
 * and do the work of the skipped state in the next one.
 *
 * All nodes are text; numbers are decimal, a switch is "0" or "1". A missing node has its default.
 *
 * # Backend nodes
 *
 * Features. A feature announces an operation, which may still fail with `BLKIF_RSP_EOPNOTSUPP`:
 *
 * - `feature-barrier` (switch, 0): `BLKIF_OP_WRITE_BARRIER`.
 * - `feature-flush-cache` (switch, 0): `BLKIF_OP_FLUSH_DISKCACHE`.
 * - `feature-discard` (switch, 0): `BLKIF_OP_DISCARD`.
 * - `feature-max-indirect-segments` (number): `BLKIF_OP_INDIRECT`, with at most this number of
 *   segments. Absent if the operation is not supported.
 * - `feature-persistent` (switch, 0): supports persistent grants, see below.
 *
 * Transport. The first two nodes are equivalent; a backend that supports multi-page rings writes
 * both, as frontends use either:
 *
 * - `max-ring-page-order` (number, 0): log2 of the maximum number of pages of a ring.
 * - `max-ring-pages` (number, 1): the maximum number of pages, a power of two; older.
 * - `multi-queue-max-queues` (number, 1): the maximum number of rings.
 *
 * Properties of the disk:
 *
 * - `sectors` (64-bit number): the size in units of 512 bytes; a multiple of `physical-sector-size`
 *   in bytes.
 * - `sector-size` (number): the logical block size in bytes, a power of two, at least 512.
 * - `physical-sector-size` (number, as `sector-size`): the physical block size, a multiple of
 *   `sector-size`.
 * - `info` (number): the kind of disk, a `flags vdisk_info`.
 * - `discard-granularity` (number, as `sector-size`): the unit of discards in bytes.
 * - `discard-alignment` (number, 0): the offset of the first discard unit in bytes. A backend that
 *   supports discard writes both.
 * - `discard-secure` (switch, 0): supports `BLKIF_DISCARD_SECURE`.
 *
 * For the backend and its hotplug scripts only: `mode` ("r" or "w"), `params` (the image, in a
 * format of the toolstack), `physical-device` ("MAJOR:MINOR" in hexadecimal),
 * `physical-device-path`, `type` ("phy", "file" or "tap"), `direct-io-safe` (switch, 0: whether
 * guest pages may be passed to storage that may access them after they are unmapped), and
 * `discard-enable` (switch, 1; written by the toolstack, 0 disables discard).
 *
 * # Frontend nodes
 *
 * - `event-channel` (number): the event channel for ring notifications.
 * - `ring-ref` (number): the grant of a single-page ring.
 * - `ring-ref0`, `ring-ref1` and so on (numbers): the grants of a multi-page ring, instead of
 *   `ring-ref`.
 * - `ring-page-order` (number, 0) and `num-ring-pages` (number, 1): the chosen number of pages, in
 *   either unit.
 * - `protocol` (text, default the backend's own): the ABI of the records, one of
 *   `XEN_IO_PROTO_ABI_*` (`io/protocols.h`).
 * - `feature-persistent` (switch, 0): uses persistent grants, see below.
 * - `multi-queue-num-queues` (number, 1): the chosen number of rings. With two or more, the nodes
 *   for port and pages are in a directory per ring, `queue-0`, `queue-1` and so on; nodes common to
 *   all rings, such as `ring-page-order`, stay here.
 * - `feature-large-sector-size`: obsolete; neither write nor use it.
 *
 * The toolstack writes `virtual-device` (a number that identifies the disk), `device-type` ("disk",
 * "cdrom", ...), and `trusted` (switch, 1). 0: the frontend must not trust the backend and bounces
 * its data.
 *
 * # Persistent grants
 *
 * Mapping and unmapping a page per request is expensive. If both sides have `feature-persistent`,
 * the frontend grants a fixed set of pages for writing, uses only these, and copies its data to and
 * from them; the backend keeps them mapped. The backend may unmap the least recently used ones; the
 * frontend should therefore reuse the most recently used one. A frontend can do this with any
 * backend.
 */

#ifndef blkif_vdev_t
/* A virtual device number. */
#define blkif_vdev_t uint16_t
#endif
/* A sector number. */
#define blkif_sector_t uint64_t

/* The operations of requests. */
/* ` enum blkif_operation { // BLKIF_OP_* */
/* Reads sectors. */
#define BLKIF_OP_READ            0
/* Writes sectors. */
#define BLKIF_OP_WRITE           1
/*
 * Writes sectors as a barrier; needs `feature-barrier`.
 *
 * The write happens after all earlier writes and before all later ones.
 */
#define BLKIF_OP_WRITE_BARRIER   2
/* Flushes the disk's write cache; needs `feature-flush-cache`. */
#define BLKIF_OP_FLUSH_DISKCACHE 3
/* Reserved for a device-specific command of one distribution. */
#define BLKIF_OP_RESERVED_1      4
/* Discards sectors (`struct blkif_request_discard`); needs `feature-discard`. */
#define BLKIF_OP_DISCARD         5
/*
 * Reads or writes with indirect segments (`struct blkif_request_indirect`).
 *
 * Needs `feature-max-indirect-segments`.
 */
#define BLKIF_OP_INDIRECT        6
/* ` } */

/* The maximum number of segments of a direct request: 32 requests fit a page. */
#define BLKIF_MAX_SEGMENTS_PER_REQUEST 11

/* The maximum number of pages of segments of an indirect request. */
#define BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST 8

/* A segment: consecutive sectors of one page, which has eight sectors. */
struct blkif_request_segment {
    grant_ref_t gref;        /* the grant of the page */
    uint8_t first_sect;      /* the first sector in the page, of 512 bytes */
    uint8_t last_sect;       /* the last sector in the page, inclusive */
};

/* A request to read, write or flush. All kinds of requests start with `operation`. */
struct blkif_request {
    uint8_t operation;       /* the operation; => enum blkif_operation */
    uint8_t nr_segments;     /* the number of segments; 0 for a flush without data */
    blkif_vdev_t handle;     /* the disk, from `virtual-device`; for reads and writes */
    uint64_t id;             /* the ID of the request, repeated in the response */
    blkif_sector_t sector_number; /* the first sector on the disk, of 512 bytes */
    struct blkif_request_segment seg[BLKIF_MAX_SEGMENTS_PER_REQUEST]; /* the segments */
};
/* Short name of `struct blkif_request`. */
typedef struct blkif_request blkif_request_t;

/* Flags for `BLKIF_OP_DISCARD`. */
/* ` flags blkif_discard_flags { // BLKIF_DISCARD_* */
/* Secure discard: no copy stays readable; ignored without `discard-secure`. */
#define BLKIF_DISCARD_SECURE (1 << 0)
/* ` } */

/* A discard request. */
struct blkif_request_discard {
    uint8_t operation;       /* `BLKIF_OP_DISCARD`; => enum blkif_operation */
    uint8_t flag;            /* flags; => flags blkif_discard_flags */
    blkif_vdev_t handle;     /* the disk, from `virtual-device` */
    uint64_t id;             /* the ID of the request, repeated in the response */
    blkif_sector_t sector_number; /* the first sector, of 512 bytes, aligned to
                                     `discard-granularity` */
    uint64_t nr_sectors;     /* the number of sectors */
};
/* Short name of `struct blkif_request_discard`. */
typedef struct blkif_request_discard blkif_request_discard_t;

/*
 * A request with indirect segments.
 *
 * Its pages hold arrays of `struct blkif_request_segment`; only the pages that the segments need
 * are used.
 */
struct blkif_request_indirect {
    uint8_t operation;       /* `BLKIF_OP_INDIRECT`; => enum blkif_operation */
    uint8_t indirect_op;     /* `BLKIF_OP_READ` or `BLKIF_OP_WRITE`; => enum blkif_operation */
    uint16_t nr_segments;    /* the number of segments, at most `feature-max-indirect-segments` */
    uint64_t id;             /* the ID of the request, repeated in the response */
    blkif_sector_t sector_number; /* the first sector on the disk, of 512 bytes */
    blkif_vdev_t handle;     /* the disk, from `virtual-device` */
    /* the grants of the pages with the segments */
    grant_ref_t indirect_grefs[BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST];
#ifdef __i386__
    uint64_t pad;
#endif
};
/* Short name of `struct blkif_request_indirect`. */
typedef struct blkif_request_indirect blkif_request_indirect_t;

/* The status of a response. */
/* ` enum blkif_status { // BLKIF_RSP_* */
#define BLKIF_RSP_EOPNOTSUPP -2 /* The operation is not supported, although announced. */
#define BLKIF_RSP_ERROR      -1 /* The request failed. */
#define BLKIF_RSP_OKAY       0  /* Success. */
/* ` } */

/* A response. Responses arrive in any order. */
struct blkif_response {
    uint64_t id;             /* the ID of the request */
    uint8_t operation;       /* the operation; => enum blkif_operation */
    int16_t status;          /* the status; => enum blkif_status */
};
/* Short name of `struct blkif_response`. */
typedef struct blkif_response blkif_response_t;

/* The ring of a block device. */
DEFINE_RING_TYPES(blkif, struct blkif_request, struct blkif_response);

/* Flags of the node `info`. */
/* ` flags vdisk_info { // VDISK_* */
#define VDISK_CDROM     0x1 /* A CD-ROM. */
#define VDISK_REMOVABLE 0x2 /* A removable medium. */
#define VDISK_READONLY  0x4 /* Read-only. */
/* ` } */

#endif /* __XEN_PUBLIC_IO_BLKIF_H__ */
