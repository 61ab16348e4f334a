/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * SCSI devices of another domain, command by command.
 */

#ifndef __XEN__PUBLIC_IO_SCSI_H__
#define __XEN__PUBLIC_IO_SCSI_H__

#include "ring.h"
#include "../grant_table.h"

/*
 * `incontents 188 vscsiif SCSI devices
 *
 * A guest sends the commands of SCSI to devices of the backend's: whole disks, tape drives, changers. Front and backend are a *host*, to
 * which devices are attached and detached while it is in use. Requests and responses go through one ring of one page (see `io/ring.h`).
 *
 * # Data
 *
 * The bytes that a command moves lie in segments: pieces of granted pages, one after the other. A request names up
 * to `VSCSIIF_SG_TABLESIZE` of them itself. If the backend has `feature-sg-grant`, they may be more, up to that number: then `nr_segments`
 * has the bit `VSCSIIF_SG_GRANT`, and the segments of the request do not hold data but arrays of `vscsiif_segment_t`, whose lengths say how
 * many they are. Each request may do it either way.
 *
 * # Nodes
 *
 * The backend's directory is `backend/vscsi/GUEST/HOST`, the frontend's `device/vscsi/HOST`. Numbers are decimal.
 *
 * For each device there is a directory `vscsi-devs/dev-N` on both sides, with a `state` of its own. On the backend's side the toolstack
 * writes there `p-dev` (the device: four numbers with colons between, host, channel, target and unit; or a world wide name and the unit,
 * as in "naa.60014054ac780582:0"), `p-devname` (a name to show) and `v-dev` (what the guest sees, as four numbers). The backend writes
 * at the top `feature-sg-grant` (number, at least `VSCSIIF_SG_TABLESIZE`, and 0 if missing). The toolstack writes `feature-host` there
 * ("0"; "1" hands over a whole host), and what it keeps for itself, as `libxl_ctrl_index`.
 *
 * The frontend writes `event-channel` (the port), `ring-ref` (the grant of the ring's page) and `protocol` (see `io/protocols.h`).
 *
 * # States
 *
 * The host connects as other devices do (see `io/xenbus.h`), with devices that are in Initialising; all then reach Connected.
 *
 * To attach a device, the toolstack writes its directory, with the state Initialising, and sets the host to Reconfiguring. To detach one,
 * it sets its state to Closing, and the host's to Reconfiguring; the device goes to Closed, and its directory can be removed. Either way
 * the host comes back to Connected.
 */

/* What a request asks for. */
/* ` enum vscsiif_action { // VSCSIIF_ACT_* */
/* Has a device carry out the command in `cmnd`. */
#define VSCSIIF_ACT_SCSI_CDB       1
/* Aborts the request `ref_rqid`, which is under way on this device. */
#define VSCSIIF_ACT_SCSI_ABORT     2
/* Resets a device. */
#define VSCSIIF_ACT_SCSI_RESET     3
/* Gave segments for the request after it; nobody does that any more. */
#define VSCSIIF_ACT_SCSI_SG_PRESET 4
/* ` } */

/* How many segments a request names itself: so 16 requests and the ring's counters fill a page. */
#define VSCSIIF_SG_TABLESIZE     26

/* How many bytes a command can have. */
#define VSCSIIF_MAX_COMMAND_SIZE 16
/* How many bytes of sense data a response can have. */
#define VSCSIIF_SENSE_BUFFERSIZE 96
/* How many bytes a page has that is granted here. */
#define VSCSIIF_PAGE_SIZE        4096

/* A piece of a granted page. */
struct scsiif_request_segment {
    grant_ref_t gref;        /* the grant of the page */
    uint16_t offset;         /* the first byte within the page */
    uint16_t length;         /* how many bytes */
};
/* Short name of `struct scsiif_request_segment`. */
typedef struct scsiif_request_segment vscsiif_segment_t;

/* How many segments a page of segments holds. */
#define VSCSIIF_SG_PER_PAGE (VSCSIIF_PAGE_SIZE / sizeof(struct scsiif_request_segment))

/* A bit of `nr_segments`: the segments hold segments. The other seven bits are the number. */
#define VSCSIIF_SG_GRANT 0x80

/* A request, of 252 bytes. */
struct vscsiif_request {
    uint16_t rqid;           /* the frontend's mark, which comes back in the response */
    uint8_t act;             /* what to do; => enum vscsiif_action */
    uint8_t cmd_len;         /* how many bytes of the command count */
    uint8_t cmnd[VSCSIIF_MAX_COMMAND_SIZE]; /* the command */
    uint16_t timeout_per_command; /* after how many seconds to give up; leave it 0, it was given up itself */
    uint16_t channel;        /* the device, as the guest sees it: its channel */
    uint16_t id;             /* the device: its target */
    uint16_t lun;            /* the device: its unit */
    uint16_t ref_rqid;       /* the mark of the request to abort */
    uint8_t sc_data_direction; /* 1 to the device, 2 from the device, 3 no data */
    uint8_t nr_segments;     /* how many segments, and `VSCSIIF_SG_GRANT` */
    vscsiif_segment_t seg[VSCSIIF_SG_TABLESIZE]; /* the segments */
    uint32_t reserved[3];
};
/* Short name of `struct vscsiif_request`. */
typedef struct vscsiif_request vscsiif_request_t;

/* How many segments a list of old holds. */
#define VSCSIIF_SG_LIST_SIZE ((sizeof(vscsiif_request_t) - 4) / sizeof(vscsiif_segment_t))

/* A list of segments of old, in the place of a request. */
struct vscsiif_sg_list {
    uint16_t rqid;           /* the mark of the request that it is for */
    uint8_t act;             /* `VSCSIIF_ACT_SCSI_SG_PRESET`; => enum vscsiif_action */
    uint8_t nr_segments;     /* how many segments */
    vscsiif_segment_t seg[VSCSIIF_SG_LIST_SIZE]; /* the segments */
};
/* Short name of `struct vscsiif_sg_list`. */
typedef struct vscsiif_sg_list vscsiif_sg_list_t;

/* A response, of 252 bytes. */
struct vscsiif_response {
    uint16_t rqid;           /* the mark of the request */
    uint8_t act;             /* what was asked for, where `VSCSIIF_ACT_SCSI_SG_PRESET` was known; => enum vscsiif_action */
    uint8_t sense_len;       /* how many bytes of sense data there are */
    uint8_t sense_buffer[VSCSIIF_SENSE_BUFFERSIZE]; /* the sense data */
    int32_t rslt;            /* how it ended, in parts: `XEN_VSCSIIF_RSLT_STATUS` and `XEN_VSCSIIF_RSLT_HOST`; of a reset, an
                                `enum vscsiif_reset_result` */
    uint32_t residual_len;   /* how many bytes of data were not moved */
    uint32_t reserved[36];
};
/* Short name of `struct vscsiif_response`. */
typedef struct vscsiif_response vscsiif_response_t;

/* What the device says, of `rslt`: the status of SCSI. */
#define XEN_VSCSIIF_RSLT_STATUS(x) ((x) & 0xff)
/* What the backend's host says, of `rslt`: an `enum vscsiif_host_status`. */
#define XEN_VSCSIIF_RSLT_HOST(x)   (((x) & 0xff0000) >> 16)

/* How a command fared on its way to the device and back. */
/* ` enum vscsiif_host_status { // XEN_VSCSIIF_RSLT_HOST_* */
#define XEN_VSCSIIF_RSLT_HOST_OK                  0  /* Well. */
#define XEN_VSCSIIF_RSLT_HOST_NO_CONNECT          1  /* There was no connection in time. */
#define XEN_VSCSIIF_RSLT_HOST_BUS_BUSY            2  /* The bus was busy all the time. */
#define XEN_VSCSIIF_RSLT_HOST_TIME_OUT            3  /* It took too long, for another reason. */
#define XEN_VSCSIIF_RSLT_HOST_BAD_TARGET          4  /* There is no such target. */
#define XEN_VSCSIIF_RSLT_HOST_ABORT               5  /* It was aborted, for another reason. */
#define XEN_VSCSIIF_RSLT_HOST_PARITY              6  /* A parity was wrong. */
#define XEN_VSCSIIF_RSLT_HOST_ERROR               7  /* The host made a mistake. */
#define XEN_VSCSIIF_RSLT_HOST_RESET               8  /* Somebody reset the device. */
#define XEN_VSCSIIF_RSLT_HOST_BAD_INTR            9  /* An interrupt came that nobody expected. */
#define XEN_VSCSIIF_RSLT_HOST_PASSTHROUGH         10 /* The command was forced past the layers that judge it. */
#define XEN_VSCSIIF_RSLT_HOST_SOFT_ERROR          11 /* It should be tried again. */
#define XEN_VSCSIIF_RSLT_HOST_IMM_RETRY           12 /* It should be tried again at once, and not counted. */
#define XEN_VSCSIIF_RSLT_HOST_REQUEUE             13 /* It should be put into the queue again. */
#define XEN_VSCSIIF_RSLT_HOST_TRANSPORT_DISRUPTED 14 /* The transport was disturbed. */
#define XEN_VSCSIIF_RSLT_HOST_TRANSPORT_FAILFAST  15 /* The transport gave up early. */
#define XEN_VSCSIIF_RSLT_HOST_TARGET_FAILURE      16 /* The target failed for good. */
#define XEN_VSCSIIF_RSLT_HOST_NEXUS_FAILURE       17 /* The way to the target failed for good. */
#define XEN_VSCSIIF_RSLT_HOST_ALLOC_FAILURE       18 /* The device had no space left. */
#define XEN_VSCSIIF_RSLT_HOST_MEDIUM_ERROR        19 /* The medium was faulty. */
#define XEN_VSCSIIF_RSLT_HOST_TRANSPORT_MARGINAL  20 /* The transport is barely good enough. */
/* ` } */

/* How a reset ended. */
/* ` enum vscsiif_reset_result { // XEN_VSCSIIF_RSLT_RESET_* */
#define XEN_VSCSIIF_RSLT_RESET_SUCCESS 0x2002 /* It was done. */
#define XEN_VSCSIIF_RSLT_RESET_FAILED  0x2003 /* It failed. */
/* ` } */

/* The ring of a SCSI host. */
DEFINE_RING_TYPES(vscsiif, struct vscsiif_request, struct vscsiif_response);

#endif /* __XEN__PUBLIC_IO_SCSI_H__ */
