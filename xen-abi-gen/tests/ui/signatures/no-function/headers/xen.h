/*
 * ` enum neg_errnoval
 */
#define XEN_A 1
