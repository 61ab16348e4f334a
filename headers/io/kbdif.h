/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Virtual keyboards, pointers and touch screens.
 */

#ifndef __XEN_PUBLIC_IO_KBDIF_H__
#define __XEN_PUBLIC_IO_KBDIF_H__

#include <stdint.h>

/*
 * `incontents 184 kbdif Keyboard, mouse and touch screen
 *
 * The backend sends *events* of 40 bytes to the frontend: keys, motion, touches. They share one
 * page, which is not a ring of `io/ring.h`. It starts with a `struct xenkbd_page`, four counters,
 * followed by two arrays of events:
 *
 * - in: from the backend to the frontend, `XENKBD_IN_RING_LEN` events from the byte
 *   `XENKBD_IN_RING_OFFS` on;
 * - out: the other way, `XENKBD_OUT_RING_LEN` events from the byte `XENKBD_OUT_RING_OFFS` on. There
 *   are no such events so far.
 *
 * A counter is the number of events since the start, and wraps at 32 bits. The index of an event is
 * its counter modulo the length of the array. The producer writes the event, issues a write
 * barrier, advances its counter (`in_prod`, `out_prod`), and sends an event on the event channel.
 * The consumer issues a read barrier, reads the events up to that counter, issues a full barrier,
 * and advances its counter (`in_cons`, `out_cons`). The array can be filled completely; a backend
 * drops events that do not fit.
 *
 * # Set-up
 *
 * The constants `XENKBD_FIELD_...` name the nodes in xenstore, and say who writes them. Numbers are
 * decimal. A feature is present if its node is 1, and absent if it is 0 or missing.
 *
 * 1. The backend writes what it offers, and sizes if it knows them.
 * 2. The frontend writes what it requests of that (a request for something that is not offered has
 *    no effect), grants the page, makes an event channel for the backend, and writes `page-gref`
 *    and `event-channel`.
 * 3. Both go on to the state connected, in the way of all split drivers (`io/xenbus.h`).
 *
 * A frontend creates up to three devices: a keyboard, a pointer and a touch screen. It leaves out
 * the devices that a feature disables.
 *
 * # Rules for events
 *
 * Bytes of an event that no member covers are 0. The frontend ignores events of an unknown type. A
 * backend treats an event that it did not request as an error.
 */

/* Types of events from the backend. */
/* ` enum xenkbd_event_type { // XENKBD_TYPE_* */
#define XENKBD_TYPE_MOTION   1 /* The pointer moved: relative motion. */
#define XENKBD_TYPE_RESERVED 2 /* Nothing: not to be used. */
#define XENKBD_TYPE_KEY      3 /* A key, or a button of the pointer, was pressed or released. */
#define XENKBD_TYPE_POS      4 /* The pointer has an absolute position. */
#define XENKBD_TYPE_MTOUCH   5 /* A contact of a touch screen changed. */
/* ` } */

/*
 * What happened to a contact of a touch screen.
 *
 * Each contact begins with `XENKBD_MT_EV_DOWN`, goes on with any number of others, and ends with
 * `XENKBD_MT_EV_UP`, after which its number may be used again.
 */
/* ` enum xenkbd_mt_event { // XENKBD_MT_EV_* */
#define XENKBD_MT_EV_DOWN   0 /* It begins, at `pos`. */
#define XENKBD_MT_EV_UP     1 /* It ends. */
#define XENKBD_MT_EV_MOTION 2 /* It moved, to `pos`. */
#define XENKBD_MT_EV_SYN    3 /* What was told since the last such event belongs together, and is
                                 complete. */
#define XENKBD_MT_EV_SHAPE  4 /* It has another shape, `shape`. */
#define XENKBD_MT_EV_ORIENT 5 /* It is turned, to `orientation`. */
/* ` } */

/* What the devices are called in xenstore's paths. */
#define XENKBD_DRIVER_NAME "vkbd"

/* 1 if there is no keyboard; written by the backend. */
#define XENKBD_FIELD_FEAT_DSBL_KEYBRD "feature-disable-keyboard"
/* 1 if there is no pointer; written by the backend. */
#define XENKBD_FIELD_FEAT_DSBL_POINTER "feature-disable-pointer"
/*
 * 1 if the backend can report absolute positions (`XENKBD_TYPE_POS`).
 *
 * Otherwise it reports only relative motion. Written by the backend.
 */
#define XENKBD_FIELD_FEAT_ABS_POINTER "feature-abs-pointer"
/*
 * 1 if the backend can report raw, unscaled positions; written by the backend.
 *
 * They range from 0 to 0x7fff in both directions.
 */
#define XENKBD_FIELD_FEAT_RAW_POINTER "feature-raw-pointer"
/* 1 if the backend can report touches; written by the backend. */
#define XENKBD_FIELD_FEAT_MTOUCH "feature-multi-touch"
/*
 * 1 to request `XENKBD_TYPE_POS` instead of `XENKBD_TYPE_MOTION`.
 *
 * Written by the frontend.
 */
#define XENKBD_FIELD_REQ_ABS_POINTER "request-abs-pointer"
/*
 * 1 to request raw positions; written by the frontend.
 *
 * It needs `request-abs-pointer` too.
 */
#define XENKBD_FIELD_REQ_RAW_POINTER "request-raw-pointer"
/* 1 to request touches; written by the frontend. */
#define XENKBD_FIELD_REQ_MTOUCH "request-multi-touch"
/* The grant reference of the shared page; written by the frontend. */
#define XENKBD_FIELD_RING_GREF "page-gref"
/* The event channel, allocated and written by the frontend. */
#define XENKBD_FIELD_EVT_CHANNEL "event-channel"
/*
 * The width of the area of positions in pixels, 32 bits.
 *
 * Written by the backend.
 */
#define XENKBD_FIELD_WIDTH "width"
/*
 * The height of the area of positions in pixels, 32 bits.
 *
 * Written by the backend.
 */
#define XENKBD_FIELD_HEIGHT "height"
/* The width of the touch area in pixels, 32 bits; written by the backend. */
#define XENKBD_FIELD_MT_WIDTH "multi-touch-width"
/* The height of the touch area in pixels, 32 bits; written by the backend. */
#define XENKBD_FIELD_MT_HEIGHT "multi-touch-height"
/*
 * The maximum number of simultaneous contacts, numbered from 0.
 *
 * Written by the backend.
 */
#define XENKBD_FIELD_MT_NUM_CONTACTS "multi-touch-num-contacts"
/*
 * A unique ID of the device, such as a UUID.
 *
 * Written by the program that configures the backend.
 */
#define XENKBD_FIELD_UNIQUE_ID "unique-id"
/*
 * The MFN of the shared page, written by old frontends.
 *
 * Replaced by `page-gref`.
 */
#define XENKBD_FIELD_RING_REF "page-ref"

/* The pointer was moved. */
struct xenkbd_motion {
    uint8_t type;            /* `XENKBD_TYPE_MOTION`; => enum xenkbd_event_type */
    int32_t rel_x;           /* by how much, to the right */
    int32_t rel_y;           /* by how much, downwards */
    int32_t rel_z;           /* by how many notches of the wheel */
};

/* A key or a button was pressed or released. */
struct xenkbd_key {
    uint8_t type;            /* `XENKBD_TYPE_KEY`; => enum xenkbd_event_type */
    uint8_t pressed;         /* 1 if it is down now, 0 if it is up */
    uint32_t keycode;        /* the key or button, as a key code of the Linux input subsystem */
};

/* The pointer has an absolute position. */
struct xenkbd_position {
    uint8_t type;            /* `XENKBD_TYPE_POS`; => enum xenkbd_event_type */
    int32_t abs_x;           /* the X coordinate, in pixels of the screen, or raw */
    int32_t abs_y;           /* the Y coordinate, in pixels of the screen, or raw */
    int32_t rel_z;           /* by how many notches the wheel was turned */
};

/* A contact of a touch screen changed. */
struct xenkbd_mtouch {
    uint8_t type;            /* `XENKBD_TYPE_MTOUCH`; => enum xenkbd_event_type */
    uint8_t event_type;      /* what happened; => enum xenkbd_mt_event */
    uint8_t contact_id;      /* to which contact, below what `multi-touch-num-contacts` says */
    uint8_t reserved[5];
    union {
        struct {
            int32_t abs_x;   /* how far from the left, in pixels */
            int32_t abs_y;   /* how far from the top, in pixels */
        } pos;               /* XENKBD_MT_EV_DOWN, XENKBD_MT_EV_MOTION: where it is */
        struct {
            uint32_t major;  /* the longer axis, in pixels */
            uint32_t minor;  /* the shorter axis, in pixels */
        } shape;             /* XENKBD_MT_EV_SHAPE: the ellipse that comes closest to it, around the
                                last position */
        int16_t orientation; /* XENKBD_MT_EV_ORIENT: the longer axis' angle, clockwise from the Y
                                axis, from -180 to 180 degrees */
    } u;                     /* the details; => by event_type */
};

/* How many bytes an event from the backend has. */
#define XENKBD_IN_EVENT_SIZE 40

/* An event from the backend: `type` says which member counts. */
union xenkbd_in_event {
    uint8_t type;            /* what it tells: all other members begin with it;
                                => enum xenkbd_event_type */
    struct xenkbd_motion motion; /* XENKBD_TYPE_MOTION: a movement of the pointer */
    struct xenkbd_key key;   /* XENKBD_TYPE_KEY: a key */
    struct xenkbd_position pos; /* XENKBD_TYPE_POS: the position of the pointer */
    struct xenkbd_mtouch mtouch; /* XENKBD_TYPE_MTOUCH: a touch */
    char pad[XENKBD_IN_EVENT_SIZE]; /* all its bytes */
};

/* How many bytes an event from the frontend has. */
#define XENKBD_OUT_EVENT_SIZE 40

/* An event from the frontend, of which there is no type so far. */
union xenkbd_out_event {
    uint8_t type;            /* what it tells */
    char pad[XENKBD_OUT_EVENT_SIZE]; /* all its bytes */
};

/* How many bytes the array of events from the backend has. */
#define XENKBD_IN_RING_SIZE 2048
/* How many events from the backend there is room for. */
#define XENKBD_IN_RING_LEN (XENKBD_IN_RING_SIZE / XENKBD_IN_EVENT_SIZE)
/* Where in the page the array of events from the backend begins. */
#define XENKBD_IN_RING_OFFS 1024
/* The array of events from the backend, in the shared page at `page`. */
#define XENKBD_IN_RING(page) ((union xenkbd_in_event *)((char *)(page) + XENKBD_IN_RING_OFFS))
/* The event from the backend that the counter `idx` means. */
#define XENKBD_IN_RING_REF(page, idx) (XENKBD_IN_RING((page))[(idx) % XENKBD_IN_RING_LEN])

/* How many bytes the array of events from the frontend has. */
#define XENKBD_OUT_RING_SIZE 1024
/* How many events from the frontend there is room for. */
#define XENKBD_OUT_RING_LEN (XENKBD_OUT_RING_SIZE / XENKBD_OUT_EVENT_SIZE)
/* Where in the page the array of events from the frontend begins. */
#define XENKBD_OUT_RING_OFFS (XENKBD_IN_RING_OFFS + XENKBD_IN_RING_SIZE)
/* The array of events from the frontend, in the shared page at `page`. */
#define XENKBD_OUT_RING(page) ((union xenkbd_out_event *)((char *)(page) + XENKBD_OUT_RING_OFFS))
/* The event from the frontend that the counter `idx` means. */
#define XENKBD_OUT_RING_REF(page, idx) (XENKBD_OUT_RING((page))[(idx) % XENKBD_OUT_RING_LEN])

/* The start of the shared page: the counters. */
struct xenkbd_page {
    uint32_t in_cons;        /* events from the backend that have been read; written by the
                                frontend */
    uint32_t in_prod;        /* events from the backend that have been sent; written by the
                                backend */
    uint32_t out_cons;       /* events from the frontend that have been read; written by the
                                backend */
    uint32_t out_prod;       /* events from the frontend that have been sent; written by the
                                frontend */
};

#endif /* __XEN_PUBLIC_IO_KBDIF_H__ */
