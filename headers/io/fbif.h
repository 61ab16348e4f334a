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
 * that of `io/kbdif.h`:
 *
 * - in: from the backend to the frontend, `XENFB_IN_RING_LEN` events from the byte
 *   `XENFB_IN_RING_OFFS` on;
 * - out: the other way, `XENFB_OUT_RING_LEN` events from the byte `XENFB_OUT_RING_OFFS` on.
 *
 * The page also holds the dimensions of the screen and, in `pd`, the location of its memory. Each
 * element of `pd` is the frame of a page of frame numbers, as wide as those of `pd`, one for each
 * page of the screen's memory, in order.
 *
 * # Set-up
 *
 * In xenstore, under `device/vfb`. Numbers are decimal.
 *
 * - The backend writes `feature-resize`, 1 if it understands `XENFB_TYPE_RESIZE`, and may write
 *   `videoram`, how many MiB the screen's memory is to have.
 * - The frontend fills in the page, writes its frame as `page-ref` and the port that it made for
 *   the backend as `event-channel`, says by `protocol` how wide frame numbers are
 *   (`io/protocols.h`), and by `feature-update` 1 that it can send `XENFB_TYPE_UPDATE`.
 * - The backend writes `request-update`, 1 if it wants these events. Without them it has to look at
 *   the whole memory, again and again.
 *
 * # Rules for events
 *
 * The frontend sends only requested events: a backend treats any other event as an error. A
 * frontend ignores events of an unknown type. Bytes that no member covers are 0.
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
    int32_t x;               /* its left edge, in pixels */
    int32_t y;               /* its upper edge, in pixels */
    int32_t width;           /* its width, in pixels */
    int32_t height;          /* its height, in pixels */
};

/*
 * The screen has new dimensions, in the same memory.
 *
 * Sent if `feature-resize` is set.
 */
struct xenfb_resize {
    uint8_t type;            /* `XENFB_TYPE_RESIZE`; => enum xenfb_out_type */
    int32_t width;           /* its width, in pixels */
    int32_t height;          /* its height, in pixels */
    int32_t stride;          /* the length in bytes from one row to the next */
    int32_t depth;           /* how many bits a pixel has */
    int32_t offset;          /* where in the memory its first pixel is, in bytes */
};

/* How many bytes an event from the frontend has. */
#define XENFB_OUT_EVENT_SIZE 40

/* An event from the frontend: `type` says which member counts. */
union xenfb_out_event {
    uint8_t type;            /* what it tells: all other members begin with it;
                                => enum xenfb_out_type */
    struct xenfb_update update; /* XENFB_TYPE_UPDATE: what was painted */
    struct xenfb_resize resize; /* XENFB_TYPE_RESIZE: the new shape */
    char pad[XENFB_OUT_EVENT_SIZE]; /* all its bytes */
};

/* What an event from the backend tells. */
/* ` enum xenfb_in_type { // XENFB_TYPE_* */
#define XENFB_TYPE_REFRESH_PERIOD 1 /* How often the backend looks at the screen. */
/* ` } */

/* As a `period`: never, as nobody looks at the screen. */
#define XENFB_NO_REFRESH 0

/*
 * How often the backend would look at the screen's memory.
 *
 * A frontend that draws at once can ignore it. A frontend that collects updates should draw and
 * send the requested events at once, and again after each period.
 */
struct xenfb_refresh_period {
    uint8_t type;            /* `XENFB_TYPE_REFRESH_PERIOD`; => enum xenfb_in_type */
    uint32_t period;         /* the time between two looks, in milliseconds, or
                                `XENFB_NO_REFRESH` */
};

/* How many bytes an event from the backend has. */
#define XENFB_IN_EVENT_SIZE 40

/* An event from the backend: `type` says which member counts. */
union xenfb_in_event {
    uint8_t type;            /* what it tells: all other members begin with it;
                                => enum xenfb_in_type */
    struct xenfb_refresh_period refresh_period; /* XENFB_TYPE_REFRESH_PERIOD: how often the screen
                                                   is looked at */
    char pad[XENFB_IN_EVENT_SIZE]; /* all its bytes */
};

/* How many bytes the array of events from the backend has. */
#define XENFB_IN_RING_SIZE 1024
/* How many events from the backend there is room for. */
#define XENFB_IN_RING_LEN (XENFB_IN_RING_SIZE / XENFB_IN_EVENT_SIZE)
/* Where in the page the array of events from the backend begins. */
#define XENFB_IN_RING_OFFS 1024
/* The array of events from the backend, in the shared page at `page`. */
#define XENFB_IN_RING(page) ((union xenfb_in_event *)((char *)(page) + XENFB_IN_RING_OFFS))
/* The event from the backend that the counter `idx` means. */
#define XENFB_IN_RING_REF(page, idx) (XENFB_IN_RING((page))[(idx) % XENFB_IN_RING_LEN])

/* How many bytes the array of events from the frontend has. */
#define XENFB_OUT_RING_SIZE 2048
/* How many events from the frontend there is room for. */
#define XENFB_OUT_RING_LEN (XENFB_OUT_RING_SIZE / XENFB_OUT_EVENT_SIZE)
/* Where in the page the array of events from the frontend begins. */
#define XENFB_OUT_RING_OFFS (XENFB_IN_RING_OFFS + XENFB_IN_RING_SIZE)
/* The array of events from the frontend, in the shared page at `page`. */
#define XENFB_OUT_RING(page) ((union xenfb_out_event *)((char *)(page) + XENFB_OUT_RING_OFFS))
/* The event from the frontend that the counter `idx` means. */
#define XENFB_OUT_RING_REF(page, idx) (XENFB_OUT_RING((page))[(idx) % XENFB_OUT_RING_LEN])

/*
 * The start of the shared page: counters and screen.
 *
 * The frontend fills in everything except the two counters of the backend, before the backend
 * learns of the page. 256 pages of 64-bit frame numbers cover 512 MiB.
 */
struct xenfb_page {
    uint32_t in_cons;        /* events from the backend that have been read; written by the
                                frontend */
    uint32_t in_prod;        /* events from the backend that have been sent; written by the
                                backend */
    uint32_t out_cons;       /* events from the frontend that have been read; written by the
                                backend */
    uint32_t out_prod;       /* events from the frontend that have been sent; written by the
                                frontend */
    int32_t width;           /* the screen's width, in pixels */
    int32_t height;          /* the screen's height, in pixels */
    uint32_t line_length;    /* the length in bytes from one row to the next */
    uint32_t mem_length;     /* how many bytes of memory the screen has */
    uint8_t depth;           /* how many bits a pixel has */
    unsigned long pd[256];   /* the frames of the page directory; 0 after the last one.
                                Its pages hold the frame numbers of the screen's memory */
};

#ifdef __KERNEL__
#define XENFB_WIDTH  800 /* How wide a frontend makes the screen if nobody says; the backend must
                            not count on it. */
#define XENFB_HEIGHT 600 /* How high a frontend makes the screen if nobody says; the backend must
                            not count on it. */
#define XENFB_DEPTH  32  /* How many bits a frontend gives a pixel if nobody says; the backend must
                            not count on it. */
#endif

#endif /* __XEN_PUBLIC_IO_FBIF_H__ */
