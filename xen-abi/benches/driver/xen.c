/*
 * The part of Xen that both drivers call: events and grant copies, for two domains with one vCPU.
 *
 * A unit of its own, so that neither compiler can inline it into a driver.
 */

#include "world.h"

static long send(struct world *world, unsigned domain, evtchn_port_t port)
{
    /* Each port leads to the one of the same number. */
    struct shared_info *shared = world->domains[!domain].shared;
    struct vcpu_info *vcpu = &shared->vcpu_info[0];
    unsigned word = port / 64;
    unsigned long bit = 1ul << port % 64, selected = 1ul << word;

    if (__atomic_fetch_or(&shared->evtchn_pending[word], bit, __ATOMIC_SEQ_CST) & bit)
        return 0;
    if (__atomic_load_n(&shared->evtchn_mask[word], __ATOMIC_SEQ_CST) & bit)
        return 0;
    if (!(__atomic_fetch_or(&vcpu->evtchn_pending_sel, selected, __ATOMIC_SEQ_CST) & selected))
        __atomic_store_n(&vcpu->evtchn_upcall_pending, 1, __ATOMIC_SEQ_CST);
    return 0;
}

static int16_t copy(struct world *world, unsigned domain, struct gnttab_copy *operation)
{
    struct grant_entry_v1 *entry;
    uint16_t flags;

    if (operation->flags != GNTCOPY_source_gref || operation->source.domid >= 2 ||
        operation->dest.domid != DOMID_SELF || operation->source.u.ref >= GRANTS ||
        operation->source.offset + operation->len > PAGE ||
        operation->dest.offset + operation->len > PAGE)
        return GNTST_bad_copy_arg;
    entry = &world->domains[operation->source.domid].grants[operation->source.u.ref];
    flags = __atomic_load_n(&entry->flags, __ATOMIC_ACQUIRE);
    do {
        if ((flags & GTF_type_mask) != GTF_permit_access || entry->domid != domain)
            return GNTST_general_error;
    } while (!__atomic_compare_exchange_n(&entry->flags, &flags, flags | GTF_reading, 0,
                                          __ATOMIC_SEQ_CST, __ATOMIC_ACQUIRE));
    memcpy(world->frames + operation->dest.u.gmfn * PAGE + operation->dest.offset,
           world->frames + (size_t)entry->frame * PAGE + operation->source.offset, operation->len);
    __atomic_fetch_and(&entry->flags, (uint16_t)~GTF_reading, __ATOMIC_SEQ_CST);
    return GNTST_okay;
}

long xen(struct world *world, unsigned domain, unsigned number, unsigned long first,
         unsigned long second, unsigned long third)
{
    if (number == __HYPERVISOR_event_channel_op) {
        if (first == EVTCHNOP_send)
            return send(world, domain, ((struct evtchn_send *)second)->port);
        return first == EVTCHNOP_close ? 0 : -XEN_ENOSYS;
    }
    if (number == __HYPERVISOR_grant_table_op && first == GNTTABOP_copy) {
        struct gnttab_copy *operations = (void *)second;

        for (unsigned long index = 0; index < third; index++)
            operations[index].status = copy(world, domain, &operations[index]);
        return 0;
    }
    return -XEN_ENOSYS;
}
