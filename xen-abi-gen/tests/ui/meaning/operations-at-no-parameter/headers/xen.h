#define __HYPERVISOR_odd_op 40
/* ` enum odd_op { // ODD_* */
#define ODD_get 0
/* ` } */
struct odd_op {
    unsigned int op;
};
/*
 * ` long HYPERVISOR_odd_op(struct odd_op *op)
 * ` ops enum odd_op in struct odd_op at arg
 */
