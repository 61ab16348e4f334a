/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * A virtual frame buffer in the memory of the guest.
 */

#ifndef __XEN_PUBLIC_IO_FBIF_H__
#define __XEN_PUBLIC_IO_FBIF_H__

#include <stdint.h>

/*
 * `incontents 185 fbif Frame buffer
 *
 * The frontend draws into its own memory, which the backend maps and displays. They exchange only
 * events of 40 bytes, through one shared page that starts with a `struct xenfb_page` and works like
 * the page of `io/kbdif.h`:
 *
 * - in: from the backend to the frontend, `XENFB_IN_RING_LEN` events at offset
 *   `XENFB_IN_RING_OFFS`;
 * - out: from the frontend to the backend, `XENFB_OUT_RING_LEN` events at offset
 *   `XENFB_OUT_RING_OFFS`.
 *
 * The page also contains the dimensions of the screen and, in `pd`, the location of the video
 * memory. Each element of `pd` is the frame number of a page that contains frame numbers of the
 * same width, one per page of the video memory, in order.
 *
 * # Connecting
 *
 * The directories in xenstore are those of a `vfb` device. Numbers are decimal.
 *
 * - The backend writes `feature-resize` (1 if it supports `XENFB_TYPE_RESIZE`), and may write
 *   `videoram`, the size of the video memory in MiB.
 * - The frontend fills in the page, and writes `page-ref` (the frame number of the page),
 *   `event-channel` (a port that it allocated for the backend), `protocol` (the width of frame
 *   numbers, see `io/protocols.h`) and `feature-update` (1 if it can send `XENFB_TYPE_UPDATE`).
 * - The backend writes `request-update`, 1 to request these events. Without them, it must poll the
 *   whole video memory.
 *
 * # Rules for events
 *
 * The frontend sends only requested events: a backend treats any other event as an error. A
 * frontend ignores events of an unknown type. Unused bytes of an event are 0.
 */

/* Types of events from the frontend. */
/* ` enum xenfb_out_type { // XENFB_TYPE_* */
#define XENFB_TYPE_UPDATE 2 /* A rectangle was updated. */
#define XENFB_TYPE_RESIZE 3 /* The screen has new dimensions. */
/* ` } */

/*
 * A rectangle was updated and must be redrawn.
 *
 * Sent if `request-update` is set.
 */
struct xenfb_update {
    uint8_t type;            /* `XENFB_TYPE_UPDATE`; => enum xenfb_out_type */
    int32_t x;               /* the left edge in pixels */
    int32_t y;               /* the top edge in pixels */
    int32_t width;           /* the width in pixels */
    int32_t height;          /* the height in pixels */
};

/*
 * The screen has new dimensions, in the same memory.
 *
 * Sent if `feature-resize` is set.
 */
struct xenfb_resize {
    uint8_t type;            /* `XENFB_TYPE_RESIZE`; => enum xenfb_out_type */
    int32_t width;           /* the width in pixels */
    int32_t height;          /* the height in pixels */
    int32_t stride;          /* the distance between two rows in bytes */
    int32_t depth;           /* the bits per pixel */
    int32_t offset;          /* the offset of the first pixel in the video memory, in bytes */
};

/* The size of an event from the frontend in bytes. */
#define XENFB_OUT_EVENT_SIZE 40

/* An event from the frontend; `type` selects the member. */
union xenfb_out_event {
    uint8_t type;            /* the type, at the start of all members; => enum xenfb_out_type */
    struct xenfb_update update; /* XENFB_TYPE_UPDATE: the rectangle */
    struct xenfb_resize resize; /* XENFB_TYPE_RESIZE: the new dimensions */
    char pad[XENFB_OUT_EVENT_SIZE]; /* all bytes of the event */
};

/* Types of events from the backend. */
/* ` enum xenfb_in_type { // XENFB_TYPE_* */
#define XENFB_TYPE_REFRESH_PERIOD 1 /* The refresh period of the backend changed. */
/* ` } */

/* A value of `period`: never, as the screen is not displayed. */
#define XENFB_NO_REFRESH 0

/*
 * The preferred refresh period of the backend.
 *
 * A frontend that draws immediately can ignore it. A frontend that collects updates should draw and
 * send the requested events at once, and again after each period.
 */
struct xenfb_refresh_period {
    uint8_t type;            /* `XENFB_TYPE_REFRESH_PERIOD`; => enum xenfb_in_type */
    uint32_t period;         /* the refresh period in milliseconds, or `XENFB_NO_REFRESH` */
};

/* The size of an event from the backend in bytes. */
#define XENFB_IN_EVENT_SIZE 40

/* An event from the backend; `type` selects the member. */
union xenfb_in_event {
    uint8_t type;            /* the type, at the start of all members; => enum xenfb_in_type */
    struct xenfb_refresh_period refresh_period; /* XENFB_TYPE_REFRESH_PERIOD: the refresh period */
    char pad[XENFB_IN_EVENT_SIZE]; /* all bytes of the event */
};

/* The size of the array of events from the backend in bytes. */
#define XENFB_IN_RING_SIZE 1024
/* The number of events in the array from the backend. */
#define XENFB_IN_RING_LEN (XENFB_IN_RING_SIZE / XENFB_IN_EVENT_SIZE)
/* The offset of the array of events from the backend in bytes. */
#define XENFB_IN_RING_OFFS 1024
/* The array of events from the backend, in the shared page at `page`. */
#define XENFB_IN_RING(page) ((union xenfb_in_event *)((char *)(page) + XENFB_IN_RING_OFFS))
/* The event from the backend at counter `idx`. */
#define XENFB_IN_RING_REF(page, idx) (XENFB_IN_RING((page))[(idx) % XENFB_IN_RING_LEN])

/* The size of the array of events from the frontend in bytes. */
#define XENFB_OUT_RING_SIZE 2048
/* The number of events in the array from the frontend. */
#define XENFB_OUT_RING_LEN (XENFB_OUT_RING_SIZE / XENFB_OUT_EVENT_SIZE)
/* The offset of the array of events from the frontend in bytes. */
#define XENFB_OUT_RING_OFFS (XENFB_IN_RING_OFFS + XENFB_IN_RING_SIZE)
/* The array of events from the frontend, in the shared page at `page`. */
#define XENFB_OUT_RING(page) ((union xenfb_out_event *)((char *)(page) + XENFB_OUT_RING_OFFS))
/* The event from the frontend at counter `idx`. */
#define XENFB_OUT_RING_REF(page, idx) (XENFB_OUT_RING((page))[(idx) % XENFB_OUT_RING_LEN])

/*
 * The start of the shared page: counters and screen.
 *
 * The frontend fills in everything except the two counters of the backend before it publishes the
 * page. 256 pages of 64-bit frame numbers cover 512 MiB.
 */
struct xenfb_page {
    uint32_t in_cons;        /* the number of events from the backend read; written by the
                                frontend */
    uint32_t in_prod;        /* the number of events from the backend written; written by the
                                backend */
    uint32_t out_cons;       /* the number of events from the frontend read; written by the
                                backend */
    uint32_t out_prod;       /* the number of events from the frontend written; written by the
                                frontend */
    int32_t width;           /* the width of the screen in pixels */
    int32_t height;          /* the height of the screen in pixels */
    uint32_t line_length;    /* the distance between two rows in bytes */
    uint32_t mem_length;     /* the size of the video memory in bytes */
    uint8_t depth;           /* the bits per pixel */
    unsigned long pd[256];   /* the frame numbers of the pages that list the video memory; 0 after
                                the last one */
};

#ifdef __KERNEL__
#define XENFB_WIDTH  800 /* The default width in pixels; the backend must not rely on it. */
#define XENFB_HEIGHT 600 /* The default height in pixels; the backend must not rely on it. */
#define XENFB_DEPTH  32  /* The default bits per pixel; the backend must not rely on it. */
#endif

#endif /* __XEN_PUBLIC_IO_FBIF_H__ */
