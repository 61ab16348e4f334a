/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The Xen transport of 9P, a file system protocol.
 */

#ifndef __XEN_PUBLIC_IO_9PFS_H__
#define __XEN_PUBLIC_IO_9PFS_H__

#include "../grant_table.h"
#include "ring.h"

/*
 * `incontents 184 p9fs File systems by 9P
 *
 * A guest mounts a directory of the backend's. The 9P messages are unchanged; this header defines
 * their transport: byte streams (`io/ring.h`), each with an index page
 * (`struct xen_9pfs_data_intf`), data pages that the index page lists, and an event channel.
 * Requests use the stream `out`, responses the stream `in`. Every message starts with an unpadded
 * header: its size in bytes including the header (32 bits), its type (8 bits) and its tag
 * (16 bits). The backend responds on the ring of the request, in any order.
 *
 * # Nodes
 *
 * Both sides have a directory in xenstore, for a device of type `9pfs`. Numbers are decimal.
 *
 * In the backend's directory, the toolstack writes
 *
 * - `path`: the exported directory.
 * - `security_model`: "none", the only one: the guest's user and group IDs are used as they are.
 * - `max-files`, `max-open-files`, `max-space` (in MiB), if the backend supports limits. 0 or
 *   absent means unlimited, except that the backend limits open files in any case.
 * - `auto-delete` ("1"): at a limit, delete the files that are closed and least recently modified,
 *   instead of failing.
 *
 * In the frontend's directory, it writes `tag`, the mount tag.
 *
 * The backend writes
 *
 * - `versions`: the supported versions of this transport, a comma-separated list: "1". 9P itself
 *   negotiates the version of 9P.
 * - `max-rings` (number): the maximum number of rings.
 * - `max-ring-page-order` (number, at least 1): log2 of the maximum number of data pages of a ring.
 *
 * The frontend writes
 *
 * - `version`: the chosen version, "1".
 * - `num-rings` (number): the number of rings.
 * - `ring-ref0`, `ring-ref1` and so on (numbers): the grant of the index page of each ring.
 * - `event-channel-0`, `event-channel-1` and so on (numbers): the port of each ring.
 *
 * # Connecting
 *
 * The states are those of `io/xenbus.h`:
 *
 * 1. The backend writes its nodes, and enters InitWait.
 * 2. The frontend allocates the rings and ports, writes its nodes, and enters Initialised.
 * 3. The backend maps and binds them, and enters Connected.
 * 4. The frontend enters Connected.
 *
 * To disconnect:
 *
 * 1. The frontend enters Closing.
 * 2. The backend unmaps and unbinds everything, and enters Closing.
 * 3. The frontend frees its ports and pages, and enters Closed.
 * 4. The backend enters Closed.
 */

/* The rings of a file system. */
DEFINE_XEN_FLEX_RING_AND_INTF(xen_9pfs);

#endif /* __XEN_PUBLIC_IO_9PFS_H__ */
