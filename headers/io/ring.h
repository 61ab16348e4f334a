/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Shared rings: requests and responses, or byte streams, in pages shared by two domains.
 */

#ifndef __XEN_PUBLIC_IO_RING_H__
#define __XEN_PUBLIC_IO_RING_H__

#include <stddef.h>
#include "../xen.h"
#include "../xen-compat.h"

/*
 * `incontents 180 ring Rings
 *
 * A split driver has two halves: a *frontend* in the guest that uses a device, and a *backend* in
 * the domain that owns it. They share memory, which the frontend grants to the backend, and an
 * event channel. The memory holds a ring: four indices and an array of entries. A response takes
 * the entry of a request that was consumed.
 *
 * All indices start at 0, only increase, and wrap at 32 bits. The number of entries is a power of
 * two; the low bits of an index select the entry. Each side keeps two private indices: how far it
 * has produced and consumed. The shared ones are
 *
 * - `req_prod`: the end of the requests; the frontend writes it after the requests and a write
 *   barrier;
 * - `rsp_prod`: the end of the responses; the backend writes it likewise;
 * - `req_event`: the backend requests an event when `req_prod` reaches this index;
 * - `rsp_event`: the frontend requests an event when `rsp_prod` reaches this index.
 *
 * The frontend must not have more requests in flight than there are entries. The peer can write
 * anything at any time: a side that does not trust it copies each entry before use
 * (`RING_COPY_REQUEST`, `RING_COPY_RESPONSE`) and checks each index (`RING_REQUEST_PROD_OVERFLOW`,
 * `RING_RESPONSE_PROD_OVERFLOW`).
 *
 * To save events, a producer writes its index, issues a full barrier, and sends an event only if
 * the index passed the one that the peer requested. A consumer that has consumed everything
 * requests an event for the next entry, issues a full barrier, and checks once more, or it misses
 * an entry that arrived in between. `RING_PUSH_..._AND_CHECK_NOTIFY` and `RING_FINAL_CHECK_FOR_...`
 * do this.
 *
 * A second kind of ring carries bytes: a circular buffer per direction, with a producer and a
 * consumer index each. A separate page holds the indices and the grants of the buffers.
 *
 * The includer provides the barriers `xen_mb`, `xen_rmb` and `xen_wmb`, and `memset`. For byte
 * rings with an index page it includes `grant_table.h`.
 */

#if XEN_RELEASE < 0x0413
#define __XENPV_ARRAY_DIM() 1
#else
#if __XEN_INTERFACE_VERSION__ < 0x00041300
/* The dimension of the array of entries; for older includers the header has one entry. */
#define XENPV_FLEX_ARRAY_DIM 1
#else
/* The dimension of the array of entries; for older includers the header has one entry. */
#define XENPV_FLEX_ARRAY_DIM XEN_FLEX_ARRAY_DIM
#endif
#define __XENPV_ARRAY_DIM() XENPV_FLEX_ARRAY_DIM
#endif

#if __XEN_INTERFACE_VERSION__ < 0x00030208
#define xen_mb()  mb()
#define xen_rmb() rmb()
#define xen_wmb() wmb()
#endif

/* An index of a ring, which wraps at 32 bits. */
typedef unsigned int RING_IDX;

/* Rounds a number of 2, 4, 8, 16 or 32 bits down to a power of two. */
#define __RD2(x)  ((x) > 1 ? 2 : (x))
#define __RD4(x)  ((x) > 3 ? __RD2((x) / 4) * 4 : __RD2(x))
#define __RD8(x)  ((x) > 15 ? __RD4((x) / 16) * 16 : __RD4(x))
#define __RD16(x) ((x) > 0xff ? __RD8((x) / 0x100) * 0x100 : __RD8(x))
#define __RD32(x) ((x) > 0xffff ? __RD16((x) / 0x10000) * 0x10000 : __RD16(x))

/*
 * The number of entries of ring `_s` in `_sz` bytes including the header, rounded down to a power
 * of two.
 */
#define __CONST_RING_SIZE(_s, _sz) \
    (__RD32(((_sz) - offsetof(struct _s##_sring, ring)) / sizeof(((struct _s##_sring *)0)->ring[0])))

/* The same for a pointer `_s` to a shared ring. */
#define __RING_SIZE(_s, _sz) \
    (__RD32(((_sz) - ((long)(_s)->ring - (long)(_s))) / sizeof((_s)->ring[0])))

/*
 * Declares the types of a ring: an entry, the shared ring (`NAME_sring`), and the private state of
 * each side (`NAME_front_ring`, `NAME_back_ring`). Each has a typedef that ends in `_t`.
 */
#define DEFINE_RING_TYPES(_name, _req_t, _rsp_t)                \
    union _name##_sring_entry {                                 \
        _req_t req;                                             \
        _rsp_t rsp;                                             \
    };                                                          \
    struct _name##_sring {                                      \
        RING_IDX req_prod, req_event;                           \
        RING_IDX rsp_prod, rsp_event;                           \
        union {                                                 \
            struct { uint8_t smartpoll_active; } netif;         \
            struct { uint8_t msg; } tapif_user;                 \
            uint8_t pvt_pad[4];                                 \
        } pvt;                                                  \
        uint8_t __pad[44];                                      \
        union _name##_sring_entry ring[__XENPV_ARRAY_DIM()];    \
    };                                                          \
    struct _name##_front_ring {                                 \
        RING_IDX req_prod_pvt;                                  \
        RING_IDX rsp_cons;                                      \
        unsigned int nr_ents;                                   \
        struct _name##_sring *sring;                            \
    };                                                          \
    struct _name##_back_ring {                                  \
        RING_IDX rsp_prod_pvt;                                  \
        RING_IDX req_cons;                                      \
        unsigned int nr_ents;                                   \
        struct _name##_sring *sring;                            \
    };                                                          \
    typedef struct _name##_sring _name##_sring_t;               \
    typedef struct _name##_front_ring _name##_front_ring_t;     \
    typedef struct _name##_back_ring _name##_back_ring_t

/* Initialises the shared ring `_s`. For the frontend, before it connects. */
#define SHARED_RING_INIT(_s) do {                                           \
        (_s)->rsp_prod = 0;                                                 \
        (_s)->req_prod = 0;                                                 \
        (_s)->rsp_event = 1;                                                \
        (_s)->req_event = 1;                                                \
        (void)memset((_s)->pvt.pvt_pad, 0, sizeof((_s)->pvt.pvt_pad));      \
        (void)memset((_s)->__pad, 0, sizeof((_s)->__pad));                  \
    } while (0)

/* Attaches the frontend's `_r` to the shared ring `_s` of `_size` bytes, at index `_i`. */
#define FRONT_RING_ATTACH(_r, _s, _i, _size) do {       \
        (_r)->sring = (_s);                             \
        (_r)->nr_ents = __RING_SIZE(_s, _size);         \
        (_r)->req_prod_pvt = (_i);                      \
        (_r)->rsp_cons = (_i);                          \
    } while (0)

/* Attaches the frontend's `_r` to an initialised shared ring. */
#define FRONT_RING_INIT(_r, _s, _size) FRONT_RING_ATTACH(_r, _s, 0, _size)

/* Initialises a shared ring, and attaches the frontend's `_r`. */
#define XEN_FRONT_RING_INIT(_r, _s, _size) do {         \
        SHARED_RING_INIT(_s);                           \
        FRONT_RING_INIT(_r, _s, _size);                 \
    } while (0)

/*
 * Attaches the backend's `_r` to the shared ring `_s` of `_size` bytes, at index `_i`: all earlier
 * entries are consumed and answered.
 */
#define BACK_RING_ATTACH(_r, _s, _i, _size) do {        \
        (_r)->sring = (_s);                             \
        (_r)->nr_ents = __RING_SIZE(_s, _size);         \
        (_r)->rsp_prod_pvt = (_i);                      \
        (_r)->req_cons = (_i);                          \
    } while (0)

/* Attaches the backend's `_r` to an empty shared ring. */
#define BACK_RING_INIT(_r, _s, _size) BACK_RING_ATTACH(_r, _s, 0, _size)

/* The number of entries. */
#define RING_SIZE(_r) ((_r)->nr_ents)

/* Frontend: the number of free entries for requests. */
#define RING_FREE_REQUESTS(_r) (RING_SIZE(_r) - ((_r)->req_prod_pvt - (_r)->rsp_cons))

/* Frontend: whether there is no free entry for a request. */
#define RING_FULL(_r) (RING_FREE_REQUESTS(_r) == 0)

/* Frontend: the number of unconsumed responses. */
#define XEN_RING_NR_UNCONSUMED_RESPONSES(_r) ((_r)->sring->rsp_prod - (_r)->rsp_cons)

/*
 * Backend: the number of unconsumed requests, limited to the number of free entries for responses.
 */
#ifdef __GNUC__
#define XEN_RING_NR_UNCONSUMED_REQUESTS(_r) ({                                          \
        unsigned int _waiting = (_r)->sring->req_prod - (_r)->req_cons;                 \
        unsigned int _room = RING_SIZE(_r) - ((_r)->req_cons - (_r)->rsp_prod_pvt);     \
        _waiting < _room ? _waiting : _room;                                            \
    })
#else
#define XEN_RING_NR_UNCONSUMED_REQUESTS(_r)                                             \
    (((_r)->sring->req_prod - (_r)->req_cons)                                           \
             < (RING_SIZE(_r) - ((_r)->req_cons - (_r)->rsp_prod_pvt))                  \
         ? ((_r)->sring->req_prod - (_r)->req_cons)                                     \
         : (RING_SIZE(_r) - ((_r)->req_cons - (_r)->rsp_prod_pvt)))
#endif

/*
 * Whether there are unconsumed entries. The result is their number, or with
 * `XEN_RING_HAS_UNCONSUMED_IS_BOOL` 0 or 1.
 */
#ifdef XEN_RING_HAS_UNCONSUMED_IS_BOOL
#define RING_HAS_UNCONSUMED_RESPONSES(_r) (XEN_RING_NR_UNCONSUMED_RESPONSES(_r) != 0)
#define RING_HAS_UNCONSUMED_REQUESTS(_r)  (XEN_RING_NR_UNCONSUMED_REQUESTS(_r) != 0)
#else
#define RING_HAS_UNCONSUMED_RESPONSES(_r) XEN_RING_NR_UNCONSUMED_RESPONSES(_r)
#define RING_HAS_UNCONSUMED_REQUESTS(_r)  XEN_RING_NR_UNCONSUMED_REQUESTS(_r)
#endif

/* The address of the shared entry at an index. */
#define RING_GET_REQUEST(_r, _idx)  (&(_r)->sring->ring[(_idx) & (RING_SIZE(_r) - 1)].req)
#define RING_GET_RESPONSE(_r, _idx) (&(_r)->sring->ring[(_idx) & (RING_SIZE(_r) - 1)].rsp)

/*
 * Copies the shared entry at an index to `_dest`, where the peer cannot change it. The access is
 * volatile, so that the compiler does not read shared memory again later; gcc may still do so for
 * an entry that has only bit-fields.
 */
#define RING_COPY_(_type, _r, _idx, _dest) do {                                         \
        *(_dest) = *(volatile __typeof__(_dest))RING_GET_##_type(_r, _idx);             \
    } while (0)
#define RING_COPY_REQUEST(_r, _idx, _req)  RING_COPY_(REQUEST, _r, _idx, _req)
#define RING_COPY_RESPONSE(_r, _idx, _rsp) RING_COPY_(RESPONSE, _r, _idx, _rsp)

/*
 * Backend: whether there is no free entry for the response to the request at index `_cons`. If so,
 * stop consuming.
 */
#define RING_REQUEST_CONS_OVERFLOW(_r, _cons) (((_cons) - (_r)->rsp_prod_pvt) >= RING_SIZE(_r))

/* Backend: whether the index `_prod` of the frontend is invalid: more requests than entries. */
#define RING_REQUEST_PROD_OVERFLOW(_r, _prod) (((_prod) - (_r)->rsp_prod_pvt) > RING_SIZE(_r))

/* Frontend: whether the index `_prod` of the backend is invalid: more responses than entries. */
#define RING_RESPONSE_PROD_OVERFLOW(_r, _prod) (((_prod) - (_r)->rsp_cons) > RING_SIZE(_r))

/* Frontend: publishes all requests written. The barrier makes them visible before the index. */
#define RING_PUSH_REQUESTS(_r) do {                     \
        xen_wmb();                                      \
        (_r)->sring->req_prod = (_r)->req_prod_pvt;     \
    } while (0)

/* Backend: publishes all responses written. The barrier makes them visible before the index. */
#define RING_PUSH_RESPONSES(_r) do {                    \
        xen_wmb();                                      \
        (_r)->sring->rsp_prod = (_r)->rsp_prod_pvt;     \
    } while (0)

/*
 * Frontend: like `RING_PUSH_REQUESTS`, and sets `_notify` to whether to send an event to the
 * backend.
 */
#define RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(_r, _notify) do {                                           \
        RING_IDX _before = (_r)->sring->req_prod;                                                       \
        RING_IDX _after = (_r)->req_prod_pvt;                                                           \
        xen_wmb();                                                                                      \
        (_r)->sring->req_prod = _after;                                                                 \
        xen_mb();                                                                                       \
        (_notify) = (RING_IDX)(_after - (_r)->sring->req_event) < (RING_IDX)(_after - _before);         \
    } while (0)

/*
 * Backend: like `RING_PUSH_RESPONSES`, and sets `_notify` to whether to send an event to the
 * frontend.
 */
#define RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(_r, _notify) do {                                          \
        RING_IDX _before = (_r)->sring->rsp_prod;                                                       \
        RING_IDX _after = (_r)->rsp_prod_pvt;                                                           \
        xen_wmb();                                                                                      \
        (_r)->sring->rsp_prod = _after;                                                                 \
        xen_mb();                                                                                       \
        (_notify) = (RING_IDX)(_after - (_r)->sring->rsp_event) < (RING_IDX)(_after - _before);         \
    } while (0)

/*
 * Backend, before it blocks: requests an event for the next request, and sets `_work_to_do` to
 * whether there are unconsumed requests.
 */
#define RING_FINAL_CHECK_FOR_REQUESTS(_r, _work_to_do) do {             \
        (_work_to_do) = RING_HAS_UNCONSUMED_REQUESTS(_r);               \
        if (!(_work_to_do)) {                                           \
            (_r)->sring->req_event = (_r)->req_cons + 1;                \
            xen_mb();                                                   \
            (_work_to_do) = RING_HAS_UNCONSUMED_REQUESTS(_r);           \
        }                                                               \
    } while (0)

/*
 * Frontend, before it blocks: requests an event for the next response, and sets `_work_to_do` to
 * whether there are unconsumed responses.
 */
#define RING_FINAL_CHECK_FOR_RESPONSES(_r, _work_to_do) do {            \
        (_work_to_do) = RING_HAS_UNCONSUMED_RESPONSES(_r);              \
        if (!(_work_to_do)) {                                           \
            (_r)->sring->rsp_event = (_r)->rsp_cons + 1;                \
            xen_mb();                                                   \
            (_work_to_do) = RING_HAS_UNCONSUMED_RESPONSES(_r);          \
        }                                                               \
    } while (0)

#ifndef XEN_PAGE_SHIFT
/*
 * log2 of the size of a page in rings and hypercalls: 4 KiB.
 *
 * It does not depend on the page sizes of the two domains.
 */
#define XEN_PAGE_SHIFT 12
#endif

/* The size in bytes of each direction of a byte ring with `1 << order` data pages. */
#define XEN_FLEX_RING_SIZE(order) (1UL << ((order) + XEN_PAGE_SHIFT - 1))

/*
 * Declares a kind of byte ring without an index page:
 *
 * - `NAME_data`: the two buffers, each half of the memory;
 * - `NAME_mask`: the offset of an index in a buffer;
 * - `NAME_get_ring_ptr`: the address of that offset;
 * - `NAME_read_packet`: reads bytes and advances the masked consumer index; the caller has checked
 *   that they are available;
 * - `NAME_write_packet`: writes bytes and advances the masked producer index; the caller has
 *   checked that there is space;
 * - `NAME_queued`: the number of bytes to read, from unmasked indices.
 */
#define DEFINE_XEN_FLEX_RING(name)                                                                      \
    static inline RING_IDX name##_mask(RING_IDX idx, RING_IDX ring_size)                                \
    {                                                                                                   \
        return idx & (ring_size - 1);                                                                   \
    }                                                                                                   \
    static inline unsigned char *name##_get_ring_ptr(unsigned char *buf, RING_IDX idx,                  \
                                                     RING_IDX ring_size)                                \
    {                                                                                                   \
        return &buf[name##_mask(idx, ring_size)];                                                       \
    }                                                                                                   \
    static inline void name##_read_packet(void *opaque, const unsigned char *buf, size_t size,          \
                                          RING_IDX masked_prod, RING_IDX *masked_cons,                  \
                                          RING_IDX ring_size)                                           \
    {                                                                                                   \
        unsigned char *to = (unsigned char *)opaque;                                                    \
        const size_t start = *masked_cons;                                                              \
        const size_t to_end = ring_size - start;                                                        \
        size_t at;                                                                                      \
        (void)masked_prod;                                                                              \
        for (at = 0; at < size && at < to_end; at++)                                                    \
            to[at] = buf[start + at];                                                                   \
        for (; at < size; at++)                                                                         \
            to[at] = buf[at - to_end];                                                                  \
        *masked_cons = name##_mask((RING_IDX)(start + size), ring_size);                                \
    }                                                                                                   \
    static inline void name##_write_packet(unsigned char *buf, const void *opaque, size_t size,         \
                                           RING_IDX *masked_prod, RING_IDX masked_cons,                 \
                                           RING_IDX ring_size)                                          \
    {                                                                                                   \
        const unsigned char *from = (const unsigned char *)opaque;                                      \
        const size_t start = *masked_prod;                                                              \
        const size_t to_end = ring_size - start;                                                        \
        size_t at;                                                                                      \
        (void)masked_cons;                                                                              \
        for (at = 0; at < size && at < to_end; at++)                                                    \
            buf[start + at] = from[at];                                                                 \
        for (; at < size; at++)                                                                         \
            buf[at - to_end] = from[at];                                                                \
        *masked_prod = name##_mask((RING_IDX)(start + size), ring_size);                                \
    }                                                                                                   \
    static inline RING_IDX name##_queued(RING_IDX prod, RING_IDX cons, RING_IDX ring_size)              \
    {                                                                                                   \
        const RING_IDX apart = name##_mask(prod - cons, ring_size);                                     \
        return apart == 0 && prod != cons ? ring_size : apart;                                          \
    }                                                                                                   \
    struct name##_data {                                                                                \
        unsigned char *in;                                                                              \
        unsigned char *out;                                                                             \
    }

/*
 * Declares a kind of byte ring and its index page, `NAME_data_intf`: the consumer and producer
 * index of each direction, log2 of the number of data pages, and the grants of these pages. `in` is
 * the direction to the frontend.
 */
#define DEFINE_XEN_FLEX_RING_AND_INTF(name)             \
    struct name##_data_intf {                           \
        RING_IDX in_cons, in_prod;                      \
        uint8_t pad1[56];                               \
        RING_IDX out_cons, out_prod;                    \
        uint8_t pad2[56];                               \
        RING_IDX ring_order;                            \
        grant_ref_t ref[XEN_FLEX_ARRAY_DIM];            \
    };                                                  \
    DEFINE_XEN_FLEX_RING(name)

#endif /* __XEN_PUBLIC_IO_RING_H__ */
