/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The SCSI device protocol.
 */

#ifndef __XEN__PUBLIC_IO_SCSI_H__
#define __XEN__PUBLIC_IO_SCSI_H__

#include "ring.h"
#include "../grant_table.h"

/*
 * `incontents 188 vscsiif SCSI devices
 *
 * A guest sends SCSI commands to devices of the backend: disks, tape drives, changers. The frontend
 * and the backend form a *host*, to which devices can be attached and detached while it is in use.
 * Requests and responses use one ring of one page (`io/ring.h`).
 *
 * # Data
 *
 * The data of a command is in segments: parts of granted pages. A request has up to
 * `VSCSIIF_SG_TABLESIZE` segments. With `feature-sg-grant`, there may be more, up to the number in
 * that node: `nr_segments` then has the flag `VSCSIIF_SG_GRANT`, and the segments of the request
 * contain arrays of `vscsiif_segment_t`; the lengths of the segments give the number of elements.
 *
 * # Nodes
 *
 * The backend's directory is `backend/vscsi/GUEST/HOST`, the frontend's `device/vscsi/HOST`.
 * Numbers are decimal.
 *
 * Both sides have a directory `vscsi-devs/dev-N` per device, with a `state`. In the backend's, the
 * toolstack writes
 *
 * - `p-dev`: the physical device, either as `HOST:CHANNEL:TARGET:LUN`, or as a world wide name and
 *   a LUN, as in "naa.60014054ac780582:0".
 * - `p-devname`: a name for messages.
 * - `v-dev`: the device in the guest, as `HOST:CHANNEL:TARGET:LUN`.
 *
 * In the backend's directory itself, the backend writes `feature-sg-grant` (number, at least
 * `VSCSIIF_SG_TABLESIZE`; 0 if missing). The toolstack writes `feature-host` ("1" if the guest
 * controls the whole host, otherwise "0") and nodes for its own use, such as `libxl_ctrl_index`.
 *
 * The frontend writes `event-channel` (the port), `ring-ref` (the grant of the ring's page) and
 * `protocol` (see `io/protocols.h`).
 *
 * # States
 *
 * The host connects like other devices (`io/xenbus.h`). Its devices start in Initialising; then all
 * enter Connected.
 *
 * To attach a device, the toolstack creates its directory in state Initialising, and sets the host
 * to Reconfiguring. To detach one, it sets the device to Closing and the host to Reconfiguring; the
 * device enters Closed, and its directory can be removed. In both cases, the host returns to
 * Connected.
 */

/* The actions of requests. */
/* ` enum vscsiif_action { // VSCSIIF_ACT_* */
/* Executes the command in `cmnd`. */
#define VSCSIIF_ACT_SCSI_CDB       1
/* Aborts the request `ref_rqid` on this device. */
#define VSCSIIF_ACT_SCSI_ABORT     2
/* Resets a device. */
#define VSCSIIF_ACT_SCSI_RESET     3
/* Preset segments for the next request; obsolete. */
#define VSCSIIF_ACT_SCSI_SG_PRESET 4
/* ` } */

/* The number of segments in a request; 16 requests fit a page. */
#define VSCSIIF_SG_TABLESIZE     26

/* The maximum length of a command in bytes. */
#define VSCSIIF_MAX_COMMAND_SIZE 16
/* The maximum length of sense data in bytes. */
#define VSCSIIF_SENSE_BUFFERSIZE 96
/* The page size in bytes. */
#define VSCSIIF_PAGE_SIZE        4096

/* A segment: part of a granted page. */
struct scsiif_request_segment {
    grant_ref_t gref;        /* the grant of the page */
    uint16_t offset;         /* the offset in the page */
    uint16_t length;         /* the length in bytes */
};
/* Short name of `struct scsiif_request_segment`. */
typedef struct scsiif_request_segment vscsiif_segment_t;

/* The number of segments in a page of segments. */
#define VSCSIIF_SG_PER_PAGE (VSCSIIF_PAGE_SIZE / sizeof(struct scsiif_request_segment))

/*
 * Flag in `nr_segments`: the segments contain segments.
 *
 * The other seven bits are their number.
 */
#define VSCSIIF_SG_GRANT 0x80

/* A request, of 252 bytes. */
struct vscsiif_request {
    uint16_t rqid;           /* the ID of the request, repeated in the response */
    uint8_t act;             /* the action; => enum vscsiif_action */
    uint8_t cmd_len;         /* the length of the command in bytes */
    uint8_t cmnd[VSCSIIF_MAX_COMMAND_SIZE]; /* the command */
    uint16_t timeout_per_command; /* a timeout in seconds; obsolete, 0 */
    uint16_t channel;        /* the device, as the guest sees it: its channel */
    uint16_t id;             /* the device: its target */
    uint16_t lun;            /* the device: its unit */
    uint16_t ref_rqid;       /* the ID of the request to abort */
    uint8_t sc_data_direction; /* 1 to the device, 2 from the device, 3 no data */
    uint8_t nr_segments;     /* the number of segments, and `VSCSIIF_SG_GRANT` */
    vscsiif_segment_t seg[VSCSIIF_SG_TABLESIZE]; /* the segments */
    uint32_t reserved[3];
};
/* Short name of `struct vscsiif_request`. */
typedef struct vscsiif_request vscsiif_request_t;

/* The number of segments in a preset list. */
#define VSCSIIF_SG_LIST_SIZE ((sizeof(vscsiif_request_t) - 4) / sizeof(vscsiif_segment_t))

/* A preset list of segments; obsolete. */
struct vscsiif_sg_list {
    uint16_t rqid;           /* the ID of its request */
    uint8_t act;             /* `VSCSIIF_ACT_SCSI_SG_PRESET`; => enum vscsiif_action */
    uint8_t nr_segments;     /* the number of segments */
    vscsiif_segment_t seg[VSCSIIF_SG_LIST_SIZE]; /* the segments */
};
/* Short name of `struct vscsiif_sg_list`. */
typedef struct vscsiif_sg_list vscsiif_sg_list_t;

/* A response, of 252 bytes. */
struct vscsiif_response {
    uint16_t rqid;           /* the ID of the request */
    uint8_t act;             /* the action, from backends with `VSCSIIF_ACT_SCSI_SG_PRESET`;
                                => enum vscsiif_action */
    uint8_t sense_len;       /* the length of the sense data in bytes */
    uint8_t sense_buffer[VSCSIIF_SENSE_BUFFERSIZE]; /* the sense data */
    int32_t rslt;            /* the result: `XEN_VSCSIIF_RSLT_STATUS` and `XEN_VSCSIIF_RSLT_HOST`;
                                of a reset, an `enum vscsiif_reset_result` */
    uint32_t residual_len;   /* the number of bytes not transferred */
    uint32_t reserved[36];
};
/* Short name of `struct vscsiif_response`. */
typedef struct vscsiif_response vscsiif_response_t;

/* The SCSI status in `rslt`. */
#define XEN_VSCSIIF_RSLT_STATUS(x) ((x) & 0xff)
/* The host status in `rslt`, an `enum vscsiif_host_status`. */
#define XEN_VSCSIIF_RSLT_HOST(x)   (((x) & 0xff0000) >> 16)

/* Host status codes. */
/* ` enum vscsiif_host_status { // XEN_VSCSIIF_RSLT_HOST_* */
#define XEN_VSCSIIF_RSLT_HOST_OK                  0  /* Success. */
#define XEN_VSCSIIF_RSLT_HOST_NO_CONNECT          1  /* No connection before the timeout. */
#define XEN_VSCSIIF_RSLT_HOST_BUS_BUSY            2  /* The bus stayed busy until the timeout. */
#define XEN_VSCSIIF_RSLT_HOST_TIME_OUT            3  /* Another timeout. */
#define XEN_VSCSIIF_RSLT_HOST_BAD_TARGET          4  /* The target does not exist. */
#define XEN_VSCSIIF_RSLT_HOST_ABORT               5  /* Aborted for another reason. */
#define XEN_VSCSIIF_RSLT_HOST_PARITY              6  /* Parity error. */
#define XEN_VSCSIIF_RSLT_HOST_ERROR               7  /* Internal error. */
#define XEN_VSCSIIF_RSLT_HOST_RESET               8  /* The device was reset. */
#define XEN_VSCSIIF_RSLT_HOST_BAD_INTR            9  /* Unexpected interrupt. */
#define XEN_VSCSIIF_RSLT_HOST_PASSTHROUGH         10 /* The command was passed through. */
#define XEN_VSCSIIF_RSLT_HOST_SOFT_ERROR          11 /* Retry. */
#define XEN_VSCSIIF_RSLT_HOST_IMM_RETRY           12 /* Retry at once, without counting it. */
#define XEN_VSCSIIF_RSLT_HOST_REQUEUE             13 /* Requeue. */
#define XEN_VSCSIIF_RSLT_HOST_TRANSPORT_DISRUPTED 14 /* The transport was disrupted. */
#define XEN_VSCSIIF_RSLT_HOST_TRANSPORT_FAILFAST  15 /* The transport failed fast. */
#define XEN_VSCSIIF_RSLT_HOST_TARGET_FAILURE      16 /* Permanent target failure. */
#define XEN_VSCSIIF_RSLT_HOST_NEXUS_FAILURE       17 /* Permanent nexus failure. */
#define XEN_VSCSIIF_RSLT_HOST_ALLOC_FAILURE       18 /* The device has no space. */
#define XEN_VSCSIIF_RSLT_HOST_MEDIUM_ERROR        19 /* Medium error. */
#define XEN_VSCSIIF_RSLT_HOST_TRANSPORT_MARGINAL  20 /* Marginal transport. */
/* ` } */

/* Results of a reset. */
/* ` enum vscsiif_reset_result { // XEN_VSCSIIF_RSLT_RESET_* */
#define XEN_VSCSIIF_RSLT_RESET_SUCCESS 0x2002 /* Success. */
#define XEN_VSCSIIF_RSLT_RESET_FAILED  0x2003 /* Failure. */
/* ` } */

/* The ring of a SCSI host. */
DEFINE_RING_TYPES(vscsiif, struct vscsiif_request, struct vscsiif_response);

#endif /* __XEN__PUBLIC_IO_SCSI_H__ */
