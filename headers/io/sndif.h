/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Virtual sound cards: playback and capture streams in shared buffers.
 */

#ifndef __XEN_PUBLIC_IO_SNDIF_H__
#define __XEN_PUBLIC_IO_SNDIF_H__

#include "ring.h"
#include "../grant_table.h"

/*
 * `incontents 188 sndif Sound
 *
 * A virtual sound card has *devices*, each of which has *streams* for playback or capture. As the
 * backend can mix streams, there may be more of them than in the hardware. Each stream has a ring
 * of requests (`io/ring.h`, `xen_sndif`) of 64 bytes each, and a page of events from the backend.
 *
 * # Playback and capture
 *
 * 1. `XENSND_OP_HW_PARAM_QUERY` negotiates the parameters of the stream: the frontend sends the
 *    intervals and formats that it wants, and receives the part of them that is possible. The
 *    frontend may repeat this, as one parameter may restrict another: a high rate may leave fewer
 *    channels.
 * 2. `XENSND_OP_OPEN` opens the stream with a shared buffer. A page directory
 *    (`struct xensnd_page_directory`) lists the grant references of its pages. Every request gives
 *    the part of the buffer that it uses, so the buffer can hold audio data and volume values at
 *    the same time.
 * 3. `XENSND_OP_TRIGGER` starts, pauses, resumes or stops the stream.
 * 4. `XENSND_OP_WRITE` plays a part of the buffer, `XENSND_OP_READ` captures to a part of it.
 * 5. `XENSND_EVT_CUR_POS` reports the position of the stream every `period_sz` bytes.
 * 6. `XENSND_OP_CLOSE` closes the stream.
 *
 * `XENSND_OP_SET_VOLUME`, `XENSND_OP_GET_VOLUME`, `XENSND_OP_MUTE` and `XENSND_OP_UNMUTE` use a
 * part of the buffer with 4 bytes per channel. A volume is a signed 32-bit number in units of 0.001
 * dB; 0 leaves the signal unchanged. To mute or unmute, the first of the 4 bytes is nonzero for the
 * channels to change.
 *
 * # Connecting
 *
 * The directories in xenstore are those of a `vsnd` device. The constants `XENSND_FIELD_*` are the
 * names of the nodes, and document who writes them. Numbers are decimal. The frontend's directory
 * has a subdirectory per device, named by its number from 0, which has a subdirectory per stream.
 * The rates, formats, channels and buffer size of a card or a device apply to all devices or
 * streams in it, which may restrict them further.
 *
 * 1. The toolstack creates both directories in state Initialising, and writes the card, its devices
 *    and streams in the frontend's.
 * 2. The backend opens its device, writes `versions`, and enters InitWait.
 * 3. The frontend reads its configuration, chooses a version, allocates a ring, an event page and
 *    event channels per stream, writes them, and enters Initialised.
 * 4. The backend maps and binds them, and enters Connected.
 * 5. The frontend makes the sound card available, and enters Connected.
 *
 * Closing and recovery are the same as for displays (`io/displif.h`).
 *
 * # Rules
 *
 * Unused bytes and reserved members are 0. The status of a response is 0 or the negative of an
 * error number (`errno.h`). Grant reference 0 means none. Pages have 4096 bytes.
 */

/* The version of this protocol that the header describes. */
#define XENSND_PROTOCOL_VERSION 2

/* Sample formats. */
/* ` enum xensnd_pcm_format { // XENSND_PCM_FORMAT_* */
#define XENSND_PCM_FORMAT_S8                 0  /* Signed, 8 bits. */
#define XENSND_PCM_FORMAT_U8                 1  /* Unsigned, 8 bits. */
#define XENSND_PCM_FORMAT_S16_LE             2  /* Signed, 16 bits, little-endian. */
#define XENSND_PCM_FORMAT_S16_BE             3  /* Signed, 16 bits, big-endian. */
#define XENSND_PCM_FORMAT_U16_LE             4  /* Unsigned, 16 bits, little-endian. */
#define XENSND_PCM_FORMAT_U16_BE             5  /* Unsigned, 16 bits, big-endian. */
#define XENSND_PCM_FORMAT_S24_LE             6  /* Signed, 24 bits, little-endian. */
#define XENSND_PCM_FORMAT_S24_BE             7  /* Signed, 24 bits, big-endian. */
#define XENSND_PCM_FORMAT_U24_LE             8  /* Unsigned, 24 bits, little-endian. */
#define XENSND_PCM_FORMAT_U24_BE             9  /* Unsigned, 24 bits, big-endian. */
#define XENSND_PCM_FORMAT_S32_LE             10 /* Signed, 32 bits, little-endian. */
#define XENSND_PCM_FORMAT_S32_BE             11 /* Signed, 32 bits, big-endian. */
#define XENSND_PCM_FORMAT_U32_LE             12 /* Unsigned, 32 bits, little-endian. */
#define XENSND_PCM_FORMAT_U32_BE             13 /* Unsigned, 32 bits, big-endian. */
#define XENSND_PCM_FORMAT_F32_LE             14 /* From -1 to 1 as a float of 32 bits,
                                                   little-endian. */
#define XENSND_PCM_FORMAT_F32_BE             15 /* From -1 to 1 as a float of 32 bits,
                                                   big-endian. */
#define XENSND_PCM_FORMAT_F64_LE             16 /* From -1 to 1 as a float of 64 bits,
                                                   little-endian. */
#define XENSND_PCM_FORMAT_F64_BE             17 /* From -1 to 1 as a float of 64 bits,
                                                   big-endian. */
#define XENSND_PCM_FORMAT_IEC958_SUBFRAME_LE 18 /* Frames of IEC 958, little-endian. */
#define XENSND_PCM_FORMAT_IEC958_SUBFRAME_BE 19 /* Frames of IEC 958, big-endian. */
#define XENSND_PCM_FORMAT_MU_LAW             20 /* Logarithmic, mu-law. */
#define XENSND_PCM_FORMAT_A_LAW              21 /* Logarithmic, A-law. */
#define XENSND_PCM_FORMAT_IMA_ADPCM          22 /* Compressed, IMA ADPCM. */
#define XENSND_PCM_FORMAT_MPEG               23 /* Compressed, MPEG. */
#define XENSND_PCM_FORMAT_GSM                24 /* Compressed, GSM. */
/* ` } */

/* Operations of requests. */
/* ` enum xensnd_operation { // XENSND_OP_* */
#define XENSND_OP_OPEN           0 /* Opens the stream. */
#define XENSND_OP_CLOSE          1 /* Closes the stream. */
#define XENSND_OP_READ           2 /* Captures to a part of the buffer. */
#define XENSND_OP_WRITE          3 /* Plays a part of the buffer. */
#define XENSND_OP_SET_VOLUME     4 /* Sets the volume of each channel, from a part of the buffer. */
#define XENSND_OP_GET_VOLUME     5 /* Returns the volume of each channel, in a part of the
                                      buffer. */
#define XENSND_OP_MUTE           6 /* Mutes the channels that a part of the buffer selects. */
#define XENSND_OP_UNMUTE         7 /* Unmutes the channels that a part of the buffer selects. */
#define XENSND_OP_TRIGGER        8 /* Starts, pauses, resumes or stops the stream. */
#define XENSND_OP_HW_PARAM_QUERY 9 /* Returns the possible parameters of the stream. */
/* ` } */

/* Triggers of an open stream. */
/* ` enum xensnd_trigger { // XENSND_OP_TRIGGER_* */
#define XENSND_OP_TRIGGER_START  0 /* Starts the stream. */
#define XENSND_OP_TRIGGER_PAUSE  1 /* Pauses the stream. */
#define XENSND_OP_TRIGGER_STOP   2 /* Stops the stream. */
#define XENSND_OP_TRIGGER_RESUME 3 /* Resumes the stream after a pause. */
/* ` } */

/* Types of events. */
/* ` enum xensnd_event_type { // XENSND_EVT_* */
#define XENSND_EVT_CUR_POS 0 /* The current position of the stream. */
/* ` } */

/* The name of the device in xenstore paths. */
#define XENSND_DRIVER_NAME "vsnd"

/* The separator of list items in xenstore. */
#define XENSND_LIST_SEPARATOR ","

/* The supported versions, a list; written by the backend. */
#define XENSND_FIELD_BE_VERSIONS "versions"
/* The chosen version; written by the frontend. */
#define XENSND_FIELD_FE_VERSION "version"
/* By card: a name of up to 31 characters; optional, written by the toolstack. */
#define XENSND_FIELD_VCARD_SHORT_NAME "short-name"
/* By card: a name of up to 79 characters; optional, written by the toolstack. */
#define XENSND_FIELD_VCARD_LONG_NAME "long-name"
/*
 * By stream: the grant reference of the request ring.
 *
 * Written by the frontend.
 */
#define XENSND_FIELD_RING_REF "ring-ref"
/*
 * By stream: the event channel of the request ring.
 *
 * Allocated and written by the frontend.
 */
#define XENSND_FIELD_EVT_CHNL "event-channel"
/*
 * By stream: the grant reference of the event page.
 *
 * Written by the frontend.
 */
#define XENSND_FIELD_EVT_RING_REF "evt-ring-ref"
/*
 * By stream: the event channel of the event page.
 *
 * Allocated and written by the frontend.
 */
#define XENSND_FIELD_EVT_EVT_CHNL "evt-event-channel"
/*
 * By device: a name of up to 79 characters.
 *
 * Optional, written by the toolstack.
 */
#define XENSND_FIELD_DEVICE_NAME "name"
/*
 * By stream: the direction.
 *
 * `XENSND_STREAM_TYPE_PLAYBACK` or `XENSND_STREAM_TYPE_CAPTURE`, written by the toolstack.
 */
#define XENSND_FIELD_TYPE "type"
/*
 * By stream: a unique ID, such as a UUID.
 *
 * The backend identifies the stream by it.
 */
#define XENSND_FIELD_STREAM_UNIQUE_ID "unique-id"
/*
 * By card, device or stream: the minimum number of channels; default 1.
 *
 * Written by the toolstack.
 */
#define XENSND_FIELD_CHANNELS_MIN "channels-min"
/*
 * By card, device or stream: the maximum number of channels.
 *
 * Written by the toolstack.
 */
#define XENSND_FIELD_CHANNELS_MAX "channels-max"
/*
 * By card, device or stream: the supported sample rates in Hz, a list.
 *
 * Written by the toolstack.
 */
#define XENSND_FIELD_SAMPLE_RATES "sample-rates"
/*
 * By card, device or stream: the supported formats.
 *
 * A list of `XENSND_PCM_FORMAT_..._STR`, written by the toolstack.
 */
#define XENSND_FIELD_SAMPLE_FORMATS "sample-formats"
/*
 * By card, device or stream: the maximum size of a buffer in bytes.
 *
 * Written by the toolstack.
 */
#define XENSND_FIELD_BUFFER_SIZE "buffer-size"

/* Value of `type`: playback. */
#define XENSND_STREAM_TYPE_PLAYBACK "p"
/* Value of `type`: capture. */
#define XENSND_STREAM_TYPE_CAPTURE "c"
/* The maximum length of an item of `sample-rates`. */
#define XENSND_SAMPLE_RATE_MAX_LEN 11
/* The maximum length of an item of `sample-formats`. */
#define XENSND_SAMPLE_FORMAT_MAX_LEN 24

/* `XENSND_PCM_FORMAT_S8` in `sample-formats`. */
#define XENSND_PCM_FORMAT_S8_STR "s8"
/* `XENSND_PCM_FORMAT_U8` in `sample-formats`. */
#define XENSND_PCM_FORMAT_U8_STR "u8"
/* `XENSND_PCM_FORMAT_S16_LE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_S16_LE_STR "s16_le"
/* `XENSND_PCM_FORMAT_S16_BE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_S16_BE_STR "s16_be"
/* `XENSND_PCM_FORMAT_U16_LE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_U16_LE_STR "u16_le"
/* `XENSND_PCM_FORMAT_U16_BE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_U16_BE_STR "u16_be"
/* `XENSND_PCM_FORMAT_S24_LE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_S24_LE_STR "s24_le"
/* `XENSND_PCM_FORMAT_S24_BE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_S24_BE_STR "s24_be"
/* `XENSND_PCM_FORMAT_U24_LE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_U24_LE_STR "u24_le"
/* `XENSND_PCM_FORMAT_U24_BE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_U24_BE_STR "u24_be"
/* `XENSND_PCM_FORMAT_S32_LE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_S32_LE_STR "s32_le"
/* `XENSND_PCM_FORMAT_S32_BE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_S32_BE_STR "s32_be"
/* `XENSND_PCM_FORMAT_U32_LE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_U32_LE_STR "u32_le"
/* `XENSND_PCM_FORMAT_U32_BE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_U32_BE_STR "u32_be"
/* `XENSND_PCM_FORMAT_F32_LE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_F32_LE_STR "float_le"
/* `XENSND_PCM_FORMAT_F32_BE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_F32_BE_STR "float_be"
/* `XENSND_PCM_FORMAT_F64_LE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_F64_LE_STR "float64_le"
/* `XENSND_PCM_FORMAT_F64_BE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_F64_BE_STR "float64_be"
/* `XENSND_PCM_FORMAT_IEC958_SUBFRAME_LE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_IEC958_SUBFRAME_LE_STR "iec958_subframe_le"
/* `XENSND_PCM_FORMAT_IEC958_SUBFRAME_BE` in `sample-formats`. */
#define XENSND_PCM_FORMAT_IEC958_SUBFRAME_BE_STR "iec958_subframe_be"
/* `XENSND_PCM_FORMAT_MU_LAW` in `sample-formats`. */
#define XENSND_PCM_FORMAT_MU_LAW_STR "mu_law"
/* `XENSND_PCM_FORMAT_A_LAW` in `sample-formats`. */
#define XENSND_PCM_FORMAT_A_LAW_STR "a_law"
/* `XENSND_PCM_FORMAT_IMA_ADPCM` in `sample-formats`. */
#define XENSND_PCM_FORMAT_IMA_ADPCM_STR "ima_adpcm"
/* `XENSND_PCM_FORMAT_MPEG` in `sample-formats`. */
#define XENSND_PCM_FORMAT_MPEG_STR "mpeg"
/* `XENSND_PCM_FORMAT_GSM` in `sample-formats`. */
#define XENSND_PCM_FORMAT_GSM_STR "gsm"

/*
 * The parameters of the stream to open.
 *
 * For `XENSND_OP_OPEN`. The number of grant references in the directory is the size of the buffer
 * in pages.
 */
struct xensnd_open_req {
    uint32_t pcm_rate;       /* the sample rate in Hz */
    uint8_t pcm_format;      /* the sample format; => enum xensnd_pcm_format */
    uint8_t pcm_channels;    /* the number of channels */
    uint16_t reserved;
    uint32_t buffer_sz;      /* the size of the buffer in bytes */
    grant_ref_t gref_directory; /* the grant of the first directory page */
    uint32_t period_sz;      /* the distance between two `XENSND_EVT_CUR_POS` in bytes; 0 disables
                                the event */
};

/*
 * One page of a page directory.
 *
 * The directory lists the pages of the buffer in order.
 */
struct xensnd_page_directory {
    grant_ref_t gref_dir_next_page; /* the grant of the next directory page; 0 for the last one */
    grant_ref_t gref[__XENPV_ARRAY_DIM()]; /* the grants of the buffer's pages, as many as the page
                                              has space for */
};

/* The part of the buffer that a request uses. */
struct xensnd_rw_req {
    uint32_t offset;         /* the offset in bytes, below the size of the buffer */
    uint32_t length;         /* the length in bytes */
};

/* The trigger for `XENSND_OP_TRIGGER`. */
struct xensnd_trigger_req {
    uint8_t type;            /* the trigger; => enum xensnd_trigger */
};

/*
 * The parameters of a stream.
 *
 * For `XENSND_OP_HW_PARAM_QUERY`: the wanted parameters, or in the response the possible ones. A
 * frame is a sample of every channel.
 */
struct xensnd_query_hw_param {
    uint64_t formats;        /* the formats, a bitmap: bit N is the `enum xensnd_pcm_format` N */
    struct {
        uint32_t min;        /* the minimum */
        uint32_t max;        /* the maximum */
    } rates;                 /* the sample rate in Hz */
    struct {
        uint32_t min;        /* the minimum */
        uint32_t max;        /* the maximum */
    } channels;              /* the number of channels */
    struct {
        uint32_t min;        /* the minimum */
        uint32_t max;        /* the maximum */
    } buffer;                /* the size of the buffer in frames */
    struct {
        uint32_t min;        /* the minimum */
        uint32_t max;        /* the maximum */
    } period;                /* the distance between two events in frames */
};

/*
 * The position of the stream.
 *
 * For `XENSND_EVT_CUR_POS`.
 */
struct xensnd_cur_pos_evt {
    uint64_t position;       /* the number of bytes played or captured */
};

/* A request. */
struct xensnd_req {
    uint16_t id;             /* the ID of the request, repeated in the response */
    uint8_t operation;       /* the operation; => enum xensnd_operation */
    uint8_t reserved[5];
    union {
        struct xensnd_open_req open; /* XENSND_OP_OPEN: the parameters of the stream */
        /*
         * XENSND_OP_READ, XENSND_OP_WRITE, XENSND_OP_SET_VOLUME, XENSND_OP_GET_VOLUME,
         * XENSND_OP_MUTE, XENSND_OP_UNMUTE: the part of the buffer
         */
        struct xensnd_rw_req rw;
        struct xensnd_trigger_req trigger; /* XENSND_OP_TRIGGER: the trigger */
        struct xensnd_query_hw_param hw_param; /* XENSND_OP_HW_PARAM_QUERY: the wanted parameters */
        uint8_t reserved[56]; /* all bytes of the union */
    } op;                    /* the arguments; => by operation */
};

/* A response. */
struct xensnd_resp {
    uint16_t id;             /* the ID of the request */
    uint8_t operation;       /* the operation of the request; => enum xensnd_operation */
    uint8_t reserved;
    int32_t status;          /* 0, or the negative of an error number (`errno.h`) */
    union {
        struct xensnd_query_hw_param hw_param; /* XENSND_OP_HW_PARAM_QUERY: the possible
                                                  parameters */
        uint8_t reserved1[56]; /* all bytes of the union */
    } resp;                  /* the results; => by operation */
};

/* An event. */
struct xensnd_evt {
    uint16_t id;             /* an ID that the frontend may ignore */
    uint8_t type;            /* the type; => enum xensnd_event_type */
    uint8_t reserved[5];
    union {
        struct xensnd_cur_pos_evt cur_pos; /* XENSND_EVT_CUR_POS: the position */
        uint8_t reserved[56]; /* all bytes of the union */
    } op;                    /* the details; => by type */
};

/* The request ring of a stream. */
DEFINE_RING_TYPES(xen_sndif, struct xensnd_req, struct xensnd_resp);

/*
 * The start of the event page: the counters.
 *
 * The rest is an array of events from the backend to the frontend. Both counters only increase, and
 * wrap at 32 bits. The index of an event is its counter modulo `XENSND_IN_RING_LEN`. The backend
 * writes an event, issues a write barrier, advances `in_prod` and sends an event. The frontend may
 * record in `in_cons` how far it has read; nothing depends on it.
 */
struct xensnd_event_page {
    uint32_t in_cons;        /* the number of events read; written by the frontend */
    uint32_t in_prod;        /* the number of events written; written by the backend */
    uint8_t reserved[56];
};

/* The size of the event page in bytes. */
#define XENSND_EVENT_PAGE_SIZE 4096
/* The offset of the array of events in the page, in bytes. */
#define XENSND_IN_RING_OFFS (sizeof(struct xensnd_event_page))
/* The size of the array of events in bytes. */
#define XENSND_IN_RING_SIZE (XENSND_EVENT_PAGE_SIZE - XENSND_IN_RING_OFFS)
/* The number of events in the array. */
#define XENSND_IN_RING_LEN (XENSND_IN_RING_SIZE / sizeof(struct xensnd_evt))
/* The array of events, in the page at `page`. */
#define XENSND_IN_RING(page) ((struct xensnd_evt *)((char *)(page) + XENSND_IN_RING_OFFS))
/* The event at counter `idx`. */
#define XENSND_IN_RING_REF(page, idx) (XENSND_IN_RING((page))[(idx) % XENSND_IN_RING_LEN])

#endif /* __XEN_PUBLIC_IO_SNDIF_H__ */
