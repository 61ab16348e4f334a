/* What the two drivers and the model of Xen share. Rust states the same in `world.rs`. */

#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#include <stdint.h>
#include <string.h>
#define xen_mb()  __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define xen_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define xen_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)
#include "errno.h"
#include "event_channel.h"
#include "grant_table.h"
#include "io/9pfs.h"
#include "io/ring.h"

#define PAGE   4096
#define GRANTS 512 /* in a page of version 1 */

struct world {
    struct {
        struct shared_info *shared;
        struct grant_entry_v1 *grants;
    } domains[2];
    unsigned char *frames;   /* where frame 0 is; the others follow */
    void *ring;              /* a page of both domains */
    void *indices, *stream;  /* a page, and the bytes of both directions */
    uint32_t first_frame;    /* the pages that the frontend grants */
    uint32_t pages;
    uint32_t buffer;         /* the frame of the backend's buffer */
};

long xen(struct world *world, unsigned domain, unsigned number, unsigned long first,
         unsigned long second, unsigned long third);
