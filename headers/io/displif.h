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
 * A virtual display has one *connector* or more, each of which is a screen. The frontend makes
 * *display buffers*, memory that both sides reach by grants, and *frame buffers* within them, and
 * chooses which frame buffer a connector shows. Buffers can be smaller or larger than the screen,
 * as the backend may show them as part of something else. Where this is too much, `io/fbif.h` does
 * with one buffer; a guest can have both.
 *
 * Each connector has a ring of requests (`io/ring.h`, `xen_displif`), all of them 64 bytes, and a
 * page of events from the backend. Requests that are about the display as a whole go by the ring of
 * connector 0.
 *
 * A buffer is known by a *cookie*: a number that the frontend chooses, unique in the guest as long
 * as the buffer is there, and not 0.
 *
 * # How a picture gets to the screen
 *
 * 1. `XENDISPL_OP_DBUF_CREATE` makes a display buffer. Its pages are told by a list of pages
 *    (`struct xendispl_page_directory`) full of grant references. Either the frontend fills these
 *    in, for memory of its own, or it asks the backend to bring the memory
 *    (`XENDISPL_DBUF_FLG_REQ_ALLOC`, if `be-alloc` is 1), which then fills them in for the frontend
 *    to map.
 * 2. `XENDISPL_OP_FB_ATTACH` makes a frame buffer of it.
 * 3. `XENDISPL_OP_SET_CONFIG`, by the ring of the connector, sets the mode and shows the frame
 *    buffer.
 * 4. `XENDISPL_OP_PG_FLIP`, by the same ring, shows another one. `XENDISPL_EVT_PG_FLIP` tells when
 *    that has happened; until then the one that was shown before is still in use.
 * 5. `XENDISPL_OP_SET_CONFIG` with all zeros switches the connector off, `XENDISPL_OP_FB_DETACH`
 *    and `XENDISPL_OP_DBUF_DESTROY` remove the buffers.
 *
 * # Set-up
 *
 * In xenstore, under `device/vdispl`; the constants `XENDISPL_FIELD_...` name the nodes, and say
 * who writes them. Numbers are decimal. What belongs to a connector stands in a directory of the
 * connector's number, from 0 on, in the frontend's directory.
 *
 * 1. The toolstack writes both directories, with the state initialising; in the frontend's the
 *    connectors and their resolutions, and whether the backend brings memory.
 * 2. The backend finds its device, writes `versions`, and goes on to the state waiting (InitWait).
 * 3. The frontend reads its configuration, chooses a version, makes rings, pages and ports for each
 *    connector, writes them, and goes on to initialised.
 * 4. The backend connects to them, and goes on to connected.
 * 5. The frontend makes its screens, and goes on to connected.
 *
 * When the backend's state becomes closing, closed or unknown, the frontend removes its screens and
 * ports, and goes on to closed. When the frontend fails, the backend treats it as closed.
 *
 * After a failure of the backend, the frontend tries to remove its screens. If that is possible at
 * once, it goes on to initialising, and is ready for another connection. If programs still use
 * them, it goes on to reconfiguring: it lets no new ones in, has the others fail, and goes on to
 * initialising when the last is gone, however it gets to know that.
 *
 * # Rules
 *
 * Bytes that no member covers, members called reserved and flags without a meaning are 0. The
 * result of a request is 0, or the negative of one of Xen's error numbers (`errno.h`). The grant
 * reference 0 is none, as a driver is never given that one. Pages have 4096 bytes.
 */

/* The version of this protocol that the header describes, as a text for xenstore. */
#define XENDISPL_PROTOCOL_VERSION "2"
/* The version of this protocol that the header describes, as a number. */
#define XENDISPL_PROTOCOL_VERSION_INT 2

/* What a request asks for. Numbers below 16 are not to be used. */
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

/* What an event tells. */
/* ` enum xendispl_event_type { // XENDISPL_EVT_* */
#define XENDISPL_EVT_PG_FLIP 0x00 /* A frame buffer is on the screen. */
/* ` } */

/* What displays are called in xenstore's paths. */
#define XENDISPL_DRIVER_NAME "vdispl"

/* What stands between the items of a list in xenstore. */
#define XENDISPL_LIST_SEPARATOR ","
/* What stands between width and height in xenstore. */
#define XENDISPL_RESOLUTION_SEPARATOR "x"

/* The backend writes the versions here that it speaks, a list. */
#define XENDISPL_FIELD_BE_VERSIONS "versions"
/* The frontend writes the one here that it chose of them. */
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
 * It tells the backend which data belongs to the connector.
 */
#define XENDISPL_FIELD_UNIQUE_ID "unique-id"

/* How many bytes a block of a screen's description has. */
#define XENDISPL_EDID_BLOCK_SIZE 128
/* How many blocks a screen's description has at most. */
#define XENDISPL_EDID_BLOCK_COUNT 256
/* How many bytes there must be room for, for a screen's description. */
#define XENDISPL_EDID_MAX_SIZE (XENDISPL_EDID_BLOCK_SIZE * XENDISPL_EDID_BLOCK_COUNT)

/* How a display buffer is made. */
/* ` flags xendispl_dbuf_flags { // XENDISPL_DBUF_FLG_* */
#define XENDISPL_DBUF_FLG_REQ_ALLOC (1 << 0) /* The backend allocates the memory, and provides the
                                                grant references. */
/* ` } */

/*
 * For `XENDISPL_OP_DBUF_CREATE`: makes a display buffer.
 *
 * How many grant references the directory has is not said: it is as many as the buffer needs pages.
 * Where the backend brings the memory, the frontend makes the pages of the directory, grants them
 * and ties them together; the grant references in them are there with the response.
 */
struct xendispl_dbuf_create_req {
    uint64_t dbuf_cookie;    /* its cookie, which must not be in use */
    uint32_t width;          /* its width, in pixels */
    uint32_t height;         /* its height, in pixels */
    uint32_t bpp;            /* the bits per pixel */
    uint32_t buffer_sz;      /* the size in bytes */
    uint32_t flags;          /* the flags; => flags xendispl_dbuf_flags */
    grant_ref_t gref_directory; /* the grant of the first page of its directory */
    uint32_t data_ofs;       /* the offset of the image in the buffer, in bytes */
};

/* A page of a directory: which pages a buffer consists of, in order. */
struct xendispl_page_directory {
    grant_ref_t gref_dir_next_page; /* the grant of the directory's next page, or 0 if this is the
                                       last */
    grant_ref_t gref[XENPV_FLEX_ARRAY_DIM]; /* the grants of the buffer's pages, as many as this
                                               page has room for */
};

/* For `XENDISPL_OP_DBUF_DESTROY`: removes a display buffer. */
struct xendispl_dbuf_destroy_req {
    uint64_t dbuf_cookie;    /* its cookie */
};

/* For `XENDISPL_OP_FB_ATTACH`: makes a frame buffer within a display buffer. */
struct xendispl_fb_attach_req {
    uint64_t dbuf_cookie;    /* the display buffer */
    uint64_t fb_cookie;      /* the frame buffer's cookie, which must not be in use */
    uint32_t width;          /* its width, in pixels */
    uint32_t height;         /* its height, in pixels */
    uint32_t pixel_format;   /* the format of a pixel: a FOURCC, the first letter in the lowest
                                byte */
};

/* For `XENDISPL_OP_FB_DETACH`: removes a frame buffer. */
struct xendispl_fb_detach_req {
    uint64_t fb_cookie;      /* its cookie */
};

/*
 * For `XENDISPL_OP_SET_CONFIG`: enables a connector.
 *
 * All members 0 disable it. The rectangle must be within the screen.
 */
struct xendispl_set_config_req {
    uint64_t fb_cookie;      /* the frame buffer that is shown */
    uint32_t x;              /* the left edge of what is shown, in pixels */
    uint32_t y;              /* the upper edge of what is shown, in pixels */
    uint32_t width;          /* its width, in pixels */
    uint32_t height;         /* its height, in pixels */
    uint32_t bpp;            /* the bits per pixel */
};

/* For `XENDISPL_OP_PG_FLIP`: shows another frame buffer. */
struct xendispl_page_flip_req {
    uint64_t fb_cookie;      /* the frame buffer */
};

/*
 * For `XENDISPL_OP_GET_EDID`: returns the EDID of the screen.
 *
 * If the backend refuses, `resolution` applies.
 */
struct xendispl_get_edid_req {
    uint32_t buffer_sz;      /* how many bytes there is room for, at least
                                `XENDISPL_EDID_MAX_SIZE` */
    grant_ref_t gref_directory; /* the grant of the first page of the directory of that room */
};

/* The answer to `XENDISPL_OP_GET_EDID`. */
struct xendispl_get_edid_resp {
    uint32_t edid_sz;        /* how many bytes the description has */
};

/* For `XENDISPL_EVT_PG_FLIP`: a frame buffer is on the screen. */
struct xendispl_pg_flip_evt {
    uint64_t fb_cookie;      /* the frame buffer */
};

/* A request. */
struct xendispl_req {
    uint16_t id;             /* the ID of the request, repeated in the response */
    uint8_t operation;       /* what it asks for; => enum xendispl_operation */
    uint8_t reserved[5];
    union {
        struct xendispl_dbuf_create_req dbuf_create; /* XENDISPL_OP_DBUF_CREATE: the display buffer
                                                        to make */
        struct xendispl_dbuf_destroy_req dbuf_destroy; /* XENDISPL_OP_DBUF_DESTROY: the display
                                                          buffer to remove */
        struct xendispl_fb_attach_req fb_attach; /* XENDISPL_OP_FB_ATTACH: the frame buffer to
                                                    make */
        struct xendispl_fb_detach_req fb_detach; /* XENDISPL_OP_FB_DETACH: the frame buffer to
                                                    remove */
        struct xendispl_set_config_req set_config; /* XENDISPL_OP_SET_CONFIG: the mode */
        struct xendispl_page_flip_req pg_flip; /* XENDISPL_OP_PG_FLIP: the frame buffer to show */
        struct xendispl_get_edid_req get_edid; /* XENDISPL_OP_GET_EDID: where there is room for the
                                                  answer */
        uint8_t reserved[56]; /* all its bytes */
    } op;                    /* the details; => by operation */
};

/* A response. */
struct xendispl_resp {
    uint16_t id;             /* the ID of the request */
    uint8_t operation;       /* that of the request; => enum xendispl_operation */
    uint8_t reserved;
    int32_t status;          /* 0, or the negative of an error number of Xen's */
    union {
        struct xendispl_get_edid_resp get_edid; /* XENDISPL_OP_GET_EDID: the answer */
        uint8_t reserved1[56]; /* all its bytes */
    } op;                    /* the answer; => by operation */
};

/* An event. */
struct xendispl_evt {
    uint16_t id;             /* the frontend need not look at it */
    uint8_t type;            /* what it tells; => enum xendispl_event_type */
    uint8_t reserved[5];
    union {
        struct xendispl_pg_flip_evt pg_flip; /* XENDISPL_EVT_PG_FLIP: what is shown */
        uint8_t reserved[56]; /* all its bytes */
    } op;                    /* the details; => by type */
};

/* The ring of requests of a connector. */
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
    uint32_t in_cons;        /* events that have been read; written by the frontend */
    uint32_t in_prod;        /* events that have been sent; written by the backend */
    uint8_t reserved[56];
};

/* The size of the event page in bytes. */
#define XENDISPL_EVENT_PAGE_SIZE 4096
/* The offset of the array of events in the page. */
#define XENDISPL_IN_RING_OFFS (sizeof(struct xendispl_event_page))
/* The size of the array of events in bytes. */
#define XENDISPL_IN_RING_SIZE (XENDISPL_EVENT_PAGE_SIZE - XENDISPL_IN_RING_OFFS)
/* How many events there is room for. */
#define XENDISPL_IN_RING_LEN (XENDISPL_IN_RING_SIZE / sizeof(struct xendispl_evt))
/* The array of events, in the page at `page`. */
#define XENDISPL_IN_RING(page) ((struct xendispl_evt *)((char *)(page) + XENDISPL_IN_RING_OFFS))
/* The event that the counter `idx` means. */
#define XENDISPL_IN_RING_REF(page, idx) (XENDISPL_IN_RING((page))[(idx) % XENDISPL_IN_RING_LEN])

#endif /* __XEN_PUBLIC_IO_DISPLIF_H__ */
