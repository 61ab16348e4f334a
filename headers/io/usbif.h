/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The USB device protocol: a virtual host controller.
 */

#ifndef __XEN_PUBLIC_IO_USBIF_H__
#define __XEN_PUBLIC_IO_USBIF_H__

#include "ring.h"
#include "../grant_table.h"

/*
 * `incontents 189 usbif USB devices
 *
 * The frontend is a virtual host controller with up to 31 ports, to which the backend connects its
 * USB devices. There are two rings (`io/ring.h`) of one page each, with one event channel for both:
 *
 * - On the transfer ring, the frontend requests transfers to and from devices (URBs).
 * - On the connection ring, the backend reports devices that are plugged in or unplugged. As a
 *   backend only sends responses, the frontend keeps the ring full of requests.
 *
 * The first transfer to a new device addresses device number 0 and assigns another number, as on a
 * physical bus.
 *
 * # Nodes
 *
 * Both sides have a directory in xenstore, for a device of type `qusb`. Numbers are decimal. In the
 * backend's directory, the toolstack writes `num-ports` (1 to 31), `usb-ver` (an
 * `enum usb_spec_version`) and, per port, `port/N`: the device as its bus and ports, such as
 * "3-1.5", or empty for none. `port/N` may change at any time.
 *
 * The frontend writes `urb-ring-ref` and `conn-ring-ref` (the grants of the two rings),
 * `event-channel` (the port) and `protocol` (see `io/protocols.h`). The two sides connect like
 * other devices (`io/xenbus.h`).
 */

/* The USB version of a host controller. */
enum usb_spec_version {
    USB_VER_UNKNOWN = 0,     /* Unknown. */
    USB_VER_USB11,           /* USB 1.1. */
    USB_VER_USB20,           /* USB 2.0. */
    USB_VER_USB30,           /* USB 3.0; not supported by this protocol yet. */
};

/* Bits 0 to 4 of a pipe: the port, from 1. */
#define USBIF_PIPE_PORT_MASK  0x0000001f
/* Bit 5 of a pipe: the request cancels another one. */
#define USBIF_PIPE_UNLINK     0x00000020
/* Bit 7 of a pipe: the transfer is from the device. */
#define USBIF_PIPE_DIR        0x00000080
/* The mask of the device number in a pipe, after the shift. */
#define USBIF_PIPE_DEV_MASK   0x0000007f
/* The lowest bit of the device number in a pipe. */
#define USBIF_PIPE_DEV_SHIFT  8
/* The mask of the endpoint number in a pipe, after the shift. */
#define USBIF_PIPE_EP_MASK    0x0000000f
/* The lowest bit of the endpoint number in a pipe. */
#define USBIF_PIPE_EP_SHIFT   15
/* The mask of the type of a pipe, after the shift. */
#define USBIF_PIPE_TYPE_MASK  0x00000003
/* The lowest bit of the type of a pipe. */
#define USBIF_PIPE_TYPE_SHIFT 30

/* Types of pipes. */
/* ` enum usbif_pipe_type { // USBIF_PIPE_TYPE_* */
#define USBIF_PIPE_TYPE_ISOC 0 /* Isochronous. */
#define USBIF_PIPE_TYPE_INT  1 /* Interrupt. */
#define USBIF_PIPE_TYPE_CTRL 2 /* Control. */
#define USBIF_PIPE_TYPE_BULK 3 /* Bulk. */
/* ` } */

/* The port of a pipe, and a pipe with the port set. */
#define usbif_pipeportnum(pipe)              ((pipe) & USBIF_PIPE_PORT_MASK)
#define usbif_setportnum_pipe(pipe, portnum) ((pipe) | (portnum))

/* Whether a request cancels another one or starts a transfer, and a pipe that cancels. */
#define usbif_pipeunlink(pipe)               ((pipe) & USBIF_PIPE_UNLINK)
#define usbif_pipesubmit(pipe)               (!usbif_pipeunlink(pipe))
#define usbif_setunlink_pipe(pipe)           ((pipe) | USBIF_PIPE_UNLINK)

/* Whether a transfer is from the device, or to it. */
#define usbif_pipein(pipe)                   ((pipe) & USBIF_PIPE_DIR)
#define usbif_pipeout(pipe)                  (!usbif_pipein(pipe))

/* The device number, endpoint number and type of a pipe. */
#define usbif_pipedevice(pipe)   (((pipe) >> USBIF_PIPE_DEV_SHIFT) & USBIF_PIPE_DEV_MASK)
#define usbif_pipeendpoint(pipe) (((pipe) >> USBIF_PIPE_EP_SHIFT) & USBIF_PIPE_EP_MASK)
#define usbif_pipetype(pipe)     (((pipe) >> USBIF_PIPE_TYPE_SHIFT) & USBIF_PIPE_TYPE_MASK)

/* Whether a pipe has a type. */
#define usbif_pipeisoc(pipe)     (usbif_pipetype(pipe) == USBIF_PIPE_TYPE_ISOC)
#define usbif_pipeint(pipe)      (usbif_pipetype(pipe) == USBIF_PIPE_TYPE_INT)
#define usbif_pipectrl(pipe)     (usbif_pipetype(pipe) == USBIF_PIPE_TYPE_CTRL)
#define usbif_pipebulk(pipe)     (usbif_pipetype(pipe) == USBIF_PIPE_TYPE_BULK)

/* The maximum number of segments of a request. */
#define USBIF_MAX_SEGMENTS_PER_REQUEST (16)
/* The highest port number. */
#define USBIF_MAX_PORTNR 31
/* The size of a ring in bytes. */
#define USBIF_RING_SIZE  4096

/* A segment: part of a granted page. */
struct usbif_request_segment {
    grant_ref_t gref;        /* the grant of the page */
    uint16_t offset;         /* the offset in the page */
    uint16_t length;         /* the length in bytes */
};

/* Flags of a transfer. */
/* ` flags usbif_transfer_flags { // USBIF_* */
#define USBIF_SHORT_NOT_OK 0x0001 /* Fail if the transfer is short. */
/* ` } */

/* A request for a transfer, or to cancel one. */
struct usbif_urb_request {
    uint16_t id;             /* the ID of the request, repeated in the response */
    uint16_t nr_buffer_segs; /* the number of data segments */
    uint32_t pipe;           /* port, device, endpoint, direction and type;
                                see `USBIF_PIPE_PORT_MASK` and the masks after it */
    uint16_t transfer_flags; /* flags; => flags usbif_transfer_flags */
    uint16_t buffer_length;  /* the length of the buffer in bytes */
    union {
        uint8_t ctrl[8];             /* a control transfer: its setup packet */
        struct {
            uint16_t interval;           /* the interval in milliseconds, or in units of 125 µs for
                                            high speed */
            uint16_t start_frame;        /* the start frame */
            uint16_t number_of_packets;  /* the number of packets */
            uint16_t nr_frame_desc_segs; /* the number of segments with packet descriptors, after
                                            the data segments */
        } isoc;                      /* an isochronous transfer */
        struct {
            uint16_t interval;           /* the interval in milliseconds, or in units of 125 µs for
                                            high speed */
            uint16_t pad[3];
        } intr;                      /* an interrupt transfer */
        struct {
            uint16_t unlink_id;          /* the ID of the request to cancel */
            uint16_t pad[3];
        } unlink;                    /* with `USBIF_PIPE_UNLINK` */
    } u;                     /* depends on the type of transfer; 0 for bulk */
    struct usbif_request_segment seg[USBIF_MAX_SEGMENTS_PER_REQUEST]; /* the segments */
};
/* Short name of `struct usbif_urb_request`. */
typedef struct usbif_urb_request usbif_urb_request_t;

/* The status of a transfer: negated Linux error numbers of x86. */
/* ` enum usbif_status { // USBIF_STATUS_* */
#define USBIF_STATUS_OK       0      /* Success. */
#define USBIF_STATUS_NODEV    (-19)  /* The device does not exist. */
#define USBIF_STATUS_INVAL    (-22)  /* The request is invalid. */
#define USBIF_STATUS_STALL    (-32)  /* The endpoint stalled. */
#define USBIF_STATUS_IOERROR  (-71)  /* Bus error. */
#define USBIF_STATUS_BABBLE   (-75)  /* The device sent too much data. */
#define USBIF_STATUS_SHUTDOWN (-108) /* The device was unplugged. */
/* ` } */

/* The response to a request for a transfer. */
struct usbif_urb_response {
    uint16_t id;             /* the ID of the request */
    uint16_t start_frame;    /* the start frame of an isochronous transfer */
    int32_t status;          /* the status, unless isochronous; => enum usbif_status */
    int32_t actual_length;   /* the number of bytes transferred */
    int32_t error_count;     /* the number of failed isochronous packets */
};
/* Short name of `struct usbif_urb_response`. */
typedef struct usbif_urb_response usbif_urb_response_t;

/* The transfer ring. */
DEFINE_RING_TYPES(usbif_urb, struct usbif_urb_request, struct usbif_urb_response);
/* The number of entries of the transfer ring. */
#define USB_URB_RING_SIZE __CONST_RING_SIZE(usbif_urb, USBIF_RING_SIZE)

/* A request for a hotplug notification. */
struct usbif_conn_request {
    uint16_t id;             /* the ID of the request, repeated in the response */
};
/* Short name of `struct usbif_conn_request`. */
typedef struct usbif_conn_request usbif_conn_request_t;

/* Device speeds. */
/* ` enum usbif_speed { // USBIF_SPEED_* */
#define USBIF_SPEED_NONE 0 /* Unplugged. */
#define USBIF_SPEED_LOW  1 /* Low speed, 1.5 Mbit/s. */
#define USBIF_SPEED_FULL 2 /* Full speed, 12 Mbit/s. */
#define USBIF_SPEED_HIGH 3 /* High speed, 480 Mbit/s. */
/* ` } */

/* A hotplug notification. */
struct usbif_conn_response {
    uint16_t id;             /* the ID of the request */
    uint8_t portnum;         /* the port, from 1 */
    uint8_t speed;           /* the speed of the device; => enum usbif_speed */
};
/* Short name of `struct usbif_conn_response`. */
typedef struct usbif_conn_response usbif_conn_response_t;

/* The connection ring. */
DEFINE_RING_TYPES(usbif_conn, struct usbif_conn_request, struct usbif_conn_response);
/* The number of entries of the connection ring. */
#define USB_CONN_RING_SIZE __CONST_RING_SIZE(usbif_conn, USBIF_RING_SIZE)

#endif /* __XEN_PUBLIC_IO_USBIF_H__ */
