/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Operations of the security module.
 */

#ifndef __FLASK_OP_H__
#define __FLASK_OP_H__

#include "../event_channel.h"

#ifdef __XEN_TOOLS__

/*
 * `incontents 230 flask Security policy
 *
 * Flask is Xen's security module for mandatory access control. A policy assigns a *security
 * context* such as `system_u:system_r:domU_t` to each domain and resource, and states what contexts
 * may do with each other. A *security identifier* (SID) is Xen's number of a context; it is valid
 * until the host restarts. Access vectors are bitmaps of permissions of one object class.
 *
 * Xen must be built with Flask, and the policy decides who may call: not even the hardware domain
 * is exempt.
 */

/* The version of this interface, in every call. */
#define XEN_FLASK_INTERFACE_VERSION 1

/* The operations of `HYPERVISOR_xsm_op` with Flask. */
/* ` enum flask_op { // FLASK_* */

/*
 * FLASK_LOAD: Loads a policy and replaces the current one.
 *
 * Pending values of booleans are discarded.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 *   EINVAL  the policy is invalid or longer than 64 MiB
 *   EFAULT  the policy could not be read
 *   ENOMEM  Xen is out of memory
 *
 * Safety:
 *   `buffer` must point to `size` readable bytes.
 */
#define FLASK_LOAD 1 /* ` => struct xen_flask_load */

/*
 * FLASK_GETENFORCE: Returns whether denials are enforced.
 *
 * Returns: int 1 if the policy is enforced, 0 if denials are only logged
 */
#define FLASK_GETENFORCE 2 /* ` => NULL */

/*
 * FLASK_SETENFORCE: Sets whether denials are enforced.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 */
#define FLASK_SETENFORCE 3 /* ` => struct xen_flask_setenforce */

/*
 * FLASK_CONTEXT_TO_SID: Returns the SID of a context.
 *
 * Errors:
 *   EACCES   the policy denies the operation
 *   ENOBUFS  the context is longer than a page
 *   EFAULT   the context could not be read
 *   EINVAL   the context is not valid in the policy
 *   ENOMEM   Xen is out of memory
 *
 * Directions:
 *   sid      OUT
 *   size     IN
 *   context  IN
 *
 * Safety:
 *   `context` must point to `size` readable bytes.
 */
#define FLASK_CONTEXT_TO_SID 4 /* ` => struct xen_flask_sid_context */

/*
 * FLASK_SID_TO_CONTEXT: Returns the context of a SID.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 *   EINVAL  the SID does not exist
 *   ERANGE  the buffer is too small; its required size is not returned
 *   EFAULT  the context could not be written
 *   ENOMEM  Xen is out of memory
 *
 * Directions:
 *   sid      IN
 *   context  OUT
 *
 * Safety:
 *   `context` must point to `size` writable bytes.
 */
#define FLASK_SID_TO_CONTEXT 5 /* ` => struct xen_flask_sid_context */

/*
 * FLASK_ACCESS: Returns the permissions of one context on another.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 *   EINVAL  a SID does not exist
 */
#define FLASK_ACCESS 6 /* ` => struct xen_flask_access */

/*
 * FLASK_CREATE: Returns the SID of an object that a subject creates.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 *   EINVAL  a SID does not exist, or the new context is not valid
 *   ENOMEM  Xen is out of memory
 */
#define FLASK_CREATE 7 /* ` => struct xen_flask_transition */

/*
 * FLASK_RELABEL: Returns the SID to which a subject relabels an object.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 *   EINVAL  a SID does not exist, or the new context is not valid
 *   ENOMEM  Xen is out of memory
 */
#define FLASK_RELABEL 8 /* ` => struct xen_flask_transition */

/*
 * FLASK_USER: Removed: fails with ENOSYS.
 */
#define FLASK_USER 9

/*
 * FLASK_POLICYVERS: Returns the newest version of the policy format that Xen understands.
 *
 * Returns: int version of the policy format
 */
#define FLASK_POLICYVERS 10 /* ` => NULL */

/*
 * FLASK_GETBOOL: Returns the value of a boolean of the policy.
 *
 * Errors:
 *   ENOBUFS  the name is longer than a page
 *   EFAULT   the name could not be read or written
 *   ENOENT   the boolean does not exist
 *   ERANGE   the buffer is too small for the name; its required size is not returned
 *   ENOMEM   Xen is out of memory
 *
 * Directions:
 *   new_value  unused
 *   commit     unused
 *
 * Safety:
 *   `name` must be null or point to `size` bytes, readable if `bool_id` is -1, else writable.
 */
#define FLASK_GETBOOL 11 /* ` => struct xen_flask_boolean */

/*
 * FLASK_SETBOOL: Sets a boolean of the policy, at once or with the next commit.
 *
 * Errors:
 *   EACCES   the policy denies the operation
 *   ENOBUFS  the name is longer than a page
 *   EFAULT   the name could not be read
 *   ENOENT   the boolean does not exist
 *   ENOMEM   Xen is out of memory
 *
 * Directions:
 *   name  IN
 *
 * Safety:
 *   `name` must be null or point to `size` readable bytes.
 */
#define FLASK_SETBOOL 12 /* ` => struct xen_flask_boolean */

/*
 * FLASK_COMMITBOOLS: Applies the pending values of all booleans.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 */
#define FLASK_COMMITBOOLS 13 /* ` => NULL */

/*
 * FLASK_MLS: Returns whether the policy has multi-level security.
 *
 * Returns: int 1 if it has, 0 if not
 */
#define FLASK_MLS 14 /* ` => NULL */

/*
 * FLASK_DISABLE: Removed: fails with ENOSYS.
 */
#define FLASK_DISABLE 15 /* ` => NULL */

/*
 * FLASK_GETAVC_THRESHOLD: Returns the maximum size of the cache of access vectors.
 *
 * Returns: int number of entries
 */
#define FLASK_GETAVC_THRESHOLD 16 /* ` => NULL */

/*
 * FLASK_SETAVC_THRESHOLD: Sets the maximum size of the cache of access vectors.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 */
#define FLASK_SETAVC_THRESHOLD 17 /* ` => struct xen_flask_setavc_threshold */

/*
 * FLASK_AVC_HASHSTATS: Returns the occupancy of the cache of access vectors.
 */
#define FLASK_AVC_HASHSTATS 18 /* ` => struct xen_flask_hash_stats */

/*
 * FLASK_AVC_CACHESTATS: Returns one pCPU's use of the cache of access vectors.
 *
 * Errors:
 *   ENOENT  the pCPU does not exist or is offline
 *   ENOSYS  Xen was built without these counters
 */
#define FLASK_AVC_CACHESTATS 19 /* ` => struct xen_flask_cache_stats */

/*
 * FLASK_MEMBER: Returns the SID of a member of a polyinstantiated object.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 *   EINVAL  a SID does not exist, or the new context is not valid
 *   ENOMEM  Xen is out of memory
 */
#define FLASK_MEMBER 20 /* ` => struct xen_flask_transition */

/*
 * FLASK_ADD_OCONTEXT: Assigns a SID to a range of physical resources.
 *
 * A PIRQ or PCI device is a range of one.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 *   EINVAL  the kind does not exist, or the range is invalid
 *   EEXIST  the range overlaps one with another SID
 *   ENOMEM  Xen is out of memory
 */
#define FLASK_ADD_OCONTEXT 21 /* ` => struct xen_flask_ocontext */

/*
 * FLASK_DEL_OCONTEXT: Removes the SID of a range of physical resources.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 *   EINVAL  the kind does not exist, or the range is invalid
 *   ENOENT  this range has no SID
 *
 * Directions:
 *   sid  unused
 */
#define FLASK_DEL_OCONTEXT 22 /* ` => struct xen_flask_ocontext */

/*
 * FLASK_GET_PEER_SID: Returns the SID of the domain at the other end of an event channel.
 *
 * Errors:
 *   EINVAL  the port does not exist, or is not interdomain
 */
#define FLASK_GET_PEER_SID 23 /* ` => struct xen_flask_peersid */

/*
 * FLASK_RELABEL_DOMAIN: Changes the SID of a domain.
 *
 * Errors:
 *   EACCES  the policy denies the operation
 *   ESRCH   the domain does not exist
 */
#define FLASK_RELABEL_DOMAIN 24 /* ` => struct xen_flask_relabel */

/*
 * FLASK_DEVICETREE_LABEL: Assigns a SID to a node of the device tree, or removes it.
 *
 * Errors:
 *   EACCES   the policy denies the operation
 *   ENOBUFS  the path is longer than a page
 *   EFAULT   the path could not be read
 *   EEXIST   the node has a SID
 *   ENOENT   the node to remove has no SID
 *   ENOMEM   Xen is out of memory
 *
 * Safety:
 *   `path` must point to `length` readable bytes.
 */
#define FLASK_DEVICETREE_LABEL 25 /* ` => struct xen_flask_devicetree_label */
/* ` } */

/* Argument of `FLASK_LOAD`. */
struct xen_flask_load {
    XEN_GUEST_HANDLE(char) buffer; /* IN: the policy in binary form; => memory IN [size] */
    uint32_t size;           /* IN: its length in bytes */
};
/* Short name of `struct xen_flask_load`. */
typedef struct xen_flask_load xen_flask_load_t;

/* Argument of `FLASK_SETENFORCE`. */
struct xen_flask_setenforce {
    uint32_t enforcing;      /* IN: 0 to only log denials, otherwise enforce */
};
/* Short name of `struct xen_flask_setenforce`. */
typedef struct xen_flask_setenforce xen_flask_setenforce_t;

/* Argument of `FLASK_CONTEXT_TO_SID` and `FLASK_SID_TO_CONTEXT`. */
struct xen_flask_sid_context {
    uint32_t sid;            /* IN/OUT: the SID */
    uint32_t size;           /* IN/OUT: the size of the buffer or of the context, without a NUL;
                                the size of the context with a NUL; in bytes */
    XEN_GUEST_HANDLE(char) context; /* IN: the context;
                                       => memory IN/OUT [size] of text up to 4096 */
};
/* Short name of `struct xen_flask_sid_context`. */
typedef struct xen_flask_sid_context xen_flask_sid_context_t;

/* Argument of `FLASK_ACCESS`. */
struct xen_flask_access {
    uint32_t ssid;           /* IN: the SID of the subject */
    uint32_t tsid;           /* IN: the SID of the object */
    uint32_t tclass;         /* IN: the object class, as numbered by the policy */
    uint32_t req;            /* IN: the requested permissions, a bitmap */
    uint32_t allowed;        /* OUT: the allowed permissions */
    uint32_t audit_allow;    /* OUT: the permissions whose use is logged */
    uint32_t audit_deny;     /* OUT: the permissions whose denial is logged */
    uint32_t seqno;          /* OUT: the number of the decision, which grows with each policy */
};
/* Short name of `struct xen_flask_access`. */
typedef struct xen_flask_access xen_flask_access_t;

/* Argument of `FLASK_CREATE`, `FLASK_RELABEL` and `FLASK_MEMBER`. */
struct xen_flask_transition {
    uint32_t ssid;           /* IN: the SID of the subject */
    uint32_t tsid;           /* IN: the SID of the related object */
    uint32_t tclass;         /* IN: the object class, as numbered by the policy */
    uint32_t newsid;         /* OUT: the resulting SID */
};
/* Short name of `struct xen_flask_transition`. */
typedef struct xen_flask_transition xen_flask_transition_t;

#if __XEN_INTERFACE_VERSION__ < 0x00040800
/* Argument of `FLASK_USER`, which is removed. */
struct xen_flask_userlist {
    uint32_t start_sid;      /* IN: the first SID of the list */
    uint32_t size;           /* IN/OUT: the size of the buffer; the number of SIDs */
    union {
        XEN_GUEST_HANDLE(char) user; /* the user */
        XEN_GUEST_HANDLE(uint32) sids; /* the SIDs */
    } u;                     /* IN: the buffer */
};
#endif

/* Argument of `FLASK_GETBOOL` and `FLASK_SETBOOL`. */
struct xen_flask_boolean {
    uint32_t bool_id;        /* IN/OUT: the number of the boolean; all ones to find it by name */
    uint8_t enforcing;       /* OUT: the value in force */
    uint8_t pending;         /* OUT: the value of the next commit */
    uint8_t new_value;       /* IN: the new value, 0 or 1 */
    uint8_t commit;          /* IN: 1 to apply the value at once, 0 to make it pending */
    uint32_t size;           /* IN/OUT: the size of the buffer, 0 for no name; the length of the
                                name, 0 after a search by name; in bytes */
    XEN_GUEST_HANDLE(char) name; /* IN: the name, without a NUL; may be null if `size` is 0;
                                    => memory IN/OUT [size] of text up to 4096 */
};
/* Short name of `struct xen_flask_boolean`. */
typedef struct xen_flask_boolean xen_flask_boolean_t;

/* Argument of `FLASK_SETAVC_THRESHOLD`. */
struct xen_flask_setavc_threshold {
    uint32_t threshold;      /* IN: the number of entries */
};
/* Short name of `struct xen_flask_setavc_threshold`. */
typedef struct xen_flask_setavc_threshold xen_flask_setavc_threshold_t;

/* Argument of `FLASK_AVC_HASHSTATS`. */
struct xen_flask_hash_stats {
    uint32_t entries;        /* OUT: the number of entries */
    uint32_t buckets_used;   /* OUT: the number of buckets that are not empty */
    uint32_t buckets_total;  /* OUT: the number of buckets */
    uint32_t max_chain_len;  /* OUT: the number of entries in the longest bucket */
};
/* Short name of `struct xen_flask_hash_stats`. */
typedef struct xen_flask_hash_stats xen_flask_hash_stats_t;

/* Argument of `FLASK_AVC_CACHESTATS`. */
struct xen_flask_cache_stats {
    uint32_t cpu;            /* IN: the pCPU */
    uint32_t lookups;        /* OUT: the number of lookups */
    uint32_t hits;           /* OUT: the number of lookups that found an entry */
    uint32_t misses;         /* OUT: the number of lookups that did not */
    uint32_t allocations;    /* OUT: the number of entries allocated */
    uint32_t reclaims;       /* OUT: the number of entries reclaimed */
    uint32_t frees;          /* OUT: the number of entries freed */
};
/* Short name of `struct xen_flask_cache_stats`. */
typedef struct xen_flask_cache_stats xen_flask_cache_stats_t;

/* Argument of `FLASK_ADD_OCONTEXT` and `FLASK_DEL_OCONTEXT`. */
struct xen_flask_ocontext {
    uint32_t ocon;           /* IN: the kind: 1 PIRQ, 2 I/O ports, 3 I/O memory, 4 PCI device */
    uint32_t sid;            /* IN: the SID */
    uint64_t low;            /* IN: the first: PIRQ, port, machine frame, or PCI segment, bus,
                                device and function */
    uint64_t high;           /* IN: the last, inclusive */
};
/* Short name of `struct xen_flask_ocontext`. */
typedef struct xen_flask_ocontext xen_flask_ocontext_t;

/* Argument of `FLASK_GET_PEER_SID`. */
struct xen_flask_peersid {
    evtchn_port_t evtchn;    /* IN: the caller's port */
    uint32_t sid;            /* OUT: the SID of the remote domain */
};
/* Short name of `struct xen_flask_peersid`. */
typedef struct xen_flask_peersid xen_flask_peersid_t;

/* Argument of `FLASK_RELABEL_DOMAIN`. */
struct xen_flask_relabel {
    uint32_t domid;          /* IN: the domain; `DOMID_SELF` for the caller */
    uint32_t sid;            /* IN: the new SID */
};
/* Short name of `struct xen_flask_relabel`. */
typedef struct xen_flask_relabel xen_flask_relabel_t;

/* Argument of `FLASK_DEVICETREE_LABEL`. */
struct xen_flask_devicetree_label {
    uint32_t sid;            /* IN: the SID; 0 to remove it */
    uint32_t length;         /* IN: the length of the path in bytes */
    XEN_GUEST_HANDLE(char) path; /* IN: the path of the node;
                                    => memory IN [length] of text up to 4096 */
};
/* Short name of `struct xen_flask_devicetree_label`. */
typedef struct xen_flask_devicetree_label xen_flask_devicetree_label_t;

/* An operation of the security module and its argument. */
struct xen_flask_op {
    uint32_t cmd;            /* IN: the operation; => enum flask_op */
    uint32_t interface_version; /* IN: the version of the interface;
                                   => constant XEN_FLASK_INTERFACE_VERSION */
    union {
        xen_flask_load_t load;          /* FLASK_LOAD: its argument */
        xen_flask_setenforce_t enforce; /* FLASK_SETENFORCE: its argument */
        xen_flask_sid_context_t sid_context; /* FLASK_CONTEXT_TO_SID, FLASK_SID_TO_CONTEXT: their
                                                argument */
        xen_flask_access_t access;      /* FLASK_ACCESS: its argument */
        xen_flask_transition_t transition; /* FLASK_CREATE, FLASK_RELABEL, FLASK_MEMBER: their
                                              argument */
#if __XEN_INTERFACE_VERSION__ < 0x00040800
        struct xen_flask_userlist userlist; /* FLASK_USER: its argument */
#endif
        xen_flask_boolean_t boolean;    /* FLASK_GETBOOL, FLASK_SETBOOL: their argument */
        xen_flask_setavc_threshold_t setavc_threshold; /* FLASK_SETAVC_THRESHOLD: its argument */
        xen_flask_hash_stats_t hash_stats; /* FLASK_AVC_HASHSTATS: its argument */
        xen_flask_cache_stats_t cache_stats; /* FLASK_AVC_CACHESTATS: its argument */
        xen_flask_ocontext_t ocontext;  /* FLASK_ADD_OCONTEXT, FLASK_DEL_OCONTEXT: their argument */
        xen_flask_peersid_t peersid;    /* FLASK_GET_PEER_SID: its argument */
        xen_flask_relabel_t relabel;    /* FLASK_RELABEL_DOMAIN: its argument */
        xen_flask_devicetree_label_t devicetree_label; /* FLASK_DEVICETREE_LABEL: its argument */
    } u;                     /* IN/OUT: the operation's argument; => by cmd */
};
/* Short name of `struct xen_flask_op`. */
typedef struct xen_flask_op xen_flask_op_t;
DEFINE_XEN_GUEST_HANDLE(xen_flask_op_t);

/*
 * ` int
 * ` HYPERVISOR_xsm_op(xen_flask_op_t *op)
 * ` ops enum flask_op in struct xen_flask_op at op
 * ` guests pv32 pv64 hvm32 hvm64 arm
 * `
 * @op IN/OUT: the operation and its argument; written back if the operation succeeds
 *
 * Queries or configures the security module. Some operations return a number.
 *
 * Errors:
 *   EFAULT  the argument could not be read or written back
 *   ENOSYS  the operation does not exist, the interface version differs, or Xen has no security
 *           module
 *
 * Safety:
 *   The handles of the argument must be valid.
 */

#endif /* __XEN_TOOLS__ */

#endif /* __FLASK_OP_H__ */
