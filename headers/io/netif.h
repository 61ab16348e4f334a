/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The network device protocol.
 */

#ifndef __XEN_PUBLIC_IO_NETIF_H__
#define __XEN_PUBLIC_IO_NETIF_H__

#include "ring.h"
#include "../grant_table.h"

/*
 * `incontents 183 netif Network
 *
 * A network device has at least two rings (`io/ring.h`): *tx* for packets that the guest sends,
 * *rx* for packets that it receives, each in a page that the frontend grants. The frontend produces
 * the requests of both: a tx request holds a fragment of a packet, an rx request an empty buffer.
 * The backend copies the data, and its response reports the result. Events are suppressed as in
 * `io/ring.h`.
 *
 * # Transmitting
 *
 * A packet is a sequence of tx slots:
 *
 * 1. a `struct netif_tx_request` for the first fragment, whose `size` is that *of the whole
 *    packet*;
 * 2. with `NETTXF_extra_info`, one or more `struct netif_extra_info`, all but the last with
 *    `XEN_NETIF_EXTRA_FLAG_MORE`;
 * 3. with `NETTXF_more_data`, a `struct netif_tx_request` for each further fragment, with the size
 *    of the fragment. All but the last have `NETTXF_more_data`, and no other flag. The size of the
 *    first fragment is the remainder.
 *
 * Every backend accepts packets of up to `XEN_NETIF_NR_SLOTS_MIN` fragments. Each slot gets a
 * response, in any order, with the `id` of its request; slots of extra information get
 * `NETIF_RSP_NULL`. The page then belongs to the frontend again.
 *
 * # Receiving
 *
 * The frontend keeps rx filled with requests, each with a granted page. A packet is a sequence of
 * responses:
 *
 * 1. a `struct netif_rx_response` for the first fragment;
 * 2. with `NETRXF_extra_info`, extra information as above; the page of such a slot is unused;
 * 3. while the previous fragment has `NETRXF_more_data`, a response for each further fragment.
 *
 * Each `status` is the size of its own fragment. Responses use the slots of their requests: extra
 * information has no `id`, and some frontends ignore it in other responses too.
 *
 * # Connecting
 *
 * Nodes below `device/vif` in xenstore. Numbers are decimal; a feature is 1 if supported, and 0 or
 * missing otherwise, unless stated otherwise. The toolstack writes in the frontend's directory:
 *
 * - `mac`, the MAC address, and `handle`, the number of the device;
 * - `mtu`, the MTU in bytes, default 1500; the frontend may use less;
 * - `trusted`, 0 if the frontend must not trust the backend.
 *
 * The backend writes its features before InitWait:
 *
 * - `feature-rx-copy`: copies packets into the guest's pages, as described here; all current
 *   backends do;
 * - `feature-sg`: accepts packets of several fragments;
 * - `feature-gso-tcpv4`, `feature-gso-tcpv6`: accepts TCP packets for segmentation offload;
 * - `feature-ipv6-csum-offload`: accepts TCP and UDP packets over IPv6 without checksum. Over IPv4
 *   it accepts them unless `feature-no-csum-offload` is 1;
 * - `feature-split-event-channels`: supports separate event channels for tx and rx;
 * - `multi-queue-max-queues`: the maximum number of queues (pairs of rings), default 1;
 * - `feature-multicast-control`: can filter multicast packets; `feature-dynamic-multicast-control`:
 *   can enable the filter later;
 * - `feature-ctrl-ring`: supports a control ring;
 * - `carrier`, at any time: 0 if the link is down, 1 if it is up (default).
 *
 * The frontend writes, before Connected:
 *
 * - `tx-ring-ref` and `rx-ring-ref`, the grants of the rings, and either `event-channel` for both,
 *   or `event-channel-tx` and `event-channel-rx`;
 * - `request-rx-copy`, 1, and `feature-rx-notify`, 1 if it sends events for rx requests, without
 *   which the backend never waits for buffers;
 * - what it can receive, under the backend's names: `feature-sg`, `feature-gso-tcpv4`,
 *   `feature-gso-tcpv6`, `feature-ipv6-csum-offload`, `feature-no-csum-offload`;
 * - `multi-queue-num-queues`, the number of queues. With two or more, the nodes of rings and ports
 *   are in directories `queue-0`, `queue-1` and so on. The sender of a packet chooses the queue;
 *   the receiver accepts it from any. The backend may reject an inconsistent configuration;
 * - `request-multicast-control`, 1 to drop multicast packets except for addresses added by extra
 *   information (`XEN_NETIF_EXTRA_TYPE_MCAST_ADD`). The backend reads it when the frontend
 *   connects, or at each change with `feature-dynamic-multicast-control`;
 * - `ctrl-ring-ref` and `event-channel-ctrl`, the grant and the port of the control ring, if it
 *   uses one.
 *
 * # Control ring
 *
 * Each `struct xen_netif_ctrl_request` gets one response, in any order. There are two groups of
 * requests.
 *
 * *Hashing* selects the queue of each packet to the guest. The backend computes a hash of addresses
 * and ports, and uses it modulo the size of a table as the index of the queue number. Set the
 * algorithm, the hash types, the key, the table size and the table.
 *
 * *Static grants* are used repeatedly: the backend maps them once instead of copying through Xen
 * for each packet.
 */

/* The number of fragments that every backend accepts. */
#define XEN_NETIF_NR_SLOTS_MIN 18

/* Hash types. The input is in packet order, in this sequence. */
/* ` enum xen_netif_hash_type { // _XEN_NETIF_CTRL_HASH_TYPE_* */
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV4     0 /* IPv4: source address, destination address; 8
                                                bytes. */
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP 1 /* TCP over IPv4: both addresses, source port,
                                                destination port; 12 bytes. */
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV6     2 /* IPv6: source address, destination address; 32
                                                bytes. */
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP 3 /* TCP over IPv6: both addresses, source port,
                                                destination port; 36 bytes. */
/* ` } */

/* Sets of hash types; the most specific one that fits a packet is used. */
/* ` flags xen_netif_hash_types { // XEN_NETIF_CTRL_HASH_TYPE_* */
#define XEN_NETIF_CTRL_HASH_TYPE_IPV4     (1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV4)     /* IPv4. */
/* TCP over IPv4. */
#define XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP (1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP)
#define XEN_NETIF_CTRL_HASH_TYPE_IPV6     (1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV6)     /* IPv6. */
/* TCP over IPv6. */
#define XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP (1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP)
/* ` } */

/* Hash algorithms. */
/* ` enum xen_netif_hash_algorithm { // XEN_NETIF_CTRL_HASH_ALGORITHM_* */
#define XEN_NETIF_CTRL_HASH_ALGORITHM_NONE     0 /* No hash: the backend selects queues. */
/*
 * Toeplitz.
 *
 * The hash is the XOR of the 32 key bits that start at the position of each set bit of the data,
 * from the highest bit of the first byte on. The key is extended with zeros.
 */
#define XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ 1
/* ` } */

#ifdef XEN_NETIF_DEFINE_TOEPLITZ
/* The hash of `XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ`, for systems without one. */
static uint32_t xen_netif_toeplitz_hash(const uint8_t *key, unsigned int keylen, const uint8_t *buf, unsigned int buflen)
{
    uint32_t hash = 0, window = 0;
    unsigned int at;

    /* At each step the window takes in one bit of the key; it is 32 bits ahead of the data. */
    for (at = 0; at < 32 + buflen * 8; at++) {
        unsigned int bit = 7 - at % 8;

        if (at >= 32 && (buf[at / 8 - 4] >> bit) & 1)
            hash ^= window;
        window = window << 1 | (at / 8 < keylen ? (key[at / 8] >> bit) & 1 : 0);
    }
    return hash;
}
#endif

/*
 * Requests of the control ring.
 *
 * Unused words of `data` are 0. Any request can fail with `XEN_NETIF_CTRL_STATUS_NOT_SUPPORTED`.
 * Granted pages may be read-only unless stated otherwise, and must stay granted until the response.
 */
/* ` enum xen_netif_ctrl_type { // XEN_NETIF_CTRL_TYPE_* */
#define XEN_NETIF_CTRL_TYPE_INVALID 0 /* Invalid. */
/*
 * Returns the hash types of the algorithm.
 *
 * `data` is a set of `XEN_NETIF_CTRL_HASH_TYPE_*`.
 */
#define XEN_NETIF_CTRL_TYPE_GET_HASH_FLAGS 1
/*
 * Sets the hash types.
 *
 * `data[0]` is a set of `XEN_NETIF_CTRL_HASH_TYPE_*`; 0 lets the backend select queues.
 *
 * `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if a type is unknown.
 */
#define XEN_NETIF_CTRL_TYPE_SET_HASH_FLAGS 2
/*
 * Sets the hash key.
 *
 * `data[0]` is the grant of a page that starts with the key, `data[1]` its length in bytes.
 *
 * It replaces the previous key and is extended with zeros.
 * `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if the length is invalid,
 * `XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW` if it exceeds the backend's limit.
 */
#define XEN_NETIF_CTRL_TYPE_SET_HASH_KEY 3
/* Returns the maximum number of table entries in `data`; 0 if there is no table. */
#define XEN_NETIF_CTRL_TYPE_GET_HASH_MAPPING_SIZE 4
/*
 * Sets the table size to `data[0]` entries, all 0.
 *
 * Without entries, the queue is the hash modulo the number of queues.
 *
 * `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if the size is invalid.
 */
#define XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING_SIZE 5
/*
 * Sets table entries.
 *
 * `data[0]` is the grant of a page that starts with the entries, `data[1]` their number, `data[2]`
 * the first index.
 *
 * An entry is a 32-bit queue number. `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if a queue does not
 * exist, `XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW` if the entries exceed the table.
 */
#define XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING 6
/*
 * Sets the algorithm: `data[0]` is one of `XEN_NETIF_CTRL_HASH_ALGORITHM_*`.
 *
 * `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if it is not supported.
 */
#define XEN_NETIF_CTRL_TYPE_SET_HASH_ALGORITHM 7
/*
 * Returns the maximum number of static grants of queue `data[0]` in `data`.
 *
 * `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if the queue does not exist.
 */
#define XEN_NETIF_CTRL_TYPE_GET_GREF_MAPPING_SIZE 8
/*
 * Maps static grants of queue `data[0]`.
 *
 * `data[1]` is the grant of a writable page with `data[2]` elements of `struct xen_netif_gref`.
 *
 * Maps all of them, or, with `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER`, none. Their `status` is
 * unused.
 */
#define XEN_NETIF_CTRL_TYPE_ADD_GREF_MAPPING 9
/*
 * Unmaps static grants; the number unmapped is returned in `data`.
 *
 * `data` is the same as for mapping.
 *
 * Each element's `status` is `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if it is not mapped. Only
 * `ref` is used.
 */
#define XEN_NETIF_CTRL_TYPE_DEL_GREF_MAPPING 10
/* ` } */

/* A request of the control ring. */
struct xen_netif_ctrl_request {
    uint16_t id;             /* the ID of the request, repeated in the response */
    uint16_t type;           /* the type; => enum xen_netif_ctrl_type */
    uint32_t data[3];        /* depends on the type */
};

/* The status of a control response. */
/* ` enum xen_netif_ctrl_status { // XEN_NETIF_CTRL_STATUS_* */
#define XEN_NETIF_CTRL_STATUS_SUCCESS           0 /* Success. */
#define XEN_NETIF_CTRL_STATUS_NOT_SUPPORTED     1 /* Not supported. */
#define XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER 2 /* A parameter is invalid. */
#define XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW   3 /* The data exceeds the backend's limits. */
/* ` } */

/* A response of the control ring. */
struct xen_netif_ctrl_response {
    uint16_t id;             /* the ID of the request */
    uint16_t type;           /* the type of the request; => enum xen_netif_ctrl_type */
    uint32_t status;         /* the status; => enum xen_netif_ctrl_status */
    uint32_t data;           /* the result on success, depends on the type */
};

#define _XEN_NETIF_CTRLF_GREF_readonly 0 /* Bit number of `XEN_NETIF_CTRLF_GREF_readonly`. */

/* Flags of a static grant. */
/* ` flags xen_netif_gref_flags { // XEN_NETIF_CTRLF_GREF_* */
#define XEN_NETIF_CTRLF_GREF_readonly (1U << _XEN_NETIF_CTRLF_GREF_readonly) /* Read-only. */
/* ` } */

/* A static grant, for the control ring. */
struct xen_netif_gref {
    grant_ref_t ref;         /* the grant; written by the frontend */
    uint16_t flags;          /* flags; written by the frontend; => flags xen_netif_gref_flags */
    uint16_t status;         /* one of `XEN_NETIF_CTRL_STATUS_*`; written by the backend */
};

/* The control ring. */
DEFINE_RING_TYPES(xen_netif_ctrl, struct xen_netif_ctrl_request, struct xen_netif_ctrl_response);

#define _NETTXF_csum_blank     (0) /* Bit number of `NETTXF_csum_blank`. */
#define _NETTXF_data_validated (1) /* Bit number of `NETTXF_data_validated`. */
#define _NETTXF_more_data      (2) /* Bit number of `NETTXF_more_data`. */
#define _NETTXF_extra_info     (3) /* Bit number of `NETTXF_extra_info`. */

/* Flags of a tx request. */
/* ` flags netif_tx_flags { // NETTXF_* */
#define NETTXF_csum_blank     (1U << _NETTXF_csum_blank)     /* The protocol checksum is blank. */
/* The data is valid, whatever the checksum. */
#define NETTXF_data_validated (1U << _NETTXF_data_validated)
#define NETTXF_more_data      (1U << _NETTXF_more_data)      /* Another fragment follows. */
#define NETTXF_extra_info     (1U << _NETTXF_extra_info)     /* Extra information follows. */
/* ` } */

/* The maximum size of a transmitted packet in bytes. */
#define XEN_NETIF_MAX_TX_SIZE 0xFFFF

/* A fragment of a transmitted packet. */
struct netif_tx_request {
    grant_ref_t gref;        /* the grant of the page */
    uint16_t offset;         /* the offset in the page in bytes */
    uint16_t flags;          /* flags; => flags netif_tx_flags */
    uint16_t id;             /* the ID of the request, repeated in the response */
    uint16_t size;           /* the length in bytes; for the first fragment, of the whole packet */
};
/* Short name of `struct netif_tx_request`. */
typedef struct netif_tx_request netif_tx_request_t;

/* The types of extra information. */
/* ` enum netif_extra_type { // XEN_NETIF_EXTRA_TYPE_* */
#define XEN_NETIF_EXTRA_TYPE_NONE      (0) /* Invalid. */
#define XEN_NETIF_EXTRA_TYPE_GSO       (1) /* Segmentation offload (GSO). */
#define XEN_NETIF_EXTRA_TYPE_MCAST_ADD (2) /* Adds a multicast address; the packet is empty. */
#define XEN_NETIF_EXTRA_TYPE_MCAST_DEL (3) /* Removes a multicast address; the packet is empty. */
#define XEN_NETIF_EXTRA_TYPE_HASH      (4) /* The hash of the packet, if hashing is configured. */
/* ` } */
/* The number of types. */
#define XEN_NETIF_EXTRA_TYPE_MAX (5)

#define _XEN_NETIF_EXTRA_FLAG_MORE (0) /* Bit number of `XEN_NETIF_EXTRA_FLAG_MORE`. */

/* Flags of extra information. */
/* ` flags netif_extra_flags { // XEN_NETIF_EXTRA_FLAG_* */
/* More extra information in the next slot. */
#define XEN_NETIF_EXTRA_FLAG_MORE (1U << _XEN_NETIF_EXTRA_FLAG_MORE)
/* ` } */

/* The types of GSO packets. */
/* ` enum netif_gso_type { // XEN_NETIF_GSO_TYPE_* */
#define XEN_NETIF_GSO_TYPE_NONE  (0) /* No GSO. */
#define XEN_NETIF_GSO_TYPE_TCPV4 (1) /* TCP over IPv4. */
#define XEN_NETIF_GSO_TYPE_TCPV6 (2) /* TCP over IPv6. */
/* ` } */

/*
 * Extra information, at most 8 bytes.
 *
 * It takes the slot of a tx request or an rx response.
 */
struct netif_extra_info {
    uint8_t type;            /* the type; => enum netif_extra_type */
    uint8_t flags;           /* flags; => flags netif_extra_flags */
    union {
        struct {
            uint16_t size;   /* the maximum payload of a segment in bytes */
            uint8_t type;    /* the type of packet; => enum netif_gso_type */
            uint8_t pad;
            uint16_t features; /* features; none are defined: 0 */
        } gso;               /* XEN_NETIF_EXTRA_TYPE_GSO: how to segment the packet */
        struct {
            uint8_t addr[6]; /* the address */
        } mcast;             /* XEN_NETIF_EXTRA_TYPE_MCAST_ADD, XEN_NETIF_EXTRA_TYPE_MCAST_DEL: the
                                address */
        struct {
            uint8_t type;    /* the hash type; => enum xen_netif_hash_type */
            uint8_t algorithm; /* the algorithm; => enum xen_netif_hash_algorithm */
            uint8_t value[4]; /* the hash, its lowest byte first */
        } hash;              /* XEN_NETIF_EXTRA_TYPE_HASH: the hash of the packet */
        uint16_t pad[3];     /* the raw data */
    } u;                     /* the details; => by type */
};
/* Short name of `struct netif_extra_info`. */
typedef struct netif_extra_info netif_extra_info_t;

/* The status of a packet or fragment. */
/* ` enum netif_status { // NETIF_RSP_* */
#define NETIF_RSP_DROPPED -2 /* Dropped. */
#define NETIF_RSP_ERROR   -1 /* Error. */
#define NETIF_RSP_OKAY     0 /* Success. */
#define NETIF_RSP_NULL     1 /* The slot held extra information. */
/* ` } */

/* A tx response. */
struct netif_tx_response {
    uint16_t id;             /* the ID of the request */
    int16_t status;          /* the status; => enum netif_status */
};
/* Short name of `struct netif_tx_response`. */
typedef struct netif_tx_response netif_tx_response_t;

/* An rx request: an empty buffer. */
struct netif_rx_request {
    uint16_t id;             /* the ID of the request, repeated in the response */
    uint16_t pad;
    grant_ref_t gref;        /* the grant of the page; it must be writable */
};
/* Short name of `struct netif_rx_request`. */
typedef struct netif_rx_request netif_rx_request_t;

#define _NETRXF_data_validated (0) /* Bit number of `NETRXF_data_validated`. */
#define _NETRXF_csum_blank     (1) /* Bit number of `NETRXF_csum_blank`. */
#define _NETRXF_more_data      (2) /* Bit number of `NETRXF_more_data`. */
#define _NETRXF_extra_info     (3) /* Bit number of `NETRXF_extra_info`. */
#define _NETRXF_gso_prefix     (4) /* Bit number of `NETRXF_gso_prefix`. */

/* Flags of an rx response. */
/* ` flags netif_rx_flags { // NETRXF_* */
/* The data is valid, whatever the checksum. */
#define NETRXF_data_validated (1U << _NETRXF_data_validated)
#define NETRXF_csum_blank     (1U << _NETRXF_csum_blank)     /* The protocol checksum is blank. */
#define NETRXF_more_data      (1U << _NETRXF_more_data)      /* Another fragment follows. */
#define NETRXF_extra_info     (1U << _NETRXF_extra_info)     /* Extra information follows. */
/* The next response is a GSO packet; obsolete. */
#define NETRXF_gso_prefix     (1U << _NETRXF_gso_prefix)
/* ` } */

/* An rx response: a fragment of a received packet. */
struct netif_rx_response {
    uint16_t id;             /* the ID of the request */
    uint16_t offset;         /* the offset of the fragment in the page, in bytes */
    uint16_t flags;          /* flags; => flags netif_rx_flags */
    int16_t status;          /* the length in bytes, or a negative `NETIF_RSP_*` */
};
/* Short name of `struct netif_rx_response`. */
typedef struct netif_rx_response netif_rx_response_t;

/* The tx ring. */
DEFINE_RING_TYPES(netif_tx, struct netif_tx_request, struct netif_tx_response);
/* The rx ring. */
DEFINE_RING_TYPES(netif_rx, struct netif_rx_request, struct netif_rx_response);

#endif
