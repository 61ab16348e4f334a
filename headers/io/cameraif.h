/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Cameras of a guest: formats, buffers that both sides share, controls, captured frames.
 */

#ifndef __XEN_PUBLIC_IO_CAMERAIF_H__
#define __XEN_PUBLIC_IO_CAMERAIF_H__

#include "ring.h"
#include "../grant_table.h"

/*
 * `incontents 189 cameraif Cameras
 *
 * A virtual camera has a ring of requests (`io/ring.h`, `xen_cameraif`), all of them 64 bytes, and
 * a page of events from the back end. It fills buffers that both sides reach by grants, one with
 * each frame, and changes controls such as brightness.
 *
 * # How a frame gets from the camera
 *
 * 1. `XENCAMERA_OP_CONFIG_SET` chooses format and resolution, `XENCAMERA_OP_FRAME_RATE_SET` the
 *    rate. The response says what the camera made of that, which need not be what was asked for:
 *    look at it, and try again if need be. `XENCAMERA_OP_CONFIG_VALIDATE` only asks what would come
 *    of it, and can be sent at any time.
 * 2. `XENCAMERA_OP_BUF_REQUEST` says how many buffers are wanted; the response, how many there can
 *    be. From then on the format is fixed. `XENCAMERA_OP_BUF_GET_LAYOUT` tells how large a buffer
 *    is, and what stands in it.
 * 3. `XENCAMERA_OP_BUF_CREATE` makes each buffer. Its pages are told by a list of pages
 *    (`struct xencamera_page_directory`) full of grant references. Either the frontend fills these
 *    in, for memory of its own, or, if `be-alloc` is 1, the backend does, for memory that it
 *    brings, and the frontend maps that.
 * 4. `XENCAMERA_OP_BUF_QUEUE` gives a buffer to the camera, which may fill it from then on; the
 *    frontend leaves it alone.
 * 5. `XENCAMERA_OP_STREAM_START` starts the camera. `XENCAMERA_EVT_FRAME_AVAIL` tells which buffer
 *    has a frame.
 * 6. `XENCAMERA_OP_BUF_DEQUEUE` takes the buffer back, to be read once the response is there. Queue
 *    it again to have it filled again.
 * 7. `XENCAMERA_OP_STREAM_STOP` stops the camera. The rate can be changed now. To change the
 *    format, remove the buffers by `XENCAMERA_OP_BUF_DESTROY`, each of which must have been queued,
 *    and request 0 buffers.
 *
 * Controls are counted by `XENCAMERA_OP_CTRL_ENUM`, and then read and changed by
 * `XENCAMERA_OP_CTRL_GET` and `XENCAMERA_OP_CTRL_SET`. When somebody else changes one,
 * `XENCAMERA_EVT_CTRL_CHANGE` tells, but not of controls that cannot be read; ask for the values at
 * the start.
 *
 * # Set-up
 *
 * In xenstore, under `device/vcamera`; the constants `XENCAMERA_FIELD_...` name the nodes, and say
 * who writes them. Numbers are decimal.
 *
 * What the camera offers is a tree of directories: `formats`, in it a directory for each format, in
 * that one for each resolution, such as `640x480`, and in that the node `frame-rates`. A format's
 * directory has the name of its FOURCC, four letters by Linux' list for video, without blanks at
 * the end, and with `XENCAMERA_FOURCC_BIGENDIAN_STR` behind the letters of a big-endian one. What
 * cannot stand in the name of a node or file is not among the letters.
 *
 * 1. The toolstack writes both directories, with the state initialising; in the frontend's the
 *    camera and all that it offers.
 * 2. The backend finds its device, writes `versions`, and goes on to the state waiting (InitWait).
 * 3. The frontend reads its configuration, chooses a version, makes ring, page and ports, writes
 *    them, and goes on to initialised.
 * 4. The backend connects to them, and goes on to connected.
 * 5. The frontend makes its camera, and goes on to connected.
 *
 * What happens when either side closes or fails is as for displays (`io/displif.h`).
 *
 * # Rules
 *
 * Bytes that no member covers and members called reserved are 0. The result of a request is 0, or
 * the negative of one of Xen's error numbers (`errno.h`). The grant reference 0 is none, as a
 * driver is never given that one. Pages have 4096 bytes. A FOURCC as a number has its first letter
 * in the lowest byte. A rate is a fraction: so many frames in so many seconds.
 */

/* The version of this protocol that the header describes. */
#define XENCAMERA_PROTOCOL_VERSION "1"

/* What a request asks for. */
/* ` enum xencamera_operation { // XENCAMERA_OP_* */
#define XENCAMERA_OP_CONFIG_SET      0x00 /* Choose format and resolution; not while the camera
                                             runs. */
#define XENCAMERA_OP_CONFIG_GET      0x01 /* Tell format, resolution, colours and rate. */
#define XENCAMERA_OP_CONFIG_VALIDATE 0x02 /* Tell what would come of a format and resolution. */
#define XENCAMERA_OP_FRAME_RATE_SET  0x03 /* Choose the rate; not while the camera runs. */
#define XENCAMERA_OP_BUF_GET_LAYOUT  0x04 /* Tell what stands where in a buffer. */
#define XENCAMERA_OP_BUF_REQUEST     0x05 /* Agree on the number of buffers, or give them all up;
                                             not while the camera runs. */
#define XENCAMERA_OP_BUF_CREATE      0x06 /* Make a buffer. */
#define XENCAMERA_OP_BUF_DESTROY     0x07 /* Remove a buffer, which must be queued. */
#define XENCAMERA_OP_BUF_QUEUE       0x08 /* Give a buffer to the camera. */
#define XENCAMERA_OP_BUF_DEQUEUE     0x09 /* Take a buffer back from the camera. */
#define XENCAMERA_OP_CTRL_ENUM       0x0a /* Tell what a control is; they are counted from 0. */
#define XENCAMERA_OP_CTRL_SET        0x0b /* Change a control. */
#define XENCAMERA_OP_CTRL_GET        0x0c /* Tell the value of a control. */
#define XENCAMERA_OP_STREAM_START    0x0d /* Start the camera. */
#define XENCAMERA_OP_STREAM_STOP     0x0e /* Stop the camera. */
/* ` } */

/* What a control controls. */
/* ` enum xencamera_ctrl { // XENCAMERA_CTRL_* */
#define XENCAMERA_CTRL_BRIGHTNESS 0 /* Brightness. */
#define XENCAMERA_CTRL_CONTRAST   1 /* Contrast. */
#define XENCAMERA_CTRL_SATURATION 2 /* Saturation. */
#define XENCAMERA_CTRL_HUE        3 /* Hue. */
/* ` } */

/* How many kinds of controls there are. */
#define XENCAMERA_MAX_CTRL 4

/* What may be done to a control. */
/* ` flags xencamera_ctrl_flags { // XENCAMERA_CTRL_FLG_* */
#define XENCAMERA_CTRL_FLG_RO       (1 << 0) /* It can be read only. */
#define XENCAMERA_CTRL_FLG_WO       (1 << 1) /* It can be changed only. */
#define XENCAMERA_CTRL_FLG_VOLATILE (1 << 2) /* It changes by itself. */
/* ` } */

/* Which colours there can be. */
/* ` enum xencamera_colorspace { // XENCAMERA_COLORSPACE_* */
#define XENCAMERA_COLORSPACE_DEFAULT   0 /* As the camera likes. */
#define XENCAMERA_COLORSPACE_SMPTE170M 1 /* By SMPTE 170M. */
#define XENCAMERA_COLORSPACE_REC709    2 /* By ITU-R BT.709. */
#define XENCAMERA_COLORSPACE_SRGB      3 /* By IEC 61966-2-1, sRGB. */
#define XENCAMERA_COLORSPACE_OPRGB     4 /* By IEC 61966-2-5, opRGB. */
#define XENCAMERA_COLORSPACE_BT2020    5 /* By ITU-R BT.2020. */
#define XENCAMERA_COLORSPACE_DCI_P3    6 /* By SMPTE RP 431-2, DCI-P3. */
/* ` } */

/* How a colour's intensity becomes a number. */
/* ` enum xencamera_xfer_func { // XENCAMERA_XFER_FUNC_* */
#define XENCAMERA_XFER_FUNC_DEFAULT   0 /* As is usual for the colours. */
#define XENCAMERA_XFER_FUNC_709       1 /* By ITU-R BT.709. */
#define XENCAMERA_XFER_FUNC_SRGB      2 /* By IEC 61966-2-1, sRGB. */
#define XENCAMERA_XFER_FUNC_OPRGB     3 /* By IEC 61966-2-5, opRGB. */
#define XENCAMERA_XFER_FUNC_NONE      4 /* In proportion. */
#define XENCAMERA_XFER_FUNC_DCI_P3    5 /* By SMPTE RP 431-2, DCI-P3. */
#define XENCAMERA_XFER_FUNC_SMPTE2084 6 /* By SMPTE 2084. */
/* ` } */

/* How colours become brightness and two differences. */
/* ` enum xencamera_ycbcr_enc { // XENCAMERA_YCBCR_ENC_* */
#define XENCAMERA_YCBCR_ENC_IGNORE           0 /* They do not, in this format. */
#define XENCAMERA_YCBCR_ENC_601              1 /* By ITU-R BT.601. */
#define XENCAMERA_YCBCR_ENC_709              2 /* By ITU-R BT.709. */
#define XENCAMERA_YCBCR_ENC_XV601            3 /* By ITU-R BT.601, with xvYCC's range. */
#define XENCAMERA_YCBCR_ENC_XV709            4 /* By ITU-R BT.709, with xvYCC's range. */
#define XENCAMERA_YCBCR_ENC_BT2020           5 /* By ITU-R BT.2020. */
#define XENCAMERA_YCBCR_ENC_BT2020_CONST_LUM 6 /* By ITU-R BT.2020, with constant luminance. */
/* ` } */

/* Which of the numbers of its width a sample uses. */
/* ` enum xencamera_quantization { // XENCAMERA_QUANTIZATION_* */
#define XENCAMERA_QUANTIZATION_DEFAULT    0 /* As is usual for the colours. */
#define XENCAMERA_QUANTIZATION_FULL_RANGE 1 /* All. */
#define XENCAMERA_QUANTIZATION_LIM_RANGE  2 /* All but some at both ends. */
/* ` } */

/* What an event tells. */
/* ` enum xencamera_event_type { // XENCAMERA_EVT_* */
#define XENCAMERA_EVT_FRAME_AVAIL 0x00 /* A buffer has a frame. */
#define XENCAMERA_EVT_CTRL_CHANGE 0x01 /* A control has another value. */
/* ` } */

/* What cameras are called in xenstore's paths. */
#define XENCAMERA_DRIVER_NAME "vcamera"

/* What stands between the items of a list in xenstore. */
#define XENCAMERA_LIST_SEPARATOR ","
/* What stands between width and height in xenstore. */
#define XENCAMERA_RESOLUTION_SEPARATOR "x"
/* What stands between the two numbers of a rate in xenstore. */
#define XENCAMERA_FRACTION_SEPARATOR "/"

/* The backend writes the versions here that it speaks, a list. */
#define XENCAMERA_FIELD_BE_VERSIONS "versions"
/* The frontend writes the one here that it chose of them. */
#define XENCAMERA_FIELD_FE_VERSION "version"
/* The frontend writes the grant reference of the ring of requests here. */
#define XENCAMERA_FIELD_REQ_RING_REF "req-ring-ref"
/* The frontend writes the port here that it made for the ring of requests. */
#define XENCAMERA_FIELD_REQ_CHANNEL "req-event-channel"
/* The frontend writes the grant reference of the page of events here. */
#define XENCAMERA_FIELD_EVT_RING_REF "evt-ring-ref"
/* The frontend writes the port here that it made for the page of events. */
#define XENCAMERA_FIELD_EVT_CHANNEL "evt-event-channel"
/* The toolstack writes here how many buffers the frontend may use. */
#define XENCAMERA_FIELD_MAX_BUFFERS "max-buffers"
/*
 * The supported controls, a list of `XENCAMERA_CTRL_..._STR` in any order.
 *
 * Written by the toolstack.
 */
#define XENCAMERA_FIELD_CONTROLS "controls"
/* The toolstack makes this directory, for all formats. */
#define XENCAMERA_FIELD_FORMATS "formats"
/*
 * By format and resolution: the supported frame rates, a list of fractions.
 *
 * Written by the toolstack.
 */
#define XENCAMERA_FIELD_FRAME_RATES "frame-rates"
/* The toolstack writes 1 here if the backend brings the memory of buffers. */
#define XENCAMERA_FIELD_BE_ALLOC "be-alloc"
/*
 * A unique ID of the camera, such as a UUID.
 *
 * It tells the backend which data belongs to the camera.
 */
#define XENCAMERA_FIELD_UNIQUE_ID "unique-id"

/* In `controls`: `XENCAMERA_CTRL_BRIGHTNESS`. */
#define XENCAMERA_CTRL_BRIGHTNESS_STR "brightness"
/* In `controls`: `XENCAMERA_CTRL_CONTRAST`. */
#define XENCAMERA_CTRL_CONTRAST_STR "contrast"
/* In `controls`: `XENCAMERA_CTRL_SATURATION`. */
#define XENCAMERA_CTRL_SATURATION_STR "saturation"
/* In `controls`: `XENCAMERA_CTRL_HUE`. */
#define XENCAMERA_CTRL_HUE_STR "hue"

/* What stands behind the letters of a big-endian format in xenstore. */
#define XENCAMERA_FOURCC_BIGENDIAN_STR "-BE"

/* How many planes a buffer can have. */
#define XENCAMERA_MAX_PLANE 4

/*
 * The requested format of frames.
 *
 * For `XENCAMERA_OP_CONFIG_SET` and `XENCAMERA_OP_CONFIG_VALIDATE`.
 */
struct xencamera_config_req {
    uint32_t pixel_format;   /* the format, a FOURCC */
    uint32_t width;          /* the width, in pixels */
    uint32_t height;         /* the height, in pixels */
};

/* For `XENCAMERA_OP_FRAME_RATE_SET`: how many frames there are to be. */
struct xencamera_frame_rate_req {
    uint32_t frame_rate_numer; /* so many frames */
    uint32_t frame_rate_denom; /* in so many seconds */
};

/*
 * The number of buffers: wanted, or available in the response.
 *
 * For `XENCAMERA_OP_BUF_REQUEST`.
 *
 * At most `max-buffers`. 0 gives all of them up.
 */
struct xencamera_buf_request {
    uint8_t num_bufs;        /* how many */
};

/*
 * For `XENCAMERA_OP_BUF_CREATE`: makes a buffer.
 *
 * How many grant references the directory has is not said: it is as many as the buffer needs pages.
 * Where the backend brings the memory, the frontend makes the pages of the directory, grants them
 * and ties them together; the grant references in them are there with the response.
 */
struct xencamera_buf_create_req {
    uint8_t index;           /* its number, below what `XENCAMERA_OP_BUF_REQUEST` gave, which must
                                not be in use */
    uint8_t reserved[3];
    uint32_t plane_offset[XENCAMERA_MAX_PLANE]; /* where in the buffer each plane begins, in
                                                   bytes */
    grant_ref_t gref_directory; /* the grant of the first page of its directory */
};

/* A page of a directory: which pages a buffer consists of, in order. */
struct xencamera_page_directory {
    grant_ref_t gref_dir_next_page; /* the grant of the directory's next page, or 0 if this is the
                                       last */
    grant_ref_t gref[XENPV_FLEX_ARRAY_DIM]; /* the grants of the buffer's pages, as many as this
                                               page has room for */
};

/* One of several: a buffer, or a control by its place among the controls. */
struct xencamera_index {
    uint8_t index;           /* its number */
};

/* A control and its value. */
struct xencamera_ctrl_value {
    uint8_t type;            /* the control; => enum xencamera_ctrl */
    uint8_t reserved[7];
    int64_t value;           /* its value */
};

/* For `XENCAMERA_OP_CTRL_GET`: tells the value of a control. */
struct xencamera_get_ctrl_req {
    uint8_t type;            /* the control; => enum xencamera_ctrl */
};

/*
 * The format of frames.
 *
 * The response of `XENCAMERA_OP_CONFIG_SET`, `XENCAMERA_OP_CONFIG_GET` and
 * `XENCAMERA_OP_CONFIG_VALIDATE`.
 */
struct xencamera_config_resp {
    uint32_t pixel_format;   /* the format, a FOURCC */
    uint32_t width;          /* the width, in pixels */
    uint32_t height;         /* the height, in pixels */
    uint32_t colorspace;     /* which colours there are; => enum xencamera_colorspace */
    uint32_t xfer_func;      /* how intensity becomes a number; => enum xencamera_xfer_func */
    uint32_t ycbcr_enc;      /* how colours become brightness and differences, in formats that have
                                these; => enum xencamera_ycbcr_enc */
    uint32_t quantization;   /* which numbers are used; => enum xencamera_quantization */
    uint32_t displ_asp_ratio_numer; /* so many units of width the picture has when it is shown */
    uint32_t displ_asp_ratio_denom; /* to so many units of height */
    uint32_t frame_rate_numer; /* so many frames */
    uint32_t frame_rate_denom; /* in so many seconds */
};

/*
 * The layout of a buffer: the response of `XENCAMERA_OP_BUF_GET_LAYOUT`.
 *
 * All buffers have the same layout, except for the offsets of the planes.
 */
struct xencamera_buf_get_layout_resp {
    uint8_t num_planes;      /* how many planes there are */
    uint8_t reserved[3];
    uint32_t size;           /* how many bytes a buffer has */
    uint32_t plane_size[XENCAMERA_MAX_PLANE]; /* how many bytes each plane has */
    uint32_t plane_stride[XENCAMERA_MAX_PLANE]; /* the length in bytes from one row of the plane to
                                                   the next */
};

/* The answer to `XENCAMERA_OP_CTRL_ENUM`: what a control is. */
struct xencamera_ctrl_enum_resp {
    uint8_t index;           /* its place among the controls */
    uint8_t type;            /* what it controls; => enum xencamera_ctrl */
    uint8_t reserved[2];
    uint32_t flags;          /* what may be done to it; => flags xencamera_ctrl_flags */
    int64_t min;             /* the lowest value */
    int64_t max;             /* the highest value */
    int64_t step;            /* how far apart values are */
    int64_t def_val;         /* the value that it has from the start */
};

/* For `XENCAMERA_EVT_FRAME_AVAIL`: a buffer has a frame. */
struct xencamera_frame_avail_evt {
    uint8_t index;           /* the buffer */
    uint8_t reserved[3];
    uint32_t used_sz;        /* how many bytes the frame has, fewer than the buffer if it is
                                compressed */
    uint32_t seq_num;        /* the number of the frame;
                                it increases, and a gap means lost frames, as far as the camera can
                                tell */
};

/* A request. */
struct xencamera_req {
    uint16_t id;             /* the ID of the request, repeated in the response */
    uint8_t operation;       /* what it asks for; => enum xencamera_operation */
    uint8_t reserved[5];
    union {
        struct xencamera_config_req config; /* XENCAMERA_OP_CONFIG_SET,
                                               XENCAMERA_OP_CONFIG_VALIDATE: what frames are to look
                                               like */
        struct xencamera_frame_rate_req frame_rate; /* XENCAMERA_OP_FRAME_RATE_SET: the rate */
        struct xencamera_buf_request buf_request; /* XENCAMERA_OP_BUF_REQUEST: how many buffers are
                                                     wanted */
        struct xencamera_buf_create_req buf_create; /* XENCAMERA_OP_BUF_CREATE: the buffer to
                                                       make */
        /*
         * XENCAMERA_OP_BUF_DESTROY, XENCAMERA_OP_BUF_QUEUE, XENCAMERA_OP_BUF_DEQUEUE,
         * XENCAMERA_OP_CTRL_ENUM: which buffer or control
         */
        struct xencamera_index index;
        struct xencamera_ctrl_value ctrl_value; /* XENCAMERA_OP_CTRL_SET: the control and its new
                                                   value */
        struct xencamera_get_ctrl_req get_ctrl; /* XENCAMERA_OP_CTRL_GET: the control */
        uint8_t reserved[56]; /* all its bytes */
    } req;                   /* the details; => by operation */
};

/* A response. */
struct xencamera_resp {
    uint16_t id;             /* the ID of the request */
    uint8_t operation;       /* that of the request; => enum xencamera_operation */
    uint8_t reserved;
    int32_t status;          /* 0, or the negative of an error number of Xen's */
    union {
        /*
         * XENCAMERA_OP_CONFIG_SET, XENCAMERA_OP_CONFIG_GET,
         * XENCAMERA_OP_CONFIG_VALIDATE: what frames look like
         */
        struct xencamera_config_resp config;
        struct xencamera_buf_get_layout_resp buf_layout; /* XENCAMERA_OP_BUF_GET_LAYOUT: what stands
                                                            in a buffer */
        struct xencamera_buf_request buf_request; /* XENCAMERA_OP_BUF_REQUEST: how many buffers
                                                     there can be */
        struct xencamera_ctrl_enum_resp ctrl_enum; /* XENCAMERA_OP_CTRL_ENUM: what the control is */
        struct xencamera_ctrl_value ctrl_value; /* XENCAMERA_OP_CTRL_GET: the control and its
                                                   value */
        uint8_t reserved1[56]; /* all its bytes */
    } resp;                  /* the answer; => by operation */
};

/* An event. */
struct xencamera_evt {
    uint16_t id;             /* the frontend need not look at it */
    uint8_t type;            /* what it tells; => enum xencamera_event_type */
    uint8_t reserved[5];
    union {
        struct xencamera_frame_avail_evt frame_avail; /* XENCAMERA_EVT_FRAME_AVAIL: the frame */
        struct xencamera_ctrl_value ctrl_value; /* XENCAMERA_EVT_CTRL_CHANGE: the control and its
                                                   new value */
        uint8_t reserved[56]; /* all its bytes */
    } evt;                   /* the details; => by type */
};

/* The ring of requests of a camera. */
DEFINE_RING_TYPES(xen_cameraif, struct xencamera_req, struct xencamera_resp);

/*
 * What the page of events begins with: how far each side is.
 *
 * The rest is an array of events, from the backend to the frontend. Both counters only grow, and
 * wrap at 32 bits; the place of an event is the rest of the division by `XENCAMERA_IN_RING_LEN`.
 * The backend writes an event, then, after a write barrier, `in_prod`, and raises an event. The
 * frontend may note in `in_cons` what it has read, now and then or never: nothing waits for it.
 */
struct xencamera_event_page {
    uint32_t in_cons;        /* events that have been read; written by the frontend */
    uint32_t in_prod;        /* events that have been sent; written by the backend */
    uint8_t reserved[56];
};

/* How many bytes the page of events has. */
#define XENCAMERA_EVENT_PAGE_SIZE 4096
/* Where in the page the array of events begins. */
#define XENCAMERA_IN_RING_OFFS (sizeof(struct xencamera_event_page))
/* How many bytes the array of events has. */
#define XENCAMERA_IN_RING_SIZE (XENCAMERA_EVENT_PAGE_SIZE - XENCAMERA_IN_RING_OFFS)
/* How many events there is room for. */
#define XENCAMERA_IN_RING_LEN (XENCAMERA_IN_RING_SIZE / sizeof(struct xencamera_evt))
/* The array of events, in the page at `page`. */
#define XENCAMERA_IN_RING(page) ((struct xencamera_evt *)((char *)(page) + XENCAMERA_IN_RING_OFFS))
/* The event that the counter `idx` means. */
#define XENCAMERA_IN_RING_REF(page, idx) (XENCAMERA_IN_RING((page))[(idx) % XENCAMERA_IN_RING_LEN])

#endif /* __XEN_PUBLIC_IO_CAMERAIF_H__ */
