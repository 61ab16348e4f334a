/*
 * Makes the calls of the suite with Xen's own libraries, and prints what they return.
 *
 * witness speed KIND [DOMAIN [FRAME]]: measures instead.
 * witness DOMAIN FRAME GRANT: a domain of the suite, the first frame of its memory, and a grant of its
 * first page. A line has a name and a value: a number, or bytes in hexadecimal. A negative number is
 * an error.
 */

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <xencall.h>
#include <xenctrl.h>
#include <xenevtchn.h>
#include <xenforeignmemory.h>
#include <xengnttab.h>

#define RESOURCE_GRANT_TABLE 1

static void number(const char *name, long value)
{
    printf("%s %ld\n", name, value);
}

/* A result of a library: -1 stands for errno. */
static void result(const char *name, long value)
{
    number(name, value == -1 ? -errno : value);
}

static void bytes(const char *name, const void *from, size_t size)
{
    const unsigned char *byte = from;

    printf("%s ", name);
    for ( size_t i = 0; i < size; i++ )
        printf("%02x", byte[i]);
    printf("\n");
}

/* Bytes that change between two calls: the suite leaves them out. */
#define CHANGING(record, type, field) \
    printf("changing.%s.%s %zu %zu\n", record, #field, offsetof(type, field), \
           sizeof(((type *)0)->field))

static void calls(void)
{
    xencall_handle *xen = xencall_open(NULL, 0);
    void *page = xencall_alloc_buffer_pages(xen, 1);
    static const struct { const char *name; int command; size_t size; } texts[] = {
        { "extraversion", XENVER_extraversion, sizeof(xen_extraversion_t) },
        { "compile_info", XENVER_compile_info, sizeof(struct xen_compile_info) },
        { "capabilities", XENVER_capabilities, sizeof(xen_capabilities_info_t) },
        { "changeset", XENVER_changeset, sizeof(xen_changeset_info_t) },
        { "platform_parameters", XENVER_platform_parameters,
          sizeof(xen_platform_parameters_t) },
        { "guest_handle", XENVER_guest_handle, sizeof(xen_domain_handle_t) },
        { "commandline", XENVER_commandline, sizeof(xen_commandline_t) },
    };

    number("version", xencall2(xen, __HYPERVISOR_xen_version, XENVER_version, 0));
    number("pagesize", xencall2(xen, __HYPERVISOR_xen_version, XENVER_pagesize, 0));
    for ( size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++ )
    {
        memset(page, 0, 4096);
        if ( xencall2(xen, __HYPERVISOR_xen_version, texts[i].command, (uintptr_t)page) < 0 )
            result(texts[i].name, -1);
        else
            bytes(texts[i].name, page, texts[i].size);
    }
    for ( unsigned int i = 0; i < 2; i++ )
    {
        struct xen_feature_info *info = page;
        char name[] = "features.0";

        name[9] += i;
        memset(info, 0, sizeof(*info));
        info->submap_idx = i;
        xencall2(xen, __HYPERVISOR_xen_version, XENVER_get_features, (uintptr_t)info);
        number(name, info->submap);
    }
    {
        struct evtchn_alloc_unbound *argument = page;

        argument->dom = DOMID_SELF;
        argument->remote_dom = 0;
        result("alloc_unbound", xencall2(xen, __HYPERVISOR_event_channel_op,
                                         EVTCHNOP_alloc_unbound, (uintptr_t)argument));
        evtchn_port_t port = argument->port;
        struct evtchn_status *status = page;

        memset(status, 0, sizeof(*status));
        status->dom = DOMID_SELF;
        status->port = port;
        result("status", xencall2(xen, __HYPERVISOR_event_channel_op, EVTCHNOP_status,
                                  (uintptr_t)status));
        number("status.status", status->status);
        number("status.vcpu", status->vcpu);
        number("status.unbound.dom", status->u.unbound.dom);
        struct evtchn_close *close = page;

        close->port = port;
        result("close", xencall2(xen, __HYPERVISOR_event_channel_op, EVTCHNOP_close,
                                 (uintptr_t)close));
        result("close.again", xencall2(xen, __HYPERVISOR_event_channel_op, EVTCHNOP_close,
                                       (uintptr_t)close));
        argument->dom = 0x7000;
        result("alloc_unbound.nobody", xencall2(xen, __HYPERVISOR_event_channel_op,
                                                EVTCHNOP_alloc_unbound, (uintptr_t)argument));
    }
    {
        struct gnttab_query_size *argument = page;

        memset(argument, 0, sizeof(*argument));
        argument->dom = DOMID_SELF;
        result("query_size", xencall3(xen, __HYPERVISOR_grant_table_op, GNTTABOP_query_size,
                                      (uintptr_t)argument, 1));
        bytes("query_size.record", argument, sizeof(*argument));
    }
    {
        domid_t *dom = page;

        *dom = 0;
        number("current_reservation", xencall2(xen, __HYPERVISOR_memory_op,
                                               XENMEM_current_reservation, (uintptr_t)dom));
        *dom = 0;
        number("maximum_gpfn", xencall2(xen, __HYPERVISOR_memory_op, XENMEM_maximum_gpfn,
                                        (uintptr_t)dom));
    }
    result("unknown", xencall0(xen, 63));
    xencall_free_buffer_pages(xen, page, 1);
    xencall_close(xen);
}

static void toolstack(uint32_t domain)
{
    xc_interface *xch = xc_interface_open(NULL, NULL, 0);
    xc_domaininfo_t info[2];
    xc_physinfo_t physical;
    unsigned long highest;
    char ring[512];
    unsigned int size = sizeof(ring);
    uint32_t index = 0;
    int scheduler;

    memset(info, 0, sizeof(info));
    result("getdomaininfolist", xc_domain_getinfolist(xch, 0, 1, info));
    bytes("domaininfo.0", info, sizeof(info[0]));
    memset(info, 0, sizeof(info));
    xc_domain_getinfolist(xch, domain, 1, info);
    bytes("domaininfo.1", info, sizeof(info[0]));
    CHANGING("domaininfo", xc_domaininfo_t, cpu_time);
    CHANGING("domaininfo", xc_domaininfo_t, outstanding_pages);
    CHANGING("domaininfo", xc_domaininfo_t, flags);
    memset(&physical, 0, sizeof(physical));
    result("physinfo", xc_physinfo(xch, &physical));
    bytes("physinfo.record", &physical, sizeof(physical));
    CHANGING("physinfo", xc_physinfo_t, free_pages);
    CHANGING("physinfo", xc_physinfo_t, scrub_pages);
    CHANGING("physinfo", xc_physinfo_t, outstanding_pages);
    result("maximum_ram_page", xc_maximum_ram_page(xch, &highest));
    number("maximum_ram_page.value", highest);
    result("sched_id", xc_sched_id(xch, &scheduler));
    number("sched_id.value", scheduler);
    memset(ring, 0, sizeof(ring));
    result("readconsole", xc_readconsolering(xch, ring, &size, 0, 1, &index));
    number("readconsole.size", size);
    bytes("readconsole.text", ring, size);
    xc_interface_close(xch);
}

static void events(void)
{
    xenevtchn_handle *xce = xenevtchn_open(NULL, 0);
    int first = xenevtchn_bind_unbound_port(xce, 0);
    int second = xenevtchn_bind_interdomain(xce, 0, first);

    number("events.bound", first > 0 && second > 0 && first != second);
    number("events.at_once", xenevtchn_pending(xce) == second);
    result("events.unmask", xenevtchn_unmask(xce, second));
    result("events.notify", xenevtchn_notify(xce, second));
    number("events.pending", xenevtchn_pending(xce) == first);
    result("events.unmask.first", xenevtchn_unmask(xce, first));
    result("events.virq.unknown", xenevtchn_bind_virq(xce, 99));
    result("events.bind.nobody", xenevtchn_bind_interdomain(xce, 0x7000, 1));
    result("events.bind.bound", xenevtchn_bind_interdomain(xce, 0, first));
    result("events.unbind", xenevtchn_unbind(xce, second));
    xenevtchn_close(xce);
}

static void grants(uint32_t domain, uint32_t grant)
{
    xengnttab_handle *xgt = xengnttab_open(NULL, 0);
    void *page = xengnttab_map_grant_ref(xgt, domain, grant, PROT_READ | PROT_WRITE);
    char copied[16] = { 0 };
    xengnttab_grant_copy_segment_t segments[2];

    if ( page )
    {
        bytes("grants.page", page, 64);
        xengnttab_unmap(xgt, page, 1);
    }
    else
        result("grants.page", -1);
    page = xengnttab_map_grant_ref(xgt, domain, 99, PROT_READ | PROT_WRITE);
    number("grants.missing", page ? 0 : -errno);
    memset(segments, 0, sizeof(segments));
    for ( int i = 0; i < 2; i++ )
    {
        segments[i].source.foreign.ref = i ? 99 : grant;
        segments[i].source.foreign.offset = 8;
        segments[i].source.foreign.domid = domain;
        segments[i].dest.virt = copied;
        segments[i].len = i ? 1 : sizeof(copied);
        segments[i].flags = GNTCOPY_source_gref;
    }
    if ( xengnttab_grant_copy(xgt, 2, segments) < 0 )
        result("grants.copy", -1);
    number("grants.copy.all", !segments[0].status && !segments[1].status);
    number("grants.copy.0", segments[0].status);
    number("grants.copy.1", segments[1].status);
    bytes("grants.copied", copied, sizeof(copied));
    xengnttab_close(xgt);
}

static void memory(uint32_t domain, xen_pfn_t frame)
{
    xenforeignmemory_handle *fmem = xenforeignmemory_open(NULL, 0);
    xen_pfn_t frames[3] = { frame + 1, frame + 0x7000, frame };
    int errors[3] = { 0 };
    void *pages = xenforeignmemory_map(fmem, domain, PROT_READ | PROT_WRITE, 3, frames, errors);
    void *table = NULL;
    xenforeignmemory_resource_handle *resource;

    number("memory.error.0", errors[0]);
    number("memory.error.1", errors[1]);
    number("memory.error.2", errors[2]);
    if ( pages )
    {
        bytes("memory.page", pages, 64);
        bytes("memory.page.2", (char *)pages + 8192, 64);
        xenforeignmemory_unmap(fmem, pages, 3);
    }
    pages = xenforeignmemory_map(fmem, 0x7000, PROT_READ, 1, frames, NULL);
    number("memory.nobody", pages ? 0 : -errno);
    resource = xenforeignmemory_map_resource(fmem, domain, RESOURCE_GRANT_TABLE, 0, 0, 1, &table,
                                             PROT_READ | PROT_WRITE, 0);
    if ( resource )
    {
        bytes("memory.grant_table", table, 4096);
        xenforeignmemory_unmap_resource(fmem, resource);
    }
    else
        result("memory.grant_table", -1);
    resource = xenforeignmemory_map_resource(fmem, domain, 77, 0, 0, 1, &table, PROT_READ, 0);
    number("memory.resource.unknown", resource ? 0 : -errno);
    xenforeignmemory_close(fmem);
}

/* Speed: a slice of 0.2 seconds of a kind of work for each line of input, and its rate. */

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static xencall_handle *rival_calls;
static xenevtchn_handle *rival_events;
static xenforeignmemory_handle *rival_memory;
static int rival_ports[2];
static uint32_t rival_domain;
static xen_pfn_t rival_frames[4096];
static char *rival_copy;

static int by_record(int operation, void *argument, size_t size)
{
    void *buffer = xencall_alloc_buffer(rival_calls, size);

    memcpy(buffer, argument, size);
    int done = xencall2(rival_calls, __HYPERVISOR_event_channel_op, operation,
                        (uintptr_t)buffer);
    memcpy(argument, buffer, size);
    xencall_free_buffer(rival_calls, buffer);
    return done;
}

static int ports_round(void)
{
    struct evtchn_alloc_unbound unbound = { .dom = DOMID_SELF, .remote_dom = 0 };
    struct evtchn_close close;

    if ( by_record(EVTCHNOP_alloc_unbound, &unbound, sizeof(unbound)) )
        return -1;
    close.port = unbound.port;
    return by_record(EVTCHNOP_close, &close, sizeof(close));
}

static int domaininfo_round(void)
{
    struct xen_domctl *buffer = xencall_alloc_buffer(rival_calls, sizeof(*buffer));

    memset(buffer, 0, sizeof(*buffer));
    buffer->cmd = XEN_DOMCTL_getdomaininfo;
    buffer->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    buffer->domain = rival_domain;
    int done = xencall1(rival_calls, __HYPERVISOR_domctl, (uintptr_t)buffer);
    static struct xen_domctl copy;
    memcpy(&copy, buffer, sizeof(copy));
    xencall_free_buffer(rival_calls, buffer);
    return done;
}

static int expect(int port)
{
    return xenevtchn_pending(rival_events) != port || xenevtchn_unmask(rival_events, port);
}

static int events_round(void)
{
    return xenevtchn_notify(rival_events, rival_ports[1]) || expect(rival_ports[0]) ||
           xenevtchn_notify(rival_events, rival_ports[0]) || expect(rival_ports[1]);
}

static int memory_round(void)
{
    void *pages = xenforeignmemory_map(rival_memory, rival_domain, PROT_READ | PROT_WRITE, 4096,
                                       rival_frames, NULL);

    if ( !pages )
        return -1;
    memcpy(rival_copy, pages, 4096 * 4096);
    return xenforeignmemory_unmap(rival_memory, pages, 4096);
}

static int speed(int count, char **words)
{
    static const struct { const char *name; int (*round)(void); } kinds[] = {
        { "ports", ports_round },
        { "domaininfo", domaininfo_round },
        { "events", events_round },
        { "memory", memory_round },
    };
    int (*round)(void) = NULL;
    char line[32];

    for ( size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++ )
        if ( !strcmp(words[0], kinds[i].name) )
            round = kinds[i].round;
    if ( !round )
        return 2;
    rival_calls = xencall_open(NULL, 0);
    rival_events = xenevtchn_open(NULL, 0);
    rival_memory = xenforeignmemory_open(NULL, 0);
    rival_copy = malloc(4096 * 4096);
    if ( count > 1 )
        rival_domain = strtoul(words[1], NULL, 0);
    for ( int i = 0; i < 4096 && count > 2; i++ )
        rival_frames[i] = strtoul(words[2], NULL, 0) + i;
    rival_ports[0] = xenevtchn_bind_unbound_port(rival_events, 0);
    rival_ports[1] = xenevtchn_bind_interdomain(rival_events, 0, rival_ports[0]);
    if ( expect(rival_ports[1]) )
        return 3;
    while ( fgets(line, sizeof(line), stdin) )
    {
        double began = now(), end;
        long rounds = 0;

        do
        {
            if ( round() )
                return 4;
            rounds++;
            end = now();
        } while ( end - began < 0.2 );
        printf("%f\n", rounds / (end - began));
        fflush(stdout);
    }
    return 0;
}

int main(int count, char **words)
{
    if ( count > 2 && !strcmp(words[1], "speed") )
        return speed(count - 2, words + 2);
    if ( count != 4 )
        return 2;
    uint32_t domain = strtoul(words[1], NULL, 0);

    calls();
    toolstack(domain);
    events();
    grants(domain, strtoul(words[3], NULL, 0));
    memory(domain, strtoul(words[2], NULL, 0));
    return 0;
}
