typedef unsigned int uint32_t;
#define __HYPERVISOR_odd_op 40
/*
 * ` enum neg_errnoval
 * ` HYPERVISOR_odd_op(enum odd_op cmd, void *arg)
 */

/* ` enum odd_op { // ODD_* => struct odd_* */
#define ODD_get 0
/*
 * ODD_set: Sets.
 *
 * Directions:
 *   aa  OUT
 *   whole  OUT
 */
#define ODD_set 1 /* ` => struct odd_get */
/* ` } */

struct odd_get {
    uint32_t a; /* IN: the first. */
};
