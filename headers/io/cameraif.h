/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Virtual cameras: formats, shared buffers, controls, captured frames.
 */

#ifndef __XEN_PUBLIC_IO_CAMERAIF_H__
#define __XEN_PUBLIC_IO_CAMERAIF_H__

#include "ring.h"
#include "../grant_table.h"

/*
 * `incontents 189 cameraif Cameras
 *
 * A virtual camera has a ring of requests (`io/ring.h`, `xen_cameraif`) of 64 bytes each, and a
 * page of events from the backend. The camera captures frames to granted buffers, and has controls
 * such as brightness.
 *
 * # Capturing frames
 *
 * 1. `XENCAMERA_OP_CONFIG_SET` sets the pixel format and the resolution,
 *    `XENCAMERA_OP_FRAME_RATE_SET` the frame rate. The backend may adjust the values: the response
 *    contains the ones in effect. The frontend checks them, and tries others if they do not suit
 *    it. `XENCAMERA_OP_CONFIG_VALIDATE` returns the adjusted values without setting them, at any
 *    time.
 * 2. `XENCAMERA_OP_BUF_REQUEST` requests a number of buffers; the response contains the number
 *    available. From then on, the format is fixed. `XENCAMERA_OP_BUF_GET_LAYOUT` returns the size
 *    and the planes of a buffer.
 * 3. `XENCAMERA_OP_BUF_CREATE` creates one buffer. A page directory
 *    (`struct xencamera_page_directory`) lists the grant references of its pages. The frontend
 *    allocates and grants the pages, or, if `be-alloc` is 1, the backend does, and the frontend
 *    maps them.
 * 4. `XENCAMERA_OP_BUF_QUEUE` queues a buffer for capture. The frontend must not access a queued
 *    buffer.
 * 5. `XENCAMERA_OP_STREAM_START` starts capturing. `XENCAMERA_EVT_FRAME_AVAIL` reports a buffer
 *    that contains a frame.
 * 6. `XENCAMERA_OP_BUF_DEQUEUE` dequeues this buffer. After the response, the frontend reads the
 *    frame, and may queue the buffer again.
 * 7. `XENCAMERA_OP_STREAM_STOP` stops capturing. The frame rate can be changed now. To change the
 *    format, destroy the buffers with `XENCAMERA_OP_BUF_DESTROY`, all of which must be queued, and
 *    request 0 buffers.
 *
 * `XENCAMERA_OP_CTRL_ENUM` enumerates the controls, `XENCAMERA_OP_CTRL_GET` and
 * `XENCAMERA_OP_CTRL_SET` read and write one. `XENCAMERA_EVT_CTRL_CHANGE` reports a control that
 * changed for another reason, unless it is write-only. Read the initial values at the start.
 *
 * # Connecting
 *
 * The directories in xenstore are those of a `vcamera` device. The constants `XENCAMERA_FIELD_*`
 * are the names of the nodes, and document who writes them. Numbers are decimal.
 *
 * The directory `formats` of the frontend has a directory per pixel format; this has a directory
 * per resolution, such as `640x480`; this has a node `frame-rates`. A format is the name of a
 * FOURCC of the Linux video API without trailing blanks, followed by
 * `XENCAMERA_FOURCC_BIGENDIAN_STR` if it is big-endian. It contains only characters that xenstore
 * permits in a path.
 *
 * 1. The toolstack creates both directories in state Initialising, and writes the configuration and
 *    the formats of the camera in the frontend's.
 * 2. The backend opens its device, writes `versions`, and enters InitWait.
 * 3. The frontend reads its configuration, chooses a version, allocates the ring, the event page
 *    and the event channels, writes them, and enters Initialised.
 * 4. The backend maps and binds them, and enters Connected.
 * 5. The frontend makes the camera available, and enters Connected.
 *
 * Closing and recovery are the same as for displays (`io/displif.h`).
 *
 * # Rules
 *
 * Unused bytes and reserved members are 0. The status of a response is 0 or the negative of an
 * error number (`errno.h`). Grant reference 0 means none. Pages have 4096 bytes. A FOURCC has its
 * first character in the least significant byte. A frame rate is a fraction: frames per second as
 * numerator and denominator.
 */

/* The version of this protocol that the header describes. */
#define XENCAMERA_PROTOCOL_VERSION "1"

/* Operations of requests. */
/* ` enum xencamera_operation { // XENCAMERA_OP_* */
#define XENCAMERA_OP_CONFIG_SET      0x00 /* Sets format and resolution; not while the camera
                                             captures. */
#define XENCAMERA_OP_CONFIG_GET      0x01 /* Returns format, resolution, colour encoding and frame
                                             rate. */
#define XENCAMERA_OP_CONFIG_VALIDATE 0x02 /* Returns the adjusted values of a format and resolution,
                                             without setting them. */
#define XENCAMERA_OP_FRAME_RATE_SET  0x03 /* Sets the frame rate; not while the camera captures. */
#define XENCAMERA_OP_BUF_GET_LAYOUT  0x04 /* Returns the layout of a buffer. */
#define XENCAMERA_OP_BUF_REQUEST     0x05 /* Requests a number of buffers, or releases all; not
                                             while the camera captures. */
#define XENCAMERA_OP_BUF_CREATE      0x06 /* Creates a buffer. */
#define XENCAMERA_OP_BUF_DESTROY     0x07 /* Destroys a buffer, which must be queued. */
#define XENCAMERA_OP_BUF_QUEUE       0x08 /* Queues a buffer for capture. */
#define XENCAMERA_OP_BUF_DEQUEUE     0x09 /* Dequeues a buffer. */
#define XENCAMERA_OP_CTRL_ENUM       0x0a /* Returns the properties of a control, by its index from
                                             0. */
#define XENCAMERA_OP_CTRL_SET        0x0b /* Sets the value of a control. */
#define XENCAMERA_OP_CTRL_GET        0x0c /* Returns the value of a control. */
#define XENCAMERA_OP_STREAM_START    0x0d /* Starts capturing. */
#define XENCAMERA_OP_STREAM_STOP     0x0e /* Stops capturing. */
/* ` } */

/* Types of controls. */
/* ` enum xencamera_ctrl { // XENCAMERA_CTRL_* */
#define XENCAMERA_CTRL_BRIGHTNESS 0 /* Brightness. */
#define XENCAMERA_CTRL_CONTRAST   1 /* Contrast. */
#define XENCAMERA_CTRL_SATURATION 2 /* Saturation. */
#define XENCAMERA_CTRL_HUE        3 /* Hue. */
/* ` } */

/* The number of types of controls. */
#define XENCAMERA_MAX_CTRL 4

/* Flags of a control. */
/* ` flags xencamera_ctrl_flags { // XENCAMERA_CTRL_FLG_* */
#define XENCAMERA_CTRL_FLG_RO       (1 << 0) /* Read-only. */
#define XENCAMERA_CTRL_FLG_WO       (1 << 1) /* Write-only. */
#define XENCAMERA_CTRL_FLG_VOLATILE (1 << 2) /* Volatile: the value changes on its own. */
/* ` } */

/* Color spaces. */
/* ` enum xencamera_colorspace { // XENCAMERA_COLORSPACE_* */
#define XENCAMERA_COLORSPACE_DEFAULT   0 /* The backend's default. */
#define XENCAMERA_COLORSPACE_SMPTE170M 1 /* SMPTE 170M. */
#define XENCAMERA_COLORSPACE_REC709    2 /* ITU-R BT.709. */
#define XENCAMERA_COLORSPACE_SRGB      3 /* IEC 61966-2-1, sRGB. */
#define XENCAMERA_COLORSPACE_OPRGB     4 /* IEC 61966-2-5, opRGB. */
#define XENCAMERA_COLORSPACE_BT2020    5 /* ITU-R BT.2020. */
#define XENCAMERA_COLORSPACE_DCI_P3    6 /* SMPTE RP 431-2, DCI-P3. */
/* ` } */

/* Transfer functions. */
/* ` enum xencamera_xfer_func { // XENCAMERA_XFER_FUNC_* */
#define XENCAMERA_XFER_FUNC_DEFAULT   0 /* The default of the colour space. */
#define XENCAMERA_XFER_FUNC_709       1 /* ITU-R BT.709. */
#define XENCAMERA_XFER_FUNC_SRGB      2 /* IEC 61966-2-1, sRGB. */
#define XENCAMERA_XFER_FUNC_OPRGB     3 /* IEC 61966-2-5, opRGB. */
#define XENCAMERA_XFER_FUNC_NONE      4 /* None: the values are linear. */
#define XENCAMERA_XFER_FUNC_DCI_P3    5 /* SMPTE RP 431-2, DCI-P3. */
#define XENCAMERA_XFER_FUNC_SMPTE2084 6 /* SMPTE 2084. */
/* ` } */

/* Y'CbCr encodings. */
/* ` enum xencamera_ycbcr_enc { // XENCAMERA_YCBCR_ENC_* */
#define XENCAMERA_YCBCR_ENC_IGNORE           0 /* Ignored: the format is not Y'CbCr. */
#define XENCAMERA_YCBCR_ENC_601              1 /* ITU-R BT.601. */
#define XENCAMERA_YCBCR_ENC_709              2 /* ITU-R BT.709. */
#define XENCAMERA_YCBCR_ENC_XV601            3 /* ITU-R BT.601, with the extended gamut of xvYCC. */
#define XENCAMERA_YCBCR_ENC_XV709            4 /* ITU-R BT.709, with the extended gamut of xvYCC. */
#define XENCAMERA_YCBCR_ENC_BT2020           5 /* ITU-R BT.2020, non-constant luminance. */
#define XENCAMERA_YCBCR_ENC_BT2020_CONST_LUM 6 /* ITU-R BT.2020, constant luminance. */
/* ` } */

/* Quantization ranges. */
/* ` enum xencamera_quantization { // XENCAMERA_QUANTIZATION_* */
#define XENCAMERA_QUANTIZATION_DEFAULT    0 /* The default of the colour space and encoding. */
#define XENCAMERA_QUANTIZATION_FULL_RANGE 1 /* Full range: every value of a sample. */
#define XENCAMERA_QUANTIZATION_LIM_RANGE  2 /* Limited range: without the values at both ends. */
/* ` } */

/* Types of events. */
/* ` enum xencamera_event_type { // XENCAMERA_EVT_* */
#define XENCAMERA_EVT_FRAME_AVAIL 0x00 /* A buffer contains a frame. */
#define XENCAMERA_EVT_CTRL_CHANGE 0x01 /* The value of a control changed. */
/* ` } */

/* The name of the device in xenstore paths. */
#define XENCAMERA_DRIVER_NAME "vcamera"

/* The separator of list items in xenstore. */
#define XENCAMERA_LIST_SEPARATOR ","
/* The separator of width and height in xenstore. */
#define XENCAMERA_RESOLUTION_SEPARATOR "x"
/* The separator of numerator and denominator in xenstore. */
#define XENCAMERA_FRACTION_SEPARATOR "/"

/* The supported versions, a list; written by the backend. */
#define XENCAMERA_FIELD_BE_VERSIONS "versions"
/* The chosen version; written by the frontend. */
#define XENCAMERA_FIELD_FE_VERSION "version"
/*
 * The grant reference of the request ring.
 *
 * Written by the frontend.
 */
#define XENCAMERA_FIELD_REQ_RING_REF "req-ring-ref"
/*
 * The event channel of the request ring.
 *
 * Allocated and written by the frontend.
 */
#define XENCAMERA_FIELD_REQ_CHANNEL "req-event-channel"
/*
 * The grant reference of the event page.
 *
 * Written by the frontend.
 */
#define XENCAMERA_FIELD_EVT_RING_REF "evt-ring-ref"
/*
 * The event channel of the event page.
 *
 * Allocated and written by the frontend.
 */
#define XENCAMERA_FIELD_EVT_CHANNEL "evt-event-channel"
/*
 * The maximum number of buffers.
 *
 * Written by the toolstack.
 */
#define XENCAMERA_FIELD_MAX_BUFFERS "max-buffers"
/*
 * The supported controls, a list of `XENCAMERA_CTRL_..._STR` in any order.
 *
 * Written by the toolstack.
 */
#define XENCAMERA_FIELD_CONTROLS "controls"
/*
 * The directory of the formats.
 *
 * Created by the toolstack.
 */
#define XENCAMERA_FIELD_FORMATS "formats"
/*
 * By format and resolution: the supported frame rates, a list of fractions.
 *
 * Written by the toolstack.
 */
#define XENCAMERA_FIELD_FRAME_RATES "frame-rates"
/*
 * 1 if the backend allocates the buffers.
 *
 * Written by the toolstack.
 */
#define XENCAMERA_FIELD_BE_ALLOC "be-alloc"
/*
 * A unique ID of the camera, such as a UUID.
 *
 * The backend identifies the camera by it.
 */
#define XENCAMERA_FIELD_UNIQUE_ID "unique-id"

/* `XENCAMERA_CTRL_BRIGHTNESS` in `controls`. */
#define XENCAMERA_CTRL_BRIGHTNESS_STR "brightness"
/* `XENCAMERA_CTRL_CONTRAST` in `controls`. */
#define XENCAMERA_CTRL_CONTRAST_STR "contrast"
/* `XENCAMERA_CTRL_SATURATION` in `controls`. */
#define XENCAMERA_CTRL_SATURATION_STR "saturation"
/* `XENCAMERA_CTRL_HUE` in `controls`. */
#define XENCAMERA_CTRL_HUE_STR "hue"

/* The suffix of a big-endian format in xenstore. */
#define XENCAMERA_FOURCC_BIGENDIAN_STR "-BE"

/* The maximum number of planes of a buffer. */
#define XENCAMERA_MAX_PLANE 4

/*
 * The requested format of frames.
 *
 * For `XENCAMERA_OP_CONFIG_SET` and `XENCAMERA_OP_CONFIG_VALIDATE`.
 */
struct xencamera_config_req {
    uint32_t pixel_format;   /* the pixel format, a FOURCC */
    uint32_t width;          /* the width in pixels */
    uint32_t height;         /* the height in pixels */
};

/*
 * The requested frame rate.
 *
 * For `XENCAMERA_OP_FRAME_RATE_SET`.
 */
struct xencamera_frame_rate_req {
    uint32_t frame_rate_numer; /* the numerator, in frames */
    uint32_t frame_rate_denom; /* the denominator, in seconds */
};

/*
 * The number of buffers.
 *
 * For `XENCAMERA_OP_BUF_REQUEST`: the number requested, or in the response the number available, at
 * most `max-buffers`. A request of 0 releases all buffers.
 */
struct xencamera_buf_request {
    uint8_t num_bufs;        /* the number of buffers */
};

/*
 * The buffer to create.
 *
 * For `XENCAMERA_OP_BUF_CREATE`. The number of grant references in the directory is the size of the
 * buffer in pages. If the backend allocates the buffer, the frontend allocates, grants and links
 * the pages of the directory, and the backend has written the grant references when it responds.
 */
struct xencamera_buf_create_req {
    uint8_t index;           /* its index, below the number that `XENCAMERA_OP_BUF_REQUEST`
                                returned; not in use */
    uint8_t reserved[3];
    uint32_t plane_offset[XENCAMERA_MAX_PLANE]; /* the offset of each plane in the buffer, in
                                                   bytes */
    grant_ref_t gref_directory; /* the grant of the first directory page */
};

/*
 * One page of a page directory.
 *
 * The directory lists the pages of a buffer in order.
 */
struct xencamera_page_directory {
    grant_ref_t gref_dir_next_page; /* the grant of the next directory page; 0 for the last one */
    grant_ref_t gref[__XENPV_ARRAY_DIM()]; /* the grants of the buffer's pages, as many as the page
                                              has space for */
};

/* The index of a buffer or a control. */
struct xencamera_index {
    uint8_t index;           /* the index, from 0 */
};

/* A control and its value. */
struct xencamera_ctrl_value {
    uint8_t type;            /* the type of the control; => enum xencamera_ctrl */
    uint8_t reserved[7];
    int64_t value;           /* the value */
};

/*
 * The control to read.
 *
 * For `XENCAMERA_OP_CTRL_GET`.
 */
struct xencamera_get_ctrl_req {
    uint8_t type;            /* the type of the control; => enum xencamera_ctrl */
};

/*
 * The format of frames.
 *
 * The response to `XENCAMERA_OP_CONFIG_SET`, `XENCAMERA_OP_CONFIG_GET` and
 * `XENCAMERA_OP_CONFIG_VALIDATE`.
 */
struct xencamera_config_resp {
    uint32_t pixel_format;   /* the pixel format, a FOURCC */
    uint32_t width;          /* the width in pixels */
    uint32_t height;         /* the height in pixels */
    uint32_t colorspace;     /* the colour space; => enum xencamera_colorspace */
    uint32_t xfer_func;      /* the transfer function; => enum xencamera_xfer_func */
    uint32_t ycbcr_enc;      /* the Y'CbCr encoding, for Y'CbCr formats;
                                => enum xencamera_ycbcr_enc */
    uint32_t quantization;   /* the quantization range; => enum xencamera_quantization */
    uint32_t displ_asp_ratio_numer; /* the numerator of the display aspect ratio, the width */
    uint32_t displ_asp_ratio_denom; /* the denominator of the display aspect ratio, the height */
    uint32_t frame_rate_numer; /* the numerator of the frame rate, in frames */
    uint32_t frame_rate_denom; /* the denominator of the frame rate, in seconds */
};

/*
 * The layout of the buffers.
 *
 * The response to `XENCAMERA_OP_BUF_GET_LAYOUT`. All buffers have the same layout, except for the
 * offsets of the planes.
 */
struct xencamera_buf_get_layout_resp {
    uint8_t num_planes;      /* the number of planes */
    uint8_t reserved[3];
    uint32_t size;           /* the size of a buffer in bytes */
    uint32_t plane_size[XENCAMERA_MAX_PLANE]; /* the size of each plane in bytes */
    uint32_t plane_stride[XENCAMERA_MAX_PLANE]; /* the distance between two rows of each plane, in
                                                   bytes */
};

/*
 * The properties of a control.
 *
 * The response to `XENCAMERA_OP_CTRL_ENUM`.
 */
struct xencamera_ctrl_enum_resp {
    uint8_t index;           /* the index of the control */
    uint8_t type;            /* the type of the control; => enum xencamera_ctrl */
    uint8_t reserved[2];
    uint32_t flags;          /* the flags; => flags xencamera_ctrl_flags */
    int64_t min;             /* the minimum value */
    int64_t max;             /* the maximum value */
    int64_t step;            /* the distance between two values */
    int64_t def_val;         /* the default value */
};

/*
 * The buffer that contains a frame.
 *
 * For `XENCAMERA_EVT_FRAME_AVAIL`.
 */
struct xencamera_frame_avail_evt {
    uint8_t index;           /* the index of the buffer */
    uint8_t reserved[3];
    uint32_t used_sz;        /* the size of the frame in bytes; less than the buffer for a
                                compressed format */
    uint32_t seq_num;        /* the sequence number of the frame; a gap means lost frames, if the
                                device can detect them */
};

/* A request. */
struct xencamera_req {
    uint16_t id;             /* the ID of the request, repeated in the response */
    uint8_t operation;       /* the operation; => enum xencamera_operation */
    uint8_t reserved[5];
    union {
        struct xencamera_config_req config; /* XENCAMERA_OP_CONFIG_SET,
                                               XENCAMERA_OP_CONFIG_VALIDATE: the requested format */
        struct xencamera_frame_rate_req frame_rate; /* XENCAMERA_OP_FRAME_RATE_SET: the requested
                                                       frame rate */
        struct xencamera_buf_request buf_request; /* XENCAMERA_OP_BUF_REQUEST: the number of buffers
                                                     requested */
        struct xencamera_buf_create_req buf_create; /* XENCAMERA_OP_BUF_CREATE: the buffer to
                                                       create */
        /*
         * XENCAMERA_OP_BUF_DESTROY, XENCAMERA_OP_BUF_QUEUE, XENCAMERA_OP_BUF_DEQUEUE,
         * XENCAMERA_OP_CTRL_ENUM: the buffer or control
         */
        struct xencamera_index index;
        struct xencamera_ctrl_value ctrl_value; /* XENCAMERA_OP_CTRL_SET: the control, and its new
                                                   value */
        struct xencamera_get_ctrl_req get_ctrl; /* XENCAMERA_OP_CTRL_GET: the control */
        uint8_t reserved[56]; /* all bytes of the union */
    } req;                   /* the arguments; => by operation */
};

/* A response. */
struct xencamera_resp {
    uint16_t id;             /* the ID of the request */
    uint8_t operation;       /* the operation of the request; => enum xencamera_operation */
    uint8_t reserved;
    int32_t status;          /* 0, or the negative of an error number (`errno.h`) */
    union {
        /*
         * XENCAMERA_OP_CONFIG_SET, XENCAMERA_OP_CONFIG_GET, XENCAMERA_OP_CONFIG_VALIDATE: the
         * format in effect
         */
        struct xencamera_config_resp config;
        struct xencamera_buf_get_layout_resp buf_layout; /* XENCAMERA_OP_BUF_GET_LAYOUT: the layout
                                                            of the buffers */
        struct xencamera_buf_request buf_request; /* XENCAMERA_OP_BUF_REQUEST: the number of buffers
                                                     available */
        struct xencamera_ctrl_enum_resp ctrl_enum; /* XENCAMERA_OP_CTRL_ENUM: the properties of the
                                                      control */
        struct xencamera_ctrl_value ctrl_value; /* XENCAMERA_OP_CTRL_GET: the control, and its
                                                   value */
        uint8_t reserved1[56]; /* all bytes of the union */
    } resp;                  /* the results; => by operation */
};

/* An event. */
struct xencamera_evt {
    uint16_t id;             /* an ID that the frontend may ignore */
    uint8_t type;            /* the type of the event; => enum xencamera_event_type */
    uint8_t reserved[5];
    union {
        struct xencamera_frame_avail_evt frame_avail; /* XENCAMERA_EVT_FRAME_AVAIL: the buffer with
                                                         the frame */
        struct xencamera_ctrl_value ctrl_value; /* XENCAMERA_EVT_CTRL_CHANGE: the control, and its
                                                   new value */
        uint8_t reserved[56]; /* all bytes of the union */
    } evt;                   /* the details; => by type */
};

/* The request ring of a camera. */
DEFINE_RING_TYPES(xen_cameraif, struct xencamera_req, struct xencamera_resp);

/*
 * The start of the event page: the counters.
 *
 * The rest is an array of events from the backend to the frontend. Both counters only increase, and
 * wrap at 32 bits. The index of an event is its counter modulo `XENCAMERA_IN_RING_LEN`. The backend
 * writes an event, issues a write barrier, advances `in_prod` and sends an event. The frontend may
 * record in `in_cons` how far it has read; nothing depends on it.
 */
struct xencamera_event_page {
    uint32_t in_cons;        /* the number of events read; written by the frontend */
    uint32_t in_prod;        /* the number of events written; written by the backend */
    uint8_t reserved[56];
};

/* The size of the event page in bytes. */
#define XENCAMERA_EVENT_PAGE_SIZE 4096
/* The offset of the array of events in the page, in bytes. */
#define XENCAMERA_IN_RING_OFFS (sizeof(struct xencamera_event_page))
/* The size of the array of events in bytes. */
#define XENCAMERA_IN_RING_SIZE (XENCAMERA_EVENT_PAGE_SIZE - XENCAMERA_IN_RING_OFFS)
/* The number of events in the array. */
#define XENCAMERA_IN_RING_LEN (XENCAMERA_IN_RING_SIZE / sizeof(struct xencamera_evt))
/* The array of events, in the page at `page`. */
#define XENCAMERA_IN_RING(page) ((struct xencamera_evt *)((char *)(page) + XENCAMERA_IN_RING_OFFS))
/* The event at counter `idx`. */
#define XENCAMERA_IN_RING_REF(page, idx) (XENCAMERA_IN_RING((page))[(idx) % XENCAMERA_IN_RING_LEN])

#endif /* __XEN_PUBLIC_IO_CAMERAIF_H__ */
