#define __HYPERVISOR_odd_op 40
/* ` enum neg_errnoval
 * ` HYPERVISOR_odd_op(enum odd_op cmd, void *arg)
 */

/* ` enum odd_op { // ODD_* */
#define ODD_get 0
#define ODD_set 1 /* ` => NULL */
/* ` } */
