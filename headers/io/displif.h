/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Virtual displays: shared display buffers, connectors, modes, page flips.
 */

#ifndef __XEN_PUBLIC_IO_DISPLIF_H__
#define __XEN_PUBLIC_IO_DISPLIF_H__

#include "ring.h"
#include "../grant_table.h"

/*
 * `incontents 187 displif Displays
 *
 * A virtual display has one or more *connectors*, each of which is a screen. The frontend creates
 * *display buffers* in granted memory, creates *frame buffers* in them, and selects the frame
 * buffer that a connector shows. Buffers may be smaller or larger than the screen, as the backend
 * may show them as a part of another image. `io/fbif.h` is a simpler protocol with one buffer; a
 * guest can use both.
 *
 * Each connector has a ring of requests (`io/ring.h`, `xen_displif`) of 64 bytes each, and a page
 * of events from the backend. Requests for the whole display use the ring of connector 0.
 *
 * A *cookie* identifies a buffer: a nonzero number that the frontend chooses, unique in the guest
 * until the buffer is destroyed.
 *
 * # Showing an image
 *
 * 1. `XENDISPL_OP_DBUF_CREATE` creates a display buffer. A page directory
 *    (`struct xendispl_page_directory`) lists the grant references of its pages. The frontend
 *    allocates and grants the pages, or, if `be-alloc` is 1, it may ask the backend to do so
 *    (`XENDISPL_DBUF_FLG_REQ_ALLOC`), and maps them.
 * 2. `XENDISPL_OP_FB_ATTACH` creates a frame buffer in it.
 * 3. `XENDISPL_OP_SET_CONFIG`, on the ring of the connector, sets the mode and shows the frame
 *    buffer.
 * 4. `XENDISPL_OP_PG_FLIP`, on the same ring, shows another frame buffer. The previous one is in
 *    use until `XENDISPL_EVT_PG_FLIP`.
 * 5. `XENDISPL_OP_SET_CONFIG` with all members 0 disables the connector. `XENDISPL_OP_FB_DETACH`
 *    and `XENDISPL_OP_DBUF_DESTROY` destroy the buffers.
 *
 * # Connecting
 *
 * The directories in xenstore are those of a `vdispl` device. The constants `XENDISPL_FIELD_*` are
 * the names of the nodes, and document who writes them. Numbers are decimal. The nodes of a
 * connector are in a subdirectory of the frontend's directory, named by the connector's number from
 * 0.
 *
 * 1. The toolstack creates both directories in state Initialising, and writes the connectors, their
 *    resolutions and `be-alloc` in the frontend's.
 * 2. The backend opens its device, writes `versions`, and enters InitWait.
 * 3. The frontend reads its configuration, chooses a version, allocates a ring, an event page and
 *    event channels per connector, writes them, and enters Initialised.
 * 4. The backend maps and binds them, and enters Connected.
 * 5. The frontend makes the display available, and enters Connected.
 *
 * If the state of the backend becomes Closing, Closed or Unknown, the frontend removes the display
 * and its event channels, and enters Closed. If the frontend fails, the backend acts as if it were
 * Closed.
 *
 * To recover after a failure of the backend, the frontend removes the display. If this succeeds at
 * once, it enters Initialising, and can connect again. If programs still use the display, it enters
 * Reconfiguring, rejects new users, fails the operations of the current ones, and enters
 * Initialising after the last one has closed the display.
 *
 * # Rules
 *
 * Unused bytes, reserved members and undefined flags are 0. The status of a response is 0 or the
 * negative of an error number (`errno.h`). Grant reference 0 means none. Pages have 4096 bytes.
 */

/* The version of this protocol that the header describes, as a string. */
#define XENDISPL_PROTOCOL_VERSION "2"
/* The version of this protocol that the header describes, as a number. */
#define XENDISPL_PROTOCOL_VERSION_INT 2

/* Operations of requests. Numbers below 16 are reserved. */
/* ` enum xendispl_operation { // XENDISPL_OP_* */
#define XENDISPL_OP_DBUF_CREATE  0x10 /* Creates a display buffer; on the ring of connector 0. */
#define XENDISPL_OP_DBUF_DESTROY 0x11 /* Destroys a display buffer; on the ring of connector 0. */
#define XENDISPL_OP_FB_ATTACH    0x12 /* Creates a frame buffer in a display buffer; on the ring of
                                         connector 0. */
#define XENDISPL_OP_FB_DETACH    0x13 /* Destroys a frame buffer; on the ring of connector 0. */
#define XENDISPL_OP_SET_CONFIG   0x14 /* Enables a connector, with a mode and a frame buffer, or
                                         disables it. */
#define XENDISPL_OP_PG_FLIP      0x15 /* Shows another frame buffer on a connector. */
#define XENDISPL_OP_GET_EDID     0x16 /* Returns the EDID of the connector's screen; optional, since
                                         version 2. */
/* ` } */

/* Types of events. */
/* ` enum xendispl_event_type { // XENDISPL_EVT_* */
#define XENDISPL_EVT_PG_FLIP 0x00 /* The page flip is complete: the frame buffer is shown. */
/* ` } */

/* The name of the device in xenstore paths. */
#define XENDISPL_DRIVER_NAME "vdispl"

/* The separator of list items in xenstore. */
#define XENDISPL_LIST_SEPARATOR ","
/* The separator of width and height in xenstore. */
#define XENDISPL_RESOLUTION_SEPARATOR "x"

/* The supported versions, a list; written by the backend. */
#define XENDISPL_FIELD_BE_VERSIONS "versions"
/* The chosen version; written by the frontend. */
#define XENDISPL_FIELD_FE_VERSION "version"
/*
 * By connector: the grant reference of the request ring.
 *
 * Written by the frontend.
 */
#define XENDISPL_FIELD_REQ_RING_REF "req-ring-ref"
/*
 * By connector: the event channel of the request ring.
 *
 * Allocated and written by the frontend.
 */
#define XENDISPL_FIELD_REQ_CHANNEL "req-event-channel"
/*
 * By connector: the grant reference of the event page.
 *
 * Written by the frontend.
 */
#define XENDISPL_FIELD_EVT_RING_REF "evt-ring-ref"
/*
 * By connector: the event channel of the event page.
 *
 * Allocated and written by the frontend.
 */
#define XENDISPL_FIELD_EVT_CHANNEL "evt-event-channel"
/*
 * By connector: the width and height of the screen in pixels.
 *
 * Written by the toolstack. `XENDISPL_OP_GET_EDID` takes precedence.
 */
#define XENDISPL_FIELD_RESOLUTION "resolution"
/*
 * 1 if the backend can allocate display buffers.
 *
 * Written by the toolstack, in the frontend's directory.
 */
#define XENDISPL_FIELD_BE_ALLOC "be-alloc"
/*
 * By connector: a unique ID, such as a UUID.
 *
 * The backend identifies the connector by it.
 */
#define XENDISPL_FIELD_UNIQUE_ID "unique-id"

/* The size of an EDID block in bytes. */
#define XENDISPL_EDID_BLOCK_SIZE 128
/* The maximum number of EDID blocks. */
#define XENDISPL_EDID_BLOCK_COUNT 256
/* The maximum size of an EDID in bytes. */
#define XENDISPL_EDID_MAX_SIZE (XENDISPL_EDID_BLOCK_SIZE * XENDISPL_EDID_BLOCK_COUNT)

/* Flags of a display buffer. */
/* ` flags xendispl_dbuf_flags { // XENDISPL_DBUF_FLG_* */
#define XENDISPL_DBUF_FLG_REQ_ALLOC (1 << 0) /* The backend allocates the memory, and provides the
                                                grant references. */
/* ` } */

/*
 * The display buffer to create.
 *
 * For `XENDISPL_OP_DBUF_CREATE`. The number of grant references in the directory is the size of the
 * buffer in pages. If the backend allocates the buffer, the frontend allocates, grants and links
 * the pages of the directory, and the backend has written the grant references when it responds.
 */
struct xendispl_dbuf_create_req {
    uint64_t dbuf_cookie;    /* the cookie, which must not be in use */
    uint32_t width;          /* the width in pixels */
    uint32_t height;         /* the height in pixels */
    uint32_t bpp;            /* the bits per pixel */
    uint32_t buffer_sz;      /* the size of the buffer in bytes */
    uint32_t flags;          /* flags; => flags xendispl_dbuf_flags */
    grant_ref_t gref_directory; /* the grant of the first directory page */
    uint32_t data_ofs;       /* the offset of the image in the buffer, in bytes */
};

/*
 * One page of a page directory.
 *
 * The directory lists the pages of a buffer in order.
 */
struct xendispl_page_directory {
    grant_ref_t gref_dir_next_page; /* the grant of the next directory page; 0 for the last one */
    grant_ref_t gref[__XENPV_ARRAY_DIM()]; /* the grants of the buffer's pages, as many as the page
                                              has space for */
};

/*
 * The display buffer to destroy.
 *
 * For `XENDISPL_OP_DBUF_DESTROY`.
 */
struct xendispl_dbuf_destroy_req {
    uint64_t dbuf_cookie;    /* the display buffer's cookie */
};

/*
 * The frame buffer to create.
 *
 * For `XENDISPL_OP_FB_ATTACH`.
 */
struct xendispl_fb_attach_req {
    uint64_t dbuf_cookie;    /* the display buffer's cookie */
    uint64_t fb_cookie;      /* the frame buffer's cookie, which must not be in use */
    uint32_t width;          /* the width in pixels */
    uint32_t height;         /* the height in pixels */
    uint32_t pixel_format;   /* the pixel format: a FOURCC, with its first character in the least
                                significant byte */
};

/*
 * The frame buffer to destroy.
 *
 * For `XENDISPL_OP_FB_DETACH`.
 */
struct xendispl_fb_detach_req {
    uint64_t fb_cookie;      /* the frame buffer's cookie */
};

/*
 * The configuration of a connector.
 *
 * For `XENDISPL_OP_SET_CONFIG`. All members 0 disable the connector. The rectangle must be within
 * the screen.
 */
struct xendispl_set_config_req {
    uint64_t fb_cookie;      /* the cookie of the frame buffer to show */
    uint32_t x;              /* the left edge of the rectangle in pixels */
    uint32_t y;              /* the top edge of the rectangle in pixels */
    uint32_t width;          /* the width of the rectangle in pixels */
    uint32_t height;         /* the height of the rectangle in pixels */
    uint32_t bpp;            /* the bits per pixel */
};

/*
 * The frame buffer to show.
 *
 * For `XENDISPL_OP_PG_FLIP`.
 */
struct xendispl_page_flip_req {
    uint64_t fb_cookie;      /* the frame buffer's cookie */
};

/*
 * The buffer for the EDID of the screen.
 *
 * For `XENDISPL_OP_GET_EDID`. If the request fails, `resolution` applies.
 */
struct xendispl_get_edid_req {
    uint32_t buffer_sz;      /* the size of the buffer in bytes, at least
                                `XENDISPL_EDID_MAX_SIZE` */
    grant_ref_t gref_directory; /* the grant of the first page of the buffer's directory */
};

/* The response to `XENDISPL_OP_GET_EDID`. */
struct xendispl_get_edid_resp {
    uint32_t edid_sz;        /* the size of the EDID in bytes */
};

/*
 * The frame buffer that is shown now.
 *
 * For `XENDISPL_EVT_PG_FLIP`.
 */
struct xendispl_pg_flip_evt {
    uint64_t fb_cookie;      /* the frame buffer's cookie */
};

/* A request. */
struct xendispl_req {
    uint16_t id;             /* the ID of the request, repeated in the response */
    uint8_t operation;       /* the operation; => enum xendispl_operation */
    uint8_t reserved[5];
    union {
        struct xendispl_dbuf_create_req dbuf_create; /* XENDISPL_OP_DBUF_CREATE: the display buffer
                                                        to create */
        struct xendispl_dbuf_destroy_req dbuf_destroy; /* XENDISPL_OP_DBUF_DESTROY: the display
                                                          buffer to destroy */
        struct xendispl_fb_attach_req fb_attach; /* XENDISPL_OP_FB_ATTACH: the frame buffer to
                                                    create */
        struct xendispl_fb_detach_req fb_detach; /* XENDISPL_OP_FB_DETACH: the frame buffer to
                                                    destroy */
        struct xendispl_set_config_req set_config; /* XENDISPL_OP_SET_CONFIG: the configuration */
        struct xendispl_page_flip_req pg_flip; /* XENDISPL_OP_PG_FLIP: the frame buffer to show */
        struct xendispl_get_edid_req get_edid; /* XENDISPL_OP_GET_EDID: the buffer for the EDID */
        uint8_t reserved[56]; /* all bytes of the union */
    } op;                    /* the arguments; => by operation */
};

/* A response. */
struct xendispl_resp {
    uint16_t id;             /* the ID of the request */
    uint8_t operation;       /* the operation of the request; => enum xendispl_operation */
    uint8_t reserved;
    int32_t status;          /* 0, or the negative of an error number (`errno.h`) */
    union {
        struct xendispl_get_edid_resp get_edid; /* XENDISPL_OP_GET_EDID: the size of the EDID */
        uint8_t reserved1[56]; /* all bytes of the union */
    } op;                    /* the results; => by operation */
};

/* An event. */
struct xendispl_evt {
    uint16_t id;             /* an ID that the frontend may ignore */
    uint8_t type;            /* the type; => enum xendispl_event_type */
    uint8_t reserved[5];
    union {
        struct xendispl_pg_flip_evt pg_flip; /* XENDISPL_EVT_PG_FLIP: the frame buffer */
        uint8_t reserved[56]; /* all bytes of the union */
    } op;                    /* the details; => by type */
};

/* The request ring of a connector. */
DEFINE_RING_TYPES(xen_displif, struct xendispl_req, struct xendispl_resp);

/*
 * The start of the event page: the counters.
 *
 * The rest is an array of events from the backend to the frontend. Both counters only increase, and
 * wrap at 32 bits. The index of an event is its counter modulo `XENDISPL_IN_RING_LEN`. The backend
 * writes an event, issues a write barrier, advances `in_prod` and sends an event. The frontend may
 * record in `in_cons` how far it has read; nothing depends on it.
 */
struct xendispl_event_page {
    uint32_t in_cons;        /* the number of events read; written by the frontend */
    uint32_t in_prod;        /* the number of events written; written by the backend */
    uint8_t reserved[56];
};

/* The size of the event page in bytes. */
#define XENDISPL_EVENT_PAGE_SIZE 4096
/* The offset of the array of events in the page, in bytes. */
#define XENDISPL_IN_RING_OFFS (sizeof(struct xendispl_event_page))
/* The size of the array of events in bytes. */
#define XENDISPL_IN_RING_SIZE (XENDISPL_EVENT_PAGE_SIZE - XENDISPL_IN_RING_OFFS)
/* The number of events in the array. */
#define XENDISPL_IN_RING_LEN (XENDISPL_IN_RING_SIZE / sizeof(struct xendispl_evt))
/* The array of events, in the page at `page`. */
#define XENDISPL_IN_RING(page) ((struct xendispl_evt *)((char *)(page) + XENDISPL_IN_RING_OFFS))
/* The event at counter `idx`. */
#define XENDISPL_IN_RING_REF(page, idx) (XENDISPL_IN_RING((page))[(idx) % XENDISPL_IN_RING_LEN])

#endif /* __XEN_PUBLIC_IO_DISPLIF_H__ */
