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
 * page, which is not a ring of `io/ring.h`. It starts with a `struct xenkbd_page` of four counters,
 * followed by two arrays of events:
 *
 * - in: from the backend to the frontend, `XENKBD_IN_RING_LEN` events at offset
 *   `XENKBD_IN_RING_OFFS`;
 * - out: from the frontend to the backend, `XENKBD_OUT_RING_LEN` events at offset
 *   `XENKBD_OUT_RING_OFFS`. No such events are defined.
 *
 * A counter is the number of events since the start, and wraps at 32 bits. The index of an event is
 * its counter modulo the length of the array. The producer writes the event, issues a write
 * barrier, advances its counter (`in_prod`, `out_prod`), and sends an event on the event channel.
 * The consumer issues a read barrier, reads the events up to that counter, issues a full barrier,
 * and advances its counter (`in_cons`, `out_cons`). The array can be filled completely; a backend
 * drops events that do not fit.
 *
 * # Connecting
 *
 * The constants `XENKBD_FIELD_*` are the names of the nodes in xenstore, and document who writes
 * them. Numbers are decimal. A feature is present if its node is 1, and absent if it is 0 or
 * missing.
 *
 * 1. The backend writes its features, and the sizes that it knows.
 * 2. The frontend writes the features that it requests (a request for a feature that the backend
 *    does not have has no effect), grants the page, allocates an event channel for the backend, and
 *    writes `page-gref` and `event-channel`.
 * 3. Both enter Connected like other devices (`io/xenbus.h`).
 *
 * A frontend creates up to three devices: a keyboard, a pointer and a touch screen. It leaves out
 * the devices that a feature disables.
 *
 * # Rules for events
 *
 * Unused bytes of an event are 0. The frontend ignores events of an unknown type. A backend treats
 * an event that it did not request as an error.
 */

/* Types of events from the backend. */
/* ` enum xenkbd_event_type { // XENKBD_TYPE_* */
#define XENKBD_TYPE_MOTION   1 /* Relative motion of the pointer. */
#define XENKBD_TYPE_RESERVED 2 /* Reserved. */
#define XENKBD_TYPE_KEY      3 /* A key or pointer button was pressed or released. */
#define XENKBD_TYPE_POS      4 /* Absolute position of the pointer. */
#define XENKBD_TYPE_MTOUCH   5 /* A change of a contact of a touch screen. */
/* ` } */

/*
 * Changes of a contact of a touch screen.
 *
 * A contact starts with `XENKBD_MT_EV_DOWN`, has any number of other events, and ends with
 * `XENKBD_MT_EV_UP`. Its ID may then be reused.
 */
/* ` enum xenkbd_mt_event { // XENKBD_MT_EV_* */
#define XENKBD_MT_EV_DOWN   0 /* The contact started, at `pos`. */
#define XENKBD_MT_EV_UP     1 /* The contact ended. */
#define XENKBD_MT_EV_MOTION 2 /* The contact moved, to `pos`. */
#define XENKBD_MT_EV_SYN    3 /* The end of a set of events that form one update. */
#define XENKBD_MT_EV_SHAPE  4 /* The contact changed its shape, to `shape`. */
#define XENKBD_MT_EV_ORIENT 5 /* The contact changed its orientation, to `orientation`. */
/* ` } */

/* The name of the device in xenstore paths. */
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

/* Relative motion of the pointer. */
struct xenkbd_motion {
    uint8_t type;            /* `XENKBD_TYPE_MOTION`; => enum xenkbd_event_type */
    int32_t rel_x;           /* the horizontal motion, positive to the right */
    int32_t rel_y;           /* the vertical motion, positive downwards */
    int32_t rel_z;           /* the motion of the wheel */
};

/* A key or button that was pressed or released. */
struct xenkbd_key {
    uint8_t type;            /* `XENKBD_TYPE_KEY`; => enum xenkbd_event_type */
    uint8_t pressed;         /* 1 for pressed, 0 for released */
    uint32_t keycode;        /* the key code of the Linux input subsystem */
};

/* Absolute position of the pointer. */
struct xenkbd_position {
    uint8_t type;            /* `XENKBD_TYPE_POS`; => enum xenkbd_event_type */
    int32_t abs_x;           /* the X coordinate, in pixels of the screen or raw */
    int32_t abs_y;           /* the Y coordinate, in pixels of the screen or raw */
    int32_t rel_z;           /* the motion of the wheel */
};

/* A change of a contact of a touch screen. */
struct xenkbd_mtouch {
    uint8_t type;            /* `XENKBD_TYPE_MTOUCH`; => enum xenkbd_event_type */
    uint8_t event_type;      /* the change; => enum xenkbd_mt_event */
    uint8_t contact_id;      /* the ID of the contact, below `multi-touch-num-contacts` */
    uint8_t reserved[5];
    union {
        struct {
            int32_t abs_x;   /* the X coordinate in pixels */
            int32_t abs_y;   /* the Y coordinate in pixels */
        } pos;               /* XENKBD_MT_EV_DOWN, XENKBD_MT_EV_MOTION: the position */
        struct {
            uint32_t major;  /* the major axis in pixels */
            uint32_t minor;  /* the minor axis in pixels */
        } shape;             /* XENKBD_MT_EV_SHAPE: the approximating ellipse around the last
                                position */
        int16_t orientation; /* XENKBD_MT_EV_ORIENT: the angle of the major axis, clockwise from the
                                Y axis, from -180 to 180 degrees */
    } u;                     /* the details; => by event_type */
};

/* The size of an event from the backend in bytes. */
#define XENKBD_IN_EVENT_SIZE 40

/* An event from the backend; `type` selects the member. */
union xenkbd_in_event {
    uint8_t type;            /* the type, at the start of all members; => enum xenkbd_event_type */
    struct xenkbd_motion motion; /* XENKBD_TYPE_MOTION: the motion */
    struct xenkbd_key key;   /* XENKBD_TYPE_KEY: the key */
    struct xenkbd_position pos; /* XENKBD_TYPE_POS: the position */
    struct xenkbd_mtouch mtouch; /* XENKBD_TYPE_MTOUCH: the touch */
    char pad[XENKBD_IN_EVENT_SIZE]; /* all bytes of the event */
};

/* The size of an event from the frontend in bytes. */
#define XENKBD_OUT_EVENT_SIZE 40

/* An event from the frontend; none is defined. */
union xenkbd_out_event {
    uint8_t type;            /* the type */
    char pad[XENKBD_OUT_EVENT_SIZE]; /* all bytes of the event */
};

/* The size of the array of events from the backend in bytes. */
#define XENKBD_IN_RING_SIZE 2048
/* The number of events in the array from the backend. */
#define XENKBD_IN_RING_LEN (XENKBD_IN_RING_SIZE / XENKBD_IN_EVENT_SIZE)
/* The offset of the array of events from the backend in bytes. */
#define XENKBD_IN_RING_OFFS 1024
/* The array of events from the backend, in the shared page at `page`. */
#define XENKBD_IN_RING(page) ((union xenkbd_in_event *)((char *)(page) + XENKBD_IN_RING_OFFS))
/* The event from the backend at counter `idx`. */
#define XENKBD_IN_RING_REF(page, idx) (XENKBD_IN_RING((page))[(idx) % XENKBD_IN_RING_LEN])

/* The size of the array of events from the frontend in bytes. */
#define XENKBD_OUT_RING_SIZE 1024
/* The number of events in the array from the frontend. */
#define XENKBD_OUT_RING_LEN (XENKBD_OUT_RING_SIZE / XENKBD_OUT_EVENT_SIZE)
/* The offset of the array of events from the frontend in bytes. */
#define XENKBD_OUT_RING_OFFS (XENKBD_IN_RING_OFFS + XENKBD_IN_RING_SIZE)
/* The array of events from the frontend, in the shared page at `page`. */
#define XENKBD_OUT_RING(page) ((union xenkbd_out_event *)((char *)(page) + XENKBD_OUT_RING_OFFS))
/* The event from the frontend at counter `idx`. */
#define XENKBD_OUT_RING_REF(page, idx) (XENKBD_OUT_RING((page))[(idx) % XENKBD_OUT_RING_LEN])

/* The start of the shared page: the counters. */
struct xenkbd_page {
    uint32_t in_cons;        /* the number of events from the backend read; written by the
                                frontend */
    uint32_t in_prod;        /* the number of events from the backend written; written by the
                                backend */
    uint32_t out_cons;       /* the number of events from the frontend read; written by the
                                backend */
    uint32_t out_prod;       /* the number of events from the frontend written; written by the
                                frontend */
};

#endif /* __XEN_PUBLIC_IO_KBDIF_H__ */
