/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * A file system of another domain, by the protocol 9P.
 */

#ifndef __XEN_PUBLIC_IO_9PFS_H__
#define __XEN_PUBLIC_IO_9PFS_H__

#include "../grant_table.h"
#include "ring.h"

/*
 * `incontents 184 p9fs File systems by 9P
 *
 * A guest mounts a folder of the backend's. The messages are those of 9P, unchanged; this is how
 * they travel: on byte rings (see `io/ring.h`), each with a page of counters
 * (`struct xen_9pfs_data_intf`), buffers that this page names, and a port. Requests go through the
 * buffer `out`, responses come through `in`. Each message begins, without padding, with its length
 * in bytes (32 bits, these included), its type (8 bits) and a tag (16 bits). A request is answered
 * on the ring it came by, in any order.
 *
 * # Nodes
 *
 * Both sides have a directory in xenstore, for a device of the kind `9pfs`. Numbers are decimal.
 *
 * The toolstack tells the backend `path` (the folder), `security_model` ("none" alone: files belong
 * to whom the guest says), and, where a backend knows them, the limits `max-files`,
 * `max-open-files`, `max-space` (in MiB; 0 or nothing for no limit, though for open files the
 * backend has one of its own), and `auto-delete` ("1": instead of refusing, delete the files that
 * were changed longest ago and are not open). It tells the frontend `tag`, the name by which the
 * guest mounts the folder.
 *
 * The backend writes
 *
 * - `versions`: the versions of this transport that it speaks, with commas between: "1". (The
 *   version of 9P is agreed upon in 9P.)
 * - `max-rings` (number): how many rings there may be.
 * - `max-ring-page-order` (number, at least 1): how many pages the buffers of a ring may have, as a
 *   power of two.
 *
 * The frontend writes
 *
 * - `version`: the version that it chose, "1".
 * - `num-rings` (number): how many rings it chose.
 * - `ring-ref0`, `ring-ref1` and so on (numbers): the grant of each ring's page of counters.
 * - `event-channel-0`, `event-channel-1` and so on (numbers): the port of each ring.
 *
 * # States
 *
 * Connecting goes as for other devices (see `io/xenbus.h`): the backend writes what it offers and
 * goes to InitWait; the frontend makes rings and ports, writes its nodes, and goes to Initialised;
 * the backend maps and binds them, and goes to Connected; then so does the frontend. To part, the
 * frontend goes to Closing; the backend unmaps and unbinds all, and goes to Closing; the frontend
 * frees its ports and pages, and goes to Closed; then so does the backend.
 */

/* The rings of a file system. */
DEFINE_XEN_FLEX_RING_AND_INTF(xen_9pfs);

#endif /* __XEN_PUBLIC_IO_9PFS_H__ */
