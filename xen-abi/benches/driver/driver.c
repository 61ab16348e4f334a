/* The drivers in C: what `requests.rs` and `streams.rs` do, with the macros of `io/ring.h`. */

#include <sched.h>
#include <stdlib.h>
#include "world.h"

#define RING_PORT   3
#define STREAM_PORT 4
#define MOST        256 /* entries of the ring */
#define BYTES       64  /* of a request's page */

struct probe_request {
    uint64_t id;
    uint32_t reference;
    uint16_t offset;
    uint16_t length;
};

struct probe_response {
    uint64_t id;
    uint64_t sum;
};

DEFINE_RING_TYPES(probe, struct probe_request, struct probe_response);

/* Reads a shared index from memory in each use; the macros leave that to the compiler. */
#define FRESH() __asm__ volatile("" ::: "memory")

static void wrong(void)
{
    abort();
}

static void notify(struct world *world, unsigned domain, evtchn_port_t port)
{
    struct evtchn_send send = { .port = port };

    if (xen(world, domain, __HYPERVISOR_event_channel_op, EVTCHNOP_send, (unsigned long)&send, 0))
        wrong();
}

/* As the packets of upstream's `DEFINE_XEN_FLEX_RING`, by `memcpy`. */
static void write_packet(unsigned char *ring, RING_IDX size, RING_IDX at,
                         const unsigned char *bytes, size_t count)
{
    size_t start = xen_9pfs_mask(at, size), first = count < size - start ? count : size - start;

    memcpy(ring + start, bytes, first);
    memcpy(ring, bytes + first, count - first);
}

static void read_packet(const unsigned char *ring, RING_IDX size, RING_IDX at,
                        unsigned char *bytes, size_t count)
{
    size_t start = xen_9pfs_mask(at, size), first = count < size - start ? count : size - start;

    memcpy(bytes, ring + start, first);
    memcpy(bytes + first, ring, count - first);
}

/* Waits for an event, and handles all that are pending. */
static void wait_for_event(struct world *world, unsigned domain)
{
    struct shared_info *shared = world->domains[domain].shared;
    struct vcpu_info *vcpu = &shared->vcpu_info[0];

    while (!__atomic_load_n(&vcpu->evtchn_upcall_pending, __ATOMIC_ACQUIRE))
        sched_yield();
    while (__atomic_exchange_n(&vcpu->evtchn_upcall_pending, 0, __ATOMIC_SEQ_CST)) {
        unsigned long selector = __atomic_exchange_n(&vcpu->evtchn_pending_sel, 0,
                                                     __ATOMIC_SEQ_CST);

        for (; selector; selector &= selector - 1) {
            int index = __builtin_ctzl(selector);
            unsigned long *word = &shared->evtchn_pending[index];
            unsigned long mask = __atomic_load_n(&shared->evtchn_mask[index], __ATOMIC_ACQUIRE);
            unsigned long ports = __atomic_load_n(word, __ATOMIC_ACQUIRE) & ~mask;

            for (; ports; ports &= ports - 1)
                __atomic_fetch_and(word, ~(ports & -ports), __ATOMIC_SEQ_CST);
        }
    }
}

/* As of kernels: any driver on any vCPU takes references from the free ones. */
static volatile char lock;

static void take_lock(void)
{
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE))
        sched_yield();
}

static void release_lock(void)
{
    __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
}

static int end_access(struct grant_entry_v1 *entry)
{
    uint16_t flags = __atomic_load_n(&entry->flags, __ATOMIC_ACQUIRE);

    do {
        if (flags & (GTF_reading | GTF_writing))
            return 0;
    } while (!__atomic_compare_exchange_n(&entry->flags, &flags, 0, 0, __ATOMIC_ACQ_REL,
                                          __ATOMIC_ACQUIRE));
    return 1;
}

static uint64_t sum(const uint64_t *words)
{
    uint64_t total = 0;

    for (unsigned index = 0; index < BYTES / 8; index++)
        total += words[index];
    return total;
}

void front(struct world *world, uint64_t requests)
{
    struct grant_entry_v1 *grants = world->domains[0].grants;
    struct { uint32_t frame, reference; } slots[MOST];
    uint32_t frames[MOST], references[MOST], free_references = world->pages, ids[MOST];
    uint64_t sent = 0, received = 0, expected[MOST];
    unsigned unused = world->pages;
    probe_front_ring_t ring;

    XEN_FRONT_RING_INIT(&ring, (probe_sring_t *)world->ring, PAGE);
    for (unsigned index = 0; index < unused; index++) {
        frames[index] = world->first_frame + index;
        references[index] = GNTTAB_NR_RESERVED_ENTRIES + index;
        ids[index] = index;
    }
    notify(world, 0, RING_PORT);
    while (received < requests) {
        int notify_backend, more;

        while (sent < requests && !RING_FULL(&ring) && unused) {
            uint64_t words[BYTES / 8];
            struct probe_request *request;
            struct grant_entry_v1 *entry;
            uint32_t id = ids[--unused];

            slots[id].frame = frames[unused];
            take_lock();
            slots[id].reference = references[--free_references];
            release_lock();
            for (unsigned index = 0; index < BYTES / 8; index++)
                words[index] = sent + index;
            expected[id] = sum(words);
            memcpy(world->frames + (size_t)slots[id].frame * PAGE, words, BYTES);
            entry = &grants[slots[id].reference];
            entry->frame = slots[id].frame;
            entry->domid = 1;
            xen_wmb();
            __atomic_store_n(&entry->flags, GTF_permit_access, __ATOMIC_RELAXED);
            request = RING_GET_REQUEST(&ring, ring.req_prod_pvt);
            ring.req_prod_pvt++;
            request->id = id;
            request->reference = slots[id].reference;
            request->offset = 0;
            request->length = BYTES;
            sent++;
        }
        RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&ring, notify_backend);
        if (notify_backend)
            notify(world, 0, RING_PORT);
        for (;;) {
            unsigned count;

            FRESH();
            count = XEN_RING_NR_UNCONSUMED_RESPONSES(&ring);
            if (RING_RESPONSE_PROD_OVERFLOW(&ring, ring.rsp_cons + count))
                wrong();
            xen_rmb();
            for (; count; count--) {
                struct probe_response response;

                RING_COPY_RESPONSE(&ring, ring.rsp_cons, &response);
                ring.rsp_cons++;
                if (response.id >= MOST || response.sum != expected[response.id])
                    wrong();
                if (!end_access(&grants[slots[response.id].reference]))
                    wrong();
                frames[unused] = slots[response.id].frame;
                take_lock();
                references[free_references++] = slots[response.id].reference;
                release_lock();
                ids[unused++] = (uint32_t)response.id;
                received++;
            }
            if (received == requests || (sent < requests && unused))
                break;
            RING_FINAL_CHECK_FOR_RESPONSES(&ring, more);
            if (!more)
                wait_for_event(world, 0);
        }
    }
}

void back(struct world *world, uint64_t requests)
{
    uint64_t answered = 0;
    probe_back_ring_t ring;

    wait_for_event(world, 1);
    BACK_RING_INIT(&ring, (probe_sring_t *)world->ring, PAGE);
    while (answered < requests) {
        int notify_frontend, more;
        unsigned count;

        FRESH();
        count = XEN_RING_NR_UNCONSUMED_REQUESTS(&ring);
        if (RING_REQUEST_PROD_OVERFLOW(&ring, ring.sring->req_prod))
            wrong();
        xen_rmb();
        for (; count; count--) {
            struct probe_request request;
            struct probe_response *response;
            struct gnttab_copy copy;

            RING_COPY_REQUEST(&ring, ring.req_cons, &request);
            ring.req_cons++;
            copy.source.u.ref = request.reference;
            copy.source.domid = 0;
            copy.source.offset = request.offset;
            copy.dest.u.gmfn = world->buffer;
            copy.dest.domid = DOMID_SELF;
            copy.dest.offset = 0;
            copy.len = request.length;
            copy.flags = GNTCOPY_source_gref;
            if (xen(world, 1, __HYPERVISOR_grant_table_op, GNTTABOP_copy,
                    (unsigned long)&copy, 1) ||
                copy.status != GNTST_okay)
                wrong();
            response = RING_GET_RESPONSE(&ring, ring.rsp_prod_pvt);
            ring.rsp_prod_pvt++;
            response->id = request.id;
            response->sum = sum((const uint64_t *)(world->frames + (size_t)world->buffer * PAGE));
            answered++;
        }
        RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&ring, notify_frontend);
        if (notify_frontend)
            notify(world, 1, RING_PORT);
        if (answered < requests) {
            RING_FINAL_CHECK_FOR_REQUESTS(&ring, more);
            if (!more)
                wait_for_event(world, 1);
        }
    }
}

void writer(struct world *world, uint64_t bytes, uint64_t chunk)
{
    struct xen_9pfs_data_intf *indices = world->indices;
    RING_IDX size = XEN_FLEX_RING_SIZE(indices->ring_order);
    unsigned char message[PAGE];

    for (unsigned index = 0; index < PAGE; index++)
        message[index] = (unsigned char)index;
    while (bytes) {
        RING_IDX cons = __atomic_load_n(&indices->out_cons, __ATOMIC_ACQUIRE);
        RING_IDX prod = indices->out_prod;
        RING_IDX room = size - xen_9pfs_queued(prod, cons, size);
        size_t count = chunk < bytes ? chunk : bytes;

        if (room < count)
            count = room;
        if (!count) {
            wait_for_event(world, 0);
            continue;
        }
        write_packet((unsigned char *)world->stream + size, size, prod, message, count);
        __atomic_store_n(&indices->out_prod, prod + (RING_IDX)count, __ATOMIC_RELEASE);
        xen_mb();
        notify(world, 0, STREAM_PORT);
        bytes -= count;
    }
}

void reader(struct world *world, uint64_t bytes, uint64_t chunk)
{
    struct xen_9pfs_data_intf *indices = world->indices;
    RING_IDX size = XEN_FLEX_RING_SIZE(indices->ring_order);
    unsigned char message[PAGE];

    while (bytes) {
        RING_IDX prod = __atomic_load_n(&indices->out_prod, __ATOMIC_ACQUIRE);
        RING_IDX cons = indices->out_cons;
        RING_IDX there = xen_9pfs_queued(prod, cons, size);
        size_t count = chunk < there ? chunk : there;

        if (there > size)
            wrong();
        if (!count) {
            wait_for_event(world, 1);
            continue;
        }
        read_packet((unsigned char *)world->stream + size, size, cons, message, count);
        __asm__ volatile("" :: "r"(message) : "memory");
        __atomic_store_n(&indices->out_cons, cons + (RING_IDX)count, __ATOMIC_RELEASE);
        xen_mb();
        notify(world, 1, STREAM_PORT);
        bytes -= count;
    }
}
