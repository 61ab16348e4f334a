/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Network cards of a guest: the rings for packets out, packets in, and settings.
 */

#ifndef __XEN_PUBLIC_IO_NETIF_H__
#define __XEN_PUBLIC_IO_NETIF_H__

#include "ring.h"
#include "../grant_table.h"

/*
 * `incontents 183 netif Network
 *
 * A network card has at least two rings (`io/ring.h`), *tx* for packets that the guest sends and *rx* for those it receives, each
 * in a page that the frontend grants. In both it is the frontend that makes requests: a request of tx says where a piece of a
 * packet is, one of rx where there is room for one. The backend copies, and its response says how that went. Events in both
 * directions are held off as `io/ring.h` describes.
 *
 * # Packets out
 *
 * A packet is a run of slots of tx:
 *
 * 1. a `struct netif_tx_request` for the first piece, whose `size` is that *of the whole packet*;
 * 2. if its flags have `NETTXF_extra_info`, one `struct netif_extra_info` or more, each but the last
 *    with `XEN_NETIF_EXTRA_FLAG_MORE`;
 * 3. if its flags have `NETTXF_more_data`, a further `struct netif_tx_request` for each further piece, with the size of the piece.
 *    All but the last have `NETTXF_more_data`, and no other flag. The size of the first piece is what is left of the whole.
 *
 * A backend that does not say otherwise takes packets of up to `XEN_NETIF_NR_SLOTS_MIN` pieces. Each slot gets a response, in any
 * order, by the `id` of its request: those of extra information get `NETIF_RSP_NULL`. The piece's page is the frontend's again
 * then.
 *
 * # Packets in
 *
 * The frontend keeps rx full of requests, each with the grant of a page. A packet comes as a run of responses:
 *
 * 1. a `struct netif_rx_response` for the first piece;
 * 2. extra information as above, if its flags have `NETRXF_extra_info`; the page of such a slot is unused;
 * 3. as long as the flags of the piece before have `NETRXF_more_data`, a response for each further piece.
 *
 * Here each `status` is the size of its own piece. Responses stand in the same slots as their requests did: extra information has
 * no `id`, and some frontends do not look at that of other responses either.
 *
 * # Set-up
 *
 * In xenstore, under `device/vif`. Numbers are decimal; a feature is 1 where it is there, and 0 or missing where it is not, except
 * as said. The toolstack writes, in the frontend's directory:
 *
 * - `mac`, the address of the card, and `handle`, its number;
 * - `mtu`, how many bytes a packet may have, 1500 if there is no such node; the frontend may stay below;
 * - `trusted`, 0 if the frontend should protect itself from the backend in every way it can.
 *
 * The backend writes what it can do, before its state is waiting:
 *
 * - `feature-rx-copy`: it copies packets into the guest's pages, as described here; all backends of today do;
 * - `feature-sg`: it takes packets of more than one piece;
 * - `feature-gso-tcpv4`, `feature-gso-tcpv6`: it takes large TCP packets, to be cut up later;
 * - `feature-ipv6-csum-offload`: it takes TCP and UDP packets over IPv6 without checksum. Over IPv4 it does so unless it
 *   writes `feature-no-csum-offload`, 1;
 * - `feature-split-event-channels`: tx and rx may have an event channel each;
 * - `multi-queue-max-queues`: how many pairs of rings there can be, 1 if there is no such node;
 * - `feature-multicast-control`: it can filter multicast packets; `feature-dynamic-multicast-control`: and be told so later;
 * - `feature-ctrl-ring`: there can be a ring for settings;
 * - `carrier`, at any time: 0 if the cable is out, 1 if it is in, as it is without such a node.
 *
 * The frontend makes rings and ports, and writes, before its state is connected:
 *
 * - `tx-ring-ref` and `rx-ring-ref`, the grant references of the rings, and either `event-channel`, the port for both,
 *   or `event-channel-tx` and `event-channel-rx`;
 * - `request-rx-copy`, 1, and `feature-rx-notify`, 1 if it sends events about requests of rx, without which the backend never
 *   waits for room;
 * - what it can receive, by the same names as the back
 *   end: `feature-sg`, `feature-gso-tcpv4`, `feature-gso-tcpv6`, `feature-ipv6-csum-offload`, `feature-no-csum-offload`;
 * - `multi-queue-num-queues`, if it wants more than one pair of rings. The nodes of rings and ports then stand in directories of
 *   their own, `queue-0`, `queue-1` and so on, and not beside these. Who sends a packet chooses the pair; the other takes it from
 *   any. If anything about them does not fit, the backend may refuse the whole;
 * - `request-multicast-control`, 1 to have multicast packets dropped but for the addresses that were asked for by extra information
 *   (`XEN_NETIF_EXTRA_TYPE_MCAST_ADD`). The backend looks at it once, when the frontend is connected, or at each change if it
 *   offers `feature-dynamic-multicast-control`. The addresses can be told without it as well;
 * - `ctrl-ring-ref` and `event-channel-ctrl`, the grant reference and the port of the ring for settings, if it wants one.
 *
 * # Settings
 *
 * The control ring carries what is too much for xenstore: each `struct xen_netif_ctrl_request` gets one response, in any order.
 * There are two subjects so far.
 *
 * *Hashing*: the backend has to choose one of several pairs of rings for each packet to the guest. It can be told to compute a
 * hash of the packet's addresses and ports, and to look up the number of the pair in a table under the hash, modulo the size of the
 * table. To set this up, choose the algorithm, the types of hash, the key, the size of the table, the table.
 *
 * *Static grants*: the frontend names grants that it will use again and again, and the backend maps them once, instead of copying
 * by way of Xen at each packet.
 */

/* How many pieces of a packet each backend takes. */
#define XEN_NETIF_NR_SLOTS_MIN 18

/* The hashes that can be computed of a packet, by number. Addresses and ports are taken as they stand in the packet, in this order. */
/* ` enum xen_netif_hash_type { // _XEN_NETIF_CTRL_HASH_TYPE_* */
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV4     0 /* IPv4: source address, destination address; 8 bytes. */
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP 1 /* TCP over IPv4: both addresses, source port, destination port; 12 bytes. */
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV6     2 /* IPv6: source address, destination address; 32 bytes. */
#define _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP 3 /* TCP over IPv6: both addresses, source port, destination port; 36 bytes. */
/* ` } */

/* Sets of hashes. Of those in the set, the one that takes in most of a packet is computed of it. */
/* ` flags xen_netif_hash_types { // XEN_NETIF_CTRL_HASH_TYPE_* */
#define XEN_NETIF_CTRL_HASH_TYPE_IPV4     (1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV4)     /* The one of IPv4. */
#define XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP (1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV4_TCP) /* The one of TCP over IPv4. */
#define XEN_NETIF_CTRL_HASH_TYPE_IPV6     (1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV6)     /* The one of IPv6. */
#define XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP (1 << _XEN_NETIF_CTRL_HASH_TYPE_IPV6_TCP) /* The one of TCP over IPv6. */
/* ` } */

/* How a hash is computed. */
/* ` enum xen_netif_hash_algorithm { // XEN_NETIF_CTRL_HASH_ALGORITHM_* */
#define XEN_NETIF_CTRL_HASH_ALGORITHM_NONE     0 /* Not at all: the backend spreads packets as it likes. */
/*
 * By Toeplitz's method: for each bit of the data that is 1, from the highest of the first byte on, the 32 bits of the key that
 * begin at the same place are combined by exclusive or. Behind its end the key is 0.
 */
#define XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ 1
/* ` } */

#ifdef XEN_NETIF_DEFINE_TOEPLITZ
/* The hash of `XEN_NETIF_CTRL_HASH_ALGORITHM_TOEPLITZ`, for systems that do not have it. */
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
 * What is set or asked by way of the control ring.
 *
 * Words of `data` that are not mentioned are 0. Any of them may be answered by `XEN_NETIF_CTRL_STATUS_NOT_SUPPORTED`. A page that
 * is granted may be so for reading only, unless said otherwise, and must stay granted until the response is there.
 */
/* ` enum xen_netif_ctrl_type { // XEN_NETIF_CTRL_TYPE_* */
#define XEN_NETIF_CTRL_TYPE_INVALID 0 /* Nothing: not to be used. */
/* Asks which hashes there are, once an algorithm has been chosen. The response's `data` is a set of `XEN_NETIF_CTRL_HASH_TYPE_*`. */
#define XEN_NETIF_CTRL_TYPE_GET_HASH_FLAGS 1
/*
 * Chooses hashes, once an algorithm has been chosen: `data[0]` is a set of `XEN_NETIF_CTRL_HASH_TYPE_*`, or 0 for none, whereupon
 * the backend spreads packets as it likes. `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if one of them is unknown.
 */
#define XEN_NETIF_CTRL_TYPE_SET_HASH_FLAGS 2
/*
 * Sets the key: `data[0]` is the grant reference of a page that begins with it, `data[1]` its length in bytes. It replaces the
 * old one as a whole, and is 0 behind its end, so that a key of no bytes makes every hash
 * 0. `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if it cannot have that size, `XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW` if it is longer
 * than the backend's.
 */
#define XEN_NETIF_CTRL_TYPE_SET_HASH_KEY 3
/* Asks how large the table can be. The response's `data` is a number of entries, or 0 if there is no table. */
#define XEN_NETIF_CTRL_TYPE_GET_HASH_MAPPING_SIZE 4
/*
 * Sets how large the table is: `data[0]` entries, all of them 0 for now; or none, whereupon the number of the pair of rings is the
 * hash modulo the number of pairs. `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if it cannot have that size.
 */
#define XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING_SIZE 5
/*
 * Fills in the table, or part of it: `data[0]` is the grant reference of a page that begins with the entries, `data[1]` how many
 * there are, `data[2]` which is the first. Each entry has 32 bits and is the number of a pair of rings. Other entries stay as they
 * are. `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if there is no such pair, `XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW` if it goes
 * beyond the table.
 */
#define XEN_NETIF_CTRL_TYPE_SET_HASH_MAPPING 6
/*
 * Chooses how hashes are computed: `data[0]` is one of `XEN_NETIF_CTRL_HASH_ALGORITHM_*`. `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER`
 * if the backend does not know it.
 */
#define XEN_NETIF_CTRL_TYPE_SET_HASH_ALGORITHM 7
/*
 * Asks how many static grants a pair of rings can have: `data[0]` is its number. The response's `data` says how many, 0 if
 * none. `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` if there is no such pair.
 */
#define XEN_NETIF_CTRL_TYPE_GET_GREF_MAPPING_SIZE 8
/*
 * Has static grants mapped: `data[0]` is the number of the pair of rings, `data[1]` the grant reference of a page that begins with
 * as many `struct xen_netif_gref` as `data[2]` says; it must be writable. All of them are mapped, or,
 * with `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER`, none. Their own `status` is not used.
 */
#define XEN_NETIF_CTRL_TYPE_ADD_GREF_MAPPING 9
/*
 * Has static grants unmapped, with the same `data` as for mapping. The response's `data` is how many it was possible for: each has
 * that in its `status`, which is `XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER` for those that are not mapped. Only `ref` is looked at.
 */
#define XEN_NETIF_CTRL_TYPE_DEL_GREF_MAPPING 10
/* ` } */

/* A request of the control ring. */
struct xen_netif_ctrl_request {
    uint16_t id;             /* anything: the response has the same */
    uint16_t type;           /* what is set or asked; => enum xen_netif_ctrl_type */
    uint32_t data[3];        /* the details, by type */
};

/* How a request of the control ring ended. */
/* ` enum xen_netif_ctrl_status { // XEN_NETIF_CTRL_STATUS_* */
#define XEN_NETIF_CTRL_STATUS_SUCCESS           0 /* Well. */
#define XEN_NETIF_CTRL_STATUS_NOT_SUPPORTED     1 /* The backend does not offer this. */
#define XEN_NETIF_CTRL_STATUS_INVALID_PARAMETER 2 /* The details were not acceptable. */
#define XEN_NETIF_CTRL_STATUS_BUFFER_OVERFLOW   3 /* It was more than the backend has room for. */
/* ` } */

/* A response of the control ring. */
struct xen_netif_ctrl_response {
    uint16_t id;             /* that of the request */
    uint16_t type;           /* that of the request; => enum xen_netif_ctrl_type */
    uint32_t status;         /* how it ended; => enum xen_netif_ctrl_status */
    uint32_t data;           /* the answer, by type, if it ended well */
};

#define _XEN_NETIF_CTRLF_GREF_readonly 0 /* Bit number of `XEN_NETIF_CTRLF_GREF_readonly`. */

/* How a static grant is mapped. */
/* ` flags xen_netif_gref_flags { // XEN_NETIF_CTRLF_GREF_* */
#define XEN_NETIF_CTRLF_GREF_readonly (1U << _XEN_NETIF_CTRLF_GREF_readonly) /* For reading only. */
/* ` } */

/* A static grant, as an element of the list that is handed over by the control ring. */
struct xen_netif_gref {
    grant_ref_t ref;         /* the frontend writes: the grant */
    uint16_t flags;          /* the frontend writes: how it is mapped; => flags xen_netif_gref_flags */
    uint16_t status;         /* the backend writes: one of `XEN_NETIF_CTRL_STATUS_*`; it need not be 0 before */
};

/* The control ring. */
DEFINE_RING_TYPES(xen_netif_ctrl, struct xen_netif_ctrl_request, struct xen_netif_ctrl_response);

#define _NETTXF_csum_blank     (0) /* Bit number of `NETTXF_csum_blank`. */
#define _NETTXF_data_validated (1) /* Bit number of `NETTXF_data_validated`. */
#define _NETTXF_more_data      (2) /* Bit number of `NETTXF_more_data`. */
#define _NETTXF_extra_info     (3) /* Bit number of `NETTXF_extra_info`. */

/* What there is to know of a packet that the guest sends. */
/* ` flags netif_tx_flags { // NETTXF_* */
#define NETTXF_csum_blank     (1U << _NETTXF_csum_blank)     /* The checksum of the protocol is yet to be filled in. */
#define NETTXF_data_validated (1U << _NETTXF_data_validated) /* The data is known to be right, whatever the checksum says. */
#define NETTXF_more_data      (1U << _NETTXF_more_data)      /* The packet goes on with another request. */
#define NETTXF_extra_info     (1U << _NETTXF_extra_info)     /* Extra information follows. */
/* ` } */

/* How many bytes a packet that the guest sends can have. */
#define XEN_NETIF_MAX_TX_SIZE 0xFFFF

/* A piece of a packet that the guest sends. */
struct netif_tx_request {
    grant_ref_t gref;        /* the grant of the page that it is in */
    uint16_t offset;         /* where in the page it begins, in bytes */
    uint16_t flags;          /* what there is to know of it; => flags netif_tx_flags */
    uint16_t id;             /* anything: the response has the same */
    uint16_t size;           /* its length in bytes; in the first piece, how many bytes the packet has */
};
/* Short name of `struct netif_tx_request`. */
typedef struct netif_tx_request netif_tx_request_t;

/* What extra information is about. */
/* ` enum netif_extra_type { // XEN_NETIF_EXTRA_TYPE_* */
#define XEN_NETIF_EXTRA_TYPE_NONE      (0) /* Nothing: not to be used. */
#define XEN_NETIF_EXTRA_TYPE_GSO       (1) /* A packet that is to be cut up. */
#define XEN_NETIF_EXTRA_TYPE_MCAST_ADD (2) /* An address whose packets the guest wants from then on; the packet itself is empty. */
#define XEN_NETIF_EXTRA_TYPE_MCAST_DEL (3) /* An address whose packets it no longer wants; the packet itself is empty. */
#define XEN_NETIF_EXTRA_TYPE_HASH      (4) /* The hash of the packet, for who uses control requests about hashes. */
/* ` } */
/* The first number that is no type of extra information. */
#define XEN_NETIF_EXTRA_TYPE_MAX (5)

#define _XEN_NETIF_EXTRA_FLAG_MORE (0) /* Bit number of `XEN_NETIF_EXTRA_FLAG_MORE`. */

/* How extra information goes on. */
/* ` flags netif_extra_flags { // XEN_NETIF_EXTRA_FLAG_* */
#define XEN_NETIF_EXTRA_FLAG_MORE (1U << _XEN_NETIF_EXTRA_FLAG_MORE) /* There is more, in the next slot. */
/* ` } */

/* What a packet is, that is to be cut up. */
/* ` enum netif_gso_type { // XEN_NETIF_GSO_TYPE_* */
#define XEN_NETIF_GSO_TYPE_NONE  (0) /* Nothing to be cut up. */
#define XEN_NETIF_GSO_TYPE_TCPV4 (1) /* TCP over IPv4. */
#define XEN_NETIF_GSO_TYPE_TCPV6 (2) /* TCP over IPv6. */
/* ` } */

/* Extra information about a packet, in the place of a request of tx or of a response of rx, so that it has at most 8 bytes. */
struct netif_extra_info {
    uint8_t type;            /* what it is about; => enum netif_extra_type */
    uint8_t flags;           /* how it goes on; => flags netif_extra_flags */
    union {
        struct {
            uint16_t size;   /* how many bytes of payload a piece gets at most */
            uint8_t type;    /* what the packet is; => enum netif_gso_type */
            uint8_t pad;
            uint16_t features; /* what else is needed to cut it up; nothing is defined: 0 */
        } gso;               /* XEN_NETIF_EXTRA_TYPE_GSO: how the packet is to be cut up */
        struct {
            uint8_t addr[6]; /* the address */
        } mcast;             /* XEN_NETIF_EXTRA_TYPE_MCAST_ADD, XEN_NETIF_EXTRA_TYPE_MCAST_DEL: the address */
        struct {
            uint8_t type;    /* which hash; => enum xen_netif_hash_type */
            uint8_t algorithm; /* how it is computed; => enum xen_netif_hash_algorithm */
            uint8_t value[4]; /* the hash, its lowest byte first */
        } hash;              /* XEN_NETIF_EXTRA_TYPE_HASH: the hash of the packet */
        uint16_t pad[3];     /* all its bytes */
    } u;                     /* the details; => by type */
};
/* Short name of `struct netif_extra_info`. */
typedef struct netif_extra_info netif_extra_info_t;

/* What became of a packet or of a piece of it. */
/* ` enum netif_status { // NETIF_RSP_* */
#define NETIF_RSP_DROPPED -2 /* It was dropped. */
#define NETIF_RSP_ERROR   -1 /* It was wrong. */
#define NETIF_RSP_OKAY     0 /* It went out. */
#define NETIF_RSP_NULL     1 /* The slot held no piece but extra information. */
/* ` } */

/* The response to a piece of a packet that the guest sent. */
struct netif_tx_response {
    uint16_t id;             /* that of the request */
    int16_t status;          /* what became of it; => enum netif_status */
};
/* Short name of `struct netif_tx_response`. */
typedef struct netif_tx_response netif_tx_response_t;

/* Room for a piece of a packet that the guest receives. */
struct netif_rx_request {
    uint16_t id;             /* anything: the response has the same */
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

/* What there is to know of a packet that the guest receives. */
/* ` flags netif_rx_flags { // NETRXF_* */
#define NETRXF_data_validated (1U << _NETRXF_data_validated) /* The data is known to be right, whatever the checksum says. */
#define NETRXF_csum_blank     (1U << _NETRXF_csum_blank)     /* The checksum of the protocol has not been filled in. */
#define NETRXF_more_data      (1U << _NETRXF_more_data)      /* The packet goes on with another response. */
#define NETRXF_extra_info     (1U << _NETRXF_extra_info)     /* Extra information follows. */
#define NETRXF_gso_prefix     (1U << _NETRXF_gso_prefix)     /* The next response is the packet, to be cut up; out of use. */
/* ` } */

/* The response to room for a piece of a packet: the piece is there. */
struct netif_rx_response {
    uint16_t id;             /* that of the request */
    uint16_t offset;         /* where in the page the piece begins, in bytes */
    uint16_t flags;          /* what there is to know of it; => flags netif_rx_flags */
    int16_t status;          /* its length in bytes, or, below 0, why there is none: one of `NETIF_RSP_*` */
};
/* Short name of `struct netif_rx_response`. */
typedef struct netif_rx_response netif_rx_response_t;

/* The ring for packets that the guest sends. */
DEFINE_RING_TYPES(netif_tx, struct netif_tx_request, struct netif_tx_response);
/* The ring for packets that the guest receives. */
DEFINE_RING_TYPES(netif_rx, struct netif_rx_request, struct netif_rx_response);

#endif
