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
 * A virtual sound card has *devices*, and each device *streams*, which play or capture. A backend
 * can show more of them than there is hardware, as it can mix. Each stream has a ring of requests
 * (`io/ring.h`, `xen_sndif`), all of them 64 bytes, and a page of events from the backend.
 *
 * # How sound gets out, or in
 *
 * 1. `XENSND_OP_HW_PARAM_QUERY`, any number of times, narrows down what the stream is to be: the
 *    frontend sends what it wants, as intervals and a set of formats, and gets back what is left of
 *    that. What is possible may depend on what was chosen: a high rate may leave fewer channels.
 * 2. `XENSND_OP_OPEN` opens the stream, with a buffer that both sides use. Its pages are told by a
 *    list of pages (`struct xensnd_page_directory`) full of grant references. One part of the
 *    buffer can hold sound and another the values of volumes: each request says which part it
 *    means.
 * 3. `XENSND_OP_TRIGGER` starts it, stops it, and makes it pause.
 * 4. `XENSND_OP_WRITE` hands over a part of the buffer to be played, `XENSND_OP_READ` asks for one
 *    to be filled.
 * 5. `XENSND_EVT_CUR_POS` tells how far it is, each time another `period_sz` bytes have gone out or
 *    come in.
 * 6. `XENSND_OP_CLOSE` closes it.
 *
 * The requests `XENSND_OP_SET_VOLUME`, `XENSND_OP_GET_VOLUME`, `XENSND_OP_MUTE` and
 * `XENSND_OP_UNMUTE` work on a part of the buffer that has 4 bytes for each channel. As a volume
 * that is a signed number of thousandths of a decibel, 0 being neither louder nor softer; for
 * muting, the first byte is 0 for a channel that is left alone.
 *
 * # Set-up
 *
 * In xenstore, under `device/vsnd`; the constants `XENSND_FIELD_...` name the nodes, and say who
 * writes them. Numbers are decimal. Below the frontend's directory each device has a directory of
 * its number, from 0 on, and below that each stream has one of its own. What a card or a device
 * says of rates, formats, channels and buffers goes for all that is below, each of which may narrow
 * it down.
 *
 * 1. The toolstack writes both directories, with the state initialising; in the frontend's the
 *    card, its devices and streams.
 * 2. The backend finds its device, writes `versions`, and goes on to the state waiting (InitWait).
 * 3. The frontend reads its configuration, chooses a version, makes rings, pages and ports for each
 *    stream, writes them, and goes on to initialised.
 * 4. The backend connects to them, and goes on to connected.
 * 5. The frontend makes its sound card, and goes on to connected.
 *
 * What happens when either side closes or fails is as for displays (`io/displif.h`).
 *
 * # Rules
 *
 * Bytes that no member covers and members called reserved are 0. The result of a request is 0, or
 * the negative of one of Xen's error numbers (`errno.h`). The grant reference 0 is none, as a
 * driver is never given that one. Pages have 4096 bytes.
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

/* What sound cards are called in xenstore's paths. */
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
 * It tells the backend which data belongs to the stream.
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

/* In `sample-formats`: `XENSND_PCM_FORMAT_S8`. */
#define XENSND_PCM_FORMAT_S8_STR "s8"
/* In `sample-formats`: `XENSND_PCM_FORMAT_U8`. */
#define XENSND_PCM_FORMAT_U8_STR "u8"
/* In `sample-formats`: `XENSND_PCM_FORMAT_S16_LE`. */
#define XENSND_PCM_FORMAT_S16_LE_STR "s16_le"
/* In `sample-formats`: `XENSND_PCM_FORMAT_S16_BE`. */
#define XENSND_PCM_FORMAT_S16_BE_STR "s16_be"
/* In `sample-formats`: `XENSND_PCM_FORMAT_U16_LE`. */
#define XENSND_PCM_FORMAT_U16_LE_STR "u16_le"
/* In `sample-formats`: `XENSND_PCM_FORMAT_U16_BE`. */
#define XENSND_PCM_FORMAT_U16_BE_STR "u16_be"
/* In `sample-formats`: `XENSND_PCM_FORMAT_S24_LE`. */
#define XENSND_PCM_FORMAT_S24_LE_STR "s24_le"
/* In `sample-formats`: `XENSND_PCM_FORMAT_S24_BE`. */
#define XENSND_PCM_FORMAT_S24_BE_STR "s24_be"
/* In `sample-formats`: `XENSND_PCM_FORMAT_U24_LE`. */
#define XENSND_PCM_FORMAT_U24_LE_STR "u24_le"
/* In `sample-formats`: `XENSND_PCM_FORMAT_U24_BE`. */
#define XENSND_PCM_FORMAT_U24_BE_STR "u24_be"
/* In `sample-formats`: `XENSND_PCM_FORMAT_S32_LE`. */
#define XENSND_PCM_FORMAT_S32_LE_STR "s32_le"
/* In `sample-formats`: `XENSND_PCM_FORMAT_S32_BE`. */
#define XENSND_PCM_FORMAT_S32_BE_STR "s32_be"
/* In `sample-formats`: `XENSND_PCM_FORMAT_U32_LE`. */
#define XENSND_PCM_FORMAT_U32_LE_STR "u32_le"
/* In `sample-formats`: `XENSND_PCM_FORMAT_U32_BE`. */
#define XENSND_PCM_FORMAT_U32_BE_STR "u32_be"
/* In `sample-formats`: `XENSND_PCM_FORMAT_F32_LE`. */
#define XENSND_PCM_FORMAT_F32_LE_STR "float_le"
/* In `sample-formats`: `XENSND_PCM_FORMAT_F32_BE`. */
#define XENSND_PCM_FORMAT_F32_BE_STR "float_be"
/* In `sample-formats`: `XENSND_PCM_FORMAT_F64_LE`. */
#define XENSND_PCM_FORMAT_F64_LE_STR "float64_le"
/* In `sample-formats`: `XENSND_PCM_FORMAT_F64_BE`. */
#define XENSND_PCM_FORMAT_F64_BE_STR "float64_be"
/* In `sample-formats`: `XENSND_PCM_FORMAT_IEC958_SUBFRAME_LE`. */
#define XENSND_PCM_FORMAT_IEC958_SUBFRAME_LE_STR "iec958_subframe_le"
/* In `sample-formats`: `XENSND_PCM_FORMAT_IEC958_SUBFRAME_BE`. */
#define XENSND_PCM_FORMAT_IEC958_SUBFRAME_BE_STR "iec958_subframe_be"
/* In `sample-formats`: `XENSND_PCM_FORMAT_MU_LAW`. */
#define XENSND_PCM_FORMAT_MU_LAW_STR "mu_law"
/* In `sample-formats`: `XENSND_PCM_FORMAT_A_LAW`. */
#define XENSND_PCM_FORMAT_A_LAW_STR "a_law"
/* In `sample-formats`: `XENSND_PCM_FORMAT_IMA_ADPCM`. */
#define XENSND_PCM_FORMAT_IMA_ADPCM_STR "ima_adpcm"
/* In `sample-formats`: `XENSND_PCM_FORMAT_MPEG`. */
#define XENSND_PCM_FORMAT_MPEG_STR "mpeg"
/* In `sample-formats`: `XENSND_PCM_FORMAT_GSM`. */
#define XENSND_PCM_FORMAT_GSM_STR "gsm"

/*
 * For `XENSND_OP_OPEN`: opens the stream.
 *
 * How many grant references the directory has is not said: it is as many as the buffer needs pages.
 */
struct xensnd_open_req {
    uint32_t pcm_rate;       /* the sample rate in Hz */
    uint8_t pcm_format;      /* the sample format; => enum xensnd_pcm_format */
    uint8_t pcm_channels;    /* the number of channels */
    uint16_t reserved;
    uint32_t buffer_sz;      /* the size of the buffer in bytes */
    grant_ref_t gref_directory; /* the grant of the first page of the buffer's directory */
    uint32_t period_sz;      /* the number of bytes between two `XENSND_EVT_CUR_POS`, or 0 for no
                                such events */
};

/* A page of a directory: which pages a buffer consists of, in order. */
struct xensnd_page_directory {
    grant_ref_t gref_dir_next_page; /* the grant of the directory's next page, or 0 if this is the
                                       last */
    grant_ref_t gref[XENPV_FLEX_ARRAY_DIM]; /* the grants of the buffer's pages, as many as this
                                               page has room for */
};

/* A part of the buffer, for all operations that work on one. */
struct xensnd_rw_req {
    uint32_t offset;         /* the offset in bytes, below the size of the buffer */
    uint32_t length;         /* its length in bytes */
};

/* For `XENSND_OP_TRIGGER`: starts or stops the stream. */
struct xensnd_trigger_req {
    uint8_t type;            /* the trigger; => enum xensnd_trigger */
};

/*
 * For `XENSND_OP_HW_PARAM_QUERY`: the wanted parameters of a stream.
 *
 * In the response: the possible ones.
 *
 * A frame is a sample for each channel.
 */
struct xensnd_query_hw_param {
    uint64_t formats;        /* formats: the bit of the number of each `XENSND_PCM_FORMAT_...` */
    struct {
        uint32_t min;        /* the lowest */
        uint32_t max;        /* the highest */
    } rates;                 /* samples a second */
    struct {
        uint32_t min;        /* the fewest */
        uint32_t max;        /* the most */
    } channels;              /* channels */
    struct {
        uint32_t min;        /* the fewest */
        uint32_t max;        /* the most */
    } buffer;                /* frames in the buffer */
    struct {
        uint32_t min;        /* the fewest */
        uint32_t max;        /* the most */
    } period;                /* frames from one event to the next */
};

/* For `XENSND_EVT_CUR_POS`: the position of the stream. */
struct xensnd_cur_pos_evt {
    uint64_t position;       /* the number of bytes played or captured */
};

/* A request. */
struct xensnd_req {
    uint16_t id;             /* the ID of the request, repeated in the response */
    uint8_t operation;       /* the operation; => enum xensnd_operation */
    uint8_t reserved[5];
    union {
        struct xensnd_open_req open; /* XENSND_OP_OPEN: what the stream is to be */
        /*
         * XENSND_OP_READ, XENSND_OP_WRITE, XENSND_OP_SET_VOLUME, XENSND_OP_GET_VOLUME,
         * XENSND_OP_MUTE, XENSND_OP_UNMUTE: the part
         */
        struct xensnd_rw_req rw;
        struct xensnd_trigger_req trigger; /* XENSND_OP_TRIGGER: what becomes of the stream */
        struct xensnd_query_hw_param hw_param; /* XENSND_OP_HW_PARAM_QUERY: what the stream is
                                                  wanted to be */
        uint8_t reserved[56]; /* all its bytes */
    } op;                    /* the details; => by operation */
};

/* A response. */
struct xensnd_resp {
    uint16_t id;             /* the ID of the request */
    uint8_t operation;       /* the operation of the request; => enum xensnd_operation */
    uint8_t reserved;
    int32_t status;          /* 0, or the negative of an error number of Xen's */
    union {
        struct xensnd_query_hw_param hw_param; /* XENSND_OP_HW_PARAM_QUERY: what the stream can
                                                  be */
        uint8_t reserved1[56]; /* all its bytes */
    } resp;                  /* the answer; => by operation */
};

/* An event. */
struct xensnd_evt {
    uint16_t id;             /* an ID that the frontend may ignore */
    uint8_t type;            /* the type; => enum xensnd_event_type */
    uint8_t reserved[5];
    union {
        struct xensnd_cur_pos_evt cur_pos; /* XENSND_EVT_CUR_POS: how far the stream is */
        uint8_t reserved[56]; /* all its bytes */
    } op;                    /* the details; => by type */
};

/* The ring of requests of a stream. */
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
    uint32_t in_cons;        /* events that have been read; written by the frontend */
    uint32_t in_prod;        /* events that have been sent; written by the backend */
    uint8_t reserved[56];
};

/* The size of the event page in bytes. */
#define XENSND_EVENT_PAGE_SIZE 4096
/* The offset of the array of events in the page. */
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
