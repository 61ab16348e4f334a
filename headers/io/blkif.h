/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Block devices: how a guest's disk driver reaches the domain that has the disk.
 */

#ifndef __XEN_PUBLIC_IO_BLKIF_H__
#define __XEN_PUBLIC_IO_BLKIF_H__

#include "ring.h"
#include "../grant_table.h"

/*
 * `incontents 182 blkif Block devices
 *
 * The frontend, in the guest, puts requests on a ring (see `io/ring.h`): read these sectors into these granted pages, write them, flush.
 * The backend, in the domain that has the disk, answers each with a response. Both honour `req_event` and `rsp_event`, so most
 * requests and responses need no event.
 *
 * All sectors in requests have 512 bytes, whatever `sector-size` says; but offsets and lengths are multiples of `sector-size`.
 *
 * # Connecting
 *
 * Each side has a directory in xenstore, `device/vbd/N` below the guest's own and `backend/vbd/GUEST/N` below the backend's, with a
 * node `state` that holds an `enum xenbus_state` (see `io/xenbus.h`). The toolstack makes both, in the state Initialising, and
 * tells each where the other is. Then, in this order:
 *
 * 1. The backend looks at the disk it is to offer, opens it, writes its features and the limits for the ring, and goes to InitWait.
 * 2. The frontend reads these, makes the ring or rings and a port for each, writes what it chose, and goes to Initialised.
 * 3. The backend reads that, maps the rings and binds the ports, writes the properties of the disk, and goes to Connected.
 * 4. The frontend reads the properties, lets its kernel use the disk, and goes to Connected.
 *
 * A side that offers nothing beyond the defaults need not wait for the other in the first two steps: a frontend may go to
 * Initialised at once with the default transport, and a backend may skip InitWait for Initialised. A side that does negotiate must put
 * up with that, and do the work of the skipped state when it enters the next one.
 *
 * All nodes hold text; numbers are decimal, a switch is "0" or "1". A node that is missing has its default.
 *
 * # What the backend writes
 *
 * Features; each but the last two announces an operation, which may still end with `BLKIF_RSP_EOPNOTSUPP`:
 *
 * - `feature-barrier` (switch, 0): `BLKIF_OP_WRITE_BARRIER`.
 * - `feature-flush-cache` (switch, 0): `BLKIF_OP_FLUSH_DISKCACHE`.
 * - `feature-discard` (switch, 0): `BLKIF_OP_DISCARD`.
 * - `feature-max-indirect-segments` (number): `BLKIF_OP_INDIRECT`, with at most so many segments in a request. A backend that does not
 *   know the operation does not write the node.
 * - `feature-persistent` (switch, 0): it can keep pages mapped from one request to the next, see below.
 *
 * Transport; the first two say the same in different units, and a backend with rings of several pages writes both, as there are frontends
 * for either:
 *
 * - `max-ring-page-order` (number, 0): how many pages a ring may have, as a power of two: 2 for four pages.
 * - `max-ring-pages` (number, 1): the same as a plain number, a power of two; of old.
 * - `multi-queue-max-queues` (number, 1): how many rings there may be.
 *
 * Properties of the disk:
 *
 * - `sectors` (number of 64 bits): its size in units of 512 bytes; a multiple of `physical-sector-size` in bytes.
 * - `sector-size` (number): the smallest unit of access in bytes, a power of two and at least 512.
 * - `physical-sector-size` (number, as `sector-size`): the unit that the storage itself uses, a multiple of `sector-size`.
 * - `info` (number): what kind of disk it is, a `flags vdisk_info`.
 * - `discard-granularity` (number, as `sector-size`): in units of so many bytes space can be given back.
 * - `discard-alignment` (number, 0): at which byte the first of these units starts. A backend that offers discard writes both.
 * - `discard-secure` (switch, 0): `BLKIF_DISCARD_SECURE` is understood.
 *
 * For itself, or for the scripts that attach a disk, and not to be read by the frontend: `mode` ("r" or "w": whether it may be
 * written), `params` (what to attach, in a form of the toolstack's), `physical-device` ("MAJOR:MINOR" in
 * hexadecimal), `physical-device-path`, `type` ("phy", "file" or "tap"), `direct-io-safe` (switch, 0: whether the storage may be given
 * pages of a guest that might be unmapped before it has sent them), and `discard-enable` (switch, 1; the toolstack writes it: 0 forbids
 * to offer discard).
 *
 * # What the frontend writes
 *
 * - `event-channel` (number): the port that tells of news in the ring.
 * - `ring-ref` (number): the grant of the ring's page, if it has one.
 * - `ring-ref0`, `ring-ref1` and so on (numbers): the grants of its pages, if it has several; then there is no `ring-ref`.
 * - `ring-page-order` (number, 0) and `num-ring-pages` (number, 1): how many pages it chose, in either unit.
 * - `protocol` (text, default the backend's own): for which machine the records on the ring are laid out, one of `XEN_IO_PROTO_ABI_*`
 *   (see `io/protocols.h`).
 * - `feature-persistent` (switch, 0): it uses the same pages over and over, see below.
 * - `multi-queue-num-queues` (number, 1): how many rings it chose. With two or more, the nodes for port and pages are not here but in a
 *   directory for each ring, `queue-0`, `queue-1` and so on; nodes that concern all rings, such as `ring-page-order`, stay here.
 * - `feature-large-sector-size`: of a time when some counted in units of `sector-size`; neither write it nor act on it.
 *
 * The toolstack gives the frontend `virtual-device` (a number that says which disk this is to be, as a kernel would name
 * it), `device-type` ("disk", "cdrom", ...), and `trusted` (switch, 1: with 0 the frontend had better not believe the backend, and copy
 * its data out of reach).
 *
 * # Pages that stay mapped
 *
 * To map and unmap a page for each request is dear. If both sides have `feature-persistent`, the frontend grants a set of pages for
 * writing, whatever the request, uses only these, and copies its data from and to them; the backend keeps them mapped. The backend may
 * drop some when it runs short, best those that were used longest ago; so the frontend had better take the one it used last. A frontend
 * may work like this with any backend.
 */

#ifndef blkif_vdev_t
/* The type of the number of a disk. */
#define blkif_vdev_t uint16_t
#endif
/* The type of the number of a sector. */
#define blkif_sector_t uint64_t

/* What a request asks for. */
/* ` enum blkif_operation { // BLKIF_OP_* */
/* Reads sectors. */
#define BLKIF_OP_READ            0
/* Writes sectors. */
#define BLKIF_OP_WRITE           1
/* Writes sectors, after every write that came before is done, and before any that comes later is begun; with `feature-barrier`. */
#define BLKIF_OP_WRITE_BARRIER   2
/* Has the disk put on stable storage what it holds in its cache; with `feature-flush-cache`. */
#define BLKIF_OP_FLUSH_DISKCACHE 3
/* Kept free for a command of one device that a distribution once had. */
#define BLKIF_OP_RESERVED_1      4
/* Tells that sectors are not needed any more (`struct blkif_request_discard`); with `feature-discard`. */
#define BLKIF_OP_DISCARD         5
/*
 * Reads or writes with more segments than a request holds (`struct blkif_request_indirect`); with `feature-max-indirect-segments`.
 */
#define BLKIF_OP_INDIRECT        6
/* ` } */

/* How many segments a request holds: 32 requests and the ring's counters fit into one page. */
#define BLKIF_MAX_SEGMENTS_PER_REQUEST 11

/* How many pages of segments a `struct blkif_request_indirect` names. */
#define BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST 8

/* A piece of memory to read into or to write from: consecutive sectors of one page, which has eight of them. */
struct blkif_request_segment {
    grant_ref_t gref;        /* the grant of the page */
    uint8_t first_sect;      /* the first sector within the page, of 512 bytes each */
    uint8_t last_sect;       /* the last sector within the page, which is included */
};

/* A request to read, to write or to flush; what it begins with is the same for all of them up to `operation`. */
struct blkif_request {
    uint8_t operation;       /* what to do; => enum blkif_operation */
    uint8_t nr_segments;     /* how many segments count; 0 for a flush without data */
    blkif_vdev_t handle;     /* the disk, as `virtual-device` says; for reading and writing */
    uint64_t id;             /* the frontend's mark, which comes back in the response */
    blkif_sector_t sector_number; /* the first sector on the disk, of 512 bytes each */
    struct blkif_request_segment seg[BLKIF_MAX_SEGMENTS_PER_REQUEST]; /* the memory, in order */
};
/* Short name of `struct blkif_request`. */
typedef struct blkif_request blkif_request_t;

/* What else is asked of `BLKIF_OP_DISCARD`. */
/* ` flags blkif_discard_flags { // BLKIF_DISCARD_* */
/* That no copy of the data remains readable on the device when the response comes; without `discard-secure` it has no effect. */
#define BLKIF_DISCARD_SECURE (1 << 0)
/* ` } */

/* A request to discard, in the place of a `struct blkif_request`. */
struct blkif_request_discard {
    uint8_t operation;       /* `BLKIF_OP_DISCARD`; => enum blkif_operation */
    uint8_t flag;            /* what else is asked; => flags blkif_discard_flags */
    blkif_vdev_t handle;     /* the disk, as `virtual-device` says */
    uint64_t id;             /* the frontend's mark, which comes back in the response */
    blkif_sector_t sector_number; /* the first sector, of 512 bytes, on a border of `discard-granularity` */
    uint64_t nr_sectors;     /* how many sectors */
};
/* Short name of `struct blkif_request_discard`. */
typedef struct blkif_request_discard blkif_request_discard_t;

/*
 * A request with more segments, in the place of a `struct blkif_request`. Its pages hold arrays of `struct blkif_request_segment`, as
 * many as fit into each, and no more pages count than the segments need.
 */
struct blkif_request_indirect {
    uint8_t operation;       /* `BLKIF_OP_INDIRECT`; => enum blkif_operation */
    uint8_t indirect_op;     /* `BLKIF_OP_READ` or `BLKIF_OP_WRITE`; => enum blkif_operation */
    uint16_t nr_segments;    /* how many segments, at most `feature-max-indirect-segments` */
    uint64_t id;             /* the frontend's mark, which comes back in the response */
    blkif_sector_t sector_number; /* the first sector on the disk, of 512 bytes each */
    blkif_vdev_t handle;     /* the disk, as `virtual-device` says */
    grant_ref_t indirect_grefs[BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST]; /* the grants of the pages that hold the segments */
#ifdef __i386__
    uint64_t pad;
#endif
};
/* Short name of `struct blkif_request_indirect`. */
typedef struct blkif_request_indirect blkif_request_indirect_t;

/* How a request ended. */
/* ` enum blkif_status { // BLKIF_RSP_* */
#define BLKIF_RSP_EOPNOTSUPP -2 /* The backend cannot do this operation, although it announced it. */
#define BLKIF_RSP_ERROR      -1 /* It failed. */
#define BLKIF_RSP_OKAY       0  /* It is done. */
/* ` } */

/* The response to any request. Responses come in any order. */
struct blkif_response {
    uint64_t id;             /* the mark of the request */
    uint8_t operation;       /* what was asked for; => enum blkif_operation */
    int16_t status;          /* how it ended; => enum blkif_status */
};
/* Short name of `struct blkif_response`. */
typedef struct blkif_response blkif_response_t;

/* The ring of a block device. */
DEFINE_RING_TYPES(blkif, struct blkif_request, struct blkif_response);

/* What kind of disk it is: the node `info`. */
/* ` flags vdisk_info { // VDISK_* */
#define VDISK_CDROM     0x1 /* A compact disc. */
#define VDISK_REMOVABLE 0x2 /* One whose medium can be taken out. */
#define VDISK_READONLY  0x4 /* One that cannot be written. */
/* ` } */

#endif /* __XEN_PUBLIC_IO_BLKIF_H__ */
